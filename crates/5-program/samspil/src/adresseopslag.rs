//! Addresses in the running program: the replicas over the store, and the wire in front of them.
use crate::findos::Befolkningen;
use crate::lyttere::forbindelser::Forbindelse;
use crate::opstilling::Samspil;
use adresse::Adresser;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use dawa::{Afsender, Afsendere, Tilstand};
use serviceplatform::Serviceplatform;
use std::sync::Arc;

/// The addresses of the wire.
pub fn ruter(s: &Samspil, adresse: &str, pr_sekund: u32, serviceplatform: Option<Arc<Serviceplatform>>) -> Router {
    let bestand = cpr::Bestand::ny(s.register.lager().clone());
    let t = Tilstand {
        adresser: Arc::new(Adresser::ny(s.register.lager().clone())),
        ur: s.ur.clone(),
        personer: Some(Arc::new(Befolkningen { register: s.register.clone(), bestand, ids: s.ids.clone() })),
        serviceplatform,
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
