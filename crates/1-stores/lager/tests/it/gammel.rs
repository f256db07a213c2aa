//! Stores as the previous version wrote them (format 3), made by its statements, and what becomes of them.
use crate::data::*;
use crate::loefter::haendelser;
use crate::log::L;
use crate::tid::opret_nu;
use grund::Periode;
use lager::*;
use std::sync::Arc;

/// The tables of format 3 in SQLite.
const SQLITE: &str = "
CREATE TABLE meta(noegle TEXT PRIMARY KEY, vaerdi INTEGER NOT NULL) WITHOUT ROWID;
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
CREATE TABLE maerke(
  myndighed INTEGER NOT NULL, oid INTEGER NOT NULL, nr INTEGER NOT NULL, vfra INTEGER NOT NULL, vtil INTEGER NOT NULL,
  niveau INTEGER NOT NULL, flag INTEGER NOT NULL, klasse BLOB, enhed BLOB, system BLOB, via BLOB, PRIMARY KEY(myndighed, oid, nr)) WITHOUT ROWID;
INSERT INTO meta VALUES('format', 3);
";

/// The same in PostgreSQL, where `{d}` partitions a table.
const POSTGRES: &str = "
CREATE TABLE meta(noegle text PRIMARY KEY, vaerdi int8 NOT NULL);
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
CREATE TABLE log(
  position int8 PRIMARY KEY, myndighed int8 NOT NULL, tidspunkt int8 NOT NULL, kald_id uuid NOT NULL, noegler bytea, data bytea,
  aftryk bytea NOT NULL, dataaftryk bytea);
CREATE INDEX log_myndighed ON log(myndighed, tidspunkt, position) WHERE data IS NOT NULL;
CREATE TABLE lognoegle(art int2 NOT NULL, noegle bytea NOT NULL, position int8 NOT NULL, PRIMARY KEY(noegle, art, position));
CREATE TABLE logsegl(nr int8 PRIMARY KEY, til_position int8 NOT NULL, antal int8 NOT NULL, hash bytea NOT NULL, tidspunkt int8 NOT NULL);
CREATE TABLE flygtig(noegle bytea PRIMARY KEY, udloeb int8 NOT NULL, data bytea NOT NULL);
CREATE INDEX flygtig_udloeb ON flygtig(udloeb);
CREATE TABLE maerke(
  myndighed int8 NOT NULL, oid int8 NOT NULL, nr int2 NOT NULL, vfra int8 NOT NULL, vtil int8 NOT NULL,
  niveau int2 NOT NULL, flag int2 NOT NULL, klasse bytea, enhed bytea, system bytea, via uuid, PRIMARY KEY(oid, nr, myndighed)) {d};
INSERT INTO meta VALUES('format', 3), ('xid_tillaeg', 0);
";

/// A row of the object with that number; times are stored in another form in SQLite.
struct Raekke {
    oid: i64,
    noegle: &'static str,
    fra: i64,
    til: Option<i64>,
}

/// 1 was changed at 20 (its text ended), 2 was made at 30, 3 has no rows.
const RAEKKER: &[Raekke] = &[
    Raekke { oid: 1, noegle: "a", fra: 10, til: None },
    Raekke { oid: 1, noegle: "gammel", fra: 10, til: Some(20) },
    Raekke { oid: 2, noegle: "a", fra: 30, til: None },
];
const REGISTRERINGER: &[(i64, i64, i64, &str)] = &[(1, 1, 10, "et"), (1, 2, 20, "to"), (2, 1, 30, "et"), (3, 1, 40, "et")];

fn mikros(tid: i64) -> i64 {
    t(tid).mikros()
}

fn uuid(nr: i64) -> grund::Uuid {
    noegle(A, nr as u64).uuid
}

