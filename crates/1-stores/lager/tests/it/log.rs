//! The log's and the short-lived keys' part of the port's promises.
use crate::data::*;
use grund::{Fejlkode, Periode, Uuid};
use lager::*;
use std::sync::Arc;

pub type L = Arc<dyn Lager>;

pub fn post(nr: u64, myndighed: Option<grund::Cvr>, tid: i64) -> NyLogpost {
    NyLogpost {
        myndighed,
        tidspunkt: t(tid),
        kald_id: Uuid::from_u64_pair(9, nr),
        noegle: nr.is_multiple_of(2).then(|| nr.to_be_bytes().to_vec()),
        personer: vec![vec![1, (nr % 3) as u8], vec![2]],
        data: format!("indgang {nr}").into_bytes(),
    }
}

fn kun_log(log: Vec<NyLogpost>) -> Skrivning {
    Skrivning { log, ..Skrivning::default() }
}

/// All rows, once there are so many (see `haendelser` in `loefter`).
async fn rows(l: &L, antal: usize) -> Vec<Logpost> {
    for _ in 0..500 {
        let alle = l.logposter(Logvalg::Alle, Periode::ALTID, 0, 100_000).await.unwrap();
        if alle.len() >= antal {
            return alle;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{antal} log rows did not appear");
}

fn numre(p: &[Logpost]) -> Vec<u64> {
    p.iter().map(|p| p.kald_id.as_u64_pair().1).collect()
}

pub async fn status_tells_the_newest_event_and_the_oldest_row_without_a_seal(l: L) {
    let s = l.status().await.unwrap();
    assert_eq!((s.haendelse, s.uforseglet_siden), (0, None));
    l.skriv(Skrivning { log: vec![post(1, Some(A), 50)], ..opret(noegle(A, 1), 1, &["k"]) }).await.unwrap();
    l.skriv(kun_log(vec![post(2, Some(A), 40)])).await.unwrap();
    let (alle, h) = (rows(&l, 2).await, crate::loefter::haendelser(&l, 1).await);
    let s = l.status().await.unwrap();
    assert_eq!((s.haendelse, s.uforseglet_siden), (h[0].position, Some(t(50))));
    let segl = LagretSegl { nr: 1, til_position: alle[0].position, antal: 1, hash: [1; 32], tidspunkt: t(60) };
    l.gem_segl(&segl).await.unwrap();
    assert_eq!(l.status().await.unwrap().uforseglet_siden, Some(t(40)));
    l.gem_segl(&LagretSegl { nr: 2, til_position: alle[1].position, ..segl }).await.unwrap();
    assert_eq!(l.status().await.unwrap().uforseglet_siden, None);
}

pub async fn log_rows_are_written_with_their_batch_and_read_in_order(l: L) {
    let mut s = opret(noegle(A, 1), 1, &["k"]);
    s.log = vec![post(1, Some(A), 50)];
    l.skriv(s.clone()).await.unwrap();
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::Samtidig(0))), "a refused batch");
    l.skriv(kun_log(vec![post(2, Some(B), 40), post(3, None, 30)])).await.unwrap();
    l.skriv(kun_log(vec![post(4, Some(A), 40)])).await.unwrap();
    l.skriv(kun_log(vec![post(5, Some(A), 50)])).await.unwrap();
    let alle = rows(&l, 5).await;
    assert_eq!(numre(&alle), [1, 2, 3, 4, 5]);
    assert!(alle[0].position > 0 && alle.windows(2).all(|p| p[0].position < p[1].position));
    for p in &alle {
        let nr = p.kald_id.as_u64_pair().1;
        let ny = post(nr, p.myndighed, 0);
        assert_eq!((p.data.as_deref(), p.dataaftryk), (Some(ny.data.as_slice()), None));
        assert_eq!(p.aftryk, log_aftryk(p.myndighed, p.tidspunkt, ny.kald_id, sha256(&ny.data)));
        assert_eq!(p.beregnet_aftryk(), Some(p.aftryk));
    }
    assert_eq!((alle[2].myndighed, alle[1].tidspunkt), (None, t(40)));
    // Positions for all, time for one authority; the position is the cursor in both.
    let hent = |valg, p, efter, antal| {
        let l = l.clone();
        async move { l.logposter(valg, p, efter, antal).await.unwrap() }
    };
    assert_eq!(numre(&hent(Logvalg::Alle, p(35, 50), 0, 9).await), [2, 4]);
    assert_eq!(numre(&hent(Logvalg::Alle, Periode::ALTID, alle[1].position, 2).await), [3, 4]);
    let a = Logvalg::Myndighed(Some(A));
    assert_eq!(numre(&hent(a, Periode::ALTID, 0, 9).await), [4, 1, 5]);
    assert_eq!(numre(&hent(a, p(50, 51), 0, 9).await), [1, 5]);
    let (mut efter, mut set) = (0, Vec::new());
    while let Some(p) = hent(a, p(40, 51), efter, 1).await.pop() {
        efter = p.position;
        set.push(p);
    }
    assert_eq!(numre(&set), [4, 1, 5]);
    assert_eq!(numre(&hent(a, p(50, 51), alle[3].position, 9).await), [1, 5], "a cursor from before the period");
    assert_eq!(numre(&hent(Logvalg::Myndighed(None), Periode::ALTID, 0, 9).await), [3]);
    // Look-up keys.
    assert_eq!(numre(&l.log_for_noegle(&4u64.to_be_bytes()).await.unwrap()), [4]);
    assert_eq!(l.log_for_noegle(&5u64.to_be_bytes()).await.unwrap(), []);
    assert_eq!(l.log_for_noegle(&[2]).await.unwrap(), [], "a person's key is another kind");
    assert_eq!(numre(&l.log_for_person(&[2], 0, 3).await.unwrap()), [1, 2, 3]);
    assert_eq!(numre(&l.log_for_person(&[2], alle[2].position, 3).await.unwrap()), [4, 5]);
    assert_eq!(numre(&l.log_for_person(&[1, 1], 0, 9).await.unwrap()), [1, 4]);
    // The log outlives its authority's objects; what is not a log row is counted as before.
    l.slet_myndighed(A).await.unwrap();
    assert_eq!(rows(&l, 5).await, alle);
    assert_eq!((l.antal_indeksraekker().await.unwrap(), l.gennemloeb(0, 9).await.unwrap().len()), (0, 0));
    let stor = NyLogpost { data: vec![0; grund::graenser::LOGPOST_BYTES + 1], ..post(6, None, 1) };
    assert!(matches!(l.skriv(kun_log(vec![stor])).await, Err(Skrivefejl::Lager(_))));
}

