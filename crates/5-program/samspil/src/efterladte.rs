//! Tells whoever deletes a dueslag what is left in it: its receiver gets the messages when it makes the dueslag again with the same UUID, and nobody else does.
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use beskedfordeler::Fordeler;
use beskedfordeler::objekttyper::DUESLAG;
use grund::Uuid;
use serde_json::json;
use std::sync::Arc;

/// The OIO REST interface, which says it in its answer.
pub fn med_efterladte(rest: Router, fordeler: Option<&Arc<Fordeler>>) -> Router {
    match fordeler {
        Some(f) => rest.layer(from_fn_with_state(f.clone(), sig)),
        None => rest,
    }
}

/// The dueslag that an address is of.
fn dueslag(sti: &str) -> Option<Uuid> {
    let (foran, uuid) = sti.trim_end_matches('/').rsplit_once('/')?;
    let typen = foran.strip_suffix(DUESLAG.sti)?.strip_suffix('/')?;
    typen.ends_with(DUESLAG.service).then(|| grund::id::laes_uuid(uuid)).flatten()
}

async fn sig(State(f): State<Arc<Fordeler>>, kald: Request, naeste: Next) -> Response {
    let slettes = if kald.method() == Method::DELETE { dueslag(kald.uri().path()) } else { None };
    let svar = naeste.run(kald).await;
    let Some(uuid) = slettes.filter(|_| svar.status().is_success()) else { return svar };
    let Ok(s) = f.koe().status(uuid).await else { return svar };
    if s.antal == 0 && s.fejlede == 0 {
        return svar;
    }
    let (mut dele, _) = svar.into_parts();
    dele.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(dele, Body::from(json!({ "uuid": uuid, "beskeder": s.antal, "fejlede": s.fejlede }).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e3_only_the_address_of_a_dueslag_is_one() {
        let uuid = "10000000-0000-4000-8000-000000000040";
        for sti in ["/beskedfordeler/dueslag", "/lora/beskedfordeler/dueslag"] {
            assert_eq!(dueslag(&format!("{sti}/{uuid}/")).map(|u| u.to_string()).as_deref(), Some(uuid), "{sti}");
        }
        for sti in ["/beskedfordeler/abonnement", "/dueslag", "/beskedfordeler/xdueslag", "/beskedfordeler/dueslag/x"] {
            assert_eq!(dueslag(&format!("{sti}/{uuid}")), None, "{sti}");
        }
        assert_eq!(dueslag("/beskedfordeler/dueslag/x"), None);
    }
}
