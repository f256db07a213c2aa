//! The OpenAPI 3.1 document of SAPA's API: a list of operations, which a test holds against the router.
use super::ROD;
use crate::administration::svar::json as jsonsvar;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

/// A member of a body or a query parameter: name, type (`text`, `time`, `uuid`, `list`, `uuids`, `bool`, `number`, `object`), whether it must be there.
type Led = (&'static str, &'static str, bool);

/// An operation.
pub(super) struct Operation {
    pub(super) metode: &'static str,
    pub(super) sti: &'static str,
    navn: &'static str,
    tekst: &'static str,
    krop: &'static [Led],
    parametre: &'static [Led],
    svar: u16,
}

const fn op(metode: &'static str, sti: &'static str, navn: &'static str, svar: u16, tekst: &'static str) -> Operation {
    Operation { metode, sti, navn, tekst, krop: &[], parametre: &[], svar }
}

const fn krop(o: Operation, krop: &'static [Led]) -> Operation {
    Operation { krop, ..o }
}

const fn med(o: Operation, parametre: &'static [Led]) -> Operation {
    Operation { parametre, ..o }
}

const FORMAAL: Led = ("formaal", "text", true);
const PART: Led = ("part", "text", true);
const VISNING: &[Led] = &[
    ("navn", "text", true),
    ("egen", "bool", false),
    ("standard", "bool", false),
    ("modtagere", "list", false),
    ("afsnit", "list", false),
    ("kle", "list", false),
    ("systemer", "uuids", false),
    ("fremdrift", "list", false),
];
const GRUPPE: &[Led] = &[("navn", "text", true), ("modtagere", "list", true)];
const REGEL: &[Led] = &[
    ("gruppe", "uuid", true),
    ("haendelser", "list", true),
    ("kle", "list", false),
    ("enheder", "list", false),
    ("alder_fra", "number", false),
    ("alder_til", "number", false),
    ("om", "list", false),
    ("generisk", "bool", false),
];
const INDSTILLINGER: &[Led] = &[
    ("skjulte_sager", "text", false),
    ("udk", "text", false),
    ("notatoverskrifter", "list", false),
    ("paamindelser", "list", false),
    ("advis_faerdige_dage", "number", false),
    ("advis_aabne_dage", "number", false),
];

/// Every operation; a test holds the list against the router.
pub(super) const OPERATIONER: &[Operation] = &[
    op("get", "/mig", "mig", 200, "The user and the functions that its roles give."),
    op("get", "/indstillinger", "indstillinger", 200, "What the authority has chosen."),
    krop(op("put", "/indstillinger", "saet_indstillinger", 200, "Choose; what is left out is the default again."), INDSTILLINGER),
    krop(op("post", "/soeg", "soeg", 200, "Find a party by number, name or address."), &[FORMAAL, ("tekst", "text", true)]),
    krop(
        op(
            "post",
            "/overblik",
            "overblik",
            200,
            "A party whole: what is true at a time (virkning), as it was known at a time (registreret), through a view.",
        ),
        &[FORMAAL, PART, ("virkning", "time", false), ("registreret", "time", false), ("visning", "uuid", false)],
    ),
    krop(
        op(
            "post",
            "/beskyttet",
            "beskyttet",
            200,
            "The master data of a protected person, name and address too: the click that is logged.",
        ),
        &[FORMAAL, PART],
    ),
    krop(op("post", "/sag", "sag", 200, "One case, in the shape of an overview."), &[FORMAAL, ("sag", "uuid", true)]),
    krop(
        op("post", "/bemaerkninger", "skriv_bemaerkning", 201, "Write a bemærkning; it goes by itself at gyldig_til."),
        &[PART, ("art", "text", true), ("tekst", "text", true), ("gyldig_til", "time", true)],
    ),
    krop(op("post", "/bemaerkninger/find", "bemaerkninger", 200, "The bemærkninger that hold about a party."), &[FORMAAL, PART]),
    krop(op("post", "/bemaerkninger/{uuid}/afslut", "afslut_bemaerkning", 204, "End one before its day."), &[PART]),
    med(op("get", "/notater", "notater", 200, "The notes that were written here on a case, and where each is."), &[("sag", "uuid", true)]),
    krop(
        op(
            "post",
            "/notater",
            "skriv_notat",
            201,
            "Write a journal note and hand it over to the case's system. The same id again is the same note again.",
        ),
        &[("sag", "uuid", true), ("titel", "text", true), ("tekst", "text", true), ("id", "uuid", false)],
    ),
    op("get", "/notater/{uuid}", "notat", 200, "Where a note is: sendt, modtaget, journaliseret, afvist."),
    op("get", "/visninger", "visninger", 200, "The views that the user has, the standard one first."),
    krop(op("post", "/visninger", "opret_visning", 201, "Store a view."), VISNING),
    krop(op("put", "/visninger/{uuid}", "ret_visning", 200, "Change a view."), VISNING),
    op("delete", "/visninger/{uuid}", "slet_visning", 204, "Remove a view."),
    op("get", "/advisgrupper", "advisgrupper", 200, "The groups that the user belongs to; all for those who set SAPA up."),
    krop(op("post", "/advisgrupper", "opret_advisgruppe", 201, "Make a group."), GRUPPE),
    krop(op("put", "/advisgrupper/{uuid}", "ret_advisgruppe", 200, "Change a group."), GRUPPE),
    op("delete", "/advisgrupper/{uuid}", "slet_advisgruppe", 204, "Remove a group that no rule names and that has nothing open."),
    op("get", "/advisregler", "advisregler", 200, "The rules."),
    krop(op("post", "/advisregler", "opret_advisregel", 201, "Make a rule; it holds for what happens from now on."), REGEL),
    krop(op("put", "/advisregler/{uuid}", "ret_advisregel", 200, "Change a rule."), REGEL),
    op("delete", "/advisregler/{uuid}", "slet_advisregel", 204, "Remove a rule."),
    med(
        op("get", "/advis", "advis", 200, "A page of a group's advis, the oldest first; efter is where the next one begins."),
        &[
            ("gruppe", "uuid", true),
            ("tilstand", "text", false),
            ("mine", "bool", false),
            ("efter", "text", false),
            ("antal", "number", false),
        ],
    ),
    krop(op("post", "/advis/find", "advis_om", 200, "The open advis about a party."), &[FORMAAL, PART]),
    krop(
        op(
            "post",
            "/advis/haandter",
            "haandter_advis",
            200,
            "Do the same with many: overtag, slip, faerdig, genaabn, videresend (gruppe), udsaet (til). All of them or none.",
        ),
        &[("advis", "uuids", true), ("handling", "text", true), ("gruppe", "uuid", false), ("til", "time", false)],
    ),
    krop(
        op("post", "/advis/paamindelser", "paamind", 201, "Write a reminder for a day."),
        &[("gruppe", "uuid", true), ("titel", "text", true), ("dato", "time", true), ("part", "text", false), ("sag", "uuid", false)],
    ),
    op("get", "/openapi.json", "openapi", 200, "This document."),
];

