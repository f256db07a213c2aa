//! Merge of one relation's references (A-53, A-55 … … A-63).
use super::egenskaber::kanoniske;
use super::perioder::{rest, sorter};
use crate::kommando::Flettemaade;
use crate::model::*;
use crate::objekttype::{Relationsdef, Relationsslags};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, UnikId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Merges what was sent of one relation. An empty list says nothing, in both modes (B-41).
pub(super) fn flet(def: &Relationsdef, gamle: &[Relation], nye: &[Relation], maade: Flettemaade) -> Result<Vec<Relation>, Fejl> {
    if nye.is_empty() {
        return Ok(gamle.to_vec());
    }
    match (def.slags, maade) {
        (Relationsslags::En, _) => en(gamle, nye, maade),
        (Relationsslags::EnIndekseret, Flettemaade::Sts) => en(gamle, nye, maade).map(|r| nummerer(r, gamle)),
        (Relationsslags::EnIndekseret, Flettemaade::Lora) => en_indekseret(gamle, nye),
        (Relationsslags::Indekseret, Flettemaade::Lora) => indekseret(gamle, nye),
        (Relationsslags::Fler | Relationsslags::Rolle, Flettemaade::Lora) => Ok(nye.iter().filter(|r| siger_noget(r)).map(lagres).collect()),
        (Relationsslags::Fler, Flettemaade::Sts) => Ok(upsert(gamle, nye)),
        (Relationsslags::Indekseret, Flettemaade::Sts) => Ok(nummerer(upsert(gamle, nye), gamle)),
        (Relationsslags::Rolle, Flettemaade::Sts) => {
            afvis_gentagne(nye)?;
            Ok(upsert(gamle, nye))
        }
    }
}

/// As it is stored: field values in canonical form.
fn lagres(r: &Relation) -> Relation {
    let mut ny = r.clone();
    if !ny.felter.is_empty() {
        ny.felter = kanoniske(&ny.felter);
    }
    ny
}

/// A reference without a target and without further data is how a sender says "none".
fn siger_noget(r: &Relation) -> bool {
    r.reference.is_some() || !r.felter.is_empty()
}

/// 0..1: given periods cover, the rest carries over. In STS a period with the start and target of an old one is
/// that one with its end as it is now said; an empty one ends it from the start and is kept as a trace.
fn en(gamle: &[Relation], nye: &[Relation], maade: Flettemaade) -> Result<Vec<Relation>, Fejl> {
    let mut sorterede: Vec<&Relation> = nye.iter().collect();
    sorter(&mut sorterede)?;
    let perioder: Vec<Periode> = sorterede.iter().map(|r| r.virkning.periode).filter(|p| !p.er_tom()).collect();
    let sagt_igen = |g: &Relation| {
        maade == Flettemaade::Sts && {
            let p = sorterede.partition_point(|n| n.virkning.periode.fra < g.virkning.periode.fra);
            sorterede.iter().skip(p).take_while(|n| n.virkning.periode.fra == g.virkning.periode.fra).any(|n| n.reference == g.reference)
        }
    };
    let mut ud = Vec::with_capacity(gamle.len() + nye.len() + 1);
    rest(gamle.iter().filter(|g| !sagt_igen(g)).cloned(), &perioder, &mut ud);
    ud.extend(sorterede.into_iter().map(lagres));
    ud.sort_by_key(|r| r.virkning.periode);
    Ok(ud)
}

/// The number of an index, if it is one.
fn nummer(r: &Relation) -> u64 {
    r.indeks.as_deref().and_then(|i| i.parse().ok()).unwrap_or(0)
}

fn hoejeste(gamle: &[Relation]) -> u64 {
    gamle.iter().map(nummer).max().unwrap_or(0)
}

/// Gives those without an index the next numbers after the highest of the previous registration.
fn nummerer(mut liste: Vec<Relation>, gamle: &[Relation]) -> Vec<Relation> {
    let mut naeste = hoejeste(gamle).max(hoejeste(&liste));
    for r in liste.iter_mut().filter(|r| r.indeks.is_none()) {
        naeste = naeste.saturating_add(1);
        r.indeks = Some(naeste.to_string());
    }
    liste
}

