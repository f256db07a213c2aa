//! A visit: who looks, in which language, from where; and the visitor's rights where a page takes them.
use crate::fejlsider;
use crate::form::{Adresse, Form};
use crate::session::Session;
use crate::sprog::{PARAMETER, Sprog};
use crate::svar;
use crate::{Sider, ramme::Menu};
use adgang::side::{er_lokal, log_ind};
use adgang::{Administrator, Indkomst, Kalder, Sidebruger};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::Response;
use grund::{Fejl, Fejlkode, Kaldekontekst};
use std::sync::Arc;

/// A visit, on every request for a page.
#[derive(Clone)]
pub struct Besoeg {
    /// The language.
    pub sprog: Sprog,
    /// Who is logged in.
    pub session: Option<Arc<Session>>,
    /// The call.
    pub ind: Indkomst,
    /// Path and query, without the choice of language.
    pub sti: String,
    /// What the visitor can go to.
    pub menu: Arc<[Menu]>,
    /// Where a login begins that comes back here; `None` where nobody can log in.
    pub log_ind: Option<String>,
    /// A development instance: everything in it may be made up.
    pub proeve: bool,
}

impl Besoeg {
    /// Who is logged in.
    pub fn bruger(&self) -> Option<&Sidebruger> {
        self.session.as_deref().map(|s| &s.bruger)
    }

    /// What a form of this visitor's carries.
    pub fn formnoegle(&self) -> &str {
        self.session.as_deref().map_or("", |s| &s.bruger.csrf)
    }

    /// This page in that language.
    pub fn paa(&self, s: Sprog) -> String {
        let (sti, q) = self.sti.split_once('?').unwrap_or((&self.sti, ""));
        let skille = if q.is_empty() { "" } else { "&" };
        format!("{sti}?{q}{skille}{PARAMETER}={}", s.kode())
    }
}

/// Finds out who visits, and sees to the language and the refusals of what answers.
pub(crate) async fn tag_imod(State(s): State<Sider>, mut anmodning: Request, videre: Next) -> Response {
    let Some(ind) = anmodning.extensions().get::<Indkomst>().cloned() else {
        return fejlsider::uden_besoeg(&Fejl::intern("a page without a call"));
    };
    let valgt = Adresse::af(anmodning.uri()).en(PARAMETER).and_then(Sprog::af);
    let sprog = valgt.or_else(|| Sprog::af_kage(anmodning.headers())).unwrap_or_default();
    let sti = uden_sprog(anmodning.uri().path_and_query().map_or("/", |p| p.as_str()));
    let log_ind = s.login.as_ref().map(|_| log_ind(if anmodning.method() == Method::GET { &sti } else { "/" }, None));
    let menu = s.menu.clone();
    let mut besoeg = Besoeg { sprog, session: None, ind, sti, menu, log_ind, proeve: s.proeve };
    if let Some(l) = &s.login {
        match l.session(anmodning.headers(), &besoeg.ind).await {
            Ok(session) => besoeg.session = session.map(Arc::new),
            Err(f) => return fejlsider::svar(&besoeg, &f),
        }
    }
    anmodning.extensions_mut().insert(besoeg.clone());
    let mut svar = videre.run(anmodning).await;
    if let Some(f) = svar.extensions().get::<Afvist>().cloned() {
        svar = fejlsider::svar(&besoeg, &f.0);
    }
    if let Some(v) = valgt {
        svar.headers_mut().append(header::SET_COOKIE, v.kage());
    }
    svar
}

/// On an answer that is to become a page of refusal.
#[derive(Clone)]
pub(crate) struct Afvist(pub(crate) Fejl);

/// A refusal, for the middleware to show.
pub struct Afvisning(Fejl);

impl From<Fejl> for Afvisning {
    fn from(f: Fejl) -> Self {
        Self(f)
    }
}

