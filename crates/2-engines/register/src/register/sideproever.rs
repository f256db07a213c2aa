//! Pages at offsets: what a sync of all of them costs, and that it gives everything once while others write.
use super::proever::{kald, koer, kommando, navn, register};
use super::*;
use crate::proevetyper::TING;
use crate::{Relation, Virkning};
use grund::{Periode, Tidspunkt, UnikId};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

const ANTAL: u128 = 600;
const PAA_SIDEN: usize = 40;

async fn fyldt() -> Register {
    let r = register();
    let alle = (1..=ANTAL).map(|n| {
        let mut i = navn(0, 99, &format!("Navn {}", n % 7));
        let til = UnikId::Uuid(Uuid::from_u128(1_000 + n % 20));
        i.relationer = [(2, vec![Relation::til(til, Virkning::i(Periode::ALTID))])].into();
        kommando(n, Handling::Opret, i)
    });
    assert!(r.udfoer_flere(&kald(1), alle.collect()).await.iter().all(Result::is_ok));
    r
}

/// All of them in order of creation.
async fn paa_en_side(r: &Register) -> Vec<Uuid> {
    let f = Forespoergsel { side: Side { foerste: 0, antal: 10_000 }, ..Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(900)) };
    let alle = r.soeg(&kald(900), &f).await.unwrap();
    assert_eq!(alle.len(), ANTAL as usize);
    alle
}

/// A search that the index answers, one that is walked, and two whose hits must be collected.
fn former(nu: i64) -> [(&'static str, Forespoergsel); 4] {
    let alle = Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(nu));
    let felt = |m: &str| vec![Egenskabskriterium { felter: vec![(1, Feltkrav::Moenster(Moenster(m.into())))], virkning: None }];
    let enhver = (1_000..1_020).map(|n| UnikId::Uuid(Uuid::from_u128(n))).collect();
    [
        ("index", alle.clone()),
        ("walk", Forespoergsel { egenskaber: felt("%avn%"), ..alle.clone() }),
        ("beginning", Forespoergsel { egenskaber: felt("navn%"), ..alle.clone() }),
        ("many keys", Forespoergsel { relationer: vec![Relationskriterium { nr: 2, enhver, ..Relationskriterium::default() }], ..alle }),
    ]
}

fn side(f: &Forespoergsel, foerste: usize) -> Forespoergsel {
    Forespoergsel { side: Side { foerste: foerste as u64, antal: PAA_SIDEN }, ..f.clone() }
}

#[test]
fn a93_a_sync_of_all_pages_passes_each_hit_once() {
    koer(async {
        let r = fyldt().await;
        for nr in 0..4 {
            let (mut fundet, foer) = (Vec::new(), r.gennemgaaet.load(Ordering::Relaxed));
            loop {
                // each page is another call, a little later
                let nu = 1_000 + fundet.len() as i64;
                let (navn, f) = &former(nu)[nr];
                let s = r.soeg(&kald(nu), &side(f, fundet.len())).await.unwrap();
                fundet.extend(s);
                if fundet.len() % PAA_SIDEN != 0 || fundet.len() > ANTAL as usize {
                    panic!("{navn}: {} hits", fundet.len());
                }
                if fundet.len() == ANTAL as usize {
                    break;
                }
            }
            assert_eq!(fundet, paa_en_side(&r).await);
            let set = r.gennemgaaet.load(Ordering::Relaxed) - foer;
            // a page of 40 is looked for among 128 candidates at a time
            assert!(set <= 4 * ANTAL as u64, "{}: {set} hits passed or looked through", former(0)[nr].0);
        }
    });
}

