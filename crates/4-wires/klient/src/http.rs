//! Sending: HTTPS with the system's certificate, by a blocking client. Call it from a thread that may wait.
use grund::graenser;
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::Noeglepar;
use std::io::{BufRead, BufReader, Lines, Read};
use std::sync::Arc;
use std::time::Duration;
use ureq::http;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig, TlsProvider};

/// How long a call may take.
const FRIST: Duration = Duration::from_secs(120);

/// An answer.
#[derive(Clone, Debug)]
pub struct Httpsvar {
    /// Its status.
    pub status: u16,
    /// Its body as text.
    pub krop: String,
    /// The id that the server gave the call.
    pub kald_id: Option<String>,
    /// Where it sends a browser on to.
    pub sted: Option<String>,
    /// The cookies that it sets.
    pub kager: Vec<String>,
}

/// The lines of an answer that goes on.
pub type Linjer = Lines<BufReader<Box<dyn Read + Send>>>;

/// Connections to a server, reused.
pub struct Http(ureq::Agent);

impl Http {
    /// With the certificate that the client shows, and those that the server's must lead to. A proxy of the environment is not used for
    /// servers on this machine.
    ///
    /// # Errors
    /// When the key can't be used for TLS.
    pub fn ny(server: &str, noegle: Option<&Noeglepar>, rod: &[Certifikat]) -> Result<Self, String> {
        let rod = rod.iter().map(|c| Certificate::from_der(c.der()).to_owned());
        let klient = match noegle {
            None => None,
            Some(n) => {
                let kaede: Vec<_> = n.kaede.iter().map(|c| Certificate::from_der(c.der()).to_owned()).collect();
                let noegle = PrivateKey::from_pem(n.noegle.til_pem().as_bytes()).map_err(|e| format!("the client's key: {e}"))?;
                Some(ClientCert::new_with_certs(&kaede, noegle))
            }
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .root_certs(RootCerts::from(rod))
            .client_cert(klient)
            .build();
        let mut valg =
            ureq::Agent::config_builder().tls_config(tls).timeout_global(Some(FRIST)).http_status_as_error(false).max_redirects(0);
        if er_loopback(server) {
            valg = valg.proxy(None);
        }
        Ok(Self(valg.build().new_agent()))
    }

    /// Opens an answer that goes on, and hands out its lines as they come.
    ///
    /// # Errors
    /// Says in words what failed on the way.
    pub fn stroem(&self, url: &str, hoveder: &[(&str, &str)]) -> Result<(u16, Linjer), String> {
        let mut anmodning = http::Request::builder().method("GET").uri(url);
        for (navn, vaerdi) in hoveder {
            anmodning = anmodning.header(*navn, *vaerdi);
        }
        let anmodning = anmodning.body(()).map_err(|e| format!("{url}: {e}"))?;
        let anmodning = self.0.configure_request(anmodning).timeout_global(None).timeout_recv_response(Some(FRIST)).build();
        let svar = self.0.run(anmodning).map_err(|e| forklar(url, &e))?;
        let status = svar.status().as_u16();
        let laeser = svar.into_body().into_with_config().limit(u64::MAX).reader();
        Ok((status, BufReader::new(Box::new(laeser) as Box<dyn Read + Send>).lines()))
    }

    /// Sends a call and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// Says in words what failed on the way.
    pub fn send(&self, metode: &str, url: &str, hoveder: &[(&str, &str)], krop: Option<&str>) -> Result<Httpsvar, String> {
        let mut anmodning = http::Request::builder().method(metode).uri(url);
        for (navn, vaerdi) in hoveder {
            anmodning = anmodning.header(*navn, *vaerdi);
        }
        let svar = match krop {
            Some(k) => self.0.run(anmodning.body(k).map_err(|e| format!("{url}: {e}"))?),
            None => self.0.run(anmodning.body(()).map_err(|e| format!("{url}: {e}"))?),
        };
        let mut svar = svar.map_err(|e| forklar(url, &e))?;
        let tekster =
            |navn: &str| svar.headers().get_all(navn).iter().filter_map(|v| v.to_str().ok()).map(str::to_owned).collect::<Vec<_>>();
        let (kald_id, sted, kager) = (tekster("x-kald-id").pop(), tekster("location").pop(), tekster("set-cookie"));
        let graense = u64::try_from(graenser::KROP_BYTES).unwrap_or(u64::MAX).saturating_mul(8);
        let bytes = svar.body_mut().with_config().limit(graense).read_to_vec().map_err(|e| forklar(url, &e))?;
        Ok(Httpsvar { status: svar.status().as_u16(), krop: String::from_utf8_lossy(&bytes).into_owned(), kald_id, sted, kager })
    }
}

/// What went wrong, and the most likely reason.
fn forklar(url: &str, e: &ureq::Error) -> String {
    let raad = match e {
        ureq::Error::Rustls(rustls::Error::InvalidCertificate(_)) => " (does --rod name the root of the server's certificate?)",
        ureq::Error::Rustls(_) => " (is the client's certificate the right one?)",
        ureq::Error::Io(i) if i.kind() == std::io::ErrorKind::ConnectionRefused => " (is the server running?)",
        _ => "",
    };
    format!("{url}: {e}{raad}")
}

fn er_loopback(server: &str) -> bool {
    let uden_skema = server.split_once("://").map_or(server, |(_, r)| r);
    let vaert = uden_skema.split('/').next().unwrap_or_default();
    let vaert = match vaert.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => vaert.split(':').next().unwrap_or_default(),
    };
    vaert == "localhost" || vaert.parse::<std::net::IpAddr>().is_ok_and(|a| a.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_on_this_machine_are_known() {
        for s in ["https://127.0.0.1:8443", "http://localhost", "https://[::1]:1/x"] {
            assert!(er_loopback(s), "{s}");
        }
        for s in ["https://organisation.stoettesystemerne.dk", "https://10.0.0.1:8443", ""] {
            assert!(!er_loopback(s), "{s}");
        }
    }
}
