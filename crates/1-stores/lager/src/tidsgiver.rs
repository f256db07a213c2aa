//! The store's clock, and the registration times that it comes to.
use grund::graenser::{TIDSFORSPRING_SEKUNDER, URSPRING_SEKUNDER};
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The clock that writers go by; without one the calls' own times are the clock.
#[derive(Clone, Default)]
pub struct Lagerur(Option<Arc<dyn Ur>>);

impl Lagerur {
    /// A store that goes by that clock.
    pub fn ny(ur: Arc<dyn Ur>) -> Self {
        Self(Some(ur))
    }
}

impl std::fmt::Debug for Lagerur {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Lagerur" } else { "Lagerur(kald)" })
    }
}

/// Gives registration times, and knows how far they are ahead of the clock.
#[derive(Debug, Default)]
pub(crate) struct Tidsgiver {
    ur: Lagerur,
    /// Microseconds.
    forspring: AtomicI64,
    tiltro: Mutex<Tiltro>,
}

const MEGET: i64 = TIDSFORSPRING_SEKUNDER * 1_000_000;
const SPRING: i64 = URSPRING_SEKUNDER * 1_000_000;

/// How far the clock is believed: one that jumps far ahead while the process runs is not followed before the jump has stood for a while, so that one that is put
/// right again has given no registration a time that has not come. Microseconds; `takt` is of the steady clock.
#[derive(Debug, Default)]
struct Tiltro {
    /// The clock when it was last believed, and the steady clock then.
    sidst: Option<(i64, i64)>,
    /// When the jump was seen, by the steady clock.
    siden: Option<i64>,
}

impl Tiltro {
    /// The time to go by.
    fn nu(&mut self, ur: i64, takt: i64) -> i64 {
        let ventet = self.sidst.map_or(ur, |(u, t)| u.saturating_add(takt.saturating_sub(t).max(0)));
        if ur > ventet.saturating_add(MEGET) {
            if self.siden.is_none() {
                tracing::warn!(
                    sekunder = (ur - ventet) / 1_000_000,
                    "the clock has jumped ahead: registration times follow it when it has stood for {URSPRING_SEKUNDER} s; put it right before, if it is wrong"
                );
            }
            if takt.saturating_sub(*self.siden.get_or_insert(takt)) < SPRING {
                return ventet;
            }
        }
        (self.sidst, self.siden) = (Some((ur, takt)), None);
        ur
    }
}

impl Tidsgiver {
    pub(crate) fn ny(ur: Lagerur) -> Self {
        Self { ur, ..Self::default() }
    }

    /// The clock now; `None` when there is none but the calls' own times.
    pub(crate) fn nu(&self) -> Option<Tidspunkt> {
        self.ur.0.as_ref().map(|u| u.nu())
    }

    /// The clock as far as it is believed.
    fn troet(&self) -> Option<Tidspunkt> {
        let ur = self.ur.0.as_ref()?;
        // What development sets it to is meant.
        let sat = ur.forskydning();
        let eget = self.tiltro.lock().unwrap_or_else(PoisonError::into_inner).nu(ur.nu().mikros().saturating_sub(sat), ur.takt());
        Some(Tidspunkt::fra_mikros(eget.saturating_add(sat)))
    }

    /// How far the clock has been set from the machine's, for those who go by another machine's clock; `None` as in [`Self::nu`].
    pub(crate) fn forskydning(&self) -> Option<i64> {
        self.ur.0.as_ref().map(|u| u.forskydning())
    }

    /// The registration time of a transaction: by the clock, but after the store's newest, and after what the transaction itself brings in.
    pub(crate) fn giv(&self, kaldt: Tidspunkt, sidste: Tidspunkt, indbragt: Option<Tidspunkt>) -> Result<Tidspunkt, Fejl> {
        let nu = self.troet().unwrap_or(kaldt);
        efterse(nu, sidste, indbragt)?;
        self.bemaerk(nu, sidste);
        Ok(nu.max(sidste.naeste()).max(indbragt.map_or(nu, Tidspunkt::naeste)))
    }

