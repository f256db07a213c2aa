//! SF1500 v6, OrganisationAdministration: removing a whole organisation for good.
use crate::tjenester::sf1500::fjern;
use crate::tjenester::skema::grundtyper::{REQUEST_HEADER, UUID_FORM, elementer};
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum = Navnerum {
    uri: "http://stoettesystemerne.dk/organisation/organisationadministration/6/",
    praefiks: "orgadm",
    fil: "OrganisationAdministrationOperationer.xsd",
};

elementer! { NS:
    FYSISK_SLET_INPUT = "FysiskSletInput" K(&FYSISK_SLET_INPUT_TYPE);
    FYSISK_SLET_OUTPUT = "FysiskSletOutput" K(&sd::BASIC_OUTPUT_TYPE);
    ORGANISATION_UUID = "OrganisationUUID" S(&UUID_TYPE);
    ORGANISATION_ENHED_UUID = "OrganisationEnhedUUID" S(&UUID_TYPE);
}

static FYSISK_SLET_INPUT_TYPE: Kompleks =
    Kompleks::ny(&NS, "FysiskSletInputType", Sekvens(&[en(&ORGANISATION_UUID).lokal(), en(&ORGANISATION_ENHED_UUID).lokal()]));
static UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UUIDType", TEKST.base, Facetter::moenster(UUID_FORM));

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "organisation/organisationadministration/6",
    bagved: Bagved {
        adgang: &::organisation::tjenester::ORGANISATION,
        objekttyper: ::organisation::OBJEKTTYPER,
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/organisation/organisationadministration/6", "/sts-soap-organisation/v6_0_0_0/organisationadministration"],
    definition: "OrganisationAdministrationService",
    tns: "http://stoettesystemerne.dk/organisation/6/",
    tjeneste: "OrganisationAdministrationService",
    port: "OrganisationAdministration",
    binding: "OrganisationAdministration",
    porttype: "OrganisationAdministrationPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(false),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[Operation {
        navn: "fysiskslet",
        action: "http://kombit.dk/sts/organisation/organisationadministration/fysiskslet",
        ind: &FYSISK_SLET_INPUT,
        ud: &FYSISK_SLET_OUTPUT,
        ind_besked: ("FysiskSletRequestMessage", "request"),
        ud_besked: ("FysiskSletResponseMessage", "response"),
        meddelelser: None,
        udfoer: |kald, ind| Box::pin(fjern::fysisk_slet(kald, ind)),
    }],
    oevrige: &[],
};
