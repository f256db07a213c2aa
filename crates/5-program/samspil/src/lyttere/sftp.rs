//! The listener for SFTP: its connections stand in the same table as those of HTTP, and have the same time to say who they are.
use super::forbindelser::{self, Forbindelser, Luk};
use super::stroem::Stroem;
use super::tag_imod;
use ::sftp::Faelles;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serves SFTP on one listener until `slut` turns true and its connections have ended.
pub async fn betjen_sftp(lytter: TcpListener, faelles: Arc<Faelles>, alle: Arc<Forbindelser>, slut: watch::Receiver<bool>) {
    tag_imod(lytter, alle, slut, move |tcp, fra, plads| {
        let faelles = faelles.clone();
        async move {
            let _ = rustix::net::sockopt::set_socket_keepalive(&tcp, true);
            let forbindelse = plads.forbindelse.clone();
            let stroem = Stroem::ny(tcp, forbindelse.clone());
            let (mut paent, mut straks) = (plads.luk.clone(), plads.luk.clone());
            let paent = async move { forbindelser::lukkes(&mut paent, Luk::Paent).await };
            let straks = async move { forbindelser::lukkes(&mut straks, Luk::Straks).await };
            ::sftp::betjen(stroem, fra, faelles, paent, straks, move || forbindelse.varig()).await;
            drop(plads);
        }
    })
    .await;
}
