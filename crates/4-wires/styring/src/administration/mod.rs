//! The JSON API of the Administrationsmodul under `/administration/v1`. What it takes and gives follows the module's tables; the
//! OpenAPI document is made from the same tables and from the list of operations that a test holds against the router.
mod aftaler;
mod anvisninger;
pub(crate) mod krop;
pub(crate) mod openapi;
pub(crate) mod skema;
mod stamdata;
pub(crate) mod svar;
mod systemer;
#[cfg(test)]
mod tests;

use ::administration::Administration;
use adgang::Administrator;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Router, extract};
use grund::{Fejl, Fejlkode, Kaldekontekst};
use std::sync::Arc;
use svar::Afvisning;

/// Where the API lives.
pub const ROD: &str = "/administration/v1";

/// What the routes work with.
#[derive(Clone)]
pub struct Tilstand {
    /// The module.
    pub administration: Arc<Administration>,
}

/// The routes. The program puts `Arc<Administrator>` and `Kaldekontekst` on each request; without them a call is refused.
pub fn ruter(t: Tilstand) -> Router {
    let api = Router::new()
        .route("/openapi.json", get(openapi::dokument))
        .route("/openapi-3.0.json", get(openapi::dokument_30))
        .route("/mig", get(stamdata::mig))
        .route("/aktoerer", get(stamdata::aktoerer))
        .route("/aktoerer/{cvr}", get(stamdata::aktoer).put(stamdata::saet_aktoer))
        .route("/administratorer", get(stamdata::administratorer).post(stamdata::opret_administrator))
        .route("/administratorer/{uuid}", put(stamdata::ret_administrator).delete(stamdata::nedlaeg_administrator))
        .route("/opbevaring", get(stamdata::opbevaring))
        .route("/opbevaring/{cvr}", put(stamdata::saet_opbevaring))
        .route("/anvisninger", get(anvisninger::regler))
        .route("/anvisninger/{cvr}", put(anvisninger::saet))
        .route("/anvisningskvalitet", get(anvisninger::kvalitet))
        .route("/tjenester", get(stamdata::tjenester).put(stamdata::saet_tjeneste).delete(stamdata::nedlaeg_tjeneste))
        .route("/dataafgraensningstyper", get(stamdata::dataafgraensningstyper).put(stamdata::saet_dataafgraensningstype))
        .route("/systemer", get(systemer::liste).post(systemer::opret))
        .route("/systemer/{uuid}", get(systemer::laes).put(systemer::ret).delete(systemer::ophoer))
        .route("/systemer/{uuid}/endepunkter", put(systemer::saet_endepunkter))
        .route("/systemer/{uuid}/certifikater", post(systemer::tilfoej_certifikat))
        .route("/systemer/{uuid}/certifikater/{fingeraftryk}", axum::routing::delete(systemer::fjern_certifikat))
        .route("/certifikater/{fingeraftryk}", axum::routing::delete(systemer::frigiv_certifikat))
        .route("/aftaler", get(aftaler::liste).post(aftaler::anmod))
        .route("/aftaler/{uuid}", get(aftaler::laes).put(aftaler::ret).delete(aftaler::slet))
        .route("/aftaler/{uuid}/historik", get(aftaler::historik))
        .route("/aftaler/{uuid}/indsend", post(aftaler::indsend))
        .route("/aftaler/{uuid}/traek-tilbage", post(aftaler::traek_tilbage))
        .route("/aftaler/{uuid}/godkend", post(aftaler::godkend))
        .route("/aftaler/{uuid}/afvis", post(aftaler::afvis))
        .route("/aftaler/{uuid}/opsig", post(aftaler::opsig))
        .route("/aftaler/{uuid}/kopi", post(aftaler::kopi))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .route_layer(from_fn(sporet));
    Router::new().nest(ROD, api).with_state(t)
}

/// Says in the call's trace what was asked for, and which refusal it got.
pub(crate) async fn sporet(anmodning: Request, videre: Next) -> Response {
    let kald = anmodning.extensions().get::<Kaldekontekst>().cloned();
    let sti = anmodning.extensions().get::<MatchedPath>().map(|s| s.as_str().to_owned()).unwrap_or_default();
    if let Some(k) = &kald {
        let hvem = anmodning.extensions().get::<Arc<Administrator>>().map(|a| a.navn.clone());
        let operation = format!("{} {sti}", anmodning.method());
        k.spor.skriv(|s| {
            s.tjeneste = Some("administration".into());
            s.operation = Some(operation);
            s.bruger_bevist |= hvem.is_some();
            s.bruger = hvem.or(s.bruger.take());
        });
    }
    let svar = videre.run(anmodning).await;
    if let (Some(k), Some(kode)) = (kald, svar.extensions().get::<Fejlkode>()) {
        k.spor.skriv(|s| s.fejl = Some(*kode));
    }
    svar
}

/// The caller.
pub(crate) struct Hvem {
    administrator: Arc<Administrator>,
    kald: Kaldekontekst,
}

impl Hvem {
    fn kalder(&self) -> ::administration::Kalder<'_> {
        ::administration::Kalder::administrator(&self.administrator, &self.kald)
    }
}

impl<S: Sync> FromRequestParts<S> for Hvem {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Response> {
        match (p.extensions.get::<Arc<Administrator>>(), p.extensions.get::<Kaldekontekst>()) {
            (Some(a), Some(k)) => Ok(Self { administrator: a.clone(), kald: k.clone() }),
            _ => Err(Afvisning::from(Fejl::ny(Fejlkode::UgyldigKlient).regel("H-1")).into_response()),
        }
    }
}

type Modul = extract::State<Tilstand>;