impl axum::response::IntoResponse for Afvisning {
    fn into_response(self) -> Response {
        let status = axum::http::StatusCode::from_u16(self.0.post().http).unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        let mut svar = status.into_response();
        svar.extensions_mut().insert(Afvist(self.0));
        svar
    }
}

/// What a page's handler answers.
pub type Sidesvar = Result<Response, Afvisning>;

fn uden_sprog(sti: &str) -> String {
    let (sti, q) = sti.split_once('?').unwrap_or((sti, ""));
    let rest: Vec<&str> = q.split('&').filter(|d| !d.is_empty() && d.split('=').next() != Some(PARAMETER)).collect();
    let ud = if rest.is_empty() { sti.to_owned() } else { format!("{sti}?{}", rest.join("&")) };
    if er_lokal(&ud) { ud } else { "/".to_owned() }
}

impl<S: Sync> FromRequestParts<S> for Besoeg {
    type Rejection = Afvisning;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Afvisning> {
        p.extensions.get::<Self>().cloned().ok_or_else(|| Afvisning(Fejl::intern("a page without its middleware")))
    }
}

/// Somebody who administers something, with the call's context.
pub struct Hvem {
    /// The visit.
    pub besoeg: Besoeg,
    /// Who, with roles.
    pub administrator: Arc<Administrator>,
    /// The context that the modules see.
    pub kald: Kaldekontekst,
}

impl Hvem {
    /// As the modules take it: the same as by the JSON API.
    pub fn kalder(&self) -> Kalder<'_> {
        Kalder::administrator(&self.administrator, &self.kald)
    }
}

impl<S: Sync> FromRequestParts<S> for Hvem {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Response> {
        use axum::response::IntoResponse;
        let besoeg = Besoeg::from_request_parts(p, s).await.map_err(IntoResponse::into_response)?;
        let Some(session) = besoeg.session.clone() else { return Err(log_ind_foerst(&besoeg, &p.method)) };
        // Step-up (NS-01): logged in again on the level, the browser comes back here.
        if let Some(n) = session.mangler {
            let til = if p.method == Method::GET { besoeg.sti.as_str() } else { "/" };
            return Err(svar::videre(&log_ind(til, Some(n))));
        }
        match &session.administrator {
            Some((administrator, kald)) => Ok(Self { administrator: administrator.clone(), kald: kald.clone(), besoeg }),
            None => Err(Afvisning(
                Fejl::ny(Fejlkode::IngenAdgang)
                    .regel("H-1")
                    .ventet(("en bruger, der er registreret som administrator", "a user who is registered as an administrator")),
            )
            .into_response()),
        }
    }
}

/// Sends whoever looks to the login, and back here; what was to be done is not done.
pub fn log_ind_foerst(b: &Besoeg, metode: &Method) -> Response {
    use axum::response::IntoResponse;
    match &b.log_ind {
        Some(l) if *metode == Method::GET => svar::videre(l),
        _ => Afvisning(Fejl::ny(Fejlkode::LoginUdloebet)).into_response(),
    }
}

/// A form that was sent by this session's own page.
///
/// # Errors
/// `FremmedOprindelse` for one that does not carry the session's key.
pub fn egen_form(b: &Besoeg, form: Form) -> Result<Form, Fejl> {
    let noegle = b.formnoegle();
    if noegle.is_empty() || !form.har_noegle(noegle) {
        return Err(Fejl::ny(Fejlkode::FremmedOprindelse).felt("formular").ventet((
            "en formular fra en side, du selv har åbnet, mens du var logget ind som nu: hent siden igen",
            "a form of a page that you opened yourself while logged in as now: load the page again",
        )));
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_forgets_the_language_and_stays_here() {
        for (sti, ventet) in [
            ("/sider/x?sprog=en", "/sider/x"),
            ("/sider/x?a=1&sprog=en&b=2", "/sider/x?a=1&b=2"),
            ("/sider/x?sprogx=1", "/sider/x?sprogx=1"),
            ("//ond.example/?a=1", "/"),
        ] {
            assert_eq!(uden_sprog(sti), ventet);
        }
    }
}
