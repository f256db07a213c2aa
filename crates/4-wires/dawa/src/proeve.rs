//! The wire over a small replica.
use crate::{Afsender, Afsendere, Tilstand, openapi, ruter};
use adresse::{Adresser, Post, Register, Udtraek, Valg, Version, slags};
use axum::body::Body;
use axum::http::{Method, Request};
use grund::ur::Ur;
use grund::{Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use http_body_util::BodyExt;
use lager::Lager;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::Arc;
use tower::ServiceExt;

struct Stille;
impl Ur for Stille {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_xs("2026-01-01T00:00:00Z").unwrap()
    }
}

fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

fn post(slags: &'static adresse::Slags, nr: u128, felter: &[(&str, &str)]) -> Post {
    let fra = Periode::ny(Tidspunkt::fra_xs("2018-05-03T16:58:34Z").unwrap(), Tidspunkt::UENDELIG);
    let mut version = Version::ny(fra, fra, 3);
    for (n, v) in felter {
        assert!(version.saet(slags, n, v), "{n}");
    }
    Post { slags, id: Uuid::from_u128(nr), version }
}

/// A road with two house numbers: one has two flats, the other is a house.
fn veje() -> Vec<Post> {
    let hus = |nr, husnr: &str| {
        post(
            &slags::HUSNUMMER,
            nr,
            &[
                ("husnummertekst", husnr),
                ("navngivenvej_id", &id(1)),
                ("postnummer_id", &id(2)),
                ("supplerendebynavn_id", &id(3)),
                ("darkommune_id", &id(4)),
                ("adgangspunkt_id", &id(6)),
            ],
        )
    };
    let bolig = |nr, hus: u128, etage: &str, doer: &str, linje: &str| {
        post(
            &slags::ADRESSE,
            nr,
            &[("husnummer_id", &id(hus)), ("etagebetegnelse", etage), ("dørbetegnelse", doer), ("adressebetegnelse", linje)],
        )
    };
    vec![
        post(&slags::NAVNGIVENVEJ, 1, &[("vejnavn", "Skeevej")]),
        post(&slags::NAVNGIVENVEJ, 9, &[("vejnavn", "Skebakken")]),
        post(&slags::POSTNUMMER, 2, &[("postnr", "4370"), ("navn", "Store Merløse")]),
        post(&slags::BYNAVN, 3, &[("navn", "Skee")]),
        post(&slags::KOMMUNE, 4, &[("kommunekode", "0316"), ("navn", "Holbæk")]),
        post(&slags::KOMMUNEDEL, 5, &[("kommune", "0316"), ("navngivenvej_id", &id(1)), ("vejkode", "7256")]),
        post(&slags::ADRESSEPUNKT, 6, &[("position", "POINT (588454.58 6140353.14)")]),
        hus(10, "39B"),
        hus(11, "41"),
        post(&slags::HUSNUMMER, 12, &[("husnummertekst", "1"), ("navngivenvej_id", &id(9)), ("postnummer_id", &id(2))]),
        bolig(20, 10, "1", "th", "Skeevej 39B, 1. th, Skee, 4370 Store Merløse"),
        bolig(21, 10, "1", "tv", "Skeevej 39B, 1. tv, Skee, 4370 Store Merløse"),
        bolig(22, 11, "", "", "Skeevej 41, Skee, 4370 Store Merløse"),
        bolig(23, 12, "", "", "Skebakken 1, 4370 Store Merløse"),
    ]
}

struct Opstilling(axum::Router);

impl Opstilling {
    async fn ny() -> Self {
        let lager: Arc<dyn Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let nu = Stille.nu();
        let poster = Box::new(veje().into_iter());
        adresse::importer(&lager, Register::Dar, Udtraek::Poster(poster), Valg::default(), nu, &mut |_| {}).await.unwrap();
        let bbr = vec![
            post(&slags::BYGNING, 30, &[("husnummer", &id(10)), ("byg026Opførelsesår", "1969")]),
            post(&slags::ENHED, 31, &[("adresseIdentificerer", &id(20)), ("bygning", &id(30)), ("enh031AntalVærelser", "2")]),
        ];
        adresse::importer(&lager, Register::Bbr, Udtraek::Poster(Box::new(bbr.into_iter())), Valg::default(), nu, &mut |_| {})
            .await
            .unwrap();
        let t = Tilstand {
            adresser: Arc::new(Adresser::ny(lager)),
            ur: Arc::new(Stille),
            personer: None,
            serviceplatform: None,
            afsendere: Arc::new(Afsendere::ny(0)),
            adresse: "http://x".into(),
        };
        Self(ruter(t))
    }

