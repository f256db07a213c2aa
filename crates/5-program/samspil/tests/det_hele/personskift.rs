//! A new personnummer from end to end (CPR-08 … CPR-11, CPR-13): the extract, identities, subscriptions, messages, who has not confirmed; and a double number that a person decides on.
//! Once with numbers of our own, once with Robert Ullersen and the double number of CPR's public test persons.
use crate::program::{Program, faelles, samspil};
use cpr::Personnummer;
use cpr::linje::Linjebygger;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const LYTTER: &str = "10000000-0000-4000-8000-000000000040";
const DOEV: &str = "10000000-0000-4000-8000-000000000070";
const DUESLAG: &str = "5a5a0000-0000-4000-8000-000000000011";
const ABONNEMENT: &str = "5a5a0000-0000-4000-8000-000000000012";
const PAA_NUMMER: &str = "5a5a0000-0000-4000-8000-000000000013";

/// Who gets a new number, and who had two.
struct Historie {
    gammelt: &'static str,
    nyt: &'static str,
    dobbelt: &'static str,
    rigtigt: &'static str,
}

const EGNE: Historie = Historie { gammelt: "6101700001", nyt: "6101700002", dobbelt: "6101520013", rigtigt: "6107529039" };
const OFFICIELLE: Historie = Historie { gammelt: "0108610069", nyt: "0709610015", dobbelt: "0101520013", rigtigt: "0107529039" };

fn eksempler() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler")
}

