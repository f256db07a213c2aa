//! The engine's codes in the change feed. The identity, number and time of a change stand in the event itself.
use crate::kommando::Handling;
use crate::lagret::{Laeser, Skriver};
use crate::model::Livscyklus;
use grund::{Fejl, UnikId};

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

/// The data of [`Haendelsestype::Fjern`] and [`Haendelsestype::Omskriv`]: who did it. Other events have none, because their
/// registration tells it.
pub fn data(bruger: &UnikId) -> Vec<u8> {
    let mut s = Skriver::default();
    s.byte(1);
    s.id(bruger);
    s.0
}

/// Reads what [`data`] wrote; `None` for an event without data.
///
/// # Errors
/// `Intern` when the bytes are none of ours.
pub fn laes_data(data: &[u8]) -> Result<Option<UnikId>, Fejl> {
    if data.is_empty() {
        return Ok(None);
    }
    let mut l = Laeser::ny(data);
    match l.byte()? {
        1 => l.id().map(Some),
        v => Err(Fejl::intern(format!("event data of unknown version {v}"))),
    }
}
