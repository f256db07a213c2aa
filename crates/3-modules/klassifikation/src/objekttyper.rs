//! The three object types of Klassifikation (contracts 5). Names follow the OIO REST interface; `titel` of Facet and Klassifikation
//! and `sortering` of Klasse are in the published schemas only.
//!
//! Stored numbers: types 21–23; field 1 is always `brugervendtnoegle`, field 2 `integrationsdata`.
use register::byg::*;
use register::{Felt, Felttype, Objekttype, Relationsdef, Tilstandsdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&FACET, &KLASSE, &KLASSIFIKATION];

/// The register's service of the types.
pub const SERVICE: &str = "klassifikation";

const BVN: Felt = kraevet(tekst(1, "brugervendtnoegle", 50));
const INTEGRATIONSDATA: Felt = prosa(2, "integrationsdata", 10_000);
const TITEL: Felt = tekst(3, "titel", 300);
const BESKRIVELSE: Felt = prosa(4, "beskrivelse", 10_000);
const OPHAVSRET: Felt = prosa(5, "ophavsret", 4096);
const RETSKILDE: Felt = prosa(6, "retskilde", 4096);
const PUBLICERET: &[Tilstandsdef] = &[tilstand(1, "publiceret", &["Publiceret", "IkkePubliceret"])];

const ANSVARLIG: Relationsdef = en(1, "ansvarlig", "");
const EJER: Relationsdef = en(2, "ejer", "");
const REDAKTOERER: Relationsdef = fler(3, "redaktoerer", "");

/// A keyword of a class, with its description and category.
const SOEGEORD: &[Felt] = &[tekst(1, "soegeordidentifikator", 50), prosa(2, "beskrivelse", 10_000), prosa(3, "soegeordskategori", 1024)];

/// A dimension of a classification, holding its classes.
pub static FACET: Objekttype = Objekttype {
    nr: 21,
    navn: "Facet",
    service: SERVICE,
    sti: "facet",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        TITEL,
        BESKRIVELSE,
        OPHAVSRET,
        RETSKILDE,
        prosa(7, "opbygning", 1024),
        tekst(8, "plan", 50),
        prosa(9, "supplement", 1024),
    ],
    tilstande: PUBLICERET,
    relationer: &[ANSVARLIG, EJER, REDAKTOERER, en(4, "facettilhoerer", "Klassifikation")],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A dimension of a classification, holding its classes.",
};

/// A class: a KLE subject, a role, a type.
pub static KLASSE: Objekttype = Objekttype {
    nr: 22,
    navn: "Klasse",
    service: SERVICE,
    sti: "klasse",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        kraevet(TITEL),
        BESKRIVELSE,
        RETSKILDE,
        prosa(10, "eksempel", 4096),
        prosa(11, "omfang", 1024),
        prosa(12, "aendringsnotat", 1024),
        felt(13, "soegeord", Felttype::Strukturliste(SOEGEORD)),
        felt(14, "sortering", Felttype::Heltal(1, 100)),
    ],
    tilstande: PUBLICERET,
    relationer: &[
        ANSVARLIG,
        EJER,
        REDAKTOERER,
        en(5, "facet", "Facet"),
        en(6, "overordnetklasse", "Klasse"),
        fler(7, "erstatter", "Klasse"),
        fler(8, "lovligekombinationer", "Klasse"),
        med_rolle(9, "mapninger", "Klasse"),
        fler(10, "sideordnede", "Klasse"),
        fler(11, "tilfoejelser", "Klasse"),
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A class: a KLE subject, a role, a type.",
};

/// A classification, such as KLE.
pub static KLASSIFIKATION: Objekttype = Objekttype {
    nr: 23,
    navn: "Klassifikation",
    service: SERVICE,
    sti: "klassifikation",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, TITEL, BESKRIVELSE, OPHAVSRET, tekst(7, "kaldenavn", 50)],
    tilstande: PUBLICERET,
    relationer: &[ANSVARLIG, EJER],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A classification, such as KLE.",
};
