//! Runs of many seeds, and the telling of one that fails.
use crate::dommer::{Omfang, doem};
use crate::port::Plantet;
use crate::spil::{Opsaetning, TRIN, spil};
use crate::verden::Sted;
use grund::Tidspunkt;
use lager::proeve::ProevePostgres;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs in one PostgreSQL database: making one costs more than a run.
const I_EN_DATABASE: u64 = 25;

/// The seeds: `antal` of them, or one of `del` of as many as `SAMSPIL_SIMULATION` says (slow runs are fewer), from `SAMSPIL_FROE` (1) on.
pub fn froe(antal: u64, del: u64) -> std::ops::Range<u64> {
    let tal = |navn: &str| std::env::var(navn).ok().and_then(|v| v.parse::<u64>().ok());
    let fra = tal("SAMSPIL_FROE").unwrap_or(1);
    fra..fra + tal("SAMSPIL_SIMULATION").map_or(antal, |n| n.div_ceil(del))
}

/// A run in a SQLite file of its own.
pub fn sqlite(froe: u64, plantet: Option<Plantet>) -> Opsaetning {
    let start = Tidspunkt::fra_xs("2026-01-01T00:00:00Z").unwrap();
    Opsaetning { froe, sted: Sted::Sqlite, trin: TRIN, plantet, loeb: 1, start }
}

fn koersel() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Plays and judges one.
///
/// # Errors
/// What is wrong.
pub fn en(o: Opsaetning) -> Result<Omfang, Vec<String>> {
    doem(&koersel().block_on(spil(o)))
}

/// All seeds on SQLite, on two threads.
///
/// # Errors
/// The first seed that fails, cut to as few steps as still fail.
pub fn alle_sqlite(froe: std::ops::Range<u64>) -> Result<Omfang, String> {
    let (naeste, slut) = (AtomicU64::new(froe.start), froe.end);
    let (ialt, fejl) = (Mutex::new(Omfang::default()), Mutex::new(None::<String>));
    std::thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                while fejl.lock().unwrap().is_none() {
                    let froe = naeste.fetch_add(1, Ordering::Relaxed);
                    if froe >= slut {
                        return;
                    }
                    match en(sqlite(froe, None)) {
                        Ok(o) => ialt.lock().unwrap().og(o),
                        Err(_) => *fejl.lock().unwrap() = Some(fortael(froe)),
                    }
                }
            });
        }
    });
    fejl.into_inner().unwrap().map_or(Ok(ialt.into_inner().unwrap()), Err)
}

/// What is wrong with a seed's run, with as few steps as still show it.
fn fortael(froe: u64) -> String {
    let med = |trin| en(Opsaetning { trin, ..sqlite(froe, None) }).err();
    let (mut god, mut daarlig) = (0, TRIN);
    while daarlig - god > 1 {
        let midt = god.midpoint(daarlig);
        if med(midt).is_some() { daarlig = midt } else { god = midt }
    }
    let brud = med(daarlig).or_else(|| med(TRIN));
    let brud = brud.map_or("nothing when it was run again: it depends on how threads came between each other".to_owned(), |b| b.join("\n"));
    format!("SQLite, seed {froe} (SAMSPIL_FROE={froe} SAMSPIL_SIMULATION=1), {daarlig} steps:\n{brud}")
}

/// All seeds on PostgreSQL, two processes on a database; `None` when there is no PostgreSQL.
///
/// # Errors
/// The first seed that fails.
pub fn alle_postgres(froe: std::ops::Range<u64>) -> Option<Result<Omfang, String>> {
    let server = ProevePostgres::start()?;
    let rt = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut ialt = Omfang::default();
    let (mut url, mut start) = (String::new(), Tidspunkt::fra_mikros(0));
    for (nr, froe) in (0..).zip(froe) {
        if nr % I_EN_DATABASE == 0 {
            url = rt.block_on(server.ny_database()).unwrap();
            start = rt.block_on(ur(&url));
        }
        let o = Opsaetning { froe, sted: Sted::Postgres(url.clone()), trin: TRIN, plantet: None, loeb: 1 + nr % I_EN_DATABASE, start };
        match doem(&rt.block_on(spil(o))) {
            Ok(o) => ialt.og(o),
            Err(b) => return Some(Err(format!("PostgreSQL, seed {froe}:\n{}", b.join("\n")))),
        }
    }
    Some(Ok(ialt))
}

/// The database's clock.
async fn ur(url: &str) -> Tidspunkt {
    let (c, forbindelse) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let opgave = tokio::spawn(forbindelse);
    let mikros = c.query_one("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8", &[]).await.unwrap().get(0);
    drop(c);
    let _ = opgave.await;
    Tidspunkt::fra_mikros(mikros)
}
