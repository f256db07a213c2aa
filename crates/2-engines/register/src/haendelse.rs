//! What the change feed says of a change: what was done, and the object before and after as data restrictions and readers need it. The identity, number
//! and time of a change stand in the store's own row.
mod aendring;
mod lagret;

pub(crate) use aendring::navngivne;
pub use aendring::{Haendelsesmaal, Partnoegle};
pub use lagret::laes_data;

use crate::kommando::Handling;
use crate::model::Livscyklus;
use grund::{Periode, Synsmaerke, UnikId, Uuid};

/// What was done to an object. Stored by number; numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Haendelsestype {
    /// Created.
    Opret = 1,
    /// Brought in.
    Importer = 2,
    /// Changed or replaced.
    Ret = 3,
    /// Made passive.
    Passiver = 4,
    /// Logically deleted.
    Slet = 5,
    /// Physically removed.
    Fjern = 6,
    /// Rewritten in place (anonymised).
    Omskriv = 7,
}

impl Haendelsestype {
    /// All of them.
    pub const ALLE: [Self; 7] = [Self::Opret, Self::Importer, Self::Ret, Self::Passiver, Self::Slet, Self::Fjern, Self::Omskriv];

    /// From the stored number.
    pub fn fra_nr(nr: u8) -> Option<Self> {
        Self::ALLE.into_iter().find(|h| *h as u8 == nr)
    }

    /// What became of the object, by the standard's word, and for the two that it does not know, ours.
    pub fn aendring(self) -> &'static str {
        match self {
            Self::Opret => "Opstaaet",
            Self::Importer => "Importeret",
            Self::Ret => "Rettet",
            Self::Passiver => "Passiveret",
            Self::Slet => "Slettet",
            Self::Fjern => "Fjernet",
            Self::Omskriv => "Omskrevet",
        }
    }

    /// The name of the operation.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Opret => "Opret",
            Self::Importer => "Importer",
            Self::Ret => "Ret",
            Self::Passiver => "Passiver",
            Self::Slet => "Slet",
            Self::Fjern => "Fjern",
            Self::Omskriv => "Omskriv",
        }
    }

    /// What a command was, seen from its result: LoRA's PUT is a change or an import.
    pub fn af(handling: Handling, resultat: Livscyklus) -> Self {
        match handling {
            Handling::Opret => Self::Opret,
            Handling::Importer | Handling::Indlaes => Self::Importer,
            Handling::Erstat if resultat == Livscyklus::Importeret => Self::Importer,
            Handling::Erstat | Handling::Ret => Self::Ret,
            Handling::Passiver => Self::Passiver,
            Handling::Slet => Self::Slet,
        }
    }
}

/// What an event says beside the identity, number and time of the change. It names no person: parties are keyed fingerprints, and who may see the object
/// reads their numbers in its registration ([`crate::Register::foelg`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haendelsesdata {
    /// Who did it, where no registration tells it: [`Haendelsestype::Fjern`] and [`Haendelsestype::Omskriv`].
    pub bruger: Option<UnikId>,
    /// The object before; `None` when it was not there.
    pub foer: Option<Side>,
    /// The object after; `None` when it was removed.
    pub efter: Option<Side>,
    /// States that are other than they were.
    pub skift: Vec<Tilstandsskift>,
    /// The parties, of both sides.
    pub parter: Vec<Part>,
    /// Objects that are seen through this one (by type and UUID): those that it names on one side only, or in another period, and when what it is seen by
    /// itself changes or it goes, all that it names.
    pub andre: Vec<(u16, Uuid)>,
}

/// An object on one side of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its life cycle code.
    pub livscyklus: Livscyklus,
    /// Its labels; none for a type without data restrictions.
    pub maerker: Vec<Synsmaerke>,
    /// Whom its security profile names, and when.
    pub profil: Vec<(Periode, UnikId)>,
}

/// A state that is another than it was, for a stretch of virkning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tilstandsskift {
    /// The state's number in the type's table.
    pub tilstand: u16,
    /// The value before: its place in the table, from 1; `None` when nothing was said.
    pub foer: Option<u8>,
    /// The value after.
    pub efter: Option<u8>,
    /// Where in virkning.
    pub virkning: Periode,
}

/// Bytes of a party's fingerprint.
pub const AFTRYK: usize = 16;

/// A party of the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its keyed fingerprint under the object's authority.
    pub aftryk: [u8; AFTRYK],
    /// When it is a party.
    pub virkning: Periode,
    /// It was so before the change.
    pub foer: bool,
    /// It is so after it.
    pub efter: bool,
}

impl Haendelsesdata {
    /// Its stored form, which [`laes_data`] reads.
    pub fn skriv(&self) -> Vec<u8> {
        lagret::skriv(self)
    }

    /// What data restrictions see of the object is another than it was, or the object is new or gone.
    pub fn nyt_syn(&self) -> bool {
        match (&self.foer, &self.efter) {
            (Some(f), Some(e)) => f.maerker != e.maerker || f.profil != e.profil,
            _ => true,
        }
    }

    /// The highest sensitivity on either side; 0 for a type without data restrictions.
    pub fn niveau(&self) -> u8 {
        self.foer.iter().chain(&self.efter).flat_map(|s| &s.maerker).map(|m| m.niveau).max().unwrap_or(0)
    }
}
