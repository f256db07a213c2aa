//! Sudden death: what was acknowledged is there, whole, and nothing else is wrong.
use crate::program::{MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, element, enhed, konvolut, lister};
use lager::proeve::ProevePostgres;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const KLIENTER: u32 = 8;
const RUNDER: u32 = 3;

/// Half of the clients create by REST, half by SOAP, until the program dies; gives what was acknowledged.
pub fn skriv_til_det_doer(p: &mut Program, runde: u32, efter: Duration) -> Vec<(String, String)> {
    let (kvitteret, slut, antal) = (Mutex::new(Vec::new()), AtomicBool::new(false), AtomicU32::new(0));
    let adresse = p.adresse.clone();
    std::thread::scope(|s| {
        for k in 0..KLIENTER {
            let (kvitteret, slut, antal, adresse) = (&kvitteret, &slut, &antal, &adresse);
            s.spawn(move || {
                while !slut.load(Ordering::Relaxed) {
                    let navn = format!("r{runde} k{k} n{}", antal.fetch_add(1, Ordering::Relaxed));
                    let svar = if k % 2 == 0 {
                        crate::program::kald(
                            "POST",
                            &format!("{adresse}{ENHED}"),
                            &[("content-type", "application/json")],
                            enhed(&navn, &navn).to_string().as_bytes(),
                        )
                    } else {
                        crate::program::kald(
                            "POST",
                            &format!("{adresse}{ENHED}/6"),
                            &[("content-type", "application/soap+xml")],
                            konvolut("OpretInput", &lister(&navn, &navn)).as_bytes(),
                        )
                    };
                    let Ok(svar) = svar else { return };
                    let uuid =
                        if k % 2 == 0 { svar.json()["uuid"].as_str().map(str::to_owned) } else { element(&svar.krop, "UUIDIdentifikator") };
                    kvitteret.lock().unwrap().push((uuid.unwrap_or_else(|| panic!("{svar:?}")), navn));
                }
            });
        }
        std::thread::sleep(efter);
        vent_paa(&kvitteret, 9);
        p.draeb();
        slut.store(true, Ordering::Relaxed);
    });
    kvitteret.into_inner().unwrap()
}

/// Until so many are acknowledged, however busy the machine is: a crash of a program that did nothing shows nothing.
fn vent_paa(kvitteret: &Mutex<Vec<(String, String)>>, antal: usize) {
    let frist = Instant::now() + Duration::from_secs(60);
    while kvitteret.lock().unwrap().len() < antal && Instant::now() < frist {
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub fn er_hele(p: &Program, kvitteret: &[(String, String)]) {
    for stykke in kvitteret.chunks(50) {
        let q: String = stykke.iter().map(|(u, _)| format!("uuid={u}&")).collect();
        let v = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?{}", q.trim_end_matches('&')), &serde_json::Value::Null).json();
        let fundet = v["results"][0].as_array().unwrap();
        for (uuid, navn) in stykke {
            let o = fundet.iter().find(|o| o["id"] == **uuid).unwrap_or_else(|| panic!("{navn} {uuid} was acknowledged and is gone"));
            let r = &o["registreringer"][0];
            assert_eq!(r["attributter"]["organisationenhedegenskaber"][0]["enhedsnavn"], **navn, "{o}");
            assert_eq!(r["tilstande"]["organisationenhedgyldighed"][0]["gyldighed"], "Aktiv", "{o}");
        }
    }
}

pub fn kontroller(argumenter: &[&str]) {
    let ud = samspil(&[&["kontroller"], argumenter].concat()).output().unwrap();
    let tekst = String::from_utf8_lossy(&ud.stdout);
    assert!(ud.status.success() && tekst.contains(": 0 faults"), "{tekst}{}", String::from_utf8_lossy(&ud.stderr));
}

fn runder(data: &Path, lager: &[&str]) {
    let mut alle = Vec::new();
    for runde in 0..RUNDER {
        let mut p = Program::serve(data, lager);
        er_hele(&p, &alle);
        let nye = skriv_til_det_doer(&mut p, runde, Duration::from_millis(700 + 300 * u64::from(runde)));
        assert!(nye.len() > 8, "only {} objects were written before the end", nye.len());
        alle.extend(nye);
        kontroller(&[&["--data", data.to_str().unwrap()], lager].concat());
    }
    let p = Program::serve(data, lager);
    er_hele(&p, &alle);
}

#[test]
fn kill_9_loses_nothing_that_was_acknowledged() {
    let mappe = tempfile::tempdir().unwrap();
    runder(mappe.path(), &[]);
}

#[test]
fn kill_9_loses_nothing_that_was_acknowledged_on_postgresql() {
    let Some((_server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    runder(mappe.path(), &["--lager", &url]);
}

#[test]
fn a_crash_of_postgresql_loses_nothing_that_was_acknowledged_and_the_program_comes_back() {
    let Some((server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &["--lager", &url]);
    let (kvitteret, slut) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    std::thread::scope(|s| {
        for k in 0..KLIENTER {
            let (p, kvitteret, slut) = (&p, &kvitteret, &slut);
            s.spawn(move || {
                for n in 0.. {
                    if slut.load(Ordering::Relaxed) {
                        return;
                    }
                    let navn = format!("pg k{k} n{n}");
                    let svar = p.rest(MYNDIGHED, "POST", ENHED, &enhed(&navn, &navn));
                    match svar.json()["uuid"].as_str() {
                        Some(uuid) => kvitteret.lock().unwrap().push((uuid.to_owned(), navn)),
                        // Refused while the database is away: said as our fault, and nothing is promised.
                        None => assert!(svar.status >= 500, "{svar:?}"),
                    }
                }
            });
        }
        for runde in 0..2 {
            std::thread::sleep(Duration::from_millis(500));
            vent_paa(&kvitteret, 4 * (runde + 1));
            if server.genstart_haardt().is_none() {
                eprintln!("SKIPPED: the PostgreSQL server is not ours to stop");
            }
        }
        std::thread::sleep(Duration::from_millis(500));
        vent_paa(&kvitteret, 9);
        slut.store(true, Ordering::Relaxed);
    });
    assert_eq!(p.json("POST", ENHED, &enhed("efter", "efter")).status, 201, "the program writes again by itself");
    let kvitteret = kvitteret.into_inner().unwrap();
    assert!(kvitteret.len() > 8, "{} objects", kvitteret.len());
    er_hele(&p, &kvitteret);
    kontroller(&["--lager", &url]);
}

/// A PostgreSQL of our own with an empty database, as a URL for `--lager`.
pub fn postgres() -> Option<(ProevePostgres, String)> {
    let Some(server) = ProevePostgres::start() else {
        eprintln!("SKIPPED: no PostgreSQL server programs here");
        return None;
    };
    let db = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(server.ny_database()).unwrap();
    let del = |navn: &str| db.split(' ').filter_map(|d| d.strip_prefix(navn)).next_back().map(str::to_owned);
    let url = match (del("host="), del("dbname="), db.contains("://")) {
        (Some(vaert), Some(navn), false) => format!("postgres://postgres@{}/{navn}", vaert.replace('/', "%2F")),
        _ => db,
    };
    Some((server, url))
}
