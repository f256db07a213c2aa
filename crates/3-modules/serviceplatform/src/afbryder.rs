//! When an upstream is left alone: after so many calls in a row that it did not answer, for a pause that grows while it does not come back. After the pause one call tries.
use grund::graenser::{OPSTROEM_FEJL, OPSTROEM_PAUSE_MAKS_SEKUNDER, OPSTROEM_PAUSE_SEKUNDER};
use std::time::{Duration, Instant};

/// The state of one upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Afbryder {
    tilstand: Tilstand,
    pause: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tilstand {
    /// It answers; so many in a row were not answered.
    Lukket(u32),
    /// It is left alone until then.
    Aaben(Instant),
    /// One call is trying.
    Proever(Instant),
}

const FOERSTE: Duration = Duration::from_secs(OPSTROEM_PAUSE_SEKUNDER);
const LAENGSTE: Duration = Duration::from_secs(OPSTROEM_PAUSE_MAKS_SEKUNDER);

impl Default for Afbryder {
    fn default() -> Self {
        Self { tilstand: Tilstand::Lukket(0), pause: FOERSTE }
    }
}

impl Afbryder {
    /// Whether a call may be made now; else how long it has to wait at least.
    ///
    /// # Errors
    /// The wait.
    pub fn maa(&mut self, nu: Instant) -> Result<(), Duration> {
        match self.tilstand {
            Tilstand::Lukket(_) => Ok(()),
            Tilstand::Aaben(til) if nu >= til => {
                self.tilstand = Tilstand::Proever(nu);
                Ok(())
            }
            Tilstand::Aaben(til) => Err(til.saturating_duration_since(nu)),
            Tilstand::Proever(_) => Err(FOERSTE),
        }
    }

    /// It has answered.
    pub fn svarede(&mut self) {
        *self = Self::default();
    }

    /// It has not.
    pub fn svarede_ikke(&mut self, nu: Instant) {
        match self.tilstand {
            Tilstand::Lukket(n) if n + 1 < OPSTROEM_FEJL => self.tilstand = Tilstand::Lukket(n + 1),
            Tilstand::Lukket(_) => self.tilstand = Tilstand::Aaben(nu + self.pause),
            Tilstand::Proever(_) => {
                self.pause = (self.pause * 2).min(LAENGSTE);
                self.tilstand = Tilstand::Aaben(nu + self.pause);
            }
            // A call that began before it was left alone says nothing new.
            Tilstand::Aaben(_) => {}
        }
    }

    /// Nobody waits for the answer any more: whether it would have come is not known, and the next call tries.
    pub fn opgivet(&mut self) {
        if let Tilstand::Proever(siden) = self.tilstand {
            self.tilstand = Tilstand::Aaben(siden);
        }
    }

    /// It is left alone.
    pub fn er_aaben(&self) -> bool {
        !matches!(self.tilstand, Tilstand::Lukket(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upstream_that_does_not_answer_is_left_alone_and_tried_by_one_call_at_a_time() {
        let (start, sek) = (Instant::now(), |n| Duration::from_secs(n));
        let mut a = Afbryder::default();
        for _ in 1..OPSTROEM_FEJL {
            a.maa(start).unwrap();
            a.svarede_ikke(start);
        }
        // One that is answered begins the count anew.
        a.svarede();
        for _ in 0..OPSTROEM_FEJL {
            a.maa(start).unwrap();
            a.svarede_ikke(start);
        }
        assert!(a.er_aaben());
        assert_eq!(a.maa(start), Err(sek(1)));
        // What began before and ends now does not make the pause longer.
        a.svarede_ikke(start + sek(1));
        assert_eq!(a.maa(start + sek(1)), Ok(()));
        assert!(a.maa(start + sek(1)).is_err(), "one tries, the others wait");
        a.svarede_ikke(start + sek(1));
        assert_eq!(a.maa(start + sek(1)), Err(sek(2)), "twice as long");
        let mut nu = start + sek(1);
        for _ in 0..20 {
            nu += sek(60);
            a.maa(nu).unwrap();
            a.svarede_ikke(nu);
        }
        assert_eq!(a.maa(nu), Err(sek(30)), "but no longer than the longest");
        a.maa(nu + sek(30)).unwrap();
        a.opgivet();
        assert_eq!(a.maa(nu + sek(30)), Ok(()), "a caller that went away leaves nobody locked out");
        a.svarede();
        assert_eq!(a, Afbryder::default());
    }
}
