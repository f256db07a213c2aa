//! The port's promises.
use crate::data::*;
use crate::emne::*;
use crate::log::*;
use crate::tid::*;
use crate::transaktion::*;
use grund::Fejlkode;
use grund::Periode;
use lager::*;

macro_rules! suite {
    ($($navn:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $navn() {
                super::$navn(std::sync::Arc::new(lager::SqliteLager::midlertidig().unwrap())).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $navn() {
                if let Some(server) = crate::server() {
                    super::$navn(std::sync::Arc::new(crate::postgres(&server).await)).await;
                }
            })*
        }
    };
}

suite!(
    create_read_and_history,
    expectations_are_checked_before_anything_is_written,
    search_point_and_interval,
    events_in_order,
    interval_search_wants_one_common_instant,
    remove_and_rewrite,
    lists_and_walks,
    files,
    an_authority_is_removed_and_numbers_are_not_reused,
    concurrent_writers_of_one_object,
    a_faulty_batch_does_not_hurt_the_others,
    closed_store_refuses,
    many_keys_and_authorities,
    log_rows_are_written_with_their_batch_and_read_in_order,
    seals_are_numbered_without_gaps_and_never_fork,
    retention_empties_rows_and_keeps_their_fingerprints,
    log_positions_become_visible_in_order,
    short_lived_keys,
    issue_11_1_2_the_writer_gives_the_time,
    status_tells_the_newest_event_and_the_oldest_row_without_a_seal,
    issue_11_1_2_old_history_keeps_its_times_but_never_from_the_future,
    issue_11_1_2_a_poll_up_to_the_watermark_misses_nothing,
    issue_11_1_10_the_store_knows_every_row_of_an_object,
    issue_11_1_12_a_unique_key_is_held_once,
    issue_11_1_12_of_many_that_want_a_key_one_gets_it,
    issue_11_3_2_objects_keys_rows_and_log_are_one_commit,
    issue_11_3_3_rows_of_modules,
    a33_without_notification_the_feed_has_the_change_all_the_same,
    a_concern_tells_what_changed_since_a_version,
);

