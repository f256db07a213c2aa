//! The store's clock, and the registration times that it comes to.
use grund::graenser::TIDSFORSPRING_SEKUNDER;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

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
}

const MEGET: i64 = TIDSFORSPRING_SEKUNDER * 1_000_000;

impl Tidsgiver {
    pub(crate) fn ny(ur: Lagerur) -> Self {
        Self { ur, forspring: AtomicI64::new(0) }
    }

    /// The clock now; `None` when there is none but the calls' own times.
    pub(crate) fn nu(&self) -> Option<Tidspunkt> {
        self.ur.0.as_ref().map(|u| u.nu())
    }

    /// How far the clock has been set from the machine's, for those who go by another machine's clock; `None` as in [`Self::nu`].
    pub(crate) fn forskydning(&self) -> Option<i64> {
        self.ur.0.as_ref().map(|u| u.forskydning())
    }

    /// The registration time of a transaction: by the clock, but after the store's newest, and after what the transaction itself brings in.
    pub(crate) fn giv(&self, kaldt: Tidspunkt, sidste: Tidspunkt, indbragt: Option<Tidspunkt>) -> Result<Tidspunkt, Fejl> {
        let nu = self.nu().unwrap_or(kaldt);
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
