//! Operations.
use async_trait::async_trait;
use grund::{Cvr, Fejl, Tidspunkt};

/// How the store is, for operations. Costs the same however much it holds.
#[derive(Clone, Debug, Default)]
pub struct Lagerstatus {
    /// An estimate of the number of objects; 0 only when there is none.
    pub objekter: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// The stored format's version.
    pub format: u32,
    /// Microseconds that the newest registration time lies ahead of the clock; 0 when it does not. Above
    /// [`grund::graenser::TIDSFORSPRING_SEKUNDER`] the clock has been ahead and was set back: see `docs/drift.md`.
    pub tidsforspring: u64,
    /// Bytes of SQLite's WAL, part of `bytes`.
    pub wal_bytes: u64,
    /// The WAL grows beyond what is usual: something reads an old state, or the disk is too slow.
    pub wal_alarm: bool,
    /// Writes that wait for the writer.
    pub skrivekoe: u64,
    /// Transactions that this process has stored since the store was opened; what the log's seals and removal of old rows write is not among them.
    pub skrivninger: u64,
    /// Number of the newest event.
    pub haendelse: i64,
    /// Number of the newest event that was removed from the feed.
    pub stroemkant: i64,
    /// Time of the oldest event that the feed holds.
    pub stroem_siden: Option<Tidspunkt>,
    /// Time of the oldest log row that no seal covers.
    pub uforseglet_siden: Option<Tidspunkt>,
    /// Why nothing can be written at the moment.
    pub skrivefejl: Option<String>,
}

/// Operations.
#[async_trait]
pub trait Driftslager: Send + Sync {
    /// Removes everything of one authority (development only), but not its log. Positions and object numbers are not reused.
    async fn slet_myndighed(&self, myndighed: Cvr) -> Result<(), Fejl>;

    /// What the store holds.
    async fn status(&self) -> Result<Lagerstatus, Fejl>;

    /// Copies the store to a file while it is in use (SQLite); on PostgreSQL refused with a hint to its own tools.
    async fn sikkerhedskopi(&self, til: &std::path::Path) -> Result<(), Fejl>;

    /// Finishes what is under way and closes; later calls fail with `Optaget`.
    async fn luk(&self);
}
