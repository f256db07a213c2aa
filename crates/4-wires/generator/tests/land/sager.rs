//! Cases, documents, grants and payments: the lint has nothing against them, and their shape is that of the real ones.
use crate::{af, alle, nu, rel, tekst, tre};
use generator::{AFSENDERSYSTEMER, Post, Stoerrelse, borgere};
use grund::{UnikId, Uuid};
use register::{Kommando, Relation, Vaerdi, flet};
use sagdokument::numre;
use sagdokument::objekttyper::{DOKUMENT, FOELSOMHEDER, SAG};
use sagdokument::roller;
use std::collections::{HashMap, HashSet};
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};

fn med_rolle<'a>(k: &'a Kommando, relation: &str, rolle: Uuid) -> Vec<&'a Relation> {
    rel(k, relation).iter().filter(|r| roller::har(r, rolle)).collect()
}
fn urn(r: &Relation) -> String {
    r.reference.as_ref().unwrap().to_string()
}

#[test]
fn the_lint_finds_nothing_in_the_small_country() {
    let mut set = 0;
    for land in [alle(1, Stoerrelse::LILLE), alle(4, tre()), alle(5, Stoerrelse::ny(1, 1, 0).unwrap().med_sager(1, 40).unwrap())] {
        for Post { kommando: k, tillaeg, .. } in land.iter().filter(|p| p.tillaeg.afsendt.is_some()) {
            let flet::Fletning::Nye(mut nye) = flet::flet(None, k, None, nu(), &UnikId::Uuid(Uuid::from_u128(1))).unwrap() else {
                panic!("new")
            };
            let mut r = nye.pop().unwrap();
            r.afsendt = tillaeg.afsendt;
            assert!(tillaeg.afsendt.unwrap() <= nu());
            let fund = [sagdokument::anvisninger::efterproev(k.objekttype, &r), ydelse::anvisninger::efterproev(k.objekttype, &r)].concat();
            assert!(fund.is_empty(), "{} {fund:?}\n{k:?}", k.objekttype.navn);
            set += 1;
        }
    }
    assert!(set > 2_000, "{set}");
}

#[test]
fn cases_have_the_shape_of_real_ones() {
    let alle = alle(1, Stoerrelse::LILLE);
    let (sager, dokumenter) = (af(&alle, &SAG), af(&alle, &DOKUMENT));
    let (bevillinger, effektueringer) = (af(&alle, &BEVILLING), af(&alle, &OEKONOMISKEFFEKTUERING));
    let indekser = sager.len() + dokumenter.len() + bevillinger.len() + effektueringer.len();
    println!("{} cases, {} documents, {} grants, {} payments", sager.len(), dokumenter.len(), bevillinger.len(), effektueringer.len());
    assert_eq!(sager.len(), 480);
    assert!((2_000..3_000).contains(&indekser), "the demo starts in seconds: {indekser}");
    let pr_sag = dokumenter.len() as f64 / sager.len() as f64;
    assert!((2.2..2.8).contains(&pr_sag), "{pr_sag}");
    assert!((sager.len() / 20..sager.len() / 4).contains(&bevillinger.len()) && effektueringer.len() > bevillinger.len() * 4);

    // Few citizens have many cases, and many have none.
    let mut pr_borger: HashMap<String, usize> = HashMap::new();
    for s in &sager {
        let part = urn(med_rolle(s, "sagspart", roller::PRIMAER_PART)[0]);
        *pr_borger.entry(part).or_default() += usize::from(!rel(s, "sagspart").is_empty());
    }
    let mut antal: Vec<usize> = pr_borger.iter().filter(|(u, _)| u.contains("cpr")).map(|(_, n)| *n).collect();
    antal.sort_unstable_by(|a, b| b.cmp(a));
    let (alle_sager, top): (usize, usize) = (antal.iter().sum(), antal.iter().take(30).sum());
    println!("{} parties; the busiest has {}; a tenth has {top} of {alle_sager}", antal.len(), antal[0]);
    assert!((80..220).contains(&antal.len()) && (15..80).contains(&antal[0]) && top * 2 > alle_sager && antal.last() == Some(&1));

    // Levels, states, main groups, companies, secondary parties, notes.
    let procent = |n: usize| n * 100 / sager.len();
    let niveau: Vec<usize> =
        FOELSOMHEDER.iter().map(|f| procent(sager.iter().filter(|s| tekst(s, "foelsomhed") == [*f]).count())).collect();
    println!("levels, per cent: {niveau:?}");
    assert!((8..35).contains(&niveau[0]) && (30..60).contains(&niveau[1]) && (20..50).contains(&niveau[2]) && niveau[3] < 5);
    let er = |n: usize| procent(sager.iter().filter(|s| s.indhold.tilstande[&1].len() == n).count());
    let lukket = procent(sager.iter().filter(|s| s.indhold.tilstande[&1].iter().any(|t| t.vaerdi == 4)).count());
    println!("closed {lukket} per cent, with 4 states {}", er(4));
    assert!((60..95).contains(&lukket));
    let gruppe = |g: &str| procent(sager.iter().filter(|s| tekst(s, "brugervendtnoegle")[0].starts_with(g)).count());
    assert!(
        (15..45).contains(&gruppe("32")) && (10..35).contains(&gruppe("27")) && gruppe("00") > 2 && gruppe("02") > 2 && gruppe("17") > 2
    );
    let har = |f: &dyn Fn(&Kommando) -> bool| procent(sager.iter().filter(|s| f(s)).count());
    assert!((2..15).contains(&har(&|s| urn(med_rolle(s, "sagspart", roller::PRIMAER_PART)[0]).contains("cvr"))));
    assert!((6..18).contains(&har(&|s| !med_rolle(s, "sagspart", roller::SEKUNDAER_PART).is_empty())));
    assert!((50..80).contains(&har(&|s| !med_rolle(s, "journalpost", roller::JOURNALNOTAT).is_empty())));
    assert!((80..99).contains(&har(&|s| !med_rolle(s, "sagsaktoer", roller::PRIMAER_BEHANDLER).is_empty())));
}

