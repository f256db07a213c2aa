#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use crate::proeve::*;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

const UUID: &str = "11111111-1111-4111-8111-111111111111";

#[tokio::test]
async fn b2_every_address_of_the_site_map_answers_with_and_without_slash_and_below_lora() {
    let o = Opstilling::ny();
    let s = o.get("/site-map").await.er(200).json();
    let stier: Vec<&str> = s["site-map"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    assert!(stier.contains(&"/klassifikation/klasse/{uuid}") && stier.is_sorted());
    for sti in stier {
        let fil = sti.contains("{fil}");
        let sti = sti.replace("{uuid}", UUID).replace("{aar}", "2026").replace("{fil}", &format!("{UUID}.bin"));
        let sti = ["{maaned}", "{dag}", "{time}", "{minut}"].iter().fold(sti, |s, n| s.replace(n, "01"));
        for praefiks in ["", "/lora"] {
            for skraastreg in ["", "/"] {
                if fil && skraastreg == "/" {
                    continue;
                }
                let phrase = if sti.starts_with("/autocomplete") { "?phrase=x" } else { "" };
                let s = o.get(&format!("{praefiks}{sti}{skraastreg}{phrase}")).await;
                let ventet: &[u16] = if fil || sti.contains(UUID) { &[404] } else { &[200, 204] };
                assert!(ventet.contains(&s.status.as_u16()), "{praefiks}{sti}{skraastreg}: {}", s.status);
                assert!(!String::from_utf8_lossy(&s.raa).contains("SAM-3001"), "{sti}");
            }
        }
    }
}

#[tokio::test]
async fn b30_unknown_addresses_and_methods() {
    let o = Opstilling::ny();
    for sti in ["/klassifikation/findes", "/klassifikation/klasse/x/y", "/lora/findes", "/lora/klassifikation/x"] {
        let s = o.get(sti).await.kode(404, "SAM-3001");
        assert_eq!(s.json()["error"], 404, "{sti}");
    }
    for (sti, tilladt) in [
        ("/klassifikation/klasse", "GET,HEAD,POST"),
        (&format!("/klassifikation/klasse/{UUID}"), "GET,HEAD,PUT,PATCH,DELETE"),
        ("/site-map", "GET,HEAD"),
        ("/lora/version", "GET,HEAD"),
    ] {
        for metode in ["TRACE", "OPTIONS"] {
            let s = o.kald(metode, sti, &json!({})).await.kode(405, "SAM-3002");
            let allow: String = s.hoved["allow"].to_str().unwrap().replace(' ', "");
            let mut a: Vec<&str> = allow.split(',').collect();
            let mut b: Vec<&str> = tilladt.split(',').collect();
            a.sort_unstable();
            b.sort_unstable();
            assert_eq!(a, b, "{sti}");
        }
    }
}

#[tokio::test]
async fn b2_the_root_redirects_only_where_asked_for() {
    assert_eq!(Opstilling::ny().get("/").await.status, 404);
    let o = Opstilling::med(|v| v.rod = true);
    let s = o.get("/").await.er(308);
    assert_eq!(s.hoved["location"], "/site-map");
    assert_eq!(o.get("/lora").await.er(308).hoved["location"], "/lora/site-map");
}

#[tokio::test]
async fn b2_fields_and_classes_hold_the_tables() {
    let o = Opstilling::ny();
    let f = o.get("/klassifikation/klasse/fields").await.er(200).json();
    assert_eq!(f["tilstande"], json!([["publiceret", ["Publiceret", "IkkePubliceret"]]]));
    assert_eq!(f["attributter_metadata"]["egenskaber"]["titel"], json!({ "mandatory": true }));
    assert!(f["relationer_nul_til_en"].as_array().unwrap().contains(&json!("facet")));
    let c = o.get("/klassifikation/classes").await.er(200).json();
    assert_eq!(c["klasse"], f);
    assert_eq!(c.as_object().unwrap().len(), 3);
    o.get("/klassifikation/classes?x=1").await.kode(400, "SAM-1011");
}

#[tokio::test]
async fn b2_version_readiness_and_suggestions() {
    let o = Opstilling::ny();
    assert!(o.get("/version").await.er(200).json()["tid"].as_str().unwrap().starts_with("2026-01-01T"));
    o.get("/kubernetes/live").await.er(204);
    o.get("/kubernetes/ready").await.er(204);
    let uuid = o.kald("POST", "/organisation/organisationenhed", &krop(typen("OrganisationEnhed"))).await.er(201).uuid();
    let bruger = o.kald("POST", "/organisation/bruger", &krop(typen("Bruger"))).await.er(201).uuid();
    for frase in ["hedsn", "BRUGERVENDT", uuid.as_str()] {
        let s = o.get(&format!("/autocomplete/organisationsenhed?phrase={frase}&class_uuids={UUID}")).await.er(200);
        assert_eq!(s.json(), json!({ "results": [{ "uuid": uuid, "name": "enhedsnavn æ", "attrs": [] }] }), "{frase}");
    }
    assert_eq!(o.get("/lora/autocomplete/bruger?phrase=brugern").await.er(200).json()["results"][0]["uuid"], bruger.as_str());
    for frase in ["", "%25", "findes-ikke", UUID] {
        assert_eq!(o.get(&format!("/autocomplete/bruger?phrase={frase}")).await.er(200).json(), json!({ "results": [] }), "{frase}");
    }
    o.get("/autocomplete/bruger").await.kode(400, "SAM-1007");
    o.get("/autocomplete/bruger?phrase=x&y=1").await.kode(400, "SAM-1011");
}

#[tokio::test]
async fn a_call_without_context_is_our_error_and_says_nothing() {
    use tower::ServiceExt;
    let o = Opstilling::ny();
    let svar = o.ruter.clone().oneshot(Request::get("/organisation/bruger").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(svar.status(), 500);
    let raa = axum::body::to_bytes(svar.into_body(), 10_000).await.unwrap();
    let j: Value = serde_json::from_slice(&raa).unwrap();
    assert_eq!(j["kode"], "SAM-5001");
    assert!(!j.to_string().contains("Kaldekontekst"));
}