    /// Notes how far the store's newest time is ahead of the clock, and warns when that becomes much.
    pub(crate) fn bemaerk(&self, nu: Tidspunkt, sidste: Tidspunkt) {
        let forspring = if nu.er_endelig() { sidste.mikros().saturating_sub(nu.mikros()).max(0) } else { 0 };
        let foer = self.forspring.swap(forspring, Ordering::Relaxed);
        if forspring > MEGET && foer <= MEGET {
            tracing::warn!(
                sekunder = forspring / 1_000_000,
                "registration times are ahead of the clock: it was ahead and has been set back; changes get the store's newest time and a microsecond"
            );
        }
    }

    pub(crate) fn forspring(&self) -> u64 {
        u64::try_from(self.forspring.load(Ordering::Relaxed)).unwrap_or(0)
    }
}

/// What is brought in with a time of its own has been: a later time would drag every later one with it.
pub(crate) fn efterse(nu: Tidspunkt, sidste: Tidspunkt, indbragt: Option<Tidspunkt>) -> Result<(), Fejl> {
    match indbragt {
        Some(t) if t > nu.plus_mikros(MEGET).max(sidste) && nu.er_endelig() => {
            Err(Fejl::ny(Fejlkode::RegistreringsRaekkefoelge).felt("Registrering").regel("A-31").detalje((
                format!("{0} er senere end lagerets ur, {1}", t.til_utc(), nu.til_utc()),
                format!("{0} is later than the clock of the store, {1}", t.til_utc(), nu.til_utc()),
            )))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::ur::Ur;

    const S: i64 = 1_000_000;

    /// A clock, and the steady one beside it.
    #[derive(Default)]
    struct Ure(AtomicI64, AtomicI64);

    impl Ure {
        fn gaar(&self, sekunder: i64) {
            self.0.fetch_add(sekunder * S, Ordering::Relaxed);
            self.1.fetch_add(sekunder * S, Ordering::Relaxed);
        }
        fn springer(&self, sekunder: i64) {
            self.0.fetch_add(sekunder * S, Ordering::Relaxed);
        }
    }

    impl Ur for Ure {
        fn nu(&self) -> Tidspunkt {
            Tidspunkt::fra_mikros(self.0.load(Ordering::Relaxed))
        }
        fn takt(&self) -> i64 {
            self.1.load(Ordering::Relaxed)
        }
    }

    /// A writer that keeps the newest time that was given.
    fn skriver() -> (Arc<Ure>, impl FnMut() -> i64) {
        let ure = Arc::new(Ure::default());
        ure.gaar(1_000_000);
        let t = Tidsgiver::ny(Lagerur::ny(ure.clone()));
        let mut sidste = Tidspunkt::fra_mikros(0);
        let giv = move || {
            sidste = t.giv(Tidspunkt::fra_mikros(0), sidste, None).unwrap();
            sidste.mikros() / S
        };
        (ure, giv)
    }

    #[test]
    fn a_jump_that_is_put_right_in_time_leaves_nothing_in_the_store() {
        let (ure, mut giv) = skriver();
        assert_eq!(giv(), 1_000_000);
        ure.springer(86_400 * 3_650);
        ure.gaar(10);
        assert_eq!(giv(), 1_000_010);
        ure.gaar(URSPRING_SEKUNDER - 20);
        let t = giv();
        assert_eq!(t, 1_000_000 + URSPRING_SEKUNDER - 10);
        ure.springer(-86_400 * 3_650);
        ure.gaar(5);
        assert_eq!(giv(), t + 5);
    }

    #[test]
    fn a_jump_that_stands_is_believed_and_so_is_a_small_one() {
        let (ure, mut giv) = skriver();
        giv();
        ure.springer(TIDSFORSPRING_SEKUNDER);
        assert_eq!(giv(), 1_000_000 + TIDSFORSPRING_SEKUNDER);
        // A machine that slept for two hours.
        ure.springer(7_200);
        let t = giv();
        assert_eq!(t, 1_000_000 + TIDSFORSPRING_SEKUNDER);
        ure.gaar(URSPRING_SEKUNDER);
        assert_eq!(giv(), t + 7_200 + URSPRING_SEKUNDER);
    }

    #[test]
    fn a_clock_that_goes_back_gives_rising_times_until_it_has_caught_up() {
        let (ure, mut giv) = skriver();
        let t = giv();
        ure.springer(-3_600);
        assert_eq!(giv(), t);
        ure.gaar(3_700);
        assert_eq!(giv(), t + 100);
    }
}
