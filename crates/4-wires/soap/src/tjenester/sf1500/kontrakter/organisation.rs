//! SF1500 v6, Organisation: a legal entity, such as a municipality.
use super::faelles;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

static OBJEKT_ID: Element = Element::ny(&NS, "ObjektID", K(&sd::UNIK_ID_TYPE));

objekttjeneste! {
    objekt: "Organisation", ns: "http://stoettesystemerne.dk/organisation/organisation/6/", praefiks: "org",
    sagdok: sd, grundtype: &faelles::AKTOER_TYPE,
    egenskab: [mulig(&sd::ORGANISATION_NAVN).som("organisationsnavn")],
    tilstand: [fler(&faelles::GYLDIGHED).som("gyldighed")],
    relation: [
        fler(&sd::ADRESSER).som("adresser"),
        fler(&sd::ANSATTE).som("ansatte"),
        mulig(&sd::BRANCHE).som("branche"),
        mulig(&sd::ORGANISATIONSTYPE).som("organisationstype"),
        mulig(&sd::MYNDIGHED).som("myndighed"),
        mulig(&sd::MYNDIGHEDSTYPE).som("myndighedstype"),
        fler(&sd::TILKNYTTEDE_OPGAVER).som("opgaver"),
        mulig(&sd::OVERORDNET).som("overordnet"),
        mulig(&sd::PRODUKTIONSENHED).som("produktionsenhed"),
        mulig(&sd::SKATTEENHED).som("skatteenhed"),
        mulig(&sd::TILHOERER).som("tilhoerer"),
        fler(&sd::TILKNYTTEDE_BRUGERE).som("tilknyttedebrugere"),
        fler(&sd::TILKNYTTEDE_ENHEDER).som("tilknyttedeenheder"),
        fler(&sd::TILKNYTTEDE_FUNKTIONER).som("tilknyttedefunktioner"),
        fler(&sd::TILKNYTTEDE_INTERESSEFAELLESSKABER).som("tilknyttedeinteressefaellesskaber"),
        fler(&sd::TILKNYTTEDE_ORGANISATIONER).som("tilknyttedeorganisationer"),
        fler(&sd::TILKNYTTEDE_PERSONER).som("tilknyttedepersoner"),
        fler(&sd::TILKNYTTEDE_ITSYSTEMER).som("tilknyttedeitsystemer"),
        mulig(&sd::VIRKSOMHED).som("virksomhed"),
        mulig(&sd::VIRKSOMHEDSTYPE).som("virksomhedstype"),
    ],
    lister: [mulig(&sd::LOKAL_UDVIDELSE)],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&OBJEKT_ID).lokal()], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/organisation/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::ORGANISATION, stier: ["/organisation/organisation/6", "/sts-soap-organisation/v6_0_0_0/organisation"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "OrganisationService", action: "http://kombit.dk/sts/organisation/organisation/", listebesked: "List"
}
