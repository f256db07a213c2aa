//! Which subscriptions a message matches (E-4, E-5), by an index and not by a loop.
//!
//! A subscription is found by one of its conditions: that one which fewest others are found by when it comes. A message looks up its own values (some ten), and only
//! what is found there is held against all its conditions. So the time goes by what nearly matches, not by how many there are.
mod indeks;
mod vaerdi;

pub use indeks::Abonnementsindeks;
pub use vaerdi::normaliser;

use grund::{UnikId, Uuid};

/// An element of the envelope that a subscription can ask for. Stored by number; numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Felt {
    /// The sending system.
    BeskedAnsvarligAktoer = 1,
    /// A receiver.
    TilladtModtager = 2,
    /// A process.
    TvaergaaendeProces = 3,
    /// The system that it comes from.
    Kildesystem = 4,
    /// How sensitive it is.
    Sikkerhedsklassificering = 5,
    /// What the receiver is asked to do.
    Handling = 6,
    /// A related object.
    RelateretObjektId = 7,
    /// Its type.
    RelateretObjektType = 8,
    /// Its role.
    RelateretObjektRolle = 9,
    /// Who registered it.
    RegistreringsAktoer = 10,
    /// The authority that answers for the object.
    ObjektAnsvarligMyndighed = 11,
    /// The object.
    ObjektId = 12,
    /// Its type.
    ObjektType = 13,
    /// What happened to it.
    ObjektHandling = 14,
    /// Its subject; a KLE number stands for what is below it.
    OpgaveEmne = 15,
}

/// Where an element stands: conditions on one instance hold on the same (E-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instans {
    Besked,
    Relateret,
    Registrering,
}

impl Felt {
    /// All of them.
    pub const ALLE: [Self; 15] = [
        Self::BeskedAnsvarligAktoer,
        Self::TilladtModtager,
        Self::TvaergaaendeProces,
        Self::Kildesystem,
        Self::Sikkerhedsklassificering,
        Self::Handling,
        Self::RelateretObjektId,
        Self::RelateretObjektType,
        Self::RelateretObjektRolle,
        Self::RegistreringsAktoer,
        Self::ObjektAnsvarligMyndighed,
        Self::ObjektId,
        Self::ObjektType,
        Self::ObjektHandling,
        Self::OpgaveEmne,
    ];

    /// From the stored number.
    pub fn fra_nr(nr: u8) -> Option<Self> {
        Self::ALLE.into_iter().find(|f| *f as u8 == nr)
    }

    /// The name, by which the API knows it too.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::BeskedAnsvarligAktoer => "BeskedAnsvarligAktoer",
            Self::TilladtModtager => "TilladtModtager",
            Self::TvaergaaendeProces => "TvaergaaendeProces",
            Self::Kildesystem => "Kildesystem",
            Self::Sikkerhedsklassificering => "Sikkerhedsklassificering",
            Self::Handling => "Handling",
            Self::RelateretObjektId => "RelateretObjekt.ObjektId",
            Self::RelateretObjektType => "RelateretObjekt.ObjektType",
            Self::RelateretObjektRolle => "RelateretObjekt.ObjektRolle",
            Self::RegistreringsAktoer => "ObjektRegistrering.RegistreringsAktoer",
            Self::ObjektAnsvarligMyndighed => "ObjektRegistrering.ObjektAnsvarligMyndighed",
            Self::ObjektId => "ObjektRegistrering.ObjektId",
            Self::ObjektType => "ObjektRegistrering.ObjektType",
            Self::ObjektHandling => "ObjektRegistrering.ObjektHandling",
            Self::OpgaveEmne => "ObjektRegistrering.OpgaveEmne",
        }
    }

    /// From the name.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|f| f.navn() == navn)
    }

    pub(crate) fn instans(self) -> Instans {
        match self {
            Self::RelateretObjektId | Self::RelateretObjektType | Self::RelateretObjektRolle => Instans::Relateret,
            Self::RegistreringsAktoer
            | Self::ObjektAnsvarligMyndighed
            | Self::ObjektId
            | Self::ObjektType
            | Self::ObjektHandling
            | Self::OpgaveEmne => Instans::Registrering,
            _ => Instans::Besked,
        }
    }
}

/// What a subscription asks of one element: any of the values, or any of those of the lists. Nothing at all is no condition; a list that is empty or
/// gone matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Betingelse {
    /// The element.
    pub felt: Felt,
    /// Values, as [`normaliser`] reads them.
    pub vaerdier: Vec<String>,
    /// Værdilister (E-6).
    pub lister: Vec<Uuid>,
}

/// A subscription's filter: one type, and every condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The type of message.
    pub beskedtype: UnikId,
    /// All of them hold; each element at most once.
    pub betingelser: Vec<Betingelse>,
}

#[cfg(test)]
mod proever;
