//! What is counted, for operations.
use crate::overdragelse::{Overdragelse, Tilstand};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What happened since the program started.
#[derive(Debug, Default)]
pub struct Tal {
    blev: [AtomicU64; Tilstand::ALLE.len()],
    /// Attempts to deliver an object that failed.
    pub leveringsfejl: AtomicU64,
    /// Receipts that senders took.
    pub kvitteringer: AtomicU64,
    /// Receipts that nobody took.
    pub opgivne_kvitteringer: AtomicU64,
}

impl Tal {
    /// How many handovers came into that state.
    pub fn blev(&self, t: Tilstand) -> u64 {
        self.blev.get(usize::from(t.nr()) - 1).map_or(0, |a| a.load(Relaxed))
    }

    /// A change that was stored.
    pub(crate) fn tael(&self, foer: Option<&Overdragelse>, efter: Option<&Overdragelse>) {
        let Some(efter) = efter else { return };
        if foer.is_none_or(|f| f.tilstand != efter.tilstand)
            && let Some(a) = self.blev.get(usize::from(efter.tilstand.nr()) - 1)
        {
            a.fetch_add(1, Relaxed);
        }
        let Some(foer) = foer else { return };
        let mere = |tal: &AtomicU64, foer: usize, efter: usize| tal.fetch_add(efter.saturating_sub(foer) as u64, Relaxed);
        let leverede = |o: &Overdragelse| o.kvitteringer.iter().filter(|k| k.leveret.is_some()).count();
        let opgivne = |o: &Overdragelse| o.kvitteringer.iter().filter(|k| k.opgivet).count();
        self.leveringsfejl.fetch_add(u64::from(efter.forsoeg.saturating_sub(foer.forsoeg)), Relaxed);
        mere(&self.kvitteringer, leverede(foer), leverede(efter));
        mere(&self.opgivne_kvitteringer, opgivne(foer), opgivne(efter));
    }
}
