//! What data restrictions look at (C.6): for a type that carries them, how a registration is labelled. The labels are those of the newest
//! registration, and a search holds them against the caller's restrictions in the store (decision 6).
use crate::indeks::{Slags, forled, klasse};
use crate::model::{Livscyklus, Registrering, Relation};
use crate::objekttype::Objekttype;
use grund::afgraensning::Dimensioner;
use grund::graenser::SYNSMAERKER;
use grund::{Afgraensning, Fejl, Fejlkode, Periode, Synsmaerke, Tidspunkt, UnikId};
pub use lager::Krav;
use lager::{Gennem, Retning, Synsfelt, Udkast};
use std::collections::BTreeSet;

/// How the objects of a type are seen.
#[derive(Debug)]
pub struct Syn {
    /// The labels of a registration.
    pub maerker: fn(&Registrering) -> Result<Vec<Synsmaerke>, Fejl>,
    /// The dimensions that the labels speak of; the others are told by another object.
    pub baerer: Dimensioner,
    /// Objects may be drafts.
    pub udkast: bool,
    /// The relation that is the security profile.
    pub profil: Option<u16>,
    /// The relation with the parties, for the change feed.
    pub parter: u16,
    /// The objects are seen through others.
    pub gennem: Option<Genvej>,
    /// Takes the parts of a registration away whose labels are not seen.
    pub skjul: Option<Skjul>,
}

/// Takes the parts out of a registration that have none of the labels, which are those that are seen.
pub type Skjul = fn(&mut Registrering, &[Synsmaerke]);

/// How objects are seen through others.
#[derive(Debug)]
pub struct Genvej {
    /// The others.
    pub hvem: Hvem,
    /// What is asked of them.
    pub krav: Krav,
    /// What the own label must let see beside.
    pub eget: Dimensioner,
    /// What theirs must let see.
    pub deres: Dimensioner,
    /// The others' relation that is the security profile.
    pub deres_profil: Option<u16>,
}

/// Object types by stored number.
#[derive(Clone, Copy, Debug)]
pub enum Hvem {
    /// Objects of that type which point at this one by that relation.
    Hertil {
        /// Their type.
        objekttype: u16,
        /// Their relation.
        relation: u16,
    },
    /// The object of that type that the label names.
    Herfra {
        /// Its type.
        objekttype: u16,
        /// The relation, or the fields of it, by which objects of this type name it.
        relation: u16,
    },
}

impl Syn {
    /// An object is asked for its own class and for another's too, and one alternative must let see both (C-43): alternatives of different classes are not one with
    /// both classes.
    pub(crate) fn to_klasser(&self) -> bool {
        self.gennem.as_ref().is_some_and(|g| g.eget.klasse && g.deres.klasse)
    }

    /// What the store is told of a caller who sees these alternatives.
    pub(crate) fn felt(&self, typen: &Objekttype, alternativer: Vec<Afgraensning>, egne: Option<UnikId>, nu: Tidspunkt) -> Synsfelt {
        let noegle = |nr: u16, relation: u16| forled(nr, Slags::Relation, relation);
        let gennem = self.gennem.as_ref().map(|g| {
            let (nr, retning) = match g.hvem {
                Hvem::Hertil { objekttype, relation } => (objekttype, Retning::Hertil(noegle(objekttype, relation))),
                Hvem::Herfra { objekttype, .. } => (objekttype, Retning::Herfra(objekttype)),
            };
            let deres_profil = g.deres_profil.map(|p| noegle(nr, p));
            Gennem { retning, krav: g.krav, eget: g.eget, deres: g.deres, deres_profil }
        });
        let profil = self.profil.map(|p| noegle(typen.nr, p));
        let klasse = Some(klasse(typen));
        let udkast = self.udkast.then_some(Udkast { egne });
        Synsfelt { nu, alternativer, udkast, profil, klasse, gennem, dele: false }
    }
}

/// The labels of a registration; none for a type that carries no data restrictions, and none for what is deleted logically and not shown.
pub(crate) fn maerker(typen: &Objekttype, r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    match typen.syn {
        Some(s) if r.livscyklus != Livscyklus::Slettet => (s.maerker)(r),
        Some(_) => Ok(vec![Synsmaerke::TOMT]),
        None => Ok(Vec::new()),
    }
}

