//! The names of all roads, in memory: some 15 MB for the country, whatever the number of addresses. Where a name is known, a unit is one row in the store.
use super::fold;
use crate::vej::Enhedshoved;
use grund::graenser::{ADRESSE_KANDIDATER, ADRESSE_STAVEAFSTAND};
use std::collections::HashMap;
use std::ops::Range;

/// Letters from the beginning of a name by which a misspelt one is looked up.
const STAVEDEL: usize = 7;

/// A road's name.
#[derive(Debug)]
pub(crate) struct Navn {
    /// As it is searched for.
    foldet: Box<str>,
    /// As it is written; of several that are searched for alike the first.
    pub(crate) vist: Box<str>,
    enheder: Range<u32>,
}

/// A road in a postal district.
#[derive(Debug)]
pub(crate) struct Enhed {
    /// Its number: its key in the store.
    pub(crate) nr: u64,
    pub(crate) postnr: u16,
    pub(crate) kommune: u16,
    /// Its largest house number.
    pub(crate) stoerste: u16,
    /// What may be typed for its town: words of the postal district and of supplementary towns, with a blank before each.
    byord: Box<str>,
}

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Indeks {
    /// The generation whose rows it is of, and the import that made them.
    pub(crate) generation: u32,
    pub(crate) import: u64,
    /// In order of `foldet`.
    navne: Vec<Navn>,
    /// In order of name, then postal code.
    enheder: Vec<Enhed>,
    /// Where words begin in names, in order of what follows there.
    ord: Vec<(u32, u8)>,
    /// Hashes of beginnings of names with up to one letter left out.
    stavning: Vec<(u32, u32)>,
}

impl Indeks {
    /// Of all units.
    pub(crate) fn af(generation: u32, import: u64, hoveder: Vec<Enhedshoved>) -> Self {
        let mut alle: Vec<(String, Enhedshoved)> = hoveder.into_iter().map(|h| (fold::fold(&h.navn.vejnavn), h)).collect();
        alle.sort_unstable_by(|(a, x), (b, y)| {
            (a, &x.navn.vejnavn, x.navn.postnr, &x.navn).cmp(&(b, &y.navn.vejnavn, y.navn.postnr, &y.navn))
        });
        let mut ud = Self { generation, import, ..Self::default() };
        let tal = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for (foldet, h) in alle {
            let plads = tal(ud.enheder.len());
            let mut byord = String::new();
            for ord in [&h.postnavn].into_iter().chain(&h.byer).flat_map(|t| fold::ord(t)) {
                byord.push(' ');
                byord.push_str(&ord);
            }
            ud.enheder.push(Enhed {
                nr: h.navn.nummer(),
                postnr: h.navn.postnr,
                kommune: h.navn.kommune,
                stoerste: h.stoerste,
                byord: byord.into(),
            });
            match ud.navne.last_mut().filter(|n| *n.foldet == foldet) {
                Some(n) => n.enheder.end = plads + 1,
                None => ud.navne.push(Navn { foldet: foldet.into(), vist: h.navn.vejnavn.into(), enheder: plads..plads + 1 }),
            }
        }
        for (nr, n) in ud.navne.iter().enumerate() {
            let begyndelser = std::iter::once(0).chain(n.foldet.match_indices(' ').map(|(i, _)| i + 1));
            ud.ord.extend(begyndelser.filter_map(|i| Some((tal(nr), u8::try_from(i).ok()?))));
            ud.stavning.extend(uden_et(&n.foldet).map(|h| (h, tal(nr))));
        }
        let mut ord = std::mem::take(&mut ud.ord);
        ord.sort_unstable_by(|a, b| (ud.fra(*a), a).cmp(&(ud.fra(*b), b)));
        ord.shrink_to_fit();
        ud.ord = ord;
        ud.stavning.sort_unstable();
        ud.stavning.dedup();
        ud.stavning.shrink_to_fit();
        ud.navne.shrink_to_fit();
        ud.enheder.shrink_to_fit();
        ud
    }

    /// A name from that word on.
    fn fra(&self, (navn, sted): (u32, u8)) -> &str {
        self.navne.get(navn as usize).and_then(|n| n.foldet.get(usize::from(sted)..)).unwrap_or_default()
    }

    pub(crate) fn navn(&self, nr: u32) -> Option<&Navn> {
        self.navne.get(nr as usize)
    }

    /// A name's units.
    pub(crate) fn enheder(&self, navn: u32) -> &[Enhed] {
        let r = self.navn(navn).map_or(0..0, |n| n.enheder.start as usize..n.enheder.end as usize);
        self.enheder.get(r).unwrap_or_default()
    }

    /// The name that is written so.
    pub(crate) fn praecis(&self, foldet: &str) -> Option<u32> {
        self.navne.binary_search_by(|n| (*n.foldet).cmp(foldet)).ok().and_then(|n| u32::try_from(n).ok())
    }

