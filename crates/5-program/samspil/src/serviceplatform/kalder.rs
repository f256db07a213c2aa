//! Calls of upstreams by HTTP: a client for each, with the certificate and the roots that its entry names.
use super::tokens::Tokens;
use async_trait::async_trait;
use grund::graenser::OPSTROEM_SVAR_BYTES;
use levering::{Adressepolitik, Intetsvar, Ramme, Udgang};
use rustls::pki_types::CertificateDer;
use serviceplatform::{Afsender, Anmodning, Intet, Metode, Opstroem, Svar};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::{Noeglepar, Noeglering};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Which files a client was made from, and when they were changed.
type Maerke = Vec<(PathBuf, Option<SystemTime>)>;

/// Calls upstreams: a client for each, made anew when its entry or its files are others.
pub(super) struct Kalder {
    pub mappe: PathBuf,
    pub politik: Adressepolitik,
    pub rodder: Vec<CertificateDer<'static>>,
    pub noegler: Arc<Noeglering>,
    /// By the upstream's name. Held for a look-up.
    pub klienter: Mutex<HashMap<String, (Maerke, Arc<Klient>)>>,
    pub tokens: Tokens,
}

/// What an upstream is called with.
pub(super) struct Klient {
    udgang: Udgang,
    /// Our key and certificate there, where its entry names them.
    pub par: Option<Noeglepar>,
    /// What its entry believes, or else the roots of all outgoing calls.
    pub rodder: Vec<Certifikat>,
}

impl Klient {
    /// Sends a body, or fetches where there is none to send.
    pub async fn send(
        &self,
        o: &Opstroem,
        metode: Metode,
        adresse: &str,
        hoveder: &[(&'static str, String)],
        krop: String,
    ) -> Result<Svar, Intet> {
        let ramme = Ramme { frist: o.frist, svar_bytes: OPSTROEM_SVAR_BYTES };
        let svar = match metode {
            Metode::Get => self.udgang.hent(adresse, hoveder, ramme).await,
            Metode::Post => self.udgang.send(adresse, hoveder, krop, ramme).await,
        };
        match svar {
            Ok((status, krop)) => Ok(Svar { status, krop }),
            Err(Intetsvar::Tavs(t)) => Err(Intet::Tavs(t)),
            Err(Intetsvar::ForStort) => Err(Intet::ForStort),
        }
    }
}

/// The password of PKCS#12 files in the folder; PEM needs none.
const KODE: &str = "SAMSPIL_OPSTROEM_KODE";

impl Kalder {
    fn klient(&self, o: &Opstroem) -> Result<Arc<Klient>, String> {
        let filer = [&o.certifikat, &o.rod].into_iter().flatten().map(|f| self.mappe.join(f));
        let maerke: Maerke = filer.map(|f| (f.clone(), f.metadata().and_then(|m| m.modified()).ok())).collect();
        let mut alle = self.klienter.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, k)) = alle.get(&o.navn).filter(|(m, _)| *m == maerke) {
            return Ok(k.clone());
        }
        let kode = std::env::var(KODE).unwrap_or_else(|_| "samspil".to_owned());
        let rodder = match &o.rod {
            None => self.rodder.iter().filter_map(|d| Certifikat::fra_der(d).ok()).collect(),
            Some(fil) => klient::laes_certifikater(&self.mappe.join(fil), &kode).map_err(|f| f.to_string())?,
        };
        let til_tls = rodder.iter().map(|c| CertificateDer::from(c.der().to_vec())).collect();
        let par = o.certifikat.as_ref().map(|fil| klient::laes_noegle(&self.mappe.join(fil), None, &kode)).transpose();
        let par = par.map_err(|f| f.to_string())?;
        let udgang = match par.clone() {
            None => Udgang::ny(self.politik.clone(), til_tls, Some(self.noegler.clone())),
            Some(par) => Udgang::med_noegle(self.politik.clone(), til_tls, par),
        };
        let ny = Arc::new(Klient { udgang, par, rodder });
        if alle.len() >= grund::graenser::OPSTROEMME {
            alle.clear();
        }
        alle.insert(o.navn.clone(), (maerke, ny.clone()));
        Ok(ny)
    }
}

#[async_trait]
impl Afsender for Kalder {
    async fn send(&self, o: &Opstroem, a: &Anmodning) -> Result<Svar, Intet> {
        let klient = self.klient(o).map_err(Intet::Tavs)?;
        match &a.token {
            Some(krav) => self.tokens.send(&klient, o, a, krav).await,
            None => klient.send(o, a.metode, &format!("{}{}", o.adresse, a.sti), &a.hoveder, a.krop.clone()).await,
        }
    }
}
