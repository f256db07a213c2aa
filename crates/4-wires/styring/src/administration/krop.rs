//! What comes in: bodies of strict JSON (keys once, known ones only), ids in the path, known query parameters.
use super::svar::Afvisning;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use grund::fejl::uddrag;
use grund::graenser::ADMINISTRATION_KROP_BYTES;
use grund::id::laes_uuid;
use grund::tid::TidFejl;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use serde_json::{Map, Value};

/// A JSON object; an absent body is an empty one.
pub(crate) struct Krop(pub(crate) Map<String, Value>);

impl<S: Sync> FromRequest<S> for Krop {
    type Rejection = Response;
    async fn from_request(r: Request, _: &S) -> Result<Self, Response> {
        laes(r).await.map_err(|f| Afvisning::from(f).into_response())
    }
}

async fn laes(r: Request) -> Result<Krop, Fejl> {
    let slags = r.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let slags = slags.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // A form would be sent by a page of any origin without asking first.
    if !matches!(slags.as_str(), "" | "application/json") {
        return Err(Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Type").tilladt(["application/json"]));
    }
    let bytes = to_bytes(r.into_body(), ADMINISTRATION_KROP_BYTES)
        .await
        .map_err(|_| Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(ADMINISTRATION_KROP_BYTES, grund::sagt::BYTES)))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Krop(Map::new()));
    }
    if slags.is_empty() {
        return Err(Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Type").tilladt(["application/json"]));
    }
    match grund::json::laes(&bytes)? {
        Value::Object(o) => Ok(Krop(o)),
        _ => Err(Fejl::ny(Fejlkode::IkkeVelformet).ventet(("et JSON-objekt", "a JSON object"))),
    }
}

impl Krop {
    /// Takes a member out.
    fn tag(&mut self, navn: &str) -> Option<Value> {
        self.0.remove(navn).filter(|v| !v.is_null())
    }
    /// Takes a text out; empty if it is absent.
    pub(crate) fn tekst(&mut self, navn: &'static str, maks: usize) -> Result<String, Fejl> {
        match self.tag(navn) {
            None => Ok(String::new()),
            Some(Value::String(t)) if t.chars().count() <= maks => Ok(t),
            Some(Value::String(_)) => Err(Fejl::ny(Fejlkode::ForLang).felt(navn).ventet(grund::sagt::hoejst(maks, grund::sagt::TEGN))),
            Some(_) => Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(navn).ventet(("en tekst", "a text"))),
        }
    }
    /// Takes a text out that must be there; blanks alone say nothing.
    pub(crate) fn kraevet(&mut self, navn: &'static str, maks: usize) -> Result<String, Fejl> {
        let t = self.tekst(navn, maks)?;
        if t.trim().is_empty() { Err(Fejl::ny(Fejlkode::ManglerElement).felt(navn)) } else { Ok(t) }
    }
    /// Takes a truth value out; false if it is absent.
    pub(crate) fn boolsk(&mut self, navn: &'static str) -> Result<bool, Fejl> {
        match self.tag(navn) {
            None => Ok(false),
            Some(v) => v.as_bool().ok_or_else(|| Fejl::ny(Fejlkode::UgyldigBoolsk).felt(navn)),
        }
    }
    /// Takes a number out.
    pub(crate) fn tal(&mut self, navn: &'static str) -> Result<Option<u64>, Fejl> {
        let fejl = || Fejl::ny(Fejlkode::UgyldigtTal).felt(navn);
        self.tag(navn).map(|v| v.as_u64().ok_or_else(fejl)).transpose()
    }
    /// Takes a list of numbers out.
    pub(crate) fn talliste(&mut self, navn: &'static str, maks: usize) -> Result<Vec<u64>, Fejl> {
        let forkert = || Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).ventet(("en liste af tal", "a list of numbers"));
        let Some(v) = self.tag(navn) else { return Ok(Vec::new()) };
        let l = v.as_array().ok_or_else(forkert)?;
        if l.len() > maks {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(maks, grund::sagt::NUMRE)));
        }
        l.iter().map(|x| x.as_u64().ok_or_else(forkert)).collect()
    }
    /// Takes a time out.
    pub(crate) fn tid(&mut self, navn: &'static str) -> Result<Option<Tidspunkt>, Fejl> {
        let t = self.tekst(navn, 64)?;
        if t.is_empty() { Ok(None) } else { endelig(navn, &t, Tidspunkt::fra_oio(&t)).map(Some) }
    }
    /// The registration that a decision is made on: `If-Match`, or `registreret` in the body; both must say the same.
    pub(crate) fn set(&mut self, if_match: Option<Tidspunkt>) -> Result<Option<Tidspunkt>, Fejl> {
        match (if_match, self.tid("registreret")?) {
            (Some(a), Some(b)) if a != b => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("registreret").tilladt([a.til_utc()])),
            (a, b) => Ok(a.or(b)),
        }
    }
    /// Takes a list of texts out.
    pub(crate) fn tekster(&mut self, navn: &'static str, maks: usize) -> Result<Vec<String>, Fejl> {
        let forkert = || Fejl::ny(Fejlkode::UgyldigtMoenster).felt(navn).ventet(("en liste af tekster", "a list of texts"));
        let Some(v) = self.tag(navn) else { return Ok(Vec::new()) };
        let l = v.as_array().ok_or_else(forkert)?;
        if l.len() > maks {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(maks, grund::sagt::STYK)));
        }
        l.iter().map(|x| x.as_str().map(str::to_owned).ok_or_else(forkert)).collect()
    }
    /// Refuses members that were not taken out.
    pub(crate) fn slut(self) -> Result<(), Fejl> {
        self.0.keys().next().map_or(Ok(()), |n| Err(Fejl::ny(Fejlkode::UkendtFelt).felt(uddrag(n))))
    }
}

