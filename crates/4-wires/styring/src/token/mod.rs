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
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, graenser};
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

/// A field of a form that must be there.
pub(crate) fn felt<'f>(felter: &'f [(String, String)], navn: &str) -> Result<&'f str, Fejl> {
    let f = felter.iter().find(|(n, v)| n == navn && !v.is_empty());
    f.map(|(_, v)| v.as_str()).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTokenanmodning).felt(navn).ventet(("ikke tomt", "not empty")))
}

/// SF1516 and all access-token services: a token for an assertion (G-12).
async fn adgangstoken(State(t): State<Tilstand>, k: Kalder, krop: Bytes) -> Result<Response, Afvisning> {
    k.0.spor.skriv(|s| s.operation = Some("AccessToken".into()));
    bevist(&t, &k)?;
    let felter = form(&krop)?;
    let (token, sekunder) = t.adgang.adgangstoken(k.0.klient.as_ref(), felt(&felter, "saml-token")?, k.0.ind()).await?;
    let krop = serde_json::json!({ "access_token": token, "token_type": "Holder-of-key", "expires_in": sekunder });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(krop)).into_response())
}

/// The service for trying access tokens: gives back the text and the authority that the token is for.
async fn demo(kald: Option<Extension<Kaldekontekst>>, Path(tekst): Path<String>) -> Result<Response, Afvisning> {
    let kald = kald.ok_or_else(|| Fejl::ny(Fejlkode::ManglerSikkerhed))?.0;
    kald.kraev(adgang::katalog::ACCESSTOKENDEMO.service(), Ret::Laes)?;
    Ok(Json(serde_json::json!({ "responseString": tekst, "cvr": kald.myndighed.to_string() })).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

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
