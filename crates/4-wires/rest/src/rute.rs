//! The addresses (B-1, B-2). Every one also answers with a slash at the end, and below `/lora` as in OS2mo.
use crate::fejl::{Afvisning, json};
use crate::objekt::Svarform;
use crate::{
    Kald, Parametre, Tilstand, Uuidsti, antal, autocomplete, fordeling, klassifikationlistehent, krop, meta, objekt, openapi, skema,
};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, OriginalUri, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use grund::{Fejl, Fejlkode};
use register::Objekttype;

/// The prefix that OS2mo gave the interface.
pub(crate) const LORA: &str = "/lora";

const SITE_MAP: &str = "/site-map";
const OPENAPI: &str = "/openapi.json";
const OPENAPI_30: &str = "/openapi-3.0.json";
const VERSION: &str = "/version";
const LEVER: &str = "/kubernetes/live";
const KLAR: &str = "/kubernetes/ready";
/// At the root and below [`LORA`].
const BESKRIVELSER: [&str; 6] = [SITE_MAP, OPENAPI, OPENAPI_30, VERSION, LEVER, KLAR];

/// The router: all object types of the register's catalogue, at the root and below `/lora`.
///
/// The call's `Kaldekontekst` must be a request extension. There is no fallback for foreign addresses at the root, so that the
/// program can merge this router with others; below the services' own paths an unknown address is a 404 of the catalogue.
pub fn ruter(tilstand: Tilstand) -> Router {
    let lora = stier(&tilstand, LORA, true).fallback(ukendt_sti);
    let rod = tilstand.valg.rod;
    // With the module switched off the service is not there.
    let listehent = tilstand.register.typer().navn("Klasse").map_or_else(Router::new, |_| klassifikationlistehent::ruter());
    let fordeling = tilstand.fordeling.as_ref().map_or_else(Router::new, |_| fordeling::ruter());
    Router::new()
        .merge(stier(&tilstand, "", rod))
        .merge(listehent)
        .merge(fordeling)
        .nest(LORA, lora)
        .layer(DefaultBodyLimit::disable())
        .with_state(tilstand)
}

/// The register's service behind an address of this wire: what its types say.
pub fn service(mut typer: impl Iterator<Item = &'static Objekttype>, sti: &str) -> Option<&'static str> {
    let sti = sti.trim_end_matches('/');
    let sti = sti.strip_prefix(LORA).filter(|s| s.starts_with('/')).unwrap_or(sti);
    if klassifikationlistehent::STIER.contains(&sti) {
        return Some(::klassifikation::objekttyper::SERVICE);
    }
    if let Some((_, slags)) = autocomplete::SLAGS.iter().find(|(s, _)| *s == sti) {
        return typer.find(|t| t.navn == slags.objekttype).map(|t| t.service);
    }
    let foerste = sti.trim_start_matches('/').split('/').next()?;
    typer.find(|t| t.service == foerste).map(|t| t.service)
}

/// Whether the address describes the interface, and nothing that is stored: for everybody.
pub fn er_beskrivelse(sti: &str) -> bool {
    let sti = sti.trim_end_matches('/');
    let uden = sti.strip_prefix(LORA).filter(|s| s.is_empty() || s.starts_with('/'));
    uden == Some("") || BESKRIVELSER.contains(&uden.unwrap_or(sti))
}

fn stier(t: &Tilstand, praefiks: &'static str, rod: bool) -> Router<Tilstand> {
    let katalog = t.register.typer();
    let mut r = Router::new();
    for typ in katalog.alle() {
        r = type_stier(r, typ);
    }
    let mut services: Vec<&str> = katalog.alle().map(|t| t.service).collect();
    services.sort_unstable();
    services.dedup();
    for s in services {
        r = fast(r, &format!("/{s}/classes"), meta::klasser(katalog, s));
        r = r.route(&format!("/{s}/{{*rest}}"), axum::routing::any(ukendt_sti));
    }
    r = fast(r, SITE_MAP, meta::site_map(katalog));
    // Fordelingskomponenten and other wires answer at the root only.
    let fordeling = t.fordeling.is_some() && praefiks.is_empty();
    let andre = if praefiks.is_empty() { &*t.andre } else { &[] };
    let visning = openapi::Visning { praefiks, sikker: t.valg.sikker, fordeling, andre };
    r = fast(r, OPENAPI, openapi::dokument(katalog, visning).to_string());
    r = fast(r, OPENAPI_30, openapi::dokument_30(katalog, visning).to_string());
    r = begge(r, VERSION, get(meta::version));
    r = begge(r, LEVER, get(|| async { StatusCode::NO_CONTENT }));
    r = begge(r, KLAR, get(meta::klar));
    for (sti, slags) in autocomplete::SLAGS {
        if let Some(typ) = katalog.navn(slags.objekttype) {
            r = begge(r, sti, get(move |State(t): State<Tilstand>, k: Kald, p: Parametre| autocomplete::find(t, typ, slags, k, p)));
        }
    }
    if rod {
        let maal = HeaderValue::from_static(if praefiks.is_empty() { "/site-map" } else { "/lora/site-map" });
        r = r.route("/", get(move || async move { (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, maal)]) }).fallback(ukendt_metode));
    }
    r
}

