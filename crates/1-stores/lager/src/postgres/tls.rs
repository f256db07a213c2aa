//! TLS to the database, with the program's one crypto provider.
//!
//! | `sslmode` | encrypted | the server is proven |
//! |---|---|---|
//! | `disable` | no | no |
//! | `require` | yes | no: whoever answers is believed |
//! | `verify-full` | yes | by a CA of the file `sslrootcert`, and by the name in the address |
//!
//! Without `sslmode` a Unix socket and a loopback address are reached without TLS, everything else by `verify-full`. `prefer`, `allow` and
//! `verify-ca` are refused: the first two fall back to clear text when somebody in between wishes it, the last one believes any name.
use grund::{Fejl, Fejlkode};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{Config, Socket};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as Klartekst;

/// What can be asked for.
const MAADER: &str = "disable, require, verify-full (with sslrootcert=FILE)";

/// Reads an address with `sslmode` and `sslrootcert`.
///
/// # Errors
/// `UgyldigVaerdi` on an address, mode or file that can't be used.
pub(crate) fn laes(url: &str) -> Result<(Config, Tls), Fejl> {
    let (resten, maade, rod) = udtag(url);
    let mut config: Config = resten.parse().map_err(|e| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("lager").detalje(format!("{e}")))?;
    let maade = maade.unwrap_or_else(|| if er_lokal(&config) { "disable" } else { "verify-full" }.to_owned());
    let provider = Arc::new(aws_lc_rs::default_provider());
    let bygger = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().map_err(Fejl::intern)?;
    let klient = match maade.as_str() {
        "disable" => None,
        "require" => Some(bygger.dangerous().with_custom_certificate_verifier(Arc::new(Enhver(provider))).with_no_client_auth()),
        "verify-full" => Some(bygger.with_root_certificates(roedder(rod.as_deref())?).with_no_client_auth()),
        andet => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("lager: sslmode").tilladt([MAADER]).detalje(andet.to_owned())),
    };
    config.ssl_mode(if klient.is_some() { SslMode::Require } else { SslMode::Disable });
    Ok((config, Tls(klient.map(Arc::new))))
}

fn roedder(fil: Option<&str>) -> Result<RootCertStore, Fejl> {
    let fejl = |hvad: String| {
        Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt("lager: sslrootcert")
            .ventet(("en PEM-fil med databasens CA", "a PEM file with the database's CA"))
            .detalje(hvad)
    };
    let fil = fil.ok_or_else(|| {
        fejl(format!("missing; a database that is not on this machine is reached by verify-full unless sslmode says otherwise: {MAADER}"))
    })?;
    let mut ud = RootCertStore::empty();
    for c in CertificateDer::pem_file_iter(fil).map_err(|e| fejl(format!("{fil}: {e}")))? {
        ud.add(c.map_err(|e| fejl(format!("{fil}: {e}")))?).map_err(|e| fejl(format!("{fil}: {e}")))?;
    }
    if ud.is_empty() { Err(fejl(format!("{fil} holds no certificate"))) } else { Ok(ud) }
}

