//! The tables in PostgreSQL, their versions, and the statements that write them.
use crate::pakning;
use crate::postgres::horisont;
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::time::Duration;
use tokio_postgres::{Client, Error, GenericClient, Transaction};

/// Each entry takes the format one version up. Never change an entry that has been released: add one.
const MIGRATIONER: &[&str] = &[FORMAT_1, FORMAT_2, FORMAT_3, FORMAT_4, FORMAT_5, FORMAT_6];

/// The format that this program writes.
pub(crate) const FORMAT: u32 = MIGRATIONER.len() as u32;

/// Partitions of each large table, by authority.
const DELE: u32 = 16;

/// One program at a time makes or changes the tables ("samspil" in ASCII).
const LAAS: i64 = 0x0073_616d_7370_696c;

/// As in SQLite, but times as they are (−∞ and +∞ are the ends of int8), the version beside the object (its row is locked by
/// a change anyway), and an event's position made from its transaction's number. `{d}` marks what is partitioned.
///
/// Keys begin with what tells rows apart and not with the authority, which the partition has said already: with few
/// statistics the planner is content with the first column of an index, and would read an authority's every row.
const FORMAT_1: &str = "
CREATE SEQUENCE objekt_nr;
CREATE TABLE objekt(
  myndighed int8 NOT NULL, oid int8 NOT NULL, objekttype int4 NOT NULL, uuid uuid NOT NULL, version int8 NOT NULL,
  PRIMARY KEY(oid, myndighed), UNIQUE(uuid, objekttype, myndighed)) {d};
CREATE TABLE registrering(
  myndighed int8 NOT NULL, rid int8 NOT NULL, tidspunkt int8 NOT NULL, livscyklus int2 NOT NULL, krop bytea NOT NULL,
  PRIMARY KEY(rid, myndighed)) {d};
CREATE INDEX registrering_tid ON registrering(myndighed, tidspunkt);
CREATE TABLE indeks(
  myndighed int8 NOT NULL, noegle bytea NOT NULL, oid int8 NOT NULL,
  vfra int8 NOT NULL, rfra int8 NOT NULL, vtil int8 NOT NULL, rtil int8 NOT NULL,
  PRIMARY KEY(myndighed, noegle, oid, vfra, rfra, vtil, rtil)) {d};
CREATE TABLE udbakke(
  position int8 PRIMARY KEY, myndighed int8 NOT NULL, objekttype int4 NOT NULL, uuid uuid NOT NULL, nr int8 NOT NULL,
  handling int2 NOT NULL, tidspunkt int8 NOT NULL, data bytea NOT NULL);
CREATE INDEX udbakke_myndighed ON udbakke(myndighed, position);
CREATE TABLE filstump(myndighed int8 NOT NULL, fil uuid NOT NULL, nr int8 NOT NULL, data bytea NOT NULL, PRIMARY KEY(myndighed, fil, nr)) {d};
";

/// As in SQLite. A log row's position is made as an event's.
const FORMAT_2: &str = "
CREATE TABLE log(
  position int8 PRIMARY KEY, myndighed int8 NOT NULL, tidspunkt int8 NOT NULL, kald_id uuid NOT NULL, noegler bytea, data bytea,
  aftryk bytea NOT NULL, dataaftryk bytea);
CREATE INDEX log_myndighed ON log(myndighed, tidspunkt, position) WHERE data IS NOT NULL;
CREATE TABLE lognoegle(art int2 NOT NULL, noegle bytea NOT NULL, position int8 NOT NULL, PRIMARY KEY(noegle, art, position));
CREATE TABLE logsegl(nr int8 PRIMARY KEY, til_position int8 NOT NULL, antal int8 NOT NULL, hash bytea NOT NULL, tidspunkt int8 NOT NULL);
CREATE TABLE flygtig(noegle bytea PRIMARY KEY, udloeb int8 NOT NULL, data bytea NOT NULL);
CREATE INDEX flygtig_udloeb ON flygtig(udloeb);
";

/// As in SQLite.
const FORMAT_3: &str = "
CREATE TABLE maerke(
  myndighed int8 NOT NULL, oid int8 NOT NULL, nr int2 NOT NULL, vfra int8 NOT NULL, vtil int8 NOT NULL,
  niveau int2 NOT NULL, flag int2 NOT NULL, klasse bytea, enhed bytea, system bytea, via uuid, PRIMARY KEY(oid, nr, myndighed)) {d};
