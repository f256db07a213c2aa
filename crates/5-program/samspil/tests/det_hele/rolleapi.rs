//! The JSON API of role administrators and that of role catalogues (H-7), whole: from the vendor's registration to an answer with reasons, on both stores.
use super::roller::{A, ANNA, BENT, Verden, u};
use super::sikkerhedsklient::{CA, nu};
use adgang::{Administrator, Administratorrolle, Indkomst};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use grund::ret::Rettigheder;
use grund::spor::Spor;
use grund::{Cvr, Kaldekontekst, UnikId, Uuid};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
const ENHED: &str = "http://sts.kombit.dk/constraints/orgenhed/1";
const ROD: &str = "/administration/v1/roller";
const XAPI: &str = "/stsadmin/xapi/jobfunktionsroller";

struct Api<'v> {
    v: &'v Verden,
    ruter: Router,
}

impl<'v> Api<'v> {
    fn ny(v: &'v Verden) -> Self {
        let t = styring::roller::Tilstand { roller: v.roller.clone(), adgang: v.adgang.clone() };
        Self { v, ruter: styring::roller::ruter(t) }
    }

    async fn send(&self, mut r: Request<Body>, hvem: Option<Administrator>) -> (u16, Value) {
        let spor = Spor::default();
        r.extensions_mut().insert(Indkomst { nu: nu(), kald_id: u(80), spor: spor.clone(), klient: Some(CA.1.certifikat().clone()) });
        if let Some(a) = hvem {
            r.extensions_mut().insert(Kaldekontekst {
                spor,
                retter: Arc::new(Rettigheder::Kun(Vec::new())),
                ..Kaldekontekst::ubegraenset(adgang::FAELLES, &[], UnikId::Uuid(a.uuid), nu(), u(80))
            });
            r.extensions_mut().insert(Arc::new(a));
        }
        let svar = self.ruter.clone().oneshot(r).await.unwrap();
        let status = svar.status().as_u16();
        let krop = axum::body::to_bytes(svar.into_body(), 10_000_000).await.unwrap();
        (status, serde_json::from_slice(&krop).unwrap_or(Value::Null))
    }

    /// As an administrator of that name; "Fremmed" administers another authority.
    async fn som(&self, navn: &str, metode: &str, sti: &str, krop: Value) -> (u16, Value) {
        let cvr = if navn == "Fremmed" { Cvr::KOMBIT } else { A };
        let a = Administrator {
            uuid: Uuid::new_v5(&Uuid::NAMESPACE_URL, navn.as_bytes()),
            navn: navn.into(),
            roller: vec![Administratorrolle::Roller(cvr), Administratorrolle::Leverandoer(cvr)],
        };
        self.send(anmodning(metode, &format!("{ROD}{sti}"), krop), Some(a)).await
    }

    async fn inge(&self, metode: &str, sti: &str, krop: Value) -> (u16, Value) {
        self.som("Inge", metode, sti, krop).await
    }

    async fn skal(&self, navn: &str, metode: &str, sti: &str, krop: Value, ventet: u16) -> Value {
        let (status, svar) = self.som(navn, metode, sti, krop).await;
        assert_eq!(status, ventet, "{navn} {metode} {sti}: {svar}");
        svar
    }

    /// As the system's own certificate.
    async fn katalog(&self, metode: &str, sti: &str, krop: Value) -> (u16, Value) {
        self.send(anmodning(metode, &format!("{XAPI}{sti}"), krop), None).await
    }

    /// Names of the job function roles behind a user's rights.
    async fn har(&self, bruger: Uuid) -> Vec<String> {
        let v = self.skal("Inge", "GET", &format!("/{A}/brugere/{bruger}/retter"), Value::Null, 200).await;
        v["jobfunktionsroller"].as_array().unwrap().iter().map(|r| r["navn"].as_str().unwrap().to_owned()).collect()
    }
}

fn anmodning(metode: &str, sti: &str, krop: Value) -> Request<Body> {
    let r = Request::builder().method(metode).uri(sti).header("content-type", "application/json");
    r.body(if krop.is_null() { Body::empty() } else { Body::from(krop.to_string()) }).unwrap()
}

