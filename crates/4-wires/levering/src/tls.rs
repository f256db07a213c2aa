//! TLS to receivers: their server is believed by the roots that operations trust, and one that asks who calls is shown this program's certificate (E-33).
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sikkerhed::noeglering::{Noeglepar, Noegler, Noeglering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::TlsConnector;

/// The keys that it was made with, if any.
type Senest = (Option<Arc<Noegler>>, TlsConnector);

/// Makes connections; with new keys when the key ring has them.
pub(crate) struct Tls {
    rodder: Arc<RootCertStore>,
    noegler: Option<Arc<Noeglering>>,
    /// Shown in place of the program's own.
    par: Option<Arc<Noeglepar>>,
    senest: Mutex<Option<Senest>>,
}

impl Tls {
    /// Certificates among the roots that can't be used are left out: a system's collection may hold some.
    pub fn ny(rodder: Vec<CertificateDer<'static>>, noegler: Option<Arc<Noeglering>>) -> Self {
        let mut alle = RootCertStore::empty();
        alle.add_parsable_certificates(rodder);
        Self { rodder: Arc::new(alle), noegler, par: None, senest: Mutex::default() }
    }

    /// Showing that key, which somebody has given this program for one server.
    pub fn med_par(self, par: Arc<Noeglepar>) -> Self {
        Self { par: Some(par), ..self }
    }

    /// # Errors
    /// In words, when the program's key can't be used.
    pub fn forbinder(&self) -> Result<TlsConnector, String> {
        let nu = self.noegler.as_ref().map(|n| n.noegler());
        let mut senest = self.senest.lock().unwrap_or_else(PoisonError::into_inner);
        let samme = |n: &Option<Arc<Noegler>>| match (n, &nu) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if let Some((_, t)) = senest.as_ref().filter(|(n, _)| samme(n)) {
            return Ok(t.clone());
        }
        let udbyder = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let byg = ClientConfig::builder_with_provider(udbyder).with_safe_default_protocol_versions().map_err(|e| e.to_string())?;
        let byg = byg.with_root_certificates(self.rodder.clone());
        let par = self.par.as_deref().or(nu.as_ref().map(|n| &n.signering));
        let mut opsaetning = match par {
            None => byg.with_no_client_auth(),
            Some(n) => {
                let kaede = n.kaede.iter().map(|c| CertificateDer::from(c.der().to_vec())).collect();
                let noegle = PrivateKeyDer::from_pem_slice(n.noegle.til_pem().as_bytes()).map_err(|e| e.to_string())?;
                byg.with_client_auth_cert(kaede, noegle).map_err(|e| e.to_string())?
            }
        };
        opsaetning.alpn_protocols = vec![b"http/1.1".to_vec()];
        let t = TlsConnector::from(Arc::new(opsaetning));
        *senest = Some((nu, t.clone()));
        Ok(t)
    }
}