";

/// As in SQLite, but the revision stands beside the version, and the newest registration time is a sequence: a number that other transactions see at
/// once.
///
/// `samspil_tid` gives registration times that rise strictly over all programs on the database, by its clock: under a lock that lasts for this
/// one look only. The lock that stays until COMMIT, named by the time, tells everybody that this time is under way; `samspil_vandmaerke` is the time
/// before the first of those. It looks at the newest first and at the locks then, so nothing slips between. The writers' rows: see [`super::udfald`].
const FORMAT_4: &str = "
CREATE TABLE emne(myndighed int8 NOT NULL, nr int4 NOT NULL, version int8 NOT NULL, PRIMARY KEY(myndighed, nr)) WITH (fillfactor = 50);
CREATE TABLE emneaendring(
  emnemyndighed int8 NOT NULL, emnenr int4 NOT NULL, version int8 NOT NULL,
  myndighed int8 NOT NULL, objekttype int4 NOT NULL, uuid uuid NOT NULL, PRIMARY KEY(emnemyndighed, emnenr, version));
CREATE SEQUENCE skriver_id;
CREATE TABLE skriver(id int8 PRIMARY KEY, nr int8 NOT NULL, sidst timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 20);
ALTER TABLE objekt ADD COLUMN revision int8 NOT NULL DEFAULT 0;
UPDATE objekt SET revision = version;
ALTER TABLE udbakke ADD COLUMN ventet int8 NOT NULL DEFAULT 0;
ALTER TABLE udbakke ADD COLUMN uden_notifikation bool NOT NULL DEFAULT false;
CREATE TABLE unik(myndighed int8 NOT NULL, noegle bytea NOT NULL, oid int8 NOT NULL, PRIMARY KEY(noegle, myndighed));
CREATE INDEX unik_oid ON unik(oid);
CREATE TABLE samling(samling int4 NOT NULL, noegle bytea NOT NULL, vaerdi bytea NOT NULL, PRIMARY KEY(samling, noegle));
CREATE SEQUENCE registreringstid;
SELECT setval('registreringstid', greatest((SELECT max(tidspunkt) FROM registrering), (SELECT max(tidspunkt) FROM udbakke), 1));
CREATE FUNCTION samspil_tid(ur int8, forskydning int8, indbragt int8[], meget int8, antal int8, OUT tid int8, OUT nu int8, OUT sidste int8)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_lock(1935764851, 1953063269);
  SELECT last_value INTO sidste FROM registreringstid;
  nu := coalesce(ur, (extract(epoch FROM clock_timestamp()) * 1000000)::int8 + forskydning);
  tid := greatest(sidste + 1, nu, (SELECT max(i) + 1 FROM unnest(indbragt) i WHERE i <= greatest(nu + meget, sidste)));
  PERFORM pg_advisory_xact_lock(tid | 4611686018427387904);
  PERFORM setval('registreringstid', tid + antal - 1);
  PERFORM pg_advisory_unlock(1935764851, 1953063269);
END $$;
CREATE FUNCTION samspil_vandmaerke() RETURNS int8 LANGUAGE plpgsql AS $$
DECLARE sidste int8;
BEGIN
  SELECT last_value INTO sidste FROM registreringstid;
  RETURN least(sidste, (SELECT min((classid::int8 << 32 | objid::int8) & 4611686018427387903) - 1 FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::int8 BETWEEN 1073741824 AND 2147483647
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())));
END $$;
CREATE TEMPORARY TABLE gamle_noegler ON COMMIT DROP AS SELECT oid, array_agg(noegle) AS noegler FROM indeks GROUP BY oid;
CREATE INDEX ON gamle_noegler(oid);
";

/// An index row has its times in the table alone: its key holds what it is looked up by, so that a row takes a fifth less room, and its end is set
/// where it lies, without another row in the key's tree, while the page has room. That rows are a set is the writer's to see to, under the lock of the object.
const FORMAT_5: &str = "
ALTER TABLE indeks DROP CONSTRAINT indeks_pkey;
CREATE INDEX indeks_noegle ON indeks(myndighed, noegle, oid);
DO $$ BEGIN FOR del IN 0..15 LOOP EXECUTE format('ALTER TABLE indeks_%s SET (fillfactor = 95)', del); END LOOP; END $$;
";

/// As format 5 in SQLite.
const FORMAT_6: &str = "";

