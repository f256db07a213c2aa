//! Measures the program against the machine's own limits in the same run.
//!
//! `cargo bench -p samspil -- [--objekter N] [--sekunder S] [--lager URL] [--kun create,read,…,sikker,sp,indeks,hierarki,amqp,efterslaeb,levering,adresse] [--adresser N]`
//!
//! `cargo bench -p samspil -- --vaekst N,N,… [--mappe FOLDER] [--trin fyld|maal] [--sekunder S] [--lager URL]`: how cost grows, see [`vaekst`]. In a
//! URL of PostgreSQL `{}` stands for the size: each has a database of its own, which must be there.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod adresse;
mod amqp;
#[path = "../../tests/det_hele/amqpklient.rs"]
#[allow(dead_code, reason = "tests and benchmark use each their part")]
mod amqpklient;
mod data;
mod indeks;
mod klient;
mod levering;
mod maalinger;
mod program;
mod raa;
mod sikker;
mod sp;
mod vaekst;

use data::*;
use grund::{Cvr, Tidspunkt};
use klient::{Klient, anmodning, last};
use program::Program;
use samspil::kommandolinje::Lagervalg;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const JSON: &str = "application/json";
const STI: &str = "/organisation/organisationenhed";
/// The authority that holds one object in fifty, in the same store.
const LILLE: u32 = 22_222_222;

struct Valg {
    objekter: u64,
    sekunder: u64,
    lager: Option<String>,
    kun: Option<String>,
    adresser: u64,
    vaekst: Vec<u64>,
    mappe: Option<PathBuf>,
    trin: vaekst::Trin,
}

impl Valg {
    fn laes() -> Self {
        let mut v = Self {
            objekter: 100_000,
            sekunder: 5,
            lager: None,
            kun: None,
            adresser: 250_000,
            vaekst: Vec::new(),
            mappe: None,
            trin: vaekst::Trin::Alt,
        };
        let mut a = std::env::args().skip(1);
        while let Some(x) = a.next() {
            match x.as_str() {
                "--objekter" => v.objekter = a.next().and_then(|n| n.parse().ok()).expect("--objekter N"),
                "--sekunder" => v.sekunder = a.next().and_then(|n| n.parse().ok()).expect("--sekunder S"),
                "--lager" => v.lager = a.next(),
                "--kun" => v.kun = a.next(),
                "--adresser" => v.adresser = a.next().and_then(|n| n.parse().ok()).expect("--adresser N"),
                "--mappe" => v.mappe = a.next().map(PathBuf::from),
                "--vaekst" => {
                    let tal = a.next().expect("--vaekst N,N");
                    v.vaekst = tal.split(',').map(|n| n.parse().expect("--vaekst N,N")).collect();
                }
                "--trin" => {
                    v.trin = match a.next().as_deref() {
                        Some("fyld") => vaekst::Trin::Fyld,
                        Some("maal") => vaekst::Trin::Maal,
                        _ => panic!("--trin fyld|maal"),
                    }
                }
                _ => {}
            }
        }
        v
    }

    fn med(&self, navn: &str) -> bool {
        self.kun.as_ref().is_none_or(|k| k.split(',').any(|x| x == navn))
    }
}

fn linje(navn: &str, tal: f64, enhed: &str, resten: &str) {
    println!("{navn:<52} {tal:>10.1} {enhed:<8} {resten}");
}

