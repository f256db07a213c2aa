//! The wire over invented persons; answers are held against the published OpenAPI documents.
#![allow(clippy::print_stderr)]
use crate::{Tilstand, ruter, tjenester};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use grund::ret::Tilladelse;
use grund::spor::Kildeslags;
use grund::ur::Ur;
use grund::{Afgraensning, Cvr, Fejl, Kaldekontekst, Ret, Rettigheder, Tidspunkt, UnikId, Uuid};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use skat::borger::Bopael;
use skat::{Borger, Borgerkilde, Dag, Forhold, Maaned, forhold};
use std::path::PathBuf;
use std::sync::Arc;
use tower::ServiceExt;

struct Stille;
impl Ur for Stille {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_xs("2026-11-30T12:00:00Z").unwrap()
    }
}

struct Personer(Vec<Borger>);

#[async_trait]
impl Borgerkilde for Personer {
    async fn borger(&self, nummer: &str, ser_beskyttede: bool, _: Tidspunkt) -> Result<Option<Borger>, Fejl> {
        let b = self.0.iter().find(|b| b.nummer == nummer || b.noegle == nummer).cloned();
        Ok(b.map(|b| Borger { bopael: b.bopael.clone().filter(|_| ser_beskyttede || !b.beskyttet), ..b }))
    }
}

fn borger(aar: i32, nr: u32) -> Borger {
    let nummer = format!("0105{:02}{nr:04}", aar % 100);
    Borger {
        nummer: nummer.clone(),
        noegle: nummer,
        foedt: Dag::ny(aar, 5, 1),
        doed: None,
        udrejst: None,
        aegtefaelle: Some("0101801111".into()),
        bopael: Some(Bopael {
            kommune: 316,
            kommune_cvr: Some(Cvr::KORSBAEK),
            postnr: 4_370,
            postdistrikt: "Store Merløse".into(),
            hjem: "0316/7256/039B".into(),
            fra: Some(Dag::ny(2019, 2, 1)),
        }),
        beskyttet: false,
    }
}

/// The first one born in that year who lived of that in June 2025.
fn en(aar: i32, af: Forhold) -> Borger {
    (0..9_000).map(|n| borger(aar, n)).find(|b| forhold(b, Maaned::ny(2025, 6).unwrap()) == af).unwrap()
}

/// One of each kind.
fn alle() -> Vec<Borger> {
    [
        (1985, Forhold::Loen),
        (1990, Forhold::Kontanthjaelp),
        (1970, Forhold::Foertidspension),
        (1950, Forhold::Folkepension),
        (2004, Forhold::Su),
        (1980, Forhold::Selvstaendig),
        (1982, Forhold::Dagpenge),
    ]
    .map(|(aar, f)| en(aar, f))
    .into()
}

struct Opstilling {
    r: axum::Router,
    retter: Arc<Rettigheder>,
}

type Svar = (u16, Value, HeaderMap);

impl Opstilling {
    fn ny(personer: Vec<Borger>) -> Self {
        let t = Tilstand { borgere: Arc::new(Personer(personer)), serviceplatform: None, adresse: "http://x".into() };
        let kald = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), Stille.nu(), Uuid::nil());
        Self { r: ruter(t), retter: kald.retter }
    }

    fn kontekst(&self) -> Kaldekontekst {
        let bruger = UnikId::Uuid(Uuid::from_u128(1));
        let kald = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], bruger, Stille.nu(), Uuid::from_u128(2));
        Kaldekontekst { retter: self.retter.clone(), ..kald }
    }

    async fn kald(&self, metode: Method, sti: &str, hoveder: &[(&str, &str)], kontekst: Kaldekontekst) -> Svar {
        let mut a = Request::builder().method(metode).uri(kodet(sti));
        for (n, v) in hoveder {
            a = a.header(*n, *v);
        }
        let mut a = a.body(Body::empty()).unwrap();
        a.extensions_mut().insert(kontekst);
        let svar = self.r.clone().oneshot(a).await.unwrap();
        let (status, hoveder) = (svar.status().as_u16(), svar.headers().clone());
        let krop = svar.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&krop).unwrap_or(Value::Null), hoveder)
    }

    async fn get(&self, sti: &str) -> Svar {
        self.kald(Method::GET, sti, &HOVEDER, self.kontekst()).await
    }

    /// An answer that is one, by the published schema.
    async fn godt(&self, sti: &str) -> Value {
        let (status, v, h) = self.get(sti).await;
        assert_eq!(status, 200, "{sti}: {v}");
        assert!(!sti.starts_with("/service/") || h["x-transaktionsid"] == HOVEDER[0].1, "{h:?}");
        skema(sti, &v);
        v
    }
}

