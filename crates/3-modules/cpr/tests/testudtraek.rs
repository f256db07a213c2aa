//! The public test extract of CPR-kontoret, where it is: its counts are those of `recordtyper.csv`, and its persons read as `testpersoner.csv` says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr, missing_docs)]
use cpr::indlaes::{Valg, indlaes};
use cpr::person::{Koen, Ret};
use cpr::tid::Tid;
use cpr::{Bestand, Person, Personnummer};
use grund::Tidspunkt;
use lager::SqliteLager;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DAG: Tid = Tid::dag(2001, 11, 19);

fn mappe() -> Option<PathBuf> {
    let delt =
        std::env::var_os("SAMSPIL_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from);
    let mappe = delt.join("data/cpr-test");
    if mappe.exists() {
        return Some(mappe);
    }
    eprintln!("SKIPPED: the public test extract of CPR is not here (SAMSPIL_SHARED)");
    None
}

fn csv(mappe: &Path, navn: &str) -> Vec<BTreeMap<String, String>> {
    let tekst = std::fs::read_to_string(mappe.join(navn)).unwrap();
    let mut linjer = tekst.lines().map(|l| l.split(';').map(str::to_owned).collect::<Vec<_>>());
    let hoved = linjer.next().unwrap();
    linjer.map(|l| hoved.iter().cloned().zip(l).collect()).collect()
}

async fn indlaest(mappe: &Path) -> (Bestand, cpr::indlaes::Rapport) {
    let fil = std::fs::read(mappe.join("U12170-P-opgavenr-110901.latin1.txt")).unwrap();
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    let valg = Valg { haendelser: true, ..Valg::default() };
    let r = indlaes(&b, &mut Cursor::new(fil), valg, Tidspunkt::fra_mikros(0), &mut |_| {}).await.unwrap();
    (b, r)
}

fn nr(t: &str) -> Personnummer {
    Personnummer::laes(t).unwrap()
}

#[tokio::test]
async fn cpr14_the_test_extract_loads_with_exactly_the_counts_of_recordtyper_csv() {
    let Some(mappe) = mappe() else { return };
    let (b, r) = indlaest(&mappe).await;
    let ventet: Vec<(u16, u64)> = csv(&mappe, "recordtyper.csv")
        .iter()
        .map(|r| (r["recordtype"].parse().unwrap(), r["antal_i_udtraekket"].parse().unwrap()))
        .collect();
    assert_eq!(ventet.len(), 38);
    assert_eq!(r.kontrol.pr_type().map(|(nr, _, n)| (nr, n)).collect::<Vec<_>>(), ventet);
    assert_eq!((r.tal.nye, r.tal.aendrede, r.tal.uaendrede, r.kendt, r.fortsat), (80, 0, 0, false, false));
    let stand = b.stand().await.unwrap();
    assert_eq!((stand.dato(), stand.opgaver[0].personer), (Some(DAG), 80), "a replica says how old it is");
    assert!(r.to_string().contains("014 Børn: 29") && r.to_string().contains("033 Barn med klarskriftadresse: 0"), "{r}");
}

#[tokio::test]
async fn cpr01_cpr07_the_80_persons_read_as_testpersoner_csv_says() {
    let Some(mappe) = mappe() else { return };
    let (b, _) = indlaest(&mappe).await;
    let personer = csv(&mappe, "testpersoner.csv");
    assert_eq!(personer.len(), 80);
    for r in &personer {
        let n = nr(&r["personnummer"]);
        let fundet = b.slaa_op(n, Ret::Beskyttede, DAG).await.unwrap().unwrap();
        // An old number leads on: what is told of it is told of the status of the number.
        let (status, _) = fundet.nummerstatus.unwrap();
        assert_eq!(format!("{:02}", status.0), r["status"], "{n}");
        let p: Person = fundet.person;
        let nu = if r["gaeldende_personnummer"].is_empty() { n } else { nr(&r["gaeldende_personnummer"]) };
        assert_eq!((p.nummer_nu(), fundet.gammelt_nummer), (Some(nu), nu != n), "{n}");
        assert_eq!(n.foedselsaar().to_string(), r["foedselsaar_af_nummer"], "CPR-02 {n}");
        assert_eq!(n.modulus11(), r["modulus11"] == "ja", "CPR-04 {n}");
        assert_eq!(p.koen, Some(if r["koen"] == "M" { Koen::Mand } else { Koen::Kvinde }), "{n}");
        if nu != n {
            continue;
        }
        let navn = p.navn.clone().unwrap_or_default();
        assert_eq!([&navn.fornavn, &navn.mellemnavn, &navn.efternavn], [&r["fornavn"], &r["mellemnavn"], &r["efternavn"]], "{n}");
        assert_eq!(p.foedt.unwrap().som_dato(), r["foedselsdato"], "{n}");
        let sted = p.adresse.as_ref().map(|a| &a.sted);
        let kode = |v: Option<u16>| v.map_or_else(String::new, |v| format!("{v:04}"));
        assert_eq!((kode(sted.map(|s| s.kommune)), kode(sted.map(|s| s.vej))), (r["kommunekode"].clone(), r["vejkode"].clone()), "{n}");
        assert_eq!(p.civilstand.as_ref().unwrap().kode, r["civilstand"], "{n}");
        assert_eq!(p.boern.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"), r["boern"], "{n}");
        let typer: Vec<String> = p.beskyttelser.iter().map(|b| format!("{:04}", b.art)).collect();
        assert_eq!(typer.join("|"), r["beskyttelsestyper"], "{n}");
        let gamle: Vec<String> = p.tidligere_numre.iter().map(|t| t.nummer.to_string()).collect();
        assert_eq!(gamle.join("|"), r["tidligere_personnumre"], "{n}");
        assert!(p.klarskrift.is_some(), "the clear-text addresses stand in a part of their own: {n}");
    }
}

#[tokio::test]
async fn cpr06_cpr08_an_old_number_and_a_double_one_lead_to_the_person_of_now() {
    let Some(mappe) = mappe() else { return };
    let (b, _) = indlaest(&mappe).await;
    for (gammelt, nyt) in [("0108610069", "0709610015"), ("0101520013", "0107529039")] {
        let f = b.slaa_op(nr(gammelt), Ret::Beskyttede, DAG).await.unwrap().unwrap();
        assert_eq!((f.person.nummer, f.gammelt_nummer), (Some(nr(nyt)), true));
        assert!(f.person.tidligere_numre.iter().any(|t| t.nummer == nr(gammelt)), "both numbers are told");
    }
    // An old number that has no records of its own: Karin Henriksen's.
    let f = b.slaa_op(nr("0712610018"), Ret::Beskyttede, DAG).await.unwrap().unwrap();
    assert_eq!((f.person.nummer, f.nummerstatus), (Some(nr("0712614382")), None));
    assert_eq!(b.slaa_op(nr("0101010000"), Ret::Beskyttede, DAG).await.unwrap(), None);
}

#[tokio::test]
async fn cpr07_robert_ullersen_is_hidden_from_who_has_not_the_right() {
    let Some(mappe) = mappe() else { return };
    let (b, _) = indlaest(&mappe).await;
    // By his old number too.
    for n in ["0108610069", "0709610015"] {
        let f = b.slaa_op(nr(n), Ret::Uden, DAG).await.unwrap().unwrap();
        assert!(f.skjult);
        let alt = format!("{:?}", f.person);
        for hemmeligt in ["Ullersen", "Industrivænget", "Brøndgrav", "8512"] {
            // His parents' names are theirs.
            let uden_foraeldre = Person { mor: None, far: None, ..f.person.clone() };
            assert!(!format!("{uden_foraeldre:?}").contains(hemmeligt), "{hemmeligt}: {alt}");
        }
    }
    // The protection ended in 2002.
    let f = b.slaa_op(nr("0709610015"), Ret::Uden, Tid::dag(2002, 10, 22)).await.unwrap().unwrap();
    assert_eq!((f.skjult, f.person.navn.unwrap().efternavn.as_str()), (false, "Ullersen"));
}

#[tokio::test]
async fn j1_the_test_extract_told_as_changes_says_who_has_a_new_number() {
    use cpr::haendelse::Haendelsesart as H;
    let Some(mappe) = mappe() else { return };
    let (b, r) = indlaest(&mappe).await;
    let u = b.ufortalt().await.unwrap().unwrap();
    let alle = b.haendelser(u, None, 1_000).await.unwrap();
    assert_eq!((alle.len() as u64, u.opgave, u.dato), (r.tal.haendelser, 110_901, DAG));
    let robert = alle.iter().find(|h| h.nummer == nr("0709610015")).unwrap();
    assert!(robert.arter.contains(&H::NytNummer) && robert.andre_numre == [nr("0108610069")] && robert.koder == ["P42"], "{robert:?}");
    assert_eq!((robert.kommune, robert.vej, robert.beskyttet), (Some(851), None, true), "the street of a protected person is not told");
    let gammelt = alle.iter().find(|h| h.nummer == nr("0108610069")).unwrap();
    assert!(gammelt.arter.contains(&H::NummerAendret) && gammelt.andre_numre == [nr("0709610015")], "{gammelt:?}");
    let dobbelt = alle.iter().find(|h| h.nummer == nr("0101520013")).unwrap();
    assert!(dobbelt.arter.contains(&H::Dobbeltnummer), "{dobbelt:?}");
    let fortalte: Vec<_> = alle.iter().map(|h| h.nummer).collect();
    b.fortalt(u, &fortalte).await.unwrap();
    assert_eq!(b.ufortalt().await.unwrap(), None);
}
