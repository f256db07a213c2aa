//! Beskedfordeler by AMQP in the whole program: pika and RabbitMQ's Java client, with tokens of our STS.
use crate::program::{Program, maal, samspil, udskrift};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const AFSEND: &str = "http://entityid.kombit.dk/service/bfo_afsend/2";
pub const MODTAG: &str = "http://entityid.kombit.dk/service/bfo_modtag/2";
/// The demo's system.
pub const SYSTEM: &str = "10000000-0000-4000-8000-000000000040";
/// Test/TestbeskedType1 (contracts A.5).
const BESKEDTYPE: &str = "7654895c-a3f3-4c77-8afd-4c77330f963c";

/// A demo that listens for AMQP, with a dueslag of the demo's system that subscribes to the type of test messages.
pub struct Opsat {
    pub p: Program,
    pub noegler: PathBuf,
    pub mappe: tempfile::TempDir,
    pub port: String,
    dueslag: String,
}

impl Opsat {
    pub fn ny() -> Self {
        let mappe = tempfile::tempdir().unwrap();
        let data = mappe.path().join("demo");
        let p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom", "--amqps", "127.0.0.1:0"]);
        let klar = p.log.lock().unwrap().iter().find(|l| l.contains("\"klar\"")).unwrap().clone();
        let klar: Value = serde_json::from_str(&klar).unwrap();
        let port = klar["amqps"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        let mut o = Self { p, noegler: data.join("klienter"), mappe, port, dueslag: String::new() };
        o.dueslag = o.opret("dueslag", json!({"navn": "Mit", "leveringsmaade": "BeskedHent"}), json!({"modtagersystem": SYSTEM}));
        o.opret("abonnement", json!({"navn": "Mit"}), json!({"beskedtype": BESKEDTYPE, "dueslag": o.dueslag}));
        o
    }

    fn kommando(&self, argumenter: &[&str], system: &str) -> Command {
        let sikker = self.p.sikker.as_deref().unwrap();
        let mut c = samspil(&[&["klient"], argumenter].concat());
        c.args(["--server", sikker, "--rod"]).arg(self.noegler.join("rod.pem"));
        c.arg("--certifikat").arg(self.noegler.join(format!("{system}.p12")));
        c
    }

    /// A call that is refused, and what it says.
    pub fn afvist(&self, argumenter: &[&str], system: &str) -> String {
        let ud = self.kommando(argumenter, system).output().unwrap();
        assert!(!ud.status.success(), "{argumenter:?}: {}", String::from_utf8_lossy(&ud.stdout));
        format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr))
    }

    pub fn klient(&self, argumenter: &[&str], system: &str) -> String {
        let ud = self.kommando(argumenter, system).output().unwrap();
        assert!(ud.status.success(), "{argumenter:?}: {} {}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
        String::from_utf8_lossy(&ud.stdout).into_owned()
    }

    pub fn token(&self, tjeneste: &str, system: &str, fil: &str) -> String {
        let fil = self.mappe.path().join(fil).to_str().unwrap().to_owned();
        self.klient(&["token", "--tjeneste", tjeneste, "--ud", &fil], system);
        fil
    }

    /// A file with that body.
    pub fn krop(&self, krop: Value) -> String {
        let fil = self.mappe.path().join("krop.json");
        std::fs::write(&fil, krop.to_string()).unwrap();
        fil.to_str().unwrap().to_owned()
    }

    pub fn opret(&self, slags: &str, egenskaber: Value, relationer: Value) -> String {
        let virkning = json!({"from": "2020-01-01T00:00:00+01:00", "to": "infinity"});
        let mut e = egenskaber;
        e["virkning"] = virkning.clone();
        let relationer: serde_json::Map<String, Value> =
            relationer.as_object().unwrap().iter().map(|(n, u)| (n.clone(), json!([{"uuid": u, "virkning": virkning}]))).collect();
        let krop = json!({
            "note": "test",
            "attributter": {format!("{slags}egenskaber"): [e]},
            "tilstande": {format!("{slags}gyldighed"): [{"gyldighed": "Aktiv", "virkning": virkning}]},
            "relationer": relationer,
        });
        let svar = self.klient(&["rest", "POST", &format!("/beskedfordeler/{slags}"), "--body", &self.krop(krop)], "demosystem");
        let v: Value = serde_json::from_str(&svar).unwrap();
        v["uuid"].as_str().unwrap().to_owned()
    }

    pub fn tal(&self, navn: &str) -> u64 {
        let t = self.p.get("/metrics").krop;
        t.lines().find_map(|l| l.strip_prefix(navn)?.strip_prefix(' ')?.parse().ok()).unwrap_or_else(|| panic!("{navn}: {t}"))
    }
}

