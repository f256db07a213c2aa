//! A connection that is lost at COMMIT: what was stored is said to be stored, what was not is written again, and nothing is written twice.
use crate::data::*;
use crate::log::post;
use crate::proeve::ProevePostgres;
use grund::{Fejlkode, Periode};
use lager::postgres::Indstillinger;
use lager::*;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// When the connection is cut.
#[derive(Clone, Copy, Debug)]
enum Snit {
    /// The server never gets COMMIT, and sees that the client is gone.
    Foer,
    /// The server never gets COMMIT, and does not see that the client is gone: the transaction stays open.
    FoerOgTavs,
    /// The server gets COMMIT and the end of the connection at once.
    Samtidig,
    /// The server has committed; not one byte of its answer comes.
    Efter,
    /// Half of the answer comes.
    Halvt,
}
const SNIT: [Snit; 5] = [Snit::Foer, Snit::FoerOgTavs, Snit::Samtidig, Snit::Efter, Snit::Halvt];

/// Cuts every third COMMIT that goes through, in turn by each of [`SNIT`]; returns its port, and counts the cuts.
async fn mellemmand(sokkel: String, snit: Arc<AtomicU64>) -> u16 {
    let lytter = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = lytter.local_addr().unwrap().port();
    let commits = Arc::new(AtomicU64::new(0));
    tokio::spawn(async move {
        loop {
            let Ok((klient, _)) = lytter.accept().await else { return };
            let Ok(server) = UnixStream::connect(&sokkel).await else { continue };
            tokio::spawn(forbindelse(klient, server, commits.clone(), snit.clone()));
        }
    });
    port
}

async fn forbindelse(klient: TcpStream, server: UnixStream, commits: Arc<AtomicU64>, talte: Arc<AtomicU64>) -> Option<()> {
    let (mut fra_klient, mut til_klient) = klient.into_split();
    let (mut fra_server, mut til_server) = server.into_split();
    let mut buf = vec![0; 64 * 1024];
    let mut svar = vec![0; 64 * 1024];
    loop {
        tokio::select! {
            n = fra_klient.read(&mut buf) => {
                let n = n.ok().filter(|n| *n > 0)?;
                let sendt = &buf[..n];
                let commit = sendt.windows(7).position(|w| w == b"COMMIT\0");
                let nr = commit.map(|_| commits.fetch_add(1, Ordering::Relaxed));
                let Some(nr) = nr.filter(|nr| nr % 3 == 2) else {
                    til_server.write_all(sendt).await.ok()?;
                    continue;
                };
                talte.fetch_add(1, Ordering::Relaxed);
                // The message is 'Q', four bytes of length, and the text.
                let foer = &sendt[..commit.unwrap() - 5];
                match SNIT[(nr / 3) as usize % SNIT.len()] {
                    Snit::Foer => til_server.write_all(foer).await.ok()?,
                    Snit::FoerOgTavs => {
                        til_server.write_all(foer).await.ok()?;
                        drop((fra_klient, til_klient));
                        // Held until the server itself ends it.
                        while fra_server.read(&mut svar).await.is_ok_and(|n| n > 0) {}
                    }
                    Snit::Samtidig => til_server.write_all(sendt).await.ok()?,
                    s @ (Snit::Efter | Snit::Halvt) => {
                        til_server.write_all(sendt).await.ok()?;
                        let mut ud = Vec::new();
                        while !ud.windows(7).any(|w| w == b"COMMIT\0") {
                            let n = fra_server.read(&mut svar).await.ok().filter(|n| *n > 0)?;
                            ud.extend_from_slice(&svar[..n]);
                        }
                        if let Snit::Halvt = s {
                            til_klient.write_all(&ud[..ud.len() / 2]).await.ok()?;
                        }
                    }
                }
                return None;
            }
            n = fra_server.read(&mut svar) => {
                let n = n.ok().filter(|n| *n > 0)?;
                til_klient.write_all(&svar[..n]).await.ok()?;
            }
        }
    }
}

