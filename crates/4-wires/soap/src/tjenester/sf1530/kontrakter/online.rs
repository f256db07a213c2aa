//! CVR Online v2 (SF1530, contracts 11.2): each message wraps the element of the same name of the register's own namespace. No AuthorityContext and no fault are
//! published: a client certificate with several authorities says by its agreement (InvocationContext) which.
use super::enheder as cvr;
use super::oio;
use crate::tjenester::sf1530::{opslag, soegning};
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::serviceplatform::{call::CALL_CONTEXT, invocation::INVOCATION_CONTEXT};
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    Attribut, BOOLSK, DATO, Element, Facetter, IKKE_NEGATIV, Kompleks, Navnerum, POSITIV, Simpel, TEKST, Type::Kompleks as K,
    Type::Simpel as S, en, fler, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The messages of the service.
static X2: Navnerum = Navnerum { uri: "http://rep.oio.dk/eogs/xml/2/", praefiks: "x2", fil: "OnlineServiceMsg.xsd" };
/// What they wrap.
static W: Navnerum = Navnerum { uri: "http://rep.oio.dk/eogs/xml.wsdl/", praefiks: "w", fil: "CvrServiceSourceSystem_schema.xsd" };

/// The message and its type for each direction of an operation.
macro_rules! beskeder {
    ($($req:ident $req_t:ident $res:ident $res_t:ident $navn:literal $ind:ident $ud:ident;)*) => { $(
        static $req: Element = Element::ny(&X2, concat!($navn, "Request"), K(&$req_t));
        static $req_t: Kompleks = Kompleks::ny(
            &X2,
            concat!($navn, "RequestType"),
            Sekvens(&[mulig(&CALL_CONTEXT), mulig(&INVOCATION_CONTEXT), en(&$ind)]),
        );
        static $res: Element = Element::ny(&X2, concat!($navn, "Response"), K(&$res_t));
        static $res_t: Kompleks = Kompleks::ny(&X2, concat!($navn, "ResponseType"), Sekvens(&[en(&$ud)]));
    )* };
}
beskeder! {
    X_GET_LEGAL X_GET_LEGAL_T X_GET_LEGAL_R X_GET_LEGAL_RT "GetLegalUnit" GET_LEGAL GET_LEGAL_R;
    X_SEARCH_LEGAL X_SEARCH_LEGAL_T X_SEARCH_LEGAL_R X_SEARCH_LEGAL_RT "SearchLegalUnit" SEARCH_LEGAL SEARCH_LEGAL_R;
    X_GET_PRODUCTION X_GET_PRODUCTION_T X_GET_PRODUCTION_R X_GET_PRODUCTION_RT "GetProductionUnit" GET_PRODUCTION GET_PRODUCTION_R;
    X_SEARCH_PRODUCTION X_SEARCH_PRODUCTION_T X_SEARCH_PRODUCTION_R X_SEARCH_PRODUCTION_RT "SearchProductionUnit" SEARCH_PRODUCTION SEARCH_PRODUCTION_R;
    X_RELATED X_RELATED_T X_RELATED_R X_RELATED_RT "GetRelatedProductionUnitNameAndAddress" RELATED RELATED_R;
}

