//! How often something may be done for somebody: so many in a burst, and so many each second.
use crate::Tidspunkt;
use std::sync::{Mutex, PoisonError};

/// A quota. Its lock is held for a few assignments.
#[derive(Debug)]
pub struct Kvote {
    pr_sekund: u32,
    paa_en_gang: u32,
    indre: Mutex<Indre>,
}

#[derive(Debug)]
struct Indre {
    /// Millionths of one that may be taken now.
    rest: u64,
    /// When that was.
    set: Option<Tidspunkt>,
    afvist: u64,
}

const EN: u64 = 1_000_000;

impl Kvote {
    /// A full burst.
    pub const fn ny(pr_sekund: u32, paa_en_gang: u32) -> Self {
        Self { pr_sekund, paa_en_gang, indre: Mutex::new(Indre { rest: paa_en_gang as u64 * EN, set: None, afvist: 0 }) }
    }

    /// Takes one, if there is one; else it is counted. A clock that was set back gives nothing for that step.
    pub fn tag(&self, nu: Tidspunkt) -> bool {
        self.tag_flere(nu, 1)
    }

    /// Takes so many together, or none.
    pub fn tag_flere(&self, nu: Tidspunkt, antal: u32) -> bool {
        let pris = u64::from(antal) * EN;
        let mut i = self.indre.lock().unwrap_or_else(PoisonError::into_inner);
        let siden = i.set.map_or(0, |set| u64::try_from(nu.mikros().saturating_sub(set.mikros())).unwrap_or(0));
        i.set = Some(nu);
        i.rest = i.rest.saturating_add(siden.saturating_mul(u64::from(self.pr_sekund))).min(u64::from(self.paa_en_gang) * EN);
        let er_der = i.rest >= pris;
        if er_der {
            i.rest -= pris;
        } else {
            i.afvist += 1;
        }
        er_der
    }

    /// How many were not there when they were asked for, since this was last called.
    pub fn tag_afviste(&self) -> u64 {
        std::mem::take(&mut self.indre.lock().unwrap_or_else(PoisonError::into_inner).afvist)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_so_many_each_second_and_the_others_are_counted_also_when_the_clock_is_set_back() {
        let kvote = Kvote::ny(10, 1_000);
        let taget = |sekund: i64, n: u32| (0..n).filter(|_| kvote.tag(Tidspunkt::fra_mikros(sekund * 1_000_000))).count();
        assert_eq!((taget(100, 5_000), taget(102, 100)), (1_000, 20));
        assert_eq!((kvote.tag_afviste(), kvote.tag_afviste()), (4_080, 0));
        assert_eq!((taget(50, 9), taget(51, 100)), (0, 10), "a step back gives nothing, and takes nothing");
        assert_eq!(taget(1_000_000, 5_000), 1_000, "never more than a burst");
    }
}
