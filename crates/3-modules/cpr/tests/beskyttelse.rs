//! Protected names and addresses (CPR-07) in what is handed on: of the person under all her numbers, and in what others' records say of her.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use cpr::abonnement::{Filter, Filtre};
use cpr::indlaes::{Valg, indlaes};
use cpr::levering::{flyt_abonnementer, lever};
use cpr::linje::Linjebygger;
use cpr::person::Ret;
use cpr::tid::Tid;
use cpr::{Bestand, Personnummer};
use filer::{Filnavn, Filomraade, Kvote, Mappe};
use grund::{Tidspunkt, Uuid};
use lager::SqliteLager;
use std::io::{Cursor, Read};
use std::sync::Arc;

const DAG: Tid = Tid::dag(2026, 1, 5);
const UDEN: Uuid = Uuid::from_u128(1);
const MED: Uuid = Uuid::from_u128(2);
/// What must not be seen, in every text of it.
const HEMMELIG: &str = "HEMMELIG";

fn nr(n: u64) -> Personnummer {
    Personnummer::fra_tal(n).unwrap()
}

fn linje(type_: u16, n: u64) -> Linjebygger {
    Linjebygger::ny(type_, Some(nr(n)))
}

/// A person with that name and street; `gaeldende` is 0 for a number that is hers now.
fn person(n: u64, gaeldende: u64, navn: &str) -> Vec<Linjebygger> {
    let stam = linje(1, n).felt("STATUS", if gaeldende == 0 { "01" } else { "60" }).felt("KOEN", "K").felt("FOED_DT", "1970-01-01");
    vec![
        if gaeldende == 0 { stam } else { stam.felt("PNRGAELD", &nr(gaeldende).to_string()) },
        linje(2, n).felt("KOMKOD", "0851").felt("VEJKOD", "0010"),
        linje(3, n).felt("STANDARDADR", navn),
        linje(8, n).felt("FORNVN", "Åse").felt("EFTERNVN", navn),
    ]
}

fn beskyttet(n: u64) -> Linjebygger {
    linje(4, n).felt("BESKYTTYPE", "0001").felt("START_DT-BESKYTTELSE", "2020-01-01")
}

fn tidligere(n: u64, gammelt: u64) -> Linjebygger {
    linje(22, n).felt("PNRGAMMELT", &nr(gammelt).to_string())
}

