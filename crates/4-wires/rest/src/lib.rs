//! The OIO REST wire: LoRA's HTTP interface (dialect B1 with the additions of B2) over every object type of the register.
//!
//! Everything derives from the object types' tables: paths, parameters, JSON, schemas and the OpenAPI document.
mod antal;
mod autocomplete;
mod dialekt;
mod fejl;
mod fordeling;
mod json;
mod klassifikationlistehent;
mod konsolider;
mod krop;
mod laes;
#[cfg(test)]
mod maal;
mod meta;
mod objekt;
mod openapi;
mod param;
#[cfg(test)]
mod proeve;
mod rute;
mod skema;
mod skriv;

pub use rute::{er_beskrivelse, ruter, service};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use fejl::Afvisning;
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Fejlkode, Kaldekontekst};
use register::{Objekttype, Register};
use std::sync::Arc;

/// What the wire needs.
#[derive(Clone)]
pub struct Tilstand {
    /// The register.
    pub register: Arc<Register>,
    /// The clock, shown at `/version`; the time of a call comes with its context.
    pub ur: Arc<dyn Ur>,
    /// New UUIDs for objects and files.
    pub id: Arc<dyn IdKilde>,
    /// Choices of the operator.
    pub valg: Valg,
    /// Fordelingskomponenten; `None` where the module is switched off.
    pub fordeling: Option<Arc<::fordeling::Fordelingskomponent>>,
    /// Addresses of the same services that other wires answer, as Path Items of OpenAPI 3.1: what is described in one place is found.
    pub andre: Arc<[(&'static str, serde_json::Value)]>,
}

impl Tilstand {
    /// With the usual choices.
    pub fn ny(register: Arc<Register>, ur: Arc<dyn Ur>, id: Arc<dyn IdKilde>) -> Self {
        Self { register, ur, id, valg: Valg::default(), fordeling: None, andre: Arc::new([]) }
    }
}

/// Choices of the operator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Valg {
    /// Lists hold deleted objects too, as in mox 1.3 (B-31). Default: no.
    pub slettede_i_liste: bool,
    /// Callers are known by a token, not by a header: what the OpenAPI document says of them. Default: no.
    pub sikker: bool,
    /// `/` answers 308 to `/site-map` (B-2). Default: no, because the program has a front page.
    pub rod: bool,
}

/// The call's context, set by the program's middleware as a request extension.
struct Kald(Kaldekontekst);

impl<S: Send + Sync> FromRequestParts<S> for Kald {
    type Rejection = Afvisning;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Afvisning> {
        p.extensions.get::<Kaldekontekst>().cloned().map(Self).ok_or_else(|| Fejl::intern("the request has no Kaldekontekst").into())
    }
}

/// The parameters of the address, in order, with values in NFC.
struct Parametre(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parametre {
    type Rejection = Afvisning;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Afvisning> {
        if !er_utf8(p.uri.query().unwrap_or_default()) {
            return Err(Fejl::ny(Fejlkode::IkkeVelformet)
                .detalje(("adressens parametre er ikke UTF-8", "the parameters of the address are not UTF-8"))
                .into());
        }
        let q = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&p.uri);
        let nfc = |(n, mut v): (String, String)| {
            grund::tekst::til_nfc(&mut v);
            (n, v)
        };
        q.map(|q| Self(q.0.into_iter().map(nfc).collect()))
            .map_err(|_| Fejl::ny(Fejlkode::IkkeVelformet).detalje(("adressens parametre", "the parameters of the address")).into())
    }
}

/// Whether the bytes behind the percent signs are text: the decoder would put replacement characters in, and we search for what was meant.
fn er_utf8(query: &str) -> bool {
    let mut rest = query.as_bytes();
    let mut ud = Vec::with_capacity(rest.len());
    while let Some((b, efter)) = rest.split_first() {
        let skrevet =
            efter.get(..2).filter(|_| *b == b'%').and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        ud.push(skrevet.unwrap_or(*b));
        rest = skrevet.and_then(|_| efter.get(2..)).unwrap_or(efter);
    }
    std::str::from_utf8(&ud).is_ok()
}

/// The UUID in the path, not yet read.
struct Uuidsti(String);

impl<S: Send + Sync> FromRequestParts<S> for Uuidsti {
    type Rejection = Afvisning;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Afvisning> {
        let sti = axum::extract::Path::<String>::from_request_parts(p, s).await;
        sti.map(|s| Self(s.0)).map_err(|_| Fejl::ny(Fejlkode::UgyldigUuid).felt("uuid").into())
    }
}

/// Reads arbitrary bytes as the body of every verb of every type: never panics, and what it takes is within the limits. For fuzzing.
pub fn proev_json(data: &[u8]) {
    let Ok(j) = json::parse(data) else { return };
    let typer: [&[&'static Objekttype]; 3] =
        [organisation::objekttyper::OBJEKTTYPER, klassifikation::objekttyper::OBJEKTTYPER, oio::objekttyper::OBJEKTTYPER];
    for t in typer.iter().flat_map(|t| t.iter().copied()) {
        for form in [laes::Form::Hel, laes::Form::Aendring] {
            let _ = laes::krop(&j, t, form);
        }
    }
    let _ = laes::kun_note(&j);
}
