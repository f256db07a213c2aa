//! Calls of upstreams: each has places of its own and a breaker, so that one that is dead or slow slows nobody else.
use crate::afbryder::Afbryder;
use crate::bog::Opstroem;
use async_trait::async_trait;
use futures::future::{Either, select};
use grund::graenser::{OPSTROEM_KALD_PR_GENTAGELSE, OPSTROEMME};
use grund::{Cvr, Fejl, Fejlkode};
use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metode {
    /// Of services by REST.
    Get,
    /// Of SOAP.
    Post,
}

/// The token that a call needs: whoever sends it fetches the token and puts it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokenkrav {
    /// The service that it is for.
    pub entity_id: &'static str,
    /// The authority that it is for.
    pub myndighed: Cvr,
    /// Where it is put.
    pub sted: Tokensted,
}

/// Where a token is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokensted {
    /// Into a signed envelope around the body, which is the operation's element.
    Besked {
        /// SOAP 1.2, and not 1.1.
        soap12: bool,
        /// The action.
        action: &'static str,
        /// With Serviceplatformen's Framework header.
        framework: bool,
        /// With a RequestHeader.
        transaktion: bool,
    },
    /// Into the header Authorization, exchanged for an access token.
    Hoved,
}

/// A message for an upstream.
#[derive(Clone, Debug)]
pub struct Anmodning {
    /// The method.
    pub metode: Metode,
    /// What comes after the upstream's own address.
    pub sti: String,
    /// Headers of HTTP.
    pub hoveder: Vec<(&'static str, String)>,
    /// The body.
    pub krop: String,
    /// It only reads, so that it may be sent twice.
    pub laeser: bool,
    /// The token that it needs; `None` where the body says who we are.
    pub token: Option<Tokenkrav>,
}

/// What it answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svar {
    /// The status of HTTP.
    pub status: u16,
    /// The body.
    pub krop: Vec<u8>,
}

/// No answer, in words for operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intet {
    /// It was not reached, or did not answer.
    Tavs(String),
    /// It answered with more than is read.
    ForStort,
    /// Its token service refused, in its words.
    Afvist(String),
    /// What it answered can't be believed or read.
    Ulaeselig(String),
}

/// Sends a message by HTTP, with the certificate and by the roots that the upstream's entry names.
#[async_trait]
pub trait Afsender: Send + Sync {
    /// The answer. Its size is bounded; how long it may take is the caller's to say.
    async fn send(&self, o: &Opstroem, a: &Anmodning) -> Result<Svar, Intet>;
}

/// Every upstream that was called. One lock, held for a look-up or a few assignments.
pub struct Opstroemme {
    afsender: Arc<dyn Afsender>,
    hver: Mutex<HashMap<String, Arc<En>>>,
}

/// One of them.
struct En {
    samtidige: usize,
    pladser: Arc<Semaphore>,
    afbryder: Mutex<Afbryder>,
    /// Calls since the last second try, up to what buys one.
    sparet: Mutex<u32>,
}

fn laas<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

impl En {
    fn ny(samtidige: usize) -> Self {
        Self {
            samtidige,
            pladser: Arc::new(Semaphore::new(samtidige)),
            afbryder: Mutex::default(),
            sparet: Mutex::new(OPSTROEM_KALD_PR_GENTAGELSE),
        }
    }

    /// Whether a second try may be made: one for each so many calls.
    fn maa_igen(&self) -> bool {
        let mut s = laas(&self.sparet);
        let maa = *s >= OPSTROEM_KALD_PR_GENTAGELSE;
        if maa {
            *s = 0;
        }
        maa
    }
}

/// A caller that goes away while it waits is not the upstream's fault.
struct Venter<'e>(Option<&'e En>);

impl Drop for Venter<'_> {
    fn drop(&mut self) {
        if let Some(en) = self.0 {
            laas(&en.afbryder).opgivet();
        }
    }
}

impl Opstroemme {
    /// Calls go out through it.
    pub fn ny(afsender: Arc<dyn Afsender>) -> Self {
        Self { afsender, hver: Mutex::default() }
    }

    fn en(&self, o: &Opstroem) -> Arc<En> {
        let mut hver = laas(&self.hver);
        if let Some(en) = hver.get(&o.navn).filter(|e| e.samtidige == o.samtidige) {
            return en.clone();
        }
        // Names are operations' own, but nothing here grows without bound.
        if hver.len() >= OPSTROEMME {
            hver.retain(|_, e| Arc::strong_count(e) > 1);
        }
        let en = Arc::new(En::ny(o.samtidige));
        hver.insert(o.navn.clone(), en.clone());
        en
    }

