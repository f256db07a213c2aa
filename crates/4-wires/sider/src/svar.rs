//! Pages as answers, with the headers that every page of ours has.
use crate::sprog::Sprog;
use adgang::side::er_lokal;
use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use grund::Fejlkode;

/// Nothing runs and nothing is shown but what comes from our own files; nobody puts a page of ours into his own; a form goes to ourselves.
pub const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// The headers of every page.
static HOVEDER: [(HeaderName, &str); 9] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Nothing of our addresses to anybody else; to ourselves, because browsers send `Origin: null` with forms of pages that send no referrer.
    (header::REFERRER_POLICY, "same-origin"),
    // What a page shows is one user's, at one moment.
    (header::CACHE_CONTROL, "private, no-store"),
    (header::VARY, "Cookie"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the headers on.
pub fn hoveder(svar: &mut Response) {
    for (navn, vaerdi) in &HOVEDER {
        svar.headers_mut().insert(navn.clone(), HeaderValue::from_static(vaerdi));
    }
}

/// A page.
pub fn side<T: Template>(status: StatusCode, sprog: Sprog, t: &T) -> Response {
    let mut svar = match t.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(f) => {
            tracing::error!(fejl = %f, "a page could not be written");
            let mut svar = StatusCode::INTERNAL_SERVER_ERROR.into_response();
            svar.extensions_mut().insert(Fejlkode::Intern);
            svar
        }
    };
    hoveder(&mut svar);
    svar.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(sprog.kode()));
    svar
}

/// Sends the browser on by GET to a path of ours.
pub fn videre(sti: &str) -> Response {
    let mut svar = Redirect::to(if er_lokal(sti) { sti } else { "/" }).into_response();
    hoveder(&mut svar);
    svar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_redirect_is_refused() {
        assert_eq!(videre("/sider/x?a=b").headers()[header::LOCATION], "/sider/x?a=b");
        for sti in
            ["", "//ond.example", "/\\ond.example", "https://ond.example", "javascript:alert(1)", "/a\nb", "/\t/ond.example", "a/b", "/æ"]
        {
            assert_eq!(videre(sti).headers()[header::LOCATION], "/", "{sti}");
        }
    }
}
