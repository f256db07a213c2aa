//! The JSON API of the Administrationsmodul under `/administration/v1`. What it takes and gives follows the module's tables; the
//! OpenAPI document is made from the same tables and from the list of operations that a test holds against the router.
mod aftaler;
mod anvisninger;
pub mod forbrug;
mod kilder;
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
use axum::routing::{MethodRouter, get, post, put};
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
    /// Where look-ups are counted.
    pub lager: Arc<dyn lager::Lager>,
}

/// The routes. The program puts `Arc<Administrator>` and `Kaldekontekst` on each request; without them a call is refused.
pub fn ruter(t: Tilstand) -> Router {
    let ruter = [
        ("/openapi.json", get(openapi::dokument)),
        ("/openapi-3.0.json", get(openapi::dokument_30)),
        ("/mig", get(stamdata::mig)),
        ("/aktoerer", get(stamdata::aktoerer)),
        ("/aktoerer/{cvr}", get(stamdata::aktoer).put(stamdata::saet_aktoer)),
        ("/administratorer", get(stamdata::administratorer).post(stamdata::opret_administrator)),
        ("/administratorer/{uuid}", put(stamdata::ret_administrator).delete(stamdata::nedlaeg_administrator)),
        ("/opbevaring", get(stamdata::opbevaring)),
        ("/opbevaring/{cvr}", put(stamdata::saet_opbevaring)),
        ("/anvisninger", get(anvisninger::regler)),
        ("/anvisninger/{cvr}", put(anvisninger::saet)),
        ("/anvisningskvalitet", get(anvisninger::kvalitet)),
        ("/kilder", get(kilder::kilder).put(kilder::saet_kilde).delete(kilder::fjern_kilde)),
        ("/opstroemme", get(kilder::opstroemme).put(kilder::saet_opstroem)),
        ("/opstroemme/{navn}", axum::routing::delete(kilder::fjern_opstroem)),
        ("/kvoter", get(kilder::kvoter).put(kilder::saet_kvote)),
        ("/kvoter/{uuid}", axum::routing::delete(kilder::fjern_kvote)),
        ("/forbrug", get(forbrug::liste)),
        ("/forbrug.csv", get(forbrug::csv)),
        ("/tjenester", get(stamdata::tjenester).put(stamdata::saet_tjeneste).delete(stamdata::nedlaeg_tjeneste)),
        ("/dataafgraensningstyper", get(stamdata::dataafgraensningstyper).put(stamdata::saet_dataafgraensningstype)),
        ("/systemer", get(systemer::liste).post(systemer::opret)),
        ("/systemer/{uuid}", get(systemer::laes).put(systemer::ret).delete(systemer::ophoer)),
        ("/systemer/{uuid}/endepunkter", put(systemer::saet_endepunkter)),
        ("/systemer/{uuid}/sftpnoegler", put(systemer::saet_sftpnoegler)),
        ("/systemer/{uuid}/certifikater", post(systemer::tilfoej_certifikat)),
        ("/systemer/{uuid}/certifikater/{fingeraftryk}", axum::routing::delete(systemer::fjern_certifikat)),
        ("/certifikater/{fingeraftryk}", axum::routing::delete(systemer::frigiv_certifikat)),
        ("/aftaler", get(aftaler::liste).post(aftaler::anmod)),
        ("/aftaler/{uuid}", get(aftaler::laes).put(aftaler::ret).delete(aftaler::slet)),
        ("/aftaler/{uuid}/historik", get(aftaler::historik)),
        ("/aftaler/{uuid}/indsend", post(aftaler::indsend)),
        ("/aftaler/{uuid}/traek-tilbage", post(aftaler::traek_tilbage)),
        ("/aftaler/{uuid}/godkend", post(aftaler::godkend)),
        ("/aftaler/{uuid}/afvis", post(aftaler::afvis)),
        ("/aftaler/{uuid}/opsig", post(aftaler::opsig)),
        ("/aftaler/{uuid}/kopi", post(aftaler::kopi)),
    ];
    // With a slash at the end, too, as everywhere (K-15).
    let begge = |r: Router<Tilstand>, (sti, m): (&str, MethodRouter<Tilstand>)| r.route(sti, m.clone()).route(&format!("{sti}/"), m);
    let api = (ruter.into_iter().fold(Router::new(), begge))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .route_layer(from_fn(sporet));
    Router::new().nest(ROD, api).with_state(t)
}

/// Says in the call's trace what was asked for, and which refusal it got.
pub(crate) async fn sporet(anmodning: Request, videre: Next) -> Response {
    let kald = anmodning.extensions().get::<Kaldekontekst>().cloned();
    let sti = anmodning.extensions().get::<MatchedPath>().map(|s| s.as_str().trim_end_matches('/').to_owned()).unwrap_or_default();
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

/// The caller: an administrator.
pub(crate) struct Hvem {
    pub(crate) administrator: Arc<Administrator>,
    pub(crate) kald: Kaldekontekst,
}

impl Hvem {
    pub(crate) fn kalder(&self) -> ::administration::Kalder<'_> {
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
