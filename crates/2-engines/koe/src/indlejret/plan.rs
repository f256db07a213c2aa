//! One transaction in the making: what the rows and the memory become, computed beside them, so that nothing of it counts before it is on disk.
use super::tilstand::Tilstand;
use crate::ejer::Ejer;
use crate::form::blok::{self, Blok, Henvisning};
use crate::form::fejlpost::Fejlpost;
use crate::form::hoved::Hoved;
use crate::form::noegle::{self, SAMLING};
use crate::form::segment;
use crate::opgave::{Job, Opgave, Svar};
use crate::port::{Dubletnoegle, Fejlhandling, Lagt, NyBesked};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use lager::{Raekkeforventning, Raekkeskrivning};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A dueslag as it becomes.
pub(crate) struct Ny {
    pub hoved: Hoved,
    pub hale: Blok,
    /// Blocks that were filled, and the last one if it was touched.
    blokke: BTreeMap<u64, Vec<u8>>,
    /// The bottom before.
    bund: u64,
    /// Numbers from here on are of this transaction.
    synlig: u64,
    lagt: bool,
}

/// What was read for the transaction before it was planned: blocks of messages that go, and rows of the error queue.
#[derive(Default)]
pub(crate) struct Forud {
    pub blokke: HashMap<(Uuid, u64), std::sync::Arc<Blok>>,
    pub fejl: HashMap<(Uuid, u64), Fejlpost>,
    /// Keys of messages that have lain here, with the digests that were kept.
    pub dubletter: HashMap<Dubletnoegle, Vec<u8>>,
}

/// What is written for whom, and what each is answered.
pub(crate) struct Plan<'t, 'o> {
    tilstand: &'t Tilstand,
    forud: &'t Forud,
    pub nye: HashMap<Uuid, Ny>,
    pub ejer: Ejer,
    /// Changes of references.
    henviste: BTreeMap<u64, i64>,
    segmenter: Vec<(u64, Vec<&'o NyBesked>)>,
    raekker: Vec<Raekkeskrivning>,
    set: HashMap<Dubletnoegle, [u8; 16]>,
    /// Rows that go, each once.
    fjernet: HashSet<Vec<u8>>,
    /// Of each task in order.
    pub svar: Vec<Result<Svar, Fejl>>,
    /// Messages that wait for their segment.
    venter: Vec<&'o NyBesked>,
    venter_bytes: usize,
    /// The place of each reader's row, with the task that it belongs to.
    pub skridt: Vec<(usize, usize)>,
    noegler: Vec<u8>,
    nyeste: Tidspunkt,
}

/// The transaction, ready.
pub(crate) struct Faerdig<'o> {
    raekker: Vec<Raekkeskrivning>,
    segmenter: Vec<(u64, Vec<&'o NyBesked>)>,
    pub nye: HashMap<Uuid, Ny>,
    pub ejer: Ejer,
    pub henviste: Vec<(u64, u32)>,
    pub svar: Vec<Result<Svar, Fejl>>,
    pub skridt: Vec<(usize, usize)>,
}

fn saet(noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::altid(SAMLING, noegle, vaerdi)
}

impl<'t, 'o> Plan<'t, 'o> {
    pub(crate) fn ny(tilstand: &'t Tilstand, forud: &'t Forud) -> Self {
        let ejer = Ejer { skrivning: tilstand.ejer.skrivning + 1, ..tilstand.ejer.clone() };
        // The first row is the owner's, filled in at the end.
        let raekker = vec![saet(noegle::ejer(), None)];
        Self {
            tilstand,
            forud,
            nye: HashMap::new(),
            ejer,
            henviste: BTreeMap::new(),
            segmenter: Vec::new(),
            raekker,
            set: HashMap::new(),
            fjernet: HashSet::new(),
            svar: Vec::new(),
            venter: Vec::new(),
            venter_bytes: 0,
            skridt: Vec::new(),
            noegler: Vec::new(),
            nyeste: Tidspunkt::MINUS_UENDELIG,
        }
    }

