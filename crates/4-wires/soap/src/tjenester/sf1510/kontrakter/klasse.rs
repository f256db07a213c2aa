//! SF1510 v6, Klasse: a class. BeskrivelseTekst comes before TitelTekst here, and after it in the other types.
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
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

objekttjeneste! {
    objekt: "Klasse", ns: "http://stoettesystemerne.dk/klassifikation/klasse/6/", praefiks: "klasse",
    sagdok: sd, grundtype: &sd::SAG_DOK_OBJEKT_TYPE,
    egenskab: [
        mulig(&sd::BESKRIVELSE_TEKST).som("beskrivelse"),
        mulig(&sd::EKSEMPEL_TEKST).som("eksempel"),
        mulig(&sd::OMFANG_TEKST).som("omfang"),
        mulig(&sd::TITEL_TEKST).som("titel"),
        mulig(&sd::RETSKILDE_TEKST).som("retskilde"),
        mulig(&sd::AENDRINGSNOTAT_TEKST).som("aendringsnotat"),
        fler(&SOEGEORD).som("soegeord"),
    ],
    tilstand: [fler(&PUBLICERET_STATUS).som("publiceret")],
    relation: [
        mulig(&sd::ANSVARLIG).som("ansvarlig"),
        mulig(&sd::EJER).som("ejer"),
        fler(&sd::ERSTATTER).som("erstatter"),
        mulig(&sd::FACET).som("facet"),
        fler(&sd::LOVLIGE_KOMBINATIONER).som("lovligekombinationer"),
        fler(&sd::MAPNINGER).som("mapninger"),
        mulig(&sd::OVERORDNET_KLASSE).som("overordnetklasse"),
        fler(&sd::REDAKTOERER).som("redaktoerer"),
        fler(&sd::SIDEORDNEDE).som("sideordnede"),
        fler(&sd::TILFOEJELSER).som("tilfoejelser"),
    ],
    lister: [],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "klassifikation/klasse/6", adgang: ::klassifikation::tjenester::KLASSIFIKATION, objekttype: ::klassifikation::objekttyper::KLASSE, stier: ["/klasse/6", "/klassifikation/klasse/6"],
    tns: "http://stoettesystemerne.dk/klassifikation", tjeneste: "KlasseService_6", action: "http://kombit.dk/sts/klassifikation/klasse/", listebesked: "Liste"
}
