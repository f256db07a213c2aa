//! The object type of the simulation: a title, and the class and level that data restrictions look at, each with virkning; and references that tell
//! whether a change was lost.
use grund::afgraensning::Dimensioner;
use grund::{Periode, Tidspunkt, UnikId, Uuid};
use register::syn::Tidsbillede;
use register::{Egenskab, Indhold, Livscyklus, Objekttype, Registrering, Relation, Syn, Vaerdi, Virkning, byg};
use std::collections::BTreeSet;

/// The title.
pub const TITEL: u16 = 1;
const KLASSE: u16 = 2;
const NIVEAU: u16 = 3;
/// The relation: every change adds a reference of its own, so the newest registration names every change.
pub const MAERKER: u16 = 1;

static SYN: Syn = Syn {
    maerker: |r| {
        let stykker = stykker(r);
        Tidsbillede {
            klasser: stykker.iter().map(|s| (s.periode, Some(s.klasse.clone()))).collect(),
            niveauer: stykker.iter().map(|s| (s.periode, s.niveau)).collect(),
            ..Tidsbillede::default()
        }
        .maerker()
    },
    baerer: Dimensioner::ALLE,
    udkast: false,
    profil: None,
    parter: MAERKER,
    gennem: None,
    skjul: None,
};

/// The type.
pub static SAG: Objekttype = Objekttype {
    nr: 990,
    navn: "Simuleret",
    service: "simulation",
    sti: "simuleret",
    emne: None,
    unikke: None,
    egenskaber: &[
        byg::tekst(TITEL, "titel", 20),
        byg::tekst(KLASSE, "klasse", 20),
        byg::felt(NIVEAU, "niveau", register::Felttype::Heltal(1, 4)),
    ],
    tilstande: &[],
    relationer: &[byg::fler(MAERKER, "maerker", "Simuleret")],
    varianter: None,
    anvisninger: None,
    syn: Some(&SYN),
    regler: &[],
    forklaring: "An object of the simulation.",
};

/// All types of the simulation.
pub static TYPER: &[&Objekttype] = &[&SAG];

/// What is true in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stykke {
    /// When.
    pub periode: Periode,
    /// The title.
    pub titel: String,
    /// The class.
    pub klasse: String,
    /// The sensitivity.
    pub niveau: u8,
}

/// The reference that a change adds.
pub fn reference(maerke: u32) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(0x1_0000_0000 + u128::from(maerke)))
}

/// A command's content.
pub fn indhold(stykker: &[Stykke], maerke: u32) -> Indhold {
    let en = |s: &Stykke| Egenskab {
        virkning: Virkning::i(s.periode),
        felter: [
            (TITEL, Vaerdi::Tekst(s.titel.clone())),
            (KLASSE, Vaerdi::Tekst(s.klasse.clone())),
            (NIVEAU, Vaerdi::Heltal(i64::from(s.niveau))),
        ]
        .into(),
    };
    Indhold {
        egenskaber: Some(stykker.iter().map(en).collect()),
        relationer: [(MAERKER, vec![Relation::til(reference(maerke), Virkning::fra(Tidspunkt::MINUS_UENDELIG))])].into(),
        ..Indhold::default()
    }
}

/// A registration as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// When it was made.
    pub fra: Tidspunkt,
    /// Its life cycle code.
    pub kode: Livscyklus,
    /// What it says.
    pub stykker: Vec<Stykke>,
    /// The changes that it names.
    pub maerker: BTreeSet<u32>,
}

/// The registration, as it was read.
pub fn set(r: &Registrering) -> Set {
    let maerke = |x: &Relation| Some((x.reference.as_ref()?.uuid()?.as_u128() - 0x1_0000_0000) as u32);
    Set {
        fra: r.registreret.fra,
        kode: r.livscyklus,
        stykker: stykker(r),
        maerker: r.billede.relationer.values().flatten().filter_map(maerke).collect(),
    }
}

fn stykker(r: &Registrering) -> Vec<Stykke> {
    let tekst = |e: &Egenskab, nr: u16| if let Some(Vaerdi::Tekst(t)) = e.felter.get(&nr) { t.clone() } else { String::new() };
    let niveau = |e: &Egenskab| if let Some(Vaerdi::Heltal(n)) = e.felter.get(&NIVEAU) { *n as u8 } else { 4 };
    let en = |e: &Egenskab| Stykke { periode: e.virkning.periode, titel: tekst(e, TITEL), klasse: tekst(e, KLASSE), niveau: niveau(e) };
    r.billede.egenskaber.iter().map(en).collect()
}
