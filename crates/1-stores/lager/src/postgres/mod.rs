//! The store in PostgreSQL 15 or newer: tables partitioned by authority, several programs on one database.
mod afbryd;
mod emne;
mod forbindelse;
mod horisont;
mod laasning;
mod laeser;
mod log;
mod raekker;
mod skema;
mod skriver;
mod tls;
mod udfald;

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
use async_trait::async_trait;
use forbindelse::{Puljer, aendr, laes};
use futures::{FutureExt, TryFutureExt};
use grund::{Cvr, Fejl, Fejlkode, Periode, Synsmaerke, Tidspunkt, Uuid};
pub(crate) use skema::FORMAT;
use skriver::{Faelles, Opgave, Udfald};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use udfald::Skrivermaerke;

/// Batches that may wait for one writer; the next caller waits with its own.
const KOE: usize = 1_024;

/// What can be set.
#[derive(Clone, Debug)]
pub struct Indstillinger {
    /// Writers, each with a connection. Four keep a local server busy.
    pub skrivere: usize,
    /// Connections for reading; the next reader waits.
    pub laesere: usize,
    /// Connections of their own for the short reads that others depend on: versions of concerns, the feed, the log, status.
    pub vagter: usize,
    /// The clock of registration times: the database's, moved as far as this one is set. Without one the calls' own times.
    pub ur: Lagerur,
}

impl Default for Indstillinger {
    fn default() -> Self {
        Self { skrivere: 4, laesere: 16, vagter: 4, ur: Lagerur::default() }
    }
}

/// The store in a PostgreSQL database.
pub struct PostgresLager {
    puljer: Puljer,
    til_skrivere: Mutex<Option<Vec<mpsc::Sender<Opgave>>>>,
    skrivere: Mutex<Vec<JoinHandle<()>>>,
    /// See [`skema::migrer`].
    tillaeg: i64,
    tidsgiver: Arc<Tidsgiver>,
    skrevne: AtomicU64,
}

impl PostgresLager {
    /// Connects (`postgres://user@host/database`, or `host=… dbname=…`), and makes or upgrades the tables under a lock.
    pub async fn aabn(url: &str, indstillinger: Indstillinger) -> Result<Self, Fejl> {
        let antal = indstillinger.skrivere.max(1);
        // Two more than the writers, for the statistics and for asking what became of a transaction.
        let puljer = Puljer::ny(url, antal + 2, indstillinger.laesere, indstillinger.vagter)?;
        let mut c = forbindelse::tag(&puljer.skrivere).await?;
        let tidsgiver = Arc::new(Tidsgiver::ny(indstillinger.ur));
        let tillaeg = skema::migrer(&mut c, tidsgiver.nu()).await?;
        let faelles = Arc::new(Faelles { pool: puljer.skrivere.clone(), tillaeg, tidsgiver: Arc::clone(&tidsgiver) });
        let (mut til_skrivere, mut skrivere) = (Vec::new(), Vec::new());
        for nr in 0..antal {
            let (til, fra) = mpsc::channel(KOE);
            til_skrivere.push(til);
            let maerke = Skrivermaerke::ny(&c).await?;
            skrivere.push(tokio::spawn(skriver::koer(Arc::clone(&faelles), maerke, fra, nr == 0)));
        }
        drop(c);
        Ok(Self {
            puljer,
            til_skrivere: Mutex::new(Some(til_skrivere)),
            skrivere: Mutex::new(skrivere),
            tillaeg,
            tidsgiver,
            skrevne: AtomicU64::new(0),
        })
    }

    /// The pools, while the store is open.
    fn puljer(&self) -> Result<&Puljer, Fejl> {
        let aaben = self.til_skrivere.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if aaben { Ok(&self.puljer) } else { Err(kontrol::lukket()) }
    }

    /// The writer of an object, a short-lived key or a row: always the same one.
    fn skriver(&self, s: &Skrivning) -> Option<mpsc::Sender<Opgave>> {
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let hash = match (s.objekter.first(), s.flygtige.first(), s.raekker.first(), s.log.first()) {
            (Some(o), ..) => hasher.hash_one(o.noegle.uuid),
            (_, Some(f), ..) => hasher.hash_one(&f.noegle),
            (_, _, Some(r), _) => hasher.hash_one(&r.noegle),
            (.., l) => hasher.hash_one(l.map(|l| l.kald_id)),
        };
        let til = self.til_skrivere.lock().unwrap_or_else(PoisonError::into_inner);
        let til = til.as_ref()?;
        til.get(usize::try_from(hash % til.len().max(1) as u64).unwrap_or(0)).cloned()
    }

