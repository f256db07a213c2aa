//! The embedded store when something is wrong around it: readers that stay, locks of others, a full disk, files that disappear.
use crate::data::*;
use grund::Fejlkode;
use lager::sqlite::Indstillinger;
use lager::*;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What hangs would take far longer than this; nothing here takes a tenth of it.
const RIGELIGT: Duration = Duration::from_secs(60);

struct Proeve {
    lager: Arc<SqliteLager>,
    fil: PathBuf,
    _mappe: tempfile::TempDir,
}

fn aabn(indstillinger: Indstillinger) -> Proeve {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    Proeve { lager: Arc::new(SqliteLager::aabn(&fil, indstillinger).unwrap()), fil, _mappe: mappe }
}

impl Proeve {
    fn anden(&self) -> Connection {
        let c = Connection::open(&self.fil).unwrap();
        c.busy_timeout(Duration::from_secs(10)).unwrap();
        c
    }

    async fn opret(&self, nr: u64) -> Result<(), Skrivefejl> {
        self.lager.skriv(opret(noegle(A, nr), 10, &["x"])).await.map(drop)
    }

    async fn findes(&self, nr: u64) -> bool {
        let n = noegle(A, nr);
        self.lager.hent(&[A], n.objekttype, n.uuid, Registreringsvalg::Aktuel).await.unwrap().is_some()
    }

    async fn status(&self) -> Lagerstatus {
        self.lager.status().await.unwrap()
    }

