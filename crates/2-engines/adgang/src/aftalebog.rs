//! What access control must know of systems, services and agreements: a port, which the Administrationsmodul fills. Look-ups are on the
//! way of every call, so they are in memory and never wait; an approved or ended agreement is seen by the next call.
use grund::spor::Afslag;
use grund::{Cvr, Periode, Tidspunkt, Uuid};
use sikkerhed::certifikat::Certifikat;
use std::collections::BTreeMap;
use std::sync::Arc;

/// SHA-256 of a certificate's DER form.
pub type Fingeraftryk = [u8; 32];

/// An it-system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Its id.
    pub uuid: Uuid,
    /// Its name.
    pub navn: String,
    /// The company or authority that owns it.
    pub cvr: Cvr,
    /// May call services (anvendersystem).
    pub anvender: bool,
    /// Offers services (udstillersystem, Serviceudbyder).
    pub udstiller: bool,
    /// Has users that log in (brugervendt system).
    pub brugervendt: bool,
    /// Certificates of external systems on whose behalf it may ask for tokens (proxy OnBehalfOf, G-4).
    pub paa_vegne_af: Vec<Fingeraftryk>,
}

/// A service that tokens can be issued for: one of this program's, or one that a vendor offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tjeneste {
    /// Its id.
    pub uuid: Uuid,
    /// Entity id.
    pub entity_id: String,
    /// Name.
    pub navn: String,
    /// Version.
    pub version: String,
}

/// An approved agreement in force: one authority lets one system use services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aftale {
    /// Its id.
    pub uuid: Uuid,
    /// Its name.
    pub navn: String,
    /// Why the data may be used (begrundelse).
    pub formaal: String,
    /// The authority.
    pub myndighed: Cvr,
    /// The calling system.
    pub system: Uuid,
    /// Services, each with what it gives.
    pub tjenester: Vec<Aftaletjeneste>,
    /// When it holds.
    pub gyldig: Periode,
}

/// What an agreement gives on one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aftaletjeneste {
    /// The service's entity id.
    pub entity_id: String,
    /// Role URIs.
    pub roller: Vec<String>,
    /// Data restrictions and parameters by URI; they hold for all its roles (G-31).
    pub afgraensninger: BTreeMap<String, Vec<String>>,
}

/// What a person or system may administer (H-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Administratorrolle {
    /// Systems of a company and their requests for agreements.
    Leverandoer(Cvr),
    /// Agreements of an authority: approve, refuse, end; its refused calls and its log.
    Aftaler(Cvr),
    /// CPR numbers in an authority's log.
    Logindsigt(Cvr),
    /// An authority's job function roles, and who has them.
    Roller(Cvr),
    /// Everything that belongs to nobody: authorities, companies, services.
    Drift,
}

/// The port.
pub trait Aftalebog: Send + Sync {
    /// The system that has this certificate now.
    fn system(&self, certifikat: &Fingeraftryk, nu: Tidspunkt) -> Option<Arc<System>>;
    /// The certificate of that fingerprint, if a system has it now.
    fn certifikat(&self, aftryk: &Fingeraftryk, nu: Tidspunkt) -> Option<Certifikat>;
    /// Entity ids that the system's agreements in force name, in order.
    fn tjenester_for(&self, system: Uuid, nu: Tidspunkt) -> Vec<String>;
    /// Authorities that have an agreement in force with the system on the service, in order.
    fn myndigheder_for(&self, system: Uuid, entity_id: &str, nu: Tidspunkt) -> Vec<Cvr>;
    /// The system of that id.
    fn system_med_id(&self, uuid: Uuid) -> Option<Arc<System>>;
    /// The system of that id, if it is in force and has the SSH key (kind and base64) for its files now.
    fn sftp_system(&self, uuid: Uuid, noegle: &str, nu: Tidspunkt) -> Option<Arc<System>>;
    /// The service of that entity id.
    fn tjeneste(&self, entity_id: &str) -> Option<Arc<Tjeneste>>;
    /// Agreements in force that let the system use the service for the authority.
    fn aftaler(&self, system: Uuid, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Vec<Arc<Aftale>>;
    /// The agreement of that id, if it is in force.
    fn aftale_med_id(&self, uuid: Uuid, nu: Tidspunkt) -> Option<Arc<Aftale>>;
    /// Whether the authority takes part at all (A-112: clients tell the two cases apart).
    fn kender_myndighed(&self, myndighed: Cvr) -> bool;
    /// Why no agreement lets the system use the service for the authority now, and what to do about it.
    fn hvorfor_ikke(&self, system: Uuid, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Afslag;
    /// What the holder of this certificate may administer.
    fn administrator(&self, certifikat: &Fingeraftryk, nu: Tidspunkt) -> Option<Arc<Administrator>>;
}

/// A person who administers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// Id.
    pub uuid: Uuid,
    /// Name.
    pub navn: String,
    /// What may be administered.
    pub roller: Vec<Administratorrolle>,
}
