//! The embedded store: one SQLite file, one writer thread, readers that never wait for it.
mod afbryd;
mod emne;
mod funktioner;
mod kontrolpunkt;
mod kopi;
mod laeser;
mod log;
mod maerke;
mod privat;
mod samling;
mod skema;
mod skriver;
mod soeg;
mod tilstand;

use crate::emne::{Emne, Emneaendringer};
use crate::kontrol;
use crate::log::{LagretSegl, Logpost, Logvalg};
use crate::port::{
    Driftslager, Fillager, Flygtiglager, Fund, Haendelse, Haendelseslager, Indeksraekke, Lagerstatus, LagretObjekt, Loglager, Objektlager,
    Objektnoegle, Raekke, Registreringsvalg, Samlingslager, Skrevet, Skrivefejl, Skrivelager, Skrivning, Soegning,
};
use crate::stroem::{Stroemposition, Stroemstatus};
use crate::syn::{Synlig, Synsfelt};
use crate::tidsgiver::{Lagerur, Tidsgiver};
use afbryd::Stop;
use async_trait::async_trait;
use grund::graenser::{KALD_SEKUNDER, LAGERLAAS_MILLISEKUNDER, REGISTRERINGER_I_SVAR};
use grund::{Cvr, Fejl, Fejlkode, Periode, Synsmaerke, Tidspunkt, Uuid};
use kontrolpunkt::{Graenser, Kontrolpunkt};
use laeser::Laesere;
use rusqlite::{Connection, ErrorCode, OpenFlags};
pub(crate) use skema::FORMAT;
use skriver::{Arbejde, Opgave, Skriver, Svar, Udstyr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tilstand::{Filmaerke, Tilstand};
use tokio::sync::{Semaphore, mpsc, oneshot};

/// Writes that may wait for the writer; the next caller waits with its own.
const KOE: usize = 1_024;
/// So few objects are read on the spot (about 10 µs each); more go to a thread that may block.
const PAA_STEDET: usize = 16;

/// What can be set.
#[derive(Clone, Debug)]
pub struct Indstillinger {
    /// Searches and other long reads at once; the next one waits. Each may hold a thread and a connection.
    pub lange_laesninger: usize,
    /// The same for the change feed, for the log, and for what operations ask: none of them waits for a search, nor for another of them.
    pub vagter: usize,
    /// Bytes of the file that each connection maps into memory. 0 is slower by a third in point reads (13 µs for 9), but every
    /// connection's map counts as memory of the process.
    pub mmap_bytes: u64,
    /// A search is given up after so long.
    pub frist: Duration,
    /// The clock of registration times.
    pub ur: Lagerur,
    /// Bytes of the WAL from which it should start over. A quarter of it is collected before anything is moved; beyond twice as much operations
    /// are told.
    pub wal_bytes: u64,
    /// How long the writer waits for another process's transaction.
    pub laas_vent: Duration,
    /// Pages (4 KiB) that the file may have; 0 is as many as the disk holds.
    pub sider_hoejst: u32,
}

impl Default for Indstillinger {
    fn default() -> Self {
        Self {
            lange_laesninger: 16,
            vagter: 2,
            mmap_bytes: 0,
            frist: Duration::from_secs(KALD_SEKUNDER),
            wal_bytes: 512 * 1024 * 1024,
            laas_vent: Duration::from_millis(LAGERLAAS_MILLISEKUNDER),
            sider_hoejst: 0,
            ur: Lagerur::default(),
        }
    }
}

/// The store in a SQLite file.
pub struct SqliteLager {
    indre: Arc<Indre>,
    skriver: Mutex<Option<mpsc::Sender<Opgave>>>,
    traade: Mutex<Vec<JoinHandle<()>>>,
    lange: Arc<Semaphore>,
    stroem: Arc<Semaphore>,
    log: Arc<Semaphore>,
    drift: Arc<Semaphore>,
    frist: Duration,
    skrevne: AtomicU64,
    /// Removed when the store is dropped (tests).
    midlertidig: Option<PathBuf>,
}

struct Indre {
    laesere: Laesere,
    sti: PathBuf,
    tidsgiver: Arc<Tidsgiver>,
    tilstand: Arc<Tilstand>,
}

fn forbindelse(sti: &Path, kun_laes: bool, mmap: i64) -> rusqlite::Result<Connection> {
    let adgang =
        if kun_laes { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE };
    let c = Connection::open_with_flags(sti, adgang | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    funktioner::laer(&c)?;
    c.busy_timeout(Duration::from_secs(10))?;
    c.set_prepared_statement_cache_capacity(64);
    c.pragma_update(None, "mmap_size", mmap)?;
    // Negative: KiB. The system caches the file too; the writer keeps the inner pages of the index and what it changes.
    c.pragma_update(None, "cache_size", if kun_laes { -2_048 } else { -32_768 })?;
    Ok(c)
}

/// How long an upgrade waits at a time for others to leave the file.
const OPGRADER_VENT: Duration = Duration::from_millis(100);

/// Upgrades an older store once nobody else has it, unless somebody else does so.
fn opgrader(sti: &Path, vent: Duration) -> Result<(), Fejl> {
    let fejl = |e: rusqlite::Error| ubrugelig(sti, &e);
    let gange = vent.as_millis() / OPGRADER_VENT.as_millis();
    for _ in 0..=gange {
        if opgrader_alene(sti)? {
            return Ok(());
        }
        if !skema::skal_opgraderes(&forbindelse(sti, false, 0).map_err(fejl)?).map_err(fejl)? {
            return Ok(());
        }
    }
    let har = skema::format(&forbindelse(sti, false, 0).map_err(fejl)?).map_err(fejl)?;
    Err(Fejl::intern(crate::format::i_brug(har, FORMAT)))
}

/// False when another connection has the file, of whatever program and version: SQLite itself tells it and keeps new ones out.
fn opgrader_alene(sti: &Path) -> Result<bool, Fejl> {
    let fejl = |e: rusqlite::Error| ubrugelig(sti, &e);
    let c = forbindelse(sti, false, 0).map_err(fejl)?;
    c.busy_timeout(OPGRADER_VENT).map_err(fejl)?;
    // Said before the file is read for the first time, it means the whole file and not a transaction of its WAL.
    c.execute_batch("PRAGMA locking_mode = EXCLUSIVE").map_err(fejl)?;
    match c.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; BEGIN EXCLUSIVE; COMMIT") {
        Ok(()) => skema::migrer(&c).map(|()| true),
        Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(false),
        Err(e) => Err(fejl(e)),
    }
}

impl SqliteLager {
    /// Opens the store in that file, and makes it if it is not there. Blocks while it recovers what was in the WAL.
    pub fn aabn(sti: &Path, indstillinger: Indstillinger) -> Result<Self, Fejl> {
        Self::aabn_med(sti, indstillinger, None)
    }

    /// A store in a directory of its own that disappears with it: for tests.
    pub fn midlertidig() -> Result<Self, Fejl> {
        static NR: AtomicU64 = AtomicU64::new(0);
        let nr = NR.fetch_add(1, Ordering::Relaxed);
        let mappe = std::env::temp_dir().join(format!("samspil-lager-{}-{nr}", std::process::id()));
        // A directory of that name can only be left behind by a process that is gone.
        let _ = std::fs::remove_dir_all(&mappe);
        std::fs::create_dir(&mappe).map_err(Fejl::intern)?;
        Self::aabn_med(&mappe.join("lager.sqlite"), Indstillinger::default(), Some(mappe))
    }

    fn aabn_med(sti: &Path, indstillinger: Indstillinger, midlertidig: Option<PathBuf>) -> Result<Self, Fejl> {
        let mmap = i64::try_from(indstillinger.mmap_bytes).unwrap_or(i64::MAX);
        let kan_ikke_bruges = |e: rusqlite::Error| match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseCorrupt) => tilstand::skadet(&e.to_string()).felt(sti.display().to_string()),
            _ => ubrugelig(sti, &e),
        };
        privat::sikr(sti).map_err(|e| ubrugelig(sti, &e))?;
        let mut c = forbindelse(sti, false, mmap).map_err(kan_ikke_bruges)?;
        if skema::er_fremmed(&c).map_err(kan_ikke_bruges)? {
            return Err(ubrugelig(sti, &"it is a SQLite database, but not a store of Samspil"));
        }
        if skema::skal_opgraderes(&c).map_err(kan_ikke_bruges)? {
            drop(c);
            opgrader(sti, indstillinger.laas_vent)?;
            c = forbindelse(sti, false, mmap).map_err(kan_ikke_bruges)?;
        }
        // page_size only matters for a new file. FULL: COMMIT returns when the WAL is on disk. The WAL's file shrinks when it starts over.
        c.execute_batch(&format!(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = {};",
            indstillinger.wal_bytes
        ))
        .map_err(kan_ikke_bruges)?;
        skema::migrer(&c)?;
        let tidsgiver = Arc::new(Tidsgiver::ny(indstillinger.ur));
        skema::epoke(&c, tidsgiver.nu()).map_err(kan_ikke_bruges)?;
        if indstillinger.sider_hoejst > 0 {
            c.pragma_update(None, "max_page_count", indstillinger.sider_hoejst).map_err(kan_ikke_bruges)?;
        }
        let tilstand = Arc::new(Tilstand::default());
        let kontrolpunkt = Arc::new(Kontrolpunkt::ny(Graenser::ny(indstillinger.wal_bytes), Arc::clone(&tilstand)));
        let udstyr = Udstyr {
            kontrolpunkt: Arc::clone(&kontrolpunkt),
            tilstand: Arc::clone(&tilstand),
            filer: Filmaerke::af(sti),
            laas_vent: indstillinger.laas_vent,
            tidsgiver: Arc::clone(&tidsgiver),
        };
        let skriver = Skriver::ny(c, udstyr).map_err(kan_ikke_bruges)?;
        let flytter = forbindelse(sti, false, 0).map_err(kan_ikke_bruges)?;
        let (til_skriver, fra_kaldere) = mpsc::channel(KOE);
        let traade = vec![
            traad("lager-kontrolpunkt", move || kontrolpunkt.koer(flytter))?,
            traad("lager-skriver", move || skriver.koer(fra_kaldere))?,
        ];
        Ok(Self {
            indre: Arc::new(Indre { laesere: Laesere::ny(sti.to_owned(), mmap), sti: sti.to_owned(), tilstand, tidsgiver }),
            skriver: Mutex::new(Some(til_skriver)),
            traade: Mutex::new(traade),
            lange: pladser(indstillinger.lange_laesninger),
            stroem: pladser(indstillinger.vagter),
            log: pladser(indstillinger.vagter),
            drift: pladser(indstillinger.vagter),
            frist: indstillinger.frist,
            skrevne: AtomicU64::new(0),
            midlertidig,
        })
    }

    async fn giv_skriveren(&self, arbejde: Arbejde) -> Svar {
        let lukket = || Skrivefejl::Lager(kontrol::lukket());
        let skriver = self.skriver.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(lukket)?;
        let (svar, modtag) = oneshot::channel();
        skriver.send(Opgave { arbejde, svar }).await.map_err(|_| lukket())?;
        drop(skriver);
        modtag.await.map_err(|_| Skrivefejl::Lager(Fejl::intern("the writer has stopped")))?
    }

    async fn giv_skriveren_uden_forventning(&self, arbejde: Arbejde) -> Result<u64, Fejl> {
        Ok(u64::try_from(self.giv_skriveren(arbejde).await?).unwrap_or(0))
    }

    /// Runs a read that may take long on a thread that may block.
    async fn langt<T: Send + 'static>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static) -> Result<T, Fejl> {
        self.i(&self.lange, f).await
    }

    /// A search, which is given up when the call that it is for would be.
    async fn soegning<T: Send + 'static>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static) -> Result<T, Fejl> {
        tokio::time::timeout(self.frist, self.langt(f)).await.unwrap_or_else(|_| Err(Fejl::ny(Fejlkode::Tidsudloeb)))
    }

    /// Runs a read on a thread that may block, in a place of those. It ends when the caller has gone, and its place is free again.
    async fn i<T: Send + 'static>(
        &self,
        pladser: &Arc<Semaphore>,
        f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fejl> {
        let plads = Arc::clone(pladser).acquire_owned().await.map_err(|_| kontrol::lukket())?;
        let indre = Arc::clone(&self.indre);
        let stop = Stop::default();
        let _venter = stop.venter();
        tokio::task::spawn_blocking(move || {
            let svar = indre.laesere.med_egen(|c| stop.under(c, f));
            drop(plads);
            svar
        })
        .await
        .map_err(Fejl::intern)?
    }

    fn stop(&self) -> Vec<JoinHandle<()>> {
        self.skriver.lock().unwrap_or_else(PoisonError::into_inner).take();
        std::mem::take(&mut *self.traade.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn pladser(antal: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(antal.max(1)))
}

fn traad(navn: &str, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Fejl> {
    std::thread::Builder::new().name(navn.into()).spawn(f).map_err(Fejl::intern)
}

impl Drop for SqliteLager {
    fn drop(&mut self) {
        for t in self.stop() {
            let _ = t.join();
        }
        if let Some(mappe) = &self.midlertidig {
            let _ = std::fs::remove_dir_all(mappe);
        }
    }
}

#[async_trait]
impl Skrivelager for SqliteLager {
    async fn skriv(&self, mut skrivning: Skrivning) -> Result<Skrevet, Skrivefejl> {
        kontrol::skrivning(&mut skrivning).map_err(Skrivefejl::Lager)?;
        if skrivning.er_tom() {
            return Ok(Skrevet { tidspunkt: skrivning.kaldt });
        }
        let tid = self.giv_skriveren(Arbejde::Skriv(skrivning)).await?;
        self.skrevne.fetch_add(1, Ordering::Relaxed);
        Ok(Skrevet { tidspunkt: Tidspunkt::fra_mikros(tid) })
    }
}

#[async_trait]
impl Objektlager for SqliteLager {
    async fn hent(&self, myndigheder: &[Cvr], objekttype: u16, uuid: Uuid, valg: Registreringsvalg) -> Result<Option<LagretObjekt>, Fejl> {
        self.indre.laesere.med(|c| laeser::hent(c, myndigheder, objekttype, uuid, valg))
    }

    async fn hent_flere(
        &self,
        myndigheder: &[Cvr],
        objekttype: u16,
        uuider: &[Uuid],
        valg: Registreringsvalg,
    ) -> Result<Vec<LagretObjekt>, Fejl> {
        let (myndigheder, uuider) = (myndigheder.to_vec(), uuider.to_vec());
        let kort = uuider.len() <= PAA_STEDET;
        let laes = move |c: &Connection| {
            let mut ud = Vec::with_capacity(uuider.len());
            for uuid in uuider {
                ud.extend(laeser::hent(c, &myndigheder, objekttype, uuid, valg)?);
            }
            Ok(ud)
        };
        if kort { self.indre.laesere.med(laes) } else { self.soegning(laes).await }
    }

    async fn hent_fund(&self, fund: &[Fund], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl> {
        let fund = fund.to_vec();
        let kort = fund.len() <= PAA_STEDET;
        let laes = move |c: &Connection| {
            let mut ud = Vec::with_capacity(fund.len());
            for f in fund {
                ud.extend(laeser::objekt(c, f.oid, f.noegle, valg, REGISTRERINGER_I_SVAR)?);
            }
            Ok(ud)
        };
        if kort { self.indre.laesere.med(laes) } else { self.soegning(laes).await }
    }

    async fn soeg(&self, soegning: &Soegning) -> Result<Vec<Fund>, Fejl> {
        let s = soegning.clone();
        self.soegning(move |c| soeg::soeg(c, &s)).await
    }

    async fn antal(&self, soegning: &Soegning) -> Result<u64, Fejl> {
        let s = soegning.clone();
        self.soegning(move |c| soeg::antal(c, &s)).await
    }

    async fn antal_pr(&self, soegning: &Soegning, forled: &[u8], tegn: usize, virkning: Periode) -> Result<Vec<(Vec<u8>, u64)>, Fejl> {
        let (s, forled) = (soegning.clone(), forled.to_vec());
        self.soegning(move |c| soeg::antal_pr(c, &s, (&forled, tegn), virkning)).await
    }

    async fn synlige(&self, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Result<Vec<Synlig>, Fejl> {
        let (syn, objekter) = (syn.clone(), objekter.to_vec());
        let kort = objekter.len() <= PAA_STEDET;
        let laes = move |c: &Connection| soeg::synlige(c, &syn, &objekter);
        if kort { self.indre.laesere.med(laes) } else { self.soegning(laes).await }
    }

    async fn maerker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Synsmaerke>, Fejl> {
        self.langt(move |c| maerke::laes(c, myndighed, oid)).await
    }

    async fn gennemloeb(&self, efter_oid: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl> {
        self.langt(move |c| laeser::gennemloeb(c, efter_oid, antal)).await
    }

    async fn numre(&self, myndighed: Cvr, efter_oid: i64, antal: usize) -> Result<Vec<i64>, Fejl> {
        self.langt(move |c| laeser::numre(c, myndighed, efter_oid, antal)).await
    }

    async fn hele(&self, myndighed: Cvr, numre: &[i64]) -> Result<Vec<LagretObjekt>, Fejl> {
        let numre = numre.to_vec();
        self.langt(move |c| laeser::hele(c, myndighed, &numre)).await
    }

    async fn indeksraekker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Indeksraekke>, Fejl> {
        self.langt(move |c| laeser::indeksraekker(c, myndighed, oid)).await
    }

    async fn unik(&self, myndighed: Cvr, noegle: &[u8]) -> Result<Option<Objektnoegle>, Fejl> {
        self.indre.laesere.med(|c| match samling::unik(c, myndighed, noegle)? {
            Some(oid) => Ok(laeser::fund(c, oid)?.map(|f| f.noegle)),
            None => Ok(None),
        })
    }

    async fn antal_indeksraekker(&self) -> Result<u64, Fejl> {
        self.langt(|c| tal(c, "SELECT count(*) FROM indeks")).await
    }
}

#[async_trait]
impl Haendelseslager for SqliteLager {
    async fn haendelser(&self, myndighed: Option<Cvr>, efter: Stroemposition, antal: usize) -> Result<Vec<Haendelse>, Fejl> {
        self.i(&self.stroem, move |c| laeser::haendelser(c, myndighed, efter, antal)).await?
    }

    async fn stroemstatus(&self) -> Result<Stroemstatus, Fejl> {
        self.indre.laesere.med(laeser::stroemstatus)
    }

    async fn beskaer_stroem(&self, foer: Tidspunkt, til_nr: i64, antal: usize) -> Result<u64, Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::BeskaerStroem { foer, til_nr, antal }).await
    }

    async fn ny_epoke(&self) -> Result<(), Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::NyEpoke).await.map(drop)
    }

    async fn emne_siden(&self, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl> {
        self.indre.laesere.med(|c| emne::siden(c, emne, efter))
    }

    async fn vandmaerke(&self) -> Result<Tidspunkt, Fejl> {
        self.indre.laesere.med(laeser::sidste_tid)
    }
}

#[async_trait]
impl Fillager for SqliteLager {
    async fn gem_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32, data: Vec<u8>) -> Result<(), Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::GemFilstump { myndighed, fil, nr, data }).await.map(drop)
    }

    async fn hent_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32) -> Result<Option<Vec<u8>>, Fejl> {
        self.langt(move |c| laeser::filstump(c, myndighed, fil, nr)).await
    }

    async fn slet_fil(&self, myndighed: Cvr, fil: Uuid) -> Result<(), Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::SletFil { myndighed, fil }).await.map(drop)
    }
}