    async fn giv_en_skriver(&self, skrivning: Skrivning) -> Udfald {
        let lukket = || Skrivefejl::Lager(kontrol::lukket());
        let skriver = self.skriver(&skrivning).ok_or_else(lukket)?;
        let (svar, modtag) = oneshot::channel();
        skriver.send(Opgave { skrivning, svar }).await.map_err(|_| lukket())?;
        drop(skriver);
        modtag.await.map_err(|_| Skrivefejl::Lager(Fejl::intern("the writer has stopped")))?
    }
}

#[async_trait]
impl Skrivelager for PostgresLager {
    async fn skriv(&self, mut skrivning: Skrivning) -> Result<Skrevet, Skrivefejl> {
        kontrol::skrivning(&mut skrivning).map_err(Skrivefejl::Lager)?;
        if skrivning.er_tom() {
            return Ok(Skrevet { tidspunkt: skrivning.kaldt });
        }
        let tid = self.giv_en_skriver(skrivning).await?;
        self.skrevne.fetch_add(1, Ordering::Relaxed);
        Ok(Skrevet { tidspunkt: Tidspunkt::fra_mikros(tid) })
    }
}

#[async_trait]
impl Objektlager for PostgresLager {
    async fn hent(&self, myndigheder: &[Cvr], objekttype: u16, uuid: Uuid, valg: Registreringsvalg) -> Result<Option<LagretObjekt>, Fejl> {
        Ok(laes!(&self.puljer()?.laesere, c => laeser::hent(c, myndigheder, objekttype, &[uuid], valg))?.pop())
    }

    async fn hent_flere(
        &self,
        myndigheder: &[Cvr],
        objekttype: u16,
        uuider: &[Uuid],
        valg: Registreringsvalg,
    ) -> Result<Vec<LagretObjekt>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::hent(c, myndigheder, objekttype, uuider, valg))
    }

    async fn hent_fund(&self, fund: &[Fund], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::hent_fund(c, fund, valg))
    }

    async fn soeg(&self, soegning: &Soegning) -> Result<Vec<Fund>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::soeg(c, soegning))
    }

    async fn antal(&self, soegning: &Soegning) -> Result<u64, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::antal(c, soegning))
    }

    async fn antal_pr(&self, soegning: &Soegning, forled: &[u8], tegn: usize, virkning: Periode) -> Result<Vec<(Vec<u8>, u64)>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::antal_pr(c, soegning, (forled, tegn), virkning))
    }

    async fn synlige(&self, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Result<Vec<Synlig>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::synlige(c, syn, objekter))
    }

    async fn maerker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Synsmaerke>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::maerker(c, myndighed, oid))
    }

    async fn gennemloeb(&self, efter_oid: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::gennemloeb(c, efter_oid, antal))
    }

    async fn numre(&self, myndighed: Cvr, efter_oid: i64, antal: usize) -> Result<Vec<i64>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::numre(c, myndighed, efter_oid, antal))
    }

    async fn hele(&self, myndighed: Cvr, numre: &[i64]) -> Result<Vec<LagretObjekt>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::hele(c, myndighed, numre))
    }

    async fn indeksraekker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Indeksraekke>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::indeksraekker(c, myndighed, oid))
    }

    async fn unik(&self, myndighed: Cvr, noegle: &[u8]) -> Result<Option<Objektnoegle>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::unik(c, myndighed, noegle))
    }

    async fn antal_indeksraekker(&self) -> Result<u64, Fejl> {
        let r = laes!(&self.puljer()?.laesere, c => c.query_one("SELECT count(*) FROM indeks", &[]).map_err(Fejl::intern))?;
        Ok(u64::try_from(r.get::<_, i64>(0)).unwrap_or(0))
    }
}

#[async_trait]
impl Haendelseslager for PostgresLager {
    async fn haendelser(&self, myndighed: Option<Cvr>, efter: Stroemposition, antal: usize) -> Result<Vec<Haendelse>, Fejl> {
        laes!(&self.puljer()?.vagt, c => laeser::haendelser(c, self.tillaeg, myndighed, efter, antal))
    }

    async fn stroemstatus(&self) -> Result<Stroemstatus, Fejl> {
        laes!(&self.puljer()?.vagt, c => laeser::stroemstatus(c, self.tillaeg))
    }

