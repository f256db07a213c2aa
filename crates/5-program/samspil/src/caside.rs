//! What the development CA publishes, by plain HTTP as certificates name it: its certificates and its revocation lists. Everybody may have
//! them, and all of it is signed.
use crate::mellemled::fejlsvar;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use grund::{Fejl, Fejlkode};
use sikkerhed::ca::filer;

/// The path below which it is.
pub const STI: &str = "/ca";

/// `GET /ca/{fil}`; an installation without a development CA has nothing there.
pub fn ruter(mappe: Sikkerhedsmappe) -> Router {
    Router::new().route("/ca/{fil}", get(fil)).with_state(mappe)
}

/// The same with nothing beside it: for a listener that anybody may reach.
pub fn kun(mappe: Sikkerhedsmappe) -> Router {
    ruter(mappe).fallback(async || fejlsvar(&Fejl::ny(Fejlkode::UkendtSti)))
}

async fn fil(State(mappe): State<Sikkerhedsmappe>, Path(navn): Path<String>) -> Response {
    let kendt = filer::ALLE.into_iter().find(|f| *f == navn);
    // As small as they are, they are read where the call is.
    let Some(data) = kendt.and_then(|f| std::fs::read(mappe.ca_mappe().join(f)).ok()) else {
        return fejlsvar(&Fejl::ny(Fejlkode::UkendtFil).felt("fil").tilladt(filer::ALLE));
    };
    let slags = if navn.ends_with(".crl") { "application/pkix-crl" } else { "application/pkix-cert" };
    // A proxy on the way asks again each time: a revocation is in the list at once.
    ([(header::CONTENT_TYPE, slags), (header::CACHE_CONTROL, "no-cache")], data).into_response()
}
