//! What a store's one writer is asked for, the way in to it, and whose turn it is.
use crate::port::{Fejlaarsag, Fejlhandling, Lagt, NyBesked, Stroemskridt};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// Tasks that wait before callers do.
const VENTENDE: usize = 4_096;
/// Tasks in one transaction.
const OPGAVER: usize = 4_096;
/// Bytes in one transaction: a few milliseconds of packing and writing, so that nobody waits long for others.
const BYTES: usize = 4 * 1024 * 1024;
/// Rows in one transaction, or messages to a broker; but for those of a dueslag's head and the owner's.
pub(crate) const RAEKKER: usize = graenser::RAEKKER_PR_SKRIVNING / 2;

/// What is asked for.
#[derive(Debug)]
pub(crate) enum Job {
    Laeg {
        beskeder: Vec<NyBesked>,
        skridt: Option<Stroemskridt>,
    },
    Kvitter {
        dueslag: Uuid,
        numre: Vec<(u64, u64)>,
    },
    Returner {
        dueslag: Uuid,
        numre: Vec<u64>,
    },
    TilFejlkoe {
        dueslag: Uuid,
        numre: Vec<u64>,
        aarsag: Fejlaarsag,
        tekst: String,
        nu: Tidspunkt,
    },
    FraFejlkoe {
        dueslag: Uuid,
        numre: Vec<u64>,
        handling: Fejlhandling,
    },
    /// Rows that go: keys that are too old. None of them: a transaction that says that this program lives.
    Glem {
        raekker: Vec<Vec<u8>>,
    },
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Svar {
    Lagt(Vec<Lagt>),
    Antal(u64),
}

/// A task and where its answer goes.
pub(crate) struct Opgave {
    pub job: Job,
    pub svar: oneshot::Sender<Result<Svar, Fejl>>,
}

impl Opgave {
    /// The name of the reader whose position it moves: two of them can't be in one transaction.
    pub(crate) fn laeser(&self) -> Option<&str> {
        match &self.job {
            Job::Laeg { skridt, .. } => skridt.as_ref().map(|s| s.laeser.navn.as_str()),
            _ => None,
        }
    }
}

/// Refuses all of them.
pub(crate) fn afvis(opgaver: Vec<Opgave>, fejl: &Fejl) {
    for o in opgaver {
        let _ = o.svar.send(Err(fejl.clone()));
    }
}

/// What waits, by turns.
pub(crate) struct Tur {
    ind: mpsc::Receiver<Opgave>,
    /// Taken from those that wait, and too much for the turn before.
    naeste: Option<Opgave>,
    vaegt: fn(&Job) -> Option<(usize, usize)>,
}

impl Tur {
    /// `vaegt` says the bytes and rows that a task puts into a transaction; nothing of one that goes alone.
    pub(crate) fn ny(ind: mpsc::Receiver<Opgave>, vaegt: fn(&Job) -> Option<(usize, usize)>) -> Self {
        Self { ind, naeste: None, vaegt }
    }

    /// The next tasks in their order: as many of those that wait as go into one transaction. `None` when every sender is gone.
    pub(crate) async fn naeste(&mut self) -> Option<Vec<Opgave>> {
        let foerste = match self.naeste.take() {
            Some(o) => o,
            None => self.ind.recv().await?,
        };
        let Some((mut bytes, mut raekker)) = (self.vaegt)(&foerste.job) else { return Some(vec![foerste]) };
        let mut laesere: HashSet<String> = foerste.laeser().map(str::to_owned).into_iter().collect();
        let mut opgaver = vec![foerste];
        while opgaver.len() < OPGAVER && bytes < BYTES {
            let Ok(o) = self.ind.try_recv() else { break };
            match (self.vaegt)(&o.job) {
                Some((b, r)) if raekker.saturating_add(r) <= RAEKKER && o.laeser().is_none_or(|l| laesere.insert(l.to_owned())) => {
                    (bytes, raekker) = (bytes + b, raekker + r);
                    opgaver.push(o);
                }
                _ => {
                    self.naeste = Some(o);
                    break;
                }
            }
        }
        Some(opgaver)
    }
}

/// The way in.
pub(crate) struct Postkasse(Mutex<Option<mpsc::Sender<Opgave>>>);

impl Postkasse {
    /// With the end that the writer empties.
    pub(crate) fn ny() -> (Self, mpsc::Receiver<Opgave>) {
        let (til, fra) = mpsc::channel(VENTENDE);
        (Self(Mutex::new(Some(til))), fra)
    }

    /// One that takes nothing.
    pub(crate) fn lukket() -> Self {
        Self(Mutex::new(None))
    }

    pub(crate) fn er_lukket(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    async fn giv(&self, job: Job) -> Result<Svar, Fejl> {
        let lukket = || Fejl::ny(Fejlkode::Optaget);
        let skriver = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(lukket)?;
        let (svar, fra) = oneshot::channel();
        skriver.send(Opgave { job, svar }).await.map_err(|_| lukket())?;
        fra.await.map_err(|_| lukket())?
    }

    /// Asks for something that is answered by a number.
    pub(crate) async fn antal(&self, job: Job) -> Result<u64, Fejl> {
        match self.giv(job).await? {
            Svar::Antal(n) => Ok(n),
            Svar::Lagt(_) => Err(Fejl::intern("another answer than was asked for")),
        }
    }

    /// Lays messages down.
    pub(crate) async fn laeg(&self, beskeder: Vec<NyBesked>, skridt: Option<Stroemskridt>) -> Result<Vec<Lagt>, Fejl> {
        match self.giv(Job::Laeg { beskeder, skridt }).await? {
            Svar::Lagt(l) => Ok(l),
            Svar::Antal(_) => Err(Fejl::intern("another answer than was asked for")),
        }
    }

    /// Takes nothing more; those that wait are answered first.
    pub(crate) async fn luk(&self) {
        let skriver = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(s) = skriver {
            // The writer ends when the last sender is gone.
            let (svar, fra) = oneshot::channel();
            let _ = s.send(Opgave { job: Job::Glem { raekker: Vec::new() }, svar }).await;
            drop(s);
            let _ = fra.await;
        }
    }
}

#[cfg(test)]
mod proever {
    use super::*;

    #[tokio::test]
    async fn tasks_go_together_in_their_order_as_far_as_there_is_room_and_some_go_alone() {
        let (til, ind) = mpsc::channel(100);
        let giv = |n: usize| {
            let job = Job::Glem { raekker: vec![Vec::new(); n] };
            til.try_send(Opgave { job, svar: oneshot::channel().0 }).ok().unwrap();
        };
        // As many rows as the task says; one of seven goes alone.
        let vaegt = |j: &Job| match j {
            Job::Glem { raekker } if raekker.len() != 7 => Some((1, raekker.len())),
            _ => None,
        };
        [RAEKKER + 5, 1, RAEKKER - 1, 1, 7, 7, 3, 2].into_iter().for_each(giv);
        let mut tur = Tur::ny(ind, vaegt);
        let mut ture = Vec::new();
        drop(til);
        while let Some(t) = tur.naeste().await {
            let antal = |o: Opgave| if let Job::Glem { raekker } = o.job { raekker.len() } else { 0 };
            ture.push(t.into_iter().map(antal).collect::<Vec<_>>());
        }
        assert_eq!(ture, [vec![RAEKKER + 5], vec![1, RAEKKER - 1], vec![1], vec![7], vec![7], vec![3, 2]]);
    }
}
