//! Data restrictions (dataafgrænsning, C.6): what part of an authority's objects somebody may see, and what an object shows of itself to
//! them. Every dimension that is given must hold; a dimension that is not given is no limit.
use crate::id::{Cvr, UnikId};
use crate::tid::Periode;
use uuid::Uuid;

/// An interval of KLE numbers as digits without points: `3230` up to, but not including, `3231` is the subtree of 32.30.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Klasseinterval {
    /// The first number.
    pub fra: String,
    /// The first number after it.
    pub til: String,
}

impl Klasseinterval {
    /// Reads one of the forms `32`, `32.30`, `32.30.04`, `32.*`, `32.30*`, `32.3*`, `*` (the number and what is below it), and `32.00 - 32.30`
    /// (from the one to the other with what is below it); `None` for anything else. (C-40; contracts 7.1.)
    pub fn laes(tekst: &str) -> Option<Self> {
        match tekst.split_once('-') {
            Some((fra, til)) => {
                let (fra, til) = (Self::laes_en(fra)?, Self::laes_en(til)?);
                (fra.fra < til.til).then_some(Self { fra: fra.fra, til: til.til })
            }
            None => Self::laes_en(tekst),
        }
    }

    fn laes_en(tekst: &str) -> Option<Self> {
        let tekst = tekst.trim();
        let (stamme, jokertegn) = match tekst.strip_suffix('*') {
            Some(s) => (s.strip_suffix('.').unwrap_or(s), true),
            None => (tekst, false),
        };
        let mut cifre = String::with_capacity(6);
        let dele: Vec<&str> = if stamme.is_empty() { Vec::new() } else { stamme.split('.').collect() };
        let antal = dele.len();
        for (nr, del) in dele.into_iter().enumerate() {
            let hel = del.len() == 2 || (jokertegn && nr + 1 == antal && del.len() == 1);
            if nr > 2 || !hel || !del.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            cifre.push_str(del);
        }
        if cifre.is_empty() && !jokertegn {
            return None;
        }
        let til = efter(&cifre);
        Some(Self { fra: cifre, til })
    }

    /// Whether the number, as [`klassenummer`] gives it, lies in the interval.
    pub fn indeholder(&self, nummer: &str) -> bool {
        self.fra.as_str() <= nummer && nummer < self.til.as_str()
    }
}

/// The first text after all that begin with these digits.
fn efter(cifre: &str) -> String {
    let mut ud = cifre.as_bytes().to_vec();
    while let Some(sidste) = ud.pop() {
        if sidste < b'9' {
            ud.push(sidste + 1);
            return String::from_utf8_lossy(&ud).into_owned();
        }
    }
    ":".into()
}

/// A KLE number (`27.35.04`, or of a group `27.35`) as digits, for comparison; `None` for a class of another kind, which lies in no interval.
pub fn klassenummer(noegle: &str) -> Option<String> {
    let mut ud = String::with_capacity(6);
    for (nr, del) in noegle.trim().split('.').enumerate() {
        if nr > 2 || del.len() != 2 || !del.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        ud.push_str(del);
    }
    Some(ud)
}

/// Sensitivity in the indexes, from the lowest; access to a level implies the lower ones (C.3).
pub const FOELSOMHEDER: [&str; 4] = ["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER"];

/// A sensitivity as a number, 1 to 4; `None` for another word.
pub fn niveau(foelsomhed: &str) -> Option<u8> {
    FOELSOMHEDER.iter().zip(1..).find(|(f, _)| **f == foelsomhed).map(|(_, n)| n)
}

/// What somebody may see: every dimension that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Afgraensning {
    /// Only objects of these authorities.
    pub ejere: Option<Vec<Cvr>>,
    /// Only objects whose class lies in one of these.
    pub klasser: Option<Vec<Klasseinterval>>,
    /// Only objects of these units. What is below a unit is put in by the register.
    pub enheder: Option<Vec<UnikId>>,
    /// Only objects up to this sensitivity: 1 (none) to 4 (VIP).
    pub niveau: Option<u8>,
    /// Only objects whose master is one of these systems.
    pub systemer: Option<Vec<UnikId>>,
    /// Of objects with a security profile, only those that name one of these (C-45: units and users of the reader).
    pub profil: Option<Vec<UnikId>>,
}

/// Some of the dimensions of [`Afgraensning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensioner {
    /// The class.
    pub klasse: bool,
    /// The unit.
    pub enhed: bool,
    /// The sensitivity.
    pub niveau: bool,
    /// The master.
    pub system: bool,
    /// The security profile.
    pub profil: bool,
}

