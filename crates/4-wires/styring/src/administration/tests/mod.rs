//! The API over a real SQLite store, driven as a client drives it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]
use super::*;
use ::administration::OBJEKTTYPER;
use adgang::{Administratorrolle as R, FAELLES};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use grund::ur::IdKilde;
use grund::{Cvr, Tidspunkt, UnikId, Uuid};
use http_body_util::BodyExt;
use lager::SqliteLager;
use register::{Register, Typekatalog};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt;

const START: i64 = 1_767_225_600_000_000;
const ENTITY: &str = "http://x.dk/service/x/1";
const ROLLE: &str = "http://x.dk/roles/servicesystemrole/udstil/1";

struct Tal(AtomicU64);
impl IdKilde for Tal {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

struct Opstilling {
    ruter: Router,
    nu: AtomicI64,
}

fn cvr(n: u32) -> Cvr {
    Cvr::fra_tal(n).unwrap()
}

fn hvem(roller: &[R]) -> Option<Arc<Administrator>> {
    Some(Arc::new(Administrator { uuid: Uuid::from_u128(7), navn: "Inge".into(), roller: roller.to_vec() }))
}
fn drift() -> Option<Arc<Administrator>> {
    hvem(&[R::Drift])
}
fn leverandoer() -> Option<Arc<Administrator>> {
    hvem(&[R::Leverandoer(cvr(33_333_333))])
}
fn kommune(n: u32) -> Option<Arc<Administrator>> {
    hvem(&[R::Aftaler(cvr(n))])
}

struct Svar {
    status: u16,
    json: Value,
    kald: Kaldekontekst,
}

impl Svar {
    fn er(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.json);
        self.json
    }
    fn kode(self, status: u16, kode: &str) {
        let j = self.er(status);
        assert_eq!(j["kode"], kode, "{j}");
    }
}

impl Opstilling {
    async fn ny() -> Self {
        let lager = Arc::new(SqliteLager::midlertidig().unwrap());
        let register = Register::ny(lager.clone(), Typekatalog::ny(&[OBJEKTTYPER]));
        let a = Administration::aabn(register, Arc::new(Tal(AtomicU64::new(1)))).await.unwrap();
        let o = Self { ruter: ruter(Tilstand { administration: Arc::new(a), lager }), nu: AtomicI64::new(START) };
        for (c, m) in [(11_111_111, true), (22_222_222, true), (33_333_333, false), (44_444_444, false)] {
            let krop = json!({ "navn": format!("A {c}"), "myndighed": m, "leverandoer": !m });
            o.kald(drift(), "PUT", &format!("/aktoerer/{c}"), Some(krop)).await.er(200);
        }
        let t = json!({ "entityid": ENTITY, "navn": "X", "roller": [{ "uri": ROLLE }] });
        o.kald(drift(), "PUT", "/tjenester", Some(t)).await.er(200);
        o
    }

    async fn raa(&self, hvem: Option<Arc<Administrator>>, metode: &str, sti: &str, krop: Vec<u8>, slags: Option<&str>) -> Svar {
        let nu = Tidspunkt::fra_mikros(self.nu.fetch_add(1, Ordering::SeqCst));
        let kald = Kaldekontekst::ubegraenset(FAELLES, &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
        let mut r = Request::builder().method(metode).uri(format!("{ROD}{sti}"));
        if let Some(s) = slags {
            r = r.header("content-type", s);
        }
        let mut r = r.body(Body::from(krop)).unwrap();
        if let Some(h) = hvem {
            r.extensions_mut().insert(h);
        }
        r.extensions_mut().insert(kald.clone());
        let svar = self.ruter.clone().oneshot(r).await.unwrap();
        let status = svar.status().as_u16();
        let bytes = svar.into_body().collect().await.unwrap().to_bytes();
        let tekst = || Value::from(String::from_utf8(bytes.to_vec()).unwrap());
        let json = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap_or_else(|_| tekst()) };
        Svar { status, json, kald }
    }

    async fn kald(&self, hvem: Option<Arc<Administrator>>, metode: &str, sti: &str, krop: Option<Value>) -> Svar {
        let slags = krop.is_some().then_some("application/json");
        self.raa(hvem, metode, sti, krop.map(|k| k.to_string().into_bytes()).unwrap_or_default(), slags).await
    }

