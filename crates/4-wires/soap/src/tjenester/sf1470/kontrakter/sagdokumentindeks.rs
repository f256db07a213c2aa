//! SF1470 v6, SagDokumentIndeks: cases and documents in one service. SOAP 1.1 and 1.2 are told by the envelope; both official
//! clients send 1.1 (contracts 6).
use super::dokumentindeks as di;
use super::operationer as go;
use super::sag;
use crate::tjenester::sf1470::{PLADSER, fjern};
use crate::tjenester::skema::grundtyper::{REQUEST_HEADER, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, Udfoer, indeks};
use kontrakt::skema::Indholdsmodel::{Gentaget, Sekvens};
use kontrakt::skema::{
    self, BOOLSK, DATO_TID, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler,
    mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The namespace with this content.
pub static NS: Navnerum =
    Navnerum { uri: "urn:oio:sts:sagdok:sagdokumentindeks:6", praefiks: "sdi", fil: "SagDokumentIndeksOperationer.xsd" };

elementer! { NS:
    FJERN_SAG_DOKUMENT_INDEKS_INPUT = "FjernSagDokumentIndeksInput" K(&FJERN_SAG_DOKUMENT_INDEKS_INPUT_TYPE);
    SAG_UUID = "SagUuid" K(&sd::UNIK_ID_TYPE);
    SOEG_UDTRYK = "SoegUdtryk" K(&SOEG_UDTRYK_TYPE);
    OPERATION = "operation" S(&AND_OR_TYPE);
    SOEG_DOKUMENT = "SoegDokument" K(&di::SOEG_INPUT_TYPE);
    SOEG_SAG = "SoegSag" K(&sag::SOEG_INPUT_TYPE);
    NOT = "NOT" K(&SOEG_UDTRYK_TYPE);
    SOEG_SAGSLOESE_DOKUMENTER = "SoegSagsloeseDokumenter" K(&di::SOEG_INPUT_TYPE);
    EFTERLAD_SAGSLOESE_DOKUMENTER = "EfterladSagsloeseDokumenter" S(&BOOLSK);
    FJERN_OGSAA_YDELSE = "FjernOgsaaYdelse" S(&BOOLSK);
    FJERN_SAG_DOKUMENT_INDEKS_OUTPUT = "FjernSagDokumentIndeksOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    IMPORTER_SAG_DOKUMENT_INDEKS_INPUT = "ImporterSagDokumentIndeksInput" K(&IMPORTER_SAG_DOKUMENT_INDEKS_INPUT_TYPE);
    DOKUMENT_INDEKS = "DokumentIndeks" K(&di::DOKUMENT_INDEKS_TYPE);
    SAG_INDEKS = "SagIndeks" K(&sag::SAG_TYPE);
    IMPORTER_SAG_DOKUMENT_INDEKS_OUTPUT = "ImporterSagDokumentIndeksOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    RET_SAG_DOKUMENT_INDEKS_OUTPUT = "RetSagDokumentIndeksOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    OPDATER_SAG_DOKUMENT_INDEKS_INPUT = "OpdaterSagDokumentIndeksInput" K(&OPDATER_SAG_DOKUMENT_INDEKS_INPUT_TYPE);
    OPDATER_DOKUMENT_INDEKS = "OpdaterDokumentIndeks" K(&OPDATER_DOKUMENT_INDEKS_INPUT_TYPE);
    TIDSPUNKT = "Tidspunkt" S(&DATO_TID);
    OPDATER_SAG_INDEKS = "OpdaterSagIndeks" K(&OPDATER_SAG_INDEKS_INPUT_TYPE);
    UDEN_NOTIFIKATION = "UdenNotifikation" S(&BOOLSK);
    OPDATER_SAG_DOKUMENT_INDEKS_OUTPUT = "OpdaterSagDokumentIndeksOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    FREMSOEG_SAG_DOKUMENT_INDEKS_INPUT = "FremsoegSagDokumentIndeksInput" K(&FREMSOEG_SAG_DOKUMENT_INDEKS_INPUT_TYPE);
    FREMSOEG_SAG_DOKUMENT_INDEKS_INPUT_SAG_UUID = "SagUuid" S(&TEKST);
    DOKUMENT_UUID = "DokumentUuid" S(&TEKST);
    FILTER = "Filter" K(&FREMSOEG_FILTER_SAG_DOKUMENT_INDEKS_INPUT_TYPE);
    DOKUMENT_VIS = "DokumentVis" K(&DOKUMENT_VIS_TYPE);
    VIS = "Vis" S(&DOKUMENT_VIS_FILTER_TYPE);
    SAG_VIS = "SagVis" K(&SAG_VIS_TYPE);
    SAG_VIS_VIS = "Vis" S(&SAG_VIS_FILTER_TYPE);
    DOKUMENT_INKLUDER = "DokumentInkluder" S(&DOKUMENT_INKLUDER_FILTER_TYPE);
    SAG_INKLUDER = "SagInkluder" S(&SAG_INKLUDER_FILTER_TYPE);
    SORTERING = "Sortering" K(&FREMSOEG_SORTERING_SAG_DOKUMENT_INDEKS_INPUT_TYPE);
    SAG_SORTERING = "SagSortering" K(&SAG_SORTERING_TYPE);
    ELEMENT = "Element" S(&SAG_SORTERING_FILTER_TYPE);
    RETNING = "Retning" S(&SORTERING_FILTER_RETNING_TYPE);
    PRIORITET = "Prioritet" S(&HELTAL);
    DOKUMENT_SORTERING = "DokumentSortering" K(&DOKUMENT_SORTERING_TYPE);
    DOKUMENT_SORTERING_ELEMENT = "Element" S(&DOKUMENT_SORTERING_FILTER_TYPE);
    FREMSOEG_SAG_DOKUMENT_INDEKS_OUTPUT = "FremsoegSagDokumentIndeksOutput" K(&FREMSOEG_SAG_DOKUMENT_INDEKS_OUTPUT_TYPE);
    ANTAL = "Antal" K(&ANTAL_TYPE);
    ANTAL_ELEMENT = "Element" S(&Simpel::tekst(Facetter::koder(&["sager", "dokumenter", "journalnotater"])));
    ANTAL_ANTAL = "Antal" S(&HELTAL);
    PAGINERING = "Paginering" K(&go::PAGINERING_TYPE);
    SAG_FILTRERET_OEJEBLIKSBILLEDE = "SagFiltreretOejebliksbillede" K(&sag::FILTRERET_OEJEBLIKSBILLEDE_TYPE);
    DOKUMENT_FILTRERET_OEJEBLIKSBILLEDE = "DokumentFiltreretOejebliksbillede" K(&di::FILTRERET_OEJEBLIKSBILLEDE_TYPE);
}
pub static AND_OR_TYPE: Simpel = Simpel::navngivet(&NS, "AndOrType", TEKST.base, Facetter::koder(&["AND", "OR"]));
pub static SOEG_UDTRYK_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegUdtrykType",
    Gentaget(skema::Gentaget {
        foer: 1,
        min: 1,
        partikler: &[
            mulig(&OPERATION).lokal(),
            fler(&SOEG_DOKUMENT).lokal().som("DokumentIndeks"),
            fler(&SOEG_SAG).lokal().som("SagIndeks"),
            fler(&NOT).lokal(),
            fler(&SOEG_UDTRYK).lokal(),
            fler(&SOEG_SAGSLOESE_DOKUMENTER).lokal().som("DokumentIndeks"),
        ],
    }),
);
pub static FJERN_SAG_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FjernSagDokumentIndeksInputType",
    Sekvens(&[
        fler(&SAG_UUID).lokal().som("SagIndeks"),
        mulig(&SOEG_UDTRYK).lokal(),
        mulig(&EFTERLAD_SAGSLOESE_DOKUMENTER).lokal(),
        mulig(&FJERN_OGSAA_YDELSE).lokal(),
    ]),
);
pub static IMPORTER_SAG_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ImporterSagDokumentIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[fler(&DOKUMENT_INDEKS).lokal().som("DokumentIndeks"), fler(&SAG_INDEKS).lokal().som("SagIndeks")],
    }),
);
pub static OPDATER_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "OpdaterDokumentIndeksInputType", &di::RET_INPUT_TYPE, Sekvens(&[en(&TIDSPUNKT).lokal()]));
pub static OPDATER_SAG_INDEKS_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "OpdaterSagIndeksInputType",
    &sag::RET_INPUT_TYPE,
    Sekvens(&[en(&TIDSPUNKT).lokal(), mulig(&UDEN_NOTIFIKATION).lokal()]),
);
pub static OPDATER_SAG_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "OpdaterSagDokumentIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[fler(&OPDATER_DOKUMENT_INDEKS).lokal().som("DokumentIndeks"), fler(&OPDATER_SAG_INDEKS).lokal().som("SagIndeks")],
    }),
);
pub static DOKUMENT_VIS_FILTER_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "DokumentVisFilterType",
    TEKST.base,
    Facetter::koder(&["egenskaber", "fremdrift", "dokument", "klasse", "aktoer", "part", "itsystem", "sikkerhedsprofil"]),
);
pub static DOKUMENT_VIS_TYPE: Kompleks = Kompleks::ny(&NS, "DokumentVisType", Sekvens(&[en(&VIS).lokal()]));
pub static SAG_VIS_FILTER_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "SagVisFilterType",
    TEKST.base,
    Facetter::koder(&[
        "egenskaber",
        "fremdrift",
        "sagsklasse",
        "sagsaktoer",
        "sagspart",
        "sagsrelation",
        "sagsgenstand",
        "journalpost",
        "journalpost-journalnote",
        "itsystem",
        "sikkerhedsprofil",
    ]),
);
pub static SAG_VIS_TYPE: Kompleks = Kompleks::ny(&NS, "SagVisType", Sekvens(&[en(&SAG_VIS_VIS).lokal()]));
pub static DOKUMENT_INKLUDER_FILTER_TYPE: Simpel =
    Simpel::navngivet(&NS, "DokumentInkluderFilterType", TEKST.base, Facetter::koder(&["dokument"]));
