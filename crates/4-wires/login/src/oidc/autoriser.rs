//! A client's request for login in, the code out.
use super::{Felter, Spurgt, noegle, sti};
use crate::forloeb::{Forloeb, Retur};
use crate::niveau::Niveau;
use crate::opsaetning::{Oidcklient, System};
use crate::saml::svar::Udfald;
use crate::session::{Deltager, Protokol, Session};
use crate::side::{self, Afvist};
use crate::{Login, afvis, segl};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a code stands for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kode {
    pub klient: String,
    pub redirect_uri: String,
    pub udfordring: String,
    pub nonce: Option<String>,
    pub scope: String,
    pub session: Uuid,
    pub autentificeret: i64,
}

/// A request, by an address or by a form.
pub(crate) async fn ved(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    Spurgt(felter): Spurgt,
) -> Result<Response, Afvist> {
    l.autoriser(&ind, &hoveder, &felter).await.map_err(|f| afvis(&ind, f))
}

fn ugyldig(hvad: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::LoginUgyldig).aarsag(hvad)
}

/// The client of a system; there is one, because the system was found by it.
pub(crate) fn klient(s: &System) -> Result<&Oidcklient, Fejl> {
    s.oidc.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::LoginUkendtSystem).aarsag("the system has no client any more"))
}

impl Login {
    /// The issuer of id_tokens.
    pub fn oidc_udsteder(&self) -> String {
        self.sted(sti::UDSTEDER)
    }

    async fn autoriser(&self, ind: &Indkomst, hoveder: &HeaderMap, data: &[u8]) -> Result<Response, Fejl> {
        let felter = Felter::laes(data).map_err(|f| ugyldig(f.tekst))?;
        let client_id = felter.get("client_id").ok_or_else(|| ugyldig("no client_id"))?;
        let ukendt = || Fejl::ny(Fejlkode::LoginUkendtSystem).aarsag(format!("no client {}", grund::fejl::uddrag_langt(client_id)));
        let s = self.tilslutninger.nu().klient(client_id).cloned().ok_or_else(ukendt)?;
        let o = klient(&s)?;
        // Until here nothing may be told to an address that the request names: it could be anybody's.
        let redirect_uri = felter.get("redirect_uri").filter(|r| o.redirect_uris.iter().any(|u| u == r));
        let redirect_uri = redirect_uri.ok_or_else(|| ugyldig("redirect_uri is none of the client's"))?;
        let tilstand = felter.get("state").map(str::to_owned);
        if tilstand.as_ref().is_some_and(|t| t.len() > graenser::LOGIN_TILSTAND_BYTES) {
            return Err(ugyldig("state is too long"));
        }
        let form = felter.get("response_mode") == Some("form_post");
        match self.laes_anmodning(&felter, &s, ind.nu) {
            Ok((mut f, udfordring)) => {
                f.retur = Retur::Oidc {
                    redirect_uri: redirect_uri.to_owned(),
                    tilstand,
                    nonce: felter.get("nonce").map(str::to_owned),
                    udfordring,
                    scope: felter.get("scope").unwrap_or_default().to_owned(),
                    form,
                };
                self.begynd(ind, hoveder, f).await
            }
            Err((kode, tekst)) => {
                ind.spor.skriv(|p| p.fejl = Some(Fejlkode::LoginUgyldig));
                Ok(self.til_klient(redirect_uri, form, &[("error", kode), ("error_description", tekst)], tilstand.as_deref()))
            }
        }
    }