impl Dimensioner {
    /// Every dimension.
    pub const ALLE: Self = Self { klasse: true, enhed: true, niveau: true, system: true, profil: true };
    /// None of them.
    pub const INGEN: Self = Self { klasse: false, enhed: false, niveau: false, system: false, profil: false };
}

impl Afgraensning {
    /// Nothing is limited.
    pub const FRI: Self = Self { ejere: None, klasser: None, enheder: None, niveau: None, systemer: None, profil: None };

    /// Only what that system is master of.
    pub fn kun_egne(system: Uuid) -> Self {
        Self { systemer: Some(vec![UnikId::Uuid(system)]), ..Self::FRI }
    }

    /// What both let see: of the one, only what the other lets see too. `None` when that is nothing for certain.
    pub fn snit(&self, anden: &Self) -> Option<Self> {
        let ud = Self {
            ejere: faelles(&self.ejere, &anden.ejere),
            klasser: match (&self.klasser, &anden.klasser) {
                (Some(a), Some(b)) => Some(klassesnit(a, b)),
                (a, b) => a.clone().or_else(|| b.clone()),
            },
            enheder: faelles(&self.enheder, &anden.enheder),
            niveau: match (self.niveau, anden.niveau) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
            systemer: faelles(&self.systemer, &anden.systemer),
            profil: faelles(&self.profil, &anden.profil),
        };
        (!ud.er_tom()).then_some(ud)
    }

    /// Some dimension allows nothing.
    pub fn er_tom(&self) -> bool {
        fn tom<T>(l: &Option<Vec<T>>) -> bool {
            l.as_ref().is_some_and(Vec::is_empty)
        }
        tom(&self.ejere) || tom(&self.klasser) || tom(&self.enheder) || tom(&self.systemer) || self.niveau == Some(0)
    }

    /// One of the dimensions is limited.
    pub fn graenser(&self, d: Dimensioner) -> bool {
        (d.klasse && self.klasser.is_some())
            || (d.enhed && self.enheder.is_some())
            || (d.niveau && self.niveau.is_some())
            || (d.system && self.systemer.is_some())
            || (d.profil && self.profil.is_some())
    }

    /// Whether the dimensions let see what the label says; the owner is not looked at, nor who is named in a security profile.
    pub fn tillader(&self, d: Dimensioner, m: &Synsmaerke) -> bool {
        let klasse = |l: &Vec<Klasseinterval>| m.klasse.as_ref().is_some_and(|k| l.iter().any(|i| i.indeholder(k)));
        let blandt = |l: &Vec<UnikId>, v: &Option<UnikId>| v.as_ref().is_some_and(|v| l.contains(v));
        (!d.klasse || self.klasser.as_ref().is_none_or(klasse))
            && (!d.enhed || self.enheder.as_ref().is_none_or(|l| blandt(l, &m.enhed)))
            && (!d.niveau || self.niveau.is_none_or(|n| m.niveau <= n))
            && (!d.system || self.systemer.as_ref().is_none_or(|l| blandt(l, &m.system)))
    }
}

/// The intervals joined: in order, without overlap, so that two lists that mean the same are the same.
pub fn saml(mut intervaller: Vec<Klasseinterval>) -> Vec<Klasseinterval> {
    intervaller.sort_unstable();
    let mut ud: Vec<Klasseinterval> = Vec::with_capacity(intervaller.len());
    for i in intervaller {
        match ud.last_mut() {
            Some(sidste) if i.fra <= sidste.til => {
                if i.til > sidste.til {
                    sidste.til = i.til;
                }
            }
            _ => ud.push(i),
        }
    }
    ud
}

fn klassesnit(a: &[Klasseinterval], b: &[Klasseinterval]) -> Vec<Klasseinterval> {
    let mut ud = Vec::new();
    for x in a {
        for y in b {
            let (fra, til) = ((&x.fra).max(&y.fra), (&x.til).min(&y.til));
            if fra < til {
                ud.push(Klasseinterval { fra: fra.clone(), til: til.clone() });
            }
        }
    }
    saml(ud)
}

fn faelles<T: Clone + PartialEq>(a: &Option<Vec<T>>, b: &Option<Vec<T>>) -> Option<Vec<T>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.iter().filter(|x| b.contains(x)).cloned().collect()),
        (a, b) => a.clone().or_else(|| b.clone()),
    }
}