fn main() {
    let v = Valg::laes();
    let mappe = tempfile::tempdir().expect("folder");
    if !v.vaekst.is_empty() {
        return vaekst::maal(&v, &v.vaekst, v.mappe.as_deref().unwrap_or(mappe.path()));
    }
    let lager = |navn: &str| v.lager.clone().unwrap_or_else(|| format!("sqlite:{}", mappe.path().join(navn).display()));
    let varighed = Duration::from_secs(v.sekunder);
    println!("{} objects, {} s for each load, store {}\n", v.objekter, v.sekunder, v.lager.as_deref().unwrap_or("sqlite"));

    let exe = Path::new(env!("CARGO_BIN_EXE_samspil"));
    linje("binary", exe.metadata().map_or(0.0, |m| m.len() as f64 / 1048576.0), "MiB", "aim ≤ 60");

    let sync = raa::synk_rate(mappe.path());
    linje("machine: write 4 KiB and sync", sync, "/s", "");

    if v.med("create") {
        create(&v, &lager("lille.db"), mappe.path(), varighed, sync);
    }
    if v.objekter > 0 && ["load", "read", "search", "asof", "createstor"].iter().any(|n| v.med(n)) {
        stort(&v, &lager("stor.db"), mappe.path(), varighed);
    }
    if v.med("sikker") {
        sikker::maal(mappe.path(), v.sekunder);
    }
    if v.med("sp") {
        sp::maal(mappe.path(), v.sekunder);
    }
    if v.objekter > 0 && v.med("indeks") {
        indeks::maal(v.objekter, v.sekunder, &lager("indeks.db"), mappe.path());
    }
    if v.med("amqp") {
        amqp::maal(mappe.path(), v.sekunder);
    }
    if v.med("efterslaeb") {
        amqp::efterslaeb(mappe.path());
    }
    if v.med("levering") {
        levering::maal(mappe.path(), v.sekunder);
    }
    if v.med("adresse") {
        adresse::maal(v.adresser, v.sekunder, &lager("adresse.db"), mappe.path());
    }
    if v.med("hierarki") {
        hierarki(&lager("hierarki.db"), mappe.path());
    }
}

/// Creates on a small store, against sync and against raw inserts of the same rows.
fn create(v: &Valg, lager: &str, mappe: &Path, varighed: Duration, sync: f64) {
    let p = Program::start(mappe, lager);
    linje("start of an empty store to the first answer", p.start.as_secs_f64() * 1000.0, "ms", "");
    linje("memory when idle", p.hukommelse(), "MiB", "aim ≤ 80");
    let n = AtomicU64::new(1_000_000_000);
    for (klienter, maal) in [(1, 1500), (32, 5000)] {
        let r =
            last(p.adresse, klienter, varighed, 201, |_, _| anmodning("POST", STI, JSON, &enhed_json(n.fetch_add(1, Ordering::Relaxed))));
        linje(
            &format!("durable create by REST, {klienter} client(s)"),
            r.rate,
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; {:.2} of the sync rate; aim ≥ {maal}", r.p50, r.p99, r.rate / sync),
        );
        if v.lager.is_none() {
            let raa = raa::samme_raekker(Path::new(lager.trim_start_matches("sqlite:")), mappe, klienter);
            linje(
                &format!("machine: raw SQLite inserts of the same rows, {klienter} a commit"),
                raa,
                "/s",
                &format!("create is {:.2} of it; aim ≥ 0.70", r.rate / raa),
            );
        }
    }
}

