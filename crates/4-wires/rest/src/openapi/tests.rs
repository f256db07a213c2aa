#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::print_stderr)]
use crate::proeve::*;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const UUID: &str = "11111111-1111-4111-8111-111111111111";

/// What a Python script prints when given the document; `None` where there is no Python with the modules that it imports.
pub(crate) fn python(script: &str, ind: &Value) -> Option<String> {
    let mut p = Command::new("python3")
        .args(["-W", "ignore", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
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

/// The addresses of the document, with the version each has.
const DOKUMENTER: [(&str, &str); 4] =
    [("/openapi.json", "3.1.0"), ("/lora/openapi.json", "3.1.0"), ("/openapi-3.0.json", "3.0.3"), ("/lora/openapi-3.0.json", "3.0.3")];

#[tokio::test]
async fn the_document_is_valid_openapi_in_both_versions_and_both_modes() {
    for sikker in [false, true] {
        let o = Opstilling::med(|v| v.sikker = sikker);
        for (sti, version) in DOKUMENTER {
            let d = o.get(sti).await.er(200).json();
            assert_eq!(
                (d["openapi"].as_str(), d["servers"][0]["url"].as_str()),
                (Some(version), Some(if sti.starts_with("/lora") { "/lora" } else { "/" }))
            );
            if !sti.starts_with("/lora")
                && let Some(ud) =
                    python("import json,sys\nfrom openapi_spec_validator import validate\nvalidate(json.load(sys.stdin)); print('OK')", &d)
            {
                assert_eq!(ud.trim(), "OK");
            }
            // What the mode asks of a caller.
            let op = &d["paths"]["/organisation/bruger"]["get"];
            let ordninger: Vec<&String> = d["components"]["securitySchemes"].as_object().unwrap().keys().collect();
            assert_eq!(ordninger, if sikker { vec!["adgangstoken", "jwt"] } else { vec!["myndighed"] });
            assert_eq!((op["responses"]["401"].is_object(), op["responses"]["403"].is_object()), (sikker, true));
            assert_eq!(d["paths"]["/version"]["get"]["security"], json!([]));
        }
    }
}

#[tokio::test]
async fn every_operation_has_an_id_and_every_property_a_name_and_one_type() {
    let o = Opstilling::ny();
    for (sti, _) in DOKUMENTER {
        holdbart(&o.get(sti).await.er(200).json());
    }
}

/// Every reference leads somewhere, every operation has an id of its own, and every schema a name and one type.
pub(super) fn holdbart(d: &Value) {
    let mut refs = Vec::new();
    find_refs(d, &mut refs);
    for r in refs {
        assert!(d.pointer(r.strip_prefix('#').unwrap()).is_some(), "{r}");
    }
    let mut ider = std::collections::HashSet::new();
    for (sti, metoder) in d["paths"].as_object().unwrap() {
        for (metode, op) in metoder.as_object().unwrap() {
            assert!(ider.insert(op["operationId"].as_str().unwrap_or_else(|| panic!("{metode} {sti}")).to_owned()), "{metode} {sti} twice");
        }
    }
    for (navn, s) in d["components"]["schemas"].as_object().unwrap() {
        assert!(navn.starts_with(|c: char| c.is_ascii_uppercase()), "{navn}");
        en_type(s, navn, true);
    }
}

/// Generators stumble over what has no name or more than one type.
fn en_type(s: &Value, sted: &str, rod: bool) {
    let Value::Object(o) = s else { panic!("{sted}: {s}") };
    if o.is_empty() {
        assert!(sted.starts_with("Loraliste"), "{sted} is untyped");
        return;
    }
    for ord in ["anyOf", "oneOf", "allOf", "const", "prefixItems", "contains"] {
        assert!(!o.contains_key(ord), "{sted}: {ord}");
    }
    if o.contains_key("$ref") {
        assert_eq!(o.len(), 1, "{sted}: beside a reference nothing is read in 3.0");
        return;
    }
    let t = o["type"].as_str().unwrap_or_else(|| if sted == "Fejl/uuid" { "string" } else { panic!("{sted}: {s}") });
    assert!(!o.contains_key("enum") || (rod && t == "string"), "{sted}: an enumeration without a name");
    assert!(t != "object" || rod, "{sted}: an object without a name");
    for (navn, p) in o.get("properties").and_then(Value::as_object).into_iter().flatten() {
        en_type(p, &format!("{sted}/{navn}"), false);
    }
    if let Some(i) = o.get("items") {
        en_type(i, &format!("{sted}[]"), false);
    }
}

#[tokio::test]
async fn the_typed_addresses_answer_the_same_as_loras() {
    let o = Opstilling::ny();
    for t in typer() {
        let sti = sti(t);
        assert_eq!(o.get(&format!("{sti}/uuider")).await.er(200).json(), json!({ "results": [] }));
        let a = o.kald("POST", &sti, &krop(t)).await.er(201).uuid();
        let b = o.kald("POST", &sti, &krop(t)).await.er(201).uuid();
        for q in ["".to_owned(), format!("?uuid={b}"), "?maximalantalresultater=1".into(), "?livscykluskode=Rettet".into()] {
            let (uuider, objekter) = (o.get(&format!("{sti}/uuider{q}")).await.er(200), o.get(&format!("{sti}/objekter{q}")).await.er(200));
            let og = if q.is_empty() { "?" } else { "&" };
            let lora = o.get(&format!("{sti}{q}{og}list=1")).await.er(200).json();
            let ventet = lora["results"].get(0).cloned().unwrap_or_else(|| json!([]));
            assert_eq!(objekter.json()["results"], ventet, "{sti}{q}");
            let ider: Vec<&Value> = ventet.as_array().unwrap().iter().map(|o| &o["id"]).collect();
            assert_eq!(uuider.json()["results"], json!(ider), "{sti}{q}");
        }
        for form in ["uuider", "objekter"] {
            let s = o.get(&format!("{sti}/{form}?maximalantalresultater=1")).await.er(200);
            let naeste = s.hoved["link"].to_str().unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
            let en = &o.get(&naeste).await.er(200).json()["results"][0];
            assert_eq!(if form == "uuider" { en } else { &en["id"] }, &json!(b), "{naeste}");
        }
        o.get(&format!("{sti}/uuider?uuid={a}&uuid={b}")).await.kode(400, "SAM-1404");
        let begge = o.get(&format!("{sti}/objekter?uuid={a}&uuid={b}")).await.er(200).json();
        assert_eq!(begge["results"].as_array().unwrap().len(), 2);
    }
}

fn find_refs(v: &Value, ud: &mut Vec<String>) {
    match v {
        Value::Object(o) => {
            if let Some(Value::String(r)) = o.get("$ref") {
                ud.push(r.clone());
            }
            o.values().for_each(|v| find_refs(v, ud));
        }
        Value::Array(l) => l.iter().for_each(|v| find_refs(v, ud)),
        _ => {}
    }
}

#[tokio::test]
async fn every_documented_operation_answers_with_a_documented_status() {
    let o = Opstilling::ny();
    let d = o.get("/openapi.json").await.er(200).json();
    let mut antal = 0;
    for (sti, metoder) in d["paths"].as_object().unwrap() {
        for (metode, op) in metoder.as_object().unwrap() {
            let vej = sti.replace("{uuid}", UUID).replace("{fil}", &format!("{UUID}.bin")).replace("{aar}", "2026");
            let vej = ["{maaned}", "{dag}", "{time}", "{minut}"].iter().fold(vej, |s, n| s.replace(n, "01"));
            let q = if vej.starts_with("/autocomplete") { "?phrase=x" } else { "" };
            let typ = typer().into_iter().find(|t| vej.starts_with(&crate::proeve::sti(t)) && vej.split('/').nth(2) == Some(t.sti));
            let krop = match (metode.as_str(), typ) {
                ("post" | "put", Some(t)) => krop(t),
                ("patch", Some(_)) => json!({ "note": "x" }),
                _ => json!({}),
            };
            let s = if metode == "get" { o.get(&format!("{vej}{q}")).await } else { o.kald(&metode.to_uppercase(), &vej, &krop).await };
            let svar = op["responses"].as_object().unwrap();
            assert!(svar.contains_key(s.status.as_str()), "{metode} {vej}: {} {}", s.status, String::from_utf8_lossy(&s.raa));
            antal += 1;
        }
    }
    assert!(antal > 140, "{antal}");
}

#[tokio::test]
async fn every_documented_parameter_is_taken_and_no_other() {
    let o = Opstilling::ny();
    let d = o.get("/openapi.json").await.er(200).json();
    for t in typer() {
        let sti = sti(t);
        for p in d["paths"][&sti]["get"]["parameters"].as_array().unwrap() {
            let p = p.get("$ref").map_or(p, |r| d.pointer(r.as_str().unwrap().trim_start_matches('#')).unwrap());
            let navn = p["name"].as_str().unwrap();
            let s = o.get(&format!("{sti}?{navn}=x")).await;
            assert!(!String::from_utf8_lossy(&s.raa).contains("SAM-1011"), "{sti} {navn}");
        }
        o.get(&format!("{sti}?zzz=1")).await.kode(400, "SAM-1011");
    }
}

#[tokio::test]
async fn what_is_sent_and_what_is_read_are_as_the_document_says() {
    let o = Opstilling::ny();
    let d = o.get("/openapi.json").await.er(200).json();
    let mut sager = Vec::new();
    for t in typer() {
        sager.push(json!([t.navn, krop(t)]));
        sager.push(json!([format!("{}Aendring", t.navn), krop(t)]));
        let uuid = o.kald("POST", &sti(t), &krop(t)).await.er(201).uuid();
        let j = o.send(Request::get(format!("{}/{uuid}", sti(t))).body(Body::empty()).unwrap()).await.er(200).json();
        sager.push(json!([format!("{}Laest", t.navn), j[&uuid][0]]));
        // What was read can be sent back.
        let r = &j[&uuid][0]["registreringer"][0];
        let igen: serde_json::Map<String, Value> =
            ["note", "attributter", "tilstande", "relationer"].iter().filter_map(|n| Some(((*n).to_owned(), r.get(*n)?.clone()))).collect();
        sager.push(json!([t.navn, igen]));
        o.kald("PATCH", &format!("{}/{uuid}", sti(t)), &Value::Object(igen)).await.er(200);
    }
    let ud = python(
        "import json,sys,jsonschema\n\
         d=json.load(sys.stdin)\n\
         for s in d['doc']['components']['schemas'].values():\n\
         \x20if s['type']=='object': s['additionalProperties']=False\n\
         for n,v in d['sager']:\n\
         \x20s={'$ref':'#/components/schemas/'+n,'components':d['doc']['components']}\n\
         \x20jsonschema.Draft202012Validator(s).validate(v)\n\
         print('OK')",
        &json!({ "doc": d, "sager": sager }),
    );
    if let Some(ud) = ud {
        assert_eq!(ud.trim(), "OK");
    }
}
