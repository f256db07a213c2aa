//! Tokens for upstreams: fetched from the upstream's token service to our certificate there, for the authority of the call; kept until they end, in memory alone.
use super::kalder::Klient;
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Tidspunkt};
use klient::{Besked, Betroet, Restsvar, Rst, Token};
use kontrakt::tjeneste::SoapVersion;
use serviceplatform::{Anmodning, Intet, Kontekstform, Metode, Opstroem, Svar, Tokenkrav, Tokensted};
use sikkerhed::noeglering::Noeglepar;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A token is used no more when it ends so soon: the call has to get there.
const FOER_UDLOEB_MIKROS: i64 = 60_000_000;
/// How long an access token is used whose answer does not say.
const ADGANGSTOKEN_SEKUNDER: i64 = 300;
/// Tokens that are kept: authorities times services of some upstreams.
const GEMTE: usize = 10_000;

/// Upstream, service, authority.
type Noegle = (String, &'static str, Cvr);

/// What was fetched, and until when it is used.
#[derive(Clone)]
struct Gemt {
    saml: Arc<Token>,
    /// The header that it was exchanged for, of services by REST, and until when.
    hoved: Option<(String, Tidspunkt)>,
}

/// Fetches tokens and calls with them.
pub(super) struct Tokens {
    ur: Arc<dyn Ur>,
    ids: Arc<dyn IdKilde>,
    /// Held for a look-up.
    gemte: Mutex<HashMap<Noegle, Gemt>>,
}

fn tekst(svar: &Svar) -> &str {
    std::str::from_utf8(&svar.krop).unwrap_or_default()
}

/// What can't be made or read, in words for operations.
fn ulaeselig(hvad: &str, f: &grund::Fejl) -> Intet {
    Intet::Ulaeselig(format!("{hvad}: {}", f.engelsk()))
}

impl Tokens {
    /// With that clock and those ids.
    pub fn ny(ur: Arc<dyn Ur>, ids: Arc<dyn IdKilde>) -> Self {
        Self { ur, ids, gemte: Mutex::default() }
    }

    /// Sends a message with its token. An answer to a signed message is believed by the upstream's roots, and what its signature does not cover is left.
    pub async fn send(&self, k: &Klient, o: &Opstroem, a: &Anmodning, krav: &Tokenkrav) -> Result<Svar, Intet> {
        let noegle: Noegle = (o.navn.clone(), krav.entity_id, krav.myndighed);
        let par = k.par.as_ref().ok_or_else(|| Intet::Ulaeselig("an upstream with tokens has no certificate of ours".into()))?;
        let betroet =
            Betroet::rod(k.rodder.iter().cloned()).map_err(|f| ulaeselig("the upstream's roots", &f))?.med_kendte(k.rodder.clone());
        let gemt = self.gemt(k, o, &noegle, par, &betroet).await?;
        let svar = match krav.sted {
            Tokensted::Hoved => self.med_hoved(k, o, a, &noegle, gemt).await?,
            Tokensted::Besked { soap12, action, framework, transaktion } => {
                let version = if soap12 { SoapVersion::V12 } else { SoapVersion::V11 };
                let (til, besked_id) = (format!("{}{}", o.adresse, a.sti), self.ids.ny());
                let transaktion = transaktion.then(|| self.ids.ny());
                let (krop, nu) = (a.krop.as_str(), self.ur.nu());
                let besked = Besked { version, til: &til, action, krop, token: &gemt.saml, besked_id, nu, transaktion, framework };
                let besked = klient::byg_besked(&besked, par).map_err(|f| ulaeselig("the message", &f))?;
                let svar = k.send(o, Metode::Post, &til, &a.hoveder, besked).await?;
                match klient::laes_svar(tekst(&svar), besked_id, &betroet, self.ur.nu()) {
                    Ok(s) if s.fault.is_none() => {
                        let ns = version.ns();
                        let krop = format!("<s:Envelope xmlns:s=\"{ns}\"><s:Body>{}</s:Body></s:Envelope>", s.krop);
                        return Ok(Svar { status: svar.status, krop: krop.into_bytes() });
                    }
                    // A fault proves nothing and is told as what it is; what is no answer at all is told by its status.
                    Ok(_) => svar,
                    Err(_) if svar.status >= 400 => svar,
                    Err(f) => return Err(ulaeselig("the answer", &f)),
                }
            }
        };
        if svar.status >= 400 {
            // It may be the token that is refused: the next call has a new one.
            self.gemte.lock().unwrap_or_else(PoisonError::into_inner).remove(&noegle);
        }
        Ok(svar)
    }

    /// The SAML token, kept or fetched by WS-Trust.
    async fn gemt(&self, k: &Klient, o: &Opstroem, noegle: &Noegle, par: &Noeglepar, betroet: &Betroet) -> Result<Gemt, Intet> {
        let nu = self.ur.nu();
        let kendt = self.gemte.lock().unwrap_or_else(PoisonError::into_inner).get(noegle).cloned();
        if let Some(g) = kendt.filter(|g| g.saml.udloeb > nu.plus_mikros(FOER_UDLOEB_MIKROS)) {
            return Ok(g);
        }
        let Kontekstform::Token { sts } = &o.kontekst else { return Err(Intet::Ulaeselig("the upstream has no STS".into())) };
        let (til, besked_id) = (sts_adresse(sts), self.ids.ny());
        let (_, tjeneste, myndighed) = noegle;
        let rst = Rst { til: &til, tjeneste, myndighed: *myndighed, bruger: None, besked_id, nu };
        let besked = klient::byg_rst(&rst, par).map_err(|f| ulaeselig("the request for a token", &f))?;
        let hoveder = [("content-type", "application/soap+xml; charset=utf-8".to_owned())];
        let svar = k.send(o, Metode::Post, &til, &hoveder, besked).await?;
        match klient::laes_rst_svar(tekst(&svar), besked_id, betroet, self.ur.nu()) {
            Ok(Ok(token)) => {
                let g = Gemt { saml: Arc::new(token), hoved: None };
                self.gem(noegle, g.clone());
                Ok(g)
            }
            Ok(Err(f)) => Err(Intet::Afvist(format!("STS: {}", f.tekst))),
            Err(_) if svar.status >= 400 => Err(Intet::Afvist(format!("STS: HTTP {}", svar.status))),
            Err(f) => Err(ulaeselig("the answer of the STS", &f)),
        }
    }

    fn gem(&self, noegle: &Noegle, g: Gemt) {
        let mut alle = self.gemte.lock().unwrap_or_else(PoisonError::into_inner);
        if alle.len() >= GEMTE {
            let nu = self.ur.nu();
            alle.retain(|_, g| g.saml.udloeb > nu);
            if alle.len() >= GEMTE {
                alle.clear();
            }
        }
        alle.insert(noegle.clone(), g);
    }

    /// A service by REST: by the access token that the upstream gives for the SAML token.
    async fn med_hoved(&self, k: &Klient, o: &Opstroem, a: &Anmodning, noegle: &Noegle, g: Gemt) -> Result<Svar, Intet> {
        let nu = self.ur.nu();
        let hoved = match g.hoved.clone().filter(|(_, til)| *til > nu.plus_mikros(FOER_UDLOEB_MIKROS)) {
            Some((h, _)) => h,
            None => {
                let hoveder = [("content-type", "application/x-www-form-urlencoded".to_owned())];
                let sted = format!("{}{}", o.adresse, klient::ADGANGSTOKEN_STI);
                let svar = k.send(o, Metode::Post, &sted, &hoveder, klient::adgangstoken_form(&g.saml)).await?;
                if svar.status != 200 {
                    return Err(Intet::Afvist(format!("access token: HTTP {}", svar.status)));
                }
                let r = Restsvar::laes(tekst(&svar)).map_err(|f| ulaeselig("the access token", &f))?;
                let hoved = format!("{} {}", r.slags, r.token);
                let til = nu.plus_mikros(r.sekunder.unwrap_or(ADGANGSTOKEN_SEKUNDER).clamp(0, 86_400) * 1_000_000).min(g.saml.udloeb);
                self.gem(noegle, Gemt { hoved: Some((hoved.clone(), til)), ..g });
                hoved
            }
        };
        let mut hoveder = a.hoveder.clone();
        hoveder.push(("authorization", hoved));
        k.send(o, a.metode, &format!("{}{}", o.adresse, a.sti), &hoveder, a.krop.clone()).await
    }
}

/// Where an STS is asked: at its usual path where the entry says only where it is.
fn sts_adresse(sts: &str) -> String {
    let sts = sts.trim_end_matches('/');
    let har_sti = sts.split_once("://").is_some_and(|(_, r)| r.contains('/'));
    if har_sti { sts.to_owned() } else { format!("{sts}{}", soap::tjenester::sf1514::STI) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sts_is_asked_at_its_usual_path_unless_another_is_said() {
        assert_eq!(sts_adresse("https://x.example/"), format!("https://x.example{}", soap::tjenester::sf1514::STI));
        assert_eq!(sts_adresse("https://x.example/a/b"), "https://x.example/a/b");
    }
}
