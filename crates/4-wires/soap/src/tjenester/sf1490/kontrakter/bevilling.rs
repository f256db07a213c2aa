//! SF1490 v6, BevillingIndeks: a grant with its benefits. The one published operation removes.
use super::definitioner as gd;
use super::operationer as go;
use crate::tjenester::skema::grundtyper::{CIFRE_8, REQUEST_HEADER, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, objekt};
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    BOOLSK, DATO_TID, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, hoejst,
    mindst_en, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:ydelse:bevillingindeks:6", praefiks: "bi", fil: "BevillingIndeks.xsd" };

elementer! { NS:
    BEVILLING_INDEKS = "BevillingIndeks" K(&BEVILLING_INDEKS_TYPE);
    REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
    ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
    EGENSKABER = "Egenskaber" K(&EGENSKABER_TYPE);
    VIRKNING = "Virkning" K(&sd::VIRKNING_TYPE);
    BRUGERVENDT_NOEGLE = "BrugervendtNoegle" S(&sd::BRUGERVENDT_NOEGLE_TEKST_TYPE);
    BEVILLINGSTARTDATO = "Bevillingstartdato" S(&TEKST);
    BEVILLINGSLUTDATO = "Bevillingslutdato" S(&TEKST);
    BEGRUNDELSE = "Begrundelse" S(&Simpel::tekst(Facetter::maks(4096)));
    FOELSOMHED = "Foelsomhed" S(&FOELSOMHED_TYPE);
    BEVILGET_YDELSE = "BevilgetYdelse" K(&BEVILGET_YDELSE_TYPE);
    ID = "Id" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(36) }));
    NAVN = "Navn" S(&TEKST);
    BEVILGET_YDELSE_STARTDATO = "BevilgetYdelseStartdato" S(&DATO_TID);
    BEVILGET_YDELSE_SLUTDATO = "BevilgetYdelseSlutdato" S(&DATO_TID);
    TILBAGEBETALINGSPLIGTIG = "Tilbagebetalingspligtig" S(&BOOLSK);
    MEDDELELSE = "Meddelelse" S(&TEKST);
    IT_SYSTEM = "ItSystem" K(&IT_SYSTEM_RELATION_TYPE);
    ROLLE = "Rolle" K(&sd::UNIK_ID_TYPE);
    TYPE = "Type" K(&sd::UNIK_ID_TYPE);
    INDEKS = "Indeks" S(&TEKST);
    REFERENCE_ID = "ReferenceID" K(&sd::UNIK_ID_TYPE);
    LOKAL_UDVIDELSE_LISTE = "LokalUdvidelseListe" K(&gd::LOKAL_UDVIDELSE_LISTE_TYPE);
    SYSTEM_NAVN = "SystemNavn" S(&TEKST);
    SYSTEM_URI = "SystemURI" S(&Simpel::tekst(Facetter::maks(255)));
    YDELSE = "Ydelse" K(&YDELSE_RELATION_TYPE);
    YDELSESNAVN = "Ydelsesnavn" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(255) }));
    KLASSIFIKATION = "Klassifikation" K(&BEVILLINGSKLASSE_RELATION_TYPE);
    KLASSETITEL = "Klassetitel" S(&Simpel::tekst(Facetter::maks(255)));
    OEKONOMISK_EFFEKTUERINGSPLAN = "OekonomiskEffektueringsplan" K(&OEKONOMISK_EFFEKTUERINGSPLAN_TYPE);
    OEKONOMISK_EFFEKTUERINGSPLAN_ID = "Id" S(&TEKST);
    EFFEKTUERINGSPLAN_STARTDATO = "EffektueringsplanStartdato" S(&DATO_TID);
    EFFEKTUERINGSPLAN_SLUTDATO = "EffektueringsplanSlutdato" S(&DATO_TID);
    BEREGNINGSFREKVENS = "Beregningsfrekvens" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(50) }));
    FORUD_BAGUD = "ForudBagud" S(&Simpel::tekst(Facetter::koder(&["Forud", "Bagud"])));
    DISPOSITIONSDAG = "Dispositionsdag" S(&Simpel::tekst(Facetter::maks(50)));
    YDELSESBELOEB = "Ydelsesbeloeb" S(&gd::BELOEB_TYPE);
    MANUELT_GODKENDES = "ManueltGodkendes" S(&BOOLSK);
    TILSTAND_LISTE = "TilstandListe" K(&TILSTAND_LISTE_TYPE);
    RELATION_LISTE = "RelationListe" K(&RELATION_LISTE_TYPE);
    BEVILLINGSSAG = "Bevillingssag" K(&BEVILLING_INDEKS_SAG_RELATION_TYPE);
    FULDT_NAVN = "FuldtNavn" S(&Simpel::tekst(Facetter::maks(255)));
    BEVILLINGSPART = "Bevillingspart" K(&BEVILLING_INDEKS_PART_RELATION_TYPE);
    BEVILLINGSAKTOER = "Bevillingsaktoer" K(&BEVILLING_INDEKS_AKTOER_RELATION_TYPE);
    CVR_NR = "CVR-nr" S(&Simpel::tekst(Facetter::moenster(CIFRE_8)));
    SIKKERHEDSPROFIL = "Sikkerhedsprofil" K(&SIKKERHEDSPROFIL_RELATION_TYPE);
    UDEN_NOTIFIKATION = "UdenNotifikation" S(&BOOLSK);
    OBJEKT_TYPE = "ObjektType" K(&sd::SAG_DOK_OBJEKT_TYPE);
    FJERN_INPUT = "FjernInput" K(&sd::UUID_NOTE_INPUT_TYPE);
    FJERN_OUTPUT = "FjernOutput" K(&sd::BASIC_OUTPUT_TYPE);
    REGISTRERING_BESKED = "RegistreringBesked" K(&REGISTRERING_BESKED_TYPE);
    SOEG_EGENSKABER_LOKAL_UDVIDELSE = "SoegEgenskaberLokalUdvidelse" K(&SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE);
    BEVILLING_START_DATO_INTERVAL = "BevillingStartDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    BEVILLING_SLUT_DATO_INTERVAL = "BevillingSlutDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    SOEG_BEVILGET_YDELSE_LOKAL_UDVIDELSE = "SoegBevilgetYdelseLokalUdvidelse" K(&SOEG_BEVILGET_YDELSE_LOKAL_UDVIDELSE_TYPE);
    BEVILGET_YDELSE_START_DATO_INTERVAL = "BevilgetYdelseStartDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    BEVILGET_YDELSE_SLUT_DATO_INTERVAL = "BevilgetYdelseSlutDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    EFFEKTUERINGSPLAN_START_DATO_INTERVAL = "EffektueringsplanStartDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    EFFEKTUERINGSPLAN_SLUT_DATO_INTERVAL = "EffektueringsplanSlutDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    YDELSE_BELOEB_INTERVAL = "YdelseBeloebInterval" K(&go::SOEG_BELOEB_INTERVAL_TYPE);
}
pub static FOELSOMHED_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "FoelsomhedType",
    TEKST.base,
    Facetter::koder(&["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER"]),
);
pub static EGENSKABER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "EgenskaberType",
    Sekvens(&[
        mulig(&VIRKNING).lokal(),
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&BEVILLINGSTARTDATO).lokal().som("startdato"),
        mulig(&BEVILLINGSLUTDATO).lokal().som("slutdato"),
        mulig(&BEGRUNDELSE).lokal().som("begrundelse"),
        mulig(&FOELSOMHED).lokal().som("foelsomhed"),
    ]),
);
pub static RELATION_UDEN_VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RelationUdenVirkningType",
    Sekvens(&[
        mulig(&ROLLE).lokal().som("rolle"),
        mulig(&TYPE).lokal().som("type"),
        mulig(&INDEKS).lokal().som("indeks"),
        mulig(&REFERENCE_ID).lokal().som("reference"),
        mulig(&LOKAL_UDVIDELSE_LISTE).lokal(),
    ]),
);
pub static IT_SYSTEM_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "ItSystemRelationType",
    &RELATION_UDEN_VIRKNING_TYPE,
    Sekvens(&[mulig(&SYSTEM_NAVN).lokal().som("systemnavn"), mulig(&SYSTEM_URI).lokal().som("systemuri")]),
);
pub static BEVILLINGSKLASSE_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "BevillingsklasseRelationType",
    &RELATION_UDEN_VIRKNING_TYPE,
    Sekvens(&[mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"), mulig(&KLASSETITEL).lokal().som("klassetitel")]),
);
pub static YDELSE_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "YdelseRelationType",
    &RELATION_UDEN_VIRKNING_TYPE,
    Sekvens(&[mulig(&YDELSESNAVN).lokal().som("ydelsesnavn"), mulig(&KLASSIFIKATION).lokal().som("klassifikation")]),
);
pub static OEKONOMISK_EFFEKTUERINGSPLAN_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "OekonomiskEffektueringsplanType",
    Sekvens(&[
        mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_ID).lokal().som("id"),
        mulig(&EFFEKTUERINGSPLAN_STARTDATO).lokal().som("startdato"),
        mulig(&EFFEKTUERINGSPLAN_SLUTDATO).lokal().som("slutdato"),
        mulig(&BEREGNINGSFREKVENS).lokal().som("beregningsfrekvens"),
        mulig(&FORUD_BAGUD).lokal().som("forudbagud"),
        mulig(&DISPOSITIONSDAG).lokal().som("dispositionsdag"),
        mulig(&YDELSESBELOEB).lokal().som("ydelsesbeloeb"),
        mulig(&MANUELT_GODKENDES).lokal().som("manueltgodkendes"),
    ]),
);
pub static BEVILGET_YDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "BevilgetYdelseType",
    Sekvens(&[
        mulig(&VIRKNING).lokal(),
        mulig(&ID).lokal().som("indeks"),
        mulig(&NAVN).lokal().som("navn"),
        mulig(&BEVILGET_YDELSE_STARTDATO).lokal().som("startdato"),
        mulig(&BEVILGET_YDELSE_SLUTDATO).lokal().som("slutdato"),
        mulig(&BEGRUNDELSE).lokal().som("begrundelse"),
        mulig(&TILBAGEBETALINGSPLIGTIG).lokal().som("tilbagebetalingspligtig"),
        mulig(&MEDDELELSE).lokal().som("meddelelse"),
        hoejst(2, &IT_SYSTEM).lokal().som("itsystem"),
        mulig(&YDELSE).lokal().som("ydelse"),
        fler(&OEKONOMISK_EFFEKTUERINGSPLAN).lokal().som("oekonomiskeffektueringsplan"),
    ]),
);
pub static ATTRIBUT_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "AttributListeType",
    Sekvens(&[
        fler(&EGENSKABER).lokal().som("egenskaber"),
        fler(&BEVILGET_YDELSE).lokal().som("bevilgetydelse"),
        mulig(&gd::LOKAL_UDVIDELSE_LISTE),
    ]),
);
pub static TILSTAND_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static BEVILLING_INDEKS_SAG_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "BevillingIndeksSagRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"), mulig(&FULDT_NAVN).lokal().som("fuldtnavn")]),
);
pub static BEVILLING_INDEKS_PART_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "BevillingIndeksPartRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"), mulig(&FULDT_NAVN).lokal().som("fuldtnavn")]),
);
pub static BEVILLING_INDEKS_AKTOER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "BevillingIndeksAktoerRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&FULDT_NAVN).lokal().som("fuldtnavn"),
        mulig(&CVR_NR).lokal().som("cvrnummer"),
    ]),
);
pub static SIKKERHEDSPROFIL_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "SikkerhedsprofilRelationType", &gd::RELATION_TYPE, Tom);
pub static RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RelationListeType",
    Sekvens(&[
        fler(&BEVILLINGSSAG).lokal().som("bevillingssag"),
        fler(&BEVILLINGSPART).lokal().som("bevillingspart"),
        fler(&BEVILLINGSAKTOER).lokal().som("bevillingsaktoer"),
        fler(&SIKKERHEDSPROFIL).lokal().som("sikkerhedsprofil"),
        mulig(&gd::LOKAL_UDVIDELSE_LISTE),
    ]),
);
pub static REGISTRERING_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RegistreringType",
    &gd::REGISTRERING_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE).lokal(), en(&TILSTAND_LISTE).lokal(), en(&RELATION_LISTE).lokal()]),
);
pub static BEVILLING_INDEKS_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "BevillingIndeksType",
    &sd::SAG_DOK_OBJEKT_TYPE,
    Sekvens(&[mindst_en(&REGISTRERING).lokal(), mulig(&UDEN_NOTIFIKATION).lokal()]),
);
pub static IMPORT_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "ImportInputType", Sekvens(&[en(&BEVILLING_INDEKS).lokal()]));
pub static RET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RetInputType",
    &sd::RET_INPUT_TYPE,
    Sekvens(&[mulig(&ATTRIBUT_LISTE).lokal(), mulig(&TILSTAND_LISTE).lokal(), mulig(&RELATION_LISTE).lokal()]),
);
pub static SOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SoegInputType",
    &go::SOEG_INDEKS_INPUT_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE).lokal(), en(&TILSTAND_LISTE).lokal(), en(&RELATION_LISTE).lokal()]),
);
pub static FILTRERET_OEJEBLIKSBILLEDE_TYPE: Kompleks =
    Kompleks::ny(&NS, "FiltreretOejebliksbilledeType", Sekvens(&[en(&OBJEKT_TYPE).lokal(), fler(&REGISTRERING).lokal()]));
