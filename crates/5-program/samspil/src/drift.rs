//! For operations: health and metrics.
use crate::adresser::Havne;
use crate::alarmer::Alarmtal;
use crate::lyttere::forbindelser::{Forbindelser, Forbindelsestal};
use crate::lyttere::{Betjening, betjen};
use crate::maaling::Maalinger;
use crate::vaern::Vaern;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use grund::Tidspunkt;
use grund::graenser::{LOG_UFORSEGLET_SEKUNDER, TIDSFORSPRING_SEKUNDER};
use grund::ur::Ur;
use lager::{Lager, Lagerstatus};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;

/// Connections of the listener for operations: a few that watch, and room for mistakes.
const EGNE_FORBINDELSER: usize = 64;

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
    /// The connections of all listeners.
    pub forbindelser: Arc<Forbindelser>,
    /// AMQP, where it is spoken.
    pub amqp: Option<Arc<amqp::Faelles>>,
    /// Deliveries, where there are any.
    pub levering: Option<levering::Levering>,
    /// Handovers, where the module runs.
    pub fordeling: Option<Arc<fordeling::Fordelingskomponent>>,
    /// SFTP, where it is listened for.
    pub filer: Option<Arc<sftp::Tal>>,
    /// Alarms of dueslag that are on.
    pub alarmer: Alarmtal,
    /// Other listeners.
    pub havne: Havne,
}

/// `/sundhed` and `/metrics`.
pub fn ruter(drift: Drift) -> Router {
    egne(Router::new()).with_state(drift)
}

fn egne(r: Router<Drift>) -> Router<Drift> {
    r.route("/sundhed", get(sundhed)).route("/metrics", get(metrics))
}

/// The listener for operations alone, in a thread of its own with connections of its own: it answers whatever the program is busy with. Runs
/// until `slut` turns true.
///
/// # Errors
/// In words, when the thread can't be made.
pub fn egen_lytter(lytter: std::net::TcpListener, drift: Drift, slut: watch::Receiver<bool>) -> Result<(), String> {
    let kerne =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| format!("the listener for operations: {e}"))?;
    let koer = move || {
        kerne.block_on(async {
            let Ok(lytter) = crate::lyttere::overtag(lytter) else { return };
            let forbindelser = Forbindelser::ny(Forbindelsestal { i_alt: EGNE_FORBINDELSER, pr_afsender: EGNE_FORBINDELSER });
            tokio::spawn(forbindelser.clone().vogt(slut.clone()));
            let router = egne(Router::new()).with_state(drift);
            betjen(lytter, None, Betjening { router, forbindelser, slut }).await;
        });
    };
    std::thread::Builder::new().name("drift".into()).spawn(koer).map(drop).map_err(|e| format!("the listener for operations: {e}"))
}

/// Seconds that the oldest log row has waited for its seal.
pub fn uforseglet_sekunder(s: &Lagerstatus, nu: Tidspunkt) -> i64 {
    s.uforseglet_siden.map_or(0, |t| nu.mikros().saturating_sub(t.mikros()).max(0) / 1_000_000)
}

/// The clock was ahead while something was written, and was set back.
pub fn foran_uret(s: &Lagerstatus) -> bool {
    s.tidsforspring > TIDSFORSPRING_SEKUNDER.unsigned_abs() * 1_000_000
}

