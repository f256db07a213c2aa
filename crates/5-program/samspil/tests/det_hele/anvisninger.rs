//! The anvisninger as a service (C-2): the command that lints a file, the mode of an instance, and the report.
use crate::program::{Program, samspil};
use std::io::Write;
use std::process::{Output, Stdio};

const SDI: &str = "/sagdokumentindeks/6";
const SAG: &str = include_str!("../../../../../docs/eksempler/sag.xml");
/// What is planted in "Aftale om forebyggende hjemmebesøg", and the rule that names it.
const FEJL: [(&str, &str, &str); 5] = [
    ("<sag:Titel>Aftale om forebyggende hjemmebesøg</sag:Titel>", "", "C.3 Titel"),
    (">Opstaaet<", ">Afsluttet<", "C.3 Fremdrift"),
    ("<si:BrugervendtNoegle>27.35.04<", "<si:BrugervendtNoegle>27.35<", "C.3 Klasse.Primær klasse"),
    ("urn:oio:cpr-nr:6101700001", "urn:oio:cpr-nr:61017000012", "C.3 Part.Primær part"),
    ("1b3c6a6d-e977-4491-9bf8-b41ee6999f39", "1b3c6a6d-e977-4491-9bf8-b41ee6999f30", "C.3 IT-system.Afsender"),
];

fn med_fejl() -> String {
    FEJL.iter().fold(SAG.to_owned(), |s, (fra, til, _)| s.replacen(fra, til, 1))
}

fn konvolut(fil: &str) -> String {
    let krop = fil.split_once("?>").unwrap().1;
    format!("<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>{krop}</e:Body></e:Envelope>")
}

