//! The tables, their versions, and how a point in time lies in a column.
use crate::pakning;
use crate::port::Lagerstatus;
use crate::sqlite::tilstand;
use grund::{Fejl, Tidspunkt};
use rusqlite::{Connection, OptionalExtension, params};

/// What takes the format one version up: statements, and what statements can't do.
type Trin = (&'static str, fn(&Connection) -> rusqlite::Result<()>);

/// Never change an entry that has been released: add one.
const MIGRATIONER: &[Trin] = &[(FORMAT_1, intet), (FORMAT_2, intet), (FORMAT_3, intet), (FORMAT_4, pak_registreringer), (FORMAT_5, intet)];

/// `objekt` gives an object its number. `registrering` is clustered by object; its only other index serves "changed in
/// the period" and grows at its end. `indeks` is one B-tree without a second copy of its rows; times come last, so
/// that a key's rows lie in order of object. The planner is told once what the index looks like (many rows for a key, few
/// for a key and an object) and never measures it: plans do not change with the data.
const FORMAT_1: &str = "
CREATE TABLE objekt(
  oid INTEGER PRIMARY KEY, myndighed INTEGER NOT NULL, objekttype INTEGER NOT NULL, uuid BLOB NOT NULL,
  UNIQUE(myndighed, objekttype, uuid));
CREATE TABLE registrering(
  rid INTEGER PRIMARY KEY, myndighed INTEGER NOT NULL, tidspunkt INTEGER NOT NULL, livscyklus INTEGER NOT NULL, krop BLOB NOT NULL);
CREATE INDEX registrering_tid ON registrering(myndighed, tidspunkt);
CREATE TABLE indeks(
  myndighed INTEGER NOT NULL, noegle BLOB NOT NULL, oid INTEGER NOT NULL,
  vfra INTEGER NOT NULL, rfra INTEGER NOT NULL, vtil INTEGER NOT NULL, rtil INTEGER NOT NULL,
  PRIMARY KEY(myndighed, noegle, oid, vfra, rfra, vtil, rtil)) WITHOUT ROWID;
CREATE TABLE udbakke(
  seq INTEGER PRIMARY KEY, myndighed INTEGER NOT NULL, objekttype INTEGER NOT NULL, uuid BLOB NOT NULL, nr INTEGER NOT NULL,
  handling INTEGER NOT NULL, tidspunkt INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX udbakke_myndighed ON udbakke(myndighed);
CREATE TABLE filstump(
  myndighed INTEGER NOT NULL, fil BLOB NOT NULL, nr INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE(myndighed, fil, nr));
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES('indeks', 'indeks', '10000000 5000000 1000 2 1 1 1 1');
";

/// `log` grows at its end only; its index leaves out what retention has emptied, so that retention never looks at a row twice.
/// `noegler` repeats the look-up keys of a row, since the entry itself cannot be read here. −1 is no authority.
const FORMAT_2: &str = "
CREATE TABLE log(
  position INTEGER PRIMARY KEY, myndighed INTEGER NOT NULL, tidspunkt INTEGER NOT NULL, kald_id BLOB NOT NULL, noegler BLOB, data BLOB,
  aftryk BLOB NOT NULL, dataaftryk BLOB);
CREATE INDEX log_myndighed ON log(myndighed, tidspunkt) WHERE data IS NOT NULL;
CREATE TABLE lognoegle(
  art INTEGER NOT NULL, noegle BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(art, noegle, position)) WITHOUT ROWID;
CREATE TABLE logsegl(
  nr INTEGER PRIMARY KEY, til_position INTEGER NOT NULL, antal INTEGER NOT NULL, hash BLOB NOT NULL, tidspunkt INTEGER NOT NULL);
CREATE TABLE flygtig(noegle BLOB PRIMARY KEY, udloeb INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX flygtig_udloeb ON flygtig(udloeb);
";

/// What data restrictions see of an object, beside it: one seek tells whether it is seen.
const FORMAT_3: &str = "
CREATE TABLE maerke(
  myndighed INTEGER NOT NULL, oid INTEGER NOT NULL, nr INTEGER NOT NULL, vfra INTEGER NOT NULL, vtil INTEGER NOT NULL,
  niveau INTEGER NOT NULL, flag INTEGER NOT NULL, klasse BLOB, enhed BLOB, system BLOB, via BLOB, PRIMARY KEY(myndighed, oid, nr)) WITHOUT ROWID;
";

/// Registrations are packed with the keys of their index rows (see [`pakning`]) and have a revision; what an event says of its call; unique keys; rows
/// of modules; versions of concerns, and the objects of their last changes (0 is no authority). `meta.tid` is the newest registration time that was ever given, where the newest event does not tell.
const FORMAT_4: &str = "
ALTER TABLE registrering ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE udbakke ADD COLUMN ventet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE udbakke ADD COLUMN uden_notifikation INTEGER NOT NULL DEFAULT 0;
CREATE TABLE emne(myndighed INTEGER NOT NULL, nr INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY(myndighed, nr)) WITHOUT ROWID;
CREATE TABLE emneaendring(
  emnemyndighed INTEGER NOT NULL, emnenr INTEGER NOT NULL, version INTEGER NOT NULL,
  myndighed INTEGER NOT NULL, objekttype INTEGER NOT NULL, uuid BLOB NOT NULL, PRIMARY KEY(emnemyndighed, emnenr, version)) WITHOUT ROWID;
CREATE TABLE unik(myndighed INTEGER NOT NULL, noegle BLOB NOT NULL, oid INTEGER NOT NULL, PRIMARY KEY(myndighed, noegle)) WITHOUT ROWID;
CREATE INDEX unik_oid ON unik(oid);
CREATE TABLE samling(samling INTEGER NOT NULL, noegle BLOB NOT NULL, vaerdi BLOB NOT NULL, PRIMARY KEY(samling, noegle)) WITHOUT ROWID;
INSERT OR REPLACE INTO meta SELECT 'tid', max(coalesce((SELECT max(tidspunkt) FROM registrering), 0), coalesce((SELECT max(tidspunkt) FROM udbakke), 0));
";

/// Events are of the third version, which programs before do not read; `meta` has the feed's epoch and edge.
const FORMAT_5: &str = "";

fn intet(_: &Connection) -> rusqlite::Result<()> {
    Ok(())
}

/// Registrations that are packed at a time.
const BID: usize = 1_000;

/// The keys of an object's rows so far lie with its first registration. Keys come sorted by object, registrations in order of object.
fn pak_registreringer(c: &Connection) -> rusqlite::Result<()> {
    let mut saet = c.prepare("SELECT oid, noegle FROM indeks ORDER BY oid")?;
    let mut noegler = saet.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))?.peekable();
    let mut hent = c.prepare("SELECT rid, krop FROM registrering WHERE rid > ?1 ORDER BY rid LIMIT ?2")?;
    let mut gem = c.prepare("UPDATE registrering SET krop = ?2, revision = ?3 WHERE rid = ?1")?;
    let mut efter = 0i64;
    loop {
        let bid: Vec<(i64, Vec<u8>)> = hent.query_map([efter, BID as i64], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        let Some((sidste, _)) = bid.last() else { return Ok(()) };
        efter = *sidste;
        for (rid, krop) in bid {
            let (oid, nr) = (rid >> 20, crate::kontrol::nr_af(rid));
            let mut egne = Vec::new();
            while let Some(n) = noegler.next_if(|n| nr == 1 && n.as_ref().map_or(true, |(o, _)| *o <= oid)) {
                let (o, n) = n?;
                if o == oid {
                    egne.push(n);
                }
            }
            gem.execute(params![rid, pakning::pak(&krop, egne.iter().map(Vec::as_slice)), nr])?;
        }
    }
}

/// The format that this program writes.
pub(crate) const FORMAT: u32 = MIGRATIONER.len() as u32;

/// The format of the file; 0 is a new one.
pub(crate) fn format(c: &Connection) -> rusqlite::Result<i64> {
    Ok(hent_meta(c, "format")?.unwrap_or(0))
}

/// An older store, which somebody may have open.
pub(crate) fn skal_opgraderes(c: &Connection) -> rusqlite::Result<bool> {
    let ny = c.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'", [], |r| r.get::<_, i64>(0))? == 0;
    Ok(!ny && (1..i64::from(FORMAT)).contains(&format(c)?))
}

/// Brings the file to [`FORMAT`], each step in a transaction of its own; refuses a file from a newer program.
pub(crate) fn migrer(c: &Connection) -> Result<(), Fejl> {
    c.execute_batch("CREATE TABLE IF NOT EXISTS meta(noegle TEXT PRIMARY KEY, vaerdi INTEGER NOT NULL) WITHOUT ROWID")
        .map_err(|e| tilstand::fejl(&e))?;
    let har = format(c).map_err(|e| tilstand::fejl(&e))?;
    if har > i64::from(FORMAT) {
        return Err(Fejl::intern(crate::format::fremmed(har, FORMAT)));
    }
    let har = usize::try_from(har).map_err(Fejl::intern)?;
    for (nr, trin) in MIGRATIONER.iter().enumerate().skip(har) {
        trin_op(c, nr, trin).map_err(|e| tilstand::fejl(&e))?;
    }
    Ok(())
}

/// One step, unless another process took it while this one waited for the file.
fn trin_op(c: &Connection, nr: usize, (sql, efter): &Trin) -> rusqlite::Result<()> {
    c.execute_batch("BEGIN IMMEDIATE")?;
    let svar = format(c).and_then(|har| {
        if har == nr as i64 {
            c.execute_batch(&format!("{sql} INSERT OR REPLACE INTO meta VALUES('format', {});", nr + 1))?;
            efter(c)?;
        }
        c.execute_batch("COMMIT")
    });
    if svar.is_err() && !c.is_autocommit() {
        let _ = c.execute_batch("ROLLBACK");
    }
    svar
}

/// A database that something else has made.
pub(crate) fn er_fremmed(c: &Connection) -> rusqlite::Result<bool> {
    let (tabeller, vores): (i64, i64) =
        c.query_row("SELECT count(*), coalesce(sum(name = 'meta'), 0) FROM sqlite_schema WHERE type = 'table'", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    Ok(tabeller > 0 && vores == 0)
}

/// See [`spids`].
pub(crate) const SPIDS: &str =
    "SELECT max(coalesce((SELECT max(seq) FROM udbakke), 0), coalesce((SELECT vaerdi FROM meta WHERE noegle = 'seq'), 0))";

/// The number of the newest event, also when it was removed.
pub(crate) fn spids(c: &Connection) -> rusqlite::Result<i64> {
    c.prepare_cached(SPIDS)?.query_row([], |r| r.get(0))
}

/// Fills in what the tables tell. Objects are counted as the numbers that are used less those that were removed, which is an estimate: a
/// transaction that failed has used numbers too.
pub(crate) fn status(c: &Connection, status: Lagerstatus) -> rusqlite::Result<Lagerstatus> {
    let tal = |sql: &str| c.prepare_cached(sql)?.query_row([], |r| r.get::<_, Option<i64>>(0));
    let objekter = match tal("SELECT max(oid) FROM objekt")? {
        None => 0,
        Some(sidste) => (sidste.max(hent_meta(c, "oid")?.unwrap_or(0)) - hent_meta(c, "fjernet")?.unwrap_or(0)).max(1),
    };
    let forseglet = tal("SELECT max(til_position) FROM logsegl WHERE nr = (SELECT max(nr) FROM logsegl)")?.unwrap_or(0);
    let uforseglet = c
        .prepare_cached("SELECT tidspunkt FROM log WHERE position > ?1 ORDER BY position LIMIT 1")?
        .query_row([forseglet], |r| r.get(0))
        .optional()?;
    Ok(Lagerstatus {
        objekter: u64::try_from(objekter).unwrap_or(0),
        haendelse: spids(c)?,
        stroemkant: epoke_og_kant(c)?.1,
        stroem_siden: tal("SELECT tidspunkt FROM udbakke WHERE seq = (SELECT min(seq) FROM udbakke)")
            .optional()?
            .flatten()
            .map(Tidspunkt::fra_mikros),
        uforseglet_siden: uforseglet.map(Tidspunkt::fra_mikros),
        ..status
    })
}

/// The epoch of the store's feed, and the number of the newest event that was removed from it.
pub(crate) fn epoke_og_kant(c: &Connection) -> rusqlite::Result<(i64, i64)> {
    let sql = "SELECT coalesce((SELECT vaerdi FROM meta WHERE noegle = 'epoke'), 0), coalesce((SELECT vaerdi FROM meta WHERE noegle = 'stroemkant'), 0)";
    c.prepare_cached(sql)?.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
}

/// A new epoch: the clock's microseconds, or where there is no clock, a random number.
pub(crate) fn ny_epoke(c: &Connection, nu: Option<Tidspunkt>) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO meta(noegle, vaerdi) VALUES('epoke', coalesce(
      ?1 + (SELECT count(*) FROM meta WHERE noegle = 'epoke' AND vaerdi = ?1), (random() & 4611686018427387902) + 1))";
    c.execute(sql, [nu.map(|t| t.mikros().max(1))])?;
    c.execute("DELETE FROM meta WHERE noegle = 'kopi'", []).map(drop)
}

/// The mark of a copy.
pub(crate) const ER_KOPI: &str = "INSERT OR REPLACE INTO meta(noegle, vaerdi) VALUES('kopi', 1)";

/// A store without an epoch gets one, and so does one that is a copy: it goes on from another state than the store that it was copied from.
pub(crate) fn epoke(c: &Connection, nu: Option<Tidspunkt>) -> rusqlite::Result<()> {
    let mangler = || Ok::<_, rusqlite::Error>(hent_meta(c, "epoke")?.is_none() || hent_meta(c, "kopi")?.is_some());
    if !mangler()? {
        return Ok(());
    }
    c.execute_batch("BEGIN IMMEDIATE")?;
    // Another process may have been first.
    let svar = mangler().and_then(|m| if m { ny_epoke(c, nu) } else { Ok(()) }).and_then(|()| c.execute_batch("COMMIT"));
    if svar.is_err() && !c.is_autocommit() {
        let _ = c.execute_batch("ROLLBACK");
    }
    svar
}

/// A number from `meta`.
pub(crate) fn hent_meta(c: &Connection, noegle: &str) -> rusqlite::Result<Option<i64>> {
    c.query_row("SELECT vaerdi FROM meta WHERE noegle = ?1", [noegle], |r| r.get(0)).optional()
}

/// Half of the distance between the two stored forms: greater than any µs of the years 0001–9999.
const SKRID: i64 = 1 << 58;

/// SQL for "`fra` is before `til`" of two stored ends.
pub(crate) fn sql_foer(fra: &str, til: &str) -> String {
    format!("({til} = 0 OR {fra} < {til} + {})", SKRID << 1)
}

/// A start as it is stored: −∞ is 0, which takes no bytes in SQLite; the order of times is kept.
pub(crate) fn fra(t: Tidspunkt) -> i64 {
    match t.mikros() {
        i64::MIN => 0,
        i64::MAX => i64::MAX,
        m => m.saturating_add(SKRID).clamp(1, i64::MAX - 1),
    }
}

/// An end as it is stored: +∞ is 0 (nearly every row's end), everything before it negative.
pub(crate) fn til(t: Tidspunkt) -> i64 {
    match t.mikros() {
        i64::MIN => i64::MIN,
        i64::MAX => 0,
        m => m.saturating_sub(SKRID).clamp(i64::MIN + 1, -1),
    }
}

/// The start that was stored.
pub(crate) fn laes_fra(v: i64) -> Tidspunkt {
    match v {
        0 => Tidspunkt::MINUS_UENDELIG,
        i64::MAX => Tidspunkt::UENDELIG,
        v => Tidspunkt::fra_mikros(v.saturating_sub(SKRID)),
    }
}

/// The end that was stored.
pub(crate) fn laes_til(v: i64) -> Tidspunkt {
    match v {
        0 => Tidspunkt::UENDELIG,
        i64::MIN => Tidspunkt::MINUS_UENDELIG,
        v => Tidspunkt::fra_mikros(v.saturating_add(SKRID)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_stored_ends_keep_the_order_of_time() {
        let tider: Vec<Tidspunkt> =
            ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "9998-12-31T00:00:00Z"]
                .iter()
                .map(|t| Tidspunkt::fra_xs(t).unwrap())
                .chain([Tidspunkt::MINUS_UENDELIG, Tidspunkt::UENDELIG])
                .collect();
        let c = Connection::open_in_memory().unwrap();
        for &a in &tider {
            assert_eq!((laes_fra(fra(a)), laes_til(til(a))), (a, a));
            for &b in &tider {
                assert_eq!(fra(a) < fra(b), a < b);
                assert_eq!(til(a) < til(b), a < b);
                if a != Tidspunkt::UENDELIG && b != Tidspunkt::MINUS_UENDELIG {
                    let foer: bool = c.query_row(&format!("SELECT {}", sql_foer("?1", "?2")), [fra(a), til(b)], |r| r.get(0)).unwrap();
                    assert_eq!(foer, a < b, "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_newer_format_is_refused() {
        let c = Connection::open_in_memory().unwrap();
        migrer(&c).unwrap();
        migrer(&c).unwrap();
        c.execute("UPDATE meta SET vaerdi = vaerdi + 1 WHERE noegle = 'format'", []).unwrap();
        assert!(migrer(&c).unwrap_err().aarsagen().unwrap().contains("newer program"));
    }
}
