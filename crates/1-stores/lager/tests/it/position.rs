//! Epochs of the feed, its edge, and readers that say how far they are.
use crate::data::*;
use crate::loefter::haendelser;
use crate::log::L;
use grund::{Fejlkode, Tidspunkt};
use lager::*;

fn ugyldig(svar: Result<Vec<Haendelse>, grund::Fejl>) -> bool {
    svar.is_err_and(|f| f.kode() == Fejlkode::StroempositionUgyldig)
}

/// So many objects, and their events.
async fn med(l: &L, antal: u64) -> Vec<Haendelse> {
    for nr in 1..=antal {
        let m = if nr % 2 == 0 { A } else { B };
        l.skriv(opret(noegle(m, nr), nr as i64, &[])).await.unwrap();
    }
    haendelser(l, antal as usize).await
}

pub async fn i11_1_15_the_feed_is_pruned_and_a_reader_behind_its_edge_is_told(l: L) {
    let tom = l.stroemstatus().await.unwrap();
    assert_eq!((tom.kant, tom.kant.nr), (tom.spids, 0));
    assert_eq!(l.haendelser(None, tom.spids, 9).await.unwrap(), []);
    let h = med(&l, 10).await;
    assert_eq!(l.stroemstatus().await.unwrap(), Stroemstatus { kant: tom.kant, spids: h[9].position });
    // the fifth stays, for it is of that time; and no more than was asked for go at once
    assert_eq!(l.beskaer_stroem(h[4].tidspunkt, i64::MAX, 3).await.unwrap(), 3);
    assert_eq!(l.beskaer_stroem(h[4].tidspunkt, i64::MAX, 3).await.unwrap(), 1);
    assert_eq!(l.beskaer_stroem(h[4].tidspunkt, i64::MAX, 3).await.unwrap(), 0);
    assert_eq!(l.stroemstatus().await.unwrap(), Stroemstatus { kant: h[3].position, spids: h[9].position });
    for m in [None, Some(A), Some(B)] {
        assert!(ugyldig(l.haendelser(m, h[2].position, 99).await) && ugyldig(l.haendelser(m, tom.spids, 99).await));
        let skal: Vec<Haendelse> = h[4..].iter().filter(|h| m.is_none_or(|m| m == h.noegle.myndighed)).cloned().collect();
        assert_eq!(l.haendelser(m, h[3].position, 99).await.unwrap(), skal, "at the edge nothing is missed");
        assert_eq!(l.haendelser(m, Stroemposition::FORFRA, 99).await.unwrap(), skal);
    }
    let s = l.status().await.unwrap();
    assert_eq!((s.haendelse, s.stroemkant, s.stroem_siden), (h[9].position.nr, h[3].position.nr, Some(h[4].tidspunkt)));
    // never beyond the number; and when all are gone, numbers and times go on
    assert_eq!(l.beskaer_stroem(Tidspunkt::UENDELIG, h[7].position.nr, 99).await.unwrap(), 4);
    assert_eq!(l.beskaer_stroem(Tidspunkt::UENDELIG, i64::MAX, 99).await.unwrap(), 2);
    let vandmaerke = l.vandmaerke().await.unwrap();
    assert!(vandmaerke >= h[9].tidspunkt);
    assert_eq!(l.stroemstatus().await.unwrap(), Stroemstatus { kant: h[9].position, spids: h[9].position });
    assert_eq!(l.status().await.unwrap().haendelse, h[9].position.nr);
    l.skriv(opret(noegle(A, 99), 99, &[])).await.unwrap();
    let ny = haendelser(&l, 1).await;
    assert!(ny[0].position > h[9].position && ny[0].tidspunkt > h[9].tidspunkt);
    assert_eq!(l.haendelser(None, h[9].position, 9).await.unwrap(), ny);
}

pub async fn i11_1_15_a_new_epoch_refuses_every_position_that_was_given(l: L) {
    let h = med(&l, 3).await;
    let foer = l.stroemstatus().await.unwrap();
    l.ny_epoke().await.unwrap();
    let efter = l.stroemstatus().await.unwrap();
    assert!(foer.spids.epoke > 0 && efter.spids.epoke > 0 && foer.spids.epoke != efter.spids.epoke);
    assert_eq!((efter.kant.nr, efter.spids.nr), (foer.kant.nr, foer.spids.nr));
    for p in [foer.kant, foer.spids, h[0].position, Stroemposition { epoke: foer.spids.epoke, nr: i64::MAX }] {
        assert!(ugyldig(l.haendelser(None, p, 9).await), "{p}");
    }
    assert_eq!(l.haendelser(None, efter.kant, 9).await.unwrap().len(), 3);
    assert_eq!(l.haendelser(None, efter.spids, 9).await.unwrap(), []);
}

