//! A registration reduced to a virkning.
use crate::model::*;
use grund::{Periode, Tidspunkt};
use std::collections::BTreeMap;

/// Keeps the parts whose virkning overlaps the period, uncut. Everything stays for [`Periode::ALTID`], also what holds no
/// instant.
pub fn begraens(billede: &mut Tilstandsbillede, virkning: Periode) {
    if virkning == Periode::ALTID {
        return;
    }
    behold(billede, |v| v.periode.overlapper(virkning));
}

/// Those that hold at the time; where none does, those that began last: what a view without a filter of virkning shows.
pub fn gaeldende<'r, T>(alle: impl Iterator<Item = &'r T> + Clone, periode: impl Fn(&T) -> Periode, nu: Tidspunkt) -> Vec<&'r T> {
    let i_kraft: Vec<&T> = alle.clone().filter(|x| periode(x).indeholder(nu)).collect();
    if !i_kraft.is_empty() {
        return i_kraft;
    }
    let seneste = alle.clone().map(|x| periode(x).fra).max();
    alle.filter(|x| Some(periode(x).fra) == seneste).collect()
}

/// Keeps the parts that hold at some instant of one of the periods, uncut. What holds no instant is kept where it stands in one of them.
pub(crate) fn begraens_til(billede: &mut Tilstandsbillede, perioder: &[Periode]) {
    behold(billede, |v| {
        let p = v.periode;
        perioder.iter().any(|q| q.overlapper(p) || (p.er_tom() && q.indeholder(p.fra)))
    });
}

/// The number of parts.
pub(crate) fn dele(b: &Tilstandsbillede) -> usize {
    let varianter = b.varianter.iter().map(|v| {
        v.egenskaber.len() + v.dele.iter().map(|d| d.egenskaber.len() + d.relationer.values().map(Vec::len).sum::<usize>()).sum::<usize>()
    });
    b.egenskaber.len()
        + b.tilstande.values().map(Vec::len).sum::<usize>()
        + b.relationer.values().map(Vec::len).sum::<usize>()
        + varianter.sum::<usize>()
}

fn behold(billede: &mut Tilstandsbillede, med: impl Fn(&Virkning) -> bool) {
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
