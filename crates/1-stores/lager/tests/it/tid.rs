//! Registration time is given by the writer.
use crate::data::*;
use crate::loefter::haendelser;
use crate::log::L;
use grund::ur::Ur;
use grund::{Fejlkode, Periode, Tidspunkt};
use lager::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Creates an object now, in a call of that time.
pub fn opret_nu(n: Objektnoegle, kaldt: i64, noegler: &[&str]) -> Skrivning {
    let indeks = noegler.iter().map(|k| NyIndeksraekke {
        noegle: k.as_bytes().to_vec(),
        virkning: Periode::ALTID,
        fra: Tid::Nu,
        til: Tid::Givet(Tidspunkt::UENDELIG),
    });
    let r = registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![1] }], vec![], indeks.collect());
    Skrivning { kaldt: t(kaldt), ..en(n, Forventning::Ukendt, r, haendelse(kaldt)) }
}

pub async fn issue_11_1_2_the_writer_gives_the_time(l: L) {
    let skriv = async |nr, kaldt| l.skriv(opret_nu(noegle(A, nr), kaldt, &["k"])).await.unwrap().tidspunkt;
    assert_eq!(skriv(1, 100).await, t(100));
    assert_eq!(skriv(2, 100).await, t(101), "strictly rising in the store");
    assert_eq!(skriv(3, 40).await, t(102), "a slow call does not come before what is committed");
    assert_eq!(skriv(4, 200).await, t(200));
    assert_eq!(l.vandmaerke().await.unwrap(), t(200));
    let o = l.hent(&[A], 7, noegle(A, 3).uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap();
    assert_eq!(o.registreringer[0].registreret, p(102, MAX));
    assert_eq!(l.indeksraekker(A, o.oid).await.unwrap(), [rk("k", Periode::ALTID, p(102, MAX))]);
    let h = haendelser(&l, 4).await;
    assert_eq!(
        h.iter().map(|h| (h.tidspunkt, h.kaldt)).collect::<Vec<_>>(),
        [(100, 100), (101, 100), (102, 40), (200, 200)].map(|(a, b)| (t(a), t(b)))
    );
    // A change: old rows end when the new ones begin, and both objects of a batch have one time.
    let luk = vec![LukIndeks { noegle: b"k".to_vec(), virkning_fra: t(MIN), til: Tid::Nu }];
    let r = registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![2] }], luk, vec![]);
    let mut s = en(noegle(A, 1), revision(&*l, noegle(A, 1), 0).await, r, haendelse(1));
    s.objekter.extend(opret_nu(noegle(A, 5), 1, &["m"]).objekter);
    let tid = l.skriv(Skrivning { kaldt: t(150), ..s }).await.unwrap().tidspunkt;
    assert_eq!(tid, t(201));
    let find = async |k, tid| numre(&l.soeg(&soegning(Periode::punkt(t(tid)), vec![lig(k)])).await.unwrap());
    assert_eq!((find("k", 200).await, find("k", 201).await), (vec![1, 2, 3, 4], vec![2, 3, 4]));
    assert_eq!((find("m", 200).await, find("m", 201).await), (vec![], vec![5]));
    let aendret = Soegning { aendret: Some(p(201, 202)), ..soegning(Periode::ALTID, vec![begynder("")]) };
    assert_eq!(numre(&l.soeg(&aendret).await.unwrap()), [1, 5]);
}

