//! Beskedfordeler in the running program: what the registers tell ends in a dueslag, also over kill -9.
use crate::program::{MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, enhed};
use koe::Beskedlager;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const SAG: &str = include_str!("../../../../../docs/eksempler/sag.xml");

/// The messages about objects of a type.
fn beskedtype(typer: &[&register::Objekttype], sti: &str) -> String {
    beskedfordeler::fordeler::beskedtype(typer.iter().find(|t| t.sti == sti).unwrap()).to_string()
}

/// What `samspil dueslag` prints.
pub fn vis(data: &Path, argumenter: &[&str]) -> String {
    let ud = samspil(&[&["dueslag"], argumenter].concat()).arg("--data").arg(data).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

pub fn opret(p: &Program, sti: &str, krop: &Value) -> String {
    let svar = p.rest(MYNDIGHED, "POST", sti, krop);
    assert_eq!(svar.status, 201, "{svar:?}");
    svar.json()["uuid"].as_str().unwrap().to_owned()
}

pub fn objekt(sti: &str, egenskaber: Value, relationer: Value) -> Value {
    let virkning = json!({"from": "2020-01-01T00:00:00+01:00", "to": "infinity"});
    let mut e = egenskaber;
    e["virkning"] = virkning.clone();
    let r: serde_json::Map<String, Value> =
        relationer.as_object().unwrap().iter().map(|(n, u)| (n.clone(), json!([{"uuid": u, "virkning": virkning}]))).collect();
    json!({
        "note": "test",
        "attributter": {format!("{sti}egenskaber"): [e]},
        "tilstande": {format!("{sti}gyldighed"): [{"gyldighed": "Aktiv", "virkning": virkning}]},
        "relationer": r,
    })
}

/// Until the dueslag shows so many messages.
fn vent_paa(data: &Path, dueslag: &str, antal: usize) -> Vec<String> {
    // More than there are is looked for until nothing more comes for a while.
    let frist = Instant::now() + Duration::from_secs(if antal > 2 { 2 } else { 30 });
    loop {
        let linjer: Vec<String> = vis(data, &["vis", dueslag]).lines().map(str::to_owned).collect();
        if linjer.len() >= antal || Instant::now() > frist {
            return linjer;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn e1_a_case_written_by_soap_ends_in_the_dueslag_of_who_subscribes_and_survives_a_killed_program() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let mut p = Program::serve(&data, &[]);
    let system = "ba537e12-8b0c-44b1-9de7-f75803a4e091";
    let d = |e: Value| objekt("dueslag", e, json!({"modtagersystem": system}));
    let dueslag = opret(&p, "/beskedfordeler/dueslag", &d(json!({"navn": "Mit", "leveringsmaade": "BeskedHent"})));
    let svar =
        p.rest(MYNDIGHED, "POST", "/beskedfordeler/dueslag", &d(json!({"navn": "Mit", "leveringsmaade": "Webhook", "adresse": "ftp://x"})));
    assert!(svar.status == 400 && svar.krop.contains("E-33"), "{svar:?}");
    let abonnement = |typen: &str, element: &str, vaerdi: &str| {
        let e = json!({"navn": "Mit", "betingelser": [{"element": element, "vaerdier": [vaerdi]}]});
        objekt("abonnement", e, json!({"beskedtype": typen, "dueslag": dueslag}))
    };
    let (sager, enheder) = (beskedtype(sagdokument::OBJEKTTYPER, "sagindeks"), beskedtype(organisation::OBJEKTTYPER, "organisationenhed"));
    let svar = p.rest(MYNDIGHED, "POST", "/beskedfordeler/abonnement", &abonnement(&sager, "ObjektRegistrering.OpgaveEmne", "hest"));
    assert!(svar.status == 400 && svar.krop.contains("E-5"), "{svar:?}");
    let paa_sager = opret(&p, "/beskedfordeler/abonnement", &abonnement(&sager, "RelateretObjekt.ObjektId", "6101700001"));
    let paa_enheder =
        opret(&p, "/beskedfordeler/abonnement", &abonnement(&enheder, "ObjektRegistrering.ObjektAnsvarligMyndighed", MYNDIGHED));
    let krop = SAG.split_once("?>").unwrap().1;
    let konvolut = format!("<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>{krop}</e:Body></e:Envelope>");
    let svar = p.kald("POST", "/sagdokumentindeks/6", &[("content-type", "application/soap+xml")], konvolut);
    assert!(svar.krop.contains(">20<"), "{svar:?}");
    opret(&p, ENHED, &enhed("n", "n"));
    let linjer = vent_paa(&data, &dueslag, 2);
    assert_eq!(linjer.len(), 2, "{linjer:?} {:?}", p.log.lock().unwrap());
    assert!(linjer[0].contains(&sager) && linjer[0].contains(&paa_sager), "{linjer:?}");
    assert!(linjer[1].contains(&enheder) && linjer[1].contains(&paa_enheder), "{linjer:?}");
    let data_i = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let l = lager::SqliteLager::aabn(&data.join("samspil.db"), lager::sqlite::Indstillinger::default()).unwrap();
        let koe = koe::IndlejretKoe::kun_laes(std::sync::Arc::new(l)).await.unwrap();
        koe.laes(dueslag.parse().unwrap(), 0, koe::Loft { antal: 9, bytes: usize::MAX }).await.unwrap()
    });
    let tekst = String::from_utf8_lossy(&data_i[0].krop).into_owned();
    assert!(tekst.contains("RegistreringBesked") && tekst.contains("urn:oio:sts:sagdok:sag:6"), "{tekst}");
    assert!(tekst.contains("urn:oio:kle:") && tekst.contains("urn:oio:cpr-nr:6101700001"), "{tekst}");
    p.draeb();
    let _p = Program::serve(&data, &[]);
    assert_eq!(vent_paa(&data, &dueslag, 3), linjer, "the same messages, none twice");
    assert!(vis(&data, &["list"]).contains(&format!("{dueslag} {MYNDIGHED} BeskedHent: 2 messages")), "{}", vis(&data, &["list"]));
    assert_eq!(vis(&data, &["vis", &dueslag, "--fejlkoe"]), "");
}
