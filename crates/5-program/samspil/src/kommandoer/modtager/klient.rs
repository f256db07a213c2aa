//! A receiver's calls: with tokens by its certificate, or in the open mode with a header.
use crate::kommandoer::Nederlag;
use crate::kommandoer::klient::Kalder;
use crate::kommandolinje::modtager::Modtagervalg;
use crate::ur::{Systemur, Tilfaeldige};
use ::klient::http::{Http, Linjer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Uuid};
use serde_json::Value;
use std::sync::Mutex;

/// The service of those who receive.
const MODTAG: &str = beskedfordeler::tjenester::MODTAG.entity_id;

/// The receiver of the open mode, where no certificate says whose the call is: the demo's system.
const DEMO: Uuid = Uuid::from_u128(0x1000_0000_0000_4000_8000_0000_0000_0040);

/// The system that a token was issued to (`sub`); it is the server that holds the token to be right.
fn indehaver(token: &str) -> Option<Uuid> {
    let krop = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let v: Value = serde_json::from_slice(&krop).ok()?;
    grund::id::laes_uuid(v.get("sub")?.as_str()?)
}

/// A refusal in words.
pub fn afslag(status: u16, krop: &str) -> Nederlag {
    let v: Value = serde_json::from_str(krop).unwrap_or_default();
    let hvad = v.get("message").and_then(Value::as_str).unwrap_or(krop);
    format!("HTTP {status}: {hvad}").into()
}

/// A receiver.
pub struct Modtager {
    /// Its system, where it was named.
    system: Option<Uuid>,
    /// The authority that it calls for.
    pub myndighed: Cvr,
    server: String,
    vej: Vej,
}