    /// A system with a certificate; its id.
    async fn system(&self) -> String {
        let krop = json!({ "navn": "Mit system", "cvr": "33333333", "anvender": true });
        let svar = self.kald(leverandoer(), "POST", "/systemer", Some(krop)).await.er(201);
        let uuid = svar["uuid"].as_str().unwrap().to_owned();
        let registreret = Tidspunkt::fra_xs(svar["registreret"].as_str().unwrap()).unwrap();
        let (pem, noegle) = certifikat(33_333_333);
        let aftryk = sikkerhed::certifikat::Certifikat::fra_pem(&pem).unwrap()[0].fingeraftryk_hex();
        let bevis = |slags: &str| {
            let tekst = ::administration::certifikat::bevistekst(uuid.parse().unwrap(), slags, &aftryk, registreret);
            base64::engine::general_purpose::STANDARD.encode(noegle.underskriv(tekst.as_bytes()).unwrap())
        };
        let vej = format!("/systemer/{uuid}/certifikater");
        for forkert in [None, Some(bevis("paavegneaf")), Some(String::new()), Some("AAAA".into())] {
            let krop = json!({ "certifikat": pem, "miljoe": "test", "bevis": forkert });
            self.kald(leverandoer(), "POST", &vej, Some(krop)).await.kode(403, "SAM-2114");
        }
        let krop = json!({ "certifikat": pem, "miljoe": "test", "bevis": bevis("eget") });
        self.kald(leverandoer(), "POST", &format!("/systemer/{uuid}/certifikater"), Some(krop)).await.er(201);
        uuid
    }
}

/// A certificate of the development CA (PEM), and its key.
fn certifikat(ejer: u32) -> (String, sikkerhed::noegle::Privatnoegle) {
    use sikkerhed::ca::{Adresser, Anmodning, Ca};
    let nu = Tidspunkt::fra_mikros(START);
    let ca = Ca::ny(nu, [1, 2], Adresser::default()).unwrap();
    let noegle = sikkerhed::noegle::Privatnoegle::dan(2048).unwrap();
    let a = Anmodning::Funktion { navn: "x".into(), organisation: "x".into(), cvr: cvr(ejer), fid: 7 };
    let gyldig = grund::Periode::ny(nu, nu.plus_mikros(1 << 40));
    (ca.udsted(&a, &noegle.offentlig(), gyldig, 3).unwrap().pem(), noegle)
}

fn anmodning(system: &str) -> Value {
    json!({
        "system": system, "myndigheder": ["11111111", "22222222"], "navn": "Aftale", "begrundelse": "Drift",
        "tjenester": [{ "entityid": ENTITY, "roller": [ROLLE] }],
    })
}

