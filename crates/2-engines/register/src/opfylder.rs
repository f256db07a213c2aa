//! Whether a registration fulfils a search: the one definition of what a search means (A-90 … A-92). The index only narrows
//! down; where it can't decide, this does.
use crate::indeks::{hver_reference, hver_tekst};
use crate::kommando::*;
use crate::model::*;
use crate::moenster::Klar;
use crate::objekttype::Felt;
use grund::{Periode, Synsmaerke, Tidspunkt, UnikId};

/// A search made ready for comparing with many registrations.
pub(crate) struct Klarsoegning<'a> {
    f: &'a Forespoergsel,
    note: Option<Klar>,
    aktoernote: Option<Klar>,
    vilkaarlig: Vec<Klar>,
    egenskaber: Vec<(Periode, Vec<Feltklar<'a>>)>,
    relationer: Vec<(Periode, &'a Relationskriterium, Vec<Feltklar<'a>>)>,
}

/// Field number and what it must be.
type Feltklar<'a> = (u16, Kravklar<'a>);

enum Kravklar<'a> {
    Moenster(Klar),
    Lig(&'a Vaerdi),
    Mellem(Periode),
}

fn klargoer(felter: &[(u16, Feltkrav)]) -> Vec<Feltklar<'_>> {
    let mut ud = Vec::with_capacity(felter.len());
    for (nr, krav) in felter {
        ud.push(match krav {
            Feltkrav::Moenster(m) => (*nr, Kravklar::Moenster(Klar::ny(m))),
            Feltkrav::Lig(v) => (*nr, Kravklar::Lig(v)),
            Feltkrav::Mellem(p) => (*nr, Kravklar::Mellem(*p)),
        });
    }
    ud
}

impl<'a> Klarsoegning<'a> {
    pub(crate) fn ny(f: &'a Forespoergsel) -> Self {
        Self {
            f,
            note: f.note.as_ref().map(Klar::ny),
            aktoernote: f.virkningsaktoer.note.as_ref().map(Klar::ny),
            vilkaarlig: f.vilkaarlig_egenskab.iter().map(Klar::ny).collect(),
            egenskaber: f.egenskaber.iter().map(|k| (k.virkning.unwrap_or(f.virkning), klargoer(&k.felter))).collect(),
            relationer: f.relationer.iter().map(|k| (k.virkning.unwrap_or(f.virkning), k, klargoer(&k.felter))).collect(),
        }
    }

    /// Everything that is asked of one registration, which has the labels given, or its own. Which registrations are looked at, and `aendret`, is the
    /// caller's.
    pub(crate) fn opfyldt(&self, r: &Registrering, maerker: Option<&[Synsmaerke]>) -> bool {
        let f = self.f;
        let b = &r.billede;
        livscyklus(f, r.livscyklus)
            && f.bruger.as_ref().is_none_or(|x| *x == r.bruger)
            && f.afsendt.is_none_or(|p| r.afsendt.is_some_and(|t| p.indeholder(t)))
            && self.note.as_ref().is_none_or(|m| m.passer(r.note.as_deref().unwrap_or_default()))
            && self
                .egenskaber
                .iter()
                .all(|(p, felter)| b.egenskaber.iter().any(|e| self.del(&e.virkning, *p, maerker) && felter_passer(felter, &e.felter)))
            && f.tilstande.iter().all(|k| {
                let p = k.virkning.unwrap_or(f.virkning);
                b.tilstande.get(&k.nr).is_some_and(|l| l.iter().any(|t| t.vaerdi == k.vaerdi && self.del(&t.virkning, p, maerker)))
            })
            && self.relationer.iter().all(|(p, k, felter)| {
                b.relationer.get(&k.nr).is_some_and(|l| {
                    l.iter().any(|r| {
                        self.del(&r.virkning, *p, maerker) && relation_passer(k, r, self.felter(k.nr)) && felter_passer(felter, &r.felter)
                    })
                })
            })
            && self.vilkaarlig.iter().all(|m| {
                b.egenskaber.iter().any(|e| self.del(&e.virkning, f.virkning, maerker) && e.felter.values().any(|v| moenster_passer(m, v)))
            })
            && f.vilkaarlig_relation.iter().all(|x| {
                let med = |nr, r| peger_paa(r, self.felter(nr), |y| y == x);
                b.relationer.iter().any(|(nr, l)| l.iter().any(|r| med(*nr, r) && self.del(&r.virkning, f.virkning, maerker)))
            })
            && f.klasse.as_ref().is_none_or(|k| {
                let passer = |m: &Synsmaerke| m.virkning.overlapper(f.virkning) && m.klasse.as_ref().is_some_and(|x| x.starts_with(k));
                match maerker {
                    Some(m) => m.iter().any(passer),
                    None => crate::syn::maerker(f.objekttype, r).unwrap_or_default().iter().any(passer),
                }
            })
            && (!self.kun_aktoer() || self.nogen_del(b, maerker))
    }

