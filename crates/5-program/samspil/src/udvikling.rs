//! What a developer may do to a development instance: set the clock, empty an authority, make events happen, and have messages sent to simulated receivers.
use crate::mellemled::fejlsvar;
use crate::ur::Systemur;
use adgang::Aftalebog;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt};
use register::{Objektid, Register};
use std::sync::Arc;

/// A clock that is set further ahead than this leaves registration times that others notice.
const FREM: i64 = grund::graenser::TIDSFORSPRING_SEKUNDER * 1_000_000;

/// What the development addresses work on.
#[derive(Clone)]
pub struct Udvikling {
    /// The clock.
    pub ur: Arc<Systemur>,
    /// Every object type over the store.
    pub register: Register,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// The agreements; `None` in the open mode. With security on they stay when data are emptied: a test that does that wants to go on calling.
    pub aftalebog: Option<Arc<dyn Aftalebog>>,
}

/// `GET|PUT|DELETE /udvikling/ur`, `DELETE /udvikling/myndighed/<cvr>/data`, `POST /udvikling/myndighed/<cvr>/haendelser/<navn>`, `/udvikling/modtager/<adfaerd>`; without development they
/// answer SAM-2003.
pub fn ruter(udvikling: Option<Udvikling>) -> Router {
    match udvikling {
        None => Router::new().route("/udvikling/{*sti}", axum::routing::any(|| async { fejlsvar(&Fejl::ny(Fejlkode::KunUdvikling)) })),
        Some(u) => Router::new()
            .route("/udvikling/ur", get(laes_ur).put(stil_ur).delete(nulstil_ur))
            .route("/udvikling/myndighed/{cvr}/data", delete(slet_data))
            .route("/udvikling/myndighed/{cvr}/haendelser/{navn}", post(udloes))
            .with_state(u)
            .merge(levering::proevemodtager::ruter()),
    }
}

async fn laes_ur(State(u): State<Udvikling>) -> Response {
    let mut svar = serde_json::json!({ "nu": u.ur.nu().til_utc(), "stillet": u.ur.er_stillet() });
    let foran = u.register.lager().status().await.is_ok_and(|s| crate::drift::foran_uret(&s));
    if let Some(o) = svar.as_object_mut().filter(|_| foran || u.ur.nu() > Systemur::ny().nu().plus_mikros(FREM)) {
        let hvad = if foran {
            "Der er skrevet, mens uret var stillet frem. Registreringstider går aldrig tilbage: de ligger foran uret, til det når dem. Brug en anden --data."
        } else {
            "Uret er stillet frem. Det, der skrives nu, får den tid, og alt, hvad der senere skrives i samme lager, får den eller senere, også når uret stilles tilbage. Brug en --data for sig til det."
        };
        o.insert("advarsel".into(), hvad.into());
    }
    Json(svar).into_response()
}

async fn stil_ur(State(u): State<Udvikling>, krop: String) -> Response {
    // Takes {"nu": "2018-01-01T00:00:00Z"} and the bare time.
    let tekst = serde_json::from_str::<serde_json::Value>(&krop)
        .ok()
        .and_then(|v| v.get("nu").and_then(|n| n.as_str().map(str::to_owned)))
        .unwrap_or(krop);
    match Tidspunkt::fra_oio(&tekst) {
        Ok(t) if t.er_endelig() => {
            u.ur.stil(t);
            laes_ur(State(u)).await
        }
        _ => fejlsvar(&Fejl::ny(Fejlkode::UgyldigTid).felt("nu").ventet("2018-01-01T00:00:00Z").detalje(grund::fejl::uddrag(&tekst))),
    }
}

async fn nulstil_ur(State(u): State<Udvikling>) -> Response {
    u.ur.nulstil();
    laes_ur(State(u)).await
}

fn laes_cvr(cvr: &str) -> Result<Cvr, Fejl> {
    cvr.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("cvr").ventet(grund::sagt::cifre(8)))
}

/// What a synthetic event is to be about.
#[derive(serde::Deserialize)]
struct Om {
    kle: Option<String>,
}

/// Makes a synthetic event in the authority.
async fn udloes(State(u): State<Udvikling>, Path((cvr, navn)): Path<(String, String)>, Query(om): Query<Om>) -> Response {
    let udloest = match laes_cvr(&cvr) {
        Ok(cvr) => u.udloes(&navn, cvr, om.kle.as_deref()).await,
        Err(f) => Err(f),
    };
    udloest.map_or_else(|f| fejlsvar(&f), |v| Json(v).into_response())
}

async fn slet_data(State(u): State<Udvikling>, Path(cvr): Path<String>) -> Response {
    let cvr = match laes_cvr(&cvr) {
        Ok(cvr) => cvr,
        Err(f) => return fejlsvar(&f),
    };
    let toemt = if u.aftalebog.is_some() { toem(&u, cvr).await } else { u.register.lager().slet_myndighed(cvr).await };
    match toemt {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(f) => fejlsvar(&f),
    }
}

/// Removes every object of an authority but those of the Administrationsmodul.
async fn toem(u: &Udvikling, cvr: Cvr) -> Result<(), Fejl> {
    let kald = adgang::paa_maskinen(cvr, u.ur.nu(), u.ids.ny());
    let mut gennemloeb = lager::Gennemloeb::ny(Some(cvr));
    loop {
        let objekter = gennemloeb.naeste(u.register.lager().as_ref(), 500).await?;
        if objekter.is_empty() {
            return Ok(());
        }
        for o in &objekter {
            let objekttype = u.register.typer().alle().find(|t| t.nr == o.noegle.objekttype);
            let egne = |t: &&register::Objekttype| !administration::OBJEKTTYPER.contains(t);
            if let Some(objekttype) = objekttype.filter(egne) {
                u.register.fjern(&kald, Objektid { objekttype, uuid: o.noegle.uuid }).await?;
            }
        }
    }
}
