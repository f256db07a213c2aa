//! From the commit of a change to its arrival at a subscriber by webhook, and how fast a backlog drains.
use super::data::enhed_json;
use super::klient::{Klient, anmodning};
use super::program::Program;
use super::{JSON, STI, linje};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Between changes, so that what is measured is the way and no queue.
const PAUSE: Duration = Duration::from_millis(10);
/// Changes that wait for a receiver that was away.
const EFTERSLAEB: usize = 5_000;

type Ankomst = Arc<Mutex<HashMap<String, Instant>>>;

/// Takes every webhook, and notes when the object that it is about came first.
fn modtag(s: TcpStream, set: &Ankomst) -> std::io::Result<()> {
    s.set_nodelay(true)?;
    let mut r = BufReader::new(s);
    let mut linje = String::new();
    loop {
        let mut laengde = 0;
        loop {
            linje.clear();
            if r.read_line(&mut linje)? == 0 {
                return Ok(());
            }
            let l = linje.trim_end().to_ascii_lowercase();
            if l.is_empty() {
                break;
            }
            if let Some(n) = l.strip_prefix("content-length:") {
                laengde = n.trim().parse().unwrap_or(0);
            }
        }
        let mut krop = vec![0; laengde];
        r.read_exact(&mut krop)?;
        let nu = Instant::now();
        let tekst = String::from_utf8_lossy(&krop);
        if let Some(objekt) = tekst.split("\"subject\":\"").nth(1).and_then(|t| t.get(..36)) {
            set.lock().expect("lock").entry(objekt.to_owned()).or_insert(nu);
        }
        r.get_mut().write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}

fn modtager(adresse: Option<SocketAddr>) -> (SocketAddr, Ankomst) {
    let set = Ankomst::default();
    let l = TcpListener::bind(adresse.unwrap_or_else(|| ([127, 0, 0, 1], 0).into())).expect("port");
    let (adresse, til) = (l.local_addr().expect("port"), set.clone());
    std::thread::spawn(move || {
        for s in l.incoming().flatten() {
            let set = til.clone();
            std::thread::spawn(move || modtag(s, &set));
        }
    });
    (adresse, set)
}

fn opret(k: &mut Klient, sti: &str, krop: &str) -> String {
    let (status, svar) = k.kald(&anmodning("POST", sti, JSON, krop)).expect("answer");
    let svar = String::from_utf8_lossy(svar).into_owned();
    assert_eq!(status, 201, "{svar}");
    svar.split('"').nth(3).expect("uuid").to_owned()
}

/// A dueslag that is sent there and gets every change of a unit.
fn dueslag(k: &mut Klient, til: SocketAddr) {
    let virkning = r#""virkning": {"from": "2020-01-01T00:00:00+01:00", "to": "infinity"}"#;
    let mut ny = |slags: &str, egenskaber: &str, relationer: &[(&str, &str)]| {
        let relationer: Vec<String> = relationer.iter().map(|(n, u)| format!(r#""{n}": [{{"uuid": "{u}", {virkning}}}]"#)).collect();
        let krop = format!(
            r#"{{"note": "n", "attributter": {{"{slags}egenskaber": [{{{egenskaber}, {virkning}}}]}}, "tilstande": {{"{slags}gyldighed": [{{"gyldighed": "Aktiv", {virkning}}}]}}, "relationer": {{{}}}}}"#,
            relationer.join(", ")
        );
        opret(k, &format!("/beskedfordeler/{slags}"), &krop)
    };
    let typen = organisation::OBJEKTTYPER.iter().find(|t| t.sti == "organisationenhed").expect("the type");
    let beskedtype = beskedfordeler::fordeler::beskedtype(typen).to_string();
    let egenskaber = format!(r#""navn": "m", "leveringsmaade": "Webhook", "adresse": "http://{til}/hook""#);
    let d = ny("dueslag", &egenskaber, &[("modtagersystem", "ba537e12-8b0c-44b1-9de7-f75803a4e091")]);
    ny("abonnement", r#""navn": "m""#, &[("beskedtype", &beskedtype), ("dueslag", &d)]);
}

/// Both figures.
pub fn maal(mappe: &Path, sekunder: u64) {
    let p = Program::start(&mappe.join("levering"), &format!("sqlite:{}", mappe.join("levering.db").display()));
    let (adresse, set) = modtager(None);
    let mut k = Klient::ny(p.adresse).expect("connection");
    dueslag(&mut k, adresse);
    let mut n = 3_000_000_000;
    let mut skrevet: Vec<(String, Instant)> = Vec::new();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(sekunder) {
        n += 1;
        let uuid = opret(&mut k, STI, &enhed_json(n));
        skrevet.push((uuid, Instant::now()));
        std::thread::sleep(PAUSE);
    }
    let frist = Instant::now() + Duration::from_secs(30);
    while set.lock().expect("lock").len() < skrevet.len() && Instant::now() < frist {
        std::thread::sleep(PAUSE);
    }
    let kom = set.lock().expect("lock").clone();
    let mut ms: Vec<f64> =
        skrevet.iter().filter_map(|(u, t)| Some(kom.get(u)?.saturating_duration_since(*t).as_secs_f64() * 1000.0)).collect();
    assert_eq!(ms.len(), skrevet.len(), "some never came");
    ms.sort_by(f64::total_cmp);
    let fraktil = |f: f64| ms[((ms.len() - 1) as f64 * f) as usize];
    linje(
        "webhook: from the answer of a change to its arrival, p99",
        fraktil(0.99),
        "ms",
        &format!("p50 {:.1} ms, {} changes; aim < 50", fraktil(0.5), ms.len()),
    );
    // A receiver that is away, and comes back.
    let optaget = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("port");
    dueslag(&mut k, optaget);
    for _ in 0..EFTERSLAEB {
        n += 1;
        opret(&mut k, STI, &enhed_json(n));
    }
    let (_, set) = modtager(Some(optaget));
    let antal = || set.lock().expect("lock").len();
    let frist = Instant::now() + Duration::from_secs(1_000);
    while antal() == 0 && Instant::now() < frist {
        std::thread::sleep(Duration::from_millis(1));
    }
    let begyndt = Instant::now();
    while antal() < EFTERSLAEB && Instant::now() < frist {
        std::thread::sleep(Duration::from_millis(1));
    }
    linje(
        "webhook: a backlog of one dueslag drains",
        antal() as f64 / begyndt.elapsed().as_secs_f64(),
        "/s",
        &format!("{EFTERSLAEB} messages, in order, one at a time"),
    );
}
