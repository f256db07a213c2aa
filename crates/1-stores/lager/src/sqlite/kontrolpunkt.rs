//! Keeps the WAL small without making writers wait: a thread of its own moves pages into the database while the writer goes
//! on; the writer copies only the few last pages, so that the WAL starts over.
//!
//! Copying seldom is what makes random index keys affordable: a page that was changed a hundred times is copied once.
//!
//! A reader that stays open keeps the pages that it may still read in the WAL. Nobody waits for it: the attempts become rarer, the
//! WAL grows, and beyond [`Graenser::alarm`] operations are told.
use crate::sqlite::tilstand::Tilstand;
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::Thread;
use std::time::Duration;

/// So many pages (16 MiB) the writer copies itself when they are the last ones.
const HJAELP_SIDER: i64 = 4_096;
/// How often the thread looks, while something is written.
const SE_EFTER: Duration = Duration::from_millis(100);
/// After so many looks without a write the WAL is emptied and the thread sleeps.
const STILLE: u64 = 20;
/// Looks between attempts that came to nothing, at most: 30 seconds.
const PAUSE_MAKS: u64 = 300;
/// So long at most the writer waits for readers to let go of the WAL, when it has grown beyond the ceiling and searches follow each other so
/// closely that it is never free. At most once a second, and rarer when it does not help: 1/20 of the time, then less.
const FORFRA_VENT: Duration = Duration::from_millis(50);

/// So long at most a planned end moves pages: a WAL at its ceiling on a slow disk, and well within what a service manager gives a stop.
const AFSLUT_VENT: Duration = Duration::from_secs(15);
/// So long it waits for another process that just then uses the WAL.
const AFSLUT_LAAS: Duration = Duration::from_millis(100);

/// Pages (4 KiB) in the WAL.
#[derive(Clone, Copy)]
pub(crate) struct Graenser {
    /// Not yet in the database: from here on they are moved.
    begynd: i64,
    /// In all: from here on the WAL should start over as soon as it can.
    loft: i64,
    /// In all: from here on operations are told.
    alarm: i64,
}

impl Graenser {
    /// A quarter of the ceiling before anything is moved, twice the ceiling before the alarm.
    pub(crate) fn ny(loft_bytes: u64) -> Self {
        let loft = i64::try_from(loft_bytes / 4_096).unwrap_or(i64::MAX / 2).clamp(4, i64::MAX / 2);
        Self { begynd: loft / 4, loft, alarm: loft * 2 }
    }
}

/// What the thread asks of the writer.
const INTET: u8 = 0;
const HJAELP: u8 = 1;
const FORFRA: u8 = 2;

/// What the two threads share.
pub(crate) struct Kontrolpunkt {
    graenser: Graenser,
    tilstand: Arc<Tilstand>,
    transaktioner: AtomicU64,
    sover: AtomicBool,
    slut: AtomicBool,
    bedt_om: AtomicU8,
    traad: OnceLock<Thread>,
}

/// What the thread knows between two looks.
#[derive(Default)]
struct Loeb {
    /// Looks so far.
    nr: u64,
    flyt: Forsoeg,
    forfra: Forsoeg,
    /// Pages at the last alarm; 0 when there is none.
    meldt: i64,
}

/// Attempts that become rarer while they come to nothing.
#[derive(Default)]
struct Forsoeg {
    tidligst: u64,
    pause: u64,
}

impl Forsoeg {
    fn kan(&self, nr: u64) -> bool {
        nr >= self.tidligst
    }

    fn gjort(&mut self, nr: u64, hjalp: bool, mindst: u64) {
        self.pause = if hjalp { mindst } else { (self.pause * 2).clamp(mindst, PAUSE_MAKS) };
        self.tidligst = nr + self.pause;
    }
}

impl Kontrolpunkt {
    pub(crate) fn ny(graenser: Graenser, tilstand: Arc<Tilstand>) -> Self {
        Self {
            graenser,
            tilstand,
            transaktioner: AtomicU64::new(0),
            sover: AtomicBool::new(false),
            slut: AtomicBool::new(false),
            bedt_om: AtomicU8::new(INTET),
            traad: OnceLock::new(),
        }
    }

