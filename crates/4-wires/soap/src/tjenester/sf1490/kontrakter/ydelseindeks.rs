//! SF1490 v6, YdelseIndeks: grants and payments in one service. An imported object is nested twice (contracts 12, row 18).
use super::bevilling as bi;
use super::oekonomiskeffektuering as oef;
use super::operationer as go;
use crate::tjenester::sf1490::PLADSER;
use crate::tjenester::skema::grundtyper::{REQUEST_HEADER, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, indeks};
use kontrakt::skema::Indholdsmodel::{Gentaget, Sekvens};
use kontrakt::skema::{
    self, BOOLSK, DATO_TID, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler,
    mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:ydelse:ydelseindeks:6", praefiks: "yi", fil: "YdelseIndeksOperationer.xsd" };

elementer! { NS:
    IMPORTER_YDELSE_INDEKS_INPUT = "ImporterYdelseIndeksInput" K(&IMPORTER_YDELSE_INDEKS_INPUT_TYPE);
    BEVILLING_INDEKS = "BevillingIndeks" K(&bi::IMPORT_INPUT_TYPE);
    OEKONOMISK_EFFEKTUERING_INDEKS = "OekonomiskEffektueringIndeks" K(&oef::IMPORT_INPUT_TYPE);
    IMPORTER_YDELSE_INDEKS_OUTPUT = "ImporterYdelseIndeksOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    OPDATER_YDELSE_INDEKS_INPUT = "OpdaterYdelseIndeksInput" K(&OPDATER_YDELSE_INDEKS_INPUT_TYPE);
    OPDATER_BEVILLING_INDEKS = "OpdaterBevillingIndeks" K(&OPDATER_BEVILLING_INDEKS_INPUT_TYPE);
    TIDSPUNKT = "Tidspunkt" S(&DATO_TID);
    UDEN_NOTIFIKATION = "UdenNotifikation" S(&BOOLSK);
    OPDATER_OEKONOMISK_EFFEKTUERING_INDEKS = "OpdaterOekonomiskEffektueringIndeks" K(&OPDATER_OEKONOMISK_EFFEKTUERING_INDEKS_INPUT_TYPE);
    OPDATER_YDELSE_INDEKS_OUTPUT = "OpdaterYdelseIndeksOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    FREMSOEG_YDELSE_INDEKS_INPUT = "FremsoegYdelseIndeksInput" K(&FREMSOEG_YDELSE_INDEKS_INPUT_TYPE);
    BEVILLING_UUID = "BevillingUuid" S(&TEKST);
    OEKONOMISK_EFFEKTUERING_UUID = "OekonomiskEffektueringUuid" S(&TEKST);
    SOEG_UDTRYK = "SoegUdtryk" K(&SOEG_UDTRYK_TYPE);
    OPERATION = "operation" S(&AND_OR_TYPE);
    SOEG_BEVILLING_INDEKS = "SoegBevillingIndeks" K(&bi::SOEG_INPUT_TYPE);
    SOEG_OEKONOMISK_EFFEKTUERING_INDEKS = "SoegOekonomiskEffektueringIndeks" K(&oef::SOEG_INPUT_TYPE);
    NOT = "NOT" K(&SOEG_UDTRYK_TYPE);
    FILTER = "Filter" K(&FREMSOEG_FILTER_YDELSE_INDEKS_INPUT_TYPE);
    BEVILLING_VIS = "BevillingVis" K(&BEVILLING_VIS_TYPE);
    VIS = "Vis" S(&BEVILLING_VIS_FILTER_TYPE);
    OEKONOMISK_EFFEKTUERING_VIS = "OekonomiskEffektueringVis" K(&OEKONOMISK_EFFEKTUERING_VIS_TYPE);
    OEKONOMISK_EFFEKTUERING_VIS_VIS = "Vis" S(&OEKONOMISK_EFFEKTUERING_VIS_FILTER_TYPE);
    BEVILLING_INKLUDER = "BevillingInkluder" S(&BEVILLING_INKLUDER_FILTER_TYPE);
    OEKONOMISK_EFFEKTUERING_INKLUDER = "OekonomiskEffektueringInkluder" S(&OEKONOMISK_EFFEKTUERING_INKLUDER_FILTER_TYPE);
    SORTERING = "Sortering" K(&FREMSOEG_SORTERING_YDELSE_INDEKS_INPUT_TYPE);
    BEVILLING_SORTERING = "BevillingSortering" K(&BEVILLING_SORTERING_TYPE);
    ELEMENT = "Element" S(&BEVILLING_SORTERING_FILTER_TYPE);
    RETNING = "Retning" S(&SORTERING_FILTER_RETNING_TYPE);
    SEKVENS = "Sekvens" S(&HELTAL);
    OEKONOMISK_EFFEKTUERING_SORTERING = "OekonomiskEffektueringSortering" K(&OEKONOMISK_EFFEKTUERING_SORTERING_TYPE);
    OEKONOMISK_EFFEKTUERING_SORTERING_ELEMENT = "Element" S(&OEKONOMISK_EFFEKTUERING_SORTERING_FILTER_TYPE);
    FREMSOEG_YDELSE_INDEKS_OUTPUT = "FremsoegYdelseIndeksOutput" K(&FREMSOEG_YDELSE_INDEKS_OUTPUT_TYPE);
    ANTAL = "Antal" K(&ANTAL_TYPE);
    ANTAL_ELEMENT = "Element" S(&Simpel::tekst(Facetter::koder(&["bevillinger", "ydelser", "effektueringer"])));
    ANTAL_ANTAL = "Antal" S(&HELTAL);
    PAGINERING = "Paginering" K(&go::PAGINERING_TYPE);
    BEVILLING_FILTRERET_OEJEBLIKSBILLEDE = "BevillingFiltreretOejebliksbillede" K(&bi::FILTRERET_OEJEBLIKSBILLEDE_TYPE);
    OEKONOMISK_EFFEKTUERING_FILTRERET_OEJEBLIKSBILLEDE = "OekonomiskEffektueringFiltreretOejebliksbillede" K(&oef::FILTRERET_OEJEBLIKSBILLEDE_TYPE);
}
pub static IMPORTER_YDELSE_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ImporterYdelseIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[
            fler(&BEVILLING_INDEKS).lokal().som("BevillingIndeks"),
            fler(&OEKONOMISK_EFFEKTUERING_INDEKS).lokal().som("OekonomiskEffektueringIndeks"),
        ],
    }),
);
pub static OPDATER_BEVILLING_INDEKS_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "OpdaterBevillingIndeksInputType",
    &bi::RET_INPUT_TYPE,
    Sekvens(&[en(&TIDSPUNKT).lokal(), mulig(&UDEN_NOTIFIKATION).lokal()]),
);
pub static OPDATER_OEKONOMISK_EFFEKTUERING_INDEKS_INPUT_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "OpdaterOekonomiskEffektueringIndeksInputType", &oef::RET_INPUT_TYPE, Sekvens(&[en(&TIDSPUNKT).lokal()]));
pub static OPDATER_YDELSE_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "OpdaterYdelseIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[
            fler(&OPDATER_BEVILLING_INDEKS).lokal().som("BevillingIndeks"),
            fler(&OPDATER_OEKONOMISK_EFFEKTUERING_INDEKS).lokal().som("OekonomiskEffektueringIndeks"),
        ],
    }),
);
pub static AND_OR_TYPE: Simpel = Simpel::navngivet(&NS, "AndOrType", TEKST.base, Facetter::koder(&["AND", "OR"]));
pub static SOEG_UDTRYK_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegUdtrykType",
    Gentaget(skema::Gentaget {
        foer: 1,
        min: 1,
        partikler: &[
            mulig(&OPERATION).lokal(),
            fler(&SOEG_BEVILLING_INDEKS).lokal().som("BevillingIndeks"),
            fler(&SOEG_OEKONOMISK_EFFEKTUERING_INDEKS).lokal().som("OekonomiskEffektueringIndeks"),
            fler(&NOT).lokal(),
            fler(&SOEG_UDTRYK).lokal(),
        ],
    }),
);
pub static BEVILLING_VIS_FILTER_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "BevillingVisFilterType",
    TEKST.base,
    Facetter::koder(&[
        "egenskaber",
        "egenskaberlokaludvidelse",
        "bevilgetydelse",
        "sag",
        "part",
        "aktoer-ejer",
        "aktoer-ansvarlig",
        "sikkerhedsprofil",
    ]),
);
pub static BEVILLING_VIS_TYPE: Kompleks = Kompleks::ny(&NS, "BevillingVisType", Sekvens(&[en(&VIS).lokal()]));
pub static OEKONOMISK_EFFEKTUERING_VIS_FILTER_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "OekonomiskEffektueringVisFilterType",
    TEKST.base,
    Facetter::koder(&["egenskaber", "aktoer", "oekonomiskeydelseeffektueringer", "itsystem"]),
);
pub static OEKONOMISK_EFFEKTUERING_VIS_TYPE: Kompleks =
    Kompleks::ny(&NS, "OekonomiskEffektueringVisType", Sekvens(&[en(&OEKONOMISK_EFFEKTUERING_VIS_VIS).lokal()]));