pub async fn issue_11_1_2_old_history_keeps_its_times_but_never_from_the_future(l: L) {
    let historie = |n, fra, til| {
        let r = vec![reg(1, fra), NyRegistrering { tid: Tid::Givet(t(til)), livscyklus: 1, krop: vec![] }];
        Skrivning { kaldt: t(1_000_000_000), ..en(noegle(A, n), Forventning::Ukendt, registrer(r, vec![], vec![]), haendelse(1)) }
    };
    assert_eq!(l.skriv(historie(1, 5, 10)).await.unwrap().tidspunkt, t(1_000_000_000));
    let o = l.hent(&[A], 7, noegle(A, 1).uuid, Registreringsvalg::Interval(Periode::ALTID)).await.unwrap().unwrap();
    assert_eq!(o.registreringer.iter().map(|r| r.registreret).collect::<Vec<_>>(), [p(10, MAX), p(5, 10)]);
    // The object goes on after it, and after what the store has given.
    let r = registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![] }], vec![], vec![]);
    let s = en(noegle(A, 1), Forventning::Revision(o.revision), r, haendelse(1));
    assert_eq!(l.skriv(s).await.unwrap().tidspunkt, t(1_000_000_001));
    // Beside a good batch, which does not suffer.
    let (daarlig, god) = futures::join!(l.skriv(historie(2, 5, 2_000_000_000)), l.skriv(historie(3, 5, 10)));
    assert!(matches!(daarlig, Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::RegistreringsRaekkefoelge));
    let naeste = l.skriv(opret_nu(noegle(A, 4), 1, &[])).await.unwrap().tidspunkt;
    assert!(god.unwrap().tidspunkt < naeste && naeste < t(1_000_000_010), "nothing was dragged along: {naeste:?}");
}

pub async fn issue_11_1_2_a_poll_up_to_the_watermark_misses_nothing(l: L) {
    const ANTAL: usize = 600;
    let skrivere: Vec<_> = (0..6u64)
        .map(|hvem| {
            let l = l.clone();
            tokio::spawn(async move {
                // Clocks of calls that are far apart, and go backwards.
                for nr in 0..ANTAL as u64 / 6 {
                    l.skriv(opret_nu(noegle(A, hvem * 1_000 + nr), (hvem * 37 + nr * 11) as i64 % 500, &["k"])).await.unwrap();
                }
            })
        })
        .collect();
    let (mut set, mut til) = (Vec::new(), t(MIN));
    let mut efterset: Vec<(Tidspunkt, usize)> = Vec::new();
    for runde in 0.. {
        let faerdig = skrivere.iter().all(|s| s.is_finished());
        let nu = l.vandmaerke().await.unwrap();
        assert!(nu >= til, "the watermark never falls");
        let interval = Periode::ny(til.naeste().max(t(0)), nu.naeste());
        let s = Soegning { aendret: Some(interval), ..soegning(Periode::ALTID, vec![lig("k")]) };
        set.extend(numre(&l.soeg(&s).await.unwrap()));
        til = nu;
        let da = l.antal(&soegning(Periode::punkt(nu), vec![lig("k")])).await.unwrap();
        efterset.push((nu, da as usize));
        assert!(runde < 10_000, "the writers do not end");
        if faerdig {
            break;
        }
    }
    for s in skrivere {
        s.await.unwrap();
    }
    let mut uden = set.clone();
    uden.sort_unstable();
    uden.dedup();
    assert_eq!((set.len(), uden.len()), (ANTAL, ANTAL), "each change once");
    for (tid, da) in efterset.into_iter().step_by(7) {
        assert_eq!(
            l.antal(&soegning(Periode::punkt(tid), vec![lig("k")])).await.unwrap() as usize,
            da,
            "a read at a past time is the same again"
        );
    }
    let h = haendelser(&l, ANTAL).await;
    let mut tider: Vec<_> = h.iter().map(|h| h.tidspunkt).collect();
    tider.sort_unstable();
    tider.dedup();
    assert_eq!(tider.len(), ANTAL, "every change has a time of its own");
}

struct Proeveur(AtomicI64);

