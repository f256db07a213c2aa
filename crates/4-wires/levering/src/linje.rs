//! A dueslag that is sent from: one message at a time, in order (E-35), and what is done when its receiver does not take one.
//!
//! | outcome | the message | the dueslag |
//! |---|---|---|
//! | taken | acknowledged, with those before it | goes on |
//! | refused | again at once or two, then to the error queue | goes on with the next; slowly, when one after the other is refused |
//! | no proper answer | again, ten times; then to the error queue | waits longer each time |
//! | does not serve | nothing is said of it | waits longer each time; asks by HEAD first (push), and sends all the same after a HEAD that nobody served |
use crate::motor::Motor;
use crate::udfald::Udfald;
use beskedfordeler::objekttyper::FAA_TILSENDT;
use beskedfordeler::{Afvisning, Forbruger, Leverance};
use grund::adresse::Adresse;
use grund::{Fejl, Uuid, graenser};
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Attempts with a message that the receiver refuses.
const AFVIST_FORSOEG: u32 = 3;
/// Messages refused one after the other from which on it is the receiver that is at fault.
const AFVIST_I_TRAEK: u32 = 10;
/// Failures one after the other from which on the receiver counts as broken.
pub(crate) const BRUDT: u32 = 3;
/// Time for messages that were fetched together: their agreements and objects were looked at then.
const BID: Duration = Duration::from_secs(1);
/// A batch that took less may be larger.
const HURTIG: Duration = Duration::from_millis(250);
/// Between entries of the log.
const LOGGES: Duration = Duration::from_secs(10);

/// What is to be done with the dueslag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naeste {
    /// There may be more.
    Mere,
    /// There is nothing.
    Tom,
    /// Not before that time is over.
    Om(Duration),
}

/// Seconds after so many failures in a row: 1, 2, 4 … 900 (E-33), and up to an eighth more, so that dueslag that failed together do not come back together.
fn pause(fejl: u32, dueslag: Uuid) -> Duration {
    let sekunder = 1u64.checked_shl(fejl.saturating_sub(1)).unwrap_or(u64::MAX).min(graenser::LEVERING_PAUSE_SEKUNDER);
    let del = u32::from(dueslag.as_bytes().first().copied().unwrap_or_default());
    let pause = Duration::from_secs(sekunder);
    pause + pause.mul_f64(f64::from(del) / 2048.0)
}

/// The state between turns.
pub(crate) struct Linje {
    dueslag: Uuid,
    forbruger: Forbruger,
    /// Failures one after the other.
    pub fejl: u32,
    afvist: u32,
    /// The last thing done was a HEAD that nobody served.
    spurgt: bool,
    bid: usize,
    /// Taken by the receiver, and not yet acknowledged in the store.
    modtaget: Vec<u64>,
    /// Where it was sent last.
    pub til: Option<Adresse>,
    ulogget: u64,
    logget: Option<Instant>,
}

impl Linje {
    pub fn ny(dueslag: Uuid, forbruger: Forbruger) -> Self {
        Self { dueslag, forbruger, fejl: 0, afvist: 0, spurgt: false, bid: 1, modtaget: Vec::new(), til: None, ulogget: 0, logget: None }
    }

