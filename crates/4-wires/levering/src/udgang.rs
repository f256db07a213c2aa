//! Calls of the parties' services for others than Beskedfordeler, by the same rules: which addresses, by which roots, with which certificate, how long and how much.
use crate::klient::{Intet, Klient, Ramme};
use crate::politik::Adressepolitik;
use crate::tls::Tls;
use axum::http::{HeaderName, HeaderValue, Method};
use grund::adresse::Adresse;
use rustls::pki_types::CertificateDer;
use sikkerhed::noeglering::{Noeglepar, Noeglering};
use std::sync::Arc;

/// No answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intetsvar {
    /// None came, in words.
    Tavs(String),
    /// One that is larger than may be read.
    ForStort,
}

/// Makes calls.
pub struct Udgang(Klient);

impl Udgang {
    /// To addresses of that policy, whose servers are believed by these roots and shown this key.
    pub fn ny(politik: Adressepolitik, rodder: Vec<CertificateDer<'static>>, noegler: Option<Arc<Noeglering>>) -> Self {
        Self(Klient::ny(politik, Tls::ny(rodder, noegler)))
    }

    /// The same, showing a key that somebody has given this program for one server.
    pub fn med_noegle(politik: Adressepolitik, rodder: Vec<CertificateDer<'static>>, par: Noeglepar) -> Self {
        Self(Klient::ny(politik, Tls::ny(rodder, None).med_par(Arc::new(par))))
    }

    /// Sends a body within limits of the caller's own; the answer's status and its body.
    ///
    /// # Errors
    /// What hindered an answer.
    pub async fn send(
        &self,
        adresse: &str,
        hoveder: &[(&'static str, String)],
        krop: String,
        r: Ramme,
    ) -> Result<(u16, Vec<u8>), Intetsvar> {
        self.kald(Method::POST, adresse, hoveder, krop, r).await
    }

    /// Fetches, within the same limits.
    ///
    /// # Errors
    /// What hindered an answer.
    pub async fn hent(&self, adresse: &str, hoveder: &[(&'static str, String)], r: Ramme) -> Result<(u16, Vec<u8>), Intetsvar> {
        self.kald(Method::GET, adresse, hoveder, String::new(), r).await
    }

    async fn kald(
        &self,
        metode: Method,
        adresse: &str,
        hoveder: &[(&'static str, String)],
        krop: String,
        r: Ramme,
    ) -> Result<(u16, Vec<u8>), Intetsvar> {
        let tavs = |t: String| Intetsvar::Tavs(t);
        let maal = Adresse::laes(adresse).ok_or_else(|| tavs(format!("{}: no address", grund::fejl::uddrag_langt(adresse))))?;
        let hoved = |(n, v): &(&'static str, String)| Some((HeaderName::from_static(n), HeaderValue::from_str(v).ok()?));
        let hoveder = hoveder.iter().filter_map(hoved).collect();
        let svar = self.0.kald_inden(metode, &maal, hoveder, krop.into(), r).await.map_err(|i| match i {
            Intet::Unaaet(t) | Intet::Tavs(t) => tavs(format!("{maal}: {t}")),
        })?;
        let krop = svar.krop.ok_or(Intetsvar::ForStort)?;
        Ok((svar.status.as_u16(), krop.to_vec()))
    }

    /// Sends a body; the answer's status and its body.
    ///
    /// # Errors
    /// In words: an address that is none or is not allowed, no answer in time, or one that is too large.
    pub async fn post(&self, adresse: &str, hoveder: &[(&'static str, &'static str)], krop: String) -> Result<(u16, Vec<u8>), String> {
        let maal = Adresse::laes(adresse).ok_or_else(|| format!("{}: no address", grund::fejl::uddrag_langt(adresse)))?;
        let hoveder = hoveder.iter().map(|&(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect();
        let svar = self.0.kald(Method::POST, &maal, hoveder, krop.into()).await.map_err(|i| match i {
            Intet::Unaaet(t) | Intet::Tavs(t) => format!("{maal}: {t}"),
        })?;
        let krop = svar.krop.ok_or_else(|| format!("{maal}: the answer is too large"))?;
        Ok((svar.status.as_u16(), krop.to_vec()))
    }
}
