//! The implementation over the store of everything else (`lager`), SQLite and PostgreSQL alike.
mod laeser;
mod plan;
mod skriver;
mod tilstand;

use crate::ejer::{self, Ejer, Sag};
use crate::form::blok::{self, Blok};
use crate::form::fejlpost::{self, Fejlpost};
use crate::form::noegle::{self, SAMLING};
use crate::form::segment::Indhold;
use crate::gemmer::Gemmer;
use crate::opgave::{Job, Postkasse, RAEKKER};
use crate::port::{Beskedlager, Dueslagstatus, Ejerskab, Fejlaarsag, Fejlet, Fejlhandling, Lagt, Liggende, Loft, NyBesked, Stroemskridt};
use crate::udloeb;
use async_trait::async_trait;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use lager::Lager;
use skriver::Skriver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tilstand::Tilstand;
use tokio::sync::watch;

/// Bytes of segments that were read or written a moment ago.
const SEGMENTER_BYTES: usize = 16 * 1024 * 1024;
/// Blocks that were read a moment ago, of 5 KB each in memory.
const BLOKKE: usize = 1_024;
/// Messages that are acknowledged in one transaction, at most.
const AD_GANGEN: u64 = 10_000;
/// Messages that are moved to or from an error queue in one transaction, at most.
const FLYT_AD_GANGEN: usize = 1_000;
/// Bytes of one message: what a row of the store can hold, with what is written around it.
const BESKED_BYTES: usize = graenser::SAMLINGSRAEKKE_BYTES - 1_024;

/// What readers and the writer share.
pub(crate) struct Indre {
    pub lager: Arc<dyn Lager>,
    tilstand: Mutex<Tilstand>,
    pub segmenter: Gemmer<u64, Vec<Indhold>>,
    blokke: Gemmer<(Uuid, u64), Blok>,
    pub sag: Sag,
}

impl Indre {
    async fn ny(lager: Arc<dyn Lager>, ejer: Ejer, sag: Sag) -> Result<Self, Fejl> {
        let tilstand = Mutex::new(Tilstand::laes(lager.as_ref(), ejer).await?);
        Ok(Self { lager, tilstand, segmenter: Gemmer::ny(SEGMENTER_BYTES), blokke: Gemmer::ny(BLOKKE), sag })
    }

    pub(crate) fn tilstand(&self) -> MutexGuard<'_, Tilstand> {
        self.tilstand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another state, for the same who wait for what is new.
    pub(crate) fn erstat(&self, mut ny: Tilstand) {
        self.segmenter.glem_alt();
        self.blokke.glem_alt();
        let mut t = self.tilstand();
        for (u, gammel) in t.dueslag.drain() {
            let d = ny.dueslag.entry(u).or_default();
            let naeste = d.hoved.naeste;
            d.nyt = gammel.nyt;
            d.nyt.send_replace(naeste);
        }
        *t = ny;
    }

    /// A block that is full: it never changes, until it goes.
    pub(crate) async fn blok(&self, dueslag: Uuid, nr: u64) -> Result<Option<Arc<Blok>>, Fejl> {
        let noegle = (dueslag, nr);
        if let Some(b) = self.blokke.find(&noegle) {
            return Ok(Some(b));
        }
        let Some(v) = self.lager.raekke(SAMLING, &noegle::blok(dueslag, nr)).await? else { return Ok(None) };
        let b = Arc::new(Blok::laes(&v)?);
        if b.0.len() as u64 == blok::ANTAL {
            self.blokke.husk(noegle, Arc::clone(&b), 1);
        }
        Ok(Some(b))
    }
}

/// The message store inside the store.
pub struct IndlejretKoe {
    indre: Arc<Indre>,
    skriver: Postkasse,
}

