//! Who wants to know that one particular message was acknowledged. Nothing is looked at while nobody does: one atomic read for each fetch and acknowledgement.
use crate::leverance::Leverance;
use async_trait::async_trait;
use grund::Uuid;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Told that a message was acknowledged, after that is durable. Told at most once: a crash in between tells nobody, so it proves that the receiver has it, and its absence proves
/// nothing.
#[async_trait]
pub trait Kvitteringsvidne: Send + Sync {
    /// The message (`BeskedId`) was acknowledged in the dueslag.
    async fn kvitteret(&self, dueslag: Uuid, besked: &str);
}

#[derive(Debug, Default)]
struct Indhold {
    /// Messages that are waited for, by dueslag.
    ventede: HashMap<Uuid, HashSet<String>>,
    /// Those of them that a consumer has, by their number.
    ude: HashMap<(Uuid, u64), String>,
}

/// What is waited for. One lock, held for a look-up.
#[derive(Default)]
pub(super) struct Vidner {
    vidne: OnceLock<Arc<dyn Kvitteringsvidne>>,
    antal: AtomicUsize,
    indhold: Mutex<Indhold>,
}

impl Vidner {
    fn med<T>(&self, goer: impl FnOnce(&mut Indhold) -> T) -> T {
        let mut i = self.indhold.lock().unwrap_or_else(PoisonError::into_inner);
        let ud = goer(&mut i);
        self.antal.store(i.ventede.values().map(HashSet::len).sum(), Ordering::Relaxed);
        ud
    }

    fn ingen(&self) -> bool {
        self.antal.load(Ordering::Relaxed) == 0
    }

    /// Messages go out to a consumer.
    pub(super) fn ude(&self, dueslag: Uuid, beskeder: &[Leverance]) {
        if self.ingen() {
            return;
        }
        self.med(|i| {
            let Some(ventede) = i.ventede.get(&dueslag) else { return };
            let sete = beskeder.iter().filter(|l| ventede.contains(&l.besked_id)).map(|l| ((dueslag, l.nummer), l.besked_id.clone()));
            i.ude.extend(sete);
        });
    }

    /// Messages were acknowledged.
    pub(super) async fn kvitteret(&self, dueslag: Uuid, numre: &[u64]) {
        if self.ingen() {
            return;
        }
        let sete: Vec<String> = self.med(|i| {
            let sete: Vec<String> = numre.iter().filter_map(|n| i.ude.remove(&(dueslag, *n))).collect();
            if let Some(v) = i.ventede.get_mut(&dueslag) {
                v.retain(|b| !sete.contains(b));
                if v.is_empty() {
                    i.ventede.remove(&dueslag);
                }
            }
            sete
        });
        if let Some(vidne) = self.vidne.get() {
            for b in sete {
                vidne.kvitteret(dueslag, &b).await;
            }
        }
    }
}

impl super::Fordeler {
    /// Who is told; the first to say it decides.
    pub fn bevidn(&self, vidne: Arc<dyn Kvitteringsvidne>) {
        let _ = self.vidner.vidne.set(vidne);
    }

    /// Waits for the acknowledgement of a message (its `BeskedId`) in a dueslag, from now on and until this program ends. To be said before the message is sent.
    pub fn vent_paa(&self, dueslag: Uuid, besked: String) {
        self.vidner.med(|i| i.ventede.entry(dueslag).or_default().insert(besked));
    }
}
