//! Collections of modules' own rows: a message queue or a ledger lives in one, in the same transaction as the objects, without the port knowing it.
//!
//! Rows are written by [`crate::Skrivning::raekker`]. Keys are compared byte by byte; what belongs to an authority begins its keys with it.
use async_trait::async_trait;
use grund::Fejl;

/// A row: key and value.
pub type Raekke = (Vec<u8>, Vec<u8>);

/// Rows of modules.
#[async_trait]
pub trait Samlingslager: Send + Sync {
    /// The row's value.
    async fn raekke(&self, samling: u16, noegle: &[u8]) -> Result<Option<Vec<u8>>, Fejl>;

    /// Rows with keys from `fra` up to but not `til` (`None`: to the end), in order of key.
    async fn raekker(&self, samling: u16, fra: &[u8], til: Option<&[u8]>, antal: usize) -> Result<Vec<Raekke>, Fejl>;
}
