//! KlassifikationListeHent over SOAP (contracts 5.3, I-32). Errors are data in HovedOplysningerSvar, never faults.
use crate::oversaet::grunddele;
use crate::tjenester::Kald;
use crate::tjenester::hovedoplysninger::{barn, ramme, reaktion};
use grund::{Fejl, Fejlkode, UnikId};
use klassifikation::listehent::{
    self, Facetstruktur, Faelles, Identifikation, Klassenoegle, Klassestruktur, Klassifikationsstruktur, Kriterier, Maal, Mapning, datoer,
};
use kontrakt::Knude;

/// Carries out the operation.
pub async fn udfoer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let fundne = listehent::hent(&kald.tilstand.register, kald.kontekst, &kriterier(ind)?).await?;
    if fundne.is_empty() {
        let f = Fejl::ny(Fejlkode::IntetFundet);
        return Ok(ramme(kald, Some(ind), |k| reaktion(k, "Advis", &f)));
    }
    let svar = ramme(kald, Some(ind), |k| k);
    Ok(barn(svar, "KlassifikationListe", |l| fundne.iter().fold(l, |l, k| barn(l, "KlassifikationStruktur", |s| klassifikation(s, k)))))
}

fn kriterier(ind: &Knude) -> Result<Kriterier, Fejl> {
    let markering = |navn: &str| ind.tekst(navn).map(|t| matches!(t.trim(), "true" | "1"));
    let dato = |navn: &str| ind.tekst(navn).filter(|t| !t.trim().is_empty()).map(|t| listehent::laes_dato(t, navn)).transpose();
    let liste = grunddele::barn(ind, "KlassifikationKriterieListe")?;
    let identifikation = liste.boern("IdentifikationKriterie").map(identifikation).collect::<Result<_, _>>()?;
    Ok(Kriterier {
        identifikation,
        kun_aktuelle: markering("KunAktuelle"),
        fra: dato("KlassifikationPubliceretFraDato")?,
        til: dato("KlassifikationPubliceretTilDato")?,
        kun_faelles: markering("KunFælleskommunaleKlasser").unwrap_or(false),
    })
}

fn identifikation(k: &Knude) -> Result<Identifikation, Fejl> {
    let valg = k.boern.first().ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("IdentifikationKriterie"))?;
    Ok(match valg.navn() {
        "KlassifikationIdentifikation" => Identifikation::Klassifikation(grunddele::uuid(valg)?),
        "FacetIdentifikation" => Identifikation::Facet(grunddele::uuid(valg)?),
        "KlasseIdentifikation" => Identifikation::Klasse(grunddele::uuid(valg)?),
        _ => Identifikation::Noegle {
            klassifikation: valg.tekst("KlassifikationBrugervendtNøgle").unwrap_or_default().to_owned(),
            facet: valg.tekst("FacetBrugervendtNøgle").map(str::to_owned),
            klasse: valg.tekst("KlasseBrugervendtNøgle").map(str::to_owned),
        },
    })
}

/// The fields that the three structures begin with; `p` is the prefix of their names.
fn begynd(k: Knude, p: &str, f: &Faelles) -> Knude {
    k.felt(&format!("{p}Identifikation"), f.uuid.to_string())
        .felt(&format!("{p}BrugervendtNøgle"), f.noegle.clone())
        .felt(&format!("{p}Titel"), f.titel.clone())
        .felt(&format!("{p}Beskrivelse"), f.beskrivelse.clone())
}

fn ejer(k: Knude, p: &str, f: &Faelles) -> Knude {
    k.felt(&format!("{p}Ejer"), f.ejer.clone()).felt(&format!("{p}EjerCVRNummer"), f.cvr.to_string())
}

/// First and last day of what is published, and the time of the last change.
fn slut(k: Knude, p: &str, f: &Faelles) -> Knude {
    let fra = f.publiceret.first().and_then(|p| datoer(*p).0);
    let til = f.publiceret.last().and_then(|p| datoer(*p).1);
    k.felt_hvis(&format!("{p}PubliceretFraDato"), fra)
        .felt_hvis(&format!("{p}PubliceretTilDato"), til)
        .felt(&format!("{p}SidstÆndretTidspunkt"), f.aendret.til_xs())
}

