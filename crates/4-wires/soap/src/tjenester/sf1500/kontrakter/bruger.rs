//! SF1500 v6, Bruger: a user of it-systems.
use super::faelles;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

objekttjeneste! {
    objekt: "Bruger", ns: "http://stoettesystemerne.dk/organisation/bruger/6/", praefiks: "bruger",
    sagdok: sd, grundtype: &faelles::AKTOER_TYPE,
    egenskab: [mulig(&sd::BRUGER_NAVN).som("brugernavn"), mulig(&sd::BRUGER_TYPE_TEKST).som("brugertype")],
    tilstand: [fler(&faelles::GYLDIGHED).som("gyldighed")],
    relation: [
        fler(&sd::ADRESSER).som("adresser"),
        fler(&sd::BRUGER_TYPER).som("brugertyper"),
        fler(&sd::TILKNYTTEDE_OPGAVER).som("opgaver"),
        mulig(&sd::TILHOERER).som("tilhoerer"),
        fler(&sd::TILKNYTTEDE_ENHEDER).som("tilknyttedeenheder"),
        fler(&sd::TILKNYTTEDE_FUNKTIONER).som("tilknyttedefunktioner"),
        fler(&sd::TILKNYTTEDE_INTERESSEFAELLESSKABER).som("tilknyttedeinteressefaellesskaber"),
        fler(&sd::TILKNYTTEDE_ORGANISATIONER).som("tilknyttedeorganisationer"),
        fler(&sd::TILKNYTTEDE_PERSONER).som("tilknyttedepersoner"),
        fler(&sd::TILKNYTTEDE_ITSYSTEMER).som("tilknyttedeitsystemer"),
    ],
    lister: [mulig(&sd::LOKAL_UDVIDELSE)],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/bruger/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::BRUGER, stier: ["/organisation/bruger/6", "/sts-soap-organisation/v6_0_0_0/bruger"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "BrugerService", action: "http://kombit.dk/sts/organisation/bruger/", listebesked: "Liste"
}
