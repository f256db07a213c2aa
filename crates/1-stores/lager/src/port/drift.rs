//! Operations.
use async_trait::async_trait;
use grund::{Cvr, Fejl};

/// What the store holds, for operations.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lagerstatus {
    /// Objects, or an estimate of their number.
    pub objekter: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// The stored format's version.
    pub format: u32,
    /// Microseconds that the newest registration time lies ahead of the clock; 0 when it does not. Above
    /// [`grund::graenser::TIDSFORSPRING_SEKUNDER`] the clock has been ahead and was set back: see `docs/drift.md`.
    pub tidsforspring: u64,
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
