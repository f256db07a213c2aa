//! The port's promises.
use crate::data::*;
use grund::Fejlkode;
use grund::Periode;
use lager::*;
use std::sync::Arc;

macro_rules! suite {
    ($($navn:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $navn() {
                super::$navn(std::sync::Arc::new(lager::SqliteLager::midlertidig().unwrap())).await;
            })*
        }
    };
}

suite!(create_read_and_history, expectations_are_checked_before_anything_is_written, search_point_and_interval, events_in_order);

type L = Arc<dyn Lager>;

async fn create_read_and_history(l: L) {
    let n = noegle(A, 1);
    l.skriv(opret(n, 10, &["a", "b"])).await.unwrap();
    l.skriv(en(
        n,
        Forventning::Version(1),
        Skrivehandling::Registrer {
            registreringer: vec![reg(2, 20), reg(3, 30)],
            luk: vec![LukIndeks { noegle: b"a".to_vec(), virkning_fra: t(MIN), til: t(20) }],
            indeks: vec![rk("c", p(5, MAX), p(20, MAX))],
        },
        None,
    ))
    .await
    .unwrap();
    let hent = |v| {
        let l = l.clone();
        async move { l.hent(&[B, A], 7, n.uuid, v).await.unwrap().map(|o| (o.version, o.registreringer.iter().map(|r| (r.nr, r.registreret)).collect::<Vec<_>>())) }
    };
    assert_eq!(hent(Registreringsvalg::Aktuel).await, Some((3, vec![(3, p(30, MAX))])));
    for (tid, nr) in [(10, 1), (19, 1), (20, 2), (29, 2), (30, 3), (1000, 3)] {
        let o = hent(Registreringsvalg::Paa(t(tid))).await.unwrap();
        assert_eq!(o.1.first().map(|r| r.0), Some(nr), "at {tid}");
    }
    assert_eq!(hent(Registreringsvalg::Paa(t(9))).await, Some((3, vec![])));
    assert_eq!(hent(Registreringsvalg::Paa(t(MAX))).await, Some((3, vec![])));
    assert_eq!(hent(Registreringsvalg::Interval(Periode::ALTID)).await, Some((3, vec![(3, p(30, MAX)), (2, p(20, 30)), (1, p(10, 20))])));
    assert_eq!(hent(Registreringsvalg::Interval(p(19, 21))).await, Some((3, vec![(2, p(20, 30)), (1, p(10, 20))])));
    assert_eq!(hent(Registreringsvalg::Interval(p(20, 30))).await, Some((3, vec![(2, p(20, 30))])));
    assert_eq!(hent(Registreringsvalg::Interval(p(20, 20))).await, Some((3, vec![])));
    assert_eq!(hent(Registreringsvalg::Interval(p(1, 10))).await, Some((3, vec![])));
    assert!(l.hent(&[B], 7, n.uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
    assert!(l.hent(&[A], 8, n.uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
    let o = l.hent(&[A], 7, n.uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap();
    assert_eq!(o.registreringer[0].krop, b"krop 3 30");
    let raekker = l.indeksraekker(A, o.oid, &[b"c".to_vec(), b"a".to_vec(), b"b".to_vec(), b"x".to_vec()]).await.unwrap();
    assert_eq!(raekker, vec![rk("a", Periode::ALTID, p(10, 20)), rk("b", Periode::ALTID, p(10, MAX)), rk("c", p(5, MAX), p(20, MAX))]);
}

async fn expectations_are_checked_before_anything_is_written(l: L) {
    l.skriv(opret(noegle(A, 1), 1, &["a"])).await.unwrap();
    let mut s = opret(noegle(A, 2), 2, &["a"]);
    s.objekter.extend(opret(noegle(A, 1), 2, &["a"]).objekter);
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::Samtidig(1))));
    assert!(l.hent(&[A], 7, noegle(A, 2).uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 1);
    assert_eq!(l.haendelser(None, 0, 10).await.unwrap().len(), 1);
    let ret = |v| en(noegle(A, 1), Forventning::Version(v), Skrivehandling::Registrer { registreringer: vec![reg(v + 1, 5)], luk: vec![], indeks: vec![] }, None);
    assert!(matches!(l.skriv(ret(2)).await, Err(Skrivefejl::Samtidig(0))));
    l.skriv(ret(1)).await.unwrap();
    assert!(matches!(l.skriv(ret(1)).await, Err(Skrivefejl::Samtidig(0))));
    let galt = en(noegle(A, 9), Forventning::Ukendt, Skrivehandling::Registrer { registreringer: vec![reg(2, 5)], luk: vec![], indeks: vec![] }, None);
    assert!(matches!(l.skriv(galt).await, Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Intern));
}

async fn search_point_and_interval(l: L) {
    for nr in 1..=20 {
        let lige = if nr % 2 == 0 { "lige" } else { "ulige" };
        l.skriv(opret(noegle(A, nr), nr as i64, &["alle", lige, &format!("nr {nr}")])).await.unwrap();
        l.skriv(opret(noegle(B, 100 + nr), nr as i64, &["alle", lige])).await.unwrap();
    }
    let nu = Periode::punkt(t(1000));
    let find = |s: Soegning| {
        let l = l.clone();
        async move {
            let fund = numre(&l.soeg(&s).await.unwrap());
            assert_eq!(l.antal(&Soegning { spring_over: 0, antal: 0, ..s }).await.unwrap() >= fund.len() as u64, true);
            fund
        }
    };
    assert_eq!(find(soegning(nu, vec![lig("alle"), lig("lige")])).await, (2..=20).step_by(2).collect::<Vec<u64>>());
    assert_eq!(find(soegning(Periode::punkt(t(4)), vec![lig("alle"), lig("lige")])).await, [2, 4]);
    assert_eq!(find(soegning(nu, vec![lig("alle"), begynder("nr 1")])).await, [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    assert_eq!(find(soegning(p(0, 100), vec![lig("ulige"), begynder("nr 1")])).await, [1, 11, 13, 15, 17, 19]);
    let s = Soegning { myndigheder: vec![A, B], spring_over: 3, antal: 4, ..soegning(nu, vec![lig("alle")]) };
    assert_eq!(find(s).await, [102, 3, 103, 4]);
    let s = Soegning { aendret: Some(p(3, 5)), ..soegning(nu, vec![begynder("")]) };
    assert_eq!(find(s).await, [3, 4]);
}

async fn events_in_order(l: L) {
    for nr in 1..=6 {
        let m = if nr % 2 == 0 { A } else { B };
        l.skriv(opret(noegle(m, nr), nr as i64, &[])).await.unwrap();
    }
    let alle = l.haendelser(None, 0, 100).await.unwrap();
    assert_eq!(alle.iter().map(|h| h.noegle.uuid.as_u64_pair().0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert!(alle.windows(2).all(|w| w[0].position < w[1].position));
    let a = l.haendelser(Some(A), alle[1].position, 1).await.unwrap();
    assert_eq!(a, vec![alle[3].clone()]);
}
