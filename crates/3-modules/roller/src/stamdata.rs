//! What the module must know of the Administrationsmodul: systems and restriction types. A port, which the program fills.
use grund::{Cvr, Fejl, Uuid};

/// A user-facing system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Its id.
    pub uuid: Uuid,
    /// Its name.
    pub navn: String,
    /// Who owns it.
    pub cvr: Cvr,
    /// The owner's name.
    pub ejernavn: String,
    /// When it was changed.
    pub aendret: grund::Tidspunkt,
}

/// A restriction type (H-7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Its id.
    pub uuid: Uuid,
    /// Entity id.
    pub entityid: String,
    /// Name.
    pub navn: String,
    /// What it restricts.
    pub beskrivelse: String,
    /// `SINGLE`, `MULTI`, `TEXT`, `ITSYSTEM`, `ITSYSTEM_MULTI`.
    pub slags: String,
    /// Pattern of the whole of a value; empty for none.
    pub udtryk: String,
    /// Names and values to choose from.
    pub vaerdiliste: Vec<(String, String)>,
    /// Shared by all.
    pub faelles: bool,
}

/// The port.
pub trait Stamdata: Send + Sync {
    /// The user-facing systems in force, by name.
    fn systemer(&self) -> Vec<System>;
    /// The restriction type of that entity id.
    fn type_(&self, entityid: &str) -> Option<Type>;
    /// Refuses values that do not fit the type, together.
    ///
    /// # Errors
    /// `UgyldigVaerdi`, `UgyldigtMoenster`, `ForMange`, `FindesIkke` for the type.
    fn vaerdier(&self, entityid: &str, vaerdier: &[String]) -> Result<(), Fejl>;
    /// The authorities that take part.
    fn myndigheder(&self) -> Vec<Cvr>;
    /// The authority takes part.
    fn kender_myndighed(&self, cvr: Cvr) -> bool;

    /// The user-facing system of that id.
    fn system(&self, uuid: Uuid) -> Option<System> {
        self.systemer().into_iter().find(|s| s.uuid == uuid)
    }
}
