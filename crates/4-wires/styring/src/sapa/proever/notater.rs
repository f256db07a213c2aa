//! Journal notes.
use super::*;

#[tokio::test]
async fn sapa04_a_note_goes_to_the_cases_system_and_is_not_kept_once_that_has_filed_it() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    let n = v.post("/notater", json!({ "sag": u(1), "titel": "Samtale", "tekst": "Ringede", "id": u(0x77) })).await;
    assert_eq!((n["status"].as_str(), n["tekst"].as_str(), n["af"].as_str()), (Some("sendt"), Some("Ringede"), Some("Anna")));
    {
        let a = v.andre.0.lock().unwrap();
        let (brev, _) = &a.noter[&u(0x77)];
        assert_eq!(
            (brev.system, brev.kle.as_str(), brev.myndighed, brev.part.clone()),
            (FAG, "32.24.04", Cvr::KORSBAEK, Some(cpr(GAMMELT)))
        );
    }
    let igen = v.post("/notater", json!({ "sag": u(1), "titel": "Samtale", "tekst": "Ringede", "id": u(0x77) })).await;
    assert_eq!((igen["id"].clone(), v.andre.0.lock().unwrap().noter.len()), (json!(u(0x77)), 1));
    let (status, svar, _) = v.spoerg("POST", "/notater", Some(json!({ "sag": u(1), "titel": "Andet", "tekst": "x", "id": u(0x77) }))).await;
    assert_eq!((status, svar["kode"].as_str()), (409, Some("SAM-1304")));
    let nu = async |status, begrundelse: Option<&str>| {
        v.andre.0.lock().unwrap().noter.get_mut(&u(0x77)).unwrap().1 =
            Afsendt { status, begrundelse: begrundelse.map(str::to_owned), siden: v.nu() };
        v.spoerg("GET", &format!("/notater/{}", u(0x77)), None).await.1
    };
    assert_eq!(nu(Notatstatus::Modtaget, None).await["status"], "modtaget");
    let filed = nu(Notatstatus::Journaliseret, None).await;
    assert_eq!((filed["status"].as_str(), filed["tekst"].clone()), (Some("journaliseret"), Value::Null));
    assert_eq!(nu(Notatstatus::Afvist, Some("x")).await["status"], "journaliseret", "the end is the end");
    let (_, l, _) = v.spoerg("GET", &format!("/notater?sag={}", u(1)), None).await;
    assert_eq!(l["antal"], 1);
}

#[tokio::test]
async fn sapa04_who_refuses_says_why_and_the_writer_still_has_the_text() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    v.andre.0.lock().unwrap().afvis_noter = true;
    let n = v.post("/notater", json!({ "sag": u(1), "titel": "x", "tekst": "Ringede" })).await;
    assert_eq!(
        (n["status"].as_str(), n["tekst"].as_str(), n["begrundelse"].as_str()),
        (Some("afvist"), Some("Ringede"), Some("Systemet kan ikke modtage det."))
    );
}

#[tokio::test]
async fn sapa04_a_note_is_written_on_a_case_that_is_seen_under_a_standard_heading() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    v.sag(&NySag { niveau: 4, ..ny_sag(2, "32.24.04") }).await;
    v.spoerg("PUT", "/indstillinger", Some(json!({ "notatoverskrifter": ["Samtale"] }))).await;
    v.saet(maa(Funktion::ALLE, Afgraensning { niveau: Some(2), ..Afgraensning::FRI }));
    let skriv =
        |sag: u128, titel: &str, tekst: &str| v.spoerg("POST", "/notater", Some(json!({ "sag": u(sag), "titel": titel, "tekst": tekst })));
    for (sag, titel, tekst, status, felt) in [
        (1, "Andet", "x", 400, "titel"),
        (1, "Samtale", " ", 400, "tekst"),
        (2, "Samtale", "x", 404, "sag"),
        (3, "Samtale", "x", 404, "sag"),
    ] {
        let (s, svar, _) = skriv(sag, titel, tekst).await;
        assert_eq!((s, svar["felt"].as_str()), (status, Some(felt)), "{svar}");
    }
    assert_eq!(skriv(1, "Samtale", "x").await.0, 201);
    // Who does not see the case does not see that a note was written on it.
    let (_, l, _) = v.spoerg("GET", &format!("/notater?sag={}", u(1)), None).await;
    let id = l["resultater"][0]["id"].as_str().unwrap().to_owned();
    v.saet(maa(Funktion::ALLE, kle("27.*")));
    assert_eq!(
        (v.spoerg("GET", &format!("/notater/{id}"), None).await.0, v.spoerg("GET", &format!("/notater?sag={}", u(1)), None).await.0),
        (404, 404)
    );
}
