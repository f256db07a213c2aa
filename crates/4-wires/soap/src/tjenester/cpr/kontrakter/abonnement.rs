//! CprSubscriptionService v1 (SF6002, contracts 11.3): what a system wants to hear of. The published schema limits numbers by `maxLength`, which is no legal
//! facet of them; ours says the same as a range.
use crate::tjenester::cpr::abonnement::{alle, fjern, fjern_alle, tilfoej};
use crate::tjenester::skema::cpr::PNR_2012;
use crate::tjenester::skema::grundtyper::{elementer, lokale};
use crate::tjenester::skema::serviceplatform::invocation::INVOCATION_CONTEXT;
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    Element, Facetter, IKKE_NEGATIV, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

static NS: Navnerum = Navnerum {
    uri: "http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/",
    praefiks: "a",
    fil: "CprSubscriptionServiceMsg.xsd",
};

static ALDER: Simpel = Simpel { navn: None, base: IKKE_NEGATIV.base, facetter: Facetter::omraade(0, 999) };
static KOMMUNE: Simpel = Simpel { navn: None, base: IKKE_NEGATIV.base, facetter: Facetter::omraade(0, 9999) };
static KODE: Simpel = Simpel::tekst(Facetter::maks(3));
static GRUPPE: Simpel =
    Simpel::navngivet(&NS, "FilterGroup", TEKST.base, Facetter::koder(&["PNR", "AgeRange", "MunicipalityCode", "EventChangeCode"]));

elementer! { NS:
    START_AGE = "StartAge" S(&ALDER);
    END_AGE = "EndAge" S(&ALDER);
    AGE_RANGE = "AgeRange" K(&AGE_RANGE_TYPE);
    MUNICIPALITY_CODE = "MunicipalityCode" S(&KOMMUNE);
    CHANGE_CODE = "ChangeCode" S(&KODE);
    FILTER_GROUP = "FilterGroup" S(&GRUPPE);
}
static AGE_RANGE_TYPE: Kompleks = Kompleks::ny(&NS, "AgeRange", Sekvens(&[en(&START_AGE), en(&END_AGE)]));

/// Request and answer of an operation that answers with one word.
macro_rules! operation {
    ($($ind:ident $ind_type:ident $ud:ident $ud_type:ident $navn:literal $type_navn:literal $svar:literal $svar_type:literal [$($del:expr),*];)*) => {
        elementer! { NS: $($ind = $navn K(&$ind_type); $ud = $svar K(&$ud_type);)* }
        $(
            static $ind_type: Kompleks = Kompleks::ny(&NS, $type_navn, Sekvens(&[en(&INVOCATION_CONTEXT), $($del),*]));
            static $ud_type: Kompleks = Kompleks::ny(&NS, $svar_type, Sekvens(lokale! { NS: en "Result" S(&TEKST); }));
        )*
    };
}

operation! {
    ADD_PNR ADD_PNR_TYPE ADD_PNR_UD ADD_PNR_UD_TYPE
        "AddPNRSubscription" "AddPNRSubscriptionType" "AddPNRSubscriptionResponse" "AddPNRSubscriptionResponseType" [en(&PNR_2012)];
    REMOVE_PNR REMOVE_PNR_TYPE REMOVE_PNR_UD REMOVE_PNR_UD_TYPE
        "RemovePNRSubscription" "RemovePNRSubscriptionType" "RemovePNRSubscriptionResponse" "RemovePNRSubscriptionResponseType"
        [en(&PNR_2012)];
    ADD_AGE ADD_AGE_TYPE ADD_AGE_UD ADD_AGE_UD_TYPE
        "AddAgeRangeSubscription" "AddAgeRangeSubscriptionType" "AddAgeRangeSubscriptionResponse" "AddAgeRangeSubscriptionResponseType"
        [en(&AGE_RANGE)];
    REMOVE_AGE REMOVE_AGE_TYPE REMOVE_AGE_UD REMOVE_AGE_UD_TYPE
        "RemoveAgeRangeSubscription" "RemoveAgeRangeSubscriptionType" "RemoveAgeRangeSubscriptionResponse"
        "RemoveAgeRangeSubscriptionResponseType" [en(&AGE_RANGE)];
    ADD_MUNICIPALITY ADD_MUNICIPALITY_TYPE ADD_MUNICIPALITY_UD ADD_MUNICIPALITY_UD_TYPE
        "AddMunicipalityCodeSubscription" "AddMunicipalityCodeSubscriptionType" "AddMunicipalityCodeSubscriptionResponse"
        "AddMunicipalityCodeSubscriptionResponseType" [en(&MUNICIPALITY_CODE)];
    REMOVE_MUNICIPALITY REMOVE_MUNICIPALITY_TYPE REMOVE_MUNICIPALITY_UD REMOVE_MUNICIPALITY_UD_TYPE
        "RemoveMunicipalityCodeSubscription" "RemoveMunicipalityCodeSubscriptionType" "RemoveMunicipalityCodeSubscriptionResponse"
        "RemoveMunicipalityCodeSubscriptionResponseType" [en(&MUNICIPALITY_CODE)];
    ADD_CHANGE ADD_CHANGE_TYPE ADD_CHANGE_UD ADD_CHANGE_UD_TYPE
        "AddChangeCodeSubscription" "AddChangeCodeSubscriptionType" "AddChangeCodeSubscriptionResponse"
        "AddChangeCodeSubscriptionResponseType" [en(&CHANGE_CODE)];
    REMOVE_CHANGE REMOVE_CHANGE_TYPE REMOVE_CHANGE_UD REMOVE_CHANGE_UD_TYPE
        "RemoveChangeCodeSubscription" "RemoveChangeCodeSubscriptionType" "RemoveChangeCodeSubscriptionResponse"
        "RemoveChangeCodeSubscriptionResponseType" [en(&CHANGE_CODE)];
    REMOVE_ALL REMOVE_ALL_TYPE REMOVE_ALL_UD REMOVE_ALL_UD_TYPE
        "RemoveAll" "RemoveAllType" "RemoveAllResponse" "RemoveAllResponseType" [en(&FILTER_GROUP)];
    REMOVE_FILTERED REMOVE_FILTERED_TYPE REMOVE_FILTERED_UD REMOVE_FILTERED_UD_TYPE
        "RemoveFilteredSubscription" "RemoveFilteredSubscriptionType" "RemoveFilteredSubscriptionResponse"
        "RemoveFilteredSubscriptionResponseType" [];
}