elementer! { W:
    GET_LEGAL = "GetLegalUnitRequest" K(&GET_LEGAL_TYPE);
    GET_LEGAL_R = "GetLegalUnitResponse" K(&Kompleks::lokal(Sekvens(&[mulig(&cvr::LEGAL_UNIT)])));
    SEARCH_LEGAL = "SearchLegalUnitRequest" K(&SEARCH_LEGAL_TYPE);
    SEARCH_LEGAL_R = "SearchLegalUnitResponse" K(&Kompleks::lokal(Sekvens(&[mulig(&LEGAL_COLLECTION).lokal()])).med_attributter(FLERE));
    GET_PRODUCTION = "GetProductionUnitRequest" K(&GET_PRODUCTION_TYPE);
    GET_PRODUCTION_R = "GetProductionUnitResponse" K(&Kompleks::lokal(Sekvens(&[mulig(&cvr::PRODUCTION_UNIT)])));
    SEARCH_PRODUCTION = "SearchProductionUnitRequest" K(&SEARCH_PRODUCTION_TYPE);
    SEARCH_PRODUCTION_R = "SearchProductionUnitResponse" K(&Kompleks::lokal(Sekvens(&[mulig(&PRODUCTION_COLLECTION).lokal()])).med_attributter(FLERE));
    RELATED = "GetRelatedProductionUnitNameAndAddressRequest" K(&RELATED_TYPE);
    RELATED_R = "GetRelatedProductionUnitNameAndAddressResponse" K(&Kompleks::lokal(Sekvens(&[mulig(&NAME_AND_ADDRESS_COLLECTION).lokal()])));
    LEGAL_COLLECTION = "LegalUnitIdentifierCollection" K(&LEGAL_COLLECTION_TYPE);
    PRODUCTION_COLLECTION = "ProductionUnitIdentifierCollection" K(&PRODUCTION_COLLECTION_TYPE);
    NAME_AND_ADDRESS_COLLECTION = "ProductionUnitNameAndAddressCollection" K(&NAME_AND_ADDRESS_COLLECTION_TYPE);
    NAME_AND_ADDRESS = "ProductionUnitNameAndAddress" K(&NAME_AND_ADDRESS_TYPE);
    ADDRESS_LOCATION = "AddressLocation" K(&cvr::ADDRESS_LOCATION_TYPE);
    SEARCH_NAME = "SearchName" S(&SEARCH_NAME_TYPE);
    SEARCH_ADDRESS = "SearchAddress" K(&SEARCH_ADDRESS_TYPE);
    SEARCH_CONTACT_INFORMATION = "SearchContactInformation" K(&SEARCH_CONTACT_INFORMATION_TYPE);
    SEARCH_LIFECYCLE_START_DATE_INTERVAL = "SearchLifecycleStartDateInterval" K(&SEARCH_LIFECYCLE_START_DATE_INTERVAL_TYPE);
    SEARCH_LIFECYCLE_STATUS = "SearchLifecycleStatus" S(&SEARCH_LIFECYCLE_STATUS_TYPE);
    SEARCH_NUMBER_OF_PRODUCTION_UNIT_INTERVAL = "SearchNumberOfProductionUnitInterval" K(&SEARCH_NUMBER_OF_PRODUCTION_UNIT_INTERVAL_TYPE);
    TERM = "term" S(&SEARCH_TERM_TYPE);
    START_DATE = "StartDate" S(&START_DATE_TYPE);
    END_DATE = "EndDate" S(&START_DATE_TYPE);
    START_NUMBER = "StartNumber" S(&SEARCH_NUMBER_TYPE);
    END_NUMBER = "EndNumber" S(&SEARCH_NUMBER_TYPE);
}

static LEVEL_TYPE: Simpel = Simpel::navngivet(&W, "LevelType", POSITIV.base, Facetter::INGEN);
static MAXIMUM_TYPE: Simpel = Simpel::navngivet(&W, "MaximumNumberOfResultsType", POSITIV.base, Facetter::INGEN);
static MORE_TYPE: Simpel = Simpel::navngivet(&W, "MoreResultsExistIndicatorType", BOOLSK.base, Facetter::INGEN);
static SEARCH_LIFECYCLE_STATUS_TYPE: Simpel =
    Simpel::navngivet(&W, "SearchLifecycleStatusType", TEKST.base, Facetter::koder(&["active", "all"]));
