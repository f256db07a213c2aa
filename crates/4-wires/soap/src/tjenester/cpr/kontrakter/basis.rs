//! CPRBasicInformation v1: what SF1520 came after (contracts 11.3). Its four operations take the same request.
use crate::tjenester::cpr::basis::{liste, person};
use crate::tjenester::skema::cpr::PNR_2012;
use crate::tjenester::skema::grundtyper::{elementer, lokale};
use crate::tjenester::skema::serviceplatform::invocation::INVOCATION_CONTEXT;
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    BOOLSK, DATO, Element, Facetter, INT, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum = Navnerum {
    uri: "http://serviceplatformen.dk/xml/wsdl/soap11/CPRBasicInformationService/1/",
    praefiks: "b",
    fil: "CPRBasicInformationServiceMsg.xsd",
};

elementer! { NS:
    REQUEST = "callCPRBasicInformationRequest" K(&REQUEST_TYPE);
    EXTENDED_REQUEST = "callCPRBasicInformationExtendedRequest" K(&REQUEST_TYPE);
    LIST_REQUEST = "callCPRBasicInformationListRequest" K(&REQUEST_TYPE);
    EXTENDED_LIST_REQUEST = "callCPRBasicInformationExtendedListRequest" K(&REQUEST_TYPE);
    RESPONSE = "callCPRBasicInformationResponse" K(&RESPONSE_TYPE);
    EXTENDED_RESPONSE = "callCPRBasicInformationExtendedResponse" K(&EXTENDED_RESPONSE_TYPE);
    LIST_RESPONSE = "callCPRBasicInformationListResponse" K(&LIST_RESPONSE_TYPE);
    EXTENDED_LIST_RESPONSE = "callCPRBasicInformationExtendedListResponse" K(&EXTENDED_LIST_RESPONSE_TYPE);
}

static REQUEST_TYPE: Kompleks = Kompleks::ny(&NS, "CPRBasicInformationRequestType", Sekvens(&[en(&INVOCATION_CONTEXT), en(&PNR_2012)]));

static RESPONSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "CPRBasicInformationResponseType",
    Sekvens(lokale! { NS:
        en "pnr" S(&TEKST);
        mulig "gaeldendePersonnummer" S(&TEKST);
        en "koen" S(&KOEN);
        mulig "foedselsdato" S(&DATO);
        en "foedselsdatoUsikkerhedsmarkering" S(&BOOLSK);
        mulig "status" S(&STATUS);
        mulig "statusdato" S(&DATO);
        mulig "civilstand" S(&CIVILSTAND);
        en "navneOgAdressebeskyttelse" S(&BOOLSK);
        mulig "adresseringsnavn" S(&TEKST);
        mulig "conavn" S(&TEKST);
        mulig "standardadresse" S(&TEKST);
        mulig "postnummer" S(&INT);
        mulig "postdistrikt" S(&TEKST);
        mulig "bynavn" S(&TEKST);
        mulig "vejadresseringsnavn" S(&TEKST);
        mulig "husnummer" S(&TEKST);
        mulig "lokalitet" S(&TEKST);
        mulig "bygningsnummer" S(&TEKST);
        mulig "etage" S(&TEKST);
        mulig "sidedoer" S(&TEKST);
        mulig "kommunekode" S(&INT);
        mulig "vejkode" S(&INT);
        mulig "tilflytningsdato" S(&DATO);
        mulig "landekode" S(&INT);
        mulig "indrejseLandekode" S(&INT);
        mulig "udrejseLandekode" S(&INT);
        mulig "udlandsadresse1" S(&TEKST);
        mulig "udlandsadresse2" S(&TEKST);
        mulig "udlandsadresse3" S(&TEKST);
        mulig "udlandsadresse4" S(&TEKST);
        mulig "udlandsadresse5" S(&TEKST);
    }),
);
static EXTENDED_RESPONSE_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "CPRBasicInformationExtendedResponseType",
    &RESPONSE_TYPE,
    Sekvens(lokale! { NS:
        mulig "fornavn" S(&TEKST);
        mulig "mellemnavn" S(&TEKST);
        mulig "efternavn" S(&TEKST);
    }),
);
static LIST_RESPONSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "CPRBasicInformationResponseListType",
    Sekvens(lokale! { NS:
        fler "CPRBasicInformationResponse" K(&RESPONSE_TYPE);
    }),
);
static EXTENDED_LIST_RESPONSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "CPRBasicInformationExtendedResponseListType",
    Sekvens(lokale! { NS:
        fler "CPRBasicInformationExtendedResponse" K(&EXTENDED_RESPONSE_TYPE);
    }),
);

static KOEN: Simpel = Simpel::navngivet(&NS, "koenType", TEKST.base, Facetter::koder(&["K", "M"]));
static STATUS: Simpel =
    Simpel::navngivet(&NS, "statusType", INT.base, Facetter::koder(&["1", "3", "5", "7", "20", "30", "50", "60", "70", "80", "90"]));
static CIVILSTAND: Simpel = Simpel::navngivet(&NS, "civstType", TEKST.base, Facetter::koder(&["U", "G", "F", "E", "P", "O", "L", "D"]));

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/cprbasicinformation/1",
    bagved: Bagved { adgang: &serviceplatform::tjenester::cpr::BASIS_ADGANG, objekttyper: &[], afvis: None },
    platform: Platform::AeldreServiceplatform,
    stier: &["/service/CPRBasicInformation/CPRBasicInformation/1"],
    definition: "CPRBasicInformationService",
    tns: NS.uri,
    tjeneste: "CPRBasicInformationService",
    port: "CPRBasicInformationServicePort",
    binding: "CPRBasicInformationWebServiceBinding",
    porttype: "CPRBasicInformationWebServicePortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[
        Operation {
            navn: "callCPRBasicInformationService",
            action: "",
            ind: &REQUEST,
            ud: &RESPONSE,
            ind_besked: ("callCPRBasicInformationServiceRequest", "request"),
            ud_besked: ("callCPRBasicInformationServiceResponse", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(person(kald, ind)),
        },
        Operation {
            navn: "callCPRBasicInformationServiceExtended",
            action: "",
            ind: &EXTENDED_REQUEST,
            ud: &EXTENDED_RESPONSE,
            ind_besked: ("callCPRBasicInformationServiceExtendedRequest", "request"),
            ud_besked: ("callCPRBasicInformationServiceExtendedResponse", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(person(kald, ind)),
        },
        Operation {
            navn: "callCPRBasicInformationServiceList",
            action: "",
            ind: &LIST_REQUEST,
            ud: &LIST_RESPONSE,
            ind_besked: ("callCPRBasicInformationServiceListRequest", "request"),
            ud_besked: ("callCPRBasicInformationServiceListResponse", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(liste(kald, ind)),
        },
        Operation {
            navn: "callCPRBasicInformationServiceExtendedList",
            action: "",
            ind: &EXTENDED_LIST_REQUEST,
            ud: &EXTENDED_LIST_RESPONSE,
            ind_besked: ("callCPRBasicInformationServiceExtendedListRequest", "request"),
            ud_besked: ("callCPRBasicInformationServiceExtendedListResponse", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(liste(kald, ind)),
        },
    ],
    oevrige: &[],
};
