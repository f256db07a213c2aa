//! One connection: SSH with a public key, and no more of SSH than sessions of SFTP.
use crate::afbrydelig::{Afbrydelig, Straks};
use crate::port::{Gaest, Portvagt};
use crate::rammevagt::Rammevagt;
use crate::session::Session;
use crate::slutstatus::Slutstatus;
use crate::tal::{Tal, en, en_mindre};
use crate::vaertsnoegle::Vaertsnoegle;
use filer::Filomraade;
use grund::{Uuid, graenser};
use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PublicKey};
use russh::server::{Auth, Config, Msg, PublicKeyOffer, Session as Ssh, VerifiedPublicKey};
use russh::{Channel, ChannelId, Disconnect, MethodKind, MethodSet, Preferred, Pty, SshId, cipher, compression, kex, mac};
use std::borrow::Cow;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// Ciphers that authenticate come first; those without are for clients of earlier years, and have a MAC of the kind that is looked at before decryption.
const CIFRE: &[cipher::Name] =
    &[cipher::AES_256_GCM, cipher::AES_128_GCM, cipher::CHACHA20_POLY1305, cipher::AES_256_CTR, cipher::AES_128_CTR];
const MAC: &[mac::Name] = &[mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM, mac::HMAC_SHA512, mac::HMAC_SHA256];
const KEX: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::EXTENSION_SUPPORT_AS_SERVER,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
];
const NOEGLER: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
];

/// What connections share.
pub struct Faelles {
    ssh: Arc<Config>,
    omraade: Arc<Filomraade>,
    vagt: Arc<dyn Portvagt>,
    /// Connections of each system.
    inde: Mutex<HashMap<Uuid, usize>>,
    /// What is counted.
    pub tal: Arc<Tal>,
}

impl Faelles {
    /// With that key, those files and that guard.
    pub fn ny(noegle: &Vaertsnoegle, omraade: Arc<Filomraade>, vagt: Arc<dyn Portvagt>) -> Arc<Self> {
        let ssh = Config {
            server_id: SshId::Standard("SSH-2.0-Samspil".into()),
            methods: MethodSet::from(&[MethodKind::PublicKey][..]),
            auth_rejection_time: Duration::from_millis(300),
            auth_rejection_time_initial: Some(Duration::ZERO),
            keys: vec![noegle.0.clone()],
            window_size: 1024 * 1024,
            channel_buffer_size: 16,
            preferred: Preferred {
                kex: Cow::Borrowed(KEX),
                key: Cow::Borrowed(NOEGLER),
                host_key_certificates: Cow::Borrowed(&[]),
                cipher: Cow::Borrowed(CIFRE),
                mac: Cow::Borrowed(MAC),
                compression: Cow::Borrowed(&[compression::NONE]),
            },
            max_auth_attempts: graenser::SFTP_FORSOEG,
            inactivity_timeout: Some(Duration::from_secs(graenser::SFTP_HVILE_SEKUNDER)),
            keepalive_interval: Some(Duration::from_secs(60)),
            ..Config::default()
        };
        Arc::new(Self { ssh: Arc::new(ssh), omraade, vagt, inde: Mutex::default(), tal: Arc::default() })
    }

