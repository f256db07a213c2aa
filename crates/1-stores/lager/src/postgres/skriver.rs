//! Writers: each takes what is waiting for it and writes it in one transaction of a few statements, whatever its size.
//!
//! An object always goes to the same writer of this process, so writers seldom wait for each other; row locks and unique
//! keys keep other processes right. Two round trips: lock and read what is expected, then write and commit.
use crate::port::{Forventning, Objektnoegle, Skrivefejl, Skrivning};
use crate::postgres::raekker::{NyFlygtig, Raekker};
use crate::postgres::udfald::{Skrivermaerke, Transaktion};
use crate::postgres::{emne, horisont};
use deadpool_postgres::{Client, Pool};
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use std::collections::{HashMap, HashSet, VecDeque};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

/// Batches in one transaction.
const TRANSAKTION_MAKS: usize = 200;
/// Objects and log rows in one transaction: their places in it have 20 bits, and a transaction should not last.
const RAEKKER_MAKS: usize = 5_000;
/// Tries of a transaction that met another process's, before each batch is tried alone.
const FORSOEG: u32 = 5;

/// A batch and where its answer goes.
pub(crate) struct Opgave {
    pub indhold: Indhold,
    pub svar: oneshot::Sender<Udfald>,
}

/// What is to be written: a batch, or a short-lived key.
pub(crate) enum Indhold {
    Skrivning(Skrivning),
    Flygtig(NyFlygtig),
}

/// `false`: the short-lived key was there already.
pub(crate) type Udfald = Result<bool, Skrivefejl>;

impl Indhold {
    fn skrivning(&self) -> Option<&Skrivning> {
        match self {
            Self::Skrivning(s) => Some(s),
            Self::Flygtig(_) => None,
        }
    }

    fn flygtig(&self) -> Option<&NyFlygtig> {
        match self {
            Self::Skrivning(_) => None,
            Self::Flygtig(f) => Some(f),
        }
    }

    fn raekker(&self) -> usize {
        self.skrivning().map_or(1, |s| s.objekter.len() + s.log.len())
    }
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
pub(crate) async fn koer(pool: Pool, tillaeg: i64, mut maerke: Skrivermaerke, mut ind: mpsc::Receiver<Opgave>, tager_statistik: bool) {
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
        let (svar, indhold) = tag(&mut venter);
        skrevet += indhold.iter().filter_map(Indhold::skrivning).map(|s| s.objekter.len()).sum::<usize>();
        let udfald = skriv(&pool, tillaeg, &mut maerke, indhold).await;
        for (s, u) in svar.into_iter().zip(udfald) {
            let _ = s.send(u);
        }
        if tager_statistik && skrevet >= naeste {
            naeste = skrevet.saturating_mul(4);
            tokio::spawn(statistik(pool.clone()));
        }
    }
}

type Svar = oneshot::Sender<Udfald>;

/// Takes batches that have no object or short-lived key in common: statements of one kind are written together, so the order between two
/// changes of an object would be lost. What has to wait keeps its order.
fn tag(venter: &mut VecDeque<Opgave>) -> (Vec<Svar>, Vec<Indhold>) {
    let mut optaget: HashSet<Objektnoegle> = HashSet::new();
    let mut noegler: HashSet<Vec<u8>> = HashSet::new();
    let (mut svar, mut ud, mut raekker) = (Vec::new(), Vec::new(), 0);
    let mut rest = VecDeque::new();
    for o in venter.drain(..) {
        let fri = match &o.indhold {
            Indhold::Skrivning(s) => {
                let fri = s.objekter.iter().all(|x| !optaget.contains(&x.noegle));
                optaget.extend(s.objekter.iter().map(|x| x.noegle));
                fri
            }
            Indhold::Flygtig(f) => noegler.insert(f.noegle.clone()),
        };
        if fri && (ud.is_empty() || raekker + o.indhold.raekker() <= RAEKKER_MAKS) {
            raekker += o.indhold.raekker();
            svar.push(o.svar);
            ud.push(o.indhold);
        } else {
            rest.push_back(o);
        }
    }
    *venter = rest;
    (svar, ud)
}

