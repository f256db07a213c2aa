//! The store in PostgreSQL 15 or newer: tables partitioned by authority, several programs on one database.
mod afbryd;
mod emne;
mod horisont;
mod laeser;
mod log;
mod raekker;
mod skema;
mod skriver;

use crate::emne::{Emne, Emneaendringer};
use crate::kontrol;
use crate::log::{LagretSegl, Logpost, Logvalg};
use crate::port::{Fund, Haendelse, Indeksraekke, Lager, Lagerstatus, LagretObjekt, Registreringsvalg, Skrivefejl, Skrivning, Soegning};
use crate::syn::{Synlig, Synsfelt};
use afbryd::Langt;
use async_trait::async_trait;
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use futures::FutureExt;
use grund::{Cvr, Fejl, Fejlkode, Periode, Synsmaerke, Tidspunkt, Uuid};
use raekker::NyFlygtig;
use skriver::{Indhold, Opgave, Udfald};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_postgres::{Config, NoTls};

/// Batches that may wait for one writer; the next caller waits with its own.
const KOE: usize = 1_024;

/// What can be set.
#[derive(Clone, Copy, Debug)]
pub struct Indstillinger {
    /// Writers, each with a connection. Four keep a local server busy.
    pub skrivere: usize,
    /// Connections for reading; the next reader waits.
    pub laesere: usize,
    /// Connections of their own for the short reads that others depend on: versions of concerns, seals, status.
    pub vagter: usize,
}

impl Default for Indstillinger {
    fn default() -> Self {
        Self { skrivere: 4, laesere: 16, vagter: 2 }
    }
}

/// The store in a PostgreSQL database.
pub struct PostgresLager {
    laesere: Pool,
    /// For what must not wait behind long searches: versions of concerns, seals, status.
    vagt: Pool,
    til_skrivere: Mutex<Option<Vec<mpsc::Sender<Opgave>>>>,
    skrivere: Mutex<Vec<JoinHandle<()>>>,
    /// See [`skema::migrer`].
    tillaeg: i64,
}

/// Planner settings are part of the statements' meaning: a writer's must look rows up, whatever old statistics say about the
/// tables, and are planned once.
const SKRIVER: &str = "-c synchronous_commit=on -c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";
/// A search says in which order its tables are read (the rarest first); looking for another one takes minutes with 64 criteria.
const LAESER: &str = "-c jit=off -c random_page_cost=1.1 -c statement_timeout=120s -c join_collapse_limit=1 -c from_collapse_limit=1";

fn pool(config: &Config, valg: &str, antal: usize) -> Result<Pool, Fejl> {
    let mut config = config.clone();
    let valg = config.get_options().map_or_else(|| valg.to_owned(), |egne| format!("{valg} {egne}"));
    config.options(valg).application_name("samspil").connect_timeout(Duration::from_secs(10));
    let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    Pool::builder(manager)
        .max_size(antal.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(Duration::from_secs(30)))
        .build()
        .map_err(Fejl::intern)
}

impl PostgresLager {
    /// Connects (`postgres://user@host/database`, or `host=… dbname=…`), and makes or upgrades the tables under a lock.
    pub async fn aabn(url: &str, indstillinger: Indstillinger) -> Result<Self, Fejl> {
        let config: Config = url.parse().map_err(|e| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("lager").detalje(format!("{e}")))?;
        let antal = indstillinger.skrivere.max(1);
        // One more than the writers, for the statistics.
        let skrivepool = pool(&config, SKRIVER, antal + 1)?;
        let laesere = pool(&config, LAESER, indstillinger.laesere)?;
        let vagt = pool(&config, LAESER, indstillinger.vagter)?;
        let tillaeg = skema::migrer(&mut *skrivepool.get().await.map_err(Fejl::intern)?).await?;
        let (mut til_skrivere, mut skrivere) = (Vec::new(), Vec::new());
        for nr in 0..antal {
            let (til, fra) = mpsc::channel(KOE);
            til_skrivere.push(til);
            skrivere.push(tokio::spawn(skriver::koer(skrivepool.clone(), tillaeg, fra, nr == 0)));
        }
        Ok(Self { laesere, vagt, til_skrivere: Mutex::new(Some(til_skrivere)), skrivere: Mutex::new(skrivere), tillaeg })
    }

