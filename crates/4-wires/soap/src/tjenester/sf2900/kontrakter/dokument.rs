//! A document that is handed over: its file is elsewhere.
use super::indhold::{
    BRUGER_REF, FACET_FORSLAG, FRA_TIDSPUNKT, ID, IMPORT_TIDSPUNKT, INDEKS, IT_SYSTEM, KLE_FORSLAG, LIVSCYKLUS, OFFENTLIGHED, PART_TYPE,
    SAG_FORSLAG, TITELTEKST, VIRKNING,
};
use super::t2::NS;
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    BOOLSK, DATO, Element, Facetter, HELTAL, Kompleks, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, mindst_en, mulig,
};

elementer! { NS:
    DISTRIBUTION_DOKUMENT = "DistributionDokument" K(&DOKUMENT_TYPE);
    REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
    RELATION_LISTE = "RelationListe" K(&RELATIONER_TYPE);
    TILSTANDS_LISTE = "TilstandsListe" K(&TILSTAND_LISTE_TYPE);
    ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
    VARIANT_LISTE = "VariantListe" K(&VARIANT_LISTE_TYPE);
    VARIANT = "Variant" K(&VARIANT_TYPE);
    VARIANT_ROLLE = "Rolle" S(&VARIANT_ROLLE_TYPE);
    VARIANT_ATTRIBUTTER = "VariantAttributter" K(&VARIANT_ATTRIBUTTER_TYPE);
    DEL_ATTRIBUTTER = "DelAttributter" K(&DEL_ATTRIBUTTER_TYPE);
    VARIANTTYPE = "VariantType" S(&TEKST);
    PRODUKTION = "Produktion" S(&TEKST);
    OFFENTLIGGOERELSE = "Offentliggoerelse" S(&BOOLSK);
    ARKIVERING = "Arkivering" S(&BOOLSK);
    DELVIST_SCANNET = "DelvistScannet" S(&BOOLSK);
    DEL_TEKST = "DelTekst" S(&TEKST);
    DEL_INDEKS = "Indeks" S(&HELTAL);
    INDHOLD = "Indhold" S(&TEKST);
    FILSTOERRELSE = "Filstoerrelse" S(&HELTAL);
    MIMETYPE = "MimeType" S(&TEKST);
    SCANNER_ID = "ScannerID" S(&TEKST);
    LOCATION = "Location" S(&TEKST);
    PART_LISTE = "DokumentPartListe" K(&PART_LISTE_TYPE);
    DOKUMENT_PART = "DokumentPart" K(&DOKUMENT_PART_TYPE);
    PART_ROLLE = "Rolle" S(&PART_ROLLE_TYPE);
    PART = "Part" K(&PART_TYPE);
    TILSTAND = "Tilstand" K(&TILSTAND_TYPE);
    FREMDRIFT = "Fremdrift" S(&FREMDRIFT_TYPE);
    ATTRIBUTTER = "Attributter" K(&ATTRIBUTTER_TYPE);
    NOEGLE = "BrugervendtNoegleTekst" S(&TEKST);
    BESKRIVELSE = "BeskrivelseTekst" S(&TEKST);
    DOKUMENTTYPE = "Dokumenttype" S(&DOKUMENTTYPE_TYPE);
    RETNING = "Retning" S(&RETNING_TYPE);
    BREVDATO = "Brevdato" S(&DATO);
    FRISTDATO = "Fristdato" S(&DATO);
    VERSION = "VersionIdentifikator" S(&HELTAL);
    UNDERVERSION = "UnderversionIdentificator" S(&HELTAL);
    KASSATIONSKODE = "KassationskodeTekst" S(&TEKST);
}

static VARIANT_ROLLE_TYPE: Simpel = Simpel::navngivet(&NS, "VariantRolleType", TEKST.base, Facetter::koder(&["Variant"]));
static PART_ROLLE_TYPE: Simpel =
    Simpel::navngivet(&NS, "DokumentPartRolleType", TEKST.base, Facetter::koder(&["PrimaerPart", "SekundaerPart", "KopiModtager"]));
