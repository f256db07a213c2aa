//! What the two interfaces say of themselves, from a table of their operations that a test holds against the router.
use crate::svar::ok;
use crate::{FINDOS, ROD, Tilstand};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

/// An operation: path, parameters, what it answers.
pub(crate) struct Operation {
    pub(crate) sti: &'static str,
    pub(crate) parametre: &'static [&'static str],
    om: &'static str,
}

const fn op(sti: &'static str, parametre: &'static [&'static str], om: &'static str) -> Operation {
    Operation { sti, parametre, om }
}

/// Parameters of a search.
const SOEG: &[&str] = &[
    "q",
    "fuzzy",
    "kommunekode",
    "postnr",
    "per_side",
    "side",
    "caretpos",
    "supplerendebynavn",
    "stormodtagerpostnumre",
    "multilinje",
    "adgangsadresseid",
];
const LISTE: &[&str] = &[
    "q",
    "fuzzy",
    "kommunekode",
    "postnr",
    "per_side",
    "side",
    "caretpos",
    "supplerendebynavn",
    "stormodtagerpostnumre",
    "multilinje",
    "adgangsadresseid",
    "id",
    "struktur",
];

/// The operations of free data.
pub(crate) static FRIE: &[Operation] = &[
    op(
        "/autocomplete",
        &[
            "q",
            "type",
            "startfra",
            "caretpos",
            "fuzzy",
            "adgangsadresseid",
            "id",
            "kommunekode",
            "postnr",
            "supplerendebynavn",
            "stormodtagerpostnumre",
            "multilinje",
            "per_side",
            "side",
        ],
        "Suggestions while somebody types: roads, then house numbers, then addresses.",
    ),
    op("/vejnavne/autocomplete", SOEG, "Names of roads."),
    op("/adgangsadresser/autocomplete", SOEG, "House numbers."),
    op("/adresser/autocomplete", SOEG, "Addresses."),
    op("/adgangsadresser", LISTE, "House numbers by what is typed, or by id."),
    op("/adgangsadresser/{id}", &["struktur"], "A house number."),
    op("/adgangsadresser/{id}/historik", &[], "What a house number's address was called, and when."),
    op("/adresser", LISTE, "Addresses by what is typed, by id, or at a house number."),
    op("/adresser/{id}", &["struktur"], "An address."),
    op("/adresser/{id}/historik", &[], "What an address was called, and when."),
    op("/bbr/bygninger", &["husnummer_id", "historik"], "Buildings at a house number."),
    op("/bbr/bygninger/{id}", &["historik"], "A building."),
    op("/bbr/enheder", &["adresse_id", "bygning_id", "historik"], "Units at an address, or in a building."),
    op("/bbr/enheder/{id}", &["historik"], "A unit."),
    op("/haendelser", &["register", "efter", "antal"], "Events of DAR or BBR after a number, in order."),
    op("/status", &[], "When each register was brought in, and how much there is."),
];

/// The operations of FindOs.
pub(crate) static FINDOSOPERATIONER: &[Operation] = &[op(
    "/opslag",
    crate::findos::PARAMETRE,
    "Addresses that are meant, with what they were called; and persons of that name who live there or have lived there, with when, and where they live now. By the address as one line, \
         or by the CPR register's codes.",
)];

fn parameter(navn: &str) -> Value {
    let (slags, om) = match navn {
        "q" => ("string", "What is typed."),
        "type" => ("string", "The level that is wanted at last: vejnavn, adgangsadresse or adresse (the default)."),
        "startfra" => ("string", "The level to begin with."),
        "caretpos" => ("integer", "Where the caret stands, in UTF-16."),
        "fuzzy" => ("string", "Misspelt names are found too; by itself it is true."),
        "adgangsadresseid" => ("string", "Only addresses at this house number."),
        "id" => ("string", "A UUID of DAR or BBR."),
        "kommunekode" => ("string", "Codes of municipalities, with | between them."),
        "postnr" => ("string", "Postal codes, with | between them."),
        "supplerendebynavn" => ("string", "Texts name the supplementary town; true by default."),
        "stormodtagerpostnumre" => ("string", "Taken for clients that send it; postal codes of large receivers are not in DAR."),
        "multilinje" => ("string", "Texts that are shown have a line for each part."),
        "per_side" => ("integer", "Entries on a page, 20 where nothing is said."),
        "side" => ("integer", "The page, from 1."),
        "struktur" => ("string", "nestet (the default), flad or mini."),
        "husnummer_id" | "adresse_id" | "bygning_id" => ("string", "A UUID of DAR or BBR."),
        "historik" => ("string", "With all that the register has said."),
        "register" => ("string", "dar (the default) or bbr."),
        "efter" => ("integer", "The number of the last event that is known; 0 for all that are kept."),
        "antal" => ("integer", "Events in the answer."),
        "navn" => ("string", "The person's name: each word must be one of hers, or its first letter."),
        "formaal" => ("string", "Why; must be said with a name. It stands in the log."),
        "vejkode" => ("string", "CPR's code of the road in the municipality."),
        "husnr" => ("string", "The house number with its letter."),
        "etage" => ("string", "The floor."),
        "doer" => ("string", "The door."),
        _ => ("string", "The address as one line."),
    };
    json!({ "name": navn, "in": if navn == "{id}" { "path" } else { "query" }, "schema": { "type": slags }, "description": om })
}

fn dokument(titel: &str, om: &str, server: String, operationer: &[Operation], sikker: bool) -> Value {
    let mut stier = Map::new();
    for o in operationer {
        let mut parametre: Vec<Value> = o.parametre.iter().map(|p| parameter(p)).collect();
        if o.sti.contains("{id}") {
            parametre.push(json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }));
        }
        let afvist =
            json!({ "description": "Refused; the body says why.", "content": { "application/json": { "schema": { "type": "object" } } } });
        let id: String = o.sti.trim_matches('/').replace(['/', '{', '}'], "_");
        let mut operation = json!({
            "operationId": id,
            "summary": o.om,
            "parameters": parametre,
            "responses": {
                "200": { "description": o.om, "content": { "application/json": { "schema": {} } } },
                "default": afvist,
            },
        });
        if let (false, Some(o)) = (sikker, operation.as_object_mut()) {
            o.insert("security".into(), json!([]));
        }
        stier.insert(o.sti.into(), json!({ "get": operation }));
    }
    let skemaer = if sikker { json!({ "token": { "type": "http", "scheme": "bearer" } }) } else { json!({}) };
    json!({
        "openapi": "3.0.3",
        "info": { "title": titel, "version": "1", "description": om },
        "servers": [{ "url": server }],
        "paths": stier,
        "components": { "securitySchemes": skemaer },
        "security": if sikker { json!([{ "token": [] }]) } else { json!([]) },
    })
}

/// Free data.
pub(crate) async fn dawa(State(t): State<Tilstand>) -> Response {
    let om = "The part of DAWA (Danmarks Adressers Web API) that clients of its autocomplete call, in its shape; buildings, events and status are our own.";
    ok(&dokument("Adresser", om, format!("{}{ROD}", t.adresse), FRIE, false))
}

/// FindOs.
pub(crate) async fn findos(State(t): State<Tilstand>) -> Response {
    let om = "No contract of FindOs is public: this interface is Samspil's own.\n\nAddress history by name and address.";
    ok(&dokument("FindOs (no public contract)", om, format!("{}{FINDOS}", t.adresse), FINDOSOPERATIONER, true))
}
