//! Addresses by HTTP, as DAWA gave them: suggestions while somebody types, addresses by id; buildings and units of BBR; events; and FindOs for those with an
//! agreement. Addresses and buildings are free data: everybody may read them, also pages of other origins.
#![cfg_attr(test, allow(clippy::indexing_slicing))]
mod afsendere;
mod bbr;
mod findos;
mod haendelser;
mod openapi;
mod opslag;
mod param;
#[cfg(test)]
mod proeve;
mod svar;

pub use afsendere::{Afsender, Afsendere};
pub use findos::bopael;

use adresse::Adresser;
use adresse::findos::Personkilde;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use grund::ur::Ur;
use grund::{Fejl, Fejlkode};
use serviceplatform::Serviceplatform;
use serviceplatform::tjenester::findos::OPSLAG;
use std::sync::Arc;
use svar::Afvisning;

/// Where free data are: what clients of DAWA have as its address.
pub const ROD: &str = "/dawa";
/// Where FindOs is.
pub const FINDOS: &str = "/findos/v1";

/// What the wire needs.
#[derive(Clone)]
pub struct Tilstand {
    /// The replicas.
    pub adresser: Arc<Adresser>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// Who knows where persons live; `None` where nobody is connected.
    pub personer: Option<Arc<dyn Personkilde>>,
    /// The gateway that FindOs is a service of; without it (the open mode) it answers uncounted.
    pub serviceplatform: Option<Arc<Serviceplatform>>,
    /// Who asks how often.
    pub afsendere: Arc<Afsendere>,
    /// The address that clients use, without a slash at the end.
    pub adresse: Arc<str>,
}

/// Whether the address is open to everybody.
pub fn er_fri(sti: &str) -> bool {
    let sti = sti.trim_end_matches('/');
    sti.strip_prefix(ROD).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) || sti == format!("{FINDOS}/openapi.json")
}

/// The service behind an address that a token opens here.
pub fn service(sti: &str) -> Option<&'static str> {
    let rest = sti.trim_end_matches('/').strip_prefix(FINDOS)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(OPSLAG.adgang.service())
}

/// The routes. The program puts a [`Afsender`] on each request, and a `Kaldekontekst` on those of FindOs.
pub fn ruter(t: Tilstand) -> Router {
    let frie: [(&str, MethodRouter<Tilstand>); 16] = [
        ("/autocomplete", get(opslag::autocomplete)),
        ("/vejnavne/autocomplete", get(opslag::vejnavne)),
        ("/adgangsadresser/autocomplete", get(opslag::adgangsadresser_autocomplete)),
        ("/adresser/autocomplete", get(opslag::adresser_autocomplete)),
        ("/adgangsadresser", get(opslag::adgangsadresser)),
        ("/adgangsadresser/{id}", get(opslag::adgangsadresse)),
        ("/adgangsadresser/{id}/historik", get(opslag::adgangsadresse_historik)),
        ("/adresser", get(opslag::adresser)),
        ("/adresser/{id}", get(opslag::adresse)),
        ("/adresser/{id}/historik", get(opslag::adresse_historik)),
        ("/bbr/bygninger", get(bbr::bygninger)),
        ("/bbr/bygninger/{id}", get(bbr::bygning)),
        ("/bbr/enheder", get(bbr::enheder)),
        ("/bbr/enheder/{id}", get(bbr::enhed)),
        ("/haendelser", get(haendelser::haendelser)),
        ("/status", get(haendelser::status)),
    ];
    let begge = |r: Router<Tilstand>, (sti, m): (&str, MethodRouter<Tilstand>)| r.route(sti, m.clone()).route(&format!("{sti}/"), m);
    let metode = async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode));
    let frie = frie
        .into_iter()
        .fold(Router::new(), begge)
        .route_layer(from_fn_with_state(t.clone(), kvote))
        .merge(begge(Router::new(), ("/openapi.json", get(openapi::dawa))))
        .fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtSti)))
        .method_not_allowed_fallback(metode)
        .layer(from_fn(cors));
    let findos = [("/opslag", get(findos::opslag)), ("/openapi.json", get(openapi::findos))];
    let findos = findos.into_iter().fold(Router::new(), begge).method_not_allowed_fallback(metode);
    Router::new().nest(ROD, frie).nest(FINDOS, findos).with_state(t)
}

/// Refuses a sender that asks more often than anybody types.
async fn kvote(State(t): State<Tilstand>, anmodning: Request, videre: Next) -> Response {
    let fra = anmodning.extensions().get::<Afsender>().copied();
    if fra.is_some_and(|f| !t.afsendere.tag(f, t.ur.nu())) {
        return Afvisning::from(Fejl::ny(Fejlkode::ForMangeOpslag)).into_response();
    }
    videre.run(anmodning).await
}

/// Pages of every origin may read: nothing here depends on who asks.
async fn cors(anmodning: Request, videre: Next) -> Response {
    let spoerger = anmodning.method() == Method::OPTIONS;
    let mut svar = if spoerger { StatusCode::NO_CONTENT.into_response() } else { videre.run(anmodning).await };
    let h = svar.headers_mut();
    h.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if spoerger {
        h.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, OPTIONS"));
        h.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("accept, content-type"));
        h.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    svar
}
