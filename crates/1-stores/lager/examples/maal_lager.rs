//! Measures the store on this machine, beside what the disk and bare SQLite give for the same rows in the same run:
//! `cargo run --release -p lager --example maal_lager -- [objects to fill in first] [seconds for each measurement] [MB mapped]`.
//! PostgreSQL is measured too, where there is one (see `proeve`)
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
// Shared with the tests of other crates, which use more of it.
#[allow(dead_code)]
#[path = "../src/proeve.rs"]
mod proeve;
use grund::{Cvr, Periode, Tidspunkt, Uuid};
use lager::sqlite::Indstillinger;
use lager::*;
use rusqlite::{Connection, params};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const M: Cvr = Cvr::KORSBAEK;
const NU: i64 = 1_790_000_000_000_000;

/// splitmix64: the same rows in every run.
struct Tal(u64);
impl Tal {
    fn ny(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

fn noegle(felt: u8, vaerdi: &[u8]) -> Vec<u8> {
    [&[7, felt][..], vaerdi].concat()
}

/// Ten keys: four references (random), four codes (few values), two of two million values.
fn noegler(r: &mut Tal) -> Vec<Vec<u8>> {
    let mut ud = Vec::with_capacity(10);
    for felt in 0..4 {
        ud.push(noegle(felt, Uuid::from_u64_pair(r.ny(), r.ny()).as_bytes()));
    }
    for (felt, antal) in [(4, 2), (5, 10), (6, 100), (7, 1000)] {
        ud.push(noegle(felt, format!("kode {}", r.ny() % antal).as_bytes()));
    }
    for felt in 8..10 {
        ud.push(noegle(felt, format!("vaerdi {:07}", r.ny() % 2_000_000).as_bytes()));
    }
    ud
}

fn krop(r: &mut Tal) -> Vec<u8> {
    (0..128).flat_map(|_| r.ny().to_le_bytes()).collect()
}

fn opret(r: &mut Tal) -> Skrivning {
    let fra = Tidspunkt::fra_mikros(NU);
    let indeks = noegler(r)
        .into_iter()
        .map(|noegle| NyIndeksraekke {
            noegle,
            virkning: Periode::ny(fra, Tidspunkt::UENDELIG),
            fra: Tid::Nu,
            til: Tid::Givet(Tidspunkt::UENDELIG),
        })
        .collect();
    Skrivning {
        objekter: vec![Objektskrivning {
            noegle: Objektnoegle { myndighed: M, objekttype: 7, uuid: Uuid::from_u64_pair(r.ny(), r.ny()) },
            forventet: Forventning::Ukendt,
            handling: Skrivehandling::Registrer {
                registreringer: vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: krop(r) }],
                luk: vec![],
                indeks,
                maerker: None,
            },
            unikke: Unikaendring::default(),
            haendelse: Some(NyHaendelse { handling: 1, notificeres: true, data: vec![0; 40] }),
            emne: None,
        }],
        kaldt: fra,
        ..Skrivning::default()
    }
}

fn fordeling(navn: &str, mut t: Vec<Duration>, sekunder: f64) -> f64 {
    t.sort();
    let rate = t.len() as f64 / sekunder;
    let ved = |p: usize| t.get(t.len() * p / 1000).copied().unwrap_or_default();
    println!(
        "{navn:44} {rate:>9.0}/s   p50 {:>9.3?}  p99 {:>9.3?}  max {:>9.3?}",
        ved(500),
        ved(990),
        t.last().copied().unwrap_or_default()
    );
    rate
}

/// Bare SQLite with the store's own tables: the same rows of an object, `saet` objects in each transaction.
fn raa(c: &Connection, r: &mut Tal, oid: &mut i64, saet: u64) {
    c.execute_batch("BEGIN IMMEDIATE").unwrap();
    for _ in 0..saet {
        let s = opret(r);
        let o = &s.objekter[0];
        let Skrivehandling::Registrer { registreringer, indeks, .. } = &o.handling else { return };
        *oid += 1;
        let uuid = o.noegle.uuid.as_bytes();
        let en = |sql: &str, p: &[&dyn rusqlite::ToSql]| c.prepare_cached(sql).unwrap().execute(p).unwrap();
        en("INSERT INTO objekt VALUES(?1,?2,7,?3)", params![*oid, M.tal(), uuid]);
        en("INSERT INTO registrering VALUES(?1,?2,?3,1,?4,1)", params![(*oid << 20) | 1, M.tal(), NU, registreringer[0].krop]);
        en(
            "INSERT INTO udbakke(seq, myndighed, objekttype, uuid, nr, handling, tidspunkt, data) VALUES(?1,?2,7,?3,1,1,?4,?5)",
            params![*oid, M.tal(), uuid, NU, vec![0u8; 40]],
        );
        for k in indeks {
            en("INSERT INTO indeks VALUES(?1,?2,?3,?4,?4,0,0)", params![M.tal(), k.noegle, *oid, NU + (1i64 << 58)]);
        }
    }
    c.execute_batch("COMMIT").unwrap();
}

