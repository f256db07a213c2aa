//! The call itself: headers, body, limits, introspection, the page.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]
mod faelles;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use faelles::*;
use graphql::{FORESPOERGSELSSIDE_STI, ORGANISATION_STI};
use serde_json::{Value, json};

const HOVEDER: [(&str, &str); 2] = [("X-TransaktionsId", TRANSAKTION), ("x-transaktionstid", "2026-01-01T12:00:00.000Z")];

#[tokio::test]
async fn headers_missing_or_invalid_are_400_with_the_services_json() {
    let k = Kommune::tom();
    let krop = json!({"query": "{ __typename }"}).to_string();
    for sti in [ORGANISATION_STI.to_owned(), format!("{ORGANISATION_STI}/")] {
        assert_eq!(k.raa(&sti, &HOVEDER, &krop).await, (StatusCode::OK, json!({"data": {"__typename": "Query"}})));
        for hoveder in
            [&HOVEDER[..1], &HOVEDER[1..], &[HOVEDER[0], ("x-TransaktionsTid", "i dag")], &[("x-TransaktionsId", "7"), HOVEDER[1]]]
        {
            let (status, svar) = k.raa(&sti, hoveder, &krop).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert_eq!((&svar["status"], &svar["error"], &svar["path"]), (&json!(400), &json!("Bad Request"), &json!(sti)));
            assert_eq!(svar["timestamp"], "2026-01-01T13:00:00.000+01:00");
            assert!(svar["message"].as_str().unwrap().contains("SAM-2004"), "{svar}");
        }
    }
}

