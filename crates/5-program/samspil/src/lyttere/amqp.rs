//! The listener for AMQP: its connections stand in the same table as those of HTTP, have the same time to say who they are, and rest as long as they like
//! after that.
use super::forbindelser::{self, Forbindelser, Luk, Plads};
use super::stroem::Stroem;
use super::{klientcertifikat, tag_imod};
use ::amqp::{Faelles, Modpart};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// Serves AMQP on one listener until `slut` turns true and its connections have ended.
pub async fn betjen_amqp(
    lytter: TcpListener,
    tls: Option<TlsAcceptor>,
    faelles: Arc<Faelles>,
    alle: Arc<Forbindelser>,
    slut: watch::Receiver<bool>,
) {
    tag_imod(lytter, alle, slut, move |tcp, fra, plads| {
        let (tls, faelles) = (tls.clone(), faelles.clone());
        async move { forbindelse(tcp, fra, tls, faelles, plads).await }
    })
    .await;
}

/// One connection, to its end.
async fn forbindelse(tcp: TcpStream, adresse: SocketAddr, tls: Option<TlsAcceptor>, faelles: Arc<Faelles>, plads: Plads) {
    // Who wants no heartbeats is found out about by the system.
    let _ = rustix::net::sockopt::set_socket_keepalive(&tcp, true);
    let stroem = Stroem::ny(tcp, plads.forbindelse.clone());
    let (mut paent, mut straks, mut foer) = (plads.luk.clone(), plads.luk.clone(), plads.luk.clone());
    let paent = forbindelser::lukkes(&mut paent, Luk::Paent);
    let straks = forbindelser::lukkes(&mut straks, Luk::Straks);
    let bevist = || plads.forbindelse.varig();
    let ende = match tls {
        None => ::amqp::betjen(stroem, Modpart { adresse, certifikat: None }, faelles, paent, straks, bevist).await,
        // Who has not come further when the program ends is not waited for.
        Some(tls) => match tokio::select! { s = tls.accept(stroem) => s, () = forbindelser::lukkes(&mut foer, Luk::Paent) => return } {
            Ok(s) => {
                let certifikat = klientcertifikat(&s).and_then(|k| k.0.ok());
                ::amqp::betjen(s, Modpart { adresse, certifikat }, faelles, paent, straks, bevist).await
            }
            Err(e) => {
                tracing::debug!(fejl = %e, "TLS handshake failed");
                return;
            }
        },
    };
    tracing::debug!(%adresse, ?ende, "amqp connection ended");
}
