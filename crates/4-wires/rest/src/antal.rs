//! `…/antal`: how many objects a search finds, by class (KLE). For types that carry data restrictions: their class is in the index.
use crate::dialekt::Dialekt;
use crate::fejl::{Afvisning, json};
use crate::param;
use crate::{Kald, Parametre, Tilstand};
use axum::http::StatusCode;
use axum::response::Response;
use grund::{Fejl, Fejlkode};
use register::Objekttype;
use serde_json::json;

/// What `cifre` may be: main groups, groups, numbers.
const CIFRE: [&str; 3] = ["2", "4", "6"];

/// GET with the parameters of a search, and `cifre`. Only what the caller may see is counted.
pub(crate) async fn antal(t: Tilstand, typ: &'static Objekttype, kald: Kald, sti: String, p: Parametre) -> Result<Response, Afvisning> {
    let (egne, soegning): (Vec<_>, Vec<_>) = p.0.into_iter().partition(|(n, _)| n.eq_ignore_ascii_case("cifre"));
    let cifre = match egne.as_slice() {
        [] => 2,
        [(_, v)] if CIFRE.contains(&v.as_str()) => v.parse().unwrap_or(2),
        _ => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("cifre").tilladt(CIFRE).into()),
    };
    let dialekt = Dialekt::af(&sti, &soegning)?;
    let (hvad, tid) = param::samling(&soegning, typ, kald.0.nu, dialekt)?;
    let mut f = hvad.soegning(typ, kald.0.nu, tid)?;
    person::soegning::udvid(&t.register, &kald.0, &mut f).await?;
    let antal = t.register.antal(&kald.0, &f).await?;
    let klasser = t.register.antal_pr_klasse(&kald.0, &f, cifre).await?;
    let klasser: Vec<_> = klasser.into_iter().map(|(k, n)| json!({ "klasse": med_punktum(&k), "antal": n })).collect();
    Ok(json(StatusCode::OK, json!({ "antal": antal, "klasser": klasser }).to_string()))
}

/// `273504` as it is written: `27.35.04`.
fn med_punktum(cifre: &str) -> String {
    let dele: Vec<&str> = cifre.as_bytes().chunks(2).filter_map(|d| std::str::from_utf8(d).ok()).collect();
    dele.join(".")
}
