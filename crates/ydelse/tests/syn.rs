//! Who sees which grant and payment (C-43), through the register and a store, against the rules said plainly.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use ::register::*;
use grund::ret::Tilladelse;
use grund::{Afgraensning, Cvr, Kaldekontekst, Klasseinterval, Periode, Ret, Rettigheder, Spor, Tidspunkt, UnikId, Uuid};
use lager::SqliteLager;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use ydelse::numre::*;
use ydelse::objekttyper::{BEVILLING, FOELSOMHEDER, OEKONOMISKEFFEKTUERING};
use ydelse::roller;

fn uuid(n: u128) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(n))
}
fn tekst(s: &str) -> Vaerdi {
    Vaerdi::Tekst(s.into())
}
fn kald(laeser: &[Afgraensning]) -> Kaldekontekst {
    let en = |a: &Afgraensning| Tilladelse { service: "ydelsesindeks".into(), retter: vec![Ret::Laes], afgraensning: a.clone() };
    let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), Tidspunkt::fra_mikros(20), Uuid::nil());
    let retter = Arc::new(Rettigheder::Kun(laeser.iter().map(en).collect()));
    Kaldekontekst { system: Some(Uuid::from_u128(9)), retter, spor: Spor::default(), ..alt }
}
fn kommando(typen: &'static Objekttype, n: u128, felter: Felter, relationer: BTreeMap<u16, Vec<Relation>>) -> Kommando {
    Kommando {
        objekttype: typen,
        uuid: Uuid::from_u128(n),
        handling: Handling::Indlaes,
        maade: Flettemaade::Sts,
        note: None,
        indhold: Indhold {
            egenskaber: Some(vec![Egenskab { virkning: Virkning::i(Periode::ALTID), felter }]),
            relationer,
            ..Indhold::default()
        },
        historik: Vec::new(),
        forudsat: None,
    }
}
fn rel(reference: UnikId, indeks: usize, felter: Felter) -> Relation {
    Relation { indeks: Some(indeks.to_string()), felter, ..Relation::til(reference, Virkning::i(Periode::ALTID)) }
}
fn struktur(felter: &[(u16, Vaerdi)]) -> Vaerdi {
    Vaerdi::Struktur(felter.iter().cloned().collect())
}

