//! Beskedfordeler in the running program: what the registers tell ends in a dueslag, also over kill -9.
use crate::program::{MYNDIGHED, Program, faelles, koer_python, samspil};
use crate::tvaers::{ENHED, enhed};
use koe::Beskedlager;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const SAG: &str = include_str!("../../../../../docs/eksempler/sag.xml");

/// The messages about objects of a type.
pub fn beskedtype(typer: &[&register::Objekttype], sti: &str) -> String {
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
    assert!(linjer[0].contains("of type sagindeks") && linjer[0].contains(&paa_sager), "{linjer:?}");
    assert!(linjer[1].contains("of type organisationenhed") && linjer[1].contains(&paa_enheder), "{linjer:?}");
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

#[test]
fn e6_vaerdilister_by_the_published_wsdl_decide_what_a_subscription_gets_and_a_message_goes_to_the_error_queue() {
    let Some(f) = faelles() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let p = Program::serve(&data, &[]);
    let system = "ba537e12-8b0c-44b1-9de7-f75803a4e091";
    let d = objekt("dueslag", json!({"navn": "Mit", "leveringsmaade": "BeskedHent"}), json!({"modtagersystem": system}));
    let dueslag = opret(&p, "/beskedfordeler/dueslag", &d);
    let liste = "5d2f6c1e-2c0e-4c0a-9b6a-1e0d6a7c9b01";
    let sager = beskedtype(sagdokument::OBJEKTTYPER, "sagindeks");
    let e = json!({"navn": "Mit", "betingelser": [{"element": "RelateretObjekt.ObjektId", "vaerdilister": [liste]}]});
    opret(&p, "/beskedfordeler/abonnement", &objekt("abonnement", e, json!({"beskedtype": sager, "dueslag": dueslag})));
    // everything else comes into another dueslag, so that one sees when a case is through
    let d = objekt("dueslag", json!({"navn": "Alt", "leveringsmaade": "BeskedHent"}), json!({"modtagersystem": system}));
    let alt = opret(&p, "/beskedfordeler/dueslag", &d);
    opret(&p, "/beskedfordeler/abonnement", &objekt("abonnement", json!({"navn": "Alt"}), json!({"beskedtype": sager, "dueslag": alt})));
    // a list of more values than lie in itself, and then the one that the case is about
    let vaerdier: String = (0..1_200).map(|n| format!("<vl:Vaerdi>{:010}</vl:Vaerdi>", 101_000_000 + n)).collect();
    let ns = "xmlns:vl='urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0' xmlns:sd='urn:oio:sagdok:3.0.0'";
    let soap = |krop: String| {
        let konvolut = format!("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>{krop}</e:Body></e:Envelope>");
        let svar = p.kald("POST", "/sts-bf-soap/StsbeskedfordelerImpl", &[("content-type", "text/xml")], konvolut);
        assert!(svar.krop.contains(">20<"), "{svar:?}");
    };
    let aktoer = "<sd:AktoerRef><sd:UUIDIdentifikator>00000000-0000-0000-0000-000000000002</sd:UUIDIdentifikator></sd:AktoerRef><sd:AktoerTypeKode>ItSystem</sd:AktoerTypeKode>";
    soap(format!(
        "<vl:ImportInput {ns}><vl:Vaerdiliste><sd:UUIDIdentifikator>{liste}</sd:UUIDIdentifikator><vl:Registrering><sd:FraTidspunkt><sd:GraenseIndikator>true</sd:GraenseIndikator>\
         </sd:FraTidspunkt><sd:LivscyklusKode>Opstaaet</sd:LivscyklusKode><vl:AttributListe><vl:Egenskab><vl:Vaerdiliste><vl:Navn>Borgere</vl:Navn>{vaerdier}</vl:Vaerdiliste>\
         <sd:Virkning>{aktoer}</sd:Virkning></vl:Egenskab></vl:AttributListe><vl:TilstandListe/><vl:RelationListe/></vl:Registrering></vl:Vaerdiliste></vl:ImportInput>"
    ));
    let send = |nummer: u32| {
        let krop = SAG
            .split_once("?>")
            .unwrap()
            .1
            .replace("10000000-0000-4000-8000-000000000001", &format!("10000000-0000-4000-8000-00000000010{nummer}"));
        let konvolut = format!("<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>{krop}</e:Body></e:Envelope>");
        let svar = p.kald("POST", "/sagdokumentindeks/6", &[("content-type", "application/soap+xml")], konvolut);
        assert!(svar.krop.contains(">20<"), "{svar:?}");
    };
    soap(format!(
        "<vl:TilfoejVaerdierInput {ns}><sd:UUIDIdentifikator>{liste}</sd:UUIDIdentifikator><vl:Vaerdier>6101700001</vl:Vaerdier></vl:TilfoejVaerdierInput>"
    ));
    send(1);
    assert_eq!(vent_paa(&data, &dueslag, 1).len(), 1, "{:?}", p.log.lock().unwrap());
    let besked = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let l = lager::SqliteLager::aabn(&data.join("samspil.db"), lager::sqlite::Indstillinger::default()).unwrap();
        let koe = koe::IndlejretKoe::kun_laes(std::sync::Arc::new(l)).await.unwrap();
        let laest = koe.laes(dueslag.parse().unwrap(), 0, koe::Loft { antal: 1, bytes: usize::MAX }).await.unwrap();
        String::from_utf8_lossy(&laest[0].krop).into_owned()
    });
    let fil = mappe.path().join("besked.xml");
    std::fs::write(&fil, &besked[besked.find('<').unwrap()..]).unwrap();
    koer_python("zeep_vaerdilister.py", &[&p.adresse, f.join("contracts").to_str().unwrap(), fil.to_str().unwrap()]);
    assert_eq!(vis(&data, &["vis", &dueslag]), "");
    assert_eq!(vis(&data, &["vis", &dueslag, "--fejlkoe"]).lines().count(), 1);
    soap(format!(
        "<vl:FjernVaerdierInput {ns}><sd:UUIDIdentifikator>{liste}</sd:UUIDIdentifikator><vl:Vaerdier>6101700001</vl:Vaerdier></vl:FjernVaerdierInput>"
    ));
    // the message had been moved from every dueslag of the caller's
    assert_eq!(vis(&data, &["vis", &alt]), "");
    send(2);
    assert_eq!(vent_paa(&data, &alt, 1).len(), 1);
    assert_eq!(vis(&data, &["vis", &dueslag]), "", "the number is not in the list any more");
}
