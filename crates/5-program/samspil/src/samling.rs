//! For whoever writes a client: `/postman.json`, a list call of each type and every SOAP operation of this
//! installation as a collection that Postman, Bruno and Insomnia import, and
//! `/openapi`, a page that shows the OpenAPI documents without asking anybody else for anything.
use crate::adresser::{self, Tjeneste};
use crate::moduler::Modul;
use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use kontrakt::tjeneste::SoapVersion;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Where the collection is.
pub const STI: &str = "/postman.json";
/// Where the page is.
pub const SIDE: &str = "/openapi";
/// Where its script is.
pub const SCRIPT: &str = "/openapi.js";

/// All three addresses.
pub fn ruter(adresse: &str, moduler: &[Modul], sikker: bool) -> Router {
    let tekst = samling(adresse, moduler, sikker).to_string();
    let hoveder =
        [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, "attachment; filename=\"samspil.postman.json\"")];
    let side = async || ([(header::CONTENT_SECURITY_POLICY, CSP)], Html(include_str!("openapi.html")));
    let script = async || ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("openapi.js"));
    Router::new().route(STI, get(async move || (hoveder, tekst))).route(SIDE, get(side)).route(SCRIPT, get(script))
}

/// The page runs the script that this server has as a file, none that stands in a document, and may ask this server only.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// In the form 2.1 of Postman.
fn samling(adresse: &str, moduler: &[Modul], sikker: bool) -> Value {
    let tjenester = adresser::tjenester("{{adresse}}", moduler, adresser::Havne::STANDARD);
    let beskrivelse = match sikker {
        true => {
            "Settings → Certificates: CA = rod.pem, client certificate for the host = demosystem.pem and demosystem.key (samspil-data/klienter). First a token of the \
             folder Token for the service; it is kept in the variable `token`. SOAP calls are signed, which this program can't: the bodies are for \
             `samspil klient kald SERVICE OPERATION --body FILE`, or for the open mode."
        }
        false => "The open mode: no token, the authority is in the header X-Myndighed-CVR.",
    };
    let mut mapper = Vec::new();
    if sikker {
        mapper.push(json!({ "name": "Token", "item": tokens(&tjenester) }));
    }
    mapper.push(json!({ "name": "OIO REST", "item": rest(moduler) }));
    mapper.push(json!({ "name": "SOAP", "description": SOAP_OM, "item": soap(&tjenester) }));
    json!({
        "info": {
            "name": format!("Samspil {}", env!("CARGO_PKG_VERSION")),
            "description": beskrivelse,
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": if sikker { json!({ "type": "bearer", "bearer": [{ "key": "token", "value": "{{token}}", "type": "string" }] }) } else { Value::Null },
        "variable": [{ "key": "adresse", "value": adresse }, { "key": "myndighed", "value": "11111111" }, { "key": "token", "value": "" }],
        "item": mapper,
    })
}

/// What stands on the folder of SOAP.
const SOAP_OM: &str = "One request for each operation, with what its contract asks for and values that stand for nothing: fill it in before it is sent. Run as a whole, \
    the folder makes objects without a name; whole ones are among the samples (`samspil eksempler`).";

/// A request for a JWT of each service; a script keeps it.
fn tokens(tjenester: &[Tjeneste]) -> Vec<Value> {
    let en = |t: &Tjeneste| {
        let t = t.def;
        json!({
            "name": t.navn,
            "event": [{ "listen": "test", "script": { "exec": ["pm.collectionVariables.set(\"token\", pm.response.json().access_token)"] } }],
            "request": {
                "auth": { "type": "noauth" },
                "method": "POST",
                "url": format!("{{{{adresse}}}}{}", klient::JWT_STI),
                "body": { "mode": "urlencoded", "urlencoded": [
                    { "key": "grant_type", "value": "client_credentials" },
                    { "key": "scope", "value": format!("entityid:{},anvenderkontekst:{{{{myndighed}}}}", t.entity_id) },
                ] },
            },
        })
    };
    tjenester.iter().map(en).collect()
}

/// A page of each object type, a folder for each service.
fn rest(moduler: &[Modul]) -> Vec<Value> {
    let mut mapper: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for t in moduler.iter().flat_map(|m| m.typer()) {
        mapper.entry(t.service).or_default().push(json!({
            "name": t.navn,
            "request": {
                "method": "GET",
                "header": [{ "key": "X-Myndighed-CVR", "value": "{{myndighed}}" }],
                "url": format!("{{{{adresse}}}}/{}/{}?list=true&maximalantalresultater=3", t.service, t.sti),
            },
        }));
    }
    mapper.into_iter().map(|(navn, item)| json!({ "name": navn, "item": item })).collect()
}

/// What a call says beyond what the contract demands, by its element: a search has something to go by, a message of CPR's protocol is one.
const SAGT: &[(&str, &[(&str, &str)])] = &[
    ("SearchLegalUnitRequest", &[("SearchLegalUnitRequest/SearchName", "Korsbæk Kommune")]),
    ("SearchProductionUnitRequest", &[("SearchProductionUnitRequest/SearchName", "Korsbæk Kommune")]),
    ("callGCTPCheckServiceRequest", &[("gctpMessage", GCTP)]),
];
const GCTP: &str = r#"<Gctp v="1.0"><System r="CprSoeg"><Service r="STAMP"><CprServiceHeader r="STAMP"><Key><Field r="PNR" v="6101700001"/></Key></CprServiceHeader></Service></System></Gctp>"#;

/// Every operation with a body to fill in, a folder for each contract.
fn soap(tjenester: &[Tjeneste]) -> Vec<Value> {
    let kaldes = |k: &&soap::tjenester::Kontrakt| tjenester.iter().any(|t| t.def.entity_id == k.bagved.adgang.entity_id);
    let mapper = soap::tjenester::alle().filter(kaldes).map(|k| {
        let operationer = k.operationer.iter().map(|o| {
            let sagt = SAGT.iter().find(|(navn, _)| *navn == o.ind.navn).map_or(&[][..], |(_, f)| *f);
            let (ns, krop) = (k.soap.ns(), klient::skelet(o.ind, sagt));
            let konvolut = format!("<s:Envelope xmlns:s=\"{ns}\"><s:Body>{krop}</s:Body></s:Envelope>");
            let hoveder = [("Content-Type", k.soap.indholdstype()), ("X-Myndighed-CVR", "{{myndighed}}"), ("SOAPAction", o.action)];
            let antal = if k.soap == SoapVersion::V11 { 3 } else { 2 };
            let hoveder: Vec<_> = hoveder.iter().take(antal).map(|(n, v)| json!({ "key": n, "value": v })).collect();
            json!({
                "name": o.navn,
                "request": {
                    "method": "POST",
                    "header": hoveder,
                    "url": format!("{{{{adresse}}}}{}", k.stier.first().copied().unwrap_or_default()),
                    "body": { "mode": "raw", "raw": konvolut, "options": { "raw": { "language": "xml" } } },
                },
            })
        });
        json!({ "name": k.navn, "item": operationer.collect::<Vec<_>>() })
    });
    mapper.collect()
}
