//! The index of filters.
use super::vaerdi::{Elementer, Udsnit, normaliser};
use super::{Felt, Filter, Instans};
use crate::kuvert::Kuvert;
use grund::Uuid;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

/// Number of a value.
type Ord = u32;
/// Number of a subscription.
type Nr = u32;

/// What a subscription is found by: its type of message, an element, and a value or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Opslag {
    Ord(Ord, Felt, Ord),
    Liste(Ord, Felt, Uuid),
    /// It has no condition.
    Alle(Ord),
}

/// A condition: its values in order, and its lists.
type Krav = (Felt, Box<[Ord]>, Box<[Uuid]>);

/// Where a condition has one value and no list, that value.
fn eneste((_, ord, lister): &Krav) -> Option<Ord> {
    match (&**ord, lister.is_empty()) {
        ([o], true) => Some(*o),
        _ => None,
    }
}

/// The elements of conditions that name lists.
fn felter_med_lister(krav: &[Krav]) -> impl Iterator<Item = Felt> {
    krav.iter().filter(|(_, _, lister)| !lister.is_empty()).map(|(felt, _, _)| *felt)
}

fn en_mindre<N: Hash + Eq>(tal: &mut HashMap<N, u32>, noegle: &N) {
    if let Some(n) = tal.get_mut(noegle) {
        *n -= 1;
        if *n == 0 {
            tal.remove(noegle);
        }
    }
}

/// A subscription where it is found, with a value that the message must have beside the one that it is found by: most are left out by that alone, and nothing else of
/// them is looked at.
#[derive(Clone, Copy, Debug)]
struct Kandidat {
    nr: Nr,
    ogsaa: Option<Ord>,
}

#[derive(Debug)]
struct Post {
    id: Uuid,
    betingelser: Vec<Krav>,
    fundet_ved: Vec<Opslag>,
}

/// Subscriptions by what they ask for. About 300 bytes each; a value of a list about 150.
///
/// Millions of values of lists stand in a table of their own, and only values of elements that some list is for are looked up there: each look-up in it misses the caches, so
/// what a message costs goes by how many there are.
#[derive(Debug, Default)]
pub struct Abonnementsindeks {
    /// The values that conditions name.
    ord: HashMap<Box<str>, Ord>,
    poster: Vec<Option<Post>>,
    ledige: Vec<Nr>,
    numre: HashMap<Uuid, Nr>,
    opslag: HashMap<Opslag, Vec<Kandidat>>,
    /// How many subscriptions ask for a value and no other.
    spurgt: HashMap<Ord, u32>,
    /// How many conditions of an element name lists.
    med_lister: HashMap<Felt, u32>,
    /// The values of a list, or of a part of one.
    lister: HashMap<Uuid, HashSet<Arc<str>>>,
    /// The lists and parts that a value is in.
    i_lister: HashMap<Arc<str>, Vec<Uuid>>,
    /// The list of a part.
    del_af: HashMap<Uuid, Uuid>,
    /// Lists in force: the parts of others count for nothing.
    gaeldende: HashSet<Uuid>,
}

/// A value of a message: the numbers of its forms, and the lists that it is in.
struct Vaerdi {
    ord: Vec<Ord>,
    lister: Vec<Uuid>,
}

type Instansvaerdier = Vec<(Felt, Vaerdi)>;

