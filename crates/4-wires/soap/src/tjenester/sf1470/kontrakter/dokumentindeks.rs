//! `DokumentIndeks.xsd` of SF1470 v6: the document.
use super::definitioner as gd;
use super::operationer as go;
use crate::tjenester::skema::grundtyper::{CIFRE_8, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    DATO, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mindst_en, mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:sagdok:dokumentindeks:6", praefiks: "di", fil: "DokumentIndeks.xsd" };

elementer! { NS:
    ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
    EGENSKABER = "Egenskaber" K(&EGENSKABER_TYPE);
    VIRKNING = "Virkning" K(&sd::VIRKNING_TYPE);
    BRUGERVENDT_NOEGLE = "BrugervendtNoegle" S(&sd::BRUGERVENDT_NOEGLE_TEKST_TYPE);
    TITEL = "Titel" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(255) }));
    BESKRIVELSE = "Beskrivelse" S(&Simpel::tekst(Facetter::maks(4096)));
    BREV_DATO = "BrevDato" S(&DATO);
    OFFENTLIGHED_UNDTAGET = "OffentlighedUndtaget" K(&sd::OFFENTLIGHED_UNDTAGET_TYPE);
    VERSION_IDENTIFIKATOR = "VersionIdentifikator" S(&HELTAL);
    UNDERVERSION_IDENTIFIKATOR = "UnderversionIdentifikator" S(&HELTAL);
    KASSATIONSKODE = "Kassationskode" S(&Simpel::tekst(Facetter::maks(50)));
    DOKUMENTNUMMER = "Dokumentnummer" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(50) }));
    FOELSOMHED = "Foelsomhed" S(&FOELSOMHED_TYPE);
    TYPE = "Type" S(&DOKUMENT_TYPE);
    TILSTAND_LISTE = "TilstandListe" K(&TILSTAND_LISTE_TYPE);
    FREMDRIFT = "Fremdrift" K(&FREMDRIFT_TYPE);
    FREMDRIFT_STATUS_KODE = "FremdriftStatusKode" S(&FREMDRIFT_STATUS_KODE_TYPE);
    RELATION_LISTE = "RelationListe" K(&RELATION_LISTE_TYPE);
    DOKUMENTRELATION = "Dokumentrelation" K(&gd::RELATION_TYPE);
    DOKUMENTAKTOER = "Dokumentaktoer" K(&gd::RELATION_TYPE);
    DOKUMENTPART = "Dokumentpart" K(&gd::RELATION_TYPE);
    DOKUMENTKLASSE = "Dokumentklasse" K(&gd::RELATION_TYPE);
    REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
    OBJEKT_TYPE = "ObjektType" K(&sd::SAG_DOK_OBJEKT_TYPE);
    DOKUMENTAKTOER_LOKAL_UDVIDELSE = "DokumentaktoerLokalUdvidelse" K(&DOKUMENTAKTOER_LOKAL_UDVIDELSE_TYPE);
    FULDT_NAVN = "FuldtNavn" S(&Simpel::tekst(Facetter::maks(255)));
    CVR_NR = "CVR-Nr" S(&Simpel::tekst(Facetter::moenster(CIFRE_8)));
    DOKUMENTPART_LOKAL_UDVIDELSE = "DokumentpartLokalUdvidelse" K(&DOKUMENTPART_LOKAL_UDVIDELSE_TYPE);
    DOKUMENTKLASSE_LOKAL_UDVIDELSE = "DokumentklasseLokalUdvidelse" K(&DOKUMENTKLASSE_LOKAL_UDVIDELSE_TYPE);
    KLASSETITEL = "Klassetitel" S(&Simpel::tekst(Facetter::maks(255)));
    SOEGEORD = "Soegeord" K(&SOEGEORD_TYPE);
    SOEGEORD_IDENTIFIKATOR = "SoegeordIdentifikator" S(&TEKST);
    SOEGEORD_BESKRIVELSE = "Beskrivelse" S(&TEKST);
    SOEGEORD_KATEGORI = "SoegeordKategori" S(&TEKST);
    DOKUMENTITSYSTEM_RELATION = "DokumentitsystemRelation" K(&DOKUMENTITSYSTEM_RELATION_TYPE);
    SYSTEM_NAVN = "SystemNavn" S(&TEKST);
    SYSTEM_URI = "SystemURI" S(&TEKST);
    SIKKERHEDSPROFIL = "Sikkerhedsprofil" K(&SIKKERHEDSPROFIL_RELATION_TYPE);
    SOEG_EGENSKABER_LOKAL_UDVIDELSE = "SoegEgenskaberLokalUdvidelse" K(&SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE);
    BREV_DATO_INTERVAL = "BrevDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
}
pub static FOELSOMHED_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "FoelsomhedType",
    TEKST.base,
    Facetter::koder(&["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER"]),
);
pub static DOKUMENT_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "Type",
    TEKST.base,
    Facetter::koder(&[
        "Faktura",
        "Brev, indgaaende",
        "Brev, udgaaende",
        "Brev",
        "Internt Notat",
        "Eksternt Notat",
        "Rapport",
        "Dagsorden",
        "Plan",
        "Andet",
    ]),
);
pub static EGENSKABER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "EgenskaberType",
    Sekvens(&[
        mulig(&VIRKNING).lokal(),
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&TITEL).lokal().som("titel"),
        mulig(&BESKRIVELSE).lokal().som("beskrivelse"),
        mulig(&BREV_DATO).lokal().som("brevdato"),
        mulig(&OFFENTLIGHED_UNDTAGET).lokal().som("offentlighedundtaget"),
        mulig(&VERSION_IDENTIFIKATOR).lokal().som("major"),
        mulig(&UNDERVERSION_IDENTIFIKATOR).lokal().som("minor"),
        mulig(&KASSATIONSKODE).lokal().som("kassationskode"),
        mulig(&DOKUMENTNUMMER).lokal().som("dokumentnummer"),
        mulig(&FOELSOMHED).lokal().som("foelsomhed"),
        mulig(&TYPE).lokal().som("dokumenttype"),
    ]),
);
pub static ATTRIBUT_LISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "AttributListeType", Sekvens(&[fler(&EGENSKABER).lokal().som("egenskaber"), mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static FREMDRIFT_STATUS_KODE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "FremdriftStatusKodeType",
    TEKST.base,
    Facetter::koder(&["Modtaget", "Fordelt", "Underudarbejdelse", "Underreview", "Publiceret", "Endeligt", "Afleveret"]),
);
pub static FREMDRIFT_TYPE: Kompleks =
    Kompleks::ny(&NS, "FremdriftType", Sekvens(&[mulig(&VIRKNING).lokal(), mulig(&FREMDRIFT_STATUS_KODE).lokal()]));
pub static TILSTAND_LISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[fler(&FREMDRIFT).lokal().som("fremdrift"), mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RelationListeType",
    Sekvens(&[
        fler(&DOKUMENTRELATION).lokal().som("dokumentrelation"),
        fler(&DOKUMENTAKTOER).lokal().som("dokumentaktoer"),
        fler(&DOKUMENTPART).lokal().som("dokumentpart"),
        fler(&DOKUMENTKLASSE).lokal().som("dokumentklasse"),
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
pub static DOKUMENT_INDEKS_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "DokumentIndeksType", &sd::SAG_DOK_OBJEKT_TYPE, Sekvens(&[mindst_en(&REGISTRERING).lokal()]));
pub static RET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RetInputType",
    &sd::RET_INPUT_TYPE,
    Sekvens(&[mulig(&ATTRIBUT_LISTE).lokal(), mulig(&TILSTAND_LISTE).lokal(), mulig(&RELATION_LISTE).lokal()]),
);
pub static FILTRERET_OEJEBLIKSBILLEDE_TYPE: Kompleks =
    Kompleks::ny(&NS, "FiltreretOejebliksbilledeType", Sekvens(&[en(&OBJEKT_TYPE).lokal(), fler(&REGISTRERING).lokal()]));
pub static DOKUMENTAKTOER_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DokumentaktoerLokalUdvidelseType",
    Sekvens(&[
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&FULDT_NAVN).lokal().som("fuldtnavn"),
        mulig(&CVR_NR).lokal().som("cvrnummer"),
    ]),
);
pub static DOKUMENTPART_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DokumentpartLokalUdvidelseType",
    Sekvens(&[mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"), mulig(&FULDT_NAVN).lokal().som("fuldtnavn")]),
);
pub static SOEGEORD_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegeordType",
    Sekvens(&[
        mulig(&SOEGEORD_IDENTIFIKATOR).lokal().som("soegeordidentifikator"),
        mulig(&SOEGEORD_BESKRIVELSE).lokal().som("beskrivelse"),
        mulig(&SOEGEORD_KATEGORI).lokal().som("soegeordskategori"),
    ]),
);
pub static DOKUMENTKLASSE_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DokumentklasseLokalUdvidelseType",
    Sekvens(&[
        mulig(&KLASSETITEL).lokal().som("klassetitel"),
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        fler(&SOEGEORD).lokal().som("soegeord"),
    ]),
);
pub static DOKUMENTITSYSTEM_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "DokumentitsystemRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[mulig(&SYSTEM_NAVN).lokal().som("systemnavn"), mulig(&SYSTEM_URI).lokal().som("systemuri")]),
);
pub static SIKKERHEDSPROFIL_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "SikkerhedsprofilRelationType", &gd::RELATION_TYPE, Tom);
pub static SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE: Kompleks =
    Kompleks::ny(&NS, "SoegEgenskaberLokalUdvidelseType", Sekvens(&[mulig(&BREV_DATO_INTERVAL).lokal()]));
