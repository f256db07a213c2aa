//! A receiver's calls: with tokens by its certificate, or in the open mode with a header.
use crate::kommandoer::Nederlag;
use crate::kommandoer::klient::Kalder;
use crate::kommandolinje::modtager::Modtagervalg;
use crate::ur::{Systemur, Tilfaeldige};
use ::klient::http::{Http, Linjer};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Uuid};
use serde_json::Value;
use std::sync::Mutex;

/// The service of those who receive.
const MODTAG: &str = beskedfordeler::tjenester::MODTAG.entity_id;

/// A refusal in words.
pub fn afslag(status: u16, krop: &str) -> Nederlag {
    let v: Value = serde_json::from_str(krop).unwrap_or_default();
    let hvad = v.get("message").and_then(Value::as_str).unwrap_or(krop);
    format!("HTTP {status}: {hvad}").into()
}

/// A receiver.
pub struct Modtager {
    /// Its system.
    pub system: Uuid,
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

    /// The headers that say who calls; with a new token if the last one was refused.
    fn hoveder(&self, tjeneste: &'static str, forny: bool) -> Result<Vec<(&'static str, String)>, Nederlag> {
        let (id, tid) = (Tilfaeldige.ny().to_string(), Systemur::ny().nu().til_utc_ms());
        let mut ud = vec![("x-transaktionsid", id), ("x-transaktionstid", tid)];
        ud.push(match &self.vej {
            Vej::Aaben(_) => ("x-myndighed-cvr", self.myndighed.to_string()),
            Vej::Sikker(k, kendte) => {
                let mut kendte = kendte.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if forny {
                    kendte.retain(|(t, _)| *t != tjeneste);
                }
                let token = match kendte.iter().find(|(t, _)| *t == tjeneste) {
                    Some((_, token)) => token.clone(),
                    None => {
                        let token = k.jwt(tjeneste)?.token;
                        kendte.push((tjeneste, token.clone()));
                        token
                    }
                };
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

    /// A call of the OIO REST interface of Beskedfordeler.
    pub fn rest(&self, metode: &str, sti: &str, krop: Option<&Value>) -> Result<Value, Nederlag> {
        let hoveder = self.hoveder(beskedfordeler::tjenester::ADMINISTRATION.entity_id, false)?;
        let mut hoveder: Vec<(&str, &str)> = hoveder.iter().map(|(n, v)| (*n, v.as_str())).collect();
        if krop.is_some() {
            hoveder.push(("content-type", "application/json"));
        }
        let svar =
            self.http().send(metode, &format!("{}/beskedfordeler/{sti}", self.server), &hoveder, krop.map(Value::to_string).as_deref())?;
        if svar.status >= 400 {
            return Err(afslag(svar.status, &svar.krop));
        }
        Ok(serde_json::from_str(&svar.krop).unwrap_or_default())
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
