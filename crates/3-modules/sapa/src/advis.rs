//! Advis: what happened to cases, grants and persons, told to the groups whose rules ask for it (SAPA-20 … SAPA-24, C-52).
//!
//! A group is a list of units and users. A rule says which events of which cases it is told of. An advis is a row, told once to each group; its id follows from group and event.
mod cpr;
mod dan;
mod handling;
mod liste;
mod regel;

pub use cpr::Personhaendelse;
pub use dan::LAESER;
pub use handling::{Handling, NyPaamindelse};
pub use liste::{Side, Udvalg};
pub use regel::{Advisgruppe, Advisregel, Omhvem};

use grund::{Tidspunkt, Uuid};
use serde::{Deserialize, Serialize};

/// Where an advis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advistilstand {
    /// To be handled.
    Aaben,
    /// Handled.
    Faerdig,
}

/// An advis as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advis {
    /// Its id.
    pub id: Uuid,
    /// The group that it was told to.
    pub gruppe: Uuid,
    /// What happened: `sag_opstaaet`, `bevilling_passiv`, `cpr:flytning-i-kommunen`, `paamindelse` …
    pub slags: String,
    /// In words.
    pub tekst: String,
    /// Whose case or event it is, by the identifier of then.
    pub part: Option<String>,
    /// The case.
    pub sag: Option<Uuid>,
    /// The grant.
    pub bevilling: Option<Uuid>,
    /// When it happened.
    pub haendt: Tidspunkt,
    /// Shown from then on: it may be postponed.
    pub vises: Tidspunkt,
    /// When it was told.
    pub dannet: Tidspunkt,
    /// Where it is.
    pub tilstand: Advistilstand,
    /// Who has taken it over.
    pub hos: Option<Behandler>,
    /// When it was done.
    pub faerdig: Option<Tidspunkt>,
}

/// Who has taken an advis over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behandler {
    /// The user.
    pub bruger: String,
    /// Its name.
    pub navn: String,
}
