//! Token services by HTTP: SAML over REST, OAuth 2.0 (KOMBIT's form and RFC 8705), access tokens of Serviceplatformen and the service for
//! trying them (contracts 1.4). The caller is proven by the certificate of its connection.
pub(crate) mod oauth;
mod wstrust;

use crate::Tilstand;
use adgang::Indkomst;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Fejl, Fejlkode, Kaldekontekst, graenser};
use serviceplatform::Kilde;
use serviceplatform::rest::Spoergsmaal;
use serviceplatform::tjenester::DEMO_REST;
use std::borrow::Cow;
use std::collections::HashSet;

/// The service for trying access tokens; what it shall answer follows.
pub const DEMO: &str = "/service/AccessTokenDemo_1/callDemoService";

/// The routes.
pub fn ruter(t: Tilstand) -> Router {
    let udsteder = [
        ("/runtime/api/rest/wstrust/v1/issue", post(wstrust::udsted)),
        ("/runtime/api/rest/oauth/v1/issue", post(oauth::kombit)),
        (oauth::TOKEN, post(oauth::token)),
        ("/service/AccessTokenService_1/token", post(adgangstoken)),
    ];
    // With a slash at the end, too, as everywhere (K-15).
    udsteder
        .into_iter()
        .fold(Router::new(), |r, (sti, m)| r.route(sti, m.clone()).route(&format!("{sti}/"), m))
        .route(oauth::JWKS, get(oauth::jwks))
        .route("/.well-known/oauth-authorization-server", get(oauth::opdagelse))
        .route("/.well-known/openid-configuration", get(oauth::opdagelse))
        // An issuer with a path of its own has it after the well-known part (RFC 8414, 3.1).
        .route("/.well-known/oauth-authorization-server/{*sti}", get(oauth::opdagelse))
        .route(&format!("{DEMO}/{{tekst}}"), get(demo))
        .method_not_allowed_fallback(async || Afvisning(Fejl::ny(Fejlkode::UkendtMetode)))
        .with_state(t)
}

/// Who calls, as the program received it.
pub(crate) struct Kalder(pub(crate) Indkomst);

impl<S: Sync> FromRequestParts<S> for Kalder {
    type Rejection = Afvisning;
    async fn from_request_parts(dele: &mut Parts, _: &S) -> Result<Self, Afvisning> {
        dele.extensions.get().cloned().map(Self).ok_or_else(|| Afvisning(Fejl::intern("no caller on the request")))
    }
}

/// A refusal as JSON, with the names that OAuth clients read too (RFC 6749, 5.2).
pub(crate) struct Afvisning(pub(crate) Fejl);

impl From<Fejl> for Afvisning {
    fn from(f: Fejl) -> Self {
        Self(f)
    }
}

impl IntoResponse for Afvisning {
    fn into_response(self) -> Response {
        let f = self.0;
        if f.kode() == Fejlkode::Intern {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "call failed");
        }
        let status = StatusCode::from_u16(f.post().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let oauth = match f.kode() {
            _ if f.feltet() == Some("grant_type") && f.tilladte() == Some("client_credentials") => "unsupported_grant_type",
            Fejlkode::UkendtTjeneste => "invalid_target",
            Fejlkode::IngenAftale | Fejlkode::UkendtMyndighed | Fejlkode::ManglerRolle => "unauthorized_client",
            Fejlkode::Intern | Fejlkode::Optaget => "server_error",
            k if k.post().http == 403 => "access_denied",
            k if k.post().http == 401 => "invalid_client",
            // Malformed, repeated, too large, of another content type (RFC 6749, 5.2).
            _ => "invalid_request",
        };
        let krop = serde_json::json!({
            "error": oauth, "error_description": f.engelsk(),
            "message": f.engelsk(), "besked": f.dansk(), "kode": f.kode().to_string(), "felt": f.feltet(), "tilladt": f.tilladte(),
            "ventet": f.ventede().map(|v| &v.dansk),
        });
        let mut svar = (status, [(header::CACHE_CONTROL, "no-store")], Json(krop)).into_response();
        svar.extensions_mut().insert(f.kode());
        svar
    }
}

/// A form's fields, each at most once. What has more fields than any of our forms is refused before it is decoded.
pub(crate) fn form(krop: &Bytes) -> Result<Vec<(String, String)>, Fejl> {
    if krop.len() > graenser::TOKEN_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::TOKEN_BYTES, grund::sagt::BYTES)));
    }
    if krop.iter().filter(|b| **b == b'&').count() >= graenser::FORMULARFELTER {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("&").ventet(grund::sagt::hoejst(graenser::FORMULARFELTER, grund::sagt::FELTER)));
    }
    let felter: Vec<(String, String)> = form_urlencoded::parse(krop).into_owned().collect();
    let mut navne = HashSet::with_capacity(felter.len());
    match felter.iter().find(|(navn, _)| !navne.insert(navn.as_str())) {
        Some((navn, _)) => Err(Fejl::ny(Fejlkode::ForMange).felt(grund::fejl::uddrag(navn)).ventet(("én gang", "once"))),
        None => Ok(felter),
    }
}

/// The system that the connection's certificate belongs to. It is asked for first: nothing of a request is read for who is not known.
pub(crate) fn bevist(t: &Tilstand, k: &Kalder) -> Result<(), Fejl> {
    let c = t.adgang.klientcertifikat(k.0.klient.as_ref(), k.0.ind())?;
    t.adgang.system(c, k.0.ind()).map(|_| ())
}

