//! How cost grows with the number of objects: the same things are done on stores of several sizes, and a table shows each size against the smallest.
//!
//! It runs in parts: a store that is loaded stays in its folder and is not loaded again, a load that was broken off goes on, and the table shows
//! every size that was measured in that folder.
use super::indeks::{self, begraenset, fremsoeg, laeser, samspil, skabelon};
use super::program::Program;
use super::sikker::SOAP;
use super::{Valg, kald};
use axum::body::Body;
use axum::http::Request;
use futures::StreamExt;
use grund::{Afgraensning, Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{Forespoergsel, Kommando, Laesevalg, Objektid, Register, Side};
use samspil::kommandolinje::Lagervalg;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// Cases that are asked for, spread evenly over the store.
const UDVALG: usize = 2_000;
/// Objects of one piece of a load: about a gigabyte.
const PR_BID: usize = 250_000;
/// The day of the municipality: the same in every run.
const DAG: &str = "2026-11-01";
/// Writers at once.
const SKRIVERE: usize = 32;
/// Objects that "changed since" finds.
const AENDREDE: usize = 100;

/// What is done in this run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trin {
    Alt,
    Fyld,
    Maal,
}

/// What is asked for.
#[derive(Default, Serialize, Deserialize)]
struct Udvalg {
    objekter: u64,
    /// Of the bulk load.
    sekunder: f64,
    /// Cases so far.
    set: usize,
    sager: Vec<Uuid>,
    borgere: Vec<String>,
    enheder: BTreeSet<Uuid>,
    grupper: BTreeSet<String>,
}

/// A measured figure.
#[derive(Clone, Serialize, Deserialize)]
struct Tal {
    navn: String,
    tal: f64,
    enhed: String,
    /// A rate, and not a time or a size.
    rate: bool,
}

pub fn maal(v: &Valg, stoerrelser: &[u64], mappe: &Path) {
    for n in stoerrelser {
        let egen = mappe.join(n.to_string());
        std::fs::create_dir_all(&egen).expect("folder");
        let lager = match &v.lager {
            Some(url) => url.replace("{}", &n.to_string()),
            None => format!("sqlite:{}", egen.join("lager.db").display()),
        };
        if v.trin != Trin::Maal && !egen.join("udvalg.json").exists() {
            fyld(*n, &egen, &lager);
        }
        if v.trin != Trin::Fyld {
            let udvalg: Udvalg = laes(&egen.join("udvalg.json")).unwrap_or_else(|| panic!("{n}: no store, load it first (--trin fyld)"));
            gem(&egen.join("maalt.json"), &maal_en(v, &udvalg, &lager, &egen));
        }
    }
    tabel(stoerrelser, mappe);
}

fn laes<T: for<'d> Deserialize<'d>>(fil: &Path) -> Option<T> {
    serde_json::from_slice(&std::fs::read(fil).ok()?).ok()
}

fn gem<T: Serialize>(fil: &Path, t: &T) {
    std::fs::write(fil, serde_json::to_vec(t).expect("JSON")).expect("file");
}

