//! Holds the contract tables against the published schemas: the derived XSD and WSDL against the published files, and random
//! instances against `xmllint` in both directions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    missing_docs
)]
mod instanser;
mod maal;
#[path = "../mangler/mod.rs"]
mod mangler;
mod offentliggjort;
mod register;
mod skemaer;
mod wsdl;

use soap::tjenester::{Kontrakt, cpr, demoservice, sf0770, sf1461, sf1470, sf1490, sf1491, sf1500, sf1510, sf1520, sf1530, sf2900};
use std::path::PathBuf;

/// Where the published files of a contract are.
struct Sag {
    kontrakt: &'static Kontrakt,
    xsd: &'static str,
    wsdl: &'static [&'static str],
}

const ORG: &str = "sf1500-organisation/v6_0_0_0";

fn sager() -> Vec<Sag> {
    let org = |kontrakt, xsd, wsdl| Sag { kontrakt, xsd, wsdl };
    vec![
        org(
            &sf1500::ADRESSE,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/AdresseOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Adresse.wsdl"],
        ),
        org(
            &sf1500::BRUGER,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/BrugerOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Bruger.wsdl"],
        ),
        org(
            &sf1500::INTERESSEFAELLESSKAB,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/InteressefaellesskabOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Interessefaellesskab.wsdl"],
        ),
        org(
            &sf1500::ITSYSTEM,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/ItSystemOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/ItSystem.wsdl"],
        ),
        org(
            &sf1500::MYNDIGHED,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/MyndighedOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Myndighed.wsdl"],
        ),
        org(
            &sf1500::ORGANISATION,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/OrganisationOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Organisation.wsdl"],
        ),
        org(
            &sf1500::ORGANISATIONENHED,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/OrganisationEnhedOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/OrganisationEnhed.wsdl"],
        ),
        org(
            &sf1500::ORGANISATIONFUNKTION,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/OrganisationFunktionOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/OrganisationFunktion.wsdl"],
        ),
        org(
            &sf1500::PERSON,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/PersonOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Person.wsdl"],
        ),
        org(
            &sf1500::VIRKSOMHED,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/VirksomhedOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/Virksomhed.wsdl"],
        ),
        org(
            &sf1500::ORGANISATIONSYSTEM,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/OrganisationSystemOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/OrganisationSystem.wsdl"],
        ),
        org(
            &sf1500::ORGANISATIONADMINISTRATION,
            "sf1500-organisation/v6_0_0_0/xsd/6.0.STS-0/OrganisationAdministrationOperationer.xsd",
            &["sf1500-organisation/v6_0_0_0/wsdl/OrganisationAdministration.wsdl"],
        ),
        org(
            &sf1510::FACET,
            "sf1510-klassifikation/v6_0_0_0/xsd/6.0.STS-0/FacetOperationer.xsd",
            &["sf1510-klassifikation/v6_0_0_0/wsdl/Facet.wsdl"],
        ),
        org(
            &sf1510::KLASSE,
            "sf1510-klassifikation/v6_0_0_0/xsd/6.0.STS-0/KlasseOperationer.xsd",
            &["sf1510-klassifikation/v6_0_0_0/wsdl/Klasse.wsdl"],
        ),
        org(
            &sf1510::KLASSIFIKATION,
            "sf1510-klassifikation/v6_0_0_0/xsd/6.0.STS-0/KlassifikationOperationer.xsd",
            &["sf1510-klassifikation/v6_0_0_0/wsdl/Klassifikation.wsdl"],
        ),
        org(
            &sf1510::KLASSIFIKATIONSYSTEM,
            "sf1510-klassifikation/v6_0_0_0/xsd/6.0.STS-0/KlassifikationSystemOperationer.xsd",
            &["sf1510-klassifikation/v6_0_0_0/wsdl/KlassifikationSystem.wsdl"],
        ),
        org(&sf1510::KLASSE_V7, "sf1510-klassifikation/klasse_v7/KlasseOperationer.xsd", &["sf1510-klassifikation/klasse_v7/Klasse.wsdl"]),
        org(
            &sf1510::KLASSIFIKATIONLISTEHENT,
            "sf1510-klassifikationlistehent/soap-oioidws/common/service/KlassifikationListeHentInterface.xsd",
            &[
                "sf1510-klassifikationlistehent/soap-oioidws/wsdl/KlassifikationListeHentService.wsdl",
                "sf1510-klassifikationlistehent/soap-oioidws/common/wsdl/KlassifikationListeHent.wsdl",
            ],
        ),
        org(
            &sf1470::SAGDOKUMENTINDEKS,
            "sf1470-sagdokumentindeks/v6/xsd/6.0.STS-0/SagDokumentIndeksOperationer.xsd",
            &["sf1470-sagdokumentindeks/v6/SagDokumentIndeksService_6.wsdl"],
        ),
        org(
            &sf1490::YDELSEINDEKS,
            "sf1490-ydelsesindeks/v6/xsd/6.0.STS-0/YdelseIndeksOperationer.xsd",
            &["sf1490-ydelsesindeks/v6/wsdl/YdelseIndeks.wsdl"],
        ),
        org(
            &sf1490::BEVILLINGINDEKS,
            "sf1490-ydelsesindeks/v6/xsd/6.0.STS-0/BevillingIndeksOperationer.xsd",
            &["sf1490-ydelsesindeks/v6/wsdl/BevillingIndeks.wsdl"],
        ),
        org(
            &sf1490::OEKONOMISKEFFEKTUERINGINDEKS,
            "sf1490-ydelsesindeks/v6/xsd/6.0.STS-0/OekonomiskEffektueringIndeksOperationer.xsd",
            &["sf1490-ydelsesindeks/v6/wsdl/OekonomiskEffektueringIndeks.wsdl"],
        ),
        org(
            &sf1491::YDELSELISTEHENT,
            "sf1491-ydelselistehent/common/service/YdelseListeHentInterface.xsd",
            &["sf1491-ydelselistehent/wsdl/YdelseListeHentService.wsdl", "sf1491-ydelselistehent/common/wsdl/YdelseListeHent.wsdl"],
        ),
        org(
            &sf1461::VAERDILISTER,
            "sf1461-sf1462-beskedfordeler/xsd/VaerdilisteOperationer.xsd",
            &["sf1461-sf1462-beskedfordeler/wsdl/Beskedfordeler.wsdl"],
        ),
        org(
            &sf2900::DISTRIBUTION,
            "sf2900-fordelingskomponent/DistributionServiceMsg.xsd",
            &["sf2900-fordelingskomponent/wsdl/token/DistributionService.wsdl"],
        ),
        org(
            &sf0770::EINDKOMST,
            "sf0770a-eindkomst/common/service/SKATForwardEIndkomstServiceInterface.xsd",
            &[
                "sf0770a-eindkomst/wsdl/SKATForwardEIndkomstServiceService.wsdl",
                "sf0770a-eindkomst/common/wsdl/SKATForwardEIndkomstService.wsdl",
            ],
        ),
        org(&sf1530::ONLINE, "sf1530-cvr-online/OnlineServiceMsg.xsd", &["sf1530-cvr-online/wsdl/token/OnlineService.wsdl"]),
        org(
            &sf1520::PERSONOPSLAG,
            "sf1520-cpr-personbasedataextended/PersonBaseDataExtendedServiceMsg.xsd",
            &[
                "sf1520-cpr-personbasedataextended/wsdl/token/PersonBaseDataExtendedService.wsdl",
                "sf1520-cpr-personbasedataextended/sp/ServiceplatformFaultMessage_1.wsdl",
            ],
        ),
        org(
            &cpr::BASIS,
            "cpr-basicinformation-legacy/CPRBasicInformationServiceMsg.xsd",
            &["cpr-basicinformation-legacy/CPRBasicInformationService.wsdl"],
        ),
        org(
            &cpr::ABONNEMENT,
            "cpr-abonnement-legacy/CprSubscriptionService/CprSubscriptionServiceMsg.xsd",
            &["cpr-abonnement-legacy/CprSubscriptionService/CprSubscriptionService.wsdl"],
        ),
        org(&cpr::GCTP, "cpr-abonnement-legacy/Replica/CprServiceMsg.xsd", &["cpr-abonnement-legacy/Replica/CprService.wsdl"]),
        org(
            &demoservice::DEMO,
            "sp-demoservice/DemoServiceMsg.xsd",
            &["sp-demoservice/wsdl/token/DemoService.wsdl", "sp-demoservice/sp/ServiceplatformFaultMessage_1.wsdl"],
        ),
    ]
}

/// The folder of published contracts, or `None` with a loud word.
fn kontrakter() -> Option<PathBuf> {
    let delt = std::env::var_os("SAMSPIL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from);
    let fundet = Some(delt.join("contracts")).filter(|s| s.join(ORG).is_dir());
    if fundet.is_none() {
        eprintln!("SKIPPED: {} not found", delt.join("contracts").display());
    }
    fundet
}

#[test]
fn every_contract_is_compared() {
    let mut navne: Vec<_> = sager().iter().map(|s| s.kontrakt.navn).collect();
    let mut alle: Vec<_> = soap::tjenester::alle().map(|k| k.navn).collect();
    navne.sort_unstable();
    alle.sort_unstable();
    assert_eq!(navne, alle);
}

#[test]
fn paths_are_unique_and_take_a_trailing_slash() {
    let mut stier: Vec<_> = soap::tjenester::alle().flat_map(|k| k.stier).collect();
    let antal = stier.len();
    stier.sort_unstable();
    stier.dedup();
    assert_eq!(stier.len(), antal);
    for k in soap::tjenester::alle() {
        for sti in k.stier {
            assert_eq!(soap::tjenester::paa_sti(&format!("{sti}/")).unwrap().navn, k.navn);
        }
    }
}
