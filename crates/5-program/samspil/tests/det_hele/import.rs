//! Commands that bring data in and out, and time as a test wants it.
use crate::fuzz_proever::regneark;
use crate::nedbrud::postgres;
use crate::program::{JSON, MYNDIGHED, Program, samspil};
use crate::tvaers::{ANDEN, ENHED, enhed};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Runs a command to its end; what it printed.
pub fn koer(argumenter: &[&str]) -> String {
    let ud = samspil(argumenter).output().unwrap();
    assert!(ud.status.success(), "{argumenter:?}: {}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

fn fejlfri(argumenter: &[&str]) {
    let ud = koer(&[&["kontroller"], argumenter].concat());
    assert!(ud.contains(": 0 faults"), "{ud}");
}

/// The lines of an export without the first, which has the time. An import writes objects side by side, so their order is free.
fn eksport(argumenter: &[&str]) -> Vec<String> {
    let mut l: Vec<String> = koer(&[&["eksporter", "-"], argumenter].concat()).lines().skip(1).map(str::to_owned).collect();
    l.sort();
    l
}

fn sti(mappe: &Path, navn: &str, indhold: impl AsRef<[u8]>) -> String {
    let fil = mappe.join(navn);
    std::fs::write(&fil, indhold).unwrap();
    fil.to_str().unwrap().to_owned()
}

const CSV: &str = "nr;titel;oprettet\n33;Grønne områder;2010-01-01\n33.00;Drift;2010-01-01\n33.00.04;Kantklipning;2012-01-01\n";
const XML: &str = "<KLE-Emneplan><UdgivelsesDato>2026-02-01</UdgivelsesDato><Hovedgruppe><HovedgruppeNr>33</HovedgruppeNr><HovedgruppeTitel>Grønne områder</HovedgruppeTitel>\
    <HovedgruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></HovedgruppeAdministrativInfo>\
    <Gruppe><GruppeNr>33.00</GruppeNr><GruppeTitel>Drift</GruppeTitel><GruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></GruppeAdministrativInfo>\
    <Emne><EmneNr>33.00.04</EmneNr><EmneTitel>Kantklipning</EmneTitel><EmneAdministrativInfo><OprettetDato>2012-01-01</OprettetDato></EmneAdministrativInfo></Emne>\
    </Gruppe></Hovedgruppe></KLE-Emneplan>";

#[test]
fn kle05_the_same_file_twice_changes_nothing_in_any_format() {
    let mappe = tempfile::tempdir().unwrap();
    let xlsx = regneark(&[
        &["nr", "titel", "oprettet"],
        &["33", "Grønne områder", "2010-01-01"],
        &["33.00", "Drift", "2010-01-01"],
        &["33.00.04", "Kantklipning", "2012-01-01"],
    ]);
    for (navn, indhold) in [("kle.csv", CSV.as_bytes()), ("kle.xml", XML.as_bytes()), ("kle.xlsx", &xlsx)] {
        let data = mappe.path().join(format!("data-{navn}"));
        let (fil, data) = (sti(mappe.path(), navn, indhold), data.to_str().unwrap());
        let import = || koer(&["importer", "kle", &fil, "--udgave", "2026-02-01", "--data", data]);
        let foerste = import();
        assert!(foerste.contains("3 added"), "{navn}: {foerste}");
        let anden = import();
        assert!(
            anden.contains("0 added, 0 changed, 0 ended, 3 unchanged") && anden.contains("\n0 registrations written"),
            "{navn}: {anden}"
        );
        fejlfri(&["--data", data]);
        let p = Program::serve(Path::new(data), &[]);
        let v = p.get("/klassifikation/klasse?brugervendtnoegle=33.00.04&list=true").json();
        assert!(v.to_string().contains("Kantklipning"), "{navn}: {v}");
    }
}

#[test]
fn an_organisation_is_imported_twice_and_read_on_the_wire() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let data = data.to_str().unwrap();
    let enheder = sti(
        mappe.path(),
        "enheder.csv",
        "uuid;navn;overordnet;type;leder;email;fra\nrod;Lille Kommune;;;;kommunen@lille.example;2020-01-01\njob;Jobcenter Ærø;rod;Afdeling;anbi;job@lille.example;2020-01-01\n",
    );
    let folk = sti(
        mappe.path(),
        "medarbejdere.csv",
        "brugernavn;navn;email;enhed;stilling;fra;til\nanbi;Anna Birkemose;anbi@lille.example;job;Leder;2021-05-01;\nbeth;Bent Havrelund;beth@lille.example;job;Konsulent;2024-02-01;31-12-2026\n",
    );
    let import = || koer(&["importer", "organisation", &enheder, &folk, "--data", data]);
    let foerste = import();
    assert!(foerste.contains("OrganisationEnhed: 2 added") && foerste.contains("Bruger: 2 added"), "{foerste}");
    let anden = import();
    assert!(anden.contains("\n0 registrations written") && !anden.contains("1 added") && !anden.contains("1 changed"), "{anden}");
    fejlfri(&["--data", data]);
    let p = Program::serve(Path::new(data), &[]);
    let v = p.get(&format!("{ENHED}?enhedsnavn=Jobcenter%25&list=true")).json();
    assert!(v.to_string().contains("Jobcenter Ærø"), "{v}");
}

#[test]
fn a_generated_country_is_exported_restored_and_exported_alike_on_every_store() {
    let mappe = tempfile::tempdir().unwrap();
    let (a, b) = (mappe.path().join("a"), mappe.path().join("b"));
    let (a, b) = (a.to_str().unwrap(), b.to_str().unwrap());
    koer(&["generer", "--enheder", "20", "--ansatte", "40", "--sager", "40", "--data", a]);
    fejlfri(&["--data", a]);
    let fil = mappe.path().join("alt.jsonl");
    let fil = fil.to_str().unwrap();
    koer(&["eksporter", fil, "--data", a]);
    let foer = eksport(&["--data", a]);
    assert!(foer.len() > 100, "{} lines", foer.len());
    let ud = koer(&["importer", "eksport", fil, "--data", b]);
    assert!(ud.contains("0 unchanged, 0 different"), "{ud}");
    assert_eq!(eksport(&["--data", b]), foer);
    fejlfri(&["--data", b]);
    // A second time everything is there already.
    let ud = koer(&["importer", "eksport", fil, "--data", b]);
    assert!(ud.starts_with("0 objects added"), "{ud}");

    let Some((_server, url)) = postgres() else { return };
    koer(&["importer", "eksport", fil, "--lager", &url]);
    assert_eq!(eksport(&["--lager", &url]), foer);
    fejlfri(&["--lager", &url]);
    // The same questions get the same answers from either store.
    let (p, q) = (Program::serve(Path::new(a), &[]), Program::serve(mappe.path(), &["--lager", &url]));
    for sti in [
        "/organisation/bruger?list=true&brugernavn=%25kor%25",
        "/organisation/organisationenhed?vilkaarligattr=%25e%25&virkningfra=-infinity&virkningtil=infinity",
        "/klassifikation/klasse?list=true&maximalantalresultater=50&bvn=%25",
    ] {
        let (x, y) = (p.get(sti), q.get(sti));
        let sorteret = |v: Value| {
            let mut l: Vec<String> =
                v["results"][0].as_array().unwrap_or_else(|| panic!("{sti}: {v}")).iter().map(Value::to_string).collect();
            l.sort();
            l
        };
        // Pages follow the order of creation, which an import leaves open.
        let (x, y) = (sorteret(x.json()), sorteret(y.json()));
        assert!(!x.is_empty() && x.len() == y.len() && (sti.contains("maximal") || x == y), "{sti}");
    }
}

#[test]
fn a_backup_taken_while_writes_go_on_is_whole() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let p = Program::serve(&data, &[]);
    let (kvitteret, slut) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let kopi = mappe.path().join("kopi.db");
    let foer = std::thread::scope(|s| {
        for k in 0..4 {
            let (p, kvitteret, slut) = (&p, &kvitteret, &slut);
            s.spawn(move || {
                for n in 0.. {
                    if slut.load(Ordering::Relaxed) {
                        return;
                    }
                    let navn = format!("k{k} n{n}");
                    let v = p.json("POST", ENHED, &enhed(&navn, &navn)).json();
                    kvitteret.lock().unwrap().push(v["uuid"].as_str().unwrap().to_owned());
                }
            });
        }
        std::thread::sleep(Duration::from_millis(500));
        let foer = kvitteret.lock().unwrap().clone();
        koer(&["sikkerhedskopi", kopi.to_str().unwrap(), "--data", data.to_str().unwrap()]);
        slut.store(true, Ordering::Relaxed);
        foer
    });
    assert!(!foer.is_empty());
    let url = format!("sqlite:{}", kopi.to_str().unwrap());
    fejlfri(&["--lager", &url]);
    let kopi = eksport(&["--lager", &url]).join("\n");
    for uuid in &foer {
        assert!(kopi.contains(uuid.as_str()), "{uuid} was acknowledged before the backup began and is not in it");
    }
}

