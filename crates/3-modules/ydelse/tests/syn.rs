//! Who sees which grant and payment (C-43), through the register and a store, against the rules said plainly.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use ::register::*;
use grund::ret::Tilladelse;
use grund::{Afgraensning, Cvr, Fejlkode, Kaldekontekst, Klasseinterval, Periode, Ret, Rettigheder, Spor, Tidspunkt, UnikId, Uuid};
use lager::SqliteLager;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use ydelse::listehent::{ANTAL_MAKS, Bevillingskriterier, Faelles, Udgangspunkt, Ydelsessortering, bevillinger};
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

/// A grant: sensitivity, unit, KLE and master of each benefit.
#[derive(Clone, Debug)]
struct Bev {
    niveau: usize,
    enhed: u128,
    ydelser: Vec<(&'static str, u128)>,
}
/// A payment: KLE and grant of each benefit in it; its master.
#[derive(Clone, Debug)]
struct Eff(Vec<(&'static str, u128)>, u128);

fn bevilling(n: u128, b: &Bev) -> Kommando {
    let ansvarlig = Relation {
        rolle: Some(Maerke { id: UnikId::Uuid(roller::ANSVARLIG), label: None }),
        ..Relation::til(uuid(b.enhed), Virkning::i(Periode::ALTID))
    };
    let ydelse = |(i, (k, m)): (usize, &(&str, u128))| {
        let klasse = struktur(&[(REF_REFERENCE, Vaerdi::Reference(uuid(70))), (REF_NAVN, tekst(k))]);
        let rolle = (REF_ROLLE, Vaerdi::Reference(UnikId::Uuid(roller::MASTER)));
        let system = Vaerdi::Liste(vec![struktur(&[rolle, (REF_REFERENCE, Vaerdi::Reference(uuid(*m)))])]);
        rel(uuid(80 + i as u128), i, [(YD_YDELSE, struktur(&[(REF_ANDET, klasse)])), (YD_ITSYSTEM, system)].into())
    };
    let relationer =
        BTreeMap::from([(BEVILLINGSAKTOER, vec![ansvarlig]), (BEVILGETYDELSE, b.ydelser.iter().enumerate().map(ydelse).collect())]);
    let relationer = relationer.into_iter().filter(|(_, l): &(u16, Vec<Relation>)| !l.is_empty()).collect();
    kommando(&BEVILLING, n, [(FOELSOMHED, tekst(FOELSOMHEDER[b.niveau]))].into(), relationer)
}
fn effektuering(n: u128, e: &Eff) -> Kommando {
    let del = |(i, (k, b)): (usize, &(&str, u128))| {
        let henvisning = struktur(&[(EFF_BEVILLING, Vaerdi::Reference(uuid(*b)))]);
        rel(uuid(90 + i as u128), i, [(EFF_KLE, tekst(k)), (EFF_YDELSEREF, henvisning)].into())
    };
    let liste: Vec<Relation> = e.0.iter().enumerate().map(del).collect();
    let master = Relation { rolle: Some(Maerke { id: UnikId::Uuid(roller::MASTER), label: None }), ..rel(uuid(e.1), 0, Felter::new()) };
    let relationer = BTreeMap::from([(YDELSEEFFEKTUERING, liste), (ITSYSTEM, vec![master])]);
    let relationer = relationer.into_iter().filter(|(_, l): &(u16, Vec<Relation>)| !l.is_empty()).collect();
    kommando(&OEKONOMISKEFFEKTUERING, n, Felter::new(), relationer)
}

fn klasse(a: &Afgraensning, k: &str) -> bool {
    a.klasser.as_ref().is_none_or(|l| l.iter().any(|i| i.indeholder(&k.replace('.', ""))))
}
fn master(a: &Afgraensning, m: u128) -> bool {
    a.systemer.as_ref().is_none_or(|l| l.contains(&uuid(m)))
}
/// Whether one alternative lets see the benefit and the grant that it is in.
fn ydelse_ses(a: &[Afgraensning], (n, b): (u128, &Bev), (k, m): (&'static str, u128), eff: &[(u128, Eff)]) -> bool {
    a.iter().any(|a| ser_bevilling(std::slice::from_ref(a), n, b, eff) && klasse(a, k) && master(a, m))
}
/// Whether one alternative lets see the line, and the grant that it refers to.
fn linje_ses(a: &[Afgraensning], e: &Eff, linje: (&'static str, u128), bev: &[(u128, Bev)]) -> bool {
    a.iter().any(|a| ser_effektuering(std::slice::from_ref(a), &Eff(vec![linje], e.1), bev) && klasse(a, linje.0))
}
/// Sensitivity, unit and, of some benefit, the class and, if that is asked, the master.
fn egen_bevilling(a: &Afgraensning, b: &Bev, med_master: bool) -> bool {
    let uden_ydelser = b.ydelser.is_empty() && a.klasser.is_none() && !(med_master && a.systemer.is_some());
    (uden_ydelser || b.ydelser.iter().any(|(k, m)| klasse(a, k) && (!med_master || master(a, *m))))
        && a.niveau.is_none_or(|n| b.niveau < usize::from(n))
        && a.enheder.as_ref().is_none_or(|l| l.contains(&uuid(b.enhed)))
}
fn ser_bevilling(a: &[Afgraensning], n: u128, b: &Bev, eff: &[(u128, Eff)]) -> bool {
    let mine: Vec<&Eff> = eff.iter().map(|(_, e)| e).filter(|e| e.0.iter().any(|(_, x)| *x == n)).collect();
    a.iter().filter(|a| a.ejere.is_none()).any(|a| {
        let en = mine.is_empty() || a.klasser.is_none() || mine.iter().any(|e| e.0.iter().any(|(k, _)| klasse(a, k)));
        egen_bevilling(a, b, true) && en
    })
}
fn ser_effektuering(a: &[Afgraensning], e: &Eff, bev: &[(u128, Bev)]) -> bool {
    a.iter().filter(|a| a.ejere.is_none()).any(|a| {
        let uden_bevilling = Afgraensning { systemer: None, ..a.clone() } == Afgraensning::FRI;
        let set = |(k, b): &(&str, u128)| klasse(a, k) && bev.iter().any(|(n, x)| n == b && egen_bevilling(a, x, false));
        master(a, e.1) && (uden_bevilling || e.0.iter().any(set))
    })
}

const KLASSER: [&str; 3] = ["32.18.04", "32.06.04", "27.35.04"];

fn afgraensning() -> impl Strategy<Value = Afgraensning> {
    let k = prop::option::of(prop::sample::subsequence(vec!["32.18", "32.06.*", "27"], 1..3));
    let (enhed, system) = (prop::option::weighted(0.3, 50u128..53), prop::option::weighted(0.4, 40u128..42));
    let anden_ejer = prop::bool::weighted(0.2);
    (k, prop::option::of(1u8..5), enhed, system, anden_ejer).prop_map(|(k, niveau, e, s, anden)| Afgraensning {
        ejere: anden.then(|| vec![Cvr::KOMBIT]),
        klasser: k.map(|k| k.into_iter().map(|k| Klasseinterval::laes(k).unwrap()).collect()),
        niveau,
        enheder: e.map(|e| vec![uuid(e)]),
        systemer: s.map(|s| vec![uuid(s)]),
        ..Afgraensning::FRI
    })
}
fn bev() -> impl Strategy<Value = Bev> {
    let ydelser = prop::collection::vec((prop::sample::select(&KLASSER[..]), 40u128..42), 0..3);
    (0usize..4, 50u128..53, ydelser).prop_map(|(niveau, enhed, ydelser)| Bev { niveau, enhed, ydelser })
}
fn eff() -> impl Strategy<Value = Eff> {
    (prop::collection::vec((prop::sample::select(&KLASSER[..]), 1u128..6), 0..3), 40u128..42).prop_map(|(dele, master)| Eff(dele, master))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]
    #[test]
    fn c43_grants_and_payments_are_seen_as_the_rules_say(
        bev in prop::collection::vec(bev(), 4),
        eff in prop::collection::vec(eff(), 4),
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
            // benefits of other classes and masters are neither shown nor found
            for o in &set {
                let dele = o.nyeste().unwrap().billede.relationer.get(&BEVILGETYDELSE).map_or(0, Vec::len);
                let n = o.uuid.as_u128();
                let b = &bev[n as usize - 1].1;
                prop_assert_eq!(dele, b.ydelser.iter().filter(|y| ydelse_ses(&a, (n, b), **y, &eff)).count());
                prop_assert_eq!(o.delvis, dele < b.ydelser.len());
            }
            for i in 0..3usize {
                let kriterium = Relationskriterium { nr: BEVILGETYDELSE, reference: Some(uuid(80 + i as u128)), ..Relationskriterium::default() };
                let f = Forespoergsel { relationer: vec![kriterium], ..Forespoergsel::alle(&BEVILLING, k.nu) };
                let ses = |n: u128, b: &Bev| b.ydelser.get(i).is_some_and(|y| ydelse_ses(&a, (n, b), *y, &eff));
                let skal = bev.iter().filter(|(n, b)| ses(*n, b)).count();
                prop_assert_eq!(r.antal(&k, &f).await.unwrap(), skal as u64);
            }
            // A class is found, and counted, only where a part of that class is seen.
            for (typen, cifre) in [(&BEVILLING, "27"), (&BEVILLING, "32"), (&BEVILLING, "3206"), (&OEKONOMISKEFFEKTUERING, "27"), (&OEKONOMISKEFFEKTUERING, "32")] {
                let f = Forespoergsel { klasse: Some(cifre.into()), ..Forespoergsel::alle(typen, k.nu) };
                let i_klassen = |k: &str| k.replace('.', "").starts_with(cifre);
                let skal: Vec<u128> = if *typen == BEVILLING {
                    let ses = |n: u128, b: &Bev| b.ydelser.iter().any(|y| i_klassen(y.0) && ydelse_ses(&a, (n, b), *y, &eff));
                    bev.iter().filter(|(n, b)| ses(*n, b)).map(|(n, _)| *n).collect()
                } else {
                    let ses = |e: &Eff| e.0.iter().any(|l| i_klassen(l.0) && linje_ses(&a, e, *l, &bev));
                    eff.iter().filter(|(_, e)| ses(e)).map(|(n, _)| *n).collect()
                };
                prop_assert_eq!(r.antal(&k, &f).await.unwrap(), skal.len() as u64, "{} {}", typen.navn, cifre);
                prop_assert_eq!(r.soeg(&k, &f).await.unwrap().iter().map(|u| u.as_u128()).collect::<Vec<_>>(), skal.clone());
                let pr = r.antal_pr_klasse(&k, &Forespoergsel { klasse: None, ..f }, cifre.len()).await.unwrap();
                prop_assert_eq!(pr.iter().find(|(k, _)| k == cifre).map_or(0, |(_, n)| *n), skal.len() as u64, "{} {}", typen.navn, cifre);
            }
            let set = find(&OEKONOMISKEFFEKTUERING).await;
            let skal: Vec<u128> = eff.iter().filter(|(_, e)| ser_effektuering(&a, e, &bev)).map(|(n, _)| *n).collect();
            prop_assert_eq!(numre(&set), skal);
            for o in &set {
                let dele = o.nyeste().unwrap().billede.relationer.get(&YDELSEEFFEKTUERING).map_or(0, Vec::len);
                let e = &eff[o.uuid.as_u128() as usize - 11].1;
                prop_assert_eq!(dele, e.0.iter().filter(|l| linje_ses(&a, e, **l, &bev)).count());
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn c43_a_hidden_benefit_is_not_told_by_its_class() {
    let r = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[ydelse::OBJEKTTYPER]));
    let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), Tidspunkt::fra_mikros(10), Uuid::nil());
    let b = Bev { niveau: 0, enhed: 50, ydelser: vec![("32.18.04", 40), ("27.35.04", 40)] };
    r.udfoer(&alt, bevilling(1, &b)).await.unwrap();
    let kun = Afgraensning { klasser: Klasseinterval::laes("32").map(|k| vec![k]), ..Afgraensning::FRI };
    let k = kald(&[kun]);
    for (klasse, antal) in [("27", 0), ("32", 1)] {
        let f = Forespoergsel { klasse: Some(klasse.into()), ..Forespoergsel::alle(&BEVILLING, k.nu) };
        assert_eq!(r.antal(&k, &f).await.unwrap(), antal);
        assert_eq!(r.soeg(&k, &f).await.unwrap().len() as u64, antal);
    }
}

#[tokio::test]
async fn c10_a_sender_writes_only_grants_whose_every_benefit_names_it_as_master() {
    let r = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[ydelse::OBJEKTTYPER]));
    let egne = Tilladelse {
        service: "ydelsesindeks".into(),
        retter: vec![Ret::Laes, Ret::Skriv],
        afgraensning: Afgraensning::kun_egne(Uuid::from_u128(9)),
    };
    let k = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![egne])), ..kald(&[]) };
    let skriv = async |n, ydelser: &[(&'static str, u128)]| {
        let svar = r.udfoer(&k, bevilling(n, &Bev { niveau: 0, enhed: 50, ydelser: ydelser.to_vec() })).await;
        svar.map(|_| ()).map_err(|f| f.kode())
    };
    assert_eq!(skriv(1, &[("32.18.04", 9), ("27.35.04", 9)]).await, Ok(()));
    assert_eq!(skriv(2, &[("32.18.04", 9), ("27.35.04", 40)]).await, Err(Fejlkode::AndenMaster));
    assert_eq!(skriv(3, &[("32.18.04", 40)]).await, Err(Fejlkode::AndenMaster));
}

