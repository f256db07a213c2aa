//! SF1510 v6, KlassifikationSystem: reading and importing whole classifications.
use super::{facet, klasse, klassifikation};
use crate::tjenester::skema::grundtyper::{REQUEST_HEADER, elementer};
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, hierarki};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Kompleks, Navnerum, Type::Kompleks as K, en, fler, mulig};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The service's namespace.
pub(crate) static NS: Navnerum = Navnerum {
    uri: "http://stoettesystemerne.dk/klassifikation/klassifikationsystem/6/",
    praefiks: "klasys",
    fil: "KlassifikationSystemOperationer.xsd",
};

elementer! { NS:
    FREMSOEG_INPUT = "FremsoegObjekthierarkiInput" K(&FREMSOEG_INPUT_TYPE);
    FREMSOEG_OUTPUT = "FremsoegObjekthierarkiOutput" K(&FREMSOEG_OUTPUT_TYPE);
    IMPORTER_INPUT = "ImporterKlassifikationSystemInput" K(&IMPORTER_INPUT_TYPE);
    IMPORTER_OUTPUT = "ImporterKlassifikationSystemOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    KLASSIFIKATION_SOEG_EGENSKAB = "KlassifikationSoegEgenskab" K(&klassifikation::EGENSKAB_TYPE);
    FACET_SOEG_EGENSKAB = "FacetSoegEgenskab" K(&facet::EGENSKAB_TYPE);
    KLASSE_SOEG_EGENSKAB = "KlasseSoegEgenskab" K(&klasse::EGENSKAB_TYPE);
    KLASSIFIKATIONER = "Klassifikationer" K(&KLASSIFIKATIONER_TYPE);
    FACETTER = "Facetter" K(&FACETTER_TYPE);
    KLASSER = "Klasser" K(&KLASSER_TYPE);
    KLASSIFIKATION_BILLEDE = "FiltreretOejebliksbillede" K(&klassifikation::FILTRERET_TYPE);
    FACET_BILLEDE = "FiltreretOejebliksbillede" K(&facet::FILTRERET_TYPE);
    KLASSE_BILLEDE = "FiltreretOejebliksbillede" K(&klasse::FILTRERET_TYPE);
    FACETTER_INPUT = "FacetterInput" K(&FACETTER_INPUT_TYPE);
    KLASSER_INPUT = "KlasserInput" K(&KLASSER_INPUT_TYPE);
}

static FREMSOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FremsoegObjekthierarkiInputType",
    &sd::SOEG_INPUT_TYPE,
    Sekvens(&[
        mulig(&KLASSIFIKATION_SOEG_EGENSKAB).som("Klassifikation"),
        mulig(&FACET_SOEG_EGENSKAB).som("Facet"),
        mulig(&KLASSE_SOEG_EGENSKAB).som("Klasse"),
    ]),
);
static FREMSOEG_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FremsoegObjekthierarkiOutputType",
    &sd::BASIC_OUTPUT_TYPE,
    Sekvens(&[en(&KLASSIFIKATIONER).som("Klassifikation"), en(&FACETTER).som("Facet"), en(&KLASSER).som("Klasse")]),
);
static IMPORTER_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ImporterKlassifikationSystemInputType",
    Sekvens(&[en(&klassifikation::OBJEKT).som("Klassifikation"), en(&FACETTER_INPUT).som("Facet"), en(&KLASSER_INPUT).som("Klasse")]),
);
static KLASSIFIKATIONER_TYPE: Kompleks = Kompleks::ny(&NS, "KlassifikationerOutputType", Sekvens(&[fler(&KLASSIFIKATION_BILLEDE).lokal()]));
static FACETTER_TYPE: Kompleks = Kompleks::ny(&NS, "FacetterOutputType", Sekvens(&[fler(&FACET_BILLEDE).lokal()]));
static KLASSER_TYPE: Kompleks = Kompleks::ny(&NS, "KlasserOutputType", Sekvens(&[fler(&KLASSE_BILLEDE).lokal()]));
static FACETTER_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "FacetterInputType", Sekvens(&[fler(&facet::OBJEKT)]));
static KLASSER_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "KlasserInputType", Sekvens(&[fler(&klasse::OBJEKT)]));

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "klassifikation/klassifikationsystem/6",
    bagved: Bagved {
        adgang: &::klassifikation::tjenester::KLASSIFIKATION,
        objekttyper: ::klassifikation::OBJEKTTYPER,
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/klassifikationsystem/6", "/klassifikation/klassifikationsystem/6"],
    definition: "KlassifikationSystemService_6",
    tns: "http://stoettesystemerne.dk/klassifikation",
    tjeneste: "KlassifikationSystemService_6",
    port: "KlassifikationSystem",
    binding: "KlassifikationSystem",
    porttype: "KlassifikationSystemPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(false),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[
        Operation {
            navn: "fremsoegobjekthierarki",
            action: "http://kombit.dk/sts/klassifikation/klassifikationsystem/fremsoegobjekthierarki",
            ind: &FREMSOEG_INPUT,
            ud: &FREMSOEG_OUTPUT,
            ind_besked: ("FremsoegObjekthierarkiRequestMessage", "request"),
            ud_besked: ("FremsoegObjekthierarkiResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(hierarki::fremsoeg(kald, ::klassifikation::hierarki::TYPER, ind)),
        },
        Operation {
            navn: "import",
            action: "http://kombit.dk/sts/klassifikation/klassifikationsystem/import",
            ind: &IMPORTER_INPUT,
            ud: &IMPORTER_OUTPUT,
            ind_besked: ("ImporterKlassifikationSystemRequestMessage", "request"),
            ud_besked: ("ImporterKlassifikationSystemResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(hierarki::import(kald, ind)),
        },
    ],
    oevrige: &[],
};
