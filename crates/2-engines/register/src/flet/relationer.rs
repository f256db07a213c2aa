//! Merge of one relation's references (A-53, A-55 … … A-63).
use super::egenskaber::kanoniske;
use super::perioder::{rest, sorter};
use crate::kommando::Flettemaade;
use crate::model::*;
use crate::objekttype::{Relationsdef, Relationsslags, Rolleidentitet, Rolletabel};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, UnikId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Merges what was sent of one relation. An empty list says nothing, in both modes (B-41).
pub(super) fn flet(def: &Relationsdef, gamle: &[Relation], nye: &[Relation], maade: Flettemaade) -> Result<Vec<Relation>, Fejl> {
    if nye.is_empty() {
        return Ok(gamle.to_vec());
    }
    if let Some(roller) = def.roller {
        efterse(roller, nye)?;
    }
    match (def.slags, maade) {
        (_, Flettemaade::Sts) if let Some(roller) = def.roller => pr_rolle(roller, gamle, nye),
        (Relationsslags::En, _) => en(gamle, nye, maade),
        (Relationsslags::EnIndekseret, Flettemaade::Sts) => en(gamle, nye, maade).map(|r| nummerer(r, gamle)),
        (Relationsslags::EnIndekseret, Flettemaade::Lora) => en_indekseret(gamle, nye),
        (Relationsslags::Indekseret, Flettemaade::Lora) => indekseret(gamle, nye),
        (Relationsslags::Fler | Relationsslags::Rolle, Flettemaade::Lora) => {
            Ok(nye.iter().filter(|r| siger_noget(r)).map(lagres).collect())
        }
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

/// The indexes' relations: what [`Rolletabel`] says is the same is a 0..1 of its own.
fn pr_rolle(roller: &Rolletabel, gamle: &[Relation], nye: &[Relation]) -> Result<Vec<Relation>, Fejl> {
    let mut grupper: BTreeMap<Rolleidentitet<'_>, Vec<Relation>> = BTreeMap::new();
    for n in uden_gentagelser(nye) {
        grupper.entry(roller.identitet(n)).or_default().push(n.clone());
    }
    let (roerte, mut ud): (Vec<_>, Vec<_>) = gamle.iter().cloned().partition(|g| grupper.contains_key(&roller.identitet(g)));
    for (identitet, nye) in &grupper {
        let gamle: Vec<Relation> = roerte.iter().filter(|g| roller.identitet(g) == *identitet).cloned().collect();
        ud.extend(en(&gamle, nye, Flettemaade::Sts)?);
    }
    Ok(ud)
}

/// Refuses two references that can't both hold: of a role that has one at a time, or with the same index.
fn efterse(roller: &Rolletabel, nye: &[Relation]) -> Result<(), Fejl> {
    match overlap(roller, &uden_gentagelser(nye)) {
        None => Ok(()),
        Some(r) => Err(Fejl::ny(Fejlkode::OverlappendePerioder).regel("A-57, C.3").detalje((
            format!("pr. {0}: én reference ad gangen i en rolle 0..1 og for et indeks", r.virkning.periode.fra.til_utc()),
            format!("at {0}: one reference at a time of a role 0..1, and of an index", r.virkning.periode.fra.til_utc()),
        ))),
    }
}

/// The first reference that begins before another of the same identity has ended.
pub(crate) fn overlap<'r>(roller: &Rolletabel, liste: &[&'r Relation]) -> Option<&'r Relation> {
    let mut l: Vec<_> =
        liste.iter().filter(|r| !r.virkning.periode.er_tom()).map(|r| (roller.identitet(r), r.virkning.periode, *r)).collect();
    l.sort_unstable_by_key(|(identitet, periode, _)| (*identitet, *periode));
    l.array_windows().find(|[a, b]| a.0 == b.0 && b.1.fra < a.1.til).map(|[_, b]| b.2)
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
    let findes: HashSet<&str> = gamle.iter().filter_map(|g| g.indeks.as_deref()).collect();
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
    // STS may have left an index on several references; what is sent stands for all of them.
    let mut erstattet = HashSet::with_capacity(kendte.len());
    for g in gamle {
        match g.indeks.as_deref().and_then(|i| kendte.get_key_value(i)) {
            Some((i, ny)) if siger_noget(ny) => {
                if erstattet.insert(*i) {
                    ud.push(lagres(ny));
                }
            }
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Identitet<'a> {
    reference: Option<&'a UnikId>,
    rolle: Option<&'a UnikId>,
    indeks: Option<&'a str>,
}

fn identitet(r: &Relation) -> Identitet<'_> {
    Identitet { reference: r.reference.as_ref(), rolle: r.rolle.as_ref().map(|m| &m.id), indeks: r.indeks.as_deref() }
}

/// Identity and Fra, the key of an upsert.
type Noegle<'a> = (Identitet<'a>, Tidspunkt);

fn noegle(r: &Relation) -> Noegle<'_> {
    (identitet(r), r.virkning.periode.fra)
}

/// Role, index and Fra, the second key.
fn rollenoegle(r: &Relation) -> Option<(&UnikId, &str, Tidspunkt)> {
    Some((&r.rolle.as_ref()?.id, r.indeks.as_deref()?, r.virkning.periode.fra))
}

/// Positions by key. A sorted list, because most relations have a handful of references and hashing would cost more.
struct Opslag<K>(Vec<(K, usize)>);