    async fn c(&self) -> Result<Client, Fejl> {
        self.af(&self.laesere).await
    }

    async fn vagt(&self) -> Result<Client, Fejl> {
        self.af(&self.vagt).await
    }

    async fn af(&self, pool: &Pool) -> Result<Client, Fejl> {
        if self.til_skrivere.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Err(kontrol::lukket());
        }
        pool.get().await.map_err(|e| Fejl::ny(Fejlkode::Optaget).detalje("no connection to the database").aarsag(e))
    }

    async fn langt(&self) -> Result<Langt, Fejl> {
        self.c().await.map(Langt::ny)
    }

    /// The writer of an object or a short-lived key: always the same one.
    fn skriver(&self, indhold: &Indhold) -> Option<mpsc::Sender<Opgave>> {
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let hash = match indhold {
            Indhold::Flygtig(f) => hasher.hash_one(&f.noegle),
            Indhold::Skrivning(s) => match (s.objekter.first(), s.log.first()) {
                (Some(o), _) => hasher.hash_one(o.noegle.uuid),
                (None, l) => hasher.hash_one(l.map(|l| l.kald_id)),
            },
        };
        let til = self.til_skrivere.lock().unwrap_or_else(PoisonError::into_inner);
        let til = til.as_ref()?;
        til.get(usize::try_from(hash % til.len().max(1) as u64).unwrap_or(0)).cloned()
    }

    async fn giv_en_skriver(&self, indhold: Indhold) -> Udfald {
        let lukket = || Skrivefejl::Lager(kontrol::lukket());
        let skriver = self.skriver(&indhold).ok_or_else(lukket)?;
        let (svar, modtag) = oneshot::channel();
        skriver.send(Opgave { indhold, svar }).await.map_err(|_| lukket())?;
        drop(skriver);
        modtag.await.map_err(|_| Skrivefejl::Lager(Fejl::intern("the writer has stopped")))?
    }
}

#[async_trait]
impl Lager for PostgresLager {
    async fn skriv(&self, skrivning: Skrivning) -> Result<(), Skrivefejl> {
        kontrol::skrivning(&skrivning).map_err(Skrivefejl::Lager)?;
        if skrivning.objekter.is_empty() && skrivning.log.is_empty() {
            return Ok(());
        }
        self.giv_en_skriver(Indhold::Skrivning(skrivning)).await.map(drop)
    }

    async fn hent(&self, myndigheder: &[Cvr], objekttype: u16, uuid: Uuid, valg: Registreringsvalg) -> Result<Option<LagretObjekt>, Fejl> {
        Ok(laeser::hent(&self.c().await?, myndigheder, objekttype, &[uuid], valg).await?.pop())
    }

    async fn hent_flere(
        &self,
        myndigheder: &[Cvr],
        objekttype: u16,
        uuider: &[Uuid],
        valg: Registreringsvalg,
    ) -> Result<Vec<LagretObjekt>, Fejl> {
        let c = self.langt().await?;
        c.faerdig(laeser::hent(c.c()?, myndigheder, objekttype, uuider, valg).await)
    }

