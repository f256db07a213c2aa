//! SF1510 v6, Klassifikation: a classification, such as KLE.
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

static ER_PUBLICERET: Kompleks =
    Kompleks::ny(&NS, "PubliceretStatusType", Sekvens(&[mulig(&sd::VIRKNING), mulig(&sd::ER_PUBLICERET_INDIKATOR)]));
static PUBLICERET_STATUS: Element = Element::ny(&NS, "PubliceretStatus", K(&ER_PUBLICERET));

objekttjeneste! {
    objekt: "Klassifikation", ns: "http://stoettesystemerne.dk/klassifikation/klassifikation/6/", praefiks: "klassifikation",
    sagdok: sd, grundtype: &sd::SAG_DOK_OBJEKT_TYPE,
    egenskab: [
        mulig(&sd::TITEL_TEKST).som("titel"),
        mulig(&sd::BESKRIVELSE_TEKST).som("beskrivelse"),
        mulig(&sd::KALDENAVN_TEKST).som("kaldenavn"),
        mulig(&sd::OPHAVSRET_TEKST).som("ophavsret"),
    ],
    tilstand: [fler(&PUBLICERET_STATUS).som("publiceret")],
    relation: [mulig(&sd::ANSVARLIG).som("ansvarlig"), mulig(&sd::EJER).som("ejer")],
    lister: [],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "klassifikation/klassifikation/6", adgang: ::klassifikation::tjenester::KLASSIFIKATION, objekttype: ::klassifikation::objekttyper::KLASSIFIKATION, stier: ["/klassifikation/6", "/klassifikation/klassifikation/6"],
    tns: "http://stoettesystemerne.dk/klassifikation", tjeneste: "KlassifikationService_6", action: "http://kombit.dk/sts/klassifikation/klassifikation/", listebesked: "Liste"
}