pub static SAG_INKLUDER_FILTER_TYPE: Simpel =
    Simpel::navngivet(&NS, "SagInkluderFilterType", TEKST.base, Facetter::koder(&["sagsrelation", "journalpost"]));
pub static FREMSOEG_FILTER_SAG_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FremsoegFilterSagDokumentIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[fler(&DOKUMENT_VIS).lokal(), fler(&SAG_VIS).lokal(), fler(&DOKUMENT_INKLUDER).lokal(), fler(&SAG_INKLUDER).lokal()],
    }),
);
pub static SAG_SORTERING_FILTER_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "SagSorteringFilterType",
    TEKST.base,
    Facetter::koder(&[
        "Bruger",
        "StsRegistreringstidspunkt",
        "Registreringstidspunkt",
        "BrugervendtNoegle",
        "ItSystem-Systemnavn",
        "Fremdrift",
        "Titel",
        "Foelsomhed",
        "Sagklasse-BrugervendtNoegle",
        "Livscyklus",
    ]),
);
pub static SORTERING_FILTER_RETNING_TYPE: Simpel =
    Simpel::navngivet(&NS, "SorteringFilterRetningType", TEKST.base, Facetter::koder(&["Stigende", "Faldende"]));
pub static SAG_SORTERING_TYPE: Kompleks =
    Kompleks::ny(&NS, "SagSorteringType", Sekvens(&[en(&ELEMENT).lokal(), en(&RETNING).lokal(), en(&PRIORITET).lokal()]));
