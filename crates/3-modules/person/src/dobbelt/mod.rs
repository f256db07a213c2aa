//! What a person must decide (CPR-09, CPR-10): two numbers that CPR says are one person's, and a number that was given by mistake. A proposal says what would come of it, waits for a
//! decision with its reason, and can be undone. Nothing is merged by guess.
mod beslutning;
mod bog;

pub use beslutning::{Beslutter, flet, fortryd, luk};
pub use bog::Forslagsbog;

use crate::identitet::Tilknytning;
use crate::raekker;
use grund::{Periode, Tidspunkt, UnikId, Uuid};
use serde::{Deserialize, Serialize};

/// Why somebody must decide. Stored by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aarsag {
    /// CPR says that the number is gone because the person had two (status 50).
    Dobbeltnummer,
    /// CPR says that they are one person's numbers, and here they are several identities'.
    FlereIdentiteter,
    /// CPR says that the number was given by mistake (30): what was registered under it is somebody's, and nobody can guess whose.
    Annulleret,
}

impl Aarsag {
    /// All of them.
    pub const ALLE: [Self; 3] = [Self::Dobbeltnummer, Self::FlereIdentiteter, Self::Annulleret];

    /// Its word in answers.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Dobbeltnummer => "Dobbeltnummer",
            Self::FlereIdentiteter => "FlereIdentiteter",
            Self::Annulleret => "Annulleret",
        }
    }
}

/// How far a proposal is. Stored by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tilstand {
    /// Nobody has decided.
    Aaben,
    /// They are one person.
    Flettet,
    /// They are not, somebody says.
    Afvist,
    /// They were made one person, and that was undone.
    Fortrudt,
    /// Somebody has dealt with what was registered under the number.
    Afsluttet,
}

impl Tilstand {
    /// All of them.
    pub const ALLE: [Self; 5] = [Self::Aaben, Self::Flettet, Self::Afvist, Self::Fortrudt, Self::Afsluttet];

    /// Its word in answers.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Aaben => "Aaben",
            Self::Flettet => "Flettet",
            Self::Afvist => "Afvist",
            Self::Fortrudt => "Fortrudt",
            Self::Afsluttet => "Afsluttet",
        }
    }

    /// From its word.
    pub fn fra_navn(t: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|x| x.navn() == t)
    }
}

/// A number of an identity, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lagret {
    nummer: String,
    #[serde(with = "raekker::tid")]
    fra: Tidspunkt,
    #[serde(with = "raekker::tid")]
    til: Tidspunkt,
    status: Option<String>,
}

impl From<&Tilknytning> for Lagret {
    fn from(t: &Tilknytning) -> Self {
        Self { nummer: t.nummer.to_string(), fra: t.periode.fra, til: t.periode.til, status: t.status.clone() }
    }
}

impl Lagret {
    /// As an identity has it.
    pub fn tilknytning(&self) -> Tilknytning {
        let nummer = UnikId::Urn(self.nummer.clone());
        Tilknytning { nummer, periode: Periode::ny(self.fra, self.til), status: self.status.clone() }
    }
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forslag {
    /// Its id, which says nothing of the numbers.
    pub id: Uuid,
    /// Why.
    pub aarsag: Aarsag,
    /// The number that is gone, as CPR tells it.
    pub gammelt: Lagret,
    /// The person's number of now; none for one that was annulled.
    pub nyt: Option<Lagret>,
    /// The day of the extract that told it.
    pub dag: String,
    /// When it was made.
    #[serde(with = "raekker::tid")]
    pub oprettet: Tidspunkt,
    /// How far it is.
    pub tilstand: Tilstand,
    /// What was decided, in order.
    pub historik: Vec<Trin>,
    /// What a merge did, so that it can be undone.
    pub fletning: Option<Fletning>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trin {
    /// When.
    #[serde(with = "raekker::tid")]
    pub tid: Tidspunkt,
    /// Who.
    pub hvem: String,
    /// What.
    pub hvad: Tilstand,
    /// Why.
    pub begrundelse: String,
}

/// What a merge did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fletning {
    /// The identity that they are now.
    pub beholdt: Uuid,
    /// The numbers that it did not have before.
    pub tilfoejede: Vec<Lagret>,
    /// The identity that is no more.
    pub opslugt: Option<Opslugt>,
}

/// An identity that was merged into another, as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opslugt {
    /// Its UUID, which leads to the other now.
    pub uuid: Uuid,
    /// Its name.
    pub navn: Option<String>,
    /// Its numbers.
    pub numre: Vec<Lagret>,
}

impl Forslag {
    /// A new one.
    pub fn ny(id: Uuid, aarsag: Aarsag, gammelt: &Tilknytning, nyt: Option<&Tilknytning>, dag: String, oprettet: Tidspunkt) -> Self {
        Self {
            id,
            aarsag,
            gammelt: gammelt.into(),
            nyt: nyt.map(Lagret::from),
            dag,
            oprettet,
            tilstand: Tilstand::Aaben,
            historik: Vec::new(),
            fletning: None,
        }
    }

    /// When it was decided last, or made where nobody has: what a decision says that it was made on.
    pub fn registreret(&self) -> Tidspunkt {
        self.historik.last().map_or(self.oprettet, |t| t.tid)
    }

    /// Somebody may decide that they are one person.
    pub fn kan_flettes(&self) -> bool {
        self.aarsag != Aarsag::Annulleret && matches!(self.tilstand, Tilstand::Aaben | Tilstand::Fortrudt | Tilstand::Afvist)
    }
}
