//! Messages sent to their receivers, and read as a stream, in the whole program with receivers in Python.
use crate::amqp::{MODTAG, Opsat, SYSTEM};
use crate::beskedfordeler::{beskedtype, objekt, opret};
use crate::program::{Program, python, samspil, udskrift};
use crate::tvaers::{ENHED, enhed};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `modtager.py`; ended when dropped.
struct Modtager {
    proces: Child,
    port: String,
    fil: PathBuf,
}

impl Modtager {
    fn ny(python: &Path, port: &str, fil: &Path, tls: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/py/modtager.py");
        let mut c = Command::new(python);
        c.arg(script).arg(port).arg(fil).args(tls).stdout(Stdio::piped());
        let mut proces = c.spawn().unwrap();
        let mut port = String::new();
        BufReader::new(proces.stdout.take().unwrap()).read_line(&mut port).unwrap();
        assert!(!port.is_empty(), "modtager.py did not start");
        std::fs::OpenOptions::new().create(true).append(true).open(fil).unwrap();
        Self { proces, port: port.trim().to_owned(), fil: fil.to_owned() }
    }

    /// What came to an address, each message once, in order.
    fn kald(&self, sti: &str) -> Vec<Value> {
        let mut ud: Vec<Value> = Vec::new();
        for l in std::fs::read_to_string(&self.fil).unwrap().lines() {
            let l: Value = serde_json::from_str(l).unwrap();
            if l["sti"] == sti && !ud.iter().any(|u| u["id"] == l["id"]) {
                ud.push(l);
            }
        }
        ud
    }
}

impl Drop for Modtager {
    fn drop(&mut self) {
        let _ = self.proces.kill();
        let _ = self.proces.wait();
    }
}

