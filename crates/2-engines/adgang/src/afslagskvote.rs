//! How many refusals are signed for callers who are not proven: a signature costs more than the message that asks for it.
use grund::{Tidspunkt, graenser};
use std::sync::{Mutex, PoisonError};

/// Counts the signatures of the current second. Its lock is held for a few assignments.
#[derive(Debug, Default)]
pub struct Afslagskvote(Mutex<(i64, u32)>);

impl Afslagskvote {
    /// Takes one signature, if the second has one left ([`graenser::UBEVISTE_SIGNATURER_SEKUND`]).
    pub fn tag(&self, nu: Tidspunkt) -> bool {
        let sekund = nu.mikros().div_euclid(1_000_000);
        let mut t = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another second, not a later one: the clock may be set back.
        if t.0 != sekund {
            *t = (sekund, 0);
        }
        let er_der = t.1 < graenser::UBEVISTE_SIGNATURER_SEKUND;
        t.1 = t.1.saturating_add(u32::from(er_der));
        er_der
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_so_many_signatures_and_the_next_as_many_again_also_when_the_clock_is_set_back() {
        let kvote = Afslagskvote::default();
        let taget = |sekund: i64| (0..1_000).filter(|i| kvote.tag(Tidspunkt::fra_mikros(sekund * 1_000_000 + i))).count();
        let alle = graenser::UBEVISTE_SIGNATURER_SEKUND as usize;
        assert_eq!((taget(7), taget(7), taget(8), taget(3)), (alle, 0, alle, alle));
    }
}
