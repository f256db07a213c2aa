//! The log.
use crate::log::{LagretSegl, Logpost, Logvalg};
use crate::port::Skrivefejl;
use async_trait::async_trait;
use grund::{Cvr, Fejl, Periode, Tidspunkt};

/// The log: rows that are only ever appended, and the seals that chain them.
#[async_trait]
pub trait Loglager: Send + Sync {
    /// Log rows of a period, after the row with that position (0: from the first). A row is never seen before all that come
    /// before it in order of position. Rows are appended by [`crate::Skrivelager::skriv`], and no method but [`Self::beskaer_log`] changes one.
    async fn logposter(&self, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl>;

    /// The rows with that look-up key, at most 100, seen at once.
    async fn log_for_noegle(&self, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl>;

    /// The rows about a person, after the position, in order of position; seen at once.
    async fn log_for_person(&self, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl>;

    /// The first row of these that is not found by that key of it (of a person, or of a call), if there is one.
    async fn log_mangler_noegle(&self, noegler: Vec<(bool, Vec<u8>, i64)>) -> Result<Option<i64>, Fejl>;

    /// Authorities with rows whose entry is still there; `None` for rows without one.
    async fn log_myndigheder(&self) -> Result<Vec<Option<Cvr>>, Fejl>;

    /// Appends a seal. Its number must be the last one's + 1, else `Samtidig(0)`: two sealers never fork the chain.
    async fn gem_segl(&self, segl: &LagretSegl) -> Result<(), Skrivefejl>;

    /// Seals after that number, in order.
    async fn segl(&self, efter_nr: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl>;

    /// The last seal.
    async fn sidste_segl(&self) -> Result<Option<LagretSegl>, Fejl>;

    /// Removes the entries (not the rows, nor their fingerprints) and the look-up keys of an authority's rows from before `foer`
    /// and up to the position; at most [`grund::graenser::LOG_BESKAER_AD_GANGEN`] in a call, oldest first. Returns how many.
    async fn beskaer_log(&self, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl>;
}
