//! Where something has come: one wake-up for all dueslag, for whoever sends messages to their receivers and can't wait for each of ten thousand.
use super::Fordeler;
use grund::Uuid;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Since it was last asked. It grows no larger than there are dueslag.
#[derive(Default)]
pub(super) struct Vaekning {
    hvor: Mutex<HashSet<Uuid>>,
    ring: Notify,
}

impl Vaekning {
    pub fn meld(&self, hvor: impl IntoIterator<Item = Uuid>) {
        self.hvor.lock().unwrap_or_else(PoisonError::into_inner).extend(hvor);
        self.ring.notify_one();
    }
}

impl Fordeler {
    /// Waits until something has come into a dueslag, or it was changed, and says which: for one who asks. May be given up; then nothing is lost.
    pub async fn nyt_i(&self) -> HashSet<Uuid> {
        loop {
            let ringer = self.vaekning.ring.notified();
            let hvor = std::mem::take(&mut *self.vaekning.hvor.lock().unwrap_or_else(PoisonError::into_inner));
            if !hvor.is_empty() {
                return hvor;
            }
            ringer.await;
        }
    }

    /// Something was put back into the dueslag by other ways than being sent: whoever sends it on looks now.
    pub fn vaek(&self, dueslag: Uuid) {
        self.vaekning.meld([dueslag]);
    }
}