/// Refuses an index that is given twice, and tells which given references replace an old one.
fn kendte<'a>(gamle: &'a [Relation], nye: &'a [Relation]) -> Result<HashMap<&'a str, &'a Relation>, Fejl> {
    let findes: std::collections::HashSet<&str> = gamle.iter().filter_map(|g| g.indeks.as_deref()).collect();
    let mut ud = HashMap::new();
    for n in nye {
        if let Some(i) = n.indeks.as_deref().filter(|i| findes.contains(i))
            && ud.insert(i, n).is_some()
        {
            return Err(Fejl::ny(Fejlkode::GentagetReference).regel("A-63").detalje(format!("indeks {}", grund::fejl::uddrag(i))));
        }
    }
    Ok(ud)
}

/// a known index is replaced (or removed when it points at nothing), others get new numbers, the rest stays.
fn indekseret(gamle: &[Relation], nye: &[Relation]) -> Result<Vec<Relation>, Fejl> {
    let kendte = kendte(gamle, nye)?;
    let mut ud = Vec::with_capacity(gamle.len() + nye.len());
    for g in gamle {
        match g.indeks.as_deref().and_then(|i| kendte.get(i)) {
            Some(ny) if siger_noget(ny) => ud.push(lagres(ny)),
            Some(_) => {}
            None => ud.push(g.clone()),
        }
    }
    let mut naeste = hoejeste(gamle);
    for n in nye.iter().filter(|n| siger_noget(n) && !n.indeks.as_deref().is_some_and(|i| kendte.contains_key(i))) {
        naeste = naeste.saturating_add(1);
        ud.push(Relation { indeks: Some(naeste.to_string()), ..lagres(n) });
    }
    Ok(ud)
}

/// 0..1 with an index: as [`indekseret`] for known indexes, otherwise as [`en`].
fn en_indekseret(gamle: &[Relation], nye: &[Relation]) -> Result<Vec<Relation>, Fejl> {
    let mut sorterede: Vec<&Relation> = nye.iter().collect();
    sorter(&mut sorterede)?;
    let kendte = kendte(gamle, nye)?;
    let kendt = |r: &Relation| r.indeks.as_deref().is_some_and(|i| kendte.contains_key(i));
    let fjernes = |r: &Relation| kendt(r) && !siger_noget(r);
    let perioder: Vec<Periode> = sorterede.iter().filter(|n| !fjernes(n)).map(|n| n.virkning.periode).collect();
    let mut ud = Vec::with_capacity(gamle.len() + nye.len() + 1);
    rest(gamle.iter().filter(|g| !kendt(g)).cloned(), &perioder, &mut ud);
    let mut naeste = hoejeste(gamle);
    for n in sorterede.into_iter().filter(|n| !fjernes(n)) {
        let mut ny = lagres(n);
        if !kendt(n) {
            naeste = naeste.saturating_add(1);
            ny.indeks = Some(naeste.to_string());
        }
        ud.push(ny);
    }
    ud.sort_by_key(|r| r.virkning.periode);
    Ok(ud)
}

/// What a reference is, apart from when: what it points at and, where it has them, its role and index.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Identitet<'a> {
    reference: Option<&'a UnikId>,
    rolle: Option<&'a UnikId>,
    indeks: Option<&'a str>,
}

fn identitet(r: &Relation) -> Identitet<'_> {
    Identitet { reference: r.reference.as_ref(), rolle: r.rolle.as_ref().map(|m| &m.id), indeks: r.indeks.as_deref() }
}

/// the same address twice. One that ends before it starts may stand beside the one that is meant.
fn afvis_gentagne(nye: &[Relation]) -> Result<(), Fejl> {
    let mut set = std::collections::HashSet::with_capacity(nye.len());
    for (i, r) in nye.iter().enumerate().filter(|(_, r)| !r.virkning.periode.er_tom()) {
        let id = Identitet { indeks: None, ..identitet(r) };
        if id.reference.is_some() && !set.insert((id, r.virkning.periode.fra)) {
            return Err(Fejl::ny(Fejlkode::GentagetReference).felt(format!("[{i}]")).regel("A-56"));
        }
    }
    Ok(())
}

