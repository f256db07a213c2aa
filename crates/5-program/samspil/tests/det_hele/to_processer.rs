//! Two processes of the whole program on one PostgreSQL database: they are one system, also when one is killed.
use crate::nedbrud::{er_hele, kontroller, postgres, skriv_til_det_doer};
use crate::program::{MYNDIGHED, Program, samspil, udskrift};
use lager::postgres::Indstillinger;
use lager::{Driftslager, Haendelse, Haendelseslager, Objektlager, PostgresLager};
use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn uden_for<T>(f: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f)
}

fn kommando(argumenter: &[&str], data: &Path, url: &str) -> String {
    let ud = samspil(&[argumenter, &["--data", data.to_str().unwrap(), "--lager", url]].concat()).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success(), "{argumenter:?}: {tekst}");
    tekst
}

/// A token from that process; the refusal if it gives none.
fn token(p: &Program, noegler: &Path) -> Result<String, String> {
    let mut c = samspil(&["klient", "token", "--tjeneste", "http://stoettesystemerne.dk/service/organisation/3", "--server"]);
    c.arg(p.sikker.as_deref().unwrap()).arg("--certifikat").arg(noegler.join("demosystem.p12")).arg("--rod").arg(noegler.join("rod.pem"));
    let ud = c.output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    if ud.status.success() { Ok(tekst) } else { Err(tekst) }
}

