//! Writers: each takes what is waiting for it and writes it in one transaction of a few statements, whatever its size.
//!
//! An object always goes to the same writer of this process, so writers seldom wait for each other; row locks and unique
//! keys keep other processes right. Two round trips: lock and read what is expected, then write and commit.
use crate::port::{Objektnoegle, Skrivefejl, Skrivning};
use crate::postgres::laasning::laas_og_laes;
use crate::postgres::raekker::Raekker;
use crate::postgres::udfald::{Skrivermaerke, Transaktion};
use crate::postgres::{emne, skema};
use crate::tidsgiver::Tidsgiver;
use deadpool_postgres::{Client, Pool};
use grund::{Cvr, Fejl, Fejlkode};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::error::SqlState;

/// Batches in one transaction.
const TRANSAKTION_MAKS: usize = 200;
/// Objects and log rows in one transaction: their places in it have 20 bits, and a transaction should not last.
const RAEKKER_MAKS: usize = 5_000;
/// Tries of a transaction that met another process's, before each batch is tried alone.
const FORSOEG: u32 = 5;

/// A batch and where its answer goes.
pub(crate) struct Opgave {
    pub skrivning: Skrivning,
    pub svar: oneshot::Sender<Udfald>,
}

/// The batch's registration time in microseconds.
pub(crate) type Udfald = Result<i64, Skrivefejl>;

/// What the writers have in common.
pub(crate) struct Faelles {
    pub pool: Pool,
    /// See [`super::skema::migrer`].
    pub tillaeg: i64,
    pub tidsgiver: Arc<Tidsgiver>,
}

fn raekker(s: &Skrivning) -> usize {
    s.objekter.len() + s.log.len() + s.flygtige.len() + s.raekker.len()
}

/// Objects that one writer has written when statistics are taken for the first time, and again each time it is four times as many.
/// The server's own come a minute late and leave a new store without: plans for "one row" are then made for thousands.
const FOERSTE_STATISTIK: usize = 250;

async fn statistik(pool: Pool) {
    let Ok(c) = pool.get().await else { return };
    if let Err(e) = c.batch_execute("ANALYZE objekt, registrering, indeks").await {
        tracing::warn!(fejl = %e, "no statistics");
    }
}

/// One writer's task; ends when every sender is gone.
pub(crate) async fn koer(f: Arc<Faelles>, mut maerke: Skrivermaerke, mut ind: mpsc::Receiver<Opgave>, tager_statistik: bool) {
    let (mut skrevet, mut naeste) = (0, FOERSTE_STATISTIK);
    let mut venter: VecDeque<Opgave> = VecDeque::new();
    loop {
        if venter.is_empty() {
            match ind.recv().await {
                Some(o) => venter.push_back(o),
                None => return,
            }
        }
        while venter.len() < TRANSAKTION_MAKS {
            let Ok(o) = ind.try_recv() else { break };
            venter.push_back(o);
        }
        let (svar, skrivninger) = tag(&mut venter);
        skrevet += skrivninger.iter().map(|s| s.objekter.len()).sum::<usize>();
        let udfald = skriv(&f, &mut maerke, skrivninger).await;
        for (s, u) in svar.into_iter().zip(udfald) {
            let _ = s.send(u);
        }
        if tager_statistik && skrevet >= naeste {
            naeste = skrevet.saturating_mul(4);
            tokio::spawn(statistik(f.pool.clone()));
        }
    }
}

type Svar = oneshot::Sender<Udfald>;

/// What two batches of one transaction may not have in common.
#[derive(PartialEq, Eq, Hash)]
enum Ting {
    Objekt(Objektnoegle),
    Unik(Cvr, Vec<u8>),
    Flygtig(Vec<u8>),
    Raekke(u16, Vec<u8>),
}

fn ting(s: &Skrivning) -> Vec<Ting> {
    let mut ud = Vec::with_capacity(raekker(s));
    for o in &s.objekter {
        ud.push(Ting::Objekt(o.noegle));
        ud.extend(o.unikke.tag.iter().chain(&o.unikke.slip).map(|n| Ting::Unik(o.noegle.myndighed, n.clone())));
    }
    ud.extend(s.flygtige.iter().map(|f| Ting::Flygtig(f.noegle.clone())));
    ud.extend(s.raekker.iter().map(|r| Ting::Raekke(r.samling, r.noegle.clone())));
    ud
}