#[test]
fn a_reset_empties_one_authority_and_leaves_the_others() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    for (cvr, navn) in [(MYNDIGHED, "min"), (ANDEN, "din")] {
        for n in 0..20 {
            assert_eq!(p.rest(cvr, "POST", ENHED, &enhed(&format!("{navn} {n}"), navn)).status, 201);
        }
    }
    let antal = |cvr: &str| p.rest(cvr, "GET", &format!("{ENHED}?bvn=%25"), &Value::Null).json()["results"][0].as_array().unwrap().len();
    assert_eq!((antal(MYNDIGHED), antal(ANDEN)), (20, 20));
    assert_eq!(p.kald("DELETE", &format!("/udvikling/myndighed/{MYNDIGHED}/data"), &JSON, "").status, 204);
    assert_eq!((antal(MYNDIGHED), antal(ANDEN)), (0, 20));
    assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed("min 0", "igen")).status, 201);
    fejlfri(&["--data", mappe.path().to_str().unwrap()]);
}

#[test]
fn a_fact_is_read_as_of_what_was_known_then() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &["--ur", "2018-01-01T12:00:00Z"]);
    let uuid = p.json("POST", ENHED, &enhed("n", "Gammelt navn")).json()["uuid"].as_str().unwrap().to_owned();
    p.kald("PUT", "/udvikling/ur", &JSON, "2021-03-01T12:00:00Z");
    let nyt = json!({ "attributter": { "organisationenhedegenskaber": [{ "enhedsnavn": "Nyt navn", "virkning": { "from": "2020-01-01", "to": "infinity" } }] } });
    assert_eq!(p.json("PATCH", &format!("{ENHED}/{uuid}"), &nyt).status, 200);
    p.kald("PUT", "/udvikling/ur", &JSON, "2026-01-01T12:00:00Z");
    let navn = |q: &str| {
        let s = p.get(&format!("{ENHED}?uuid={uuid}{q}"));
        let fundet = ["Gammelt navn", "Nyt navn"].into_iter().filter(|n| s.krop.contains(n)).collect::<Vec<_>>();
        fundet.join("+")
    };
    assert_eq!(navn(""), "Nyt navn");
    assert_eq!(navn("&registreringstid=2019-01-01&virkningstid=2020-06-01"), "Gammelt navn", "what was known in 2019");
    assert_eq!(navn("&registreringstid=2022-01-01&virkningstid=2020-06-01"), "Nyt navn");
    assert_eq!(navn("&registreringstid=2017-01-01"), "", "before anybody knew of it");
    assert_eq!(navn("&registreretfra=-infinity&registrerettil=infinity"), "Gammelt navn+Nyt navn");
}
