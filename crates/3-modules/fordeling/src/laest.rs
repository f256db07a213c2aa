//! The module's objects as they are read from a registration.
use crate::maske::{Emne, Facetmaske, Maske};
use crate::model::Objektslags;
use crate::objekttyper::*;
use crate::rute::Regel;
use grund::{Cvr, Tidspunkt, UnikId, Uuid, graenser};
use register::{Felter, Registrering, Vaerdi, Virkning};

/// How a system is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fordelingssystem {
    /// The system.
    pub system: Uuid,
    /// Its name.
    pub navn: String,
    /// The way of delivery, one of [`LEVERINGSMAADER`].
    pub levering: String,
    /// Where objects are delivered; empty for one that only sends.
    pub modtageradresse: String,
    /// Where receipts are delivered; empty for one that asks.
    pub kvitteringsadresse: String,
    /// What it receives; empty is everything.
    pub objekter: Vec<Objektslags>,
    /// Days in which it answers.
    pub svarfrist: u32,
}

/// A bilateral agreement, as one side states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fordelingsaftale {
    /// The other authority.
    pub modpart: Option<Cvr>,
    /// What it is about; empty is everything.
    pub kle: Vec<Maske>,
}

/// The part that holds at that time.
fn paa<T>(dele: &[T], virkning: impl Fn(&T) -> &Virkning, t: Tidspunkt) -> Option<&T> {
    dele.iter().find(|d| virkning(d).periode.indeholder(t))
}

/// Whether the object is alive and in force at that time.
pub(crate) fn gaelder(r: &Registrering, t: Tidspunkt) -> bool {
    let tilstande = r.billede.tilstande.get(&TILSTAND).map(Vec::as_slice).unwrap_or_default();
    let aktiv = tilstande.is_empty() || paa(tilstande, |x| &x.virkning, t).is_some_and(|x| x.vaerdi == 1);
    r.livscyklus.er_levende() && aktiv
}

/// When what it says of itself begins to be something else.
pub(crate) fn skift(r: &Registrering) -> impl Iterator<Item = Tidspunkt> {
    let b = &r.billede;
    let tilstande = b.tilstande.get(&TILSTAND).into_iter().flatten().map(|x| &x.virkning);
    let systemer = b.relationer.get(&SYSTEM).into_iter().flatten().map(|x| &x.virkning);
    b.egenskaber.iter().map(|x| &x.virkning).chain(tilstande).chain(systemer).map(|v| v.periode.fra)
}

/// The systems that it names, at any time.
pub(crate) fn naevnte(r: &Registrering) -> impl Iterator<Item = Option<Uuid>> {
    r.billede.relationer.get(&SYSTEM).into_iter().flatten().map(|x| x.reference.as_ref().and_then(UnikId::uuid))
}

fn felter(r: &Registrering, t: Tidspunkt) -> Option<&Felter> {
    paa(&r.billede.egenskaber, |e| &e.virkning, t).map(|e| &e.felter)
}

pub(crate) fn tekst(f: &Felter, nr: u16) -> &str {
    match f.get(&nr) {
        Some(Vaerdi::Tekst(t)) => t,
        _ => "",
    }
}

pub(crate) fn tekster(f: &Felter, nr: u16) -> impl Iterator<Item = &str> {
    let liste: &[Vaerdi] = match f.get(&nr) {
        Some(Vaerdi::Liste(l)) => l,
        _ => &[],
    };
    liste.iter().filter_map(|v| if let Vaerdi::Tekst(t) = v { Some(t.as_str()) } else { None })
}

fn system(r: &Registrering, t: Tidspunkt) -> Option<Uuid> {
    let relationer = r.billede.relationer.get(&SYSTEM)?;
    paa(relationer, |x| &x.virkning, t)?.reference.as_ref().and_then(UnikId::uuid)
}

/// A rule as it is at that time; `None` for one without a mask or a system.
pub(crate) fn regel(myndighed: Cvr, uuid: Uuid, r: &Registrering, t: Tidspunkt) -> Option<Regel> {
    let f = felter(r, t)?;
    let facet = tekst(f, FACET);
    Some(Regel {
        uuid,
        navn: tekst(f, NAVN).to_owned(),
        myndighed,
        kle: Maske::laes(tekst(f, KLE))?,
        facet: if facet.is_empty() { None } else { Some(Facetmaske::laes(facet)?) },
        system: system(r, t)?,
    })
}

/// How a system is reached at that time; `None` for one that names none.
pub(crate) fn fordelingssystem(r: &Registrering, t: Tidspunkt) -> Option<Fordelingssystem> {
    let f = felter(r, t)?;
    let levering = tekst(f, LEVERING);
    let svarfrist = match f.get(&SVARFRIST) {
        Some(Vaerdi::Heltal(n)) => u32::try_from(*n).ok(),
        _ => None,
    };
    Some(Fordelingssystem {
        system: system(r, t)?,
        navn: tekst(f, NAVN).to_owned(),
        levering: if levering.is_empty() { KALD } else { levering }.to_owned(),
        modtageradresse: tekst(f, MODTAGERADRESSE).to_owned(),
        kvitteringsadresse: tekst(f, KVITTERINGSADRESSE).to_owned(),
        objekter: tekster(f, OBJEKTSLAGS).filter_map(Objektslags::fra_navn).collect(),
        svarfrist: svarfrist.unwrap_or(graenser::FORDELING_SVARFRIST_DAGE),
    })
}

/// An agreement as one side states it at that time.
pub(crate) fn fordelingsaftale(r: &Registrering, t: Tidspunkt) -> Option<Fordelingsaftale> {
    let f = felter(r, t)?;
    Some(Fordelingsaftale { modpart: tekst(f, MODPART).parse().ok(), kle: tekster(f, AFTALE_KLE).filter_map(Maske::laes).collect() })
}

impl Fordelingsaftale {
    /// Whether it lets the number, or some where none is given, pass between its authority and that one.
    pub(crate) fn daekker(&self, modpart: Cvr, emne: Option<&Emne>) -> bool {
        let kle = || emne.is_none_or(|e| self.kle.is_empty() || self.kle.iter().any(|m| m.indeholder(e)));
        self.modpart == Some(modpart) && kle()
    }
}