    /// The fields of that relation.
    fn felter(&self, nr: u16) -> &'static [Felt] {
        self.f.objekttype.relation_nr(nr).map_or(&[], |d| d.felter)
    }

    /// A part counts when its virkning has an instant in the period, at which one of the labels holds, and the actor that is asked for.
    fn del(&self, v: &Virkning, p: Periode, maerker: Option<&[Synsmaerke]>) -> bool {
        let a = &self.f.virkningsaktoer;
        let faelles = Periode::ny(v.periode.fra.max(p.fra), v.periode.til.min(p.til));
        v.periode.overlapper(p)
            && maerker.is_none_or(|l| l.iter().any(|m| m.virkning.overlapper(faelles)))
            && a.aktoer.as_ref().is_none_or(|x| v.aktoer.as_ref() == Some(x))
            && a.aktoertype.is_none_or(|x| v.aktoertype == Some(x))
            && self.aktoernote.as_ref().is_none_or(|m| m.passer(v.note.as_deref().unwrap_or_default()))
    }

    /// An actor is asked for and no part is: then some part must have that actor.
    fn kun_aktoer(&self) -> bool {
        let f = self.f;
        f.virkningsaktoer != Virkningsaktoer::default()
            && f.egenskaber.is_empty()
            && f.tilstande.is_empty()
            && f.relationer.is_empty()
            && f.vilkaarlig_egenskab.is_empty()
            && f.vilkaarlig_relation.is_empty()
    }

    fn nogen_del(&self, b: &Tilstandsbillede, maerker: Option<&[Synsmaerke]>) -> bool {
        let p = self.f.virkning;
        b.egenskaber.iter().any(|e| self.del(&e.virkning, p, maerker))
            || b.tilstande.values().flatten().any(|t| self.del(&t.virkning, p, maerker))
            || b.relationer.values().flatten().any(|r| self.del(&r.virkning, p, maerker))
    }
}

/// with no code asked for, every one but Slettet.
pub(crate) fn livscyklus(f: &Forespoergsel, kode: Livscyklus) -> bool {
    if f.livscyklus.is_empty() { kode != Livscyklus::Slettet } else { f.livscyklus.contains(&kode) }
}

fn felter_passer(krav: &[Feltklar<'_>], felter: &Felter) -> bool {
    krav.iter().all(|(nr, k)| match (k, felter.get(nr)) {
        (Kravklar::Lig(Vaerdi::Tom), v) => v.is_none(),
        (_, None) => false,
        (Kravklar::Lig(x), Some(v)) => *x == v,
        (Kravklar::Moenster(m), Some(v)) => moenster_passer(m, v),
        (Kravklar::Mellem(p), Some(v)) => tidspunkt(v).is_some_and(|t| p.indeholder(t)),
    })
}

/// A point in time, or the Danish midnight at which a date begins.
fn tidspunkt(v: &Vaerdi) -> Option<Tidspunkt> {
    match v {
        Vaerdi::Tidspunkt(t) => Some(*t),
        Vaerdi::Tekst(t) => {
            let mut dele = t.split('-');
            let (aar, maaned, dag) = (dele.next()?.parse().ok()?, dele.next()?.parse().ok()?, dele.next()?.get(..2)?.parse().ok()?);
            Tidspunkt::dansk_midnat(aar, maaned, dag)
        }
        _ => None,
    }
}

/// Values that are no texts are compared as they are written.
fn moenster_passer(m: &Klar, v: &Vaerdi) -> bool {
    match v {
        Vaerdi::Tom => false,
        Vaerdi::Heltal(h) => m.passer(&h.to_string()),
        Vaerdi::Boolsk(b) => m.passer(if *b { "true" } else { "false" }),
        Vaerdi::Tidspunkt(t) => m.passer(&t.til_oio()),
        Vaerdi::Reference(r) => m.passer(&r.to_string()),
        Vaerdi::Tekst(_) | Vaerdi::Liste(_) | Vaerdi::Struktur(_) => {
            let mut fundet = false;
            hver_tekst(v, &mut |t| fundet = fundet || m.passer(t));
            fundet
        }
    }
}

/// One of the things that the reference points at.
fn peger_paa(r: &Relation, felter: &[Felt], krav: impl Fn(&UnikId) -> bool) -> bool {
    let mut fundet = false;
    hver_reference(r, felter, &mut |x| fundet = fundet || krav(x));
    fundet
}

fn relation_passer(k: &Relationskriterium, r: &Relation, felter: &[Felt]) -> bool {
    let maerke = |krav: &Option<UnikId>, m: &Option<Maerke>| krav.as_ref().is_none_or(|x| m.as_ref().is_some_and(|m| m.id == *x));
    k.reference.as_ref().is_none_or(|x| peger_paa(r, felter, |y| y == x))
        && (k.enhver.is_empty() || peger_paa(r, felter, |y| k.enhver.contains(y)))
        && k.objekttype.as_ref().is_none_or(|x| r.objekttype.as_ref() == Some(x))
        && maerke(&k.rolle, &r.rolle)
        && maerke(&k.slags, &r.slags)
        && k.indeks.as_ref().is_none_or(|x| r.indeks.as_ref() == Some(x))
}
