//! Sygesikring: our own contract.
use crate::kald::Kald;
use crate::openapi::{dag, eller_intet, objekt, tekst};
use crate::svar::Indhold;
use grund::{Fejl, Fejlkode};
use serde_json::{Value, json};
use skat::sygesikring::{Laege, sikring};

/// Group, doctor and card. Of a protected person the doctor and the day of the card are hidden from callers without the right: they tell where she lives, and since when (CPR-07).
pub(crate) async fn hent(kald: Kald) -> Result<Indhold, Fejl> {
    let (b, advis) = kald.person("cpr").await?;
    let s = sikring(&b, kald.dag).ok_or_else(|| Fejl::ny(Fejlkode::UkendtPersonnummer).felt("cpr"))?;
    let skjult = b.beskyttet && !kald.ser_beskyttede();
    Ok(Indhold::af(json!({
        "cpr": b.nummer,
        "pr": kald.dag.to_string(),
        "sikringsgruppe": s.gruppe,
        "laege": s.laege.as_ref().map(laege),
        "kort": { "udstedt": s.kort.udstedt.map(|d| d.to_string()), "gyldigt": if skjult { Value::Null } else { s.kort.gyldigt.into() } },
        "skjult": skjult,
    }))
    .med_advis(advis))
}

/// What an answer holds.
pub(crate) fn skema() -> Vec<(&'static str, Value)> {
    let laege = objekt(&[
        ("ydernummer", tekst("Number of the practice; from 900000, where none is real.")),
        ("navn", tekst("Name.")),
        ("adresse", tekst("Street and number.")),
        ("postnr", tekst("Postal code.")),
        ("postdistrikt", tekst("Postal district.")),
        ("telefon", tekst("Telephone.")),
        ("valgt_fra", dag()),
    ]);
    let kort = objekt(&[("udstedt", eller_intet(dag())), ("gyldigt", eller_intet(json!({ "type": "boolean" })))]);
    vec![
        ("sikringsgruppe", json!({ "type": "integer", "enum": [1, 2] })),
        ("laege", eller_intet(laege)),
        ("kort", kort),
        ("skjult", json!({ "type": "boolean", "description": "The person is protected, and doctor and card are not shown." })),
    ]
}

fn laege(l: &Laege) -> Value {
    json!({
        "ydernummer": format!("{:06}", l.ydernummer),
        "navn": l.navn,
        "adresse": l.adresse,
        "postnr": format!("{:04}", l.postnr),
        "postdistrikt": l.postdistrikt,
        "telefon": l.telefon,
        "valgt_fra": l.fra.to_string(),
    })
}
