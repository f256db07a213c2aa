//! OAuth 2.0: KOMBIT's form of client credentials, and the modern one with tokens that are bound to the client's certificate (RFC 8705),
//! a server description (RFC 8414) and keys (RFC 7517).
use super::{Afvisning, Kalder, bevist, felt, form, har};
use crate::Tilstand;
use adgang::klient::Oauth;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use grund::{Cvr, Fejl, Fejlkode};

/// Where tokens of OAuth 2.0 are issued.
pub const TOKEN: &str = "/runtime/oauth/token";
/// Where the keys are.
pub(super) const JWKS: &str = "/runtime/oauth/jwks";

/// KOMBIT's form: `scope=entityid:<service>,anvenderkontekst:<CVR>`; the token is a plain bearer token.
pub(super) async fn kombit(State(t): State<Tilstand>, k: Kalder, krop: Bytes) -> Result<Response, Afvisning> {
    udsted(&t, &k, &krop, false)
}

/// The modern form: also `resource=<service>` (RFC 8707) and `myndighed=<CVR>`; the token is bound to the certificate.
pub(super) async fn token(State(t): State<Tilstand>, k: Kalder, krop: Bytes) -> Result<Response, Afvisning> {
    udsted(&t, &k, &krop, true)
}

fn udsted(t: &Tilstand, k: &Kalder, krop: &Bytes, bundet: bool) -> Result<Response, Afvisning> {
    bevist(t, k)?;
    let felter = form(krop)?;
    let ugyldig = |felt: &str| Fejl::ny(Fejlkode::UgyldigTokenanmodning).felt(felt);
    if felt(&felter, "grant_type", ("client_credentials", "client_credentials"))? != "client_credentials" {
        return Err(ugyldig("grant_type").tilladt(["client_credentials"]).into());
    }
    let har = |navn: &str| har(&felter, navn);
    let scope = |navn: &str| har("scope").and_then(|s| s.split([',', ' ']).find_map(|d| d.trim().strip_prefix(navn)));
    let entity_id = scope("entityid:").or_else(|| har("resource"));
    let entity_id = entity_id.ok_or_else(|| ugyldig("scope").ventet("entityid:<entity id>,anvenderkontekst:<CVR>"))?;
    // The one that was sent is named.
    let i_scope = scope("anvenderkontekst:");
    let cvr = i_scope.or_else(|| har("myndighed")).unwrap_or_default();
    let myndighed: Cvr = cvr.parse().map_err(|()| match i_scope {
        None if har("scope").is_none() => ugyldig("myndighed").ventet(("et CVR-nummer, 8 cifre", "a CVR number, 8 digits")),
        _ => ugyldig("scope").ventet(("anvenderkontekst:<CVR>, 8 cifre", "anvenderkontekst:<CVR>, 8 digits")),
    })?;
    let (token, sekunder) = t.adgang.oauth(k.0.klient.as_ref(), &Oauth { entity_id, myndighed, bundet }, k.0.ind())?;
    let krop = serde_json::json!({ "access_token": token, "token_type": "Bearer", "expires_in": sekunder });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(krop)).into_response())
}

/// The keys that tokens are signed with.
pub(super) async fn jwks(State(t): State<Tilstand>, k: Kalder) -> Response {
    ([(header::CACHE_CONTROL, "max-age=300")], Json(t.adgang.jwks(k.0.nu))).into_response()
}

/// What a client finds out by itself (RFC 8414): true of the issuer that its tokens name, and of nothing that does not work here.
pub(super) async fn opdagelse(State(t): State<Tilstand>) -> Response {
    let a = t.adgang.oauth_udsteder().trim_end_matches('/');
    Json(serde_json::json!({
        "issuer": t.adgang.oauth_udsteder(),
        "token_endpoint": format!("{a}{TOKEN}"),
        "jwks_uri": format!("{a}{JWKS}"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["tls_client_auth"],
        "tls_client_certificate_bound_access_tokens": true,
    }))
    .into_response()
}