/// Makes a municipality and loads its index objects, a piece at a time: the generator waits while a piece is loaded, so that only the load is timed,
/// and the disk holds one piece. One that was broken off goes on after the last whole piece, since the same seed and day make the same municipality.
fn fyld(objekter: u64, mappe: &Path, lager: &str) {
    let (tilstand, bid) = (mappe.join("undervejs.json"), mappe.join("bid.jsonl"));
    let sager = (objekter / indeks::PR_SAG).max(100);
    let hver = (sager as usize / UDVALG).max(1);
    let mut ud: Udvalg = laes(&tilstand).unwrap_or_default();
    let mut generator = Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args(["generer", "--til", "-", "--dag", DAG, "--log", "warn"])
        .args(["--borgere", &(sager / 4).max(50).to_string(), "--sager", &sager.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the generator starts");
    let mut linjer = BufReader::with_capacity(1 << 20, generator.stdout.take().expect("stdout")).lines().map(|l| l.expect("line"));
    let hoved = linjer.next().expect("a first line");
    let mut objektlinjer = linjer.filter(|l| l.contains("\"type\":\"")).skip(usize::try_from(ud.objekter).expect("count")).peekable();
    while objektlinjer.peek().is_some() {
        let mut fil = BufWriter::new(File::create(&bid).expect("file"));
        writeln!(fil, "{hoved}").expect("write");
        for l in objektlinjer.by_ref().take(PR_BID) {
            writeln!(fil, "{l}").expect("write");
            ud.tag(&l, hver);
        }
        fil.flush().expect("write");
        let start = Instant::now();
        let data = mappe.join("indlaest");
        samspil(&["importer", "indeks", "--forfra", tekst(&bid), "--data", tekst(&data), "--lager", lager]);
        ud.sekunder += start.elapsed().as_secs_f64();
        gem(&tilstand, &ud);
        println!("{objekter}: {} objects loaded in {:.0} s", ud.objekter, ud.sekunder);
    }
    assert!(generator.wait().is_ok_and(|s| s.success()), "the generator failed");
    std::fs::remove_file(&bid).expect("remove");
    std::fs::rename(&tilstand, mappe.join("udvalg.json")).expect("rename");
}

fn tekst(p: &Path) -> &str {
    p.to_str().expect("path")
}

impl Udvalg {
    /// Counts an object, and takes every so many'th case.
    fn tag(&mut self, linje: &str, hver: usize) {
        self.objekter += 1;
        if !linje.contains("\"type\":\"SagIndeks\"") {
            return;
        }
        self.set += 1;
        if !self.set.is_multiple_of(hver) || self.sager.len() == UDVALG {
            return;
        }
        let v: Value = serde_json::from_str(linje).expect("JSON");
        self.sager.extend(v["uuid"].as_str().and_then(grund::id::laes_uuid));
        let s = indeks::laes_sag(&v);
        self.borgere.extend(s.borgere.into_iter().take(1));
        self.enheder.extend(s.enheder);
        self.grupper.extend(s.grupper);
    }
}

fn maal_en(v: &Valg, udvalg: &Udvalg, lager: &str, mappe: &Path) -> Vec<Tal> {
    let mut ud = Vec::new();
    let mut en = |navn: &str, tal: f64, enhed: &str, rate: bool| {
        println!("{:>12} {navn:<44} {tal:>12.1} {enhed}", udvalg.objekter);
        ud.push(Tal { navn: navn.into(), tal, enhed: enhed.into(), rate });
    };
    en("bulk load", udvalg.objekter as f64 / udvalg.sekunder, "/s", true);
    let bytes = |b: u64| b as f64 / udvalg.objekter as f64;
    if let Some(fil) = lager.strip_prefix("sqlite:") {
        indeks::toem_wal(fil);
        en("disk for each object, all kinds", bytes(std::fs::metadata(fil).expect("store").len()), "bytes", false);
    }
    let p = Program::start(&mappe.join("program"), lager);
    en("start to the first search", p.start.as_secs_f64() * 1e3, "ms", false);
    en("memory when idle", p.hukommelse(), "MiB", false);
    drop(p);
    let kerne = tokio::runtime::Runtime::new().expect("runtime");
    kerne.block_on(async {
        let s =
            samspil::opstilling::aabn(&Lagervalg { data: "ubrugt".into(), lager: Some(lager.into()) }, samspil::lagersted::Mangler::Lav)
                .await
                .expect("store");
        let varighed = Duration::from_secs(v.sekunder);
        if !lager.starts_with("sqlite:") {
            en("disk for each object, all kinds", bytes(s.register.lager().status().await.expect("status").bytes), "bytes", false);
        }
        let fri = laeser(Afgraensning::FRI);
        let snaever = laeser(begraenset(&udvalg.grupper, &udvalg.enheder));
        let t = &sagdokument::objekttyper::SAG;
        let laes = async |i: usize| {
            let id = Objektid { objekttype: t, uuid: udvalg.sager[i % udvalg.sager.len()] };
            assert!(s.register.laes(&fri, id, Laesevalg::AKTUEL).await.expect("read").is_some());
            0
        };
        let (p50, p99, _) = fordeling(varighed, laes).await;
        en("read by id, median", p50, "µs", false);
        en("read by id, p99", p99, "µs", false);
        for (navn, k) in [("everything", &fri), ("40 KLE groups, 25 units", &snaever)] {
            let soeg = async |i: usize| s.register.soeg(k, &om_borger(udvalg, i, k.nu)).await.expect("search").len();
            let (p50, p99, _) = fordeling(varighed, soeg).await;
            en(&format!("search by person, {navn}, median"), p50, "µs", false);
            en(&format!("search by person, {navn}, p99"), p99, "µs", false);
        }
        let tilstand =
            soap::Tilstand { register: Arc::new(s.register.clone()), id: s.ids.clone(), adresse: "http://localhost".into(), adgang: None };
        let router = soap::ruter(tilstand);
        let hele = async |i: usize| {
            let mut a = Request::post(indeks::STI)
                .header("content-type", SOAP)
                .body(Body::from(fremsoeg(&udvalg.borgere[i % udvalg.borgere.len()])))
                .expect("request");
            a.extensions_mut().insert(Kaldekontekst { spor: Default::default(), nu: super::sikker::nu(), ..fri.clone() });
            let svar = router.clone().oneshot(a).await.expect("answer");
            let krop = axum::body::to_bytes(svar.into_body(), usize::MAX).await.expect("body");
            assert!(krop.windows(14).any(|w| w == b"StatusKode>20<"), "{}", String::from_utf8_lossy(&krop[..krop.len().min(600)]));
            krop.len()
        };
        let (p50, p99, bytes) = fordeling(varighed, hele).await;
        en("fremsoeg by person, median", p50 / 1e3, "ms", false);
        en("fremsoeg by person, p99", p99 / 1e3, "ms", false);
        en("fremsoeg by person, bytes an answer", bytes, "bytes", false);

        let skabelon = skabelon(&s.register, super::sikker::nu()).await;
        en("create a case, 32 writers", opret(&s.register, &skabelon, varighed).await, "/s", true);
        // Times of registration are compared in microseconds.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let siden = Periode::ny(super::sikker::nu(), Tidspunkt::UENDELIG);
        for _ in 0..AENDREDE {
            s.register.udfoer(&kald(Cvr::KORSBAEK, super::sikker::nu()), ny(&skabelon)).await.expect("create");
        }
        let alle = |nu| Forespoergsel { aendret: Some(siden), side: Side { foerste: 0, antal: AENDREDE }, ..Forespoergsel::alle(t, nu) };
        let soeg = async |_: usize| {
            let fund = s.register.soeg(&fri, &alle(super::sikker::nu())).await.expect("search").len();
            assert_eq!(fund, AENDREDE);
            fund
        };
        let (p50, _, _) = fordeling(varighed, soeg).await;
        en("changed since: the last 100, median", p50, "µs", false);
        let soeg = async |i: usize| {
            let nu = super::sikker::nu();
            let f = Forespoergsel { aendret: Some(siden), ..om_borger(udvalg, i, nu) };
            s.register.soeg(&fri, &f).await.expect("search").len()
        };
        let (p50, p99, _) = fordeling(varighed, soeg).await;
        en("changed since, of a person, median", p50, "µs", false);
        en("changed since, of a person, p99", p99, "µs", false);
        s.register.lager().luk().await;
    });
    ud
}

fn om_borger(udvalg: &Udvalg, i: usize, nu: Tidspunkt) -> Forespoergsel {
    let reference = Some(UnikId::Urn(udvalg.borgere[i % udvalg.borgere.len()].clone()));
    let kriterium = register::Relationskriterium { nr: sagdokument::numre::PART, reference, ..Default::default() };
    Forespoergsel { relationer: vec![kriterium], ..Forespoergsel::alle(&sagdokument::objekttyper::SAG, nu) }
}

/// One after the other, once around to warm up: median and 99th percentile in µs, and the mean of what `f` gives.
async fn fordeling(varighed: Duration, f: impl AsyncFn(usize) -> usize) -> (f64, f64, f64) {
    for i in 0..UDVALG.min(500) {
        f(i).await;
    }
    let (mut tider, mut sum, slut) = (Vec::new(), 0, Instant::now() + varighed);
    while Instant::now() < slut {
        // Neighbours of the sample lie near each other in the store.
        let i = tider.len().wrapping_mul(7919);
        let start = Instant::now();
        sum += f(i).await;
        tider.push(start.elapsed());
    }
    tider.sort_unstable();
    let ved = |p: f64| tider[((tider.len() as f64 * p) as usize).min(tider.len() - 1)].as_secs_f64() * 1e6;
    (ved(0.5), ved(0.99), sum as f64 / tider.len() as f64)
}

fn ny(skabelon: &Kommando) -> Kommando {
    Kommando { uuid: Uuid::new_v4(), ..skabelon.clone() }
}

async fn opret(register: &Register, skabelon: &Kommando, varighed: Duration) -> f64 {
    let (antal, start) = (AtomicUsize::new(0), Instant::now());
    let en = |_: usize| {
        let antal = &antal;
        async move {
            while start.elapsed() < varighed {
                register.udfoer(&kald(Cvr::KORSBAEK, super::sikker::nu()), ny(skabelon)).await.expect("create");
                antal.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    futures::stream::iter(0..SKRIVERE).map(en).buffer_unordered(SKRIVERE).collect::<Vec<_>>().await;
    antal.into_inner() as f64 / start.elapsed().as_secs_f64()
}

/// Every measured size against the smallest: how many times dearer.
fn tabel(stoerrelser: &[u64], mappe: &Path) {
    let fil = |n: &u64| -> PathBuf { mappe.join(n.to_string()).join("maalt.json") };
    let maalte: Vec<(u64, Vec<Tal>)> = stoerrelser.iter().filter_map(|n| Some((*n, laes(&fil(n))?))).collect();
    let Some((_, mindste)) = maalte.first() else { return };
    print!("\n| |");
    maalte.iter().for_each(|(n, _)| print!(" {n} |"));
    print!("\n|---|");
    maalte.iter().for_each(|_| print!("---:|"));
    println!();
    for m in mindste {
        print!("| {} ({}) |", m.navn, m.enhed);
        for (nr, (_, tal)) in maalte.iter().enumerate() {
            let Some(t) = tal.iter().find(|t| t.navn == m.navn) else {
                print!(" |");
                continue;
            };
            let gange = if m.rate { m.tal / t.tal } else { t.tal / m.tal };
            let cifre = if t.tal < 100.0 { 2 } else { 0 };
            match nr {
                0 => print!(" {:.cifre$} |", t.tal),
                _ => print!(" {:.cifre$} ({gange:.2} ×) |", t.tal),
            }
        }
        println!();
    }
    println!("\naim: every cost ≤ 1.5 × the smallest size's");
}
