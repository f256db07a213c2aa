//! Namespace and the types that several parts of the answer share: dates with the mark of CPR that they are uncertain.
use crate::tjenester::skema::grundtyper::lokale;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{BOOLSK, DATO, DATO_TID, Kompleks, Navnerum, TEKST, Type::Simpel as S, en, mulig};

/// `…/PersonBaseDataExtended/5/`.
pub static NS: Navnerum = Navnerum {
    uri: "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/",
    praefiks: "p",
    fil: "PersonBaseDataExtendedServiceMsg.xsd",
};

/// A day.
pub static USIKKER_DATO: Kompleks = Kompleks::ny(
    &NS,
    "usikkerhedDatoType",
    Sekvens(lokale! { NS:
        en "dato" S(&DATO);
        mulig "usikkerhedsmarkering" S(&TEKST);
    }),
);

/// A time of day.
pub static USIKKER_TID: Kompleks = Kompleks::ny(
    &NS,
    "usikkerhedDatoTidType",
    Sekvens(lokale! { NS:
        en "dato" S(&DATO_TID);
        mulig "usikkerhedsmarkering" S(&TEKST);
    }),
);

/// A protection with its period.
pub static BESKYTTELSE: Kompleks = Kompleks::ny(
    &NS,
    "beskyttelseType",
    Sekvens(lokale! { NS:
        mulig "startdato" S(&DATO);
        mulig "slutdato" S(&DATO);
        mulig "beskyttet" S(&BOOLSK);
    }),
);
