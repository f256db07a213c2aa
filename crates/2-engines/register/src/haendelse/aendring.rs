//! What an event says, made from the registrations before and after a change.
use super::{AFTRYK, Haendelsesdata, Part, Side, Tilstandsskift};
use crate::indeks::hver_reference;
use crate::model::{Registrering, Tilstand};
use crate::objekttype::{Objekttype, Typekatalog};
use crate::syn::{self, Hvem};
use grund::{Cvr, Periode, Tidspunkt, UnikId, Uuid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Makes the keyed fingerprint of a party under an authority: the same for the same party, and nothing to those without the key.
pub type Partnoegle = Arc<dyn Fn(Cvr, &UnikId) -> [u8; AFTRYK] + Send + Sync>;

/// Makes what events say.
#[derive(Clone, Copy)]
pub struct Haendelsesmaal<'a> {
    /// The types, of which some are seen through others.
    pub typer: &'a Typekatalog,
    /// Without it events tell of no party.
    pub partnoegle: Option<&'a Partnoegle>,
}

impl Haendelsesmaal<'_> {
    /// What the event of a change says: `efter` is none when the object was removed, `bruger` who did it where no registration says so.
    pub fn data(
        &self,
        typen: &Objekttype,
        myndighed: Cvr,
        foer: Option<&Registrering>,
        efter: Option<&Registrering>,
        bruger: Option<&UnikId>,
    ) -> Haendelsesdata {
        let (foer_side, efter_side) = (foer.map(|r| Side::af(typen, r)), efter.map(|r| Side::af(typen, r)));
        let mut ud = Haendelsesdata {
            bruger: bruger.cloned(),
            foer: foer_side,
            efter: efter_side,
            skift: skift(foer, efter),
            parter: self.parter(typen, myndighed, foer, efter),
            andre: Vec::new(),
        };
        // What a new object names stands in its registration.
        if let Some(f) = foer {
            let (f, e) = (navngivne(self.typer, typen, f), efter.map(|e| navngivne(self.typer, typen, e)).unwrap_or_default());
            let alle = ud.nyt_syn();
            let roert = f.union(&e).filter(|n| alle || !(f.contains(n) && e.contains(n)));
            ud.andre = roert.map(|(nr, u, _)| (*nr, *u)).collect::<BTreeSet<_>>().into_iter().collect();
        }
        ud
    }

    fn parter(&self, typen: &Objekttype, myndighed: Cvr, foer: Option<&Registrering>, efter: Option<&Registrering>) -> Vec<Part> {
        let (Some(noegle), Some(syn)) = (self.partnoegle, typen.syn) else { return Vec::new() };
        let mut ud: BTreeMap<([u8; AFTRYK], Periode), (bool, bool)> = BTreeMap::new();
        for (r, er_efter) in foer.map(|r| (r, false)).into_iter().chain(efter.map(|r| (r, true))) {
            for x in r.billede.relationer.get(&syn.parter).into_iter().flatten() {
                let Some(id) = &x.reference else { continue };
                let ved = ud.entry((noegle(myndighed, id), x.virkning.periode)).or_default();
                if er_efter { ved.1 = true } else { ved.0 = true }
            }
        }
        ud.into_iter().map(|((aftryk, virkning), (foer, efter))| Part { aftryk, virkning, foer, efter }).collect()
    }
}

impl Side {
    /// The object as a registration says it.
    pub(crate) fn af(typen: &Objekttype, r: &Registrering) -> Self {
        // A registration whose labels can't be made is refused before it gets here.
        let maerker = syn::maerker(typen, r).unwrap_or_default();
        let profil = if maerker.iter().any(|m| m.profil) { syn::profil(typen, r) } else { Vec::new() };
        Self { livscyklus: r.livscyklus, maerker, profil }
    }
}

/// The objects of types that are seen through this one's, which the registration names by the relation that they are seen by, and when.
pub(crate) fn navngivne(typer: &Typekatalog, typen: &Objekttype, r: &Registrering) -> BTreeSet<(u16, Uuid, Periode)> {
    let mut ud = BTreeSet::new();
    for anden in typer.alle() {
        let Some(Hvem::Hertil { objekttype, relation }) = anden.syn.and_then(|s| s.gennem.as_ref()).map(|g| g.hvem) else { continue };
        let (true, Some(def)) = (objekttype == typen.nr, typen.relation_nr(relation)) else { continue };
        for x in r.billede.relationer.get(&relation).into_iter().flatten() {
            hver_reference(x, def.felter, &mut |id| ud.extend(id.uuid().map(|u| (anden.nr, u, x.virkning.periode))));
        }
    }
    ud
}

/// The stretches of virkning in which a state has another value.
fn skift(foer: Option<&Registrering>, efter: Option<&Registrering>) -> Vec<Tilstandsskift> {
    let i = |r: Option<&Registrering>, nr: u16| r.and_then(|r| r.billede.tilstande.get(&nr)).cloned().unwrap_or_default();
    let numre: BTreeSet<u16> = foer.iter().chain(&efter).flat_map(|r| r.billede.tilstande.keys().copied()).collect();
    let mut ud: Vec<Tilstandsskift> = Vec::new();
    for nr in numre {
        let (f, e) = (i(foer, nr), i(efter, nr));
        if f == e {
            continue;
        }
        let enderne = f.iter().chain(&e).flat_map(|t| [t.virkning.periode.fra, t.virkning.periode.til]);
        let graenser: Vec<Tidspunkt> = enderne.collect::<BTreeSet<_>>().into_iter().collect();
        for (fra, til) in graenser.iter().zip(graenser.iter().skip(1)) {
            let (a, b) = (paa(&f, *fra), paa(&e, *fra));
            if a == b {
                continue;
            }
            match ud.last_mut() {
                Some(s) if (s.tilstand, s.foer, s.efter, s.virkning.til) == (nr, a, b, *fra) => s.virkning.til = *til,
                _ => ud.push(Tilstandsskift { tilstand: nr, foer: a, efter: b, virkning: Periode::ny(*fra, *til) }),
            }
        }
    }
    ud
}

/// The value at an instant; periods never overlap.
fn paa(l: &[Tilstand], t: Tidspunkt) -> Option<u8> {
    l.iter().find(|x| x.virkning.periode.indeholder(t)).map(|x| x.vaerdi)
}