pub static BEVILLING_INKLUDER_FILTER_TYPE: Simpel =
    Simpel::navngivet(&NS, "BevillingInkluderFilterType", TEKST.base, Facetter::koder(&["bevilgetydelse"]));
pub static OEKONOMISK_EFFEKTUERING_INKLUDER_FILTER_TYPE: Simpel =
    Simpel::navngivet(&NS, "OekonomiskEffektueringInkluderFilterType", TEKST.base, Facetter::koder(&["oekonomiskeydelseeffektueringer"]));
pub static FREMSOEG_FILTER_YDELSE_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FremsoegFilterYdelseIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[
            fler(&BEVILLING_VIS).lokal(),
            fler(&OEKONOMISK_EFFEKTUERING_VIS).lokal(),
            fler(&BEVILLING_INKLUDER).lokal(),
            fler(&OEKONOMISK_EFFEKTUERING_INKLUDER).lokal(),
        ],
    }),
);
pub static BEVILLING_SORTERING_FILTER_TYPE: Simpel =
    Simpel::navngivet(&NS, "BevillingSorteringFilterType", TEKST.base, Facetter::koder(&["FuldtNavn", "Ydelsesnavn"]));
pub static SORTERING_FILTER_RETNING_TYPE: Simpel =
    Simpel::navngivet(&NS, "SorteringFilterRetningType", TEKST.base, Facetter::koder(&["Stigende", "Faldende"]));