    async fn beskaer_stroem(&self, foer: Tidspunkt, til_nr: i64, antal: usize) -> Result<u64, Fejl> {
        aendr!(&self.puljer()?.laesere, c => laeser::beskaer_stroem(c, foer, til_nr, antal))
    }

    async fn ny_epoke(&self) -> Result<(), Fejl> {
        aendr!(&self.puljer()?.laesere, c => skema::ny_epoke(&***c, self.tidsgiver.nu()))
    }

    async fn emne_siden(&self, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl> {
        laes!(&self.puljer()?.vagt, c => emne::siden(c, emne, efter))
    }

    async fn vandmaerke(&self) -> Result<Tidspunkt, Fejl> {
        laes!(&self.puljer()?.vagt, c => laeser::vandmaerke(c))
    }
}

#[async_trait]
impl Fillager for PostgresLager {
    async fn gem_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32, data: Vec<u8>) -> Result<(), Fejl> {
        let sql = "INSERT INTO filstump(myndighed, fil, nr, data) VALUES($1, $2, $3, $4) ON CONFLICT (myndighed, fil, nr) DO UPDATE SET data = excluded.data";
        let m = i64::from(myndighed.tal());
        aendr!(&self.puljer()?.laesere, c => c.execute(sql, &[&m, &fil, &i64::from(nr), &data]).map_err(Fejl::intern)).map(drop)
    }

    async fn hent_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32) -> Result<Option<Vec<u8>>, Fejl> {
        let sql = "SELECT data FROM filstump WHERE myndighed = $1 AND fil = $2 AND nr = $3";
        let m = i64::from(myndighed.tal());
        let r = laes!(&self.puljer()?.laesere, c => c.query_opt(sql, &[&m, &fil, &i64::from(nr)]).map_err(Fejl::intern))?;
        Ok(r.map(|r| r.get(0)))
    }

    async fn slet_fil(&self, myndighed: Cvr, fil: Uuid) -> Result<(), Fejl> {
        let sql = "DELETE FROM filstump WHERE myndighed = $1 AND fil = $2";
        let m = i64::from(myndighed.tal());
        aendr!(&self.puljer()?.laesere, c => c.execute(sql, &[&m, &fil]).map_err(Fejl::intern)).map(drop)
    }
}

#[async_trait]
impl Loglager for PostgresLager {
    async fn logposter(&self, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::logposter(c, self.tillaeg, valg, periode, efter, antal))
    }

    async fn log_for_noegle(&self, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::log_for_noegle(c, noegle))
    }

    async fn log_mangler_noegle(&self, noegler: Vec<(bool, Vec<u8>, i64)>) -> Result<Option<i64>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::mangler_noegle(c, &noegler))
    }

    async fn log_for_person(&self, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::log_for_person(c, noegle, efter, antal))
    }

    async fn log_myndigheder(&self) -> Result<Vec<Option<Cvr>>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::myndigheder(c))
    }

    async fn gem_segl(&self, segl: &LagretSegl) -> Result<(), Skrivefejl> {
        let svar = aendr!(&self.puljer()?.vagt, c => log::gem_segl(c, segl));
        if svar.map_err(Skrivefejl::Lager)? { Ok(()) } else { Err(Skrivefejl::Samtidig(0)) }
    }

    async fn segl(&self, efter_nr: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::segl(c, efter_nr, antal))
    }

    async fn sidste_segl(&self) -> Result<Option<LagretSegl>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::sidste_segl(c))
    }

    async fn beskaer_log(&self, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl> {
        aendr!(&self.puljer()?.laesere, c => log::beskaer(c, myndighed, foer, til_position))
    }
}

#[async_trait]
impl Flygtiglager for PostgresLager {
    async fn hent_flygtig(&self, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl> {
        laes!(&self.puljer()?.vagt, c => log::hent_flygtig(c, noegle, nu))
    }

    async fn slet_flygtig(&self, noegle: &[u8]) -> Result<(), Fejl> {
        aendr!(&self.puljer()?.laesere, c => log::slet_flygtig(c, noegle))
    }

    async fn ryd_flygtige(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        aendr!(&self.puljer()?.laesere, c => log::ryd_flygtige(c, nu))
    }
}

#[async_trait]
impl Samlingslager for PostgresLager {
    async fn raekke(&self, samling: u16, noegle: &[u8]) -> Result<Option<Vec<u8>>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::raekke(c, samling, noegle))
    }

    async fn raekker(&self, samling: u16, fra: &[u8], til: Option<&[u8]>, antal: usize) -> Result<Vec<Raekke>, Fejl> {
        laes!(&self.puljer()?.laesere, c => laeser::raekker(c, samling, fra, til, antal))
    }
}

