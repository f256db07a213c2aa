//! `urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0`: lists of values. Unlike the object services of version 6, Virkning comes last and must be there, and answers carry
//! what was registered.
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::sagdok_sf1461 as sd;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom, Valg};
use kontrakt::skema::{Element, Kompleks, Navnerum, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mindst_en, mulig};

static NS: Navnerum = Navnerum { uri: "urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0", praefiks: "vl", fil: "VaerdilisteOperationer.xsd" };

elementer! { NS:
    VAERDILISTE = "Vaerdiliste" K(&VAERDILISTE_TYPE);
    VAERDI_ELEMENT = "Vaerdiliste" K(&VAERDI_ELEMENT_TYPE);
    NAVN = "Navn" S(&TEKST);
    VAERDI = "Vaerdi" S(&TEKST);
    VAERDIER = "Vaerdier" S(&TEKST);
    EGENSKAB = "Egenskab" K(&EGENSKAB_TYPE);
    ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
    TILSTAND_LISTE = "TilstandListe" K(&TILSTAND_LISTE_TYPE);
    RELATION_LISTE = "RelationListe" K(&RELATION_LISTE_TYPE);
    REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
    FILTRERET = "FiltreretOejebliksbillede" K(&FILTRERET_TYPE);
    LAES_RESULTAT = "LaesResultat" K(&LAES_RESULTAT_TYPE);
    SOEG_OBJEKT = "SoegObjekt" K(&SOEG_OBJEKT_TYPE);
    SOEG_EGENSKAB = "SoegEgenskab" K(&SOEG_EGENSKAB_TYPE);
    SOEG_ATTRIBUT_LISTE = "SoegAttributListe" K(&SOEG_ATTRIBUT_LISTE_TYPE);
    SOEG_TILSTAND_LISTE = "SoegTilstandListe" K(&SOEG_TILSTAND_LISTE_TYPE);
    SOEG_RELATION_LISTE = "SoegRelationListe" K(&SOEG_RELATION_LISTE_TYPE);
    OPRET_INPUT = "OpretInput" K(&OPRET_INPUT_TYPE);
    OPRET_OUTPUT = "OpretOutput" K(&OPRET_OUTPUT_TYPE);
    IMPORT_INPUT = "ImportInput" K(&IMPORT_INPUT_TYPE);
    IMPORT_OUTPUT = "ImportOutput" K(&REGISTRERING_OUTPUT_TYPE);
    RET_INPUT = "RetInput" K(&RET_INPUT_TYPE);
    RET_OUTPUT = "RetOutput" K(&REGISTRERING_OUTPUT_TYPE);
    LAES_INPUT = "LaesInput" K(&sd::LAES_INPUT_TYPE);
    LAES_OUTPUT = "LaesOutput" K(&LAES_OUTPUT_TYPE);
    SLET_INPUT = "SletInput" K(&sd::UUID_NOTE_INPUT_TYPE);
    SLET_OUTPUT = "SletOutput" K(&REGISTRERING_OUTPUT_TYPE);
    PASSIVER_INPUT = "PassiverInput" K(&sd::UUID_NOTE_INPUT_TYPE);
    PASSIVER_OUTPUT = "PassiverOutput" K(&REGISTRERING_OUTPUT_TYPE);
    LIST_INPUT = "ListInput" K(&sd::LIST_INPUT_TYPE);
    LIST_OUTPUT = "ListOutput" K(&LIST_OUTPUT_TYPE);
    SOEG_INPUT = "SoegInput" K(&SOEG_INPUT_TYPE);
    SOEG_OUTPUT = "SoegOutput" K(&sd::SOEG_OUTPUT_TYPE);
    TILFOEJ_INPUT = "TilfoejVaerdierInput" K(&Kompleks::ny(&NS, "TilfoejVaerdierInputType", Sekvens(&[en(&sd::UUID_IDENTIFIKATOR), fler(&VAERDIER).lokal()])));
    TILFOEJ_OUTPUT = "TilfoejVaerdierOutput" K(&Kompleks::udvidelse(&NS, "TilfoejVaerdierOutputType", &sd::BASIC_OUTPUT_TYPE, Tom));
    FJERN_INPUT = "FjernVaerdierInput" K(&Kompleks::ny(&NS, "FjernVaerdierInputType", Sekvens(&[en(&sd::UUID_IDENTIFIKATOR), fler(&VAERDIER).lokal()])));
    FJERN_OUTPUT = "FjernVaerdierOutput" K(&Kompleks::udvidelse(&NS, "FjernVaerdierOutputType", &sd::BASIC_OUTPUT_TYPE, Tom));
}