fn indtil(hvad: &str, mut f: impl FnMut() -> bool) {
    let frist = Instant::now() + Duration::from_secs(60);
    while !f() {
        assert!(Instant::now() < frist, "{hvad}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn e33_a_case_by_signed_soap_arrives_by_amqp_push_webhook_and_stream() {
    let Some(python) = python() else { return };
    let o = Opsat::ny();
    let fil = |navn: &str| o.noegler.parent().unwrap().join(navn).to_str().unwrap().to_owned();
    let tls = [fil("noegler/server.pem"), fil("noegler/server.key"), fil("klienter/rod.pem")];
    let modtaget = o.mappe.path().join("modtaget");
    // The receiver's server is believed by the development CA, and asks for a certificate.
    let m = Modtager::ny(&python, "0", &modtaget, &tls.each_ref().map(String::as_str));
    let sager = beskedtype(sagdokument::OBJEKTTYPER, "sagindeks");
    let dueslag: Vec<String> = [("BeskedHent", ""), ("BeskedFaaTilsendt", "bfo"), ("Webhook", "hook"), ("SSE", "")]
        .iter()
        .map(|(maade, sti)| {
            let adresse = if sti.is_empty() { Value::Null } else { format!("https://127.0.0.1:{}/{sti}", m.port).into() };
            let mut e = json!({"navn": maade, "leveringsmaade": maade});
            if !adresse.is_null() {
                e["adresse"] = adresse;
            }
            let d = o.opret("dueslag", e, json!({"modtagersystem": SYSTEM}));
            o.opret("abonnement", json!({"navn": maade}), json!({"beskedtype": sager, "dueslag": d}));
            d
        })
        .collect();
    // The secret is the receiving system's to read, and nobody else's.
    let sti = format!("/beskedfordeler/v1/dueslag/{}/hemmelighed", dueslag[2]);
    let svar: Value = serde_json::from_str(&o.klient(&["rest", "GET", &sti, "--tjeneste", MODTAG], "demosystem")).unwrap();
    let hemmelighed = svar["hemmelighed"].as_str().unwrap().to_owned();
    assert!(hemmelighed.starts_with("whsec_"));
    for (system, kode) in [("demolaeser", "SAM-1301"), ("demosystem", "SAM-2404")] {
        let d = if system == "demosystem" { &dueslag[3] } else { &dueslag[2] };
        let afvist = o.afvist(&["rest", "GET", &format!("/beskedfordeler/v1/dueslag/{d}/hemmelighed"), "--tjeneste", MODTAG], system);
        assert!(afvist.contains(kode), "{afvist}");
    }
    let objektet = o.klient(&["rest", "GET", &format!("/beskedfordeler/dueslag/{}", dueslag[2])], "demosystem");
    assert!(!objektet.contains("whsec_"));
    // Nobody else says where its messages go.
    let afvist = o.afvist(
        &["rest", "PATCH", &format!("/beskedfordeler/dueslag/{}", dueslag[2]), "--body", &o.krop(json!({
            "note": "t",
            "relationer": {"modtagersystem": [{"uuid": "10000000-0000-4000-8000-000000000041", "virkning": {"from": "2020-01-01", "to": "infinity"}}]}
        }))],
        "demosystem",
    );
    assert!(afvist.contains("E-34"), "{afvist}");
    let eksempel = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler/sag.xml");
    o.klient(&["kald", "sagdokumentindeks/6", "importer", "--body", eksempel.to_str().unwrap()], "demosystem");
    let (saml, jwt) = (o.token(MODTAG, "demosystem", "saml"), o.mappe.path().join("jwt").to_str().unwrap().to_owned());
    o.klient(&["token", "--slags", "jwt", "--tjeneste", MODTAG, "--ud", &jwt], "demosystem");
    let noegler = o.noegler.to_str().unwrap();
    let https = o.p.sikker.as_deref().unwrap();
    let fil = modtaget.to_str().unwrap();
    let ud = udskrift("levering.py", &[&o.port, noegler, &saml, &jwt, https, fil, &hemmelighed, &dueslag[0], &dueslag[3]]).unwrap();
    assert!(ud.contains("came by AMQP, push, webhook and stream"), "{ud}");
    assert!(o.tal("samspil_levering_push_total") == 1 && o.tal("samspil_levering_webhook_total") == 1);
    assert!(o.tal("samspil_sse_kvitteret_total") == 1);
    // What was sent stands in the log with the system that it was sent to.
    let (log, data) = (o.mappe.path().join("log.csv"), o.noegler.parent().unwrap());
    indtil("the deliveries are in the log", || {
        let _ = std::fs::remove_file(&log);
        let (log_, data) = (log.to_str().unwrap(), data.to_str().unwrap());
        assert!(samspil(&["log", "eksporter", "--myndighed", "11111111", log_, "--data", data]).output().unwrap().status.success());
        let sendt = |l: &&str| l.contains("send: 1 beskeder til 127.0.0.1") && l.contains("Demosystem");
        std::fs::read_to_string(&log).unwrap().lines().filter(sendt).count() == 2
    });
}

#[test]
fn e33_a_receiver_that_was_away_and_a_killed_program_lose_nothing_and_keep_the_order() {
    let Some(python) = python() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let (data, modtaget) = (mappe.path().join("data"), mappe.path().join("modtaget"));
    let m = Modtager::ny(&python, "0", &modtaget, &[]);
    let port = m.port.clone();
    let mut p = Program::serve(&data, &[]);
    let enheder = beskedtype(organisation::OBJEKTTYPER, "organisationenhed");
    for (maade, sti) in [("Webhook", "hook"), ("BeskedFaaTilsendt", "bfo")] {
        let e = json!({"navn": sti, "leveringsmaade": maade, "adresse": format!("http://127.0.0.1:{port}/{sti}")});
        let d = opret(&p, "/beskedfordeler/dueslag", &objekt("dueslag", e, json!({"modtagersystem": SYSTEM})));
        opret(&p, "/beskedfordeler/abonnement", &objekt("abonnement", json!({"navn": sti}), json!({"beskedtype": enheder, "dueslag": d})));
    }
    let skriv = |p: &Program, antal: usize| (0..antal).map(|n| opret(p, ENHED, &enhed(&format!("n{n}"), "n"))).collect::<Vec<_>>();
    let mut enheder = skriv(&p, 5);
    let alle = |m: &Modtager, antal: usize| ["/hook", "/bfo"].iter().all(|sti| m.kald(sti).len() == antal);
    indtil("the first have come", || alle(&m, 5));
    drop(m);
    enheder.extend(skriv(&p, 20));
    p.draeb();
    let p = Program::serve(&data, &[]);
    enheder.extend(skriv(&p, 5));
    let m = Modtager::ny(&python, &port, &modtaget, &[]);
    indtil("all have come", || alle(&m, 30));
    for sti in ["/hook", "/bfo"] {
        let enhed = |l: &Value| enheder.iter().find(|e| l["krop"].as_str().unwrap().contains(e.as_str())).unwrap().clone();
        assert_eq!(m.kald(sti).iter().map(enhed).collect::<Vec<_>>(), enheder, "{sti}");
    }
}

#[test]
fn simulated_receivers_of_development_fail_are_slow_and_repeat() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(&mappe.path().join("data"), &[]);
    let enheder = beskedtype(organisation::OBJEKTTYPER, "organisationenhed");
    for (adfaerd, maade) in
        [("tager", "BeskedFaaTilsendt"), ("gentager", "Webhook"), ("afviser", "BeskedFaaTilsendt"), ("fejler", "Webhook")]
    {
        let e = json!({"navn": adfaerd, "leveringsmaade": maade, "adresse": format!("{}/udvikling/modtager/{adfaerd}", p.adresse)});
        let d = opret(&p, "/beskedfordeler/dueslag", &objekt("dueslag", e, json!({"modtagersystem": SYSTEM})));
        opret(&p, "/beskedfordeler/abonnement", &objekt("abonnement", json!({"navn": "a"}), json!({"beskedtype": enheder, "dueslag": d})));
    }
    opret(&p, ENHED, &enhed("n", "n"));
    let kald = |adfaerd: &str| p.get(&format!("/udvikling/modtager/{adfaerd}")).json()["kald"].as_u64().unwrap();
    indtil("each as it does", || kald("tager") == 1 && kald("gentager") == 2 && kald("afviser") == 3 && kald("fejler") >= 3);
    let senest = p.get("/udvikling/modtager/gentager").json()["senest"].clone();
    assert_eq!(senest[0], senest[1], "the same message twice");
    assert_eq!(p.get("/udvikling/modtager/ukendt").status, 404);
}
