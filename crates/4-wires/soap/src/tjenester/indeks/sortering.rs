//! Sortering (C-33): by named elements, the one of lowest rank first.
use super::Plads;
use grund::tekst::{Sorteringsnoegle, sorteringsnoegle};
use kontrakt::Knude;
use register::{Objekt, Objekttype, Registrering, Vaerdi};
use std::cmp::Reverse;

/// What an element of Sortering orders by.
#[derive(Clone, Copy, Debug)]
pub enum Noegle {
    /// The user of the newest registration.
    Bruger,
    /// When the registration came here.
    Modtaget,
    /// When it was made, as its sender says.
    Registreret,
    /// The life cycle's name.
    Livscyklus,
    /// The state's number: states are numbered in the order in which they are passed.
    Tilstand,
    /// A field that holds a sensitivity: lowest first.
    Foelsomhed(&'static str),
    /// A field.
    Felt(&'static str),
    /// A field of a relation's first reference.
    Relationsfelt(&'static str, &'static str),
}

/// An order that was asked for: by what, and whether it falls.
pub type Orden = Vec<(Noegle, bool)>;

/// Reads Sortering for one object type. The rank is called Prioritet in SF1470 and Sekvens in SF1490.
pub fn laes(plads: &Plads, k: Option<&Knude>) -> Orden {
    let navn = format!("{}Sortering", plads.praefiks);
    let mut ud: Vec<(i64, Noegle, bool)> = k
        .into_iter()
        .flat_map(|k| &k.boern)
        .filter(|s| s.navn() == navn)
        .filter_map(|s| {
            let rang = s.tekst("Prioritet").or(s.tekst("Sekvens")).and_then(|t| t.trim().parse().ok()).unwrap_or(i64::MAX);
            let element = s.tekst("Element")?;
            let (_, noegle) = plads.sortering.iter().find(|(n, _)| *n == element)?;
            Some((rang, *noegle, s.tekst("Retning") == Some("Faldende")))
        })
        .collect();
    ud.sort_by_key(|(rang, _, _)| *rang);
    ud.into_iter().map(|(_, e, f)| (e, f)).collect()
}

/// Orders objects; equal ones keep their order.
pub fn sorter(objekter: &mut [Objekt], orden: &Orden) {
    let led = |o: &Objekt, (n, falder): &(Noegle, bool)| {
        let v = noegle(o, *n);
        if *falder { Led::Falder(Reverse(v)) } else { Led::Stiger(v) }
    };
    objekter.sort_by_cached_key(|o| orden.iter().map(|e| led(o, e)).collect::<Vec<_>>());
}

/// What an object is ordered by: a number, then a text in the Danish order.
type Vaegt = (i64, Sorteringsnoegle);

/// One element's part of the order; for each element all objects have the same kind.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Led {
    Stiger(Vaegt),
    Falder(Reverse<Vaegt>),
}

fn tal(n: i64) -> Vaegt {
    (n, Sorteringsnoegle::default())
}

fn noegle(o: &Objekt, n: Noegle) -> Vaegt {
    let Some(r) = o.nyeste() else { return tal(i64::MIN) };
    match n {
        Noegle::Bruger => (0, sorteringsnoegle(&r.bruger.to_string())),
        Noegle::Modtaget => tal(r.registreret.fra.mikros()),
        Noegle::Registreret => tal(r.afsendt.unwrap_or(r.registreret.fra).mikros()),
        Noegle::Livscyklus => (0, sorteringsnoegle(r.sts_livscyklus().navn())),
        Noegle::Tilstand => tal(r.billede.tilstande.values().flatten().last().map_or(0, |t| i64::from(t.vaerdi))),
        Noegle::Foelsomhed(navn) => {
            let niveau =
                felt(o.objekttype, r, navn).and_then(|v| if let Vaerdi::Tekst(t) = v { grund::afgraensning::niveau(t) } else { None });
            tal(niveau.map_or(-1, i64::from))
        }
        Noegle::Felt(navn) => vist(felt(o.objekttype, r, navn)),
        Noegle::Relationsfelt(relation, navn) => vist(relationsfelt(o.objekttype, r, relation, navn)),
    }
}

fn vist(v: Option<&Vaerdi>) -> Vaegt {
    match v {
        Some(Vaerdi::Tekst(t)) => (0, sorteringsnoegle(t)),
        Some(Vaerdi::Heltal(n)) => tal(*n),
        Some(Vaerdi::Tidspunkt(t)) => tal(t.mikros()),
        Some(Vaerdi::Struktur(_) | Vaerdi::Liste(_) | Vaerdi::Reference(_) | Vaerdi::Boolsk(_) | Vaerdi::Tom) | None => tal(i64::MIN),
    }
}

fn felt<'r>(objekttype: &Objekttype, r: &'r Registrering, navn: &str) -> Option<&'r Vaerdi> {
    let nr = objekttype.felt(navn)?.nr;
    r.billede.egenskaber.iter().rev().find_map(|e| e.felter.get(&nr))
}

fn relationsfelt<'r>(objekttype: &Objekttype, r: &'r Registrering, relation: &str, navn: &str) -> Option<&'r Vaerdi> {
    let def = objekttype.relation(relation)?;
    let nr = def.felter.iter().find(|f| f.navn == navn)?.nr;
    r.billede.relationer.get(&def.nr)?.iter().find_map(|x| x.felter.get(&nr))
}