enum Vej {
    /// With the newest token of each service.
    Sikker(Box<Kalder>, Mutex<Vec<(&'static str, String)>>),
    Aaben(Box<Http>),
}

/// The service's token; a new one if the last one was refused.
fn token(k: &Kalder, kendte: &Mutex<Vec<(&'static str, String)>>, tjeneste: &'static str, forny: bool) -> Result<String, Nederlag> {
    let mut kendte = kendte.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if forny {
        kendte.retain(|(t, _)| *t != tjeneste);
    }
    if let Some((_, token)) = kendte.iter().find(|(t, _)| *t == tjeneste) {
        return Ok(token.clone());
    }
    let token = k.jwt(tjeneste)?.token;
    kendte.push((tjeneste, token.clone()));
    Ok(token)
}

impl Modtager {
    pub fn ny(valg: Modtagervalg) -> Result<Self, Nederlag> {
        let server = valg.klient.server.trim_end_matches('/').to_owned();
        let myndighed = valg.klient.myndighed;
        let vej = if server.starts_with("http://") {
            Vej::Aaben(Box::new(Http::ny(&server, None, &[])?))
        } else if !valg.klient.certifikat.exists() {
            let fil = valg.klient.certifikat.display();
            return Err(format!("there is no {fil}: --certifikat names the system's keystore. A program in the open mode is reached by --server http://127.0.0.1:8080").into());
        } else {
            Vej::Sikker(Box::new(Kalder::ny(valg.klient)?), Mutex::default())
        };
        Ok(Self { system: valg.system, myndighed, server, vej })
    }

    /// Its system: the one that was named, or else that of the certificate.
    pub fn system(&self) -> Result<Uuid, Nederlag> {
        match (&self.vej, self.system) {
            (_, Some(s)) => Ok(s),
            (Vej::Aaben(_), None) => Ok(DEMO),
            (Vej::Sikker(k, kendte), None) => {
                let token = token(k, kendte, beskedfordeler::tjenester::ADMINISTRATION.entity_id, false)?;
                indehaver(&token).ok_or_else(|| {
                    Nederlag::from("the token does not say whose the certificate is: --system names the receiving system".to_owned())
                })
            }
        }
    }

    /// The headers that say who calls; with a new token if the last one was refused.
    fn hoveder(&self, tjeneste: &'static str, forny: bool) -> Result<Vec<(&'static str, String)>, Nederlag> {
        let (id, tid) = (Tilfaeldige.ny().to_string(), Systemur::ny().nu().til_utc_ms());
        let mut ud = vec![("x-transaktionsid", id), ("x-transaktionstid", tid)];
        ud.push(match &self.vej {
            Vej::Aaben(_) => ("x-myndighed-cvr", self.myndighed.to_string()),
            Vej::Sikker(k, kendte) => {
                let token = token(k, kendte, tjeneste, forny)?;
                ("authorization", format!("Bearer {token}"))
            }
        });
        Ok(ud)
    }

    fn http(&self) -> &Http {
        match &self.vej {
            Vej::Aaben(http) => http,
            Vej::Sikker(k, _) => k.http(),
        }
    }

    /// Refuses to listen for a system that the certificate is not that of: nothing would come.
    pub fn er_systemet(&self, system: Uuid) -> Result<(), Nederlag> {
        let Vej::Sikker(k, kendte) = &self.vej else { return Ok(()) };
        match indehaver(&token(k, kendte, beskedfordeler::tjenester::ADMINISTRATION.entity_id, false)?) {
            Some(egen) if egen != system => {
                Err(format!("--system {system}: the certificate is that of system {egen}, which gets nothing of another's. Leave --system out, or name the other's key store by --certifikat").into())
            }
            _ => Ok(()),
        }
    }

    /// A call of the OIO REST interface of Beskedfordeler that must go well.
    pub fn rest(&self, metode: &str, sti: &str, krop: Option<&Value>) -> Result<Value, Nederlag> {
        match self.kald(metode, sti, krop)? {
            (status @ 400.., krop) => Err(afslag(status, &krop)),
            (_, krop) => Ok(serde_json::from_str(&krop).unwrap_or_default()),
        }
    }

    /// A call of the OIO REST interface of Beskedfordeler: the status and the body.
    pub fn kald(&self, metode: &str, sti: &str, krop: Option<&Value>) -> Result<(u16, String), Nederlag> {
        let hoveder = self.hoveder(beskedfordeler::tjenester::ADMINISTRATION.entity_id, false)?;
        let mut hoveder: Vec<(&str, &str)> = hoveder.iter().map(|(n, v)| (*n, v.as_str())).collect();
        if krop.is_some() {
            hoveder.push(("content-type", "application/json"));
        }
        let svar =
            self.http().send(metode, &format!("{}/beskedfordeler/{sti}", self.server), &hoveder, krop.map(Value::to_string).as_deref())?;
        Ok((svar.status, svar.krop))
    }

    /// The server's answer to whether the dueslag is a stream of this system's; none is opened.
    pub fn er_stroem(&self, dueslag: Uuid) -> Result<u16, Nederlag> {
        let hoveder = self.hoveder(MODTAG, false)?;
        let hoveder: Vec<(&str, &str)> = hoveder.iter().map(|(n, v)| (*n, v.as_str())).collect();
        Ok(self.http().send("HEAD", &self.haendelser(dueslag), &hoveder, None)?.status)
    }

    /// How many messages wait in a dueslag; `None` in the open mode, which knows no receiver.
    pub fn venter(&self, dueslag: Uuid) -> Result<Option<u64>, Nederlag> {
        if matches!(self.vej, Vej::Aaben(..)) {
            return Ok(None);
        }
        let hoveder = self.hoveder(MODTAG, false)?;
        let hoveder: Vec<(&str, &str)> = hoveder.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let svar = self.http().send("GET", &format!("{}/beskedfordeler/v1/dueslag/{dueslag}", self.server), &hoveder, None)?;
        let v: Value = serde_json::from_str(&svar.krop).unwrap_or_default();
        Ok(v.get("antal").and_then(Value::as_u64))
    }

    fn haendelser(&self, dueslag: Uuid) -> String {
        format!("{}/beskedfordeler/v1/dueslag/{dueslag}/haendelser", self.server)
    }

    /// Opens a dueslag's stream, going on after an event, which acknowledges it and those before it.
    pub fn stroem(&self, dueslag: Uuid, efter: Option<&str>, forny: bool) -> Result<(u16, Linjer), Nederlag> {
        let hoveder = self.hoveder(MODTAG, forny)?;
        let mut hoveder: Vec<(&str, &str)> = hoveder.iter().map(|(n, v)| (*n, v.as_str())).collect();
        hoveder.push(("accept", "text/event-stream"));
        hoveder.extend(efter.map(|id| ("last-event-id", id)));
        Ok(self.http().stroem(&self.haendelser(dueslag), &hoveder)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_the_one_that_the_token_was_issued_to() {
        let token = |krop: &str| format!("e30.{}.x", URL_SAFE_NO_PAD.encode(krop));
        let s = "10000000-0000-4000-8000-000000000041";
        assert_eq!(indehaver(&token(&format!("{{\"sub\":\"{s}\"}}"))).map(|u| u.to_string()).as_deref(), Some(s));
        assert_eq!(DEMO.to_string(), "10000000-0000-4000-8000-000000000040");
        for galt in [token("{}"), token("{\"sub\":\"CN=x\"}"), "x".into(), "a.!.c".into()] {
            assert_eq!(indehaver(&galt), None, "{galt}");
        }
    }
}
