//! PersonBaseDataExtended v5 (contracts 11.1). The published types refer to the namespace of PNR without importing it; ours import it.
mod adresse;
mod persondata;
mod relationer;
mod typer;

use self::typer::NS;
use crate::tjenester::skema::cpr::PNR;
use crate::tjenester::skema::grundtyper::{elementer, lokale};
use crate::tjenester::skema::serviceplatform::{
    authority::AUTHORITY_CONTEXT, call::CALL_CONTEXT, fault::SERVICEPLATFORM_FAULT, invocation::INVOCATION_CONTEXT,
};
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Kompleks, Type::Kompleks as K, en, fler, mulig};
use kontrakt::tjeneste::{Platform, SoapVersion};

elementer! { NS:
    REQUEST = "PersonLookupRequest" K(&REQUEST_TYPE);
    RESPONSE = "PersonLookupResponse" K(&RESPONSE_TYPE);
}

static REQUEST_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "PersonLookupRequestType",
    Sekvens(&[mulig(&CALL_CONTEXT), mulig(&AUTHORITY_CONTEXT), mulig(&INVOCATION_CONTEXT), en(&PNR)]),
);
static RESPONSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "PersonLookupResponseType",
    Sekvens(lokale! { NS:
        mulig "persondata" K(&persondata::PERSONDATA);
        mulig "adresse" K(&adresse::ADRESSEDATA);
        mulig "relationer" K(&relationer::RELATIONER);
        fler "notater" K(&relationer::NOTAT);
    }),
);

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/cpr/personbasedataextended/5",
    bagved: Bagved { adgang: &serviceplatform::tjenester::cpr::PERSONOPSLAG_ADGANG, objekttyper: &[], afvis: None },
    platform: Platform::Serviceplatform,
    stier: &["/service/CPR/PersonBaseDataExtended/5"],
    definition: "PersonBaseDataExtendedService",
    tns: NS.uri,
    tjeneste: "PersonBaseDataExtendedService",
    port: "PersonBaseDataExtendedPort",
    binding: "PersonBaseDataExtendedBinding",
    porttype: "PersonBaseDataExtendedPortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[Operation {
        navn: "PersonLookup",
        action: "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/PersonLookup",
        ind: &REQUEST,
        ud: &RESPONSE,
        ind_besked: ("PersonLookupRequestMessage", "request"),
        ud_besked: ("PersonLookupResponseMessage", "response"),
        meddelelser: None,
        udfoer: |kald, ind| Box::pin(super::opslag(kald, ind)),
    }],
    oevrige: &[&SERVICEPLATFORM_FAULT],
};
