//! A call over HTTP: headers and body in, `{data, errors}` out; refusals of the call itself as `{timestamp, status, error, message, path}`.
use crate::fejl::{Kilde, udfyld};
use crate::hoveder::{Hoveder, TRANSAKTIONSID};
use crate::indlaes::Indlaeser;
use crate::{Tilstand, krop};
use ::organisation::opslag::Oejeblik;
use async_graphql::Executor;
use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::graenser::{KALD_SEKUNDER, KROP_BYTES};
use grund::{Fejl, Fejlkode, Kaldekontekst};
use serde_json::json;
use std::time::Duration;

/// One GraphQL service.
#[derive(Clone)]
pub(crate) struct Tjeneste<S> {
    pub tilstand: Tilstand,
    pub skema: S,
    pub kilde: Kilde,
}

/// Answers a call.
pub(crate) async fn svar<S: Executor>(State(t): State<Tjeneste<S>>, kald: Option<Extension<Kaldekontekst>>, request: Request) -> Response {
    let sti = request.uri().path().to_owned();
    let frist = Duration::from_secs(KALD_SEKUNDER);
    let udfald = match tokio::time::timeout(frist, behandl(&t, kald.map(|Extension(k)| k), request)).await {
        Ok(u) => u,
        Err(_) => Err(Fejl::ny(Fejlkode::Tidsudloeb)),
    };
    udfald.unwrap_or_else(|f| afvisning(&t.tilstand, &f, sti))
}

async fn behandl<S: Executor>(t: &Tjeneste<S>, kald: Option<Kaldekontekst>, request: Request) -> Result<Response, Fejl> {
    let kald = kald.ok_or_else(|| Fejl::ny(Fejlkode::ManglerMyndighed))?;
    let hoveder = Hoveder::laes(request.headers())?;
    let slags = request.headers().get(header::CONTENT_TYPE).map_or("", |s| s.to_str().unwrap_or("?"));
    let slags = slags.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let formular = slags == "application/x-www-form-urlencoded";
    let forkert = || Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Type").tilladt(["application/json"]);
    if !(slags.is_empty() || slags.ends_with("json") || formular) {
        return Err(forkert());
    }
    let bytes = to_bytes(request.into_body(), KROP_BYTES)
        .await
        .map_err(|_| Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(KROP_BYTES, grund::sagt::BYTES)))?;
    // What `curl -d` sends is JSON all the same, here as on REST.
    if formular && bytes.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{') {
        return Err(forkert());
    }
    let mut anmodning = krop::laes(&bytes)?;
    tracing::debug!(kald = %kald.kald_id, transaktion = %hoveder.transaktion, bytes = bytes.len(), "GraphQL");
    let syntaks = anmodning.parsed_query().is_err();
    let oejeblik = Oejeblik::ny(t.tilstand.register.clone(), kald, hoveder.virkning, hoveder.registreret);
    let mut svar = t.skema.execute(anmodning.data(Indlaeser::ny(oejeblik))).await;
    udfyld(&mut svar, t.kilde, syntaks);
    let krop = serde_json::to_vec(&svar).map_err(Fejl::intern)?;
    let afvist = nummer_af_afvist(&svar);
    let mut svar =
        ([(header::CONTENT_TYPE.as_str(), "application/json".to_owned()), (TRANSAKTIONSID, hoveder.transaktion.to_string())], krop)
            .into_response();
    if let Some(kode) = afvist {
        svar.extensions_mut().insert(kode);
    }
    Ok(svar)
}

/// The number of the first error where nothing is answered: the status says nothing of it, and the log must.
fn nummer_af_afvist(svar: &async_graphql::Response) -> Option<Fejlkode> {
    let foerste = svar.errors.first().filter(|_| svar.data == async_graphql::Value::Null)?;
    let id = foerste.extensions.as_ref()?.get("id")?.to_string();
    Fejlkode::find(id.trim_matches('"'))
}

/// The refusal of a whole call.
fn afvisning(t: &Tilstand, fejl: &Fejl, sti: String) -> Response {
    if fejl.kode() == Fejlkode::Intern {
        tracing::error!(aarsag = fejl.aarsagen().unwrap_or(""), sti, "GraphQL");
    }
    let status = StatusCode::from_u16(fejl.post().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let krop = json!({
        "timestamp": t.ur.nu().til_xs(),
        "status": status.as_u16(),
        "error": status.canonical_reason().unwrap_or(""),
        "message": fejl.dansk(),
        "path": sti,
    });
    let mut svar = (status, [(header::CONTENT_TYPE, "application/json")], krop.to_string()).into_response();
    svar.extensions_mut().insert(fejl.kode());
    svar
}
