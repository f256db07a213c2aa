//! Keeps the WAL small without making writers wait: a thread of its own moves pages into the database while the writer goes
//! on; only when the WAL would grow past a limit does the writer help.
//!
//! Copying seldom is what makes random index keys affordable: a page that was changed a hundred times is copied once.
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::Thread;
use std::time::Duration;

/// Pages (4 KiB) in the WAL that are not yet in the database, from which they are moved.
const BEGYND_SIDER: i64 = 32_768;
/// Pages in the WAL (512 MiB) from which the writer waits for the copying.
const LOFT_SIDER: i64 = 131_072;
/// How often the thread looks, while something is written.
const SE_EFTER: Duration = Duration::from_millis(100);
/// After so many looks without a write the WAL is emptied and the thread sleeps.
const STILLE: u32 = 20;
/// The writer looks at the WAL's length every so many transactions.
const HVER: u64 = 32;

/// What the two threads share.
#[derive(Default)]
pub(crate) struct Kontrolpunkt {
    transaktioner: AtomicU64,
    sover: AtomicBool,
    slut: AtomicBool,
    /// The thread has copied nearly everything: when the writer copies the few rest, the WAL starts from its beginning again.
    hjaelp: AtomicBool,
    traad: OnceLock<Thread>,
}

impl Kontrolpunkt {
    /// Called by the writer between two transactions.
    pub(crate) fn efter_transaktion(&self, c: &Connection) {
        let nr = self.transaktioner.fetch_add(1, Ordering::SeqCst) + 1;
        if self.sover.swap(false, Ordering::SeqCst) {
            self.vaek();
        }
        if self.hjaelp.swap(false, Ordering::SeqCst) {
            let _ = kontrolpunkt(c, "PASSIVE");
        } else if nr.is_multiple_of(HVER) && kontrolpunkt(c, "NOOP").is_ok_and(|(log, _)| log > LOFT_SIDER) {
            let _ = kontrolpunkt(c, "RESTART");
        }
    }

    /// Lets the thread end.
    pub(crate) fn slut(&self) {
        self.slut.store(true, Ordering::SeqCst);
        self.vaek();
    }

    fn vaek(&self) {
        if let Some(t) = self.traad.get() {
            t.unpark();
        }
    }

    /// The thread.
    pub(crate) fn koer(self: Arc<Self>, c: Connection) {
        let _ = self.traad.set(std::thread::current());
        let (mut set, mut stille) = (0, 0);
        while !self.slut.load(Ordering::SeqCst) {
            let nu = self.transaktioner.load(Ordering::SeqCst);
            if nu != set {
                (set, stille) = (nu, 0);
                if kontrolpunkt(&c, "NOOP").is_ok_and(|(log, flyttet)| log - flyttet > BEGYND_SIDER) {
                    match kontrolpunkt(&c, "PASSIVE") {
                        Ok(_) => self.hjaelp.store(true, Ordering::SeqCst),
                        Err(e) => tracing::warn!(%e, "checkpoint failed; the WAL grows until one succeeds"),
                    }
                }
            } else {
                stille += 1;
                if stille > STILLE {
                    let _ = kontrolpunkt(&c, "TRUNCATE");
                    self.sover.store(true, Ordering::SeqCst);
                    // A transaction between the two lines has been counted and is seen here; one after them wakes the thread.
                    if self.transaktioner.load(Ordering::SeqCst) == set {
                        while self.sover.load(Ordering::SeqCst) && !self.slut.load(Ordering::SeqCst) {
                            std::thread::park();
                        }
                    }
                    self.sover.store(false, Ordering::SeqCst);
                    continue;
                }
            }
            std::thread::park_timeout(SE_EFTER);
        }
    }
}

/// Pages in the WAL, and how many of them are in the database.
fn kontrolpunkt(c: &Connection, art: &str) -> rusqlite::Result<(i64, i64)> {
    c.query_row(&format!("PRAGMA wal_checkpoint({art})"), [], |r| Ok((r.get(1)?, r.get(2)?)))
}
