//! Listeners: HTTP on loopback, HTTPS anywhere, AMQP, SFTP; limits on slow and large requests; an orderly end.
mod amqp;
pub mod forbindelser;
mod sftp;
mod stroem;
pub mod tls;

pub use amqp::betjen_amqp;
pub use sftp::betjen_sftp;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Version, header};
use forbindelser::{Forbindelser, Luk, Plads};
use grund::graenser;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use sikkerhed::certifikat::Certifikat;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use stroem::{Stroem, Svarkrop};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How long calls under way may take to end after the signal.
const AFSLUTNING: Duration = Duration::from_secs(20);

/// After the signal, connections that are kept open are told to close with their next answer, and this long at most that is waited for: a
/// client that sends a call at the moment when its idle connection is closed would lose it.
const FARVEL: Duration = Duration::from_secs(2);

/// What a listener serves.
#[derive(Clone)]
pub struct Betjening {
    /// The program.
    pub router: Router,
    /// The connections of all listeners.
    pub forbindelser: Arc<Forbindelser>,
    /// Turns true when the program ends.
    pub slut: watch::Receiver<bool>,
}

/// Serves the router on one listener until `slut` turns true and calls under way, on whichever listener of the table, have ended.
pub async fn betjen(lytter: TcpListener, tls: Option<TlsAcceptor>, b: Betjening) {
    let (forbindelser, slut, bygger) = (b.forbindelser.clone(), b.slut.clone(), Arc::new(bygger()));
    tag_imod(lytter, forbindelser, slut, move |tcp, _, plads| {
        let (bygger, tls, b) = (bygger.clone(), tls.clone(), b.clone());
        async move { forbindelse(&bygger, tcp, tls, &b, plads).await }
    })
    .await;
}

