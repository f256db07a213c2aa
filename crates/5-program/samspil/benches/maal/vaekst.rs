//! How cost grows with the number of objects: the same things are done on stores of several sizes, and a table shows each size against the smallest.
//!
//! It runs in parts: a store that is loaded stays in its folder and is not loaded again, a load that was broken off goes on, and the table shows
//! every size that was measured in that folder.
use super::Valg;
use super::indeks::{self, samspil};
use super::maalinger::{Tal, maal_en};
use grund::Uuid;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Cases that are asked for, spread evenly over the store.
pub const UDVALG: usize = 2_000;
/// Objects of one piece of a load: about a gigabyte.
const PR_BID: usize = 250_000;
/// The day of the municipality: the same in every run.
const DAG: &str = "2026-11-01";

/// What is done in this run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trin {
    Alt,
    Fyld,
    Maal,
}

/// What is asked for.
#[derive(Default, Serialize, Deserialize)]
pub struct Udvalg {
    pub objekter: u64,
    /// Of the bulk load.
    pub sekunder: f64,
    /// Cases so far.
    set: usize,
    pub sager: Vec<Uuid>,
    pub borgere: Vec<String>,
    pub enheder: BTreeSet<Uuid>,
    pub grupper: BTreeSet<String>,
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
