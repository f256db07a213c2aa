//! A server with two systems, and clients of it.
use ::filer::{Filomraade, Kvote};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use russh::client;
use russh::keys::ssh_key::private::{Ed25519Keypair, KeypairData};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh_sftp::client::RawSftpSession;
use sftp::{Faelles, Gaest, Portvagt, Vaertsnoegle};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

pub const A: Uuid = Uuid::from_u128(0xa);
pub const B: Uuid = Uuid::from_u128(0xb);
pub const LILLE: Kvote = Kvote { bytes: 1 << 20, filer: 5, fil_bytes: 600_000 };

pub fn noegle(n: u8) -> PrivateKey {
    PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[n; 32])), "").unwrap()
}

fn linje(n: &PrivateKey) -> String {
    n.public_key().to_openssh().unwrap().trim().to_owned()
}

#[derive(Default)]
pub struct Vagt {
    pub noegler: Mutex<HashMap<Uuid, String>>,
    pub log: Mutex<Vec<String>>,
    /// The log can't be written.
    pub stum: Mutex<bool>,
}

#[async_trait]
impl Portvagt for Vagt {
    fn kender(&self, bruger: &str, noegle: &str, aftryk: &str) -> Option<Gaest> {
        let system: Uuid = bruger.parse().ok()?;
        let har = self.noegler.lock().unwrap().get(&system).is_some_and(|n| n == noegle);
        let gaest = Gaest { system, navn: "x".into(), cvr: Cvr::KORSBAEK, noegle: noegle.into(), aftryk: aftryk.into() };
        har.then_some(gaest)
    }
    fn gaelder(&self, g: &Gaest) -> Result<(), Fejl> {
        self.kender(&g.system.to_string(), &g.noegle, &g.aftryk).map(drop).ok_or_else(|| Fejl::ny(Fejlkode::IngenAdgang))
    }
    async fn noter(&self, _: &Gaest, hvad: &str) -> Result<(), Fejl> {
        if *self.stum.lock().unwrap() {
            return Err(Fejl::ny(Fejlkode::Optaget));
        }
        self.log.lock().unwrap().push(hvad.to_owned());
        Ok(())
    }
    async fn afvist(&self, _: SocketAddr, bruger: &str, _: &str) {
        self.log.lock().unwrap().push(format!("afvist {bruger}"));
    }
}

pub struct Vaert {
    pub adresse: SocketAddr,
    pub omraade: Arc<Filomraade>,
    pub vagt: Arc<Vagt>,
    pub faelles: Arc<Faelles>,
    pub mappe: tempfile::TempDir,
}

impl Vaert {
    /// Whoever has not logged in is ended after ten seconds.
    pub async fn ny() -> Self {
        Self::med(Duration::from_secs(10)).await
    }

    /// Or after that time.
    pub async fn med(frist: Duration) -> Self {
        let mappe = tempfile::tempdir().unwrap();
        let omraade = Filomraade::aabn(mappe.path(), LILLE).unwrap();
        let vagt = Arc::new(Vagt::default());
        vagt.noegler.lock().unwrap().extend([(A, linje(&noegle(1))), (B, linje(&noegle(2)))]);
        let faelles = Faelles::ny(&Vaertsnoegle::ny().unwrap(), omraade.clone(), vagt.clone());
        let lytter = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adresse = lytter.local_addr().unwrap();
        let f = faelles.clone();
        tokio::spawn(async move {
            loop {
                let (tcp, fra) = lytter.accept().await.unwrap();
                let (bevist, mut se) = tokio::sync::watch::channel(false);
                let straks = async move {
                    if tokio::time::timeout(frist, se.wait_for(|b| *b)).await.is_ok() {
                        std::future::pending::<()>().await;
                    }
                };
                let bevist = move || {
                    bevist.send_replace(true);
                };
                tokio::spawn(sftp::betjen(tcp, fra, f.clone(), std::future::pending(), straks, bevist));
            }
        });
        Self { adresse, omraade, vagt, faelles, mappe }
    }

    pub async fn forbind(&self) -> client::Handle<Klient> {
        client::connect(Arc::new(client::Config::default()), self.adresse, Klient).await.unwrap()
    }

    pub async fn ind(&self, system: Uuid, n: u8) -> client::Handle<Klient> {
        let mut h = self.forbind().await;
        assert!(log_ind(&mut h, &system.to_string(), n).await);
        h
    }

    /// A session of that system.
    pub async fn session(&self, system: Uuid, n: u8) -> Forbundet {
        let h = self.ind(system, n).await;
        let sftp = aabn(&h).await;
        Forbundet { h, sftp }
    }
}

pub struct Forbundet {
    pub h: client::Handle<Klient>,
    pub sftp: RawSftpSession,
}

pub async fn aabn(h: &client::Handle<Klient>) -> RawSftpSession {
    let kanal = h.channel_open_session().await.unwrap();
    kanal.request_subsystem(true, "sftp").await.unwrap();
    let sftp = RawSftpSession::new(kanal.into_stream());
    sftp.init().await.unwrap();
    sftp
}

pub async fn log_ind(h: &mut client::Handle<Klient>, bruger: &str, n: u8) -> bool {
    let noegle = PrivateKeyWithHashAlg::new(Arc::new(noegle(n)), None);
    h.authenticate_publickey(bruger, noegle).await.is_ok_and(|a| a.success())
}

pub struct Klient;

impl client::Handler for Klient {
    type Error = russh::Error;
    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        Ok(true)
    }
}
