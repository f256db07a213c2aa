//! The engine: takes messages in, keeps them in dueslag, and hands them out on lease.
mod afsend;
mod fejlkoe;
mod forbrug;
mod kvote;
mod numre;
mod producent;
mod tal;
mod vaekning;
mod vidner;

pub use afsend::{Fortiet, Sending};
pub use forbrug::Forbruger;
pub use kvote::Kvotevalg;
pub use producent::{Beskedindhold, Genafspilning, LAESER, beskedtype, handling_id, objekttype_id};
pub use tal::Gang;
pub use vidner::Kvitteringsvidne;

use crate::bog::Fordelingsbog;
use crate::kuvert::Kuvert;
use crate::post::{Laestpost, Post};
use crate::rettigheder::{self, Emne, Modtagere, skjult};
use adgang::Aftalebog;
use bytes::Bytes;
use forbrug::Udlaan;
use grund::spor::Sporsystem;
use grund::ur::Ur;
use grund::{Fejl, Synsmaerke, Tidspunkt, UnikId, Uuid};
use koe::{Beskedlager, Ejerskab, Gemmer, Lagt, NyBesked, Stroemskridt};
use lager::{LagretObjekt, Registreringsvalg};
use register::{Livscyklus, Register};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use vaekning::Vaekning;

/// Bytes of messages that were read a moment ago, with what was read of them: some thousand of the usual size.
const LAESTE_BYTES: usize = 16 * 1024 * 1024;

/// Subscriptions and dueslag that are read anew at a time: some milliseconds, in which no change is distributed.
const OPFRISK_AD_GANGEN: usize = 50;

/// What the engine stands on.
pub struct Opsaetning {
    /// The register with every object type of the program.
    pub register: Register,
    /// The messages.
    pub koe: Arc<dyn Beskedlager>,
    /// The agreements; `None` in the open mode, where everything is allowed.
    pub aftalebog: Option<Arc<dyn Aftalebog>>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// This distributor's id, in the route of every message (E-11).
    pub fordelingssystem: Uuid,
    /// What messages about the registers' objects carry; nothing without it.
    pub indhold: Option<Arc<dyn Beskedindhold>>,
}

/// The engine. One for a store.
pub struct Fordeler {
    pub(crate) o: Opsaetning,
    /// Subscriptions, dueslag and lists.
    pub bog: Fordelingsbog,
    udlaan: Mutex<HashMap<Uuid, Arc<Udlaan>>>,
    /// Messages that were read a moment ago, by their bytes: what is delivered soon after it came, or to many, is read once.
    laeste: Gemmer<Bytes, Laestpost>,
    /// Where something has come since it was last asked.
    vaekning: Vaekning,
    /// How far the change feed is read; `None` when that must be looked up.
    ved: tokio::sync::Mutex<Option<producent::Ved>>,
    tal: tal::Tal,
    kvoter: OnceLock<kvote::Kvoter>,
    vidner: vidner::Vidner,
}

