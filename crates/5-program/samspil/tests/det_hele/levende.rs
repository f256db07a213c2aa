//! A living country: `samspil generer --levende` beside a running program, by its clock.
use crate::beskedfordeler::{objekt, opret, vis};
use crate::import::koer;
use crate::program::{Program, faelles, samspil};
use cpr::haendelse::Haendelsesart;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const STOERRELSE: [&str; 6] = ["--kommuner", "2", "--borgere", "200", "--haendelser", "25"];

fn lev(data: &Path, mere: &[&str]) -> String {
    koer(&[&["generer", "--levende", "--data", data.to_str().unwrap()], mere].concat())
}

/// The lines that tell of a day.
fn dage(ud: &str) -> Vec<&str> {
    ud.lines().filter(|l| l.contains("  CPR: ")).collect()
}

/// The task, day and number of persons of the newest extracts, without the time of the load.
fn stand(data: &Path) -> String {
    let ud = koer(&["cpr", "stand", "--data", data.to_str().unwrap()]);
    ud.lines().map(|l| l.split(", loaded").next().unwrap().to_owned() + "\n").collect()
}

/// Runs on until it has told of so many days, and is killed.
fn draebt_efter(data: &Path, mere: &[&str], antal: usize) -> Vec<String> {
    let mut b: Child =
        samspil(&["generer", "--levende", "--data"]).arg(data).args(mere).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut linjer = BufReader::new(b.stdout.take().unwrap()).lines().map_while(Result::ok);
    let set: Vec<String> = linjer.by_ref().filter(|l| l.contains("  CPR: ")).take(antal).collect();
    b.kill().unwrap();
    b.wait().unwrap();
    assert_eq!(set.len(), antal, "{set:?}");
    set
}