fn skema(slags: &str) -> Value {
    match slags {
        "time" => json!({ "type": "string", "format": "date-time" }),
        "uuid" => json!({ "type": "string", "format": "uuid" }),
        "list" => json!({ "type": "array", "items": { "type": "string" } }),
        "uuids" => json!({ "type": "array", "items": { "type": "string", "format": "uuid" } }),
        "bool" => json!({ "type": "boolean" }),
        "number" => json!({ "type": "integer", "minimum": 0 }),
        _ => json!({ "type": "string" }),
    }
}

fn operation(o: &Operation) -> Value {
    let mut svar = Map::new();
    let indhold = json!({ "application/json": { "schema": { "type": "object" } } });
    svar.insert(
        o.svar.to_string(),
        if o.svar == 204 { json!({ "description": o.tekst }) } else { json!({ "description": o.tekst, "content": indhold }) },
    );
    for status in ["400", "401", "403", "404", "409"] {
        svar.insert(status.into(), json!({ "$ref": "#/components/responses/fejl" }));
    }
    let led = |(navn, slags, kraevet): &Led| json!({ "name": navn, "in": "query", "required": kraevet, "schema": skema(slags) });
    let mut parametre: Vec<Value> = o.parametre.iter().map(led).collect();
    if o.sti.contains("{uuid}") {
        parametre.push(json!({ "name": "uuid", "in": "path", "required": true, "schema": skema("uuid") }));
    }
    let mut ud = json!({ "operationId": o.navn, "summary": o.tekst, "parameters": parametre, "responses": svar });
    if !o.krop.is_empty()
        && let Some(m) = ud.as_object_mut()
    {
        let egenskaber: Map<String, Value> = o.krop.iter().map(|(n, s, _)| ((*n).to_owned(), skema(s))).collect();
        let kraevede: Vec<&str> = o.krop.iter().filter(|(_, _, k)| *k).map(|(n, _, _)| *n).collect();
        let mut s = json!({ "type": "object", "additionalProperties": false, "properties": egenskaber });
        if let Some(s) = s.as_object_mut().filter(|_| !kraevede.is_empty()) {
            s.insert("required".into(), json!(kraevede));
        }
        m.insert("requestBody".into(), json!({ "required": true, "content": { "application/json": { "schema": s } } }));
    }
    ud
}

/// The document.
pub fn openapi() -> Value {
    let mut stier: Map<String, Value> = Map::new();
    for o in OPERATIONER {
        let ved = stier.entry(format!("{ROD}{}", o.sti)).or_insert_with(|| Value::Object(Map::new()));
        if let Some(m) = ved.as_object_mut() {
            m.insert(o.metode.into(), operation(o));
        }
    }
    let fejl = json!({ "type": "object", "required": ["message", "besked", "kode"], "properties": {
        "message": { "type": "string" }, "besked": { "type": "string" }, "kode": { "type": "string" }, "felt": { "type": "string" },
        "regel": { "type": "string" }, "tilladt": { "type": "string" }, "ventet": { "type": "string" },
    } });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "SAPA: Sags- og partsoverblik",
            "version": "1",
            "description": "One citizen or company whole, across all systems, within what the user may see. docs/sapa.md has the answers' members. A look-up of a party says its purpose (formaal), which stands in the log.",
        },
        "servers": [{ "url": "/" }],
        "paths": stier,
        "security": [{ "token": [] }],
        "components": {
            "responses": { "fejl": { "description": "A refusal.", "content": { "application/json": { "schema": fejl } } } },
            "securitySchemes": { "token": { "type": "apiKey", "in": "header", "name": "Authorization", "description": "`Holder-of-key <token>`, for a token with a user (docs/adgang.md)." } },
        },
    })
}

pub(super) async fn dokument() -> Response {
    jsonsvar(StatusCode::OK, &openapi())
}