/// Everything that needs many objects.
fn stort(v: &Valg, lager: &str, mappe: &Path, varighed: Duration) {
    fyld(v, lager);
    let p = Program::start(mappe, lager);
    linje(&format!("start with {} objects to the first search", v.objekter), p.start.as_secs_f64() * 1000.0, "ms", "aim < 2000");
    let tom = last(p.adresse, 64, varighed, 204, |_, _| anmodning("GET", "/kubernetes/live", "", ""));
    linje("machine: empty handler on the same server", tom.rate, "/s", &format!("p99 {:.2} ms", tom.p99));
    let vaelg = |t: usize, n: u64| (n.wrapping_mul(0x9E37_79B9).wrapping_add(t as u64 * 7919)) % v.objekter;
    let alt = "virkningfra=-infinity&virkningtil=infinity&registreretfra=-infinity&registrerettil=infinity";
    if v.med("read") {
        let r = last(p.adresse, 64, varighed, 200, |t, n| anmodning("GET", &format!("{STI}/{}?{alt}", enhed_id(vaelg(t, n))), "", ""));
        linje(
            "read by id, full history",
            r.rate,
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; {:.2} of the empty handler; aim ≥ 30000, p99 < 5 ms", r.p50, r.p99, r.rate / tom.rate),
        );
    }
    if v.med("search") {
        let soeg = |t, n| {
            anmodning(
                "GET",
                &format!("{STI}?tilhoerer={}&gyldighed=Aktiv&maximalantalresultater=100", organisation_id(vaelg(t, n))),
                "",
                "",
            )
        };
        let r = last(p.adresse, 4, varighed, 200, soeg);
        linje(
            "search for 100 objects, large authority",
            r.rate,
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; aim p99 < 20 ms", r.p50, r.p99),
        );
        let lille = |t, n| {
            let a = anmodning(
                "GET",
                &format!(
                    "{STI}?tilhoerer={}&gyldighed=Aktiv&maximalantalresultater=100",
                    organisation_id(vaelg(t, n) % (v.objekter / 50).max(100))
                ),
                "",
                "",
            );
            let mut a = String::from_utf8(a).expect("text");
            a.insert_str(a.len() - 2, &format!("x-myndighed-cvr: {LILLE}\r\n"));
            a.into_bytes()
        };
        let l = last(p.adresse, 4, varighed, 200, lille);
        linje(
            "  the same for an authority with 1/50 of the objects",
            l.rate,
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; p99 ratio {:.2}, aim ≤ 1.2", l.p50, l.p99, l.p99 / r.p99),
        );
    }
    if v.med("asof") {
        asof(v, &p, varighed);
    }
    if v.med("createstor") {
        let n = AtomicU64::new(2_000_000_000);
        let r = last(p.adresse, 32, varighed, 201, |_, _| anmodning("POST", STI, JSON, &enhed_json(n.fetch_add(1, Ordering::Relaxed))));
        linje(
            &format!("durable create on {} objects, 32 clients", v.objekter),
            r.rate,
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; aim ≥ 2500 at 10 M index rows", r.p50, r.p99),
        );
    }
    linje("memory after the loads", p.hukommelse(), "MiB", "");
    if let Some(fil) = lager.strip_prefix("sqlite:") {
        let bytes = Path::new(fil).metadata().map_or(0, |m| m.len()) as f64;
        linje("disk for each object", bytes / v.objekter as f64, "bytes", "");
    }
}

/// As-of reads of fresh objects, and of objects overwritten five times and back-filled.
fn asof(v: &Valg, p: &Program, varighed: Duration) {
    let antal = v.objekter.min(2_000);
    let sti = |n: u64| format!("{STI}/{}?registreringstid=2099-01-01&virkningstid=2021-06-01", enhed_id(n % antal));
    let foer = last(p.adresse, 8, varighed, 200, |t, n| anmodning("GET", &sti(n + t as u64), "", ""));
    let mut k = Klient::ny(p.adresse).expect("connect");
    for omgang in 0..6u32 {
        for n in 0..antal {
            // Five changes going forward, and one that fills in the past.
            let fra = if omgang == 5 { 2019 } else { 2021 + omgang };
            let til = if omgang == 5 { "2020-01-01".into() } else { "infinity".to_string() };
            let krop = format!(
                r#"{{"attributter":{{"organisationenhedegenskaber":[{{"brugervendtnoegle":"E{n}","enhedsnavn":"Navn {omgang}","virkning":{{"from":"{fra}-01-01","to":"{til}"}}}}]}}}}"#
            );
            let (s, svar) = k.kald(&anmodning("PATCH", &format!("{STI}/{}", enhed_id(n)), JSON, &krop)).expect("call");
            assert_eq!(s, 200, "{}", String::from_utf8_lossy(svar));
        }
    }
    let efter = last(p.adresse, 8, varighed, 200, |t, n| anmodning("GET", &sti(n + t as u64), "", ""));
    linje("as-of read, fresh objects", foer.rate, "/s", &format!("p99 {:.2} ms", foer.p99));
    linje(
        "as-of read after 5 overwrites and a back-fill",
        efter.rate,
        "/s",
        &format!("p99 {:.2} ms; {:.2} × the time of fresh, aim ≤ 2", efter.p99, foer.rate / efter.rate),
    );
}