impl Ur for Proeveur {
    fn nu(&self) -> Tidspunkt {
        t(self.0.load(Ordering::SeqCst))
    }
    fn forskydning(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn issue_11_1_2_a_clock_that_was_ahead_is_told_and_forgotten() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    let ur = Arc::new(Proeveur(AtomicI64::new(1_000)));
    let aabn = || SqliteLager::aabn(&fil, sqlite::Indstillinger { ur: Lagerur::ny(ur.clone()), ..Default::default() }).unwrap();
    let l = aabn();
    let skriv = async |l: &SqliteLager, nr| l.skriv(opret_nu(noegle(A, nr), 1, &["k"])).await.unwrap().tidspunkt;
    assert_eq!(skriv(&l, 1).await, t(1_000), "the clock decides, not the call");
    let aar = 365 * 86_400_000_000;
    ur.0.store(aar, Ordering::SeqCst);
    assert_eq!(skriv(&l, 2).await, t(aar));
    ur.0.store(2_000, Ordering::SeqCst);
    assert_eq!(skriv(&l, 3).await, t(aar + 1), "never behind the store's last one");
    assert_eq!(l.status().await.unwrap().tidsforspring, (aar - 2_000) as u64);
    l.luk().await;
    // Also known after a restart, and by another process.
    let (l, to) = (aabn(), aabn());
    assert!(l.status().await.unwrap().tidsforspring > 300_000_000);
    assert_eq!((skriv(&l, 4).await, skriv(&to, 5).await, skriv(&l, 6).await), (t(aar + 2), t(aar + 3), t(aar + 4)));
    // When the clock has come so far, nothing is left of it.
    ur.0.store(aar + 50, Ordering::SeqCst);
    assert_eq!(skriv(&to, 7).await, t(aar + 50));
    assert_eq!(to.status().await.unwrap().tidsforspring, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn issue_11_1_2_two_programs_on_a_database_give_rising_times_by_its_clock() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    let ur = Arc::new(Proeveur(AtomicI64::new(0)));
    let aabn =
        async || PostgresLager::aabn(&url, postgres::Indstillinger { ur: Lagerur::ny(ur.clone()), ..Default::default() }).await.unwrap();
    let (a, b) = (Arc::new(aabn().await), Arc::new(aabn().await));
    let skriv = |l: Arc<PostgresLager>, fra: u64| async move {
        let mut tider = Vec::new();
        for nr in 0..50 {
            tider.push(l.skriv(opret_nu(noegle(A, fra + nr), 1, &["k"])).await.unwrap().tidspunkt);
        }
        tider
    };
    let (x, y) = futures::join!(tokio::spawn(skriv(a.clone(), 0)), tokio::spawn(skriv(b.clone(), 1_000)));
    let (x, y) = (x.unwrap(), y.unwrap());
    assert!(x.is_sorted_by(|a, b| a < b) && y.is_sorted_by(|a, b| a < b));
    let mut alle = [x, y].concat();
    alle.sort_unstable();
    alle.dedup();
    assert_eq!(alle.len(), 100);
    // The database's clock, and not the call's, which was in 2023.
    assert!(alle[0] > Tidspunkt::fra_xs("2025-01-01T00:00:00Z").unwrap());
    // What one has been told is seen by the other, at the watermark it gives.
    let tid = a.skriv(opret_nu(noegle(A, 5_000), 1, &["sidst"])).await.unwrap().tidspunkt;
    let nu = b.vandmaerke().await.unwrap();
    assert!(nu >= tid);
    assert_eq!(b.antal(&soegning(Periode::punkt(nu), vec![lig("sidst")])).await.unwrap(), 1);
    // Set ahead and back again.
    ur.0.store(86_400_000_000, Ordering::SeqCst);
    let frem = a.skriv(opret_nu(noegle(A, 6_000), 1, &[])).await.unwrap().tidspunkt;
    ur.0.store(0, Ordering::SeqCst);
    assert_eq!(b.skriv(opret_nu(noegle(A, 6_001), 1, &[])).await.unwrap().tidspunkt, frem.naeste());
    assert!(b.status().await.unwrap().tidsforspring > 80_000_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn issue_11_1_2_a_transaction_under_way_holds_the_watermark_back() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    let l = PostgresLager::aabn(&url, postgres::Indstillinger::default()).await.unwrap();
    l.skriv(opret_nu(noegle(A, 1), 10, &[])).await.unwrap();
    // A writer that has got its time, and has not committed.
    let (c, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let opgave = tokio::spawn(forbindelse);
    c.batch_execute("BEGIN").await.unwrap();
    let tid: i64 = c.query_one("SELECT tid FROM samspil_tid($1, 0, '{}', 0, 1)", &[&t(20).mikros()]).await.unwrap().get(0);
    assert_eq!(tid, t(20).mikros());
    assert_eq!(l.skriv(opret_nu(noegle(A, 2), 15, &[])).await.unwrap().tidspunkt, t(21), "nobody waits for it");
    assert_eq!(l.vandmaerke().await.unwrap(), t(19));
    c.batch_execute("COMMIT").await.unwrap();
    assert_eq!(l.vandmaerke().await.unwrap(), t(21));
    drop(c);
    opgave.await.unwrap().unwrap();
}