#[test]
fn a93_nothing_is_skipped_or_given_twice_when_others_write_between_pages() {
    koer(async {
        for nr in 0..4 {
            let r = fyldt().await;
            let (mut fundet, mut fjernet, mut foerste) = (Vec::new(), Vec::new(), 0);
            for omgang in 0u128.. {
                let nu = 1_000 + omgang as i64 * 10;
                let s = r.soeg(&kald(nu), &side(&former(nu)[nr].1, foerste)).await.unwrap();
                foerste += PAA_SIDEN;
                fundet.extend(s.iter().copied());
                if s.len() < PAA_SIDEN {
                    break;
                }
                // one that was given and one that is to come go, and a new one comes
                for n in [omgang * 3 + 1, ANTAL - omgang * 3] {
                    fjernet.push(Uuid::from_u128(n));
                    r.udfoer(&kald(nu + 1), kommando(n, Handling::Slet, Indhold::default())).await.unwrap();
                }
                let mut ny = navn(0, 99, "Navn ny");
                let til = UnikId::Uuid(Uuid::from_u128(1_003));
                ny.relationer = [(2, vec![Relation::til(til, Virkning::i(Periode::ALTID))])].into();
                r.udfoer(&kald(nu + 2), kommando(10_000 + omgang, Handling::Opret, ny)).await.unwrap();
            }
            let navn = former(0)[nr].0;
            assert_eq!(fundet.iter().collect::<BTreeSet<_>>().len(), fundet.len(), "{navn}: given twice");
            let blev: Vec<Uuid> = (1..=ANTAL).map(Uuid::from_u128).filter(|u| !fjernet.contains(u)).collect();
            assert!(blev.iter().all(|u| fundet.contains(u)), "{navn}: skipped");
        }
    });
}

/// A page is the same whether the process remembers or not, in any order of pages, and whoever else asks.
#[test]
fn a93_memory_changes_no_page() {
    koer(async {
        let r = fyldt().await;
        for (navn, f) in former(2_000) {
            for foerste in [80, 40, 500, 0, 580, 41, 560, 600, 120, 601, 200, 5_000] {
                let uden = Register::ny(Arc::clone(r.lager()), r.typer().clone());
                let f = side(&f, foerste);
                for _ in 0..2 {
                    assert_eq!(
                        r.soeg(&kald(2_000), &f).await.unwrap(),
                        uden.soeg(&kald(2_000), &f).await.unwrap(),
                        "{navn} from {foerste}"
                    );
                }
            }
        }
    });
}

#[test]
fn a_sync_counts_once_and_a_new_one_counts_anew() {
    koer(async {
        let r = fyldt().await;
        let f = Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(2_000));
        assert_eq!(r.antal_til_side(&kald(2_000), &side(&f, 0)).await.unwrap(), 600);
        r.udfoer(&kald(2_001), kommando(7, Handling::Slet, Indhold::default())).await.unwrap();
        let om_lidt = Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(2_002));
        assert_eq!(r.antal_til_side(&kald(2_002), &side(&om_lidt, 40)).await.unwrap(), 600);
        assert_eq!(r.antal_til_side(&kald(2_002), &side(&om_lidt, 0)).await.unwrap(), 599);
        // too long ago
        let senere = 2_002 + (grund::graenser::SIDE_HUSKES_SEKUNDER + 1) * 1_000_000;
        r.udfoer(&kald(2_003), kommando(8, Handling::Slet, Indhold::default())).await.unwrap();
        let f = Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(senere));
        assert_eq!(r.antal_til_side(&kald(senere), &side(&f, 40)).await.unwrap(), 598);
    });
}

#[test]
fn a97_pages_over_several_types_count_no_type_twice() {
    koer(async {
        let r = fyldt().await;
        let mut fundet = Vec::new();
        let foer = r.gennemgaaet.load(Ordering::Relaxed);
        loop {
            let nu = 3_000 + fundet.len() as i64;
            let alle = Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(nu));
            let ulige = former(nu)[1].1.clone();
            let s = r
                .soeg_flertype(&kald(nu), vec![alle, ulige], Side { foerste: fundet.len() as u64, antal: 70 }, Laesevalg::AKTUEL)
                .await
                .unwrap();
            fundet.extend(s.iter().map(|o| o.uuid));
            if s.len() < 70 {
                break;
            }
        }
        let alle = paa_en_side(&r).await;
        assert_eq!(fundet, [alle.clone(), alle].concat());
        let set = r.gennemgaaet.load(Ordering::Relaxed) - foer;
        assert!(set <= 4 * 2 * ANTAL as u64, "{set} hits passed or looked through");
    });
}
