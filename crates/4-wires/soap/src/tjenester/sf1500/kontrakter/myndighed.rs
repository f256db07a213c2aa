//! SF1500 v6, Myndighed: a public authority.
use super::faelles;
use super::sts;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

objekttjeneste! {
    objekt: "Myndighed", ns: "http://stoettesystemerne.dk/organisation/myndighed/6/", praefiks: "myndighed",
    sagdok: sd, grundtype: &faelles::PART_TYPE,
    egenskab: [
        mulig(&sts::CVR_NUMMER_TEKST).som("cvrnummer"),
        mulig(&sts::NAVN_TEKST).som("navn"),
        mulig(&sts::MYNDIGHEDS_KODE).som("myndighedskode"),
    ],
    tilstand: [],
    relation: [],
    lister: [],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/myndighed/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::MYNDIGHED, stier: ["/organisation/myndighed/6", "/sts-soap-organisation/v6_0_0_0/myndighed"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "MyndighedService", action: "http://kombit.dk/sts/organisation/myndighed/", listebesked: "Liste"
}
