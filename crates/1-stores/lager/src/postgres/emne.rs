//! Versions of concerns in PostgreSQL.
use crate::emne::{EMNE_HUSKER, Emne, Emneaendringer};
use crate::port::Objektnoegle;
use crate::postgres::laeser::{cvr, lille};
use deadpool_postgres::Client;
use grund::{Fejl, Uuid};
use tokio_postgres::Transaction;
use tokio_postgres::types::ToSql;

/// The changes of a transaction, column by column.
#[derive(Default)]
pub(crate) struct Emneraekker {
    emne: (Vec<i64>, Vec<i32>),
    objekt: (Vec<i64>, Vec<i32>, Vec<Uuid>),
}

/// Versions rise in order of concern, so that two programs wait in one order; the row locks last until COMMIT, which follows at once.
const HAEV: &str =
    "WITH k AS (SELECT * FROM unnest($1::int8[], $2::int4[], $3::int8[], $4::int4[], $5::uuid[]) WITH ORDINALITY x(em, en, m, t, u, i)),
    ny AS (INSERT INTO emne(myndighed, nr, version) SELECT em, en, count(*) FROM k GROUP BY em, en ORDER BY em, en
           ON CONFLICT (myndighed, nr) DO UPDATE SET version = emne.version + excluded.version RETURNING myndighed, nr, version)
    INSERT INTO emneaendring(emnemyndighed, emnenr, version, myndighed, objekttype, uuid)
    SELECT k.em, k.en, ny.version + 1 - row_number() OVER (PARTITION BY k.em, k.en ORDER BY k.i DESC), k.m, k.t, k.u
    FROM k JOIN ny ON ny.myndighed = k.em AND ny.nr = k.en";
const GLEM: &str = "DELETE FROM emneaendring a USING (SELECT DISTINCT * FROM unnest($1::int8[], $2::int4[]) x(em, en)) k JOIN emne e ON e.myndighed = k.em AND e.nr = k.en
    WHERE a.emnemyndighed = k.em AND a.emnenr = k.en AND a.version <= e.version - $3::int8";

impl Emneraekker {
    pub(crate) fn tag(&mut self, emne: Emne, n: &Objektnoegle) {
        self.emne.0.push(emne.gemt_myndighed());
        self.emne.1.push(i32::from(emne.nr));
        self.objekt.0.push(i64::from(n.myndighed.tal()));
        self.objekt.1.push(i32::from(n.objekttype));
        self.objekt.2.push(n.uuid);
    }

    /// The statements, the last ones of their transaction.
    pub(crate) fn saetninger(&self) -> Vec<(&'static str, Vec<&(dyn ToSql + Sync)>)> {
        let (e, o) = (&self.emne, &self.objekt);
        if e.0.is_empty() {
            return Vec::new();
        }
        vec![(HAEV, vec![&e.0, &e.1, &o.0, &o.1, &o.2]), (GLEM, vec![&e.0, &e.1, &EMNE_HUSKER])]
    }
}

/// Raises every version without naming an object: readers read everything anew.
pub(crate) async fn spring(t: &Transaction<'_>) -> Result<(), Fejl> {
    t.execute("UPDATE emne SET version = version + 1", &[]).await.map_err(Fejl::intern)?;
    Ok(())
}

/// One statement, and so one state of the store.
pub(crate) async fn siden(c: &Client, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl> {
    let sql = "SELECT e.version, a.myndighed, a.objekttype, a.uuid FROM emne e LEFT JOIN emneaendring a
                 ON a.emnemyndighed = e.myndighed AND a.emnenr = e.nr AND a.version > $3 AND e.version - $3 BETWEEN 1 AND $4
               WHERE e.myndighed = $1 AND e.nr = $2";
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    let raekker = c.query(&s, &[&emne.gemt_myndighed(), &i32::from(emne.nr), &efter, &EMNE_HUSKER]).await.map_err(Fejl::intern)?;
    let version = raekker.first().map_or(0, |r| r.get(0));
    let mut objekter = Vec::with_capacity(raekker.len());
    for r in raekker.iter().filter(|r| r.get::<_, Option<i64>>(1).is_some()) {
        objekter.push(Objektnoegle { myndighed: cvr(r.get(1))?, objekttype: lille(r.get::<_, i32>(2))?, uuid: r.get(3) });
    }
    Ok(Emneaendringer::af(version, efter, objekter))
}
