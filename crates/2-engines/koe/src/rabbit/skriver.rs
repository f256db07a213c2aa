//! The one task that lays down and moves: messages go to the broker, which confirms them, then the store keeps what it must, and then callers are answered. A crash in
//! between leaves messages of which nobody was told: who repeats them lays them down again, and they are recognised by what they say.
use super::brev::{Brev, Fejlmaerke};
use super::forbindelse::koenavn;
use super::vindue::Koe;
use super::{Indre, Navn, laas};
use crate::ejer::{self, Ejer};
use crate::form::noegle::{self, SAMLING};
use crate::form::tal;
use crate::opgave::{Job, Opgave, Svar, Tur, afvis};
use crate::port::{Fejlaarsag, Fejlhandling, Lagt, NyBesked};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::{Raekkeforventning, Raekkeskrivning, Skrivning};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Numbers that are reserved at a time.
const RESERVE: u64 = 1_000;
/// How long the broker may take to confirm.
const BEKRAEFT: Duration = Duration::from_secs(30);

/// The writer.
pub(super) struct Skriver {
    indre: Arc<Indre>,
    /// The last transaction failed in a way that leaves open whether it was stored.
    usikker: bool,
}

fn saet(noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::altid(SAMLING, noegle, vaerdi)
}

fn som_tal(v: u64) -> Vec<u8> {
    let mut ud = Vec::new();
    tal::tal(&mut ud, v);
    ud
}

/// Bytes of messages, and how many they are; other tasks go alone.
fn vaegt(job: &Job) -> Option<(usize, usize)> {
    let Job::Laeg { beskeder, .. } = job else { return None };
    Some((beskeder.iter().map(|b| b.krop.len() * b.modtagere.len()).sum(), beskeder.len()))
}

impl Skriver {
    pub(super) fn ny(indre: Arc<Indre>) -> Self {
        Self { indre, usikker: false }
    }

    /// Runs until every sender is gone.
    pub(super) async fn koer(mut self, ind: mpsc::Receiver<Opgave>) {
        let mut tur = Tur::ny(ind, vaegt);
        while let Some(opgaver) = tur.naeste().await {
            let svar = match opgaver.as_slice() {
                [en] if vaegt(&en.job).is_none() => self.en(&en.job).await.map(|n| vec![Ok(Svar::Antal(n))]),
                alle => self.laeg(alle).await,
            };
            match svar {
                Ok(svar) => {
                    for (o, s) in opgaver.into_iter().zip(svar) {
                        let _ = o.svar.send(s);
                    }
                }
                Err(f) => afvis(opgaver, &f),
            }
        }
    }

    /// The store is this program's, as far as is known.
    async fn klar(&mut self) -> Result<(), Fejl> {
        if !self.indre.sag.har() {
            self.usikker = false;
            return Err(ejer::overtaget());
        }
        if self.usikker {
            let nu = Ejer::nu(self.indre.lager.as_ref()).await?.ok_or_else(ejer::overtaget)?;
            if nu.hvem != laas(&self.indre.ejer).hvem {
                self.indre.sag.mist();
                // The broker serves one consumer of a queue: the other program's.
                self.indre.slip(|_| true);
                return Err(ejer::overtaget());
            }
            *laas(&self.indre.ejer) = nu;
            self.usikker = false;
        }
        Ok(())
    }

    /// Writes rows, if the store is still this program's.
    async fn gem(&mut self, mut raekker: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        self.klar().await?;
        let foer = laas(&self.indre.ejer).clone();
        let ny = Ejer { skrivning: foer.skrivning + 1, ..foer.clone() };
        raekker.insert(0, ny.raekke(Some(&foer)));
        match self.indre.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await {
            Ok(_) => {
                *laas(&self.indre.ejer) = ny;
                Ok(())
            }
            Err(f) => {
                self.usikker = true;
                // Whose it is now is told by the next, and at once where another has taken over.
                let fejl = Fejl::from(f);
                self.klar().await?;
                Err(fejl)
            }
        }
    }

