//! What SAPA joins and does not keep: other modules stand behind these ports, and the program fills them. What is not there is told as a source that is missing.
use crate::notat::{Afsendt, Notatbrev};
use crate::typer::{Laege, Person, Virksomhed};
use async_trait::async_trait;
use grund::{Fejl, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The population.
#[async_trait]
pub trait Folkeregister: Send + Sync {
    /// The person of that CPR number, as one may see her who has the right to protected names and addresses, or has it not (CPR-07).
    async fn person(&self, nummer: &str, ser_beskyttede: bool, nu: Tidspunkt) -> Result<Option<Person>, Fejl>;
    /// Those of the persons whose name and address are protected.
    async fn beskyttede(&self, numre: &[String], nu: Tidspunkt) -> Result<BTreeSet<String>, Fejl>;
    /// How old what it knows is; `None` when nothing was ever loaded.
    async fn stand(&self) -> Result<Option<String>, Fejl>;
}

/// The company register.
#[async_trait]
pub trait Virksomheder: Send + Sync {
    /// The company of that CVR number.
    async fn virksomhed(&self, nummer: u32, nu: Tidspunkt) -> Result<Option<Virksomhed>, Fejl>;
}

/// Which identifiers are one party's (CPR-08, CPR-11).
#[async_trait]
pub trait Identiteter: Send + Sync {
    /// Every identifier of the party that is hers for certain, the one that was asked for first, and the CPR number of now.
    async fn alle(&self, kald: &Kaldekontekst, id: &UnikId) -> Result<(Vec<UnikId>, Option<UnikId>), Fejl>;
}

/// The region's register of doctors.
#[async_trait]
pub trait Sundhed: Send + Sync {
    /// The doctor of the person of that CPR number.
    async fn laege(&self, nummer: &str, nu: Tidspunkt) -> Result<Option<Laege>, Fejl>;
}

/// Searching a party by name or address.
#[async_trait]
pub trait Partssoegning: Send + Sync {
    /// At most so many hits; protected persons are not found by name and address without the right.
    async fn soeg(&self, tekst: &str, ser_beskyttede: bool, antal: usize, nu: Tidspunkt) -> Result<Vec<Soegefund>, Fejl>;
    /// What it searches, for the list of sources.
    fn kilde(&self) -> &'static str;
}

/// A party that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Soegefund {
    /// Her identifier.
    pub part: String,
    /// `person` or `virksomhed`.
    pub slags: &'static str,
    /// Name.
    pub navn: Option<String>,
    /// Address in one line.
    pub adresse: Option<String>,
    /// What else tells her from others: age, form of business.
    pub oplysning: Option<String>,
}

/// The systems that cases come from.
#[async_trait]
pub trait Fagsystemer: Send + Sync {
    /// The template of its links, as the system has registered it; `None` where it has none.
    fn hop(&self, system: Uuid) -> Option<String>;
    /// The user of the call has rights in the system (SAPA-03).
    async fn har_adgang(&self, kald: &Kaldekontekst, system: Uuid) -> Result<bool, Fejl>;
}

/// The way of a journal note to its case system: Fordelingskomponenten (SAPA-04, C-51).
#[async_trait]
pub trait Notevej: Send + Sync {
    /// Hands it over. The same id again is the same note again, and changes nothing.
    async fn send(&self, kald: &Kaldekontekst, notat: &Notatbrev) -> Result<Afsendt, Fejl>;
    /// Where the note of that id is now; `None` when it is known no longer.
    async fn hvor(&self, kald: &Kaldekontekst, id: Uuid) -> Result<Option<Afsendt>, Fejl>;
}

/// The ports that are filled.
#[derive(Clone, Default)]
pub struct Porte {
    /// Persons.
    pub folk: Option<Arc<dyn Folkeregister>>,
    /// Companies.
    pub virksomheder: Option<Arc<dyn Virksomheder>>,
    /// Whose numbers are whose.
    pub identiteter: Option<Arc<dyn Identiteter>>,
    /// Doctors.
    pub sundhed: Option<Arc<dyn Sundhed>>,
    /// Searches, in the order in which their hits are shown.
    pub soegninger: Vec<Arc<dyn Partssoegning>>,
    /// Case systems.
    pub fagsystemer: Option<Arc<dyn Fagsystemer>>,
    /// Journal notes.
    pub noter: Option<Arc<dyn Notevej>>,
}
