//! The rules of what is made up, over some thousand persons.
use crate::aar::{aar, forskud, opgoerelse};
use crate::borger::{Bopael, Borger};
use crate::dag::{Dag, Maaned};
use crate::ferie::{FERIEKONTO, Ordning, ferie};
use crate::forhold::{Forhold, forhold};
use crate::indkomst::indkomster;
use crate::sygesikring::sikring;
use crate::{kontrol, virksomhed};
use std::collections::{BTreeMap, BTreeSet};

const I_DAG: Dag = Dag::ny(2026, 11, 30);

fn borger(nr: u32) -> Borger {
    let foedt = Dag::ny(1930 + i32::try_from(nr % 95).unwrap(), 1 + u8::try_from(nr % 12).unwrap(), 1 + u8::try_from(nr % 28).unwrap());
    let nummer = format!("{:02}{:02}{:02}{:04}", foedt.dag + 60, foedt.maaned, foedt.aar % 100, nr % 10_000);
    Borger {
        nummer: nummer.clone(),
        noegle: nummer,
        foedt,
        doed: None,
        udrejst: None,
        aegtefaelle: None,
        bopael: Some(Bopael {
            kommune: 9000,
            kommune_cvr: Some(grund::Cvr::KORSBAEK),
            postnr: 4_370,
            postdistrikt: "Korsbæk".into(),
            hjem: format!("9000/0007/{}", nr / 4),
            fra: None,
        }),
        beskyttet: false,
    }
}

fn alle() -> impl Iterator<Item = Borger> {
    (0..3_000).map(borger)
}

fn m(aar: i32, nr: u8) -> Maaned {
    Maaned::ny(aar, nr).unwrap()
}

#[test]
fn the_same_person_has_the_same_incomes_whenever_asked_and_under_every_number() {
    for b in alle().take(300) {
        let ny = Borger { nummer: "6101800001".into(), ..b.clone() };
        for aaret in [2019, 2026] {
            let a = aar(&b, aaret, I_DAG);
            assert_eq!(a, aar(&ny, aaret, I_DAG));
            assert_eq!(kontrol::person(&b.noegle, &a), kontrol::person(&ny.noegle, &a));
        }
        assert_eq!((ferie(&b, I_DAG), sikring(&b, I_DAG)), (ferie(&ny, I_DAG), sikring(&ny, I_DAG)));
    }
}

#[test]
fn a_month_is_reported_when_it_is_paid_and_never_changes_afterwards() {
    for b in alle().take(500) {
        let nov = indkomster(&b, m(2026, 11), I_DAG);
        assert!(indkomster(&b, m(2026, 11), Dag::ny(2026, 11, 29)).is_empty());
        assert_eq!(nov, indkomster(&b, m(2026, 11), Dag::ny(2030, 1, 1)));
        for i in nov {
            assert!(i.brutto() > 0 && i.a_skat >= 0 && i.a_skat + i.am_bidrag < i.brutto(), "{i:?}");
            assert_eq!(i.forhold, forhold(&b, m(2026, 11)));
        }
    }
}

#[test]
fn the_year_is_the_sum_of_its_months_and_control_reports_say_the_same() {
    for b in alle() {
        let a = aar(&b, 2025, I_DAG);
        let maaneder: i64 = Maaned::i_aar(2025).flat_map(|m| indkomster(&b, m, I_DAG)).map(|i| i.brutto()).sum();
        let arter: i64 = Forhold::ALLE.iter().map(|f| a.af(*f)).sum();
        assert_eq!((maaneder, maaneder), (a.loen() + a.ydelser() + a.honorar(), arter));
        assert!(a.social_pension() + a.anden_pension() <= a.ydelser());
        let indberettet: i64 = kontrol::person(&b.noegle, &a)
            .iter()
            .filter(|g| g.nr < 30)
            .flat_map(|g| g.indberetninger.iter().flatten())
            .filter(|f| matches!(f.nr, 13 | 14 | 17))
            .map(|f| if let kontrol::Vaerdi::Beloeb(n) = f.vaerdi { n } else { panic!("{f:?}") })
            .sum();
        assert_eq!(indberettet, maaneder);
        assert_eq!(a.overskydende(), a.a_skat() - a.slutskat().max(0));
    }
}

#[test]
fn what_people_live_of_has_the_shares_of_a_country() {
    let mut antal: BTreeMap<&str, usize> = BTreeMap::new();
    let mut voksne = 0;
    for b in alle().filter(|b| (25..67).contains(&b.alder(Dag::ny(2025, 6, 1)))) {
        voksne += 1;
        *antal.entry(forhold(&b, m(2025, 6)).navn()).or_default() += 1;
    }
    let procent = |f: Forhold| antal.get(f.navn()).copied().unwrap_or_default() * 100 / voksne;
    assert!((70..88).contains(&procent(Forhold::Loen)), "{antal:?}");
    for f in [Forhold::Kontanthjaelp, Forhold::Dagpenge, Forhold::Foertidspension, Forhold::Sygedagpenge, Forhold::Selvstaendig] {
        assert!(antal.contains_key(f.navn()) && procent(f) < 12, "{antal:?}");
    }
    let gamle = alle().filter(|b| b.alder(Dag::ny(2025, 6, 1)) >= 67);
    assert!(gamle.into_iter().all(|b| forhold(&b, m(2025, 6)) == Forhold::Folkepension));
}