#[tokio::test]
async fn h4_from_request_to_ending() {
    let o = Opstilling::ny().await;
    let s = o.system().await;
    let svar = o.kald(leverandoer(), "POST", "/aftaler", Some(anmodning(&s))).await;
    let spor = svar.kald.spor.indhold();
    assert_eq!(
        (spor.operation.as_deref(), spor.objekter.len(), spor.bruger.as_deref()),
        (Some("POST /administration/v1/aftaler"), 2, Some("Inge"))
    );
    let j = svar.er(201);
    let anmodning = j["anmodning"].as_str().unwrap();
    assert_eq!(o.kald(leverandoer(), "GET", &format!("/aftaler?anmodning={anmodning}"), None).await.er(200)["antal"], 2);
    let set = o.kald(kommune(11_111_111), "GET", "/aftaler?tilstand=afventer", None).await.er(200);
    assert_eq!((&set["antal"], &set["resultater"][0]["myndighed"]), (&json!(1), &json!("11111111")));
    let uuid = set["resultater"][0]["uuid"].as_str().unwrap().to_owned();
    let vej = |h: &str| format!("/aftaler/{uuid}{h}");
    // Another authority and another vendor meet nothing at all.
    for h in [kommune(22_222_222), hvem(&[R::Leverandoer(cvr(44_444_444)), R::Drift])] {
        o.kald(h.clone(), "GET", &vej(""), None).await.kode(404, "SAM-1301");
        o.kald(h.clone(), "GET", &vej("/historik"), None).await.kode(404, "SAM-1301");
        o.kald(h, "POST", &vej("/godkend"), Some(json!({}))).await.kode(404, "SAM-1301");
    }
    let set = set["resultater"][0]["registreret"].clone();
    let f = o.kald(leverandoer(), "POST", &vej("/godkend"), Some(json!({ "registreret": set }))).await;
    assert_eq!(f.kald.spor.indhold().fejl, Some(Fejlkode::IngenAdgang));
    f.kode(403, "SAM-2002");
    let foer = Tidspunkt::fra_mikros(o.nu.load(Ordering::SeqCst)).til_utc();
    o.nu.fetch_add(1, Ordering::SeqCst);
    for (krop, kode) in [(json!({}), (428, "SAM-2204")), (json!({ "registreret": "2020-01-01T00:00:00Z" }), (409, "SAM-1306"))] {
        for h in ["/godkend", "/afvis"] {
            o.kald(kommune(11_111_111), "POST", &vej(h), Some(krop.clone())).await.kode(kode.0, kode.1);
        }
    }
    let j = o.kald(kommune(11_111_111), "POST", &vej("/godkend"), Some(json!({ "note": "ok", "registreret": set }))).await.er(200);
    assert_eq!((&j["tilstand"], &j["afgjortaf"], &j["note"]), (&json!("godkendt"), &json!("Inge"), &json!("ok")));
    let set = j["registreret"].clone();
    o.kald(kommune(11_111_111), "POST", &vej("/opsig"), None).await.kode(428, "SAM-2204");
    let j = o.kald(kommune(11_111_111), "GET", &vej(&format!("?paa={foer}")), None).await.er(200);
    assert_eq!(j["tilstand"], "afventer");
    o.kald(leverandoer(), "DELETE", &vej(""), None).await.kode(409, "SAM-2202");
    let kopi = o.kald(leverandoer(), "POST", &vej("/kopi"), None).await.er(201);
    assert_eq!((&kopi["tilstand"], &kopi["erstatter"]), (&json!("kladde"), &json!(uuid)));
    o.kald(leverandoer(), "DELETE", &format!("/aftaler/{}", kopi["uuid"].as_str().unwrap()), None).await.er(204);
    o.kald(kommune(11_111_111), "POST", &vej("/opsig"), Some(json!({ "note": "slut", "registreret": set }))).await.er(200);
    o.kald(kommune(11_111_111), "POST", &vej("/opsig"), None).await.kode(409, "SAM-2201");
    assert_eq!(o.kald(kommune(11_111_111), "GET", &vej("/historik"), None).await.er(200)["antal"], 3);
}

#[tokio::test]
async fn a_call_without_a_known_administrator_is_refused_on_every_operation() {
    let o = Opstilling::ny().await;
    for op in openapi::OPERATIONER.iter().filter(|o| !o.navn.starts_with("openapi")) {
        let sti = fyld(op.sti);
        o.kald(None, &op.metode.to_uppercase(), &sti, op.krop.map(|_| json!({}))).await.kode(401, "SAM-2112");
    }
}

fn fyld(sti: &str) -> String {
    sti.replace("{uuid}", "11111111-1111-4111-8111-111111111111").replace("{cvr}", "11111111").replace("{fingeraftryk}", &"0".repeat(64))
}

