//! CprService v2, `callGCTPCheckService`: a message of CPR's own protocol in, one out, as texts (contracts 11.3).
use crate::tjenester::skema::grundtyper::{elementer, lokale};
use crate::tjenester::skema::serviceplatform::invocation::INVOCATION_CONTEXT;
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Kompleks, Navnerum, TEKST, Type::Kompleks as K, Type::Simpel as S, en};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum =
    Navnerum { uri: "http://serviceplatformen.dk/xml/wsdl/soap11/CprService/2/", praefiks: "g", fil: "CprServiceMsg.xsd" };

elementer! { NS:
    REQUEST = "callGCTPCheckServiceRequest" K(&REQUEST_TYPE);
    RESPONSE = "callGCTPCheckServiceResponse" K(&RESPONSE_TYPE);
    MESSAGE = "gctpMessage" S(&TEKST);
}

static REQUEST_TYPE: Kompleks = Kompleks::ny(&NS, "GCTPRequestType", Sekvens(&[en(&INVOCATION_CONTEXT), en(&MESSAGE).lokal()]));
static RESPONSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "GCTPResponseType",
    Sekvens(lokale! { NS:
        en "result" S(&TEKST);
    }),
);

/// The contract. Its published address is a placeholder; clients use the others.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/cprservice/2",
    bagved: Bagved { adgang: &serviceplatform::tjenester::cpr::GCTP_ADGANG, objekttyper: &[], afvis: None },
    platform: Platform::AeldreServiceplatform,
    stier: &["/service/CPRService/CPRService/1", "/service/CPRLookup/CPRLookup/2", "/CPRWebService/CprService"],
    definition: "CprService",
    tns: NS.uri,
    tjeneste: "CprService",
    port: "CprServicePort",
    binding: "CprBinding",
    porttype: "CprServicePortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[Operation {
        navn: "callGCTPCheckService",
        action: "",
        ind: &REQUEST,
        ud: &RESPONSE,
        ind_besked: ("callGCTPCheckServiceRequest", "parameters"),
        ud_besked: ("callGCTPCheckServiceResponse", "parameters"),
        meddelelser: None,
        udfoer: |kald, ind| Box::pin(crate::tjenester::cpr::gctp::kald(kald, ind)),
    }],
    oevrige: &[],
};