#[test]
fn everything_that_is_pointed_at_is_there() {
    let alle = alle(1, Stoerrelse::LILLE);
    let ved_id: HashMap<Uuid, usize> = alle.iter().enumerate().map(|(i, p)| (p.kommando.uuid, i)).collect();
    let mut noegler = HashSet::new();
    for (i, k) in alle.iter().map(|p| &p.kommando).enumerate().filter(|(_, k)| matches!(k.objekttype.nr, 81 | 82 | 91 | 92)) {
        assert!(noegler.insert((k.objekttype.nr, tekst(k, "brugervendtnoegle"))), "a key is unique: {:?}", tekst(k, "brugervendtnoegle"));
        for r in k.indhold.relationer.values().flatten() {
            // Before what points at it (C-13).
            if let Some(u) = r.reference.as_ref().and_then(UnikId::uuid) {
                assert!(ved_id.get(&u).is_some_and(|n| *n < i), "{} points at {u}", k.objekttype.navn);
            }
            let Some(Vaerdi::Struktur(s)) = r.felter.get(&ydelse::numre::EFF_YDELSEREF).filter(|_| k.objekttype.nr == 92) else { continue };
            let Some(Vaerdi::Reference(UnikId::Uuid(b))) = s.get(&ydelse::numre::EFF_BEVILLING) else { panic!("{s:?}") };
            let bevilling = &alle[ved_id[b]].kommando;
            let Some(Vaerdi::Tekst(id)) = s.get(&ydelse::numre::EFF_YDELSEID) else { panic!("{s:?}") };
            assert!(rel(bevilling, "bevilgetydelse").iter().any(|y| y.indeks.as_ref() == Some(id)));
        }
    }
    for s in af(&alle, &SAG) {
        let master = med_rolle(s, "itsystem", roller::MASTER)[0].reference.as_ref().unwrap().uuid().unwrap();
        assert!(AFSENDERSYSTEMER.iter().any(|(u, _)| *u == master));
        let klasse = med_rolle(s, "sagsklasse", roller::PRIMAER_KLASSE)[0];
        let titel = &alle[ved_id[&klasse.reference.as_ref().unwrap().uuid().unwrap()]].kommando;
        assert_eq!(klasse.felter[&numre::REL_BRUGERVENDTNOEGLE], Vaerdi::Tekst(tekst(titel, "brugervendtnoegle")[0].clone()));
    }
}

#[test]
fn older_cases_stand_under_the_number_that_held_then() {
    let alle = alle(1, Stoerrelse::LILLE);
    let borgere: Vec<_> = borgere(1, 0, 300, nu()).collect();
    let sager = af(&alle, &SAG);
    let (mut gamle, mut nye) = (0, 0);
    for b in borgere.iter().filter(|b| b.tidligere_cpr.is_some()) {
        let foer = b.tidligere_cpr.as_ref().unwrap();
        for s in &sager {
            let part = urn(med_rolle(s, "sagspart", roller::PRIMAER_PART)[0]);
            let begyndt = s.indhold.tilstande[&1][0].virkning.periode.fra;
            gamle += usize::from(part.ends_with(&foer.cpr));
            nye += usize::from(part.ends_with(&b.cpr));
            assert!(!part.ends_with(&foer.cpr) || begyndt < foer.til);
            assert!(!part.ends_with(&b.cpr) || begyndt >= foer.til);
        }
    }
    println!("{gamle} cases under an earlier number, {nye} under the new one");
    assert!(gamle > 0 && nye > 0);
    // Every citizen of a case is one of the citizens.
    let kendte: HashSet<&str> =
        borgere.iter().flat_map(|b| [Some(b.cpr.as_str()), b.tidligere_cpr.as_ref().map(|t| t.cpr.as_str())]).flatten().collect();
    for r in sager.iter().flat_map(|s| rel(s, "sagspart")).map(urn).filter(|u| u.contains("cpr")) {
        assert!(kendte.contains(r.trim_start_matches("urn:oio:cpr-nr:")), "{r}");
    }
}

#[test]
fn a_case_stays_what_it_is_when_there_are_more_of_them() {
    let s = |sager| Stoerrelse::ny(1, 30, 20).unwrap().med_sager(50, sager).unwrap();
    let vis = |l: Vec<Post>| l.iter().filter(|p| p.tillaeg.afsendt.is_some()).map(|p| format!("{p:?}")).collect::<Vec<_>>();
    let (faa, mange) = (vis(alle(1, s(10))), vis(alle(1, s(40))));
    assert!(faa.len() > 20 && mange.len() > faa.len() * 3);
    assert_eq!(faa[..], mange[..faa.len()]);
}
