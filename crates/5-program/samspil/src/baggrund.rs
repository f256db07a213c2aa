//! What the running program does besides answering: seals the log, keeps agreements, keys and revocation fresh, empties what has expired.
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::ur::Systemur;
use crate::vaern::Vaern;
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Tidspunkt};
use revision::Bevaringsregler;
use sikkerhed::certifikat::Certifikat;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
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
    pub ur: Arc<Systemur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    start: Arc<OnceLock<Start>>,
}

/// The time that retention trusts the clock with, in microseconds: a program that was not run for so long keeps what is too old until its next
/// start.
const URETS_SPRING: i64 = 180 * 86_400 * 1_000_000;

/// The clock when retention first looked at it.
#[derive(Clone, Copy, Debug)]
struct Start {
    kl: Tidspunkt,
    ved: Instant,
    /// Microseconds that it was ahead of the log.
    forspring: i64,
}

fn foran(fra: Tidspunkt, nu: Tidspunkt) -> i64 {
    nu.mikros().saturating_sub(fra.mikros())
}

impl Start {
    fn troes(self, nu: Tidspunkt, siden: Duration) -> bool {
        let gaaet = i64::try_from(siden.as_micros()).unwrap_or(i64::MAX);
        self.forspring < URETS_SPRING && foran(self.kl, nu).saturating_sub(gaaet) < URETS_SPRING
    }
}

/// Between looks for what another process has changed in the agreements.
const AFTALER: Duration = Duration::from_millis(250);
/// Between seals of the log.
const SEGL: Duration = Duration::from_secs(1);
/// Between looks at the operator's list of revoked certificates: it is short, and waiting for nothing else.
const SPAERRING: Duration = Duration::from_millis(250);
/// Between looks at the program's own keys.
const FILER: Duration = Duration::from_secs(2);
/// Between entries that tell how many refusals were only counted.
const ULOGGET: Duration = Duration::from_secs(10);
/// Between rounds in which it is written which roles were used.
const ROLLEBRUG: Duration = Duration::from_secs(60);
/// Between rounds of what is not urgent.
const TIME: Duration = Duration::from_secs(3600);

impl Baggrund {
    /// Of this program.
    pub fn ny(vaern: Arc<Vaern>, mappe: Sikkerhedsmappe, ur: Arc<Systemur>, ids: Arc<dyn IdKilde>) -> Self {
        Self { vaern, mappe, ur, ids, start: Arc::default() }
    }

    /// Runs until `slut` turns true, and seals the log once more.
    pub async fn koer(self, slut: watch::Receiver<bool>) {
        // Before the first seal of this run bears the clock's time; a failure is told when retention looks again.
        let _ = self.uret_troes(self.ur.nu()).await;
        let opgaver = [
            tokio::spawn(self.clone().hver(AFTALER, slut.clone(), async |b: &Self| b.aftaler().await)),
            tokio::spawn(self.clone().hver(SEGL, slut.clone(), async |b: &Self| b.forsegl().await)),
            tokio::spawn(self.clone().hver(SPAERRING, slut.clone(), async |b: &Self| b.spaerring())),
            tokio::spawn(self.clone().hver(FILER, slut.clone(), async |b: &Self| b.filer())),
            tokio::spawn(self.clone().hver(ULOGGET, slut.clone(), async |b: &Self| b.ulogget().await)),
            tokio::spawn(self.clone().hver(ROLLEBRUG, slut.clone(), async |b: &Self| b.rollebrug().await)),
            tokio::spawn(self.clone().hver(TIME, slut.clone(), async |b: &Self| b.tilbagekaldelse().await)),
            tokio::spawn(self.clone().hver(TIME, slut.clone(), async |b: &Self| b.udgiv())),
            tokio::spawn(self.clone().hver(TIME, slut, async |b: &Self| b.oprydning().await)),
        ];
        for o in opgaver {
            let _ = o.await;
        }
        self.rollebrug().await;
        self.ulogget().await;
        self.forsegl().await;
    }