    /// Plans one task.
    pub(crate) fn tag(&mut self, nr: usize, opgave: &'o Opgave) {
        let svar = match &opgave.job {
            Job::Laeg { beskeder, skridt } => {
                let lagt = self.laeg(beskeder);
                if let Some(s) = skridt {
                    self.skridt.push((self.raekker.len(), nr));
                    self.raekker.push(s.laeser.raekke(s.fra));
                }
                Ok(Svar::Lagt(lagt))
            }
            Job::Kvitter { dueslag, numre } => self.kvitter(*dueslag, numre).map(Svar::Antal),
            Job::Returner { dueslag, numre } => {
                self.returner(*dueslag, numre);
                Ok(Svar::Antal(numre.len() as u64))
            }
            Job::TilFejlkoe { dueslag, numre, aarsag, tekst, nu } => {
                let mut antal = 0;
                for n in numre {
                    if let Some(p) = self.ud(*dueslag, *n) {
                        let forsoeg = p.1;
                        let post = Fejlpost { henvisning: p.0, forsoeg, aarsag: *aarsag, tekst: tekst.clone(), flyttet: *nu };
                        let d = self.dueslag(*dueslag);
                        let fejl = noegle::fejl(*dueslag, d.hoved.naeste_fejl);
                        d.hoved.naeste_fejl += 1;
                        d.hoved.fejlede += 1;
                        self.raekker.push(saet(fejl, Some(post.skriv())));
                        antal += 1;
                    }
                }
                Ok(Svar::Antal(antal))
            }
            Job::FraFejlkoe { dueslag, numre, handling } => Ok(Svar::Antal(self.fra_fejlkoe(*dueslag, numre, *handling))),
            Job::Glem { raekker } => {
                self.raekker.extend(raekker.iter().filter(|n| self.fjernet.insert((*n).clone())).map(|n| saet(n.clone(), None)));
                Ok(Svar::Antal(raekker.len() as u64))
            }
        };
        self.svar.push(svar);
    }

    fn dueslag(&mut self, u: Uuid) -> &mut Ny {
        let tilstand = self.tilstand;
        self.nye.entry(u).or_insert_with(|| {
            let (hoved, hale) = tilstand.dueslag.get(&u).map(|d| (d.hoved.clone(), d.hale.clone())).unwrap_or_default();
            Ny { bund: hoved.bund, synlig: hoved.naeste, hoved, hale, blokke: BTreeMap::new(), lagt: false }
        })
    }

    fn laeg(&mut self, beskeder: &'o [NyBesked]) -> Vec<Lagt> {
        let mut ud = Vec::with_capacity(beskeder.len());
        for b in beskeder {
            if let Some(n) = &b.noegle {
                let her = self.set.get(&n.noegle).map(<[u8; 16]>::as_slice);
                if let Some(kendt) = self.forud.dubletter.get(&n.noegle).map(Vec::as_slice).or(her) {
                    ud.push(n.ved_siden_af(kendt));
                    continue;
                }
                self.set.insert(n.noegle, n.indhold);
                self.nyeste = self.nyeste.max(b.modtaget);
                self.noegler.extend_from_slice(&n.noegle);
                self.raekker.push(Raekkeskrivning {
                    samling: SAMLING,
                    noegle: noegle::dublet(&n.noegle),
                    forventet: Raekkeforventning::Ukendt,
                    vaerdi: Some(n.indhold.to_vec()),
                });
            }
            ud.push(Lagt::Ny);
            if b.modtagere.is_empty() {
                continue;
            }
            if self.venter_bytes + b.krop.len() > segment::BYTES {
                self.luk_segment();
            }
            let (segment, plads) = (self.ejer.naeste_segment, u32::try_from(self.venter.len()).unwrap_or(u32::MAX));
            let bytes = u32::try_from(b.krop.len()).unwrap_or(u32::MAX);
            self.venter_bytes += b.krop.len();
            self.venter.push(b);
            *self.henviste.entry(segment).or_insert(0) += i64::try_from(b.modtagere.len()).unwrap_or(i64::MAX);
            for (dueslag, maerke) in &b.modtagere {
                self.bagest(*dueslag, Henvisning { segment, plads, bytes, maerke: *maerke });
            }
        }
        ud
    }

