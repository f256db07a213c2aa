//! What roles must know of an organisation: who works where. A port, which `organisation` fills from the register, so that nobody holds a second copy of it.
use async_trait::async_trait;
use grund::{Cvr, Fejl, Periode, Tidspunkt, Uuid};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A user's place: a function that joins user and unit (I-10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stilling {
    /// The function.
    pub funktion: Uuid,
    /// Its type (Enhedsrolle, Lederrolle …).
    pub slags: Option<Uuid>,
    /// The unit.
    pub enhed: Uuid,
    /// Name of the function: the title.
    pub titel: String,
    /// It is the place of a leader.
    pub leder: bool,
    /// When: while the function is active and its references to unit and user both hold.
    pub periode: Periode,
}

/// Units, with what is above them and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enhedskort {
    /// Units above each unit.
    pub over: BTreeMap<Uuid, Vec<(Uuid, Periode)>>,
    /// Their names.
    pub navne: BTreeMap<Uuid, String>,
}

/// A user as the organisation says, with everything of its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medarbejder {
    /// The user.
    pub uuid: Uuid,
    /// Its name.
    pub navn: String,
    /// While it is active (I-3).
    pub aktiv: Vec<Periode>,
    /// The organisation that it belongs to.
    pub organisation: Option<Uuid>,
    /// Its places, whenever they hold.
    pub stillinger: Vec<Stilling>,
    /// The units of its places and those above them.
    pub enheder: Arc<Enhedskort>,
}

/// The port.
#[async_trait]
pub trait Personale: Send + Sync {
    /// The user, as the register said at `registreret` (now, if `None`); `None` when it is not known, or deleted.
    ///
    /// # Errors
    /// Those of the store.
    async fn medarbejder(
        &self,
        myndighed: Cvr,
        bruger: Uuid,
        nu: Tidspunkt,
        registreret: Option<Tidspunkt>,
    ) -> Result<Option<Medarbejder>, Fejl>;
    /// Every user of the authority.
    ///
    /// # Errors
    /// Those of the store; `ForBredSoegning`.
    async fn alle(&self, myndighed: Cvr, nu: Tidspunkt) -> Result<Vec<Medarbejder>, Fejl>;
}
