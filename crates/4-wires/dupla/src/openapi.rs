//! What our own contracts say of themselves. The first line says that they are ours.
use crate::tjenester::{Operation, Parameter, Tjeneste};
use serde_json::{Map, Value, json};

/// The document of a service.
pub(crate) fn dokument(t: &Tjeneste, adresse: &str) -> Value {
    let stier: Map<String, Value> = t.operationer.iter().map(|o| (format!("/{}", o.navn), json!({ "get": operation(o) }))).collect();
    let om = format!(
        "No contract of {0} is public: this interface is Samspil's own.\n\nEverything is simulated: made up from the population, the same every time, and not true. Each answer says so.",
        t.raekke.sf
    );
    json!({
        "openapi": "3.0.3",
        "info": { "title": format!("{} (no public contract)", t.raekke.sf), "version": "1", "description": om },
        "servers": [{ "url": format!("{adresse}{}", t.rod) }],
        "paths": stier,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": { "Fejl": fejl(), "Svar": svar((t.skema)()) },
        },
        "security": [{ "token": [] }],
    })
}

fn operation(o: &Operation) -> Value {
    let indhold = |skema: &str| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{skema}") } } });
    json!({
        "operationId": o.navn,
        "summary": o.om,
        "parameters": o.parametre.iter().map(parameter).collect::<Vec<_>>(),
        "responses": {
            "200": { "description": o.om, "content": indhold("Svar") },
            "default": { "description": "Refused; the body says why.", "content": indhold("Fejl") },
        },
    })
}

fn parameter(p: &Parameter) -> Value {
    json!({
        "name": p.navn, "in": "query", "required": p.kraevet, "description": p.om,
        "schema": { "type": "string", "pattern": "^[0-9]{10}$" }, "example": "6101800001",
    })
}

/// A text.
pub(crate) fn tekst(om: &str) -> Value {
    json!({ "type": "string", "description": om })
}

/// An object with these fields, all of them there.
pub(crate) fn objekt(felter: &[(&str, Value)]) -> Value {
    let egenskaber: Map<String, Value> = felter.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    json!({ "type": "object", "required": felter.iter().map(|(n, _)| *n).collect::<Vec<_>>(), "properties": egenskaber, "additionalProperties": false })
}

/// The same, or null.
pub(crate) fn eller_intet(mut v: Value) -> Value {
    if let Some(o) = v.as_object_mut() {
        o.insert("nullable".into(), true.into());
    }
    v
}

fn fejl() -> Value {
    objekt(&[
        ("kode", tekst("Number of the error catalogue.")),
        ("besked", tekst("In Danish.")),
        ("message", tekst("In English.")),
        ("felt", eller_intet(tekst("What it is about."))),
        ("tilladt", eller_intet(tekst("What is allowed."))),
    ])
}

/// A day.
pub(crate) fn dag() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// A number.
pub(crate) fn tal(om: &str) -> Value {
    json!({ "type": "number", "description": om })
}

/// A company.
pub(crate) fn virksomhed() -> Value {
    objekt(&[("se", tekst("SE number.")), ("navn", tekst("Name."))])
}

/// What every answer of ours holds, and what this service's does.
fn svar(egne: Vec<(&'static str, Value)>) -> Value {
    let faelles = [
        ("cpr", tekst("The person's number now.")),
        ("pr", dag()),
        ("simuleret", json!({ "type": "boolean", "enum": [true] })),
        ("advis", json!({ "type": "array", "items": { "$ref": "#/components/schemas/Fejl" } })),
    ];
    objekt(&faelles.into_iter().chain(egne).collect::<Vec<_>>())
}