#[test]
fn a_living_country_moves_the_clock_and_its_events_lie_in_the_dueslag_of_who_subscribes() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let p = Program::serve(&data, &[]);
    let modtager = json!({"modtagersystem": "ba537e12-8b0c-44b1-9de7-f75803a4e091"});
    let dueslag =
        opret(&p, "/beskedfordeler/dueslag", &objekt("dueslag", json!({"navn": "Mit", "leveringsmaade": "BeskedHent"}), modtager));
    let af = |h: Haendelsesart| h.art().beskedtype();
    let ny = af(Haendelsesart::NyPerson);
    let typer = [ny, af(Haendelsesart::FlytningIKommunen), af(Haendelsesart::Tilflytning), cvr::haendelser::beskedtype()];
    for t in typer.map(|t| t.to_string()) {
        let relationer = json!({"beskedtype": t, "dueslag": dueslag});
        opret(&p, "/beskedfordeler/abonnement", &objekt("abonnement", json!({"navn": "liv"}), relationer));
    }
    let ur = || p.get("/udvikling/ur").json()["nu"].as_str().unwrap().to_owned();
    let ud = lev(&data, &[&STOERRELSE[..], &["--dag", "2026-12-01", "--dage", "5", "--server", &p.adresse]].concat());
    assert!(ud.contains("begins: 2 municipalities and 200 households since 2026-12-01 (seed 1), now 2026-12-01"), "{ud}");
    assert_eq!(dage(&ud).len(), 5, "{ud}");
    assert!(dage(&ud)[4].starts_with("2026-12-06  CPR: ") && ud.contains(" moves") && ud.contains("CVR: "), "{ud}");
    assert!(ur().starts_with("2026-12-06T05:"), "six in the morning of the country's day: {}", ur());
    // Nothing was told of the beginning, and all that happened is told.
    let frist = Instant::now() + Duration::from_secs(60);
    let set = loop {
        let linjer = vis(&data, &["vis", &dueslag, "--antal", "5000"]);
        if typer.iter().all(|t| linjer.contains(&t.to_string())) || Instant::now() > frist {
            break linjer;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(typer.iter().all(|t| set.contains(&t.to_string())), "{set}");
    let nye = set.matches(&ny.to_string()).count();
    assert!(nye < 60, "the population of the beginning is no news, who comes to the country is: {nye}");
    // People live at addresses that are there.
    assert!(p.get("/dawa/status").json()["dar"]["antal"]["Adresse"].as_u64().unwrap() > 5_000);
    // Without a pace the clock is followed.
    let mut b = samspil(&["generer", "--levende", "--server", &p.adresse, "--data"]).arg(&data).stdout(Stdio::piped()).spawn().unwrap();
    let mut linjer = BufReader::new(b.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(linjer.next().unwrap().starts_with("goes on: 2 municipalities"));
    p.kald("PUT", "/udvikling/ur", &[("content-type", "application/json")], r#"{"nu":"2026-12-08T12:00:00+01:00"}"#);
    let to: Vec<String> = linjer.take(2).collect();
    b.kill().unwrap();
    b.wait().unwrap();
    assert!(to[0].starts_with("2026-12-07  CPR") && to[1].starts_with("2026-12-08  CPR"), "{to:?}");
}

#[test]
fn a_country_that_is_killed_goes_on_where_it_stood_and_is_the_same() {
    let mappe = tempfile::tempdir().unwrap();
    let (hel, brudt) = (mappe.path().join("hel"), mappe.path().join("brudt"));
    let fra = [&STOERRELSE[..], &["--dag", "2027-03-25", "--ansatte", "5", "--enheder", "5", "--sager", "10"]].concat();
    let alle = lev(&hel, &[&fra[..], &["--dage", "8"]].concat());
    let mut set = draebt_efter(&brudt, &fra_med(&fra, &["--doegn", "0"]), 2);
    // What was not told was perhaps loaded already.
    let rest = lev(&brudt, &["--dage", "1"]);
    assert!(rest.starts_with("goes on: 2 municipalities and 200 households since 2027-03-25"), "{rest}");
    set.extend(dage(&rest).into_iter().map(str::to_owned));
    let naaet = |l: &str| dage(&alle).iter().position(|d| d[..10] == l[..10]).unwrap();
    let sidst = naaet(set.last().unwrap());
    let mangler = (7 - sidst).to_string();
    let slut = lev(&brudt, &["--dage", &mangler]);
    set.extend(dage(&slut).into_iter().map(str::to_owned));
    for l in &set {
        assert_eq!(l, dage(&alle)[naaet(l)], "the same seed gives the same day");
    }
    assert_eq!(stand(&hel), stand(&brudt));
    assert!(stand(&hel).contains("task 999999: extract of 2027-04-02"), "{}", stand(&hel));
    // Another country does not live in the same store.
    for (valg, felt) in [(["--seed", "2"], "--seed"), (["--kommuner", "3"], "--kommuner"), (["--haendelser", "1"], "--haendelser")] {
        let ud = samspil(&["generer", "--levende", "--dage", "1", "--data"]).arg(&hel).args(valg).output().unwrap();
        let tekst = String::from_utf8_lossy(&ud.stderr).into_owned();
        assert!(!ud.status.success() && tekst.contains(felt) && tekst.contains("a country lives in the store"), "{tekst}");
    }
    let ud =
        samspil(&["generer", "--levende", "--dag", "2019-01-01", "--dage", "1", "--data"]).arg(mappe.path().join("ny")).output().unwrap();
    assert!(!ud.status.success() && String::from_utf8_lossy(&ud.stderr).contains("2026"), "{ud:?}");
}

fn fra_med<'a>(fra: &[&'a str], mere: &[&'a str]) -> Vec<&'a str> {
    [fra, mere].concat()
}

/// Both tasks live side by side: the official test persons stay as they are.
#[test]
fn cpr14_the_official_test_persons_lie_beside_the_synthetic_country() {
    let Some(f) = faelles() else { return };
    let fil = f.join("data/cpr-test/U12170-P-opgavenr-110901.latin1.txt");
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let importer = || koer(&["importer", "cpr", fil.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    importer();
    let foer = stand(&data);
    let ud = lev(
        &data,
        &[&STOERRELSE[..], &["--ansatte", "5", "--enheder", "5", "--sager", "10", "--dag", "2026-12-01", "--dage", "2"]].concat(),
    );
    assert_eq!(dage(&ud).len(), 2, "{ud}");
    let efter = stand(&data);
    assert!(foer.starts_with("task 110901") && efter.contains(foer.trim_end()) && efter.contains("task 999999"), "{foer}{efter}");
    assert!(importer().contains("loaded before: nothing was changed"));
}
