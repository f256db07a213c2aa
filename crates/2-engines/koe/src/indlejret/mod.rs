//! The implementation over the store of everything else (`lager`), SQLite and PostgreSQL alike.
mod laeser;
mod plan;
mod skriver;
mod tilstand;

use crate::form::blok::{self, Blok};
use crate::form::fejlpost::{self, Fejlpost};
use crate::form::noegle::{self, SAMLING};
use crate::form::segment::Indhold;
use crate::gemmer::Gemmer;
use crate::port::{Beskedlager, Dueslagstatus, Fejlaarsag, Fejlet, Fejlhandling, Lagt, Liggende, Loft, NyBesked, Stroemskridt};
use async_trait::async_trait;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use skriver::{Job, Opgave, Skriver, Svar};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tilstand::{Ejer, Tilstand};
use tokio::sync::{mpsc, oneshot, watch};

/// Tasks that wait before callers do.
const VENTENDE: usize = 4_096;
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
/// Keys that are forgotten in one transaction, but for those of one row.
const GLEM_AD_GANGEN: usize = 5_000;

/// What readers and the writer share.
pub(crate) struct Indre {
    pub lager: Arc<dyn Lager>,
    tilstand: Mutex<Tilstand>,
    pub segmenter: Gemmer<u64, Vec<Indhold>>,
    blokke: Gemmer<(Uuid, u64), Blok>,
}

impl Indre {
    async fn ny(lager: Arc<dyn Lager>, ejer: Ejer) -> Result<Self, Fejl> {
        let tilstand = Mutex::new(Tilstand::laes(lager.as_ref(), ejer).await?);
        Ok(Self { lager, tilstand, segmenter: Gemmer::ny(SEGMENTER_BYTES), blokke: Gemmer::ny(BLOKKE) })
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
    skriver: Mutex<Option<mpsc::Sender<Opgave>>>,
}

impl IndlejretKoe {
    /// Opens it, and takes it over from whoever wrote there before: their transactions are refused from now on. `hvem` is new each time.
    ///
    /// # Errors
    /// Those of the store; `Intern` for rows of a later version.
    pub async fn aabn(lager: Arc<dyn Lager>, hvem: Uuid) -> Result<Self, Fejl> {
        let ejer = loop {
            let foer = lager.raekke(SAMLING, &noegle::ejer()).await?;
            let ejer = match &foer {
                Some(v) => Ejer { hvem, ..Ejer::laes(v)? },
                None => Ejer { hvem, skrivning: 0, naeste_segment: 1 },
            };
            let raekke = Raekkeskrivning {
                samling: SAMLING,
                noegle: noegle::ejer(),
                forventet: foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er),
                vaerdi: Some(ejer.skriv()),
            };
            match lager.skriv(Skrivning { raekker: vec![raekke], ..Skrivning::default() }).await {
                Ok(_) => break ejer,
                Err(Skrivefejl::RaekkeAndet(_)) => {}
                Err(f) => return Err(f.into()),
            }
        };
        let indre = Arc::new(Indre::ny(lager, ejer).await?);
        let (til, fra) = mpsc::channel(VENTENDE);
        tokio::spawn(Skriver::ny(Arc::clone(&indre)).koer(fra));
        Ok(Self { indre, skriver: Mutex::new(Some(til)) })
    }

    /// For a look at what lies there now; every change is refused with `Optaget`. Whoever writes there goes on.
    ///
    /// # Errors
    /// As [`Self::aabn`].
    pub async fn kun_laes(lager: Arc<dyn Lager>) -> Result<Self, Fejl> {
        let ejer = match lager.raekke(SAMLING, &noegle::ejer()).await? {
            Some(v) => Ejer::laes(&v)?,
            None => Ejer { hvem: Uuid::nil(), skrivning: 0, naeste_segment: 1 },
        };
        Ok(Self { indre: Arc::new(Indre::ny(lager, ejer).await?), skriver: Mutex::new(None) })
    }

    async fn giv(&self, job: Job) -> Result<Svar, Fejl> {
        let lukket = || Fejl::ny(Fejlkode::Optaget);
        let skriver = self.skriver.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(lukket)?;
        let (svar, fra) = oneshot::channel();
        skriver.send(Opgave { job, svar }).await.map_err(|_| lukket())?;
        fra.await.map_err(|_| lukket())?
    }

