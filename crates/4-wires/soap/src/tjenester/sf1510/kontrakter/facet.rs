//! SF1510 v6, Facet: a dimension of a classification.
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

static ER_PUBLICERET: Kompleks =
    Kompleks::ny(&NS, "PubliceretStatusType", Sekvens(&[mulig(&sd::VIRKNING), mulig(&sd::ER_PUBLICERET_INDIKATOR)]));
static PUBLICERET_STATUS: Element = Element::ny(&NS, "PubliceretStatus", K(&ER_PUBLICERET));

objekttjeneste! {
    objekt: "Facet", ns: "http://stoettesystemerne.dk/klassifikation/facet/6/", praefiks: "facet",
    sagdok: sd, grundtype: &sd::SAG_DOK_OBJEKT_TYPE,
    egenskab: [
        mulig(&sd::TITEL_TEKST).som("titel"),
        mulig(&sd::BESKRIVELSE_TEKST).som("beskrivelse"),
        mulig(&sd::OPBYGNING_TEKST).som("opbygning"),
        mulig(&sd::OPHAVSRET_TEKST).som("ophavsret"),
        mulig(&sd::PLAN_IDENTIFIKATOR).som("plan"),
        mulig(&sd::SUPPLEMENT_TEKST).som("supplement"),
        mulig(&sd::RETSKILDE_TEKST).som("retskilde"),
    ],
    tilstand: [fler(&PUBLICERET_STATUS).som("publiceret")],
    relation: [
        mulig(&sd::ANSVARLIG).som("ansvarlig"),
        mulig(&sd::EJER).som("ejer"),
        mulig(&sd::FACET_TILHOERER).som("facettilhoerer"),
        fler(&sd::REDAKTOERER).som("redaktoerer"),
    ],
    lister: [],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "klassifikation/facet/6", adgang: ::klassifikation::tjenester::KLASSIFIKATION, objekttype: ::klassifikation::objekttyper::FACET, stier: ["/facet/6", "/klassifikation/facet/6"],
    tns: "http://stoettesystemerne.dk/klassifikation", tjeneste: "FacetService_6", action: "http://kombit.dk/sts/klassifikation/facet/", listebesked: "Liste"
}
