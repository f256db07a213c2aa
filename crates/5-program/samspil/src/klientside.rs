//! The page of a development instance that hands out keystores: those of the demo, and new ones of the development CA. It answers on
//! loopback names only, so that no page from elsewhere can reach it through a browser.
use crate::demosystemer::KODE;
use crate::klientfiler;
use crate::maaling::Vej;
use crate::mellemled::fejlsvar;
use crate::sikkerhedsmappe::{Sikkerhedsmappe, serienummer};
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Fejlkode};
use serde::Deserialize;
use sikkerhed::ca::Anmodning;
use std::path::PathBuf;
use std::sync::Arc;

/// What the page works on.
#[derive(Clone)]
pub struct Klientside {
    /// The development CA is in it.
    pub sikkerhed: Sikkerhedsmappe,
    /// Where keystores are.
    pub mappe: PathBuf,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
}

/// `GET|POST /udvikling/klienter`, `GET /udvikling/klienter/{fil}`.
pub fn ruter(k: Klientside) -> Router {
    Router::new().route("/udvikling/klienter", get(side).post(udsted)).route("/udvikling/klienter/{fil}", get(fil)).with_state(k)
}

fn afvis(f: Fejl) -> Response {
    fejlsvar(Vej::Andet, &f)
}

/// Whether the browser asked for this machine by a loopback name.
fn lokal(hoveder: &HeaderMap) -> Result<(), Fejl> {
    let vaert = hoveder.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let navn = vaert.rsplit_once(':').map_or(vaert, |(n, p)| if p.bytes().all(|c| c.is_ascii_digit()) { n } else { vaert });
    let egen = matches!(navn, "localhost" | "127.0.0.1" | "[::1]");
    // A form on a page from elsewhere has another origin.
    let fremmed =
        hoveder.get(header::ORIGIN).and_then(|o| o.to_str().ok()).is_some_and(|o| o.split_once("://").is_none_or(|(_, v)| v != vaert));
    if egen && !fremmed { Ok(()) } else { Err(Fejl::ny(Fejlkode::IngenAdgang).felt("Host").tilladt("localhost, 127.0.0.1, ::1")) }
}

async fn side(State(k): State<Klientside>, hoveder: HeaderMap) -> Response {
    if let Err(f) = lokal(&hoveder) {
        return afvis(f);
    }
    let mut navne: Vec<String> =
        std::fs::read_dir(&k.mappe).map(|d| d.filter_map(|f| f.ok()?.file_name().into_string().ok()).collect()).unwrap_or_default();
    navne.sort();
    let liste: String = navne.iter().map(|n| format!("<li><a href=\"/udvikling/klienter/{n}\">{n}</a></li>")).collect();
    Html(format!(
        "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Nøglelagre</title><style>\
         body{{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}}label{{display:block;margin:.5rem 0}}</style></head><body><main>\
         <h1>Nøglelagre til at prøve med</h1><p>Koden til .p12-filer er <code>{KODE}</code>. Certifikaterne er udstedt af denne installations udviklings-CA og gælder \
         kun her. <a href=\"/udvikling/klienter/LAESMIG.txt\">Hvilken fil hører hvor</a></p><ul>{liste}</ul><h2>Nyt funktionscertifikat</h2>\
         <form method=\"post\"><label>Systemets navn <input name=\"navn\" required maxlength=\"60\"></label>\
         <label>CVR-nummer <input name=\"cvr\" required pattern=\"[0-9]{{8}}\" inputmode=\"numeric\"></label><button>Udsted</button></form></main></body></html>"
    ))
    .into_response()
}

async fn fil(State(k): State<Klientside>, hoveder: HeaderMap, Path(navn): Path<String>) -> Response {
    if let Err(f) = lokal(&hoveder) {
        return afvis(f);
    }
    let ukendt = || afvis(Fejl::ny(Fejlkode::UkendtFil).felt("fil"));
    let enkelt = navn.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_')) && !navn.starts_with('.');
    if !enkelt {
        return ukendt();
    }
    let Ok(data) = std::fs::read(k.mappe.join(&navn)) else { return ukendt() };
    let slags = match navn.rsplit('.').next() {
        Some("p12") => "application/x-pkcs12",
        Some("pem" | "key") => "application/x-pem-file",
        _ => "text/plain; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, slags), (header::CACHE_CONTROL, "no-store")], data).into_response()
}

#[derive(Deserialize)]
struct Ny {
    navn: String,
    cvr: String,
}

async fn udsted(
    State(k): State<Klientside>,
    hoveder: HeaderMap,
    ny: Result<Form<Ny>, axum::extract::rejection::FormRejection>,
) -> Response {
    let lav = || -> Result<(), Fejl> {
        lokal(&hoveder)?;
        let ny = ny.map_err(|e| Fejl::ny(Fejlkode::ManglerElement).felt("navn, cvr").detalje(e.to_string()))?.0;
        let navn = klientfiler::filnavn(&ny.navn);
        if ny.navn.trim().is_empty() || ny.navn.chars().count() > 60 {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("navn").tilladt("1 to 60 characters"));
        }
        let cvr: Cvr = ny.cvr.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("cvr").tilladt("8 digits"))?;
        let ca = k.sikkerhed.ca()?.ok_or_else(|| Fejl::ny(Fejlkode::KunUdvikling))?;
        let nummer = serienummer(k.ids.as_ref());
        let fid = u32::try_from(nummer % 90_000_000).unwrap_or(0) + 10_000_000;
        let anmodning = Anmodning::Funktion { navn: ny.navn.trim().to_owned(), organisation: ny.navn.trim().to_owned(), cvr, fid };
        klientfiler::skriv_klient(&k.mappe, &navn, &klientfiler::udsted(&ca, &anmodning, 365, k.ur.nu(), nummer)?, KODE)
    };
    match lav() {
        Ok(()) => Redirect::to("/udvikling/klienter").into_response(),
        Err(f) => afvis(f),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_by_a_loopback_name_is_answered() {
        let h = |vaert: &'static str, fra: Option<&'static str>| {
            let mut h = HeaderMap::new();
            h.insert(header::HOST, vaert.parse().unwrap());
            fra.map(|o| h.insert(header::ORIGIN, o.parse().unwrap()));
            lokal(&h).is_ok()
        };
        assert!(h("127.0.0.1:8080", None) && h("localhost:8443", Some("https://localhost:8443")) && h("[::1]:8080", None));
        assert!(!h("ond.example:8080", None) && !h("127.0.0.1.ond.example", None) && !h("127.0.0.1:8080", Some("https://ond.example")));
        assert!(!h("localhost:8080", Some("null")));
    }
}
