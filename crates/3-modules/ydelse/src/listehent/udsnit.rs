//! Grants and payments that belong together, and what of them may be seen (C-43).
//!
//! The register has hidden the objects, and the benefits and lines, that the user may not see at all. It tries the parts by class and master
//! only; here each is tried with the sensitivity of its grant too, all by one alternative, and a line with its benefit.
use super::visning::{Bevilling, Effektuering, Linje, Ydelse};
use grund::afgraensning::Dimensioner;
use grund::{Afgraensning, Cvr, Synsmaerke, Uuid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Grants and payments that were read.
pub(super) struct Udsnit<'a> {
    bevillinger: BTreeMap<Uuid, Arc<Bevilling>>,
    effektueringer: BTreeMap<Uuid, Arc<Effektuering>>,
    /// Payments by the grants that they refer to.
    af: BTreeMap<Uuid, BTreeSet<Uuid>>,
    afgraensninger: &'a [Afgraensning],
}

impl<'a> Udsnit<'a> {
    pub fn ny(
        bevillinger: BTreeMap<Uuid, Arc<Bevilling>>,
        effektueringer: BTreeMap<Uuid, Arc<Effektuering>>,
        afgraensninger: &'a [Afgraensning],
    ) -> Self {
        let mut af: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
        for e in effektueringer.values() {
            for bevilling in e.linjer.iter().filter_map(|l| l.bevilling) {
                af.entry(bevilling).or_default().insert(e.uuid);
            }
        }
        Self { bevillinger, effektueringer, af, afgraensninger }
    }

    pub fn bevilling(&self, uuid: Uuid) -> Option<&Arc<Bevilling>> {
        self.bevillinger.get(&uuid)
    }

    pub fn effektueringer(&self) -> impl Iterator<Item = &Arc<Effektuering>> {
        self.effektueringer.values()
    }

    /// The payments that refer to the grant.
    pub fn af(&self, bevilling: Uuid) -> impl Iterator<Item = &Arc<Effektuering>> {
        self.af.get(&bevilling).into_iter().flatten().filter_map(|u| self.effektueringer.get(u))
    }

    /// A benefit by its own class and master, with its grant's sensitivity.
    pub fn ydelse_ses(&self, b: &Bevilling, y: &Ydelse) -> bool {
        self.ses(b.myndighed, &b.syn(y))
    }

    /// What is paid, by its own class and master, with its grant's sensitivity; and the benefit that it names must be seen, or some benefit when
    /// it names none that the grant has.
    pub fn linje_ses(&self, e: &Effektuering, l: &Linje) -> bool {
        let Some(b) = l.bevilling.and_then(|u| self.bevillinger.get(&u)) else { return false };
        let ydelsen = match l.ydelse.as_deref().and_then(|id| b.ydelse(id)) {
            Some(y) => self.ydelse_ses(b, y),
            None => b.ydelser.iter().any(|y| self.ydelse_ses(b, y)),
        };
        ydelsen && self.ses(e.myndighed, &e.syn(l, b))
    }

    /// Nothing of the payment is hidden.
    pub fn ses_helt(&self, e: &Effektuering) -> bool {
        !e.delvis && e.linjer.iter().all(|l| self.linje_ses(e, l))
    }

    fn ses(&self, myndighed: Cvr, m: &Synsmaerke) -> bool {
        let af = |a: &&Afgraensning| a.ejere.as_ref().is_none_or(|e| e.contains(&myndighed));
        self.afgraensninger.iter().filter(af).any(|a| a.tillader(Dimensioner::ALLE, m))
    }
}
