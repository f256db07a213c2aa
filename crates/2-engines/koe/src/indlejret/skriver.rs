//! The one task that writes: takes what is waiting, plans one transaction of it, and answers when it is on disk. The memory follows the disk, never the other way.
use super::Indre;
use super::plan::{self, Faerdig, Forud, Plan};
use super::tilstand::Tilstand;
use crate::ejer::{self, Ejer};
use crate::form::blok;
use crate::form::fejlpost::Fejlpost;
use crate::form::noegle::{self, SAMLING};
use crate::opgave::{Job, Opgave, Tur, afvis};
use grund::{Fejl, Fejlkode, Uuid};
use lager::{Skrivefejl, Skrivning};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The writer.
pub(crate) struct Skriver {
    indre: Arc<Indre>,
    /// The last transaction failed in a way that leaves open whether it was stored.
    usikker: bool,
}

impl Skriver {
    pub(crate) fn ny(indre: Arc<Indre>) -> Self {
        Self { indre, usikker: false }
    }

    /// Runs until every sender is gone.
    pub(crate) async fn koer(mut self, ind: mpsc::Receiver<Opgave>) {
        let mut tur = Tur::ny(ind, |job| Some(plan::vaegt(job)));
        while let Some(opgaver) = tur.naeste().await {
            self.transaktion(opgaver).await;
        }
    }

    async fn transaktion(&mut self, mut opgaver: Vec<Opgave>) {
        // Each round leaves out what can't be: doubles once, and a reader's position for each task at most.
        let mut forud = Forud::default();
        let mut overrasket = 0;
        loop {
            if let Err(f) = self.klar(&opgaver, &mut forud).await {
                return afvis(opgaver, &f);
            }
            let mut faerdig = {
                let t = self.indre.tilstand();
                let mut plan = Plan::ny(&t, &forud);
                for (nr, o) in opgaver.iter().enumerate() {
                    plan.tag(nr, o);
                }
                plan.faerdig()
            };
            let raekker = faerdig.raekker();
            let Faerdig { nye, ejer, henviste, svar, skridt, .. } = faerdig;
            match self.indre.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await {
                Ok(_) => {
                    self.anvend(nye, ejer, henviste);
                    for (o, s) in opgaver.into_iter().zip(svar) {
                        let _ = o.svar.send(s);
                    }
                    return;
                }
                Err(Skrivefejl::RaekkeAndet(0)) if overrasket < 3 => {
                    overrasket += 1;
                    self.usikker = true;
                }
                Err(Skrivefejl::RaekkeAndet(plads)) if plads > 0 => match skridt.iter().find(|(r, _)| *r == plads) {
                    Some((_, nr)) => {
                        let o = opgaver.remove(*nr);
                        let fejl =
                            Fejl::ny(Fejlkode::Samtidig).felt("position").detalje(("læseren er et andet sted", "the reader is elsewhere"));
                        let _ = o.svar.send(Err(fejl));
                    }
                    None => {
                        if let Err(f) = self.find_dubletter(&opgaver, &mut forud).await {
                            return afvis(opgaver, &f);
                        }
                    }
                },
                Err(f) => {
                    self.usikker = true;
                    return afvis(opgaver, &Fejl::from(f));
                }
            }
            if opgaver.is_empty() {
                return;
            }
        }
    }