/// what was sent is put over what stands; what was not mentioned stays. Three steps decide which old reference a given
/// one is: the same identity and Fra; else the same role, index and Fra (a changed target, A-57); else none, and it is new.
/// Where the given one overlaps another period of its own identity, that one is cut, so that no view holds it twice.
fn upsert(gamle: &[Relation], nye: &[Relation]) -> Vec<Relation> {
    let nye = uden_gentagelser(nye);
    let mut plads: HashMap<(Identitet<'_>, Tidspunkt), usize> = HashMap::with_capacity(gamle.len());
    let mut rolle_plads: HashMap<(&UnikId, &str, Tidspunkt), usize> = HashMap::new();
    for (i, g) in gamle.iter().enumerate() {
        let id = identitet(g);
        let fra = g.virkning.periode.fra;
        plads.entry((id, fra)).or_insert(i);
        if let (Some(r), Some(x)) = (id.rolle, id.indeks) {
            rolle_plads.entry((r, x, fra)).or_insert(i);
        }
    }
    let mut afloeser: Vec<Option<&Relation>> = vec![None; gamle.len()];
    let mut uden_plads = Vec::new();
    for n in &nye {
        match plads.get(&(identitet(n), n.virkning.periode.fra)).and_then(|i| afloeser.get_mut(*i)) {
            Some(a) => *a = Some(n),
            None => uden_plads.push(*n),
        }
    }
    let mut tilfoejes = Vec::new();
    for n in uden_plads {
        let id = identitet(n);
        let plads = match (id.rolle, id.indeks) {
            (Some(r), Some(x)) => rolle_plads.get(&(r, x, n.virkning.periode.fra)),
            _ => None,
        };
        match plads.and_then(|i| afloeser.get_mut(*i)) {
            Some(a) if a.is_none() => *a = Some(n),
            _ => tilfoejes.push(n),
        }
    }
    let mut daekket: HashMap<Identitet<'_>, Vec<Periode>> = HashMap::with_capacity(nye.len());
    for n in nye.iter().filter(|n| !n.virkning.periode.er_tom()) {
        daekket.entry(identitet(n)).or_default().push(n.virkning.periode);
    }
    for p in daekket.values_mut() {
        saml(p);
    }
    let mut ud = Vec::with_capacity(gamle.len() + tilfoejes.len());
    for (g, a) in gamle.iter().zip(&afloeser) {
        match a {
            Some(n) => ud.push(lagres(n)),
            None => rest(std::iter::once_with(|| g.clone()), daekket.get(&identitet(g)).map_or(&[], Vec::as_slice), &mut ud),
        }
    }
    ud.extend(tilfoejes.into_iter().map(lagres));
    ud
}

/// Sorts and joins periods that overlap.
fn saml(perioder: &mut Vec<Periode>) {
    perioder.sort_unstable();
    perioder.dedup_by(|b, a| {
        let sammen = b.fra <= a.til;
        if sammen {
            a.til = a.til.max(b.til);
        }
        sammen
    });
}

/// Of several with the same identity and Fra the last one counts; one that holds no instant yields to one that does.
fn uden_gentagelser(nye: &[Relation]) -> Vec<&Relation> {
    let mut ud: Vec<&Relation> = Vec::with_capacity(nye.len());
    let mut set: HashMap<(Identitet<'_>, Tidspunkt), usize> = HashMap::with_capacity(nye.len());
    for n in nye {
        match set.entry((identitet(n), n.virkning.periode.fra)) {
            Entry::Vacant(v) => {
                v.insert(ud.len());
                ud.push(n);
            }
            Entry::Occupied(o) => {
                if let Some(p) = ud.get_mut(*o.get())
                    && (!n.virkning.periode.er_tom() || p.virkning.periode.er_tom())
                {
                    *p = n;
                }
            }
        }
    }
    ud
}

/// The same references in another order.
pub(super) fn samme(a: &[Relation], b: &[Relation]) -> bool {
    let mut rest: HashMap<(Identitet<'_>, Periode), Vec<&Relation>> = HashMap::with_capacity(a.len());
    for r in a {
        rest.entry((identitet(r), r.virkning.periode)).or_default().push(r);
    }
    b.iter().all(|r| match rest.get_mut(&(identitet(r), r.virkning.periode)) {
        Some(l) => match l.iter().position(|x| *x == r) {
            Some(i) => {
                l.swap_remove(i);
                true
            }
            None => false,
        },
        None => false,
    })
}