/// `samspil anvisninger lint - --json` with that on standard input.
fn lint(ind: &str, mere: &[&str]) -> Output {
    let mut p = samspil(&[&["anvisninger", "lint", "-"], mere].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    p.stdin.take().unwrap().write_all(ind.as_bytes()).unwrap();
    p.wait_with_output().unwrap()
}

fn udskrift(o: &Output) -> String {
    String::from_utf8_lossy(&o.stdout).into_owned()
}

#[test]
fn every_sample_of_an_index_follows_the_anvisninger() {
    for fil in ["sag", "dokument", "bevilling", "effektuering"] {
        let sti = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../../docs/eksempler/{fil}.xml"));
        let ud = samspil(&["anvisninger", "lint"]).arg(sti).output().unwrap();
        assert!(ud.status.success(), "{fil}: {}", udskrift(&ud));
    }
}

#[test]
fn c2_five_planted_faults_are_all_named_and_a_right_case_has_none() {
    let rigtig = lint(&konvolut(SAG), &[]);
    assert_eq!((rigtig.status.code(), udskrift(&rigtig).as_str()), (Some(0), "1 object, 0 findings.\n"));
    let forkert = lint(&med_fejl(), &[]);
    let tekst = udskrift(&forkert);
    assert_eq!(forkert.status.code(), Some(1), "{tekst}");
    for (_, _, regel) in FEJL {
        assert!(tekst.contains(&format!("  {regel}\n    felt:  ")), "{regel}: {tekst}");
    }
    assert!(tekst.contains("værdi: 27.35\n    råd:   Brug nøglens rigtige form.") && tekst.ends_with("1 object, 5 findings.\n"), "{tekst}");
    assert!(!tekst.contains("610170"), "what may be a CPR number is not repeated: {tekst}");
    let json: serde_json::Value = serde_json::from_str(&udskrift(&lint(&med_fejl(), &["--json"]))).unwrap();
    let regler: Vec<_> = json[0]["fund"].as_array().unwrap().iter().map(|f| f["regel"].as_str().unwrap()).collect();
    assert!(regler.len() == 5 && FEJL.iter().all(|f| regler.contains(&f.2)), "{json}");
    assert_eq!((&json[0]["type"], &json[0]["afvisning"]), (&"SagIndeks".into(), &serde_json::Value::Null));
    for ulaeselig in ["", "<a/>", "{\"format\":\"andet\"}"] {
        let o = lint(ulaeselig, &[]);
        assert_eq!((o.status.code(), udskrift(&o).as_str()), (Some(2), ""), "{ulaeselig}");
    }
}

#[test]
fn c2_c3_an_instance_that_refuses_one_that_tells_and_the_report_of_what_is_stored() {
    let mappe = tempfile::tempdir().unwrap();
    let send = |maade: &str, krop: &str| {
        let mut p = Program::serve(mappe.path(), &["--anvisninger", maade]);
        let s = p.kald("POST", SDI, &[("content-type", "application/soap+xml")], konvolut(krop));
        p.stop();
        s.krop
    };
    let afvist = send("afvis", &med_fejl());
    assert!(afvist.contains("StatusKode>40<") && FEJL.iter().all(|f| afvist.contains(f.2)), "{afvist}");
    // No other wire is a way round.
    let virkning = serde_json::json!({ "from": "2026-03-01", "to": "infinity" });
    let sag = serde_json::json!({ "tilstande": { "sagindeksfremdrift": [{ "fremdrift": "Opstaaet", "virkning": virkning }] } });
    let mut p = Program::serve(mappe.path(), &["--anvisninger", "afvis"]);
    let s = p.json("POST", "/sagdokumentindeks/sagindeks", &sag);
    assert!(s.status == 400 && s.krop.contains("SAM-1210") && s.krop.contains("C.3 Titel"), "{s:?}");
    p.stop();
    let rapport = |mere: &[&str]| {
        let fast = ["anvisninger", "rapport", "--myndighed", "11111111", "--data", mappe.path().to_str().unwrap()];
        udskrift(&samspil(&[&fast[..], mere].concat()).output().unwrap())
    };
    assert_eq!(rapport(&[]), "No registrations in the period.\n");
    let advaret = send("advar", &med_fejl());
    assert!(advaret.contains("FejlbeskedTekst>OK<") && FEJL.iter().all(|f| advaret.contains(f.2)), "{advaret}");
    assert!(!send("fra", SAG).contains("DetaljeretFejlbesked"));
    let json: serde_json::Value = serde_json::from_str(&rapport(&["--json", "--fra", "2026-01-01"])).unwrap();
    let raekke = &json["raekker"][0];
    assert_eq!((&raekke["registreringer"], &raekke["medfund"]), (&2.into(), &1.into()), "{json}");
    assert_eq!(raekke["system"], "10000000-0000-4000-8000-000000000040");
    assert!(rapport(&[]).contains("2 registrations, 1 with findings\n    C.3 Fremdrift: 1 (10000000-0000-4000-8000-000000000001)"));
    // The stored registrations as lines of JSON: the newest of the case is right.
    let fil = mappe.path().join("alt.jsonl");
    assert!(samspil(&["eksporter", "--data"]).arg(mappe.path()).arg(&fil).status().unwrap().success());
    let o = samspil(&["anvisninger", "lint"]).arg(&fil).output().unwrap();
    assert_eq!((o.status.code(), udskrift(&o).as_str()), (Some(0), "1 object, 0 findings.\n"));
}

#[test]
fn c2_an_authority_chooses_for_itself_with_security_on() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let noegler = data.join("klienter");
    let fil = mappe.path().join("sag.xml");
    let p = Program::demo_sikker(&data);
    // Only its master may write a case (C-10): the demo's system.
    let systemer = samspil(&["administration", "system", "list", "--json", "--data"]).arg(&data).output().unwrap();
    let systemer: serde_json::Value = serde_json::from_slice(&systemer.stdout).unwrap();
    let eget = systemer.as_array().unwrap().iter().find(|s| s["navn"] == "Demosystem").unwrap_or_else(|| panic!("{systemer}"));
    std::fs::write(&fil, med_fejl().replace("10000000-0000-4000-8000-000000000040", eget["uuid"].as_str().unwrap())).unwrap();
    let server = p.sikker.as_deref().unwrap();
    let vaelg = |maade: &str| {
        let fast = ["administration", "anvisninger", "--myndighed", "11111111", "--maade", maade, "--data"];
        assert!(samspil(&fast).arg(&data).status().unwrap().success());
    };
    let send = || {
        let mut c = samspil(&["klient", "kald", "sagdokumentindeks/6", "importer", "--server", server, "--body"]);
        c.arg(&fil).arg("--certifikat").arg(noegler.join("demosystem.p12")).arg("--rod").arg(noegler.join("rod.pem"));
        let ud = c.output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr))
    };
    // The running program sees within a quarter of a second what a command wrote.
    let indtil = |maade: &str, passer: &dyn Fn(&str) -> bool| {
        vaelg(maade);
        let mut sidste = String::new();
        for _ in 0..50 {
            sidste = send();
            if passer(&sidste) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        panic!("{maade}: {sidste}");
    };
    indtil("afvis", &|s| s.contains("SAM-1210") && FEJL.iter().all(|f| s.contains(f.2)));
    indtil("advar", &|s| s.contains("OK") && FEJL.iter().all(|f| s.contains(f.2)));
    let hent = |hvem: &str| {
        let url = format!("{server}/administration/v1/anvisningskvalitet?myndighed=11111111");
        let mut c = std::process::Command::new("curl");
        c.args(["-sS", "--cacert"]).arg(noegler.join("rod.pem"));
        c.arg("--cert").arg(noegler.join(format!("{hvem}.pem"))).arg("--key").arg(noegler.join(format!("{hvem}.key")));
        let ud = c.arg(url).output().unwrap();
        String::from_utf8_lossy(&ud.stdout).into_owned()
    };
    let v: serde_json::Value = serde_json::from_str(&hent("administrator-kommune")).unwrap();
    let raekke = v["raekker"].as_array().unwrap().iter().find(|r| r["system"] == eget["uuid"]).unwrap_or_else(|| panic!("{v}"));
    assert_eq!((&raekke["registreringer"], &raekke["medfund"]), (&1.into(), &1.into()), "{v}");
    // The call in which something was refused is in the log.
    let log = samspil(&["log", "vis", "--myndighed", "11111111", "--data"]).arg(&data).output().unwrap();
    assert!(String::from_utf8_lossy(&log.stdout).contains("SAM-1210"), "{}", String::from_utf8_lossy(&log.stdout));
}
