//! What a transaction is: objects, unique keys, short-lived keys, rows of modules and log rows, all of it or nothing.
use crate::emne::Emne;
use crate::log::NyLogpost;
use crate::port::Objektnoegle;
use async_trait::async_trait;
use grund::{Fejl, Periode, Synsmaerke, Tidspunkt};

/// One transaction: every part of it or nothing.
#[derive(Clone, Debug)]
pub struct Skrivning {
    /// When the call came, by the caller's clock: beside the registration time, which the writer gives. It is the clock itself in a store that
    /// was opened without one.
    pub kaldt: Tidspunkt,
    /// At most one entry for each object.
    pub objekter: Vec<Objektskrivning>,
    /// Short-lived keys, none of which may be there already.
    pub flygtige: Vec<NyFlygtig>,
    /// Rows of modules' own collections, each at most once.
    pub raekker: Vec<Raekkeskrivning>,
    /// Log rows.
    pub log: Vec<NyLogpost>,
}

impl Default for Skrivning {
    fn default() -> Self {
        Self { kaldt: Tidspunkt::MINUS_UENDELIG, objekter: Vec::new(), flygtige: Vec::new(), raekker: Vec::new(), log: Vec::new() }
    }
}

impl Skrivning {
    /// `true` for a transaction of nothing.
    pub fn er_tom(&self) -> bool {
        self.objekter.is_empty() && self.flygtige.is_empty() && self.raekker.is_empty() && self.log.is_empty()
    }
}

/// What came of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skrevet {
    /// The registration time of everything in it that was said [`Tid::Nu`], and of its events: later than that of every transaction committed
    /// before it. Of a transaction without events the time of the call.
    pub tidspunkt: Tidspunkt,
}

/// A registration time in a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tid {
    /// This time: old history that is brought in, or +∞. Never later than the store's clock, but for a small skew.
    Givet(Tidspunkt),
    /// The transaction's own, which the writer gives.
    Nu,
}

impl Tid {
    /// The time, once the writer has given the transaction's.
    pub fn som(self, nu: Tidspunkt) -> Tidspunkt {
        match self {
            Self::Givet(t) => t,
            Self::Nu => nu,
        }
    }
}

/// What happens to one object.
#[derive(Clone, Debug)]
pub struct Objektskrivning {
    /// Which object.
    pub noegle: Objektnoegle,
    /// What the writer has seen; the whole batch is refused with [`Skrivefejl::Samtidig`] if it is no longer so.
    pub forventet: Forventning,
    /// What to do.
    pub handling: Skrivehandling,
    /// Unique keys that the object takes and lets go.
    pub unikke: Unikaendring,
    /// The event for the change feed. Every change of what the register says has one.
    pub haendelse: Option<NyHaendelse>,
    /// The concern whose version the change raises.
    pub emne: Option<Emne>,
}

/// A state of an object: every write gives it a new one, and a new object of the same identity has none of the old one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision {
    /// The store's number of the object.
    pub oid: i64,
    /// Rises with every write.
    pub nr: u32,
}

/// What the writer assumes about the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forventning {
    /// The store does not hold it.
    Ukendt,
    /// It is as it was when it was read.
    Revision(Revision),
}

/// Unique keys of an object: no two objects of an authority hold the same one. What the object holds goes with it when it is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unikaendring {
    /// Keys to take. One that the object holds already stays; one that another holds refuses the batch, unless the other lets it go in the same
    /// batch.
    pub tag: Vec<Vec<u8>>,
    /// Keys to let go; one that the object does not hold is left alone.
    pub slip: Vec<Vec<u8>>,
}

/// What to do with one object.
#[derive(Clone, Debug)]
pub enum Skrivehandling {
    /// Append registrations; they are numbered on from the newest.
    Registrer {
        /// The new registrations, oldest first; not empty. Times rise.
        registreringer: Vec<NyRegistrering>,
        /// Index rows that end: every row of this object with that key and start, that is open, gets `registreret.til = til`.
        luk: Vec<LukIndeks>,
        /// New index rows.
        indeks: Vec<NyIndeksraekke>,
        /// The object's labels from now on, all of them; `None` when they stay.
        maerker: Option<Vec<Synsmaerke>>,
    },
    /// Remove the object physically: object row, registrations, labels, unique keys and every index row that it has.
    Fjern,
    /// Rewrite stored registrations in place (anonymisation): bodies are replaced, and every index row that the object has.
    Omskriv {
        /// Registration number and its new body.
        kroppe: Vec<(u32, Vec<u8>)>,
        /// All index rows that it has from now on, also of the past.
        indeks: Vec<Indeksraekke>,
        /// All labels that it has from now on.
        maerker: Vec<Synsmaerke>,
    },
    /// Nothing but the expectation.
    Uroert,
}

