//! What is answered, under the published names.
use super::skalarer::*;
use crate::skalarer::Uuid;
use ::klassifikation::listehent as lh;
use async_graphql::{SimpleObject, Union};
use grund::Periode;

/// The answer.
#[derive(SimpleObject)]
#[graphql(name = "KlassifikationListeHent_O")]
pub(crate) struct ListeHentO {
    klassifikation_liste: Vec<Option<KlassifikationListe>>,
}

#[derive(SimpleObject)]
#[graphql(name = "KlassifikationListeHent_O_KlassifikationListe")]
struct KlassifikationListe {
    klassifikation_struktur: KlassifikationStruktur,
}

/// A classification, such as KLE, with its facets.
#[derive(SimpleObject)]
struct KlassifikationStruktur {
    klassifikation_identifikation: Uuid,
    klassifikation_brugervendt_noegle: Tekst50,
    klassifikation_titel: Tekst300,
    klassifikation_beskrivelse: Tekst10K,
    klassifikation_retskilde: Option<Tekst4096>,
    klassifikation_ejer: Tekst100,
    #[graphql(name = "klassifikationEjerCVRNummer")]
    klassifikation_ejer_cvr_nummer: Option<CvrNummer>,
    klassifikation_publiceret_fra_dato: Option<Dato>,
    klassifikation_publiceret_til_dato: Option<Dato>,
    #[graphql(name = "klassifikationSidstAEndretTidspunkt")]
    klassifikation_sidst_aendret_tidspunkt: DatoTid,
    facet_liste: Vec<Option<FacetListe>>,
}

#[derive(SimpleObject)]
#[graphql(name = "KlassifikationStruktur_FacetListe")]
struct FacetListe {
    facet_struktur: FacetStruktur,
}

/// A facet of a classification, with its classes.
#[derive(SimpleObject)]
struct FacetStruktur {
    facet_identifikation: Uuid,
    facet_brugervendt_noegle: Tekst50,
    facet_titel: Tekst300,
    facet_beskrivelse: Tekst10K,
    facet_retskilde: Option<Tekst4096>,
    facet_ejer: Option<Tekst100>,
    #[graphql(name = "facetEjerCVRNummer")]
    facet_ejer_cvr_nummer: Option<CvrNummer>,
    facet_publiceret_fra_dato: Option<Dato>,
    facet_publiceret_til_dato: Option<Dato>,
    #[graphql(name = "facetSidstAEndretTidspunkt")]
    facet_sidst_aendret_tidspunkt: DatoTid,
    klasse_liste: Vec<Option<KlasseListe>>,
}

#[derive(SimpleObject)]
#[graphql(name = "FacetStruktur_KlasseListe")]
struct KlasseListe {
    klasse_struktur: KlasseStruktur,
}