    /// Looks at the status, as operations do, until it is so.
    async fn indtil(&self, hvad: &str, godt: impl Fn(&Lagerstatus) -> bool) {
        let start = std::time::Instant::now();
        loop {
            let s = self.status().await;
            if godt(&s) {
                return;
            }
            assert!(start.elapsed() < RIGELIGT, "{hvad}: {s:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn er_optaget<T: std::fmt::Debug>(svar: Result<T, Skrivefejl>) {
    match svar {
        Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Optaget => {}
        andet => panic!("{andet:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_4_a_reader_that_stays_open_stops_no_writer() {
    let p = aabn(Indstillinger { wal_bytes: 256 * 1024, ..Indstillinger::default() });
    p.opret(1).await.unwrap();
    let laeser = p.anden();
    laeser.execute_batch("BEGIN; SELECT count(*) FROM objekt").unwrap();
    let skriv = async {
        let mut nr = 10;
        while !p.status().await.wal_alarm {
            p.opret(nr).await.unwrap();
            nr += 1;
        }
        for n in nr..nr + 100 {
            p.opret(n).await.unwrap();
        }
    };
    tokio::time::timeout(RIGELIGT, skriv).await.expect("writers wait for nobody");
    laeser.execute_batch("COMMIT").unwrap();
    p.indtil("the WAL becomes empty, and the alarm ends", |s| !s.wal_alarm && s.wal_bytes == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_5_all_that_wait_for_a_locked_store_are_refused_at_once_and_it_comes_back_by_itself() {
    let p = aabn(Indstillinger { laas_vent: Duration::from_secs(1), ..Indstillinger::default() });
    p.opret(1).await.unwrap();
    let anden = p.anden();
    anden.execute_batch("BEGIN IMMEDIATE").unwrap();
    // One after the other they would wait for 200 seconds.
    let alle = futures::future::join_all((10..210).map(|nr| p.opret(nr)));
    tokio::time::timeout(RIGELIGT, alle).await.expect("refused together").into_iter().for_each(er_optaget);
    assert!(p.findes(1).await, "readers are served");
    assert!(p.status().await.skrivefejl.is_some());
    anden.execute_batch("COMMIT").unwrap();
    p.indtil("it can be written to again", |s| s.skrivefejl.is_none()).await;
    for nr in 10..210 {
        assert!(!p.findes(nr).await, "nothing was stored of what was refused");
    }
    p.opret(10).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_5_a_full_store_refuses_and_comes_back_when_there_is_room() {
    let p = aabn(Indstillinger { sider_hoejst: 300, ..Indstillinger::default() });
    let stump = |nr| p.lager.gem_filstump(A, uuid(1), nr, vec![1; 256 * 1024]);
    let mut nr = 0;
    let fejl = loop {
        match stump(nr).await {
            Ok(()) => nr += 1,
            Err(f) => break f,
        }
    };
    assert_eq!((fejl.kode(), nr > 0), (Fejlkode::Optaget, true), "{fejl}");
    assert!(p.status().await.skrivefejl.is_some());
    assert!(p.lager.hent_filstump(A, uuid(1), 0).await.unwrap().is_some(), "readers are served");
    assert!(p.lager.hent_filstump(A, uuid(1), nr).await.unwrap().is_none(), "nothing was stored of what was refused");
    p.anden().execute_batch("DELETE FROM filstump").unwrap();
    p.indtil("there is room again", |s| s.skrivefejl.is_none()).await;
    stump(nr).await.unwrap();
}

fn uuid(nr: u64) -> grund::Uuid {
    grund::Uuid::from_u64_pair(nr, nr)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_5_nothing_is_acknowledged_that_goes_to_a_file_that_is_gone() {
    for endelse in ["", "-wal"] {
        let p = aabn(Indstillinger::default());
        p.opret(1).await.unwrap();
        assert!(p.findes(1).await);
        let fil = PathBuf::from(format!("{}{endelse}", p.fil.display()));
        let vaek = p.fil.with_file_name("vaek");
        std::fs::rename(&fil, &vaek).unwrap();
        er_optaget(p.opret(2).await);
        assert!(p.status().await.skrivefejl.unwrap().contains("removed"));
        assert!(p.findes(1).await, "readers are served");
        std::fs::rename(&vaek, &fil).unwrap();
        p.indtil("the file is back", |s| s.skrivefejl.is_none()).await;
        p.opret(3).await.unwrap();
    }
}

#[test]
fn i12_3_6_what_is_no_store_is_refused_by_name_and_left_alone() {
    let mappe = tempfile::tempdir().unwrap();
    let aabn = |fil: &Path| SqliteLager::aabn(fil, Indstillinger::default()).map(drop).unwrap_err();
    let tekst = mappe.path().join("notat.txt");
    std::fs::write(&tekst, "not a database, but a text of some length that nobody wants to lose".repeat(20)).unwrap();
    let fremmed = mappe.path().join("fremmed.db");
    Connection::open(&fremmed).unwrap().execute_batch("CREATE TABLE kunder(navn TEXT)").unwrap();
    let (foer_tekst, foer_fremmed) = (std::fs::read(&tekst).unwrap(), std::fs::read(&fremmed).unwrap());
    for (fil, ventet) in
        [(&tekst, "not a database"), (&fremmed, "not a store of Samspil"), (&mappe.path().join("ingen/samspil.db"), "No such file")]
    {
        let f = aabn(fil);
        assert!(f.kode() == Fejlkode::UgyldigFil && f.aarsagen().unwrap().contains(ventet), "{f} {:?}", f.aarsagen());
    }
    assert_eq!((std::fs::read(&tekst).unwrap(), std::fs::read(&fremmed).unwrap()), (foer_tekst, foer_fremmed));
}

#[cfg(unix)]
#[tokio::test]
async fn i12_1_7_the_files_of_the_store_are_its_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let rettigheder = |fil: &Path| std::fs::metadata(fil).unwrap().permissions().mode() & 0o777;
    let p = aabn(Indstillinger::default());
    p.opret(1).await.unwrap();
    let alle = || ["", "-wal", "-shm"].map(|e| PathBuf::from(format!("{}{e}", p.fil.display())));
    assert_eq!(alle().map(|f| rettigheder(&f)), [0o600; 3]);
    let kopi = p.fil.with_file_name("kopi.db");
    p.lager.sikkerhedskopi(&kopi).await.unwrap();
    assert_eq!(rettigheder(&kopi), 0o600);
    // Those of an earlier version are closed at the next start.
    for fil in alle() {
        std::fs::set_permissions(&fil, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let _to = SqliteLager::aabn(&p.fil, Indstillinger::default()).unwrap();
    assert_eq!(alle().map(|f| rettigheder(&f)), [0o600; 3]);
}

#[tokio::test]
async fn i11_1_15_the_status_is_estimated_without_counting_and_tells_what_operations_need() {
    let p = aabn(Indstillinger::default());
    assert_eq!(p.status().await.objekter, 0);
    for nr in 1..=10 {
        p.opret(nr).await.unwrap();
    }
    let s = p.status().await;
    assert_eq!((s.objekter, s.haendelse, s.skrivekoe, s.wal_alarm, s.skrivefejl), (10, 10, 0, false, None));
    assert!(s.wal_bytes > 0 && s.bytes > s.wal_bytes);
    for nr in [3, 10] {
        let n = noegle(A, nr);
        let o = p.lager.hent(&[A], n.objekttype, n.uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap();
        p.lager.skriv(en(n, Forventning::Revision(o.revision), Skrivehandling::Fjern, haendelse(20))).await.unwrap();
    }
    assert_eq!(p.status().await.objekter, 8);
    p.lager.slet_myndighed(A).await.unwrap();
    assert_eq!(p.status().await.objekter, 0);
    p.opret(11).await.unwrap();
    assert_eq!(p.status().await.objekter, 1);
}

/// Copies the database alone, as somebody does who knows of no other file, and counts its objects.
fn objekter_i_kopi(p: &Proeve) -> i64 {
    let kopi = p.fil.with_extension("kopi");
    std::fs::copy(&p.fil, &kopi).unwrap();
    Connection::open(&kopi).unwrap().query_row("SELECT count(*) FROM objekt", [], |r| r.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_planned_end_the_file_is_whole_by_itself_and_a_reader_elsewhere_holds_it_up_for_a_moment_only() {
    let p = aabn(Indstillinger::default());
    for nr in 1..=3 {
        p.opret(nr).await.unwrap();
    }
    p.lager.luk().await;
    assert_eq!(objekter_i_kopi(&p), 3);
    let wal = p.fil.with_extension("db-wal");
    assert!(wal.metadata().map_or(0, |m| m.len()) == 0, "nothing is left in the WAL");

    // Somebody else reads: the end does not wait for it, and nothing is lost.
    let igen =
        Proeve { lager: Arc::new(SqliteLager::aabn(&p.fil, Indstillinger::default()).unwrap()), fil: p.fil.clone(), _mappe: p._mappe };
    let laeser = igen.anden();
    laeser.execute_batch("BEGIN; SELECT count(*) FROM objekt").unwrap();
    igen.opret(4).await.unwrap();
    igen.lager.luk().await;
    drop(laeser);
    let efter = SqliteLager::aabn(&igen.fil, Indstillinger::default()).unwrap();
    let n = noegle(A, 4);
    assert!(efter.hent(&[A], n.objekttype, n.uuid, Registreringsvalg::Aktuel).await.unwrap().is_some());
}
