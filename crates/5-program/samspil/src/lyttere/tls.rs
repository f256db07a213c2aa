//! TLS 1.2 and 1.3: the server certificate is the key ring's of the moment, and a client may show a certificate. Here the client only
//! proves that it has the key; who issued the certificate, and whether it still holds, is judged for each call, so that a refusal can be
//! explained.
use rustls::DigitallySignedStruct;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{DistinguishedName, Error, ServerConfig, SignatureScheme};
use sikkerhed::noeglering::{Noegler, Noeglering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::TlsAcceptor;

/// What is spoken on HTTPS.
pub const HTTP: &[&[u8]] = &[b"h2", b"http/1.1"];

/// Takes connections with the key ring's certificate, for protocols that clients may name (ALPN); none, where they name none.
///
/// # Errors
/// When the server key can't be used.
pub fn modtager(noegler: Arc<Noeglering>, protokoller: &[&[u8]]) -> Result<TlsAcceptor, String> {
    let udbyder = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let server = Server { udbyder: udbyder.clone(), noegler, senest: Mutex::default() };
    server.certifikat().map_err(|e| format!("TLS key: {e}"))?;
    let mut opsaetning = ServerConfig::builder_with_provider(udbyder.clone())
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("TLS: {e}"))?
        .with_client_cert_verifier(Arc::new(Klientbevis(udbyder)))
        .with_cert_resolver(Arc::new(server));
    opsaetning.alpn_protocols = protokoller.iter().map(|p| p.to_vec()).collect();
    Ok(TlsAcceptor::from(Arc::new(opsaetning)))
}

type Senest = Option<(Arc<Noegler>, Arc<CertifiedKey>)>;

/// The server certificate, read anew when the key ring was. The lock is held for a comparison of pointers.
struct Server {
    udbyder: Arc<CryptoProvider>,
    noegler: Arc<Noeglering>,
    senest: Mutex<Senest>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server")
    }
}

impl Server {
    fn certifikat(&self) -> Result<Arc<CertifiedKey>, Error> {
        let nu = self.noegler.noegler();
        let mut senest = self.senest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, c)) = senest.as_ref().filter(|(n, _)| Arc::ptr_eq(n, &nu)) {
            return Ok(c.clone());
        }
        let c = Arc::new(CertifiedKey::from_der(nu.server.kaede.clone(), nu.server.noegle.clone_key(), &self.udbyder)?);
        *senest = Some((nu, c.clone()));
        Ok(c)
    }
}

impl ResolvesServerCert for Server {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certifikat().inspect_err(|e| tracing::error!(fejl = %e, "the server certificate can't be used")).ok()
    }
}

/// Asks for a client certificate and lets connections without one through.
#[derive(Debug)]
struct Klientbevis(Arc<CryptoProvider>);

impl ClientCertVerifier for Klientbevis {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(&self, _: &CertificateDer<'_>, _: &[CertificateDer<'_>], _: UnixTime) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(m, c, d, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(m, c, d, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