pub static BEVILLING_SORTERING_TYPE: Kompleks =
    Kompleks::ny(&NS, "BevillingSorteringType", Sekvens(&[en(&ELEMENT).lokal(), en(&RETNING).lokal(), en(&SEKVENS).lokal()]));
pub static OEKONOMISK_EFFEKTUERING_SORTERING_FILTER_TYPE: Simpel =
    Simpel::navngivet(&NS, "OekonomiskEffektueringSorteringFilterType", TEKST.base, Facetter::koder(&["Dispositionsdato"]));
pub static OEKONOMISK_EFFEKTUERING_SORTERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "OekonomiskEffektueringSorteringType",
    Sekvens(&[en(&OEKONOMISK_EFFEKTUERING_SORTERING_ELEMENT).lokal(), en(&RETNING).lokal(), en(&SEKVENS).lokal()]),
);
pub static FREMSOEG_SORTERING_YDELSE_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FremsoegSorteringYdelseIndeksInputType",
    Gentaget(skema::Gentaget {
        foer: 0,
        min: 0,
        partikler: &[fler(&BEVILLING_SORTERING).lokal(), fler(&OEKONOMISK_EFFEKTUERING_SORTERING).lokal()],
    }),
);
pub static FREMSOEG_YDELSE_INDEKS_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FremsoegYdelseIndeksInputType",
    Sekvens(&[
        fler(&BEVILLING_UUID).lokal().som("BevillingIndeks"),
        fler(&OEKONOMISK_EFFEKTUERING_UUID).lokal().som("OekonomiskEffektueringIndeks"),
        en(&SOEG_UDTRYK).lokal(),
        mulig(&FILTER).lokal(),
        mulig(&SORTERING).lokal(),
    ]),
);
pub static ANTAL_TYPE: Kompleks =
    Kompleks::ny(&NS, "AntalType", Sekvens(&[en(&ANTAL_ELEMENT).lokal(), en(&ANTAL_ANTAL).lokal(), mulig(&PAGINERING).lokal()]));
pub static FREMSOEG_YDELSE_INDEKS_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FremsoegYdelseIndeksOutputType",
    &sd::BASIC_OUTPUT_TYPE,
    Sekvens(&[
        fler(&ANTAL).lokal(),
        fler(&BEVILLING_FILTRERET_OEJEBLIKSBILLEDE).lokal().som("BevillingIndeks"),
        fler(&OEKONOMISK_EFFEKTUERING_FILTRERET_OEJEBLIKSBILLEDE).lokal().som("OekonomiskEffektueringIndeks"),
    ]),
);

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "ydelsesindeks/ydelseindeks/6",
    bagved: Bagved {
        adgang: &ydelse::tjenester::YDELSESINDEKS,
        objekttyper: ydelse::OBJEKTTYPER,
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/ydelseindeks/6"],
    definition: "YdelseIndeksService",
    tns: "http://stoettesystemerne.dk/ydelsesindeks",
    tjeneste: "YdelseIndeksService_6",
    port: "YdelseIndeks",
    binding: "YdelseIndeks",
    porttype: "YdelseIndeksPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(true),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[
        Operation {
            navn: "importer",
            action: "http://kombit.dk/sts/ydelseindeks/importer",
            ind: &IMPORTER_YDELSE_INDEKS_INPUT,
            ud: &IMPORTER_YDELSE_INDEKS_OUTPUT,
            ind_besked: ("ImporterRequestMessage", "request"),
            ud_besked: ("ImporterResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(indeks::skriv::importer(kald, ind)),
        },
        Operation {
            navn: "fremsoeg",
            action: "http://kombit.dk/sts/ydelseindeks/fremsoeg",
            ind: &FREMSOEG_YDELSE_INDEKS_INPUT,
            ud: &FREMSOEG_YDELSE_INDEKS_OUTPUT,
            ind_besked: ("FremsoegRequestMessage", "request"),
            ud_besked: ("FremsoegResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(indeks::fremsoeg::fremsoeg(kald, PLADSER, ind)),
        },
        Operation {
            navn: "opdater",
            action: "http://kombit.dk/sts/ydelseindeks/opdater",
            ind: &OPDATER_YDELSE_INDEKS_INPUT,
            ud: &OPDATER_YDELSE_INDEKS_OUTPUT,
            ind_besked: ("OpdaterRequestMessage", "request"),
            ud_besked: ("OpdaterResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(indeks::skriv::opdater(kald, ind)),
        },
    ],
    oevrige: &[&bi::REGISTRERING_BESKED, &oef::REGISTRERING_BESKED],
};