/// A party's grant of two classes under level 2, another that is sensitive, and a payment of each.
#[tokio::test]
async fn d14_the_log_of_a_search_for_a_user_names_only_what_the_user_may_see() {
    let r = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[ydelse::OBJEKTTYPER]));
    let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), Tidspunkt::fra_mikros(10), Uuid::nil());
    let part =
        Relation { rolle: Some(Maerke { id: UnikId::Uuid(roller::BEVILLINGSMODTAGER), label: None }), ..rel(uuid(60), 0, Felter::new()) };
    for (n, niveau, ydelser) in [(1, 1, vec![("32.18.04", 40), ("27.35.04", 40)]), (2, 3, vec![("32.18.04", 40)])] {
        let mut k = bevilling(n, &Bev { niveau, enhed: 50, ydelser });
        k.indhold.relationer.insert(BEVILLINGSPART, vec![part.clone()]);
        r.udfoer(&alt, k).await.unwrap();
        r.udfoer(&alt, effektuering(10 + n, &Eff(vec![("32.18.04", n)], 40))).await.unwrap();
    }
    let interval = Klasseinterval::laes("32.*").unwrap();
    let kun = Afgraensning { klasser: Some(vec![interval]), niveau: Some(2), ..Afgraensning::FRI };
    let faelles = |rettigheder| Faelles {
        udgangspunkt: Udgangspunkt::Part(vec![uuid(60)]),
        rolle: None,
        uden_sager: false,
        disposition: None,
        rettigheder,
        start: 0,
        antal: ANTAL_MAKS,
        faldende: false,
    };
    for (rettigheder, antal, ventet) in [(vec![kun], 1, vec![1, 11]), (vec![Afgraensning::FRI], 3, vec![1, 2, 11, 12]), (vec![], 0, vec![])]
    {
        let k = Bevillingskriterier {
            faelles: faelles(rettigheder),
            sagsnummer: None,
            kle: None,
            bevilling: None,
            ejer: None,
            system: None,
            klasser: Vec::new(),
            startdato: None,
            slutdato: None,
            med_effektueringer: true,
            sortering: Ydelsessortering::default(),
        };
        let kald = Kaldekontekst { spor: Spor::default(), ..alt.clone() };
        assert_eq!(bevillinger(&r, &kald, &k).await.unwrap().len(), antal);
        let mut set: Vec<u128> = kald.spor.indhold().objekter.iter().map(|o| o.uuid.as_u128()).collect();
        set.sort_unstable();
        set.dedup();
        assert_eq!(set, ventet);
    }
}

