//! Measurements, run by hand: `cargo test --release -p rest maal -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr)]
use crate::proeve::*;
use axum::extract::Request;
use axum::middleware::Next;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Connections of the load.
const FORBINDELSER: usize = 16;

/// Processor seconds that this process has used, from the kernel; wall time says little on a machine that is shared.
fn cpu_sekunder() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let felter: Vec<f64> = stat.rsplit(") ").next().unwrap_or_default().split(' ').map(|f| f.parse().unwrap_or(0.0)).collect();
    (felter.get(11).unwrap_or(&0.0) + felter.get(12).unwrap_or(&0.0)) / 100.0
}

/// A user with one period, one state and two relations, changed twice.
async fn bruger(o: &Opstilling) -> String {
    let k = json!({
        "attributter": { "brugeregenskaber": [{ "brugervendtnoegle": "anla", "brugernavn": "anla", "virkning": altid() }] },
        "tilstande": { "brugergyldighed": [{ "gyldighed": "Aktiv", "virkning": altid() }] },
        "relationer": {
            "tilhoerer": [{ "uuid": "00000000-0000-4000-8000-000000000001", "virkning": altid() }],
            "tilknyttedepersoner": [{ "urn": "urn:oio:cpr-nr:0101010000", "virkning": altid() }],
        },
    });
    let uuid = o.kald("POST", "/organisation/bruger", &k).await.er(201).uuid();
    for n in 0..2 {
        let ret = json!({ "attributter": { "brugeregenskaber": [{ "brugernavn": format!("anla{n}"), "virkning": virkning(&format!("202{}-01-01", n + 3), "infinity") }] } });
        o.kald("PATCH", &format!("/organisation/bruger/{uuid}"), &ret).await.er(200);
    }
    uuid
}

/// A unit with every relation, ten periods of attributes and state, and three registrations.
async fn objekt(o: &Opstilling) -> String {
    let mut k = krop(typen("OrganisationEnhed"));
    let perioder = |f: &dyn Fn(usize) -> serde_json::Value| json!((0..10).map(f).collect::<Vec<_>>());
    let v = |n: usize| virkning(&format!("20{:02}-01-01", 10 + n), &format!("20{:02}-01-01", 11 + n));
    k["attributter"]["organisationenhedegenskaber"] =
        perioder(&|n| json!({ "brugervendtnoegle": "enhed", "enhedsnavn": format!("Enhed {n}"), "virkning": v(n) }));
    k["tilstande"]["organisationenhedgyldighed"] =
        perioder(&|n| json!({ "gyldighed": if n % 2 == 0 { "Aktiv" } else { "Inaktiv" }, "virkning": v(n) }));
    let uuid = o.kald("POST", "/organisation/organisationenhed", &k).await.er(201).uuid();
    for n in 0..2 {
        o.kald("PATCH", &format!("/organisation/organisationenhed/{uuid}"), &json!({ "note": format!("rettelse {n}"), "tilstande": { "gyldighed": [{ "gyldighed": if n == 0 { "Inaktiv" } else { "Aktiv" }, "virkning": altid() }] } })).await.er(200);
    }
    uuid
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn maal_reads_per_second() {
    let o = Arc::new(Opstilling::ny());
    let uuid = objekt(&o).await;
    let kontekst = o.kontekst(grund::Cvr::KORSBAEK);
    let ruter = o.ruter.clone().layer(axum::middleware::from_fn(move |mut r: Request, n: Next| {
        r.extensions_mut().insert(kontekst.clone());
        n.run(r)
    }));
    let lytter = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = lytter.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(lytter, ruter).await.unwrap() });
    let bruger = format!("/organisation/bruger/{}", bruger(&o).await);
    let enhed = format!("/organisation/organisationenhed/{uuid}");
    let alt = "?virkningfra=-infinity&virkningtil=infinity&registreretfra=-infinity";
    for (hvad, sti) in [
        ("user, now", bruger.clone()),
        ("user, full history", bruger + alt),
        ("large unit, now", enhed.clone()),
        ("large unit, full history", enhed + alt),
    ] {
        let cpu = cpu_sekunder();
        let (antal, bytes) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let slut = Instant::now() + Duration::from_secs(5);
        let opgaver: Vec<_> = (0..FORBINDELSER)
            .map(|_| {
                let (antal, bytes) = (antal.clone(), bytes.clone());
                let kald = format!("GET {sti} HTTP/1.1\r\nhost: x\r\n\r\n");
                tokio::spawn(async move {
                    let mut s = TcpStream::connect(adresse).await.unwrap();
                    s.set_nodelay(true).unwrap();
                    let mut buf = vec![0; 1 << 18];
                    while Instant::now() < slut {
                        s.write_all(kald.as_bytes()).await.unwrap();
                        let mut fyldt = 0;
                        loop {
                            fyldt += s.read(&mut buf[fyldt..]).await.unwrap();
                            if hel(&buf[..fyldt]) {
                                break;
                            }
                        }
                        antal.fetch_add(1, Ordering::Relaxed);
                        bytes.fetch_add(fyldt as u64, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        for op in opgaver {
            op.await.unwrap();
        }
        let n = antal.load(Ordering::Relaxed);
        let cpu = (cpu_sekunder() - cpu).max(0.01);
        eprintln!(
            "{hvad}: {} reads/s, {:.0} per processor second (store, HTTP and client), {} bytes each",
            n / 5,
            n as f64 / cpu,
            bytes.load(Ordering::Relaxed) / n.max(1)
        );
    }
    let valg = register::Laesevalg::ALT;
    let id = register::Objektid { objekttype: typen("OrganisationEnhed"), uuid: uuid.parse().unwrap() };
    let laest = o.tilstand.register.laes(&o.kontekst(grund::Cvr::KORSBAEK), id, valg).await.unwrap().unwrap();
    let cpu = cpu_sekunder();
    let mut bytes = 0;
    for _ in 0..20_000 {
        let mut s = crate::skriv::Jsonskriver::ny(32_768);
        s.objekt(&laest);
        bytes = s.faerdig().len();
    }
    eprintln!(
        "writer alone, large unit with full history: {:.0} per processor second, {bytes} bytes each",
        20_000.0 / (cpu_sekunder() - cpu).max(0.01)
    );
}

/// The answer is whole: as long as its Content-Length says.
fn hel(svar: &[u8]) -> bool {
    let Some(sted) = svar.windows(4).position(|v| v == b"\r\n\r\n") else { return false };
    let hoved = String::from_utf8_lossy(&svar[..sted]).to_ascii_lowercase();
    let laengde: usize = hoved.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap();
    svar.len() >= sted + 4 + laengde
}
