//! Long reads end when nobody waits for their answer any more: the caller is gone, or the time is up.
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Steps of SQLite's machine between two looks at the sign: about a tenth of a millisecond.
const TRIN: i32 = 10_000;

/// The sign that a read shall end.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

/// Gives the sign when it is dropped: with the future that waits, or after it.
pub(crate) struct Venter(Stop);

impl Stop {
    /// The one who waits.
    pub(crate) fn venter(&self) -> Venter {
        Venter(self.clone())
    }

    fn er_sat(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Runs a read that is interrupted soon after the sign.
    pub(crate) fn under<T>(&self, c: &mut Connection, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        if self.er_sat() {
            return Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT), None));
        }
        let stop = self.clone();
        c.progress_handler(TRIN, Some(move || stop.er_sat()))?;
        let svar = f(c);
        c.progress_handler(TRIN, None::<fn() -> bool>)?;
        svar
    }
}

impl Drop for Venter {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}
