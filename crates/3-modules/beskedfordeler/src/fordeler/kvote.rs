//! How much one system may send: so many messages and bytes each second, so that a sender that runs wild costs the others nothing.
use grund::{Fejl, Fejlkode, Kvote, Tidspunkt, Uuid, graenser};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What each sending system may send in a second; 0 is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kvotevalg {
    /// Messages.
    pub beskeder: u32,
    /// Bytes.
    pub bytes: u32,
}

/// Every sender's own.
#[derive(Debug)]
pub(super) struct Kvoter {
    valg: Kvotevalg,
    af: Mutex<HashMap<Uuid, Arc<(Kvote, Kvote)>>>,
}

impl Kvoter {
    pub(super) fn ny(valg: Kvotevalg) -> Self {
        Self { valg, af: Mutex::default() }
    }

    fn af(&self, system: Uuid) -> Arc<(Kvote, Kvote)> {
        let v = self.valg;
        // A burst is two seconds of it, and the largest message always fits.
        let ny = || {
            let stoerste = u32::try_from(graenser::BESKED_BYTES).unwrap_or(u32::MAX);
            let paa_en_gang = (v.beskeder.saturating_mul(2), v.bytes.saturating_mul(2).max(stoerste));
            Arc::new((Kvote::ny(v.beskeder, paa_en_gang.0), Kvote::ny(v.bytes, paa_en_gang.1)))
        };
        Arc::clone(self.af.lock().unwrap_or_else(PoisonError::into_inner).entry(system).or_insert_with(ny))
    }

    /// Takes what the message costs.
    ///
    /// # Errors
    /// [`Fejlkode::Optaget`]: the sender tries again in a moment.
    pub(super) fn tag(&self, system: Uuid, bytes: usize, nu: Tidspunkt) -> Result<(), Fejl> {
        if self.valg == Kvotevalg::default() {
            return Ok(());
        }
        let (v, k) = (self.valg, self.af(system));
        let for_meget = |antal: u32, hvad: (&str, &str)| {
            Err(Fejl::ny(Fejlkode::Optaget).regel("E-37").ventet((
                format!("højst {antal} {} i sekundet fra et system", hvad.0),
                format!("at most {antal} {} a second from one system", hvad.1),
            )))
        };
        if v.beskeder > 0 && !k.0.tag(nu) {
            return for_meget(v.beskeder, ("beskeder", "messages"));
        }
        if v.bytes > 0 && !k.1.tag_flere(nu, u32::try_from(bytes).unwrap_or(u32::MAX)) {
            return for_meget(v.bytes, ("bytes", "bytes"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod proever {
    use super::*;

    #[test]
    fn a_system_that_sends_too_much_is_told_to_come_back_and_others_are_not() {
        let k = Kvoter::ny(Kvotevalg { beskeder: 10, bytes: 1_000 });
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let kl = |s: i64| Tidspunkt::fra_mikros(s * 1_000_000);
        let taget = |system, s, n: usize, bytes| (0..n).filter(|_| k.tag(system, bytes, kl(s)).is_ok()).count();
        assert_eq!((taget(a, 0, 100, 1), taget(b, 0, 5, 1), taget(a, 1, 100, 1)), (20, 5, 10));
        assert_eq!(k.tag(a, 1, kl(1)).unwrap_err().post().statuskode, 53, "try again");
        assert_eq!(taget(b, 10, 1, graenser::BESKED_BYTES), 1, "the largest message always passes");
        assert_eq!((taget(b, 11, 1, 2_000), taget(b, 13, 1, 2_000)), (0, 1));
        let frit = Kvoter::ny(Kvotevalg::default());
        assert!((0..1_000).all(|_| frit.tag(a, 1 << 20, kl(0)).is_ok()));
    }
}