impl Abonnementsindeks {
    /// Puts a subscription in, or in the place of what it was.
    pub fn saet(&mut self, id: Uuid, filter: &Filter) {
        self.fjern(id);
        let beskedtype = self.nummer(&filter.beskedtype.to_string().to_lowercase());
        let mut betingelser: Vec<Krav> = Vec::new();
        for b in filter.betingelser.iter().filter(|b| !b.vaerdier.is_empty() || !b.lister.is_empty()) {
            let mut ord: Vec<Ord> = b.vaerdier.iter().filter_map(|v| normaliser(v)).map(|v| self.nummer(&v)).collect();
            ord.sort_unstable();
            ord.dedup();
            betingelser.push((b.felt, ord.into(), b.lister.clone().into()));
        }
        let antal = |o: &Opslag| self.opslag.get(o).map_or(0, Vec::len) + 1;
        let muligheder = betingelser.iter().enumerate().map(|(i, (felt, ord, lister))| {
            let ord = ord.iter().map(|o| Opslag::Ord(beskedtype, *felt, *o));
            (Some(i), ord.chain(lister.iter().map(|l| Opslag::Liste(beskedtype, *felt, *l))).collect::<Vec<_>>())
        });
        let (valgt, fundet_ved) =
            muligheder.min_by_key(|(_, m)| m.iter().map(antal).sum::<usize>()).unwrap_or_else(|| (None, vec![Opslag::Alle(beskedtype)]));
        let andre = betingelser.iter().enumerate().filter(|(i, _)| Some(*i) != valgt).filter_map(|(_, k)| eneste(k));
        let ogsaa = andre.min_by_key(|o| self.spurgt.get(o).copied().unwrap_or(0));
        for o in betingelser.iter().filter_map(eneste) {
            *self.spurgt.entry(o).or_insert(0) += 1;
        }
        for felt in felter_med_lister(&betingelser) {
            *self.med_lister.entry(felt).or_insert(0) += 1;
        }
        let nr = self.ledige.pop().unwrap_or_else(|| {
            self.poster.push(None);
            Nr::try_from(self.poster.len() - 1).unwrap_or(Nr::MAX)
        });
        for o in &fundet_ved {
            self.opslag.entry(*o).or_default().push(Kandidat { nr, ogsaa });
        }
        if let Some(p) = self.poster.get_mut(nr as usize) {
            *p = Some(Post { id, betingelser, fundet_ved });
            self.numre.insert(id, nr);
        }
    }

    /// Takes a subscription out.
    pub fn fjern(&mut self, id: Uuid) {
        let Some(nr) = self.numre.remove(&id) else { return };
        let Some(post) = self.poster.get_mut(nr as usize).and_then(Option::take) else { return };
        post.betingelser.iter().filter_map(eneste).for_each(|o| en_mindre(&mut self.spurgt, &o));
        felter_med_lister(&post.betingelser).for_each(|f| en_mindre(&mut self.med_lister, &f));
        for o in post.fundet_ved {
            if let Some(l) = self.opslag.get_mut(&o) {
                if let Some(i) = l.iter().position(|k| k.nr == nr) {
                    l.swap_remove(i);
                }
                if l.is_empty() {
                    self.opslag.remove(&o);
                }
            }
        }
        self.ledige.push(nr);
    }

