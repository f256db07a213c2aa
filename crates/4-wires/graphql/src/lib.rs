//! GraphQL wire: OrganisationHent (SF1500) and KlassifikationListeHent (SF1510) over the register.
//!
//! The caller's [`grund::Kaldekontekst`] comes as an axum extension, set by the program. The crate knows how a question and its answer
//! look; what they mean stands in `organisation::opslag` and `klassifikation`.
mod fejl;
mod hoveder;
mod http;
mod indlaes;
mod klassifikation;
mod krop;
mod omfang;
mod organisation;
mod sider;
mod skalarer;

use ::register::Register;
use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};
use grund::ur::Ur;
use std::sync::Arc;

/// Where OrganisationHent answers.
pub const ORGANISATION_STI: &str = "/organisation/organisationhent/1";
/// Where a person can type a query and see the answer.
pub const FORESPOERGSELSSIDE_STI: &str = "/organisation/graphiql/1/";

/// Where KlassifikationListeHent answers: the address that follows the service's other forms, and the one that the published file names.
pub const KLASSIFIKATION_STIER: [&str; 2] = ["/service/KlassifikationListeHentGQL", "/services/KlassifikationListHentGQL"];

/// What the wire needs of the program.
#[derive(Clone)]
pub struct Tilstand {
    /// The register.
    pub register: Arc<Register>,
    /// The clock, for the time in refusals; a call's own time is in its context.
    pub ur: Arc<dyn Ur>,
}

/// The routes of the GraphQL services whose object types the register has.
pub fn ruter(tilstand: Tilstand) -> Router {
    let har = |service: &str| tilstand.register.typer().alle().any(|t| t.service == service);
    let mut ruter = Router::new();
    if har(::organisation::objekttyper::SERVICE) {
        let organisation = http::Tjeneste { tilstand: tilstand.clone(), skema: organisation::skema(), kilde: fejl::ORGANISATION };
        for sti in [ORGANISATION_STI.to_owned(), format!("{ORGANISATION_STI}/")] {
            ruter = ruter.route(&sti, post(http::svar::<organisation::Skema>).with_state(organisation.clone()));
        }
        for sti in [FORESPOERGSELSSIDE_STI, FORESPOERGSELSSIDE_STI.trim_end_matches('/')] {
            ruter = ruter.route(sti, get(side));
        }
        let script = async || ([("content-type", "text/javascript; charset=utf-8")], include_str!("side.js"));
        ruter = ruter.route(&format!("{FORESPOERGSELSSIDE_STI}side.js"), get(script));
    }
    if har(::klassifikation::objekttyper::SERVICE) {
        let klassifikation = http::Tjeneste { tilstand, skema: klassifikation::skema(), kilde: fejl::KLASSIFIKATION };
        for sti in KLASSIFIKATION_STIER.iter().flat_map(|s| [(*s).to_owned(), format!("{s}/")]) {
            ruter = ruter.route(&sti, post(http::svar::<klassifikation::Skema>).with_state(klassifikation.clone()));
        }
    }
    ruter
}

/// The register's service behind an address of this wire.
pub fn service(sti: &str) -> Option<&'static str> {
    let er = |s: &str| s.trim_end_matches('/') == sti.trim_end_matches('/');
    if er(ORGANISATION_STI) || er(FORESPOERGSELSSIDE_STI) {
        return Some(::organisation::objekttyper::SERVICE);
    }
    KLASSIFIKATION_STIER.iter().any(|s| er(s)).then_some(::klassifikation::objekttyper::SERVICE)
}

/// The page loads nothing from elsewhere and runs no script but its file, and the browser is told to hold it to that.
async fn side() -> impl axum::response::IntoResponse {
    let politik = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    ([("content-security-policy", politik)], Html(include_str!("side.html")))
}

/// The Organisation schema as text.
pub fn organisation_sdl() -> String {
    organisation::skema().sdl()
}

/// The KlassifikationListeHent schema as text.
pub fn klassifikation_sdl() -> String {
    klassifikation::skema().sdl()
}
