//! The clock and the source of identifiers: the only places that read the machine's time and randomness.
#![allow(clippy::disallowed_methods)]
use grund::tid::Tidspunkt;
use grund::ur::{IdKilde, Ur};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// The machine's clock, moved by an offset that development may set: it runs on from the time it was set to.
#[derive(Debug)]
pub struct Systemur {
    forskydning: AtomicI64,
    begyndt: Instant,
}

impl Default for Systemur {
    fn default() -> Self {
        Self { forskydning: AtomicI64::new(0), begyndt: Instant::now() }
    }
}

impl Systemur {
    /// The machine's own time.
    pub fn ny() -> Self {
        Self::default()
    }

    /// Sets the clock to `t`; it runs on from there.
    pub fn stil(&self, t: Tidspunkt) {
        self.forskydning.store(t.mikros().saturating_sub(maskinens_tid()), Ordering::Relaxed);
    }

    /// Goes back to the machine's own time.
    pub fn nulstil(&self) {
        self.forskydning.store(0, Ordering::Relaxed);
    }

    /// The clock was set.
    pub fn er_stillet(&self) -> bool {
        self.forskydning.load(Ordering::Relaxed) != 0
    }
}

impl Ur for Systemur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(maskinens_tid().saturating_add(self.forskydning.load(Ordering::Relaxed)))
    }

    fn forskydning(&self) -> i64 {
        self.forskydning.load(Ordering::Relaxed)
    }

    fn takt(&self) -> i64 {
        i64::try_from(self.begyndt.elapsed().as_micros()).unwrap_or(i64::MAX)
    }
}

fn maskinens_tid() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX - 1))
}

/// Random identifiers, version 4 (I-1).
#[derive(Debug, Default)]
pub struct Tilfaeldige;

impl IdKilde for Tilfaeldige {
    fn ny(&self) -> Uuid {
        Uuid::new_v4()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_runs_on_from_there() {
        let ur = Systemur::ny();
        let t = Tidspunkt::fra_xs("2018-01-01T00:00:00Z").unwrap();
        ur.stil(t);
        let nu = ur.nu();
        assert!(ur.er_stillet() && nu >= t && nu < t.plus_mikros(60_000_000), "{nu:?}");
    }
}