/// A class: a KLE subject, a role, a type.
#[derive(SimpleObject)]
struct KlasseStruktur {
    klasse_identifikation: Tekst30,
    klasse_brugervendt_noegle: KleEmne,
    klasse_titel: Tekst300,
    klasse_beskrivelse: Tekst10K,
    klasse_sortering: Option<TalHel1Til100>,
    klasse_retskilde: Option<Tekst4096>,
    #[graphql(name = "klasseAEndringsnotat")]
    klasse_aendringsnotat: Option<Tekst4096>,
    klasse_ejer: Option<Tekst100>,
    #[graphql(name = "klasseEjerCVRNummer")]
    klasse_ejer_cvr_nummer: Option<CvrNummer>,
    #[graphql(name = "klasseSidstAEndretTidspunkt")]
    klasse_sidst_aendret_tidspunkt: DatoTid,
    klasse_publiceret_liste: Vec<Option<PubliceretListe>>,
    klasse_soegeord_liste: Option<Vec<Option<SoegeordListe>>>,
    foraeldre_klasse: Option<ForaeldreKlasse>,
    klasse_mapning_liste: Option<Vec<Option<MapningListe>>>,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlassePubliceretListe")]
struct PubliceretListe {
    klasse_publiceret: Publiceret,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlassePubliceretListe_KlassePubliceret")]
struct Publiceret {
    klasse_publiceret_fra_dato: Option<Dato>,
    klasse_publiceret_til_dato: Option<Dato>,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseSoegeordListe")]
struct SoegeordListe {
    klasse_soegeord: Soegeord,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseSoegeordListe_KlasseSoegeord")]
struct Soegeord {
    soegeord_titel: Tekst50,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_ForaeldreKlasse")]
struct ForaeldreKlasse {
    klasse_identifikation: Tekst30,
    klasse_brugervendt_noegle: KleEmne,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseMapningListe")]
struct MapningListe {
    klasse_mapning: Mapning,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseMapningListe_KlasseMapning")]
struct Mapning {
    klasse_ejer: Option<Tekst100>,
    #[graphql(name = "klasseEjerCVRNummer")]
    klasse_ejer_cvr_nummer: Option<CvrNummer>,
    klasse_mapning_rolle: MapningRolle,
    klasse_identifiktion_valg: IdentifiktionValg,
    klasse_mapning_virkning_fra: Option<Dato>,
    klasse_mapning_virkning_til: Option<Dato>,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseMapningListe_KlasseMapning_KlasseMapningRolle")]
struct MapningRolle {
    klasse_identifikation: Tekst30,
    klasse_brugervendt_noegle: KleEmne,
}

/// What a mapping points at. The spelling of the names is that of the published schema.
#[derive(Union)]
#[graphql(name = "KlasseStruktur_KlasseMapningListe_KlasseMapning_KlasseIdentifiktionValg")]
enum IdentifiktionValg {
    Klasse(ValgtKlasse),
    Urn(ValgtUrn),
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseMapningListe_KlasseMapning_KlasseIdentifiktionValg_KlasseIdenitifkationStruktur")]
struct ValgtKlasse {
    klasse_idenitifkation_struktur: Option<KlasseIdenitifkationStruktur>,
}

#[derive(SimpleObject)]
#[graphql(
    name = "KlasseStruktur_KlasseMapningListe_KlasseMapning_KlasseIdentifiktionValg_KlasseIdenitifkationStruktur_KlasseIdenitifkationStruktur"
)]
struct KlasseIdenitifkationStruktur {
    klasse_identifikation: Tekst30,
    klasse_brugervendt_noegle: KleEmne,
    facet_identifikation: Uuid,
    facet_brugervendt_noegle: Tekst50,
    klassifikation_identifikation: Uuid,
    klassifikation_brugervendt_noegle: Tekst50,
}

#[derive(SimpleObject)]
#[graphql(name = "KlasseStruktur_KlasseMapningListe_KlasseMapning_KlasseIdentifiktionValg_KlasseUrnReference")]
struct ValgtUrn {
    klasse_urn_reference: Urn,
}

impl ListeHentO {
    pub(crate) fn af(liste: Vec<lh::Klassifikationsstruktur>) -> Self {
        let klassifikation_liste =
            liste.into_iter().map(|k| Some(KlassifikationListe { klassifikation_struktur: klassifikation(k) })).collect();
        Self { klassifikation_liste }
    }
}

/// First and last day; a classification and a facet show the latest of several periods.
fn datoer(p: Option<&Periode>) -> (Option<Dato>, Option<Dato>) {
    let (fra, til) = p.map(|p| lh::datoer(*p)).unwrap_or_default();
    (fra.map(Dato), til.map(Dato))
}

fn klassifikation(k: lh::Klassifikationsstruktur) -> KlassifikationStruktur {
    let f = k.faelles;
    let (fra, til) = datoer(f.publiceret.last());
    KlassifikationStruktur {
        klassifikation_identifikation: Uuid(f.uuid),
        klassifikation_brugervendt_noegle: Tekst50(f.noegle),
        klassifikation_titel: Tekst300(f.titel),
        klassifikation_beskrivelse: Tekst10K(f.beskrivelse),
        klassifikation_retskilde: f.retskilde.map(Tekst4096),
        klassifikation_ejer: Tekst100(f.ejer),
        klassifikation_ejer_cvr_nummer: Some(CvrNummer(f.cvr.to_string())),
        klassifikation_publiceret_fra_dato: fra,
        klassifikation_publiceret_til_dato: til,
        klassifikation_sidst_aendret_tidspunkt: DatoTid(f.aendret.til_xs()),
        facet_liste: k.facetter.into_iter().map(|f| Some(FacetListe { facet_struktur: facet(f) })).collect(),
    }
}

fn facet(s: lh::Facetstruktur) -> FacetStruktur {
    let f = s.faelles;
    let (fra, til) = datoer(f.publiceret.last());
    FacetStruktur {
        facet_identifikation: Uuid(f.uuid),
        facet_brugervendt_noegle: Tekst50(f.noegle),
        facet_titel: Tekst300(f.titel),
        facet_beskrivelse: Tekst10K(f.beskrivelse),
        facet_retskilde: f.retskilde.map(Tekst4096),
        facet_ejer: Some(Tekst100(f.ejer)),
        facet_ejer_cvr_nummer: Some(CvrNummer(f.cvr.to_string())),
        facet_publiceret_fra_dato: fra,
        facet_publiceret_til_dato: til,
        facet_sidst_aendret_tidspunkt: DatoTid(f.aendret.til_xs()),
        klasse_liste: s.klasser.into_iter().map(|k| Some(KlasseListe { klasse_struktur: klasse(k) })).collect(),
    }
}

/// `None` for an empty list: the published lists that may be left out hold at least one element.
fn ikke_tom<T>(liste: Vec<Option<T>>) -> Option<Vec<Option<T>>> {
    (!liste.is_empty()).then_some(liste)
}

fn klasse(s: lh::Klassestruktur) -> KlasseStruktur {
    let f = s.faelles;
    let publiceret = |p: &Periode| {
        let (klasse_publiceret_fra_dato, klasse_publiceret_til_dato) = datoer(Some(p));
        Some(PubliceretListe { klasse_publiceret: Publiceret { klasse_publiceret_fra_dato, klasse_publiceret_til_dato } })
    };
    KlasseStruktur {
        klasse_identifikation: Tekst30(f.uuid.to_string()),
        klasse_brugervendt_noegle: KleEmne(f.noegle),
        klasse_titel: Tekst300(f.titel),
        klasse_beskrivelse: Tekst10K(f.beskrivelse),
        klasse_sortering: s.sortering.map(TalHel1Til100),
        klasse_retskilde: f.retskilde.map(Tekst4096),
        klasse_aendringsnotat: s.aendringsnotat.map(Tekst4096),
        klasse_ejer: Some(Tekst100(f.ejer)),
        klasse_ejer_cvr_nummer: Some(CvrNummer(f.cvr.to_string())),
        klasse_sidst_aendret_tidspunkt: DatoTid(f.aendret.til_xs()),
        klasse_publiceret_liste: f.publiceret.iter().map(publiceret).collect(),
        klasse_soegeord_liste: ikke_tom(
            s.soegeord.into_iter().map(|t| Some(SoegeordListe { klasse_soegeord: Soegeord { soegeord_titel: Tekst50(t) } })).collect(),
        ),
        foraeldre_klasse: s
            .foraelder
            .map(|n| ForaeldreKlasse { klasse_identifikation: Tekst30(n.id.to_string()), klasse_brugervendt_noegle: KleEmne(n.noegle) }),
        klasse_mapning_liste: ikke_tom(s.mapninger.into_iter().map(|m| Some(MapningListe { klasse_mapning: mapning(m) })).collect()),
    }
}

fn mapning(m: lh::Mapning) -> Mapning {
    let (fra, til) = datoer(Some(&m.periode));
    Mapning {
        klasse_ejer: None,
        klasse_ejer_cvr_nummer: m.cvr.map(|c| CvrNummer(c.to_string())),
        klasse_mapning_rolle: MapningRolle {
            klasse_identifikation: Tekst30(m.rolle.id.to_string()),
            klasse_brugervendt_noegle: KleEmne(m.rolle.noegle),
        },
        klasse_identifiktion_valg: match m.maal {
            lh::Maal::Urn(u) => IdentifiktionValg::Urn(ValgtUrn { klasse_urn_reference: Urn(u) }),
            lh::Maal::Klasse { klasse, facet, klassifikation } => IdentifiktionValg::Klasse(ValgtKlasse {
                klasse_idenitifkation_struktur: facet.id.uuid().zip(klassifikation.id.uuid()).map(|(f, k)| KlasseIdenitifkationStruktur {
                    klasse_identifikation: Tekst30(klasse.id.to_string()),
                    klasse_brugervendt_noegle: KleEmne(klasse.noegle),
                    facet_identifikation: Uuid(f),
                    facet_brugervendt_noegle: Tekst50(facet.noegle),
                    klassifikation_identifikation: Uuid(k),
                    klassifikation_brugervendt_noegle: Tekst50(klassifikation.noegle),
                }),
            }),
        },
        klasse_mapning_virkning_fra: fra,
        klasse_mapning_virkning_til: til,
    }
}