    /// Names in which a word, and all that follows, begins so: first the name itself, then names that begin so, then the others; each in order of the alphabet.
    pub(crate) fn begynder(&self, foldet: &str) -> Vec<u32> {
        let fra = self.ord.partition_point(|o| self.fra(*o) < foldet);
        let antal = self
            .ord
            .get(fra..)
            .unwrap_or_default()
            .iter()
            .take(ADRESSE_KANDIDATER)
            .take_while(|o| self.fra(**o).starts_with(foldet))
            .count();
        let mut fundne: Vec<(u8, u32)> = self
            .ord
            .get(fra..fra + antal)
            .unwrap_or_default()
            .iter()
            .map(|(n, sted)| {
                let hel = self.navn(*n).is_some_and(|x| &*x.foldet == foldet);
                (if hel { 0 } else { 1 + u8::from(*sted > 0) }, *n)
            })
            .collect();
        fundne.sort_unstable();
        let mut set = std::collections::HashSet::with_capacity(fundne.len());
        fundne.into_iter().map(|(_, n)| n).filter(|n| set.insert(*n)).collect()
    }

    /// Names that begin nearly so, the nearest first.
    pub(crate) fn naesten(&self, foldet: &str) -> Vec<u32> {
        let tegn = foldet.chars().count();
        let hoejst = ADRESSE_STAVEAFSTAND.min(tegn / 4);
        if hoejst == 0 {
            return Vec::new();
        }
        let mut fundne: HashMap<u32, usize> = HashMap::new();
        let mut proevet = 0;
        for h in uden_et(foldet) {
            let fra = self.stavning.partition_point(|(x, _)| *x < h);
            for (_, n) in self.stavning.get(fra..).unwrap_or_default().iter().take_while(|(x, _)| *x == h) {
                proevet += 1;
                if proevet > ADRESSE_KANDIDATER {
                    break;
                }
                if !fundne.contains_key(n)
                    && let Some(a) = self.navn(*n).and_then(|x| fold::afstand_til_begyndelse(foldet, &x.foldet, hoejst))
                {
                    fundne.insert(*n, a);
                }
            }
        }
        let laengde = |n: u32| self.navn(n).map_or(0, |x| x.foldet.chars().count().abs_diff(tegn));
        let mut ud: Vec<(usize, usize, u32)> = fundne.into_iter().map(|(n, a)| (a, laengde(n), n)).collect();
        ud.sort_unstable();
        ud.into_iter().map(|(_, _, n)| n).collect()
    }
}

impl Enhed {
    /// Whether each of the words begins one of the unit's towns.
    pub(crate) fn har_byord(&self, ord: &[String]) -> bool {
        ord.iter().all(|o| self.byord.contains(&format!(" {o}")))
    }
}

/// Hashes of the beginning of a text, whole and with each of its letters left out.
fn uden_et(foldet: &str) -> impl Iterator<Item = u32> {
    let tegn: Vec<char> = foldet.chars().take(STAVEDEL).collect();
    (0..=tegn.len()).map(move |udeladt| {
        let rest = tegn.iter().enumerate().filter(|(i, _)| *i != udeladt).map(|(_, c)| *c as u32);
        rest.fold(0x811c_9dc5_u32, |h, c| (h ^ c).wrapping_mul(0x0100_0193))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vej::Enhedsnavn;

    fn indeks(veje: &[(&str, u16)]) -> Indeks {
        let hoved = |(navn, postnr): &(&str, u16)| Enhedshoved {
            navn: Enhedsnavn { vejnavn: (*navn).into(), postnr: *postnr, kommune: 461, vejkode: 1 },
            postnavn: "Odense Ø".into(),
            byer: vec!["Skee".into()],
            stoerste: 12,
        };
        Indeks::af(1, 1, veje.iter().map(hoved).collect())
    }

    #[test]
    fn names_are_found_by_the_beginning_of_any_word_in_order_of_how_well_they_fit() {
        let i = indeks(&[
            ("Møllevejen", 5000),
            ("Møllevej", 8000),
            ("Møllevej", 5000),
            ("Gamle Møllevej", 5000),
            ("Ambrosius Stubs Vej", 5000),
        ]);
        let vist = |n: Vec<u32>| n.into_iter().map(|n| i.navn(n).unwrap().vist.to_string()).collect::<Vec<_>>();
        assert_eq!(vist(i.begynder("moellevej")), ["Møllevej", "Møllevejen", "Gamle Møllevej"]);
        assert_eq!(vist(i.begynder("stubs v")), ["Ambrosius Stubs Vej"]);
        assert_eq!(vist(i.begynder("oellevej")), Vec::<String>::new());
        let n = i.praecis("moellevej").unwrap();
        assert_eq!(i.enheder(n).iter().map(|e| e.postnr).collect::<Vec<_>>(), [5000, 8000]);
        assert!(i.enheder(n)[0].har_byord(&["oden".into(), "ske".into()]) && !i.enheder(n)[0].har_byord(&["dense".into()]));
    }

    #[test]
    fn a_misspelt_name_is_found_by_its_beginning() {
        let i = indeks(&[("Rentemestervej", 2400), ("Rentegårdsvej", 2400), ("Ås", 5000)]);
        for t in ["rentemsterv", "retnemester", "rentemesterbej", "entemestervej", "rrentemester"] {
            assert_eq!(i.naesten(t).first(), i.praecis("rentemestervej").as_ref(), "{t}");
        }
        assert!(i.naesten("xyz").is_empty() && i.naesten("").is_empty() && i.naesten("kongensgade").is_empty());
    }
}
