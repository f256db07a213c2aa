//! The change feed.
use crate::emne::{Emne, Emneaendringer};
use crate::port::Objektnoegle;
use crate::stroem::{Stroemposition, Stroemstatus};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Tidspunkt};

/// An event as it is read from the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Haendelse {
    /// Rises strictly, also across authorities; a reader keeps the last one and asks for what comes after.
    pub position: Stroemposition,
    /// Which object.
    pub noegle: Objektnoegle,
    /// The registration that it is about (0 when the object was removed).
    pub nr: u32,
    /// What was done.
    pub handling: u8,
    /// Registration time of the change: no two batches have the same, and for one object it rises with the position (in SQLite for all), but for what
    /// stores before format 4 have written.
    pub tidspunkt: Tidspunkt,
    /// When the call came.
    pub kaldt: Tidspunkt,
    /// Subscribers are notified of it.
    pub notificeres: bool,
    /// The event's own data.
    pub data: Vec<u8>,
}

/// The change feed.
#[async_trait]
pub trait Haendelseslager: Send + Sync {
    /// Events after the position, oldest first; of one authority or of all. An event is never seen before all earlier ones.
    ///
    /// # Errors
    /// [`grund::Fejlkode::StroempositionUgyldig`] for a position of another epoch, or behind the edge: the reader has missed something, and reads anew, first
    /// [`Self::stroemstatus`], then all objects, then the events after `spids`.
    async fn haendelser(&self, myndighed: Option<Cvr>, efter: Stroemposition, antal: usize) -> Result<Vec<Haendelse>, Fejl>;

    /// Where the feed begins and ends. Cheap.
    async fn stroemstatus(&self) -> Result<Stroemstatus, Fejl>;

    /// Removes at most so many of the oldest events: those of registration times before `foer`, up to that number. Returns how many. Numbers and times are
    /// not given again.
    async fn beskaer_stroem(&self, foer: Tidspunkt, til_nr: i64, antal: usize) -> Result<u64, Fejl>;

    /// Begins a new epoch: every position that was given so far is refused. For a store that was brought back to an earlier state.
    async fn ny_epoke(&self) -> Result<(), Fejl>;

    /// What has changed in a concern since the version. Never waits for anybody's transaction: what it tells is what is committed. Cheap:
    /// one look-up when nothing happened.
    async fn emne_siden(&self, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl>;

    /// A registration time such that every change at or before it is committed, and none will be made at or before it any more: what is read at
    /// such a time is read the same ever after, and who has seen the changes up to it goes on after it. Only what is brought in with times
    /// of its own ([`crate::Tid::Givet`]) may come before it, and its event comes after.
    async fn vandmaerke(&self) -> Result<Tidspunkt, Fejl>;
}