    /// A list in force, and all values that lie in itself.
    pub fn saet_liste<'v>(&mut self, liste: Uuid, vaerdier: impl IntoIterator<Item = &'v str>) {
        self.gaeldende.insert(liste);
        self.saet_vaerdier(liste, vaerdier);
    }

    /// A list that is not in force. Its parts are kept, and count again when it is.
    pub fn fjern_liste(&mut self, liste: Uuid) {
        self.gaeldende.remove(&liste);
        self.saet_vaerdier(liste, []);
    }

    /// A part of a list, and all its values.
    pub fn saet_del<'v>(&mut self, del: Uuid, liste: Uuid, vaerdier: impl IntoIterator<Item = &'v str>) {
        self.del_af.insert(del, liste);
        self.saet_vaerdier(del, vaerdier);
    }

    /// A part that is gone.
    pub fn fjern_del(&mut self, del: Uuid) {
        self.del_af.remove(&del);
        self.saet_vaerdier(del, []);
    }

    fn saet_vaerdier<'v>(&mut self, liste: Uuid, vaerdier: impl IntoIterator<Item = &'v str>) {
        let nye: HashSet<String> = vaerdier.into_iter().filter_map(normaliser).collect();
        for v in self.lister.remove(&liste).unwrap_or_default() {
            if !nye.contains(&*v)
                && let Some(l) = self.i_lister.get_mut(&v)
            {
                l.retain(|x| *x != liste);
                if l.is_empty() {
                    self.i_lister.remove(&v);
                }
            }
        }
        let nye: HashSet<Arc<str>> = nye.into_iter().map(|v| self.laeg_i(liste, &v)).collect();
        if !nye.is_empty() {
            self.lister.insert(liste, nye);
        }
    }

    /// Notes that the list has the value. The text is kept once, however many lists have it.
    fn laeg_i(&mut self, liste: Uuid, v: &str) -> Arc<str> {
        let noegle = self.i_lister.get_key_value(v).map_or_else(|| Arc::from(v), |(n, _)| n.clone());
        // Most values are in one list.
        let l = self.i_lister.entry(noegle.clone()).or_insert_with(|| Vec::with_capacity(1));
        if !l.contains(&liste) {
            l.push(liste);
        }
        noegle
    }

    /// How many subscriptions there are.
    pub fn antal(&self) -> usize {
        self.numre.len()
    }

    /// The subscriptions that the message matches, in order of id.
    pub fn match_besked(&self, k: &Kuvert) -> Vec<Uuid> {
        let Some(beskedtype) = self.ord.get(k.beskedtype.to_string().to_lowercase().as_str()).copied() else { return Vec::new() };
        let udsnit = Udsnit::af(k);
        let besked = self.oversaet(&udsnit.besked);
        let relaterede: Vec<_> = udsnit.relaterede.iter().map(|e| self.oversaet(e)).collect();
        let registreringer: Vec<_> = udsnit.registreringer.iter().map(|e| self.oversaet(e)).collect();
        let alt = || std::iter::once(&besked).chain(&relaterede).chain(&registreringer).flatten();
        let mut har: Vec<Ord> = alt().flat_map(|(_, v)| v.ord.iter().copied()).collect();
        har.sort_unstable();
        let mulig = |k: &&Kandidat| k.ogsaa.is_none_or(|o| har.binary_search(&o).is_ok());
        let fundet = |o: &Opslag| self.opslag.get(o).into_iter().flatten().filter(mulig).map(|k| k.nr);
        let mut kandidater: Vec<Nr> = fundet(&Opslag::Alle(beskedtype)).collect();
        for (felt, v) in alt() {
            let ord = v.ord.iter().map(|o| Opslag::Ord(beskedtype, *felt, *o));
            for o in ord.chain(v.lister.iter().map(|l| Opslag::Liste(beskedtype, *felt, *l))) {
                kandidater.extend(fundet(&o));
            }
        }
        kandidater.sort_unstable();
        kandidater.dedup();
        let holder = |p: &&Post| {
            opfyldt(p, Instans::Besked, std::slice::from_ref(&besked))
                && opfyldt(p, Instans::Relateret, &relaterede)
                && opfyldt(p, Instans::Registrering, &registreringer)
        };
        let poster = kandidater.iter().filter_map(|nr| self.poster.get(*nr as usize)?.as_ref());
        let mut ud: Vec<Uuid> = poster.filter(holder).map(|p| p.id).collect();
        ud.sort_unstable();
        ud
    }

    #[cfg(test)]
    pub(super) fn vaerdier_i_lister(&self) -> usize {
        self.i_lister.len()
    }

    fn oversaet(&self, e: &Elementer) -> Instansvaerdier {
        let vaerdi = |felt: &Felt, former: &[String]| {
            let ord = former.iter().filter_map(|f| self.ord.get(f.as_str()).copied()).collect();
            let sete = if self.med_lister.contains_key(felt) { former } else { &[] };
            let steder = sete.iter().filter_map(|f| self.i_lister.get(f.as_str())).flatten();
            let lister = steder.map(|s| *self.del_af.get(s).unwrap_or(s)).filter(|l| self.gaeldende.contains(l)).collect();
            Vaerdi { ord, lister }
        };
        e.iter().map(|(felt, former)| (*felt, vaerdi(felt, former))).collect()
    }

    fn nummer(&mut self, v: &str) -> Ord {
        if let Some(o) = self.ord.get(v) {
            return *o;
        }
        let o = Ord::try_from(self.ord.len()).unwrap_or(Ord::MAX);
        self.ord.insert(v.into(), o);
        o
    }
}

/// Whether some instance fulfils every condition on instances of its kind.
fn opfyldt(p: &Post, slags: Instans, instanser: &[Instansvaerdier]) -> bool {
    let betingelser = || p.betingelser.iter().filter(|(f, _, _)| f.instans() == slags);
    if betingelser().next().is_none() {
        return true;
    }
    instanser.iter().any(|i| {
        betingelser().all(|(felt, ord, lister)| {
            let Some((_, v)) = i.iter().find(|(f, _)| f == felt) else { return false };
            v.ord.iter().any(|o| ord.binary_search(o).is_ok()) || v.lister.iter().any(|l| lister.contains(l))
        })
    })
}
