//! How a command reaches the desk: by the socket of the program that runs on the data, in this process where none runs, or by HTTPS anywhere. The same routes answer.
use crate::beskeder;
use crate::kommandoer::Nederlag;
use crate::kommandolinje::dueslag::Skrankevej;
use crate::lagersted::{self, Mangler};
use crate::opstilling::{self, Samspil, fejltekst};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::skranke::{self, Maskindoer};
use ::klient::http::Http;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

/// Bytes of an answer: a page of messages, or one message as JSON.
const SVAR_BYTES: usize = 64 * 1024 * 1024;
/// Where the desk is below its address.
const ROD: &str = "/administration/v1/dueslag";

/// What the command wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hensigt {
    /// Only look: beside a program that can't be reached, too.
    Se,
    /// Change something.
    Aendre,
}

/// An open desk.
pub enum Vej {
    /// The program that runs on the data.
    Sokkel(PathBuf),
    /// The store itself, in this process.
    Lokal(Box<Lokal>),
    /// A program anywhere.
    Server { http: Arc<Http>, server: String },
}

/// The desk in this process.
pub struct Lokal {
    s: Samspil,
    router: Router,
    fordeler: Arc<beskedfordeler::Fordeler>,
    _laas: Option<lagersted::Serverlaas>,
}

impl Vej {
    /// Opens it.
    pub async fn aabn(v: &Skrankevej, hensigt: Hensigt) -> Result<Self, Nederlag> {
        if let Some(server) = &v.server {
            let noegle = ::klient::laes_noegle(&v.certifikat, v.noegle.as_deref(), &v.kode).map_err(|f| fejltekst(&f))?;
            let rod = ::klient::laes_certifikater(&v.rod, &v.kode).map_err(|f| fejltekst(&f))?;
            let server = server.trim_end_matches('/').to_owned();
            return Ok(Self::Server { http: Arc::new(Http::ny(&server, Some(&noegle), &rod)?), server });
        }
        if skranke::forbind(&v.lager.data).await.is_some() {
            return Ok(Self::Sokkel(v.lager.data.clone()));
        }
        Ok(Self::Lokal(Box::new(Lokal::aabn(v, hensigt).await?)))
    }

    /// A call of the desk: its answer, or the refusal in words.
    pub async fn kald(&mut self, metode: &str, sti: &str, krop: Option<&Value>) -> Result<Value, Nederlag> {
        let (status, tekst) = match self {
            Self::Server { http, server } => {
                let (http, url) = (http.clone(), format!("{server}{ROD}{sti}"));
                let (metode, krop) = (metode.to_owned(), krop.map(Value::to_string));
                let hoveder = if krop.is_some() { vec![("content-type", "application/json")] } else { Vec::new() };
                let svar = tokio::task::spawn_blocking(move || http.send(&metode, &url, &hoveder, krop.as_deref()));
                let svar = svar.await.map_err(|e| format!("the client broke off: {e}"))??;
                (svar.status, svar.krop)
            }
            Self::Sokkel(data) => {
                let stroem =
                    skranke::forbind(data).await.ok_or_else(|| "the program on this data has just stopped: try again".to_owned())?;
                over_sokkel(stroem, metode, sti, krop).await.map_err(|e| format!("the running program: {e}"))?
            }
            Self::Lokal(l) => {
                let svar = l.router.clone().oneshot(anmodning(metode, sti, krop)?).await.map_err(|e| e.to_string())?;
                laes(svar).await?
            }
        };
        let mut v: Value = serde_json::from_str(&tekst).unwrap_or_default();
        if matches!(self, Self::Lokal(_)) {
            ukendt(&mut v);
            v.get_mut("resultater").and_then(Value::as_array_mut).into_iter().flatten().for_each(ukendt);
        }
        if status < 400 {
            return Ok(v);
        }
        let hvad = v.get("message").and_then(Value::as_str).map_or_else(|| format!("HTTP {status}: {tekst}"), str::to_owned);
        Err(hvad.into())
    }

    /// Ends it: what this process has opened is closed.
    pub async fn luk(self) {
        if let Self::Lokal(l) = self {
            l.fordeler.koe().luk().await;
            l.s.register.lager().luk().await;
        }
    }
}

/// What only a running program knows of a dueslag: this process has begun to look a moment ago.
fn ukendt(dueslag: &mut Value) {
    for navn in ["modtagere", "harhaftmodtager", "udenmodtagersiden", "indprsekund", "udprsekund"] {
        if let Some(v) = dueslag.get_mut(navn) {
            *v = Value::Null;
        }
    }
}

