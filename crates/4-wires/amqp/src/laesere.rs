//! Who reads from a dueslag. A client that hangs up and comes back may be served before the end of its old connection was noticed here, and would then get what lies
//! behind the messages that still count as that connection's (E-35). So whoever comes to a dueslag has those who are there hear first what their clients have said.
use crate::faelles::Faelles;
use futures::future::join_all;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// A connection, as others may ask it.
#[derive(Debug, Default)]
pub(crate) struct Adspurgt {
    /// How often it was asked.
    spurgt: watch::Sender<u64>,
    /// Up to which of these questions it has heard what there was to hear.
    hoert: watch::Sender<u64>,
}

impl Adspurgt {
    async fn hoer(&self) {
        let mut hoert = self.hoert.subscribe();
        let mut nr = 0;
        self.spurgt.send_modify(|n| {
            *n += 1;
            nr = *n;
        });
        let _ = hoert.wait_for(|n| *n >= nr).await;
    }
}

/// Until all of them have heard their clients, or have begun to end; one that is stuck is waited for so long.
pub(crate) async fn hoer(andre: Vec<Arc<Adspurgt>>, frist: Duration) {
    if !andre.is_empty() {
        let _ = tokio::time::timeout(frist, join_all(andre.iter().map(|a| a.hoer()))).await;
    }
}

/// The connections that read from each dueslag, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Laesere(Mutex<HashMap<String, BTreeMap<u64, Arc<Adspurgt>>>>);

impl Laesere {
    fn laas(&self) -> MutexGuard<'_, HashMap<String, BTreeMap<u64, Arc<Adspurgt>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's part in that; over when dropped.
pub(crate) struct Laeser {
    faelles: Arc<Faelles>,
    nr: u64,
    selv: Arc<Adspurgt>,
    laeser: HashSet<String>,
}

impl Laeser {
    pub fn ny(faelles: Arc<Faelles>, nr: u64) -> Self {
        Self { faelles, nr, selv: Arc::default(), laeser: HashSet::new() }
    }

    /// It reads from that dueslag from now on. Returns whether that is news, and who else does.
    pub fn kom(&mut self, dueslag: &str) -> (bool, Vec<Arc<Adspurgt>>) {
        let mut alle = self.faelles.laesere.laas();
        let dem = alle.entry(dueslag.to_owned()).or_default();
        let andre = dem.iter().filter(|(nr, _)| **nr != self.nr).map(|(_, a)| a.clone()).collect();
        dem.insert(self.nr, self.selv.clone());
        (self.laeser.insert(dueslag.to_owned()), andre)
    }

    /// It does not after all.
    pub fn gik(&mut self, dueslag: &str) {
        if self.laeser.remove(dueslag) {
            Self::glem(&self.faelles, self.nr, dueslag);
        }
    }

    fn glem(faelles: &Faelles, nr: u64, dueslag: &str) {
        let mut alle = faelles.laesere.laas();
        if let Some(dem) = alle.get_mut(dueslag) {
            dem.remove(&nr);
            if dem.is_empty() {
                alle.remove(dueslag);
            }
        }
    }

    /// Tells of each question.
    pub fn spurgt(&self) -> watch::Receiver<u64> {
        self.selv.spurgt.subscribe()
    }

    /// It has heard its client since that question.
    pub fn har_hoert(&self, nr: u64) {
        self.selv.hoert.send_modify(|n| *n = nr.max(*n));
    }

    /// It has begun to end: what it has goes back before anybody gets what lies behind, so there is nothing more to ask.
    pub fn ender(&self) {
        self.har_hoert(u64::MAX);
    }
}

impl Drop for Laeser {
    fn drop(&mut self) {
        self.ender();
        for d in &self.laeser {
            Self::glem(&self.faelles, self.nr, d);
        }
    }
}
