//! Our side towards a municipality's provider of OpenID Connect: code with PKCE, a token that is ours and of this login. Every provider has an address of its own to answer to, so that none
//! can be taken for another (mix-up, RFC 9700 4.4).
use super::Felter;
use crate::forloeb::Forloeb;
use crate::niveau::Niveau;
use crate::opsaetning::{Oidcudbyder, Udbyder};
use crate::saml::forbruger::{Laest, identitet_af};
use crate::saml::svar::{OIO3, Udfald};
use crate::side::{self, Afvist};
use crate::{Login, afvis, segl};
use adgang::Indkomst;
use async_trait::async_trait;
use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::{Fejl, Fejlkode, Tidspunkt, graenser};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sikkerhed::noegle::sha256;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where providers send browsers; the provider's own mark follows.
pub const STI: &str = "/runtime/oauth2/callback.idp";
/// The kind of what is sealed.
const SLAGS: &str = "oidcvent";

/// Calls a provider: the program fills it.
#[async_trait]
pub trait Henter: Send + Sync {
    /// Posts a form; status and body of the answer.
    async fn post(&self, adresse: &str, hoveder: &[(&'static str, String)], krop: String) -> Result<(u16, Vec<u8>), Fejl>;
}

/// What is waited for: it lies sealed in a cookie.
#[derive(Serialize, Deserialize)]
struct Vent {
    forloeb: String,
    udbyder: String,
    nonce: String,
    bevis: String,
}

fn ugyldig(hvad: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::LoginUgyldig).aarsag(hvad)
}

/// The provider has sent the browser back.
pub(crate) async fn svar(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    Path(maerke): Path<String>,
    RawQuery(query): RawQuery,
    hoveder: HeaderMap,
) -> Result<Response, Afvist> {
    l.oidc_svar(&ind, &hoveder, &maerke, query.as_deref().unwrap_or_default()).await.map_err(|f| afvis(&ind, f))
}

/// What tells a provider's address from the others'.
fn maerke(udsteder: &str) -> String {
    segl::aftryk(udsteder).chars().take(16).collect()
}

impl Login {
    /// Where that provider answers to: it must be registered there.
    pub fn oidc_svarsted(&self, udsteder: &str) -> String {
        self.sted(&format!("{STI}/{}", maerke(udsteder)))
    }

    fn oidc_udbyder(&self, issuer: &str) -> Result<Arc<Udbyder>, Fejl> {
        let f = self.tilslutninger.nu();
        f.udbyder(issuer).filter(|u| u.oidc.is_some()).cloned().ok_or_else(|| ugyldig("the provider is not connected any more"))
    }

    /// Sends the browser to the provider.
    pub(crate) fn spoerg_oidc(&self, f: &Forloeb, u: &Udbyder, o: &Oidcudbyder) -> Result<Response, Fejl> {
        let (tilstand, nonce, bevis) =
            (self.ids.ny().simple().to_string(), self.ids.ny().simple().to_string(), segl::hemmelighed(self.ids.as_ref()));
        let udfordring = URL_SAFE_NO_PAD.encode(sha256(bevis.as_bytes()));
        let acr: Vec<String> = Niveau::ALLE.iter().filter(|n| **n >= f.niveau).map(|n| n.klasse()).collect();
        let (svarsted, acr) = (self.oidc_svarsted(&u.id), acr.join(" "));
        let mut q = form_urlencoded::Serializer::new(String::new());
        q.append_pair("response_type", "code").append_pair("client_id", &o.client_id).append_pair("redirect_uri", &svarsted);
        q.append_pair("scope", "openid profile email").append_pair("state", &tilstand).append_pair("nonce", &nonce);
        q.append_pair("code_challenge", &udfordring).append_pair("code_challenge_method", "S256");
        if f.niveau > Niveau::Lav {
            q.append_pair("acr_values", &acr);
        }
        if f.tving {
            q.append_pair("prompt", "login");
        }
        if let Some(m) = f.max_alder {
            q.append_pair("max_age", &m.to_string());
        }
        let skil = if o.authorization_endpoint.contains('?') { '&' } else { '?' };
        let mut svar = side::videre(&format!("{}{skil}{}", o.authorization_endpoint, q.finish()));
        let noegler = self.nu_noegler()?;
        let noegle = &noegler.par()?.noegle;
        let vent = Vent { forloeb: segl::forsegl(noegle, "forloeb", f)?, udbyder: u.id.clone(), nonce, bevis };
        let kage = segl::forsegl(noegle, SLAGS, &vent)?;
        svar.headers_mut().append(header::SET_COOKIE, self.kager.saet_lille(&format!("vent{tilstand}"), &kage)?);
        Ok(svar)
    }

    async fn oidc_svar(&self, ind: &Indkomst, hoveder: &HeaderMap, fra: &str, query: &str) -> Result<Response, Fejl> {
        let felter = Felter::laes(query.as_bytes()).map_err(|f| ugyldig(f.tekst))?;
        let tilstand = felter.get("state").filter(|t| t.len() == 32 && t.bytes().all(|b| b.is_ascii_hexdigit()));
        let kage = tilstand.and_then(|t| self.kager.laes(hoveder, &format!("vent{t}")).map(|k| (t, k)));
        let (tilstand, kage) =
            kage.ok_or_else(|| Fejl::ny(Fejlkode::LoginUdloebet).aarsag("this browser has not asked a provider for that"))?;
        let vent: Vent = segl::aabn(self.nu_noegler()?.private(), SLAGS, &kage)?;
        let f = self.aabn_forloeb(hoveder, &vent.forloeb, ind.nu)?;
        let u = self.oidc_udbyder(&vent.udbyder)?;
        let o = u.oidc.as_ref().ok_or_else(|| ugyldig("the provider is not connected any more"))?;
        if fra != maerke(&u.id) || felter.get("iss").is_some_and(|i| i != o.issuer) {
            return Err(ugyldig(format!("the answer is not from {}", u.id)));
        }
        if felter.get("error").is_some() {
            return self.afslaa(ind, &f, Udfald::Afbrudt).await;
        }
        let kode = felter.get("code").ok_or_else(|| ugyldig("the answer holds no code"))?;
        let krav = self.hent_token(o, kode, &vent.bevis).await.and_then(|t| laes_token(o, &t, &vent.nonce, ind.nu))?;
        let tid = krav.get("auth_time").and_then(Value::as_i64);
        if tid.is_none() && (f.tving || f.max_alder.is_some()) {
            return Err(ugyldig("the token does not say when the user proved it"));
        }
        let bevist = tid.map_or(ind.nu, |t| Tidspunkt::fra_mikros(t.saturating_mul(1_000_000)));
        let identitet = identitet_af(&u, &o.issuer, &laest(&krav)?)?;
        let mut svar = self.bekraeftet(ind, hoveder, &f, identitet, None, bevist).await?;
        svar.headers_mut().append(header::SET_COOKIE, self.kager.fjern(&format!("vent{tilstand}")));
        Ok(svar)
    }

    /// The id_token for a code.
    async fn hent_token(&self, o: &Oidcudbyder, kode: &str, bevis: &str) -> Result<String, Fejl> {
        let henter = self.henter.as_ref().ok_or_else(|| ugyldig("this program calls no providers"))?;
        let enkodet = |t: &str| form_urlencoded::byte_serialize(t.as_bytes()).collect::<String>();
        let basic = STANDARD.encode(format!("{}:{}", enkodet(&o.client_id), enkodet(&o.secret)));
        let svarsted = self.oidc_svarsted(&o.issuer);
        // The writer of forms can't cross threads, so it ends before the call.
        let krop = {
            let mut q = form_urlencoded::Serializer::new(String::new());
            q.append_pair("grant_type", "authorization_code").append_pair("code", kode).append_pair("redirect_uri", &svarsted);
            q.append_pair("code_verifier", bevis).finish()
        };
        let hoveder = [
            ("authorization", format!("Basic {basic}")),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("accept", "application/json".to_owned()),
        ];
        let (status, krop) = henter.post(&o.token_endpoint, &hoveder, krop).await?;
        #[derive(Deserialize)]
        struct Svar {
            id_token: String,
        }
        if status != 200 {
            return Err(Fejl::ny(Fejlkode::LoginAfvist).aarsag(format!("{} answered {status} to the code", o.issuer)));
        }
        serde_json::from_slice::<Svar>(&krop).map(|s| s.id_token).map_err(|_| ugyldig("the answer to the code holds no id_token"))
    }
}

/// Claims of a token that the provider has signed for us, for this login, now.
fn laes_token(o: &Oidcudbyder, jwt: &str, nonce: &str, nu: Tidspunkt) -> Result<Map<String, Value>, Fejl> {
    let hoved = jsonwebtoken::decode_header(jwt).map_err(|f| ugyldig(format!("id_token: {f}")))?;
    let mut regler = Validation::new(Algorithm::RS256);
    regler.validate_exp = false;
    regler.validate_nbf = false;
    regler.set_audience(&[&o.client_id]);
    regler.set_issuer(&[&o.issuer]);
    regler.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let mine = |k: &&jsonwebtoken::jwk::Jwk| hoved.kid.is_none() || hoved.kid == k.common.key_id;
    let mut noegler = o.jwks.keys.iter().filter(mine).filter_map(|k| DecodingKey::from_jwk(k).ok());
    let krav = noegler.find_map(|k| jsonwebtoken::decode::<Map<String, Value>>(jwt, &k, &regler).ok());
    let krav = krav.ok_or_else(|| ugyldig("id_token is not signed by RS256 with a key of the provider, or not from it to us"))?.claims;
    let s = nu.mikros().div_euclid(1_000_000);
    let tal = |n: &str| krav.get(n).and_then(Value::as_i64);
    if tal("exp").is_none_or(|e| e + 60 <= s) || tal("iat").is_none_or(|i| i > s + graenser::URSKAEV_SEKUNDER) {
        return Err(ugyldig("id_token is of another time"));
    }
    if !krav.get("nonce").and_then(Value::as_str).is_some_and(|n| segl::ens(n, nonce)) {
        return Err(ugyldig("id_token is of another login"));
    }
    let flere = krav.get("aud").and_then(Value::as_array).is_some_and(|a| a.len() > 1);
    match krav.get("azp").and_then(Value::as_str) {
        Some(a) if a != o.client_id => Err(ugyldig("id_token is another party's")),
        None if flere => Err(ugyldig("id_token is for several and names no party")),
        _ => Ok(krav),
    }
}

/// The claims as the attributes that they are in OIOSAML 3, with those that OpenID Connect has names of its own for.
fn laest(krav: &Map<String, Value>) -> Result<Laest, Fejl> {
    let tekst = |n: &str| krav.get(n).and_then(Value::as_str).map(str::to_owned);
    let mut attributter: BTreeMap<String, String> = krav.iter().filter_map(|(n, v)| Some((n.clone(), v.as_str()?.to_owned()))).collect();
    for (fra, til) in [
        ("name", "eid/fullName"),
        ("given_name", "eid/firstName"),
        ("family_name", "eid/lastName"),
        ("email", "eid/email"),
        ("cvr", "eid/professional/cvr"),
    ] {
        if let Some(v) = tekst(fra) {
            attributter.entry(format!("{OIO3}{til}")).or_insert(v);
        }
    }
    let navn = tekst("sub").filter(|s| !s.is_empty() && s.len() <= 255).ok_or_else(|| ugyldig("id_token has no subject"))?;
    Ok(Laest {
        id: String::new(),
        navn,
        format: String::new(),
        indeks: String::new(),
        bevist: None,
        klasse: tekst("acr").unwrap_or_default(),
        attributter,
    })
}