/// Why a transaction did not happen.
enum Afbrudt {
    /// Another process was in the way; nothing was stored, and the next try will see what it did.
    Igen(String),
    /// The database said no.
    Fejl(tokio_postgres::Error),
    /// No connection, before anything could be stored.
    Forbindelse(String),
    /// The connection was lost, and the server does not say what became of the transaction.
    Uvis(String),
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

async fn skriv(pool: &Pool, tillaeg: i64, maerke: &mut Skrivermaerke, indhold: Vec<Indhold>) -> Vec<Udfald> {
    let alle: Vec<&Indhold> = indhold.iter().collect();
    let mut tabt = false;
    for _ in 0..FORSOEG {
        match transaktion(pool, tillaeg, maerke.naeste(), &alle).await {
            Ok(ud) => return ud,
            Err(Afbrudt::Igen(_)) => {}
            Err(Afbrudt::Fejl(_)) => break,
            // The first connection may be one that has lain in the pool since before a restart of the server.
            Err(Afbrudt::Forbindelse(_)) if !tabt => tabt = true,
            Err(Afbrudt::Forbindelse(e)) => return alle.iter().map(|_| Err(afbrudt(&e))).collect(),
            Err(Afbrudt::Uvis(e)) => return alle.iter().map(|_| Err(uvis(&e))).collect(),
        }
    }
    // One of them fails in a way that was not foreseen: each gets a transaction of its own, so that the others do not suffer.
    let mut ud = Vec::with_capacity(alle.len());
    for s in alle {
        ud.push(match transaktion(pool, tillaeg, maerke.naeste(), &[s]).await {
            Ok(mut u) => u.pop().unwrap_or(Ok(true)),
            Err(Afbrudt::Igen(e) | Afbrudt::Forbindelse(e)) => Err(afbrudt(&e)),
            Err(Afbrudt::Uvis(e)) => Err(uvis(&e)),
            Err(Afbrudt::Fejl(e)) => {
                tracing::error!(fejl = %e, "write failed");
                Err(Skrivefejl::Lager(Fejl::intern(e)))
            }
        });
    }
    ud
}

fn afbrudt(e: &str) -> Skrivefejl {
    tracing::warn!(fejl = e, "write interrupted");
    Skrivefejl::Lager(Fejl::ny(Fejlkode::Optaget).aarsag(e))
}

/// The answer about a short-lived key while nobody knows whether it was new.
fn uvis_noegle() -> Skrivefejl {
    Skrivefejl::Lager(Fejl::ny(Fejlkode::Optaget).detalje("whether the key was new is not known"))
}

fn uvis(e: &str) -> Skrivefejl {
    tracing::error!(fejl = e, "a connection was lost at COMMIT, and the server does not say whether the transaction was stored");
    Skrivefejl::Lager(
        Fejl::ny(Fejlkode::Optaget).detalje("whether the change was stored is not known: read it before it is repeated").aarsag(e),
    )
}

async fn transaktion(pool: &Pool, tillaeg: i64, nr: Transaktion, indhold: &[&Indhold]) -> Result<Vec<Udfald>, Afbrudt> {
    let c = pool.get().await.map_err(|e| Afbrudt::Forbindelse(e.to_string()))?;
    let mut sendt = None;
    let fejl = match i_transaktion(&c, tillaeg, nr, indhold, &mut sendt).await {
        Ok(svar) => return Ok(svar),
        Err(fejl) => fejl,
    };
    let mut lever = !matches!(fejl, Afbrudt::Forbindelse(_));
    lever = lever && c.batch_execute("ROLLBACK").await.is_ok();
    if !lever {
        // A connection in an unknown state is not given back.
        drop(deadpool_postgres::Object::take(c));
    }
    match (fejl, sendt) {
        (Afbrudt::Forbindelse(e), Some(Sendt { pid, svar })) => match nr.er_gemt(pool, pid).await {
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
    /// The answers, if it was stored. Whether a short-lived key was new, nobody can tell any more.
    svar: Vec<Udfald>,
}

/// What is known of an object inside the transaction.
#[derive(Clone, Copy)]
struct Kendt {
    oid: i64,
    version: i64,
}

async fn i_transaktion(
    c: &Client,
    tillaeg: i64,
    nr: Transaktion,
    indhold: &[&Indhold],
    sendt: &mut Option<Sendt>,
) -> Result<Vec<Udfald>, Afbrudt> {
    let skrivninger: Vec<&Skrivning> = indhold.iter().filter_map(|i| i.skrivning()).collect();
    let flygtige: Vec<&NyFlygtig> = indhold.iter().filter_map(|i| i.flygtig()).collect();
    let (kendte, (xid, pid), mut numre) = laas_og_laes(c, &skrivninger).await?;
    let mut svar = Vec::with_capacity(indhold.len());
    let mut r = Raekker::ny(xid + tillaeg);
    for i in indhold {
        let Indhold::Skrivning(s) = i else {
            svar.push(Err(uvis_noegle()));
            continue;
        };
        let brudt = s.objekter.iter().position(|o| {
            let har = kendte.get(&o.noegle).map(|k| k.version);
            har != match o.forventet {
                Forventning::Ukendt => None,
                Forventning::Version(v) => Some(i64::from(v)),
            }
        });
        if let Some(nr) = brudt {
            svar.push(Err(Skrivefejl::Samtidig(nr)));
            continue;
        }
        for o in &s.objekter {
            r.tag(o, kendte.get(&o.noegle).map(|k| k.oid), &mut numre);
        }
        s.log.iter().for_each(|l| r.tag_log(l));
        svar.push(Ok(true));
    }
    let sendt = sendt.insert(Sendt { pid, svar });
    let nye = r.skriv(c, &flygtige, &nr).await?;
    let mut svar = std::mem::take(&mut sendt.svar);
    for (i, s) in indhold.iter().zip(&mut svar) {
        if let Some(f) = i.flygtig() {
            *s = Ok(nye.contains(&f.noegle));
        }
    }
    Ok(svar)
}

/// One round trip: begins, locks the rows of the objects that are known, and takes a transaction number and object numbers.
async fn laas_og_laes(
    c: &Client,
    skrivninger: &[&Skrivning],
) -> Result<(HashMap<Objektnoegle, Kendt>, (i64, i32), std::vec::IntoIter<i64>), Afbrudt> {
    let noegler: Vec<&Objektnoegle> = skrivninger.iter().flat_map(|s| s.objekter.iter().map(|o| &o.noegle)).collect();
    let nye = skrivninger.iter().flat_map(|s| &s.objekter).filter(|o| o.forventet == Forventning::Ukendt).count();
    let nye = i64::try_from(nye).unwrap_or(0);
    let m: Vec<i64> = noegler.iter().map(|n| i64::from(n.myndighed.tal())).collect();
    let t: Vec<i32> = noegler.iter().map(|n| i32::from(n.objekttype)).collect();
    let u: Vec<Uuid> = noegler.iter().map(|n| n.uuid).collect();
    // In order of number, so that two programs that want the same rows wait in one order.
    let laas = c
        .prepare_cached(
            "SELECT o.oid, o.version, k.nr FROM unnest($1::int8[], $2::int4[], $3::uuid[]) WITH ORDINALITY k(m, t, u, nr)
             JOIN objekt o ON o.myndighed = k.m AND o.objekttype = k.t AND o.uuid = k.u ORDER BY o.oid FOR UPDATE OF o",
        )
        .await?;
    let tal = c
        .prepare_cached("SELECT pg_current_xact_id()::text::int8, array(SELECT nextval('objekt_nr') FROM generate_series(1, $1::int8)), pg_backend_pid()")
        .await?;
    let laas_p: [&(dyn ToSql + Sync); 3] = [&m, &t, &u];
    let tal_p: [&(dyn ToSql + Sync); 1] = [&nye];
    // Sent in this order without waiting in between.
    let begynd = horisont::begynd();
    let (_, raekker, tal) = futures::try_join!(c.batch_execute(&begynd), c.query(&laas, &laas_p), c.query_one(&tal, &tal_p))?;
    let mut kendte = HashMap::with_capacity(raekker.len());
    for r in raekker {
        let nr: i64 = r.get(2);
        if let Some(n) = usize::try_from(nr - 1).ok().and_then(|nr| noegler.get(nr)) {
            kendte.insert(**n, Kendt { oid: r.get(0), version: r.get(1) });
        }
    }
    Ok((kendte, (tal.get(0), tal.get(2)), tal.get::<_, Vec<i64>>(1).into_iter()))
}

/// Removes everything of an authority but its log, in one transaction.
pub(crate) async fn slet_myndighed(c: &mut Client, myndighed: Cvr) -> Result<(), Fejl> {
    let t = c.transaction().await.map_err(Fejl::intern)?;
    // The objects first: their rows are what writers wait for.
    for tabel in ["objekt", "indeks", "maerke", "registrering", "udbakke", "filstump"] {
        t.execute(&format!("DELETE FROM {tabel} WHERE myndighed = $1"), &[&i64::from(myndighed.tal())]).await.map_err(Fejl::intern)?;
    }
    emne::spring(&t).await?;
    t.commit().await.map_err(Fejl::intern)
}