#[test]
fn nothing_is_paid_to_who_is_not_here() {
    for b in alle().take(400) {
        let doed = Borger { doed: Some(Dag::ny(2025, 3, 10)), ..b.clone() };
        let rejst = Borger { udrejst: Some(Dag::ny(2025, 3, 10)), ..b.clone() };
        for x in [&doed, &rejst] {
            assert_eq!(forhold(x, m(2025, 3)), forhold(&b, m(2025, 3)), "the month in which it happened");
            assert_eq!(forhold(x, m(2025, 4)), Forhold::Intet);
            assert!(!sikring(x, I_DAG).unwrap().kort.gyldigt && sikring(x, I_DAG).unwrap().laege.is_none());
            assert_eq!((opgoerelse(x, 2030, Dag::ny(2031, 12, 1)), ferie(x, Dag::ny(2030, 1, 1))), (None, vec![]));
        }
    }
    let ufoedt = Borger { foedt: Dag::ny(2027, 1, 1), ..borger(1) };
    assert_eq!((aar(&ufoedt, 2026, I_DAG).linjer, sikring(&ufoedt, I_DAG)), (vec![], None));
}

#[test]
fn assessments_are_there_when_they_are_made() {
    let b = alle().find(|b| forhold(b, m(2025, 1)) == Forhold::Loen).unwrap();
    assert_eq!(opgoerelse(&b, 2025, Dag::ny(2026, 3, 9)), None);
    let (a, fra) = opgoerelse(&b, 2025, Dag::ny(2026, 3, 10)).unwrap();
    assert_eq!((a.linjer.len(), fra), (12, Dag::ny(2026, 3, 10)));
    assert_eq!(forskud(&b, 2027, Dag::ny(2026, 11, 11)), None);
    let (f, fra) = forskud(&b, 2027, I_DAG).unwrap();
    assert_eq!((f.aar, fra), (2027, Dag::ny(2026, 11, 12)));
    let barn = Borger { foedt: Dag::ny(2020, 1, 1), ..b };
    assert_eq!(opgoerelse(&barn, 2025, I_DAG), None);
}

#[test]
fn cvr01_payers_that_do_not_exist_fail_modulus_11_and_employers_are_companies_of_the_country() {
    use virksomhed::{AKASSEN, BANKEN, KOMMUNEN, PENSION, REALKREDIT, UDBETALING};
    for b in [UDBETALING, KOMMUNEN, AKASSEN, PENSION, BANKEN, REALKREDIT, FERIEKONTO] {
        assert!(!virksomhed::gyldigt(b.se), "{b:?}");
    }
    assert!(virksomhed::gyldigt(64_942_212));
    for b in alle() {
        let a = virksomhed::arbejdsgiver(&b, 2025);
        assert!((98_000_000..98_003_000).contains(&a.se) && !virksomhed::gyldigt(a.se), "{a:?}");
    }
}

#[test]
fn tok16_benefits_of_the_municipality_are_reported_by_it() {
    let mut set = BTreeSet::new();
    for b in alle() {
        for i in Maaned::i_aar(2025).flat_map(|m| indkomster(&b, m, I_DAG)) {
            if matches!(i.forhold, Forhold::Kontanthjaelp | Forhold::Sygedagpenge) {
                set.insert(i.forhold.navn());
                assert_eq!(i.betaler.se, grund::Cvr::KORSBAEK.tal());
            }
        }
    }
    assert_eq!(set.len(), 2);
}

#[test]
fn cpr07_of_a_protected_person_nothing_says_where_she_lives() {
    for b in alle() {
        let skjult = Borger { bopael: None, beskyttet: true, ..b.clone() };
        let (aaben, lukket) = (aar(&b, 2025, I_DAG), aar(&skjult, 2025, I_DAG));
        assert_eq!(aaben.personlig_indkomst(), lukket.personlig_indkomst());
        assert!(lukket.linjer.iter().all(|i| i.betaler.se != grund::Cvr::KORSBAEK.tal()));
        let s = sikring(&skjult, I_DAG).unwrap();
        assert_eq!((s.laege, s.kort.udstedt), (None, None));
    }
}

#[test]
fn a_household_shares_a_doctor_in_its_postal_district() {
    let mut laeger = BTreeSet::new();
    for b in alle() {
        let s = sikring(&b, I_DAG).unwrap();
        let Some(l) = s.laege else {
            assert_eq!(s.gruppe, 2);
            continue;
        };
        assert!((900_000..1_000_000).contains(&l.ydernummer) && l.postnr == 4_370 && l.telefon.starts_with("+450"), "{l:?}");
        let anden = Borger { noegle: "anden".into(), nummer: "6101000000".into(), ..b.clone() };
        assert_eq!(sikring(&anden, I_DAG).unwrap().laege.map(|l| l.ydernummer), Some(l.ydernummer));
        laeger.insert(l.ydernummer);
    }
    assert_eq!(laeger.len(), 4);
}

#[test]
fn holiday_is_earned_by_work_and_never_taken_before() {
    let (mut konto, mut loen) = (0, 0);
    for b in alle() {
        for f in ferie(&b, I_DAG) {
            assert!((0..=f.optjent).contains(&f.afholdt) && f.rest() >= 0 && f.optjent <= 2_500, "{f:?}");
            assert!((f.udbetalt_netto..=f.optjent_beloeb).contains(&f.udbetalt_brutto), "{f:?}");
            assert!(f.begynder() <= I_DAG && f.holdes_senest() > f.slutter());
            match f.ordning {
                Ordning::Feriekonto => konto += 1,
                Ordning::MedLoen => {
                    assert_eq!((f.optjent_beloeb, f.udbetalt_brutto), (0, 0));
                    loen += 1;
                }
            }
        }
        for senere in ferie(&b, Dag::ny(2027, 1, 15)) {
            let foer = ferie(&b, I_DAG).into_iter().find(|f| f.aar == senere.aar);
            assert!(foer.is_none_or(|f| f.optjent <= senere.optjent && f.afholdt <= senere.afholdt), "{senere:?}");
        }
    }
    assert!(konto > 200 && loen > konto, "{konto} {loen}");
}