#[tokio::test]
async fn c40_restrictions_beyond_the_limits_are_refused_and_intervals_that_touch_are_one() {
    let r = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[ydelse::OBJEKTTYPER]));
    let hver = |spring: usize, antal: usize| {
        let tal = (0..antal).map(|n| n * spring);
        let et = |n: usize| Klasseinterval::laes(&format!("{:02}.{:02}.{:02}", n / 10_000, n / 100 % 100, n % 100)).unwrap();
        vec![Afgraensning { klasser: Some(tal.map(et).collect()), ..Afgraensning::FRI }]
    };
    let svar = async |brugers| {
        let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), Tidspunkt::fra_mikros(20), Uuid::nil());
        let k = Kaldekontekst { brugers: Some(Arc::new(brugers)), ..alt };
        r.antal(&k, &Forespoergsel::alle(&BEVILLING, k.nu)).await.map_err(|f| f.kode())
    };
    assert_eq!((svar(hver(1, 2_000)).await, svar(hver(2, 500)).await), (Ok(0), Ok(0)));
    assert_eq!(svar(hver(2, 501)).await, Err(Fejlkode::ForMangeKriterier));
    let mange = (0..65).map(|n| Afgraensning::kun_egne(Uuid::from_u128(n))).collect();
    assert_eq!(svar(mange).await, Err(Fejlkode::ForMangeKriterier));
}