    /// Connections that are logged in.
    pub fn inde(&self) -> usize {
        self.inde.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

/// A place among a system's connections, until it is dropped.
struct Plads(Arc<Faelles>, Uuid);

impl Plads {
    fn tag(f: &Arc<Faelles>, system: Uuid) -> Option<Self> {
        let mut inde = f.inde.lock().unwrap_or_else(PoisonError::into_inner);
        let n = inde.entry(system).or_default();
        if *n >= graenser::SFTP_FORBINDELSER_PR_SYSTEM {
            return None;
        }
        *n += 1;
        en(&f.tal.forbindelser);
        Some(Self(f.clone(), system))
    }
}

impl Drop for Plads {
    fn drop(&mut self) {
        en_mindre(&self.0.tal.forbindelser);
        let mut inde = self.0.inde.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = inde.get_mut(&self.1) {
            *n -= 1;
            if *n == 0 {
                inde.remove(&self.1);
            }
        }
    }
}

/// Serves one connection to its end. `paent`: the client is told goodbye; `straks`: it ends at once. `bevist` is called when the caller has proven who he is: how long
/// he may take for that is the listener's to say.
pub async fn betjen<S>(
    stroem: S,
    fra: SocketAddr,
    faelles: Arc<Faelles>,
    paent: impl Future<Output = ()>,
    straks: impl Future<Output = ()> + Send + 'static,
    bevist: impl Fn() + Send + Sync + 'static,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let straks: Straks = Box::pin(straks);
    let f = Forbindelse {
        faelles: faelles.clone(),
        fra,
        bevist: Box::new(bevist),
        gaest: None,
        plads: None,
        kanaler: HashMap::new(),
        aabne: 0,
        haandtag: Arc::default(),
        noteret: false,
    };
    let mut session = match russh::server::run_stream(faelles.ssh.clone(), Afbrydelig::ny(stroem, straks), f).await {
        Ok(s) => s,
        Err(e) => return tracing::debug!(fejl = %e, %fra, "no SSH"),
    };
    let handle = session.handle();
    let ende = tokio::select! {
        e = &mut session => e,
        () = paent => {
            let _ = handle.disconnect(Disconnect::ByApplication, "the server ends".into(), "en".into()).await;
            session.await
        }
    };
    tracing::debug!(%fra, ?ende, "SSH connection ended");
}

struct Forbindelse {
    faelles: Arc<Faelles>,
    fra: SocketAddr,
    bevist: Box<dyn Fn() + Send + Sync>,
    gaest: Option<Arc<Gaest>>,
    plads: Option<Plads>,
    /// Channels without a session yet.
    kanaler: HashMap<ChannelId, Channel<Msg>>,
    aabne: usize,
    /// Open files and listings of all its sessions.
    haandtag: Arc<AtomicUsize>,
    /// A refusal of this connection is in the log already.
    noteret: bool,
}

/// The key as the Administrationsmodul has it, and its fingerprint.
fn vis(n: &PublicKey) -> Option<(String, String)> {
    let linje = n.to_openssh().ok()?;
    let mut dele = linje.split_ascii_whitespace();
    Some((format!("{} {}", dele.next()?, dele.next()?), n.fingerprint(HashAlg::Sha256).to_string()))
}

impl Forbindelse {
    async fn find(&mut self, bruger: &str, noegle: &PublicKey) -> Option<Gaest> {
        let (noegle, aftryk) = vis(noegle)?;
        let fundet = self.faelles.vagt.kender(bruger, &noegle, &aftryk);
        if fundet.is_none() && !std::mem::replace(&mut self.noteret, true) {
            en(&self.faelles.tal.afvist_login);
            self.faelles.vagt.afvist(self.fra, bruger, &aftryk).await;
        }
        fundet
    }
}

impl russh::server::Handler for Forbindelse {
    type Error = russh::Error;

    async fn auth_publickey_offered(&mut self, user: &str, offer: PublicKeyOffer<'_>) -> Result<Auth, Self::Error> {
        Ok(if self.find(user, offer.public_key).await.is_some() { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        let Some(g) = self.find(user, key.public_key).await else { return Ok(Auth::reject()) };
        let Some(plads) = Plads::tag(&self.faelles, g.system) else {
            tracing::warn!(system = %g.system, "a system has too many SFTP connections");
            return Ok(Auth::reject());
        };
        if let Err(f) = self.faelles.vagt.noter(&g, "login").await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "a login could not be logged");
            return Ok(Auth::reject());
        }
        (self.bevist)();
        (self.gaest, self.plads) = (Some(Arc::new(g)), Some(plads));
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: russh::server::ChannelOpenHandle,
        _: &mut Ssh,
    ) -> Result<(), Self::Error> {
        if self.gaest.is_none() || self.aabne >= graenser::SFTP_KANALER {
            reply.reject(russh::ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        self.aabne += 1;
        self.kanaler.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn channel_close(&mut self, channel: ChannelId, _: &mut Ssh) -> Result<(), Self::Error> {
        self.kanaler.remove(&channel);
        self.aabne = self.aabne.saturating_sub(1);
        Ok(())
    }

    async fn subsystem_request(&mut self, channel: ChannelId, name: &str, session: &mut Ssh) -> Result<(), Self::Error> {
        let (Some(gaest), Some(kanal)) = (self.gaest.clone(), self.kanaler.remove(&channel).filter(|_| name == "sftp")) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let s =
            Session::ny(self.faelles.omraade.clone(), self.faelles.vagt.clone(), gaest, self.haandtag.clone(), self.faelles.tal.clone());
        let valg = russh_sftp::server::Config { max_client_packet_len: graenser::SFTP_PAKKE_BYTES };
        let haandtag = session.handle();
        let sig = Box::pin(async move {
            // The client may be gone.
            let _ = haandtag.exit_status_request(channel, 0).await;
        });
        russh_sftp::server::run_with_config(Rammevagt::ny(Slutstatus::ny(kanal.into_stream(), sig)), s, valg).await;
        Ok(())
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Ssh) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn exec_request(&mut self, channel: ChannelId, _: &[u8], session: &mut Ssh) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Ssh,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn x11_request(&mut self, channel: ChannelId, _: bool, _: &str, _: &str, _: u32, session: &mut Ssh) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn env_request(&mut self, channel: ChannelId, _: &str, _: &str, session: &mut Ssh) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }
}