pub fn sqlite_fil(fil: &std::path::Path) {
    const SKRID: i64 = 1 << 58;
    let c = rusqlite::Connection::open(fil).unwrap();
    c.execute_batch(SQLITE).unwrap();
    for nr in 1..=3i64 {
        c.execute("INSERT INTO objekt VALUES(?1, ?2, 7, ?3)", rusqlite::params![nr, A.tal(), uuid(nr).as_bytes()]).unwrap();
    }
    for (oid, nr, tid, krop) in REGISTRERINGER {
        c.execute(
            "INSERT INTO registrering VALUES(?1, ?2, ?3, 1, ?4)",
            rusqlite::params![oid << 20 | nr, A.tal(), mikros(*tid), krop.as_bytes()],
        )
        .unwrap();
        c.execute(
            "INSERT INTO udbakke(myndighed, objekttype, uuid, nr, handling, tidspunkt, data) VALUES(?1, 7, ?2, ?3, 3, ?4, x'01')",
            rusqlite::params![A.tal(), uuid(*oid).as_bytes(), nr, mikros(*tid)],
        )
        .unwrap();
    }
    for r in RAEKKER {
        let til = r.til.map_or(0, |t| mikros(t) - SKRID);
        let p = rusqlite::params![A.tal(), r.noegle.as_bytes(), r.oid, mikros(r.fra) + SKRID, til];
        c.execute("INSERT INTO indeks VALUES(?1, ?2, ?3, 0, ?4, 0, ?5)", p).unwrap();
    }
}

pub async fn postgres_database(url: &str) {
    let (c, forbindelse) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let opgave = tokio::spawn(forbindelse);
    let mut sql = POSTGRES.replace("{d}", "PARTITION BY HASH (myndighed)");
    for tabel in ["objekt", "registrering", "indeks", "filstump", "maerke"] {
        for del in 0..16 {
            sql.push_str(&format!("CREATE TABLE {tabel}_{del} PARTITION OF {tabel} FOR VALUES WITH (MODULUS 16, REMAINDER {del});"));
        }
    }
    c.batch_execute(&sql).await.unwrap();
    let m = i64::from(A.tal());
    for nr in 1..=3i64 {
        let version = REGISTRERINGER.iter().filter(|r| r.0 == nr).count() as i64;
        c.execute("INSERT INTO objekt VALUES($1, nextval('objekt_nr'), 7, $2, $3)", &[&m, &uuid(nr), &version]).await.unwrap();
    }
    for (position, (oid, nr, tid, krop)) in (1i64..).zip(REGISTRERINGER) {
        c.execute("INSERT INTO registrering VALUES($1, $2, $3, 1, $4)", &[&m, &(oid << 20 | nr), &mikros(*tid), &krop.as_bytes()])
            .await
            .unwrap();
        c.execute("INSERT INTO udbakke VALUES($1, $2, 7, $3, $4, 3, $5, '\\x01')", &[&position, &m, &uuid(*oid), &nr, &mikros(*tid)])
            .await
            .unwrap();
    }
    for r in RAEKKER {
        let til = r.til.map_or(i64::MAX, mikros);
        let sql = "INSERT INTO indeks VALUES($1, $2, $3, $4, $5, $6, $7)";
        c.execute(sql, &[&m, &r.noegle.as_bytes(), &r.oid, &i64::MIN, &mikros(r.fra), &i64::MAX, &til]).await.unwrap();
    }
    drop(c);
    opgave.await.unwrap().unwrap();
}