const HOVEDER: [(&str, &str); 3] = [
    ("x-transaktionsid", "8c0b1a1e-7d0c-4f3c-9f6e-0a1b2c3d4e5f"),
    ("x-transaktionstid", "2026-11-30T13:00:00+01:00[Europe/Copenhagen]"),
    ("ufst-adgangsgrundlag", "urn:ufst:adgangsgrundlag:aftale:en-aftale"),
];
const AARS: &str = "/service/DUPLA_1/Årsopgørelse";
const FORSKUD: &str = "/service/DUPLAForskudsopgørelser_1/Forskudsopgørelse";
const KONTROL: &str = "/service/DUPLAKontroloplysninger_1/personkontroloplysninger";
const VIRKSOMHED: &str = "/service/DUPLAKontroloplysninger_1/virksomhedskontroloplysninger";

/// Letters outside ASCII as clients send them.
fn kodet(sti: &str) -> String {
    sti.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn numre(alle: &[Borger]) -> String {
    alle.iter().map(|b| format!("PersonCPRNummer={}&", b.nummer)).collect()
}

fn advis(v: &Value) -> Vec<&str> {
    v["HovedoplysningerSvarREST"].as_array().unwrap().iter().map(|r| r["SvarReaktion"]["Advis"]["AdvisId"].as_str().unwrap()).collect()
}

/// Holds an answer against the published document; with a loud word where it is not there.
#[allow(clippy::print_stderr)]
fn skema(sti: &str, v: &Value) {
    let delt = std::env::var_os("SAMSPIL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from);
    let (fil, svar) = match sti.split('?').next().unwrap() {
        AARS => ("DUPLA_ÅrsopgørelseHent.json", "aarsopgoerelse_response"),
        FORSKUD => ("DUPLA_Forskudsopgørelser.json", "ForskudsopgoerelseHent_response"),
        KONTROL => ("DUPLA_Kontroloplysninger.json", "PersonkontroloplysningerHent_response"),
        VIRKSOMHED => ("DUPLA_Kontroloplysninger.json", "VirksomhedskontroloplysningerHent_response"),
        _ => return,
    };
    let Ok(tekst) = std::fs::read_to_string(delt.join("contracts/sf0787-dupla").join(fil)) else {
        eprintln!("SKIPPED: {fil} not found, answers are not held against it");
        return;
    };
    let dokument: Value = serde_json::from_str(&uden_sidste_komma(tekst.trim_start_matches('\u{feff}'))).unwrap();
    let skemaer = &dokument["components"]["schemas"];
    if let Err(f) = passer(skemaer, &skemaer[svar], v, svar) {
        panic!("{sti}: {f}\n{v:#}");
    }
}

/// Commas before a closing bracket, which the published documents have (contracts/README.md).
fn uden_sidste_komma(t: &str) -> String {
    let (mut ud, mut i_tekst, mut efter) = (String::with_capacity(t.len()), false, false);
    for (i, c) in t.char_indices() {
        let sidste = || t.get(i + 1..).unwrap_or_default().trim_start_matches([' ', '\t', '\r', '\n', ',']).starts_with(['}', ']']);
        match c {
            '"' if !efter => i_tekst = !i_tekst,
            ',' if !i_tekst && sidste() => continue,
            _ => {}
        }
        efter = i_tekst && c == '\\' && !efter;
        ud.push(c);
    }
    ud
}

/// A small reader of schemas: what the documents use, and nothing that they do not name.
fn passer(alle: &Value, skema: &Value, v: &Value, sti: &str) -> Result<(), String> {
    if let Some(r) = skema["$ref"].as_str() {
        return passer(alle, &alle[r.rsplit('/').next().unwrap()], v, sti);
    }
    let mut kendte: Vec<&str> = Vec::new();
    for del in skema["allOf"].as_array().into_iter().flatten() {
        passer(alle, del, v, sti)?;
        kendte.extend(del["properties"].as_object().into_iter().flat_map(|o| o.keys().map(String::as_str)));
    }
    if let Some(en) = skema["oneOf"].as_array() {
        let antal = en.iter().filter(|s| passer(alle, s, v, sti).is_ok()).count();
        if antal != 1 {
            return Err(format!("{sti}: {antal} of oneOf"));
        }
    }
    if let Some(ikke) = skema.get("not") {
        return if passer(alle, ikke, v, sti).is_ok() { Err(format!("{sti}: not")) } else { Ok(()) };
    }
    if let Some(nogen) = skema["anyOf"].as_array() {
        return if nogen.iter().any(|s| passer(alle, s, v, sti).is_ok()) { Ok(()) } else { Err(format!("{sti}: anyOf")) };
    }
    for n in skema["required"].as_array().into_iter().flatten() {
        if v.get(n.as_str().unwrap()).is_none() {
            return Err(format!("{sti}/{n} is missing"));
        }
    }
    if let (Some(egenskaber), Some(o)) = (skema["properties"].as_object(), v.as_object()) {
        for (n, barn) in o {
            match egenskaber.get(n) {
                Some(s) => passer(alle, s, barn, &format!("{sti}/{n}"))?,
                None if skema.get("required").is_some() || skema.get("x-entityname").is_some() => {
                    return Err(format!("{sti}/{n} is unknown"));
                }
                None => {}
            }
        }
    }
    let slags = match skema["type"].as_str() {
        Some("string") => v.is_string(),
        Some("integer") => v.is_i64(),
        Some("number") => v.is_number(),
        Some("boolean") => v.is_boolean(),
        Some("array") => v.is_array(),
        Some("object") => v.is_object(),
        _ => true,
    };
    if !slags {
        return Err(format!("{sti}: {} is no {}", v, skema["type"]));
    }
    for (i, e) in v.as_array().into_iter().flatten().enumerate() {
        passer(alle, &skema["items"], e, &format!("{sti}[{i}]"))?;
    }
    let graense = |n: &str| skema[n].as_f64().zip(v.as_f64());
    if graense("minimum").is_some_and(|(m, v)| v < m) || graense("maximum").is_some_and(|(m, v)| v > m) {
        return Err(format!("{sti}: {v} is outside"));
    }
    Ok(())
}

#[test]
fn the_reader_of_schemas_refuses_what_it_should() {
    let alle = json!({ "A": { "x-entityname": "A", "required": ["x"], "properties": { "x": { "type": "integer", "maximum": 9 } } } });
    let s = json!({ "type": "array", "items": { "$ref": "#/components/schemas/A" } });
    assert!(passer(&alle, &s, &json!([{ "x": 1 }]), "").is_ok());
    for v in [json!([{}]), json!([{ "x": "1" }]), json!([{ "x": 10 }]), json!([{ "x": 1, "y": 2 }]), json!({})] {
        assert!(passer(&alle, &s, &v, "").is_err(), "{v}");
    }
    assert_eq!(uden_sidste_komma(r#"{"a":[1, ,],"b":",]",}"#), r#"{"a":[1 ],"b":",]"}"#);
}

#[tokio::test]
async fn assessments_are_answered_by_the_published_names_and_agree_with_the_months() {
    let personer = alle();
    let o = Opstilling::ny(personer.clone());
    let v = o.godt(&format!("{AARS}?{}IndkomstÅr=2024&IndkomstÅr=2025", numre(&personer))).await;
    assert_eq!(advis(&v), ["SAM-2608"]);
    let liste = v["AarsopgoerelseHentResponseListe"].as_array().unwrap();
    assert_eq!(liste.len(), personer.len());
    for (b, p) in personer.iter().zip(liste) {
        let aar = p["attributes"]["ÅrsopgørelseListe"].as_array().unwrap();
        assert_eq!((p["attributes"]["PersonCPRNummer"].as_str(), aar.len()), (Some(b.nummer.as_str()), 2));
        let a = skat::aar::aar(b, 2025, Dag::ny(2026, 1, 1));
        assert_eq!(aar[1]["PersonligIndkomst"]["PersonligIndkomstTotal"], json!(a.personlig_indkomst()));
        assert_eq!(aar[1]["SambeskattetMed"]["PersonCPRNummer"], "0101801111");
    }
    // The year is not over.
    let v = o.godt(&format!("{AARS}?{}IndkomstÅr=2026", numre(&personer))).await;
    assert_eq!(v["AarsopgoerelseHentResponseListe"], json!([]));
}

#[tokio::test]
async fn assessments_are_chosen_by_profit_by_time_and_by_page() {
    let personer = alle();
    let o = Opstilling::ny(personer.clone());
    let antal = async |mere: &str| {
        let v = o.godt(&format!("{AARS}?{}IndkomstÅr=2025&{mere}", numre(&personer))).await;
        v["AarsopgoerelseHentResponseListe"].as_array().unwrap().len()
    };
    assert_eq!(antal("SelvstændigVirksomhedOverskudFra=1").await, 1);
    assert_eq!(antal("SelvstændigVirksomhedOverskudTil=0").await, 0);
    assert_eq!(antal("ÅrsopgørelseGyldigTil=2026-03-09").await, 0);
    assert_eq!(antal("ÅrsopgørelseGyldigFra=2026-06-01").await, personer.len());
    assert_eq!(antal("UdstillingRegistreringFra=2026-03-11T05:00:01Z").await, 0);
    assert_eq!(antal("UdstillingRegistreringTil=2026-03-11T05:00:00Z").await, personer.len());
    assert_eq!((antal("Sidestørrelse=5").await, antal("Sidestørrelse=5&Side=2").await, antal("Side=2").await), (5, 2, 0));
    // One parameter with commas, as some clients write a list.
    let v = o.godt(&format!("{AARS}?PersonCPRNummer={},{}&IndkomstÅr=2025", personer[0].nummer, personer[1].nummer)).await;
    assert_eq!(v["AarsopgoerelseHentResponseListe"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn preliminary_assessments_are_answered_with_how_many_there_are() {
    let personer = alle();
    let o = Opstilling::ny(personer.clone());
    let sti = format!("{FORSKUD}?{}IndkomstÅr=2026&IndkomstÅr=2027&IndkomstÅr=2028", numre(&personer));
    let v = o.godt(&sti).await;
    let data = v["data"].as_array().unwrap();
    assert_eq!(data.len(), personer.len() * 2, "that of 2028 is not made yet");
    assert_eq!(data[0]["attributes"]["Skattekommune"], 316);
    let (_, _, h) = o.get(&sti).await;
    let tal = data.len().to_string();
    assert_eq!((h["x-data-antal"].to_str().unwrap(), h["x-major-version"].to_str().unwrap()), (tal.as_str(), "1"));
    let v = o.godt(&format!("{FORSKUD}?{}IndkomstÅr=2026&ForskudsopgørelseGyldigTidspunkt=2025-01-01T00:00:00Z", numre(&personer))).await;
    assert_eq!(v["data"], json!([]));
}

#[tokio::test]
async fn control_reports_of_persons_and_companies_describe_themselves() {
    let personer = alle();
    let o = Opstilling::ny(personer.clone());
    let v = o.godt(&format!("{KONTROL}?{}KontrolOplysningRapportIndkomstÅr=2025", numre(&personer))).await;
    let data = v["data"].as_array().unwrap();
    assert_eq!(data.len(), personer.len());
    let grupper: Vec<&str> = data
        .iter()
        .flat_map(|d| d["attributes"]["RapportOplysningGruppeStrukturListe"].as_array().unwrap())
        .map(|g| g["RapportOplysningGruppeNavn"].as_str().unwrap())
        .collect();
    assert!(grupper.contains(&"Løn") && grupper.contains(&"Pensioner og ydelser") && grupper.contains(&"Indestående i pengeinstitut"));
    let v = o
        .godt(&format!("{VIRKSOMHED}?VirksomhedSENummer=98000001&VirksomhedSENummer=98000010&KontrolOplysningRapportIndkomstÅr=2025"))
        .await;
    assert_eq!(v["data"].as_array().unwrap().len(), 2);
    for sti in [
        format!("{KONTROL}?{}KontrolOplysningRapportIndkomstÅr=2030", numre(&personer[..1])),
        format!("{VIRKSOMHED}?VirksomhedSENummer=98000001&KontrolOplysningRapportIndkomstÅr=2030"),
    ] {
        let v = o.godt(&sti).await;
        assert_eq!((advis(&v), &v["data"]), (vec!["SAM-2608", "SAM-1302"], &json!([])), "{sti}");
    }
}

#[tokio::test]
async fn a_number_that_is_nobody_s_is_a_notice_and_is_not_repeated() {
    let personer = alle();
    let o = Opstilling::ny(personer.clone());
    for sti in [
        format!("{AARS}?IndkomstÅr=2025&"),
        format!("{FORSKUD}?IndkomstÅr=2026&"),
        format!("{KONTROL}?KontrolOplysningRapportIndkomstÅr=2025&"),
    ] {
        let v = o.godt(&format!("{sti}PersonCPRNummer=0101010101&PersonCPRNummer={}", personer[0].nummer)).await;
        assert_eq!(advis(&v), ["SAM-2608", "SAM-1312"]);
        assert!(!v.to_string().contains("0101010101") && v.to_string().contains(&personer[0].nummer));
    }
    let (status, v, _) = o.get("/feriekonto/v1/ferie?cpr=0101010101").await;
    assert_eq!((status, &v["kode"]), (404, &json!("SAM-1312")));
}

#[tokio::test]
async fn cpr08_an_old_number_leads_to_the_person_and_both_are_in_the_trace() {
    let gammel = en(1985, Forhold::Loen);
    let ny = Borger { nummer: "0105859999".into(), ..gammel.clone() };
    let o = Opstilling::ny(vec![ny]);
    let kontekst = o.kontekst();
    let spor = kontekst.spor.clone();
    let sti = format!("{AARS}?IndkomstÅr=2025&PersonCPRNummer={}&PersonCPRNummer=0105859999", gammel.nummer);
    let (status, v, _) = o.kald(Method::GET, &sti, &HOVEDER, kontekst).await;
    let liste = v["AarsopgoerelseHentResponseListe"].as_array().unwrap();
    assert_eq!((status, liste.len()), (200, 1), "the same person under both numbers is one");
    assert_eq!(liste[0]["attributes"]["PersonCPRNummer"], "0105859999");
    assert_eq!(advis(&v), ["SAM-2608", "SAM-2609"]);
    let sagt = v["HovedoplysningerSvarREST"][1]["SvarReaktion"]["Advis"].clone();
    assert_eq!(sagt["Identifikation"], "PersonCPRNummer[1]", "which question the answer belongs to: {sagt}");
    assert!(sagt["AdvisTekst"].as_str().unwrap().contains("0105859999"), "{sagt}");
    let i = spor.indhold();
    assert_eq!(i.kilde.as_ref().map(|k| k.slags), Some(Kildeslags::Simulator));
    assert_eq!(i.antal_personer(), 1, "one person under two of her numbers is one, and a number that is nobody's is none");
    assert!([gammel.nummer.as_str(), "0105859999"].iter().all(|n| i.personer.iter().any(|p| p == n)), "{:?}", i.personer);
    assert_eq!(i.operation.as_deref(), Some("Årsopgørelse"));
}

#[tokio::test]
async fn holiday_and_insurance_are_answered_as_their_own_documents_say() {
    let personer = alle();
    let o = Opstilling::ny(personer.clone());
    for (rod, navn) in [("/feriekonto/v1", "ferie"), ("/sygesikring/v1", "sikring")] {
        let (status, d, _) = o.get(&format!("{rod}/openapi.json")).await;
        assert_eq!(status, 200);
        assert!(d["info"]["description"].as_str().unwrap().lines().next().unwrap().starts_with("No contract of "), "{d}");
        let skemaer = &d["components"]["schemas"];
        for b in &personer {
            let (status, v, _) = o.kald(Method::GET, &format!("{rod}/{navn}?cpr={}", b.nummer), &[], o.kontekst()).await;
            assert_eq!((status, &v["simuleret"]), (200, &json!(true)));
            let uden_null = uden_null(v.clone());
            passer_uden_krav(skemaer, &skemaer["Svar"], &uden_null, navn);
        }
    }
    let loen = &personer[0];
    let (_, v, _) = o.get(&format!("/feriekonto/v1/ferie?cpr={}", loen.nummer)).await;
    assert!(v["ferieaar"].as_array().unwrap().len() >= 2 && v["ferieaar"][0]["optjent_fra"] == "2026-09-01", "{v}");
    let (dag, loebenummer) = loen.nummer.split_at(6);
    let som_skrevet = format!("{dag}-{loebenummer}");
    let (_, v, _) = o.get(&format!("/sygesikring/v1/sikring?cpr={som_skrevet}")).await;
    assert_eq!((&v["laege"]["postdistrikt"], &v["kort"]["udstedt"]), (&json!("Store Merløse"), &json!("2019-02-01")));
}

/// What is null may be so by the document.
fn uden_null(v: Value) -> Value {
    match v {
        Value::Object(o) => o.into_iter().filter(|(_, v)| !v.is_null()).map(|(n, v)| (n, uden_null(v))).collect(),
        Value::Array(a) => a.into_iter().map(uden_null).collect(),
        v => v,
    }
}

/// The same reader; what must be there may have been null.
fn passer_uden_krav(alle: &Value, skema: &Value, v: &Value, sti: &str) {
    fn uden(mut s: Value) -> Value {
        if let Some(o) = s.as_object_mut() {
            if o.remove("required").is_some() {
                o.insert("x-entityname".into(), "x".into());
            }
            for v in o.values_mut() {
                *v = uden(v.take());
            }
        }
        s
    }
    if let Err(f) = passer(&uden(alle.clone()), &uden(skema.clone()), v, sti) {
        panic!("{f}\n{v:#}");
    }
}

#[tokio::test]
async fn cpr07_the_doctor_of_a_protected_person_is_hidden_without_the_right() {
    let b = Borger { beskyttet: true, ..en(1985, Forhold::Loen) };
    let o = Opstilling::ny(vec![b.clone()]);
    let sti = format!("/sygesikring/v1/sikring?cpr={}", b.nummer);
    let (_, ser, _) = o.get(&sti).await;
    assert!(ser["laege"].is_object() && ser["skjult"] == json!(false), "{ser}");
    let kun = |service: &str| Tilladelse { service: service.into(), retter: vec![Ret::Laes], afgraensning: Afgraensning::FRI };
    let o = Opstilling { retter: Arc::new(Rettigheder::Kun(vec![kun("sygesikring"), kun("dupla_forskud")])), ..o };
    let (_, v, _) = o.get(&sti).await;
    assert_eq!((&v["laege"], &v["kort"], &v["skjult"]), (&Value::Null, &json!({ "udstedt": null, "gyldigt": null }), &json!(true)));
    let v = o.godt(&format!("{FORSKUD}?PersonCPRNummer={}&IndkomstÅr=2026", b.nummer)).await;
    assert!(v["data"][0]["attributes"].get("Skattekommune").is_none() && !v.to_string().contains("Store Merl"), "{v}");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_by_name() {
    let o = Opstilling::ny(alle());
    let mange = "PersonCPRNummer=0101010101&".repeat(101);
    let aarene: String = (2010..2021).map(|a| format!("IndkomstÅr={a}&")).collect();
    for (sti, status, kode, felt) in [
        (format!("{AARS}?IndkomstÅr=2025"), 400, "SAM-1007", "PersonCPRNummer"),
        (format!("{AARS}?PersonCPRNummer=0101010101"), 400, "SAM-1007", "IndkomstÅr"),
        (format!("{AARS}?PersonCPRNummer=010101-0101&IndkomstÅr=2025"), 400, "SAM-1108", "PersonCPRNummer[1]"),
        (format!("{AARS}?PersonCPRNummer=0101010101&IndkomstÅr=25"), 400, "SAM-1106", "IndkomstÅr"),
        (format!("{AARS}?PersonCPRNummer=0101010101&IndkomstÅr=2025&Navn=x"), 400, "SAM-1011", "Navn"),
        (format!("{AARS}?PersonCPRNummer=0101010101&IndkomstÅr=2025&Side=1&Side=2"), 400, "SAM-1008", "Side"),
        (
            format!("{AARS}?PersonCPRNummer=0101010101&IndkomstÅr=2025&UdstillingRegistreringFra=2025-01-01"),
            400,
            "SAM-1103",
            "UdstillingRegistreringFra",
        ),
        (format!("{AARS}?{mange}IndkomstÅr=2025"), 400, "SAM-1008", "PersonCPRNummer"),
        (format!("{AARS}?PersonCPRNummer=0101010101&{aarene}"), 400, "SAM-1008", "IndkomstÅr"),
        (format!("{VIRKSOMHED}?VirksomhedSENummer=1&KontrolOplysningRapportIndkomstÅr=2025"), 400, "SAM-1108", "VirksomhedSENummer[1]"),
        ("/service/DUPLA_1/Andet".to_owned(), 404, "SAM-3001", ""),
    ] {
        let (s, v, h) = o.get(&sti).await;
        let f = &v["HovedoplysningerSvarREST"][0]["SvarReaktion"]["Fejl"];
        assert_eq!((s, f["FejlId"].as_str(), f["Identifikation"].as_str().unwrap_or_default()), (status, Some(kode), felt), "{sti}: {v}");
        assert_eq!(h["x-transaktionsid"], HOVEDER[0].1);
        assert!(!v.to_string().contains("0101010101") && !v.to_string().contains("010101-0101"), "{v}");
    }
    for (sti, status, kode) in [
        ("/feriekonto/v1/ferie", 400, "SAM-1007"),
        ("/feriekonto/v1/ferie?cpr=1", 400, "SAM-1108"),
        ("/feriekonto/v1/ferie?cpr=0101010101,0101010102", 400, "SAM-1008"),
        ("/sygesikring/v1/ferie?cpr=0101010101", 404, "SAM-3001"),
    ] {
        let (s, v, _) = o.get(sti).await;
        assert_eq!((s, v["kode"].as_str()), (status, Some(kode)), "{sti}: {v}");
    }
    let (s, ..) = o.kald(Method::POST, "/sygesikring/v1/sikring", &[], o.kontekst()).await;
    assert_eq!(s, 405);
}

#[tokio::test]
async fn dupla_demands_its_headers_and_every_service_its_right() {
    let o = Opstilling::ny(alle());
    let sti = format!("{AARS}?PersonCPRNummer=0101010101&IndkomstÅr=2025");
    for (nr, vaerdi, kode) in [
        (0, None, "SAM-2004"),
        (1, Some("i dag"), "SAM-2004"),
        (2, None, "SAM-1007"),
        (2, Some("urn:ufst:adgangsgrundlag:aftale:"), "SAM-1108"),
        (2, Some("en-aftale"), "SAM-1108"),
    ] {
        let mut h: Vec<(&str, &str)> = HOVEDER.to_vec();
        match vaerdi {
            Some(v) => h[nr].1 = v,
            None => drop(h.remove(nr)),
        }
        let (s, v, _) = o.kald(Method::GET, &sti, &h, o.kontekst()).await;
        assert_eq!((s, &v["HovedoplysningerSvarREST"][0]["SvarReaktion"]["Fejl"]["FejlId"]), (400, &json!(kode)), "{v}");
    }
    let mut h: Vec<(&str, &str)> = HOVEDER.to_vec();
    h.extend([("x-major-version", "2"), ("x-onbehalfofuser", "sagsbehandler 7")]);
    let kontekst = o.kontekst();
    let spor = kontekst.spor.clone();
    let (s, ..) = o.kald(Method::GET, &sti, &h, kontekst).await;
    assert_eq!((s, spor.indhold().bruger.as_deref()), (400, Some("sagsbehandler 7")));
    let o = Opstilling { retter: Arc::new(Rettigheder::Kun(Vec::new())), ..o };
    for t in tjenester::TJENESTER {
        let foerste = &t.operationer[0];
        let p: String = foerste
            .parametre
            .iter()
            .filter(|p| p.kraevet)
            .map(|p| format!("{}={}&", p.navn, if p.cpr { "0101010101" } else { "2025" }))
            .collect();
        let (s, v, _) = o.get(&format!("{}/{}?{p}", t.rod, foerste.navn)).await;
        assert_eq!(s, 403, "{}: {v}", t.rod);
    }
}
