//! What a browser gets of a program that was built without pages: the front page and the catalogue of errors as plain text.
use crate::adresser::{self, Havne};
use crate::drift::Drift;
use crate::kommandolinje::Lyttevalg;
use crate::mellemled::Browserafvisning;
use crate::opstilling::Maade;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use beskedfordeler::Fordeler;
use grund::fejl::{Fejlkode, KATALOG};
use std::sync::Arc;

/// The routes.
pub fn ruter(adresse: &str, valg: &Lyttevalg, _: &Maade, _: &Drift, _: Option<&Arc<Fordeler>>) -> (Router, Option<Browserafvisning>) {
    let tjenester = adresser::tekst(&adresser::tjenester(adresse, &valg.moduler, Havne::af(valg)));
    let forside = format!("Samspil {} er bygget uden sider.\n\n{tjenester}", env!("CARGO_PKG_VERSION"));
    let vis = async move |hoveder: HeaderMap| -> Response {
        // A LoRA client is sent to the site map (B-2).
        let html = hoveder.get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"));
        if html { forside.clone().into_response() } else { Redirect::permanent("/site-map").into_response() }
    };
    (Router::new().route("/", get(vis)).route("/fejl", get(katalog)).route("/fejl/", get(katalog)).route("/fejl/{nummer}", get(en)), None)
}

async fn katalog() -> String {
    KATALOG.iter().map(|p| format!("SAM-{} {}\n", p.nummer, p.dansk)).collect()
}

async fn en(Path(nummer): Path<String>) -> Response {
    let Some(kode) = Fejlkode::find(&nummer) else { return StatusCode::NOT_FOUND.into_response() };
    let (betydning, raad) = kode.forklaring();
    format!("{kode} {}\n\n{betydning}\n\n{raad}\n", kode.post().dansk).into_response()
}
