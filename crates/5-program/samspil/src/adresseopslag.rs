//! Addresses in the running program: the replicas over the store, and the wire in front of them.
use crate::lyttere::forbindelser::Forbindelse;
use crate::opstilling::Samspil;
use adresse::Adresser;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use dawa::{Afsender, Afsendere, Tilstand};
use std::sync::Arc;

/// The addresses of the wire.
pub fn ruter(s: &Samspil, adresse: &str, pr_sekund: u32) -> Router {
    let t = Tilstand {
        adresser: Arc::new(Adresser::ny(s.register.lager().clone())),
        ur: s.ur.clone(),
        personer: None,
        afsendere: Arc::new(Afsendere::ny(pr_sekund)),
        adresse: adresse.into(),
    };
    dawa::ruter(t).layer(from_fn(afsender))
}

/// Who asks, as the listener counts: the wire knows no connections.
async fn afsender(mut anmodning: Request, videre: Next) -> Response {
    if let Some(f) = anmodning.extensions().get::<Arc<Forbindelse>>().map(|f| f.afsender) {
        anmodning.extensions_mut().insert(Afsender(f));
    }
    videre.run(anmodning).await
}
