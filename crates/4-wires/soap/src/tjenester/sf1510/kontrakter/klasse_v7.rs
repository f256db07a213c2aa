//! SF1510 v7, Klasse: a class in the newest version: ObjektID and DataEjer in the answers, Sortering, Mapninger with Rolle, Type and Indeks.
use super::sagdok_klasse_v7 as sd;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

static ER_PUBLICERET: Kompleks =
    Kompleks::ny(&NS, "PubliceretStatusType", Sekvens(&[mulig(&sd::VIRKNING), mulig(&sd::ER_PUBLICERET_INDIKATOR)]));
static PUBLICERET_STATUS: Element = Element::ny(&NS, "PubliceretStatus", K(&ER_PUBLICERET));
static SOEGEORD: Element = Element::ny(&NS, "Soegeord", K(&SOEGEORD_TYPE));
static SOEGEORD_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegeordType",
    Sekvens(&[
        mulig(&sd::SOEGEORD_IDENTIFIKATOR).som("soegeordidentifikator"),
        mulig(&sd::BESKRIVELSE_TEKST).som("beskrivelse"),
        mulig(&sd::SOEGEORD_KATEGORI_TEKST).som("soegeordskategori"),
    ]),
);
static DATA_EJER: Element = Element::ny(&NS, "DataEjer", K(&sd::DATA_EJER_TYPE));

objekttjeneste! {
    objekt: "Klasse", ns: "http://stoettesystemerne.dk/klassifikation/klasse/7/", praefiks: "klasse",
    sagdok: sd, grundtype: &sd::SAG_DOK_OBJEKT_TYPE,
    egenskab: [
        mulig(&sd::BESKRIVELSE_TEKST).som("beskrivelse"),
        mulig(&sd::EKSEMPEL_TEKST).som("eksempel"),
        mulig(&sd::OMFANG_TEKST).som("omfang"),
        mulig(&sd::TITEL_TEKST).som("titel"),
        mulig(&sd::RETSKILDE_TEKST).som("retskilde"),
        mulig(&sd::SORTERING).som("sortering"),
        mulig(&sd::AENDRINGSNOTAT_TEKST).som("aendringsnotat"),
        fler(&SOEGEORD).som("soegeord"),
    ],
    tilstand: [fler(&PUBLICERET_STATUS).som("publiceret")],
    relation: [
        mulig(&sd::ANSVARLIG).som("ansvarlig"),
        mulig(&sd::EJER).som("ejer"),
        mulig(&sd::FACET).som("facet"),
        fler(&sd::MAPNINGER).som("mapninger"),
        mulig(&sd::OVERORDNET_KLASSE).som("overordnetklasse"),
        fler(&sd::REDAKTOERER).som("redaktoerer"),
    ],
    lister: [],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektID", dataejer: [mulig(&DATA_EJER).lokal()],
    kontrakt: "klassifikation/klasse/7", adgang: ::klassifikation::tjenester::KLASSIFIKATION, objekttype: ::klassifikation::objekttyper::KLASSE, stier: ["/klasse/7", "/klassifikation/klasse/7"],
    tns: "http://stoettesystemerne.dk/klassifikation", tjeneste: "KlasseService_7", action: "http://kombit.dk/sts/klassifikation/klasse/", listebesked: "Liste"
}