    fn bagest(&mut self, u: Uuid, h: Henvisning) {
        let d = self.dueslag(u);
        d.hale.0.push(h);
        d.hoved.bytes += u64::from(h.bytes);
        d.hoved.naeste += 1;
        d.lagt = true;
        let nr = blok::af(d.hoved.naeste - 1);
        if d.hale.0.len() as u64 == blok::ANTAL {
            d.blokke.insert(nr, std::mem::take(&mut d.hale).skriv());
        }
    }

    fn luk_segment(&mut self) {
        if self.venter.is_empty() {
            return;
        }
        self.segmenter.push((self.ejer.naeste_segment, std::mem::take(&mut self.venter)));
        self.ejer.naeste_segment += 1;
        self.venter_bytes = 0;
    }

    fn kvitter(&mut self, u: Uuid, numre: &[(u64, u64)]) -> Result<u64, Fejl> {
        let mut antal = 0;
        for (fra, til) in numre {
            let d = self.dueslag(u);
            // What was laid down in this very transaction has been seen by nobody.
            let straekninger: Vec<_> = d.hoved.straekninger(*fra, til.saturating_add(1).min(d.synlig)).collect();
            if d.hoved.huller.len() + straekninger.len() > graenser::DUESLAG_HULLER {
                return Err(Fejl::ny(Fejlkode::ForMange).felt("numre").ventet((
                    format!("højst {} huller i et dueslag", graenser::DUESLAG_HULLER),
                    format!("at most {} holes in a dueslag", graenser::DUESLAG_HULLER),
                )));
            }
            for (a, b) in straekninger {
                let mut bytes = 0u64;
                for n in a..=b {
                    let Some(h) = self.henvisning(u, n) else { continue };
                    bytes += u64::from(h.bytes);
                    *self.henviste.entry(h.segment).or_insert(0) -= 1;
                    antal += 1;
                }
                let d = self.dueslag(u);
                d.hoved.bytes = d.hoved.bytes.saturating_sub(bytes);
                d.hoved.fjern(a, b);
            }
        }
        Ok(antal)
    }

    /// Takes one message out, and says where it lies and how often it was tried.
    fn ud(&mut self, u: Uuid, nummer: u64) -> Option<(Henvisning, u32)> {
        let d = self.dueslag(u);
        if !d.hoved.har(nummer) || nummer >= d.synlig || d.hoved.huller.len() >= graenser::DUESLAG_HULLER {
            return None;
        }
        let h = self.henvisning(u, nummer)?;
        let d = self.dueslag(u);
        let forsoeg = d.hoved.forsoeg.get(&nummer).copied().unwrap_or(0);
        d.hoved.bytes = d.hoved.bytes.saturating_sub(u64::from(h.bytes));
        d.hoved.fjern(nummer, nummer);
        Some((h, forsoeg))
    }

    /// Where a message lies that was visible before this transaction.
    fn henvisning(&self, u: Uuid, nummer: u64) -> Option<Henvisning> {
        let nr = blok::af(nummer);
        if let Some(b) = self.forud.blokke.get(&(u, nr)) {
            return b.post(nummer).copied();
        }
        let d = self.tilstand.dueslag.get(&u)?;
        (blok::af(d.hoved.naeste) == nr).then(|| d.hale.post(nummer).copied()).flatten()
    }

    fn returner(&mut self, u: Uuid, numre: &[u64]) {
        let d = self.dueslag(u);
        for n in numre {
            if d.hoved.har(*n) && (d.hoved.forsoeg.len() < graenser::DUESLAG_HULLER || d.hoved.forsoeg.contains_key(n)) {
                let f = d.hoved.forsoeg.entry(*n).or_insert(0);
                *f = f.saturating_add(1);
            }
        }
    }

