//! A registration reduced to a virkning.
use crate::model::*;
use grund::Periode;
use std::collections::BTreeMap;

/// Keeps the parts whose virkning overlaps the period, uncut. Everything stays for [`Periode::ALTID`], also what holds no
/// instant.
pub fn begraens(billede: &mut Tilstandsbillede, virkning: Periode) {
    if virkning == Periode::ALTID {
        return;
    }
    let med = |v: &Virkning| v.periode.overlapper(virkning);
    let kort = |r: &mut BTreeMap<u16, Vec<Relation>>| {
        r.retain(|_, l| {
            l.retain(|r| med(&r.virkning));
            !l.is_empty()
        });
    };
    billede.egenskaber.retain(|e| med(&e.virkning));
    billede.tilstande.retain(|_, l| {
        l.retain(|t| med(&t.virkning));
        !l.is_empty()
    });
    kort(&mut billede.relationer);
    billede.varianter.retain_mut(|v| {
        v.egenskaber.retain(|e| med(&e.virkning));
        v.dele.retain_mut(|d| {
            d.egenskaber.retain(|e| med(&e.virkning));
            kort(&mut d.relationer);
            !d.egenskaber.is_empty() || !d.relationer.is_empty()
        });
        !v.egenskaber.is_empty() || !v.dele.is_empty()
    });
}