    /// What is asked for, and the challenge of PKCE; or the code and the sentence that the client is told.
    fn laes_anmodning(&self, f: &Felter, s: &System, nu: Tidspunkt) -> Result<(Forloeb, String), (&'static str, &'static str)> {
        match f.get("response_type") {
            Some("code") => {}
            None => return Err(("invalid_request", "response_type is missing")),
            Some(_) => return Err(("unsupported_response_type", "response_type is code")),
        }
        for (navn, kode) in [
            ("request", "request_not_supported"),
            ("request_uri", "request_uri_not_supported"),
            ("registration", "registration_not_supported"),
        ] {
            if f.get(navn).is_some() {
                return Err((kode, "the request stands in the query"));
            }
        }
        if !matches!(f.get("response_mode"), None | Some("query" | "form_post")) {
            return Err(("invalid_request", "response_mode is query or form_post"));
        }
        if !f.get("scope").unwrap_or_default().split(' ').any(|s| s == "openid") {
            return Err(("invalid_scope", "scope holds openid"));
        }
        if f.get("nonce").is_some_and(|n| n.len() > graenser::LOGIN_TILSTAND_BYTES) {
            return Err(("invalid_request", "nonce is too long"));
        }
        let udfordring =
            f.get("code_challenge").filter(|u| u.len() == 43 && u.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
        let (Some(udfordring), Some("S256")) = (udfordring, f.get("code_challenge_method")) else {
            return Err(("invalid_request", "PKCE is required: code_challenge with code_challenge_method S256"));
        };
        let prompt: Vec<&str> = f.get("prompt").unwrap_or_default().split(' ').filter(|p| !p.is_empty()).collect();
        if prompt.iter().any(|p| !["none", "login", "consent", "select_account"].contains(p))
            || (prompt.contains(&"none") && prompt.len() > 1)
        {
            return Err(("invalid_request", "prompt is none, or some of login, consent and select_account"));
        }
        let max_alder: Option<i64> = match f.get("max_age").map(str::parse::<i64>) {
            None => None,
            Some(Ok(m)) if m >= 0 => Some(m),
            Some(_) => return Err(("invalid_request", "max_age is a number of seconds")),
        };
        // Of several classes any will do; those that nobody knows are wishes that can't be met, and the answer's acr says what was.
        let acr = f.get("acr_values").unwrap_or_default().split(' ').filter_map(Niveau::fra_klasse).min();
        let forloeb = Forloeb {
            id: self.ids.ny().simple().to_string(),
            browser: String::new(),
            system: s.id.clone(),
            begyndt: nu.mikros(),
            niveau: acr.unwrap_or(Niveau::Lav).max(s.minimum),
            tving: prompt.contains(&"login") || prompt.contains(&"select_account") || max_alder == Some(0),
            passiv: prompt.contains(&"none"),
            max_alder,
            udbydere: Vec::new(),
            retur: Retur::Oidc {
                redirect_uri: String::new(),
                tilstand: None,
                nonce: None,
                udfordring: String::new(),
                scope: String::new(),
                form: false,
            },
        };
        Ok((forloeb, udfordring.to_owned()))
    }

    /// The answer with a code.
    pub(crate) async fn svar_oidc(&self, ind: &Indkomst, f: &Forloeb, s: &System, id: Uuid, session: &Session) -> Result<Response, Fejl> {
        let Retur::Oidc { redirect_uri, tilstand, nonce, udfordring, scope, form } = &f.retur else {
            return Err(Fejl::intern("not by OpenID Connect"));
        };
        let o = klient(s)?;
        let indeks = Self::deltager_indeks(id, Protokol::Oidc, &o.client_id);
        let navn = session.identitet.uuid.to_string();
        let d = Deltager { system: o.client_id.clone(), protokol: Protokol::Oidc, navn, format: String::new(), indeks };
        self.sessioner.deltag(id, &d, ind.nu).await?;
        let kode = segl::hemmelighed(self.ids.as_ref());
        let indhold = Kode {
            klient: o.client_id.clone(),
            redirect_uri: redirect_uri.clone(),
            udfordring: udfordring.clone(),
            nonce: nonce.clone(),
            scope: scope.clone(),
            session: id,
            autentificeret: session.autentificeret,
        };
        let data = serde_json::to_vec(&indhold).map_err(Fejl::intern)?;
        let udloeb = ind.nu.plus_mikros(graenser::LOGIN_KODE_SEKUNDER * 1_000_000);
        if !self.lager.gem_flygtig(noegle("kode", &kode), udloeb, data, ind.nu).await? {
            return Err(Fejl::intern("a code was there already"));
        }
        Ok(self.til_klient(redirect_uri, *form, &[("code", &kode)], tilstand.as_deref()))
    }

    /// The answer without one.
    pub(crate) fn afslag_oidc(&self, redirect_uri: &str, form: bool, tilstand: Option<&str>, udfald: Udfald) -> Response {
        let (kode, tekst) = match udfald {
            Udfald::Passiv => ("login_required", "The user is not logged in, not lately enough, or not on the level that is demanded."),
            Udfald::Niveau => ("unmet_authentication_requirements", "The identity is not assured on the level that is demanded."),
            Udfald::Afbrudt | Udfald::Navneformat => ("access_denied", "The login was broken off or refused."),
        };
        self.til_klient(redirect_uri, form, &[("error", kode), ("error_description", tekst)], tilstand)
    }

    /// Sends the browser to the client. The issuer stands in every answer, so that a client with several providers can tell whose it is (RFC 9207).
    fn til_klient(&self, redirect_uri: &str, form: bool, felter: &[(&str, &str)], tilstand: Option<&str>) -> Response {
        let udsteder = self.oidc_udsteder();
        let alle = felter.iter().copied().chain(tilstand.map(|t| ("state", t))).chain([("iss", udsteder.as_str())]);
        if form {
            let felter: Vec<(&str, String)> = alle.map(|(n, v)| (n, v.to_owned())).collect();
            return side::form(redirect_uri, &felter);
        }
        let mut q = form_urlencoded::Serializer::new(String::new());
        alle.for_each(|(n, v)| {
            q.append_pair(n, v);
        });
        let skil = if redirect_uri.contains('?') { '&' } else { '?' };
        side::videre(&format!("{redirect_uri}{skil}{}", q.finish()))
    }
}