pub async fn i11_1_15_what_a_reader_has_not_read_is_kept_longer(l: L) {
    let h = med(&l, 6).await;
    let dag = |n: i64| h[5].tidspunkt.plus_mikros(n * 86_400_000_000);
    let laeser = |navn: &str, position| Stroemlaeser { navn: navn.into(), position };
    let skriv = async |r: Raekkeskrivning| l.skriv(Skrivning { raekker: vec![r], ..Skrivning::default() }).await;
    let (foran, bagud) = (laeser("foran", h[4].position), laeser("bagud", h[1].position));
    skriv(foran.raekke(None)).await.unwrap();
    skriv(bagud.raekke(None)).await.unwrap();
    // one of another epoch has to read anew, and holds nothing
    let gammel = laeser("gammel", Stroemposition { epoke: h[0].position.epoke ^ 1, nr: 0 });
    skriv(gammel.raekke(None)).await.unwrap();
    assert_eq!(Stroemlaeser::alle(l.as_ref()).await.unwrap(), [bagud.clone(), foran.clone(), gammel]);
    // it moves only from where it thinks it is
    let videre = laeser("bagud", h[2].position);
    assert!(matches!(skriv(videre.raekke(Some(h[0].position))).await, Err(Skrivefejl::RaekkeAndet(0))));
    skriv(videre.raekke(Some(h[1].position))).await.unwrap();

    let regel = Stroembevaring { dage: 10, ulaest_dage: 30 };
    assert_eq!(regel.beskaer(l.as_ref(), dag(9)).await.unwrap(), 0);
    assert_eq!(regel.beskaer(l.as_ref(), dag(11)).await.unwrap(), 3, "up to the reader that is behind");
    assert_eq!(l.haendelser(None, videre.position, 9).await.unwrap(), h[3..]);
    skriv(Stroemlaeser::glem("bagud")).await.unwrap();
    assert_eq!(regel.beskaer(l.as_ref(), dag(11)).await.unwrap(), 2, "up to the other");
    assert_eq!(regel.beskaer(l.as_ref(), dag(31)).await.unwrap(), 1, "nobody is waited for longer than that");
    assert!(ugyldig(l.haendelser(None, foran.position, 9).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_15_a_copy_that_is_opened_is_another_epoch_each_time() {
    let mappe = tempfile::tempdir().unwrap();
    let (fra, til) = (mappe.path().join("fra.db"), mappe.path().join("til.db"));
    let aabn = |f: &std::path::Path| SqliteLager::aabn(f, sqlite::Indstillinger::default()).unwrap();
    let epoke = async |l: &SqliteLager| l.stroemstatus().await.unwrap().spids.epoke;
    let l = aabn(&fra);
    l.skriv(opret(noegle(A, 1), 1, &[])).await.unwrap();
    let h = l.haendelser(None, Stroemposition::FORFRA, 9).await.unwrap().pop().unwrap();
    l.sikkerhedskopi(&til).await.unwrap();
    let (en, to) = (mappe.path().join("en.db"), mappe.path().join("to.db"));
    std::fs::copy(&til, &en).unwrap();
    std::fs::copy(&til, &to).unwrap();
    // what the store went on to do is not in the copies
    l.skriv(opret(noegle(A, 2), 2, &[])).await.unwrap();
    let (en_l, to_l) = (aabn(&en), aabn(&to));
    let epoker = [epoke(&l).await, epoke(&en_l).await, epoke(&to_l).await];
    assert!(epoker[0] != epoker[1] && epoker[1] != epoker[2] && epoker[0] != epoker[2], "{epoker:?}");
    for k in [&en_l, &to_l] {
        assert!(ugyldig(k.haendelser(None, h.position, 9).await));
    }
    assert!(l.haendelser(None, h.position, 9).await.is_ok(), "the store itself goes on");
    // once it has been opened it is a store, and keeps its epoch
    en_l.luk().await;
    drop(en_l);
    assert_eq!(epoke(&aabn(&en)).await, epoker[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_15_a_database_that_was_restored_is_another_epoch() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    let aabn = async |url: &str| PostgresLager::aabn(url, postgres::Indstillinger::default()).await.unwrap();
    let l = aabn(&url).await;
    l.skriv(opret(noegle(A, 1), 1, &[])).await.unwrap();
    let epoke = l.stroemstatus().await.unwrap().spids.epoke;
    l.luk().await;
    drop(l);
    let l = aabn(&url).await;
    assert_eq!(l.stroemstatus().await.unwrap().spids.epoke, epoke, "the same database keeps it");
    l.luk().await;
    drop(l);
    let forbind = async |url: &str| {
        let (c, forbindelse) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(forbindelse);
        c
    };
    let navn: String = forbind(&url).await.query_one("SELECT current_database()::text", &[]).await.unwrap().get(0);
    let c = forbind(&url.replace(&navn, "postgres")).await;
    while c.batch_execute(&format!("CREATE DATABASE gendannet_{navn} TEMPLATE {navn}")).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let ny = url.replace(&navn, &format!("gendannet_{navn}"));
    let g = aabn(&ny).await;
    let gendannet = g.stroemstatus().await.unwrap().spids.epoke;
    assert!(gendannet > 0 && gendannet != epoke);
    assert!(ugyldig(g.haendelser(None, Stroemposition { epoke, nr: 0 }, 9).await));
    g.luk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i11_1_6_what_the_feed_has_told_is_not_taken_back_while_others_write_on_the_server() {
    let Some(server) = crate::server() else { return };
    let l = std::sync::Arc::new(crate::postgres(&server).await);
    let url = server.ny_database().await.unwrap();
    let fremmede = futures::future::join_all((0..6).map(async |_| {
        let (c, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(forbindelse);
        c
    }))
    .await;
    for runde in 1..=40 {
        // theirs are older than the event, and end while it is read
        for c in &fremmede {
            c.batch_execute("BEGIN; SELECT pg_current_xact_id()").await.unwrap();
        }
        l.skriv(opret(noegle(A, runde), 1, &[])).await.unwrap();
        let alle = haendelser(&(l.clone() as L), runde as usize).await;
        let laes = async {
            for _ in 0..12 {
                assert_eq!(l.haendelser(None, Stroemposition::FORFRA, 999).await.unwrap().len(), alle.len(), "round {runde}");
                assert_eq!(Some(l.stroemstatus().await.unwrap().spids), alle.last().map(|h| h.position), "round {runde}");
            }
        };
        let slut = async {
            for c in &fremmede {
                c.batch_execute("COMMIT").await.unwrap();
            }
        };
        tokio::join!(laes, slut);
    }
}