#[async_trait]
impl Driftslager for PostgresLager {
    async fn slet_myndighed(&self, myndighed: Cvr) -> Result<(), Fejl> {
        aendr!(&self.puljer()?.laesere, c => skriver::slet_myndighed(c, myndighed))
    }

    async fn status(&self) -> Result<Lagerstatus, Fejl> {
        let sql = "SELECT (SELECT coalesce(sum(greatest(reltuples, 0)), 0)::int8 FROM pg_class WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'objekt'::regclass)),
                   pg_database_size(current_database()),
                   coalesce((SELECT max(position) FROM udbakke), 0),
                   (SELECT tidspunkt FROM log WHERE position > coalesce((SELECT til_position FROM logsegl ORDER BY nr DESC LIMIT 1), 0)
                     ORDER BY position LIMIT 1),
                   coalesce((SELECT vaerdi FROM meta WHERE noegle = 'stroemkant'), 0), (SELECT tidspunkt FROM udbakke ORDER BY position LIMIT 1),
                   (SELECT vaerdi FROM meta WHERE noegle = 'format')";
        let r = laes!(&self.puljer()?.vagt, c => c.query_one(sql, &[]).map_err(Fejl::intern))?;
        let tal = |nr: usize| u64::try_from(r.get::<_, i64>(nr)).unwrap_or(0);
        let format = r.get::<_, Option<i64>>(6).unwrap_or(0);
        Ok(Lagerstatus {
            objekter: tal(0),
            bytes: tal(1),
            format: u32::try_from(format).unwrap_or(0),
            skrivefejl: (format != i64::from(FORMAT)).then(|| crate::format::fremmed(format, FORMAT)),
            tidsforspring: self.tidsgiver.forspring(),
            skrivninger: self.skrevne.load(Ordering::Relaxed),
            haendelse: r.get::<_, i64>(2).max(r.get(4)),
            stroemkant: r.get(4),
            stroem_siden: r.get::<_, Option<i64>>(5).map(Tidspunkt::fra_mikros),
            uforseglet_siden: r.get::<_, Option<i64>>(3).map(Tidspunkt::fra_mikros),
            ..Lagerstatus::default()
        })
    }

    async fn sikkerhedskopi(&self, _til: &Path) -> Result<(), Fejl> {
        Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("lager").ventet((
            "et SQLite-lager; PostgreSQL kopieres med pg_dump eller pg_basebackup",
            "a SQLite store; copy PostgreSQL with pg_dump or pg_basebackup",
        )))
    }

    async fn luk(&self) {
        self.til_skrivere.lock().unwrap_or_else(PoisonError::into_inner).take();
        let skrivere = std::mem::take(&mut *self.skrivere.lock().unwrap_or_else(PoisonError::into_inner));
        futures::future::join_all(skrivere).map(drop).await;
        self.puljer.luk();
    }
}

/// For the plan tests: the statements' dialect.
#[cfg(test)]
pub(crate) fn dialekt() -> crate::soegesql::Dialekt {
    laeser::DIALEKT
}

/// For the plan tests: a connection as searches have it.
#[cfg(test)]
pub(crate) async fn laeser_til_planer(l: &PostgresLager) -> deadpool_postgres::Client {
    l.puljer.laesere.pool().get().await.unwrap()
}

#[cfg(test)]
pub(crate) use laeser::{AELDSTE, BESKAER, HAENDELSER, NUMRE, SPIDS, parametre as til_parametre};

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_search_ends_in_the_database_when_its_caller_has_gone() {
        let Some(server) = crate::proeve::ProevePostgres::start() else { return };
        let l = PostgresLager::aabn(&server.ny_database().await.unwrap(), Indstillinger::default()).await.unwrap();
        let laan = forbindelse::hent(&l.puljer.laesere).await.unwrap();
        let navn = laan.c().unwrap().query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get::<_, i32>(0);
        let vagt = laeser_til_planer(&l).await;
        let koerer = async || {
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%10000000000%'";
            vagt.query_one(sql, &[&navn]).await.unwrap().get::<_, i64>(0) == 1
        };
        let lang = tokio::spawn(async move {
            laan.c().unwrap().query_one("SELECT count(*) FROM generate_series(1, 10000000000)", &[]).await.unwrap();
            laan.tilbage();
        });
        while !koerer().await {
            tokio::task::yield_now().await;
        }
        lang.abort();
        while koerer().await {
            tokio::task::yield_now().await;
        }
    }
}