/// A registration to append.
#[derive(Clone, Debug)]
pub struct NyRegistrering {
    /// Registration time.
    pub tid: Tid,
    /// Life cycle code as a number; opaque here.
    pub livscyklus: u8,
    /// The stored registration; opaque here.
    pub krop: Vec<u8>,
}

/// Names an open index row of the object to close.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LukIndeks {
    /// The key.
    pub noegle: Vec<u8>,
    /// Start of the row's virkning.
    pub virkning_fra: Tidspunkt,
    /// When the fact ended, in registration time.
    pub til: Tid,
}

/// An index row to write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NyIndeksraekke {
    /// Order-preserving key: object type, field, value.
    pub noegle: Vec<u8>,
    /// When it is true.
    pub virkning: Periode,
    /// From when the register says so.
    pub fra: Tid,
    /// Until when; +∞ while the newest registration says it.
    pub til: Tid,
}

impl NyIndeksraekke {
    /// The row, once the writer has given the transaction's time.
    pub fn som(&self, nu: Tidspunkt) -> Indeksraekke {
        Indeksraekke { noegle: self.noegle.clone(), virkning: self.virkning, registreret: Periode::ny(self.fra.som(nu), self.til.som(nu)) }
    }
}

/// A searchable fact about an object: true in the world during `virkning`, and said by the register during `registreret`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Indeksraekke {
    /// Order-preserving key: object type, field, value.
    pub noegle: Vec<u8>,
    /// When it is true.
    pub virkning: Periode,
    /// When the register says so; the end is +∞ while the newest registration says it.
    pub registreret: Periode,
}

/// What the change feed says of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyHaendelse {
    /// What was done (the engine's code for opret, ret, …).
    pub handling: u8,
    /// Subscribers are notified of it; `false` was asked for by the caller, and only notification heeds it.
    pub notificeres: bool,
    /// What readers of the feed need beyond the identity; opaque here.
    pub data: Vec<u8>,
}

/// A short-lived key to keep: it decides who was first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyFlygtig {
    /// The key.
    pub noegle: Vec<u8>,
    /// Until when it is kept.
    pub udloeb: Tidspunkt,
    /// What is kept under it.
    pub data: Vec<u8>,
    /// One that expired at this time or before counts as gone.
    pub nu: Tidspunkt,
}

impl NyFlygtig {
    /// What a call takes along ([`grund::spor::Engang`]).
    pub fn af(noegle: &grund::spor::Engangsnoegle, nu: Tidspunkt) -> Self {
        Self { noegle: noegle.noegle.clone(), udloeb: noegle.udloeb, data: noegle.data.clone(), nu }
    }
}

/// A row of a module's own collection (a queue, a ledger), ordered by key within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raekkeskrivning {
    /// The collection's number, never reused.
    pub samling: u16,
    /// The key.
    pub noegle: Vec<u8>,
    /// What the row must be, or the batch is refused.
    pub forventet: Raekkeforventning,
    /// What it becomes; `None` when it goes, the same when it is only expected.
    pub vaerdi: Option<Vec<u8>>,
}

/// What is assumed about a row of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raekkeforventning {
    /// Anything.
    Ligegyldig,
    /// It is not there.
    Ukendt,
    /// It has this value.
    Er(Vec<u8>),
}

/// Why a write did not happen. Nothing of it was stored.
#[derive(Debug)]
pub enum Skrivefejl {
    /// The expectation of the object with this index no longer holds: read again and retry.
    Samtidig(usize),
    /// A unique key that the object with this index wants is held by another.
    NoegleOptaget {
        /// Index of the object.
        objekt: usize,
        /// The key.
        noegle: Vec<u8>,
        /// Who holds it.
        af: Objektnoegle,
    },
    /// The short-lived key with this index is there already.
    FlygtigFindes(usize),
    /// The row with this index is not what was expected.
    RaekkeAndet(usize),
    /// The store failed, or is closing; the write may be repeated.
    Lager(Fejl),
}

impl From<Skrivefejl> for Fejl {
    /// For those who expect nothing that could fail: a conflict is then a fault.
    fn from(f: Skrivefejl) -> Self {
        match f {
            Skrivefejl::Lager(f) => f,
            andet => Self::intern(format!("a conflict without an expectation: {andet:?}")),
        }
    }
}

/// Writing.
#[async_trait]
pub trait Skrivelager: Send + Sync {
    /// Writes one batch. When it returns `Ok`, the batch survives a power cut. Concurrent calls share one sync to disk.
    ///
    /// The writer gives the registration time inside the transaction: by the store's clock, but always later than what it gave before, whatever the clock
    /// does. So transactions of one object, and everything that one process has seen committed before it wrote, come in order of it.
    async fn skriv(&self, skrivning: Skrivning) -> Result<Skrevet, Skrivefejl>;
}
