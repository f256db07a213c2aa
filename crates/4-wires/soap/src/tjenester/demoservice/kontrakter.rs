//! DemoService v1: the smallest service of Serviceplatformen, for trying a client's security code (contracts 11.3).
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::serviceplatform::{
    authority::AUTHORITY_CONTEXT, call::CALL_CONTEXT, fault::SERVICEPLATFORM_FAULT, invocation::INVOCATION_CONTEXT,
};
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Kompleks, Navnerum, TEKST, Type::Kompleks as K, Type::Simpel as S, en, mulig};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum =
    Navnerum { uri: "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/", praefiks: "demo", fil: "DemoServiceMsg.xsd" };

elementer! { NS:
    REQUEST = "CallDemoServiceRequest" K(&REQUEST_TYPE);
    RESPONSE = "CallDemoServiceResponse" K(&RESPONSE_TYPE);
    MESSAGE_STRING = "messageString" S(&TEKST);
    RESPONSE_STRING = "responseString" S(&TEKST);
}

static REQUEST_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "CallDemoServiceRequestType",
    Sekvens(&[mulig(&CALL_CONTEXT), mulig(&AUTHORITY_CONTEXT), mulig(&INVOCATION_CONTEXT), en(&MESSAGE_STRING).lokal()]),
);
static RESPONSE_TYPE: Kompleks = Kompleks::ny(&NS, "CallDemoServiceResponseType", Sekvens(&[en(&RESPONSE_STRING).lokal()]));

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/demo/1",
    bagved: Bagved { adgang: &adgang::katalog::DEMOSERVICE, objekttyper: &[], afvis: None },
    platform: Platform::Serviceplatform,
    stier: &["/service/SP/Demo/1"],
    definition: "DemoService",
    tns: NS.uri,
    tjeneste: "DemoService",
    port: "DemoPort",
    binding: "DemoBinding",
    porttype: "DemoPortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[Operation {
        navn: "callDemoService",
        action: "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/callDemoService",
        ind: &REQUEST,
        ud: &RESPONSE,
        ind_besked: ("callDemoServiceRequestMessage", "request"),
        ud_besked: ("callDemoServiceResponseMessage", "response"),
        meddelelser: None,
        udfoer: |kald, ind| Box::pin(super::udfoer(kald, ind)),
    }],
    oevrige: &[&SERVICEPLATFORM_FAULT],
};
