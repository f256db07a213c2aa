//! Calls to receivers: HTTP/1.1, connections kept for the next message, no redirects, an answer of bounded size within a bounded time, and to no other address than
//! the policy allows. The connector is ours, because the address must be judged between look-up and connection.
use crate::politik::Adressepolitik;
use crate::stroem::{Brugt, Stroem};
use crate::tls::Tls;
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use bytes::Bytes;
use grund::adresse::Adresse;
use grund::graenser;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::pki_types::ServerName;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tower::Service;

/// What a receiver answered.
#[derive(Debug)]
pub(crate) struct Svar {
    pub status: StatusCode,
    /// Its body; nothing of one that is too large.
    pub krop: Option<Bytes>,
    /// What it says of its body.
    pub indholdstype: Option<String>,
    /// When it wants to be called again.
    pub igen_om: Option<Duration>,
}

/// No answer.
#[derive(Debug)]
pub(crate) enum Intet {
    /// It was not reached.
    Unaaet(String),
    /// It was reached, and did not answer.
    Tavs(String),
}

/// How long a call may take, and how much of an answer is read.
#[derive(Clone, Copy, Debug)]
pub struct Ramme {
    /// How long, from the connection to the last byte.
    pub frist: Duration,
    /// How many bytes.
    pub svar_bytes: usize,
}

/// The client.
pub(crate) struct Klient {
    klient: legacy::Client<Opkald, Full<Bytes>>,
    /// The same, with a connection for each call.
    frisk: legacy::Client<Opkald, Full<Bytes>>,
}

/// Seconds that a connection is kept for the next message.
const HVILE: Duration = Duration::from_secs(30);
/// Addresses of a name that are tried.
const ADRESSER: usize = 4;

impl Klient {
    pub fn ny(politik: Adressepolitik, tls: Tls) -> Self {
        let opkald = Opkald { politik: Arc::new(politik), tls: Arc::new(tls) };
        let mut byg = legacy::Client::builder(TokioExecutor::new());
        byg.pool_timer(TokioTimer::new()).pool_idle_timeout(HVILE).pool_max_idle_per_host(graenser::LEVERINGER_PR_VAERT);
        byg.http1_max_buf_size(64 * 1024).http1_max_headers(64);
        let klient = byg.build(opkald.clone());
        Self { klient, frisk: byg.pool_max_idle_per_host(0).build(opkald) }
    }

    pub async fn kald(
        &self,
        metode: Method,
        adresse: &Adresse,
        hoveder: Vec<(HeaderName, HeaderValue)>,
        krop: Bytes,
    ) -> Result<Svar, Intet> {
        let ramme = Ramme { frist: Duration::from_secs(graenser::LEVERING_SEKUNDER), svar_bytes: graenser::LEVERING_SVAR_BYTES };
        self.kald_inden(metode, adresse, hoveder, krop, ramme).await
    }

    /// The same, with other limits.
    pub async fn kald_inden(
        &self,
        metode: Method,
        adresse: &Adresse,
        hoveder: Vec<(HeaderName, HeaderValue)>,
        krop: Bytes,
        ramme: Ramme,
    ) -> Result<Svar, Intet> {
        let uri: Uri = adresse.to_string().parse().map_err(|e| Intet::Unaaet(format!("{adresse}: {e}")))?;
        let mut r = Request::new(Full::new(krop));
        (*r.method_mut(), *r.uri_mut()) = (metode, uri);
        r.headers_mut().extend(hoveder);
        r.headers_mut().insert(header::USER_AGENT, HeaderValue::from_static(concat!("samspil/", env!("CARGO_PKG_VERSION"))));
        let kald = async {
            let svar = match self.klient.request(r.clone()).await {
                // The receiver had closed a connection that was kept for this call: that says nothing of the receiver.
                Err(e) if er_lukket(&e) => self.frisk.request(r).await,
                svar => svar,
            };
            let svar = svar.map_err(|e| match e.is_connect() {
                true => Intet::Unaaet(med_aarsag(&e)),
                false => Intet::Tavs(med_aarsag(&e)),
            })?;
            if let Some(b) = svar.extensions().get::<Brugt>() {
                b.nu();
            }
            let (dele, krop) = svar.into_parts();
            let igen_om = dele.headers.get(header::RETRY_AFTER).and_then(|v| v.to_str().ok()?.trim().parse().ok()).map(Duration::from_secs);
            let indholdstype = dele.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).map(str::to_owned);
            let krop = Limited::new(krop, ramme.svar_bytes).collect().await.ok().map(|k| k.to_bytes());
            Ok(Svar { status: dele.status, krop, indholdstype, igen_om })
        };
        match tokio::time::timeout(ramme.frist, kald).await {
            Ok(r) => r,
            Err(_) => Err(Intet::Tavs(format!("no answer within {} seconds", ramme.frist.as_secs_f32()))),
        }
    }
}

