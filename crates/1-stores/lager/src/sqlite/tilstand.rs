//! How the store is: what the writer and the checkpointer find out, and what operations and callers are told of it.
use grund::{Fejl, Fejlkode};
use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the threads share. Its lock is held for a comparison and never together with another.
#[derive(Default)]
pub(crate) struct Tilstand {
    /// Why the last transaction could not be carried out, whatever was in it.
    fejl: Mutex<Option<String>>,
    /// The WAL has grown beyond what is usual.
    wal_alarm: AtomicBool,
}

impl Tilstand {
    /// A transaction failed for a reason that concerns every transaction. Logged when it is news.
    pub(crate) fn syg(&self, aarsag: &str) {
        let mut fejl = self.fejl.lock().unwrap_or_else(PoisonError::into_inner);
        if fejl.as_deref() != Some(aarsag) {
            tracing::error!(aarsag, "the store cannot be written to: all writes are refused until it can");
            *fejl = Some(aarsag.to_owned());
        }
    }

    /// A transaction was carried out. True when the one before was not.
    pub(crate) fn rask(&self) -> bool {
        let var_syg = self.fejl.lock().unwrap_or_else(PoisonError::into_inner).take().is_some();
        if var_syg {
            tracing::info!("the store can be written to again");
        }
        var_syg
    }

    /// Why the store cannot be written to.
    pub(crate) fn fejl(&self) -> Option<String> {
        self.fejl.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn saet_wal_alarm(&self, alarm: bool) {
        self.wal_alarm.store(alarm, Ordering::Relaxed);
    }

    pub(crate) fn wal_alarm(&self) -> bool {
        self.wal_alarm.load(Ordering::Relaxed)
    }
}

/// The error concerns the file and not the statement: locked, full, unreadable, damaged. Trying the next task would end in the same way.
pub(crate) fn hele_lageret(e: &rusqlite::Error) -> bool {
    matches!(
        e.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory
        )
    )
}

/// What a caller is told: try again later, when the store as a whole is at fault.
pub(crate) fn fejl(e: &rusqlite::Error) -> Fejl {
    match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => skadet(&e.to_string()),
        _ if hele_lageret(e) => optaget(&e.to_string()),
        _ => Fejl::intern(e),
    }
}

/// The file is not what was written to it. Waiting mends nothing.
pub(crate) fn skadet(aarsag: &str) -> Fejl {
    Fejl::ny(Fejlkode::LagerSkadet).aarsag(aarsag)
}

/// The store cannot be used right now; nothing was stored.
pub(crate) fn optaget(aarsag: &str) -> Fejl {
    Fejl::ny(Fejlkode::Optaget)
        .detalje(("lageret kan ikke bruges lige nu; intet er gemt", "the store cannot be used at the moment; nothing was stored"))
        .aarsag(aarsag)
}

/// Which files are open. A file that was removed or replaced under a running program can still be written to, and what is written
/// is lost with it.
#[derive(Clone)]
pub(crate) struct Filmaerke(Vec<(PathBuf, Option<(u64, u64)>)>);

impl Filmaerke {
    /// The database and its WAL, as they are now.
    pub(crate) fn af(database: &Path) -> Self {
        Self(["", "-wal"].map(|e| super::med_endelse(database, e)).map(|f| (f.clone(), identitet(&f))).into())
    }

    /// The file that is no longer the one that was opened.
    pub(crate) fn forsvundet(&self) -> Option<&Path> {
        self.0.iter().find(|(fil, id)| identitet(fil) != *id).map(|(fil, _)| fil.as_path())
    }
}

#[cfg(unix)]
fn identitet(fil: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(fil).ok().map(|m| (m.dev(), m.ino()))
}

#[cfg(not(unix))]
fn identitet(fil: &Path) -> Option<(u64, u64)> {
    fil.exists().then_some((0, 0))
}