#[async_trait]
impl Loglager for SqliteLager {
    async fn logposter(&self, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        self.i(&self.log, move |c| log::logposter(c, valg, periode, efter, antal)).await
    }

    async fn log_for_noegle(&self, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl> {
        let noegle = noegle.to_vec();
        self.i(&self.log, move |c| log::log_for_noegle(c, &noegle)).await
    }

    async fn log_mangler_noegle(&self, noegler: Vec<(bool, Vec<u8>, i64)>) -> Result<Option<i64>, Fejl> {
        self.langt(move |c| log::mangler_noegle(c, &noegler)).await
    }

    async fn log_for_person(&self, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        let noegle = noegle.to_vec();
        self.i(&self.log, move |c| log::log_for_person(c, &noegle, efter, antal)).await
    }

    async fn log_myndigheder(&self) -> Result<Vec<Option<Cvr>>, Fejl> {
        self.i(&self.log, log::myndigheder).await
    }

    async fn gem_segl(&self, segl: &LagretSegl) -> Result<(), Skrivefejl> {
        self.giv_skriveren(Arbejde::GemSegl(segl.clone())).await.map(drop)
    }

    async fn segl(&self, efter_nr: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl> {
        self.i(&self.log, move |c| log::segl(c, efter_nr, antal)).await
    }

    async fn sidste_segl(&self) -> Result<Option<LagretSegl>, Fejl> {
        self.indre.laesere.med(log::sidste_segl)
    }

    async fn beskaer_log(&self, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::BeskaerLog { myndighed, foer, til_position }).await
    }
}

#[async_trait]
impl Flygtiglager for SqliteLager {
    async fn hent_flygtig(&self, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl> {
        self.indre.laesere.med(|c| log::hent_flygtig(c, noegle, nu))
    }

    async fn slet_flygtig(&self, noegle: &[u8]) -> Result<(), Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::SletFlygtig(noegle.to_vec())).await.map(drop)
    }

