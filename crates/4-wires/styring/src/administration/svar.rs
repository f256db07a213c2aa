//! Answers and refusals, in the shape that the OIO REST interface has.
use administration::Post;
use administration::oversaet;
use administration::typer::Emne;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::{Fejl, Tidspunkt};
use serde_json::{Map, Value};

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
        let post = self.0.post();
        if post.http >= 500 {
            tracing::error!(kode = %self.0.kode(), aarsag = self.0.aarsagen(), "a call of the Administrationsmodul failed");
        }
        let mut krop = Map::new();
        krop.insert("message".into(), self.0.engelsk().into());
        krop.insert("besked".into(), self.0.dansk().into());
        krop.insert("kode".into(), self.0.kode().to_string().into());
        for (navn, v) in [
            ("felt", self.0.feltet()),
            ("regel", self.0.reglen()),
            ("tilladt", self.0.tilladte()),
            ("ventet", self.0.ventede().map(|v| v.dansk.as_str())),
        ] {
            if let Some(v) = v {
                krop.insert(navn.into(), v.into());
            }
        }
        let mut svar = json(StatusCode::from_u16(post.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &Value::Object(krop));
        svar.extensions_mut().insert(self.0.kode());
        svar
    }
}

/// What a route answers.
pub(crate) type Svar = Result<Response, Afvisning>;

/// An answer of JSON.
pub(crate) fn json(status: StatusCode, v: &Value) -> Response {
    let mut svar = Response::new(v.to_string().into());
    *svar.status_mut() = status;
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    svar
}

/// 200 with an object.
pub(crate) fn ok(v: impl Into<Value>) -> Svar {
    Ok(json(StatusCode::OK, &v.into()))
}

/// Says which registration was read, for `If-Match`.
pub(crate) fn med_etag(mut svar: Response, registreret: Tidspunkt) -> Response {
    if let Ok(v) = HeaderValue::from_str(&format!("\"{}\"", registreret.til_utc())) {
        svar.headers_mut().insert(header::ETAG, v);
    }
    svar
}

/// 201 with an object.
pub(crate) fn oprettet(v: impl Into<Value>) -> Svar {
    Ok(json(StatusCode::CREATED, &v.into()))
}

/// A list of objects.
pub(crate) fn liste(l: Vec<Map<String, Value>>) -> Svar {
    let mut o = Map::new();
    o.insert("antal".into(), l.len().into());
    o.insert("resultater".into(), l.into_iter().map(Value::Object).collect());
    ok(o)
}

/// An object: its fields, id, state now, and time of the newest registration.
pub(crate) fn objekt<T: Emne>(p: &Post<T>, nu: Tidspunkt) -> Result<Map<String, Value>, Fejl> {
    let mut o = oversaet::vis(&p.data)?;
    o.insert("uuid".into(), p.uuid.to_string().into());
    o.insert("tilstand".into(), p.tilstand_paa(nu).into());
    o.insert("registreret".into(), p.registreret.til_utc().into());
    Ok(o)
}

/// A list of objects of one type.
pub(crate) fn objekter<'a, T: Emne>(l: impl IntoIterator<Item = &'a Post<T>>, nu: Tidspunkt) -> Svar {
    liste(l.into_iter().map(|p| objekt(p, nu)).collect::<Result<_, _>>()?)
}
