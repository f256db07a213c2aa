//! Sortering (C-33): by named elements, the one of lowest rank first.
use super::Plads;
use kontrakt::Knude;
use register::{Objekt, Objekttype, Registrering, Vaerdi};
use std::cmp::Ordering;

/// An order that was asked for: element, and whether it falls.
pub type Orden<'k> = Vec<(&'k str, bool)>;

/// Reads Sortering for one object type. The rank is called Prioritet in SF1470 and Sekvens in SF1490.
pub fn laes<'k>(plads: &Plads, k: Option<&'k Knude>) -> Orden<'k> {
    let navn = format!("{}Sortering", plads.praefiks);
    let mut ud: Vec<(i64, &str, bool)> = k
        .into_iter()
        .flat_map(|k| &k.boern)
        .filter(|s| s.navn() == navn)
        .filter_map(|s| {
            let rang = s.tekst("Prioritet").or(s.tekst("Sekvens")).and_then(|t| t.trim().parse().ok()).unwrap_or(i64::MAX);
            Some((rang, s.tekst("Element")?, s.tekst("Retning") == Some("Faldende")))
        })
        .collect();
    ud.sort_by_key(|(rang, _, _)| *rang);
    ud.into_iter().map(|(_, e, f)| (e, f)).collect()
}

/// Orders objects; equal ones keep their order.
pub fn sorter(objekter: &mut [Objekt], orden: &Orden<'_>) {
    objekter.sort_by(|a, b| {
        let sammenlign = |(element, falder): &(&str, bool)| {
            let o = noegle(a, element).cmp(&noegle(b, element));
            if *falder { o.reverse() } else { o }
        };
        orden.iter().map(sammenlign).find(|o| *o != Ordering::Equal).unwrap_or(Ordering::Equal)
    });
}

/// What an object is ordered by: a number, then a text.
fn noegle(o: &Objekt, element: &str) -> (i64, String) {
    let Some(r) = o.nyeste() else { return (i64::MIN, String::new()) };
    let felt = |navn: &str| felt(o.objekttype, r, navn);
    match element {
        "Bruger" => (0, r.bruger.to_string()),
        "StsRegistreringstidspunkt" => (r.registreret.fra.mikros(), String::new()),
        "Registreringstidspunkt" => (r.afsendt.unwrap_or(r.registreret.fra).mikros(), String::new()),
        "Livscyklus" => (0, r.sts_livscyklus().navn().into()),
        "Fremdrift" => (r.billede.tilstande.values().flatten().last().map_or(0, |t| i64::from(t.vaerdi)), String::new()),
        "Foelsomhed" => {
            (sagdokument::objekttyper::FOELSOMHEDER.iter().position(|f| *f == felt("foelsomhed").1).map_or(-1, |i| i as i64), String::new())
        }
        "Titel" => felt("titel"),
        "BrugervendtNoegle" => felt("brugervendtnoegle"),
        "Major" => felt("major"),
        "Minor" => felt("minor"),
        "Dispositionsdato" => felt("dispositionsdato"),
        "ItSystem-Systemnavn" => relationsfelt(o.objekttype, r, "itsystem", "systemnavn"),
        "Sagklasse-BrugervendtNoegle" => relationsfelt(o.objekttype, r, "sagsklasse", "brugervendtnoegle"),
        "FuldtNavn" => relationsfelt(o.objekttype, r, "bevillingspart", "fuldtnavn"),
        "Ydelsesnavn" => relationsfelt(o.objekttype, r, "bevilgetydelse", "navn"),
        _ => (0, String::new()),
    }
}

fn vist(v: Option<&Vaerdi>) -> (i64, String) {
    match v {
        Some(Vaerdi::Tekst(t)) => (0, t.to_lowercase()),
        Some(Vaerdi::Heltal(n)) => (*n, String::new()),
        Some(Vaerdi::Tidspunkt(t)) => (t.mikros(), String::new()),
        Some(Vaerdi::Struktur(_) | Vaerdi::Liste(_) | Vaerdi::Reference(_) | Vaerdi::Boolsk(_) | Vaerdi::Tom) | None => {
            (i64::MIN, String::new())
        }
    }
}

fn felt(objekttype: &'static Objekttype, r: &Registrering, navn: &str) -> (i64, String) {
    let nr = objekttype.felt(navn).map_or(0, |f| f.nr);
    let v = r.billede.egenskaber.iter().rev().find_map(|e| e.felter.get(&nr));
    if let Some(Vaerdi::Tekst(t)) = v { (0, if navn == "foelsomhed" { t.clone() } else { t.to_lowercase() }) } else { vist(v) }
}

fn relationsfelt(objekttype: &'static Objekttype, r: &Registrering, relation: &str, navn: &str) -> (i64, String) {
    let Some(def) = objekttype.relation(relation) else { return vist(None) };
    let nr = def.felter.iter().find(|f| f.navn == navn).map_or(0, |f| f.nr);
    vist(r.billede.relationer.get(&def.nr).into_iter().flatten().find_map(|x| x.felter.get(&nr)))
}