    async fn ryd_flygtige(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::RydFlygtige(nu)).await
    }
}

#[async_trait]
impl Samlingslager for SqliteLager {
    async fn raekke(&self, samling: u16, noegle: &[u8]) -> Result<Option<Vec<u8>>, Fejl> {
        self.indre.laesere.med(|c| samling::raekke(c, samling, noegle))
    }

    async fn raekker(&self, samling: u16, fra: &[u8], til: Option<&[u8]>, antal: usize) -> Result<Vec<Raekke>, Fejl> {
        let (fra, til) = (fra.to_vec(), til.map(<[u8]>::to_vec));
        self.langt(move |c| samling::raekker(c, samling, &fra, til.as_deref(), antal)).await
    }
}

#[async_trait]
impl Driftslager for SqliteLager {
    async fn slet_myndighed(&self, myndighed: Cvr) -> Result<(), Fejl> {
        self.giv_skriveren_uden_forventning(Arbejde::SletMyndighed(myndighed)).await.map(drop)
    }

    /// A few seeks, on a connection that no search can hold.
    async fn status(&self) -> Result<Lagerstatus, Fejl> {
        let tilstand = &self.indre.tilstand;
        let skriver = self.skriver.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let skrivefejl = tilstand.fejl();
        if let Some(s) = skriver.as_ref().filter(|_| skrivefejl.is_some()) {
            // Nobody may be writing, so whether it can be written to again is tried here; the next look shows it.
            let _ = s.try_send(Opgave { arbejde: Arbejde::Proev, svar: oneshot::channel().0 });
        }
        let bytes = |endelse: &str| std::fs::metadata(med_endelse(&self.indre.sti, endelse)).map_or(0, |m| m.len());
        let wal_bytes = bytes("-wal");
        let status = Lagerstatus {
            bytes: bytes("") + wal_bytes,
            format: FORMAT,
            wal_bytes,
            wal_alarm: tilstand.wal_alarm(),
            skrivekoe: skriver.map_or(0, |s| s.max_capacity().saturating_sub(s.capacity()) as u64),
            skrivninger: self.skrevne.load(Ordering::Relaxed),
            skrivefejl,
            tidsforspring: self.indre.tidsgiver.forspring(),
            ..Lagerstatus::default()
        };
        self.i(&self.drift, move |c| skema::status(c, status)).await
    }

