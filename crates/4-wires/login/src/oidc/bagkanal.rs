//! Clients are told from server to server that a session has ended (OpenID Connect Back-Channel Logout 1.0), whoever ended it: the user, another system, a block, a bar of the user's
//! authority. What is to be told is a row of the store since the transaction that ended the session, so nothing of it is lost with a process.
use super::jwt;
use crate::Login;
use crate::session::Besked;
use grund::{Fejl, Fejlkode, Tidspunkt, graenser};
use serde_json::json;

/// The event that a log-out token tells.
const HAENDELSE: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Attempts at most: with the pauses below they end after a quarter of an hour. The client's own session ends by its own rules then.
const FORSOEG: u32 = 7;
/// Microseconds after the first attempt, longer than one takes; each further pause is twice as long.
const PAUSE: i64 = 15_000_000;

impl Login {
    /// Tells the clients that are to be told now; how many were. The program calls it every few seconds.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn send_logud(&self, nu: Tidspunkt) -> Result<usize, Fejl> {
        let pause = |forsoeg: u32| PAUSE << forsoeg.saturating_sub(1).min(FORSOEG);
        let mut antal = 0;
        while let Some((noegle, b)) = self.sessioner.tag_besked(pause, nu).await? {
            match self.fortael(&b, nu).await {
                Ok(fortalt) => {
                    antal += usize::from(fortalt);
                    self.sessioner.fjern_besked(noegle, nu).await?;
                }
                Err(f) if b.forsoeg >= FORSOEG => {
                    tracing::error!(klient = b.klient, fejl = %f, aarsag = f.aarsagen(), "a client was not told of a log-out; it is given up");
                    self.sessioner.fjern_besked(noegle, nu).await?;
                }
                Err(f) => {
                    tracing::warn!(klient = b.klient, fejl = %f, aarsag = f.aarsagen(), "a client was not told of a log-out; tried again")
                }
            }
        }
        Ok(antal)
    }

    /// One client; `false` where it has no address for it.
    async fn fortael(&self, b: &Besked, nu: Tidspunkt) -> Result<bool, Fejl> {
        let s = self.tilslutninger.nu().klient(&b.klient).cloned();
        let (Some(adresse), Some(henter)) = (s.as_ref().and_then(|s| s.oidc.as_ref()?.backchannel_logout_uri.as_ref()), &self.henter)
        else {
            return Ok(false);
        };
        let sekund = nu.mikros().div_euclid(1_000_000);
        let krav = json!({
            "iss": self.oidc_udsteder(), "aud": b.klient, "iat": sekund, "exp": sekund + graenser::LOGIN_SVAR_SEKUNDER,
            "jti": self.ids.ny().to_string(), "sub": b.navn, "sid": b.indeks, "events": { HAENDELSE: {} },
        });
        let krav = krav.as_object().cloned().unwrap_or_default();
        let token = jwt::skriv_som(Some("logout+jwt"), &krav, self.nu_noegler()?.par()?)?;
        let krop = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
        let hoveder = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        match henter.post(adresse, &hoveder, krop).await? {
            (200 | 204, _) => Ok(true),
            (status, _) => Err(Fejl::ny(Fejlkode::LoginAfvist).aarsag(format!("{adresse} answered {status}"))),
        }
    }
}
