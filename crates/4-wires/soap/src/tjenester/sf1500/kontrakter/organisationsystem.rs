//! SF1500 v6, OrganisationSystem: reading and importing whole hierarchies, and anonymising a person. The SOAP actions spell
//! the service with a double s; the address has one.
use super::{bruger, interessefaellesskab, itsystem, organisation, organisationenhed, organisationfunktion};
use crate::tjenester::sf1500::fjern;
use crate::tjenester::skema::grundtyper::{CIFRE_10, REQUEST_HEADER, UUID_FORM, elementer};
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, hierarki};
use kontrakt::skema::Indholdsmodel::{Sekvens, Valg};
use kontrakt::skema::{Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mulig};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The service's namespace.
pub(crate) static NS: Navnerum = Navnerum {
    uri: "http://stoettesystemerne.dk/organisation/organisationsystem/6/",
    praefiks: "orgsys",
    fil: "OrganisationSystemOperationer.xsd",
};

elementer! { NS:
    FREMSOEG_INPUT = "FremsoegObjekthierarkiInput" K(&FREMSOEG_INPUT_TYPE);
    FREMSOEG_OUTPUT = "FremsoegObjekthierarkiOutput" K(&FREMSOEG_OUTPUT_TYPE);
    IMPORTER_INPUT = "ImporterOrganisationSystemInput" K(&IMPORTER_INPUT_TYPE);
    IMPORTER_OUTPUT = "ImporterOrganisationSystemOutput" K(&sd::MULTIPLE_OUTPUT_TYPE);
    ANONYMISER_INPUT = "AnonymiserInput" K(&ANONYMISER_INPUT_TYPE);
    ANONYMISER_OUTPUT = "AnonymiserOutput" K(&sd::BASIC_OUTPUT_TYPE);
    ORGANISATION_SOEG_EGENSKAB = "OrganisationSoegEgenskab" K(&organisation::EGENSKAB_TYPE);
    ORGANISATION_ENHED_SOEG_EGENSKAB = "OrganisationEnhedSoegEgenskab" K(&organisationenhed::EGENSKAB_TYPE);
    ORGANISATION_FUNKTION_SOEG_EGENSKAB = "OrganisationFunktionSoegEgenskab" K(&organisationfunktion::EGENSKAB_TYPE);
    BRUGER_SOEG_EGENSKAB = "BrugerSoegEgenskab" K(&bruger::EGENSKAB_TYPE);
    INTERESSEFAELLESSKAB_SOEG_EGENSKAB = "InteressefaellesskabSoegEgenskab" K(&interessefaellesskab::EGENSKAB_TYPE);
    ITSYSTEM_SOEG_EGENSKAB = "ItSystemSoegEgenskab" K(&itsystem::EGENSKAB_TYPE);
    ORGANISATIONER = "Organisationer" K(&ORGANISATIONER_TYPE);
    ORGANISATION_ENHEDER = "OrganisationEnheder" K(&ORGANISATION_ENHEDER_TYPE);
    ORGANISATION_FUNKTIONER = "OrganisationFunktioner" K(&ORGANISATION_FUNKTIONER_TYPE);
    BRUGERE = "Brugere" K(&BRUGERE_TYPE);
    INTERESSEFAELLESSKABER = "Interessefaellesskaber" K(&INTERESSEFAELLESSKABER_TYPE);
    ITSYSTEMER = "ItSystemer" K(&ITSYSTEMER_TYPE);
    ORGANISATION_BILLEDE = "FiltreretOejebliksbillede" K(&organisation::FILTRERET_TYPE);
    ORGANISATION_ENHED_BILLEDE = "FiltreretOejebliksbillede" K(&organisationenhed::FILTRERET_TYPE);
    ORGANISATION_FUNKTION_BILLEDE = "FiltreretOejebliksbillede" K(&organisationfunktion::FILTRERET_TYPE);
    BRUGER_BILLEDE = "FiltreretOejebliksbillede" K(&bruger::FILTRERET_TYPE);
    INTERESSEFAELLESSKAB_BILLEDE = "FiltreretOejebliksbillede" K(&interessefaellesskab::FILTRERET_TYPE);
    ITSYSTEM_BILLEDE = "FiltreretOejebliksbillede" K(&itsystem::FILTRERET_TYPE);
    ORGANISATION_ENHEDER_INPUT = "OrganisationEnhederInput" K(&ORGANISATION_ENHEDER_INPUT_TYPE);
    PERSON_UUID = "PersonUUID" S(&UUID_TYPE);
    PERSON_CPR = "PersonCPR" S(&CPR_TYPE);
}

static FREMSOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FremsoegObjekthierarkiInputType",
    &sd::SOEG_INPUT_TYPE,
    Sekvens(&[
        mulig(&ORGANISATION_SOEG_EGENSKAB).som("Organisation"),
        mulig(&ORGANISATION_ENHED_SOEG_EGENSKAB).som("OrganisationEnhed"),
        mulig(&ORGANISATION_FUNKTION_SOEG_EGENSKAB).som("OrganisationFunktion"),
        mulig(&BRUGER_SOEG_EGENSKAB).som("Bruger"),
        mulig(&INTERESSEFAELLESSKAB_SOEG_EGENSKAB).som("Interessefaellesskab"),
        mulig(&ITSYSTEM_SOEG_EGENSKAB).som("ItSystem"),
    ]),
);
static FREMSOEG_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FremsoegObjekthierarkiOutputType",
    &sd::BASIC_OUTPUT_TYPE,
    Sekvens(&[
        en(&ORGANISATIONER).som("Organisation"),
        en(&ORGANISATION_ENHEDER).som("OrganisationEnhed"),
        en(&ORGANISATION_FUNKTIONER).som("OrganisationFunktion"),
        en(&BRUGERE).som("Bruger"),
        en(&INTERESSEFAELLESSKABER).som("Interessefaellesskab"),
        en(&ITSYSTEMER).som("ItSystem"),
    ]),
);
static IMPORTER_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ImporterOrganisationSystemInputType",
    Sekvens(&[en(&organisation::OBJEKT).som("Organisation"), en(&ORGANISATION_ENHEDER_INPUT).som("OrganisationEnhed")]),
);
static ORGANISATIONER_TYPE: Kompleks = Kompleks::ny(&NS, "OrganisationerOutputType", Sekvens(&[fler(&ORGANISATION_BILLEDE).lokal()]));
static ORGANISATION_ENHEDER_TYPE: Kompleks =
    Kompleks::ny(&NS, "OrganisationEnhederOutputType", Sekvens(&[fler(&ORGANISATION_ENHED_BILLEDE).lokal()]));
static ORGANISATION_FUNKTIONER_TYPE: Kompleks =
    Kompleks::ny(&NS, "OrganisationFunktionerOutputType", Sekvens(&[fler(&ORGANISATION_FUNKTION_BILLEDE).lokal()]));
static BRUGERE_TYPE: Kompleks = Kompleks::ny(&NS, "BrugereOutputType", Sekvens(&[fler(&BRUGER_BILLEDE).lokal()]));
static INTERESSEFAELLESSKABER_TYPE: Kompleks =
    Kompleks::ny(&NS, "InteressefaellesskaberOutputType", Sekvens(&[fler(&INTERESSEFAELLESSKAB_BILLEDE).lokal()]));
static ITSYSTEMER_TYPE: Kompleks = Kompleks::ny(&NS, "ItSystemerOutputType", Sekvens(&[fler(&ITSYSTEM_BILLEDE).lokal()]));
static ORGANISATION_ENHEDER_INPUT_TYPE: Kompleks =
    Kompleks::ny(&NS, "OrganisationEnhederInputType", Sekvens(&[fler(&organisationenhed::OBJEKT)]));
static ANONYMISER_INPUT_TYPE: Kompleks =
    Kompleks::ny(&NS, "AnonymiserInputType", Valg(&[en(&PERSON_UUID).lokal(), en(&PERSON_CPR).lokal()]));
static UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UUIDType", TEKST.base, Facetter::moenster(UUID_FORM));
static CPR_TYPE: Simpel = Simpel::navngivet(&NS, "CPRType", TEKST.base, Facetter::moenster(CIFRE_10));

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "organisation/organisationsystem/6",
    bagved: Bagved {
        adgang: &::organisation::tjenester::ORGANISATION,
        objekttyper: ::organisation::OBJEKTTYPER,
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/organisation/organisationsystem/6", "/sts-soap-organisation/v6_0_0_0/organisationsystem"],
    definition: "OrganisationSystemService",
    tns: "http://stoettesystemerne.dk/organisation/6/",
    tjeneste: "OrganisationSystemService",
    port: "OrganisationSystem",
    binding: "OrganisationSystem",
    porttype: "OrganisationSystemPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(false),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[
        Operation {
            navn: "fremsoegobjekthierarki",
            action: "http://kombit.dk/sts/organisation/organisationssystem/fremsoegobjekthierarki",
            ind: &FREMSOEG_INPUT,
            ud: &FREMSOEG_OUTPUT,
            ind_besked: ("FremsoegObjekthierarkiRequestMessage", "request"),
            ud_besked: ("FremsoegObjekthierarkiResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(hierarki::fremsoeg(kald, ::organisation::hierarki::TYPER, ind)),
        },
        Operation {
            navn: "import",
            action: "http://kombit.dk/sts/organisation/organisationssystem/import",
            ind: &IMPORTER_INPUT,
            ud: &IMPORTER_OUTPUT,
            ind_besked: ("ImporterOrganisationSystemRequestMessage", "request"),
            ud_besked: ("ImporterOrganisationSystemResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(hierarki::import(kald, ind)),
        },
        Operation {
            navn: "anonymiser",
            action: "http://kombit.dk/sts/organisation/organisationssystem/anonymiser",
            ind: &ANONYMISER_INPUT,
            ud: &ANONYMISER_OUTPUT,
            ind_besked: ("AnonymiserRequestMessage", "request"),
            ud_besked: ("AnonymiserResponseMessage", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(fjern::anonymiser(kald, ind)),
        },
    ],
    oevrige: &[],
};