#[tokio::test]
async fn bad_bodies_are_400() {
    let k = Kommune::tom();
    for krop in
        ["", "{", "[]", r#"{"query":"{__typename}","query":"{__typename}"}"#, r#"{"query":"{__typename}","variables":{"a":1,"a":1}}"#]
    {
        assert_eq!(k.raa(ORGANISATION_STI, &HOVEDER, krop).await.0, StatusCode::BAD_REQUEST, "{krop}");
    }
    const FORMULAR: &str = "application/x-www-form-urlencoded";
    let json = r#" {"query":"{__typename}"}"#;
    for (slags, krop, status) in [
        ("text/xml", "<a/>", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (FORMULAR, "query=%7B__typename%7D", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (FORMULAR, json, StatusCode::OK),
        ("text/json; charset=utf-8", json, StatusCode::OK),
        ("application/graphql+json", json, StatusCode::OK),
    ] {
        let r = Request::post(ORGANISATION_STI)
            .header("content-type", slags)
            .header(HOVEDER[0].0, HOVEDER[0].1)
            .header(HOVEDER[1].0, HOVEDER[1].1);
        assert_eq!(k.send(r.body(Body::from(krop)).unwrap()).await.0, status, "{slags} {krop}");
    }
    assert_eq!(k.send(Request::get(ORGANISATION_STI).body(Body::empty()).unwrap()).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

async fn klasse(k: &Kommune, query: &str) -> Value {
    let svar = k.svar(query, json!({})).await;
    let e = &svar["errors"][0]["extensions"];
    assert_eq!(e["kildeId"], "GrapqhQL Organisation", "{svar}");
    assert_eq!(e["type"], "ERROR");
    assert!(e["message"].is_string() && e["id"].is_string());
    e["classification"].clone()
}

#[tokio::test]
async fn a_query_that_does_not_fit_has_a_number_of_its_own_and_says_where_in_one_language_each() {
    let k = Kommune::tom();
    for (query, ord) in [("{\n  foo\n}", "Unknown field \"foo\""), ("{", "expected"), ("{ organisation { uuid } }", "cvr")] {
        let svar = k.svar(query, json!({})).await;
        let e = &svar["errors"][0];
        assert_eq!(e["extensions"]["id"], "SAM-1016", "{svar}");
        let (besked, dansk) = (e["message"].as_str().unwrap(), e["extensions"]["message"].as_str().unwrap());
        assert!(besked.starts_with("SAM-1016: ") && besked.contains(ord) && !besked.contains("-->") && !besked.contains('\n'), "{svar}");
        assert!(dansk.contains("(linje ") && !dansk.contains(ord) && !dansk.contains("-->"), "{svar}");
    }
}

#[tokio::test]
async fn in_query_errors_are_200_with_extensions() {
    let k = Kommune::tom();
    assert_eq!(klasse(&k, "{ organisation(").await, "InvalidSyntax");
    assert_eq!(klasse(&k, "{ findesIkke }").await, "ValidationError");
    assert_eq!(klasse(&k, "{ organisation(cvr: \"1\") { uuid } }").await, "ValidationError");
    assert_eq!(klasse(&k, "{ bruger(uuid: [\"7\"]) { uuid } }").await, "ValidationError");
    assert_eq!(klasse(&k, "{ organisation(cvr: \"11111111\") { uuid } }").await, "NotFound");
}

#[tokio::test]
async fn depth_and_size_of_a_query_are_limited() {
    let k = Kommune::tom();
    let id = "00000000-0000-0000-0000-000000000001";
    let dyb = format!("{{ organisationEnhed(uuid: [\"{id}\"]) {} uuid {} }}", "{ overordnetEnhed ".repeat(17), "}".repeat(17))
        .replace("overordnetEnhed  uuid", "overordnetEnhed { uuid }");
    assert_eq!(klasse(&k, &dyb).await, "ValidationError");
    let bred = "{ organisationEnhedListe(cvr: \"11111111\", status: AKTIV) { edges { node { underliggendeEnheder { underliggendeEnheder { underliggendeEnheder { uuid } } } } } } }";
    assert_eq!(klasse(&k, bred).await, "ValidationError");
}

/// A query that is none has an answer of bounded size, however much is wrong with it.
#[tokio::test]
async fn what_is_wrong_with_a_query_is_told_within_a_limit() {
    let k = Kommune::tom();
    let mange = |n: usize, del: &dyn Fn(usize) -> String| (0..n).map(del).collect::<String>();
    let langt = "x".repeat(30_000);
    for query in [
        format!("{{ organisation(cvr: \"11111111\") {{ {} }} }}", mange(3_900, &|n| format!("x{n} "))),
        format!("{{ organisation(cvr: \"11111111\" {}) {{ uuid }} }}", mange(20_000, &|n| format!("a{n}: 1 "))),
        mange(3_000, &|n| format!("fragment f{n} on Query {{ organisation(cvr: \"11111111\") {{ uuid }} }} ")) + "{ ...f0 }",
        format!("{{ organisation(cvr: \"11111111\") {{ {} }} }}", mange(8, &|n| format!("{langt}{n} "))),
        format!("{{ {langt} {langt} ("),
    ] {
        let svar = k.svar(&query, json!({})).await;
        let (antal, bytes) = (svar["errors"].as_array().unwrap().len(), svar.to_string().len());
        assert!((1..=50).contains(&antal) && bytes < 400_000, "{antal} errors of {bytes} bytes");
    }
}

#[tokio::test]
async fn introspection_shows_types_and_the_directive() {
    let k = Kommune::tom();
    // As deep as the tools ask.
    let q = "{ __schema { queryType { name } mutationType { name } directives { name locations args { name type { ofType { name } } } }
        types { name kind interfaces { name } possibleTypes { name } fields(includeDeprecated: true) { name args { name type { kind name ofType { kind name ofType { kind name ofType { kind name
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } } } } } }";
    let d = k.data(q, json!({})).await;
    let s = &d["__schema"];
    assert_eq!((&s["queryType"]["name"], &s["mutationType"]), (&json!("Query"), &Value::Null));
    let direktiv = s["directives"].as_array().unwrap().iter().find(|d| d["name"] == "PersonDataConstraint").unwrap();
    assert_eq!(direktiv["locations"], json!(["FIELD_DEFINITION"]));
    assert_eq!(direktiv["args"][0]["type"]["ofType"]["name"], "PersonDataConstraintType");
    let typer: Vec<_> = s["types"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert!(typer.contains(&"OrganisaionEnhedEdge") && typer.contains(&"Medlemskab"));
    assert!(!typer.iter().any(|t| ["_Any", "_Entity", "_Service"].contains(t)), "no federation");
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let k = Kommune::tom();
    let script = format!("{FORESPOERGSELSSIDE_STI}side.js");
    let hent = async |sti: &str| {
        let (status, tekst) = k.send(Request::get(sti).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        let tekst = tekst.as_str().unwrap().to_owned();
        for udefra in ["http://", "https://", "@import", "url("] {
            assert!(!tekst.contains(udefra), "{udefra}");
        }
        tekst
    };
    for sti in [FORESPOERGSELSSIDE_STI, "/organisation/graphiql/1"] {
        let side = hent(sti).await;
        assert!(side.contains("id=\"token\""), "with security on a question needs one");
        assert!(side.contains("lang=\"da\"") && side.matches("src=").count() == 1 && side.contains(&format!("src=\"{script}\"")));
    }
    let script = hent(&script).await;
    assert!(script.contains(ORGANISATION_STI) && script.contains("h.Authorization = \"Bearer \""));
}