fn fyld(c: &Connection, objekter: u64) {
    c.execute_batch("PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA wal_autocheckpoint=100000").unwrap();
    let mut r = Tal(42);
    let mut oid = 0i64;
    while (oid as u64) < objekter {
        c.execute_batch("BEGIN").unwrap();
        let mut raekker = Vec::new();
        for _ in 0..100_000 {
            oid += 1;
            let uuid = Uuid::from_u64_pair(r.ny(), r.ny());
            let en = |sql: &str, p: &[&dyn rusqlite::ToSql]| c.prepare_cached(sql).unwrap().execute(p).unwrap();
            en("INSERT INTO objekt VALUES(?1,?2,7,?3)", params![oid, M.tal(), uuid.as_bytes()]);
            en(
                "INSERT INTO registrering VALUES(?1,?2,?3,1,?4,1)",
                params![(oid << 20) | 1, M.tal(), NU - 1_000_000_000 + oid, krop(&mut r)],
            );
            en(
                "INSERT INTO udbakke(seq, myndighed, objekttype, uuid, nr, handling, tidspunkt, data) VALUES(?1,?2,7,?3,1,1,?4,?5)",
                params![oid, M.tal(), uuid.as_bytes(), NU, vec![0u8; 40]],
            );
            raekker.extend(noegler(&mut r).into_iter().map(|k| (k, oid)));
        }
        raekker.sort();
        let mut s = c.prepare("INSERT INTO indeks VALUES(?1,?2,?3,?4,?4,0,0)").unwrap();
        for (k, oid) in raekker {
            s.execute(params![M.tal(), k, oid, NU - 1_000_000_000 + (1i64 << 58)]).unwrap();
        }
        drop(s);
        c.execute_batch("COMMIT").unwrap();
    }
    c.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

async fn skrivere(l: &Arc<dyn Lager>, antal: u64, tid: Duration, froe: u64) -> (Vec<Duration>, f64) {
    let start = Instant::now();
    let opgaver: Vec<_> = (0..antal)
        .map(|nr| {
            let l = Arc::clone(l);
            tokio::spawn(async move {
                let (mut r, mut t) = (Tal(froe ^ (nr << 40)), Vec::new());
                while start.elapsed() < tid {
                    let s = opret(&mut r);
                    let foer = Instant::now();
                    l.skriv(s).await.expect("write");
                    t.push(foer.elapsed());
                }
                t
            })
        })
        .collect();
    let mut alle = Vec::new();
    for o in opgaver {
        alle.extend(o.await.unwrap());
    }
    (alle, start.elapsed().as_secs_f64())
}

/// A log row as a call about one person makes it.
fn logpost(r: &mut Tal) -> NyLogpost {
    NyLogpost {
        myndighed: Some(M),
        tidspunkt: Tidspunkt::fra_mikros(NU),
        kald_id: Uuid::from_u64_pair(r.ny(), r.ny()),
        noegle: None,
        personer: vec![r.ny().to_be_bytes().repeat(2)],
        data: krop(r).into_iter().take(540).collect(),
    }
}

#[derive(Clone, Copy, Debug)]
enum Slags {
    /// A log row alone.
    Log,
    /// An object with its log row.
    ObjektOgLog,
    /// A short-lived key.
    Flygtig,
}

/// The log and the short-lived keys, 64 callers.
async fn log(navn: &str, l: &Arc<dyn Lager>, tid: Duration) {
    for slags in [Slags::Log, Slags::ObjektOgLog, Slags::Flygtig] {
        let start = Instant::now();
        let opgaver: Vec<_> = (0..64u64)
            .map(|nr| {
                let l = Arc::clone(l);
                tokio::spawn(async move {
                    let (mut r, mut t) = (Tal(slags as u64 ^ (nr << 40) ^ 0xabcd_ef00_0000), Vec::new());
                    while start.elapsed() < tid {
                        let mut s = if matches!(slags, Slags::ObjektOgLog) { opret(&mut r) } else { Skrivning::default() };
                        s.log.push(logpost(&mut r));
                        let (noegle, nu) = (r.ny().to_be_bytes().repeat(2), Tidspunkt::fra_mikros(NU));
                        let foer = Instant::now();
                        match slags {
                            Slags::Flygtig => assert!(l.gem_flygtig(noegle, nu.plus_mikros(1), vec![0; 32], nu).await.unwrap()),
                            Slags::Log | Slags::ObjektOgLog => drop(l.skriv(s).await.expect("write")),
                        }
                        t.push(foer.elapsed());
                    }
                    t
                })
            })
            .collect();
        let mut alle = Vec::new();
        for o in opgaver {
            alle.extend(o.await.unwrap());
        }
        fordeling(&format!("{navn}: {slags:?}, 64 callers"), alle, start.elapsed().as_secs_f64());
    }
}

/// Bytes of a log row in a SQLite file, in all tables and indexes.
async fn logstoerrelse(mappe: &Path) {
    let fil = mappe.join("log.sqlite");
    let (mut r, mut stoerrelser) = (Tal(3), Vec::new());
    for omgang in 0..2u64 {
        let l = SqliteLager::aabn(&fil, Indstillinger::default()).unwrap();
        for _ in 0..100 * omgang {
            let log = (0..1_000).map(|_| logpost(&mut r)).collect();
            l.skriv(Skrivning { log, ..Skrivning::default() }).await.unwrap();
        }
        l.luk().await;
        drop(l);
        Connection::open(&fil).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        stoerrelser.push(std::fs::metadata(&fil).unwrap().len());
    }
    println!("a log row of 540 bytes with one person: {} bytes in the file", (stoerrelser[1] - stoerrelser[0]) / 100_000);
}

fn soegning(noegler: &[Vec<u8>]) -> Soegning {
    Soegning {
        myndigheder: vec![M],
        registreret: Periode::punkt(Tidspunkt::fra_mikros(NU)),
        kriterier: noegler
            .iter()
            .map(|n| Kriterium {
                noegler: vec![Noeglevalg::Lig(n.clone())],
                virkning: Some(Periode::punkt(Tidspunkt::fra_mikros(NU))),
                fortaeller: Fortaeller::Intet,
            })
            .collect(),
        aendret: None,
        syn: None,
        efter_oid: 0,
        spring_over: 0,
        antal: 100,
    }
}

async fn laesninger(l: &Arc<dyn Lager>, objekter: u64, tid: Duration) {
    let uuider: Vec<Uuid> = l.gennemloeb((objekter / 2) as i64, 2000).await.unwrap().iter().map(|o| o.noegle.uuid).collect();
    let (start, mut t) = (Instant::now(), Vec::new());
    while start.elapsed() < tid {
        let u = uuider[t.len() * 7919 % uuider.len()];
        let foer = Instant::now();
        l.hent(&[M], 7, u, Registreringsvalg::Aktuel).await.unwrap().expect("object");
        t.push(foer.elapsed());
    }
    fordeling("hent (newest by UUID)", t, start.elapsed().as_secs_f64());
    let kode = |felt, antal: u64| move |r: &mut Tal| noegle(felt, format!("kode {}", r.ny() % antal).as_bytes());
    let (k10, k100, k1000) = (kode(5, 10), kode(6, 100), kode(7, 1000));
    type Form<'a> = &'a dyn Fn(&mut Tal) -> Soegning;
    let former: [(&str, Form<'_>); 5] = [
        ("soeg 1 of 10 codes, 100 hits", &|r| soegning(&[k10(r)])),
        ("soeg 1/10 and 1/100", &|r| soegning(&[k10(r), k100(r)])),
        ("soeg 1/100 and 1/1000", &|r| soegning(&[k100(r), k1000(r)])),
        ("soeg 1/10 and 1/100, registration interval", &|r| Soegning { registreret: Periode::ALTID, ..soegning(&[k10(r), k100(r)]) }),
        ("soeg value begins (200 values) and 1/10", &|r| {
            let mut s = soegning(&[k10(r)]);
            let begynder = noegle(8, format!("vaerdi {:05}", r.ny() % 20_000).as_bytes());
            s.kriterier.push(Kriterium { noegler: vec![Noeglevalg::Begynder(begynder)], virkning: None, fortaeller: Fortaeller::Intet });
            s
        }),
    ];
    for (navn, form) in former {
        let (start, mut t, mut r) = (Instant::now(), Vec::new(), Tal(7));
        while start.elapsed() < tid {
            let s = form(&mut r);
            let foer = Instant::now();
            l.soeg(&s).await.unwrap();
            t.push(foer.elapsed());
        }
        fordeling(navn, t, start.elapsed().as_secs_f64());
    }
}

fn fsync(mappe: &Path, tid: Duration) -> f64 {
    let mut f = std::fs::File::create(mappe.join("fsync")).unwrap();
    f.write_all(&vec![0; 64 << 20]).unwrap();
    f.sync_all().unwrap();
    let (start, mut t) = (Instant::now(), Vec::new());
    let side = [1u8; 16_384];
    while start.elapsed() < tid {
        use std::os::unix::fs::FileExt;
        let foer = Instant::now();
        f.write_all_at(&side, (t.len() as u64 * 16_384) % (64 << 20)).unwrap();
        f.sync_data().unwrap();
        t.push(foer.elapsed());
    }
    fordeling("disk: 16 KiB overwritten + fdatasync", t, start.elapsed().as_secs_f64())
}

fn rss() -> String {
    let s = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    s.lines()
        .filter(|l| l.starts_with("VmRSS") || l.starts_with("RssAnon"))
        .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}

/// PostgreSQL with the same objects; one of its own unless `SAMSPIL_TEST_POSTGRES` names another.
async fn postgres(tid: Duration) {
    let Some(server) = proeve::ProevePostgres::start() else {
        println!("SKIPPED: no PostgreSQL found");
        return;
    };
    let url = server.ny_database().await.expect("a new database");
    let l: Arc<dyn Lager> = Arc::new(PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.expect("the store opens"));
    for antal in [1, 4, 32, 128] {
        let (t, sek) = skrivere(&l, antal, tid, 5000 + antal).await;
        fordeling(&format!("PostgreSQL: create, {antal} writers"), t, sek);
    }
    log("PostgreSQL", &l, tid).await;
    laesninger(&l, 4000, tid / 3).await;
    l.luk().await;
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() {
    let arg: Vec<String> = std::env::args().skip(1).collect();
    let objekter: u64 = arg.first().and_then(|a| a.parse().ok()).unwrap_or(0);
    let tid = Duration::from_secs(arg.get(1).and_then(|a| a.parse().ok()).unwrap_or(5));
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.sqlite");
    let mut indstillinger = Indstillinger::default();
    if let Some(mb) = arg.get(2).and_then(|a| a.parse::<u64>().ok()) {
        indstillinger.mmap_bytes = mb << 20;
    }
    fsync(mappe.path(), tid / 3);
    logstoerrelse(mappe.path()).await;

    SqliteLager::aabn(&fil, Indstillinger::default()).unwrap().luk().await;
    if objekter > 0 {
        let start = Instant::now();
        fyld(&Connection::open(&fil).unwrap(), objekter);
        println!(
            "filled {objekter} objects, {} index rows in {:.1?}, {} MB",
            objekter * 10,
            start.elapsed(),
            std::fs::metadata(&fil).unwrap().len() >> 20
        );
    }
    let start = Instant::now();
    let l: Arc<dyn Lager> = Arc::new(SqliteLager::aabn(&fil, indstillinger).unwrap());
    println!("opened in {:.3?}; {}", start.elapsed(), rss());
    if objekter > 0 {
        laesninger(&l, objekter, tid / 3).await;
        println!("{}", rss());
    }
    let mut rater = Vec::new();
    for antal in [1, 32] {
        let (t, sek) = skrivere(&l, antal, tid, 1000 + antal).await;
        rater.push((antal, fordeling(&format!("SQLite: create, {antal} writers"), t, sek)));
    }
    let (t, sek) = skrivere(&l, 64, tid, 1064).await;
    fordeling("SQLite: create, 64 writers", t, sek);
    log("SQLite", &l, tid).await;
    println!("{:?}; {}", l.status().await.unwrap(), rss());
    l.luk().await;

    // Bare SQLite on the same file, as the store sets it.
    let c = Connection::open(&fil).unwrap();
    c.execute_batch("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=32768; PRAGMA cache_size=-24576; PRAGMA mmap_size=8589934592")
        .unwrap();
    let mut oid: i64 = c.query_row("SELECT max(oid) FROM objekt", [], |r| r.get(0)).unwrap_or(0);
    for (antal, rate) in rater {
        let (start, mut t, mut r) = (Instant::now(), Vec::new(), Tal(77 + antal));
        while start.elapsed() < tid {
            let foer = Instant::now();
            raa(&c, &mut r, &mut oid, antal);
            t.push(foer.elapsed());
        }
        let sek = start.elapsed().as_secs_f64();
        let raa = fordeling(&format!("bare SQLite: {antal} in a transaction"), t, sek) * antal as f64;
        println!("    {raa:.0} objects/s; the store reaches {:.0} % of it", rate / raa * 100.0);
    }
    postgres(tid).await;
}