/// A connection that has brought an answer before ended without one to this call.
fn er_lukket(e: &legacy::Error) -> bool {
    let mut aarsag = std::error::Error::source(e);
    let mut ulaeselig = false;
    while let Some(a) = aarsag {
        ulaeselig |= a.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse);
        aarsag = a.source();
    }
    !e.is_connect() && !ulaeselig && Brugt::er(e.connect_info())
}

/// An error with its inner causes: hyper's own says "client error".
fn med_aarsag(e: &dyn std::error::Error) -> String {
    let mut tekst = e.to_string();
    let mut inde = e.source();
    while let Some(i) = inde {
        tekst = format!("{tekst}: {i}");
        inde = i.source();
    }
    if tekst.contains("invalid peer certificate") {
        tekst.push_str(". Its issuer is not believed, or it is no certificate of this server: what is believed are the roots of --levering-rodder and the files in tillid/");
    }
    tekst
}

/// Makes connections.
#[derive(Clone)]
struct Opkald {
    politik: Arc<Adressepolitik>,
    tls: Arc<Tls>,
}

type Forbindelse = Pin<Box<dyn Future<Output = Result<TokioIo<Stroem>, std::io::Error>> + Send>>;

impl Service<Uri> for Opkald {
    type Response = TokioIo<Stroem>;
    type Error = std::io::Error;
    type Future = Forbindelse;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Forbindelse {
        let selv = self.clone();
        Box::pin(async move {
            let frist = Duration::from_secs(graenser::LEVERING_FORBIND_SEKUNDER);
            let s = tokio::time::timeout(frist, selv.forbind(uri)).await;
            s.map_err(|_| fejl(format!("no connection within {} seconds", frist.as_secs())))?.map(TokioIo::new)
        })
    }
}

fn fejl(e: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> std::io::Error {
    std::io::Error::other(e)
}

impl Opkald {
    async fn forbind(&self, uri: Uri) -> Result<Stroem, std::io::Error> {
        let https = uri.scheme_str() == Some("https");
        let vaert = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let fundne: Vec<SocketAddr> = match vaert.parse::<IpAddr>() {
            Ok(ip) => vec![(ip, port).into()],
            Err(_) => tokio::net::lookup_host((vaert.as_str(), port)).await?.collect(),
        };
        let tilladte: Vec<SocketAddr> = fundne.iter().copied().filter(|a| self.politik.tillader(a.ip())).take(ADRESSER).collect();
        if tilladte.is_empty() {
            return Err(fejl(match fundne.first() {
                Some(a) => format!("{} is no public address, and operations have not allowed it (--levering-net)", a.ip()),
                None => format!("{vaert} has no address"),
            }));
        }
        // Without TLS a message is for this machine alone, whatever a name may have come to mean.
        if !https && !tilladte.iter().all(|a| a.ip().to_canonical().is_loopback()) {
            return Err(fejl("without TLS messages are sent to this machine alone"));
        }
        let mut sidste = None;
        for a in tilladte {
            match TcpStream::connect(a).await {
                Ok(tcp) => {
                    tcp.set_nodelay(true)?;
                    if !https {
                        return Ok(tcp.into());
                    }
                    let navn = ServerName::try_from(vaert.clone()).map_err(fejl)?;
                    let tls = self.tls.forbinder().map_err(fejl)?.connect(navn, tcp).await?;
                    return Ok(tls.into());
                }
                Err(e) => sidste = Some(e),
            }
        }
        Err(sidste.unwrap_or_else(|| fejl("no address")))
    }
}
