//! OpenID Connect towards systems (G-46): authorization code with PKCE, and nothing else. Codes and access tokens are short-lived keys of the store, kept under their digest; what they open
//! ends with the session.
pub mod autoriser;
pub mod bagkanal;
pub mod forbruger;
pub mod jwt;
pub mod klient;
pub mod logud;
pub mod opdagelse;
pub mod token;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::Fejl;
use sikkerhed::noegle::sha256_af;

/// Our addresses.
pub mod sti {
    /// The issuer's path. That of the tokens for systems is another one: a token of the one is never taken for the other's.
    pub const UDSTEDER: &str = "/runtime/oauth2";
    /// The description.
    pub const OPDAGELSE: &str = "/runtime/oauth2/.well-known/openid-configuration";
    /// Requests for login.
    pub const AUTORISER: &str = "/runtime/oauth2/authorize.idp";
    /// Codes become tokens.
    pub const TOKEN: &str = "/runtime/oauth2/token.idp";
    /// Who the user is.
    pub const BRUGER: &str = "/runtime/oauth2/userinfo.idp";
    /// Our keys.
    pub const JWKS: &str = "/runtime/oauth2/jwks.idp";
    /// Log-out.
    pub const LOGUD: &str = "/runtime/oauth2/logout.idp";
}

/// What a client asks through the browser: a form's body, or else the address's query.
pub(crate) struct Spurgt(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Spurgt {
    type Rejection = Response;
    async fn from_request(r: Request, s: &S) -> Result<Self, Response> {
        if r.method() == Method::POST {
            return Bytes::from_request(r, s).await.map(Self).map_err(IntoResponse::into_response);
        }
        Ok(Self(Bytes::copy_from_slice(r.uri().query().unwrap_or_default().as_bytes())))
    }
}

/// A refusal as a client of OAuth reads it.
#[derive(Debug)]
pub struct Oauthfejl {
    /// `invalid_grant` …
    pub kode: &'static str,
    /// For the developer.
    pub tekst: String,
    /// What is told to the log alone.
    pub aarsag: Option<String>,
}

impl Oauthfejl {
    /// With that code and sentence.
    pub fn ny(kode: &'static str, tekst: impl Into<String>) -> Self {
        Self { kode, tekst: tekst.into(), aarsag: None }
    }
}

impl From<Fejl> for Oauthfejl {
    fn from(f: Fejl) -> Self {
        Self { kode: "server_error", tekst: f.engelsk(), aarsag: f.aarsagen().map(str::to_owned) }
    }
}

impl IntoResponse for Oauthfejl {
    fn into_response(self) -> Response {
        let status = match self.kode {
            "invalid_client" | "invalid_token" => StatusCode::UNAUTHORIZED,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let krop = serde_json::json!({ "error": self.kode, "error_description": self.tekst }).to_string();
        let mut svar = (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], krop).into_response();
        let udfordring = match self.kode {
            "invalid_client" => Some("Basic realm=\"samspil\""),
            "invalid_token" => Some("Bearer realm=\"samspil\", error=\"invalid_token\""),
            _ => None,
        };
        if let Some(Ok(u)) = udfordring.map(header::HeaderValue::from_str) {
            svar.headers_mut().insert(header::WWW_AUTHENTICATE, u);
        }
        svar
    }
}

/// Under which a code or token is kept: who reads the store can't use what is found there.
fn noegle(hvad: &str, hemmelighed: &str) -> Vec<u8> {
    sha256_af(&[b"oidc\0", hvad.as_bytes(), &[0], hemmelighed.as_bytes()]).to_vec()
}

/// Fields of a request, each at most once.
#[derive(Debug)]
pub struct Felter(Vec<(String, String)>);

impl Felter {
    /// From a query or a form.
    ///
    /// # Errors
    /// `invalid_request` when one occurs twice.
    pub fn laes(data: &[u8]) -> Result<Self, Oauthfejl> {
        let alle: Vec<(String, String)> = form_urlencoded::parse(data).take(60).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        for (nr, (navn, _)) in alle.iter().enumerate() {
            if alle.iter().skip(nr + 1).any(|(n, _)| n == navn) {
                return Err(Oauthfejl::ny("invalid_request", format!("{} occurs twice", grund::fejl::uddrag(navn))));
            }
        }
        Ok(Self(alle))
    }

    /// The value of a field that is not empty.
    pub fn get(&self, navn: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == navn).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }
}
