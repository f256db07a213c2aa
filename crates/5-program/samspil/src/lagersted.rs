//! Where the store is, and how a command gets it: what may make one, what must find one, and that one server at a time has a SQLite file.
use crate::filer;
use crate::kommandolinje::Lagervalg;
use crate::opstilling::fejltekst;
use grund::Fejl;
use lager::sqlite::Indstillinger;
use lager::{Lager, Lagerur, PostgresLager, SqliteLager};
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The store's file in the data folder.
const FIL: &str = "samspil.db";

/// Whether a command makes a store where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mangler {
    /// `demo`, `serve`, `generer` and `importer`.
    Lav,
    /// All others: a folder without a store is the wrong folder.
    Fejl,
}

/// The chosen store.
enum Sted {
    Postgres(String),
    Sqlite(PathBuf),
}

impl Sted {
    fn af(valg: &Lagervalg) -> Result<Self, String> {
        match valg.lager.as_deref() {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(Self::Postgres(url.to_owned())),
            Some(url) => match url.strip_prefix("sqlite:") {
                Some(fil) => Ok(Self::Sqlite(fil.into())),
                None => Err(format!("--lager {url}: expected sqlite:FILE or postgres://user:password@host/database")),
            },
            None => Ok(Self::Sqlite(valg.data.join(FIL))),
        }
    }
}

/// Whether other programs may be on the store too.
///
/// # Errors
/// In words, for an address that is none.
pub fn er_delt(valg: &Lagervalg) -> Result<bool, String> {
    Ok(matches!(Sted::af(valg)?, Sted::Postgres(_)))
}

/// Opens the store.
///
/// # Errors
/// In words, for the operator: which file or database, and what is wrong with it.
pub async fn aabn(valg: &Lagervalg, mangler: Mangler, ur: Lagerur) -> Result<Arc<dyn Lager>, String> {
    match Sted::af(valg)? {
        Sted::Postgres(url) => {
            let aabnet = PostgresLager::aabn(&url, lager::postgres::Indstillinger { ur, ..Default::default() }).await;
            Ok(Arc::new(aabnet.map_err(|f| format!("the database {}: {}", uden_kode(&url), hvorfor(&f)))?))
        }
        Sted::Sqlite(fil) => {
            if mangler == Mangler::Fejl && !fil.exists() {
                return Err(format!(
                    "there is no store in {}: --data or --lager names where it is; `samspil demo`, `serve`, `generer` and `importer` make one",
                    fil.display()
                ));
            }
            if valg.lager.is_none() {
                filer::datamappe(&valg.data)?;
            }
            Ok(Arc::new(
                SqliteLager::aabn(&fil, Indstillinger { ur, ..Default::default() })
                    .map_err(|f| format!("the store {}: {}", fil.display(), hvorfor(&f)))?,
            ))
        }
    }
}

/// An error of opening without our number for faults of our own: what is wrong is outside. That the store is damaged is said as such.
fn hvorfor(f: &Fejl) -> String {
    match f.aarsagen() {
        Some(a) if f.kode() != grund::Fejlkode::LagerSkadet => a.to_owned(),
        _ => fejltekst(f),
    }
}

/// The URL without its password.
fn uden_kode(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((skema, _)), Some((foer, vaert))) => {
            let bruger = foer.split_once("://").map_or("", |(_, b)| b).split(':').next().unwrap_or("");
            format!("{skema}://{bruger}@{vaert}")
        }
        _ => url.to_owned(),
    }
}

/// Held while a server runs: two servers would each keep agreements, seals and queues in memory as if they were alone. Commands beside a
/// server are fine. The kernel lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Serverlaas(#[expect(dead_code, reason = "what counts is that it is open")] File);

/// Takes the lock of a SQLite store; PostgreSQL is for several servers.
///
/// # Errors
/// In words: another server has it.
pub fn serverlaas(valg: &Lagervalg) -> Result<Option<Serverlaas>, String> {
    let Sted::Sqlite(database) = Sted::af(valg)? else { return Ok(None) };
    if valg.lager.is_none() {
        filer::datamappe(&valg.data)?;
    }
    let mut navn = database.into_os_string();
    navn.push(".server");
    laas(Path::new(&navn)).map(Some)
}

fn laas(fil: &Path) -> Result<Serverlaas, String> {
    let galt = |e: std::io::Error| format!("{}: {e}", fil.display());
    let mut valg = File::options();
    valg.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut valg, 0o600);
    let mut f = valg.open(fil).map_err(galt)?;
    match f.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut hvem = String::new();
            let _ = f.read_to_string(&mut hvem);
            return Err(format!(
                "a server has this store already (process {}): stop it first, or choose another --data; {} is its lock",
                hvem.trim(),
                fil.display()
            ));
        }
        Err(TryLockError::Error(e)) => return Err(galt(e)),
    }
    f.set_len(0).and_then(|()| writeln!(f, "{}", std::process::id())).map_err(galt)?;
    Ok(Serverlaas(f))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i12_3_1_one_server_at_a_time_has_a_store() {
        let mappe = tempfile::tempdir().unwrap();
        let fil = mappe.path().join("samspil.db.server");
        let laas_en = laas(&fil).unwrap();
        assert!(laas(&fil).unwrap_err().contains(&format!("process {}", std::process::id())));
        drop(laas_en);
        assert!(laas(&fil).is_ok());
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(uden_kode("postgres://anna:hemmelig@db.dk/samspil"), "postgres://anna@db.dk/samspil");
        assert_eq!(uden_kode("postgres://db.dk/samspil"), "postgres://db.dk/samspil");
    }
}
