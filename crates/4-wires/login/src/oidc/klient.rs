//! How a client proves itself at the token endpoint: in the one way that it is registered with, and in no other.
use super::{Felter, Oauthfejl, sti};
use crate::opsaetning::{Klientbevis, Oidcklient, System};
use crate::{Login, segl};
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Tidspunkt, graenser};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use std::sync::Arc;

/// The kind of assertion (RFC 7523).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Seconds that an assertion may be good for, which is as long as its id is remembered: public clients write an hour.
const SEKUNDER: i64 = 3_600;

#[derive(Deserialize)]
struct Paastand {
    iss: String,
    sub: String,
    aud: Publikum,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    jti: String,
}

/// One audience or a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Publikum {
    En(String),
    Flere(Vec<String>),
}

fn forkert(hvad: impl Into<String>) -> Oauthfejl {
    Oauthfejl { kode: "invalid_client", tekst: "the client is not proven".into(), aarsag: Some(hvad.into()) }
}

impl Login {
    /// The system whose client has proven itself.
    pub(crate) async fn klient_bevist(&self, hoveder: &HeaderMap, f: &Felter, nu: Tidspunkt) -> Result<Arc<System>, Oauthfejl> {
        let basic = hoveder.get(header::AUTHORIZATION).map(|h| laes_basic(h.to_str().unwrap_or_default())).transpose()?;
        let jwt = f.get("client_assertion");
        let hemmelig = f.get("client_secret");
        let (vej, id, hemmelighed) = match (basic, jwt, hemmelig) {
            (Some((id, h)), None, None) => (Klientbevis::ClientSecretBasic, id, Some(h)),
            (None, Some(jwt), None) => (Klientbevis::PrivateKeyJwt, klient_af(jwt)?, None),
            (None, None, Some(h)) => (Klientbevis::ClientSecretPost, f.get("client_id").unwrap_or_default().to_owned(), Some(h.to_owned())),
            (None, None, None) => (Klientbevis::None, f.get("client_id").unwrap_or_default().to_owned(), None),
            _ => return Err(Oauthfejl::ny("invalid_request", "more than one way of proving the client")),
        };
        if f.get("client_id").is_some_and(|c| c != id) {
            return Err(forkert("client_id is another one"));
        }
        let s = self.tilslutninger.nu().klient(&id).cloned().ok_or_else(|| forkert("no such client"))?;
        let o = s.oidc.as_ref().ok_or_else(|| forkert("no such client"))?;
        if o.token_endpoint_auth_method != vej {
            return Err(forkert(format!("it is registered with {:?}, not {vej:?}", o.token_endpoint_auth_method)));
        }
        match vej {
            Klientbevis::ClientSecretBasic | Klientbevis::ClientSecretPost => {
                let aftryk = segl::aftryk(&hemmelighed.unwrap_or_default());
                if !o.secret_sha256.as_ref().is_some_and(|s| segl::ens(&s.to_ascii_lowercase(), &aftryk)) {
                    return Err(forkert("the secret is wrong"));
                }
            }
            Klientbevis::PrivateKeyJwt => {
                if f.get("client_assertion_type") != Some(JWT_BEARER) {
                    return Err(forkert("client_assertion_type is not a JWT"));
                }
                self.klient_jwt(o, jwt.unwrap_or_default(), nu).await?;
            }
            Klientbevis::None => {}
        }
        Ok(s)
    }

    async fn klient_jwt(&self, o: &Oidcklient, jwt: &str, nu: Tidspunkt) -> Result<(), Oauthfejl> {
        let hoved = jsonwebtoken::decode_header(jwt).map_err(|f| forkert(f.to_string()))?;
        // Time is ours to judge: the library would read the machine's clock. The algorithm is on our list, not on theirs.
        let mut regler = Validation::new(Algorithm::RS256);
        regler.validate_exp = false;
        regler.validate_nbf = false;
        regler.validate_aud = false;
        regler.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let noegler = o
            .jwks
            .iter()
            .flat_map(|j| &j.keys)
            .filter(|k| hoved.kid.is_none() || k.common.key_id.is_none() || hoved.kid == k.common.key_id);
        let laest =
            noegler.filter_map(|k| DecodingKey::from_jwk(k).ok()).find_map(|k| jsonwebtoken::decode::<Paastand>(jwt, &k, &regler).ok());
        let p =
            laest.ok_or_else(|| forkert("the assertion is not signed by RS256 with one of the client's keys, or lacks a claim"))?.claims;
        let publikum = match p.aud {
            Publikum::En(a) => vec![a],
            Publikum::Flere(a) => a,
        };
        let os = [self.oidc_udsteder(), self.sted(sti::TOKEN)];
        let s = nu.mikros().div_euclid(1_000_000);
        if p.iss != o.client_id || p.sub != o.client_id {
            return Err(forkert("issuer and subject are not the client"));
        }
        if publikum.is_empty() || !publikum.iter().all(|a| os.contains(a)) {
            return Err(forkert("the audience is not us"));
        }
        if p.exp <= s || p.exp > s + SEKUNDER + graenser::URSKAEV_SEKUNDER || p.nbf.is_some_and(|n| n > s + graenser::URSKAEV_SEKUNDER) {
            return Err(forkert("the assertion has expired, or is good for too long"));
        }
        if p.jti.is_empty() || p.jti.len() > 256 {
            return Err(forkert("jti is 1 to 256 characters"));
        }
        if !self.engang("klient-jwt", &format!("{}\0{}", o.client_id, p.jti), SEKUNDER + 2 * graenser::URSKAEV_SEKUNDER, nu).await? {
            return Err(forkert("the assertion came before"));
        }
        Ok(())
    }
}

/// The name in an assertion that nobody has checked: by it the key is found that checks it.
fn klient_af(jwt: &str) -> Result<String, Oauthfejl> {
    #[derive(Deserialize)]
    struct Emne {
        sub: String,
    }
    let krop = jwt.split('.').nth(1).unwrap_or_default();
    let krop = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(krop).map_err(|_| forkert("the assertion is no JWT"))?;
    serde_json::from_slice::<Emne>(&krop).map(|e| e.sub).map_err(|_| forkert("the assertion has no subject"))
}

/// Name and secret of the header, each encoded as in a form (RFC 6749, 2.3.1).
fn laes_basic(hoved: &str) -> Result<(String, String), Oauthfejl> {
    let (slags, data) = hoved.split_once(' ').ok_or_else(|| forkert("the header is not Basic"))?;
    let data = STANDARD.decode(data.trim()).ok().and_then(|d| String::from_utf8(d).ok()).filter(|_| slags.eq_ignore_ascii_case("basic"));
    let data = data.ok_or_else(|| forkert("the header is not Basic"))?;
    let (id, h) = data.split_once(':').ok_or_else(|| forkert("the header is not Basic"))?;
    let klar = |t: &str| form_urlencoded::parse(format!("x={t}").as_bytes()).next().map(|(_, v)| v.into_owned()).unwrap_or_default();
    Ok((klar(id), klar(h)))
}
