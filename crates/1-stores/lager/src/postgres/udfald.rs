//! What became of a transaction whose connection was lost when COMMIT had been sent: the server is asked, on another connection.
//!
//! Every transaction of a writer sets its number in the writer's own row of `skriver`. The row is the answer: it has the number if and only if
//! everything else of the transaction is stored too. (The server's own transaction numbers do not tell: one that had not come to the disk when the
//! server died is given to somebody else.)
use deadpool_postgres::{Client, Pool};
use grund::Fejl;
use std::time::Duration;
use tokio::time::Instant;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

/// How long the server is asked. A restart takes seconds.
const TAALMOD: Duration = Duration::from_secs(30);
/// Between two questions.
const PAUSE: Duration = Duration::from_millis(100);
/// Rows of writers that have written nothing for so long are removed; one that lives makes its row anew.
const GLEM: &str = "DELETE FROM skriver WHERE sidst < now() - interval '7 days'";

/// A writer's row, and the number of its last transaction.
pub(crate) struct Skrivermaerke {
    id: i64,
    nr: i64,
}

impl Skrivermaerke {
    /// A row that no other writer ever had. Stored with the number, so that the number is not given out again after a crash.
    pub(crate) async fn ny(c: &Client) -> Result<Self, Fejl> {
        c.execute(GLEM, &[]).await.map_err(Fejl::intern)?;
        let r =
            c.query_one("INSERT INTO skriver(id, nr) VALUES(nextval('skriver_id'), 0) RETURNING id", &[]).await.map_err(Fejl::intern)?;
        Ok(Self { id: r.get(0), nr: 0 })
    }

    /// The next transaction.
    pub(crate) fn naeste(&mut self) -> Transaktion {
        self.nr += 1;
        Transaktion { id: self.id, nr: self.nr }
    }
}

/// Names a transaction, before and after it is carried out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transaktion {
    id: i64,
    nr: i64,
}

impl Transaktion {
    /// Part of the transaction.
    pub(crate) const SAET: &str =
        "INSERT INTO skriver(id, nr) VALUES($1::int8, $2::int8) ON CONFLICT (id) DO UPDATE SET nr = excluded.nr, sidst = now()";

    pub(crate) fn parametre(&self) -> [&(dyn ToSql + Sync); 2] {
        [&self.id, &self.nr]
    }

    /// Whether it was stored; `false`: not, and it never will be. `None`: the server can't be asked.
    ///
    /// `pid` is the server process that carried it out. If it still runs, it has lost its client too and waits for a COMMIT that never comes, or is
    /// just carrying it out: it is told to end, which it does when it is done with what it does. The question waits for it at the row.
    pub(crate) async fn er_gemt(&self, pool: &Pool, pid: i32) -> Option<bool> {
        let slut = Instant::now() + TAALMOD;
        loop {
            if let Ok(c) = pool.get().await {
                match self.spoerg(&c, pid).await {
                    Ok(nr) => return Some(nr == self.nr),
                    Err(e) if e.code().is_some() => tracing::warn!(fejl = %e, "the server does not say what became of a transaction"),
                    Err(_) => {}
                }
                drop(deadpool_postgres::Object::take(c));
            }
            if Instant::now() >= slut {
                return None;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn spoerg(&self, c: &Client, pid: i32) -> Result<i64, Error> {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND pid <> pg_backend_pid()
                   AND datname = current_database() AND usename = current_user AND application_name = current_setting('application_name')";
        c.query(sql, &[&pid]).await?;
        let sql = "INSERT INTO skriver(id, nr) VALUES($1, 0) ON CONFLICT (id) DO UPDATE SET nr = skriver.nr RETURNING nr";
        Ok(c.query_one(sql, &[&self.id]).await?.get(0))
    }
}
