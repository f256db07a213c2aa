//! `…/DistributionService/3/types` and the service itself.
use super::indhold::ANMODNING_TYPE;
use super::t2::{
    ANVENDER_REQUEST, ANVENDER_RESPONSE, CVR_TYPE, KONTEKST_TYPE, KVITTERING_TYPE, LISTE_REQUEST_TYPE, MODTAG_REQUEST, MODTAG_RESPONSE,
    ROUTING_LISTE_TYPE, ROUTING_SVARLISTE_TYPE, SYSTEMER_TYPE, TRANSPORTKVITTERING as TRANSPORTKVITTERING_2,
};
use crate::tjenester::sf2900::operationer;
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::serviceplatform::{authority::AUTHORITY_CONTEXT, call::CALL_CONTEXT};
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    Element, Facetter, Kompleks, Navnerum, Partikel, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum = Navnerum {
    uri: "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types",
    praefiks: "t3",
    fil: "DistributionServiceMsg.xsd",
};

elementer! { NS:
    AFSEND_REQUEST = "FordelingsobjektAfsendRequest" K(&AFSEND_REQUEST_TYPE);
    AFSEND_RESPONSE = "FordelingsobjektAfsendResponse" K(&AFSEND_RESPONSE_TYPE);
    KVITTERING_REQUEST = "FordelingskvitteringModtagRequest" K(&KVITTERING_REQUEST_TYPE);
    KVITTERING_RESPONSE = "FordelingskvitteringModtagResponse" K(&KVITTERING_RESPONSE_TYPE);
    LIST_REQUEST = "FordelingsmodtagerListRequest" K(&LIST_REQUEST_TYPE);
    LIST_RESPONSE = "FordelingsmodtagerListResponse" K(&LIST_RESPONSE_TYPE);
    VALIDER_REQUEST = "FordelingsmodtagerValiderRequest" K(&VALIDER_REQUEST_TYPE);
    VALIDER_RESPONSE = "FordelingsmodtagerValiderResponse" K(&VALIDER_RESPONSE_TYPE);
    TRANSPORTKVITTERING = "TransportKvittering" K(&TRANSPORTKVITTERING_TYPE);
    ANMODNING = "anmodning" K(&ANMODNING_TYPE);
    SVAR_KVITTERING = "ForretningsKvittering" K(&KVITTERING_TYPE);
    KVITTERING = "Forretningskvittering" K(&KVITTERING_TYPE);
    KONTEKST = "DistributionContext" K(&KONTEKST_TYPE);
    ROUTING = "Routing" K(&LISTE_REQUEST_TYPE);
    SYSTEMER = "Systemer" K(&SYSTEMER_TYPE);
    AFSENDENDE = "AfsendendeMyndighed" S(&CVR_TYPE);
    ROUTING_LISTE = "RoutingListe" K(&ROUTING_LISTE_TYPE);
    ROUTING_SVARLISTE = "RoutingListe" K(&ROUTING_SVARLISTE_TYPE);
    TRANSPORTKODE = "TransportValideringsKode" S(&TRANSPORTKODE_TYPE);
    BEGRUNDELSE = "Begrundelse" S(&TEKST);
    FEJLLISTE = "FejlListe" K(&FEJLLISTE_TYPE);
    FEJL = "Fejl" K(&FEJL_TYPE);
    FEJLKODE = "FejlKode" S(&TEKST);
    FEJLTEKST = "FejlTekst" S(&TEKST);
}

static TRANSPORTKODE_TYPE: Simpel =
    Simpel::navngivet(&NS, "TransportValideringsKodeType", TEKST.base, Facetter::koder(&["OK", "ADVARSEL", "FEJL"]));
static TRANSPORTKVITTERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "TransportkvitteringType",
    Sekvens(&[en(&TRANSPORTKODE).lokal(), mulig(&BEGRUNDELSE).lokal(), mulig(&FEJLLISTE).lokal()]),
);
static FEJLLISTE_TYPE: Kompleks = Kompleks::ny(&NS, "FejlListeType", Sekvens(&[fler(&FEJL).lokal()]));
static FEJL_TYPE: Kompleks = Kompleks::ny(&NS, "FejlType", Sekvens(&[en(&FEJLKODE).lokal(), en(&FEJLTEKST).lokal()]));

const CALL: Partikel = mulig(&CALL_CONTEXT);
const AUTHORITY: Partikel = mulig(&AUTHORITY_CONTEXT);

