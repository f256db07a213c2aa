//! FindOs by JSON: for those with an agreement, since it tells of persons.
use crate::Tilstand;
use crate::opslag::{betegnelse, kort};
use crate::param::Parametre;
use crate::svar::{Afvisning, ok};
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use grund::ret::Ret;
use grund::{Kaldekontekst, Tidspunkt};
use serde_json::{Value, json};

/// Address history by name and address.
pub(crate) async fn opslag(
    State(t): State<Tilstand>,
    Extension(kald): Extension<Kaldekontekst>,
    p: Parametre,
) -> Result<Response, Afvisning> {
    p.kun(&["navn", "adresse"])?;
    kald.kraev(adresse::tjenester::SERVICE, Ret::Laes)?;
    let navn = p.soegetekst("navn")?.unwrap_or_default();
    let linje = p.soegetekst("adresse")?.unwrap_or_default();
    let svar = adresse::findos::opslag(&t.adresser, t.personer.as_deref(), &kald, &navn, &linje).await?;
    let adresser: Vec<Value> = svar
        .adresser
        .iter()
        .map(|f| json!({ "adresse": kort(&t, &f.adresse), "historik": f.historik.iter().map(betegnelse).collect::<Vec<_>>() }))
        .collect();
    let ende = |t: Tidspunkt| if t.er_endelig() { Value::String(t.til_utc()) } else { Value::Null };
    let personer = svar.personer.map(|alle| {
        alle.iter()
            .map(|b| json!({ "person": b.person, "navn": b.navn, "fra": ende(b.periode.fra), "til": ende(b.periode.til), "nuvaerendeAdresse": b.nu }))
            .collect::<Vec<_>>()
    });
    Ok(ok(&json!({ "adresser": adresser, "personkilde": personer.is_some(), "personer": personer })))
}