#[tokio::test]
async fn bodies_and_parameters_are_strict() {
    let o = Opstilling::ny().await;
    let s = o.system().await;
    let med = |navn: &str, v: Value| {
        let mut k = anmodning(&s);
        k[navn] = v;
        k
    };
    let post = async |k: Value| o.kald(leverandoer(), "POST", "/aftaler", Some(k)).await;
    let j = post(med("x", json!(1))).await.er(400);
    assert_eq!(
        (&j["kode"], j["tilladt"].as_str().unwrap().starts_with("system, myndigheder, kladde, navn")),
        (&json!("SAM-1010"), true),
        "{j}"
    );
    let mut k = anmodning(&s);
    k["anvendersystem"] = k.as_object_mut().unwrap().remove("system").unwrap();
    post(k).await.er(201);
    for hemmelig in ["note", "afgjortaf", "anmodning", "erstatter", "anvendersystem"] {
        post(med(hemmelig, json!("11111111-1111-4111-8111-111111111111"))).await.kode(400, "SAM-1010");
    }
    post(med("system", json!("x"))).await.kode(400, "SAM-1101");
    post(med("myndigheder", json!(["1"]))).await.kode(400, "SAM-1108");
    post(med("myndigheder", json!([]))).await.kode(400, "SAM-1007");
    post(med("gyldigfra", json!("i går"))).await.kode(400, "SAM-1103");
    post(med("navn", json!("a".repeat(301)))).await.kode(400, "SAM-1105");
    let j = post(med("tjenester", json!([{ "entityid": ENTITY, "roller": ["http://x.dk/y"] }]))).await.er(400);
    assert_eq!((&j["felt"], &j["tilladt"], &j["regel"]), (&json!("tjenester[0]/roller[0]"), &json!(ROLLE), &json!("H-3")));
    let raa = async |k: &str, slags: Option<&str>| o.raa(drift(), "PUT", "/aktoerer/55555555", k.as_bytes().to_vec(), slags).await;
    let j = Some("application/json");
    raa(r#"{"navn":"a","navn":"b"}"#, j).await.kode(400, "SAM-1009");
    raa(r#"{"navn":"a""#, j).await.kode(400, "SAM-1001");
    raa(r#"{"navn":"a"} x"#, j).await.kode(400, "SAM-1001");
    raa(&"[".repeat(100), j).await.kode(400, "SAM-1004");
    raa(r#"{"navn":"a"}"#, Some("application/x-www-form-urlencoded")).await.kode(415, "SAM-1015");
    raa(r#"{"navn":"a"}"#, None).await.kode(415, "SAM-1015");
    raa(&format!(r#"{{"navn":"{}"}}"#, "a".repeat(1 << 20)), j).await.kode(413, "SAM-1003");
    raa(r#"{"navn":"a","cvr":"66666666"}"#, j).await.kode(400, "SAM-1104");
    o.kald(drift(), "GET", "/aktoerer/1", None).await.kode(400, "SAM-1108");
    o.kald(drift(), "GET", "/systemer/x", None).await.kode(400, "SAM-1101");
    o.kald(drift(), "GET", "/aftaler?x=1", None).await.kode(400, "SAM-1011");
    o.kald(drift(), "GET", "/aftaler?antal=1&antal=2", None).await.kode(400, "SAM-1008");
    o.kald(drift(), "GET", "/aftaler?tilstand=x", None).await.kode(400, "SAM-1104");
    o.kald(drift(), "PATCH", "/aftaler", None).await.kode(405, "SAM-3002");
    let krop = json!({ "navn": "b", "cvr": "33333333", "anvender": true, "certifikater": [] });
    o.kald(leverandoer(), "POST", "/systemer", Some(krop)).await.kode(400, "SAM-1010");
}

/// Carelessness that the OIO REST interface forgives is forgiven here.
#[tokio::test]
async fn k1_what_rest_takes_is_taken_here_too() {
    let o = Opstilling::ny().await;
    let krop = json!({ "navn": "b", "cvr": "33333333", "anvender": true, "certifikater": null });
    o.kald(leverandoer(), "POST", "/systemer/", Some(krop)).await.er(201);
    let s = o.system().await;
    let svar = o.kald(leverandoer(), "POST", "/aftaler/", Some(anmodning(&s))).await;
    assert_eq!(svar.kald.spor.indhold().operation.as_deref(), Some("POST /administration/v1/aftaler"));
    let uuid = svar.er(201)["aftaler"][0]["uuid"].as_str().unwrap().to_owned();
    o.nu.fetch_add(3_600_000_000, Ordering::SeqCst);
    // A plus sign in an address is a blank.
    for paa in ["2026-01-01T01:30:00+01:00", "2026-01-01T01:30:00%2B01:00", "2026-01-01%2001:30:00", "2026-01-01T00:30:00Z", ""] {
        let j = o.kald(leverandoer(), "GET", &format!("/aftaler/{uuid}/?paa={paa}"), None).await.er(200);
        assert_eq!(j["tilstand"], "afventer", "{paa}");
    }
    for paa in ["9999-12-31", "now"] {
        let j = o.kald(leverandoer(), "GET", &format!("/aftaler/{uuid}?paa={paa}"), None).await.er(400);
        assert!(
            j["kode"] == "SAM-1103" && j["ventet"].as_str().unwrap().contains("ISO 8601") && j["besked"].as_str().unwrap().contains(paa),
            "{j}"
        );
    }
    assert_eq!(o.kald(leverandoer(), "GET", "/aftaler?tilstand=AFVENTER", None).await.er(200)["antal"], 2);
    let bom = "\u{feff}{\"navn\":\"A\",\"myndighed\":true}".as_bytes().to_vec();
    o.raa(drift(), "PUT", "/aktoerer/55555555", bom, Some("application/json")).await.er(200);
    for navn in ["x\u{202e}y", "Demo\u{200b}system", "x\u{85}y", "x\u{2028}y"] {
        let krop = json!({ "navn": navn, "cvr": "33333333", "anvender": true });
        o.kald(leverandoer(), "POST", "/systemer", Some(krop)).await.kode(400, "SAM-1109");
    }
}

#[tokio::test]
async fn systems_endpoints_and_certificates() {
    let o = Opstilling::ny().await;
    let s = o.system().await;
    let krop = json!({ "endepunkter": [{ "slags": "haendelser", "url": "https://x.dk/h" }] });
    let j = o.kald(leverandoer(), "PUT", &format!("/systemer/{s}/endepunkter"), Some(krop)).await.er(200);
    assert_eq!((&j["endepunkter"][0]["slags"], j["certifikater"].as_array().unwrap().len()), (&json!("haendelser"), 1));
    let krop = json!({ "endepunkter": [{ "slags": "haendelser", "url": "file:///etc/passwd" }] });
    o.kald(leverandoer(), "PUT", &format!("/systemer/{s}/endepunkter"), Some(krop)).await.kode(400, "SAM-1108");
    let noegle = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ole@maskine";
    let vej = format!("/systemer/{s}/sftpnoegler");
    let j = o.kald(leverandoer(), "PUT", &vej, Some(json!({ "sftpnoegler": [noegle] }))).await.er(200);
    assert_eq!((&j["sftpnoegler"], j["certifikater"].as_array().unwrap().len()), (&json!([noegle]), 1));
    o.kald(leverandoer(), "PUT", &vej, Some(json!({ "sftpnoegler": [noegle, noegle] }))).await.kode(400, "SAM-1204");
    o.kald(leverandoer(), "PUT", &vej, Some(json!({ "sftpnoegler": ["ssh-rsa AAAA"] }))).await.kode(400, "SAM-1108");
    o.kald(hvem(&[R::Leverandoer(cvr(44_444_444))]), "PUT", &vej, Some(json!({ "sftpnoegler": [] }))).await.kode(404, "SAM-1301");
    let j = o.kald(leverandoer(), "GET", "/systemer", None).await.er(200);
    assert!(j["resultater"][0]["certifikater"][0].get("der").is_none() && j["resultater"][0]["sftpnoegler"] == json!([noegle]));
    let aftryk = j["resultater"][0]["certifikater"][0]["fingeraftryk"].as_str().unwrap().to_owned();
    let vej = format!("/systemer/{s}/certifikater/{aftryk}");
    o.kald(hvem(&[R::Leverandoer(cvr(44_444_444))]), "DELETE", &vej, None).await.kode(404, "SAM-1301");
    let j = o.kald(leverandoer(), "DELETE", &vej, None).await.er(200);
    assert!(j["certifikater"][0]["tilknyttettil"].is_string());
    assert_eq!(o.kald(leverandoer(), "DELETE", &format!("/systemer/{s}"), None).await.er(200)["tilstand"], "inaktiv");
    let m = o.kald(hvem(&[R::Leverandoer(cvr(33_333_333)), R::Drift]), "GET", "/mig", None).await.er(200);
    assert_eq!((&m["leverandoer"], &m["drift"]), (&json!(["33333333"]), &json!(true)));
}

/// What a Python script prints when given the value; `None` where there is no Python with the modules that it imports.
fn python(script: &str, ind: &Value) -> Option<String> {
    let p = Command::new("python3")
        .args(["-W", "ignore", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut p) = p else {
        eprintln!("SKIPPED: python3 was not found");
        return None;
    };
    let _ = p.stdin.take().unwrap().write_all(ind.to_string().as_bytes());
    let ud = p.wait_with_output().unwrap();
    let fejl = String::from_utf8_lossy(&ud.stderr).into_owned();
    if fejl.contains("ModuleNotFoundError") {
        eprintln!("SKIPPED: a Python module for the check was not found: {fejl}");
        return None;
    }
    assert!(ud.status.success(), "{fejl}");
    Some(String::from_utf8(ud.stdout).unwrap())
}

#[tokio::test]
async fn the_document_is_valid_openapi_and_answers_are_as_it_says() {
    let o = Opstilling::ny().await;
    let d = o.kald(None, "GET", "/openapi.json", None).await.er(200);
    for d in [&d, &o.kald(None, "GET", "/openapi-3.0.json", None).await.er(200)] {
        if let Some(ud) =
            python("import json,sys\nfrom openapi_spec_validator import validate\nvalidate(json.load(sys.stdin)); print('OK')", d)
        {
            assert_eq!(ud.trim(), "OK");
        }
    }
    let s = o.system().await;
    let a = o.kald(leverandoer(), "POST", "/aftaler", Some(anmodning(&s))).await.er(201);
    let uuid = a["aftaler"][0]["uuid"].as_str().unwrap().to_owned();
    let m = kommune(a["aftaler"][0]["myndighed"].as_str().unwrap().parse().unwrap());
    let godkendt = o
        .kald(m, "POST", &format!("/aftaler/{uuid}/godkend"), Some(json!({ "registreret": a["aftaler"][0]["registreret"] })))
        .await
        .er(200);
    o.kald(drift(), "PUT", "/opbevaring/11111111", Some(json!({ "dage": 400 }))).await.er(200);
    o.kald(drift(), "POST", "/administratorer", Some(json!({ "navn": "Bo", "aftaler": ["11111111"] }))).await.er(201);
    let mut svar = vec![json!(["anmodningssvar", a]), json!(["aftalesvar", godkendt]), json!(["anmodning", anmodning(&s)])];
    o.kald(kommune(11_111_111), "PUT", "/anvisninger/11111111", Some(json!({ "maade": "advar" }))).await.er(200);
    o.kald(kommune(11_111_111), "PUT", "/anvisninger/11111111", Some(json!({ "maade": "ja" }))).await.er(400);
    o.kald(drift(), "GET", "/anvisningskvalitet?myndighed=11111111", None).await.er(403);
    let alle = hvem(&[R::Drift, R::Leverandoer(cvr(33_333_333)), R::Aftaler(cvr(11_111_111))]);
    for op in openapi::OPERATIONER.iter().filter(|x| x.metode == "get" && x.svar.1 != "csv" && !x.navn.starts_with("openapi")) {
        let sti = fyld(&op.sti.replace("{uuid}", if op.sti.starts_with("/aftaler") { &uuid } else { &s }));
        let sti = if op.navn == "anvisningskvalitet" { format!("{sti}?myndighed=11111111&fra=2026-01-01T00:00:00Z") } else { sti };
        svar.push(json!([op.svar.1, o.kald(alle.clone(), "GET", &sti, None).await.er(200)]));
    }
    let ud = python(
        "import json,sys,jsonschema\n\
         d=json.load(sys.stdin)\n\
         for n,v in d['svar']:\n\
         \x20s={'$ref':'#/components/schemas/'+n,'components':d['doc']['components']}\n\
         \x20jsonschema.Draft202012Validator(s).validate(v)\n\
         print('OK')",
        &json!({ "doc": d, "svar": svar }),
    );
    if let Some(ud) = ud {
        assert_eq!(ud.trim(), "OK");
    }
}

#[tokio::test]
async fn every_documented_operation_exists_and_answers_with_a_documented_status() {
    let o = Opstilling::ny().await;
    let d = openapi::byg();
    for op in openapi::OPERATIONER {
        let s = o.kald(drift(), &op.metode.to_uppercase(), &fyld(op.sti), op.krop.map(|_| json!({}))).await;
        assert!(s.status != 405, "{} {}", op.metode, op.sti);
        assert!(
            d["paths"][format!("{ROD}{}", op.sti)][op.metode]["responses"].get(s.status.to_string()).is_some(),
            "{} {}: {}",
            op.metode,
            op.sti,
            s.status
        );
        for p in op.parametre {
            let s = o.kald(drift(), &op.metode.to_uppercase(), &format!("{}?{p}=x", fyld(op.sti)), None).await;
            assert_ne!(s.json["kode"], "SAM-1011", "{} {p}", op.sti);
        }
    }
}

#[tokio::test]
async fn sources_upstreams_and_quotas_are_set_by_who_may_and_use_is_listed() {
    let o = Opstilling::ny().await;
    let demo = "http://demo.prod-serviceplatformen.dk/service/DemoService/1";
    let t = json!({ "entityid": demo, "navn": "Demo", "roller": [] });
    o.kald(drift(), "PUT", "/tjenester", Some(t)).await.er(200);
    let op = json!({ "navn": "den", "adresse": "https://sp.example", "fristms": 500 });
    o.kald(kommune(11_111_111), "PUT", "/opstroemme", Some(op.clone())).await.er(403);
    o.kald(drift(), "PUT", "/opstroemme", Some(op)).await.er(200);
    let regel = |kilde: &str| json!({ "entityid": demo, "cvr": "11111111", "kilde": kilde, "opstroem": if kilde == "gennemstilling" { "den" } else { "" } });
    let j = o.kald(kommune(11_111_111), "PUT", "/kilder", Some(regel("replika"))).await.er(400);
    assert!(j["tilladt"].as_str().unwrap().contains("simulator"), "the demo service has no replica: {j}");
    let andet = json!({ "entityid": ENTITY, "kilde": "simulator" });
    assert!(
        o.kald(drift(), "PUT", "/kilder", Some(andet)).await.er(400)["tilladt"].as_str().unwrap().contains(demo),
        "no service of the gateway"
    );
    o.kald(kommune(11_111_111), "PUT", "/kilder", Some(regel("gennemstilling"))).await.er(200);
    assert_eq!(o.kald(kommune(22_222_222), "GET", "/kilder", None).await.er(200)["antal"], 0);
    o.kald(drift(), "DELETE", "/opstroemme/den", None).await.er(409);
    o.kald(kommune(11_111_111), "DELETE", &format!("/kilder?entityid={demo}&myndighed=11111111"), None).await.er(200);
    o.kald(drift(), "DELETE", "/opstroemme/den", None).await.er(200);
    let kvote = json!({ "entityid": demo, "cvr": "11111111", "antal": 5 });
    o.kald(kommune(22_222_222), "PUT", "/kvoter", Some(kvote.clone())).await.er(403);
    let uuid = o.kald(kommune(11_111_111), "PUT", "/kvoter", Some(kvote)).await.er(200)["uuid"].as_str().unwrap().to_owned();
    o.kald(kommune(22_222_222), "DELETE", &format!("/kvoter/{uuid}"), None).await.er(404);
    o.kald(kommune(11_111_111), "DELETE", &format!("/kvoter/{uuid}"), None).await.er(200);
    assert_eq!(o.kald(drift(), "GET", "/forbrug?maaned=2026-01&tilmaaned=2026-03", None).await.er(200)["antal"], 0);
    for galt in ["maaned=2026-13", "maaned=2026-02&tilmaaned=2026-01", "maaned=0001-01&tilmaaned=2026-01"] {
        o.kald(drift(), "GET", &format!("/forbrug?{galt}"), None).await.er(400);
    }
    let csv = o.kald(drift(), "GET", "/forbrug.csv", None).await.er(200);
    assert!(csv.as_str().unwrap().starts_with("\u{feff}Måned;Myndighed;System;"), "{csv}");
}
