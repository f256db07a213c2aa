//! Server-sent events: a dueslag as a stream for clients that keep an HTTP call open. Each event's id is the message's place and name; the reader acknowledges by coming
//! back with the last one that it has stored (`Last-Event-ID`): that and all before it are its own from then on. So a stream carries a bounded number of messages
//! that nobody has acknowledged, and ends; clients come back by themselves.
mod openapi;
mod rute;
mod stroem;

pub(crate) use openapi::stier;
pub use rute::Vedvarende;
pub(crate) use rute::{STI, ruter};

use beskedfordeler::Forbruger;
use grund::{Fejl, Fejlkode, Uuid, graenser};
use std::collections::HashMap;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// The reader of a dueslag. The newest is the one: a client whose connection was lost without a word comes back before the old one is known to be gone.
pub(crate) struct Laeser {
    /// What it has on lease; `None` when another took over. Held while messages are fetched, never while something is waited for.
    forbruger: tokio::sync::Mutex<Option<Forbruger>>,
    /// Another took over.
    afloest: Notify,
}

impl Laeser {
    /// Gives back what it has.
    async fn slip(&self) {
        if let Some(f) = self.forbruger.lock().await.take() {
            f.slip_alt();
        }
    }
}

/// All readers.
#[derive(Default)]
pub(crate) struct Laesere(Mutex<HashMap<Uuid, Arc<Laeser>>>);

impl Laesere {
    fn laas(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Arc<Laeser>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The dueslag's reader from now on, and whoever was it before, who must give back what it has before this one reads.
    ///
    /// # Errors
    /// `Optaget`, when there are as many streams as there may be.
    fn ny(&self, dueslag: Uuid, forbruger: Forbruger, tal: &crate::Tal) -> Result<(Arc<Laeser>, Option<Arc<Laeser>>), Fejl> {
        let ny = Arc::new(Laeser { forbruger: tokio::sync::Mutex::new(Some(forbruger)), afloest: Notify::new() });
        let mut alle = self.laas();
        if alle.len() >= graenser::SSE_STROEMME && !alle.contains_key(&dueslag) {
            return Err(Fejl::ny(Fejlkode::Optaget));
        }
        let gammel = alle.insert(dueslag, ny.clone());
        tal.stroemme.store(alle.len() as u64, Relaxed);
        Ok((ny, gammel))
    }

    /// The reader is gone.
    fn vaek(&self, dueslag: Uuid, laeser: &Arc<Laeser>, tal: &crate::Tal) {
        let mut alle = self.laas();
        if alle.get(&dueslag).is_some_and(|l| Arc::ptr_eq(l, laeser)) {
            alle.remove(&dueslag);
        }
        tal.stroemme.store(alle.len() as u64, Relaxed);
    }
}

/// The place and the name of a message, as an event's id.
fn skriv_id(nummer: u64, besked: Uuid) -> String {
    format!("{nummer}-{besked}")
}

/// An id that came back; `None` for one that no stream has given. A refusal of it would end an EventSource for good.
fn laes_id(tekst: &str) -> Option<(u64, Uuid)> {
    let (nummer, besked) = tekst.trim().split_once('-')?;
    Some((nummer.parse().ok()?, grund::id::laes_uuid(besked)?))
}

/// Acknowledges what the reader has: the message of that id and those before it. Where the message is not there any more, it was acknowledged before, or moved: then
/// nothing is, and what was had already comes again.
///
/// # Errors
/// Those of the store.
async fn kvitter_til(f: &Forbruger, (nummer, besked): (u64, Uuid)) -> Result<u64, Fejl> {
    let mut numre = Vec::new();
    let mut antal = 0;
    'alle: while numre.len() <= graenser::SSE_VINDUE {
        let leverancer = f.hent(graenser::SSE_BID, graenser::SSE_BID_BYTES).await?;
        if leverancer.is_empty() {
            break;
        }
        for l in leverancer {
            if l.nummer > nummer {
                break 'alle;
            }
            numre.push(l.nummer);
            if l.nummer == nummer {
                if crate::haendelse::uuid_af(&l) == besked {
                    antal = f.kvitter(&numre).await?;
                }
                break 'alle;
            }
        }
    }
    f.slip_alt();
    Ok(antal)
}