    async fn rollebrug(&self) {
        if let Err(f) = self.vaern.roller.skriv_brug(self.ur.nu()).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "which roles were used could not be written");
        }
    }

    async fn ulogget(&self) {
        if let Err(f) = self.vaern.log_ulogget(self.ur.nu(), self.ids.ny()).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the number of refusals could not be logged");
        }
    }

    async fn hver<F>(self, pause: Duration, mut slut: watch::Receiver<bool>, arbejde: F)
    where
        F: AsyncFn(&Self),
    {
        loop {
            // The end waits for nobody who is slow to answer: whatever is under way is begun again at the next start.
            tokio::select! {
                _ = slut.wait_for(|s| *s) => return,
                () = async { arbejde(&self).await; tokio::time::sleep(pause).await } => {}
            }
        }
    }

    async fn aftaler(&self) {
        if let Err(f) = self.vaern.bekraeft_aftaler().await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "agreements could not be confirmed");
        }
    }

    async fn forsegl(&self) {
        if let Err(f) = self.vaern.revision.forsegl(self.ur.nu()).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the log could not be sealed");
        }
    }

    /// Keys that were replaced.
    fn filer(&self) {
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
    }

    /// Certificates that were revoked here.
    fn spaerring(&self) {
        match self.mappe.spaerrede() {
            Ok(s) => self.vaern.adgang.tillid.spaer(s),
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the list of revoked certificates can't be read; the last one goes on")
            }
        }
    }

    /// The development CA's revocation lists, before they run out.
    fn udgiv(&self) {
        if let Err(f) = self.mappe.udgiv() {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the CA's revocation lists could not be published");
        }
    }

    /// Warns of certificates near their end, empties what has expired, keeps the log as long as it must be kept.
    async fn oprydning(&self) {
        let nu = self.ur.nu();
        let adgang = &self.vaern.adgang;
        for (navn, udloeb) in adgang.noegler.udloeber(nu) {
            tracing::warn!(certifikat = navn, udloeb = %udloeb.til_utc(), "a certificate of this program expires soon: `samspil certifikat forny`");
        }
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
        match self.uret_troes(nu).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!(nu = %nu.til_utc(), "the clock was set, or is far ahead of the log: nothing is removed by its age; `samspil log beskaer` does it by hand");
                return;
            }
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the log's retention failed");
                return;
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

    /// Whether the clock can say how old an entry is: it was not set, it goes as fast as time, and at the start it was not far ahead of the log's
    /// last seal. A clock that is years ahead for an hour would empty the log.
    async fn uret_troes(&self, nu: Tidspunkt) -> Result<bool, Fejl> {
        if self.ur.er_stillet() {
            return Ok(false);
        }
        let start = match self.start.get() {
            Some(s) => *s,
            None => {
                let segl = self.vaern.adgang.lager.sidste_segl().await?;
                *self.start.get_or_init(|| Start { kl: nu, ved: Instant::now(), forspring: segl.map_or(0, |s| foran(s.tidspunkt, nu)) })
            }
        };
        Ok(start.troes(nu, start.ved.elapsed()))
    }

    /// Fetches revocation lists and OCSP answers for the certificates of all systems, before they are needed.
    async fn tilbagekaldelse(&self) {
        let nu = self.ur.nu();
        let kendte: HashSet<Vec<u8>> = self.vaern.administration.bog().alle_certifikater(nu).into_iter().collect();
        for c in kendte.iter().filter_map(|d| Certifikat::fra_der(d).ok()) {
            self.vaern.adgang.status.slaa_op(&c, nu).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i12_1_10_a_clock_that_is_years_ahead_removes_nothing_of_the_log() {
        let kl = Tidspunkt::fra_xs("2026-01-01T00:00:00Z").unwrap();
        let (dag, time) = (86_400 * 1_000_000, Duration::from_secs(3600));
        let start = |forspring| Start { kl, ved: Instant::now(), forspring };
        let efter = |dage: i64| kl.plus_mikros(dage * dag);
        assert!(start(dag).troes(efter(0), time) && start(dag).troes(efter(1), time), "an hour or a day off");
        assert!(start(dag).troes(efter(400), Duration::from_secs(400 * 86_400)), "a program that ran for so long");
        assert!(!start(dag).troes(efter(3_650), time), "set ahead while the program runs");
        assert!(!start(3_650 * dag).troes(efter(0), time), "set ahead before it started");
        assert!(start(-3_650 * dag).troes(efter(0), time), "set back");
    }
}
