//! The three contexts of a body, each with a namespace of its own and its parts in any order (contracts 1.3).
use crate::tjenester::skema::grundtyper::{UUID_LILLE, elementer};
use kontrakt::skema::Indholdsmodel::{Alle, Sekvens};
use kontrakt::skema::{
    Base, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, mindst_en, mulig,
};
use kontrakt::vaerdi::{Form, Moenster};

/// The detail of a fault.
pub(crate) mod fault {
    use super::*;

    static NS: Navnerum = Navnerum {
        uri: "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/",
        praefiks: "spf",
        fil: "ServiceplatformFault_1.xsd",
    };
    elementer! { NS:
        SERVICEPLATFORM_FAULT = "ServiceplatformFault" K(&FAULT_TYPE);
        ERROR_LIST = "ErrorList" K(&ERROR_LIST_TYPE);
        ERROR = "Error" K(&ERROR_TYPE);
        ERROR_CODE = "ErrorCode" S(&TEKST);
        ERROR_TEXT = "ErrorText" S(&TEKST);
    }
    static FAULT_TYPE: Kompleks = Kompleks::ny(&NS, "ServiceplatformFaultType", Sekvens(&[mulig(&ERROR_LIST).lokal()]));
    static ERROR_LIST_TYPE: Kompleks = Kompleks::ny(&NS, "ErrorListType", Sekvens(&[mindst_en(&ERROR).lokal()]));
    static ERROR_TYPE: Kompleks = Kompleks::ny(&NS, "ErrorType", Sekvens(&[en(&ERROR_CODE).lokal(), en(&ERROR_TEXT).lokal()]));
}

/// CallContext: the caller's own words.
pub(crate) mod call {
    use super::*;

    static NS: Navnerum =
        Navnerum { uri: "http://serviceplatformen.dk/xml/schemas/CallContext/1/", praefiks: "callctx", fil: "CallContext_1.xsd" };
    elementer! { NS:
        CALL_CONTEXT = "CallContext" K(&CALL_CONTEXT_TYPE);
        ON_BEHALF_OF_USER = "OnBehalfOfUser" S(&ON_BEHALF_OF_USER_TYPE);
        CALLERS_SERVICE_CALL_IDENTIFIER = "CallersServiceCallIdentifier" S(&CALLERS_SERVICE_CALL_IDENTIFIER_TYPE);
        ACCOUNTING_INFO = "AccountingInfo" S(&ACCOUNTING_INFO_TYPE);
    }
    static CALL_CONTEXT_TYPE: Kompleks = Kompleks::ny(
        &NS,
        "CallContextType",
        Alle(&[mulig(&ON_BEHALF_OF_USER), mulig(&CALLERS_SERVICE_CALL_IDENTIFIER), mulig(&ACCOUNTING_INFO)]),
    );
    static ON_BEHALF_OF_USER_TYPE: Simpel = Simpel::navngivet(&NS, "OnBehalfOfUserType", TEKST.base, Facetter::maks(255));
    static CALLERS_SERVICE_CALL_IDENTIFIER_TYPE: Simpel =
        Simpel::navngivet(&NS, "CallersServiceCallIdentifierType", TEKST.base, Facetter::maks(255));
    static ACCOUNTING_INFO_TYPE: Simpel = Simpel::navngivet(&NS, "AccountingInfoType", TEKST.base, Facetter::maks(255));
}

/// AuthorityContext: the authority, proven by the client certificate's agreements.
pub(crate) mod authority {
    use super::*;

    static NS: Navnerum =
        Navnerum { uri: "http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/", praefiks: "authctx", fil: "AuthorityContext_1.xsd" };
    elementer! { NS:
        AUTHORITY_CONTEXT = "AuthorityContext" K(&AUTHORITY_CONTEXT_TYPE);
        MUNICIPALITY_CVR = "MunicipalityCVR" S(&CVR_TYPE);
    }
    static AUTHORITY_CONTEXT_TYPE: Kompleks = Kompleks::ny(&NS, "AuthorityContextType", Alle(&[en(&MUNICIPALITY_CVR).lokal()]));
    const CVR_FORM: Moenster = Moenster { regulaert: "[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]", form: Form::Cifre(&[8]) };
    static CVR_TYPE: Simpel = Simpel::navngivet(&NS, "CVRNumber", TEKST.base, Facetter::moenster(CVR_FORM));
}

/// InvocationContext: the legacy form, by UUIDs of the agreement.
pub(crate) mod invocation {
    use super::*;

    static NS: Navnerum = Navnerum {
        uri: "http://serviceplatformen.dk/xml/schemas/InvocationContext/1/",
        praefiks: "invctx",
        fil: "InvocationContext_1.xsd",
    };
    elementer! { NS:
        INVOCATION_CONTEXT = "InvocationContext" K(&INVOCATION_CONTEXT_TYPE);
        SERVICE_AGREEMENT_UUID = "ServiceAgreementUUID" S(&SERVICE_AGREEMENT_UUID_TYPE);
        USER_SYSTEM_UUID = "UserSystemUUID" S(&USER_SYSTEM_UUID_TYPE);
        USER_UUID = "UserUUID" S(&USER_UUID_TYPE);
        ON_BEHALF_OF_USER = "OnBehalfOfUser" S(&ON_BEHALF_OF_USER_TYPE);
        SERVICE_UUID = "ServiceUUID" S(&SERVICE_UUID_TYPE);
        CALLERS_SERVICE_CALL_IDENTIFIER = "CallersServiceCallIdentifier" S(&CALLERS_SERVICE_CALL_IDENTIFIER_TYPE);
        ACCOUNTING_INFO = "AccountingInfo" S(&ACCOUNTING_INFO_TYPE);
    }
    static INVOCATION_CONTEXT_TYPE: Kompleks = Kompleks::ny(
        &NS,
        "InvocationContextType",
        Alle(&[
            en(&SERVICE_AGREEMENT_UUID),
            en(&USER_SYSTEM_UUID),
            en(&USER_UUID),
            mulig(&ON_BEHALF_OF_USER),
            en(&SERVICE_UUID),
            mulig(&CALLERS_SERVICE_CALL_IDENTIFIER),
            mulig(&ACCOUNTING_INFO),
        ]),
    );
    static UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UUIDtype", TEKST.base, Facetter::moenster(UUID_LILLE));
    // The published name is misspelt.
    static SERVICE_AGREEMENT_UUID_TYPE: Simpel =
        Simpel::navngivet(&NS, "ServiceAgreenentUUIDtype", Base::Afledt(&UUID_TYPE), Facetter::INGEN);
    static USER_SYSTEM_UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UserSystemUUIDtype", Base::Afledt(&UUID_TYPE), Facetter::INGEN);
    static USER_UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UserUUIDtype", Base::Afledt(&UUID_TYPE), Facetter::INGEN);
    static SERVICE_UUID_TYPE: Simpel = Simpel::navngivet(&NS, "ServiceUUIDtype", Base::Afledt(&UUID_TYPE), Facetter::INGEN);
    static ON_BEHALF_OF_USER_TYPE: Simpel = Simpel::navngivet(&NS, "OnBehalfOfUserType", TEKST.base, Facetter::maks(255));
    static CALLERS_SERVICE_CALL_IDENTIFIER_TYPE: Simpel =
        Simpel::navngivet(&NS, "CallersServiceCallIdentifierType", TEKST.base, Facetter::maks(255));
    static ACCOUNTING_INFO_TYPE: Simpel = Simpel::navngivet(&NS, "AccountingInfoType", TEKST.base, Facetter::maks(255));
}
