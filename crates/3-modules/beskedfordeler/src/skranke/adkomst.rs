//! What a caller of the desk may see and do: by the rights that there are (H-1), and no other.
use crate::bog::Dueslagspost;
use crate::tjenester::MODTAGER;
use adgang::{Administrator, Administratorrolle as Rolle, Aftalebog};
use grund::{Fejl, Kaldekontekst, Ret, Uuid};
use std::sync::Arc;

/// A caller of the desk.
#[derive(Clone, Debug)]
pub enum Adkomst {
    /// Whoever may open the store, on the machine itself: everything.
    Maskinen,
    /// An administrator: operations all dueslag, an authority's its own, a vendor's those of the vendor's systems. What messages say, in their envelopes too, only with `Logindsigt` of the
    /// dueslag's authority, as CPR numbers in the log.
    Administrator(Arc<Administrator>),
    /// The receiving system: its own dueslag.
    System(Uuid),
}

impl Adkomst {
    /// A receiving system, by its token.
    ///
    /// # Errors
    /// `ManglerRolle`; for a call without a system, which may be anybody's.
    pub fn system(kald: &Kaldekontekst) -> Result<Self, Fejl> {
        kald.kraev(MODTAGER, Ret::Laes)?;
        kald.system.map(Self::System).ok_or_else(|| Fejl::ny(grund::Fejlkode::UgyldigKlient).regel("H-1"))
    }

    fn har(&self, r: Rolle) -> bool {
        match self {
            Self::Maskinen => true,
            Self::Administrator(a) => a.roller.contains(&r),
            Self::System(_) => false,
        }
    }

    /// May see dueslag that belong to nobody any more, and everybody's.
    pub(super) fn drift(&self) -> bool {
        self.har(Rolle::Drift)
    }

    /// May see the dueslag, and move what lies in it.
    pub(super) fn har_dueslag(&self, d: &Dueslagspost, bog: Option<&Arc<dyn Aftalebog>>) -> bool {
        let ejer = || bog.and_then(|b| b.system_med_id(d.data.modtagersystem?)).map(|s| s.cvr);
        match self {
            Self::System(s) => d.data.modtagersystem == Some(*s),
            _ => self.drift() || self.har(Rolle::Aftaler(d.myndighed)) || ejer().is_some_and(|c| self.har(Rolle::Leverandoer(c))),
        }
    }

    /// May read what the messages of the dueslag say, in their envelopes too.
    pub(super) fn indhold(&self, d: Option<&Dueslagspost>) -> bool {
        match (self, d) {
            (Self::Maskinen | Self::System(_), _) => true,
            (Self::Administrator(_), Some(d)) => self.har(Rolle::Logindsigt(d.myndighed)),
            (Self::Administrator(_), None) => false,
        }
    }
}