fn segl(nr: i64, til_position: i64) -> LagretSegl {
    LagretSegl { nr, til_position, antal: 7, hash: [nr as u8; 32], tidspunkt: t(nr) }
}

pub async fn seals_are_numbered_without_gaps_and_never_fork(l: L) {
    assert_eq!(l.sidste_segl().await.unwrap(), None);
    assert!(matches!(l.gem_segl(&segl(2, 5)).await, Err(Skrivefejl::Samtidig(0))));
    for nr in 1..=3 {
        l.gem_segl(&segl(nr, nr * 10)).await.unwrap();
        assert!(matches!(l.gem_segl(&segl(nr, nr * 10 + 1)).await, Err(Skrivefejl::Samtidig(0))));
    }
    assert_eq!(l.sidste_segl().await.unwrap(), Some(segl(3, 30)));
    assert_eq!(l.segl(1, 1).await.unwrap(), [segl(2, 20)]);
    let svar = futures::future::join_all((0..16).map(|n| {
        let l = l.clone();
        async move { l.gem_segl(&segl(4, 100 + n)).await }
    }))
    .await;
    assert_eq!(svar.iter().filter(|s| s.is_ok()).count(), 1);
    assert!(svar.iter().all(|s| matches!(s, Ok(()) | Err(Skrivefejl::Samtidig(0)))));
    assert_eq!(l.segl(0, 100).await.unwrap().len(), 4);
}

pub async fn retention_empties_rows_and_keeps_their_fingerprints(l: L) {
    for nr in 1..=6 {
        l.skriv(kun_log(vec![post(nr, if nr == 3 { Some(B) } else { Some(A) }, nr as i64)])).await.unwrap();
    }
    let foer = rows(&l, 6).await;
    assert_eq!(l.beskaer_log(Some(A), t(5), foer[3].position).await.unwrap(), 3, "1, 2 and 4");
    assert_eq!(l.beskaer_log(Some(A), t(5), foer[3].position).await.unwrap(), 0);
    assert_eq!(l.beskaer_log(None, t(5), MAX).await.unwrap(), 0);
    assert_eq!(l.log_myndigheder().await.unwrap(), [Some(A), Some(B)]);
    let efter = rows(&l, 6).await;
    for (f, e) in foer.iter().zip(&efter) {
        let toemt = [1, 2, 4].contains(&f.kald_id.as_u64_pair().1);
        assert_eq!(e.data.is_none(), toemt);
        assert_eq!((e.beregnet_aftryk(), e.aftryk, e.position), (Some(f.aftryk), f.aftryk, f.position));
    }
    assert_eq!(l.log_for_noegle(&4u64.to_be_bytes()).await.unwrap(), []);
    assert_eq!(numre(&l.log_for_person(&[2], 0, 9).await.unwrap()), [3, 5, 6]);
    assert_eq!(numre(&l.logposter(Logvalg::Myndighed(Some(A)), Periode::ALTID, 0, 9).await.unwrap()), [5, 6]);
    l.skriv(kun_log((100..1_200).map(|n| post(n, Some(B), 1)).collect())).await.unwrap();
    rows(&l, 1_106).await;
    assert_eq!(l.beskaer_log(Some(B), t(2), MAX).await.unwrap(), 1_000);
    assert_eq!(l.beskaer_log(Some(B), t(2), MAX).await.unwrap(), 100);
}

