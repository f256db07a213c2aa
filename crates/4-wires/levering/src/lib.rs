//! Messages on their way out of Beskedfordeler, other than by AMQP: sent to their receivers (REST push as published, CloudEvents by webhook), or read as a stream.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod dirigent;
mod haendelse;
mod klient;
mod linje;
mod log;
mod motor;
mod politik;
pub mod proevemodtager;
mod push;
mod signatur;
mod sse;
mod stroem;
mod tal;
mod tls;
mod udfald;
mod udgang;

pub use haendelse::Navne;
pub use klient::Ramme;
pub use politik::{Adressepolitik, Net};
pub use signatur::{Hemmelighed, Hovednoegle};
pub use sse::Vedvarende;
pub use tal::Tal;
pub use udgang::{Intetsvar, Udgang};

use axum::Router;
use beskedfordeler::Fordeler;
use beskedfordeler::tjenester::MODTAGER;
use grund::Uuid;
use grund::ur::{IdKilde, Ur};
use motor::Motor;
use revision::Revision;
use rustls::pki_types::CertificateDer;
use sikkerhed::noeglering::Noeglering;
use std::sync::Arc;
use tokio::sync::watch;

/// What deliveries stand on.
pub struct Opsaetning {
    /// The engine.
    pub fordeler: Arc<Fordeler>,
    /// Words for what events are about.
    pub navne: Navne,
    /// The id of this distributor, the source of what no system sent.
    pub fordelingssystem: Uuid,
    /// The key of the webhooks' secrets.
    pub noegle: Hovednoegle,
    /// Which addresses are called.
    pub politik: Adressepolitik,
    /// By which roots receivers' servers are believed.
    pub rodder: Vec<CertificateDer<'static>>,
    /// The key that is shown to a server that asks who calls (mTLS); none in the open mode.
    pub noegler: Option<Arc<Noeglering>>,
    /// The audit log; none in the open mode.
    pub revision: Option<Revision>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// Identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// Turns true when the program ends.
    pub slut: watch::Receiver<bool>,
}

pub(crate) struct Indre {
    motor: Arc<Motor>,
    laesere: sse::Laesere,
}

/// Deliveries.
#[derive(Clone)]
pub struct Levering(Arc<Indre>);

/// The register's service behind an address that a token in the header opens here: a receiver's.
pub fn service(sti: &str) -> Option<&'static str> {
    sti.starts_with(sse::STI).then_some(MODTAGER)
}

/// The addresses of receivers that read streams, as Path Items of OpenAPI 3.1.
pub fn openapi() -> Vec<(&'static str, serde_json::Value)> {
    sse::stier()
}

impl Levering {
    /// Nothing is sent yet.
    pub fn ny(o: Opsaetning) -> Self {
        let klient = klient::Klient::ny(o.politik, tls::Tls::ny(o.rodder, o.noegler));
        let motor = Motor {
            fordeler: o.fordeler,
            klient,
            noegle: o.noegle,
            navne: o.navne,
            fordelingssystem: o.fordelingssystem,
            log: log::Log { revision: o.revision, ur: o.ur.clone(), ids: o.ids },
            ur: o.ur,
            tal: Arc::default(),
            slut: o.slut,
        };
        Self(Arc::new(Indre { motor: Arc::new(motor), laesere: sse::Laesere::default() }))
    }

    /// Sends until the program ends.
    pub async fn koer(self) {
        dirigent::Dirigent::ny(self.0.motor.clone()).koer().await;
    }

    /// The addresses of receivers that read streams. The program puts a `grund::Kaldekontekst` on every request.
    pub fn ruter(&self) -> Router {
        sse::ruter(self.0.clone())
    }

    /// What was counted.
    pub fn tal(&self) -> Arc<Tal> {
        self.0.motor.tal.clone()
    }
}
