//! Personnummer in Serviceplatformen's services. One namespace with two contents: the type is called PNRType today and PNRtype in the contracts of 2012.
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::{Element, Facetter, Navnerum, Simpel, TEKST, Type::Simpel as S};

const URI: &str = "http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/";

static NS: Navnerum = Navnerum { uri: URI, praefiks: "cpr", fil: "PNR_1.xsd" };
static NS_2012: Navnerum = Navnerum { uri: URI, praefiks: "cpr", fil: "PNR_20121119.xsd" };

elementer! { NS:
    PNR = "PNR" S(&PNR_TYPE);
}
elementer! { NS_2012:
    PNR_2012 = "PNR" S(&PNR_TYPE_2012);
}

/// A number as it comes: no pattern is published.
pub static PNR_TYPE: Simpel = Simpel::navngivet(&NS, "PNRType", TEKST.base, Facetter::maks(10));
static PNR_TYPE_2012: Simpel = Simpel::navngivet(&NS_2012, "PNRtype", TEKST.base, Facetter::maks(10));
