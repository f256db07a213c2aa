//! Copies the store while it is in use.
//!
//! The copy is the state of one instant: it is read in one transaction, in steps, so that others get the disk between them. While it
//! runs, what is written meanwhile stays in the WAL; when that becomes more than [`KOPI_WAL_BYTES`], the copy lets go and
//! begins again, a few times.
use crate::sqlite::{med_endelse, privat, skema, tilstand};
use grund::graenser::{KOPI_FORSOEG, KOPI_WAL_BYTES};
use grund::{Fejl, Fejlkode};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How a copy is made.
struct Plan {
    /// Pages (4 KiB) in a step.
    skridt: i32,
    /// Bytes that the WAL may grow meanwhile.
    wal_bytes: u64,
    /// Times that it begins.
    forsoeg: u32,
}

/// Steps of 16 MiB.
const PLAN: Plan = Plan { skridt: 4_096, wal_bytes: KOPI_WAL_BYTES, forsoeg: KOPI_FORSOEG };
/// Between two steps.
const PAUSE: Duration = Duration::from_millis(2);

/// Why a copy was not made.
enum Aarsag {
    /// The caller has given up.
    Afbrudt,
    /// Too much was written meanwhile.
    Wal,
    /// What was copied is damaged, and how.
    Skadet(String),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Aarsag {
    fn from(e: rusqlite::Error) -> Self {
        Self::Sqlite(e)
    }
}

/// Copies to a file that is not there yet. It has its name only when it is whole and on disk; nothing is left of a copy that failed.
pub(crate) fn sikkerhedskopi(database: &Path, til: &Path, afbrudt: &AtomicBool) -> Result<(), Fejl> {
    efter_plan(&PLAN, database, til, afbrudt)
}

fn efter_plan(plan: &Plan, database: &Path, til: &Path, afbrudt: &AtomicBool) -> Result<(), Fejl> {
    let findes = || {
        Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt("til")
            .ventet(("en fil, der ikke findes endnu", "a file that is not there yet"))
            .detalje(til.display().to_string())
    };
    if fs::symlink_metadata(til).is_ok() {
        return Err(findes());
    }
    let mappe = til.parent().filter(|m| !m.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !mappe.is_dir() {
        let m = mappe.display();
        return Err(Fejl::sted(til, (format!("der er ingen mappe {m}"), format!("there is no folder {m}"))));
    }
    let delvis = med_endelse(til, ".delvis");
    // The lock tells a copy under way from what a killed one has left.
    let laas = privat::aabn(&delvis).map_err(|e| Fejl::sted(&delvis, e))?;
    laas.try_lock().map_err(|_| Fejl::sted(&delvis, ("en anden kopi til filen er i gang", "another copy to this file is under way")))?;
    laas.set_len(0).map_err(|e| Fejl::sted(&delvis, e))?;
    let svar = kopier(plan, database, &delvis, afbrudt).and_then(|()| {
        // A hard link never replaces a file; where the file system has none, the look above must do.
        fs::hard_link(&delvis, til).or_else(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => Err(findes()),
            _ => fs::rename(&delvis, til).map_err(|e| Fejl::sted(til, e)),
        })
    });
    for rest in ["", "-journal", "-wal", "-shm"] {
        let _ = fs::remove_file(med_endelse(&delvis, rest));
    }
    drop(laas);
    svar?;
    File::open(mappe).and_then(|m| m.sync_all()).map_err(|e| Fejl::sted(mappe, e))
}

fn kopier(plan: &Plan, database: &Path, delvis: &Path, afbrudt: &AtomicBool) -> Result<(), Fejl> {
    for forsoeg in 1..=plan.forsoeg {
        match en_gang(plan, database, delvis, afbrudt) {
            Ok(()) => return Ok(()),
            Err(Aarsag::Afbrudt) => {
                return Err(Fejl::ny(Fejlkode::Optaget).detalje(("kopieringen blev afbrudt", "the copy was interrupted")));
            }
            Err(Aarsag::Skadet(hvad)) => return Err(tilstand::skadet(&hvad).felt(database.display().to_string())),
            Err(Aarsag::Sqlite(e)) => return Err(tilstand::fejl(&e).felt(delvis.display().to_string())),
            Err(Aarsag::Wal) => tracing::warn!(forsoeg, "more was written during the copy than the WAL may hold for it"),
        }
    }
    Err(Fejl::ny(Fejlkode::Optaget).detalje((format!("der blev skrevet mere end {0} MiB, mens lageret blev kopieret, {1} gange: kopier, når der skrives mindre, eller til en hurtigere disk", plan.wal_bytes >> 20, plan.forsoeg), format!("more than {0} MiB were written while the store was copied, {1} times: copy when less is written, or to a faster disk", plan.wal_bytes >> 20, plan.forsoeg))))
}

fn en_gang(plan: &Plan, database: &Path, delvis: &Path, afbrudt: &AtomicBool) -> Result<(), Aarsag> {
    let kilde = super::forbindelse(database, true, 0)?;
    let mut maal = Connection::open_with_flags(delvis, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    kilde.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema")?;
    let wal = || fs::metadata(med_endelse(database, "-wal")).map_or(0, |m| m.len());
    let ved_start = wal();
    let kopi = Backup::new(&kilde, &mut maal)?;
    loop {
        match kopi.step(plan.skridt)? {
            StepResult::Done => break,
            _ if afbrudt.load(Ordering::Relaxed) => return Err(Aarsag::Afbrudt),
            _ if wal().saturating_sub(ved_start) > plan.wal_bytes => return Err(Aarsag::Wal),
            _ => std::thread::park_timeout(PAUSE),
        }
    }
    drop(kopi);
    // Whoever opens the copy as a store begins another epoch of the feed. What was written is moved to the file when it is closed.
    maal.execute_batch(skema::ER_KOPI)?;
    // A copy of a damaged store would replace a good one.
    let fund: String = maal.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if fund != "ok" {
        return Err(Aarsag::Skadet(fund));
    }
    maal.close().map_err(|(_, e)| e.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A WAL database with so many rows of 1 KB.
    fn database(mappe: &Path, raekker: u32) -> std::path::PathBuf {
        let fil = mappe.join("fra.db");
        let c = Connection::open(&fil).unwrap();
        c.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t(x BLOB); CREATE TABLE meta(noegle TEXT PRIMARY KEY, vaerdi INTEGER)")
            .unwrap();
        c.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) INSERT INTO t SELECT randomblob(1000) FROM n",
            [raekker],
        )
        .unwrap();
        fil
    }

    fn filer(mappe: &Path) -> Vec<String> {
        fs::read_dir(mappe).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).filter(|n| !n.starts_with("fra.db")).collect()
    }

