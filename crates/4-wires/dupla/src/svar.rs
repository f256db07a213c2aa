//! Answers and refusals, in the form of the contract: DUPLA's, where notices and errors are data beside the data, or our own.
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::{Fejl, Fejlkode};
use serde_json::{Map, Value, json};

/// Whose contract a service has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// DUPLA's: `HovedoplysningerSvarREST`.
    Dupla,
    /// Ours.
    Egen,
}

/// What an operation has answered: its data, and notices beside them.
pub(crate) struct Indhold {
    /// The parts of the answer.
    pub dele: Map<String, Value>,
    /// Notices; that the answer is simulated is said by itself.
    pub advis: Vec<Fejl>,
    /// How many data elements there are, where the contract says so in a header.
    pub antal: Option<usize>,
}

impl Indhold {
    /// With one part.
    pub(crate) fn ny(navn: &str, data: Value) -> Self {
        Self { dele: Map::from_iter([(navn.to_owned(), data)]), advis: Vec::new(), antal: None }
    }

    /// With those parts.
    pub(crate) fn af(dele: Value) -> Self {
        let dele = if let Value::Object(o) = dele { o } else { Map::new() };
        Self { dele, advis: Vec::new(), antal: None }
    }

    /// With these notices.
    pub(crate) fn med_advis(self, advis: Vec<Fejl>) -> Self {
        Self { advis, ..self }
    }
}

/// Headers of the caller's transaction that come back as they were sent.
const GIVES_TILBAGE: [HeaderName; 4] = [
    HeaderName::from_static("x-transaktionsid"),
    HeaderName::from_static("x-transaktionstid"),
    HeaderName::from_static("x-transaktions-id"),
    HeaderName::from_static("x-request-id"),
];
const HOVEDVERSION: HeaderName = HeaderName::from_static("x-major-version");
const ANTAL: HeaderName = HeaderName::from_static("x-data-antal");

/// An answer of JSON.
pub(crate) fn json(status: u16, v: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], v.to_string()).into_response()
}

/// The answer.
pub(crate) fn godt(form: Form, i: Indhold, hoveder: &HeaderMap) -> Response {
    let advis: Vec<Fejl> = std::iter::once(Fejl::ny(Fejlkode::Simuleret)).chain(i.advis).collect();
    let mut krop = i.dele;
    match form {
        Form::Dupla => {
            krop.insert("HovedoplysningerSvarREST".into(), advis.iter().map(|f| reaktion("Advis", f)).collect());
        }
        Form::Egen => {
            krop.insert("simuleret".into(), true.into());
            krop.insert("advis".into(), advis.iter().map(egen).collect());
        }
    }
    let mut svar = json(200, &krop.into());
    if let Some(n) = i.antal {
        svar.headers_mut().insert(ANTAL, HeaderValue::from(n));
    }
    tilbage(form, svar, hoveder)
}

/// An upstream's answer, as it came.
pub(crate) fn andens(form: Form, s: serviceplatform::Svar, hoveder: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(s.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let svar = (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], s.krop).into_response();
    tilbage(form, svar, hoveder)
}

/// A refusal.
pub(crate) fn afvis(form: Form, f: &Fejl, hoveder: &HeaderMap) -> Response {
    let post = f.post();
    if let Some(aarsag) = f.aarsagen().filter(|_| post.http >= 500) {
        tracing::error!(kode = %f.kode(), aarsag, "a look-up of a simulator failed");
    }
    let krop = match form {
        Form::Dupla => json!({ "HovedoplysningerSvarREST": [reaktion("Fejl", f)] }),
        Form::Egen => egen(f),
    };
    let mut svar = json(post.http, &krop);
    if post.http == 503 {
        svar.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(grund::graenser::PROEV_IGEN_SEKUNDER));
    }
    svar.extensions_mut().insert(f.kode());
    tilbage(form, svar, hoveder)
}

fn tilbage(form: Form, mut svar: Response, hoveder: &HeaderMap) -> Response {
    for navn in GIVES_TILBAGE {
        if let Some(v) = hoveder.get(&navn) {
            svar.headers_mut().insert(navn, v.clone());
        }
    }
    if form == Form::Dupla {
        svar.headers_mut().insert(HOVEDVERSION, HeaderValue::from_static("1"));
    }
    svar
}

fn reaktion(slags: &str, f: &Fejl) -> Value {
    let mut indhold = json!({
        format!("{slags}Id"): f.kode().to_string(),
        format!("{slags}Tekst"): f.dansk(),
        "KildeId": "Samspil",
        "status": f.post().http.to_string(),
    });
    if let (Some(felt), Some(o)) = (f.feltet(), indhold.as_object_mut()) {
        o.insert("Identifikation".into(), felt.into());
    }
    json!({ "SvarReaktion": { slags: indhold } })
}

fn egen(f: &Fejl) -> Value {
    json!({ "kode": f.kode().to_string(), "besked": f.dansk(), "message": f.engelsk(), "felt": f.feltet(), "tilladt": f.tilladte() })
}