/// The authority's entries of the audit log.
fn logindgange(data: &Path) -> String {
    let fil = data.join("log.csv");
    let ud = samspil(&["log", "eksporter", "--myndighed", "11111111", "--data"]).arg(data).arg(&fil).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    std::fs::read_to_string(fil).unwrap()
}

#[test]
fn e30_e32_pika_sends_and_fetches_as_kombits_client_does_and_attacks_are_turned_away() {
    let mut o = Opsat::ny();
    let (afsend, modtag) = (o.token(AFSEND, "demosystem", "afsend"), o.token(MODTAG, "demosystem", "modtag"));
    // Another system, with a token of its own.
    let fremmed = o.token("http://entityid.kombit.dk/service/sdi/sagdokumentindeks/6", "demolaeser", "fremmed");
    let (https, noegler) = (o.p.sikker.clone().unwrap(), o.noegler.to_str().unwrap().to_owned());
    let Some(ud) = udskrift("amqp_bfo.py", &[&o.port, &noegler, &afsend, &modtag, &fremmed, &o.dueslag, &https]) else { return };
    assert!(ud.contains("7 messages") || ud.contains("6 messages"), "{ud}");
    let tilbage = || o.tal("samspil_amqp_forbindelser") + o.tal("samspil_amqp_forbrugere");
    assert!((0..300).any(|_| tilbage() == 0 || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        false
    }));
    assert!(o.tal("samspil_amqp_afsendt_total") >= 7 && o.tal("samspil_amqp_afvist_login_total") >= 4);
    o.p.stop();
    let log = logindgange(o.noegler.parent().unwrap());
    for hvad in ["login", "hent", "afsend"] {
        assert!(log.lines().any(|l| l.contains("amqp") && l.contains(hvad)), "{hvad}: {log}");
    }
}

#[test]
fn e31_e32_rabbitmqs_java_client_sends_and_fetches() {
    let lib = maal().join("cxf/lib");
    let har = std::fs::read_dir(&lib).is_ok_and(|d| d.flatten().any(|f| f.file_name().to_string_lossy().starts_with("amqp-client")));
    if !har || Command::new("javac").arg("-version").output().is_err() {
        eprintln!("SKIPPED: no Java client of RabbitMQ; run proev.sh");
        return;
    }
    let o = Opsat::ny();
    let (afsend, modtag) = (o.token(AFSEND, "demosystem", "afsend"), o.token(MODTAG, "demosystem", "modtag"));
    let klasser = o.mappe.path().join("klasser");
    std::fs::create_dir(&klasser).unwrap();
    let stier = format!("{}/*:{}", lib.display(), klasser.display());
    let kilde = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/amqp/Amqp.java");
    let mut oversaet = Command::new("javac");
    oversaet.args(["-encoding", "UTF-8"]);
    oversaet.args(["-cp", &stier, "-d"]).arg(&klasser).arg(kilde);
    let mut koer = Command::new("java");
    koer.args(["-cp", &stier, "Amqp", &o.port, o.noegler.to_str().unwrap(), &afsend, &modtag, &o.dueslag]);
    for mut c in [oversaet, koer] {
        let ud = c.output().unwrap();
        let tekst = String::from_utf8_lossy(&ud.stdout).into_owned();
        assert!(ud.status.success(), "{c:?}:\n{tekst}\n{}", String::from_utf8_lossy(&ud.stderr));
        if c.get_program() == "java" {
            assert!(tekst.contains("10 messages sent, confirmed, answered and fetched"), "{tekst}");
        }
    }
}
