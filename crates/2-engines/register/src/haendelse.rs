//! The engine's codes in the change feed. The identity, number and time of a change stand in the event itself.
use crate::kommando::Handling;
use crate::lagret::{Laeser, Skriver};
use crate::model::{Livscyklus, Registrering};
use crate::objekttype::Objekttype;
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

/// What an event says beside the identity, number and time of the change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haendelsesdata {
    /// Who did it, where no registration tells it: [`Haendelsestype::Fjern`] and [`Haendelsestype::Omskriv`].
    pub bruger: Option<UnikId>,
    /// KLE numbers as digits that the object has at the time.
    pub klasser: Vec<String>,
    /// Responsible units.
    pub enheder: Vec<UnikId>,
    /// The highest sensitivity of its labels; 0 for a type without data restrictions.
    pub niveau: u8,
}

/// The data of an event about a registration; nothing for a type without data restrictions. Parties are not in it: they stand in the
/// registration, so that physical removal takes them away ([`crate::Register::beskriv`]).
pub fn registrering(typen: &Objekttype, r: &Registrering) -> Vec<u8> {
    if typen.syn.is_none() { Vec::new() } else { skriv(&maerket(typen, r, None)) }
}

/// The data of an event that has no registration of its own: who did it, and what the object was.
pub fn om(typen: &Objekttype, r: &Registrering, bruger: &UnikId) -> Vec<u8> {
    skriv(&maerket(typen, r, Some(bruger.clone())))
}

fn maerket(typen: &Objekttype, r: &Registrering, bruger: Option<UnikId>) -> Haendelsesdata {
    // A registration whose labels can't be made is refused before it gets here.
    let maerker = crate::syn::maerker(typen, r).unwrap_or_default();
    let nu = r.afsendt.unwrap_or(r.registreret.fra);
    let mut ud = Haendelsesdata { bruger, ..Haendelsesdata::default() };
    for m in maerker.into_iter().filter(|m| m.virkning.indeholder(nu)) {
        ud.niveau = ud.niveau.max(m.niveau);
        ud.klasser.extend(m.klasse);
        ud.enheder.extend(m.enhed);
    }
    ud.klasser.sort();
    ud.klasser.dedup();
    ud.enheder.sort();
    ud.enheder.dedup();
    ud
}

/// The version that is written. A higher one is a new stored format.
const VERSION: u8 = 2;
const _: () = assert!(VERSION == lager::Indhold::NYESTE.haendelse);

fn skriv(d: &Haendelsesdata) -> Vec<u8> {
    let mut s = Skriver::default();
    s.byte(VERSION);
    s.byte(u8::from(d.bruger.is_some()));
    d.bruger.iter().for_each(|b| s.id(b));
    s.byte(d.niveau);
    s.liste(&d.klasser, |s, k| s.tekst(k));
    s.liste(&d.enheder, |s, e| s.id(e));
    s.0
}

/// Reads the data of an event, of every version that was written.
///
/// # Errors
/// `Intern` when the bytes are none of ours.
pub fn laes_data(data: &[u8]) -> Result<Haendelsesdata, Fejl> {
    if data.is_empty() {
        return Ok(Haendelsesdata::default());
    }
    let mut l = Laeser::ny(data);
    match l.byte()? {
        1 => Ok(Haendelsesdata { bruger: Some(l.id()?), ..Haendelsesdata::default() }),
        VERSION => {
            let bruger = if l.byte()? == 1 { Some(l.id()?) } else { None };
            Ok(Haendelsesdata { bruger, niveau: l.byte()?, klasser: l.liste(Laeser::tekst)?, enheder: l.liste(Laeser::id)? })
        }
        v => Err(Fejl::intern(format!("event data of unknown version {v}"))),
    }
}
