//! What access control must know of the login: a port, which the context handler fills. It hands out users' tokens for the systems that they log in to, and a token that stands on a
//! session ends with it.
use async_trait::async_trait;
use grund::{Fejl, Tidspunkt, Uuid};

/// The port.
#[async_trait]
pub trait Brugersessioner: Send + Sync {
    /// `Issuer` of the users' tokens of the login; they are signed by its key, and by no other.
    fn udsteder(&self) -> String;
    /// The system in the Administrationsmodul whose users' tokens have this audience: its entity id or client id at the login.
    fn system_af_publikum(&self, publikum: &str) -> Option<Uuid>;
    /// Whether the session stands: not ended, not too old, its identity not blocked (NS-04). How long it has rested says nothing: the user works in the system.
    ///
    /// # Errors
    /// Those of the store.
    async fn staar(&self, session: Uuid, nu: Tidspunkt) -> Result<bool, Fejl>;
}
