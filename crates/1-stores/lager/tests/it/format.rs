//! Issue 11, 1.11: an older program does not go on writing a store that a newer one has taken over, and a live store is not upgraded under the one that
//! has it open.
use crate::data::*;
use crate::gammel;
use grund::{Fejl, Fejlkode};
use lager::*;
use std::time::Duration;

async fn har(l: &dyn Lager, nr: u64) -> bool {
    l.hent(&[A], 7, noegle(A, nr).uuid, Registreringsvalg::Aktuel).await.unwrap().is_some()
}

fn aarsag(f: Result<impl Sized, Fejl>) -> String {
    f.err().unwrap().aarsagen().unwrap().to_owned()
}

fn afvist(f: Result<impl Sized, Skrivefejl>) -> String {
    let Err(Skrivefejl::Lager(f)) = f.map(|_| ()) else { panic!("the write was not refused") };
    assert_eq!(f.kode(), Fejlkode::Optaget);
    f.aarsagen().unwrap().to_owned()
}

/// Raised and lowered by hand, as by another program: the open store writes nothing more, says why, and goes on when the format is its own again.
async fn under_den_aabne(l: &dyn Lager, vores: u32, mut saet: impl AsyncFnMut(i64)) {
    let opret = |nr| l.skriv(opret(noegle(A, nr), 10, &["x"]));
    opret(1).await.unwrap();
    let vores = i64::from(vores);
    for andet in [vores + 1, vores - 1] {
        saet(andet).await;
        for _ in 0..2 {
            let hvorfor = afvist(opret(2).await);
            assert!(hvorfor.contains(&format!("format {andet}")), "{hvorfor}");
        }
        assert!(l.gem_filstump(A, noegle(A, 1).uuid, 0, vec![1]).await.is_err());
        let flygtig = l.gem_flygtig(vec![1], t(9), vec![], t(1)).await;
        assert_eq!(flygtig.unwrap_err().kode(), Fejlkode::Optaget);
        assert!(l.status().await.unwrap().skrivefejl.unwrap().contains(&format!("format {andet}")));
        assert!(!har(l, 2).await && har(l, 1).await);
        assert_eq!(l.hent_filstump(A, noegle(A, 1).uuid, 0).await.unwrap(), None);
    }
    saet(vores).await;
    opret(2).await.unwrap();
    assert!(har(l, 2).await);
    assert_eq!(l.status().await.unwrap().skrivefejl, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_11_1_11_an_open_sqlite_store_of_another_format_is_not_written() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    let l = SqliteLager::aabn(&fil, sqlite::Indstillinger::default()).unwrap();
    let anden = rusqlite::Connection::open(&fil).unwrap();
    anden.busy_timeout(Duration::from_secs(10)).unwrap();
    under_den_aabne(&l, Formatindhold::NYESTE.sqlite, async |format| {
        assert_eq!(anden.execute("UPDATE meta SET vaerdi = ?1 WHERE noegle = 'format'", [format]).unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_11_1_11_an_open_postgres_store_of_another_format_is_not_written() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    let l = PostgresLager::aabn(&url, postgres::Indstillinger::default()).await.unwrap();
    let (anden, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(forbindelse);
    under_den_aabne(&l, Formatindhold::NYESTE.postgres, async |format| {
        assert_eq!(anden.execute("UPDATE meta SET vaerdi = $1 WHERE noegle = 'format'", &[&format]).await.unwrap(), 1);
    })
    .await;
}

#[test]
fn issue_11_1_11_a_sqlite_file_that_an_older_program_has_open_is_not_upgraded() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    gammel::sqlite_fil(&fil);
    let format =
        |c: &rusqlite::Connection| c.query_row("SELECT vaerdi FROM meta WHERE noegle = 'format'", [], |r| r.get::<_, i64>(0)).unwrap();
    // As an older program has it: by WAL, between two transactions.
    let gammelt = rusqlite::Connection::open(&fil).unwrap();
    gammelt.execute_batch("PRAGMA journal_mode = WAL; UPDATE meta SET vaerdi = vaerdi").unwrap();
    let aabn = || SqliteLager::aabn(&fil, sqlite::Indstillinger { laas_vent: Duration::from_millis(1), ..Default::default() });
    let hvorfor = aarsag(aabn());
    assert!(hvorfor.contains("another program has it open") && hvorfor.contains("format 3"), "{hvorfor}");
    assert_eq!(format(&gammelt), 3);
    drop(gammelt);
    drop(aabn().unwrap());
    assert_eq!(format(&rusqlite::Connection::open(&fil).unwrap()), i64::from(Formatindhold::NYESTE.sqlite));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_11_1_11_a_postgres_database_that_an_older_program_has_open_is_not_upgraded() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    gammel::postgres_database(&url).await;
    // As an older program has it: connected, and doing nothing at the moment.
    let (gammelt, forbindelse) = tokio_postgres::connect(&format!("{url} application_name=samspil"), tokio_postgres::NoTls).await.unwrap();
    let opgave = tokio::spawn(forbindelse);
    let aabn = || PostgresLager::aabn(&url, postgres::Indstillinger::default());
    let hvorfor = aarsag(aabn().await);
    assert!(hvorfor.contains("another program has it open") && hvorfor.contains("format 3"), "{hvorfor}");
    let format = gammelt.query_one("SELECT vaerdi FROM meta WHERE noegle = 'format'", &[]).await.unwrap();
    assert_eq!(format.get::<_, i64>(0), 3);
    drop(gammelt);
    opgave.await.unwrap().unwrap();
    // Two new programs at once do not keep each other from it.
    let (a, b) = futures::join!(aabn(), aabn());
    assert_eq!(a.unwrap().status().await.unwrap().format, Formatindhold::NYESTE.postgres);
    drop(b.unwrap());
}
