//! `/autocomplete/…` (B-2): users and units whose name or user key holds the phrase, or whose UUID it is.
use crate::fejl::{Afvisning, json};
use crate::skriv::Jsonskriver;
use crate::{Kald, Parametre, Tilstand};
use axum::http::StatusCode;
use axum::response::Response;
use grund::{Fejl, Fejlkode};
use register::{Egenskabskriterium, Feltkrav, Forespoergsel, Laesevalg, Moenster, Objekt, Objekttype, Vaerdi};

/// Hits that are offered; more do not fit under an input field.
const FORSLAG: usize = 30;
/// Characters of a phrase.
const FRASE_TEGN: usize = 100;

/// One of the two lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slags {
    /// Type that is searched.
    pub(crate) objekttype: &'static str,
    /// Field that is shown.
    navn: &'static str,
}

/// The addresses.
pub(crate) const SLAGS: [(&str, Slags); 2] = [
    ("/autocomplete/bruger", Slags { objekttype: "Bruger", navn: "brugernavn" }),
    ("/autocomplete/organisationsenhed", Slags { objekttype: "OrganisationEnhed", navn: "enhedsnavn" }),
];

/// GET with `phrase`; `class_uuids` is taken and without effect, because no further attributes are returned.
pub(crate) async fn find(t: Tilstand, typ: &'static Objekttype, slags: Slags, kald: Kald, p: Parametre) -> Result<Response, Afvisning> {
    let mut frase = None;
    for (n, v) in &p.0 {
        match n.as_str() {
            "phrase" => frase = Some(v.trim()),
            "class_uuids" => {}
            _ => return Err(Fejl::ny(Fejlkode::UkendtParameter).felt(grund::fejl::uddrag(n)).into()),
        }
    }
    let frase = frase.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("phrase"))?;
    if frase.chars().nth(FRASE_TEGN).is_some() {
        return Err(Fejl::ny(Fejlkode::ForLang).felt("phrase").ventet(grund::sagt::hoejst(FRASE_TEGN, grund::sagt::TEGN)).into());
    }
    let mut fundne: Vec<Objekt> = Vec::new();
    if let Some(uuid) = grund::id::laes_uuid(frase) {
        let f = Forespoergsel { uuid: Some(uuid), ..Forespoergsel::alle(typ, kald.0.nu) };
        fundne = t.register.soeg_objekter(&kald.0, &f, Laesevalg::nu(kald.0.nu)).await?;
    } else if !frase.is_empty() {
        let moenster = format!("%{}%", frase.replace('%', "\\%"));
        for felt in [slags.navn, "brugervendtnoegle"].into_iter().filter_map(|n| typ.felt(n)) {
            let mut f = Forespoergsel::alle(typ, kald.0.nu);
            f.side.antal = FORSLAG;
            f.egenskaber
                .push(Egenskabskriterium { felter: vec![(felt.nr, Feltkrav::Moenster(Moenster(moenster.clone())))], virkning: None });
            for o in t.register.soeg_objekter(&kald.0, &f, Laesevalg::nu(kald.0.nu)).await? {
                if !fundne.iter().any(|h| h.uuid == o.uuid) {
                    fundne.push(o);
                }
            }
        }
    }
    fundne.truncate(FORSLAG);
    let mut s = Jsonskriver::ny(128 * fundne.len() + 16);
    s.raa("{\"results\":[");
    for (nr, o) in fundne.iter().enumerate() {
        s.raa(if nr > 0 { ",{\"uuid\":" } else { "{\"uuid\":" });
        s.uuid(o.uuid);
        s.raa(",\"name\":");
        s.tekst(navn(o, typ, slags));
        s.raa(",\"attrs\":[]}");
    }
    s.raa("]}");
    Ok(json(StatusCode::OK, s.faerdig()))
}

fn navn<'o>(o: &'o Objekt, typ: &'static Objekttype, slags: Slags) -> &'o str {
    let egenskab = o.nyeste().and_then(|r| r.billede.egenskaber.first());
    [slags.navn, "brugervendtnoegle"]
        .into_iter()
        .filter_map(|n| typ.felt(n))
        .find_map(|f| match egenskab?.felter.get(&f.nr) {
            Some(Vaerdi::Tekst(t)) if !t.is_empty() => Some(t.as_str()),
            _ => None,
        })
        .unwrap_or_default()
}