/// What is not as it should be, in Danish and English. The causes stand in the log: everybody may ask for this.
pub fn advarsler(s: &Lagerstatus, nu: Tidspunkt) -> Vec<(&'static str, &'static str)> {
    let fund = [
        (
            s.skrivefejl.is_some(),
            (
                "Lageret kan ikke skrives til: kald, der skriver eller logges, afvises. Årsagen står i programmets log.",
                "The store can't be written: calls that write or are logged are refused. The cause stands in the program's log.",
            ),
        ),
        (
            s.wal_alarm,
            (
                "Lagerets WAL vokser: noget læser en gammel tilstand (en kopi, en kommando, en lang søgning), eller disken er for langsom.",
                "The store's WAL grows: something reads an old state (a copy, a command, a long search), or the disk is too slow.",
            ),
        ),
        (
            foran_uret(s),
            (
                "Nye registreringer får tider, der ligger foran uret: det har været stillet frem, mens der blev skrevet.",
                "New registrations get times ahead of the clock: it was set forward while something was written.",
            ),
        ),
        (
            uforseglet_sekunder(s, nu) > LOG_UFORSEGLET_SEKUNDER,
            (
                "Revisionsloggen er ikke forseglet længe. Årsagen står i programmets log.",
                "The audit log has not been sealed for long. The cause stands in the program's log.",
            ),
        ),
    ];
    fund.into_iter().filter_map(|(galt, hvad)| galt.then_some(hvad)).collect()
}

/// What is told where the store does not answer.
pub const TAVST: (&str, &str) = (
    "Lageret svarer ikke: alle kald afvises. Årsagen står i programmets log.",
    "The store does not answer: all calls are refused. The cause stands in the program's log.",
);

/// `ok`, `forringet` (200: it serves, and somebody should look), or `nede` (503: it can't write, and so serves hardly anybody).
async fn sundhed(State(d): State<Drift>) -> Response {
    match d.lager.status().await {
        Ok(s) => {
            let nu = d.ur.nu();
            let advarsler: Vec<&str> = advarsler(&s, nu).iter().map(|(da, _)| *da).collect();
            let (http, status) = match (&s.skrivefejl, advarsler.is_empty()) {
                (Some(_), _) => (StatusCode::SERVICE_UNAVAILABLE, "nede"),
                (None, false) => (StatusCode::OK, "forringet"),
                (None, true) => (StatusCode::OK, "ok"),
            };
            let krop = serde_json::json!({
                "status": status,
                "advarsler": advarsler,
                "version": env!("CARGO_PKG_VERSION"),
                "nu": nu.til_utc(),
                "porte": { "amqps": d.havne.amqps, "sftp": d.havne.sftp },
                "lager": {
                    "objekter": s.objekter,
                    "bytes": s.bytes,
                    "walbytes": s.wal_bytes,
                    "format": s.format,
                    "skrivekoe": s.skrivekoe,
                },
            });
            (http, Json(krop)).into_response()
        }
        Err(f) => {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the store does not answer");
            let krop = serde_json::json!({
                "status": "nede",
                "advarsler": [TAVST.0],
                "version": env!("CARGO_PKG_VERSION"),
                "nu": d.ur.nu().til_utc(),
                "fejl": f.kode().to_string(),
            });
            (StatusCode::SERVICE_UNAVAILABLE, Json(krop)).into_response()
        }
    }
}

async fn metrics(State(d): State<Drift>) -> Response {
    if let Some(v) = &d.vaern {
        d.maalinger.aftaler(v.friskhed.alder(Instant::now()));
    }
    d.maalinger.forbindelser(d.forbindelser.antal());
    if let Some(a) = &d.amqp {
        d.maalinger.amqp(&a.tal);
    }
    if let Some(l) = &d.levering {
        d.maalinger.levering(&l.tal());
    }
    if let Some(f) = &d.fordeling {
        let forfalden = f.naeste().await.ok().flatten();
        let uafleveret = f.aeldste_uafleverede().await.ok().flatten();
        let siden = |t: Option<Tidspunkt>| t.map_or(0, |t| d.ur.nu().mikros().saturating_sub(t.mikros()).max(0) / 1_000_000);
        d.maalinger.fordeling(&f.tal, siden(forfalden), siden(uafleveret));
    }
    if let Some(t) = &d.filer {
        d.maalinger.sftp(t);
    }
    d.maalinger.alarmer(d.alarmer.antal());
    let status = d.lager.status().await.ok();
    if let Ok(l) = crate::stroem::bagud(d.lager.as_ref(), d.ur.nu()).await {
        d.maalinger.laesere(&l);
    }
    let tekst = d.maalinger.tekst(status.as_ref(), d.ur.nu());
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], tekst).into_response()
}