static SEARCH_NAME_TYPE: Simpel = Simpel::navngivet(&W, "SearchNameType", TEKST.base, Facetter::INGEN);
static SEARCH_NUMBER_TYPE: Simpel = Simpel::navngivet(&W, "SearchNumberType", IKKE_NEGATIV.base, Facetter::INGEN);
static SEARCH_TERM_TYPE: Simpel = Simpel::navngivet(&W, "SearchTermType", TEKST.base, Facetter::INGEN);
static START_DATE_TYPE: Simpel = Simpel::navngivet(&W, "StartDateType", DATO.base, Facetter::INGEN);

const LEVEL: &[Attribut] = &[Attribut::kraevet("level", &LEVEL_TYPE)];
const MAXIMUM: &[Attribut] = &[Attribut::mulig("maximumNumberOfResultsType", &MAXIMUM_TYPE)];
const FLERE: &[Attribut] = &[Attribut::kraevet("moreResultsExistIndicator", &MORE_TYPE)];

static REQUEST_BASE_TYPE: Kompleks = Kompleks::ny(&W, "RequestBaseType", Tom);

macro_rules! anmodninger {
    ($($konst:ident $navn:literal [$($p:expr),*] $attributter:expr;)*) => {
        $(static $konst: Kompleks = Kompleks::udvidelse(&W, $navn, &REQUEST_BASE_TYPE, Sekvens(&[$($p),*])).med_attributter($attributter);)*
    };
}
anmodninger! {
    GET_LEGAL_TYPE "GetLegalUnitRequestType" [en(&cvr::LEGAL_UNIT_IDENTIFIER)] LEVEL;
    GET_PRODUCTION_TYPE "GetProductionUnitRequestType" [en(&cvr::PRODUCTION_UNIT_IDENTIFIER)] LEVEL;
    RELATED_TYPE "GetRelatedProductionUnitNameAndAddressRequestType" [en(&cvr::LEGAL_UNIT_IDENTIFIER)] &[];
    SEARCH_LEGAL_TYPE "SearchLegalUnitRequestType" [
        mulig(&SEARCH_NAME), mulig(&SEARCH_ADDRESS), mulig(&SEARCH_CONTACT_INFORMATION), mulig(&cvr::ACTIVITY_CODE), mulig(&cvr::BUSINESS_FORMAT_CODE),
        mulig(&SEARCH_LIFECYCLE_START_DATE_INTERVAL), mulig(&SEARCH_LIFECYCLE_STATUS), mulig(&cvr::CREDITOR_STATUS_CODE),
        mulig(&cvr::EMPLOYMENT_INTERVAL_CODE), mulig(&SEARCH_NUMBER_OF_PRODUCTION_UNIT_INTERVAL), mulig(&oio::PERSON_CIVILREGISTRATION_IDENTIFIER),
        mulig(&cvr::ADVERTISING_PROTECTION_INDICATOR)] MAXIMUM;
    SEARCH_PRODUCTION_TYPE "SearchProductionUnitRequestType" [
        mulig(&SEARCH_NAME), mulig(&SEARCH_ADDRESS), mulig(&SEARCH_CONTACT_INFORMATION), mulig(&cvr::ACTIVITY_CODE),
        mulig(&SEARCH_LIFECYCLE_START_DATE_INTERVAL), mulig(&SEARCH_LIFECYCLE_STATUS), mulig(&cvr::EMPLOYMENT_INTERVAL_CODE),
        mulig(&cvr::LEGAL_UNIT_IDENTIFIER), mulig(&cvr::ADVERTISING_PROTECTION_INDICATOR)] MAXIMUM;
}
static LEGAL_COLLECTION_TYPE: Kompleks =
    Kompleks::ny(&W, "LegalUnitIdentifierCollectionType", Sekvens(&[fler(&cvr::LEGAL_UNIT_IDENTIFIER)]));
static PRODUCTION_COLLECTION_TYPE: Kompleks =
    Kompleks::ny(&W, "ProductionUnitIdentifierCollectionType", Sekvens(&[fler(&cvr::PRODUCTION_UNIT_IDENTIFIER)]));
