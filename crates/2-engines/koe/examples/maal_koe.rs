//! Measures the embedded message store: `cargo run --release -p koe --example maal_koe [SECONDS] [MESSAGES OF BACKLOG]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods, clippy::indexing_slicing)]
use bytes::Bytes;
use grund::{Tidspunkt, Uuid};
use koe::{Beskedlager, IndlejretKoe, Kendemaerke, Loft, NyBesked};
use lager::sqlite::{Indstillinger, SqliteLager};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const NU: Tidspunkt = Tidspunkt::fra_mikros(1_790_000_000_000_000);

/// About 1 KiB of what an envelope looks like, with two UUIDs and a number of its own.
fn besked(nr: u64) -> Bytes {
    let u = |s: u64| {
        Uuid::from_u128(u128::from(nr.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ s) << 64 | u128::from(nr.wrapping_mul(0xd134_2543_de82_ef95)))
    };
    Bytes::from(format!(
        "<b:Haendelsesbesked xmlns:b=\"urn:oio:besked:kuvert:1.0\" xmlns:sd=\"urn:oio:sagdok:3.0.0\"><b:BeskedId><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator></b:BeskedId>\
         <b:BeskedVersion>1.0</b:BeskedVersion><b:Beskedkuvert><b:Filtreringsdata><b:Beskedtype><sd:UUIDIdentifikator>7654895c-a3f3-4c77-8afd-4c77330f963c</sd:UUIDIdentifikator></b:Beskedtype>\
         <b:ObjektRegistrering><b:ObjektAnsvarligMyndighed><sd:URNIdentifikator>urn:oio:cvr-nr:11111111</sd:URNIdentifikator></b:ObjektAnsvarligMyndighed><b:ObjektId><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator></b:ObjektId>\
         <b:OpgaveEmne><sd:URNIdentifikator>urn:oio:kle:32.{:02}.01</sd:URNIdentifikator></b:OpgaveEmne></b:ObjektRegistrering></b:Filtreringsdata><b:Leveranceinformation/></b:Beskedkuvert>\
         <b:Beskeddata><t:x xmlns:t=\"urn:kombit:test\">message number {nr}</t:x></b:Beskeddata></b:Haendelsesbesked>",
        u(1),
        u(2),
        nr % 100
    ))
}

fn ny(nr: u64, dueslag: &[Uuid], noegle: bool) -> NyBesked {
    let n = (u128::from(nr.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 64 | u128::from(nr.wrapping_mul(0xd134_2543_de82_ef95))).to_be_bytes();
    let modtagere = dueslag.iter().map(|d| (*d, Uuid::from_u128(d.as_u128() + 1))).collect();
    NyBesked { noegle: noegle.then_some(Kendemaerke { noegle: n, indhold: n }), modtaget: NU, udloeb: None, krop: besked(nr), modtagere }
}

fn rss() -> u64 {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines().find(|l| l.starts_with("VmRSS")).and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0) / 1024
}

fn peak() -> u64 {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines().find(|l| l.starts_with("VmHWM")).and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0) / 1024
}