fn uuid(v: &Value) -> String {
    v["uuid"].as_str().unwrap_or_else(|| panic!("no uuid: {v}")).to_owned()
}

fn rolle(navn: &str, systemrolle: &str, kle: &str) -> Value {
    json!({
        "navn": navn, "entityid": format!("http://korsbaek.dk/roles/jobrole/{}/1", navn.to_lowercase()),
        "dele": [{ "rolle": systemrolle, "afgraensninger": [{ "type": KLE, "vaerdier": [kle] }, { "type": ENHED, "vaerdier": [u(2)] }] }],
    })
}

async fn hele_vejen(v: Verden) {
    let a = Api::ny(&v);
    // The vendor registers its system's role.
    let s = json!({
        "entityid": "http://fag.dk/roles/usersystemrole/sag/1", "navn": "Sag", "system": v.system,
        "afgraensninger": [{ "type": KLE, "kraevet": true }, { "type": ENHED }],
    });
    a.skal("Fremmed", "PUT", "/systemroller", s.clone(), 403).await;
    let s = uuid(&a.skal("Inge", "PUT", "/systemroller", s, 200).await);
    assert_eq!(a.skal("Inge", "GET", &format!("/systemroller?system={}", v.system), Value::Null, 200).await["antal"], 1);
    // A role: tried, proposed, approved by another.
    let r = rolle("Forebyggelse", &s, "27.*");
    let proevet = a.skal("Inge", "POST", &format!("/{A}/simulering"), json!({ "indhold": r }), 200).await;
    assert_eq!(proevet["aabner"].as_array().unwrap().iter().find(|m| m["objekttype"] == "SagIndeks").unwrap()["antal"], 4, "{proevet}");
    let f = uuid(&a.skal("Inge", "POST", &format!("/{A}/forslag"), json!({ "indhold": r, "begrundelse": "ny opgave" }), 201).await);
    let (status, svar) = a.inge("POST", &format!("/{A}/forslag/{f}/godkend"), json!({})).await;
    assert!(status == 403, "nobody approves her own proposal: {svar}");
    let r = uuid(&a.skal("Bo", "POST", &format!("/{A}/forslag/{f}/godkend"), json!({ "note": "ja" }), 200).await);
    assert_eq!(a.som("Bo", "POST", &format!("/{A}/forslag/{f}/godkend"), json!({})).await.0, 409, "decided");
    assert_eq!(a.skal("Inge", "GET", &format!("/{A}/roller"), Value::Null, 200).await["antal"], 1);
    let f = uuid(
        &a.skal("Inge", "POST", &format!("/{A}/forslag"), json!({ "rolle": r, "indhold": rolle("Forebyggelse", &s, "32.*") }), 201).await,
    );
    a.skal("Bo", "POST", &format!("/{A}/forslag/{f}/afvis"), json!({ "note": "nej" }), 200).await;
    // Given to the unit; why Anna sees one case and not another.
    let t = json!({ "rolle": r, "modtager": "enhed", "reference": u(2), "underenheder": true });
    let t = uuid(&a.skal("Inge", "POST", &format!("/{A}/tildelinger"), t, 201).await);
    assert_eq!(a.skal("Inge", "GET", &format!("/{A}/tildelinger?rolle={r}"), Value::Null, 200).await["antal"], 1);
    assert_eq!(a.har(ANNA).await, ["Forebyggelse"]);
    assert!(a.har(BENT).await.is_empty());
    for (n, ser) in [(1, true), (2, false), (3, false)] {
        let sti = format!("/{A}/brugere/{ANNA}/hvorfor?objekttype=SagIndeks&objekt={}", u(0x5a60 + n));
        let svar = a.skal("Inge", "GET", &sti, Value::Null, 200).await;
        assert_eq!(svar["ser"], ser, "{n}: {svar}");
        assert!(svar["retter"][0]["grunde"][0].as_str().unwrap().contains("Team Nord"), "{svar}");
    }
    // An exception, and back.
    a.skal("Inge", "PUT", &format!("/{A}/tildelinger/{t}/undtagelser"), json!({ "undtagelser": [ANNA] }), 200).await;
    assert!(a.har(ANNA).await.is_empty());
    a.skal("Inge", "PUT", &format!("/{A}/tildelinger/{t}/undtagelser"), json!({ "undtagelser": [] }), 200).await;
    // Separation of duties.
    let f = uuid(&a.skal("Bo", "POST", &format!("/{A}/forslag"), json!({ "indhold": rolle("Kontrol", &s, "32.*") }), 201).await);
    let kontrol = uuid(&a.skal("Inge", "POST", &format!("/{A}/forslag/{f}/godkend"), json!({}), 200).await);
    let regel = json!({ "navn": "Ikke begge", "a": [r], "b": [kontrol] });
    let regel = uuid(&a.skal("Inge", "POST", &format!("/{A}/konfliktregler"), regel, 201).await);
    let begge = json!({ "rolle": kontrol, "modtager": "bruger", "reference": ANNA });
    let (status, svar) = a.inge("POST", &format!("/{A}/tildelinger"), begge.clone()).await;
    assert!(status == 409 && svar.to_string().contains("SAM-2206"), "{svar}");
    a.skal("Inge", "DELETE", &format!("/{A}/konfliktregler/{regel}"), Value::Null, 200).await;
    let anden = uuid(&a.skal("Inge", "POST", &format!("/{A}/tildelinger"), begge, 201).await);
    assert_eq!(a.har(ANNA).await.len(), 2);
    a.skal("Inge", "DELETE", &format!("/{A}/tildelinger/{anden}"), Value::Null, 200).await;
    // A bar, and lifted.
    let x = uuid(&a.skal("Inge", "POST", &format!("/{A}/spaerringer"), json!({ "bruger": ANNA, "grund": "orlov" }), 201).await);
    assert!(a.har(ANNA).await.is_empty());
    a.skal("Inge", "DELETE", &format!("/{A}/spaerringer/{x}"), Value::Null, 200).await;
    assert_eq!(a.har(ANNA).await, ["Forebyggelse"]);
    // Attestation: asked, removed, gone in the same moment.
    let k = json!({ "navn": "Forår", "frist": "2026-04-01T00:00:00+02:00" });
    let k = uuid(&a.skal("Inge", "POST", &format!("/{A}/attestationer"), k, 201).await);
    let stand = a.skal("Inge", "GET", &format!("/{A}/attestationer/{k}"), Value::Null, 200).await;
    assert_eq!((&stand["antal"], &stand["punkter"][0]["navn"]), (&json!(1), &json!("Anna")), "{stand}");
    let svar = |af: Uuid| json!({ "tildeling": t, "bruger": ANNA, "svar": "fjernet", "begrundelse": "ny opgave", "af": af });
    a.skal("Inge", "POST", &format!("/{A}/attestationer/{k}/svar"), svar(ANNA), 403).await;
    a.skal("Inge", "POST", &format!("/{A}/attestationer/{k}/svar"), svar(BENT), 200).await;
    assert!(a.har(ANNA).await.is_empty());
    a.skal("Inge", "DELETE", &format!("/{A}/attestationer/{k}"), Value::Null, 200).await;
    // Findings, leavers, import.
    assert!(a.skal("Inge", "GET", &format!("/{A}/fund?maaneder=6&dage=30"), Value::Null, 200).await["antal"].as_u64().unwrap() > 0);
    a.skal("Inge", "GET", &format!("/{A}/fund?maaneder=0"), Value::Null, 400).await;
    let csv = json!({ "csv": format!("bruger;fratraadt\n{BENT};\n"), "kilde": "løn" });
    let fratraadt = a.skal("Inge", "POST", &format!("/{A}/fratraadte"), csv, 200).await;
    assert!(fratraadt.to_string().contains("\"spaerring\":\"") && fratraadt.to_string().contains(&BENT.to_string()), "{fratraadt}");
    let csv =
        "rolle;navn;systemrolle;type;vaerdi\nhttp://korsbaek.dk/roles/jobrole/ind/1;Indlæst;http://fag.dk/roles/usersystemrole/sag/1;";
    let csv = json!({ "csv": format!("{csv}{KLE};27.*\n"), "kilde": "ark" });
    let ud = a.skal("Inge", "POST", &format!("/{A}/indlaesning"), csv, 200).await;
    assert_eq!((&ud["antal"], &ud["resultater"][0]["udfald"]), (&json!(1), &json!("ny")), "{ud}");
    a.skal("Inge", "POST", &format!("/{A}/indlaesning"), json!({}), 400).await;
    // Another authority's administrator reads nothing.
    for sti in
        ["roller", "forslag", "tildelinger", "konfliktregler", "spaerringer", "fund", "attestationer", &format!("brugere/{ANNA}/retter")]
    {
        a.skal("Fremmed", "GET", &format!("/{A}/{sti}"), Value::Null, 403).await;
    }
    for (sti, status) in [("/1234/roller", 400), (&*format!("/{A}/roller?x=1"), 400), (&*format!("/{A}/brugere/x/retter"), 400)] {
        a.skal("Inge", "GET", sti, Value::Null, status).await;
    }
    a.skal("Inge", "POST", &format!("/{A}/forslag/{}/godkend", u(0xdead)), json!({}), 404).await;
    a.skal("Inge", "POST", &format!("/{A}/tildelinger"), json!({ "rolle": r, "modtager": "enhed", "ukendt": 1 }), 400).await;
    rollekatalog(&a, &s).await;
}

