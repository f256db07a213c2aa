//! Job function roles: the API of role administrators below `/administration/v1/roller`, and the one of role catalogues below `/stsadmin/xapi` (H-7).
mod eftersyn;
pub(crate) mod openapi;
mod rettelser;
pub mod vis;
mod xapi;
pub use xapi::ROLLEKATALOG;

use crate::administration::krop::{Krop, Parametre};
use crate::administration::svar::{Afvisning, Svar, ok};
use crate::administration::{Hvem, ROD, sporet};
use adgang::{Adgang, Bruger, Spoergsmaal};
use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use roller::Roller;
use serde_json::{Value, json};
use std::sync::Arc;

/// What the routes work with.
#[derive(Clone)]
pub struct Tilstand {
    /// The module.
    pub roller: Arc<Roller>,
    /// Callers of the role catalogues' interface.
    pub adgang: Arc<Adgang>,
}

type Modul = State<Tilstand>;

/// The routes.
pub fn ruter(t: Tilstand) -> Router {
    let api = Router::new()
        .route("/systemroller", get(rettelser::systemroller).put(rettelser::saet_systemrolle))
        .route("/systemroller/{uuid}", axum::routing::delete(rettelser::nedlaeg_systemrolle))
        .route("/{cvr}/roller", get(rettelser::roller))
        .route("/{cvr}/forslag", get(rettelser::forslag).post(rettelser::foreslaa))
        .route("/{cvr}/forslag/{uuid}/godkend", post(rettelser::godkend))
        .route("/{cvr}/forslag/{uuid}/afvis", post(rettelser::afvis))
        .route("/{cvr}/tildelinger", get(rettelser::tildelinger).post(rettelser::tildel))
        .route("/{cvr}/tildelinger/{uuid}", axum::routing::delete(rettelser::ophoer_tildeling))
        .route("/{cvr}/tildelinger/{uuid}/godkend", post(rettelser::godkend_tildeling))
        .route("/{cvr}/tildelinger/{uuid}/afvis", post(rettelser::afvis_tildeling))
        .route("/{cvr}/tildelinger/{uuid}/undtagelser", put(rettelser::undtag))
        .route("/{cvr}/konfliktregler", get(rettelser::konfliktregler).post(rettelser::opret_konfliktregel))
        .route("/{cvr}/konfliktregler/{uuid}", put(rettelser::ret_konfliktregel).delete(rettelser::nedlaeg_konfliktregel))
        .route("/{cvr}/spaerringer", get(rettelser::spaerringer).post(rettelser::spaer))
        .route("/{cvr}/spaerringer/{uuid}", axum::routing::delete(rettelser::ophaev_spaerring))
        .route("/{cvr}/brugere/{uuid}/retter", get(retter))
        .route("/{cvr}/brugere/{uuid}/hvorfor", get(hvorfor))
        .route("/{cvr}/simulering", post(rettelser::simuler))
        .route("/{cvr}/fund", get(eftersyn::fund))
        .route("/{cvr}/attestationer", get(eftersyn::attestationer).post(eftersyn::begynd))
        .route("/{cvr}/attestationer/{uuid}", get(eftersyn::attestation).delete(eftersyn::luk))
        .route("/{cvr}/attestationer/{uuid}/svar", post(eftersyn::svar))
        .route("/{cvr}/fratraadte", post(eftersyn::fratraed))
        .route("/{cvr}/indlaesning", post(eftersyn::indlaesning))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .route_layer(from_fn(sporet))
        .with_state(t.clone());
    Router::new().nest(&format!("{ROD}/roller"), api).merge(xapi::ruter(t))
}

impl Hvem {
    /// Who reads an authority's roles: those who administer them.
    pub(crate) fn maa_laese(&self, cvr: Cvr) -> Result<(), Fejl> {
        let k = self.kalder();
        k.kraev(k.roller(cvr), format!("roller {cvr}"))
    }
}

/// The authority, and the object where there is one, in the path.
pub(crate) struct Sted(pub(crate) Cvr, pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Sted {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Response> {
        let led = Path::<Vec<(String, String)>>::from_request_parts(p, s).await.map(|p| p.0).unwrap_or_default();
        let et = |navn: &str| led.iter().find(|(n, _)| n == navn).map(|(_, v)| v.as_str());
        let cvr = et("cvr").and_then(|c| c.parse().ok());
        let cvr = cvr.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("cvr").ventet(grund::sagt::cifre(8)));
        let uuid = et("uuid").map_or(Ok(Uuid::nil()), |u| laes_uuid(u).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("uuid")));
        match (cvr, uuid) {
            (Ok(c), Ok(u)) => Ok(Self(c, u)),
            (Err(f), _) | (_, Err(f)) => Err(Afvisning::from(f).into_response()),
        }
    }
}

/// What a user may at a time, as the register said then or says now, and why.
async fn retter(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, mut p: Parametre) -> Svar {
    hvem.maa_laese(cvr)?;
    let (system, virkning, registreret) = (p.uuid("system")?, p.tid("virkning")?, p.tid("registreret")?);
    p.slut()?;
    let bruger = Bruger::ny(cvr, uuid);
    let s = Spoergsmaal { bruger: &bruger, system, virkning: virkning.unwrap_or(hvem.kald.nu) };
    let f = t.roller.forklar(s, registreret).await?;
    ok(vis::forklaring(&f, s.virkning, registreret))
}

/// Which of a user's rights let it see an object, or why none does.
async fn hvorfor(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, mut p: Parametre) -> Svar {
    hvem.maa_laese(cvr)?;
    let (system, typen, objekt) = (p.uuid("system")?, p.tag("objekttype")?, p.uuid("objekt")?);
    p.slut()?;
    let typen = typen.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("objekttype"))?;
    let objekt = objekt.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("objekt"))?;
    let bruger = Bruger::ny(cvr, uuid);
    let s = Spoergsmaal { bruger: &bruger, system, virkning: hvem.kald.nu };
    let svar = t.roller.ser(s, &typen, objekt).await?;
    ok(json!({
        "navn": svar.0.navn,
        "ser": svar.1.iter().any(|s| *s),
        "retter": svar.0.retter.iter().zip(&svar.1).map(|(r, ser)| vis::ret(r, Some(*ser))).collect::<Vec<Value>>(),
        "bortfaldet": svar.0.bortfaldet,
    }))
}

/// The members of a body that one operation takes, as JSON.
pub(crate) fn hel(Krop(k): Krop) -> Value {
    Value::Object(k)
}