async fn efterse(l: L, format: u32) {
    assert_eq!(l.status().await.unwrap().format, format);
    assert_eq!(l.vandmaerke().await.unwrap(), t(40));
    let n = |nr| noegle(A, nr);
    let alt = Registreringsvalg::Interval(Periode::ALTID);
    let o = l.hent(&[A], 7, n(1).uuid, alt).await.unwrap().unwrap();
    assert_eq!(o.registreringer.iter().map(|r| (r.nr, r.krop.as_slice())).collect::<Vec<_>>(), [(2, &b"to"[..]), (1, b"et")]);
    assert_eq!(o.revision, Revision { oid: 1, nr: 2 });
    assert_eq!(l.indeksraekker(A, 1).await.unwrap(), [rk("a", Periode::ALTID, p(10, MAX)), rk("gammel", Periode::ALTID, p(10, 20))]);
    assert_eq!(l.indeksraekker(A, 2).await.unwrap(), [rk("a", Periode::ALTID, p(30, MAX))]);
    assert_eq!(l.indeksraekker(A, 3).await.unwrap(), []);
    let h = haendelser(&l, 4).await;
    assert!(h.iter().all(|h| h.kaldt == h.tidspunkt && h.notificeres) && h[3].tidspunkt == t(40));
    assert_eq!(numre(&l.soeg(&soegning(Periode::punkt(t(15)), vec![lig("gammel")])).await.unwrap()), [1]);
    // It goes on, later than everything before.
    let r =
        registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![1] }], vec![], vec![nrk("b", Periode::ALTID, p(50, MAX))]);
    assert_eq!(l.skriv(en(n(1), revision(&*l, n(1), 0).await, r, haendelse(1))).await.unwrap().tidspunkt, t(41));
    assert_eq!(l.skriv(opret_nu(n(4), 1, &["a"])).await.unwrap().tidspunkt, t(42));
    // And the old rows go with their object.
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 5);
    l.skriv(en(n(1), revision(&*l, n(1), 0).await, Skrivehandling::Fjern, haendelse(1))).await.unwrap();
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 2);
    assert_eq!(haendelser(&l, 7).await.last().unwrap().nr, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sqlite_file_of_format_3_is_upgraded() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    sqlite_fil(&fil);
    // Two programs at once: one of them does it.
    let (a, b) = std::thread::scope(|s| {
        let aabn = || SqliteLager::aabn(&fil, sqlite::Indstillinger::default()).unwrap();
        let (a, b) = (s.spawn(aabn), s.spawn(aabn));
        (a.join().unwrap(), b.join().unwrap())
    });
    efterse(Arc::new(a), 4).await;
    drop(b);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_database_of_format_3_is_upgraded() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    postgres_database(&url).await;
    efterse(Arc::new(PostgresLager::aabn(&url, postgres::Indstillinger::default()).await.unwrap()), 5).await;
}

/// What format 4 had where format 5 has something else.
const POSTGRES_4: &str = "
DROP INDEX indeks_noegle;
ALTER TABLE indeks ADD PRIMARY KEY(myndighed, noegle, oid, vfra, rfra, vtil, rtil);
UPDATE meta SET vaerdi = 4 WHERE noegle = 'format';
";

/// Index rows of a database of format 4 are looked up by less, and are still a set.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_database_of_format_4_is_upgraded() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    let aabn = async || PostgresLager::aabn(&url, postgres::Indstillinger::default()).await.unwrap();
    let l = aabn().await;
    let n = |nr| noegle(A, nr);
    for nr in 1..=20 {
        l.skriv(opret(n(nr), 10 + nr as i64, &["a", "b"])).await.unwrap();
    }
    let luk = vec![LukIndeks { noegle: b"a".to_vec(), virkning_fra: Periode::ALTID.fra, til: Tid::Givet(t(50)) }];
    let ret = |luk, indeks| registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![1] }], luk, indeks);
    l.skriv(en(n(1), revision(&l, n(1), 0).await, ret(luk, vec![]), haendelse(1))).await.unwrap();
    let foer = l.indeksraekker(A, 1).await.unwrap();
    l.luk().await;
    drop(l);
    let (c, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let opgave = tokio::spawn(forbindelse);
    c.batch_execute(POSTGRES_4).await.unwrap();
    let l = aabn().await;
    assert_eq!(l.status().await.unwrap().format, 5);
    assert_eq!(l.indeksraekker(A, 1).await.unwrap(), foer);
    assert_eq!((foer.len(), l.antal_indeksraekker().await.unwrap()), (2, 40));
    assert_eq!(l.soeg(&soegning(Periode::punkt(t(1_000)), vec![lig("a")])).await.unwrap().len(), 19);
    assert_eq!(l.soeg(&soegning(Periode::punkt(t(1_000)), vec![lig("a"), lig("b")])).await.unwrap().len(), 19);
    // Saying again what is said, twice in one batch, changes nothing; and a row is in one index, by what never changes.
    let b = || nrk("b", Periode::ALTID, p(11, MAX));
    l.skriv(en(n(1), revision(&l, n(1), 0).await, ret(vec![], vec![b(), b()]), haendelse(1))).await.unwrap();
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 40);
    let sql = "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'indeks_0'::regclass";
    let indekser: Vec<String> = c.query(sql, &[]).await.unwrap().iter().map(|r| r.get(0)).collect();
    assert!(matches!(indekser.as_slice(), [en] if en.ends_with("(myndighed, noegle, oid)")), "{indekser:?}");
    l.luk().await;
    drop(c);
    opgave.await.unwrap().unwrap();
}