/// All events, once there are so many: PostgreSQL shows an event when every older transaction of the server has ended.
pub async fn haendelser(l: &L, antal: usize) -> Vec<Haendelse> {
    for _ in 0..500 {
        let alle = l.haendelser(None, 0, 100_000).await.unwrap();
        if alle.len() >= antal {
            return alle;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{antal} events did not appear");
}

async fn create_read_and_history(l: L) {
    let n = noegle(A, 1);
    l.skriv(opret(n, 10, &["a", "b"])).await.unwrap();
    l.skriv(en(
        n,
        revision(&*l, n, 0).await,
        registrer(
            vec![reg(2, 20), reg(3, 30)],
            vec![LukIndeks { noegle: b"a".to_vec(), virkning_fra: t(MIN), til: Tid::Givet(t(20)) }],
            vec![nrk("c", p(5, MAX), p(20, MAX))],
        ),
        haendelse(30),
    ))
    .await
    .unwrap();
    let hent = |v| {
        let l = l.clone();
        async move {
            l.hent(&[B, A], 7, n.uuid, v)
                .await
                .unwrap()
                .map(|o| (o.version, o.registreringer.iter().map(|r| (r.nr, r.registreret)).collect::<Vec<_>>()))
        }
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
    let raekker = l.indeksraekker(A, o.oid).await.unwrap();
    assert_eq!(raekker, vec![rk("a", Periode::ALTID, p(10, 20)), rk("b", Periode::ALTID, p(10, MAX)), rk("c", p(5, MAX), p(20, MAX))]);
}

async fn expectations_are_checked_before_anything_is_written(l: L) {
    l.skriv(opret(noegle(A, 1), 1, &["a"])).await.unwrap();
    let mut s = opret(noegle(A, 2), 2, &["a"]);
    s.objekter.extend(opret(noegle(A, 1), 2, &["a"]).objekter);
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::Samtidig(1))));
    assert!(l.hent(&[A], 7, noegle(A, 2).uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 1);
    assert_eq!(haendelser(&l, 1).await.len(), 1);
    let ret = |forventet| en(noegle(A, 1), forventet, registrer(vec![reg(2, 5)], vec![], vec![]), haendelse(5));
    assert!(matches!(l.skriv(ret(revision(&*l, noegle(A, 1), 1).await)).await, Err(Skrivefejl::Samtidig(0))));
    let foer = revision(&*l, noegle(A, 1), 0).await;
    l.skriv(ret(foer)).await.unwrap();
    assert!(matches!(l.skriv(ret(foer)).await, Err(Skrivefejl::Samtidig(0))));
    let intern = async |s: Skrivning| matches!(l.skriv(s).await, Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Intern);
    let nye = |r| en(noegle(A, 9), Forventning::Ukendt, registrer(r, vec![], vec![]), haendelse(5));
    assert!(intern(nye(vec![reg(1, 6), reg(2, 5)])).await, "times must rise");
    let uden = en(noegle(A, 9), Forventning::Ukendt, registrer(vec![reg(1, 6)], vec![], vec![]), None);
    assert!(intern(uden).await, "every change has an event");
    assert!(intern(en(noegle(A, 9), Forventning::Ukendt, Skrivehandling::Fjern, haendelse(1))).await);
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
            assert!(l.antal(&Soegning { spring_over: 0, antal: 0, ..s }).await.unwrap() >= fund.len() as u64);
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
    let alle = haendelser(&l, 6).await;
    assert_eq!(alle.iter().map(|h| h.noegle.uuid.as_u64_pair().0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert!(alle.windows(2).all(|w| w[0].position < w[1].position));
    let a = l.haendelser(Some(A), alle[1].position, 1).await.unwrap();
    assert_eq!(a, vec![alle[3].clone()]);
}

async fn interval_search_wants_one_common_instant(l: L) {
    // 1: "a" until 20, "b" from 20. 2: "a" until 21, "b" from 20. 3: as 2, but in virkning that never meets.
    for (nr, til, virkning) in [(1, 20, Periode::ALTID), (2, 21, Periode::ALTID), (3, 21, p(0, 5))] {
        let indeks = vec![
            nrk("a", virkning, p(10, til)),
            nrk("b", virkning, p(20, MAX)),
            nrk("px", virkning, p(10, til)),
            nrk("py", virkning, p(20, MAX)),
        ];
        let r = registrer(vec![reg(1, 10), reg(2, 20)], vec![], indeks);
        l.skriv(en(noegle(A, nr), Forventning::Ukendt, r, haendelse(1))).await.unwrap();
    }
    let find = |p, k: [Kriterium; 2]| {
        let l = l.clone();
        async move { numre(&l.soeg(&soegning(p, k.to_vec())).await.unwrap()) }
    };
    for k in [[lig("a"), lig("b")], [begynder("px"), begynder("py")], [lig("a"), begynder("py")], [begynder("a"), lig("b")]] {
        assert_eq!(find(Periode::ALTID, k.clone()).await, [2, 3], "{k:?}");
        assert_eq!(find(p(0, 20), k.clone()).await, [0u64; 0]);
        assert_eq!(find(p(20, 21), k.clone()).await, [2, 3]);
        assert_eq!(find(p(21, 30), k.clone()).await, [0u64; 0]);
        let [mut k1, k2] = k;
        k1.virkning = Some(p(5, 6));
        assert_eq!(find(Periode::ALTID, [k1, k2]).await, [2]);
    }
    // A row that was closed when it began was never said.
    let r = registrer(vec![reg(1, 10)], vec![], vec![nrk("c", Periode::ALTID, p(10, 10)), nrk("d", p(7, 7), p(10, MAX))]);
    l.skriv(en(noegle(A, 4), Forventning::Ukendt, r, haendelse(1))).await.unwrap();
    for k in ["c", "d"] {
        assert_eq!(numre(&l.soeg(&soegning(Periode::ALTID, vec![lig(k)])).await.unwrap()), [0u64; 0]);
    }
}

async fn remove_and_rewrite(l: L) {
    let n = noegle(A, 1);
    l.skriv(opret(n, 10, &["a", "b"])).await.unwrap();
    l.skriv(opret(noegle(A, 2), 10, &["a"])).await.unwrap();
    let omskriv =
        Skrivehandling::Omskriv { kroppe: vec![(1, b"x".to_vec())], indeks: vec![rk("c", Periode::ALTID, p(10, MAX))], maerker: vec![] };
    let laest = revision(&*l, n, 0).await;
    l.skriv(en(n, laest, omskriv, haendelse(11))).await.unwrap();
    let aendring = en(n, laest, registrer(vec![reg(2, 12)], vec![], vec![]), haendelse(12));
    assert!(matches!(l.skriv(aendring).await, Err(Skrivefejl::Samtidig(0))), "what was read before the rewriting brings nothing back");
    let o = l.hent(&[A], 7, n.uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap();
    assert_eq!((o.version, o.registreringer[0].krop.as_slice()), (1, &b"x"[..]));
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 2);
    let fund = l.soeg(&soegning(Periode::punkt(t(50)), vec![lig("c")])).await.unwrap();
    assert_eq!(numre(&fund), [1]);
    let fjern = |forventet| en(n, forventet, Skrivehandling::Fjern, haendelse(12));
    assert!(matches!(l.skriv(fjern(laest)).await, Err(Skrivefejl::Samtidig(0))));
    let sidste = revision(&*l, n, 0).await;
    l.skriv(fjern(sidste)).await.unwrap();
    assert!(l.hent(&[A], 7, n.uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
    assert_eq!(l.hent_fund(&fund, Registreringsvalg::Aktuel).await.unwrap(), []);
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 1);
    let h = haendelser(&l, 4).await;
    assert_eq!(h.iter().map(|h| h.nr).collect::<Vec<_>>(), [1, 1, 1, 0]);
    l.skriv(opret(n, 20, &["a"])).await.unwrap();
    let ny = l.hent(&[A], 7, n.uuid, Registreringsvalg::Interval(Periode::ALTID)).await.unwrap().unwrap();
    assert!(ny.oid > o.oid && ny.version == 1 && ny.registreringer.len() == 1);
    let foer = en(n, laest, registrer(vec![reg(2, 30)], vec![], vec![]), haendelse(30));
    assert!(matches!(l.skriv(foer).await, Err(Skrivefejl::Samtidig(0))), "an object of the same name is another one");
}

async fn lists_and_walks(l: L) {
    for nr in 1..=40 {
        l.skriv(opret(noegle(if nr % 2 == 0 { A } else { B }, nr), nr as i64, &["k"])).await.unwrap();
    }
    l.skriv(opret(noegle(B, 2), 99, &["k"])).await.unwrap();
    for antal in [5u64, 40] {
        let uuider: Vec<_> = (1..=antal).rev().chain([77]).map(|n| noegle(A, n).uuid).collect();
        let o = l.hent_flere(&[A, B], 7, &uuider, Registreringsvalg::Aktuel).await.unwrap();
        assert_eq!(o.iter().map(|o| o.noegle.uuid.as_u64_pair().0).collect::<Vec<_>>(), (1..=antal).rev().collect::<Vec<_>>());
        assert!(o.iter().all(|o| o.noegle.myndighed == if o.noegle.uuid.as_u64_pair().0 % 2 == 0 { A } else { B }));
    }
    let s = Soegning { myndigheder: vec![A, B], ..soegning(Periode::punkt(t(1000)), vec![lig("k")]) };
    let mut fund = l.soeg(&s).await.unwrap();
    assert_eq!(fund.len(), 41);
    fund.reverse();
    let o = l.hent_fund(&fund, Registreringsvalg::Paa(t(1000))).await.unwrap();
    assert_eq!(o.iter().map(|o| o.oid).collect::<Vec<_>>(), fund.iter().map(|f| f.oid).collect::<Vec<_>>());
    let (mut set, mut efter) = (Vec::new(), 0);
    loop {
        let side = l.gennemloeb(efter, 7).await.unwrap();
        let Some(sidste) = side.last() else { break };
        efter = sidste.oid;
        set.extend(side);
    }
    assert_eq!(set.len(), 41);
    assert!(set.windows(2).all(|w| w[0].oid < w[1].oid));
    // An authority's own, in order, in batches that do not end together, and without what is removed on the way.
    assert_eq!(l.numre(A, 0, 100).await.unwrap().len(), 20);
    assert_eq!(l.numre(A, 0, 7).await.unwrap(), l.numre(A, 0, 100).await.unwrap()[..7]);
    let (mut gennemloeb, mut egne) = (lager::Gennemloeb::ny(Some(A)), Vec::new());
    loop {
        let bid = gennemloeb.naeste(l.as_ref(), 3).await.unwrap();
        if bid.is_empty() {
            break;
        }
        egne.extend(bid);
    }
    assert_eq!(egne, set.iter().filter(|o| o.noegle.myndighed == A).cloned().collect::<Vec<_>>());
    let andres: Vec<i64> = set.iter().filter(|o| o.noegle.myndighed == B).map(|o| o.oid).collect();
    assert_eq!(l.hele(A, &andres).await.unwrap(), []);
    // The cursor gives the same as the offset.
    let foerste = l.soeg(&Soegning { antal: 10, ..s.clone() }).await.unwrap();
    let naeste = l.soeg(&Soegning { antal: 10, efter_oid: foerste[9].oid, ..s.clone() }).await.unwrap();
    assert_eq!(naeste, l.soeg(&Soegning { antal: 10, spring_over: 10, ..s }).await.unwrap());
    assert!(l.status().await.unwrap().format >= 4);
}

async fn files(l: L) {
    let fil = noegle(A, 5).uuid;
    for nr in 0..3u32 {
        l.gem_filstump(A, fil, nr, vec![nr as u8; 1000]).await.unwrap();
    }
    assert_eq!(l.hent_filstump(A, fil, 2).await.unwrap(), Some(vec![2; 1000]));
    assert_eq!(l.hent_filstump(A, fil, 3).await.unwrap(), None);
    assert_eq!(l.hent_filstump(B, fil, 0).await.unwrap(), None);
    l.slet_fil(A, fil).await.unwrap();
    assert_eq!(l.hent_filstump(A, fil, 0).await.unwrap(), None);
}

async fn an_authority_is_removed_and_numbers_are_not_reused(l: L) {
    for nr in 1..=50 {
        l.skriv(opret(noegle(A, nr), nr as i64, &["k", "m"])).await.unwrap();
    }
    l.skriv(opret(noegle(B, 1), 1, &["k"])).await.unwrap();
    let foer = haendelser(&l, 51).await;
    let oid = l.hent(&[B], 7, noegle(B, 1).uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap().oid;
    l.slet_myndighed(A).await.unwrap();
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 1);
    assert_eq!(l.gennemloeb(0, 100).await.unwrap().len(), 1);
    l.slet_myndighed(B).await.unwrap();
    assert_eq!(l.haendelser(None, 0, 100).await.unwrap(), []);
    l.skriv(opret(noegle(A, 1), 1, &["k"])).await.unwrap();
    assert!(haendelser(&l, 1).await[0].position > foer[50].position);
    assert!(l.hent(&[A], 7, noegle(A, 1).uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap().oid > oid);
}

async fn concurrent_writers_of_one_object(l: L) {
    l.skriv(opret(noegle(A, 1), 1, &["k"])).await.unwrap();
    let opgaver: Vec<_> = (0..8u64)
        .map(|hvem| {
            let l = l.clone();
            tokio::spawn(async move {
                let mut vundet = 0u32;
                while vundet < 5 {
                    let o = l.hent(&[A], 7, noegle(A, 1).uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap();
                    let r = registrer(vec![reg(o.version + 1, i64::from(o.version) + 1)], vec![], vec![]);
                    let mut s = en(noegle(A, 1), Forventning::Revision(o.revision), r, haendelse(1));
                    s.objekter.extend(opret(noegle(B, hvem * 100 + u64::from(vundet)), 1, &["k"]).objekter);
                    match l.skriv(s).await {
                        Ok(_) => vundet += 1,
                        Err(Skrivefejl::Samtidig(0)) => {}
                        Err(f) => panic!("{f:?}"),
                    }
                }
            })
        })
        .collect();
    for o in opgaver {
        o.await.unwrap();
    }
    let o = l.hent(&[A], 7, noegle(A, 1).uuid, Registreringsvalg::Interval(Periode::ALTID)).await.unwrap().unwrap();
    assert_eq!((o.version, o.registreringer.len()), (41, 41));
    let h = haendelser(&l, 81).await;
    let numre: Vec<u32> = h.iter().filter(|h| h.noegle == noegle(A, 1)).map(|h| h.nr).collect();
    assert_eq!(numre, (1..=41).collect::<Vec<u32>>());
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 41);
}

async fn a_faulty_batch_does_not_hurt_the_others(l: L) {
    // Seen only by the database: a batch that meets what another one of the same transaction wrote.
    let skriv = (0..40u64).map(|nr| {
        let l = l.clone();
        async move { l.skriv(opret(noegle(A, nr / 2), 1, &["k"])).await }
    });
    let svar = futures::future::join_all(skriv).await;
    assert_eq!(svar.iter().filter(|s| s.is_ok()).count(), 20);
    assert!(svar.iter().all(|s| matches!(s, Ok(_) | Err(Skrivefejl::Samtidig(0)))));
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 20);
}

async fn closed_store_refuses(l: L) {
    let skriv: Vec<_> = (0..20u64)
        .map(|nr| {
            let l = l.clone();
            tokio::spawn(async move { l.skriv(opret(noegle(A, nr), 1, &["k"])).await })
        })
        .collect();
    l.luk().await;
    for s in skriv {
        assert!(match s.await.unwrap() {
            Ok(_) => true,
            Err(Skrivefejl::Lager(f)) => f.kode() == Fejlkode::Optaget,
            Err(_) => false,
        });
    }
    assert!(matches!(l.skriv(opret(noegle(A, 99), 1, &[])).await, Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Optaget));
    let laest = l.hent(&[A], 7, noegle(A, 1).uuid, Registreringsvalg::Aktuel).await;
    assert_eq!(laest.unwrap_err().kode(), Fejlkode::Optaget);
    assert_eq!(l.soeg(&soegning(Periode::ALTID, vec![lig("k")])).await.unwrap_err().kode(), Fejlkode::Optaget);
    l.luk().await;
}

async fn many_keys_and_authorities(l: L) {
    for nr in 1..=60u64 {
        l.skriv(opret(noegle(if nr % 2 == 0 { A } else { B }, nr), 1, &[&format!("k{nr:02}"), "alle"])).await.unwrap();
    }
    let mange = Kriterium {
        noegler: (1..=60).map(|n| Noeglevalg::Lig(format!("k{n:02}").into_bytes())).collect(),
        virkning: None,
        fortaeller: Fortaeller::Intet,
    };
    let myndigheder: Vec<_> = (0..30).filter_map(|n| grund::Cvr::fra_tal(20_000_000 + n)).chain([A, B]).collect();
    let s = Soegning { myndigheder, spring_over: 5, antal: 10, ..soegning(Periode::punkt(t(5)), vec![mange.clone()]) };
    assert_eq!(numre(&l.soeg(&s).await.unwrap()), (6..=15).collect::<Vec<_>>());
    assert_eq!(l.antal(&s).await.unwrap(), 60);
    // As many criteria as the limit allows, each at an instant that all share.
    let kriterier = vec![lig("alle"); grund::graenser::SOEGEKRITERIER - 1].into_iter().chain([mange]).collect();
    let s = Soegning { myndigheder: vec![A, B], ..soegning(Periode::ALTID, kriterier) };
    assert_eq!(l.soeg(&s).await.unwrap().len(), 60);
}