pub static DOKUMENT_SORTERING_FILTER_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "DokumentSorteringFilterType",
    TEKST.base,
    Facetter::koder(&[
        "Bruger",
        "StsRegistreringstidspunkt",
        "Registreringstidspunkt",
        "BrugervendtNoegle",
        "ItSystem-Systemnavn",
        "Fremdrift",
        "Titel",
        "Foelsomhed",
        "Major",
        "Minor",
    ]),
);
pub static DOKUMENT_SORTERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DokumentSorteringType",
    Sekvens(&[en(&DOKUMENT_SORTERING_ELEMENT).lokal(), en(&RETNING).lokal(), en(&PRIORITET).lokal()]),
);
pub static FREMSOEG_SORTERING_SAG_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FremsoegSorteringSagDokumentIndeksInputType",
    Gentaget(skema::Gentaget { foer: 0, min: 0, partikler: &[fler(&SAG_SORTERING).lokal(), fler(&DOKUMENT_SORTERING).lokal()] }),
);
pub static FREMSOEG_SAG_DOKUMENT_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FremsoegSagDokumentIndeksInputType",
    Sekvens(&[
        fler(&FREMSOEG_SAG_DOKUMENT_INDEKS_INPUT_SAG_UUID).lokal().som("SagIndeks"),
        fler(&DOKUMENT_UUID).lokal().som("DokumentIndeks"),
        mulig(&SOEG_UDTRYK).lokal(),
        mulig(&FILTER).lokal(),
        mulig(&SORTERING).lokal(),
    ]),
);
pub static ANTAL_TYPE: Kompleks =
    Kompleks::ny(&NS, "AntalType", Sekvens(&[en(&ANTAL_ELEMENT).lokal(), en(&ANTAL_ANTAL).lokal(), mulig(&PAGINERING).lokal()]));
