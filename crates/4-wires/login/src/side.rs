//! Pages for the browser, in Danish, written on the server. They work without a script; the one script there is only sends a form that has a button too.
use crate::saml::besked::Ud;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use grund::{Fejl, Fejlkode};

/// Where the style is.
pub const STIL_STI: &str = "/login/stil.css";
/// Where the script is.
pub const SEND_STI: &str = "/login/send.js";
/// The style.
pub const STIL: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}\
h1{font-size:1.5rem}button,.knap{font:inherit;padding:.5rem 1rem;margin:.25rem .25rem .25rem 0;cursor:pointer}ul{padding:0;list-style:none}\
fieldset{margin:1rem 0}label{display:block;padding:.25rem 0}.proeve{border:3px solid #b35900;padding:.5rem 1rem;font-weight:600}\
table{border-collapse:collapse}td,th{text-align:left;padding:.25rem .75rem .25rem 0}.svag{color:#595959}";
/// The script.
pub const SEND: &str = "addEventListener(\"load\", () => document.forms[0].submit());";

/// No page of ours runs what stands in it, or may stand in a page of somebody else's. Where a form goes is not limited here: browsers hold that against redirects too, and where a
/// system sends its user afterwards is its own business. Every address of a form is one of ours or one that was registered.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What may stand in text and in attributes.
pub fn sikker(t: &str) -> String {
    t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// The headers of every page.
pub fn hoveder(svar: &mut Response, csp: &str) {
    let h = svar.headers_mut();
    for (navn, vaerdi) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // An origin and no more: addresses hold codes and messages. None at all would make browsers send `Origin: null` with our own forms.
        (header::REFERRER_POLICY, "strict-origin"),
        (HeaderName::from_static("pragma"), "no-cache"),
    ] {
        h.insert(navn, HeaderValue::from_static(vaerdi));
    }
    if let Ok(v) = HeaderValue::from_str(csp) {
        h.insert(header::CONTENT_SECURITY_POLICY, v);
    }
}

/// A page.
pub fn side(titel: &str, krop: &str) -> Response {
    let mut svar = Html(format!(
        "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{titel}</title>\
         <link rel=\"stylesheet\" href=\"{STIL_STI}\"></head><body><main><h1>{titel}</h1>{krop}</main></body></html>",
        titel = sikker(titel)
    ))
    .into_response();
    hoveder(&mut svar, CSP);
    svar
}

/// A page that sends a form at once, or by its button.
pub fn form(til: &str, felter: &[(&str, String)]) -> Response {
    let skjulte: String =
        felter.iter().map(|(n, v)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", sikker(n), sikker(v))).collect();
    side(
        "Et øjeblik",
        &format!(
            "<form method=\"post\" action=\"{}\">{skjulte}<p>Du sendes videre.</p><button>Fortsæt</button></form><script src=\"{SEND_STI}\"></script>",
            sikker(til)
        ),
    )
}

/// A page that loads addresses of systems in frames, and then goes on.
pub fn rammer(adresser: &[String], til: &str, felter: &[(&str, String)]) -> Response {
    let skjulte: String =
        felter.iter().map(|(n, v)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", sikker(n), sikker(v))).collect();
    let rammer: String = adresser.iter().map(|a| format!("<iframe src=\"{}\" title=\"Log ud\" hidden></iframe>", sikker(a))).collect();
    let mut svar = side(
        "Du logges ud",
        &format!(
            "{rammer}<form method=\"post\" action=\"{}\">{skjulte}<button>Fortsæt</button></form><script src=\"{SEND_STI}\"></script>",
            sikker(til)
        ),
    );
    let oprindelser: Vec<String> = adresser.iter().filter_map(|a| oprindelse(a)).collect();
    hoveder(&mut svar, &format!("{CSP}; frame-src {}", oprindelser.join(" ")));
    svar
}

/// Scheme, host and port of an address.
fn oprindelse(a: &str) -> Option<String> {
    let (skema, rest) = a.split_once("://")?;
    let vaert = rest.split(['/', '?', '#']).next()?;
    let tilladt = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
    (!vaert.is_empty() && vaert.bytes().all(tilladt)).then(|| format!("{skema}://{vaert}"))
}

/// A message on its way through the browser.
pub fn ud(u: Ud) -> Response {
    match u {
        Ud::Adresse(a) => videre(&a),
        Ud::Form { til, felter } => form(&til, &felter),
    }
}

/// Sends the browser there by GET.
pub fn videre(adresse: &str) -> Response {
    let mut svar = Redirect::to(adresse).into_response();
    hoveder(&mut svar, "default-src 'none'");
    svar
}

/// A refusal as a page: the sentence of the catalogue and the call's id, never why: that stands in the log.
#[derive(Debug)]
pub struct Afvist(pub Fejl, pub Option<grund::Uuid>);

impl IntoResponse for Afvist {
    fn into_response(self) -> Response {
        let f = self.0;
        let kode = f.kode();
        let id = self.1.map(|i| format!("<p class=\"svag\">Kaldets id: <code>{i}</code></p>")).unwrap_or_default();
        let navnet = f.ventede().map(|v| format!("<p>{}</p>", sikker(&v.dansk))).unwrap_or_default();
        let (betydning, raad) = kode.forklaring();
        let krop = format!(
            "<p role=\"alert\">{}</p>{navnet}<p>{}</p><p>{}</p><p><a href=\"{}\">{kode}</a></p>{id}",
            sikker(f.post().dansk),
            sikker(betydning),
            sikker(raad),
            kode.side()
        );
        let mut svar = side("Login blev ikke gennemført", &krop);
        *svar.status_mut() = StatusCode::from_u16(f.post().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        svar.extensions_mut().insert::<Fejlkode>(kode);
        svar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_sends_is_text_on_a_page() {
        assert_eq!(sikker("<a href=\"x\" y='z'>&"), "&lt;a href=&quot;x&quot; y=&#39;z&#39;&gt;&amp;");
    }
}