/// What an object shows of itself to data restrictions, in a period of virkning. An object has one for each combination that holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Synsmaerke {
    /// When. At every instant at least one label of an object holds.
    pub virkning: Periode,
    /// KLE number as digits; `None` is in no interval.
    pub klasse: Option<String>,
    /// The responsible unit.
    pub enhed: Option<UnikId>,
    /// Sensitivity, 1 to 4; what does not say so has 4.
    pub niveau: u8,
    /// The master.
    pub system: Option<UnikId>,
    /// The object that this one is seen through.
    pub via: Option<Uuid>,
    /// Seen by its master only.
    pub udkast: bool,
    /// It has a security profile.
    pub profil: bool,
}

impl Synsmaerke {
    /// Sensitivity of what does not say so: the highest.
    pub const UKENDT_NIVEAU: u8 = 4;
    /// Shows nothing, ever.
    pub const TOMT: Self = Self {
        virkning: Periode::ALTID,
        klasse: None,
        enhed: None,
        niveau: Self::UKENDT_NIVEAU,
        system: None,
        via: None,
        udkast: false,
        profil: false,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn i(fra: &str, til: &str) -> Klasseinterval {
        Klasseinterval { fra: fra.into(), til: til.into() }
    }

    #[test]
    fn c40_a_class_covers_its_subtree() {
        for (t, fra, til) in [
            ("32.30", "3230", "3231"),
            ("32.30*", "3230", "3231"),
            ("32.30.*", "3230", "3231"),
            (" 32 ", "32", "33"),
            ("32.3*", "323", "324"),
            ("32.*", "32", "33"),
            ("39.99", "3999", "4"),
            ("99", "99", ":"),
            ("*", "", ":"),
            ("27.35.04", "273504", "273505"),
            ("00.01 - 27.*", "0001", "28"),
        ] {
            assert_eq!(Klasseinterval::laes(t), Some(i(fra, til)), "{t}");
        }
        for t in ["", "3", "32.3", "32.30.044", "32.30.04.01", "a", "32.**", "*.30", "32.30 - 27", "-", "G01", "32..30"] {
            assert_eq!(Klasseinterval::laes(t), None, "{t}");
        }
        let x = Klasseinterval::laes("32.*").unwrap();
        assert!(x.indeholder("320604") && x.indeholder("329999") && !x.indeholder("273504") && !x.indeholder("330000"));
    }

    #[test]
    fn kle_a_number_is_digits_by_twos() {
        assert_eq!(klassenummer("27.35.04").as_deref(), Some("273504"));
        assert_eq!(klassenummer("27").as_deref(), Some("27"));
        for t in ["", "G01", "27.3", "27.35.04.01", "27-35"] {
            assert_eq!(klassenummer(t), None, "{t}");
        }
    }

    #[test]
    fn c40_both_limits_hold_and_no_limit_never_widens() {
        let a = Afgraensning { klasser: Some(vec![i("27", "28"), i("32", "33")]), niveau: Some(2), ..Afgraensning::FRI };
        let b = Afgraensning { klasser: Some(vec![i("3206", "3207")]), niveau: Some(3), ..Afgraensning::FRI };
        assert_eq!(a.snit(&b), Some(Afgraensning { klasser: Some(vec![i("3206", "3207")]), niveau: Some(2), ..Afgraensning::FRI }));
        assert_eq!(a.snit(&Afgraensning::FRI), Some(a.clone()));
        assert_eq!(Afgraensning::FRI.snit(&a), Some(a.clone()));
        let c = Afgraensning { klasser: Some(vec![i("00", "01")]), ..Afgraensning::FRI };
        assert_eq!(a.snit(&c), None);
    }

    #[test]
    fn c40_what_an_object_does_not_say_is_not_seen_within_a_limit() {
        let m = Synsmaerke::TOMT;
        let alle = Dimensioner::ALLE;
        assert!(Afgraensning::FRI.tillader(alle, &m));
        assert!(!Afgraensning { klasser: Some(vec![i("", ":")]), ..Afgraensning::FRI }.tillader(alle, &m));
        assert!(!Afgraensning { niveau: Some(3), ..Afgraensning::FRI }.tillader(alle, &m));
        assert!(!Afgraensning::kun_egne(Uuid::from_u128(1)).tillader(alle, &m));
        assert!(Afgraensning::kun_egne(Uuid::from_u128(1)).tillader(Dimensioner { system: false, ..alle }, &m));
    }

    #[test]
    fn intervals_that_touch_are_one() {
        assert_eq!(saml(vec![i("32", "33"), i("27", "28"), i("33", "34"), i("3301", "3302")]), [i("27", "28"), i("32", "34")]);
    }
}