elementer! { NS:
    GET_ALL = "GetAllFilters" K(&GET_ALL_TYPE);
    GET_ALL_UD = "GetAllFiltersResponse" K(&GET_ALL_UD_TYPE);
}
static GET_ALL_TYPE: Kompleks = Kompleks::ny(&NS, "GetAllFiltersType", Sekvens(&[en(&INVOCATION_CONTEXT)]));
static GET_ALL_UD_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "GetAllFiltersResponseType",
    Sekvens(&[fler(&AGE_RANGE), fler(&CHANGE_CODE), fler(&MUNICIPALITY_CODE), fler(&PNR_2012)]),
);

/// A row of the WSDL: message, operation and request have one name, those of the answer another.
macro_rules! raekke {
    ($navn:literal, $svar:literal, $ind:ident, $ud:ident, $udfoer:ident) => {
        Operation {
            navn: $navn,
            action: "",
            ind: &$ind,
            ud: &$ud,
            ind_besked: ($navn, "p1"),
            ud_besked: ($svar, "r1"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin($udfoer(kald, ind)),
        }
    };
}

/// The contract. Clients use the first address, the WSDL says the second.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/cprsubscription/1",
    bagved: Bagved { adgang: &serviceplatform::tjenester::cpr::ABONNEMENT_ADGANG, objekttyper: &[], afvis: None },
    platform: Platform::AeldreServiceplatform,
    stier: &["/service/CPRSubscription/CPRSubscription/1", "/service/CprSubscription/CprSubscription/1"],
    definition: "CprSubscriptionService",
    tns: NS.uri,
    tjeneste: "CprSubscriptionWebService",
    port: "CprSubscriptionWebServicePort",
    binding: "CprSubscriptionWebServiceBinding",
    porttype: "CprSubscriptionWebServicePortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[
        raekke!("AddPNRSubscription", "AddPNRSubscriptionResponse", ADD_PNR, ADD_PNR_UD, tilfoej),
        raekke!("RemovePNRSubscription", "RemovePNRSubscriptionResponse", REMOVE_PNR, REMOVE_PNR_UD, fjern),
        raekke!("AddAgeRangeSubscription", "AddAgeRangeSubscriptionResponse", ADD_AGE, ADD_AGE_UD, tilfoej),
        raekke!("RemoveAgeRangeSubscription", "RemoveAgeRangeSubscriptionResponse", REMOVE_AGE, REMOVE_AGE_UD, fjern),
        raekke!(
            "AddMunicipalityCodeSubscription",
            "AddMunicipalityCodeSubscriptionResponse",
            ADD_MUNICIPALITY,
            ADD_MUNICIPALITY_UD,
            tilfoej
        ),
        raekke!(
            "RemoveMunicipalityCodeSubscription",
            "RemoveMunicipalityCodeSubscriptionResponse",
            REMOVE_MUNICIPALITY,
            REMOVE_MUNICIPALITY_UD,
            fjern
        ),
        raekke!("AddChangeCodeSubscription", "AddChangeCodeSubscriptionResponse", ADD_CHANGE, ADD_CHANGE_UD, tilfoej),
        raekke!("RemoveChangeCodeSubscription", "RemoveChangeCodeSubscriptionResponse", REMOVE_CHANGE, REMOVE_CHANGE_UD, fjern),
        raekke!("RemoveAll", "RemoveAllResponse", REMOVE_ALL, REMOVE_ALL_UD, fjern_alle),
        raekke!("GetAllFilters", "GetAllFiltersResponse", GET_ALL, GET_ALL_UD, alle),
    ],
    oevrige: &[&REMOVE_FILTERED, &REMOVE_FILTERED_UD],
};
