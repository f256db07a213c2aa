//! SF1500 v6, Virksomhed: a company. The lists of opret are optional here.
use super::faelles;
use super::sts;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

objekttjeneste! {
    objekt: "Virksomhed", ns: "http://stoettesystemerne.dk/organisation/virksomhed/6/", praefiks: "virksomhed",
    sagdok: sd, grundtype: &faelles::PART_TYPE,
    egenskab: [
        mulig(&sts::CVR_NUMMER_TEKST).som("cvrnummer"),
        mulig(&sts::SE_NUMMER_TEKST).som("senummer"),
        mulig(&sts::P_NUMMER_TEKST).som("pnummer"),
        mulig(&sts::NAVN_TEKST).som("navn"),
    ],
    tilstand: [],
    relation: [],
    lister: [],
    opret_lister: mulig, list: BASIC_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/virksomhed/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::VIRKSOMHED, stier: ["/organisation/virksomhed/6", "/sts-soap-organisation/v6_0_0_0/virksomhed"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "VirksomhedService", action: "http://kombit.dk/sts/organisation/virksomhed/", listebesked: "Liste"
}
