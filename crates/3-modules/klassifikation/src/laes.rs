//! Small readings of a registration: what a class, facet or classification says in a period.
use grund::{Periode, UnikId};
use register::{Objekt, Objekttype, Registrering, Relation, Vaerdi};

/// The latest attribute period that has an instant in common with the searched period (I-32), as a reader of its fields.
pub(crate) struct Egenskaber<'o> {
    objekttype: &'static Objekttype,
    felter: Option<&'o register::Felter>,
}

impl<'o> Egenskaber<'o> {
    pub(crate) fn seneste(objekt: &'o Objekt, periode: Periode) -> Self {
        let felter = objekt.nyeste().and_then(|r| {
            let passer = r.billede.egenskaber.iter().filter(|e| e.virkning.periode.overlapper(periode));
            passer.max_by_key(|e| e.virkning.periode.fra).map(|e| &e.felter)
        });
        Self { objekttype: objekt.objekttype, felter }
    }

    pub(crate) fn vaerdi(&self, navn: &str) -> Option<&'o Vaerdi> {
        self.felter?.get(&self.objekttype.felt(navn)?.nr)
    }

    /// A text; `None` where there is none.
    pub(crate) fn tekst(&self, navn: &str) -> Option<String> {
        match self.vaerdi(navn)? {
            Vaerdi::Tekst(t) => Some(t.clone()),
            _ => None,
        }
    }
}

/// References of a relation that are in force at some instant of the period, the latest last.
pub(crate) fn relationer<'o>(objekt: &'o Objekt, navn: &str, periode: Periode) -> Vec<&'o Relation> {
    let Some(nr) = objekt.objekttype.relation(navn).map(|r| r.nr) else { return Vec::new() };
    let alle = objekt.nyeste().and_then(|r| r.billede.relationer.get(&nr)).map(Vec::as_slice).unwrap_or_default();
    let mut fundet: Vec<_> = alle.iter().filter(|r| r.reference.is_some() && r.virkning.periode.overlapper(periode)).collect();
    fundet.sort_by_key(|r| r.virkning.periode.fra);
    fundet
}

/// The latest reference of a 0..1 relation in the period.
pub(crate) fn reference<'o>(objekt: &'o Objekt, navn: &str, periode: Periode) -> Option<&'o UnikId> {
    relationer(objekt, navn, periode).last()?.reference.as_ref()
}

/// Periods in which the object is published, cut by nothing, that have an instant in common with the searched period.
/// Neighbouring periods are one (I-31).
pub(crate) fn publiceret(registrering: &Registrering, objekttype: &Objekttype, periode: Periode) -> Vec<Periode> {
    let Some(nr) = objekttype.tilstand("publiceret").map(|t| t.nr) else { return Vec::new() };
    let alle = registrering.billede.tilstande.get(&nr).map(Vec::as_slice).unwrap_or_default();
    let mut perioder: Vec<Periode> =
        alle.iter().filter(|t| t.vaerdi == 1 && !t.virkning.periode.er_tom()).map(|t| t.virkning.periode).collect();
    perioder.sort();
    let mut ud: Vec<Periode> = Vec::new();
    for p in perioder {
        match ud.last_mut() {
            Some(sidste) if sidste.til >= p.fra => sidste.til = sidste.til.max(p.til),
            _ => ud.push(p),
        }
    }
    ud.retain(|p| p.overlapper(periode));
    ud
}