static FREMDRIFT_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "FremdriftType",
    TEKST.base,
    Facetter::koder(&["Modtaget", "Fordelt", "UnderUdarbejdelse", "UnderReview", "Endeligt", "Afleveret"]),
);
static DOKUMENTTYPE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "DokumenttypeType",
    TEKST.base,
    Facetter::koder(&["Faktura", "Brev", "Notat", "Rapport", "Dagsorden", "Refereat", "eMail", "Anden"]),
);
static RETNING_TYPE: Simpel =
    Simpel::navngivet(&NS, "RetningType", TEKST.base, Facetter::koder(&["Indgaaende", "Udgaaende", "InterntInd", "InterntUd", "Internt"]));

static DOKUMENT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DistributionDokumentType",
    Sekvens(&[
        en(&ID).lokal(),
        en(&KLE_FORSLAG).lokal(),
        mulig(&FACET_FORSLAG).lokal(),
        mulig(&SAG_FORSLAG).lokal(),
        en(&REGISTRERING).lokal(),
    ]),
);
static REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DokumentRegistreringType",
    Sekvens(&[
        en(&FRA_TIDSPUNKT).lokal(),
        en(&LIVSCYKLUS).lokal(),
        mulig(&IMPORT_TIDSPUNKT).lokal(),
        mulig(&BRUGER_REF).lokal(),
        en(&IT_SYSTEM).lokal(),
        en(&RELATION_LISTE).lokal(),
        mindst_en(&TILSTANDS_LISTE).lokal(),
        en(&ATTRIBUT_LISTE).lokal(),
    ]),
);
static RELATIONER_TYPE: Kompleks = Kompleks::ny(&NS, "RelationsListe", Sekvens(&[en(&VARIANT_LISTE).lokal(), mulig(&PART_LISTE).lokal()]));
static VARIANT_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "VariantListeType", Sekvens(&[mindst_en(&VARIANT).lokal()]));
static VARIANT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "VariantType",
    Sekvens(&[
        en(&VIRKNING).lokal(),
        en(&VARIANT_ROLLE).lokal(),
        en(&INDEKS).lokal(),
        en(&VARIANT_ATTRIBUTTER).lokal(),
        en(&DEL_ATTRIBUTTER).lokal(),
    ]),
);
static VARIANT_ATTRIBUTTER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "VariantAttributterType",
    Sekvens(&[
        en(&VARIANTTYPE).lokal(),
        mulig(&PRODUKTION).lokal(),
        mulig(&OFFENTLIGGOERELSE).lokal(),
        mulig(&ARKIVERING).lokal(),
        mulig(&DELVIST_SCANNET).lokal(),
    ]),
);
static DEL_ATTRIBUTTER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DelAttributterType",
    Sekvens(&[
        en(&DEL_TEKST).lokal(),
        mulig(&DEL_INDEKS).lokal(),
        mulig(&INDHOLD).lokal(),
        mulig(&FILSTOERRELSE).lokal(),
        mulig(&MIMETYPE).lokal(),
        mulig(&SCANNER_ID).lokal(),
        mulig(&LOCATION).lokal(),
    ]),
);
static PART_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "DokumentPartListeType", Sekvens(&[mindst_en(&DOKUMENT_PART).lokal()]));
static DOKUMENT_PART_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DokumentPartType",
    Sekvens(&[en(&VIRKNING).lokal(), en(&PART_ROLLE).lokal(), en(&DEL_INDEKS).lokal(), en(&PART).lokal()]),
);
static TILSTAND_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[mindst_en(&TILSTAND).lokal()]));
static TILSTAND_TYPE: Kompleks = Kompleks::ny(&NS, "TilstandType", Sekvens(&[en(&FREMDRIFT).lokal(), en(&VIRKNING).lokal()]));
static ATTRIBUT_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "AttributterListeType", Sekvens(&[mindst_en(&ATTRIBUTTER).lokal()]));
static ATTRIBUTTER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "AttributterType",
    Sekvens(&[
        en(&NOEGLE).lokal(),
        en(&TITELTEKST).lokal(),
        en(&BESKRIVELSE).lokal(),
        en(&DOKUMENTTYPE).lokal(),
        en(&RETNING).lokal(),
        en(&BREVDATO).lokal(),
        mulig(&FRISTDATO).lokal(),
        mulig(&VERSION).lokal(),
        mulig(&UNDERVERSION).lokal(),
        mulig(&KASSATIONSKODE).lokal(),
        en(&VIRKNING).lokal(),
        mulig(&OFFENTLIGHED).lokal(),
    ]),
);
