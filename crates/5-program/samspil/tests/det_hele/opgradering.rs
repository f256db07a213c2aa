//! Issue 11, 1.11: two processes of different versions on one store. The other version is played by the number that the store holds.
use crate::nedbrud::postgres;
use crate::program::{MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, enhed};
use lager::Formatindhold;

/// What a command says that is refused before it does anything.
fn afvist(argumenter: &[&str]) -> String {
    let ud = samspil(argumenter).output().unwrap();
    let tekst = String::from_utf8_lossy(&ud.stderr).into_owned();
    assert_eq!(ud.status.code(), Some(1), "{argumenter:?}: {tekst}{}", String::from_utf8_lossy(&ud.stdout));
    tekst
}

/// `saet` gives the store another format; `antal` counts its objects.
fn to_versioner(p: &Program, vores: u32, kommando: &[&str], mut saet: impl FnMut(i64), mut antal: impl FnMut() -> i64) {
    let opret = |navn: &str| p.rest(MYNDIGHED, "POST", ENHED, &enhed(navn, navn));
    let vores = i64::from(vores);
    assert_eq!(opret("foer").status, 201);
    let foer = antal();
    for (andet, siger) in [(vores - 1, "another program has it open"), (vores + 1, "start the newer program")] {
        saet(andet);
        let svar = afvist(kommando);
        assert!(svar.contains(siger) && svar.contains(&format!("format {andet}")), "{svar}");
        let svar = opret("imens");
        assert!(svar.status == 503 && svar.krop.contains("SAM-5002"), "{svar:?}");
        // The line comes by another way than the answer.
        let sagt = || p.log.lock().unwrap().iter().any(|l| l.contains(&format!("format {andet}")));
        let frist = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while !sagt() && std::time::Instant::now() < frist {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert!(sagt(), "the log says why");
        assert_eq!(antal(), foer, "nothing was written");
    }
    saet(vores);
    assert_eq!(opret("efter").status, 201);
    assert_eq!(antal(), foer + 1);
}

#[test]
fn issue_11_1_11_a_sqlite_store_is_not_upgraded_under_a_server_and_not_written_after_an_upgrade() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let anden = rusqlite::Connection::open(mappe.path().join("samspil.db")).unwrap();
    anden.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    to_versioner(
        &p,
        Formatindhold::NYESTE.sqlite,
        &["kontroller", "--data", mappe.path().to_str().unwrap()],
        |f| assert_eq!(anden.execute("UPDATE meta SET vaerdi = ?1 WHERE noegle = 'format'", [f]).unwrap(), 1),
        || anden.query_row("SELECT count(*) FROM objekt", [], |r| r.get(0)).unwrap(),
    );
}

#[test]
fn issue_11_1_11_a_postgres_store_is_not_upgraded_under_a_server_and_not_written_after_an_upgrade() {
    let Some((_server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &["--lager", &url]);
    let k = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (anden, forbindelse) = k.block_on(tokio_postgres::connect(&url, tokio_postgres::NoTls)).unwrap();
    k.spawn(forbindelse);
    to_versioner(
        &p,
        Formatindhold::NYESTE.postgres,
        &["kontroller", "--data", mappe.path().to_str().unwrap(), "--lager", &url],
        |f| assert_eq!(k.block_on(anden.execute("UPDATE meta SET vaerdi = $1 WHERE noegle = 'format'", &[&f])).unwrap(), 1),
        || k.block_on(anden.query_one("SELECT count(*) FROM objekt", &[])).unwrap().get(0),
    );
}