pub static FREMSOEG_SAG_DOKUMENT_INDEKS_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FremsoegSagDokumentIndeksOutputType",
    &sd::BASIC_OUTPUT_TYPE,
    Sekvens(&[
        fler(&ANTAL).lokal(),
        fler(&SAG_FILTRERET_OEJEBLIKSBILLEDE).lokal().som("SagIndeks"),
        fler(&DOKUMENT_FILTRERET_OEJEBLIKSBILLEDE).lokal().som("DokumentIndeks"),
    ]),
);

const fn operation(
    navn: &'static str,
    action: &'static str,
    ind: &'static Element,
    ud: &'static Element,
    beskeder: (&'static str, &'static str),
    udfoer: Udfoer,
) -> Operation {
    Operation { navn, action, ind, ud, ind_besked: (beskeder.0, "request"), ud_besked: (beskeder.1, "response"), meddelelser: None, udfoer }
}

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "sagdokumentindeks/sagdokumentindeks/6",
    bagved: Bagved {
        adgang: &sagdokument::tjenester::SAGDOKUMENTINDEKS,
        objekttyper: sagdokument::OBJEKTTYPER,
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/sagdokumentindeks/6", "/sts-soap-sagdok/sagdokumentindeks/6"],
    definition: "SagDokumentIndeksService",
    tns: "http://stoettesystemerne.dk/sagsogdokumentindeks",
    tjeneste: "SagDokumentIndeksService_6",
    port: "SagDokumentIndeks",
    binding: "sdi",
    porttype: "SagDokumentIndeksPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(true),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[
        operation(
            "fjern",
            "http://kombit.dk/sts/sagdokumentindeks/fjern",
            &FJERN_SAG_DOKUMENT_INDEKS_INPUT,
            &FJERN_SAG_DOKUMENT_INDEKS_OUTPUT,
            ("FjernRequestMessage", "FjernResponseMessage"),
            |kald, ind| Box::pin(fjern::fjern(kald, ind)),
        ),
        operation(
            "importer",
            "http://kombit.dk/sts/sagdokumentindeks/importer",
            &IMPORTER_SAG_DOKUMENT_INDEKS_INPUT,
            &IMPORTER_SAG_DOKUMENT_INDEKS_OUTPUT,
            ("ImporterRequestMessage", "ImporterResponseMessage"),
            |kald, ind| Box::pin(indeks::skriv::importer(kald, ind)),
        ),
        operation(
            "opdater",
            "http://kombit.dk/sts/sagdokumentindeks/opdater",
            &OPDATER_SAG_DOKUMENT_INDEKS_INPUT,
            &OPDATER_SAG_DOKUMENT_INDEKS_OUTPUT,
            ("OpdaterRequestMessage", "OpdaterResponseMessage"),
            |kald, ind| Box::pin(indeks::skriv::opdater(kald, ind)),
        ),
        operation(
            "fremsoeg",
            "http://kombit.dk/sts/sagdokumentindeks/fremsoeg",
            &FREMSOEG_SAG_DOKUMENT_INDEKS_INPUT,
            &FREMSOEG_SAG_DOKUMENT_INDEKS_OUTPUT,
            ("FremsoegRequestMessage", "FremsoegResponseMessage"),
            |kald, ind| Box::pin(indeks::fremsoeg::fremsoeg(kald, PLADSER, ind)),
        ),
    ],
    oevrige: &[&RET_SAG_DOKUMENT_INDEKS_OUTPUT, &sag::REGISTRERING_BESKED],
};