fn endelig(navn: &str, tekst: &str, laest: Result<Tidspunkt, TidFejl>) -> Result<Tidspunkt, Fejl> {
    laest.ok().filter(|t| t.er_endelig()).ok_or_else(|| {
        let ventet = ("ISO 8601, for eksempel 2026-05-01T00:00:00+02:00", "ISO 8601, for instance 2026-05-01T00:00:00+02:00");
        Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet(ventet).detalje(uddrag(tekst))
    })
}

/// The UUID in the path.
pub(crate) struct Id(pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Response> {
        let led = led(p, s).await;
        let u = led.iter().find(|(n, _)| n == "uuid").and_then(|(_, v)| laes_uuid(v));
        u.map(Self).ok_or_else(|| Afvisning::from(Fejl::ny(Fejlkode::UgyldigUuid).felt("uuid")).into_response())
    }
}

/// The registration that `If-Match` names; `*` names none.
pub(crate) struct Set(pub(crate) Option<Tidspunkt>);

impl<S: Sync> FromRequestParts<S> for Set {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Response> {
        let Some(v) = p.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let t = v.to_str().ok().map(str::trim).filter(|t| *t != "*");
        let t = t.map(|t| t.trim_matches('"')).map(|t| endelig("If-Match", t, Tidspunkt::fra_oio(t))).transpose();
        t.map(Self).map_err(|f| Afvisning::from(f).into_response())
    }
}

/// The CVR number in the path.
pub(crate) struct Nummer(pub(crate) Cvr);

impl<S: Send + Sync> FromRequestParts<S> for Nummer {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Response> {
        let led = led(p, s).await;
        let c = led.iter().find(|(n, _)| n == "cvr").and_then(|(_, v)| v.parse().ok());
        c.map(Self).ok_or_else(|| Afvisning::from(cvrfejl("cvr")).into_response())
    }
}

async fn led<S: Send + Sync>(p: &mut Parts, s: &S) -> Vec<(String, String)> {
    Path::<Vec<(String, String)>>::from_request_parts(p, s).await.map(|p| p.0).unwrap_or_default()
}

fn cvrfejl(felt: &'static str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).ventet(grund::sagt::cifre(8))
}

/// Query parameters, each once.
pub(crate) struct Parametre(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parametre {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Response> {
        let q = Query::<Vec<(String, String)>>::try_from_uri(&p.uri).map(|q| q.0);
        q.map(Self).map_err(|_| Afvisning::from(Fejl::ny(Fejlkode::IkkeVelformet).felt("query")).into_response())
    }
}

impl Parametre {
    pub(crate) fn tag(&mut self, navn: &str) -> Result<Option<String>, Fejl> {
        let mut fundet = None;
        let mut flere = false;
        self.0.retain(|(n, v)| {
            if n != navn {
                return true;
            }
            flere |= fundet.is_some();
            fundet = Some(v.clone());
            false
        });
        if flere { Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(1, grund::sagt::STYK))) } else { Ok(fundet) }
    }
    pub(crate) fn uuid(&mut self, navn: &'static str) -> Result<Option<Uuid>, Fejl> {
        let fejl = || Fejl::ny(Fejlkode::UgyldigUuid).felt(navn);
        self.tag(navn)?.map(|t| laes_uuid(&t).ok_or_else(fejl)).transpose()
    }
    pub(crate) fn cvr(&mut self, navn: &'static str) -> Result<Option<Cvr>, Fejl> {
        self.tag(navn)?.map(|t| t.parse().map_err(|()| cvrfejl(navn))).transpose()
    }
    pub(crate) fn tal(&mut self, navn: &'static str) -> Result<Option<usize>, Fejl> {
        let fejl = |_| Fejl::ny(Fejlkode::UgyldigSide).felt(navn);
        self.tag(navn)?.map(|t| t.parse::<usize>().map_err(fejl)).transpose()
    }
    /// `true` or `false`; `false` where it is not there.
    pub(crate) fn ja(&mut self, navn: &'static str) -> Result<bool, Fejl> {
        match self.tag(navn)?.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Fejl::ny(Fejlkode::UgyldigBoolsk).felt(navn)),
        }
    }
    pub(crate) fn tid(&mut self, navn: &'static str) -> Result<Option<Tidspunkt>, Fejl> {
        let t = self.tag(navn)?.filter(|t| !t.is_empty());
        t.map(|t| endelig(navn, &t, Tidspunkt::fra_adresse(&t))).transpose()
    }
    /// Refuses parameters that were not taken out.
    pub(crate) fn slut(self) -> Result<(), Fejl> {
        self.0.first().map_or(Ok(()), |(n, _)| Err(Fejl::ny(Fejlkode::UkendtParameter).felt(uddrag(n))))
    }
}

/// A list of CVR numbers from texts.
pub(crate) fn cvr_liste(navn: &'static str, l: &[String]) -> Result<Vec<Cvr>, Fejl> {
    l.iter().map(|c| c.parse().map_err(|()| cvrfejl(navn))).collect()
}

/// A UUID from a text.
pub(crate) fn uuid(navn: &'static str, t: &str) -> Result<Uuid, Fejl> {
    laes_uuid(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(navn))
}
