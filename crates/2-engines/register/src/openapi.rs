//! What generators of clients need of an OpenAPI document: version 3.0, because most read no other, and a name for everything that becomes a
//! type. Only what our documents use is translated.
use serde_json::{Map, Value, json};

/// Makes a document of 3.1 one of 3.0: `"type": [x, "null"]` becomes `nullable`, and so does a choice between a schema and null; an empty `required` is left out; client certificates, which 3.0 has no word for, are
/// left to the connection.
pub fn til_openapi_30(dokument: &mut Value) {
    oversaet(dokument);
    let mut uden = Vec::new();
    if let Some(Value::Object(ordninger)) = dokument.pointer_mut("/components/securitySchemes") {
        ordninger.retain(|navn, o| {
            let findes = o.get("type").and_then(Value::as_str) != Some("mutualTLS");
            if !findes {
                uden.push(navn.clone());
            }
            findes
        });
    }
    fjern_krav(dokument, &uden);
    if let Value::Object(o) = dokument {
        o.insert("openapi".into(), "3.0.3".into());
    }
}

/// Gives every enumeration and object inside a named schema a name of its own, made of where it stands, and every enumeration its type.
pub fn navngiv_skemaer(dokument: &mut Value) {
    let Some(Value::Object(skemaer)) = dokument.pointer_mut("/components/schemas") else { return };
    let mut nye = Map::new();
    for (navn, s) in skemaer.iter_mut() {
        navngiv_under(navn, s, &mut nye);
    }
    skemaer.extend(nye);
}

fn navngiv_under(navn: &str, s: &mut Value, nye: &mut Map<String, Value>) {
    let Value::Object(o) = s else { return };
    if o.contains_key("enum") {
        o.entry("type").or_insert_with(|| "string".into());
    }
    if let Some(Value::Object(felter)) = o.get_mut("properties") {
        for (n, f) in felter {
            navngiv(format!("{navn}_{n}"), f, nye);
        }
    }
    if let Some(i) = o.get_mut("items") {
        navngiv(navn.to_owned() + "_en", i, nye);
    }
}

fn navngiv(navn: String, s: &mut Value, nye: &mut Map<String, Value>) {
    navngiv_under(&navn, s, nye);
    if s.get("enum").is_some() || s.get("properties").is_some() {
        let henvisning = json!({ "$ref": format!("#/components/schemas/{navn}") });
        nye.insert(navn, std::mem::replace(s, henvisning));
    }
}

fn oversaet(v: &mut Value) {
    match v {
        Value::Object(o) => {
            if o.get("required").and_then(Value::as_array).is_some_and(Vec::is_empty) {
                o.remove("required");
            }
            if let Some(Value::Array(typer)) = o.get("type") {
                let andre: Vec<Value> = typer.iter().filter(|t| *t != "null").cloned().collect();
                let nullable = andre.len() < typer.len();
                if let [en] = andre.as_slice() {
                    o.insert("type".into(), en.clone());
                }
                if nullable {
                    o.insert("nullable".into(), true.into());
                }
            }
            if let Some(Value::Array(valg)) = o.get("anyOf")
                && let [en, null] = valg.as_slice()
                && *null == json!({ "type": "null" })
            {
                let en = en.clone();
                o.remove("anyOf");
                o.insert("allOf".into(), json!([en]));
                o.insert("nullable".into(), true.into());
            }
            o.values_mut().for_each(oversaet);
        }
        Value::Array(l) => l.iter_mut().for_each(oversaet),
        _ => {}
    }
}

/// A demand of a scheme that is not there is none.
fn fjern_krav(v: &mut Value, uden: &[String]) {
    match v {
        Value::Object(o) => {
            if let Some(Value::Array(krav)) = o.get_mut("security") {
                krav.iter_mut().filter_map(Value::as_object_mut).for_each(|k| k.retain(|n, _| !uden.contains(n)));
                if krav.iter().all(|k| *k == json!({})) {
                    krav.clear();
                }
            }
            o.values_mut().for_each(|v| fjern_krav(v, uden));
        }
        Value::Array(l) => l.iter_mut().for_each(|v| fjern_krav(v, uden)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_enumerations_and_objects_get_names() {
        let mut d = json!({ "components": { "schemas": { "a": { "type": "object", "properties": {
            "x": { "enum": ["1"] },
            "y": { "type": "array", "items": { "type": "object", "properties": { "z": { "enum": ["2"] } } } },
            "t": { "type": "string" },
        } } } } });
        navngiv_skemaer(&mut d);
        let r = |n: &str| json!({ "$ref": format!("#/components/schemas/{n}") });
        assert_eq!(
            d["components"]["schemas"],
            json!({
                "a": { "type": "object", "properties": { "x": r("a_x"), "y": { "type": "array", "items": r("a_y_en") }, "t": { "type": "string" } } },
                "a_x": { "type": "string", "enum": ["1"] },
                "a_y_en": { "type": "object", "properties": { "z": r("a_y_en_z") } },
                "a_y_en_z": { "type": "string", "enum": ["2"] },
            })
        );
    }

    #[test]
    fn null_becomes_nullable_and_client_certificates_go() {
        let mut d = json!({
            "openapi": "3.1.0",
            "security": [{ "certifikat": [] }],
            "paths": { "/a": { "get": { "security": [] } }, "/b": { "get": { "security": [{ "jwt": [] }] } } },
            "components": {
                "schemas": { "x": { "required": [], "properties": { "type": { "type": ["string", "null"], "maxLength": 3 }, "y": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] } } } },
                "securitySchemes": { "certifikat": { "type": "mutualTLS" }, "jwt": { "type": "http", "scheme": "bearer" } },
            },
        });
        til_openapi_30(&mut d);
        assert_eq!(
            d,
            json!({
                "openapi": "3.0.3",
                "security": [],
                "paths": { "/a": { "get": { "security": [] } }, "/b": { "get": { "security": [{ "jwt": [] }] } } },
                "components": {
                    "schemas": { "x": { "properties": { "type": { "type": "string", "nullable": true, "maxLength": 3 }, "y": { "allOf": [{ "$ref": "#" }], "nullable": true } } } },
                    "securitySchemes": { "jwt": { "type": "http", "scheme": "bearer" } },
                },
            })
        );
    }
}
