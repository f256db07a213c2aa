//! How long ago the store confirmed the agreements that this process has in memory. Beyond a limit nobody is let through: an agreement that
//! was ended in another process must not go on working because this one can't see the store (fails closed).
use grund::graenser::AFTALER_UBEKRAEFTET_SEKUNDER;
use grund::{Fejl, Fejlkode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// One number, read by every call; no lock. Time is the machine's running time, which nobody sets.
pub struct Friskhed {
    start: Instant,
    /// When the store was last asked with an answer, in µs after the start and one more; 0 before the first time.
    bekraeftet: AtomicU64,
}

impl Friskhed {
    /// Not confirmed by anybody yet, however recently everything was read: between the reading and the first call keys may be made.
    pub fn ny() -> Self {
        Self { start: Instant::now(), bekraeftet: AtomicU64::new(0) }
    }

    /// The store has confirmed what was true at that instant, or later: the instant is from before it was asked.
    pub fn bekraeft(&self, spurgt: Instant) {
        self.bekraeftet.fetch_max(mikros(spurgt.saturating_duration_since(self.start)) + 1, Ordering::Relaxed);
    }

    /// How old the last confirmation is; without any, for ever.
    pub fn alder(&self, nu: Instant) -> Duration {
        match self.bekraeftet.load(Ordering::Relaxed).checked_sub(1) {
            Some(m) => nu.saturating_duration_since(self.start).saturating_sub(Duration::from_micros(m)),
            None => Duration::MAX,
        }
    }

    /// Whether the agreements may be used.
    ///
    /// # Errors
    /// `AftalerUbekraeftede` (503) beyond [`AFTALER_UBEKRAEFTET_SEKUNDER`].
    pub fn tjek(&self, nu: Instant) -> Result<(), Fejl> {
        if self.alder(nu) <= Duration::from_secs(AFTALER_UBEKRAEFTET_SEKUNDER) {
            return Ok(());
        }
        Err(Fejl::ny(Fejlkode::AftalerUbekraeftede))
    }
}

fn mikros(d: Duration) -> u64 {
    u64::try_from(d.as_micros()).unwrap_or(u64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issue_11_1_6_agreements_that_nobody_confirms_let_nobody_through() {
        let f = Friskhed::ny();
        let (start, loft) = (f.start, Duration::from_secs(AFTALER_UBEKRAEFTET_SEKUNDER));
        let lidt = Duration::from_millis(1);
        assert!(f.tjek(start).is_err(), "before the store was asked, however fast that was");
        f.bekraeft(start);
        f.tjek(start + loft).unwrap();
        assert_eq!(f.tjek(start + loft + lidt).unwrap_err().kode(), Fejlkode::AftalerUbekraeftede);
        f.bekraeft(start + loft);
        f.bekraeft(start + lidt); // an answer that came late takes nothing back
        f.tjek(start + loft + loft).unwrap();
        assert_eq!(f.tjek(start + loft + loft + lidt).unwrap_err().post().http, 503);
    }
}