/// The format in which registrations are packed for the first time.
const PAKKET_FRA: usize = 4;
/// Registrations that are packed at a time.
const BID: i64 = 1_000;

/// As in SQLite: the keys of an object's rows so far lie with its first registration.
async fn pak_registreringer(t: &Transaction<'_>) -> Result<(), Error> {
    let mut efter = 0i64;
    loop {
        let sql = "SELECT r.myndighed, r.rid, r.krop, g.noegler FROM registrering r LEFT JOIN gamle_noegler g ON g.oid = r.rid >> 20 AND (r.rid & 1048575) = 1
                   WHERE r.rid > $1 ORDER BY r.rid LIMIT $2";
        let bid = t.query(sql, &[&efter, &BID]).await?;
        let Some(sidste) = bid.last() else { return Ok(()) };
        efter = sidste.get(1);
        let pakkede: Vec<Vec<u8>> = bid
            .iter()
            .map(|r| {
                let noegler: Vec<&[u8]> = r.get::<_, Option<Vec<&[u8]>>>(3).unwrap_or_default();
                pakning::pak(r.get(2), noegler)
            })
            .collect();
        let (m, rid): (Vec<i64>, Vec<i64>) = bid.iter().map(|r| (r.get::<_, i64>(0), r.get::<_, i64>(1))).unzip();
        let sql = "UPDATE registrering r SET krop = k.b FROM unnest($1::int8[], $2::int8[], $3::bytea[]) k(m, r, b) WHERE r.myndighed = k.m AND r.rid = k.r";
        t.execute(sql, &[&m, &rid, &pakkede]).await?;
    }
}

fn udfold(sql: &str) -> String {
    let mut ud = sql.replace("{d}", "PARTITION BY HASH (myndighed)");
    for tabel in ["objekt", "registrering", "indeks", "filstump", "maerke"].iter().filter(|t| sql.contains(&format!("CREATE TABLE {t}("))) {
        for del in 0..DELE {
            ud.push_str(&format!("CREATE TABLE {tabel}_{del} PARTITION OF {tabel} FOR VALUES WITH (MODULUS {DELE}, REMAINDER {del});\n"));
        }
    }
    ud
}

/// The format of the database, for those who are about to write.
pub(crate) const FORMATET: &str = "SELECT vaerdi FROM meta WHERE noegle = 'format'";

/// Refuses to write in a store of another format than was opened. For the writes that are no writer's: a writer asks in its transaction.
pub(crate) async fn passer(c: &Client) -> Result<(), Fejl> {
    let har = c.query_opt(FORMATET, &[]).await.map_err(Fejl::intern)?.map_or(0, |r| r.get(0));
    if har == i64::from(FORMAT) {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::Optaget)
        .detalje(("lageret kan ikke bruges lige nu; intet er gemt", "the store cannot be used at the moment; nothing was stored"))
        .aarsag(crate::format::fremmed(har, FORMAT)))
}

/// Looks that others may be gone from the database: a program that is being stopped, one that has just connected and will wait behind [`LAAS`].
const BLIK: u32 = 30;
/// Between two of them.
const PAUSE: Duration = Duration::from_millis(100);