    #[test]
    fn i11_1_4_a_copy_that_would_let_the_wal_grow_for_ever_gives_up_and_leaves_nothing() {
        let mappe = tempfile::tempdir().unwrap();
        let fra = database(mappe.path(), 2_000);
        let plan = Plan { skridt: 1, wal_bytes: 20_000, forsoeg: 2 };
        let slut = AtomicBool::new(false);
        let svar = std::thread::scope(|s| {
            s.spawn(|| {
                let c = Connection::open(&fra).unwrap();
                c.busy_timeout(Duration::from_secs(10)).unwrap();
                while !slut.load(Ordering::Relaxed) {
                    c.execute_batch("INSERT INTO t SELECT randomblob(5000)").unwrap();
                }
            });
            let svar = efter_plan(&plan, &fra, &mappe.path().join("til.db"), &AtomicBool::new(false));
            slut.store(true, Ordering::Relaxed);
            svar
        });
        assert_eq!(svar.unwrap_err().kode(), Fejlkode::Optaget);
        assert_eq!(filer(mappe.path()), Vec::<String>::new());
    }

    #[test]
    fn i11_1_4_a_damaged_store_is_not_copied_and_says_so() {
        let mappe = tempfile::tempdir().unwrap();
        let fra = database(mappe.path(), 2_000);
        let mut data = fs::read(&fra).unwrap();
        for side in data.chunks_mut(4_096).skip(3) {
            side.iter_mut().take(40).for_each(|b| *b ^= 0xff);
        }
        fs::write(&fra, data).unwrap();
        let f = sikkerhedskopi(&fra, &mappe.path().join("til.db"), &AtomicBool::new(false)).unwrap_err();
        assert_eq!(f.kode(), Fejlkode::LagerSkadet, "{f}");
        assert_eq!(filer(mappe.path()), Vec::<String>::new());
    }

    #[test]
    fn i11_1_4_an_interrupted_copy_leaves_nothing_and_a_whole_one_takes_over_what_a_killed_one_left() {
        let mappe = tempfile::tempdir().unwrap();
        let (fra, til) = (database(mappe.path(), 100), mappe.path().join("til.db"));
        let plan = Plan { skridt: 1, wal_bytes: 0, forsoeg: 1 };
        fs::write(mappe.path().join("til.db.delvis"), "left by a copy that was killed").unwrap();
        assert!(efter_plan(&plan, &fra, &til, &AtomicBool::new(true)).is_err());
        assert_eq!(filer(mappe.path()), Vec::<String>::new());
        fs::write(mappe.path().join("til.db.delvis"), "left by a copy that was killed").unwrap();
        sikkerhedskopi(&fra, &til, &AtomicBool::new(false)).unwrap();
        assert_eq!(filer(mappe.path()), ["til.db"]);
        let c = Connection::open(&til).unwrap();
        assert_eq!(c.query_row("SELECT count(*) FROM t", [], |r| r.get::<_, i64>(0)).unwrap(), 100);
        // It never overwrites.
        fs::write(mappe.path().join("andet"), "x").unwrap();
        assert_eq!(sikkerhedskopi(&fra, &mappe.path().join("andet"), &AtomicBool::new(false)).unwrap_err().kode(), Fejlkode::UgyldigVaerdi);
        assert_eq!(fs::read(mappe.path().join("andet")).unwrap(), b"x");
        // The folder that is not there is named, not the store blamed.
        let uden = mappe.path().join("mangler");
        let f = sikkerhedskopi(&fra, &uden.join("kopi.db"), &AtomicBool::new(false)).unwrap_err();
        assert!(f.kode() == Fejlkode::UbrugeligtSted && f.engelsk().contains(&format!("there is no folder {}", uden.display())), "{f}");
    }
}
