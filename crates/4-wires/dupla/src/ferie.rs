//! Feriekonto: our own contract.
use crate::kald::Kald;
use crate::kontrol::hundrededele;
use crate::openapi::{dag, eller_intet, objekt, tal, virksomhed};
use crate::svar::Indhold;
use grund::Fejl;
use serde_json::{Value, json};
use skat::ferie::{FERIEKONTO, Ferieaar, Ordning, ferie};

/// Holiday of the newest holiday years.
pub(crate) async fn hent(kald: Kald) -> Result<Indhold, Fejl> {
    let (b, advis) = kald.person("cpr").await?;
    let aar: Vec<Value> = ferie(&b, kald.dag).iter().map(en).collect();
    Ok(Indhold::af(json!({ "cpr": b.nummer, "pr": kald.dag.to_string(), "ferieaar": aar })).med_advis(advis))
}

/// What an answer holds.
pub(crate) fn skema() -> Vec<(&'static str, Value)> {
    let dage = objekt(&[("optjent", tal("Days earned.")), ("afholdt", tal("Days taken.")), ("rest", tal("Days left."))]);
    let penge = objekt(&[
        ("udbetales_af", virksomhed()),
        ("optjent_brutto", tal("Whole kroner, before tax.")),
        ("udbetalt_brutto", tal("Of that was paid out.")),
        ("udbetalt_netto", tal("The same after tax.")),
        ("rest_brutto", tal("What is left, before tax.")),
    ]);
    let aar = objekt(&[
        ("optjent_fra", dag()),
        ("optjent_til", dag()),
        ("holdes_senest", dag()),
        ("ordning", json!({ "type": "string", "enum": ["feriekonto", "ferie_med_loen"] })),
        ("arbejdsgiver", virksomhed()),
        ("dage", dage),
        ("feriepenge", eller_intet(penge)),
    ]);
    vec![("ferieaar", json!({ "type": "array", "items": aar }))]
}

fn en(f: &Ferieaar) -> Value {
    let konto = f.ordning == Ordning::Feriekonto;
    let penge = konto.then(|| {
        json!({
            "udbetales_af": { "se": format!("{:08}", FERIEKONTO.se), "navn": FERIEKONTO.navn },
            "optjent_brutto": f.optjent_beloeb,
            "udbetalt_brutto": f.udbetalt_brutto,
            "udbetalt_netto": f.udbetalt_netto,
            "rest_brutto": f.optjent_beloeb - f.udbetalt_brutto,
        })
    });
    json!({
        "optjent_fra": f.begynder().to_string(),
        "optjent_til": f.slutter().to_string(),
        "holdes_senest": f.holdes_senest().to_string(),
        "ordning": if konto { "feriekonto" } else { "ferie_med_loen" },
        "arbejdsgiver": { "se": format!("{:08}", f.arbejdsgiver.se), "navn": f.arbejdsgiver.navn },
        "dage": { "optjent": hundrededele(f.optjent), "afholdt": hundrededele(f.afholdt), "rest": hundrededele(f.rest()) },
        "feriepenge": penge,
    })
}
