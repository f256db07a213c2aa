//! Tax, holiday pay and health insurance by REST: DUPLA's assessments and control reports (SF0787) by the published names, and Feriekonto and Sygesikring, of which no
//! contract is public, by our own. Who may call, where the answer comes from, and what is counted is decided before (`serviceplatform`); the answers are the simulator's (`skat`).
#![cfg_attr(test, allow(clippy::indexing_slicing))]
mod aarsopgoerelse;
mod ferie;
mod forskud;
mod kald;
mod kontrol;
mod openapi;
mod param;
#[cfg(test)]
mod proeve;
mod svar;
mod sygesikring;
mod tjenester;

pub use tjenester::{adresse, er_beskrivelse, service};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{any, get};
use grund::{Fejl, Fejlkode};
use serviceplatform::Serviceplatform;
use skat::Borgerkilde;
use std::sync::Arc;
use svar::Form;
use tjenester::{TJENESTER, Tjeneste};

/// What the wire needs.
#[derive(Clone)]
pub struct Tilstand {
    /// The population.
    pub borgere: Arc<dyn Borgerkilde>,
    /// The gateway; without it (the open mode) each service answers from its first source, uncounted.
    pub serviceplatform: Option<Arc<Serviceplatform>>,
    /// Scheme and host as clients see them, without a slash at the end.
    pub adresse: Arc<str>,
}

/// The routes. The program puts a `Kaldekontekst` on each request but those of descriptions.
pub fn ruter(t: Tilstand) -> Router {
    let mut r = Router::new();
    for tj in TJENESTER {
        for rod in tjenester::stavemaader(tj.rod) {
            let svar = move |State(t): State<Tilstand>, Path(navn): Path<String>, a: Request| kald::svar(t, tj, navn, a);
            let sti = format!("{rod}/{{operation}}");
            r = r.route(&sti, any(svar)).route(&format!("{sti}/"), any(svar));
            if tj.form == Form::Egen {
                r = r.route(&format!("{rod}{}", tjenester::BESKRIVELSE), get(move |State(t): State<Tilstand>| beskrivelse(t, tj)));
            }
        }
    }
    r.with_state(t)
}

async fn beskrivelse(t: Tilstand, tj: &'static Tjeneste) -> Response {
    svar::json(200, &openapi::dokument(tj, &t.adresse))
}

/// An operation that the service does not have.
fn ukendt(tj: &Tjeneste) -> Fejl {
    Fejl::ny(Fejlkode::UkendtSti).tilladt(tj.operationer.iter().map(|o| o.navn))
}
