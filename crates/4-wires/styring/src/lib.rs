//! The HTTP face of Adgangsstyring and Administrationsmodul: token services, JSON API, refusals, the log, the desks of Beskedfordeler, Fordelingskomponenten and of changes of personnummer, and SAPA.
#![cfg_attr(test, allow(clippy::indexing_slicing))]
pub mod administration;
mod log;
pub mod overdragelser;
pub mod personer;
pub mod personopslag;
pub mod roller;
pub mod sapa;
pub mod skranke;
mod token;

pub use roller::ROLLEKATALOG;
pub use token::DEMO as DEMO_STI;
pub use token::oauth::TOKEN as OAUTH_STI;

use adgang::Adgang;
use axum::Router;
use revision::Revision;
use std::sync::Arc;

/// What the routes work with.
#[derive(Clone)]
pub struct Tilstand {
    /// Tokens and agreements.
    pub adgang: Arc<Adgang>,
    /// Systems and agreements.
    pub administration: Arc<::administration::Administration>,
    /// The audit log.
    pub revision: Revision,
    /// Scheme and host as clients see them, without a trailing slash.
    pub adresse: Arc<str>,
    /// The gateway of Serviceplatformen's services.
    pub serviceplatform: Arc<serviceplatform::Serviceplatform>,
}

/// The register's service behind an address that a token in the header opens here.
pub fn service(sti: &str) -> Option<&'static str> {
    let skranke = sti.strip_prefix(skranke::SYSTEM_ROD).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match skranke {
        Some(_) => Some(beskedfordeler::tjenester::MODTAGER),
        None if sti.strip_prefix(personopslag::ROD).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) => {
            Some(person::tjenester::OPSLAG)
        }
        None if sti.strip_prefix(sapa::ROD).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) => {
            Some(::sapa::tjenester::SERVICE)
        }
        None => sti.starts_with(token::DEMO).then(|| adgang::katalog::ACCESSTOKENDEMO.service()),
    }
}

/// Everything. The program puts an `adgang::Indkomst` on every request, and on those below `/administration/` the administrator.
pub fn ruter(t: Tilstand) -> Router {
    administration::ruter(administration::Tilstand { administration: t.administration.clone(), lager: t.adgang.lager.clone() })
        .merge(token::ruter(t.clone()))
        .merge(log::ruter(t))
}
