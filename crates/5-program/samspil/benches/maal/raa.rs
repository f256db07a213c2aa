//! The machine's own limits: sync, and inserts of the same rows without anything around them.
use rusqlite::{Connection, params};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Appends of 4 KiB with a sync after each, in a second.
pub fn synk_rate(mappe: &Path) -> f64 {
    let mut f = std::fs::File::create(mappe.join("synk")).expect("file");
    let (start, mut n) = (Instant::now(), 0u32);
    while start.elapsed() < Duration::from_secs(1) {
        f.write_all(&[0u8; 4096]).and_then(|()| f.sync_data()).expect("sync");
        n += 1;
    }
    f64::from(n) / start.elapsed().as_secs_f64()
}

struct Objekt {
    oid: i64,
    myndighed: i64,
    objekttype: i64,
    uuid: Vec<u8>,
    registrering: (i64, i64, i64, Vec<u8>),
    indeks: Vec<(Vec<u8>, i64, i64, i64, i64)>,
    udbakke: (i64, Vec<u8>),
}

/// Takes the newest objects that the program stored (its writer is at rest) and inserts the same rows into an empty file of the
/// same schema, `samlet` objects a commit, synced: what the store could do if nothing else had to be done. Objects in a second.
pub fn samme_raekker(kilde: &Path, mappe: &Path, samlet: usize) -> f64 {
    let objekter = hent(&Connection::open(kilde).expect("store"), 10_000);
    let fil = mappe.join(format!("raa{samlet}.db"));
    let c = Connection::open(&fil).expect("file");
    c.execute_batch("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=50000; PRAGMA cache_size=-24576")
        .expect("pragma");
    let skema: Vec<String> = Connection::open(kilde)
        .and_then(|k| k.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")?.query_map([], |r| r.get(0))?.collect())
        .expect("schema");
    skema.iter().filter(|s| !s.contains("sqlite_")).for_each(|s| c.execute_batch(s).expect("schema"));
    let start = Instant::now();
    for gruppe in objekter.chunks(samlet) {
        c.execute_batch("BEGIN IMMEDIATE").expect("begin");
        for o in gruppe {
            indsaet(&c, o).expect("insert");
        }
        c.execute_batch("COMMIT").expect("commit");
    }
    objekter.len() as f64 / start.elapsed().as_secs_f64()
}

fn hent(c: &Connection, antal: usize) -> Vec<Objekt> {
    // Index rows have no index by object, so they are read in one pass.
    let fra: i64 = c.query_row("SELECT max(oid) - ?1 FROM objekt", [antal as i64], |r| r.get(0)).expect("objects");
    let mut indeks: std::collections::HashMap<i64, Vec<(Vec<u8>, i64, i64, i64, i64)>> = std::collections::HashMap::new();
    let mut s = c.prepare("SELECT oid, noegle, vfra, rfra, vtil, rtil FROM indeks WHERE oid > ?1").expect("sql");
    let mut r = s.query([fra]).expect("sql");
    while let Some(x) = r.next().expect("row") {
        let raekke = (x.get(1).expect("c"), x.get(2).expect("c"), x.get(3).expect("c"), x.get(4).expect("c"), x.get(5).expect("c"));
        indeks.entry(x.get(0).expect("c")).or_default().push(raekke);
    }
    let sql = "SELECT o.oid, o.myndighed, o.objekttype, o.uuid, g.rid, g.tidspunkt, g.livscyklus, g.krop, u.handling, u.data FROM objekt o \
               JOIN registrering g ON g.rid = (o.oid << 20) + 1 JOIN udbakke u ON u.seq = (SELECT min(seq) FROM udbakke) + o.oid - (SELECT min(oid) FROM objekt) \
               WHERE o.oid > ?1";
    let mut s = c.prepare(sql).expect("sql");
    s.query_map([fra], |x| {
        let oid = x.get(0)?;
        Ok(Objekt {
            oid,
            myndighed: x.get(1)?,
            objekttype: x.get(2)?,
            uuid: x.get(3)?,
            registrering: (x.get(4)?, x.get(5)?, x.get(6)?, x.get(7)?),
            indeks: indeks.remove(&oid).unwrap_or_default(),
            udbakke: (x.get(8)?, x.get(9)?),
        })
    })
    .and_then(Iterator::collect)
    .expect("rows")
}

fn indsaet(c: &Connection, o: &Objekt) -> rusqlite::Result<()> {
    c.prepare_cached("INSERT INTO objekt VALUES(?1,?2,?3,?4)")?.execute(params![o.oid, o.myndighed, o.objekttype, o.uuid])?;
    let (rid, tid, liv, krop) = &o.registrering;
    c.prepare_cached("INSERT INTO registrering(rid,myndighed,tidspunkt,livscyklus,krop,revision) VALUES(?1,?2,?3,?4,?5,1)")?
        .execute(params![rid, o.myndighed, tid, liv, krop])?;
    let mut s = c.prepare_cached("INSERT INTO indeks(myndighed,noegle,oid,vfra,rfra,vtil,rtil) VALUES(?1,?2,?3,?4,?5,?6,?7)")?;
    for (noegle, vfra, rfra, vtil, rtil) in &o.indeks {
        s.execute(params![o.myndighed, noegle, o.oid, vfra, rfra, vtil, rtil])?;
    }
    let mut u =
        c.prepare_cached("INSERT INTO udbakke(myndighed,objekttype,uuid,nr,handling,tidspunkt,data) VALUES(?1,?2,?3,1,?4,?5,?6)")?;
    u.execute(params![o.myndighed, o.objekttype, o.uuid, o.udbakke.0, tid, o.udbakke.1])?;
    Ok(())
}