    /// Called by the writer between two transactions. `vent` is how long its connection otherwise waits for a lock.
    pub(crate) fn efter_transaktion(&self, c: &Connection, vent: Duration) {
        self.transaktioner.fetch_add(1, Ordering::SeqCst);
        if self.sover.swap(false, Ordering::SeqCst) {
            self.vaek();
        }
        match self.bedt_om.swap(INTET, Ordering::SeqCst) {
            HJAELP => {
                let _ = kontrolpunkt(c, "PASSIVE");
            }
            FORFRA => {
                let _ = c.busy_timeout(FORFRA_VENT).and_then(|()| kontrolpunkt(c, "RESTART"));
                let _ = c.busy_timeout(vent);
            }
            _ => {}
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

    /// The thread. Its connection waits for nothing.
    pub(crate) fn koer(self: Arc<Self>, c: Connection) {
        let _ = self.traad.set(std::thread::current());
        let _ = c.busy_timeout(Duration::ZERO);
        let (mut set, mut stille, mut loeb) = (0, 0, Loeb::default());
        while !self.slut.load(Ordering::SeqCst) {
            loeb.nr += 1;
            let nu = self.transaktioner.load(Ordering::SeqCst);
            stille = if nu == set { stille + 1 } else { 0 };
            set = nu;
            if stille <= STILLE {
                self.se_efter(&c, &mut loeb);
            } else if loeb.flyt.kan(loeb.nr) {
                let tom = toem(&c);
                loeb.flyt.gjort(loeb.nr, tom, 1);
                self.maal(&c, &mut loeb);
                if tom {
                    self.sov(set);
                    stille = 0;
                    continue;
                }
            }
            std::thread::park_timeout(SE_EFTER);
        }
    }

    /// Sleeps until something is written.
    fn sov(&self, set: u64) {
        self.sover.store(true, Ordering::SeqCst);
        // A transaction from before this line has been counted and is seen here; one after it wakes the thread.
        if self.transaktioner.load(Ordering::SeqCst) == set {
            while self.sover.load(Ordering::SeqCst) && !self.slut.load(Ordering::SeqCst) {
                std::thread::park();
            }
        }
        self.sover.store(false, Ordering::SeqCst);
    }

    fn se_efter(&self, c: &Connection, loeb: &mut Loeb) {
        let Some((i_alt, flyttet)) = self.maal(c, loeb) else { return };
        let over = i_alt > self.graenser.loft;
        let venter = i_alt - flyttet;
        if venter > if over { 0 } else { self.graenser.begynd } && loeb.flyt.kan(loeb.nr) {
            match kontrolpunkt(c, "PASSIVE") {
                Ok((log, nu_flyttet)) => {
                    loeb.flyt.gjort(loeb.nr, nu_flyttet > flyttet, 1);
                    if log - nu_flyttet <= HJAELP_SIDER {
                        self.bedt_om.store(HJAELP, Ordering::SeqCst);
                    }
                }
                Err(e) => {
                    loeb.flyt.gjort(loeb.nr, false, 10);
                    tracing::warn!(%e, "checkpoint failed; the WAL grows until one succeeds");
                }
            }
        }
        if over && venter <= HJAELP_SIDER && loeb.forfra.kan(loeb.nr) {
            self.bedt_om.store(FORFRA, Ordering::SeqCst);
            loeb.forfra.gjort(loeb.nr, false, 10);
        } else if !over {
            loeb.forfra = Forsoeg::default();
        }
    }

    /// Pages in the WAL and how many of them are in the database; raises and ends the alarm.
    fn maal(&self, c: &Connection, loeb: &mut Loeb) -> Option<(i64, i64)> {
        let (i_alt, flyttet) = kontrolpunkt(c, "NOOP").ok()?;
        if i_alt > self.graenser.alarm.max(loeb.meldt.saturating_mul(2)) {
            tracing::warn!(
                wal_bytes = i_alt * 4_096,
                "the WAL grows: a reader holds an old state of the store (a copy, a command, a long search), or the disk is too slow"
            );
            loeb.meldt = i_alt;
        } else if loeb.meldt > 0 && i_alt <= self.graenser.loft {
            tracing::info!(wal_bytes = i_alt * 4_096, "the WAL is small again");
            loeb.meldt = 0;
        }
        self.tilstand.saet_wal_alarm(loeb.meldt > 0);
        Some((i_alt, flyttet))
    }
}

/// Moves what is left and makes the WAL empty. The writer is kept out only for the last step, when nothing is left to copy. False when a reader
/// is in the way.
fn toem(c: &Connection) -> bool {
    kontrolpunkt(c, "PASSIVE").is_ok_and(|(i_alt, flyttet)| i_alt == flyttet)
        && kontrolpunkt(c, "TRUNCATE").is_ok_and(|(i_alt, _)| i_alt <= 0)
}

/// Makes the file whole by itself at a planned end, when nobody else has it open: whoever copies it then has everything. Bounded: what is not moved
/// in time stays in the WAL, which is as durable and is read at the next start. True when the WAL is empty.
pub(crate) fn afslut(c: &Connection) -> bool {
    let _ = c.busy_timeout(AFSLUT_LAAS);
    let afbryder = c.get_interrupt_handle();
    let (faerdig, venter) = std::sync::mpsc::channel::<()>();
    let vagt = std::thread::spawn(move || {
        if venter.recv_timeout(AFSLUT_VENT) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            afbryder.interrupt();
        }
    });
    let tom = toem(c);
    drop(faerdig);
    let _ = vagt.join();
    tom
}

/// Pages in the WAL, and how many of them are in the database. Negative when another process was moving pages.
fn kontrolpunkt(c: &Connection, art: &str) -> rusqlite::Result<(i64, i64)> {
    c.query_row(&format!("PRAGMA wal_checkpoint({art})"), [], |r| Ok((r.get(1)?, r.get(2)?)))
}
