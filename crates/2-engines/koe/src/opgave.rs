//! What a store's one writer is asked for, and the way in to it.
use crate::port::{Fejlaarsag, Fejlhandling, Lagt, NyBesked, Stroemskridt};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// Tasks that wait before callers do.
const VENTENDE: usize = 4_096;

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
