//! What the component needs of the world outside: the parties' own services, their files, and Digital Post.
use crate::model::Kvittering;
use crate::overdragelse::Overdragelse;
use async_trait::async_trait;
use grund::{Fejl, Uuid};

/// The services that the parties have (the v2 call-backs of SF2900). An error says in words, for the sender and for operations, what went wrong; it is tried again.
#[async_trait]
pub trait Modparter: Send + Sync {
    /// FordelingsobjektModtag at the receiver: gives it the object, and takes its receipt. `indhold` is the DistributionObject as XML that stands alone.
    async fn overdrag(&self, adresse: &str, o: &Overdragelse, indhold: &str) -> Result<Kvittering, String>;

    /// FordelingskvitteringModtag at the sender.
    async fn kvitter(&self, adresse: &str, o: &Overdragelse, kvittering: &Kvittering) -> Result<(), String>;
}

/// The files of documents, as systems deliver and fetch them (F-4, F-11).
#[async_trait]
pub trait Filer: Send + Sync {
    /// Whether the system has delivered a file of that name, whole.
    async fn findes(&self, system: Uuid, navn: &str) -> Result<bool, Fejl>;

    /// Puts a copy where the receiver finds it, under the name `som`. One that lies there already is the same one, from an attempt whose end nobody saw.
    async fn overfoer(&self, fra: Uuid, navn: &str, til: Uuid, som: &str) -> Result<(), Fejl>;

    /// Removes what the system has delivered; it is gone when it returns, also if it was so before.
    async fn fjern(&self, system: Uuid, navn: &str) -> Result<(), Fejl>;
}
