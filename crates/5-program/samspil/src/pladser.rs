//! Places for calls under way. What operations need in every flood has places of its own, and what holds a place for long takes none of the
//! ordinary ones.
use crate::vaern::Stislags;
use grund::graenser;
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};

/// Places by what a call is.
pub struct Pladser {
    ordinaere: Semaphore,
    offentlige: Semaphore,
    frie: Semaphore,
    administration: Semaphore,
    filer: Semaphore,
    store: Semaphore,
}

/// The places of one call; given back when dropped.
pub struct Plads<'p> {
    _plads: SemaphorePermit<'p>,
    _stor: Option<SemaphorePermit<'p>>,
}

impl Default for Pladser {
    fn default() -> Self {
        Self {
            ordinaere: Semaphore::new(graenser::SAMTIDIGE_KALD),
            offentlige: Semaphore::new(graenser::SAMTIDIGE_DRIFTSKALD),
            frie: Semaphore::new(graenser::ADRESSE_SAMTIDIGE),
            administration: Semaphore::new(graenser::SAMTIDIGE_DRIFTSKALD),
            filer: Semaphore::new(graenser::SAMTIDIGE_FILER),
            store: Semaphore::new(graenser::STORE_KALD),
        }
    }
}

impl Pladser {
    /// Waits for a place. `fil`: the body is a document's files, still on their way. `ubevist`: bytes of a message whose sender is not known.
    ///
    /// # Errors
    /// Never: the places are not closed.
    pub async fn tag(&self, slags: Stislags, fil: bool, ubevist: usize) -> Result<Plads<'_>, AcquireError> {
        let stor = match ubevist > graenser::STOR_BESKED_BYTES {
            true => Some(self.store.acquire().await?),
            false => None,
        };
        let plads = match slags {
            _ if fil => &self.filer,
            Stislags::Offentlig | Stislags::Udvikling => &self.offentlige,
            Stislags::Fri => &self.frie,
            Stislags::Administration => &self.administration,
            Stislags::Egen | Stislags::Token | Stislags::Login | Stislags::Side => &self.ordinaere,
        };
        Ok(Plads { _plads: plads.acquire().await?, _stor: stor })
    }
}
