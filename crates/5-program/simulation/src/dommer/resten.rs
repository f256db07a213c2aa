//! Readers of the feed, keys, accounts, and what the store's own checks say.
use super::{Brud, Udfoert};
use crate::historie::*;
use lager::Haendelse;
use std::collections::BTreeMap;

/// Judges them.
pub fn doem(h: &Historie, udfoerte: &[Udfoert], brud: &mut Brud) {
    for s in &h.stroem {
        stroem(h, s, udfoerte, brud);
    }
    noegler(h, brud);
    for k in h.konti.iter().filter(|k| k.sum != h.slut.konti) {
        brud.er(format!("a transaction was seen in part: {k:?}"));
    }
    for k in &h.slut.kontrol {
        brud.er(format!("the store's own check: {k}"));
    }
}

/// A reader gets what comes after its position, from the first on, in order, each once; and all that was committed when it asked.
fn stroem(h: &Historie, s: &Stroem, udfoerte: &[Udfoert], brud: &mut Brud) {
    let efter = |e: &&Haendelse| e.position > s.efter && s.myndighed.is_none_or(|m| m == e.noegle.myndighed);
    let skal: Vec<&Haendelse> = h.slut.stroem.iter().filter(efter).collect();
    let ens = skal.iter().zip(&s.svar).all(|(a, b)| **a == *b);
    if !ens || s.svar.len() > skal.len().min(s.antal) {
        let kort = |l: &mut dyn Iterator<Item = &Haendelse>| l.map(|e| (e.position, e.tidspunkt)).collect::<Vec<_>>();
        let (har, skal) = (kort(&mut s.svar.iter()), kort(&mut skal.iter().copied()));
        brud.er(format!("a reader of the feed after {} got {har:?}, and it is {skal:?}", s.efter));
    }
    let manglede = h.slut.stroem.iter().zip(udfoerte).filter(|(e, _)| efter(e)).skip(s.svar.len()).find(|(_, u)| u.vindue.1 < s.vindue.0);
    if let (false, Some((e, u))) = (s.fuldt, manglede) {
        brud.er(format!("a reader of the feed missed {e:?} of {u:?}: {s:?}"));
    }
}

/// One is the first with a key; everybody else is told so, when it is known.
fn noegler(h: &Historie, brud: &mut Brud) {
    let mut pr_noegle: BTreeMap<u8, Vec<&Noegle>> = BTreeMap::new();
    for n in &h.noegler {
        pr_noegle.entry(n.nr).or_default().push(n);
    }
    for (nr, l) in pr_noegle {
        let foerste: Vec<&&Noegle> = l.iter().filter(|n| n.foerst == Some(true)).collect();
        if foerste.len() > 1 {
            brud.er(format!("two were the first with key {nr}: {foerste:?}"));
        }
        let begyndt = l.iter().filter(|n| n.foerst != Some(false)).map(|n| n.ind).min().unwrap_or(Trin::MAX);
        if let Some(n) = l.iter().find(|n| n.foerst == Some(false) && n.ud.is_some_and(|ud| ud < begyndt)) {
            brud.er(format!("refused before anybody had the key: {n:?}"));
        }
    }
}