    async fn kald(&self, metode: Method, sti: &str) -> (u16, Value, axum::http::HeaderMap) {
        let mut a = Request::builder().method(metode).uri(sti).body(Body::empty()).unwrap();
        a.extensions_mut().insert(Afsender(Ipv4Addr::LOCALHOST.into()));
        let bruger = UnikId::Uuid(Uuid::from_u128(1));
        a.extensions_mut().insert(Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], bruger, Stille.nu(), Uuid::from_u128(2)));
        let svar = self.0.clone().oneshot(a).await.unwrap();
        let (status, hoveder) = (svar.status().as_u16(), svar.headers().clone());
        let krop = svar.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&krop).unwrap_or(Value::Null), hoveder)
    }

    async fn get(&self, sti: &str) -> Value {
        let (status, v, _) = self.kald(Method::GET, sti).await;
        assert_eq!(status, 200, "{sti}: {v}");
        v
    }
}

/// What the component sends with everything that is typed.
const SOM_KOMPONENTEN: &str = "type=adresse&supplerendebynavn=true&stormodtagerpostnumre=true&multilinje=true&fuzzy=";

fn tekster(v: &Value) -> Vec<&str> {
    v.as_array().unwrap().iter().map(|f| f["tekst"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_addresses_alone_has_them_before_a_house_number_is_typed() {
    let o = Opstilling::ny().await;
    let alle = [
        "Skeevej 39B, 1. tv, Skee, 4370 Store Merløse",
        "Skeevej 39B, 1. th, Skee, 4370 Store Merløse",
        "Skeevej 41, Skee, 4370 Store Merløse",
    ];
    for q in ["Skeevej", "skeev", "Skeevej,%204370"] {
        assert_eq!(tekster(&o.get(&format!("/dawa/adresser/autocomplete?q={q}")).await), alle, "{q}");
        assert_eq!(tekster(&o.get(&format!("/dawa/autocomplete?q={q}&startfra=adresse")).await), alle, "{q}");
        assert_eq!(o.get(&format!("/dawa/adresser?q={q}&struktur=mini")).await.as_array().unwrap().len(), 3, "{q}");
    }
    assert_eq!(tekster(&o.get("/dawa/adresser/autocomplete?q=Skeevej%2041").await), alle[2..]);
    assert_eq!(o.get("/dawa/adresser?q=Skeevej&per_side=1&side=2").await.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_of_the_component_goes_from_road_to_house_number_to_address() {
    let o = Opstilling::ny().await;
    let v = o.get(&format!("/dawa/autocomplete?q=ske&caretpos=3&{SOM_KOMPONENTEN}")).await;
    assert_eq!(tekster(&v), ["Skebakken ", "Skeevej "]);
    assert_eq!(
        (&v[1]["type"], &v[1]["forslagstekst"], &v[1]["caretpos"], &v[1]["data"]["navn"]),
        (&json!("vejnavn"), &json!("Skeevej"), &json!(8), &json!("Skeevej"))
    );
    // One road: its house numbers at once, as when it is chosen.
    for q in ["q=skeev&caretpos=5", "q=Skeevej%20&caretpos=8&startfra=adgangsadresse"] {
        let v = o.get(&format!("/dawa/autocomplete?{q}&{SOM_KOMPONENTEN}")).await;
        assert_eq!(tekster(&v), ["Skeevej 39B, , Skee, 4370 Store Merløse", "Skeevej 41, , Skee, 4370 Store Merløse"]);
        assert_eq!((&v[0]["type"], &v[0]["caretpos"]), (&json!("adgangsadresse"), &json!(13)));
        assert_eq!(v[0]["forslagstekst"], "Skeevej 39B\nSkee\n4370 Store Merløse");
        assert_eq!((v[0]["data"]["kommunekode"].as_str(), v[0]["data"]["vejkode"].as_str()), (Some("0316"), Some("7256")));
    }
    // The house number is chosen: its addresses.
    let v = o.get(&format!("/dawa/autocomplete?q=Skeevej%2039B%2C%20%2C%20Skee%2C%204370%20Store%20Merl%C3%B8se&caretpos=13&adgangsadresseid={}&{SOM_KOMPONENTEN}", id(10))).await;
    assert_eq!(tekster(&v), ["Skeevej 39B, 1. tv, Skee, 4370 Store Merløse", "Skeevej 39B, 1. th, Skee, 4370 Store Merløse"]);
    assert_eq!(
        (&v[0]["data"]["id"], &v[0]["data"]["adgangsadresseid"], &v[0]["data"]["dør"]),
        (&json!(id(21)), &json!(id(10)), &json!("tv"))
    );
    assert!((v[0]["data"]["x"].as_f64().unwrap() - 10.39).abs() < 0.01, "{v}");
    // A house with one address is that address.
    let v = o.get(&format!("/dawa/autocomplete?q=skeevej%2041&caretpos=10&{SOM_KOMPONENTEN}")).await;
    assert_eq!((tekster(&v), &v[0]["type"]), (vec!["Skeevej 41, Skee, 4370 Store Merløse"], &json!("adresse")));
    // By id, as the component fills its field.
    let v = o.get(&format!("/dawa/autocomplete?id={}&type=adresse", id(20))).await;
    assert_eq!(tekster(&v), ["Skeevej 39B, 1. th, Skee, 4370 Store Merløse"]);
    assert_eq!(o.get(&format!("/dawa/autocomplete?id={}&type=adresse", id(99))).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn misspelt_names_and_words_of_the_town_find_the_address() {
    let o = Opstilling::ny().await;
    for (q, ventet) in [
        ("skevej 39b 1 th", "Skeevej 39B, 1. th, Skee, 4370 Store Merløse"),
        ("Skeevej 39 B 1. tv 4370", "Skeevej 39B, 1. tv, Skee, 4370 Store Merløse"),
        ("skeevej 41 store merloese", "Skeevej 41, Skee, 4370 Store Merløse"),
    ] {
        let v = o.get(&format!("/dawa/autocomplete?q={}&{SOM_KOMPONENTEN}", q.replace(' ', "%20"))).await;
        assert_eq!(tekster(&v), [ventet], "{q}");
    }
    for q in ["skeevej%2041%20odense", "skeevej%20999", "xxxxxxxx", "%20"] {
        assert_eq!(o.get(&format!("/dawa/autocomplete?q={q}&{SOM_KOMPONENTEN}")).await, json!([]), "{q}");
    }
    let v = o.get("/dawa/autocomplete?q=ske&type=vejnavn&kommunekode=0316").await;
    assert_eq!(tekster(&v), ["Skeevej"]);
    assert_eq!(tekster(&o.get("/dawa/autocomplete?q=ske&type=vejnavn&per_side=1&side=2").await), ["Skeevej"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_read_by_id_in_both_forms_with_their_history_and_their_building() {
    let o = Opstilling::ny().await;
    let v = o.get(&format!("/dawa/adresser/{}", id(20))).await;
    assert_eq!(
        (&v["adressebetegnelse"], &v["adgangsadresse"]["vejstykke"]["navn"]),
        (&json!("Skeevej 39B, 1. th, Skee, 4370 Store Merløse"), &json!("Skeevej"))
    );
    assert_eq!(v["adgangsadresse"]["adressebetegnelse"], "Skeevej 39B, Skee, 4370 Store Merløse");
    let v = o.get(&format!("/dawa/adgangsadresser/{}?struktur=mini", id(11))).await;
    assert_eq!((&v["husnr"], &v["status"], &v["darstatus"]), (&json!("41"), &json!(1), &json!(3)));
    let v = o.get(&format!("/dawa/adresser/{}/historik", id(20))).await;
    assert_eq!(v["historik"][0]["virkningstart"], "2018-05-03T16:58:34.000000Z");
    assert_eq!(o.get(&format!("/dawa/adresser?adgangsadresseid={}&struktur=mini", id(10))).await.as_array().unwrap().len(), 2);
    let v = o.get(&format!("/dawa/bbr/bygninger?husnummer_id={}", id(10))).await;
    assert_eq!((&v[0]["id"], &v[0]["byg026Opførelsesår"]), (&json!(id(30)), &json!("1969")));
    let v = o.get(&format!("/dawa/bbr/enheder?adresse_id={}&historik", id(20))).await;
    assert_eq!((&v[0]["enh031AntalVærelser"], v[0]["historik"].as_array().map(Vec::len)), (&json!("2"), Some(1)));
    assert_eq!(o.get(&format!("/dawa/bbr/enheder?bygning_id={}", id(30))).await[0]["id"], json!(id(31)));
    let v = o.get("/dawa/status").await;
    assert_eq!((&v["dar"]["antal"]["Adresse"], &v["bbr"]["antal"]["Bygning"]), (&json!(4), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_refused_by_name_and_pages_of_every_origin_may_read() {
    let o = Opstilling::ny().await;
    for (sti, status, felt) in [
        ("/dawa/autocomplete", 400, "q"),
        ("/dawa/autocomplete?q=x&vejnavn=y", 400, "vejnavn"),
        ("/dawa/autocomplete?q=x&type=by", 400, "type"),
        ("/dawa/autocomplete?q=x&caretpos=-1", 400, "caretpos"),
        ("/dawa/autocomplete?q=x&postnr=abcd", 400, "postnr"),
        ("/dawa/autocomplete?q=x&q=y", 400, "q"),
        ("/dawa/autocomplete?q=x&per_side=101", 400, "per_side"),
        ("/dawa/adresser?q=x&format=geojson", 400, "format"),
        ("/dawa/adresser?q=x&srid=25832", 400, "srid"),
        ("/dawa/adresser/1", 400, "id"),
        ("/dawa/adresser/00000000-0000-0000-0000-000000000063", 404, "id"),
        ("/dawa/adresser", 400, "q"),
        ("/dawa/bbr/bygninger", 400, "husnummer_id"),
        ("/dawa/findes/ikke", 404, ""),
    ] {
        let (s, v, h) = o.kald(Method::GET, sti).await;
        assert_eq!((s, v["details"][0][0].as_str()), (status, Some(felt)), "{sti}: {v}");
        assert_eq!(h.get("access-control-allow-origin").and_then(|h| h.to_str().ok()), Some("*"), "{sti}");
    }
    // What pages and libraries send along with every question, and asks for what is answered.
    let (s, v, _) = o.kald(Method::GET, "/dawa/adresser?q=x&_=1764475200000&format=json&noformat&srid=4326").await;
    assert_eq!(s, 200, "{v}");
    let lang = "x".repeat(201);
    assert_eq!(o.kald(Method::GET, &format!("/dawa/autocomplete?q={lang}")).await.0, 400);
    let (s, _, h) = o.kald(Method::OPTIONS, "/dawa/autocomplete").await;
    assert_eq!((s, h.contains_key("access-control-allow-methods")), (204, true));
    let (s, ..) = o.kald(Method::POST, "/dawa/autocomplete").await;
    assert_eq!(s, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_documents_is_there_and_takes_its_parameters() {
    let o = Opstilling::ny().await;
    for (rod, operationer) in [(crate::ROD, openapi::FRIE), (crate::FINDOS, openapi::FINDOSOPERATIONER)] {
        let d = o.get(&format!("{rod}/openapi.json")).await;
        assert_eq!(d["paths"].as_object().unwrap().len(), operationer.len());
        for op in operationer {
            let sti = format!("{rod}{}", op.sti.replace("{id}", &id(99)));
            for p in op.parametre {
                let (_, v, _) = o.kald(Method::GET, &format!("{sti}?{p}=")).await;
                assert_ne!(v["kode"], "SAM-1011", "{sti}?{p}: {v}");
            }
            let (_, v, _) = o.kald(Method::GET, &format!("{sti}?findesikke=1")).await;
            assert_eq!(v["kode"], "SAM-1011", "{sti}: {v}");
        }
    }
    let d = o.get("/findos/v1/openapi.json").await;
    assert!(d["info"]["description"].as_str().unwrap().lines().next().unwrap().contains("No contract of FindOs is public"));
}

#[tokio::test(flavor = "multi_thread")]
async fn findos_answers_with_the_history_of_the_address_and_says_that_nobody_knows_the_persons() {
    let o = Opstilling::ny().await;
    let v = o.get("/findos/v1/opslag?navn=Nogen&formaal=sag&adresse=Skeevej%2039B,%201.%20th,%204370%20Store%20Merl%C3%B8se").await;
    assert_eq!((&v["personkilde"], &v["personer"]), (&json!(false), &Value::Null));
    assert_eq!(v["adresser"][0]["historik"][0]["betegnelse"], "Skeevej 39B, 1. th, Skee, 4370 Store Merløse");
    for (sti, felt) in [
        ("navn=Nogen&formaal=sag", "adresse"),
        ("navn=Nogen&adresse=Skeevej%2039B", "formaal"),
        ("navn=Nogen&adresse=Skeevej%2039B&formaal=%20", "formaal"),
        ("navn=Nogen&formaal=sag&kommunekode=316", "vejkode"),
    ] {
        let (status, v, _) = o.kald(Method::GET, &format!("/findos/v1/opslag?{sti}")).await;
        assert!(status == 400 && v["kode"] == "SAM-1007" && v.to_string().contains(felt), "{sti}: {v}");
    }
}
