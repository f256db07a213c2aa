//! Addresses: extracts by command, a public component in a browser, free reading beside guarded services.
use crate::beskedfordeler::{objekt, opret, vis};
use crate::import::koer;
use crate::program::{Program, maal};
use grund::Uuid;
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A road with a block of flats and a house, and another road whose name begins alike, as lines of DAR.
fn udtraek(mappe: &Path) -> Vec<String> {
    let version = r#""registreringfra":"2018-05-03T16:58:34Z","registreringtil":null,"virkningfra":"2011-09-09T12:20:37.09Z","virkningtil":null,"status":"3""#;
    let id = |n: u32| format!("00000000-0000-4000-8000-{n:012}");
    let linje = |n: u32, mere: &str| format!("{{\"id\":\"{}\",{version},{mere}}}\n", id(n));
    let hus = |n, nr: &str, vej, by: bool| {
        let by = if by { format!(r#","supplerendebynavn_id":"{}""#, id(4)) } else { String::new() };
        linje(n, &format!(r#""husnummertekst":"{nr}","navngivenvej_id":"{}","postnummer_id":"{}"{by}"#, id(vej), id(3)))
    };
    let bolig = |n, husnummer, etage: &str, doer: &str| {
        linje(n, &format!(r#""husnummer_id":"{}","etagebetegnelse":"{etage}","dørbetegnelse":"{doer}""#, id(husnummer)))
    };
    let filer = [
        ("NavngivenVej", linje(1, r#""vejnavn":"Skeevej""#) + &linje(2, r#""vejnavn":"Skebakken""#)),
        ("Postnummer", linje(3, r#""postnr":"4370","navn":"Store Merløse""#)),
        ("SupplerendeBynavn", linje(4, r#""navn":"Skee""#)),
        ("Husnummer", hus(10, "39B", 1, true) + &hus(11, "41", 1, true) + &hus(12, "1", 2, false)),
        ("Adresse", bolig(20, 10, "1", "th") + &bolig(21, 10, "1", "tv") + &bolig(22, 11, "", "") + &bolig(23, 12, "", "")),
    ];
    let skriv = |(navn, indhold): (&str, String)| {
        let fil = mappe.join(format!("{navn}.ndjson"));
        std::fs::write(&fil, indhold).unwrap();
        fil.to_str().unwrap().to_owned()
    };
    filer.into_iter().map(skriv).collect()
}

fn importer(mappe: &Path, data: &str) -> String {
    let filer = udtraek(mappe);
    let mut a = vec!["importer", "dar", "--data", data];
    a.extend(filer.iter().map(String::as_str));
    koer(&a)
}

#[test]
fn dawa_autocomplete2_runs_in_a_browser_against_the_program_and_a_user_picks_an_address() {
    let komponent = maal().join("browser");
    let chromium = Command::new("chromium").arg("--version").output().is_ok_and(|o| o.status.success());
    let node = Command::new("node").arg("--version").output().is_ok_and(|o| o.status.success());
    if !chromium || !node || !komponent.join("node_modules/dawa-autocomplete2").is_dir() {
        eprintln!("SKIPPED: dawa-autocomplete2 (chromium, node, or {} is not there; proev.sh installs them)", komponent.display());
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let data = data.to_str().unwrap();
    let ud = importer(mappe.path(), data);
    assert!(ud.contains("DAR: 11 rows read; 11 new, 0 changed"), "{ud}");
    let p = Program::serve(Path::new(data), &[]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/adresse.mjs");
    let ud = Command::new("node").arg(script).arg(&p.adresse).arg(&komponent).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success() && tekst.contains("OK "), "{tekst}");
    assert!(tekst.contains(r#""id":"00000000-0000-4000-8000-000000000020""#), "{tekst}");
}

#[test]
fn free_data_need_no_token_findos_does_and_a_running_program_sees_an_import_at_once() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let p = Program::demo_sikker(&data);
    let soeg = "/dawa/autocomplete?q=skeevej%2041&type=adresse";
    let svar = p.get(soeg);
    assert_eq!((svar.status, svar.krop.as_str(), svar.hoved("access-control-allow-origin")), (200, "[]", Some("*")));
    importer(mappe.path(), data.to_str().unwrap());
    assert_eq!(p.get(soeg).json()[0]["tekst"], "Skeevej 41, Skee, 4370 Store Merløse");
    assert_eq!(p.get("/dawa/status").json()["dar"]["antal"]["Adresse"], 4);
    let andet_sted = [("origin", "https://en.anden.side.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(p.kald("GET", soeg, &andet_sted, "").status, 200);
    assert_eq!(p.kald("OPTIONS", soeg, &andet_sted, "").status, 204);
    assert_eq!(p.get("/findos/v1/opslag?navn=x&adresse=skeevej%2041").status, 401);
    assert!(p.get("/findos/v1/openapi.json").krop.contains("No contract of FindOs is public"));
}

/// An import's changes reach who subscribes, and once, though the program was killed meanwhile.
#[test]
fn what_an_import_of_dar_changes_is_told_by_beskedfordeler() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let mut p = Program::serve(&data, &[]);
    let modtager = json!({"modtagersystem": "ba537e12-8b0c-44b1-9de7-f75803a4e091"});
    let dueslag =
        opret(&p, "/beskedfordeler/dueslag", &objekt("dueslag", json!({"navn": "Mit", "leveringsmaade": "BeskedHent"}), modtager));
    let typen = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"samspil:beskedtype:dar/haendelse").to_string();
    let om = json!({"beskedtype": typen, "dueslag": dueslag});
    opret(&p, "/beskedfordeler/abonnement", &objekt("abonnement", json!({"navn": "DAR"}), om));
    importer(mappe.path(), data.to_str().unwrap());
    p.draeb();
    // The road is renamed, and a house is given up.
    let version =
        r#""registreringfra":"2026-05-03T10:00:00Z","registreringtil":null,"virkningfra":"2026-05-03T10:00:00Z","virkningtil":null"#;
    let id = |n: u32| format!("00000000-0000-4000-8000-{n:012}");
    let fil = |navn: &str, indhold: String| {
        let fil = mappe.path().join("nyt").join(format!("{navn}.ndjson"));
        std::fs::create_dir_all(fil.parent().unwrap()).unwrap();
        std::fs::write(&fil, indhold).unwrap();
        fil.to_str().unwrap().to_owned()
    };
    let vej = fil("NavngivenVej", format!("{{\"id\":\"{}\",{version},\"status\":\"3\",\"vejnavn\":\"Skebakken Nord\"}}\n", id(2)));
    let hus = fil(
        "Husnummer",
        format!("{{\"id\":\"{}\",{version},\"status\":\"4\",\"husnummertekst\":\"41\",\"navngivenvej_id\":\"{}\"}}\n", id(11), id(1)),
    );
    let ud = koer(&["importer", "dar", "--data", data.to_str().unwrap(), &vej, &hus]);
    assert!(ud.contains("0 new, 2 changed"), "{ud}");
    for _ in 0..2 {
        let mut p = Program::serve(&data, &[]);
        let frist = Instant::now() + Duration::from_secs(30);
        let linjer = loop {
            let linjer = vis(&data, &["vis", &dueslag]);
            if linjer.lines().count() >= 2 || Instant::now() > frist {
                break linjer;
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        assert_eq!(linjer.lines().count(), 2, "{linjer}");
        assert!(linjer.lines().all(|l| l.contains(&typen)), "{linjer}");
        p.draeb();
    }
}

#[test]
fn generated_addresses_are_found_and_the_same_again_change_nothing() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let data = data.to_str().unwrap();
    let generer = || koer(&["generer", "adresser", "--antal", "500", "--dag", "2026-01-01", "--data", data]);
    let foerste = generer();
    assert!(foerste.contains("Adresse 500"), "{foerste}");
    let anden = generer();
    assert!(anden.contains("; 0 new, 0 changed"), "{anden}");
    let p = Program::serve(Path::new(data), &[]);
    let v = p.get("/dawa/adresser?q=vej%201&per_side=5&struktur=mini").json();
    let a = p.get("/dawa/autocomplete?q=b&type=vejnavn").json();
    assert!(!a.as_array().unwrap().is_empty(), "{v} {a}");
}