/// Fills the store through the engine.
fn fyld(v: &Valg, lager: &str) {
    let kerne = tokio::runtime::Runtime::new().expect("runtime");
    let start = Instant::now();
    kerne.block_on(async {
        let s =
            samspil::opstilling::aabn(&Lagervalg { data: "ubrugt".into(), lager: Some(lager.into()) }, samspil::lagersted::Mangler::Lav)
                .await
                .expect("store");
        let nu = Tidspunkt::fra_xs("2026-01-01T00:00:00Z").expect("time");
        for (myndighed, antal) in [(Cvr::KORSBAEK, v.objekter), (Cvr::fra_tal(LILLE).expect("cvr"), (v.objekter / 50).max(100))] {
            let k = kald(myndighed, nu);
            let mut n = 0;
            while n < antal {
                let til = (n + 2_000).min(antal);
                for r in s.register.udfoer_flere(&k, (n..til).map(enhed).collect()).await {
                    r.expect("create");
                }
                n = til;
            }
        }
        s.register.lager().luk().await;
    });
    let antal = v.objekter + (v.objekter / 50).max(100);
    linje(&format!("load of {antal} objects through the engine"), antal as f64 / start.elapsed().as_secs_f64(), "/s", "");
}

/// A municipality of 10,000 units and 20,000 employees, read whole by SOAP.
fn hierarki(lager: &str, mappe: &Path) {
    let s = std::process::Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args(["generer", "--log", "warn", "--enheder", "10000", "--ansatte", "20000", "--lager", lager])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .expect("generer");
    assert!(s.success());
    let p = Program::start(mappe, lager);
    let mut k = Klient::ny(p.adresse).expect("connect");
    let (mut foerste, mut enheder, mut bytes, start) = (0, 0, 0, Instant::now());
    let mut foerste_side = 0.0;
    loop {
        let krop = format!(
            r#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><FremsoegObjekthierarkiInput xmlns="http://stoettesystemerne.dk/organisation/organisationsystem/6/" xmlns:sd="urn:oio:sagdok:3.0.0"><sd:FoersteResultatReference>{foerste}</sd:FoersteResultatReference><sd:MaksimalAntalKvantitet>500</sd:MaksimalAntalKvantitet></FremsoegObjekthierarkiInput></s:Body></s:Envelope>"#
        );
        let t0 = Instant::now();
        let (s, svar) = k.kald(&anmodning("POST", "/organisation/organisationsystem/6", "application/soap+xml", &krop)).expect("call");
        let svar = String::from_utf8_lossy(svar);
        assert!(s == 200 && svar.contains("StatusKode>20<"), "{s} {}", svar.chars().take(500).collect::<String>());
        if foerste == 0 {
            foerste_side = t0.elapsed().as_secs_f64() * 1000.0;
        }
        let antal = svar.matches("UnderOrganisation").count()
            + svar.matches("<FiltreretOejebliksbillede").count()
            + svar.matches(":FiltreretOejebliksbillede>").count() / 2;
        enheder += antal;
        bytes += svar.len();
        if antal < 500 {
            break;
        }
        foerste += 500;
    }
    let t = start.elapsed().as_secs_f64();
    linje("hierarchy: first page of 500 by SOAP", foerste_side, "ms", "");
    linje(
        "hierarchy: everything by SOAP, pages of 500",
        t * 1000.0,
        "ms",
        &format!("{enheder} objects, {:.0} objects/s, {:.1} MB", enheder as f64 / t, bytes as f64 / 1e6),
    );
}