/// The labels of what a registration says, also where it is deleted: by them it is somebody's to change.
pub(crate) fn sagte_maerker(typen: &Objekttype, r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    typen.syn.map_or(Ok(Vec::new()), |s| (s.maerker)(r))
}

/// Whom the security profile of a registration names, and when.
pub(crate) fn profil(typen: &Objekttype, r: &Registrering) -> Vec<(Periode, UnikId)> {
    let relation = typen.syn.and_then(|s| s.profil).and_then(|p| r.billede.relationer.get(&p));
    relation.into_iter().flatten().filter_map(|x| Some((x.virkning.periode, x.reference.clone()?))).collect()
}

/// What a registration says in each dimension, with the periods in which it says so.
#[derive(Debug, Default)]
pub struct Tidsbillede {
    /// Classes as digits.
    pub klasser: Vec<(Periode, Option<String>)>,
    /// Responsible units.
    pub enheder: Vec<(Periode, Option<UnikId>)>,
    /// Sensitivity.
    pub niveauer: Vec<(Periode, u8)>,
    /// Draft or not.
    pub udkast: Vec<(Periode, bool)>,
    /// There is a security profile.
    pub profil: Vec<Periode>,
    /// The master.
    pub system: Option<UnikId>,
}

impl Tidsbillede {
    /// The labels: for each stretch of time in which nothing changes, every combination that holds. Where a dimension says nothing, what it said
    /// before counts, or what it will say: a gap hides no object from everybody, and shows it to nobody new.
    ///
    /// # Errors
    /// `ForMange` beyond [`SYNSMAERKER`].
    pub fn maerker(&self) -> Result<Vec<Synsmaerke>, Fejl> {
        let for_mange = || {
            Fejl::ny(Fejlkode::ForMange).felt("virkning").ventet((
                format!("højst {SYNSMAERKER} skift af klasse, enhed og følsomhed"),
                format!("at most {SYNSMAERKER} changes of class, unit and sensitivity"),
            ))
        };
        let mut graenser = BTreeSet::from([Tidspunkt::MINUS_UENDELIG]);
        let perioder = (self.klasser.iter().map(|x| x.0))
            .chain(self.enheder.iter().map(|x| x.0))
            .chain(self.niveauer.iter().map(|x| x.0))
            .chain(self.udkast.iter().map(|x| x.0))
            .chain(self.profil.iter().copied());
        for p in perioder.filter(|p| !p.er_tom()) {
            graenser.insert(p.fra);
            if p.til != Tidspunkt::UENDELIG {
                graenser.insert(p.til);
            }
            if graenser.len() > SYNSMAERKER {
                return Err(for_mange());
            }
        }
        let graenser: Vec<Tidspunkt> = graenser.into_iter().collect();
        let mut ud: Vec<Synsmaerke> = Vec::new();
        for (nr, &fra) in graenser.iter().enumerate() {
            let virkning = Periode::ny(fra, graenser.get(nr + 1).copied().unwrap_or(Tidspunkt::UENDELIG));
            for klasse in paa(&self.klasser, fra, None) {
                for enhed in paa(&self.enheder, fra, None) {
                    for niveau in paa(&self.niveauer, fra, Synsmaerke::UKENDT_NIVEAU) {
                        let m = Synsmaerke {
                            virkning,
                            klasse: klasse.clone(),
                            enhed: enhed.clone(),
                            niveau,
                            system: self.system.clone(),
                            via: None,
                            udkast: paa(&self.udkast, fra, false).contains(&true),
                            profil: self.profil.iter().any(|p| p.indeholder(fra)),
                        };
                        forlaeng(&mut ud, m);
                        if ud.len() > SYNSMAERKER {
                            return Err(for_mange());
                        }
                    }
                }
            }
        }
        Ok(ud)
    }
}

/// Adds a label, or lengthens the one that says the same until then.
fn forlaeng(ud: &mut Vec<Synsmaerke>, m: Synsmaerke) {
    let samme = ud.iter_mut().rev().find(|x| x.virkning.til == m.virkning.fra && Synsmaerke { virkning: m.virkning, ..(**x).clone() } == m);
    match samme {
        Some(x) => x.virkning.til = m.virkning.til,
        None => ud.push(m),
    }
}