static NAME_AND_ADDRESS_COLLECTION_TYPE: Kompleks =
    Kompleks::ny(&W, "ProductionUnitNameAndAddressCollectionType", Sekvens(&[fler(&NAME_AND_ADDRESS)]));
static NAME_AND_ADDRESS_TYPE: Kompleks = Kompleks::ny(
    &W,
    "ProductionUnitNameAndAddressType",
    Sekvens(&[
        en(&cvr::PRODUCTION_UNIT_IDENTIFIER),
        en(&cvr::PRODUCTION_UNIT_NAME),
        en(&ADDRESS_LOCATION).lokal(),
        en(&cvr::ADVERTISING_PROTECTION_INDICATOR),
    ]),
);
static SEARCH_ADDRESS_TYPE: Kompleks = Kompleks::ny(
    &W,
    "SearchAddressType",
    Sekvens(&[
        mulig(&oio::STREET_NAME),
        mulig(&oio::STREET_BUILDING_IDENTIFIER),
        mulig(&oio::CARE_OF_NAME),
        mulig(&oio::POST_CODE_IDENTIFIER),
        mulig(&oio::MUNICIPALITY_CODE),
        mulig(&oio::REGION_CODE),
    ]),
);
static SEARCH_CONTACT_INFORMATION_TYPE: Kompleks = Kompleks::ny(&W, "SearchContactInformationType", Sekvens(&[en(&TERM).lokal()]));
static SEARCH_LIFECYCLE_START_DATE_INTERVAL_TYPE: Kompleks =
    Kompleks::ny(&W, "SearchLifecycleStartDateIntervalType", Sekvens(&[mulig(&START_DATE).lokal(), mulig(&END_DATE).lokal()]));
static SEARCH_NUMBER_OF_PRODUCTION_UNIT_INTERVAL_TYPE: Kompleks =
    Kompleks::ny(&W, "SearchNumberOfProductionUnitIntervalType", Sekvens(&[mulig(&START_NUMBER).lokal(), mulig(&END_NUMBER).lokal()]));

/// An operation: its name twice, and what carries it out.
macro_rules! operation {
    ($navn:literal $ind:ident $ud:ident $udfoer:path) => {
        Operation {
            navn: $navn,
            action: concat!("http://rep.oio.dk/eogs/xml.wsdl/2/", $navn),
            ind: &$ind,
            ud: &$ud,
            ind_besked: (concat!($navn, "Request"), "request"),
            ud_besked: (concat!($navn, "Response"), "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin($udfoer(kald, ind)),
        }
    };
}

/// The contract. The name of the service is that of one of its operations, and the definitions have none: published so.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/cvr/online/2",
    bagved: Bagved { adgang: &serviceplatform::tjenester::cvr::ONLINE_ADGANG, objekttyper: &[], afvis: None },
    platform: Platform::Serviceplatform,
    stier: &["/service/CVR/Online/2"],
    definition: "",
    tns: "http://rep.oio.dk/eogs/xml.wsdl/2/",
    tjeneste: "RelatedProductionUnitNameAndAddressGet",
    port: "CvrService",
    binding: "CvrBinding",
    porttype: "CvrPortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[
        operation!("getLegalUnit" X_GET_LEGAL X_GET_LEGAL_R opslag::enhed),
        operation!("searchLegalUnit" X_SEARCH_LEGAL X_SEARCH_LEGAL_R soegning::enheder),
        operation!("getProductionUnit" X_GET_PRODUCTION X_GET_PRODUCTION_R opslag::produktionsenhed),
        operation!("searchProductionUnit" X_SEARCH_PRODUCTION X_SEARCH_PRODUCTION_R soegning::produktionsenheder),
        operation!("getRelatedProductionUnitNameAndAddress" X_RELATED X_RELATED_R opslag::tilknyttede),
    ],
    oevrige: &[],
};
