//! SAPA's pages, for caseworkers: find a party, see it whole, read a case, write a note, handle advis. Every page calls the functions that `/sapa/v1` calls. A look-up begins with its purpose, and
//! goes on behind an address that tells neither party nor number.
mod advis;
mod afsnit;
mod ord;
mod part;
mod sag;
mod soeg;

use crate::Sider;
use crate::besoeg::{Afvisning, Besoeg, log_ind_foerst};
use crate::ramme::Menu;
use crate::session::Session;
use ::sapa::{Brugerretter, Kalder, Sapa};
use adgang::side::Slags;
use adgang::{Indkomst, Sidebruger};
use async_trait::async_trait;
use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use grund::{Fejl, Fejlkode, Kaldekontekst};
use std::sync::Arc;

/// The first page.
pub const STI: &str = "/sider/sapa";
const PART: &str = "/sider/sapa/part";
const ADVIS: &str = "/sider/sapa/advis";

/// In the menu, for employees.
pub const MENU: Menu = Menu { til: STI, navn: ("Sager og parter", "Cases and parties"), for_hvem: er_medarbejder };

fn er_medarbejder(s: Option<&Session>) -> bool {
    s.is_some_and(|s| s.bruger.slags == Slags::Medarbejder)
}

/// Says what an employee may in SAPA, and in which context it reads. The program fills it.
#[async_trait]
pub trait Sapabrugere: Send + Sync {
    /// The call's context and the user's functions.
    ///
    /// # Errors
    /// `IngenBrugerret` for a citizen; those of the store.
    async fn kalder(&self, b: &Sidebruger, ind: &Indkomst) -> Result<(Kaldekontekst, Brugerretter), Fejl>;
}

/// SAPA with its users.
#[derive(Clone)]
pub struct Sapasider {
    /// The module.
    pub sapa: Arc<Sapa>,
    /// Users.
    pub brugere: Arc<dyn Sapabrugere>,
}

/// The pages.
pub(crate) fn ruter() -> Router<Sider> {
    Router::new()
        .route(STI, get(soeg::forside).post(soeg::soeg))
        .route(PART, post(soeg::part))
        .route(&format!("{PART}/{{uuid}}"), get(part::vis))
        .route(&format!("{PART}/{{uuid}}/beskyttet"), post(part::beskyttet))
        .route(&format!("{PART}/{{uuid}}/bemaerkning"), post(part::bemaerkning))
        .route(&format!("{PART}/{{uuid}}/bemaerkning/afslut"), post(part::afslut_bemaerkning))
        .route(&format!("{PART}/{{uuid}}/sag/{{sag}}"), get(sag::vis).post(sag::skriv_notat))
        .route(ADVIS, get(advis::liste).post(advis::haandter))
        .route_layer(axum::middleware::from_fn(sporet))
}

/// Says in the call's trace what was asked for.
async fn sporet(anmodning: Request, videre: Next) -> Response {
    if let Some(b) = anmodning.extensions().get::<Besoeg>() {
        let sti = anmodning.extensions().get::<axum::extract::MatchedPath>().map(|s| s.as_str().to_owned()).unwrap_or_default();
        let operation = format!("{} {sti}", anmodning.method());
        b.ind.spor.skriv(|s| (s.tjeneste, s.operation) = (Some("sapa".into()), Some(operation)));
    }
    videre.run(anmodning).await
}

/// A caseworker on a visit.
pub(crate) struct Bruger {
    pub(crate) besoeg: Besoeg,
    pub(crate) sapa: Arc<Sapa>,
    kald: Kaldekontekst,
    retter: Brugerretter,
}

impl Bruger {
    pub(crate) fn kalder(&self) -> Kalder<'_> {
        Kalder { kald: &self.kald, retter: &self.retter }
    }
}

impl FromRequestParts<Sider> for Bruger {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, s: &Sider) -> Result<Self, Response> {
        let nej = |f: Fejl| Afvisning::from(f).into_response();
        let besoeg = Besoeg::from_request_parts(p, s).await.map_err(IntoResponse::into_response)?;
        let sider = s.sapa.clone().ok_or_else(|| nej(Fejl::ny(Fejlkode::UkendtSti)))?;
        let Some(session) = besoeg.session.clone() else { return Err(log_ind_foerst(&besoeg, &p.method)) };
        let (kald, retter) = sider.brugere.kalder(&session.bruger, &besoeg.ind).await.map_err(nej)?;
        Ok(Self { sapa: sider.sapa, kald, retter, besoeg })
    }
}