fn udtraek(dato: &str, forrige: &str, personer: &[Vec<Linjebygger>]) -> Vec<u8> {
    let start = Linjebygger::ny(0, None).felt("SORTFELT-10", "0000000000").felt("OPGAVENR", "000007");
    let mut ud = start.felt("PRODDTO", dato).felt("PRODDTOFORRIG", forrige).linje();
    let mut antal = 0;
    for p in personer {
        let mut p: Vec<Vec<u8>> = p.iter().cloned().map(Linjebygger::linje).collect();
        p.sort_by(|a, b| a[..3].cmp(&b[..3]));
        antal += p.len();
        ud.extend(p.concat());
    }
    ud.extend(Linjebygger::ny(999, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{antal:08}")).linje());
    ud
}

/// The population when `foer`, and then `nu`, were loaded, and the second one's files for a caller without the right and one with it.
async fn leveret(foer: &[Vec<Linjebygger>], nu: &[Vec<Linjebygger>]) -> (Bestand, String, String) {
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    for u in [udtraek("20260102", "", foer), udtraek("20260105", "20260102", nu)] {
        indlaes(&b, &mut Cursor::new(u), Valg::default(), Tidspunkt::fra_mikros(1), &mut |_| {}).await.unwrap();
    }
    b.abonner(UDEN, &Filter::Alle).await.unwrap();
    b.abonner(MED, &Filter::Alle).await.unwrap();
    let tmp = tempfile::tempdir().unwrap();
    let omraade = Filomraade::aabn(tmp.path(), Kvote::STANDARD).unwrap();
    let u = b.ufortalt().await.unwrap().unwrap();
    flyt_abonnementer(&b, u).await.unwrap();
    lever(&b, &omraade, u, &|s| Some(if s == MED { Ret::Beskyttede } else { Ret::Uden })).await.unwrap();
    let fil = |s: Uuid| {
        let mut ud = Vec::new();
        omraade.laes(s, Mappe::Ind, &Filnavn::ny("cpr-000007-20260105.txt").unwrap()).unwrap().0.read_to_end(&mut ud).unwrap();
        cpr::udtraek::kontroller(&mut ud.as_slice(), 0, &mut |_| {}).unwrap();
        ud.iter().map(|c| char::from(*c)).collect()
    };
    let (uden, med) = (fil(UDEN), fil(MED));
    (b, uden, med)
}

const A: u64 = 6_101_701_234;
const B: u64 = 6_201_701_234;
const C: u64 = 6_301_701_234;
const D: u64 = 6_401_701_234;
const E: u64 = 6_501_701_234;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr07_a_protected_person_is_hidden_under_every_number_of_hers() {
    let med = |mut p: Vec<Linjebygger>, andet: Linjebygger| {
        p.push(andet);
        p
    };
    let foer = [person(E, 0, "Aaben")];
    for (hvad, a, b) in [
        ("told under the new number", person(A, B, HEMMELIG), med(med(person(B, 0, HEMMELIG), tidligere(B, A)), beskyttet(B))),
        ("told under the old number", med(person(A, B, HEMMELIG), beskyttet(A)), med(person(B, 0, HEMMELIG), tidligere(B, A))),
        (
            "the old record says nothing of the new one",
            person(A, 0, HEMMELIG),
            med(med(person(B, 0, HEMMELIG), tidligere(B, A)), beskyttet(B)),
        ),
    ] {
        let (bestand, uden, ret) = leveret(&foer, &[a, b, person(E, 0, "Aabnere")]).await;
        assert!(!uden.contains(HEMMELIG), "{hvad}: {uden}");
        assert!(uden.contains(&format!("001{A}")) && uden.contains(&format!("001{B}")) && uden.contains("Aabnere"), "{hvad}: {uden}");
        assert_eq!(ret.matches(HEMMELIG).count(), 4, "{hvad}: {ret}");
        let u = bestand.ufortalt().await.unwrap().unwrap();
        for h in bestand.haendelser(u, None, 10).await.unwrap() {
            let aaben = h.nummer == nr(E);
            assert_eq!((h.beskyttet, h.vej), if aaben { (false, Some(10)) } else { (true, None) }, "{hvad}: the street {h:?}");
            // Nor the municipality, whoever asks for those who live there.
            let kommune = Filtre::af(vec![Filter::Kommune(851)]);
            assert_eq!((kommune.passer(&h, Ret::Uden), kommune.passer(&h, Ret::Beskyttede)), (aaben, true), "{hvad}: {h:?}");
            assert_eq!(h.kommuner(Ret::Uden).count() > 0, aaben, "{hvad}: {h:?}");
            assert_eq!(bestand.haendelse(u, h.nummer).await.unwrap(), Some(h), "{hvad}");
        }
        let o = bestand.slaa_op(nr(B), Ret::Uden, DAG).await.unwrap().unwrap();
        assert!(o.skjult && o.person.er_beskyttet(DAG) && !format!("{o:?}").contains(HEMMELIG), "{hvad}: {o:?}");
        let o = bestand.slaa_op(nr(B), Ret::Beskyttede, DAG).await.unwrap().unwrap();
        assert!(
            !o.skjult && o.person.er_beskyttet(DAG) && format!("{o:?}").contains(HEMMELIG),
            "{hvad}: the right sees her, and that she is protected"
        );
    }
}

/// A's record that names somebody.
fn naevner(type_: u16, felt: &str, n: u64, tekst: &str) -> Linjebygger {
    let l = linje(type_, A).felt(tekst, HEMMELIG);
    if n == 0 { l } else { l.felt(felt, &nr(n).to_string()) }
}

const NAEVNT: [(u16, &str, &str); 9] = [
    (12, "AEGTEPNR", "AEGTENVN"),
    (15, "PNRMOR", "MORNVN"),
    (15, "PNRFAR", "FARNVN"),
    (17, "RELPNR", "RELADRSAT_RELPNR_TXT"),
    (17, "RELPNR", "RELTXT5"),
    (29, "AEGTEPNR", "AEGTENVN"),
    (31, "PNR-PAAROERENDE", "KLARSKRIFT"),
    (32, "PNR-PAAROERENDE", "KLARSKRIFT"),
    (33, "PNR-PAAROERENDE", "KLARSKRIFT"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr07_a_protected_relative_is_hidden_in_others_records() {
    // B is protected and had the number C; D is not; E is nobody whom the population has.
    let b = [person(B, 0, "x"), vec![beskyttet(B), tidligere(B, C)]].concat();
    let foer = [person(A, 0, "Aaben"), b, person(D, 0, "x")];
    for (type_, felt, tekst) in NAEVNT {
        let ukendt = type_ < 31;
        for (n, vises) in [(B, false), (C, false), (D, true), (E, ukendt)] {
            let a = [person(A, 0, "Aaben"), vec![naevner(type_, felt, n, tekst)]].concat();
            let (bestand, uden, med) = leveret(&foer, &[a]).await;
            assert_eq!(uden.contains(HEMMELIG), vises, "{type_} {tekst} {n}: {uden}");
            assert!(uden.contains(&format!("{type_:03}{A}")) && uden.contains(&nr(n).to_string()), "the number stays: {uden}");
            assert!(uden.contains("Aaben") && med.contains(HEMMELIG), "{type_} {tekst} {n}");
            for (ret, vises) in [(Ret::Uden, vises), (Ret::Beskyttede, true)] {
                let o = bestand.slaa_op(nr(A), ret, DAG).await.unwrap().unwrap();
                assert_eq!((format!("{o:?}").contains(HEMMELIG), o.skjult), (vises, false), "{type_} {tekst} {n} {ret:?}: {o:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr07_a_guardian_of_a_protected_person_who_has_no_number_is_left_out() {
    let a = |n: u64| [person(A, 0, "x"), vec![beskyttet(A), naevner(17, "RELPNR", n, "RELTXT1")]].concat();
    for (n, vises) in [(0, false), (D, true)] {
        let (bestand, uden, med) = leveret(&[person(D, 0, "x")], &[a(n)]).await;
        assert_eq!((uden.contains(HEMMELIG), uden.contains(&format!("017{A}"))), (vises, true), "{n}: {uden}");
        assert!(med.contains(HEMMELIG));
        let o = bestand.slaa_op(nr(A), Ret::Uden, DAG).await.unwrap().unwrap();
        assert_eq!((format!("{o:?}").contains(HEMMELIG), o.skjult), (vises, true), "{n}: {o:?}");
    }
    // Of a person who is not protected CPR's words stand.
    let aaben = [person(A, 0, "x"), vec![naevner(17, "RELPNR", 0, "RELTXT1")]].concat();
    let (_, uden, _) = leveret(&[person(D, 0, "x")], &[aaben]).await;
    assert!(uden.contains(HEMMELIG));
}
