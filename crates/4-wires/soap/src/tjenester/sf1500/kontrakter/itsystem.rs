//! SF1500 v6, ItSystem: an it-system. The only type that may belong to several organisations.
use super::faelles;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

objekttjeneste! {
    objekt: "ItSystem", ns: "http://stoettesystemerne.dk/organisation/itsystem/6/", praefiks: "itsystem",
    sagdok: sd, grundtype: &faelles::AKTOER_TYPE,
    egenskab: [
        mulig(&sd::ITSYSTEM_NAVN).som("itsystemnavn"),
        mulig(&sd::ITSYSTEM_TYPE_TEKST).som("itsystemtype"),
        fler(&sd::KONFIGURATION_REFERENCE).som("konfigurationreference"),
    ],
    tilstand: [fler(&faelles::GYLDIGHED).som("gyldighed")],
    relation: [
        fler(&sd::ADRESSER).som("adresser"),
        fler(&sd::TILKNYTTEDE_OPGAVER).som("opgaver"),
        fler(&sd::SYSTEM_TYPER).som("systemtyper"),
        fler(&sd::TILHOERER).som("tilhoerer"),
        fler(&sd::TILKNYTTEDE_BRUGERE).som("tilknyttedebrugere"),
        fler(&sd::TILKNYTTEDE_ENHEDER).som("tilknyttedeenheder"),
        fler(&sd::TILKNYTTEDE_FUNKTIONER).som("tilknyttedefunktioner"),
        fler(&sd::TILKNYTTEDE_INTERESSEFAELLESSKABER).som("tilknyttedeinteressefaellesskaber"),
        fler(&sd::TILKNYTTEDE_ORGANISATIONER).som("tilknyttedeorganisationer"),
        fler(&sd::TILKNYTTEDE_PERSONER).som("tilknyttedepersoner"),
        fler(&sd::TILKNYTTEDE_ITSYSTEMER).som("tilknyttedeitsystemer"),
    ],
    lister: [mulig(&sd::LOKAL_UDVIDELSE)],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/itsystem/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::ITSYSTEM, stier: ["/organisation/itsystem/6", "/sts-soap-organisation/v6_0_0_0/itsystem"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "ItSystemService", action: "http://kombit.dk/sts/organisation/itsystem/", listebesked: "Liste"
}
