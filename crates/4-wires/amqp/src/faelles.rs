//! What all connections share: numbers, budgets, consumers of a queue, queues of the development.
use crate::laesere::Laesere;
use crate::midlertidig::Midlertidige;
use crate::port::Formidler;
use grund::ur::IdKilde;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Shared by all connections.
pub struct Faelles {
    /// The door.
    pub formidler: Arc<dyn Formidler>,
    /// New names of queues and consumers.
    pub ids: Arc<dyn IdKilde>,
    /// Temporary exchanges and queues in memory; development only.
    pub(crate) midlertidige: Option<Midlertidige>,
    /// The length of a second.
    pub(crate) sekund: Duration,
    /// What is counted.
    pub tal: Tal,
    /// Bytes of messages that are on their way in.
    pub(crate) ind_bytes: AtomicUsize,
    /// Bytes of callers who have not proven who they are.
    pub(crate) ubevist_bytes: AtomicUsize,
    /// Who has messages of which dueslag.
    pub(crate) laesere: Laesere,
    forbrugere: Mutex<HashMap<String, Forbrugere>>,
}

/// Of one queue.
#[derive(Clone, Copy, Debug, Default)]
struct Forbrugere {
    antal: u32,
    alene: bool,
}

/// What is counted; all but the first three only rise.
#[derive(Debug, Default)]
pub struct Tal {
    /// Connections that were let in and are open.
    pub forbindelser: AtomicU64,
    /// Open channels.
    pub kanaler: AtomicU64,
    /// Consumers.
    pub forbrugere: AtomicU64,
    /// Logins that were refused.
    pub afvist_login: AtomicU64,
    /// Messages that were taken.
    pub afsendt: AtomicU64,
    /// Messages that were refused.
    pub afvist: AtomicU64,
    /// Messages that were delivered.
    pub leveret: AtomicU64,
    /// Messages that their receivers have acknowledged.
    pub kvitteret: AtomicU64,
    /// Messages that were given back, or came back with a lost connection.
    pub tilbage: AtomicU64,
    /// Channels and connections that were ended for a breach of the protocol or a refusal.
    pub brud: AtomicU64,
}

impl Faelles {
    /// None yet. With `udvikling`, clients may declare exchanges and queues, which are gone with the process.
    pub fn ny(formidler: Arc<dyn Formidler>, ids: Arc<dyn IdKilde>, udvikling: bool) -> Arc<Self> {
        Self::med_sekund(formidler, ids, udvikling, Duration::from_secs(1))
    }

    /// The same where a second of every deadline and heartbeat is as long as that: tests wait for less.
    pub fn med_sekund(formidler: Arc<dyn Formidler>, ids: Arc<dyn IdKilde>, udvikling: bool, sekund: Duration) -> Arc<Self> {
        Arc::new(Self {
            sekund,
            formidler,
            ids,
            midlertidige: udvikling.then(Midlertidige::default),
            tal: Tal::default(),
            ind_bytes: AtomicUsize::new(0),
            ubevist_bytes: AtomicUsize::new(0),
            laesere: Laesere::default(),
            forbrugere: Mutex::default(),
        })
    }

    /// So many seconds.
    pub(crate) fn sekunder(&self, antal: u64) -> Duration {
        self.sekund.saturating_mul(u32::try_from(antal).unwrap_or(u32::MAX))
    }

    fn laas(&self) -> MutexGuard<'_, HashMap<String, Forbrugere>> {
        self.forbrugere.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A consumer more of a queue; `false` when somebody has it alone, or is to have it alone and it has others.
    pub(crate) fn forbruger_til(&self, koe: &str, alene: bool) -> bool {
        let mut alle = self.laas();
        let f = alle.entry(koe.to_owned()).or_default();
        if f.alene || (alene && f.antal > 0) {
            return false;
        }
        *f = Forbrugere { antal: f.antal + 1, alene };
        self.tal.forbrugere.fetch_add(1, Relaxed);
        true
    }

    /// A consumer less; how many are left.
    pub(crate) fn forbruger_fra(&self, koe: &str) -> u32 {
        let mut alle = self.laas();
        let Some(f) = alle.get_mut(koe) else { return 0 };
        *f = Forbrugere { antal: f.antal.saturating_sub(1), alene: false };
        self.tal.forbrugere.fetch_sub(1, Relaxed);
        let rest = f.antal;
        if rest == 0 {
            alle.remove(koe);
        }
        rest
    }

    /// Consumers of a queue.
    pub(crate) fn forbrugere(&self, koe: &str) -> u32 {
        self.laas().get(koe).map_or(0, |f| f.antal)
    }
}

/// Bytes of a shared budget that one connection has taken; given back when dropped.
pub(crate) struct Andel<F: Fn(&Faelles) -> &AtomicUsize> {
    faelles: Arc<Faelles>,
    hvor: F,
    bytes: usize,
}

impl<F: Fn(&Faelles) -> &AtomicUsize> Andel<F> {
    pub(crate) fn ny(faelles: Arc<Faelles>, hvor: F) -> Self {
        Self { faelles, hvor, bytes: 0 }
    }

    /// Takes so many in all from now on.
    pub(crate) fn saet(&mut self, bytes: usize) {
        let alle = (self.hvor)(&self.faelles);
        alle.fetch_add(bytes, Relaxed);
        alle.fetch_sub(self.bytes, Relaxed);
        self.bytes = bytes;
    }

    /// What this one has.
    pub(crate) fn egne(&self) -> usize {
        self.bytes
    }

    /// What all have together.
    pub(crate) fn alles(&self) -> usize {
        (self.hvor)(&self.faelles).load(Relaxed)
    }
}

impl<F: Fn(&Faelles) -> &AtomicUsize> Drop for Andel<F> {
    fn drop(&mut self) {
        self.saet(0);
    }
}
