//! The service itself: the operations on værdilister, and `flytbeskedtilfejlkoe`.
use super::vaerdiliste as vl;
use crate::tjenester::sf1461::{fejlkoe, vaerdilister};
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::sagdok_sf1461 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, retur};
use beskedfordeler::kuvert::kontrakt::HAENDELSESBESKED;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Kompleks, Navnerum, Type::Kompleks as K, en};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum = Navnerum { uri: "urn:oio:sts:beskedfordeler:1.0.0", praefiks: "bf", fil: "BeskedfordelerOperationer.xsd" };

elementer! { NS:
    FLYT_INPUT = "FlytBeskedTilFejlkoeInput" K(&Kompleks::ny(&NS, "FlytBeskedTilFejlkoeInputType", Sekvens(&[en(&HAENDELSESBESKED)])));
    FLYT_OUTPUT = "FlytBeskedTilFejlkoeOutput" K(&sd::BASIC_OUTPUT_TYPE);
}

/// An operation on værdilister.
macro_rules! operation {
    ($navn:literal, $action:literal, $besked:literal, $ind:ident, $ud:ident, $udfoer:path) => {
        operation!($navn, concat!("http://kombit.dk/sts/beskedfordeler/vaerdiliste/", $action), $besked, vl::$ind, vl::$ud; $udfoer)
    };
    ($navn:literal, $action:expr, $besked:literal, $ind:path, $ud:path; $udfoer:path) => {
        Operation {
            navn: $navn,
            action: $action,
            ind: &$ind,
            ud: &$ud,
            ind_besked: (concat!($besked, "RequestMessage"), "request"),
            ud_besked: (concat!($besked, "ResponseMessage"), "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin($udfoer(kald, ind)),
        }
    };
}

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "beskedfordeler/vaerdiliste/1",
    bagved: Bagved {
        adgang: &beskedfordeler::tjenester::ADMINISTRATION,
        objekttyper: &[&beskedfordeler::objekttyper::VAERDILISTE],
        afvis: Some(retur::afvis),
    },
    platform: Platform::Klientcertifikat,
    stier: &["/sts-bf-soap/StsbeskedfordelerImpl"],
    definition: "BeskedfordelerService",
    tns: "urn:dk:kombit:vl:beskedfordeler:wsdl:1.0.0",
    tjeneste: "Beskedfordeler",
    port: "stsbeskedfordeler",
    binding: "Beskedfordeler",
    porttype: "BeskedfordelerPortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[
        operation!("opretvaerdiliste", "opret", "OpretVaerdiListe", OPRET_INPUT, OPRET_OUTPUT, vaerdilister::opret),
        operation!("importvaerdiliste", "import", "ImportVaerdiListe", IMPORT_INPUT, IMPORT_OUTPUT, vaerdilister::import),
        operation!("retvaerdiliste", "ret", "RetVaerdiListe", RET_INPUT, RET_OUTPUT, vaerdilister::ret),
        operation!("laesvaerdiliste", "laes", "LaesVaerdiListe", LAES_INPUT, LAES_OUTPUT, vaerdilister::laes),
        operation!("sletvaerdiliste", "slet", "SletVaerdiListe", SLET_INPUT, SLET_OUTPUT, vaerdilister::slet),
        operation!("passivervaerdiliste", "passiver", "PassiverVaerdiListe", PASSIVER_INPUT, PASSIVER_OUTPUT, vaerdilister::passiver),
        operation!("listvaerdiliste", "list", "ListVaerdiListe", LIST_INPUT, LIST_OUTPUT, vaerdilister::list),
        operation!("soegvaerdiliste", "soeg", "SoegVaerdiListe", SOEG_INPUT, SOEG_OUTPUT, vaerdilister::soeg),
        operation!("tilfoejvaerdier", "tilfoejvaerdier", "TilfoejVaerdier", TILFOEJ_INPUT, TILFOEJ_OUTPUT, vaerdilister::tilfoej),
        operation!("fjernvaerdier", "fjernvaerdier", "FjernVaerdier", FJERN_INPUT, FJERN_OUTPUT, vaerdilister::fjern),
        operation!(
            "flytbeskedtilfejlkoe",
            "http://kombit.dk/sts/beskedfordeler/flytbeskedtilfejlkoe",
            "FlytBeskedTilFejlkoe",
            FLYT_INPUT,
            FLYT_OUTPUT;
            fejlkoe::flyt
        ),
    ],
    oevrige: &[],
};
