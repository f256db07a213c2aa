//! Listeners: HTTP on loopback, HTTPS anywhere; limits on slow and large requests; an orderly end.
pub mod tls;

use axum::Router;
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
        let (bygger, tls, router, vagt) = (bygger.clone(), tls.clone(), router.clone(), yndefuld.watcher());
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
    drop(lytter);
    if tokio::time::timeout(AFSLUTNING, yndefuld.shutdown()).await.is_err() {
        tracing::warn!("calls were still under way at the end");
    }
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
    router: Router,
    klient: Option<Klientcertifikat>,
    vagt: hyper_util::server::graceful::Watcher,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = TowerToHyperService::new(router.map_request(move |mut r: hyper::Request<hyper::body::Incoming>| {
        if let Some(k) = &klient {
            r.extensions_mut().insert(k.clone());
        }
        r
    }));
    vagt.watch(bygger.serve_connection(io, service).into_owned()).await
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
