//! Connections: three pools with settings of their own, and every wait bounded.
use crate::postgres::afbryd::Laan;
use crate::postgres::tls::{self, Tls};
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use grund::{Fejl, Fejlkode};
use std::time::Duration;
use tokio_postgres::Config;

/// Planner settings are part of the statements' meaning: a writer's must look rows up, whatever old statistics say about the
/// tables, and are planned once. A writer that is gone lets go of its rows, and of readers of the feed, after ten seconds.
const SKRIVER: &str = "-c synchronous_commit=on -c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off \
                       -c plan_cache_mode=force_generic_plan -c statement_timeout=60s -c idle_in_transaction_session_timeout=10s";
/// A search says in which order its tables are read (the rarest first); looking for another one takes minutes with 64 criteria.
const LAESER: &str = "-c jit=off -c random_page_cost=1.1 -c statement_timeout=120s -c join_collapse_limit=1 -c from_collapse_limit=1 \
                      -c idle_in_transaction_session_timeout=60s";
/// What others depend on is short.
const VAGT: &str = "-c jit=off -c random_page_cost=1.1 -c statement_timeout=10s -c idle_in_transaction_session_timeout=10s";

/// A host that does not take the connection is given up.
const FORBIND: Duration = Duration::from_secs(5);
/// A host that does not acknowledge what was sent is given up.
const TAVS: Duration = Duration::from_secs(10);
/// A caller waits so long for a connection to be free or made.
const VENT: Duration = Duration::from_secs(30);

/// The pools of a store.
pub(crate) struct Puljer {
    pub skrivere: Pool,
    pub laesere: Pulje,
    /// For what must not wait behind long searches: versions of concerns, the feed, the log, status.
    pub vagt: Pulje,
}

/// A pool whose connections are lent.
pub(crate) struct Pulje {
    pool: Pool,
    tls: Tls,
}

impl Puljer {
    /// From an address; nothing is connected yet.
    pub(crate) fn ny(url: &str, skrivere: usize, laesere: usize, vagter: usize) -> Result<Self, Fejl> {
        let (config, tls) = tls::laes(url)?;
        Ok(Self {
            skrivere: pulje(&config, &tls, SKRIVER, skrivere)?,
            laesere: Pulje { pool: pulje(&config, &tls, LAESER, laesere)?, tls: tls.clone() },
            vagt: Pulje { pool: pulje(&config, &tls, VAGT, vagter)?, tls },
        })
    }

    pub(crate) fn luk(&self) {
        self.laesere.pool.close();
        self.vagt.pool.close();
    }
}

#[cfg(test)]
impl Pulje {
    pub(crate) fn pool(&self) -> &Pool {
        &self.pool
    }
}

fn pulje(config: &Config, tls: &Tls, valg: &str, antal: usize) -> Result<Pool, Fejl> {
    let mut config = config.clone();
    // The database's notices on what is there already are nobody's.
    let valg = format!("{valg} -c client_min_messages=warning");
    let valg = config.get_options().map_or_else(|| valg.clone(), |egne| format!("{valg} {egne}"));
    config.options(valg).application_name("samspil").connect_timeout(FORBIND).tcp_user_timeout(TAVS);
    config.keepalives_idle(TAVS).keepalives_interval(Duration::from_secs(2)).keepalives_retries(5);
    let manager = Manager::from_config(config, tls.clone(), ManagerConfig { recycling_method: RecyclingMethod::Fast });
    Pool::builder(manager)
        .max_size(antal.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(VENT))
        .create_timeout(Some(VENT))
        .build()
        .map_err(Fejl::intern)
}

/// A connection, when one is free.
pub(crate) async fn hent(pulje: &Pulje) -> Result<Laan, Fejl> {
    Ok(Laan::ny(tag(&pulje.pool).await?, pulje.tls.clone()))
}

/// The same, of the writers' own.
pub(crate) async fn tag(pool: &Pool) -> Result<Client, Fejl> {
    pool.get().await.map_err(|e| {
        Fejl::ny(Fejlkode::Optaget).detalje(("ingen forbindelse til databasen", "no connection to the database")).aarsag(hvorfor(&e))
    })
}

/// In the words of the database and the operating system, not the pool's.
fn hvorfor(e: &PoolError) -> String {
    match e {
        PoolError::Backend(e) => match std::error::Error::source(e) {
            Some(inderst) => format!("{e}: {inderst}"),
            None => e.to_string(),
        },
        PoolError::Timeout(_) => "no connection was free, or none could be made, in time".into(),
        e => e.to_string(),
    }
}

/// The answer, or `None` when the connection was lost: nothing is known of what was asked then.
async fn vurder<T>(laan: Laan, svar: Result<T, Fejl>) -> Result<Option<T>, Fejl> {
    let fejl = match svar {
        Ok(svar) => {
            laan.tilbage();
            return Ok(Some(svar));
        }
        Err(fejl) => fejl,
    };
    if laan.c()?.simple_query("").await.is_ok() {
        laan.tilbage();
        return Err(fejl);
    }
    laan.bort();
    tracing::warn!(aarsag = fejl.aarsagen(), "a connection to the database was lost");
    Ok(None)
}

fn tabt() -> Fejl {
    Fejl::ny(Fejlkode::Optaget).detalje(("forbindelsen til databasen gik tabt", "the connection to the database was lost"))
}

/// Whether a read is to be done once more (a restart of the server leaves dead connections in the pool).
#[derive(Default)]
pub(crate) struct Laesning {
    tabt: bool,
}

impl Laesning {
    /// The read's end, or `None`: once more.
    pub(crate) async fn slut<T>(&mut self, laan: Laan, svar: Result<T, Fejl>) -> Option<Result<T, Fejl>> {
        match vurder(laan, svar).await.transpose() {
            None if self.tabt => Some(Err(tabt())),
            None => {
                self.tabt = true;
                None
            }
            slut => slut,
        }
    }
}

/// The end of a change that may not be repeated unseen.
pub(crate) async fn aendret<T>(laan: Laan, svar: Result<T, Fejl>) -> Result<T, Fejl> {
    vurder(laan, svar).await?.ok_or_else(tabt)
}

/// Reads with a connection of the pool; a function would want a future that can't be named.
macro_rules! laes {
    ($pulje:expr, $c:ident => $arbejde:expr) => {{
        let mut laesning = forbindelse::Laesning::default();
        loop {
            let laan = forbindelse::hent($pulje).await?;
            let svar = {
                let $c = laan.c()?;
                $arbejde.await
            };
            if let Some(slut) = laesning.slut(laan, svar).await {
                break slut;
            }
        }
    }};
}

/// Changes something with a connection of the pool, in one statement or transaction.
macro_rules! aendr {
    ($pulje:expr, $c:ident => $arbejde:expr) => {
        async {
            let mut laan = forbindelse::hent($pulje).await?;
            let svar = {
                let $c = laan.c_mut()?;
                match crate::postgres::skema::passer($c).await {
                    Ok(()) => $arbejde.await,
                    Err(fremmed) => Err(fremmed),
                }
            };
            forbindelse::aendret(laan, svar).await
        }
        .await
    };
}
pub(crate) use {aendr, laes};