/// Only Unix sockets and loopback addresses.
fn er_lokal(config: &Config) -> bool {
    let navne = config.get_hosts().iter().all(|h| match h {
        Host::Unix(_) => true,
        Host::Tcp(navn) => navn == "localhost" || navn.parse::<IpAddr>().is_ok_and(|a| a.is_loopback()),
    });
    navne && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

/// The address without `sslmode` and `sslrootcert`, and those two: the client library knows neither `verify-full` nor the file.
fn udtag(url: &str) -> (String, Option<String>, Option<String>) {
    let (mut maade, mut rod) = (None, None);
    let mut behold = |navn: &str, vaerdi: &str| {
        match navn {
            "sslmode" => maade = Some(vaerdi.to_owned()),
            "sslrootcert" => rod = Some(vaerdi.to_owned()),
            _ => return true,
        }
        false
    };
    let resten = match url.split_once("://") {
        Some(_) => match url.split_once('?') {
            Some((foran, valg)) => {
                let dele = valg.split('&').filter(|d| form_urlencoded::parse(d.as_bytes()).all(|(n, v)| behold(&n, &v)));
                let valg = dele.collect::<Vec<_>>().join("&");
                if valg.is_empty() { foran.to_owned() } else { format!("{foran}?{valg}") }
            }
            None => url.to_owned(),
        },
        None => {
            let dele = url.split_whitespace().filter(|d| d.split_once('=').is_none_or(|(n, v)| behold(n, v)));
            dele.collect::<Vec<_>>().join(" ")
        }
    };
    (resten, maade, rod)
}

/// How connections are made; nothing inside is clear text.
#[derive(Clone)]
pub(crate) struct Tls(Option<Arc<ClientConfig>>);

/// One connection to be.
pub(crate) struct Forbinder {
    klient: Option<Arc<ClientConfig>>,
    navn: ServerName<'static>,
}

/// A connection over TLS.
pub(crate) struct Stroem(Klartekst<Socket>);

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Stroem;
    type TlsConnect = Forbinder;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn make_tls_connect(&mut self, vaert: &str) -> Result<Forbinder, Self::Error> {
        // A connection without TLS needs a connector too, and does not use it.
        let klient = self.0.clone();
        let navn = if vaert.is_empty() { ServerName::try_from("localhost")? } else { ServerName::try_from(vaert.to_owned())? };
        Ok(Forbinder { klient, navn })
    }
}

impl TlsConnect<Socket> for Forbinder {
    type Stream = Stroem;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<Stroem>> + Send>>;

    fn connect(self, stroem: Socket) -> Self::Future {
        Box::pin(async move {
            let klient = self.klient.ok_or_else(|| std::io::Error::other("TLS was not asked for"))?;
            TlsConnector::from(klient).connect(self.navn, stroem).await.map(Stroem)
        })
    }
}

impl TlsStream for Stroem {
    /// None: SCRAM goes without it; who answers is proven by `verify-full`.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Stroem {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, b: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, b)
    }
}

impl AsyncWrite for Stroem {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, b: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, b)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// `sslmode=require`: encrypted, with whoever has the key of the certificate that was shown.
#[derive(Debug)]
struct Enhver(Arc<CryptoProvider>);

impl ServerCertVerifier for Enhver {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(m, c, d, &self.0.signature_verification_algorithms)
    }
    fn verify_tls13_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(m, c, d, &self.0.signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issue_11_1_6_only_this_machine_is_reached_without_tls() {
        for uden in [
            "postgres://u@localhost/d",
            "postgres://u@127.0.0.1/d",
            "postgres://u@%2Frun%2Fpg/d",
            "host=/run/pg dbname=d",
            "postgres://u@db/d?sslmode=disable",
            "host=db sslmode=disable dbname=d",
        ] {
            let (config, tls) = laes(uden).unwrap();
            assert!(tls.0.is_none() && config.get_ssl_mode() == SslMode::Disable, "{uden}");
        }
        let (config, tls) = laes("postgres://u@db/d?sslmode=require&application_name=x").unwrap();
        assert!(tls.0.is_some() && config.get_ssl_mode() == SslMode::Require);
        for felt in [
            "postgres://u@db/d",
            "postgres://u@db,localhost/d",
            "postgres://u@db/d?sslmode=verify-full",
            "postgres://u@db/d?sslrootcert=%2Fno%2Fsuch",
        ] {
            assert_eq!(laes(felt).err().and_then(|f| f.feltet().map(str::to_owned)).as_deref(), Some("lager: sslrootcert"), "{felt}");
        }
        for nej in ["postgres://u@db/d?sslmode=prefer", "postgres://u@localhost/d?sslmode=verify-ca", "host=db sslmode=allow"] {
            assert_eq!(laes(nej).err().map(|f| f.kode()), Some(Fejlkode::UgyldigVaerdi), "{nej}");
        }
    }
}
