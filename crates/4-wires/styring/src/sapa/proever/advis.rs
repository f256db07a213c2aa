//! Advis: told once, to those who see what it is about.
use super::*;
use ::sapa::advis::Personhaendelse;

async fn gruppe(v: &Verden, navn: &str, modtagere: &[Uuid]) -> String {
    v.post("/advisgrupper", json!({ "navn": navn, "modtagere": modtagere })).await["id"].as_str().unwrap().to_owned()
}

async fn regel(v: &Verden, gruppe: &str, mere: Value) {
    let mut krop = json!({ "gruppe": gruppe });
    krop.as_object_mut().unwrap().extend(mere.as_object().unwrap().clone());
    v.post("/advisregler", krop).await;
}

async fn foelg(v: &Verden) {
    while v.sapa.foelg_registrene(v.nu()).await.unwrap() > 0 {}
}

async fn liste(v: &Verden, gruppe: &str, tilstand: &str) -> Vec<Value> {
    let (status, l, _) = v.spoerg("GET", &format!("/advis?gruppe={gruppe}&tilstand={tilstand}"), None).await;
    assert_eq!(status, 200, "{l}");
    l["advis"].as_array().unwrap().clone()
}

fn slags(l: &[Value]) -> Vec<&str> {
    l.iter().map(|a| a["slags"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn sapa20_sapa23_cases_that_begin_and_end_are_told_once_to_each_group_whose_rule_asks() {
    let v = verden();
    foelg(&v).await;
    let nord = gruppe(&v, "Nord", &[ENHED]).await;
    let boern = gruppe(&v, "Børn", &[ENHED]).await;
    regel(&v, &nord, json!({ "haendelser": ["sag_opstaaet", "sag_afsluttet"], "enheder": [ENHED] })).await;
    regel(&v, &nord, json!({ "haendelser": ["sag_opstaaet"], "kle": ["32.*"] })).await;
    regel(&v, &boern, json!({ "haendelser": ["sag_opstaaet"], "kle": ["27.*"] })).await;
    v.sag(&NySag { forloeb: vec![(1, 0)], ..ny_sag(1, "32.24.04") }).await;
    // History that comes along with an import is no news: what it is now is.
    v.sag(&NySag { forloeb: vec![(1, -90), (2, -80), (4, -70)], ..ny_sag(2, "32.24.04") }).await;
    v.sag(&NySag { forloeb: vec![(1, -90), (2, -80)], ..ny_sag(3, "32.24.04") }).await;
    foelg(&v).await;
    let l = liste(&v, &nord, "aaben").await;
    assert_eq!(
        (slags(&l), l[0]["sag"].clone()),
        (vec!["sag_opstaaet", "sag_afsluttet"], json!(u(1))),
        "two rules of a group are one advis"
    );
    assert!(liste(&v, &boern, "aaben").await.is_empty());
    // The same told again, and something else of the case, is none.
    v.sag(&NySag { titel: "Nyt navn", forloeb: vec![(1, 0)], ..ny_sag(1, "32.24.04") }).await;
    foelg(&v).await;
    assert_eq!(liste(&v, &nord, "aaben").await.len(), 2);
    v.dag.store(2, Ordering::SeqCst);
    v.sag(&NySag { forloeb: vec![(1, 0), (4, 1)], ..ny_sag(1, "32.24.04") }).await;
    foelg(&v).await;
    assert_eq!(slags(&liste(&v, &nord, "aaben").await), ["sag_opstaaet", "sag_afsluttet", "sag_afsluttet"]);
}

#[tokio::test]
async fn sapa22_many_are_handled_at_once_all_of_them_or_none() {
    let v = verden();
    foelg(&v).await;
    let (nord, syd) = (gruppe(&v, "Nord", &[ENHED]).await, gruppe(&v, "Syd", &[u(0x5d)]).await);
    regel(&v, &nord, json!({ "haendelser": ["sag_opstaaet"] })).await;
    for n in 1..=4 {
        v.sag(&NySag { forloeb: vec![(1, 0)], ..ny_sag(n, "32.24.04") }).await;
    }
    foelg(&v).await;
    let ider: Vec<Value> = liste(&v, &nord, "aaben").await.iter().map(|a| a["id"].clone()).collect();
    assert_eq!(ider.len(), 4);
    let goer = |ider: &[Value], h: Value| {
        let mut krop = json!({ "advis": ider });
        krop.as_object_mut().unwrap().extend(h.as_object().unwrap().clone());
        v.spoerg("POST", "/advis/haandter", Some(krop))
    };
    assert_eq!(goer(&ider[..1], json!({ "handling": "overtag" })).await.1["resultater"][0]["hos"]["navn"], "Anna");
    let (_, mine, _) = v.spoerg("GET", &format!("/advis?gruppe={nord}&mine=true"), None).await;
    assert_eq!(mine["advis"].as_array().unwrap().len(), 1);
    // One that is not there: none of them is done.
    let fremmed = [ider[0].clone(), json!(u(9))];
    assert_eq!((goer(&fremmed, json!({ "handling": "faerdig" })).await.0, liste(&v, &nord, "faerdig").await.len()), (404, 0));
    assert_eq!((goer(&ider[..2], json!({ "handling": "faerdig" })).await.0, liste(&v, &nord, "faerdig").await.len()), (200, 2));
    assert_eq!(goer(&ider[2..3], json!({ "handling": "videresend", "gruppe": syd })).await.0, 200);
    assert_eq!(v.spoerg("GET", &format!("/advis?gruppe={syd}"), None).await.0, 404, "not Anna's group");
    assert_eq!(goer(&ider[2..3], json!({ "handling": "faerdig" })).await.0, 404, "nor hers to handle any more");
    assert_eq!(goer(&ider[3..], json!({ "handling": "udsaet", "til": t(5).til_utc() })).await.0, 200);
    assert!(liste(&v, &nord, "aaben").await.is_empty());
    v.dag.store(6, Ordering::SeqCst);
    assert_eq!(liste(&v, &nord, "aaben").await.len(), 1, "what was postponed is back");
    assert_eq!((goer(&ider[..1], json!({ "handling": "genaabn" })).await.0, liste(&v, &nord, "aaben").await.len()), (200, 2));
    for (krop, status, felt) in [
        (json!({ "handling": "udsaet", "til": t(-9).til_utc() }), 400, "til"),
        (json!({ "handling": "spis" }), 400, "handling"),
        (json!({ "handling": "videresend", "gruppe": u(8) }), 404, "gruppe"),
    ] {
        let (s, svar, _) = goer(&ider[..1], krop).await;
        assert_eq!((s, svar["felt"].as_str()), (status, Some(felt)), "{svar}");
    }
    let tomt = v.spoerg("DELETE", &format!("/advisgrupper/{nord}"), None).await;
    assert_eq!((tomt.0, tomt.1["kode"].as_str()), (409, Some("SAM-2203")));
}

#[tokio::test]
async fn sapa22_what_is_done_goes_after_its_days_and_a_reminder_comes_on_its_day() {
    let v = verden();
    foelg(&v).await;
    let nord = gruppe(&v, "Nord", &[ENHED]).await;
    v.spoerg("PUT", "/indstillinger", Some(json!({ "advis_faerdige_dage": 10, "advis_aabne_dage": 100, "paamindelser": ["Opfølgning"] })))
        .await;
    let (status, svar, _) =
        v.spoerg("POST", "/advis/paamindelser", Some(json!({ "gruppe": nord, "titel": "Andet", "dato": t(3).til_utc() }))).await;
    assert_eq!((status, svar["felt"].as_str()), (400, Some("titel")));
    let p = v.post("/advis/paamindelser", json!({ "gruppe": nord, "titel": "Opfølgning", "dato": t(3).til_utc(), "part": GAMMELT })).await;
    assert!(liste(&v, &nord, "aaben").await.is_empty());
    v.dag.store(4, Ordering::SeqCst);
    assert_eq!(liste(&v, &nord, "aaben").await[0]["tekst"], "Påmindelse: Opfølgning");
    v.post("/advis/haandter", json!({ "advis": [p["id"]], "handling": "faerdig" })).await;
    v.post("/advis/paamindelser", json!({ "gruppe": nord, "titel": "Opfølgning", "dato": t(5).til_utc() })).await;
    let ryd = async |dag: u64| {
        v.dag.store(dag, Ordering::SeqCst);
        v.sapa.ryd_advis(Cvr::KORSBAEK, v.nu()).await.unwrap()
    };
    assert_eq!((ryd(13).await, ryd(15).await, ryd(16).await, ryd(104).await, ryd(106).await), (0, 1, 0, 0, 1));
    assert!(liste(&v, &nord, "faerdig").await.is_empty() && liste(&v, &nord, "aaben").await.is_empty());
    assert_eq!(v.spoerg("DELETE", &format!("/advisgrupper/{nord}"), None).await.0, 204, "nothing is left of them");
}

#[tokio::test]
async fn c40_an_advis_is_shown_to_those_who_see_its_case_now() {
    let v = verden();
    foelg(&v).await;
    let nord = gruppe(&v, "Nord", &[ENHED]).await;
    regel(&v, &nord, json!({ "haendelser": ["sag_opstaaet"] })).await;
    v.sag(&NySag { titel: "Synlig", forloeb: vec![(1, 0)], ..ny_sag(1, "32.24.04") }).await;
    v.sag(&NySag { titel: "Hemmelig", niveau: 4, forloeb: vec![(1, 0)], ..ny_sag(2, "32.24.04") }).await;
    foelg(&v).await;
    v.saet(maa(&[Funktion::Advis], Afgraensning { niveau: Some(2), ..Afgraensning::FRI }));
    let l = liste(&v, &nord, "aaben").await;
    assert_eq!((l.len(), l[0]["tekst"].as_str()), (1, Some("Ny sag: Synlig")));
    v.sag(&NySag { titel: "Synlig", niveau: 3, forloeb: vec![(1, 0)], ..ny_sag(1, "32.24.04") }).await;
    assert!(liste(&v, &nord, "aaben").await.is_empty(), "it was raised since");
    assert_eq!(v.spoerg("POST", "/advis/haandter", Some(json!({ "advis": [l[0]["id"]], "handling": "faerdig" }))).await.0, 404);
}

#[tokio::test]
async fn sapa21_sapa24_events_of_persons_their_spouses_and_children_follow_the_person() {
    let v = verden();
    foelg(&v).await;
    let nord = gruppe(&v, "Nord", &[ENHED]).await;
    regel(&v, &nord, json!({ "haendelser": ["cpr:doed"], "om": ["person", "aegtefaelle", "anden_part"] })).await;
    regel(&v, &nord, json!({ "haendelser": ["cpr:tilflytning"], "generisk": true, "alder_fra": 18 })).await;
    v.sag(&ny_sag(1, "32.24.04")).await;
    let sket = |nummer: &str, art: (&'static str, &'static str)| Personhaendelse {
        kendes_ved: format!("cpr/7/2026-09-20/{nummer}/{}", art.0),
        nummer: nummer.into(),
        art,
        haendt: t(0),
        alder: Some(40),
        kommuner: vec![Cvr::KORSBAEK],
    };
    let doed = ("doed", "Død");
    for _ in 0..2 {
        v.sapa.personhaendelse(&sket(GAMMELT, doed), &[Cvr::KORSBAEK], v.nu()).await.unwrap();
    }
    assert_eq!(slags(&liste(&v, &nord, "aaben").await), ["cpr:doed"], "told again it is no second one");
    // Her spouse, whose own records name her.
    let hun = Paaroerende { rolle: "aegtefaelle", nummer: Some(GAMMELT.into()), navn: None, foedt: None };
    v.andre.0.lock().unwrap().familie = vec![hun];
    v.sapa.personhaendelse(&sket("6101700099", doed), &[Cvr::KORSBAEK], v.nu()).await.unwrap();
    let l = liste(&v, &nord, "aaben").await;
    // What came at the same time has no order of its own.
    let hans = l.iter().find(|a| a["tekst"] == "Død (partens ægtefælle)").map(|a| a["part"].clone());
    assert_eq!((l.len(), hans), (2, Some(json!("urn:oio:cpr-nr:6101700001"))));
    v.andre.0.lock().unwrap().familie.clear();
    // Nobody's party: only where a rule asks for everybody.
    v.sapa.personhaendelse(&sket("6101700088", doed), &[Cvr::KORSBAEK], v.nu()).await.unwrap();
    v.sapa.personhaendelse(&sket("6101700088", ("tilflytning", "Tilflytning til kommunen")), &[Cvr::KORSBAEK], v.nu()).await.unwrap();
    let l = liste(&v, &nord, "aaben").await;
    let mut alle = slags(&l);
    alle.sort_unstable();
    assert_eq!(alle, ["cpr:doed", "cpr:doed", "cpr:tilflytning"]);
    v.andre.0.lock().unwrap().skiftet = true;
    let om = v.post("/advis/find", json!({ "part": NYT, "formaal": "x" })).await;
    assert_eq!(om["antal"], 2, "what was told of the old number is hers");
}
