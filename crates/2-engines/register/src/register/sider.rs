//! Where pages ended: a page at an offset goes on after the hit before it, and what lies before that is not walked again. A sync of all pages then
//! costs what the hits cost, once.
//!
//! What is remembered is an offset and the number of the hit before it, for a search by a caller with what it sees. A page whose offset is not there
//! (another process gave the page before it, it is too long ago, or the caller leaps) goes on from the nearest one before it, and at last from the
//! start: memory makes it cheaper and never decides what is a hit. Where objects went or came between two pages, the later one goes on where the
//! earlier one ended, so that nothing is skipped or given twice.
use super::omraade::Omraade;
use crate::kommando::*;
use grund::graenser::{SIDE_BUNKER, SIDE_HUSKES_SEKUNDER, SIDE_SOEGNINGER, SIDE_STEDER};
use grund::{Kaldekontekst, Periode, Tidspunkt};
use lager::Fund;
use std::collections::{HashMap, VecDeque};
use std::fmt::{self, Write};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// So many hits lie before what has a greater number than this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sted {
    pub(super) nr: u64,
    pub(super) efter_oid: i64,
}

/// A search by a caller, as a keyed hash: searches may be long, and only their being the same matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Soegenoegle([u64; 2]);

/// The memory of one register; its clones share it. Its lock is held for the look-up alone.
#[derive(Clone)]
pub(super) struct Sider {
    hemmelighed: [RandomState; 2],
    soegninger: Arc<Mutex<HashMap<Soegenoegle, Forloeb>>>,
}

/// What is known of one search.
#[derive(Default)]
struct Forloeb {
    brugt: Option<Tidspunkt>,
    /// Oldest first.
    steder: VecDeque<(Tidspunkt, Sted)>,
    antal: Option<(Tidspunkt, u64)>,
    /// Candidates that follow the place with that offset.
    kommende: (u64, Arc<[Fund]>),
}

impl Default for Sider {
    fn default() -> Self {
        Self { hemmelighed: [RandomState::new(), RandomState::new()], soegninger: Arc::default() }
    }
}

impl Sider {
    /// The search's key: everything but its page, with the call's own time as "now", since that is another at each page.
    pub(super) fn noegle(&self, kald: &Kaldekontekst, f: &Forespoergsel, omraade: &Omraade) -> Soegenoegle {
        let Forespoergsel {
            objekttype,
            uuid,
            virkning,
            registrering,
            aendret,
            afsendt,
            livscyklus,
            bruger,
            note,
            egenskaber,
            tilstande,
            relationer,
            klasse,
            vilkaarlig_egenskab,
            vilkaarlig_relation,
            virkningsaktoer,
            side: _,
        } = f;
        let nu = Periode::punkt(kald.nu);
        let tid = |p: &Periode| (*p != nu).then_some(*p);
        let egen_tid = |p: &Option<Periode>| p.as_ref().map(tid);
        let registrering = (*registrering != Registreringsvalg::Paa(kald.nu)).then_some(registrering);
        let egenskaber: Vec<_> = egenskaber.iter().map(|k| (&k.felter, egen_tid(&k.virkning))).collect();
        let tilstande: Vec<_> = tilstande.iter().map(|k| (k.nr, k.vaerdi, egen_tid(&k.virkning))).collect();
        let relationer: Vec<_> =
            relationer.iter().map(|k| (Relationskriterium { virkning: None, ..k.clone() }, egen_tid(&k.virkning))).collect();
        let mut h = Hash(self.hemmelighed.each_ref().map(RandomState::build_hasher));
        let hvem = (kald.myndighed, &kald.laeser, kald.system, &kald.bruger, omraade);
        let hvad = (objekttype.nr, uuid, tid(virkning), registrering, aendret, afsendt, livscyklus, bruger, note, klasse);
        let dele = (egenskaber, tilstande, relationer, vilkaarlig_egenskab, vilkaarlig_relation, virkningsaktoer);
        // Hashing can't fail.
        let _ = write!(h, "{hvem:?}{hvad:?}{dele:?}");
        Soegenoegle(h.0.map(|h| h.finish()))
    }

    /// The nearest remembered place at or before the offset, and candidates that follow it.
    pub(super) fn sted(&self, n: Soegenoegle, foerste: u64, nu: Tidspunkt) -> (Sted, Arc<[Fund]>) {
        let mut alle = self.soegninger.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(f) = alle.get_mut(&n) else { return Default::default() };
        f.brugt = Some(nu);
        let gode = f.steder.iter().filter(|(t, s)| frisk(*t, nu) && s.nr <= foerste);
        let sted = gode.map(|(_, s)| *s).max_by_key(|s| s.nr).unwrap_or_default();
        let kommende = if sted.nr > 0 && f.kommende.0 == sted.nr { Arc::clone(&f.kommende.1) } else { Arc::default() };
        (sted, kommende)
    }

    /// How many hits there were, as it was counted or seen.
    pub(super) fn antal(&self, n: Soegenoegle, nu: Tidspunkt) -> Option<u64> {
        let alle = self.soegninger.lock().unwrap_or_else(PoisonError::into_inner);
        alle.get(&n)?.antal.filter(|(t, _)| frisk(*t, nu)).map(|(_, antal)| antal)
    }

    /// Remembers the place after a page.
    pub(super) fn husk_sted(&self, n: Soegenoegle, s: Sted, nu: Tidspunkt) {
        self.aendr(n, nu, |f| {
            f.steder.retain(|(_, x)| x.nr != s.nr);
            if f.steder.len() >= SIDE_STEDER {
                f.steder.pop_front();
            }
            f.steder.push_back((nu, s));
        });
    }

    /// Remembers the candidates after a place that was just remembered, at the cost of the searches that were asked longest ago.
    pub(super) fn husk_kommende(&self, n: Soegenoegle, nr: u64, kommende: Vec<Fund>) {
        let mut alle = self.soegninger.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(f) = alle.get_mut(&n) else { return };
        f.kommende = (nr, kommende.into());
        let mut med: Vec<&mut Forloeb> = alle.values_mut().filter(|f| !f.kommende.1.is_empty()).collect();
        if med.len() > SIDE_BUNKER {
            med.sort_by_key(|f| f.brugt);
            med.first_mut().map(|f| std::mem::take(&mut f.kommende));
        }
    }

    /// Remembers the number of hits.
    pub(super) fn husk_antal(&self, n: Soegenoegle, antal: u64, nu: Tidspunkt) {
        self.aendr(n, nu, |f| f.antal = Some((nu, antal)));
    }

    fn aendr(&self, n: Soegenoegle, nu: Tidspunkt, f: impl FnOnce(&mut Forloeb)) {
        let mut alle = self.soegninger.lock().unwrap_or_else(PoisonError::into_inner);
        if alle.len() >= SIDE_SOEGNINGER && !alle.contains_key(&n) {
            let aeldst = alle.iter().min_by_key(|(_, f)| f.brugt).map(|(n, _)| *n);
            aeldst.and_then(|n| alle.remove(&n));
        }
        let forloeb = alle.entry(n).or_default();
        forloeb.brugt = Some(nu);
        f(forloeb);
    }
}

fn frisk(da: Tidspunkt, nu: Tidspunkt) -> bool {
    da <= nu && nu <= da.plus_mikros(SIDE_HUSKES_SEKUNDER * 1_000_000)
}

/// Texts straight into hashes.
struct Hash<H>([H; 2]);

impl<H: Hasher> fmt::Write for Hash<H> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.0.iter_mut().for_each(|h| h.write(s.as_bytes()));
        Ok(())
    }
}
