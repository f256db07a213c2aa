//! A bounded memory of what was read or written a moment ago: two generations, of which the older is forgotten when the newer is full.
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// What is remembered, within a weight.
pub struct Gemmer<K, V> {
    indre: Mutex<Indre<K, V>>,
    halvdelen: usize,
}

struct Indre<K, V> {
    nye: HashMap<K, Arc<V>>,
    gamle: HashMap<K, Arc<V>>,
    vaegt: usize,
}

impl<K: Eq + Hash + Clone, V> Gemmer<K, V> {
    /// At most that weight.
    pub fn ny(vaegt: usize) -> Self {
        Self { indre: Mutex::new(Indre { nye: HashMap::new(), gamle: HashMap::new(), vaegt: 0 }), halvdelen: vaegt / 2 }
    }

    /// What is remembered by that key.
    pub fn find(&self, k: &K) -> Option<Arc<V>> {
        let i = self.indre.lock().unwrap_or_else(PoisonError::into_inner);
        i.nye.get(k).or_else(|| i.gamle.get(k)).cloned()
    }

    /// Remembers it, and forgets what is older where it must.
    pub fn husk(&self, k: K, v: Arc<V>, vaegt: usize) {
        let mut i = self.indre.lock().unwrap_or_else(PoisonError::into_inner);
        if i.vaegt + vaegt > self.halvdelen {
            i.gamle = std::mem::take(&mut i.nye);
            i.vaegt = 0;
        }
        i.vaegt += vaegt;
        i.nye.insert(k, v);
    }

    /// Forgets it.
    pub fn glem(&self, k: &K) {
        let mut i = self.indre.lock().unwrap_or_else(PoisonError::into_inner);
        i.nye.remove(k);
        i.gamle.remove(k);
    }

    /// Forgets everything.
    pub fn glem_alt(&self) {
        let mut i = self.indre.lock().unwrap_or_else(PoisonError::into_inner);
        (i.nye, i.gamle, i.vaegt) = (HashMap::new(), HashMap::new(), 0);
    }
}
