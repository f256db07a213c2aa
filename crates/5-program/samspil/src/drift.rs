//! For operations: health, metrics and the front page.
use crate::maaling::{Maalinger, Vej};
use crate::mellemled::fejlsvar;
use crate::vaern::Vaern;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use grund::ur::Ur;
use lager::Lager;
use std::sync::Arc;
use std::time::Instant;

/// What operations look at.
#[derive(Clone)]
pub struct Drift {
    /// The store.
    pub lager: Arc<dyn Lager>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// Metrics.
    pub maalinger: Arc<Maalinger>,
    /// The guard, where there is one.
    pub vaern: Option<Arc<Vaern>>,
    /// The front page.
    pub forside: Arc<str>,
}

/// `/sundhed`, `/metrics` and `/`.
pub fn ruter(drift: Drift) -> Router {
    Router::new().route("/sundhed", get(sundhed)).route("/metrics", get(metrics)).route("/", get(forside)).with_state(drift)
}

async fn sundhed(State(d): State<Drift>) -> Response {
    match d.lager.status().await {
        Ok(s) => Json(serde_json::json!({
            "status": "ok",
            "version": env!("CARGO_PKG_VERSION"),
            "nu": d.ur.nu().til_utc(),
            "lager": { "objekter": s.objekter, "bytes": s.bytes, "format": s.format },
        }))
        .into_response(),
        Err(f) => {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, fejlsvar(Vej::Andet, &f)).into_response()
        }
    }
}

async fn metrics(State(d): State<Drift>) -> Response {
    if let Some(v) = &d.vaern {
        d.maalinger.aftaler(v.friskhed.alder(Instant::now()));
    }
    let status = d.lager.status().await.unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], d.maalinger.tekst(&status)).into_response()
}

/// A browser gets the front page; a LoRA client is sent to the site map (B-2).
async fn forside(State(d): State<Drift>, hoveder: HeaderMap) -> Response {
    let vil_have_html = hoveder.get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"));
    if vil_have_html { Html(d.forside.to_string()).into_response() } else { Redirect::permanent("/site-map").into_response() }
}
