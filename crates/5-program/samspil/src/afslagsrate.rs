//! At what rate refusals of callers that nobody knows are written in the log. Each of them is durable before it is answered; without a bound,
//! whoever can open a connection fills the disk and keeps the writer busy. Beyond it they are counted, and the count is written.
use grund::graenser::{AFSLAG_PAA_EN_GANG, AFSLAG_PR_SEKUND};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The rate, and what was only counted.
pub struct Afslagsrate(Mutex<Indre>);

struct Indre {
    /// Thousandths of a refusal that may be written now.
    rest: u64,
    set: Instant,
    ulogget: u64,
}

impl Afslagsrate {
    /// A full burst.
    pub fn ny(nu: Instant) -> Self {
        Self(Mutex::new(Indre { rest: u64::from(AFSLAG_PAA_EN_GANG) * 1_000, set: nu, ulogget: 0 }))
    }

    /// Whether this one is written; else it is counted.
    pub fn skrives(&self, nu: Instant) -> bool {
        let mut i = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let siden = u64::try_from(nu.saturating_duration_since(i.set).as_millis()).unwrap_or(u64::MAX);
        if siden > 0 {
            i.set = nu;
            i.rest = i.rest.saturating_add(siden.saturating_mul(u64::from(AFSLAG_PR_SEKUND))).min(u64::from(AFSLAG_PAA_EN_GANG) * 1_000);
        }
        match i.rest.checked_sub(1_000) {
            Some(rest) => i.rest = rest,
            None => {
                i.ulogget += 1;
                return false;
            }
        }
        true
    }

    /// How many were counted since this was last asked.
    pub fn tag_ulogget(&self) -> u64 {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).ulogget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_is_written_then_a_few_each_second_and_the_others_are_counted() {
        let nu = Instant::now();
        let r = Afslagsrate::ny(nu);
        let skrevet = |nu: Instant, n: u32| (0..n).filter(|_| r.skrives(nu)).count();
        assert_eq!(skrevet(nu, 5_000), AFSLAG_PAA_EN_GANG as usize);
        assert_eq!(skrevet(nu + Duration::from_secs(2), 100), 2 * AFSLAG_PR_SEKUND as usize);
        assert_eq!(r.tag_ulogget(), u64::from(5_000 - AFSLAG_PAA_EN_GANG) + 100 - 2 * u64::from(AFSLAG_PR_SEKUND));
        assert_eq!(r.tag_ulogget(), 0);
        assert_eq!(skrevet(nu + Duration::from_secs(100_000), 5_000), AFSLAG_PAA_EN_GANG as usize, "never more than a burst");
    }
}
