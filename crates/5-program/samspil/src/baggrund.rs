//! What the running program does besides answering: seals the log, keeps agreements, keys and revocation fresh, empties what has expired.
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::vaern::Vaern;
use grund::Tidspunkt;
use grund::ur::{IdKilde, Ur};
use revision::Bevaringsregler;
use sikkerhed::certifikat::Certifikat;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What the background works on.
#[derive(Clone)]
pub struct Baggrund {
    /// The guard.
    pub vaern: Arc<Vaern>,
    /// The files of security.
    pub mappe: Sikkerhedsmappe,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
}

/// Between looks for what another process has changed in the agreements.
const AFTALER: Duration = Duration::from_millis(250);
/// Between seals of the log.
const SEGL: Duration = Duration::from_secs(1);
/// Between looks at the files of security.
const FILER: Duration = Duration::from_secs(2);
/// Between rounds of what is not urgent.
const TIME: Duration = Duration::from_secs(3600);

impl Baggrund {
    /// Runs until `slut` turns true, and seals the log once more.
    pub async fn koer(self, slut: watch::Receiver<bool>) {
        let opgaver = [
            tokio::spawn(self.clone().hver(AFTALER, slut.clone(), async |b: &Self| b.aftaler().await)),
            tokio::spawn(self.clone().hver(SEGL, slut.clone(), async |b: &Self| b.forsegl().await)),
            tokio::spawn(self.clone().hver(FILER, slut.clone(), async |b: &Self| b.filer().await)),
            tokio::spawn(self.clone().hver(TIME, slut, async |b: &Self| b.oprydning().await)),
        ];
        for o in opgaver {
            let _ = o.await;
        }
        self.forsegl().await;
    }

    async fn hver<F>(self, pause: Duration, mut slut: watch::Receiver<bool>, arbejde: F)
    where
        F: AsyncFn(&Self),
    {
        loop {
            arbejde(&self).await;
            tokio::select! {
                _ = slut.wait_for(|s| *s) => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn aftaler(&self) {
        let spurgt = Instant::now();
        match self.vaern.administration.opdater().await {
            Ok(_) => self.vaern.friskhed.bekraeft(spurgt),
            Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "agreements could not be confirmed"),
        }
    }

    async fn forsegl(&self) {
        if let Err(f) = self.vaern.revision.forsegl(self.ur.nu()).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the log could not be sealed");
        }
    }

    /// Keys that were replaced, certificates that were revoked here.
    async fn filer(&self) {
        let adgang = &self.vaern.adgang;
        if adgang.noegler.aendret() {
            match adgang.noegler.genindlaes() {
                Ok(()) => {
                    adgang.husker.glem();
                    tracing::info!("keys were read again");
                }
                Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "new keys can't be used; the old ones go on"),
            }
        }
        let ukendte = std::mem::take(&mut *adgang.ukendte.lock().unwrap_or_else(PoisonError::into_inner));
        self.hent_status(ukendte, self.ur.nu()).await;
        match self.mappe.spaerrede() {
            Ok(s) => adgang.tillid.spaer(s),
            Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the list of revoked certificates can't be read"),
        }
    }

    /// Warns of certificates near their end, fetches revocation, empties what has expired, keeps the log as long as it must be kept.
    async fn oprydning(&self) {
        let nu = self.ur.nu();
        let adgang = &self.vaern.adgang;
        for (navn, udloeb) in adgang.noegler.udloeber(nu) {
            tracing::warn!(certifikat = navn, udloeb = %udloeb.til_utc(), "a certificate of this program expires soon: `samspil certifikat forny`");
        }
        self.tilbagekaldelse(nu).await;
        loop {
            match adgang.lager.ryd_flygtige(nu).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(f) => {
                    tracing::error!(fejl = %f, aarsag = f.aarsagen(), "expired keys could not be removed");
                    break;
                }
            }
        }
        let regler = self.vaern.administration.bog().logmaaneder();
        let beskaaret = match Bevaringsregler::ny(revision::opbevaring::STANDARD_MAANEDER, regler) {
            Ok(r) => self.vaern.revision.beskaer(&r, nu, self.ids.as_ref()).await.map(|_| ()),
            Err(f) => Err(f),
        };
        if let Err(f) = beskaaret {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the log's retention failed");
        }
    }

    /// Fetches revocation lists and OCSP answers for the certificates of all systems, before they are needed.
    async fn tilbagekaldelse(&self, nu: Tidspunkt) {
        let kendte: HashSet<Vec<u8>> = self.vaern.administration.bog().alle_certifikater(nu).into_iter().collect();
        self.hent_status(kendte.iter().filter_map(|d| Certifikat::fra_der(d).ok()).collect(), nu).await;
    }

    async fn hent_status(&self, certifikater: Vec<Certifikat>, nu: Tidspunkt) {
        for c in certifikater {
            let tillid = self.vaern.adgang.tillid.clone();
            let hent = move || {
                // One good answer for each certificate on the path is enough, so it is asked anew after each.
                for _ in 0..8 {
                    let Some(h) = tillid.mangler(&c, nu).into_iter().next() else { return };
                    match crate::hentning::hent(&h) {
                        Ok(svar) => {
                            if let Err(f) = tillid.modtag(&h, &svar, nu) {
                                tracing::warn!(adresse = h.adresse, fejl = %f, aarsag = f.aarsagen(), "an answer about revocation can't be used");
                                return;
                            }
                        }
                        Err(e) => {
                            tracing::warn!(adresse = h.adresse, fejl = e, "revocation could not be fetched");
                            return;
                        }
                    }
                }
            };
            let _ = tokio::task::spawn_blocking(hent).await;
        }
    }
}
