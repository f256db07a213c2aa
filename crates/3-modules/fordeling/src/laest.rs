//! The module's objects as they are read from a registration.
use crate::maske::{Emne, Facetmaske, Maske};
use crate::model::Objektslags;
use crate::objekttyper::*;
use crate::rute::Regel;
use grund::{Cvr, Tidspunkt, UnikId, Uuid, graenser};
use register::{Felter, Registrering, Vaerdi};

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

/// Whether the object is alive and in force at that time.
pub(crate) fn gaelder(r: &Registrering, nu: Tidspunkt) -> bool {
    let tilstande = r.billede.tilstande.get(&TILSTAND);
    let aktiv = tilstande.is_none_or(|t| t.is_empty() || t.iter().any(|t| t.virkning.periode.indeholder(nu) && t.vaerdi == 1));
    r.livscyklus.er_levende() && aktiv
}

fn felter(r: &Registrering) -> Option<&Felter> {
    r.billede.egenskaber.last().map(|e| &e.felter)
}

pub(crate) fn tekst(r: &Registrering, nr: u16) -> &str {
    match felter(r).and_then(|f| f.get(&nr)) {
        Some(Vaerdi::Tekst(t)) => t,
        _ => "",
    }
}

pub(crate) fn tekster(r: &Registrering, nr: u16) -> impl Iterator<Item = &str> {
    let liste: &[Vaerdi] = match felter(r).and_then(|f| f.get(&nr)) {
        Some(Vaerdi::Liste(l)) => l,
        _ => &[],
    };
    liste.iter().filter_map(|v| if let Vaerdi::Tekst(t) = v { Some(t.as_str()) } else { None })
}

fn system(r: &Registrering) -> Option<Uuid> {
    r.billede.relationer.get(&SYSTEM)?.last()?.reference.as_ref().and_then(UnikId::uuid)
}

/// A rule; `None` for one without a mask or a system.
pub(crate) fn regel(myndighed: Cvr, uuid: Uuid, r: &Registrering) -> Option<Regel> {
    let facet = tekst(r, FACET);
    Some(Regel {
        uuid,
        navn: tekst(r, NAVN).to_owned(),
        myndighed,
        kle: Maske::laes(tekst(r, KLE))?,
        facet: if facet.is_empty() { None } else { Some(Facetmaske::laes(facet)?) },
        system: system(r)?,
    })
}

/// How a system is reached; `None` for one that names none.
pub(crate) fn fordelingssystem(r: &Registrering) -> Option<Fordelingssystem> {
    let levering = tekst(r, LEVERING);
    let svarfrist = match felter(r).and_then(|f| f.get(&SVARFRIST)) {
        Some(Vaerdi::Heltal(n)) => u32::try_from(*n).ok(),
        _ => None,
    };
    Some(Fordelingssystem {
        system: system(r)?,
        navn: tekst(r, NAVN).to_owned(),
        levering: if levering.is_empty() { "Kald" } else { levering }.to_owned(),
        modtageradresse: tekst(r, MODTAGERADRESSE).to_owned(),
        kvitteringsadresse: tekst(r, KVITTERINGSADRESSE).to_owned(),
        objekter: tekster(r, OBJEKTSLAGS).filter_map(Objektslags::fra_navn).collect(),
        svarfrist: svarfrist.unwrap_or(graenser::FORDELING_SVARFRIST_DAGE),
    })
}

/// An agreement as one side states it.
pub(crate) fn fordelingsaftale(r: &Registrering) -> Fordelingsaftale {
    Fordelingsaftale { modpart: tekst(r, MODPART).parse().ok(), kle: tekster(r, AFTALE_KLE).filter_map(Maske::laes).collect() }
}

impl Fordelingsaftale {
    /// Whether it lets the number, or some where none is given, pass between its authority and that one.
    pub(crate) fn daekker(&self, modpart: Cvr, emne: Option<&Emne>) -> bool {
        let kle = || emne.is_none_or(|e| self.kle.is_empty() || self.kle.iter().any(|m| m.indeholder(e)));
        self.modpart == Some(modpart) && kle()
    }
}