pub static REGISTRERING_BESKED_TYPE: Kompleks =
    Kompleks::ny(&NS, "RegistreringBeskedType", Sekvens(&[en(&sd::UUID_IDENTIFIKATOR), en(&REGISTRERING).lokal()]));
pub static SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegEgenskaberLokalUdvidelseType",
    Sekvens(&[mulig(&BEVILLING_START_DATO_INTERVAL).lokal(), mulig(&BEVILLING_SLUT_DATO_INTERVAL).lokal()]),
);
pub static SOEG_BEVILGET_YDELSE_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegBevilgetYdelseLokalUdvidelseType",
    Sekvens(&[
        mulig(&BEVILGET_YDELSE_START_DATO_INTERVAL).lokal(),
        mulig(&BEVILGET_YDELSE_SLUT_DATO_INTERVAL).lokal(),
        mulig(&EFFEKTUERINGSPLAN_START_DATO_INTERVAL).lokal(),
        mulig(&EFFEKTUERINGSPLAN_SLUT_DATO_INTERVAL).lokal(),
        mulig(&YDELSE_BELOEB_INTERVAL).lokal(),
    ]),
);

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "ydelsesindeks/bevillingindeks/6",
    bagved: Bagved {
        adgang: &ydelse::tjenester::YDELSESINDEKS,
        objekttyper: &[&ydelse::objekttyper::BEVILLING],
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/bevillingindeks/6"],
    definition: "BevillingIndeksService",
    tns: "http://stoettesystemerne.dk/ydelsesindeks",
    tjeneste: "BevillingIndeksService_6",
    port: "BevillingIndeks",
    binding: "Bevilling",
    porttype: "BevillingPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(true),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[Operation {
        navn: "fjern",
        action: "http://kombit.dk/sts/ydelseindeks/bevillingindeks/fjern",
        ind: &FJERN_INPUT,
        ud: &FJERN_OUTPUT,
        ind_besked: ("BevillingFjernRequestMessage", "request"),
        ud_besked: ("BevillingFjernResponseMessage", "response"),
        meddelelser: None,
        udfoer: |kald, ind| Box::pin(objekt::fjern::fjern(kald, ind)),
    }],
    oevrige: &[&REGISTRERING_BESKED],
};
