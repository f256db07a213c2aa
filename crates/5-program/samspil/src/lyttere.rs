//! Listeners: HTTP on loopback, HTTPS anywhere; limits on slow and large requests; an orderly end.
pub mod tls;

use axum::Router;
use axum::http::{HeaderValue, Version, header};
use grund::graenser;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use sikkerhed::certifikat::Certifikat;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How long calls under way may take to end after the signal.
const AFSLUTNING: Duration = Duration::from_secs(20);

/// After the signal, connections that are kept open are told to close with their next answer, and this long at most that is waited for: a
/// client that sends a call at the moment when its idle connection is closed would lose it.
const FARVEL: Duration = Duration::from_secs(2);
/// Between looks at whether connections are left.
const SE_EFTER: Duration = Duration::from_millis(20);

/// Serves the router on one listener until `slut` turns true and calls under way have ended.
pub async fn betjen(lytter: TcpListener, tls: Option<TlsAcceptor>, router: Router, mut slut: watch::Receiver<bool>) {
    let yndefuld = GracefulShutdown::new();
    let mut bygger = Builder::new(TokioExecutor::new());
    bygger
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(graenser::HTTP_HOVED_SEKUNDER))
        .max_buf_size(graenser::HTTP_HOVED_BYTES);
    bygger.http2().timer(TokioTimer::new()).max_header_list_size(u32::try_from(graenser::HTTP_HOVED_BYTES).unwrap_or(u32::MAX));
    let bygger = Arc::new(bygger);
    loop {
        let stroem = tokio::select! {
            // Closed or set: both mean the end.
            () = async { drop(slut.wait_for(|s| *s).await) } => break,
            ny = lytter.accept() => match ny {
                Ok((stroem, _)) => stroem,
                Err(e) => {
                    // Out of file handles, or the peer gave up: take breath, go on.
                    tracing::warn!(fejl = %e, "accept failed");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
        };
        let _ = stroem.set_nodelay(true);
        let (bygger, tls, vagt) = (bygger.clone(), tls.clone(), yndefuld.watcher());
        let router = Slutrouter { router: router.clone(), slut: slut.clone() };
        tokio::spawn(async move {
            let resultat = match tls {
                None => forbindelse(&bygger, TokioIo::new(stroem), router, None, vagt).await,
                Some(tls) => match haandtryk(&tls, stroem).await {
                    Some(s) => {
                        let klient = klientcertifikat(&s);
                        forbindelse(&bygger, TokioIo::new(s), router, klient, vagt).await
                    }
                    None => return,
                },
            };
            if let Err(e) = resultat {
                tracing::debug!(fejl = %e, "connection ended");
            }
        });
    }
    // A socket that the service manager holds too goes on taking connections, which wait in it for the next process.
    drop(lytter);
    let farvel = async {
        while yndefuld.count() > 0 {
            tokio::time::sleep(SE_EFTER).await;
        }
    };
    let _ = tokio::time::timeout(FARVEL, farvel).await;
    if tokio::time::timeout(AFSLUTNING, yndefuld.shutdown()).await.is_err() {
        tracing::warn!("calls were still under way at the end");
    }
}

/// The router, and whether the program ends.
struct Slutrouter {
    router: Router,
    slut: watch::Receiver<bool>,
}

async fn haandtryk(tls: &TlsAcceptor, stroem: TcpStream) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    match tokio::time::timeout(Duration::from_secs(graenser::HTTP_HOVED_SEKUNDER), tls.accept(stroem)).await {
        Ok(Ok(s)) => Some(s),
        Ok(Err(e)) => {
            tracing::debug!(fejl = %e, "TLS handshake failed");
            None
        }
        Err(_) => None,
    }
}

/// The certificate that the client showed.
fn klientcertifikat(s: &tokio_rustls::server::TlsStream<TcpStream>) -> Option<Klientcertifikat> {
    Some(Klientcertifikat(Certifikat::fra_der(s.get_ref().1.peer_certificates()?.first()?)))
}

/// On every request of a connection whose client has shown a certificate and proven its key; why not, for one that nobody can call with.
#[derive(Clone, Debug)]
pub struct Klientcertifikat(pub Result<Certifikat, grund::Fejl>);

async fn forbindelse<S>(
    bygger: &Builder<TokioExecutor>,
    io: TokioIo<S>,
    Slutrouter { router, slut }: Slutrouter,
    klient: Option<Klientcertifikat>,
    vagt: hyper_util::server::graceful::Watcher,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let ind = move |mut r: hyper::Request<hyper::body::Incoming>| {
        if let Some(k) = &klient {
            r.extensions_mut().insert(k.clone());
        }
        r
    };
    let ud = move |mut r: axum::response::Response| {
        // HTTP/2 has a frame for it, which the end of the connection sends.
        if *slut.borrow() && r.version() <= Version::HTTP_11 {
            r.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        r
    };
    let service = TowerToHyperService::new(router.map_request(ind).map_response(ud));
    vagt.watch(bygger.serve_connection(io, service).into_owned()).await
}

/// Takes over a socket that was inherited.
///
/// # Errors
/// In words, for the operator.
pub fn overtag(socket: std::net::TcpListener) -> Result<TcpListener, String> {
    socket.set_nonblocking(true).and_then(|()| TcpListener::from_std(socket)).map_err(|e| format!("the inherited socket: {e}"))
}

/// Binds an address; the error says which and why in words.
pub async fn bind(adresse: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(adresse).await.map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{adresse} is in use: is samspil running already? Choose another with --http/--https, or `fra`")
        }
        _ => format!("cannot listen on {adresse}: {e}"),
    })
}
