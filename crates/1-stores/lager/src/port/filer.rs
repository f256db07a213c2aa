//! Files, chunk by chunk.
use async_trait::async_trait;
use grund::{Cvr, Fejl, Uuid};

/// Files.
#[async_trait]
pub trait Fillager: Send + Sync {
    /// Appends a chunk of a file; `nr` rises from 0. A chunk is durable when the call returns.
    async fn gem_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32, data: Vec<u8>) -> Result<(), Fejl>;

    /// Reads a chunk of a file; `None` after the last one.
    async fn hent_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32) -> Result<Option<Vec<u8>>, Fejl>;

    /// Removes a file.
    async fn slet_fil(&self, myndighed: Cvr, fil: Uuid) -> Result<(), Fejl>;
}