fn klassifikation(k: Knude, s: &Klassifikationsstruktur) -> Knude {
    let (p, f) = ("Klassifikation", &s.faelles);
    let k = slut(ejer(begynd(k, p, f).felt_hvis("KlassifikationRetskilde", f.retskilde.clone()), p, f), p, f);
    barn(k, "FacetListe", |l| s.facetter.iter().fold(l, |l, s| barn(l, "FacetStruktur", |k| facet(k, s))))
}

fn facet(k: Knude, s: &Facetstruktur) -> Knude {
    let (p, f) = ("Facet", &s.faelles);
    let k = slut(ejer(begynd(k, p, f).felt_hvis("FacetRetskilde", f.retskilde.clone()), p, f), p, f);
    barn(k, "KlasseListe", |l| s.klasser.iter().fold(l, |l, s| barn(l, "KlasseStruktur", |k| klasse(k, s))))
}

fn klasse(k: Knude, s: &Klassestruktur) -> Knude {
    let f = &s.faelles;
    let k = begynd(k, "Klasse", f)
        .felt_hvis("KlasseSortering", s.sortering.map(|n| n.to_string()))
        .felt_hvis("KlasseRetskilde", f.retskilde.clone())
        .felt_hvis("KlasseÆndringsnotat", s.aendringsnotat.clone());
    let k = ejer(k, "Klasse", f).felt("KlasseSidstÆndretTidspunkt", f.aendret.til_xs());
    let mut k = barn(k, "KlassePubliceretListe", |l| {
        // A class without limits in time has an empty list.
        let perioder = f.publiceret.iter().map(|p| datoer(*p)).filter(|(fra, til)| fra.is_some() || til.is_some());
        perioder.fold(l, |l, (fra, til)| {
            barn(l, "KlassePubliceret", |k| k.felt_hvis("KlassePubliceretFraDato", fra).felt_hvis("KlassePubliceretTilDato", til))
        })
    });
    if !s.soegeord.is_empty() {
        k = barn(k, "KlasseSøgeordListe", |l| {
            s.soegeord.iter().fold(l, |l, o| barn(l, "KlasseSøgeord", |k| k.felt("SøgeordTitel", o.clone())))
        });
    }
    if let Some(foraelder) = &s.foraelder {
        k = barn(k, "ForældreKlasse", |k| klassenoegle(k, "Klasse", foraelder));
    }
    if !s.mapninger.is_empty() {
        k = barn(k, "KlasseMapningListe", |l| s.mapninger.iter().fold(l, |l, m| barn(l, "KlasseMapning", |k| mapning(k, m))));
    }
    k
}

fn klassenoegle(k: Knude, p: &str, n: &Klassenoegle) -> Knude {
    let id = match &n.id {
        UnikId::Uuid(u) => u.to_string(),
        UnikId::Urn(u) => u.clone(),
    };
    k.felt(&format!("{p}Identifikation"), id).felt(&format!("{p}BrugervendtNøgle"), n.noegle.clone())
}

fn mapning(k: Knude, m: &Mapning) -> Knude {
    let (fra, til) = datoer(m.periode);
    let k = k.felt_hvis("KlasseEjer", m.cvr.map(|c| c.to_string())).felt_hvis("KlasseEjerCVRNummer", m.cvr.map(|c| c.to_string()));
    let k = barn(k, "KlasseMapningRolle", |k| klassenoegle(k, "Klasse", &m.rolle));
    let k = barn(k, "KlasseIdentifiktionValg", |k| match &m.maal {
        Maal::Klasse { klasse, facet, klassifikation } => barn(k, "KlasseIdenitifkationStruktur", |k| {
            let k = klassenoegle(klassenoegle(k, "Klasse", klasse), "Facet", facet);
            klassenoegle(k, "Klassifikation", klassifikation)
        }),
        Maal::Urn(urn) => k.felt("KlasseUrnReference", urn.clone()),
    });
    k.felt_hvis("KlasseMapningVirkningFra", fra).felt_hvis("KlasseMapningVirkningTil", til)
}