/// Asks until the answer is as wanted: how long it may take is the limit of the thing, not of the test.
fn til(hvad: &str, mut f: impl FnMut() -> bool) {
    for _ in 0..600 {
        if f() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{hvad}: not within a minute");
}

#[test]
fn issue_11_1_6_two_processes_share_agreements_replay_and_log_and_fail_closed() {
    let Some((server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let noegler = data.join("klienter");
    let a = Program::demo_sikker_paa(&data, &url);
    let mut b = Program::demo_sikker_paa(&data, &url);
    token(&a, &noegler).unwrap();
    token(&b, &noegler).unwrap();

    // A message that one has taken is known to the other.
    let besked = mappe.path().join("besked.xml");
    let besked = besked.to_str().unwrap();
    let koer = |p: &Program, hvad| udskrift("sikker_gentag.py", &[p.sikker.as_deref().unwrap(), noegler.to_str().unwrap(), besked, hvad]);
    if let Some(foerste) = koer(&a, "send") {
        assert!(foerste.contains("accepted"), "{foerste}");
        assert!(koer(&b, "gentag").unwrap().contains("SAM-2106"));
    }

    // Somebody has forgotten a transaction in the cluster, and a third process ends the agreements.
    uden_for(async {
        let (glemt, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        let opgave = tokio::spawn(forbindelse);
        glemt.batch_execute("CREATE TABLE glemt(x int); BEGIN; INSERT INTO glemt VALUES(1)").await.unwrap();
        let aftaler = kommando(&["administration", "aftale", "list", "--tilstand", "godkendt"], &data, &url);
        // Each line begins with the agreement, and ends with what its decision must name.
        let ord = |l: &str| Some((l.split_whitespace().next()?.to_owned(), l.split("--registreret ").nth(1)?.trim().to_owned()));
        let set: Vec<_> = aftaler.lines().filter_map(ord).collect();
        assert!(!set.is_empty(), "{aftaler}");
        for (u, registreret) in &set {
            kommando(&["administration", "aftale", "opsig", u, "--registreret", registreret], &data, &url);
        }
        for p in [&a, &b] {
            til("an ended agreement is felt", || token(p, &noegler).is_err());
        }
        // The log is sealed meanwhile, by both, into one chain.
        let ventende = async || {
            let sql = "SELECT count(*) FROM log WHERE position > (SELECT max(til_position) FROM logsegl)";
            let (c, f) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(f);
            c.query_one(sql, &[]).await.unwrap().get::<_, i64>(0)
        };
        let mut tomt = false;
        for _ in 0..300 {
            tomt = tomt || ventende().await == 0;
            if tomt {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(tomt, "rows are sealed while a foreign transaction is open");
        drop(glemt);
        let _ = opgave.await;
    });
    b.draeb();
    assert!(token(&a, &noegler).is_err());
    kommando(&["log", "kontroller"], &data, &url);

    // Without the store nobody is let through, and afterwards the program comes back by itself.
    server.stop_haardt().unwrap();
    til("fails closed", || {
        let s = a.get("/organisation/bruger");
        s.status == 503
    });
    let s = a.get("/sundhed");
    assert_eq!((s.status, s.json()["status"].as_str()), (503, Some("nede")), "a monitor reads the status: {s:?}");
    assert!(!s.json()["advarsler"].as_array().unwrap().is_empty(), "{s:?}");
    til("the agreements are said to be unconfirmed", || {
        let m = a.get("/metrics").krop;
        let alder = m.lines().find_map(|l| l.strip_prefix("samspil_aftaler_alder_seconds ")).and_then(|t| t.parse::<f64>().ok());
        alder.is_some_and(|a| a > 10.0)
    });
    server.genstart_haardt().unwrap();
    til("comes back", || a.get("/organisation/bruger").status == 401);
    kommando(&["log", "kontroller"], &data, &url);
}

#[test]
fn issue_11_1_6_two_processes_write_one_feed_and_one_is_killed() {
    let Some((_server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let (a, b) = (mappe.path().join("a"), mappe.path().join("b"));
    let mut a = Program::serve(&a, &["--lager", &url]);
    let mut b = Program::serve(&b, &["--lager", &url]);
    let slut = AtomicBool::new(false);
    let (mut kvitteret, laest) = std::thread::scope(|s| {
        // A reader of the feed keeps its position all the time.
        let laeser = s.spawn(|| {
            uden_for(async {
                let l = PostgresLager::aabn(&url, Indstillinger::default()).await.unwrap();
                let mut laest: Vec<Haendelse> = Vec::new();
                loop {
                    let sidste = slut.load(Ordering::Relaxed);
                    let nye = l.haendelser(None, laest.last().map_or(lager::Stroemposition::FORFRA, |h| h.position), 100).await.unwrap();
                    if nye.is_empty() && sidste {
                        return laest;
                    }
                    laest.extend(nye);
                }
            })
        });
        let en = s.spawn(|| skriv_til_det_doer(&mut a, 0, Duration::from_millis(1_500)));
        let to = s.spawn(|| skriv_til_det_doer(&mut b, 1, Duration::from_millis(2_500)));
        let mut kvitteret = en.join().unwrap();
        kvitteret.extend(to.join().unwrap());
        slut.store(true, Ordering::Relaxed);
        (kvitteret, laeser.join().unwrap())
    });
    assert!(kvitteret.len() > 16, "{} objects", kvitteret.len());
    assert!(laest.windows(2).all(|p| p[0].position < p[1].position), "in order");
    uden_for(async {
        let l = PostgresLager::aabn(&url, Indstillinger::default()).await.unwrap();
        let (c, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(forbindelse);
        // The server is done with what the killed processes had sent.
        let aabne =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        while c.query_one(aabne, &[]).await.unwrap().get::<_, i64>(0) > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let alle = l.haendelser(None, lager::Stroemposition::FORFRA, 1_000_000).await.unwrap();
        // A killed process's last transactions may end after it; they come behind what was read.
        let foerste = alle.iter().zip(&laest).position(|(a, b)| a != b);
        assert!(
            laest.len() <= alle.len() && foerste.is_none(),
            "read {} of {}, the first difference at {foerste:?}",
            laest.len(),
            alle.len()
        );
        let resten = l.haendelser(None, laest.last().map_or(lager::Stroemposition::FORFRA, |h| h.position), 1_000_000).await.unwrap();
        assert_eq!(laest.len() + resten.len(), alle.len(), "a reader that kept its position has seen every event once");
        let objekter = l.gennemloeb(0, 1_000_000).await.unwrap();
        let oid: HashSet<i64> = objekter.iter().map(|o| o.oid).collect();
        assert_eq!((oid.len(), alle.len()), (objekter.len(), objekter.len()), "numbers are given once, an event for each object");
        l.luk().await;
    });
    let c = Program::serve(&mappe.path().join("c"), &["--lager", &url]);
    kvitteret.sort();
    er_hele(&c, &kvitteret);
    assert_eq!(c.rest(MYNDIGHED, "POST", crate::tvaers::ENHED, &crate::tvaers::enhed("efter", "efter")).status, 201);
    kontroller(&["--lager", &url]);
}
