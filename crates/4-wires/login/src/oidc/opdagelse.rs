//! What clients read first: the description and the keys.
use super::{jwt, sti};
use crate::niveau::Niveau;
use crate::side::Afvist;
use crate::{Login, afvis};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::Arc;

fn svar(v: &Value) -> Response {
    // Clients in browsers read them too.
    let hoveder = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (hoveder, v.to_string()).into_response()
}

/// The description (OpenID Connect Discovery 1.0).
pub(crate) async fn opdagelse(State(l): State<Arc<Login>>) -> Response {
    svar(&json!({
        "issuer": l.oidc_udsteder(),
        "authorization_endpoint": l.sted(sti::AUTORISER),
        "token_endpoint": l.sted(sti::TOKEN),
        "userinfo_endpoint": l.sted(sti::BRUGER),
        "jwks_uri": l.sted(sti::JWKS),
        "end_session_endpoint": l.sted(sti::LOGUD),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "profile", "email", "cpr", super::token::BRUGERTOKEN_SCOPE],
        "id_token_signing_alg_values_supported": ["RS256"],
        "id_token_encryption_alg_values_supported": ["RSA-OAEP-256"],
        "id_token_encryption_enc_values_supported": ["A256GCM"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": Niveau::ALLE.map(Niveau::klasse),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": ["sub", "acr", "auth_time", "name", "given_name", "family_name", "email", "sid"],
        "authorization_response_iss_parameter_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "ui_locales_supported": ["da"],
    }))
}

/// Our keys (RFC 7517): the one that signs first, and those that follow it or went before.
pub(crate) async fn jwks(State(l): State<Arc<Login>>, Extension(ind): Extension<Indkomst>) -> Result<Response, Afvist> {
    let noegler = l.nu_noegler().map_err(|f| afvis(&ind, f))?;
    let alle: Vec<Value> = noegler
        .alle()
        .map(|p| {
            let (n, e) = p.noegle.offentlig().modulus_og_eksponent();
            json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": jwt::kid(p),
                "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
                "x5c": [p.certifikat().base64()],
            })
        })
        .collect();
    Ok(svar(&json!({ "keys": alle })))
}