#[tokio::test]
async fn c43_a_stranger_takes_no_grant_away_by_paying_it() {
    ingen_fjerner_bevillingen(Arc::new(SqliteLager::midlertidig().unwrap())).await;
    let Some(server) = lager::proeve::ProevePostgres::start() else { return };
    let url = server.ny_database().await.unwrap();
    let postgres = Arc::new(lager::PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap());
    ingen_fjerner_bevillingen(postgres.clone()).await;
    lager::Driftslager::luk(&*postgres).await;
}

async fn ingen_fjerner_bevillingen(lager: Arc<dyn lager::Lager>) {
    let r = Register::ny(lager, Typekatalog::ny(&[ydelse::OBJEKTTYPER]));
    let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(40), Tidspunkt::fra_mikros(10), Uuid::nil());
    r.udfoer(&alt, bevilling(1, &Bev { niveau: 0, enhed: 50, ydelser: vec![("32.18.04", 40)] })).await.unwrap();
    let kle = |k: &str| Afgraensning { klasser: Some(vec![Klasseinterval::laes(k).unwrap()]), ..Afgraensning::FRI };
    let laeser = kald(&[kle("32")]);
    let id = Objektid { objekttype: &BEVILLING, uuid: Uuid::from_u128(1) };
    let ses = async || r.laes(&laeser, id, Laesevalg::AKTUEL).await.unwrap().is_some();
    // a payment of class 27, by a system that sees class 27 and its own
    let afgraensninger = [kle("27"), Afgraensning::kun_egne(Uuid::from_u128(9))];
    let en =
        |a: &Afgraensning| Tilladelse { service: "ydelsesindeks".into(), retter: vec![Ret::Laes, Ret::Skriv], afgraensning: a.clone() };
    let fremmed = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(afgraensninger.iter().map(en).collect())), ..kald(&[]) };
    assert!(ses().await);
    let betaling = effektuering(2, &Eff(vec![("27.35.04", 1)], 9));
    let f = r.udfoer(&fremmed, betaling.clone()).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::UdenForAfgraensning, Some("relationer/oekonomiskydelseeffektuering")));
    assert!(ses().await, "the grant is where it was");
    // one that is not there yet may be named; and who may see the grant pays it
    r.udfoer(&fremmed, effektuering(3, &Eff(vec![("27.35.04", 77)], 9))).await.unwrap();
    r.udfoer(&alt, betaling).await.unwrap();
}
