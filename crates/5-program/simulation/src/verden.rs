//! The processes of a run and their store: opening, closing, and dying.
use crate::port::{Plan, Planlagt};
use crate::tal::Tal;
use crate::typen;
use grund::ur::Ur;
use lager::{Lager, Lagerur, PostgresLager, SqliteLager, postgres, sqlite};
use register::{Register, Typekatalog};
use revision::{Logindgang, Lognoegle, Revision, Slags};
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::runtime::Runtime;

/// Where the store is.
#[derive(Clone, Debug)]
pub enum Sted {
    /// A file of its own.
    Sqlite,
    /// That database, which others use too.
    Postgres(String),
}

/// A process: a store of its own over what all share.
pub struct Proces {
    /// The store, as its clients use it.
    pub lager: Arc<dyn Lager>,
    /// The store itself.
    pub indre: Arc<dyn Lager>,
    /// The register over it.
    pub register: Register,
    /// Its log.
    pub revision: Revision,
    /// The threads that die with it (PostgreSQL).
    liv: Option<Runtime>,
}

impl Proces {
    /// Looks at a future as within the process: what it starts is the process's own.
    pub fn inden_i<F: Future + ?Sized>(&self, f: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _inde = self.liv.as_ref().map(Runtime::enter);
        f.poll(cx)
    }

    /// Waits for a future within the process.
    pub async fn i<T>(&self, f: impl Future<Output = T>) -> T {
        let mut f = std::pin::pin!(f);
        std::future::poll_fn(|cx| self.inden_i(f.as_mut(), cx)).await
    }

    /// The process ends in order.
    pub async fn luk(mut self) {
        self.i(self.indre.luk()).await;
        let liv = self.liv.take();
        drop(self);
        if let Some(liv) = liv {
            liv.shutdown_background();
        }
    }

    /// kill -9: nothing of it goes on. What it has sent to a database may still happen.
    pub fn draeb(mut self) {
        if let Some(liv) = self.liv.take() {
            liv.shutdown_background();
        }
    }
}

/// What the processes share.
pub struct Verden {
    /// The schedule.
    pub plan: Arc<Plan>,
    sted: Sted,
    mappe: tempfile::TempDir,
    fil: PathBuf,
    nr: u32,
    wal_bytes: u64,
}

/// The length of a file; 0 when it is not there.
fn laengde(fil: &Path) -> u64 {
    fs::metadata(fil).map_or(0, |m| m.len())
}

fn wal(fil: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", fil.display()))
}

/// Where the file was before what a crash may lose.
#[derive(Debug)]
pub struct Sikkert {
    wal: u64,
    fil: Vec<u8>,
}

impl Verden {
    /// With a new store, or in that database. With `wal_bytes` the SQLite file's pages are moved early.
    pub fn ny(plan: Arc<Plan>, sted: Sted, wal_bytes: Option<u64>) -> Self {
        let mappe = tempfile::Builder::new().prefix("samspil-simulation-").tempdir().unwrap();
        let fil = mappe.path().join("0.sqlite");
        let wal_bytes = wal_bytes.unwrap_or(sqlite::Indstillinger::default().wal_bytes);
        Self { plan, sted, mappe, fil, nr: 0, wal_bytes }
    }

    /// Starts a process.
    pub async fn proces(&self) -> Proces {
        let ur = Lagerur::ny(Arc::clone(&self.plan.ur) as Arc<dyn Ur>);
        let (indre, liv): (Arc<dyn Lager>, _) = match &self.sted {
            Sted::Sqlite => {
                let indstillinger = sqlite::Indstillinger { ur, wal_bytes: self.wal_bytes, ..Default::default() };
                (Arc::new(SqliteLager::aabn(&self.fil, indstillinger).unwrap()), None)
            }
            Sted::Postgres(url) => {
                let liv = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
                let url = url.clone();
                let aabnet = liv.spawn(async move {
                    PostgresLager::aabn(&url, postgres::Indstillinger { ur, laesere: 4, vagter: 2, ..Default::default() }).await
                });
                (Arc::new(aabnet.await.unwrap().unwrap()), Some(liv))
            }
        };
        let lager: Arc<dyn Lager> = Arc::new(Planlagt { indre: Arc::clone(&indre), plan: Arc::clone(&self.plan) });
        let revision = Revision::ny(Arc::clone(&lager), Lognoegle::fra_bytes([7; 64]).unwrap());
        let log = revision.clone();
        let register = Register::ny(Arc::clone(&lager), Typekatalog::ny(&[typen::TYPER])).med_log(Arc::new(move |k, _| {
            let indgang = Logindgang { myndighed: Some(k.myndighed), ..Logindgang::ny(Slags::Aendring, "simulation", k.kald_id, k.nu) };
            log.raekke(&indgang)
        }));
        Proces { lager, indre, register, revision, liv }
    }

    /// What is on disk, and all acknowledged: SQLite.
    pub fn sikkert(&self) -> Sikkert {
        Sikkert { wal: laengde(&wal(&self.fil)), fil: fs::read(&self.fil).unwrap_or_default() }
    }

    /// A power cut: the file as it may be found afterwards, with all of what was safe and some of what came after, the last of it perhaps torn.
    /// The processes must be dead; the next one opens what was left. Nobody writes meanwhile, so the order of copying does not matter.
    pub fn stroemsvigt(&mut self, sikkert: &Sikkert, tal: &mut Tal, uden_sync: bool) {
        self.nr += 1;
        let ny = self.mappe.path().join(format!("{}.sqlite", self.nr));
        let mut log = fs::read(wal(&self.fil)).unwrap_or_default();
        let fil = fs::read(&self.fil).unwrap_or_default();
        let sikker = usize::try_from(sikkert.wal).unwrap_or(0);
        // Where pages were moved meanwhile the WAL may have begun anew, and its length says nothing.
        if fil == sikkert.fil && log.len() >= sikker {
            let fra = if uden_sync { sikker / 2 } else { sikker };
            let laengde = fra + tal.under((log.len() - fra) as u64 + 1) as usize;
            if tal.en_af(2) {
                log.truncate(laengde);
            } else {
                // The tail was not written, but the file had grown: old bytes.
                log.iter_mut().skip(laengde).for_each(|b| *b = 0);
            }
        }
        fs::write(&ny, fil).unwrap();
        fs::write(wal(&ny), log).unwrap();
        for endelse in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{endelse}", self.fil.display()));
        }
        self.fil = ny;
    }

    /// Waits until the database is done with what dead processes had sent.
    pub async fn ro(&self) {
        let Sted::Postgres(url) = &self.sted else { return };
        let (c, forbindelse) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        let opgave = tokio::spawn(forbindelse);
        let aabne =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        while c.query_one(aabne, &[]).await.unwrap().get::<_, i64>(0) > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        drop(c);
        let _ = opgave.await;
    }

    /// There is one writer at a time.
    pub fn en_skriver(&self) -> bool {
        matches!(self.sted, Sted::Sqlite)
    }
}