/// The different values in force at an instant; if there are none, those that were in force last; if there were none, those that come first.
fn paa<T: Clone + PartialEq>(liste: &[(Periode, T)], t: Tidspunkt, ellers: T) -> Vec<T> {
    let ikke_tomme = || liste.iter().filter(|(p, _)| !p.er_tom());
    let de = |med: &dyn Fn(&Periode) -> bool| {
        let mut ud: Vec<T> = Vec::new();
        for (_, v) in ikke_tomme().filter(|(p, _)| med(p)) {
            if !ud.contains(v) {
                ud.push(v.clone());
            }
        }
        ud
    };
    let nu = de(&|p| p.indeholder(t));
    if !nu.is_empty() {
        return nu;
    }
    let foer = ikke_tomme().map(|(p, _)| p.til).filter(|til| *til <= t).max();
    let efter = ikke_tomme().map(|(p, _)| p.fra).filter(|fra| *fra > t).min();
    match (foer, efter) {
        (Some(f), _) => de(&|p| p.til == f),
        (None, Some(e)) => de(&|p| p.fra == e),
        (None, None) => vec![ellers],
    }
}

/// The periods of references in a role, with something of each.
pub fn perioder<'r, T>(relationer: impl Iterator<Item = &'r Relation>, tag: impl Fn(&'r Relation) -> T) -> Vec<(Periode, T)> {
    relationer.map(|x| (x.virkning.periode, tag(x))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn p(fra: i64, til: i64) -> Periode {
        Periode::ny(Tidspunkt::fra_mikros(fra), Tidspunkt::fra_mikros(til))
    }

    #[test]
    fn c40_before_and_after_what_is_said_the_nearest_counts() {
        let b = Tidsbillede { klasser: vec![(p(10, 20), Some("27".into())), (p(30, 40), Some("32".into()))], ..Tidsbillede::default() };
        let ud = b.maerker().unwrap();
        let paa = |t: i64| {
            ud.iter().filter(|m| m.virkning.indeholder(Tidspunkt::fra_mikros(t))).map(|m| m.klasse.clone().unwrap()).collect::<Vec<_>>()
        };
        for (t, klasse) in [(0, "27"), (10, "27"), (25, "27"), (30, "32"), (99, "32")] {
            assert_eq!(paa(t), [klasse], "{t}");
        }
        assert_eq!(ud.len(), 2);
    }

    #[test]
    fn c40_what_is_not_said_is_unknown_and_of_the_highest_sensitivity() {
        assert_eq!(Tidsbillede::default().maerker().unwrap(), [Synsmaerke::TOMT]);
    }

    #[test]
    fn labels_are_bounded() {
        let b = Tidsbillede { niveauer: (0..2_000).map(|n| (p(n, n + 1), 1 + (n % 2) as u8)).collect(), ..Tidsbillede::default() };
        assert_eq!(b.maerker().unwrap_err().kode(), Fejlkode::ForMange);
    }

    proptest! {
        /// Against the definition, instant by instant.
        #[test]
        fn c40_labels_say_what_holds_at_every_instant(
            klasser in prop::collection::vec((0i64..12, 0i64..12, 0u8..3), 0..4),
            niveauer in prop::collection::vec((0i64..12, 0i64..12, 1u8..5), 0..3),
        ) {
            let b = Tidsbillede {
                klasser: klasser.iter().map(|(a, l, k)| (p(*a, a + l), Some(k.to_string()))).collect(),
                niveauer: niveauer.iter().map(|(a, l, n)| (p(*a, a + l), *n)).collect(),
                ..Tidsbillede::default()
            };
            let ud = b.maerker().unwrap();
            for t in -2..26 {
                let t = Tidspunkt::fra_mikros(t);
                let mut har: Vec<(Option<String>, u8)> =
                    ud.iter().filter(|m| m.virkning.indeholder(t)).map(|m| (m.klasse.clone(), m.niveau)).collect();
                har.sort();
                let mut skal = Vec::new();
                for k in paa(&b.klasser, t, None) {
                    for n in paa(&b.niveauer, t, 4) {
                        skal.push((k.clone(), n));
                    }
                }
                skal.sort();
                skal.dedup();
                prop_assert_eq!(har, skal);
            }
        }
    }
}
