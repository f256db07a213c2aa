//! Two stores open on one file, as when an import runs beside the server: they take turns, and no number is given twice.
use crate::data::*;
use grund::Cvr;
use lager::sqlite::Indstillinger;
use lager::*;
use std::collections::HashSet;

async fn skriv(l: &SqliteLager, nr: u64) {
    l.skriv(opret(noegle(Cvr::KORSBAEK, nr), 10, &["x"])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_writers_share_a_file() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    let a = SqliteLager::aabn(&fil, Indstillinger::default()).unwrap();
    let b = SqliteLager::aabn(&fil, Indstillinger::default()).unwrap();
    // Taking turns, and then at the same time.
    for nr in 0..20 {
        skriv(if nr % 2 == 0 { &a } else { &b }, nr).await;
    }
    let en = async {
        for nr in 100..200 {
            skriv(&a, nr).await
        }
    };
    let to = async {
        for nr in 200..300 {
            skriv(&b, nr).await
        }
    };
    futures::join!(en, to);

    for l in [&a, &b] {
        let oid: HashSet<i64> = l.gennemloeb(0, 1_000).await.unwrap().into_iter().map(|o| o.oid).collect();
        assert_eq!(oid.len(), 220);
        let seq: Vec<i64> = l.haendelser(None, 0, 1_000).await.unwrap().into_iter().map(|h| h.position).collect();
        assert!(seq.len() == 220 && seq.windows(2).all(|p| p[0] < p[1]));
    }
    // The last object goes; its number stays used, also for the other one.
    b.slet_myndighed(Cvr::KORSBAEK).await.unwrap();
    skriv(&a, 1_000).await;
    assert!(a.gennemloeb(0, 10).await.unwrap()[0].oid > 220);
}