/// A field of a form that says something, without blanks around it.
pub(crate) fn har<'f>(felter: &'f [(String, String)], navn: &str) -> Option<&'f str> {
    felter.iter().find(|(n, _)| n == navn).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
}

/// One that must be there; `vaerdi` is what it would say. What has none at all may be no form.
pub(crate) fn felt<'f>(felter: &'f [(String, String)], navn: &str, vaerdi: (&str, &str)) -> Result<&'f str, Fejl> {
    har(felter, navn).ok_or_else(|| {
        let (dansk, engelsk) = vaerdi;
        Fejl::ny(Fejlkode::UgyldigTokenanmodning).felt(navn).ventet((
            format!("{dansk}, i en formular (application/x-www-form-urlencoded)"),
            format!("{engelsk}, in a form (application/x-www-form-urlencoded)"),
        ))
    })
}

/// Base64 out of a form whose plus signs were not written as `%2B` came with blanks in their place. Blanks that only wrap it are left: without them it is
/// an assertion.
fn med_plus(tekst: &str) -> Cow<'_, str> {
    let uden: String = tekst.split_ascii_whitespace().collect();
    if !tekst.contains(' ') || STANDARD.decode(&uden).is_ok_and(|b| std::str::from_utf8(&b).is_ok()) {
        return tekst.into();
    }
    tekst.replace(' ', "+").into()
}

/// SF1516 and all access-token services: a token for an assertion (G-12).
async fn adgangstoken(State(t): State<Tilstand>, k: Kalder, krop: Bytes) -> Result<Response, Afvisning> {
    k.0.spor.skriv(|s| s.operation = Some("AccessToken".into()));
    bevist(&t, &k)?;
    let felter = form(&krop)?;
    let assertion = med_plus(felt(&felter, "saml-token", ("en assertion i base64", "an assertion in base64"))?);
    let (token, sekunder) = t.adgang.adgangstoken(k.0.klient.as_ref(), &assertion, k.0.ind()).await?;
    let krop = serde_json::json!({ "access_token": token, "token_type": "Holder-of-key", "expires_in": sekunder });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(krop)).into_response())
}

/// The service for trying access tokens: gives back the text and the authority that the token is for.
async fn demo(State(t): State<Tilstand>, kald: Option<Extension<Kaldekontekst>>, Path(tekst): Path<String>) -> Result<Response, Afvisning> {
    let kald = kald.ok_or_else(|| Fejl::ny(Fejlkode::ManglerSikkerhed))?.0;
    if let Kilde::Gennem(o) = t.serviceplatform.begynd(&DEMO_REST, &kald, &[]).await? {
        let kodet: String = form_urlencoded::byte_serialize(tekst.as_bytes()).collect();
        let sti = format!("{DEMO}/{}", kodet.replace('+', "%20"));
        let s = t.serviceplatform.gennem_rest(&o, &DEMO_REST, &kald, Spoergsmaal { sti, hoveder: Vec::new() }).await?;
        let status = StatusCode::from_u16(s.status).unwrap_or(StatusCode::BAD_GATEWAY);
        return Ok((status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], s.krop).into_response());
    }
    Ok(Json(serde_json::json!({ "responseString": tekst, "cvr": kald.myndighed.to_string() })).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k1_plus_signs_that_a_form_made_blanks_are_restored_and_wrapping_is_left() {
        let b64 = STANDARD.encode("<a>æøå ~~~ >>> ???</a>".repeat(9));
        assert!(b64.contains('+'));
        assert_eq!(med_plus(&b64.replace('+', " ")), b64);
        for bredde in [4, 7, 76] {
            let bid: Vec<&str> = b64.as_bytes().chunks(bredde).map(|b| std::str::from_utf8(b).unwrap()).collect();
            for skille in [" ", "\n", "\r\n "] {
                assert_eq!(med_plus(&bid.join(skille)), bid.join(skille));
            }
        }
    }

    #[test]
    fn i12_2_7_a_missing_field_says_what_it_would_say_and_in_what() {
        let felter = form(&Bytes::from_static(b"{\"grant_type\":\"client_credentials\"}")).unwrap();
        let f = felt(&felter, "grant_type", ("client_credentials", "client_credentials")).unwrap_err();
        assert!(f.engelsk().contains("client_credentials, in a form (application/x-www-form-urlencoded)"), "{f}");
        assert_eq!(har(&form(&Bytes::from_static(b"myndighed=%2011111111%20&tom=+")).unwrap(), "myndighed"), Some("11111111"));
        assert_eq!(har(&form(&Bytes::from_static(b"tom=+")).unwrap(), "tom"), None);
    }

    #[test]
    fn i12_1_6_a_form_with_more_names_than_any_of_ours_is_refused_before_it_is_decoded() {
        let navne = |n: usize| Bytes::from((0..n).map(|n| format!("{n:x}")).collect::<Vec<_>>().join("&"));
        assert_eq!(form(&navne(graenser::FORMULARFELTER)).unwrap().len(), graenser::FORMULARFELTER);
        let f = form(&navne(graenser::FORMULARFELTER + 1)).unwrap_err();
        assert!(f.kode() == Fejlkode::ForMange && f.engelsk().contains("at most 32 fields"), "{f}");
        assert_eq!(form(&Bytes::from_static(b"a=1&b=2&a=3")).unwrap_err().feltet(), Some("a"));
        let stor = Bytes::from(vec![b'a'; graenser::TOKEN_BYTES + 1]);
        assert_eq!(form(&stor).unwrap_err().kode(), Fejlkode::ForStor);
    }
}
