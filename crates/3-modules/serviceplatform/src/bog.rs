//! What is decided about sources and quotas: a port, which the Administrationsmodul fills. In memory, because every call asks.
use grund::spor::Kildeslags;
use grund::{Cvr, Tidspunkt, Uuid};
use std::sync::Arc;
use std::time::Duration;

/// The source that was chosen for a service and an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kildevalg {
    /// Its kind.
    pub slags: Kildeslags,
    /// Which upstream, for pass-through.
    pub opstroem: Option<String>,
}

/// A real system that answers for services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opstroem {
    /// What rules call it.
    pub navn: String,
    /// Scheme and host, and a path before the services' own, without a slash at the end.
    pub adresse: String,
    /// The file of our certificate and key there; without one the program's own is shown.
    pub certifikat: Option<String>,
    /// The file of the roots that its server is believed by; without one those of all outgoing calls.
    pub rod: Option<String>,
    /// Who we say that we are.
    pub kontekst: Kontekstform,
    /// How long it may take to answer.
    pub frist: Duration,
    /// A call that only reads is made a second time when no answer has come for so long.
    pub igen_efter: Option<Duration>,
    /// Calls under way at once.
    pub samtidige: usize,
    /// It speaks another contract: the row of the wire's table that translates.
    pub oversaettelse: Option<String>,
}

/// The context of a pass-through call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kontekstform {
    /// AuthorityContext with the caller's authority.
    Authority,
    /// A token for the caller's authority, in a signed message or, of services by REST, in a header; our certificate there is what it is bound to.
    Token {
        /// Where tokens are issued.
        sts: String,
    },
    /// InvocationContext, by the ids that our own agreement has there.
    Invocation {
        /// ServiceAgreementUUID.
        aftale: Uuid,
        /// UserSystemUUID.
        system: Uuid,
        /// UserUUID.
        bruger: Uuid,
        /// ServiceUUID.
        tjeneste: Uuid,
    },
}

/// A limit on look-ups in a Danish month: of all calls that it names together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kvoteregel {
    /// Its id.
    pub uuid: Uuid,
    /// Entity id of the service.
    pub entity_id: String,
    /// The authority whose calls count.
    pub myndighed: Cvr,
    /// Only this system's.
    pub system: Option<Uuid>,
    /// Only under this agreement.
    pub aftale: Option<Uuid>,
    /// How many.
    pub antal: u64,
}

/// The port.
pub trait Kildebog: Send + Sync {
    /// The authority's rule for the service, else the rule for all.
    fn kilde(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Kildevalg>;
    /// The upstream of that name, if that authority's calls may go to it.
    fn opstroem(&self, navn: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Arc<Opstroem>>;
    /// The quotas that a call of that service for that authority may fall under.
    fn kvoter(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Vec<Kvoteregel>;
}