/// An upgrade has the database for itself, whatever the version of the others: programs of this kind name themselves when they connect. Those that wait
/// for this very upgrade do not count. A writer's transaction that began before (by hand, without a name) is waited for.
async fn alene(t: &Transaction<'_>, har: i64) -> Result<(), Fejl> {
    let (hoej, lav) = (LAAS >> 32, LAAS & 0xffff_ffff);
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity a
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = current_setting('application_name')
           AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND NOT l.granted
             AND l.classid = {hoej} AND l.objid = {lav} AND l.objsubid = 1)"
    );
    for blik in 0..BLIK {
        t.batch_execute("SELECT pg_stat_clear_snapshot()").await.map_err(Fejl::intern)?;
        if t.query_one(&sql, &[]).await.map_err(Fejl::intern)?.get::<_, i64>(0) == 0 {
            return t.batch_execute(&horisont::udeluk()).await.map_err(Fejl::intern);
        }
        if blik + 1 < BLIK {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Err(Fejl::intern(crate::format::i_brug(har, FORMAT)))
}

/// A new epoch of the feed: the clock's microseconds, or where there is no clock, a random number.
pub(crate) async fn ny_epoke(c: &impl GenericClient, nu: Option<Tidspunkt>) -> Result<(), Fejl> {
    let sql = "INSERT INTO meta VALUES('epoke', coalesce($1::int8 + (SELECT count(*) FROM meta WHERE noegle = 'epoke' AND vaerdi = $1),
      (('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::int8 & 4611686018427387902) + 1)) ON CONFLICT (noegle) DO UPDATE SET vaerdi = excluded.vaerdi";
    c.execute(sql, &[&nu.map(|t| t.mikros().max(1))]).await.map_err(Fejl::intern).map(drop)
}

/// Which database this is, in which cluster, and on which timeline, as far as the user may know.
async fn sted(c: &Client) -> Result<i64, Fejl> {
    let mut sted: i64 =
        c.query_one("SELECT oid::int8 FROM pg_database WHERE datname = current_database()", &[]).await.map_err(Fejl::intern)?.get(0);
    for sql in [
        "SELECT system_identifier FROM pg_control_system()",
        "SELECT hashtextextended(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), 0)",
    ] {
        match c.query_one(sql, &[]).await {
            Ok(r) => sted = sted.rotate_left(17) ^ r.get::<_, i64>(0),
            Err(e) => tracing::info!(fejl = %e, "the database does not tell everything that a restored one is recognised by"),
        }
    }
    Ok(sted)
}

/// Brings the database to [`FORMAT`] and returns what is added to transaction numbers to make positions.
///
/// After a restore into another cluster, transaction numbers may start again below the stored positions: the addition
/// is then raised, so that positions keep rising. All programs must be stopped during a restore anyway.
pub(crate) async fn migrer(c: &mut Client, nu_ur: Option<Tidspunkt>) -> Result<i64, Fejl> {
    let sted = sted(c).await?;
    let t = c.transaction().await.map_err(Fejl::intern)?;
    t.execute("SELECT pg_advisory_xact_lock($1)", &[&LAAS]).await.map_err(Fejl::intern)?;
    t.batch_execute("CREATE TABLE IF NOT EXISTS meta(noegle text PRIMARY KEY, vaerdi int8 NOT NULL)").await.map_err(Fejl::intern)?;
    let meta = |navn: &'static str| {
        let t = &t;
        async move {
            let r = t.query_opt("SELECT vaerdi FROM meta WHERE noegle = $1", &[&navn]).await.map_err(Fejl::intern)?;
            Ok::<i64, Fejl>(r.map_or(0, |r| r.get(0)))
        }
    };
    let har = usize::try_from(meta("format").await?).map_err(Fejl::intern)?;
    if har > MIGRATIONER.len() {
        return Err(Fejl::intern(crate::format::fremmed(har as i64, FORMAT)));
    }
    if (1..MIGRATIONER.len()).contains(&har) {
        alene(&t, har as i64).await?;
    }
    for (nr, sql) in MIGRATIONER.iter().enumerate().skip(har) {
        t.batch_execute(&udfold(sql)).await.map_err(Fejl::intern)?;
        if nr + 1 == PAKKET_FRA {
            pak_registreringer(&t).await.map_err(Fejl::intern)?;
        }
    }
    let hoejst: i64 = t.query_one("SELECT greatest((SELECT max(position) FROM udbakke), (SELECT max(position) FROM log), (SELECT max(til_position) FROM logsegl), 0) >> 20", &[]).await.map_err(Fejl::intern)?.get(0);
    let nu: i64 = t.query_one("SELECT pg_current_xact_id()::text::int8", &[]).await.map_err(Fejl::intern)?.get(0);
    let mut tillaeg = meta("xid_tillaeg").await?;
    if hoejst > nu + tillaeg {
        tillaeg = hoejst - nu;
    }
    // Another database, or another timeline of it, than the feed's epoch was begun in: it was restored.
    if meta("epoke").await? == 0 || meta("epokested").await? != sted {
        ny_epoke(&t, nu_ur).await?;
    }
    for (navn, vaerdi) in [("format", i64::from(FORMAT)), ("xid_tillaeg", tillaeg), ("epokested", sted)] {
        t.execute("INSERT INTO meta VALUES($1, $2) ON CONFLICT (noegle) DO UPDATE SET vaerdi = excluded.vaerdi", &[&navn, &vaerdi])
            .await
            .map_err(Fejl::intern)?;
    }
    t.commit().await.map_err(Fejl::intern)?;
    Ok(tillaeg)
}
