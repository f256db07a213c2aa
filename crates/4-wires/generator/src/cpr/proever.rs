//! The population lives, and CPR's import takes what is told of it.
use super::*;
use ::cpr::indlaes::{Valg, indlaes};
use ::cpr::person::{Person, Personnummer, Ret, Status};
use ::cpr::{Bestand, haendelse::Haendelsesart};
use std::collections::{BTreeSet, HashSet};
use std::io::Cursor;
use std::sync::Arc;

fn t(dato: &str) -> Tidspunkt {
    Tidspunkt::fra_xs(&format!("{dato}T12:00:00Z")).unwrap()
}

fn helt(f: &Folk, dag: u32) -> Vec<u8> {
    let mut ud = Vec::new();
    f.helt(dag, &mut ud, &mut |_| {}).unwrap();
    ud
}

fn aendringer(f: &Folk, efter: u32, til: u32) -> (Vec<u8>, Dagens) {
    let mut ud = Vec::new();
    let d = f.aendringer(efter, til, &mut ud, &mut |_| {}).unwrap();
    (ud, d)
}

/// The numbers that an extract tells of.
fn numre(u: &[u8]) -> Vec<Personnummer> {
    let linjer = u.split(|b| *b == b'\n').filter(|l| l.starts_with(b"001"));
    linjer.map(|l| Personnummer::laes(std::str::from_utf8(&l[3..13]).unwrap()).unwrap()).collect()
}

/// The lines about a number.
fn om(u: &[u8], n: Personnummer) -> String {
    let tekst = String::from_utf8_lossy(u);
    tekst.lines().filter(|l| l.get(3..13) == Some(n.to_string().as_str())).collect::<Vec<_>>().join("\n")
}

async fn ind(b: &Bestand, u: &[u8]) -> ::cpr::indlaes::Rapport {
    indlaes(b, &mut Cursor::new(u.to_vec()), Valg::default(), t("2026-11-25"), &mut |_| {}).await.unwrap()
}

fn bestand() -> Bestand {
    Bestand::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()))
}

#[tokio::test]
async fn cpr05_cpr14_a_synthetic_country_loads_and_families_fit_together() {
    let f = Folk::med_personer(7, 3, 2_000, t("2026-11-25"), DANMARKS_TAKT).unwrap();
    let u = helt(&f, 0);
    assert_eq!(u, helt(&f, 0), "the same seed gives the same bytes");
    let b = bestand();
    let r = ind(&b, &u).await;
    assert!((2_000..2_100).contains(&r.tal.nye), "{}", r.tal.nye);
    let numre = numre(&u);
    assert_eq!(numre.iter().collect::<HashSet<_>>().len(), numre.len(), "no two have the same number");
    assert!(numre.iter().all(|n| n.er_syntetisk() && n.foedselsdag().maaned <= 12), "recognisable as nobody's");
    let (dag, mut boern, mut skjulte, mut skiftet) = (Tid::dag(2026, 11, 25), 0, 0, 0);
    for n in numre {
        let o = b.slaa_op(n, Ret::Beskyttede, dag).await.unwrap().unwrap();
        skiftet += usize::from(o.gammelt_nummer);
        let p = o.person;
        skjulte += usize::from(p.er_beskyttet(dag));
        for barn in &p.boern {
            let barn = b.slaa_op(*barn, Ret::Beskyttede, dag).await.unwrap().unwrap().person;
            let foraeldre = [&barn.mor, &barn.far].map(|f| f.as_ref().unwrap().relation.nummer);
            assert!(foraeldre.contains(&p.nummer), "a child's parents are those whose child it is");
            let mor = foraeldre[0].unwrap().foedselsdag().alder(barn.nummer.unwrap().foedselsdag()).unwrap();
            assert!((18..=46).contains(&mor), "{mor}");
            boern += 1;
        }
    }
    assert!(boern > 100 && skjulte > 10 && skiftet > 5, "{boern} {skjulte} {skiftet}");
}

