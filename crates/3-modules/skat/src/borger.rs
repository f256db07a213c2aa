//! A person as the simulator needs her, and the port through which she comes.
use crate::dag::{Dag, Maaned};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Tidspunkt};

/// A person as the population has her, as far as the caller may see her (CPR-07): of a protected person there is no name, no address and no municipality in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borger {
    /// Her number now, ten digits.
    pub nummer: String,
    /// The first number that she had: what is made up of her follows from it, so that a new number changes nothing.
    pub noegle: String,
    /// Day of birth.
    pub foedt: Dag,
    /// Day of death.
    pub doed: Option<Dag>,
    /// Left the country on that day, and has not come back.
    pub udrejst: Option<Dag>,
    /// Number of the spouse.
    pub aegtefaelle: Option<String>,
    /// Where she lives; `None` without an address, and where it may not be seen.
    pub bopael: Option<Bopael>,
    /// Name and address are protected, whether the caller sees them or not.
    pub beskyttet: bool,
}

/// Where somebody lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bopael {
    /// Code of the municipality.
    pub kommune: u16,
    /// Its CVR number, where it is known.
    pub kommune_cvr: Option<Cvr>,
    /// Postal code; 0 where none is told.
    pub postnr: u16,
    /// Postal district.
    pub postdistrikt: String,
    /// What tells the home from others: those who share it share a doctor.
    pub hjem: String,
    /// Since when she lives there.
    pub fra: Option<Dag>,
}

impl Borger {
    /// Age on a day.
    pub fn alder(&self, den: Dag) -> i32 {
        self.foedt.alder(den)
    }

    /// She was born, is not dead and has not left before the month began.
    pub fn er_her(&self, m: Maaned) -> bool {
        let foer = |d: Option<Dag>| d.is_some_and(|d| d < m.foerste());
        self.foedt <= m.sidste() && !foer(self.doed) && !foer(self.udrejst)
    }

    /// CVR number of the municipality where she lives, where it is known and may be seen.
    pub fn kommune_cvr(&self) -> Option<Cvr> {
        self.bopael.as_ref().and_then(|b| b.kommune_cvr)
    }
}

/// The population, as the simulator asks it. The program joins it to whoever holds it.
#[async_trait]
pub trait Borgerkilde: Send + Sync {
    /// The person who has or had that number. `ser_beskyttede`: the caller has the right to protected names and addresses.
    ///
    /// # Errors
    /// Those of the store. A number that is nobody's is none.
    async fn borger(&self, nummer: &str, ser_beskyttede: bool, nu: Tidspunkt) -> Result<Option<Borger>, Fejl>;
}
