//! Log-out that a client asks for (OpenID Connect RP-Initiated Logout 1.0).
use super::{Felter, Spurgt, jwt};
use crate::session::{Deltager, Protokol};
use crate::side::{self, Afvist};
use crate::{Login, afvis};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::{Redirect, Response};
use grund::{Fejl, Fejlkode, graenser};
use std::sync::Arc;

/// By an address or by a form.
pub(crate) async fn ved(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    Spurgt(felter): Spurgt,
) -> Result<Response, Afvist> {
    l.oidc_logud(&ind, &hoveder, &felter).await.map_err(|f| afvis(&ind, f))
}

impl Login {
    async fn oidc_logud(&self, ind: &Indkomst, hoveder: &HeaderMap, data: &[u8]) -> Result<Response, Fejl> {
        let ugyldig = |hvad: &str| Fejl::ny(Fejlkode::LoginUgyldig).aarsag(hvad);
        let f = Felter::laes(data).map_err(|f| ugyldig(&f.tekst))?;
        let noegler = self.nu_noegler()?;
        let krav = match f.get("id_token_hint") {
            Some(h) => Some(
                jwt::laes_vores(h, noegler.alle(), &self.oidc_udsteder()).ok_or_else(|| ugyldig("id_token_hint is none of our tokens"))?,
            ),
            None => None,
        };
        let tekst = |navn: &str| krav.as_ref().and_then(|k| k.get(navn)).and_then(|v| v.as_str());
        let client_id = tekst("aud").or(f.get("client_id"));
        if f.get("client_id").is_some_and(|c| Some(c) != client_id) {
            return Err(ugyldig("id_token_hint is another client's"));
        }
        let s = client_id.and_then(|c| self.tilslutninger.nu().klient(c).cloned());
        // Only where the operator has said; else the browser could be sent anywhere.
        let tilbage = match (f.get("post_logout_redirect_uri"), s.as_ref().and_then(|s| s.oidc.as_ref())) {
            (None, _) => None,
            (Some(t), Some(o)) if o.post_logout_redirect_uris.iter().any(|u| u == t) => Some(t.to_owned()),
            (Some(_), _) => return Err(ugyldig("post_logout_redirect_uri is none of the client's")),
        };
        let tilstand = f.get("state").filter(|t| t.len() <= graenser::LOGIN_TILSTAND_BYTES);
        let Some((id, session)) = self.session(hoveder, ind.nu).await? else {
            return Ok(match tilbage {
                Some(t) => efter_logud(&t, tilstand),
                None => side::side("Du er logget ud", ""),
            });
        };
        // Who shows the token of this very session is one of its systems. Anybody else can send a browser here: then the user is asked, on our own page.
        let indeks = client_id.map(|c| Self::deltager_indeks(id, Protokol::Oidc, c));
        match (client_id, tekst("sid")) {
            (Some(c), Some(sid)) if indeks.as_deref() == Some(sid) => {
                let af = Deltager {
                    system: c.to_owned(),
                    protokol: Protokol::Oidc,
                    navn: String::new(),
                    format: String::new(),
                    indeks: sid.to_owned(),
                };
                self.log_ud(ind, id, &session, Some((af, tilbage.unwrap_or_default(), tilstand.map(str::to_owned)))).await
            }
            _ => Ok(Redirect::to(crate::egen::STI).into_response()),
        }
    }
}

/// Back to the client.
pub(crate) fn efter_logud(adresse: &str, tilstand: Option<&str>) -> Response {
    let Some(t) = tilstand else { return side::videre(adresse) };
    let mut q = form_urlencoded::Serializer::new(String::new());
    q.append_pair("state", t);
    let skil = if adresse.contains('?') { '&' } else { '?' };
    side::videre(&format!("{adresse}{skil}{}", q.finish()))
}