    /// Sees to it that the memory is what lies on disk, and reads what the plan needs of it.
    async fn klar(&mut self, opgaver: &[Opgave], forud: &mut Forud) -> Result<(), Fejl> {
        if !self.indre.sag.har() {
            // Whoever takes it back reads everything anew.
            self.usikker = false;
            return Err(ejer::overtaget());
        }
        if self.usikker {
            self.genlaes().await?;
            self.usikker = false;
            *forud = Forud { dubletter: std::mem::take(&mut forud.dubletter), ..Forud::default() };
        }
        for o in opgaver {
            match &o.job {
                Job::Kvitter { dueslag, numre } => self.blokke(*dueslag, numre.iter().copied(), forud).await?,
                Job::TilFejlkoe { dueslag, numre, .. } => self.blokke(*dueslag, numre.iter().map(|n| (*n, *n)), forud).await?,
                Job::FraFejlkoe { dueslag, numre, .. } => {
                    for n in numre {
                        if let Some(v) = self.indre.lager.raekke(SAMLING, &noegle::fejl(*dueslag, *n)).await? {
                            forud.fejl.insert((*dueslag, *n), Fejlpost::laes(&v)?);
                        }
                    }
                }
                Job::Laeg { .. } | Job::Returner { .. } | Job::Glem { .. } => {}
            }
        }
        Ok(())
    }

    /// The blocks of messages that are there, but for the last, which is in memory.
    async fn blokke(&self, dueslag: Uuid, numre: impl Iterator<Item = (u64, u64)>, forud: &mut Forud) -> Result<(), Fejl> {
        let mut vil: BTreeSet<u64> = BTreeSet::new();
        {
            let t = self.indre.tilstand();
            let Some(d) = t.dueslag.get(&dueslag) else { return Ok(()) };
            let hale = blok::af(d.hoved.naeste);
            for (fra, til) in numre {
                for (a, b) in d.hoved.straekninger(fra, til.saturating_add(1)) {
                    vil.extend((blok::af(a)..=blok::af(b)).filter(|nr| *nr != hale));
                }
            }
        }
        for nr in vil {
            if !forud.blokke.contains_key(&(dueslag, nr))
                && let Some(b) = self.indre.blok(dueslag, nr).await?
            {
                forud.blokke.insert((dueslag, nr), b);
            }
        }
        Ok(())
    }

    /// A message has lain here before: of all that wait, those are looked for at once.
    async fn find_dubletter(&self, opgaver: &[Opgave], forud: &mut Forud) -> Result<(), Fejl> {
        let mut fundet = false;
        for o in opgaver {
            let Job::Laeg { beskeder, .. } = &o.job else { continue };
            for n in beskeder.iter().filter_map(|b| b.noegle).map(|k| k.noegle) {
                if !forud.dubletter.contains_key(&n)
                    && let Some(indhold) = self.indre.lager.raekke(SAMLING, &noegle::dublet(&n)).await?
                {
                    fundet |= forud.dubletter.insert(n, indhold).is_none();
                }
            }
        }
        if fundet { Ok(()) } else { Err(Fejl::intern("a row of the message store is not what was expected")) }
    }

    /// Reads the rows anew after a transaction of which nobody knows whether it was stored.
    async fn genlaes(&mut self) -> Result<(), Fejl> {
        let lager = self.indre.lager.as_ref();
        let ejer = Ejer::nu(lager).await?.ok_or_else(ejer::overtaget)?;
        let min = self.indre.tilstand().ejer.clone();
        if ejer.hvem != min.hvem {
            self.indre.sag.mist();
            return Err(ejer::overtaget());
        }
        if ejer != min {
            let ny = Tilstand::laes(lager, ejer).await?;
            self.indre.erstat(ny);
        }
        Ok(())
    }

    fn anvend(&self, nye: std::collections::HashMap<Uuid, plan::Ny>, ejer: Ejer, henviste: Vec<(u64, u32)>) {
        let mut t = self.indre.tilstand();
        t.ejer = ejer;
        for (segment, antal) in henviste {
            if antal == 0 {
                t.henviste.remove(&segment);
                self.indre.segmenter.glem(&segment);
            } else {
                t.henviste.insert(segment, antal);
            }
        }
        for (u, ny) in nye {
            let d = t.dueslag.entry(u).or_default();
            (d.hoved, d.hale) = (ny.hoved, ny.hale);
            let naeste = d.hoved.naeste;
            d.nyt.send_if_modified(|n| std::mem::replace(n, naeste) != naeste);
        }
    }
}
