//! The pages: a frame, components, and pages on them, written on the server and complete without a script. No rules of the domain live here: a page calls the same
//! modules as the JSON API, so what a page can do the API can too. See `README.md`.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod administration;
pub mod aktiver;
pub mod besoeg;
pub mod delside;
mod fejlsider;
pub mod form;
pub mod forside;
pub mod komponenter;
mod komponentside;
pub mod ramme;
pub mod session;
pub mod sprog;
mod status;
pub mod svar;

pub use besoeg::{Besoeg, Hvem, Sidesvar};
pub use session::{Browserlogin, Session};
pub use status::{Sundhed, Sundhedskilde};

use crate::form::Form;
use adgang::Indkomst;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use grund::{Fejl, Fejlkode};
use ramme::Menu;
use std::sync::Arc;

/// What is below this is a page, or belongs to one.
pub const ROD: &str = "/sider";
/// The way out.
const LOG_UD: &str = "/sider/log-ud";

/// What the pages work with. What is switched off is not there, and has no pages.
#[derive(Clone)]
pub struct Sider {
    /// The way in and out; none in the open mode.
    pub login: Option<Arc<dyn Browserlogin>>,
    /// Systems and agreements.
    pub administration: Option<Arc<::administration::Administration>>,
    /// Dueslag.
    pub fordeler: Option<Arc<beskedfordeler::Fordeler>>,
    /// Handovers.
    pub fordeling: Option<Arc<fordeling::Fordelingskomponent>>,
    /// How the program is.
    pub sundhed: Arc<dyn Sundhedskilde>,
    /// What the front page tells.
    pub forside: Arc<forside::Forside>,
    /// The menu: see [`menu`].
    pub menu: Arc<[Menu]>,
    /// A development instance.
    pub proeve: bool,
}

/// The parts that there are.
pub const MENU: &[Menu] = &[administration::MENU];

/// Whether an address is a page's, and shown to whoever is logged in: it finds out itself who visits.
pub fn er_side(sti: &str) -> bool {
    under(sti, ROD) && !er_offentlig(sti)
}

/// Whether everybody may see it, without an entry in the log.
pub fn er_offentlig(sti: &str) -> bool {
    sti.starts_with(aktiver::ROD) || [forside::TJENESTER, komponentside::STI, status::STI].contains(&sti)
}

fn under(sti: &str, rod: &str) -> bool {
    sti.strip_prefix(rod).is_some_and(|r| r.is_empty() || r.starts_with('/'))
}

/// The routes. The program puts an [`Indkomst`] on each request, and has seen where it comes from.
pub fn ruter(s: Sider) -> Router {
    let mut sider = Router::new()
        .route("/", get(forside::vis))
        .route(forside::TJENESTER, get(forside::tjenester))
        .route(komponentside::STI, get(komponentside::vis))
        .route(status::STI, get(status::vis))
        .route(LOG_UD, post(log_ud))
        .merge(fejlsider::ruter());
    if s.administration.is_some() {
        sider = sider.merge(administration::ruter(&s));
    }
    let sider = sider
        .route("/sider/{*rest}", get(ukendt))
        .method_not_allowed_fallback(async || besoeg::Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .layer(from_fn_with_state(s.clone(), besoeg::tag_imod))
        .with_state(s);
    Router::new().route(&format!("{}{{navn}}", aktiver::ROD), get(aktiver::hent)).merge(sider)
}

async fn ukendt() -> besoeg::Afvisning {
    besoeg::Afvisning::from(Fejl::ny(Fejlkode::UkendtSti))
}

impl Sider {
    /// How a person at a browser is refused whom no page of ours has seen: as a page, in the language that the browser has chosen.
    pub fn afviser(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Box<dyn Fn(&Fejl) -> Response + Send + Sync> {
        let b = Besoeg {
            sprog: sprog::Sprog::af_kage(hoveder).unwrap_or_default(),
            session: None,
            ind: ind.clone(),
            sti: "/".into(),
            menu: Arc::from([]),
            log_ind: None,
            proeve: self.proeve,
        };
        Box::new(move |f| fejlsider::svar(&b, f))
    }
}

/// Whether a person sits at the other end: the browser says that it loads a page, and takes HTML.
pub fn er_browser(anmodning: &Request) -> bool {
    let hoved = |navn: &str| anmodning.headers().get(navn).and_then(|h| h.to_str().ok()).unwrap_or_default();
    *anmodning.method() == Method::GET && hoved("sec-fetch-mode") == "navigate" && hoved(header::ACCEPT.as_str()).contains("text/html")
}

async fn log_ud(State(s): State<Sider>, b: Besoeg, hoveder: HeaderMap, form: Form) -> Sidesvar {
    let Some(l) = &s.login else { return Err(Fejl::ny(Fejlkode::UkendtSti).into()) };
    if b.session.is_none() {
        return Ok(svar::videre("/"));
    }
    besoeg::egen_form(&b, form)?.slut()?;
    let svar = l.log_ud(&hoveder, &b.ind).await?;
    // Browsers hold where a form of ours may go against redirects too, and the identity provider is somewhere else: so the browser is told by a page.
    let sted = svar.headers().get(header::LOCATION).cloned();
    match sted.filter(|t| t.to_str().is_ok_and(|t| !adgang::side::er_lokal(t))) {
        None => Ok(svar),
        Some(sted) => Ok(videre_ud(svar, &sted)),
    }
}

/// An answer that leads elsewhere, as a page that does it at once.
fn videre_ud(svar: Response, sted: &HeaderValue) -> Response {
    let mut ud = StatusCode::OK.into_response();
    svar::hoveder(&mut ud);
    for kage in svar.headers().get_all(header::SET_COOKIE) {
        ud.headers_mut().append(header::SET_COOKIE, kage.clone());
    }
    if let Ok(v) = HeaderValue::from_str(&format!("0; url={}", sted.to_str().unwrap_or("/"))) {
        ud.headers_mut().insert(header::REFRESH, v);
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_may_see_is_named_and_the_rest_is_for_visitors() {
        for sti in ["/sider/administration", "/sider", "/sider/log-ud", "/sider/komponenter/x"] {
            assert!(er_side(sti) && !er_offentlig(sti), "{sti}");
        }
        for sti in ["/sider/aktiver/x.css", "/sider/komponenter", "/sider/status", "/sider/tjenester"] {
            assert!(er_offentlig(sti) && !er_side(sti), "{sti}");
        }
        assert!(!er_side("/siderx") && !er_side("/"));
    }
}