/// H-7: a role catalogue writes at once, and reads back what it wrote.
async fn rollekatalog(a: &Api<'_>, systemrolle: &str) {
    let krop = |navn: &str, kle: &str| {
        let v = |t: &str, v: &str, d: bool| json!({ "dataafgraensningstypeEntityId": t, "vaerdi": v, "dynamisk": d });
        json!({
            "navn": navn, "entityId": "http://korsbaek.dk/roles/jobrole/katalog/1",
            "brugersystemrolleDataafgraensninger": [{
                "brugersystemrolleUuid": systemrolle,
                "dataafgraensningsVaerdier": [v(KLE, kle, false), v(ENHED, "http://korsbaek.dk/id-katalog-1-orgenhed/1/parametric", true)],
            }],
        })
    };
    let (status, ny) = a.katalog("POST", "", krop("Katalog", "27.*,32.*")).await;
    assert_eq!(status, 201, "{ny}");
    let r = uuid(&ny);
    let (status, laest) = a.katalog("GET", &format!("/{r}"), Value::Null).await;
    assert!(status == 200 && laest["navn"] == "Katalog" && laest.to_string().contains("parametric"), "{laest}");
    let (status, igen) = a.katalog("POST", "", krop("Katalog", "27.*")).await;
    assert_eq!(status, 406, "one role of an entity id: {igen}");
    let (status, rettet) = a.katalog("PUT", &format!("/{r}"), krop("Katalog 2", "27.*")).await;
    assert!(status == 200 && rettet["navn"] == "Katalog 2", "{rettet}");
    let (status, forkert) = a.katalog("PUT", &format!("/{r}"), json!({ "navn": 7 })).await;
    assert_eq!(status, 406, "{forkert}");
    assert_eq!(a.katalog("GET", &format!("/{}", u(0xdead)), Value::Null).await.0, 404);
    let (_, systemer) = a.katalog("GET", "/brugervendtesystemer", Value::Null).await;
    assert_eq!(systemer[0]["uuid"], a.v.system.to_string(), "{systemer}");
    let (_, roller) = a.katalog("GET", &format!("/brugervendtesystemer/{}/roller", a.v.system), Value::Null).await;
    assert_eq!(roller[0]["dataafgraensningstyper"][0]["kraevet"], "JA", "{roller}");
    assert_eq!(a.katalog("DELETE", &format!("/{r}"), Value::Null).await.0, 204);
    assert_eq!(a.katalog("GET", &format!("/{r}"), Value::Null).await.0, 404);
    assert_eq!(a.katalog("DELETE", &format!("/{r}"), Value::Null).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn jr01_h7_the_api_of_roles_from_registration_to_reasons() {
    hele_vejen(Verden::ny().await).await;
}

#[test]
fn jr01_h7_the_api_of_roles_on_postgresql() {
    let Some((_server, url)) = super::nedbrud::postgres() else { return };
    let r = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    r.block_on(async {
        let lager = lager::PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap();
        hele_vejen(Verden::i(Arc::new(lager)).await).await;
    });
}
