//! The services, a folder per number. Each is a table: contract, access, object types, and its operations with what carries them out.
pub mod cpr;
pub mod demoservice;
pub mod hierarki;
pub mod hovedoplysninger;
pub mod indeks;
pub mod objekt;
pub mod opstroem;
pub mod retur;
pub mod sf0770;
pub mod sf1461;
pub mod sf1470;
pub mod sf1490;
pub mod sf1491;
pub mod sf1500;
pub mod sf1510;
pub mod sf1514;
pub mod sf1520;
pub mod sf1530;
pub mod sf2900;
mod skema;

use crate::Tilstand;
use adgang::Tjenestedef;
use grund::spor::Kildeslags;
use grund::{Fejl, Kaldekontekst};
use kontrakt::Knude;
use register::Objekttype;
use std::pin::Pin;

/// A service: what is published of it, who may call it, what it works on, and its operations with what carries them out.
pub type Kontrakt = kontrakt::Kontrakt<Bagved, Udfoer>;
/// An operation with what carries it out.
pub type Operation = kontrakt::Operation<Udfoer>;
/// Carries out an operation.
pub type Udfoer = for<'k> fn(Kald<'k>, &'k Knude) -> Fremtid<'k>;
/// The body of the answer to come, or why the operation is refused.
pub type Fremtid<'k> = Pin<Box<dyn Future<Output = Result<Knude, Fejl>> + Send + 'k>>;

/// What stands behind a contract.
#[derive(Debug)]
pub struct Bagved {
    /// Entity id, roles and data restrictions.
    pub adgang: &'static Tjenestedef,
    /// The object types that it works on; none for a service without data.
    pub objekttyper: &'static [&'static Objekttype],
    /// The refusal as the body of an answer, without the request if it could not be read; none where the contract has its refusals as faults.
    pub afvis: Option<Afvis>,
}

/// Makes the body of a refusal.
pub type Afvis = for<'k> fn(Kald<'k>, Option<&'k Knude>, &'k Fejl) -> Knude;

/// The services of each folder.
static MAPPER: &[&[&Kontrakt]] = &[
    sf1500::TJENESTER,
    sf1510::TJENESTER,
    demoservice::TJENESTER,
    sf1470::TJENESTER,
    sf1490::TJENESTER,
    sf1491::TJENESTER,
    sf1461::TJENESTER,
    sf2900::TJENESTER,
    sf1530::TJENESTER,
    sf0770::TJENESTER,
    sf1520::TJENESTER,
    cpr::TJENESTER,
];

/// Every contract that is served.
pub fn alle() -> impl Iterator<Item = &'static Kontrakt> + Clone {
    MAPPER.iter().flat_map(|m| m.iter().copied())
}

/// The contract at that path; a trailing slash doesn't matter.
pub fn paa_sti(sti: &str) -> Option<&'static Kontrakt> {
    let sti = sti.strip_suffix('/').unwrap_or(sti);
    alle().find(|k| k.stier.contains(&sti))
}

/// Fuzz entry: parses arbitrary bytes and reads them against every input element of every contract.
pub fn proev_xml(data: &[u8]) {
    kontrakt::proev_xml(data, alle());
}

/// One call of one operation.
#[derive(Clone, Copy, Debug)]
pub struct Kald<'k> {
    /// The register and its ports.
    pub tilstand: &'k Tilstand,
    /// Who calls.
    pub kontekst: &'k Kaldekontekst,
    /// Which service.
    pub kontrakt: &'static Kontrakt,
    /// Which operation.
    pub operation: &'static Operation,
    /// What a handler of Serviceplatformen's services answers from; [`Kildeslags::Replika`] for all others.
    pub kilde: Kildeslags,
}

impl Kald<'_> {
    /// The one object type of an object service.
    pub fn objekttype(&self) -> Result<&'static Objekttype, Fejl> {
        match self.kontrakt.bagved.objekttyper {
            [t] => Ok(t),
            t => Err(Fejl::intern(format!("{} works on {} object types", self.kontrakt.navn, t.len()))),
        }
    }
}

/// Carries out the operation; the answer is a body, also when it refuses.
///
/// # Errors
/// As [`afvis`].
pub async fn udfoer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let udfoer = kald.operation.udfoer;
    let svar = match serviceplatform::tjenester::find(kald.kontrakt.bagved.adgang.entity_id) {
        Some(t) => opstroem::svar(kald, t, udfoer, ind).await,
        None => udfoer(kald, ind).await,
    };
    match svar {
        Err(f) => afvis(kald, Some(ind), f),
        krop => krop,
    }
}

/// The refusal as that operation's body; noted in the trace, and an internal error in the program's log.
///
/// # Errors
/// What the program can't do at the moment (503 on other wires) says nothing of the call: it is a fault, which clients take as a reason to try again. So is every
/// refusal of a service that has no other form for it.
pub fn afvis(kald: Kald<'_>, ind: Option<&Knude>, fejl: Fejl) -> Result<Knude, Fejl> {
    kald.kontekst.spor.skriv(|s| s.fejl = Some(fejl.kode()));
    if let Some(aarsag) = fejl.aarsagen().filter(|_| fejl.post().statuskode >= 50) {
        tracing::error!(kald = %kald.kontekst.kald_id, operation = kald.operation.action, aarsag, "call failed");
    }
    match kald.kontrakt.bagved.afvis {
        Some(krop) if fejl.post().http != 503 => Ok(krop(kald, ind, &fejl)),
        _ => Err(fejl),
    }
}