    fn fra_fejlkoe(&mut self, u: Uuid, numre: &[u64], handling: Fejlhandling) -> u64 {
        let mut antal = 0;
        for n in numre {
            let noegle = noegle::fejl(u, *n);
            // Another task of this transaction may have taken it.
            let Some(p) = self.forud.fejl.get(&(u, *n)).filter(|_| self.fjernet.insert(noegle.clone())) else { continue };
            self.raekker.push(saet(noegle, None));
            let h = p.henvisning;
            match handling {
                Fejlhandling::Slet => *self.henviste.entry(h.segment).or_insert(0) -= 1,
                Fejlhandling::Genfremsend => self.bagest(u, h),
            }
            let d = self.dueslag(u);
            d.hoved.fejlede = d.hoved.fejlede.saturating_sub(1);
            antal += 1;
        }
        antal
    }

    /// The rows.
    pub(crate) fn faerdig(mut self) -> Faerdig<'o> {
        self.luk_segment();
        if !self.noegler.is_empty() {
            let nr = self.ejer.skrivning;
            let noegler = std::mem::take(&mut self.noegler);
            self.raekker.push(saet(noegle::dublettid(self.nyeste, nr), Some(noegler)));
        }
        let mut henviste = Vec::with_capacity(self.henviste.len());
        for (segment, aendring) in &self.henviste {
            let foer = self.tilstand.henviste.get(segment).copied().unwrap_or(0);
            let efter = u32::try_from(i64::from(foer) + aendring).unwrap_or(0);
            if efter == 0 {
                self.raekker.push(saet(noegle::segment(*segment), None));
            }
            henviste.push((*segment, efter));
        }
        for (u, d) in &mut self.nye {
            if d.lagt && !d.hale.0.is_empty() {
                d.blokke.insert(blok::af(d.hoved.naeste), d.hale.skriv());
            }
            for nr in blok::af(d.bund)..(d.hoved.bund.saturating_sub(1) / blok::ANTAL) {
                self.raekker.push(saet(noegle::blok(*u, nr), None));
            }
            for (nr, v) in std::mem::take(&mut d.blokke) {
                self.raekker.push(saet(noegle::blok(*u, nr), Some(v)));
            }
            self.raekker.push(saet(noegle::hoved(*u), Some(d.hoved.skriv())));
        }
        if let Some(foerste) = self.raekker.first_mut() {
            *foerste = self.ejer.raekke(Some(&self.tilstand.ejer));
        }
        let Self { raekker, segmenter, nye, ejer, svar, skridt, .. } = self;
        Faerdig { raekker, segmenter, nye, ejer, henviste, svar, skridt }
    }
}

impl Faerdig<'_> {
    /// The rows, with the messages packed: the long part of the work, for which the memory need not be held.
    pub(crate) fn raekker(&mut self) -> Vec<Raekkeskrivning> {
        let segmenter = self.segmenter.iter().map(|(nr, b)| saet(noegle::segment(*nr), Some(segment::skriv(b))));
        let segmenter: Vec<_> = segmenter.collect();
        self.raekker.extend(segmenter);
        std::mem::take(&mut self.raekker)
    }
}

/// What a task costs of a transaction: bytes that it lays down, and rows that it may write, at most.
pub(crate) fn vaegt(job: &Job) -> (usize, usize) {
    match job {
        Job::Laeg { beskeder, .. } => {
            let en = |b: &NyBesked| (b.krop.len() + b.modtagere.len() * 64 + 64, b.raekker());
            beskeder.iter().map(en).fold((0, 1), |(a, b), (c, d)| (a + c, b + d))
        }
        Job::Kvitter { numre, .. } => {
            let antal: u64 = numre.iter().map(|(a, b)| b.saturating_sub(*a).saturating_add(1)).fold(0, u64::saturating_add);
            (64, usize::try_from(antal).unwrap_or(usize::MAX).saturating_add(2))
        }
        Job::Returner { .. } => (64, 1),
        Job::TilFejlkoe { numre, .. } | Job::FraFejlkoe { numre, .. } => (numre.len() * 64, numre.len() * 3 + 1),
        Job::Glem { raekker } => (64, raekker.len()),
    }
}