fn type_stier(mut r: Router<Tilstand>, typ: &'static Objekttype) -> Router<Tilstand> {
    let sti = format!("/{}/{}", typ.service, typ.sti);
    let samling = get(move |State(t): State<Tilstand>, k: Kald, OriginalUri(u): OriginalUri, p: Parametre| {
        objekt::samling(t, typ, k, u.path().to_owned(), p)
    })
    .post(move |State(t): State<Tilstand>, k: Kald, p: Parametre, q: Request| objekt::opret(t, typ, k, p, q));
    let en = get(move |State(t): State<Tilstand>, k: Kald, u: Uuidsti, p: Parametre| objekt::laes(t, typ, k, u, p))
        .put(move |State(t): State<Tilstand>, k: Kald, u: Uuidsti, p: Parametre, q: Request| objekt::erstat(t, typ, k, u, p, q))
        .patch(move |State(t): State<Tilstand>, k: Kald, u: Uuidsti, p: Parametre, q: Request| objekt::ret(t, typ, k, u, p, q))
        .delete(move |State(t): State<Tilstand>, k: Kald, u: Uuidsti, p: Parametre, q: Request| objekt::slet(t, typ, k, u, p, q));
    r = begge(r, &sti, samling);
    for (under, form) in [("uuider", Svarform::Uuider), ("objekter", Svarform::Objekter)] {
        let typet = move |State(t): State<Tilstand>, k: Kald, OriginalUri(u): OriginalUri, p: Parametre| {
            objekt::typet(t, typ, k, u.path().to_owned(), p, form)
        };
        r = begge(r, &format!("{sti}/{under}"), get(typet));
    }
    r = fast(r, &format!("{sti}/fields"), meta::felter(typ));
    r = fast(r, &format!("{sti}/schema"), skema::skema(typ).to_string());
    r = begge(r, &format!("{sti}/{{uuid}}"), en);
    if typ.syn.is_some() {
        let antal = move |State(t): State<Tilstand>, k: Kald, OriginalUri(u): OriginalUri, p: Parametre| {
            antal::antal(t, typ, k, u.path().to_owned(), p)
        };
        r = begge(r, &format!("{sti}/antal"), get(antal));
    }
    if typ.varianter.is_some() {
        let fil = |State(t): State<Tilstand>, k: Kald, dele: Result<Path<Vec<(String, String)>>, PathRejection>| async move {
            let dele = dele.map_err(|_| Afvisning::from(Fejl::ny(Fejlkode::UkendtFil)))?;
            krop::hent(t, k.0, dele.0).await
        };
        r = r.route(&format!("{sti}/{{aar}}/{{maaned}}/{{dag}}/{{time}}/{{minut}}/{{fil}}"), get(fil).fallback(ukendt_metode));
    }
    r
}

/// The same with and without a slash at the end, and with our answer to other methods.
fn begge(r: Router<Tilstand>, sti: &str, m: MethodRouter<Tilstand>) -> Router<Tilstand> {
    let m = m.fallback(ukendt_metode);
    r.route(sti, m.clone()).route(&format!("{sti}/"), m)
}

/// An answer that is the same for the life of the program.
fn fast(r: Router<Tilstand>, sti: &str, krop: String) -> Router<Tilstand> {
    let krop = Bytes::from(krop);
    begge(r, sti, get(move |p: Parametre| fast_svar(p, krop.clone())))
}

async fn fast_svar(p: Parametre, krop: Bytes) -> Result<Response, Afvisning> {
    crate::param::ingen(&p.0)?;
    Ok(json(StatusCode::OK, krop))
}

async fn ukendt_metode() -> Response {
    Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)).into_response()
}

async fn ukendt_sti(OriginalUri(u): OriginalUri) -> Response {
    Afvisning::from(Fejl::ny(Fejlkode::UkendtSti).felt(grund::fejl::uddrag(u.path()))).into_response()
}

#[cfg(test)]
mod tests;