impl IndlejretKoe {
    /// Opens it, and takes it over from whoever wrote there before: their transactions are refused from now on. `hvem` is new each time.
    ///
    /// # Errors
    /// Those of the store; `Intern` for rows of a later version.
    pub async fn aabn(lager: Arc<dyn Lager>, hvem: Uuid) -> Result<Self, Fejl> {
        let ejer = Ejer::tag_nu(lager.as_ref(), hvem, false).await?;
        let indre = Arc::new(Indre::ny(lager, ejer, Sag::ny(hvem, true)).await?);
        let (skriver, fra) = Postkasse::ny();
        tokio::spawn(Skriver::ny(Arc::clone(&indre)).koer(fra));
        Ok(Self { indre, skriver })
    }

    /// For a look at what lies there now; every change is refused with `Optaget`. Whoever writes there goes on.
    ///
    /// # Errors
    /// As [`Self::aabn`].
    pub async fn kun_laes(lager: Arc<dyn Lager>) -> Result<Self, Fejl> {
        let ingen = Ejer { hvem: Uuid::nil(), skrivning: 0, naeste_segment: 1 };
        let ejer = Ejer::nu(lager.as_ref()).await?.unwrap_or(ingen);
        Ok(Self { indre: Arc::new(Indre::ny(lager, ejer, Sag::ny(Uuid::nil(), false)).await?), skriver: Postkasse::lukket() })
    }
}

#[async_trait]
impl Beskedlager for IndlejretKoe {
    async fn laeg(&self, beskeder: Vec<NyBesked>, skridt: Option<Stroemskridt>) -> Result<Vec<Lagt>, Fejl> {
        if beskeder.iter().any(|b| b.krop.len() > BESKED_BYTES) {
            return Err(Fejl::ny(Fejlkode::ForStor)
                .regel("E-37")
                .ventet((format!("højst {BESKED_BYTES} bytes"), format!("at most {BESKED_BYTES} bytes"))));
        }
        if beskeder.iter().map(NyBesked::raekker).sum::<usize>() >= RAEKKER {
            let loft = RAEKKER;
            return Err(Fejl::ny(Fejlkode::ForMange).felt("beskeder").ventet((
                format!("højst {loft} rækker: 3 for en besked og 2 for hvert af dens dueslag"),
                format!("at most {loft} rows: 3 for a message and 2 for each of its dueslag"),
            )));
        }
        self.skriver.laeg(beskeder, skridt).await
    }

    async fn laes(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Liggende>, Fejl> {
        if !self.indre.sag.har() && !self.skriver.er_lukket() {
            // What this one remembers is what lay there when another took over.
            return Err(ejer::overtaget());
        }
        laeser::laes(&self.indre, dueslag, fra, loft).await
    }

    async fn kvitter(&self, dueslag: Uuid, numre: Vec<(u64, u64)>) -> Result<u64, Fejl> {
        if self.skriver.er_lukket() {
            return Err(Fejl::ny(Fejlkode::Optaget));
        }
        let der_er: Vec<(u64, u64)> = {
            let t = self.indre.tilstand();
            let hoved = t.dueslag.get(&dueslag).map(|d| &d.hoved);
            let straekninger =
                |h: &crate::form::hoved::Hoved| numre.iter().flat_map(|(fra, til)| h.straekninger(*fra, til.saturating_add(1))).collect();
            hoved.map(straekninger).unwrap_or_default()
        };
        let (mut antal, mut bid, mut i_bid) = (0, Vec::new(), 0);
        for (mut fra, til) in der_er {
            while fra <= til {
                let slut = til.min(fra + (AD_GANGEN - i_bid) - 1);
                i_bid += slut - fra + 1;
                bid.push((fra, slut));
                fra = slut + 1;
                if i_bid == AD_GANGEN {
                    antal += self.skriver.antal(Job::Kvitter { dueslag, numre: std::mem::take(&mut bid) }).await?;
                    i_bid = 0;
                }
            }
        }
        if !bid.is_empty() {
            antal += self.skriver.antal(Job::Kvitter { dueslag, numre: bid }).await?;
        }
        Ok(antal)
    }

    async fn returner(&self, dueslag: Uuid, numre: Vec<u64>) -> Result<(), Fejl> {
        self.skriver.antal(Job::Returner { dueslag, numre }).await.map(drop)
    }

    async fn til_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, aarsag: Fejlaarsag, tekst: &str, nu: Tidspunkt) -> Result<u64, Fejl> {
        let mut antal = 0;
        for bid in numre.chunks(FLYT_AD_GANGEN) {
            antal +=
                self.skriver.antal(Job::TilFejlkoe { dueslag, numre: bid.to_vec(), aarsag, tekst: fejlpost::afkort(tekst), nu }).await?;
        }
        Ok(antal)
    }

