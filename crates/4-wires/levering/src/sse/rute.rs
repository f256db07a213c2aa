//! The addresses: a dueslag's stream, and the secret of its webhook.
use super::stroem::Aaben;
use super::{kvitter_til, laes_id};
use crate::Indre;
use crate::signatur::Hemmelighed;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use beskedfordeler::Dueslagspost;
use beskedfordeler::objekttyper::{SSE, WEBHOOK};
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// What all addresses here begin with.
pub(crate) const STI: &str = "/beskedfordeler/v1/dueslag/";

/// A dueslag's stream.
pub(super) const HAENDELSER: &str = "/beskedfordeler/v1/dueslag/{uuid}/haendelser";
/// The secret of its webhook.
pub(super) const HEMMELIGHED: &str = "/beskedfordeler/v1/dueslag/{uuid}/hemmelighed";

/// A stream that is answered as long as its client stays: the program works on it, and waits for nobody, though nothing may be sent for long.
#[derive(Clone, Copy, Debug)]
pub struct Vedvarende;

pub(crate) fn ruter(l: Arc<Indre>) -> Router {
    Router::new().route(HAENDELSER, get(haendelser)).route(HEMMELIGHED, get(hemmelighed)).with_state(l)
}

/// A refusal as JSON.
fn afvis(f: &Fejl) -> Response {
    let status = StatusCode::from_u16(f.post().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let krop = serde_json::json!({ "message": f.engelsk(), "besked": f.dansk(), "kode": f.kode().to_string(), "felt": f.feltet() });
    let mut svar = (status, Json(krop)).into_response();
    svar.extensions_mut().insert(f.kode());
    svar
}

fn uuid_af(tekst: &str) -> Result<Uuid, Fejl> {
    grund::id::laes_uuid(tekst).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("uuid"))
}

impl Indre {
    /// The dueslag, if it is the caller's, and delivered in that way (E-34).
    fn hans(&self, kald: &Kaldekontekst, dueslag: Uuid, levering: &str) -> Result<Dueslagspost, Fejl> {
        drop(self.motor.fordeler.forbrug(kald, dueslag)?);
        let findes_ikke = || Fejl::ny(Fejlkode::FindesIkke).felt("dueslag").regel("E-3");
        let d = self.motor.fordeler.bog.dueslag(dueslag).ok_or_else(findes_ikke)?;
        if d.data.levering != levering {
            let f = Fejl::ny(Fejlkode::AndenLevering).felt("leveringsmaade").regel("E-34");
            return Err(f.tilladt([levering]).detalje(d.data.levering));
        }
        Ok(d)
    }

    async fn aabn(self: &Arc<Self>, kald: Kaldekontekst, dueslag: &str, sidste: Option<&HeaderValue>) -> Result<Aaben, Fejl> {
        let dueslag = uuid_af(dueslag)?;
        self.hans(&kald, dueslag, SSE)?;
        let sidste = sidste.and_then(|h| laes_id(h.to_str().ok()?));
        let f = &self.motor.fordeler;
        let (forbruger, vagt) = (f.forbrug(&kald, dueslag)?, f.forbrug(&kald, dueslag)?);
        let (laeser, gammel) = self.laesere.ny(dueslag, forbruger, &self.motor.tal)?;
        let aaben = Aaben { l: self.clone(), kald, dueslag, laeser, vagt, sendt: 0, siden: None, begyndt: false };
        if let Some(g) = gammel {
            g.afloest.notify_one();
            g.slip().await;
        }
        if let (Some(id), Some(forbruger)) = (sidste, aaben.laeser.forbruger.lock().await.as_ref()) {
            let antal = kvitter_til(forbruger, id).await?;
            self.motor.tal.kvitteret_sse.fetch_add(antal, Relaxed);
        }
        Ok(aaben)
    }
}

async fn haendelser(
    State(l): State<Arc<Indre>>,
    Path(dueslag): Path<String>,
    Extension(kald): Extension<Kaldekontekst>,
    metode: Method,
    hoveder: HeaderMap,
) -> Response {
    if metode == Method::HEAD {
        // No stream is opened for it, and none is taken over.
        let er_der = uuid_af(&dueslag).and_then(|d| l.hans(&kald, d, SSE));
        return er_der.map_or_else(|f| afvis(&f), |_| ([(header::CONTENT_TYPE, "text/event-stream")], ()).into_response());
    }
    match l.aabn(kald, &dueslag, hoveder.get("last-event-id")).await {
        Err(f) => afvis(&f),
        Ok(a) => {
            let hoveder = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                // nginx keeps answers back otherwise
                (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
            ];
            let mut svar = (hoveder, Body::from_stream(a.krop())).into_response();
            svar.extensions_mut().insert(Vedvarende);
            svar
        }
    }
}

async fn hemmelighed(State(l): State<Arc<Indre>>, Path(dueslag): Path<String>, Extension(kald): Extension<Kaldekontekst>) -> Response {
    let find = || -> Result<serde_json::Value, Fejl> {
        let dueslag = uuid_af(&dueslag)?;
        let h = Hemmelighed::nu(dueslag, &l.hans(&kald, dueslag, WEBHOOK)?.data);
        Ok(serde_json::json!({ "hemmelighed": l.motor.noegle.hemmelighed(h), "nummer": h.nummer }))
    };
    match find() {
        Err(f) => afvis(&f),
        Ok(v) => ([(header::CACHE_CONTROL, "no-store")], Json(v)).into_response(),
    }
}