/// Each client writes an object and its registrations one after the other, each with a log row of its own; `Ok` and refused ones by object.
async fn skriv(l: &Arc<PostgresLager>, klienter: u64, runder: u32) -> HashMap<u64, (u32, Option<u32>)> {
    let arbejde = (0..klienter).map(|k| {
        let l = l.clone();
        tokio::spawn(async move {
            let mut oid = None;
            for version in 0..runder {
                let n = noegle(A, k);
                let mut s = match version {
                    0 => opret(n, 1, &["k"]),
                    v => {
                        while oid.is_none() {
                            // The server may be away for the moment.
                            oid = l.hent(&[A], 7, n.uuid, Registreringsvalg::Aktuel).await.ok().flatten().map(|o| o.oid);
                        }
                        let ny = registrer(vec![reg(v + 1, i64::from(v) + 1)], vec![], vec![]);
                        let foer = Revision { oid: oid.unwrap(), nr: v };
                        en(n, Forventning::Revision(foer), ny, haendelse(i64::from(v)))
                    }
                };
                s.log = vec![post(k * 1_000 + u64::from(version), Some(A), 1)];
                match l.skriv(s).await {
                    Ok(_) => {}
                    Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Optaget => return (k, (version, Some(version))),
                    // The client is alone with its object: only its own write, done twice, can have been in the way.
                    Err(f) => panic!("client {k} version {version}: {f:?}"),
                }
            }
            (k, (runder, None))
        })
    });
    futures::future::join_all(arbejde).await.into_iter().map(Result::unwrap).collect()
}

/// What is acknowledged is there, what was refused may be, and every registration has one event and one log row.
async fn efterse(l: &PostgresLager, svar: &HashMap<u64, (u32, Option<u32>)>) {
    let mut ialt = 0;
    for (k, (kvitteret, uvis)) in svar {
        let version = l.hent(&[A], 7, noegle(A, *k).uuid, Registreringsvalg::Aktuel).await.unwrap().map_or(0, |o| o.version);
        assert!(version == *kvitteret || uvis.is_some_and(|u| version == u + 1), "client {k}: {kvitteret} {uvis:?}, stored {version}");
        ialt += version as usize;
    }
    assert_eq!(l.haendelser(None, lager::Stroemposition::FORFRA, 100_000).await.unwrap().len(), ialt, "events");
    let log = l.logposter(Logvalg::Alle, Periode::ALTID, 0, 100_000).await.unwrap();
    let kald: std::collections::HashSet<_> = log.iter().map(|p| p.kald_id).collect();
    assert_eq!((log.len(), kald.len()), (ialt, ialt), "log rows");
}

fn sokkel(url: &str) -> String {
    let vaert = url.split(' ').find_map(|d| d.strip_prefix("host=")).unwrap();
    format!("{vaert}/.s.PGSQL.5432")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn issue_11_1_6_a_connection_cut_at_commit_neither_loses_nor_doubles() {
    let Some(server) = ProevePostgres::start_med("", |_| Some(())) else { return };
    let url = server.ny_database().await.unwrap();
    // The tables are made without anybody in between.
    let direkte = PostgresLager::aabn(&url, Indstillinger::default()).await.unwrap();
    let snit = Arc::new(AtomicU64::new(0));
    let port = mellemmand(sokkel(&url), snit.clone()).await;
    let database = url.split(' ').filter_map(|d| d.strip_prefix("dbname=")).next_back().unwrap();
    let gennem = format!("host=127.0.0.1 port={port} user=postgres dbname={database}");
    let l = Arc::new(PostgresLager::aabn(&gennem, Indstillinger { skrivere: 2, ..Indstillinger::default() }).await.unwrap());
    let svar = skriv(&l, 8, 40).await;
    assert!(snit.load(Ordering::Relaxed) >= 20, "{snit:?} cuts");
    for (k, (kvitteret, uvis)) in &svar {
        assert_eq!((*kvitteret, *uvis), (40, None), "client {k}: the server could always be asked");
    }
    efterse(&direkte, &svar).await;
    // A short-lived key is won once, and never by two.
    let mut vundet = 0;
    for _ in 0..30 {
        match l.gem_flygtig(vec![7], t(9), vec![], t(1)).await {
            Ok(vandt) => vundet += u32::from(vandt),
            Err(f) => assert_eq!(f.kode(), Fejlkode::Optaget),
        }
    }
    assert!(vundet <= 1 && !direkte.gem_flygtig(vec![7], t(9), vec![], t(1)).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn issue_11_1_6_an_immediate_stop_of_the_server_neither_loses_nor_doubles() {
    let Some(server) = ProevePostgres::start_med("", |_| Some(())) else { return };
    for runde in 0..3u32 {
        let l = Arc::new(PostgresLager::aabn(&server.ny_database().await.unwrap(), Indstillinger::default()).await.unwrap());
        let arbejde = tokio::spawn({
            let l = l.clone();
            async move { skriv(&l, 8, 400).await }
        });
        // Once something has been written.
        let version = async || Some(l.hent(&[A], 7, noegle(A, 1).uuid, Registreringsvalg::Aktuel).await.ok()??.version);
        while version().await.is_none_or(|v| v < 5 + runde) {
            tokio::task::yield_now().await;
        }
        tokio::task::block_in_place(|| server.genstart_haardt()).unwrap();
        let svar = arbejde.await.unwrap();
        // The pool mends itself.
        efterse(&l, &svar).await;
    }
}