impl<K: Ord> Opslag<K> {
    fn af(noegler: impl Iterator<Item = (K, usize)>) -> Self {
        let mut l: Vec<(K, usize)> = noegler.collect();
        l.sort_unstable();
        Self(l)
    }
    /// The first position with that key.
    fn find(&self, k: &K) -> Option<usize> {
        let i = self.0.partition_point(|(x, _)| x < k);
        self.0.get(i).filter(|(x, _)| x == k).map(|(_, plads)| *plads)
    }
}

/// the same address twice. One that ends before it starts may stand beside the one that is meant.
fn afvis_gentagne(nye: &[Relation]) -> Result<(), Fejl> {
    let uden_indeks = |r| Identitet { indeks: None, ..identitet(r) };
    let mut set: Vec<(Noegle<'_>, usize)> = nye
        .iter()
        .enumerate()
        .filter(|(_, r)| r.reference.is_some() && !r.virkning.periode.er_tom())
        .map(|(i, r)| ((uden_indeks(r), r.virkning.periode.fra), i))
        .collect();
    set.sort_unstable();
    match set.array_windows().find(|[a, b]| a.0 == b.0) {
        Some([_, (_, i)]) => Err(Fejl::ny(Fejlkode::GentagetReference).felt(format!("[{i}]")).regel("A-56")),
        None => Ok(()),
    }
}

/// what was sent is put over what stands; what was not mentioned stays. Three steps decide which old reference a given
/// one is: the same identity and Fra; else the same role, index and Fra (a changed target, A-57); else none, and it is new.
/// Where the given one overlaps another period of its own identity, that one is cut, so that no view holds it twice.
fn upsert(gamle: &[Relation], nye: &[Relation]) -> Vec<Relation> {
    let nye = uden_gentagelser(nye);
    if gamle.is_empty() && nye.len() == 1 {
        return nye.into_iter().map(lagres).collect();
    }
    let plads = Opslag::af(gamle.iter().enumerate().map(|(i, g)| (noegle(g), i)));
    let mut afloeser: Vec<Option<&Relation>> = vec![None; gamle.len()];
    let mut uden_plads = Vec::new();
    for n in &nye {
        match plads.find(&noegle(n)).and_then(|i| afloeser.get_mut(i)) {
            Some(a) => *a = Some(n),
            None => uden_plads.push(*n),
        }
    }
    let mut tilfoejes = Vec::new();
    if uden_plads.iter().any(|n| rollenoegle(n).is_some()) {
        let roller = Opslag::af(gamle.iter().enumerate().filter_map(|(i, g)| Some((rollenoegle(g)?, i))));
        for n in uden_plads {
            match rollenoegle(n).and_then(|k| roller.find(&k)).and_then(|i| afloeser.get_mut(i)) {
                Some(a) if a.is_none() => *a = Some(n),
                _ => tilfoejes.push(n),
            }
        }
    } else {
        tilfoejes = uden_plads;
    }
    let daekket = Daekning::af(&nye);
    let sendt = Opslag::af(nye.iter().enumerate().map(|(i, n)| (noegle(n), i)));
    let mut ud = Vec::with_capacity(gamle.len() + tilfoejes.len());
    for (g, a) in gamle.iter().zip(&afloeser) {
        match a {
            Some(n) => ud.push(lagres(n)),
            // LoRA may have left the same reference twice; what is sent stands for both.
            None if sendt.find(&noegle(g)).is_some() => {}
            None => rest(std::iter::once_with(|| g.clone()), &daekket.af_identitet(&identitet(g)), &mut ud),
        }
    }
    ud.extend(tilfoejes.into_iter().map(lagres));
    ud
}

/// The periods that the given references cover, by identity.
struct Daekning<'a>(Vec<(Identitet<'a>, Periode)>);

impl<'a> Daekning<'a> {
    fn af(nye: &[&'a Relation]) -> Self {
        let mut l: Vec<_> = nye.iter().filter(|n| !n.virkning.periode.er_tom()).map(|n| (identitet(n), n.virkning.periode)).collect();
        l.sort_unstable();
        l.dedup_by(|b, a| {
            let sammen = a.0 == b.0 && b.1.fra <= a.1.til;
            if sammen {
                a.1.til = a.1.til.max(b.1.til);
            }
            sammen
        });
        Self(l)
    }
    fn af_identitet(&self, id: &Identitet<'_>) -> Vec<Periode> {
        let fra = self.0.partition_point(|(x, _)| x < id);
        self.0.iter().skip(fra).take_while(|(x, _)| x == id).map(|(_, p)| *p).collect()
    }
}

/// Of several with the same identity and Fra the last one counts; one that holds no instant yields to one that does.
pub(super) fn uden_gentagelser(nye: &[Relation]) -> Vec<&Relation> {
    if nye.len() == 1 {
        return nye.iter().collect();
    }
    let mut ud: Vec<(Noegle<'_>, usize)> = nye.iter().enumerate().map(|(i, n)| (noegle(n), i)).collect();
    ud.sort_unstable();
    let tom = |i: usize| nye.get(i).is_none_or(|n| n.virkning.periode.er_tom());
    // The first of each group stands for it, at its own place, and takes over the number of the one that counts.
    let mut valgte: Vec<(usize, usize)> = Vec::with_capacity(ud.len());
    let mut foer: Option<Noegle<'_>> = None;
    for (k, i) in ud {
        match valgte.last_mut() {
            Some((_, valgt)) if foer == Some(k) => {
                if !tom(i) || tom(*valgt) {
                    *valgt = i;
                }
            }
            _ => valgte.push((i, i)),
        }
        foer = Some(k);
    }
    valgte.sort_unstable();
    valgte.into_iter().filter_map(|(_, valgt)| nye.get(valgt)).collect()
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
