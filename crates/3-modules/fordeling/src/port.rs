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

/// A document's file in its sender's folder.
#[derive(Clone, Copy, Debug)]
pub struct Afsenderfil<'a> {
    /// The system that has delivered it.
    pub system: Uuid,
    /// Its name there.
    pub navn: &'a str,
    /// By which it is told from another one that was put there since ([`Filer::maerke`]); none of a handover of an earlier version, whose file is whatever has the name.
    pub maerke: Option<&'a str>,
}

/// The files of documents, as systems deliver and fetch them (F-4, F-11).
#[async_trait]
pub trait Filer: Send + Sync {
    /// The mark of the file of that name which the system has delivered, whole; `None` when there is none.
    async fn maerke(&self, system: Uuid, navn: &str) -> Result<Option<String>, Fejl>;

    /// Puts a copy where the receiver finds it, under the name `som`. One that lies there already is the same one, from an attempt whose end nobody saw.
    /// `UkendtFil` when it is gone, or another one lies there under its name.
    async fn overfoer(&self, fil: Afsenderfil<'_>, til: Uuid, som: &str) -> Result<(), Fejl>;

    /// The whole of it; `ForStor` for one of more bytes than that, `UkendtFil` as above.
    async fn laes(&self, fil: Afsenderfil<'_>, bytes: u64) -> Result<Vec<u8>, Fejl>;

    /// Removes it; it is gone when it returns, also if it was so before. Another one under its name stays.
    async fn fjern(&self, fil: Afsenderfil<'_>) -> Result<(), Fejl>;
}

/// Digital Post (SF1601), as a receiver: what a rule sends there goes on to the person or company that it is for. An error says in words what went wrong; it is tried
/// again.
#[async_trait]
pub trait DigitalPost: Send + Sync {
    /// Passes a document on. The receipt says whether it could be (F-7, 3): MODTAGET, or AFVIST with why not. `indhold` is the DistributionObject as XML that stands alone.
    async fn send(&self, o: &Overdragelse, indhold: &str, fil: Vec<u8>) -> Result<Postsvar, String>;

    /// What has become of it since, as receipts of the type `Digital post`, in order; AFLEVERET or FEJLET is the last one. What was told before may be told again.
    async fn status(&self, o: &Overdragelse) -> Result<Vec<Kvittering>, String>;
}

/// What Digital Post says of a document that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postsvar {
    /// Whether it is passed on.
    pub kvittering: Kvittering,
    /// Its id there (TransmissionID).
    pub id: Option<String>,
}
