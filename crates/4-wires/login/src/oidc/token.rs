//! Codes become tokens, and access tokens tell who the user is.
use super::autoriser::{Kode, klient};
use super::{Felter, Oauthfejl, jwt, noegle};
use crate::opsaetning::System;
use crate::saml::svar::BRUGERTOKEN;
use crate::session::{Protokol, Session};
use crate::{Login, segl};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grund::spor::Mangel;
use grund::{Fejlkode, Tidspunkt, Uuid, graenser};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sikkerhed::noegle::sha256;
use std::sync::Arc;

/// The scope that lets userinfo give the token for services.
pub const BRUGERTOKEN_SCOPE: &str = "bootstrap";

/// What an access token stands for.
#[derive(Debug, Serialize, Deserialize)]
struct Adgangstoken {
    klient: String,
    scope: String,
    session: Uuid,
    /// Digest of the code that it came from: a code that is used again takes its tokens with it.
    kode: String,
}

/// A code for tokens.
pub(crate) async fn token(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Oauthfejl> {
    l.token(&ind, &hoveder, &krop).await.map_err(|f| noter(&ind, f))
}

/// Who the user is.
pub(crate) async fn bruger(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
) -> Result<Response, Oauthfejl> {
    l.bruger(&ind, &hoveder).await.map_err(|f| noter(&ind, f))
}

fn noter(ind: &Indkomst, f: Oauthfejl) -> Oauthfejl {
    let hvorfor = f.aarsag.clone().unwrap_or_else(|| f.tekst.clone());
    let _ = ind.ind().afslag(Fejlkode::LoginUgyldig, Mangel::Token, hvorfor, Vec::new(), "Se docs/login.md.");
    f
}

fn ugyldig(hvad: &str) -> Oauthfejl {
    Oauthfejl { kode: "invalid_grant", tekst: "the code is not good".into(), aarsag: Some(hvad.into()) }
}

impl Login {
    async fn token(&self, ind: &Indkomst, hoveder: &HeaderMap, krop: &[u8]) -> Result<Response, Oauthfejl> {
        let f = Felter::laes(krop)?;
        let s = self.klient_bevist(hoveder, &f, ind.nu).await?;
        let o = klient(&s)?;
        ind.spor.skriv(|p| (p.tjeneste, p.operation) = (Some(s.id.clone()), Some("token".into())));
        if f.get("grant_type") != Some("authorization_code") {
            return Err(Oauthfejl::ny("unsupported_grant_type", "grant_type is authorization_code"));
        }
        let kode = f.get("code").ok_or_else(|| Oauthfejl::ny("invalid_request", "no code"))?;
        let data = self
            .lager
            .hent_flygtig(&noegle("kode", kode), ind.nu)
            .await?
            .ok_or_else(|| ugyldig("there is no such code, or it has expired"))?;
        let k: Kode = serde_json::from_slice(&data).map_err(grund::Fejl::intern)?;
        // Whose it is, where it went and who asked for it: all three before it is used up, so that whoever has only seen it can neither use nor spoil it.
        if k.klient != o.client_id {
            return Err(ugyldig("the code is another client's"));
        }
        if f.get("redirect_uri") != Some(&k.redirect_uri) {
            return Err(ugyldig("redirect_uri is another one"));
        }
        let bevis = f.get("code_verifier").filter(|v| (43..=128).contains(&v.len())).unwrap_or_default();
        if !segl::ens(&URL_SAFE_NO_PAD.encode(sha256(bevis.as_bytes())), &k.udfordring) {
            return Err(ugyldig("code_verifier does not fit"));
        }
        let aftryk = segl::aftryk(kode);
        if !self.engang("kode", &aftryk, graenser::LOGIN_SESSION_SEKUNDER, ind.nu).await? {
            // Two have it: what the first was given is worth nothing any more (RFC 9700, 4.5).
            self.engang("kode-misbrugt", &aftryk, graenser::LOGIN_SESSION_SEKUNDER, ind.nu).await?;
            return Err(ugyldig("the code was used before"));
        }
        let session = self.session_bag(k.session, ind.nu).await?.ok_or_else(|| ugyldig("the session has ended"))?;
        let i = &session.identitet;
        ind.spor.skriv(|p| (p.bruger, p.bruger_bevist, p.myndighed) = (Some(i.i_log()), true, i.cvr));

        let adgang = segl::hemmelighed(self.ids.as_ref());
        let sekunder = graenser::ADGANGSTOKEN_SEKUNDER.min((session.udloeb - ind.nu.mikros()) / 1_000_000);
        let udloeb = ind.nu.plus_mikros(sekunder * 1_000_000);
        let indhold = Adgangstoken { klient: o.client_id.clone(), scope: k.scope.clone(), session: k.session, kode: aftryk };
        let indhold = serde_json::to_vec(&indhold).map_err(grund::Fejl::intern)?;
        if !self.lager.gem_flygtig(noegle("adgang", &adgang), udloeb, indhold, ind.nu).await? {
            return Err(grund::Fejl::intern("an access token was there already").into());
        }

        let mut krav = self.krav(&s, &session, &k.scope, ind.nu).await?;
        let nu = ind.nu.mikros().div_euclid(1_000_000);
        let halv = sha256(adgang.as_bytes());
        let faste = json!({
            "iss": self.oidc_udsteder(), "aud": o.client_id, "iat": nu, "exp": nu + graenser::LOGIN_SVAR_SEKUNDER,
            "auth_time": k.autentificeret.div_euclid(1_000_000), "nonce": k.nonce, "azp": o.client_id,
            "sid": Self::deltager_indeks(k.session, Protokol::Oidc, &o.client_id),
            "at_hash": URL_SAFE_NO_PAD.encode(halv.first_chunk::<16>().unwrap_or(&[0; 16])),
        });
        for (n, v) in faste.as_object().into_iter().flatten().filter(|(_, v)| !v.is_null()) {
            krav.insert(n.clone(), v.clone());
        }
        let noegler = self.nu_noegler()?;
        let mut id_token = jwt::skriv(&krav, noegler.par()?)?;
        if o.krypteret_id_token {
            id_token = jwt::krypter(&id_token, o)?;
        }
        let svar =
            json!({ "access_token": adgang, "token_type": "Bearer", "expires_in": sekunder, "id_token": id_token, "scope": k.scope });
        Ok(json_svar(&svar))
    }

    async fn bruger(&self, ind: &Indkomst, hoveder: &HeaderMap) -> Result<Response, Oauthfejl> {
        let ugyldigt =
            |hvad: &str| Oauthfejl { kode: "invalid_token", tekst: "the access token is not good".into(), aarsag: Some(hvad.into()) };
        let token = hoveder.get(header::AUTHORIZATION).and_then(|h| h.to_str().ok()).and_then(|h| h.split_once(' '));
        let token = token.filter(|(slags, _)| slags.eq_ignore_ascii_case("bearer")).map(|(_, t)| t.trim());
        let token = token.ok_or_else(|| ugyldigt("no access token in the header"))?;
        let data = self
            .lager
            .hent_flygtig(&noegle("adgang", token), ind.nu)
            .await?
            .ok_or_else(|| ugyldigt("there is no such token, or it has expired"))?;
        let t: Adgangstoken = serde_json::from_slice(&data).map_err(grund::Fejl::intern)?;
        let misbrugt = sikkerhed::noegle::sha256_af(&[b"login\0", b"kode-misbrugt", &[0], t.kode.as_bytes()]);
        if self.lager.hent_flygtig(&misbrugt, ind.nu).await?.is_some() {
            return Err(ugyldigt("the code that it came from was used again"));
        }
        let session = self.session_bag(t.session, ind.nu).await?.ok_or_else(|| ugyldigt("the session has ended"))?;
        let s = self.tilslutninger.nu().klient(&t.klient).cloned().ok_or_else(|| ugyldigt("the client is not connected any more"))?;
        let i = &session.identitet;
        ind.spor.skriv(|p| {
            (p.bruger, p.bruger_bevist, p.myndighed) = (Some(i.i_log()), true, i.cvr);
            (p.tjeneste, p.operation) = (Some(s.id.clone()), Some("userinfo".into()));
        });
        let mut krav = self.krav(&s, &session, &t.scope, ind.nu).await?;
        // Here and not in the id_token: it is long, and the user's whole session can be shown with it.
        if t.scope.split(' ').any(|s| s == BRUGERTOKEN_SCOPE) {
            let indeks = Self::deltager_indeks(t.session, Protokol::Oidc, &t.klient);
            krav.extend(self.brugertoken(&s, &session, &indeks, ind.nu)?.map(|b| (BRUGERTOKEN.to_owned(), b.into())));
        }
        Ok(json_svar(&serde_json::Value::Object(krav)))
    }

    /// What is told of the user, in id_token and userinfo. The names are those of OIOSAML 3 where OpenID Connect has none.
    async fn krav(
        &self,
        s: &System,
        session: &Session,
        scope: &str,
        nu: Tidspunkt,
    ) -> Result<serde_json::Map<String, serde_json::Value>, grund::Fejl> {
        use crate::niveau::{AAL, IAL, LOA};
        use crate::saml::svar::OIO3;
        let i = &session.identitet;
        let n = i.niveauer;
        let (fornavne, efternavn) = i.navnedele();
        let har = |hvad: &str| scope.split(' ').any(|s| s == hvad);
        let mut ud = serde_json::Map::new();
        let mut med = |navn: String, v: Option<String>| {
            if let Some(v) = v.filter(|v| !v.is_empty()) {
                ud.insert(navn, v.into());
            }
        };
        med("sub".into(), Some(i.uuid.to_string()));
        med("acr".into(), Some(n.loa().klasse()));
        med(LOA.into(), Some(n.loa().engelsk().into()));
        med(IAL.into(), Some(n.ial.engelsk().into()));
        med(AAL.into(), Some(n.aal.engelsk().into()));
        if har("profile") {
            med("name".into(), Some(i.navn.clone()));
            med("given_name".into(), Some(fornavne.to_owned()));
            med("family_name".into(), Some(efternavn.to_owned()));
            med(format!("{OIO3}eid/professional/orgName"), i.organisation.clone());
        }
        if har("email") {
            med("email".into(), i.email.clone());
        }
        if har("cpr") {
            med(format!("{OIO3}eid/cprNumber"), i.cpr.clone());
        }
        if let Some(c) = i.cvr {
            med(format!("{OIO3}eid/professional/cvr"), Some(c.to_string()));
            med(format!("{OIO3}eid/professional/uuid/persistent"), Some(i.uuid.to_string()));
        }
        let privilegier = self.privilegier(s, i, nu).await?;
        med(format!("{OIO3}eid/privilegesIntermediate"), (!privilegier.is_empty()).then(|| adgang::bpp::skriv_base64(&privilegier)));
        Ok(ud)
    }
}

fn json_svar(v: &serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], v.to_string()).into_response()
}
