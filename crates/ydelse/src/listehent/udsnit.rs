//! Grants and payments that belong together, and what of them may be seen (C-43). Every use of the user's restrictions is here.
//!
//! [D] C-43 asks each side for a visible partner, which read literally is circular: each is tried by its own attributes first, and then needs a
//! partner that passes its own test. A grant without payments needs none.
use super::rettighed::{Afgraensning, maa_se};
use super::visning::{Bevilling, Effektuering, Linje, Sag, Ydelse};
use grund::Uuid;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Grants and payments that were read, before anything is hidden.
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

    /// A benefit by its own attributes.
    pub fn ydelse_ses(&self, b: &Bevilling, y: &Ydelse) -> bool {
        maa_se(self.afgraensninger, &b.syn(y))
    }

    /// A grant: some benefit, and some payment where there are any.
    pub fn bevilling_ses(&self, b: &Bevilling) -> bool {
        let egne = b.ydelser.iter().any(|y| self.ydelse_ses(b, y));
        let mut betalinger = self.af(b.uuid).peekable();
        egne && (betalinger.peek().is_none() || betalinger.any(|e| e.linjer.iter().any(|l| self.linje_bestaar(e, l))))
    }

    /// What is paid, by the payment's own attributes; nothing without a grant that is known.
    fn linje_bestaar(&self, e: &Effektuering, l: &Linje) -> bool {
        let bevilling = l.bevilling.and_then(|u| self.bevillinger.get(&u));
        bevilling.is_some_and(|b| maa_se(self.afgraensninger, &e.syn(l, b)))
    }

    /// What is paid, with its grant: the benefit that it names must be seen, or some benefit when it names none that the grant has.
    pub fn linje_ses(&self, e: &Effektuering, l: &Linje) -> bool {
        let Some(b) = l.bevilling.and_then(|u| self.bevillinger.get(&u)) else { return false };
        let ydelsen = match l.ydelse.as_deref().and_then(|id| b.ydelse(id)) {
            Some(y) => self.ydelse_ses(b, y),
            None => b.ydelser.iter().any(|y| self.ydelse_ses(b, y)),
        };
        ydelsen && self.linje_bestaar(e, l)
    }

    /// More of a case than its UUID (C-40).
    pub fn sag_ses(&self, s: &Sag) -> bool {
        maa_se(self.afgraensninger, &s.syn())
    }

    /// Nothing of the payment is hidden.
    pub fn ses_helt(&self, e: &Effektuering) -> bool {
        e.linjer.iter().all(|l| self.linje_ses(e, l))
    }
}
