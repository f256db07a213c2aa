//! The company register in the running program: by SF1530, by file, and as messages.
use crate::beskedfordeler::{objekt, opret, vis};
use crate::program::{Program, faelles, koer_python, samspil};
use cvr::haendelser::beskedtype;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn eksempel(navn: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler").join(navn)
}

/// What `samspil importer cvr` says.
fn importer(data: &Path, fil: &Path, mere: &[&str]) -> (bool, String) {
    let ud = samspil(&["importer", "cvr"]).arg(fil).arg("--data").arg(data).args(mere).output().unwrap();
    (ud.status.success(), String::from_utf8_lossy(&ud.stdout).into_owned() + &String::from_utf8_lossy(&ud.stderr))
}

#[test]
fn sf1530_every_operation_by_zeep_from_the_published_wsdl() {
    let Some(f) = faelles() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo(&mappe.path().join("data"), &[]);
    koer_python("zeep_cvr.py", &[&p.adresse, f.join("contracts").to_str().unwrap()]);
}

#[test]
fn j5_what_a_load_changes_is_told_once_to_who_subscribes_also_over_kill_9() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let mut p = Program::serve(&data, &[]);
    let d = objekt(
        "dueslag",
        json!({"navn": "Mit", "leveringsmaade": "BeskedHent"}),
        json!({"modtagersystem": "ba537e12-8b0c-44b1-9de7-f75803a4e091"}),
    );
    let dueslag = opret(&p, "/beskedfordeler/dueslag", &d);
    let typen = beskedtype().to_string();
    opret(
        &p,
        "/beskedfordeler/abonnement",
        &objekt("abonnement", json!({"navn": "CVR"}), json!({"beskedtype": typen, "dueslag": dueslag})),
    );
    let (godt, sagt) = importer(&data, &eksempel("virksomheder.jsonl"), &[]);
    assert!(godt && sagt.contains(" 0 changed") && sagt.contains("; 0 events"), "a first load tells nothing: {sagt}");
    let (godt, sagt) = importer(&data, &eksempel("virksomheder.csv"), &["--proev"]);
    assert!(godt && sagt.contains("would be added"), "{sagt}");
    p.draeb();
    let (godt, sagt) = importer(&data, &eksempel("virksomheder.csv"), &[]);
    let antal: usize =
        sagt.lines().find_map(|l| l.split("unchanged; ").nth(1)?.split(' ').next()?.parse().ok()).unwrap_or_else(|| panic!("{sagt}"));
    assert!(godt && antal > 2, "{sagt}");
    let p = Program::serve(&data, &[]);
    let frist = Instant::now() + Duration::from_secs(30);
    let linjer = loop {
        let linjer: Vec<String> = vis(&data, &["vis", &dueslag]).lines().map(str::to_owned).collect();
        if linjer.len() >= antal || Instant::now() > frist {
            break linjer;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(linjer.len(), antal, "{linjer:?} {:?}", p.log.lock().unwrap());
    assert!(linjer.iter().all(|l| l.contains(&typen)), "{linjer:?}");
    let (godt, sagt) = importer(&data, &eksempel("virksomheder.csv"), &[]);
    assert!(godt && sagt.contains("CVR: 0 added, 0 changed"), "the same file twice changes nothing: {sagt}");
    let fil = mappe.path().join("fejl.jsonl");
    std::fs::write(
        &fil,
        "{\"type\":\"enhed\",\"cvr\":\"98000001\",\"navn\":\"x\",\"start\":\"2020-01-01\",\"adresse\":{\"postnr\":\"x\"}}",
    )
    .unwrap();
    let (godt, sagt) = importer(&data, &fil, &[]);
    assert!(!godt && sagt.contains("SAM-1108") && sagt.contains("fejl.jsonl/line 1/adresse/postnr"), "{sagt}");
}