    async fn laeg(&mut self, opgaver: &[Opgave]) -> Result<Vec<Result<Svar, Fejl>>, Fejl> {
        self.klar().await?;
        let lager = Arc::clone(&self.indre.lager);
        let (mut svar, mut raekker, mut breve) = (Vec::with_capacity(opgaver.len()), Vec::new(), Vec::new());
        let (mut set, mut noegler, mut nyeste) = (HashMap::<_, Vec<u8>>::new(), Vec::new(), Tidspunkt::MINUS_UENDELIG);
        for o in opgaver {
            let Job::Laeg { beskeder, skridt } = &o.job else { continue };
            if let Some(s) = skridt {
                let r = s.laeser.raekke(s.fra);
                let nu = lager.raekke(r.samling, &r.noegle).await?;
                if matches!(&r.forventet, Raekkeforventning::Er(v) if nu.as_ref() != Some(v)) {
                    let detalje = ("læseren er et andet sted", "the reader is elsewhere");
                    svar.push(Err(Fejl::ny(Fejlkode::Samtidig).felt("position").detalje(detalje)));
                    continue;
                }
                raekker.push(r);
            }
            let mut lagt = Vec::with_capacity(beskeder.len());
            for b in beskeder {
                if let Some(n) = &b.noegle {
                    let noegle = noegle::dublet(&n.noegle);
                    let kendt: Option<Vec<u8>> = match set.get(&n.noegle) {
                        Some(indhold) => Some(indhold.clone()),
                        None => lager.raekke(SAMLING, &noegle).await?,
                    };
                    if let Some(kendt) = kendt {
                        lagt.push(n.ved_siden_af(&kendt));
                        continue;
                    }
                    set.insert(n.noegle, n.indhold.to_vec());
                    nyeste = nyeste.max(b.modtaget);
                    noegler.extend_from_slice(&n.noegle);
                    raekker.push(saet(noegle, Some(n.indhold.to_vec())));
                }
                lagt.push(Lagt::Ny);
                breve.extend(b.modtagere.iter().map(|(d, maerke)| ((*d, false), nyt_brev(b, *maerke))));
            }
            svar.push(Ok(Svar::Lagt(lagt)));
        }
        if !noegler.is_empty() {
            let nr = laas(&self.indre.ejer).skrivning;
            raekker.push(saet(noegle::dublettid(nyeste, nr), Some(noegler)));
        }
        self.send(breve).await?;
        if !raekker.is_empty() {
            self.gem(raekker).await?;
        }
        Ok(svar)
    }

    /// Lays messages behind those of their queues; when it returns, the broker has them on disk.
    async fn send(&mut self, mut breve: Vec<(Navn, Brev)>) -> Result<(), Fejl> {
        if breve.is_empty() {
            return Ok(());
        }
        let k = self.indre.kanaler()?;
        let (mut reserveret, mut uerklaerede) = (BTreeMap::new(), Vec::new());
        {
            let mut koeer = laas(&self.indre.koeer);
            for (n, b) in &mut breve {
                let koe = koeer.entry(*n).or_insert_with(|| Koe::ny(1));
                b.nummer = koe.naeste;
                koe.naeste += 1;
                if koe.naeste > koe.reserveret {
                    reserveret.insert(*n, koe.naeste + RESERVE);
                }
                if !koe.erklaeret && !uerklaerede.contains(n) {
                    uerklaerede.push(*n);
                }
            }
        }
        if !reserveret.is_empty() {
            self.gem(reserveret.iter().map(|((u, fejl), nr)| saet(noegle::rabbitkoe(*u, u64::from(*fejl)), Some(som_tal(*nr)))).collect())
                .await?;
            let mut koeer = laas(&self.indre.koeer);
            for (n, nr) in reserveret {
                if let Some(koe) = koeer.get_mut(&n) {
                    koe.reserveret = nr;
                }
            }
        }
        for n in uerklaerede {
            let ligger = self.indre.proev(&k, self.indre.erklaer(&k.klient, n).await)?;
            let ventet = {
                let mut koeer = laas(&self.indre.koeer);
                let koe = koeer.get_mut(&n).filter(|koe| !koe.erklaeret);
                koe.is_some_and(|koe| {
                    koe.er_erklaeret(ligger);
                    koe.nyt.receiver_count() > 0
                })
            };
            if ventet {
                tokio::spawn(Arc::clone(&self.indre).tilmeld(n));
            }
        }
        let mut bekraeftelser = Vec::with_capacity(breve.len());
        for (n, b) in &breve {
            if let Some(koe) = laas(&self.indre.koeer).get_mut(n) {
                koe.venter += 1;
                koe.venter_bytes += b.krop.len() as u64;
            }
            let sendt = k.klient.publicer(&koenavn(*n), b.egenskaber(), &b.krop).await;
            bekraeftelser.push(self.indre.proev(&k, sendt)?);
        }
        let alle = futures::future::try_join_all(bekraeftelser);
        let svar = tokio::time::timeout(BEKRAEFT, alle).await;
        let alle_er_der = if matches!(svar, Ok(Ok(_))) { Ok(()) } else { Err("messages were not confirmed".to_owned()) };
        self.indre.proev(&k, alle_er_der)
    }

    async fn en(&mut self, job: &Job) -> Result<u64, Fejl> {
        self.klar().await?;
        match job {
            Job::Laeg { .. } => Err(Fejl::intern("messages are laid down together")),
            Job::Kvitter { dueslag, .. } => self.toem(*dueslag).await,
            Job::Returner { dueslag, numre } => self.returner(*dueslag, numre).await,
            Job::TilFejlkoe { dueslag, numre, aarsag, tekst, nu } => self.til_fejlkoe(*dueslag, numre, *aarsag, tekst, *nu).await,
            Job::FraFejlkoe { dueslag, numre, handling } => self.fra_fejlkoe(*dueslag, numre, *handling).await,
            Job::Glem { raekker } => {
                self.gem(raekker.iter().map(|n| saet(n.clone(), None)).collect()).await?;
                Ok(raekker.len() as u64)
            }
        }
    }