/// Takes connections in and hands them on, until `slut` turns true and those under way have ended.
async fn tag_imod<F>(
    lytter: TcpListener,
    forbindelser: Arc<Forbindelser>,
    mut slut: watch::Receiver<bool>,
    betjen: impl Fn(TcpStream, SocketAddr, Plads) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    // Accepted sockets inherit it: what a client does not read is not the system's to keep.
    if let Err(e) = rustix::net::sockopt::set_socket_send_buffer_size(&lytter, graenser::SENDEBUFFER_BYTES) {
        tracing::debug!(fejl = %e, "the size of send buffers");
    }
    loop {
        let (stroem, fra) = tokio::select! {
            // Closed or set: both mean the end.
            () = async { drop(slut.wait_for(|s| *s).await) } => break,
            ny = lytter.accept() => match ny {
                Ok(ny) => ny,
                Err(e) => {
                    // Out of file handles, or the peer gave up: take breath, go on.
                    tracing::warn!(fejl = %e, "accept failed");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
        };
        // With no room, and nobody who could make it, the connection ends here.
        let Some(plads) = forbindelser.optag(fra.ip()) else { continue };
        let _ = stroem.set_nodelay(true);
        tokio::spawn(betjen(stroem, fra, plads));
    }
    // A socket that the service manager holds too goes on taking connections, which wait in it for the next process.
    drop(lytter);
    // The table is that of all listeners, so one that has no connections itself waits for the others' all the same.
    let _ = tokio::time::timeout(FARVEL, forbindelser.tom()).await;
    forbindelser.luk_alle(Luk::Paent);
    if tokio::time::timeout(AFSLUTNING, forbindelser.tom()).await.is_err() {
        tracing::warn!("calls were still under way at the end");
        forbindelser.luk_alle(Luk::Straks);
    }
}

fn bygger() -> Builder<TokioExecutor> {
    let mut bygger = Builder::new(TokioExecutor::new());
    bygger
        .http1()
        .timer(TokioTimer::new())
        // The table of connections is stricter, and knows a connection that rests from one that dawdles.
        .header_read_timeout(Duration::from_secs(2 * graenser::HTTP_HVILE_SEKUNDER))
        .max_buf_size(graenser::HTTP_HOVED_BYTES);
    bygger
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(graenser::HTTP_HOVED_BYTES).unwrap_or(u32::MAX))
        .max_concurrent_streams(graenser::HTTP2_STROEMME)
        .initial_stream_window_size(graenser::HTTP2_VINDUE_BYTES)
        .initial_connection_window_size(graenser::HTTP2_FORBINDELSE_BYTES)
        .max_send_buf_size(graenser::SENDEBUFFER_BYTES);
    bygger
}

/// One connection, to its end.
async fn forbindelse(bygger: &Builder<TokioExecutor>, tcp: TcpStream, tls: Option<TlsAcceptor>, b: &Betjening, mut plads: Plads) {
    let (mut paent, mut luk) = (plads.luk.clone(), plads.luk.clone());
    let stroem = Stroem::ny(tcp, plads.forbindelse.clone());
    let arbejde = async {
        match tls {
            None => http(bygger, TokioIo::new(stroem), None, b, &mut plads).await,
            // Who has not come further when the program ends is not waited for.
            Some(tls) => {
                match tokio::select! { s = tls.accept(stroem) => s, () = forbindelser::lukkes(&mut paent, Luk::Paent) => return } {
                    Ok(s) => {
                        let klient = klientcertifikat(&s);
                        http(bygger, TokioIo::new(s), klient, b, &mut plads).await
                    }
                    Err(e) => tracing::debug!(fejl = %e, "TLS handshake failed"),
                }
            }
        }
    };
    // A connection that is to end at once is dropped with whatever it holds.
    tokio::select! {
        () = arbejde => {}
        () = forbindelser::lukkes(&mut luk, Luk::Straks) => {}
    }
}

async fn http<S>(bygger: &Builder<TokioExecutor>, io: TokioIo<S>, klient: Option<Klientcertifikat>, b: &Betjening, plads: &mut Plads)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (f, router, slut, tabel) = (plads.forbindelse.clone(), b.router.clone(), b.slut.clone(), b.forbindelser.clone());
    let service = service_fn(move |r: Request<Incoming>| {
        let kald = f.kald(r.version() == Version::HTTP_2);
        let mut r = r.map(Body::new);
        r.extensions_mut().insert(f.clone());
        if let Some(k) = &klient {
            r.extensions_mut().insert(k.clone());
        }
        let (router, slut, tabel, f) = (router.clone(), slut.clone(), tabel.clone(), f.clone());
        async move {
            let svar = router.oneshot(r).await?;
            let mut svar = svar.map(|krop| Svarkrop::ny(krop, tabel, f, kald));
            // HTTP/2 has a frame for it, which the end of the connection sends.
            if *slut.borrow() && svar.version() <= Version::HTTP_11 {
                svar.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(svar)
        }
    });
    let mut forbindelse = pin!(bygger.serve_connection(io, service));
    let udfald = tokio::select! {
        udfald = &mut forbindelse => udfald,
        () = forbindelser::lukkes(&mut plads.luk, Luk::Paent) => {
            forbindelse.as_mut().graceful_shutdown();
            // What is under way goes on for as long as the client takes its answer.
            loop {
                let taget = plads.forbindelse.taget();
                match tokio::time::timeout(Duration::from_secs(graenser::SKRIV_VINDUE_SEKUNDER), &mut forbindelse).await {
                    Ok(udfald) => break udfald,
                    Err(_) if plads.forbindelse.taget() < taget + graenser::SKRIV_VINDUE_BYTES => return,
                    Err(_) => {}
                }
            }
        }
    };
    if let Err(e) = udfald {
        tracing::debug!(fejl = %e, "connection ended");
    }
}

/// The certificate that the client showed.
fn klientcertifikat(s: &tokio_rustls::server::TlsStream<Stroem>) -> Option<Klientcertifikat> {
    Some(Klientcertifikat(Certifikat::fra_der(s.get_ref().1.peer_certificates()?.first()?)))
}

/// On every request of a connection whose client has shown a certificate and proven its key; why not, for one that nobody can call with.
#[derive(Clone, Debug)]
pub struct Klientcertifikat(pub Result<Certifikat, grund::Fejl>);

/// Takes over a socket that was inherited.
///
/// # Errors
/// In words, for the operator.
pub fn overtag(socket: std::net::TcpListener) -> Result<TcpListener, String> {
    socket.set_nonblocking(true).and_then(|()| TcpListener::from_std(socket)).map_err(|e| format!("the inherited socket: {e}"))
}

/// Binds an address; the error says which and why in words.
pub async fn bind(adresse: SocketAddr, valg: &str) -> Result<TcpListener, String> {
    TcpListener::bind(adresse).await.map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{adresse} is in use: is samspil running already? {valg} chooses another, `{valg} fra` none")
        }
        _ => format!("cannot listen on {adresse}: {e}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lyttere::forbindelser::{Forbindelse, Forbindelsestal};
    use axum::Extension;
    use axum::http::StatusCode;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A call that is refused before its body is read.
    async fn afvis(f: Extension<Arc<Forbindelse>>) -> (StatusCode, [(header::HeaderName, &'static str); 1], &'static str) {
        f.ulaest();
        (StatusCode::UNAUTHORIZED, [(header::CONNECTION, "close")], "afvist")
    }

    #[tokio::test]
    async fn a_refusal_before_the_body_was_read_arrives_however_much_the_client_still_sends() {
        let lytter = bind(SocketAddr::from(([127, 0, 0, 1], 0)), "--http").await.unwrap();
        let adresse = lytter.local_addr().unwrap();
        let (slut, er_slut) = watch::channel(false);
        let forbindelser = Forbindelser::ny(Forbindelsestal { i_alt: 9, pr_afsender: 9 });
        let b = Betjening { router: Router::new().route("/", post(afvis)), forbindelser, slut: er_slut };
        let betjent = tokio::spawn(betjen(lytter, None, b));
        for bytes in [50_000, 6_000_000] {
            let mut s = TcpStream::connect(adresse).await.unwrap();
            s.write_all(format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {bytes}\r\n\r\n").as_bytes()).await.unwrap();
            for stykke in vec![b'x'; bytes].chunks(16 * 1024) {
                s.write_all(stykke).await.expect("the body goes on being taken");
            }
            let mut svar = String::new();
            s.read_to_string(&mut svar).await.expect("no reset");
            assert!(svar.starts_with("HTTP/1.1 401 ") && svar.ends_with("afvist"), "{bytes}: {svar}");
        }
        slut.send(true).unwrap();
        betjent.await.unwrap();
    }
}
