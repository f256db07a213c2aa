//! SF1500 v6, OrganisationFunktion: a function that ties users, units and it-systems together.
use super::faelles;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

objekttjeneste! {
    objekt: "OrganisationFunktion", ns: "http://stoettesystemerne.dk/organisation/organisationfunktion/6/", praefiks: "orgfunk",
    sagdok: sd, grundtype: &faelles::AKTOER_TYPE,
    egenskab: [mulig(&sd::FUNKTION_NAVN).som("funktionsnavn")],
    tilstand: [fler(&faelles::GYLDIGHED).som("gyldighed")],
    relation: [
        fler(&sd::ADRESSER).som("adresser"),
        mulig(&sd::FUNKTIONSTYPE).som("organisatoriskfunktionstype"),
        fler(&sd::TILKNYTTEDE_OPGAVER).som("opgaver"),
        fler(&sd::TILKNYTTEDE_BRUGERE).som("tilknyttedebrugere"),
        fler(&sd::TILKNYTTEDE_ENHEDER).som("tilknyttedeenheder"),
        fler(&sd::TILKNYTTEDE_INTERESSEFAELLESSKABER).som("tilknyttedeinteressefaellesskaber"),
        fler(&sd::TILKNYTTEDE_ORGANISATIONER).som("tilknyttedeorganisationer"),
        fler(&sd::TILKNYTTEDE_PERSONER).som("tilknyttedepersoner"),
        fler(&sd::TILKNYTTEDE_ITSYSTEMER).som("tilknyttedeitsystemer"),
    ],
    lister: [mulig(&sd::LOKAL_UDVIDELSE)],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/organisationfunktion/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::ORGANISATIONFUNKTION, stier: ["/organisation/organisationfunktion/6", "/sts-soap-organisation/v6_0_0_0/organisationfunktion"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "OrganisationFunktionService", action: "http://kombit.dk/sts/organisation/organisationfunktion/", listebesked: "Liste"
}
