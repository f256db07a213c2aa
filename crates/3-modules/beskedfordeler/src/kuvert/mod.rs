//! The envelope `Haendelsesbesked` (E-10, E-11; contracts 8.1): read by its contract table, and on its way to a receiver cut and spliced as text, so that what it
//! carries, and what is signed in it, is the sender's bytes to the last one.
//!
//! Read as the real clients write: UUIDs in either case, times without zone are Danish, a byte order mark, UTF-16, any prefixes. Strict in what is routed by.
mod dan;
pub mod kontrakt;
mod laes;
mod lempet;
mod udgave;

pub use dan::dan;
pub use kontrakt::{NS, SD};
pub use laes::{Laest, laes, laes_hele};
pub use udgave::{Rute, Skabelon, proev_kuvert, skriv};

use grund::{Cvr, Tidspunkt, UnikId, Uuid};

/// What a message says of itself: all that is decided by (E-4). What it carries is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kuvert {
    /// The sender's id of it.
    pub besked_id: UnikId,
    /// The type.
    pub beskedtype: UnikId,
    /// The sending system.
    pub ansvarlig: Option<Uuid>,
    /// Who may get it; empty: everybody whose agreement covers it.
    pub tilladte: Vec<UnikId>,
    /// Other objects.
    pub relaterede: Vec<Relateret>,
    /// What has happened.
    pub registreringer: Vec<Objektregistrering>,
    /// Processes.
    pub processer: Vec<UnikId>,
    /// When it was made.
    pub dannet: Option<Tidspunkt>,
    /// The transaction.
    pub transaktion: Option<UnikId>,
    /// Where it comes from.
    pub kildesystem: Option<Uuid>,
    /// How sensitive it is.
    pub sikkerhedsklassificering: Option<UnikId>,
    /// What the receiver is asked to do.
    pub handling: Option<UnikId>,
    /// From when it is true.
    pub gyldig_fra: Option<Tidspunkt>,
    /// When it has no value any more (E-12).
    pub gyldig_til: Option<Tidspunkt>,
}

impl Kuvert {
    /// An envelope that says what it must (E-10), and nothing else.
    pub fn ny(besked_id: UnikId, beskedtype: UnikId) -> Self {
        Self {
            besked_id,
            beskedtype,
            ansvarlig: None,
            tilladte: Vec::new(),
            relaterede: Vec::new(),
            registreringer: Vec::new(),
            processer: Vec::new(),
            dannet: None,
            transaktion: None,
            kildesystem: None,
            sikkerhedsklassificering: None,
            handling: None,
            gyldig_fra: None,
            gyldig_til: None,
        }
    }
}

/// A related object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relateret {
    /// Its id.
    pub id: UnikId,
    /// Its type; the nil UUID where the sender left it empty.
    pub objekttype: UnikId,
    /// Its role.
    pub rolle: Option<UnikId>,
}

/// What has happened to an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objektregistrering {
    /// The registration's id.
    pub id: Option<UnikId>,
    /// Who registered it.
    pub aktoer: Option<Uuid>,
    /// When.
    pub tidspunkt: Option<Tidspunkt>,
    /// The authority that answers for the object.
    pub myndighed: Option<UnikId>,
    /// The object.
    pub objekt: Option<UnikId>,
    /// Its type.
    pub objekttype: Option<UnikId>,
    /// What happened.
    pub handling: Option<UnikId>,
    /// Its subject: `urn:oio:kle:32.01.01`.
    pub emne: Option<UnikId>,
}

impl Objektregistrering {
    /// The KLE number of its subject, if it is one.
    pub fn kle(&self) -> Option<&str> {
        kle(self.emne.as_ref()?)
    }
}

fn efter<'u>(id: &'u UnikId, foran: &str) -> Option<&'u str> {
    let UnikId::Urn(u) = id else { return None };
    let (start, rest) = u.split_at_checked(foran.len())?;
    start.eq_ignore_ascii_case(foran).then_some(rest.trim())
}

/// The authority that an id names: `urn:oio:cvr-nr:11111111`.
pub fn cvr(id: &UnikId) -> Option<Cvr> {
    efter(id, "urn:oio:cvr-nr:")?.parse().ok()
}

/// The CPR number that an id names: `urn:oio:cpr-nr:0101701234`.
pub fn cpr(id: &UnikId) -> Option<&str> {
    efter(id, "urn:oio:cpr-nr:")
}

/// The KLE number that an id names: `urn:oio:kle:32.01.01`.
pub fn kle(id: &UnikId) -> Option<&str> {
    efter(id, "urn:oio:kle:")
}

#[cfg(test)]
mod proever;