/// Takes batches that have nothing in common: statements of one kind are written together, so the order between two changes of an object would be
/// lost. What has to wait keeps its order.
fn tag(venter: &mut VecDeque<Opgave>) -> (Vec<Svar>, Vec<Skrivning>) {
    let mut optaget: HashSet<Ting> = HashSet::new();
    let (mut svar, mut ud, mut antal) = (Vec::new(), Vec::new(), 0);
    let mut rest = VecDeque::new();
    for o in venter.drain(..) {
        let ting = ting(&o.skrivning);
        let fri = ting.iter().all(|t| !optaget.contains(t));
        optaget.extend(ting);
        if fri && (ud.is_empty() || antal + raekker(&o.skrivning) <= RAEKKER_MAKS) {
            antal += raekker(&o.skrivning);
            svar.push(o.svar);
            ud.push(o.skrivning);
        } else {
            rest.push_back(o);
        }
    }
    *venter = rest;
    (svar, ud)
}

/// Why a transaction did not happen.
pub(crate) enum Afbrudt {
    /// Another process was in the way; nothing was stored, and the next try will see what it did.
    Igen(String),
    /// The database said no.
    Fejl(tokio_postgres::Error),
    /// No connection, before anything could be stored.
    Forbindelse(String),
    /// The connection was lost, and the server does not say what became of the transaction.
    Uvis(String),
    /// The store has another format than it was opened with.
    Format(i64),
    /// Something stored can't be read.
    Korrupt(String),
}

impl From<tokio_postgres::Error> for Afbrudt {
    fn from(e: tokio_postgres::Error) -> Self {
        match e.code() {
            Some(k)
                if *k == SqlState::T_R_DEADLOCK_DETECTED
                    || *k == SqlState::T_R_SERIALIZATION_FAILURE
                    || *k == SqlState::UNIQUE_VIOLATION =>
            {
                Self::Igen(e.to_string())
            }
            Some(k) if !server_gaar_ned(k) => Self::Fejl(e),
            _ => Self::Forbindelse(e.to_string()),
        }
    }
}

/// The server ends the connection, or takes none: shutdown, crash of another process, recovery, too many connections.
fn server_gaar_ned(k: &SqlState) -> bool {
    k.code().starts_with("08") || k.code().starts_with("57P") || *k == SqlState::TOO_MANY_CONNECTIONS
}

async fn skriv(f: &Faelles, maerke: &mut Skrivermaerke, skrivninger: Vec<Skrivning>) -> Vec<Udfald> {
    let alle: Vec<&Skrivning> = skrivninger.iter().collect();
    let mut tabt = false;
    for _ in 0..FORSOEG {
        match transaktion(f, maerke.naeste(), &alle).await {
            Ok(ud) => return ud,
            Err(Afbrudt::Igen(_)) => {}
            Err(Afbrudt::Fejl(_) | Afbrudt::Korrupt(_)) => break,
            // The first connection may be one that has lain in the pool since before a restart of the server.
            Err(Afbrudt::Forbindelse(_)) if !tabt => tabt = true,
            Err(Afbrudt::Forbindelse(e)) => return alle.iter().map(|_| Err(afbrudt(&e))).collect(),
            Err(Afbrudt::Uvis(e)) => return alle.iter().map(|_| Err(uvis(&e))).collect(),
            Err(Afbrudt::Format(har)) => return alle.iter().map(|_| Err(fremmed(har))).collect(),
        }
    }
    // One of them fails in a way that was not foreseen: each gets a transaction of its own, so that the others do not suffer.
    let mut ud = Vec::with_capacity(alle.len());
    for s in alle {
        ud.push(match transaktion(f, maerke.naeste(), &[s]).await {
            Ok(mut u) => u.pop().unwrap_or_else(|| Err(Skrivefejl::Lager(Fejl::intern("no answer")))),
            Err(Afbrudt::Igen(e) | Afbrudt::Forbindelse(e)) => Err(afbrudt(&e)),
            Err(Afbrudt::Uvis(e)) => Err(uvis(&e)),
            Err(Afbrudt::Format(har)) => Err(fremmed(har)),
            Err(Afbrudt::Fejl(e)) => {
                tracing::error!(fejl = %e, "write failed");
                Err(Skrivefejl::Lager(Fejl::intern(e)))
            }
            Err(Afbrudt::Korrupt(e)) => Err(Skrivefejl::Lager(Fejl::intern(e))),
        });
    }
    ud
}

fn afbrudt(e: &str) -> Skrivefejl {
    tracing::warn!(fejl = e, "write interrupted");
    Skrivefejl::Lager(Fejl::ny(Fejlkode::Optaget).aarsag(e))
}