static VAERDI_ELEMENT_TYPE: Kompleks = Kompleks::ny(&NS, "VaerdiElementType", Sekvens(&[en(&NAVN).lokal(), fler(&VAERDI).lokal()]));
static EGENSKAB_TYPE: Kompleks =
    Kompleks::ny(&NS, "EgenskabType", Sekvens(&[mulig(&sd::BRUGERVENDT_NOEGLE_TEKST), en(&VAERDI_ELEMENT).lokal(), en(&sd::VIRKNING)]));
static ATTRIBUT_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "AttributListeType", Sekvens(&[fler(&EGENSKAB), mulig(&sd::LOKAL_UDVIDELSE)]));
static TILSTAND_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[mulig(&sd::LOKAL_UDVIDELSE)]));
static RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "RelationListeType", Sekvens(&[mulig(&sd::LOKAL_UDVIDELSE)]));
static REGISTRERING_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RegistreringType",
    &sd::REGISTRERING_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE), en(&TILSTAND_LISTE), en(&RELATION_LISTE)]),
);
static VAERDILISTE_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "VaerdilisteType", &sd::SAG_DOK_OBJEKT_TYPE, Sekvens(&[mindst_en(&REGISTRERING)]));
static FILTRERET_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "FiltreretOejebliksbilledeType",
    &sd::LAES_FILTRERET_OUTPUT_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE), en(&TILSTAND_LISTE), en(&RELATION_LISTE)]),
);
static LAES_RESULTAT_TYPE: Kompleks = Kompleks::ny(&NS, "LaesResultatType", Valg(&[en(&REGISTRERING), en(&FILTRERET)]));

static SOEG_EGENSKAB_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegEgenskabType",
    Sekvens(&[mulig(&sd::BRUGERVENDT_NOEGLE_TEKST), mulig(&VAERDI_ELEMENT).lokal(), mulig(&sd::SOEG_VIRKNING)]),
);
static SOEG_ATTRIBUT_LISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "SoegAttributListeType", Sekvens(&[fler(&SOEG_EGENSKAB), mulig(&sd::LOKAL_UDVIDELSE)]));
static SOEG_TILSTAND_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "SoegTilstandListeType", Sekvens(&[mulig(&sd::LOKAL_UDVIDELSE)]));
static SOEG_RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "SoegRelationListeType", Tom);
static SOEG_OBJEKT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SoegObjektType",
    &sd::SOEG_SAG_DOK_OBJEKT_TYPE,
    Sekvens(&[mulig(&SOEG_ATTRIBUT_LISTE), mulig(&SOEG_TILSTAND_LISTE), mulig(&SOEG_RELATION_LISTE)]),
);

static OPRET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "OpretInputType",
    &sd::OPRET_INPUT_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE), en(&TILSTAND_LISTE), en(&RELATION_LISTE)]),
);
static OPRET_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "OpretOutputType", &sd::BASIC_OUTPUT_TYPE, Sekvens(&[mulig(&VAERDILISTE)]));
static IMPORT_INPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "ImportInputType", &sd::IMPORT_INPUT_TYPE, Sekvens(&[en(&VAERDILISTE)]));
static RET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RetInputType",
    &sd::RET_INPUT_TYPE,
    Sekvens(&[mulig(&ATTRIBUT_LISTE), mulig(&TILSTAND_LISTE), mulig(&RELATION_LISTE)]),
);
static REGISTRERING_OUTPUT_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "RegistreringOutputType", &sd::BASIC_OUTPUT_TYPE, Sekvens(&[mulig(&REGISTRERING)]));
static LAES_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "LaesOutputType", &sd::BASIC_OUTPUT_TYPE, Sekvens(&[mulig(&LAES_RESULTAT)]));
static LIST_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "ListOutputType", &sd::LIST_OUTPUT_TYPE, Sekvens(&[fler(&LAES_RESULTAT)]));
static SOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "SoegInputType", &sd::SOEG_INPUT_TYPE, Sekvens(&[mulig(&SOEG_OBJEKT)]));