    async fn fejlkoe(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Fejlet>, Fejl> {
        let poster = self.fejlposter(dueslag, fra, loft.antal).await?;
        laeser::fejlkoe(&self.indre, poster, loft.bytes).await
    }

    async fn fra_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, handling: Fejlhandling) -> Result<u64, Fejl> {
        let mut antal = 0;
        for bid in numre.chunks(FLYT_AD_GANGEN) {
            antal += self.skriver.antal(Job::FraFejlkoe { dueslag, numre: bid.to_vec(), handling }).await?;
        }
        Ok(antal)
    }

    async fn toem(&self, dueslag: Uuid) -> Result<u64, Fejl> {
        self.kvitter(dueslag, vec![(0, u64::MAX)]).await
    }

    async fn udloeb(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        udloeb::udloeb(self, self.indre.lager.as_ref(), &self.skriver, nu).await
    }

    async fn status(&self, dueslag: Uuid) -> Result<Dueslagstatus, Fejl> {
        let mut ud = {
            let t = self.indre.tilstand();
            let Some(h) = t.dueslag.get(&dueslag).map(|d| &d.hoved) else { return Ok(Dueslagstatus { naeste: 1, ..Default::default() }) };
            Dueslagstatus { antal: h.antal(), bytes: h.bytes, aeldste: None, naeste: h.naeste, fejlede: h.fejlede }
        };
        if ud.antal > 0 {
            ud.aeldste = self.laes(dueslag, 0, Loft { antal: 1, bytes: 1 }).await?.first().map(|b| (b.nummer, b.modtaget));
        }
        Ok(ud)
    }

    fn dueslag(&self) -> Vec<Uuid> {
        self.indre.tilstand().dueslag.keys().copied().collect()
    }

    fn nyt(&self, dueslag: Uuid) -> watch::Receiver<u64> {
        self.indre.tilstand().dueslag.entry(dueslag).or_default().nyt.subscribe()
    }

    fn har(&self) -> bool {
        self.indre.sag.har()
    }

    fn omgang(&self) -> u64 {
        self.indre.sag.omgang()
    }

    async fn pas(&self) -> Result<Ejerskab, Fejl> {
        let min = self.indre.tilstand().ejer.clone();
        self.indre.sag.pas(self.indre.lager.as_ref(), min, self.skriver.antal(Job::Glem { raekker: Vec::new() })).await
    }

    async fn overtag(&self) -> Result<bool, Fejl> {
        let (indre, lager) = (&self.indre, self.indre.lager.as_ref());
        let genlaes = async |ejer| {
            indre.erstat(Tilstand::laes(lager, ejer).await?);
            Ok(())
        };
        indre.sag.overtag(lager, genlaes).await
    }

    async fn luk(&self) {
        self.skriver.luk().await;
    }
}

impl IndlejretKoe {
    async fn fejlposter(&self, dueslag: Uuid, fra: u64, antal: usize) -> Result<Vec<(u64, Fejlpost)>, Fejl> {
        if self.indre.tilstand().dueslag.get(&dueslag).is_none_or(|d| d.hoved.fejlede == 0) {
            return Ok(Vec::new());
        }
        let (a, b) = (noegle::fejl(dueslag, fra), noegle::fejl(dueslag, u64::MAX));
        let mut ud = Vec::new();
        for (n, v) in self.indre.lager.raekker(SAMLING, &a, Some(&b), antal).await? {
            let (_, nr) = noegle::laes(&n).ok_or_else(crate::form::tal::korrupt)?;
            ud.push((nr, Fejlpost::laes(&v)?));
        }
        Ok(ud)
    }
}