fn fremmed(har: i64) -> Skrivefejl {
    let tekst = crate::format::fremmed(har, skema::FORMAT);
    tracing::error!(aarsag = tekst, "the store cannot be written to: all writes are refused until it can");
    Skrivefejl::Lager(
        Fejl::ny(Fejlkode::Optaget)
            .detalje(("lageret kan ikke bruges lige nu; intet er gemt", "the store cannot be used at the moment; nothing was stored"))
            .aarsag(tekst),
    )
}

fn uvis(e: &str) -> Skrivefejl {
    tracing::error!(fejl = e, "a connection was lost at COMMIT, and the server does not say whether the transaction was stored");
    Skrivefejl::Lager(
        Fejl::ny(Fejlkode::Optaget)
            .detalje((
                "det vides ikke, om ændringen blev gemt: læs, før den gentages",
                "whether the change was stored is not known: read it before it is repeated",
            ))
            .aarsag(e),
    )
}

async fn transaktion(f: &Faelles, nr: Transaktion, skrivninger: &[&Skrivning]) -> Result<Vec<Udfald>, Afbrudt> {
    let c = f.pool.get().await.map_err(|e| Afbrudt::Forbindelse(e.to_string()))?;
    let mut sendt = None;
    let fejl = match i_transaktion(&c, f, nr, skrivninger, &mut sendt).await {
        Ok(svar) => return Ok(svar),
        Err(fejl) => fejl,
    };
    let mut lever = !matches!(fejl, Afbrudt::Forbindelse(_));
    // A lock of the giving of time would otherwise outlive a statement that failed within it.
    lever = lever && c.batch_execute("ROLLBACK; SELECT pg_advisory_unlock_all()").await.is_ok();
    if !lever {
        // A connection in an unknown state is not given back.
        drop(deadpool_postgres::Object::take(c));
    }
    match (fejl, sendt) {
        (Afbrudt::Forbindelse(e), Some(Sendt { pid, svar })) => match nr.er_gemt(&f.pool, pid).await {
            Some(true) => Ok(svar),
            Some(false) => Err(Afbrudt::Igen(e)),
            None => Err(Afbrudt::Uvis(e)),
        },
        (fejl, _) => Err(fejl),
    }
}

/// A transaction that has been sent with its COMMIT.
struct Sendt {
    /// The server process.
    pid: i32,
    /// The answers, if it was stored.
    svar: Vec<Udfald>,
}

/// Expectations first, then the rows of every batch that may go on, and COMMIT.
async fn i_transaktion(
    c: &Client,
    f: &Faelles,
    nr: Transaktion,
    skrivninger: &[&Skrivning],
    sendt: &mut Option<Sendt>,
) -> Result<Vec<Udfald>, Afbrudt> {
    let mut l = laas_og_laes(c, &f.tidsgiver, skrivninger).await?;
    let mut svar = Vec::with_capacity(skrivninger.len());
    let mut r = Raekker::ny(l.xid + f.tillaeg);
    for s in skrivninger {
        if let Err(fejl) = l.kan_ske(s) {
            svar.push(Err(fejl));
            continue;
        }
        let tid = l.tager_tid(s);
        for o in &s.objekter {
            let k = l.kendte.get(&o.noegle).copied().unwrap_or_default();
            let holder = |n: &[u8]| {
                l.holdere.get(&(o.noegle.myndighed, n.to_vec())).is_some_and(|h| h.0 == k.oid) && !o.unikke.slip.iter().any(|x| x == n)
            };
            r.tag(o, k, &mut l.numre, (tid, s.kaldt), (l.pakkede.get(&k.oid), holder));
        }
        s.flygtige.iter().for_each(|f| r.tag_flygtig(f));
        for x in &s.raekker {
            r.tag_raekke(x, l.raekker.contains_key(&(x.samling, x.noegle.clone())));
        }
        s.log.iter().for_each(|l| r.tag_log(l));
        svar.push(Ok(tid.mikros()));
    }
    let sendt = sendt.insert(Sendt { pid: l.pid, svar });
    r.skriv(c, &nr).await?;
    Ok(std::mem::take(&mut sendt.svar))
}

/// Removes everything of an authority but its log, in one transaction.
pub(crate) async fn slet_myndighed(c: &mut Client, myndighed: Cvr) -> Result<(), Fejl> {
    let t = c.transaction().await.map_err(Fejl::intern)?;
    // The objects first: their rows are what writers wait for.
    for tabel in ["objekt", "unik", "indeks", "maerke", "registrering", "udbakke", "filstump"] {
        t.execute(&format!("DELETE FROM {tabel} WHERE myndighed = $1"), &[&i64::from(myndighed.tal())]).await.map_err(Fejl::intern)?;
    }
    emne::spring(&t).await?;
    t.commit().await.map_err(Fejl::intern)
}