/// A command that goes well; what it prints.
fn kommando(argumenter: &[&str], data: Option<&Path>) -> String {
    let mut c = samspil(argumenter);
    if let Some(d) = data {
        c.arg("--data").arg(d);
    }
    let ud = c.output().unwrap();
    assert!(ud.status.success(), "{argumenter:?}: {}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

fn som_json(argumenter: &[&str], data: &Path) -> Value {
    serde_json::from_str(&kommando(&[argumenter, &["--json"]].concat(), Some(data))).unwrap()
}

/// The samples' case, note, double case and grant of the other system, about these persons; and the same of the system that listens, whose grant is the first person's.
fn indeks(h: &Historie) -> String {
    let fil = std::fs::read_to_string(eksempler().join("andet-system.jsonl")).unwrap();
    let om =
        |fil: &str, bevilling: &str| fil.replace(EGNE.rigtigt, bevilling).replace(EGNE.gammelt, h.gammelt).replace(EGNE.dobbelt, h.dobbelt);
    let lytters = om(&fil, h.gammelt).replace(DOEV, LYTTER).replace("-0000000001", "-0000000002");
    om(&fil, h.rigtigt) + &lytters
}

/// What there was the day before: each of the three numbers is somebody's.
fn dagen_foer(h: &Historie) -> Vec<u8> {
    let person = |n: &str| {
        let b = Linjebygger::ny(1, Some(Personnummer::laes(n).unwrap())).felt("STATUS", "01").felt("KOEN", "M");
        b.felt("FOED_DT", "1952-01-01").felt("START_DT-PERSON", "1952-01-01").linje()
    };
    let ramme = |nr: u16, sort: &str| Linjebygger::ny(nr, None).felt("SORTFELT-10", sort);
    let mut ud = ramme(0, "0000000000").felt("OPGAVENR", "000001").felt("PRODDTO", "20011101").linje();
    [h.gammelt, h.dobbelt, h.rigtigt].iter().for_each(|n| ud.extend(person(n)));
    ud.extend(ramme(999, "9999999999").felt("TAELLER", "00000003").linje());
    ud
}

fn altid() -> Value {
    json!({ "from": "2020-01-01", "to": "infinity" })
}

fn saet(p: &Program, sti: &str, egenskaber: &str, felter: Value, gyldighed: &str, relationer: &Value) {
    let mut e = felter;
    e["virkning"] = altid();
    let krop = json!({
        "attributter": { egenskaber: [e] },
        "tilstande": { gyldighed: [{ "gyldighed": "Aktiv", "virkning": altid() }] },
        "relationer": relationer,
    });
    let s = p.json("PUT", sti, &krop);
    assert!(s.status < 300, "{s:?}");
}

/// The listening system's dueslag: of everybody's new numbers, and of the first person's name by the number that is known.
fn abonner(p: &Program, h: &Historie) {
    let reference = |u: &str| json!([{ "uuid": u, "virkning": altid() }]);
    let felter = json!({ "navn": "Personer", "leveringsmaade": "SSE" });
    let til = json!({ "modtagersystem": reference(LYTTER) });
    saet(p, &format!("/beskedfordeler/dueslag/{DUESLAG}"), "dueslagegenskaber", felter, "dueslaggyldighed", &til);
    let haendelser = kommando(&["cpr", "haendelser"], None);
    let beskedtype = |navn: &str| {
        let linje = haendelser.lines().find(|l| l.contains(&format!(";{navn};"))).unwrap();
        linje.split(';').nth(3).unwrap().to_owned()
    };
    let paa_nummer = json!([{ "element": "ObjektRegistrering.ObjektId", "vaerdier": [format!("urn:oio:cpr-nr:{}", h.gammelt)] }]);
    for (id, navn, betingelser) in [(ABONNEMENT, "nyt-personnummer", json!([])), (PAA_NUMMER, "navneaendring", paa_nummer)] {
        let til = json!({ "beskedtype": reference(&beskedtype(navn)), "dueslag": reference(DUESLAG) });
        let felter = json!({ "navn": navn, "betingelser": betingelser });
        saet(p, &format!("/beskedfordeler/abonnement/{id}"), "abonnementegenskaber", felter, "abonnementgyldighed", &til);
    }
}

/// How many there are until it is as wished; the list that is.
fn vent<T>(hvad: &str, mut proev: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(v) = proev() {
            return v;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{hvad}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn fund(p: &Program, sti: &str, id: &str) -> Vec<String> {
    let v = p.get(&format!("{sti}={id}")).json();
    let mut ud: Vec<String> = v["results"][0].as_array().into_iter().flatten().map(|u| u.as_str().unwrap().to_owned()).collect();
    ud.sort();
    ud
}

fn soap(p: &Program, sti: &str, (indholdstype, ns): (&str, &str), krop: &str) -> String {
    let konvolut = format!("<e:Envelope xmlns:e='{ns}'><e:Body>{krop}</e:Body></e:Envelope>");
    p.kald("POST", sti, &[("content-type", indholdstype)], konvolut).krop
}

fn cpr_urn(n: &str) -> String {
    format!("urn:oio:cpr-nr:{n}")
}

const SAG: &str = "/sagdokumentindeks/sagindeks?sagspart";
const NOTAT: &str = "/sagdokumentindeks/dokumentindeks?dokumentpart";
const BEVILLING: &str = "/ydelsesindeks/bevillingindeks?bevillingspart";

fn objekt(nr: u32) -> String {
    format!("10000000-0000-4000-8000-{nr:012}")
}

fn historien(h: &Historie, foer: &[u8], efter: &Path, mere: &[&str]) {
    let mappe = tempfile::tempdir().unwrap();
    let (data, fil) = (mappe.path().join("data"), |navn: &str| mappe.path().join(navn));
    std::fs::write(fil("foer.txt"), foer).unwrap();
    std::fs::write(fil("indeks.jsonl"), indeks(h)).unwrap();
    kommando(&["importer", "cpr", fil("foer.txt").to_str().unwrap()], Some(&data));
    assert!(kommando(&["importer", "indeks", fil("indeks.jsonl").to_str().unwrap()], Some(&data)).starts_with("8 new"));
    let p = Program::serve(&data, &[]);
    abonner(&p, h);
    assert_eq!(fund(&p, SAG, &cpr_urn(h.nyt)), <[String; 0]>::default(), "nobody knows the new number yet");
    kommando(&[&["importer", "cpr", efter.to_str().unwrap()], mere].concat(), Some(&data));

    // Whoever holds or subscribes to the person and has not confirmed is on the list: one listens and has not looked yet, one is deaf.
    let skift = |gammelt: &str| {
        let alle = som_json(&["cpr", "skift", "--numre"], &data);
        let fundet = alle["personskift"].as_array().unwrap().iter().find(|s| s["gamle"].as_array().unwrap().iter().any(|g| g == gammelt));
        fundet.cloned()
    };
    let s = vent("the change of number is on the list", || skift(h.gammelt));
    assert_eq!((&s["slags"], &s["nyt"]), (&json!("NytNummer"), &json!(h.nyt)), "{s}");
    let system = |s: &Value, id: &str| s["systemer"].as_array().unwrap().iter().find(|d| d["system"] == id).cloned();
    let (lytter, doev) = (system(&s, LYTTER).unwrap(), system(&s, DOEV).unwrap());
    assert_eq!(
        (&lytter["stand"], &lytter["objekter"], &lytter["dueslag"][0]["dueslag"]),
        (&json!("Afventer"), &json!(3), &json!(DUESLAG)),
        "{s}"
    );
    assert_eq!((&doev["stand"], &doev["objekter"], &doev["dueslag"]), (&json!("Afventer"), &json!(2), &json!([])), "{s}");
    let tekst = kommando(&["cpr", "skift"], Some(&data));
    assert!(tekst.contains("does not subscribe to the person") && tekst.contains("is not acknowledged in the dueslag Personer"), "{tekst}");
    assert!(![h.gammelt, h.nyt, h.dobbelt].iter().any(|n| tekst.contains(n)), "numbers are shown to who asks for them: {tekst}");

    // Case, note and grant follow: found by the old number, by the new one, and by the person's UUID.
    let uuid = s["person"].as_str().unwrap().to_owned();
    for id in [cpr_urn(h.gammelt), cpr_urn(h.nyt), uuid.clone(), format!("urn:uuid:{uuid}")] {
        assert_eq!(fund(&p, SAG, &id), [objekt(101), objekt(201)], "{id}");
        assert_eq!(fund(&p, NOTAT, &id), [objekt(102), objekt(202)], "{id}");
        assert_eq!(fund(&p, BEVILLING, &id), [objekt(204)], "{id}");
    }
    // The identity keeps both, each with its period and status; the subscription by the old number has got the new one.
    let v = p.get(&format!("/person/personidentitet/{uuid}?virkningfra=-infinity&virkningtil=infinity")).json().to_string();
    assert!(v.contains(&cpr_urn(h.gammelt)) && v.contains(&cpr_urn(h.nyt)) && v.contains("\"60\"") && v.contains("\"01\""), "{v}");
    let a = p.get(&format!("/beskedfordeler/abonnement/{PAA_NUMMER}")).json().to_string();
    assert!(a.contains(&cpr_urn(h.gammelt)) && a.contains(&cpr_urn(h.nyt)), "{a}");
    // A look-up by the old number gives the person with both.
    let krop = format!(
        "<p:PersonLookupRequest xmlns:p='http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/'>\
         <c:PNR xmlns:c='http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/'>{}</c:PNR></p:PersonLookupRequest>",
        h.gammelt
    );
    let svar = soap(&p, "/service/CPR/PersonBaseDataExtended/5", ("text/xml", "http://schemas.xmlsoap.org/soap/envelope/"), &krop);
    assert!(svar.contains(h.nyt) && svar.contains(h.gammelt), "{svar}");
    // A list for a caseworker shows the number of now, whichever was asked by.
    let krop = std::fs::read_to_string(eksempler().join("ydelser.xml")).unwrap().replace(EGNE.gammelt, h.gammelt);
    let soap12 = ("application/soap+xml", "http://www.w3.org/2003/05/soap-envelope");
    let svar = soap(&p, "/ydelselistehent/2", soap12, krop.split_once("-->").unwrap().1);
    assert!(svar.contains(&format!("PartCPRNummer>{}<", h.nyt)) && !svar.contains(&format!("PartCPRNummer>{}<", h.gammelt)), "{svar}");

    // The one that listens takes its messages, and is on the list no more; the deaf one stays, until somebody says how it was done.
    let alle = som_json(&["cpr", "skift"], &data);
    let beskeder: std::collections::BTreeSet<String> = alle["personskift"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|s| s["systemer"].as_array().unwrap())
        .flat_map(|d| d["dueslag"].as_array().unwrap())
        .map(|b| b["besked"].as_str().unwrap().to_owned())
        .collect();
    let antal = beskeder.len().to_string();
    kommando(&["lyt", "--dueslag", DUESLAG, "--antal", &antal, "--system", LYTTER, "--server", &p.adresse], None);
    let s = vent("the one that listens has confirmed", || skift(h.gammelt).filter(|s| system(s, LYTTER).is_none()));
    assert!(system(&s, DOEV).is_some(), "{s}");
    let id = s["uuid"].as_str().unwrap();
    let hel = som_json(&["cpr", "skift", id], &data);
    let lytter = system(&hel, LYTTER).unwrap();
    assert_eq!((&lytter["stand"], &lytter["bekraeftet"]["hvordan"]), (&json!("Bekraeftet"), &json!("Besked")), "{hel}");
    kommando(&["cpr", "bekraeft", id, DOEV, "--begrundelse", "Rettet i fagsystemet i hånden"], Some(&data));
    assert_eq!(skift(h.gammelt), None);

    dobbelt(h, &p, &data);

    // Weekly: the deaf one has persons whom it will hear nothing of; the other one hears of everybody.
    let k = som_json(&["cpr", "abonnementskontrol", "--nu", "--numre"], &data);
    let uden = |id: &str| system(&k, id).unwrap()["udenAbonnement"].clone();
    // Persons by their numbers of now: who has two is one.
    assert_eq!((uden(DOEV), uden(LYTTER)), (json!(2), json!(0)), "{k}");
    let numre: Vec<Value> = system(&k, DOEV).unwrap()["udenAbonnementNumre"].as_array().unwrap().clone();
    assert!(numre.contains(&json!(h.nyt)) && numre.contains(&json!(h.rigtigt)), "{k}");
}

/// The double number: two until a person has decided, one then, and two again.
fn dobbelt(h: &Historie, p: &Program, data: &Path) {
    let sager = |n: &str| fund(p, SAG, &cpr_urn(n));
    let to = || {
        assert_eq!((sager(h.dobbelt), sager(h.rigtigt)), (vec![objekt(103), objekt(203)], vec![]), "nothing is merged by guess");
        assert_eq!(fund(p, BEVILLING, &cpr_urn(h.dobbelt)), <[String; 0]>::default());
    };
    to();
    let alle = som_json(&["cpr", "forslag", "--numre"], data);
    let f = alle["resultater"].as_array().unwrap().iter().find(|f| f["gammelt"] == h.dobbelt).unwrap_or_else(|| panic!("{alle}"));
    assert_eq!((&f["aarsag"], &f["nyt"], &f["tilstand"]), (&json!("Dobbeltnummer"), &json!(h.rigtigt), &json!("Aaben")));
    let id = f["uuid"].as_str().unwrap();
    let f = som_json(&["cpr", "forslag", id], data);
    assert_eq!((&f["beggeIBrug"], &f["underGammelt"][0]["antal"], &f["underNyt"][0]["antal"]), (&json!(true), &json!(2), &json!(1)), "{f}");
    assert_eq!(f["gammelt"], Value::Null, "without --numre");
    let ud = samspil(&["cpr", "flet", id, "--begrundelse", " ", "--data"]).arg(data).output().unwrap();
    assert!(!ud.status.success(), "a decision has a reason");
    let f = som_json(&["cpr", "flet", id, "--begrundelse", "Pas og fødselsattest er set"], data);
    assert_eq!(f["tilstand"], "Flettet", "{f}");
    for n in [h.dobbelt, h.rigtigt] {
        assert_eq!(sager(n), [objekt(103), objekt(203)], "{n}");
        assert_eq!(fund(p, BEVILLING, &cpr_urn(n)), [objekt(104)], "{n}");
    }
    let f = som_json(&["cpr", "fortryd", id, "--begrundelse", "Det var tvillinger"], data);
    assert_eq!((&f["tilstand"], f["historik"].as_array().unwrap().len()), (&json!("Fortrudt"), 2), "{f}");
    to();
    assert!(kommando(&["cpr", "luk", id, "--begrundelse", "To personer"], Some(data)).contains("Afvist"));
}

#[test]
fn cpr08_cpr09_a_new_number_and_a_double_one_from_end_to_end() {
    let foer = std::fs::read(eksempler().join("cpr-dag1.txt")).unwrap();
    historien(&EGNE, &foer, &eksempler().join("cpr-dag2.txt"), &[]);
}

#[test]
fn cpr08_cpr09_robert_ullersen_and_the_double_number_of_the_official_test_persons() {
    let Some(fil) = faelles().map(|f| f.join("data/cpr-test/U12170-P-opgavenr-110901.latin1.txt")).filter(|f| f.exists()) else {
        eprintln!("SKIPPED: the public test extract of CPR is not here (SAMSPIL_SHARED)");
        return;
    };
    historien(&OFFICIELLE, &dagen_foer(&OFFICIELLE), &fil, &["--haendelser"]);
}