impl Fordeler {
    /// Reads what there is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn aabn(o: Opsaetning) -> Result<Arc<Self>, Fejl> {
        let (bog, udlaan, vaekning, tal) = (Fordelingsbog::default(), Mutex::default(), Vaekning::default(), tal::Tal::default());
        let (ved, kvoter, vidner) = (tokio::sync::Mutex::default(), OnceLock::new(), vidner::Vidner::default());
        let laeste = Gemmer::ny(LAESTE_BYTES);
        let f = Arc::new(Self { o, bog, udlaan, laeste, vaekning, ved, tal, kvoter, vidner });
        f.bog.aabn(&f.o.register, f.nu()).await?;
        Ok(f)
    }

    /// Reads subscriptions, dueslag and lists anew: what was to be in force from a time, or until one, is so then.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opfrisk(&self) -> Result<(), Fejl> {
        self.bog.aabn(&self.o.register, self.nu()).await
    }

    /// Does a part of [`Self::opfrisk`], from a place on (the beginning is empty), so that nobody waits for all of it. Returns the place of the next part, if there is one.
    /// Not to be called while [`Self::foelg_registrene`] runs: what that has just read would be overwritten by what was.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opfrisk_fra(&self, fra: &[u8]) -> Result<Option<Vec<u8>>, Fejl> {
        self.bog.aabn_fra(&self.o.register, self.nu(), fra, OPFRISK_AD_GANGEN).await
    }

    /// To be called each second where other programs may be on the store: one of them distributes, and when it is silent for some seconds another. Returns whether
    /// this one does.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn pas(&self) -> Result<bool, Fejl> {
        match self.o.koe.pas().await? {
            Ejerskab::Mit => Ok(true),
            Ejerskab::Andens => Ok(false),
            Ejerskab::Tavst => {
                // The other one has followed the change feed: what it knows of subscriptions is read before anything is taken in here.
                let mut ved = self.ved.lock().await;
                self.opfrisk().await?;
                *ved = None;
                self.o.koe.overtag().await
            }
        }
    }

    pub(crate) fn nu(&self) -> Tidspunkt {
        self.o.ur.nu()
    }

    /// Limits what each system may send, from the start on; the first to say it decides.
    pub fn begraens(&self, valg: Kvotevalg) {
        let _ = self.kvoter.set(kvote::Kvoter::ny(valg));
    }

    /// A system, as the Administrationsmodul has it.
    pub fn system(&self, system: Uuid) -> Option<Sporsystem> {
        let s = self.o.aftalebog.as_ref()?.system_med_id(system)?;
        Some(Sporsystem { uuid: s.uuid, navn: s.navn.clone(), cvr: s.cvr })
    }

    /// How a dueslag goes at the moment.
    pub fn gang(&self, dueslag: Uuid) -> Gang {
        let nu = self.nu();
        self.tal.gang(dueslag, self.bog.kendt(dueslag).map_or(nu, |d| d.siden), nu)
    }

    /// Messages that wait in a dueslag: what a consumer has and has not acknowledged is not among them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn venter(&self, dueslag: Uuid) -> Result<u64, Fejl> {
        let i_alt = self.o.koe.status(dueslag).await?.antal;
        Ok(i_alt.saturating_sub(self.ude(dueslag).len() as u64))
    }

    /// A delivery failed of which [`Forbruger::afvis`] does not tell: the receiver could not be reached, say. For operations.
    pub fn bemaerk_fejl(&self, dueslag: Uuid, tekst: &str) {
        self.tal.fejl(dueslag, tekst, self.nu());
    }

    /// The messages, for operations.
    pub fn koe(&self) -> &Arc<dyn Beskedlager> {
        &self.o.koe
    }

    /// Lays messages down, counts them, and wakes whoever sends them on.
    async fn laeg(&self, beskeder: Vec<NyBesked>, skridt: Option<Stroemskridt>) -> Result<Vec<Lagt>, Fejl> {
        let modtagere: Vec<Vec<Uuid>> = beskeder.iter().map(|b| b.modtagere.iter().map(|(d, _)| *d).collect()).collect();
        let lagt = self.o.koe.laeg(beskeder, skridt).await?;
        let nye = modtagere.into_iter().zip(&lagt).filter(|(_, l)| **l == Lagt::Ny);
        let nye: Vec<Uuid> = nye.flat_map(|(m, _)| m).collect();
        self.tal.ind(nye.iter().copied(), self.nu());
        self.vaekning.meld(nye);
        Ok(lagt)
    }

    /// What is on lease of a dueslag; made when somebody first asks for one that is in force.
    fn udlaan(&self, dueslag: Uuid) -> Arc<Udlaan> {
        let mut u = self.udlaan.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(u.entry(dueslag).or_insert_with(|| Arc::new(Udlaan::ny(dueslag, Arc::clone(&self.o.koe)))))
    }

    /// The object that a message is about, as the store has it now; none when it is gone, or in none of our registers.
    async fn objekt_nu(&self, p: &Post) -> Result<Option<LagretObjekt>, Fejl> {
        let Some(n) = &p.objekt else { return Ok(None) };
        self.o.register.lager().hent(&[n.myndighed], n.objekttype, n.uuid, Registreringsvalg::Aktuel).await
    }

    /// For whom the system may have the message now: its agreements, and the object, as they are.
    async fn maa_faa(&self, system: Option<Uuid>, k: &Kuvert, p: &Post, nu: Option<&LagretObjekt>) -> Result<Option<Modtagere>, Fejl> {
        if self.o.aftalebog.is_none() {
            return Ok(Some(p.tilladt.clone()));
        }
        let mut emne = Emne::af(k, p.afsender);
        if let Some(n) = &p.objekt {
            let lager = self.o.register.lager();
            if p.kun_for.is_some_and(|k| Some(k) != system) {
                return Ok(None);
            }
            // An object that is gone was what the message says that it was.
            let slettet = |o: &&LagretObjekt| o.registreringer.first().is_some_and(|r| r.livscyklus == Livscyklus::Slettet as u8);
            if let Some(o) = nu.filter(|o| !slettet(o)) {
                let mut maerker = lager.maerker(n.myndighed, o.oid).await?;
                // As in reading: what is hidden now is its master's alone, and of what was so at another virkning the rest is told.
                let (fremmed, nu) = (|m: &Synsmaerke| skjult(m) && m.system.as_ref().and_then(UnikId::uuid) != system, self.nu());
                if maerker.iter().any(|m| m.virkning.indeholder(nu) && fremmed(m)) {
                    return Ok(None);
                }
                maerker.retain(|m| !fremmed(m));
                emne = emne.nu(&maerker);
            }
        }
        let naevnte: Vec<_> = k.tilladte.iter().filter(|t| p.tilladt.maa_se(t)).cloned().collect();
        if naevnte.is_empty() && !k.tilladte.is_empty() {
            // Trimmed to nothing is nobody, not everybody (E-23).
            return Ok(None);
        }
        let modtagere = rettigheder::modtager(self.o.aftalebog.as_ref(), system, &naevnte, &emne, self.nu());
        Ok(modtagere.map(|m| match (m, &p.tilladt) {
            (Modtagere::SomSkrevet, t) => t.clone(),
            (Modtagere::Kun(c), Modtagere::SomSkrevet) => Modtagere::Kun(c),
            (Modtagere::Kun(c), Modtagere::Kun(t)) => Modtagere::Kun(c.intersection(t).copied().collect()),
        }))
    }
}

#[cfg(test)]
mod proever;