    fn er_lukket(&self) -> bool {
        self.skriver.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    async fn antal(&self, job: Job) -> Result<u64, Fejl> {
        match self.giv(job).await? {
            Svar::Antal(n) => Ok(n),
            Svar::Lagt(_) => Err(Fejl::intern("another answer than was asked for")),
        }
    }

    async fn udloeb_dueslag(&self, u: Uuid, foer: Tidspunkt, nu: Tidspunkt) -> Result<u64, Fejl> {
        const LOFT: Loft = Loft { antal: 500, bytes: 4 * 1024 * 1024 };
        // Nearly always the first is young enough, and then all are.
        let en = Loft { antal: 1, bytes: 1 };
        let ung = self.laes(u, 0, en).await?.first().is_none_or(|b| b.modtaget >= foer);
        if ung && self.fejlposter(u, 0, 1).await?.first().is_none_or(|(_, p)| p.flyttet >= foer) {
            return Ok(0);
        }
        let gamle: Vec<u64> = self.laes(u, 0, LOFT).await?.iter().take_while(|b| b.modtaget < foer).map(|b| b.nummer).collect();
        let mut ud = 0;
        if !gamle.is_empty() {
            ud += self.til_fejlkoe(u, gamle, Fejlaarsag::ForGammel, "", nu).await?;
        }
        let gamle: Vec<u64> =
            self.fejlposter(u, 0, LOFT.antal).await?.iter().take_while(|(_, p)| p.flyttet < foer).map(|(n, _)| *n).collect();
        if !gamle.is_empty() {
            ud += self.fra_fejlkoe(u, gamle, Fejlhandling::Slet).await?;
        }
        Ok(ud)
    }

    /// Keys that are too old, with the rows that tell their time.
    async fn glem_noegler(&self, foer: Tidspunkt) -> Result<u64, Fejl> {
        let (fra, til) = (vec![noegle::DUBLETTID], noegle::dublettid(foer, 0));
        let raekker = self.indre.lager.raekker(SAMLING, &fra, Some(&til), 50).await?;
        let mut ud = Vec::new();
        for (n, v) in raekker {
            if ud.len() > GLEM_AD_GANGEN {
                break;
            }
            ud.extend(v.chunks_exact(16).map(noegle::dublet));
            ud.push(n);
        }
        if ud.is_empty() { Ok(0) } else { self.antal(Job::Glem { raekker: ud }).await }
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
        let job = Job::Laeg { beskeder, skridt };
        if plan::vaegt(&job).1 > skriver::RAEKKER {
            let loft = skriver::RAEKKER;
            return Err(Fejl::ny(Fejlkode::ForMange).felt("beskeder").ventet((
                format!("højst {loft} rækker: 3 for en besked og 2 for hvert af dens dueslag"),
                format!("at most {loft} rows: 3 for a message and 2 for each of its dueslag"),
            )));
        }
        match self.giv(job).await? {
            Svar::Lagt(l) => Ok(l),
            Svar::Antal(_) => Err(Fejl::intern("another answer than was asked for")),
        }
    }

    async fn laes(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Liggende>, Fejl> {
        laeser::laes(&self.indre, dueslag, fra, loft).await
    }

    async fn kvitter(&self, dueslag: Uuid, numre: Vec<(u64, u64)>) -> Result<u64, Fejl> {
        if self.er_lukket() {
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
                    antal += self.antal(Job::Kvitter { dueslag, numre: std::mem::take(&mut bid) }).await?;
                    i_bid = 0;
                }
            }
        }
        if !bid.is_empty() {
            antal += self.antal(Job::Kvitter { dueslag, numre: bid }).await?;
        }
        Ok(antal)
    }

    async fn returner(&self, dueslag: Uuid, numre: Vec<u64>) -> Result<(), Fejl> {
        self.antal(Job::Returner { dueslag, numre }).await.map(drop)
    }

    async fn til_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, aarsag: Fejlaarsag, tekst: &str, nu: Tidspunkt) -> Result<u64, Fejl> {
        let mut antal = 0;
        for bid in numre.chunks(FLYT_AD_GANGEN) {
            antal += self.antal(Job::TilFejlkoe { dueslag, numre: bid.to_vec(), aarsag, tekst: fejlpost::afkort(tekst), nu }).await?;
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
            antal += self.antal(Job::FraFejlkoe { dueslag, numre: bid.to_vec(), handling }).await?;
        }
        Ok(antal)
    }

    async fn toem(&self, dueslag: Uuid) -> Result<u64, Fejl> {
        self.kvitter(dueslag, vec![(0, u64::MAX)]).await
    }

    async fn udloeb(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        let foer = nu.plus_mikros(-i64::from(graenser::BESKED_DAGE) * 86_400_000_000);
        let mut ud = self.glem_noegler(foer).await?;
        for u in self.dueslag() {
            ud += self.udloeb_dueslag(u, foer, nu).await?;
        }
        Ok(ud)
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

    async fn luk(&self) {
        let skriver = self.skriver.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(s) = skriver {
            // The writer ends when the last sender is gone: those that wait are answered first.
            let (svar, fra) = oneshot::channel();
            let _ = s.send(Opgave { job: Job::Glem { raekker: Vec::new() }, svar }).await;
            drop(s);
            let _ = fra.await;
        }
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
