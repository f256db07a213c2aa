//! CVR Online over SOAP (SF1530 v2): look-up and search of the company register. Nothing found is an answer without a unit; what is wrong with a call is a fault.
pub(crate) mod kontrakter;
pub(crate) mod opslag;
mod skriv;
pub(crate) mod soegning;

pub use kontrakter::online::KONTRAKT as ONLINE;

use super::{Kald, Kontrakt};
use ::cvr::{Dag, Virksomhedsregister};
use grund::{Fejl, Fejlkode, Ret};
use kontrakt::Knude;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&ONLINE];

/// What a call reads, and about which day it asks.
struct Opslag {
    register: Virksomhedsregister,
    dag: Dag,
    /// The caller may see CPR numbers, and what is protected.
    ser_cpr: bool,
}

/// The call's right, and what it reads.
async fn begynd(kald: Kald<'_>) -> Result<Opslag, Fejl> {
    let service = kald.kontrakt.bagved.adgang.service();
    kald.kontekst.kraev(service, Ret::Laes)?;
    let dag = Dag::af(kald.kontekst.nu).ok_or_else(|| Fejl::intern("a call without a time"))?;
    let register = Virksomhedsregister::ny(kald.tilstand.register.lager().clone());
    // How old the answer may be.
    if let Some(stand) = register.stand().await? {
        serviceplatform::kilde_fra(kald.kontekst, stand.indlaest);
    }
    Ok(Opslag { register, dag, ser_cpr: kald.kontekst.retter.har(service, Ret::SeCpr) })
}

/// The child that the contract demands.
fn barn<'k>(k: &'k Knude, navn: &str) -> Result<&'k Knude, Fejl> {
    k.barn(navn).ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(navn))
}

/// A whole number of the contract.
fn tal<T: std::str::FromStr>(tekst: &str, felt: &str) -> Result<T, Fejl> {
    let t = tekst.trim();
    t.strip_prefix('+').unwrap_or(t).parse().map_err(|_| Fejl::ny(Fejlkode::UgyldigtTal).felt(felt))
}
