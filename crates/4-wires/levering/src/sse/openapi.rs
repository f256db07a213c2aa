//! The addresses here, for the OpenAPI document.
use super::rute::{HAENDELSER, HEMMELIGHED};
use beskedfordeler::objekttyper::SERVICE;
use serde_json::{Value, json};

/// Each address as a Path Item of OpenAPI 3.1. Refusals are the response `fejl` of the document that they are put into.
pub(crate) fn stier() -> Vec<(&'static str, Value)> {
    let uuid = json!({ "name": "uuid", "in": "path", "required": true, "description": "The dueslag.", "schema": { "type": "string", "format": "uuid" } });
    let sidste = json!({
        "name": "Last-Event-ID", "in": "header", "description": "The id of the last event that is stored: that and all before it are acknowledged.",
        "schema": { "type": "string" }
    });
    let operation = |id: &str, tekst: &str, parametre: Value, indhold: Value| {
        let mut svar = json!({ "200": { "description": tekst, "content": indhold } });
        if let Some(o) = svar.as_object_mut() {
            for status in ["400", "401", "403", "404", "409", "503"] {
                o.insert(status.into(), json!({ "$ref": "#/components/responses/fejl" }));
            }
        }
        json!({ "get": { "tags": [SERVICE], "operationId": id, "summary": tekst, "parameters": parametre, "responses": svar } })
    };
    let hemmelighed = json!({
        "type": "object", "required": ["hemmelighed", "nummer"],
        "properties": {
            "hemmelighed": { "type": "string", "description": "`whsec_` and base64, as Standard Webhooks has it." },
            "nummer": { "type": "integer", "minimum": 1, "description": "The dueslag's hemmelighedsnummer. The secret before it signs too." }
        }
    });
    vec![
        (
            HAENDELSER,
            operation(
                "dueslag_haendelser",
                "What comes into a dueslag of the caller's, delivered by SSE, as a stream of CloudEvents. Takes a token for BeskedModtag.",
                json!([uuid, sidste]),
                json!({ "text/event-stream": { "schema": { "type": "string" } } }),
            ),
        ),
        (
            HEMMELIGHED,
            operation(
                "dueslag_hemmelighed",
                "The secret that signs what is sent from a dueslag of the caller's by webhook. Takes a token for BeskedModtag.",
                json!([uuid]),
                json!({ "application/json": { "schema": hemmelighed } }),
            ),
        ),
    ]
}