async fn udgiv(koe: &Arc<IndlejretKoe>, dueslag: &[Uuid], udgivere: u64, vindue: usize, sekunder: u64, taeller: &Arc<AtomicU64>) -> f64 {
    let stop = Arc::new(AtomicBool::new(false));
    let start = Instant::now();
    let antal = Arc::new(AtomicU64::new(0));
    let opgaver: Vec<_> = (0..udgivere * vindue as u64)
        .map(|_| {
            let (koe, d, stop, antal, taeller) =
                (Arc::clone(koe), dueslag.to_vec(), Arc::clone(&stop), Arc::clone(&antal), Arc::clone(taeller));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let nr = taeller.fetch_add(1, Ordering::Relaxed);
                    koe.laeg(vec![ny(nr, &d, true)], None).await.unwrap();
                    antal.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(sekunder)).await;
    stop.store(true, Ordering::Relaxed);
    for o in opgaver {
        o.await.unwrap();
    }
    antal.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

fn raa_sync(sti: &std::path::Path) -> f64 {
    use std::io::Write;
    let mut f = std::fs::File::create(sti.join("raa")).unwrap();
    let data = vec![7u8; 4096];
    let start = Instant::now();
    let mut n = 0;
    while start.elapsed() < Duration::from_secs(2) {
        f.write_all(&data).unwrap();
        f.sync_data().unwrap();
        n += 1;
    }
    f64::from(n) / start.elapsed().as_secs_f64()
}

fn main() {
    let arg = |n: usize, s: u64| std::env::args().nth(n).and_then(|a| a.parse().ok()).unwrap_or(s);
    let (sekunder, pukkel) = (arg(1, 5), arg(2, 1_000_000));
    let rt = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    rt.block_on(async {
        let mappe = tempfile::tempdir_in(std::env::var("MAAL_MAPPE").unwrap_or_else(|_| ".".into())).unwrap();
        println!("raw: 4 KiB write + fdatasync {:.0}/s; a message is {} bytes", raa_sync(mappe.path()), besked(1).len());
        let sti = mappe.path().join("koe.db");
        let lager = Arc::new(SqliteLager::aabn(&sti, Indstillinger::default()).unwrap());
        let koe = Arc::new(IndlejretKoe::aabn(lager.clone(), Uuid::from_u128(1)).await.unwrap());
        let taeller = Arc::new(AtomicU64::new(0));
        for (navn, n) in [("1 dueslag", 1u128), ("10 dueslag", 10)] {
            let d: Vec<Uuid> = (0..n).map(|i| Uuid::from_u128(0x1000 * n + i)).collect();
            for (udgivere, vindue) in [(1, 1), (4, 1), (4, 64), (4, 256)] {
                let fart = udgiv(&koe, &d, udgivere, vindue, sekunder, &taeller).await;
                println!("{navn}: {udgivere} publishers with {vindue} in flight each: {fart:.0} messages/s");
            }
            for u in &d {
                let start = Instant::now();
                let (mut fra, mut laest) = (1, 0u64);
                loop {
                    let b = koe.laes(*u, fra, Loft { antal: 200, bytes: 1 << 20 }).await.unwrap();
                    let Some(sidste) = b.last() else { break };
                    let numre = (b[0].nummer, sidste.nummer);
                    fra = sidste.nummer + 1;
                    laest += b.len() as u64;
                    koe.kvitter(*u, vec![numre]).await.unwrap();
                }
                if *u == d[0] {
                    println!(
                        "{navn}: read and acknowledged by 200: {:.0} messages/s of {laest}",
                        laest as f64 / start.elapsed().as_secs_f64()
                    );
                }
            }
        }
        println!("empty: {} MB resident, {} MB at most, file {} MB", rss(), peak(), std::fs::metadata(&sti).unwrap().len() >> 20);
        let d = [Uuid::from_u128(77)];
        let start = Instant::now();
        let mut nr = 0;
        while nr < pukkel {
            let bid: Vec<_> = (0..1_000)
                .map(|_| {
                    nr += 1;
                    ny(taeller.fetch_add(1, Ordering::Relaxed), &d, false)
                })
                .collect();
            koe.laeg(bid, None).await.unwrap();
        }
        println!(
            "backlog of {pukkel} in batches of 1,000: {:.0} messages/s; {} MB resident, {} MB at most",
            pukkel as f64 / start.elapsed().as_secs_f64(),
            rss(),
            peak()
        );
        koe.luk().await;
        drop(koe);
        let start = Instant::now();
        let koe = IndlejretKoe::aabn(lager.clone(), Uuid::from_u128(2)).await.unwrap();
        println!("opened with it in {:?}; {} MB resident, {} MB at most", start.elapsed(), rss(), peak());
        let start = Instant::now();
        println!("emptied {} in {:?}", koe.toem(d[0]).await.unwrap(), start.elapsed());
    });
}
