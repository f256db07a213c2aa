//! `Sag.xsd` and `SagOperationer.xsd` of SF1470 v6: the case.
use super::definitioner as gd;
use super::operationer as go;
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    BASE64, BOOLSK, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mindst_en,
    mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:sagdok:sag:6", praefiks: "sag", fil: "Sag.xsd" };

elementer! { NS:
    ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
    EGENSKABER = "Egenskaber" K(&EGENSKABER_TYPE);
    VIRKNING = "Virkning" K(&sd::VIRKNING_TYPE);
    BRUGERVENDT_NOEGLE = "BrugervendtNoegle" S(&sd::BRUGERVENDT_NOEGLE_TEKST_TYPE);
    AFLEVERET_INDIKATOR = "AfleveretIndikator" S(&BOOLSK);
    BESKRIVELSE = "Beskrivelse" S(&Simpel::tekst(Facetter::maks(4096)));
    HJEMMEL_SPECIFIKATION = "HjemmelSpecifikation" S(&Simpel::tekst(Facetter::maks(1024)));
    KASSATIONSKODE = "Kassationskode" S(&Simpel::tekst(Facetter::maks(50)));
    OFFENTLIGHED_UNDTAGET = "OffentlighedUndtaget" K(&sd::OFFENTLIGHED_UNDTAGET_TYPE);
    PRINCIPIEL_INDIKATOR = "PrincipielIndikator" S(&BOOLSK);
    SAGSNUMMER = "Sagsnummer" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(50) }));
    TITEL = "Titel" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(255) }));
    TILSTAND_LISTE = "TilstandListe" K(&TILSTAND_LISTE_TYPE);
    FREMDRIFT = "Fremdrift" K(&FREMDRIFT_TYPE);
    FREMDRIFT_STATUS_KODE = "FremdriftStatusKode" S(&FREMDRIFT_STATUS_KODE_TYPE);
    RELATION_LISTE = "RelationListe" K(&RELATION_LISTE_TYPE);
    SAGSAKTOER = "Sagsaktoer" K(&gd::RELATION_TYPE);
    SAGSKLASSE = "Sagsklasse" K(&gd::RELATION_TYPE);
    SAGSPART = "Sagspart" K(&gd::RELATION_TYPE);
    SAGSRELATION = "Sagsrelation" K(&gd::RELATION_TYPE);
    SAGSGENSTANDE = "Sagsgenstande" K(&gd::RELATION_TYPE);
    JOURNALPOST = "Journalpost" K(&JOURNALPOST_RELATION_TYPE);
    JOURNALPOST_EGENSKABER = "JournalpostEgenskaber" K(&JOURNALPOST_EGENSKABER_TYPE);
    DOKUMENTTITEL = "Dokumenttitel" S(&Simpel::tekst(Facetter::maks(255)));
    JOURNALNOTAT_EGENSKABER = "JournalnotatEgenskaber" K(&JOURNALNOTAT_EGENSKABER_TYPE);
    NOTAT = "Notat" S(&BASE64);
    FORMAT = "Format" S(&Simpel::tekst(Facetter::maks(50)));
    REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
    UDEN_NOTIFIKATION = "UdenNotifikation" S(&BOOLSK);
    OBJEKT_TYPE = "ObjektType" K(&sd::SAG_DOK_OBJEKT_TYPE);
    REGISTRERING_BESKED = "RegistreringBesked" K(&REGISTRERING_BESKED_TYPE);
}
pub static EGENSKABER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "EgenskaberType",
    Sekvens(&[
        mulig(&VIRKNING).lokal(),
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&AFLEVERET_INDIKATOR).lokal().som("afleveret"),
        mulig(&BESKRIVELSE).lokal().som("beskrivelse"),
        mulig(&HJEMMEL_SPECIFIKATION).lokal().som("hjemmel"),
        mulig(&KASSATIONSKODE).lokal().som("kassationskode"),
        mulig(&OFFENTLIGHED_UNDTAGET).lokal().som("offentlighedundtaget"),
        mulig(&PRINCIPIEL_INDIKATOR).lokal().som("principiel"),
        mulig(&SAGSNUMMER).lokal().som("sagsnummer"),
        mulig(&TITEL).lokal().som("titel"),
    ]),
);
pub static ATTRIBUT_LISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "AttributListeType", Sekvens(&[fler(&EGENSKABER).lokal().som("egenskaber"), mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static FREMDRIFT_STATUS_KODE_TYPE: Simpel =
    Simpel::navngivet(&NS, "FremdriftStatusKodeType", TEKST.base, Facetter::koder(&["Opstaaet", "Oplyst", "Afgjort", "Afsluttet"]));
pub static FREMDRIFT_TYPE: Kompleks =
    Kompleks::ny(&NS, "FremdriftType", Sekvens(&[mulig(&VIRKNING).lokal(), mulig(&FREMDRIFT_STATUS_KODE).lokal()]));
pub static TILSTAND_LISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[fler(&FREMDRIFT).lokal().som("fremdrift"), mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static JOURNALNOTAT_EGENSKABER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "JournalnotatEgenskaberType",
    Sekvens(&[mulig(&TITEL).lokal().som("titel"), mulig(&NOTAT).lokal().som("notat"), mulig(&FORMAT).lokal().som("format")]),
);
pub static JOURNALPOST_EGENSKABER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "JournalpostEgenskaberType",
    Sekvens(&[
        mulig(&DOKUMENTTITEL).lokal().som("dokumenttitel"),
        mulig(&sd::OFFENTLIGHED_UNDTAGET).som("offentlighedundtaget"),
        mulig(&JOURNALNOTAT_EGENSKABER).lokal().som("journalnotat"),
    ]),
);
pub static JOURNALPOST_RELATION_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "JournalpostRelationType", &gd::RELATION_TYPE, Sekvens(&[mulig(&JOURNALPOST_EGENSKABER).lokal()]));
pub static RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RelationListeType",
    Sekvens(&[
        fler(&SAGSAKTOER).lokal().som("sagsaktoer"),
        fler(&SAGSKLASSE).lokal().som("sagsklasse"),
        fler(&SAGSPART).lokal().som("sagspart"),
        fler(&SAGSRELATION).lokal().som("sagsrelation"),
        fler(&SAGSGENSTANDE).lokal().som("sagsgenstande"),
        fler(&JOURNALPOST).lokal().som("journalpost"),
        mulig(&gd::LOKAL_UDVIDELSE_LISTE),
    ]),
);
pub static SOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SoegInputType",
    &go::SOEG_INDEKS_INPUT_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE).lokal(), en(&TILSTAND_LISTE).lokal(), en(&RELATION_LISTE).lokal()]),
);
pub static REGISTRERING_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RegistreringType",
    &gd::REGISTRERING_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE).lokal(), en(&TILSTAND_LISTE).lokal(), en(&RELATION_LISTE).lokal()]),
);
pub static SAG_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SagType",
    &sd::SAG_DOK_OBJEKT_TYPE,
    Sekvens(&[mindst_en(&REGISTRERING).lokal(), mulig(&UDEN_NOTIFIKATION).lokal()]),
);
pub static RET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RetInputType",
    &sd::RET_INPUT_TYPE,
    Sekvens(&[mulig(&ATTRIBUT_LISTE).lokal(), mulig(&TILSTAND_LISTE).lokal(), mulig(&RELATION_LISTE).lokal()]),
);
pub static FILTRERET_OEJEBLIKSBILLEDE_TYPE: Kompleks =
    Kompleks::ny(&NS, "FiltreretOejebliksbilledeType", Sekvens(&[en(&OBJEKT_TYPE).lokal(), fler(&REGISTRERING).lokal()]));
pub static REGISTRERING_BESKED_TYPE: Kompleks =
    Kompleks::ny(&NS, "RegistreringBeskedType", Sekvens(&[en(&sd::UUID_IDENTIFIKATOR), en(&REGISTRERING).lokal()]));
