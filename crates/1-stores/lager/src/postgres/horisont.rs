//! How far the feed and the log may be read: to the oldest transaction of one of *our* writers that has not ended.
//!
//! A writer takes [`LAAS`] (shared, until COMMIT) before its transaction gets a number. Whoever runs in the snapshot's list of running transactions
//! without that lock is somebody else, and writes neither events nor log rows: it holds nothing back, however long it stays open.
use deadpool_postgres::Client;
use grund::Fejl;

/// The writers' advisory lock ("samsskri" in ASCII, as two halves: so `pg_locks` shows it).
const LAAS: (i32, i32) = (0x7361_6d73, 0x736b_7269);

/// Begins a writer's transaction; one message.
pub(crate) fn begynd() -> String {
    format!("BEGIN; SELECT pg_advisory_xact_lock_shared({}, {})", LAAS.0, LAAS.1)
}

/// Waits for all writers, and keeps new ones out until COMMIT.
pub(crate) fn udeluk() -> String {
    format!("SELECT pg_advisory_xact_lock({}, {})", LAAS.0, LAAS.1)
}

/// The first transaction number that may still write; `tillaeg` is added. Everything before it is seen by the *next* statement, not by one that was
/// sent together with this.
///
/// The statement's snapshot is older than its look at the locks: a number of the snapshot's list that has no row of its own there has either ended
/// since, and holds nothing back, or has not taken it yet, and counts as running: so whether it runs is asked after the locks (CASE keeps the order).
/// What was told once is never taken back.
pub(crate) async fn horisont(c: &Client, tillaeg: i64) -> Result<i64, Fejl> {
    let (klasse, nr) = LAAS;
    let sql = format!(
        "WITH l AS MATERIALIZED (SELECT locktype, virtualtransaction AS v, transactionid::text::int8 AS x FROM pg_locks
           WHERE (locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted)
              OR (locktype = 'advisory' AND classid = {klasse} AND objid = {nr} AND objsubid = 2
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))),
         fremmed AS (SELECT x FROM l WHERE locktype = 'transactionid' AND v NOT IN (SELECT v FROM l WHERE locktype = 'advisory'))
         SELECT coalesce((SELECT min(x::text::int8) FROM pg_snapshot_xip(pg_current_snapshot()) x
                           WHERE CASE WHEN (x::text::int8 & 4294967295) IN (SELECT x FROM fremmed) THEN false
                                      ELSE coalesce(pg_xact_status(x), 'in progress') = 'in progress' END),
                         pg_snapshot_xmax(pg_current_snapshot())::text::int8)"
    );
    let s = c.prepare_cached(&sql).await.map_err(Fejl::intern)?;
    Ok(c.query_one(&s, &[]).await.map_err(Fejl::intern)?.get::<_, i64>(0) + tillaeg)
}