static AFSEND_REQUEST_TYPE: Kompleks =
    Kompleks::ny(&NS, "FordelingsobjektAfsendRequestType", Sekvens(&[CALL, AUTHORITY, en(&ANMODNING).lokal()]));
static AFSEND_RESPONSE_TYPE: Kompleks =
    Kompleks::ny(&NS, "FordelingsobjektAfsendResponseType", Sekvens(&[en(&SVAR_KVITTERING).lokal(), en(&KONTEKST).lokal()]));
static KVITTERING_REQUEST_TYPE: Kompleks =
    Kompleks::ny(&NS, "FordelingskvitteringModtagRequestType", Sekvens(&[CALL, AUTHORITY, en(&KVITTERING).lokal(), en(&KONTEKST).lokal()]));
static KVITTERING_RESPONSE_TYPE: Kompleks = Kompleks::ny(&NS, "FordelingskvitteringModtagResponseType", Tom);
static LIST_REQUEST_TYPE: Kompleks =
    Kompleks::ny(&NS, "FordelingsmodtagerListRequestType", Sekvens(&[CALL, AUTHORITY, en(&ROUTING).lokal()]));
static LIST_RESPONSE_TYPE: Kompleks = Kompleks::ny(&NS, "FordelingsmodtagerListResponseType", Sekvens(&[en(&SYSTEMER).lokal()]));
static VALIDER_REQUEST_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FordelingsmodtagerValiderRequestType",
    Sekvens(&[CALL, AUTHORITY, en(&AFSENDENDE).lokal(), en(&ROUTING_LISTE).lokal()]),
);
static VALIDER_RESPONSE_TYPE: Kompleks =
    Kompleks::ny(&NS, "FordelingsmodtagerValiderResponseType", Sekvens(&[en(&ROUTING_SVARLISTE).lokal()]));

/// SOAP actions: the port's namespace and the operation's name.
macro_rules! action {
    ($navn:literal) => {
        concat!("http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/port/", $navn)
    };
}

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/distribution/3",
    bagved: Bagved { adgang: &fordeling::tjenester::SF2900, objekttyper: fordeling::OBJEKTTYPER, afvis: None },
    platform: Platform::Serviceplatform,
    stier: &["/service/SP/Distribution/3"],
    definition: "DistributionService",
    tns: "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/port",
    tjeneste: "DistributionService",
    port: "DistributionServiceWebServicePort",
    binding: "DistributionServiceBinding",
    porttype: "DistributionWebServicePort",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[
        Operation {
            navn: "FordelingsobjektAfsend",
            action: action!("FordelingsobjektAfsend"),
            ind: &AFSEND_REQUEST,
            ud: &AFSEND_RESPONSE,
            ind_besked: ("FordelingsobjektAfsendRequest", "request"),
            ud_besked: ("FordelingsobjektAfsendResponse", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(operationer::afsend(kald, ind)),
        },
        Operation {
            navn: "FordelingskvitteringModtag",
            action: action!("FordelingskvitteringModtag"),
            ind: &KVITTERING_REQUEST,
            ud: &KVITTERING_RESPONSE,
            ind_besked: ("FordelingskvitteringModtagRequestType", "request"),
            ud_besked: ("FordelingskvitteringModtagResponseType", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(operationer::kvitter(kald, ind)),
        },
        Operation {
            navn: "FordelingsmodtagerList",
            action: action!("FordelingsmodtagerList"),
            ind: &LIST_REQUEST,
            ud: &LIST_RESPONSE,
            ind_besked: ("FordelingsmodtagerListRequestType", "request"),
            ud_besked: ("FordelingsmodtagerListResponseType", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(operationer::list(kald, ind)),
        },
        Operation {
            navn: "FordelingsmodtagerValider",
            action: action!("FordelingsmodtagerValider"),
            ind: &VALIDER_REQUEST,
            ud: &VALIDER_RESPONSE,
            ind_besked: ("FordelingsmodtagerValiderRequestType", "request"),
            ud_besked: ("FordelingsmodtagerValiderResponseType", "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin(operationer::valider(kald, ind)),
        },
    ],
    // The fault, and the messages of the parties' own services.
    oevrige: &[&TRANSPORTKVITTERING, &MODTAG_REQUEST, &MODTAG_RESPONSE, &ANVENDER_REQUEST, &ANVENDER_RESPONSE, &TRANSPORTKVITTERING_2],
};