    async fn sikkerhedskopi(&self, til: &Path) -> Result<(), Fejl> {
        /// Tells the copying thread that nobody waits for it any more.
        struct Opgivet(Arc<AtomicBool>);
        impl Drop for Opgivet {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let (indre, til, opgivet) = (Arc::clone(&self.indre), til.to_owned(), Opgivet(Arc::default()));
        let afbrudt = Arc::clone(&opgivet.0);
        tokio::task::spawn_blocking(move || kopi::sikkerhedskopi(&indre.sti, &til, &afbrudt)).await.map_err(Fejl::intern)?
    }

    async fn luk(&self) {
        let traade = self.stop();
        let indre = Arc::clone(&self.indre);
        [&self.lange, &self.stroem, &self.log, &self.drift].iter().for_each(|p| p.close());
        let _ = tokio::task::spawn_blocking(move || {
            for t in traade {
                let _ = t.join();
            }
            indre.laesere.luk();
            // not made anew if it is gone
            let fil = Connection::open_with_flags(&indre.sti, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX);
            if !fil.is_ok_and(|c| kontrolpunkt::afslut(&c)) {
                tracing::warn!("the WAL still holds changes: a copy of the stopped store takes its -wal file too");
            }
        })
        .await;
    }
}

fn tal(c: &Connection, sql: &str) -> rusqlite::Result<u64> {
    let n: i64 = c.query_row(sql, [], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

fn med_endelse(sti: &Path, endelse: &str) -> PathBuf {
    let mut navn = sti.as_os_str().to_owned();
    navn.push(endelse);
    navn.into()
}

/// Why the file cannot be opened as a store, for the operator.
fn ubrugelig(sti: &Path, hvorfor: &dyn std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(sti.display().to_string()).aarsag(hvorfor)
}

/// For the plan tests: the statements' dialect.
#[cfg(test)]
pub(crate) fn dialekt() -> crate::soegesql::Dialekt {
    soeg::DIALEKT
}

#[cfg(test)]
pub(crate) use laeser::{HAENDELSER, NUMRE};
#[cfg(test)]
pub(crate) use skema::SPIDS;
#[cfg(test)]
pub(crate) use skriver::{AELDSTE, BESKAER};

/// For the plan tests: a new file with the tables.
#[cfg(test)]
pub(crate) fn ny_fil() -> (tempfile::TempDir, Connection) {
    let mappe = tempfile::tempdir().unwrap();
    let sti = mappe.path().join("lager.sqlite");
    skema::migrer(&Connection::open(&sti).unwrap()).unwrap();
    // What the planner knows of the tables is read when a file is opened.
    let c = forbindelse(&sti, true, 0).unwrap();
    (mappe, c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Logvalg;

    /// A statement without an end.
    fn evig(c: &Connection) -> rusqlite::Result<i64> {
        c.query_row("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n", [], |r| r.get(0))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_search_ends_when_its_caller_has_gone_and_stops_nobody_meanwhile() {
        let l = Arc::new(SqliteLager::midlertidig().unwrap());
        let lange: Vec<_> = (0..16)
            .map(|_| {
                let l = Arc::clone(&l);
                tokio::spawn(async move { l.langt(evig).await })
            })
            .collect();
        while l.lange.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        // While every place is taken: feed, log and operations.
        l.haendelser(None, Stroemposition::FORFRA, 10).await.unwrap();
        l.logposter(Logvalg::Alle, Periode::ALTID, 0, 10).await.unwrap();
        l.sidste_segl().await.unwrap();
        l.status().await.unwrap();
        lange.iter().for_each(tokio::task::JoinHandle::abort);
        // All places come back, and the connections are as good as new.
        let alle = l.lange.acquire_many(16).await.unwrap();
        drop(alle);
        assert_eq!(l.antal_indeksraekker().await.unwrap(), 0);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_search_is_given_up_at_its_deadline() {
        let mappe = tempfile::tempdir().unwrap();
        let frist = Duration::from_millis(20);
        let l = SqliteLager::aabn(&mappe.path().join("a"), Indstillinger { frist, ..Indstillinger::default() }).unwrap();
        assert_eq!(l.soegning(evig).await.unwrap_err().kode(), Fejlkode::Tidsudloeb);
        drop(l.lange.acquire_many(16).await.unwrap());
    }
}