    async fn toem(&mut self, dueslag: Uuid) -> Result<u64, Fejl> {
        let navn = (dueslag, false);
        let k = self.indre.kanaler()?;
        {
            let mut koeer = laas(&self.indre.koeer);
            let Some(koe) = koeer.get_mut(&navn).filter(|koe| koe.erklaeret) else { return Ok(0) };
            // What is on its way here is taken away as it comes.
            koe.toemt_til = koe.naeste;
        }
        let renset = self.indre.proev(&k, k.klient.rens(&koenavn(navn)).await)?;
        let paa_vej = laas(&self.indre.koeer).get_mut(&navn).map_or(0, |koe| {
            let foer = koe.venter;
            koe.venter = foer.saturating_sub(renset);
            koe.venter_bytes = 0;
            foer
        });
        let (tags, mut raekker) = self.indre.tag_ud(k.omgang, navn, &[(0, u64::MAX)]);
        self.indre.kvitter(&k, &tags).await?;
        // Of those that were not at the front, too: tried in an earlier round, or gone from the queue.
        raekker.extend(self.indre.alle_forsoeg(dueslag));
        self.glem_forsoeg(raekker).await?;
        Ok(tags.len() as u64 + paa_vej)
    }

    async fn returner(&mut self, dueslag: Uuid, numre: &[u64]) -> Result<u64, Fejl> {
        let der: Vec<u64> = {
            let koeer = laas(&self.indre.koeer);
            let k = koeer.get(&(dueslag, false));
            numre.iter().copied().filter(|n| k.is_some_and(|k| k.vindue.contains_key(n))).collect()
        };
        let nye: Vec<(u64, u32)> = der.iter().map(|n| (*n, self.indre.forsoeg(dueslag, *n).saturating_add(1))).collect();
        self.gem(nye.iter().map(|(n, f)| saet(noegle::rabbitforsoeg(dueslag, *n), Some(som_tal((*f).into())))).collect()).await?;
        laas(&self.indre.forsoeg).extend(nye.iter().map(|(n, f)| ((dueslag, *n), *f)));
        Ok(nye.len() as u64)
    }

    /// Copies of messages at the front of a queue, each once.
    fn kopier(&self, navn: Navn, numre: &[u64]) -> Vec<Brev> {
        let koeer = laas(&self.indre.koeer);
        let Some(k) = koeer.get(&navn) else { return Vec::new() };
        let mut set = HashSet::new();
        numre.iter().filter(|n| set.insert(**n)).filter_map(|n| k.vindue.get(n)).map(|(_, b)| b.clone()).collect()
    }

    /// Takes messages away that were copied elsewhere, or are not wanted any more.
    async fn fjern(&mut self, navn: Navn, breve: &[(u64, u64)]) -> Result<(), Fejl> {
        let k = self.indre.kanaler()?;
        let (tags, raekker) = self.indre.tag_ud(k.omgang, navn, breve);
        self.indre.kvitter(&k, &tags).await?;
        self.glem_forsoeg(raekker).await
    }

    async fn glem_forsoeg(&mut self, raekker: Vec<Vec<u8>>) -> Result<(), Fejl> {
        if raekker.is_empty() {
            return Ok(());
        }
        self.gem(raekker.into_iter().map(|n| saet(n, None)).collect()).await
    }

    async fn til_fejlkoe(&mut self, dueslag: Uuid, numre: &[u64], aarsag: Fejlaarsag, tekst: &str, nu: Tidspunkt) -> Result<u64, Fejl> {
        let breve = self.kopier((dueslag, false), numre);
        let flyttes: Vec<(u64, u64)> = breve.iter().map(|b| (b.nummer, b.nummer)).collect();
        let maerk = |b: Brev| {
            let fejl = Some(Fejlmaerke { aarsag, tekst: tekst.to_owned(), flyttet: nu });
            ((dueslag, true), Brev { forsoeg: self.indre.forsoeg(dueslag, b.nummer), fejl, ..b })
        };
        let breve = breve.into_iter().map(maerk).collect();
        self.send(breve).await?;
        self.fjern((dueslag, false), &flyttes).await?;
        Ok(flyttes.len() as u64)
    }

    async fn fra_fejlkoe(&mut self, dueslag: Uuid, numre: &[u64], handling: Fejlhandling) -> Result<u64, Fejl> {
        let breve = self.kopier((dueslag, true), numre);
        let flyttes: Vec<(u64, u64)> = breve.iter().map(|b| (b.nummer, b.nummer)).collect();
        if handling == Fejlhandling::Genfremsend {
            self.send(breve.into_iter().map(|b| ((dueslag, false), Brev { forsoeg: 0, fejl: None, ..b })).collect()).await?;
        }
        self.fjern((dueslag, true), &flyttes).await?;
        Ok(flyttes.len() as u64)
    }
}

fn nyt_brev(b: &NyBesked, maerke: Uuid) -> Brev {
    Brev { nummer: 0, maerke, modtaget: b.modtaget, udloeb: b.udloeb, forsoeg: 0, fejl: None, krop: b.krop.clone() }
}