pub async fn log_positions_become_visible_in_order(l: L) {
    let skrivere: Vec<_> = (0..16u64)
        .map(|hvem| {
            let l = l.clone();
            tokio::spawn(async move {
                for nr in 0..40 {
                    let mut s = if nr % 4 == 0 { opret(noegle(A, hvem * 1_000 + nr), 1, &["k"]) } else { Skrivning::default() };
                    s.log = vec![post(hvem * 1_000 + nr, Some(A), 1); 1 + (nr % 3) as usize];
                    l.skriv(s).await.unwrap();
                }
            })
        })
        .collect();
    // A reader that keeps its position meets every row once.
    let (mut efter, mut set) = (0, 0);
    let ialt: usize = 16 * (0..40).map(|nr| 1 + nr % 3).sum::<usize>();
    for _ in 0..5_000 {
        let side = l.logposter(Logvalg::Alle, Periode::ALTID, efter, 50).await.unwrap();
        assert!(side.windows(2).all(|p| p[0].position < p[1].position));
        set += side.len();
        match side.last() {
            Some(p) => efter = p.position,
            None if set == ialt => break,
            None => tokio::time::sleep(std::time::Duration::from_millis(2)).await,
        }
    }
    for s in skrivere {
        s.await.unwrap();
    }
    assert_eq!(set, ialt);
    assert_eq!(rows(&l, ialt).await.len(), ialt);
}

pub async fn short_lived_keys(l: L) {
    let gem = |n: &'static [u8], udloeb, data: &'static [u8], nu| {
        let l = l.clone();
        async move { l.gem_flygtig(n.to_vec(), t(udloeb), data.to_vec(), t(nu)).await.unwrap() }
    };
    assert!(gem(b"a", 10, b"1", 1).await);
    assert!(!gem(b"a", 20, b"2", 9).await);
    assert_eq!(l.hent_flygtig(b"a", t(9)).await.unwrap(), Some(b"1".to_vec()));
    assert_eq!(l.hent_flygtig(b"a", t(10)).await.unwrap(), None);
    assert_eq!(l.hent_flygtig(b"b", t(1)).await.unwrap(), None);
    assert!(gem(b"a", 20, b"3", 10).await, "it had expired");
    assert_eq!(l.hent_flygtig(b"a", t(10)).await.unwrap(), Some(b"3".to_vec()));
    l.slet_flygtig(b"a").await.unwrap();
    assert!(gem(b"a", 20, b"4", 10).await);
    // Of many at the same time one wins, for each key.
    let svar = futures::future::join_all((0..200u64).map(|nr| {
        let l = l.clone();
        tokio::spawn(async move { (nr % 20, l.gem_flygtig(vec![7, (nr % 20) as u8], t(30), vec![nr as u8], t(11)).await.unwrap()) })
    }))
    .await;
    let mut vandt: Vec<u64> = svar.into_iter().map(|s| s.unwrap()).filter(|s| s.1).map(|s| s.0).collect();
    vandt.sort_unstable();
    assert_eq!(vandt, (0..20).collect::<Vec<_>>());
    assert_eq!(l.ryd_flygtige(t(20)).await.unwrap(), 1);
    assert_eq!(l.ryd_flygtige(t(20)).await.unwrap(), 0);
    assert!(!gem(&[7, 0], 40, b"", 29).await);
    assert_eq!(l.ryd_flygtige(t(30)).await.unwrap(), 20);
    l.luk().await;
    assert_eq!(l.gem_flygtig(vec![1], t(9), vec![], t(1)).await.unwrap_err().kode(), Fejlkode::Optaget);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_stores_on_one_file_number_log_rows_and_keys_once() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    let aabn = || Arc::new(SqliteLager::aabn(&fil, sqlite::Indstillinger::default()).unwrap()) as L;
    let (a, b) = (aabn(), aabn());
    let skriv = |l: L, fra: u64| async move {
        let mut vandt = 0;
        for nr in 0..60 {
            l.skriv(kun_log(vec![post(fra + nr, Some(A), 1)])).await.unwrap();
            vandt += u32::from(l.gem_flygtig(nr.to_be_bytes().to_vec(), t(9), vec![], t(1)).await.unwrap());
        }
        vandt
    };
    let (x, y) = futures::join!(tokio::spawn(skriv(a.clone(), 0)), tokio::spawn(skriv(b.clone(), 1_000)));
    assert_eq!(x.unwrap() + y.unwrap(), 60);
    assert_eq!(rows(&b, 120).await.len(), 120);
}