    async fn hent_fund(&self, fund: &[Fund], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl> {
        let c = self.langt().await?;
        c.faerdig(laeser::hent_fund(c.c()?, fund, valg).await)
    }

    async fn soeg(&self, soegning: &Soegning) -> Result<Vec<Fund>, Fejl> {
        let c = self.langt().await?;
        c.faerdig(laeser::soeg(c.c()?, soegning).await)
    }

    async fn antal(&self, soegning: &Soegning) -> Result<u64, Fejl> {
        let c = self.langt().await?;
        c.faerdig(laeser::antal(c.c()?, soegning).await)
    }

    async fn antal_pr(&self, soegning: &Soegning, forled: &[u8], tegn: usize, virkning: Periode) -> Result<Vec<(Vec<u8>, u64)>, Fejl> {
        let c = self.langt().await?;
        c.faerdig(laeser::antal_pr(c.c()?, soegning, (forled, tegn), virkning).await)
    }

    async fn synlige(&self, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Result<Vec<Synlig>, Fejl> {
        let c = self.langt().await?;
        c.faerdig(laeser::synlige(c.c()?, syn, objekter).await)
    }

    async fn maerker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Synsmaerke>, Fejl> {
        laeser::maerker(&self.c().await?, myndighed, oid).await
    }

    async fn gennemloeb(&self, myndighed: Option<Cvr>, efter_oid: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl> {
        laeser::gennemloeb(&self.c().await?, myndighed, efter_oid, antal).await
    }

    async fn indeksraekker(&self, myndighed: Cvr, oid: i64, noegler: &[Vec<u8>]) -> Result<Vec<Indeksraekke>, Fejl> {
        laeser::indeksraekker(&self.c().await?, myndighed, oid, noegler).await
    }

    async fn antal_indeksraekker(&self) -> Result<u64, Fejl> {
        let r = self.c().await?.query_one("SELECT count(*) FROM indeks", &[]).await.map_err(Fejl::intern)?;
        Ok(u64::try_from(r.get::<_, i64>(0)).unwrap_or(0))
    }

    async fn haendelser(&self, myndighed: Option<Cvr>, efter: i64, antal: usize) -> Result<Vec<Haendelse>, Fejl> {
        laeser::haendelser(&self.vagt().await?, self.tillaeg, myndighed, efter, antal).await
    }

    async fn emne_siden(&self, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl> {
        emne::siden(&self.vagt().await?, emne, efter).await
    }

    async fn gem_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32, data: Vec<u8>) -> Result<(), Fejl> {
        let sql = "INSERT INTO filstump(myndighed, fil, nr, data) VALUES($1, $2, $3, $4) ON CONFLICT (myndighed, fil, nr) DO UPDATE SET data = excluded.data";
        self.c().await?.execute(sql, &[&i64::from(myndighed.tal()), &fil, &i64::from(nr), &data]).await.map_err(Fejl::intern)?;
        Ok(())
    }

    async fn hent_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32) -> Result<Option<Vec<u8>>, Fejl> {
        let sql = "SELECT data FROM filstump WHERE myndighed = $1 AND fil = $2 AND nr = $3";
        let r = self.c().await?.query_opt(sql, &[&i64::from(myndighed.tal()), &fil, &i64::from(nr)]).await.map_err(Fejl::intern)?;
        Ok(r.map(|r| r.get(0)))
    }

    async fn slet_fil(&self, myndighed: Cvr, fil: Uuid) -> Result<(), Fejl> {
        let sql = "DELETE FROM filstump WHERE myndighed = $1 AND fil = $2";
        self.c().await?.execute(sql, &[&i64::from(myndighed.tal()), &fil]).await.map_err(Fejl::intern)?;
        Ok(())
    }

    async fn slet_myndighed(&self, myndighed: Cvr) -> Result<(), Fejl> {
        let mut c = self.c().await?;
        let t = c.transaction().await.map_err(Fejl::intern)?;
        // The objects first: their rows are what writers wait for.
        for tabel in ["objekt", "indeks", "maerke", "registrering", "udbakke", "filstump"] {
            t.execute(&format!("DELETE FROM {tabel} WHERE myndighed = $1"), &[&i64::from(myndighed.tal())]).await.map_err(Fejl::intern)?;
        }
        emne::spring(&t).await?;
        t.commit().await.map_err(Fejl::intern)
    }

    async fn logposter(&self, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        log::logposter(&self.vagt().await?, self.tillaeg, valg, periode, efter, antal).await
    }

    async fn log_for_noegle(&self, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl> {
        log::log_for_noegle(&self.vagt().await?, noegle).await
    }

    async fn log_for_person(&self, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        log::log_for_person(&self.vagt().await?, noegle, efter, antal).await
    }

    async fn log_myndigheder(&self) -> Result<Vec<Option<Cvr>>, Fejl> {
        log::myndigheder(&self.vagt().await?).await
    }

    async fn gem_segl(&self, segl: &LagretSegl) -> Result<(), Skrivefejl> {
        log::gem_segl(&self.vagt().await.map_err(Skrivefejl::Lager)?, segl).await
    }

    async fn segl(&self, efter_nr: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl> {
        log::segl(&self.vagt().await?, efter_nr, antal).await
    }

    async fn sidste_segl(&self) -> Result<Option<LagretSegl>, Fejl> {
        log::sidste_segl(&self.vagt().await?).await
    }

    async fn beskaer_log(&self, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl> {
        log::beskaer(&mut self.c().await?, myndighed, foer, til_position).await
    }

    async fn gem_flygtig(&self, noegle: Vec<u8>, udloeb: Tidspunkt, data: Vec<u8>, nu: Tidspunkt) -> Result<bool, Fejl> {
        kontrol::flygtig(&noegle, &data)?;
        self.giv_en_skriver(Indhold::Flygtig(NyFlygtig { noegle, udloeb, data, nu })).await.map_err(|f| match f {
            Skrivefejl::Lager(f) => f,
            Skrivefejl::Samtidig(_) => Fejl::intern("a conflict without an expectation"),
        })
    }

    async fn hent_flygtig(&self, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl> {
        log::hent_flygtig(&self.c().await?, noegle, nu).await
    }

    async fn slet_flygtig(&self, noegle: &[u8]) -> Result<(), Fejl> {
        log::slet_flygtig(&self.c().await?, noegle).await
    }

    async fn ryd_flygtige(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        log::ryd_flygtige(&self.c().await?, nu).await
    }

    async fn status(&self) -> Result<Lagerstatus, Fejl> {
        let sql = "SELECT (SELECT coalesce(sum(greatest(reltuples, 0)), 0)::int8 FROM pg_class WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'objekt'::regclass)),
                   pg_database_size(current_database())";
        let r = self.vagt().await?.query_one(sql, &[]).await.map_err(Fejl::intern)?;
        let tal = |nr: usize| u64::try_from(r.get::<_, i64>(nr)).unwrap_or(0);
        Ok(Lagerstatus { objekter: tal(0), bytes: tal(1), format: skema::FORMAT })
    }

    async fn sikkerhedskopi(&self, _til: &Path) -> Result<(), Fejl> {
        Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("lager").tilladt("a SQLite store; copy PostgreSQL with pg_dump or pg_basebackup"))
    }

    async fn luk(&self) {
        self.til_skrivere.lock().unwrap_or_else(PoisonError::into_inner).take();
        let skrivere = std::mem::take(&mut *self.skrivere.lock().unwrap_or_else(PoisonError::into_inner));
        futures::future::join_all(skrivere).map(drop).await;
        self.laesere.close();
        self.vagt.close();
    }
}

/// For the plan tests: the statements' dialect.
#[cfg(test)]
pub(crate) fn dialekt() -> crate::soegesql::Dialekt {
    laeser::DIALEKT
}

/// For the plan tests: a connection as searches have it.
#[cfg(test)]
pub(crate) async fn laeser_til_planer(l: &PostgresLager) -> Client {
    l.laesere.get().await.unwrap()
}

#[cfg(test)]
pub(crate) use laeser::parametre as til_parametre;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_search_ends_in_the_database_when_its_caller_has_gone() {
        let Some(server) = crate::proeve::ProevePostgres::start() else { return };
        let l = PostgresLager::aabn(&server.ny_database().await.unwrap(), Indstillinger::default()).await.unwrap();
        let c = l.langt().await.unwrap();
        let navn = c.c().unwrap().query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get::<_, i32>(0);
        let vagt = l.c().await.unwrap();
        let koerer = async || {
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%10000000000%'";
            vagt.query_one(sql, &[&navn]).await.unwrap().get::<_, i64>(0) == 1
        };
        let lang = tokio::spawn(async move {
            let svar = c.c().unwrap().query_one("SELECT count(*) FROM generate_series(1, 10000000000)", &[]).await.is_ok();
            c.faerdig(svar)
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
