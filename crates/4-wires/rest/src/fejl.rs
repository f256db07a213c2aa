//! Refusals on the wire (B-30): LoRA's `message`, and what our catalogue knows besides.
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::{Fejl, Fejlkode, Uuid};
use register::Objekttype;
use serde_json::{Map, Value};

/// A refusal, with LoRA's own sentence where it has one.
#[derive(Debug)]
pub(crate) struct Afvisning {
    fejl: Fejl,
    besked: Option<String>,
}

impl From<Fejl> for Afvisning {
    fn from(fejl: Fejl) -> Self {
        let felt = fejl.feltet().unwrap_or_default();
        let besked = match fejl.kode() {
            Fejlkode::UkendtParameter => Some(format!("Unsupported argument(s): {felt}")),
            Fejlkode::TidKonflikt if felt == "registreringstid" => {
                Some("'registreretfra'/'registrerettil' conflict with 'registreringstid'".into())
            }
            Fejlkode::TidKonflikt => Some("'virkningfra'/'virkningtil' conflict with 'virkningstid'".into()),
            Fejlkode::FlereUuidISoegning => {
                Some("Multiple uuid parameters passed to search operation. Only one uuid parameter is supported.".into())
            }
            Fejlkode::Slettet => Some("This object has been deleted.".into()),
            _ => None,
        };
        Self { fejl, besked }
    }
}

impl Afvisning {
    /// Unknown object, in LoRA's words (B-5).
    pub(crate) fn findes_ikke(t: &'static Objekttype, uuid: Uuid) -> Self {
        let service = t.service.split_at_checked(1).map_or(String::new(), |(foerste, rest)| foerste.to_ascii_uppercase() + rest);
        let besked = format!("No {} with ID {uuid} found in service {service}", t.navn);
        Self { fejl: Fejl::ny(Fejlkode::FindesIkke).felt("uuid"), besked: Some(besked) }
    }

    /// The same refusal, with LoRA's sentence if it says that the object is unknown.
    pub(crate) fn om(fejl: Fejl, t: &'static Objekttype, uuid: Uuid) -> Self {
        if fejl.kode() == Fejlkode::FindesIkke { Self::findes_ikke(t, uuid) } else { fejl.into() }
    }
}

impl IntoResponse for Afvisning {
    fn into_response(self) -> Response {
        let post = self.fejl.post();
        if post.http >= 500 {
            tracing::error!(kode = %self.fejl.kode(), aarsag = self.fejl.aarsagen(), "REST call failed");
        }
        let mut krop = Map::new();
        if self.fejl.kode() == Fejlkode::TomForespoergsel {
            krop.insert("uuid".into(), Value::Null);
        }
        let mut saet = |navn: &str, v: Option<&str>| {
            if let Some(v) = v {
                krop.insert(navn.into(), v.into());
            }
        };
        saet("message", Some(&self.besked.unwrap_or_else(|| self.fejl.engelsk())));
        saet("kode", Some(&self.fejl.kode().to_string()));
        saet("besked", Some(&self.fejl.dansk()));
        saet("felt", self.fejl.feltet());
        saet("regel", self.fejl.reglen());
        saet("tilladt", self.fejl.tilladte());
        saet("ventet", self.fejl.ventede().map(|v| v.dansk.as_str()));
        if self.fejl.kode() == Fejlkode::UkendtSti {
            // LoRA's form for an address that it does not know.
            krop.insert("error".into(), 404.into());
            krop.insert("text".into(), post.engelsk.into());
        }
        let status = StatusCode::from_u16(post.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut svar = json(status, Value::Object(krop).to_string().into_bytes());
        svar.extensions_mut().insert(self.fejl.kode());
        svar
    }
}

/// An answer of finished JSON.
pub(crate) fn json(status: StatusCode, krop: impl Into<axum::body::Body>) -> Response {
    let mut svar = Response::new(krop.into());
    *svar.status_mut() = status;
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    svar
}