/// A grant: sensitivity, unit, KLE of each benefit.
#[derive(Clone, Debug)]
struct Bev {
    niveau: usize,
    enhed: u128,
    klasser: Vec<&'static str>,
}
/// A payment: KLE and grant of each benefit in it.
#[derive(Clone, Debug)]
struct Eff(Vec<(&'static str, u128)>);

fn bevilling(n: u128, b: &Bev) -> Kommando {
    let ansvarlig = Relation {
        rolle: Some(Maerke { id: UnikId::Uuid(roller::ANSVARLIG), label: None }),
        ..Relation::til(uuid(b.enhed), Virkning::i(Periode::ALTID))
    };
    let ydelse = |(i, k): (usize, &&str)| {
        let klasse = struktur(&[(REF_REFERENCE, Vaerdi::Reference(uuid(70))), (REF_NAVN, tekst(k))]);
        rel(uuid(80 + i as u128), i, [(YD_YDELSE, struktur(&[(REF_ANDET, klasse)]))].into())
    };
    let relationer =
        BTreeMap::from([(BEVILLINGSAKTOER, vec![ansvarlig]), (BEVILGETYDELSE, b.klasser.iter().enumerate().map(ydelse).collect())]);
    let relationer = relationer.into_iter().filter(|(_, l): &(u16, Vec<Relation>)| !l.is_empty()).collect();
    kommando(&BEVILLING, n, [(FOELSOMHED, tekst(FOELSOMHEDER[b.niveau]))].into(), relationer)
}
fn effektuering(n: u128, e: &Eff) -> Kommando {
    let del = |(i, (k, b)): (usize, &(&str, u128))| {
        let henvisning = struktur(&[(EFF_BEVILLING, Vaerdi::Reference(uuid(*b)))]);
        rel(uuid(90 + i as u128), i, [(EFF_KLE, tekst(k)), (EFF_YDELSEREF, henvisning)].into())
    };
    let liste: Vec<Relation> = e.0.iter().enumerate().map(del).collect();
    let relationer = if liste.is_empty() { BTreeMap::new() } else { BTreeMap::from([(YDELSEEFFEKTUERING, liste)]) };
    kommando(&OEKONOMISKEFFEKTUERING, n, Felter::new(), relationer)
}

fn klasse(a: &Afgraensning, k: &str) -> bool {
    a.klasser.as_ref().is_none_or(|l| l.iter().any(|i| i.indeholder(&k.replace('.', ""))))
}
fn egen_bevilling(a: &Afgraensning, b: &Bev) -> bool {
    (a.klasser.is_none() || b.klasser.iter().any(|k| klasse(a, k)))
        && a.niveau.is_none_or(|n| b.niveau < usize::from(n))
        && a.enheder.as_ref().is_none_or(|l| l.contains(&uuid(b.enhed)))
}
fn ser_bevilling(a: &[Afgraensning], n: u128, b: &Bev, eff: &[(u128, Eff)]) -> bool {
    let mine: Vec<&Eff> = eff.iter().map(|(_, e)| e).filter(|e| e.0.iter().any(|(_, x)| *x == n)).collect();
    a.iter().any(|a| {
        let en = mine.is_empty() || a.klasser.is_none() || mine.iter().any(|e| e.0.iter().any(|(k, _)| klasse(a, k)));
        egen_bevilling(a, b) && en
    })
}
fn ser_effektuering(a: &[Afgraensning], e: &Eff, bev: &[(u128, Bev)]) -> bool {
    a.iter().any(|a| {
        let fri = *a == Afgraensning::FRI;
        fri || e.0.iter().any(|(k, b)| klasse(a, k) && bev.iter().any(|(n, x)| n == b && egen_bevilling(a, x)))
    })
}

const KLASSER: [&str; 3] = ["32.18.04", "32.06.04", "27.35.04"];

fn afgraensning() -> impl Strategy<Value = Afgraensning> {
    let k = prop::option::of(prop::sample::subsequence(vec!["32.18", "32.06.*", "27"], 1..3));
    (k, prop::option::of(1u8..5), prop::option::weighted(0.3, 50u128..53)).prop_map(|(k, niveau, e)| Afgraensning {
        klasser: k.map(|k| k.into_iter().map(|k| Klasseinterval::laes(k).unwrap()).collect()),
        niveau,
        enheder: e.map(|e| vec![uuid(e)]),
        ..Afgraensning::FRI
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn c43_grants_and_payments_are_seen_as_the_rules_say(
        bev in prop::collection::vec(
            (0usize..4, 50u128..53, prop::collection::vec(prop::sample::select(&KLASSER[..]), 0..3)).prop_map(|(niveau, enhed, klasser)| Bev { niveau, enhed, klasser }),
            4,
        ),
        eff in prop::collection::vec(prop::collection::vec((prop::sample::select(&KLASSER[..]), 1u128..6), 0..3).prop_map(Eff), 4),
        a in prop::collection::vec(afgraensning(), 1..3),
    ) {
        let bev: Vec<(u128, Bev)> = (1..).zip(bev).collect();
        let eff: Vec<(u128, Eff)> = (11..).zip(eff).collect();
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(async {
            let r = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[ydelse::OBJEKTTYPER]));
            let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), Tidspunkt::fra_mikros(10), Uuid::nil());
            for (n, b) in &bev {
                r.udfoer(&alt, bevilling(*n, b)).await.unwrap();
            }
            for (n, e) in &eff {
                r.udfoer(&alt, effektuering(*n, e)).await.unwrap();
            }
            let k = kald(&a);
            let find = async |typen| r.soeg_objekter(&k, &Forespoergsel::alle(typen, k.nu), Laesevalg::AKTUEL).await.unwrap();
            let numre = |l: &[Objekt]| l.iter().map(|o| o.uuid.as_u128()).collect::<Vec<_>>();
            let set = find(&BEVILLING).await;
            let skal: Vec<u128> = bev.iter().filter(|(n, b)| ser_bevilling(&a, *n, b, &eff)).map(|(n, _)| *n).collect();
            prop_assert_eq!(numre(&set), skal);
            // benefits of other classes are neither shown nor found
            for o in &set {
                let dele = o.nyeste().unwrap().billede.relationer.get(&BEVILGETYDELSE).map_or(0, Vec::len);
                let b = &bev[o.uuid.as_u128() as usize - 1].1;
                prop_assert_eq!(dele, b.klasser.iter().filter(|k| a.iter().any(|a| klasse(a, k))).count());
            }
            for i in 0..3usize {
                let kriterium = Relationskriterium { nr: BEVILGETYDELSE, reference: Some(uuid(80 + i as u128)), ..Relationskriterium::default() };
                let f = Forespoergsel { relationer: vec![kriterium], ..Forespoergsel::alle(&BEVILLING, k.nu) };
                let skal = set.iter().filter(|o| bev[o.uuid.as_u128() as usize - 1].1.klasser.get(i).is_some_and(|x| a.iter().any(|a| klasse(a, x)))).count();
                prop_assert_eq!(r.antal(&k, &f).await.unwrap(), skal as u64);
            }
            let skal: Vec<u128> = eff.iter().filter(|(_, e)| ser_effektuering(&a, e, &bev)).map(|(n, _)| *n).collect();
            prop_assert_eq!(numre(&find(&OEKONOMISKEFFEKTUERING).await), skal);
            Ok(())
        })?;
    }
}
