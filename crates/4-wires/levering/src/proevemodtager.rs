//! Simulated receivers for development: addresses that a dueslag may be sent to, to see what the infrastructure does when a receiver fails, is slow, or has to be told twice.
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What all of them begin with.
pub const STI: &str = "/udvikling/modtager/";
/// Messages of each that are shown.
const VISES: usize = 50;
/// Messages of the one that repeats that are remembered.
const HUSKES: usize = 1_000;
/// How slow the slow one is.
const LANGSOM: Duration = Duration::from_secs(5);

/// How a receiver behaves, by the name in its address.
const ADFAERD: &[(&str, &str)] = &[
    ("tager", "takes every message"),
    ("fejler", "answers HTTP 500 to every message"),
    ("afviser", "refuses every message: it can't be read"),
    ("nede", "answers HTTP 503 to every message"),
    ("langsom", "takes every message after five seconds"),
    ("gentager", "fails on every message once, after it has it: each comes twice"),
];

#[derive(Default)]
struct Set {
    antal: u64,
    senest: VecDeque<String>,
}

#[derive(Clone, Default)]
struct Modtagere(Arc<Mutex<HashMap<&'static str, Set>>>);

/// `GET`, `HEAD` and `POST /udvikling/modtager/ADFAERD`.
pub fn ruter() -> Router {
    Router::new().route("/udvikling/modtager/{adfaerd}", get(vis).post(modtag)).with_state(Modtagere::default())
}

fn find(adfaerd: &str) -> Option<&'static str> {
    ADFAERD.iter().find(|(n, _)| *n == adfaerd).map(|(n, _)| *n)
}

fn ukendt() -> Response {
    let kendte: HashMap<&str, &str> = ADFAERD.iter().copied().collect();
    (StatusCode::NOT_FOUND, axum::Json(serde_json::json!({ "modtagere": kendte }))).into_response()
}

async fn vis(State(m): State<Modtagere>, Path(adfaerd): Path<String>, metode: Method) -> Response {
    let Some(navn) = find(&adfaerd) else { return ukendt() };
    if metode == Method::HEAD {
        return if navn == "nede" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }.into_response();
    }
    let alle = m.0.lock().unwrap_or_else(PoisonError::into_inner);
    let (antal, senest) = alle.get(navn).map(|s| (s.antal, s.senest.iter().take(VISES).collect::<Vec<_>>())).unwrap_or_default();
    axum::Json(serde_json::json!({ "kald": antal, "senest": senest })).into_response()
}

async fn modtag(State(m): State<Modtagere>, Path(adfaerd): Path<String>, hoveder: HeaderMap, krop: Bytes) -> Response {
    let Some(navn) = find(&adfaerd) else { return ukendt() };
    let xml = hoveder.get(header::CONTENT_TYPE).is_some_and(|h| h.to_str().is_ok_and(|t| t.contains("xml")));
    let id = besked_id(&hoveder, &krop);
    let kendt = {
        let mut alle = m.0.lock().unwrap_or_else(PoisonError::into_inner);
        let s = alle.entry(navn).or_default();
        let kendt = s.senest.contains(&id);
        s.antal += 1;
        s.senest.push_front(id);
        s.senest.truncate(HUSKES);
        kendt
    };
    match navn {
        "fejler" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "nede" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "gentager" if !kendt => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "afviser" if xml => retur(41, "Beskeden kan ikke læses"),
        "afviser" => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        _ => {
            if navn == "langsom" {
                tokio::time::sleep(LANGSOM).await;
            }
            if xml { retur(20, "OK") } else { StatusCode::NO_CONTENT.into_response() }
        }
    }
}

/// The message's id as it can be seen from outside.
fn besked_id(hoveder: &HeaderMap, krop: &[u8]) -> String {
    if let Some(id) = hoveder.get("webhook-id").and_then(|h| h.to_str().ok()) {
        return id.chars().take(64).collect();
    }
    let tekst = String::from_utf8_lossy(krop);
    let efter = tekst.split("BeskedId").nth(1).unwrap_or_default();
    efter.split(['<', '>']).map(str::trim).find(|d| d.len() > 30).unwrap_or("?").chars().take(255).collect()
}

fn retur(kode: u16, tekst: &str) -> Response {
    let krop = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sts:ModtagBeskedOutput xmlns:sts=\"urn:oio:sts:1.0.0\" xmlns:sd=\"urn:oio:sagdok:3.0.0\">\
         <sd:StandardRetur><sd:StatusKode>{kode}</sd:StatusKode><sd:FejlbeskedTekst>{tekst}</sd:FejlbeskedTekst></sd:StandardRetur></sts:ModtagBeskedOutput>"
    );
    ([(header::CONTENT_TYPE, "application/xml")], krop).into_response()
}
