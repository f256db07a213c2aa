//! How often each sender asks. Free data have no agreement that could be ended, so a program that takes the register apart by suggestions is slowed.
use grund::graenser::ADRESSE_AFSENDERE;
use grund::{Kvote, Tidspunkt};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Who is at the other end of a connection, as the listener counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Afsender(pub IpAddr);

/// Quotas of senders. Its lock is held for a look-up.
pub struct Afsendere {
    pr_sekund: u32,
    indre: Mutex<HashMap<Afsender, (Arc<Kvote>, Tidspunkt)>>,
}

/// A sender that has been quiet for so long has a full quota again, so nothing is forgotten with it.
const STILLE_MIKROS: i64 = 10_000_000;

impl Afsendere {
    /// So many look-ups of each sender a second, twice as many at once; 0 is no limit.
    pub fn ny(pr_sekund: u32) -> Self {
        Self { pr_sekund, indre: Mutex::default() }
    }

    /// Takes one look-up of a sender's quota, if there is one.
    pub fn tag(&self, hvem: Afsender, nu: Tidspunkt) -> bool {
        if self.pr_sekund == 0 {
            return true;
        }
        let kvote = {
            let mut i = self.indre.lock().unwrap_or_else(PoisonError::into_inner);
            if i.len() >= ADRESSE_AFSENDERE && !i.contains_key(&hvem) {
                i.retain(|_, (_, sidst)| nu.mikros().saturating_sub(sidst.mikros()) < STILLE_MIKROS);
                if i.len() >= ADRESSE_AFSENDERE {
                    return false;
                }
            }
            let ny = || (Arc::new(Kvote::ny(self.pr_sekund, self.pr_sekund.saturating_mul(2))), nu);
            let (kvote, sidst) = i.entry(hvem).or_insert_with(ny);
            *sidst = nu;
            kvote.clone()
        };
        kvote.tag(nu)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn afsender(n: u32) -> Afsender {
        Afsender(Ipv4Addr::from(n).into())
    }

    #[test]
    fn one_that_asks_without_end_is_refused_and_others_are_not_and_memory_is_bounded() {
        let (a, t) = (Afsendere::ny(200), |s: i64| Tidspunkt::fra_mikros(s * 1_000_000));
        let taget = |hvem, s, n| (0..n).filter(|_| a.tag(afsender(hvem), t(s))).count();
        assert_eq!(taget(1, 100, 5_000), 400);
        assert_eq!(taget(2, 100, 10), 10);
        assert_eq!(taget(1, 101, 5_000), 200);
        let alle = u32::try_from(ADRESSE_AFSENDERE).unwrap();
        assert_eq!((1..=alle).filter(|n| taget(*n, 101, 1) == 1).count(), ADRESSE_AFSENDERE - 1, "but for the one that has used its own");
        assert_eq!(taget(alle + 1, 102, 1), 0, "as many as are told apart");
        assert_eq!(taget(alle + 1, 120, 1), 1, "those that are quiet are forgotten");
        assert!(a.indre.lock().unwrap().len() <= ADRESSE_AFSENDERE);
    }
}