/// What is told of changes, day by day, comes to what a whole extract of the last day says.
#[tokio::test]
async fn j4_every_days_changes_together_are_the_whole_country_of_the_last_day() {
    let f = Folk::med_personer(3, 4, 900, t("2026-02-20"), 20).unwrap();
    let b = bestand();
    ind(&b, &helt(&f, 0)).await;
    let (mut alt, mut arter) = (Optaelling::default(), BTreeSet::new());
    for dag in 0..60 {
        let (sagt, d) = aendringer(&f, dag, dag + 1);
        assert_eq!((sagt.clone(), d.clone()), aendringer(&f, dag, dag + 1));
        let r = ind(&b, &sagt).await;
        assert_eq!((r.tal.nye + r.tal.aendrede, r.tal.uaendrede), (d.personer, 0), "day {dag}: only who has changed is told of");
        assert_eq!(r.tal.haendelser, d.personer, "and all of them are told of");
        Slags::ALLE.iter().for_each(|s| (0..d.haendelser.af(*s)).for_each(|_| alt.med(*s)));
        while let Some(u) = b.ufortalt().await.unwrap() {
            let h = b.haendelser(u, None, 1_000).await.unwrap();
            if let Some(x) = h.iter().find(|h| h.arter.contains(&Haendelsesart::Andet)) {
                panic!("{x:?}\n{}\n{}", om(&helt(&f, dag), x.nummer), om(&sagt, x.nummer));
            }
            arter.extend(h.iter().flat_map(|h| h.arter.iter().copied()));
            b.fortalt(u, &h.iter().map(|h| h.nummer).collect::<Vec<_>>()).await.unwrap();
        }
    }
    for s in Slags::ALLE.iter().filter(|s| !matches!(s, Slags::Forsvinding | Slags::Genfunden)) {
        assert!(alt.af(*s) > 0, "{s:?} never happened: {alt}");
    }
    assert!(arter.len() >= 25, "{arter:?}");
    for a in [Haendelsesart::Foedsel, Haendelsesart::Navngivning, Haendelsesart::Doed, Haendelsesart::Enke, Haendelsesart::NytNummer] {
        assert!(arter.contains(&a), "{a:?}: {arter:?}");
    }
    assert!(!arter.contains(&Haendelsesart::Andet) && !arter.contains(&Haendelsesart::UdgaaetPerson), "{arter:?}");
    // The day after, a whole extract of the same task says nothing new; all are in it.
    let hele = bestand();
    let u = helt(&f, 60);
    ind(&hele, &u).await;
    let dag = Tid::dag(2026, 4, 21);
    let uden_koder = |p: Person| Person { haendelser: Vec::new(), ..p };
    let numre = numre(&u);
    assert_eq!(numre.iter().collect::<HashSet<_>>().len(), numre.len(), "no two have the same number");
    for n in numre {
        assert!(n.er_syntetisk());
        let op = async |b: &Bestand| b.slaa_op(n, Ret::Beskyttede, dag).await.unwrap().map(|o| uden_koder(o.person));
        let p = op(&hele).await;
        assert_eq!(op(&b).await, p, "{n}");
        let p = p.unwrap();
        assert!(p.status != Status::DOED || p.adresse.is_none());
    }
    // Begun again in the middle, and over several days at once, it is the same.
    let (a, _) = aendringer(&f.clone(), 10, 25);
    let igen = Folk::ny(3, 4, f.husstande(), t("2026-02-20"), f.takt()).unwrap();
    assert_eq!(a, aendringer(&igen, 10, 25).0);
}

#[test]
fn births_of_a_day_have_numbers_of_their_own() {
    let mut set = HashSet::new();
    for aar in [2026, 2036, 2037, 2057] {
        for plads in 0..FOEDSLER_PR_DAG {
            for koen in 0..2 {
                let dag = Tid::dag(aar, 12, 31);
                let n = husstand::foedselsnummer(dag, plads, koen).unwrap();
                assert!(set.insert(n) && n.foedselsdag() == dag && n.er_syntetisk(), "{n}");
            }
        }
    }
    assert_eq!(husstand::foedselsnummer(Tid::dag(2058, 1, 1), 0, 0), None);
    let f = Folk::ny(1, 98, 3_000_000, t("2026-01-01"), DANMARKS_TAKT).unwrap();
    assert!(f.hoejst() / f.klasser() <= FOEDSLER_PR_DAG);
    // In Denmark some 160 children are born on a day, and as many die.
    let dage = (1..40).map(|d| (0..30_000u64).filter(|n| f.foedes(*n, *n, d)).count()).sum::<usize>();
    // 30,000 households are a hundredth of Denmark's; every third candidate bears a child.
    assert!((150..260).contains(&dage), "{dage}");
}

#[test]
fn days_are_counted_and_found_again() {
    let f = Folk::ny(1, 1, 10, t("2026-03-20"), 1).unwrap();
    for n in 0..300 {
        let d = f.dato(n);
        assert_eq!((f.dag(d), f.dag(d.plus_mikros(79_000_000_000))), (Some(n), Some(n)));
        assert_eq!(f.dag(d.plus_mikros(-1)), n.checked_sub(1));
    }
    for n in 0..f.hoejst() {
        let a = f.ankomst(n);
        assert!(f.paa(a) > n && (a == 0 || f.paa(a - 1) <= n), "{n} {a}");
    }
}

#[test]
fn the_country_has_the_sizes_that_it_says() {
    for (kommuner, husstande) in [(0, 1), (99, 1), (1, 0), (1, 250_001)] {
        assert!(Folk::ny(1, kommuner, husstande, t("2026-01-01"), 1).is_err());
    }
    assert!(Folk::med_personer(1, 1, 0, t("2026-01-01"), 1).is_err());
    assert_eq!(Folk::ny(1, 1, 1_000, t("2026-01-01"), 1).unwrap().haendelser_pr_dag(20).takt(), 50);
}