impl Lokal {
    async fn aabn(v: &Skrankevej, hensigt: Hensigt) -> Result<Self, String> {
        let postgres = v.lager.lager.as_deref().is_some_and(|l| l.starts_with("postgres"));
        if hensigt == Hensigt::Aendre && postgres && !v.stoppet {
            return Err("a program may run on this database: name it by --server and an administrator's --certifikat, or, when none runs, add --stoppet".into());
        }
        // The message store has one writer: a server that started meanwhile would lose it to this command.
        let laas = match hensigt {
            Hensigt::Aendre => lagersted::serverlaas(&v.lager)?,
            Hensigt::Se => None,
        };
        let s = opstilling::aabn(&v.lager, Mangler::Fejl).await?;
        let fordeler = match hensigt {
            Hensigt::Aendre => beskeder::aabn_stoppet(&s).await,
            Hensigt::Se => {
                tracing::warn!("no program was reached on this data: who fetches, how fast and what went wrong is not known");
                beskeder::se(&s, None).await
            }
        };
        let fordeler = fordeler.map_err(|f| fejltekst(&f))?;
        let mappe = Sikkerhedsmappe::i(&v.lager.data);
        let revision = mappe.har_lognoegle().then(|| opstilling::revision(&s.register, &mappe)).transpose()?;
        let doer = Maskindoer { revision, ur: s.ur.clone(), ids: s.ids.clone() };
        Ok(Self { router: skranke::ruter(fordeler.clone(), doer), s, fordeler, _laas: laas })
    }
}

/// One call on a connection of its own. HTTP/1.0, so that the answer ends with the connection.
async fn over_sokkel(mut s: tokio::net::UnixStream, metode: &str, sti: &str, krop: Option<&Value>) -> std::io::Result<(u16, String)> {
    let krop = krop.map(Value::to_string).unwrap_or_default();
    let slags = if krop.is_empty() { "" } else { "content-type: application/json\r\n" };
    // Nothing in a header that would end it.
    let bruger: String = bruger().chars().filter(char::is_ascii_graphic).collect();
    let hoved = format!(
        "{metode} {ROD}{sti} HTTP/1.0\r\nhost: localhost\r\n{}: {bruger}\r\n{slags}content-length: {}\r\n\r\n",
        skranke::BRUGER,
        krop.len()
    );
    s.write_all(hoved.as_bytes()).await?;
    s.write_all(krop.as_bytes()).await?;
    let mut svar = Vec::new();
    s.take(SVAR_BYTES as u64).read_to_end(&mut svar).await?;
    let svar = String::from_utf8_lossy(&svar);
    let ulaeselig = || std::io::Error::other("an answer that is no HTTP");
    let (hoved, krop) = svar.split_once("\r\n\r\n").ok_or_else(ulaeselig)?;
    let status = hoved.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(ulaeselig)?;
    Ok((status, krop.to_owned()))
}

/// Who does it, as the machine knows: the environment says it, or the list of users of whoever owns this process.
fn bruger() -> String {
    let af_miljoeet = ["USER", "LOGNAME"].into_iter().filter_map(|v| std::env::var(v).ok()).find(|v| !v.is_empty());
    af_miljoeet.unwrap_or_else(|| {
        let mig = rustix::process::getuid().as_raw();
        let alle = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let felter = |l: &str| l.split(':').map(str::to_owned).collect::<Vec<_>>();
        let navn = alle.lines().map(felter).find(|f| f.get(2).is_some_and(|u| *u == mig.to_string()));
        navn.and_then(|f| f.into_iter().next()).unwrap_or_else(|| format!("uid-{mig}"))
    })
}

fn anmodning(metode: &str, sti: &str, krop: Option<&Value>) -> Result<Request<Body>, String> {
    let mut a = Request::builder().method(metode).uri(format!("{ROD}{sti}")).header(skranke::BRUGER, bruger());
    if krop.is_some() {
        a = a.header(header::CONTENT_TYPE, "application/json");
    }
    a.body(krop.map_or_else(Body::empty, |k| Body::from(k.to_string()))).map_err(|e| e.to_string())
}

async fn laes(svar: axum::response::Response) -> Result<(u16, String), String> {
    let status = svar.status().as_u16();
    let bytes = to_bytes(svar.into_body(), SVAR_BYTES).await.map_err(|e| e.to_string())?;
    Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
}
