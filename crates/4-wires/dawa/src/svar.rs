//! Answers and refusals: DAWA's `type`, `title` and `details`, and what our catalogue knows besides.
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::{Fejl, Fejlkode};
use serde_json::{Value, json};

/// An answer of JSON.
pub(crate) fn ok(v: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], v.to_string()).into_response()
}

/// A refusal.
#[derive(Debug)]
pub(crate) struct Afvisning(Fejl);

impl From<Fejl> for Afvisning {
    fn from(f: Fejl) -> Self {
        Self(f)
    }
}

impl IntoResponse for Afvisning {
    fn into_response(self) -> Response {
        let f = self.0;
        let post = f.post();
        if post.http >= 500 {
            tracing::error!(kode = %f.kode(), aarsag = f.aarsagen(), "a look-up of an address failed");
        }
        let slags = match f.kode() {
            Fejlkode::FindesIkke | Fejlkode::UkendtSti => "ResourceNotFoundError",
            _ if post.http < 500 => "QueryParameterFormatError",
            _ => "InternalServerError",
        };
        let krop = json!({
            "type": slags,
            "title": f.engelsk(),
            "details": [[f.feltet().unwrap_or_default(), f.dansk()]],
            "kode": f.kode().to_string(),
            "besked": f.dansk(),
            "message": f.engelsk(),
        });
        let mut svar = ok(&krop);
        *svar.status_mut() = StatusCode::from_u16(post.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if f.kode() == Fejlkode::ForMangeOpslag {
            svar.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        svar.extensions_mut().insert(f.kode());
        svar
    }
}
