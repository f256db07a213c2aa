//! Listeners: HTTP on loopback, HTTPS anywhere; limits on slow and large requests; an orderly end.
use axum::Router;
use grund::graenser;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

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
                None => forbindelse(&bygger, TokioIo::new(stroem), router, vagt).await,
                Some(tls) => match haandtryk(&tls, stroem).await {
                    Some(s) => forbindelse(&bygger, TokioIo::new(s), router, vagt).await,
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

async fn forbindelse<S>(
    bygger: &Builder<TokioExecutor>,
    io: TokioIo<S>,
    router: Router,
    vagt: hyper_util::server::graceful::Watcher,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = TowerToHyperService::new(router);
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

/// TLS with the certificate in `mappe/tls`; a self-signed development certificate for localhost is made there at the first start.
pub fn tls(mappe: &Path) -> Result<TlsAcceptor, String> {
    let tls_mappe = mappe.join("tls");
    let (cert_fil, noegle_fil) = (tls_mappe.join("server.pem"), tls_mappe.join("server.key"));
    if !cert_fil.exists() || !noegle_fil.exists() {
        let par = rcgen::generate_simple_self_signed(["localhost".to_string(), "127.0.0.1".into(), "::1".into()])
            .map_err(|e| format!("making a certificate failed: {e}"))?;
        std::fs::create_dir_all(&tls_mappe).map_err(|e| format!("{}: {e}", tls_mappe.display()))?;
        skriv_privat(&noegle_fil, par.signing_key.serialize_pem().as_bytes())?;
        std::fs::write(&cert_fil, par.cert.pem()).map_err(|e| format!("{}: {e}", cert_fil.display()))?;
    }
    use rustls::pki_types::pem::PemObject;
    let kaede: Result<Vec<_>, _> =
        rustls::pki_types::CertificateDer::pem_file_iter(&cert_fil).map_err(|e| format!("{}: {e}", cert_fil.display()))?.collect();
    let kaede = kaede.map_err(|e| format!("{}: {e}", cert_fil.display()))?;
    let noegle = rustls::pki_types::PrivateKeyDer::from_pem_file(&noegle_fil).map_err(|e| format!("{}: {e}", noegle_fil.display()))?;
    let mut opsaetning =
        rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(kaede, noegle).map_err(|e| format!("TLS: {e}"))?;
    opsaetning.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(opsaetning)))
}

/// Writes a file that only its owner may read.
fn skriv_privat(fil: &Path, indhold: &[u8]) -> Result<(), String> {
    use std::io::Write;
    let mut valg = std::fs::OpenOptions::new();
    valg.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut valg, 0o600);
    valg.open(fil).and_then(|mut f| f.write_all(indhold)).map_err(|e| format!("{}: {e}", fil.display()))
}