    /// One turn: what can be sent within about a second.
    pub async fn tur(&mut self, m: &Motor) -> Naeste {
        match self.proev(m).await {
            Ok(n) => {
                self.log(m, false).await;
                n
            }
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), dueslag = %self.dueslag, "the store does not give or take messages at the moment");
                self.giv_tilbage().await;
                Naeste::Om(Duration::from_secs(u64::from(graenser::PROEV_IGEN_SEKUNDER)))
            }
        }
    }

    async fn proev(&mut self, m: &Motor) -> Result<Naeste, Fejl> {
        self.kvitter().await?;
        let d = m.fordeler.bog.dueslag(self.dueslag).filter(|d| d.data.sendes());
        let Some((d, til)) = d.and_then(|d| Adresse::laes(&d.data.adresse).map(|a| (d, a))) else { return Ok(Naeste::Tom) };
        if self.til.as_ref() != Some(&til) {
            (self.fejl, self.afvist) = (0, 0);
            self.til = Some(til.clone());
        }
        // Many a receiver knows no HEAD: one that failed is followed by a message, after its pause.
        let spoerg = self.fejl >= BRUDT && d.data.levering == FAA_TILSENDT && !std::mem::take(&mut self.spurgt);
        if spoerg && let Err(tekst) = m.er_der(&til).await {
            self.spurgt = true;
            m.fordeler.bemaerk_fejl(self.dueslag, &tekst);
            return Ok(self.fejlet(&tekst, None));
        }
        let leverancer = self.forbruger.hent(self.bid, graenser::LEVERING_BID_BYTES).await?;
        if leverancer.is_empty() {
            return Ok(Naeste::Tom);
        }
        let begyndt = Instant::now();
        let mut naeste = Naeste::Mere;
        for (n, l) in leverancer.iter().enumerate() {
            if m.er_slut() || (n > 0 && begyndt.elapsed() > BID) {
                break;
            }
            match m.send(self.dueslag, &d, &til, l).await {
                Udfald::Modtaget => {
                    self.modtaget.push(l.nummer);
                    (self.fejl, self.afvist) = (0, 0);
                }
                galt => {
                    naeste = self.ikke_modtaget(m, l, galt).await?;
                    break;
                }
            }
        }
        let hurtig = begyndt.elapsed() < HURTIG && naeste == Naeste::Mere;
        self.bid = if hurtig { (self.bid * 2).min(graenser::LEVERING_BID) } else { (self.bid / 2).max(1) };
        self.kvitter().await?;
        self.giv_tilbage().await;
        Ok(naeste)
    }

    /// What was fetched and not sent goes back in its place; what the receiver has stays, to be acknowledged.
    async fn giv_tilbage(&self) {
        let rest: Vec<u64> = self.forbruger.paa_haanden().into_iter().filter(|n| !self.modtaget.contains(n)).collect();
        if let Err(f) = self.forbruger.afvis(&rest, Afvisning::Uroert, "").await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), dueslag = %self.dueslag, "messages could not be given back");
        }
    }

    /// Acknowledges what the receiver has; it is not sent again while the store can't take that.
    async fn kvitter(&mut self) -> Result<(), Fejl> {
        if self.modtaget.is_empty() {
            return Ok(());
        }
        self.forbruger.kvitter(&self.modtaget).await?;
        self.ulogget += self.modtaget.len() as u64;
        self.modtaget.clear();
        Ok(())
    }

    /// To the error queue.
    async fn opgiv(&self, m: &Motor, l: &Leverance, hvordan: Afvisning, tekst: &str) -> Result<(), Fejl> {
        tracing::warn!(dueslag = %self.dueslag, besked = l.besked_id, tekst, "a message goes to the error queue");
        m.tal.fejlkoe.fetch_add(1, Relaxed);
        self.forbruger.afvis(&[l.nummer], hvordan, tekst).await.map(drop)
    }

    async fn ikke_modtaget(&mut self, m: &Motor, l: &Leverance, udfald: Udfald) -> Result<Naeste, Fejl> {
        Ok(match udfald {
            Udfald::Modtaget => Naeste::Mere,
            Udfald::Afvist(tekst) if l.forsoeg < AFVIST_FORSOEG => {
                self.forbruger.afvis(&[l.nummer], Afvisning::Igen, &tekst).await?;
                Naeste::Om(Duration::from_secs(u64::from(l.forsoeg)))
            }
            Udfald::Afvist(tekst) => {
                self.opgiv(m, l, Afvisning::Fejlkoe, &tekst).await?;
                self.afvist += 1;
                if self.afvist >= AFVIST_I_TRAEK { self.fejlet("it refuses one message after the other", None) } else { Naeste::Mere }
            }
            Udfald::Fejl(tekst) if l.forsoeg < graenser::LEVERANCEFORSOEG => {
                self.forbruger.afvis(&[l.nummer], Afvisning::Igen, &tekst).await?;
                self.fejlet(&tekst, None)
            }
            Udfald::Fejl(tekst) => {
                self.opgiv(m, l, Afvisning::Opgivet, &tekst).await?;
                self.fejlet(&tekst, None)
            }
            Udfald::Nede(tekst, om) => {
                m.fordeler.bemaerk_fejl(self.dueslag, &tekst);
                self.fejlet(&tekst, om)
            }
        })
    }

    fn fejlet(&mut self, tekst: &str, om: Option<Duration>) -> Naeste {
        self.fejl = self.fejl.saturating_add(1);
        let pause = pause(self.fejl, self.dueslag).max(om.unwrap_or_default().min(Duration::from_secs(graenser::LEVERING_PAUSE_SEKUNDER)));
        if self.fejl <= BRUDT || self.fejl.is_power_of_two() {
            let til = self.til.as_ref().map(Adresse::sted).unwrap_or_default();
            tracing::warn!(dueslag = %self.dueslag, til, fejl = self.fejl, igen_om = pause.as_secs(), tekst, "a receiver does not take its messages");
        }
        Naeste::Om(pause)
    }

    /// Writes to the audit log how much was sent: now and then, or at once.
    pub async fn log(&mut self, m: &Motor, straks: bool) {
        let tid = self.logget.is_none_or(|l| l.elapsed() >= LOGGES);
        if self.ulogget == 0 || !(tid || straks) {
            return;
        }
        if let Some(d) = m.fordeler.bog.dueslag(self.dueslag) {
            let til = self.til.as_ref().map(Adresse::sted).unwrap_or_default();
            let modtager = d.data.modtagersystem.and_then(|s| m.fordeler.system(s));
            m.log.sendt(self.dueslag, d.myndighed, modtager, &til, std::mem::take(&mut self.ulogget)).await;
        }
        self.logget = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e33_pauses_grow_from_a_second_to_a_quarter_of_an_hour() {
        let s = |n| pause(n, Uuid::nil()).as_secs();
        assert_eq!([1, 2, 3, 10, 11, 64, u32::MAX].map(s), [1, 2, 4, 512, 900, 900, 900]);
        assert!(pause(11, Uuid::max()) < Duration::from_secs(1_020) && pause(1, Uuid::max()) > pause(1, Uuid::nil()));
    }
}
