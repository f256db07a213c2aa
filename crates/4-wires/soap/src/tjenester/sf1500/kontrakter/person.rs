//! SF1500 v6, Person: a person behind a user. Its NavnTekst is its own (at most 100 characters), not that of companies and authorities (200).
use super::faelles;
use super::sts;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, Type::Simpel as S, en, fler, mindst_en, mulig};

static NAVN_TEKST: Element = Element::ny(&NS, "NavnTekst", S(&sts::SHORT_NAVN_TEKST));

objekttjeneste! {
    objekt: "Person", ns: "http://stoettesystemerne.dk/organisation/person/6/", praefiks: "person",
    sagdok: sd, grundtype: &faelles::PART_TYPE,
    egenskab: [mulig(&sts::CPR_NUMMER_TEKST).som("cprnummer"), mulig(&NAVN_TEKST).som("navn")],
    tilstand: [],
    relation: [],
    lister: [],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/person/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::PERSON, stier: ["/organisation/person/6", "/sts-soap-organisation/v6_0_0_0/person"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "PersonService", action: "http://kombit.dk/sts/organisation/person/", listebesked: "Liste"
}