    /// Sends the message and waits for the answer.
    ///
    /// # Errors
    /// `OpstroemOptaget`, `OpstroemAfbrudt`, `OpstroemNaasIkke`, `OpstroemUlaeselig`.
    pub async fn kald(&self, o: &Opstroem, a: &Anmodning) -> Result<Svar, Fejl> {
        let en = self.en(o);
        let Ok(_plads) = en.pladser.clone().try_acquire_owned() else {
            return Err(Fejl::ny(Fejlkode::OpstroemOptaget)
                .felt(o.navn.clone())
                .ventet(grund::sagt::hoejst(en.samtidige, grund::sagt::STYK)));
        };
        laas(&en.afbryder).maa(Instant::now()).map_err(|pause| {
            let sekunder = pause.as_secs().max(1);
            let hvornaar = (format!("prøv igen om {sekunder} sekunder"), format!("try again in {sekunder} seconds"));
            Fejl::ny(Fejlkode::OpstroemAfbrudt).felt(o.navn.clone()).detalje(hvornaar)
        })?;
        let mut venter = Venter(Some(&en));
        {
            let mut s = laas(&en.sparet);
            *s = s.saturating_add(1).min(OPSTROEM_KALD_PR_GENTAGELSE);
        }
        let svar = timeout(o.frist, self.forsoeg(&en, o, a)).await;
        let svar = svar.unwrap_or_else(|_| Err(Intet::Tavs(format!("no answer within {} ms", o.frist.as_millis()))));
        venter.0 = None;
        let naaet = match &svar {
            // Who stands before it answers for it: it is not there itself.
            Ok(s) => !matches!(s.status, 502..=504),
            Err(Intet::ForStort | Intet::Afvist(_) | Intet::Ulaeselig(_)) => true,
            Err(Intet::Tavs(_)) => false,
        };
        {
            let mut afbryder = laas(&en.afbryder);
            let foer = afbryder.er_aaben();
            if naaet {
                afbryder.svarede()
            } else {
                afbryder.svarede_ikke(Instant::now())
            }
            if foer != afbryder.er_aaben() {
                drop(afbryder);
                let grund = svar.as_ref().err().map(|i| format!("{i:?}")).unwrap_or_default();
                tracing::warn!(opstroem = o.navn, taget_ud = !foer, grund, "an upstream is left alone, or is back");
            }
        }
        match svar {
            Ok(s) if naaet => Ok(s),
            Ok(s) => Err(ikke_naaet(o, format!("HTTP {}", s.status))),
            Err(Intet::ForStort) => Err(Fejl::ny(Fejlkode::OpstroemUlaeselig).felt(o.navn.clone())),
            Err(Intet::Ulaeselig(t)) => Err(Fejl::ny(Fejlkode::OpstroemUlaeselig).felt(o.navn.clone()).aarsag(t)),
            Err(Intet::Afvist(ord)) => Err(afvist(o, &ord)),
            Err(Intet::Tavs(t)) => Err(ikke_naaet(o, t)),
        }
    }

    /// One try, and for what only reads a second one: beside the first when it is late, or after it when it failed. The first answer counts.
    async fn forsoeg(&self, en: &En, o: &Opstroem, a: &Anmodning) -> Result<Svar, Intet> {
        let mut foerste = pin!(self.afsender.send(o, a));
        if !a.laeser {
            return foerste.await;
        }
        let foer = match o.igen_efter {
            Some(t) => timeout(t, &mut foerste).await.ok(),
            None => Some(foerste.as_mut().await),
        };
        match foer {
            Some(Err(Intet::Tavs(_))) if en.maa_igen() => self.afsender.send(o, a).await,
            Some(svar) => svar,
            None if !en.maa_igen() => foerste.await,
            None => {
                let anden = pin!(self.afsender.send(o, a));
                match select(foerste, anden).await {
                    Either::Left((Err(_), rest)) => rest.await,
                    Either::Right((Err(_), rest)) => rest.await,
                    Either::Left((svar, _)) | Either::Right((svar, _)) => svar,
                }
            }
        }
    }
}

/// An upstream's refusal in its own words.
pub fn afvist(o: &Opstroem, ord: &str) -> Fejl {
    Fejl::ny(Fejlkode::OpstroemAfviste).felt(o.navn.clone()).detalje(uden_numre(&grund::fejl::uddrag_langt(ord)))
}

/// Whatever may be a CPR number is hidden: an upstream's words go to the caller and the log.
fn uden_numre(t: &str) -> String {
    let cifre = |l: &str| l.chars().filter(char::is_ascii_digit).count();
    let led = |l: &str| if cifre(l) >= 10 && l.chars().all(|c| !c.is_ascii_alphabetic()) { "**********".to_owned() } else { l.to_owned() };
    t.split(' ').map(led).collect::<Vec<_>>().join(" ")
}

fn ikke_naaet(o: &Opstroem, grund: String) -> Fejl {
    Fejl::ny(Fejlkode::OpstroemNaasIkke).felt(o.navn.clone()).aarsag(grund)
}

/// The entry of an upstream where nothing else is said: for tests and for reading what was stored.
pub fn standard(navn: &str, adresse: &str) -> Opstroem {
    Opstroem {
        navn: navn.to_owned(),
        adresse: adresse.trim_end_matches('/').to_owned(),
        certifikat: None,
        rod: None,
        kontekst: crate::bog::Kontekstform::Authority,
        frist: Duration::from_millis(grund::graenser::OPSTROEM_FRIST_MS.unsigned_abs()),
        igen_efter: None,
        samtidige: grund::graenser::OPSTROEM_KALD,
        oversaettelse: None,
    }
}

#[cfg(test)]
#[path = "opstroem_proever.rs"]
mod proever;
