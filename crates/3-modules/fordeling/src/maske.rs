//! Which KLE numbers and facets a rule is for (F-3, FK-01).
use std::fmt;

/// A KLE number or the beginning of one, a level at a time: `*`, `32.*`, `32.24.*`, `32.24.04`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Maske(String);

/// A KLE number of an emne.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Emne(String);

/// A facet of a rule: `K02`, or a whole category `K*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facetmaske(String);

/// A facet that is asked for: `K02`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Facet(String);

/// Two digits and what follows them.
fn par(t: &str) -> Option<(&str, &str)> {
    let (to, rest) = t.split_at_checked(2)?;
    to.bytes().all(|b| b.is_ascii_digit()).then_some((to, rest))
}

impl Maske {
    /// `None` for what is no mask.
    pub fn laes(tekst: &str) -> Option<Self> {
        let mut cifre = String::new();
        let mut rest = tekst.trim();
        loop {
            if rest == "*" && cifre.len() < 6 {
                return Some(Self(cifre));
            }
            let (to, efter) = par(rest)?;
            cifre.push_str(to);
            match efter.strip_prefix('.') {
                Some(r) if cifre.len() < 6 => rest = r,
                None if efter.is_empty() && cifre.len() == 6 => return Some(Self(cifre)),
                _ => return None,
            }
        }
    }

    /// Whether the number is one of the rule's.
    pub fn indeholder(&self, emne: &Emne) -> bool {
        emne.0.starts_with(&self.0)
    }

    /// Whether some number is of both.
    pub fn overlapper(&self, anden: &Self) -> bool {
        self.0.starts_with(&anden.0) || anden.0.starts_with(&self.0)
    }

    /// How much it says: more is more specific.
    pub fn noejagtighed(&self) -> usize {
        self.0.len()
    }
}

fn med_punktum(cifre: &str) -> String {
    let mut ud = String::with_capacity(8);
    for (i, c) in cifre.chars().enumerate() {
        if i > 0 && i % 2 == 0 {
            ud.push('.');
        }
        ud.push(c);
    }
    ud
}

impl fmt::Display for Maske {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            0 => f.write_str("*"),
            6 => f.write_str(&med_punktum(&self.0)),
            _ => write!(f, "{}.*", med_punktum(&self.0)),
        }
    }
}

impl Emne {
    /// `dd.dd.dd`, else `None`.
    pub fn laes(tekst: &str) -> Option<Self> {
        Maske::laes(tekst).filter(|m| m.0.len() == 6).map(|m| Self(m.0))
    }

    /// Its six digits, as data restrictions have them.
    pub fn cifre(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Emne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&med_punktum(&self.0))
    }
}

/// The categories of KLE are capital letters, the Danish ones too.
fn kategori(t: &str) -> Option<(char, &str)> {
    let c = t.chars().next().filter(|c| c.is_ascii_uppercase() || "ÆØÅ".contains(*c))?;
    Some((c, t.strip_prefix(c)?))
}

impl Facetmaske {
    /// `None` for what is no mask.
    pub fn laes(tekst: &str) -> Option<Self> {
        let tekst = tekst.trim();
        match kategori(tekst)? {
            (c, "*") => Some(Self(c.to_string())),
            _ => Facet::laes(tekst).map(|f| Self(f.0)),
        }
    }

    /// Whether the facet is one of the rule's.
    pub fn indeholder(&self, facet: &Facet) -> bool {
        facet.0.starts_with(&self.0)
    }

    /// Whether some facet is of both.
    pub fn overlapper(&self, anden: &Self) -> bool {
        self.0.starts_with(&anden.0) || anden.0.starts_with(&self.0)
    }

    /// How much it says.
    pub fn noejagtighed(&self) -> usize {
        self.0.chars().count()
    }

    /// The facet, unless it is a whole category, which the contract has no form for.
    pub fn facet(&self) -> Option<Facet> {
        Facet::laes(&self.0)
    }
}

impl fmt::Display for Facetmaske {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)?;
        if self.noejagtighed() == 1 { f.write_str("*") } else { Ok(()) }
    }
}

impl Facet {
    /// A letter and two digits, else `None`.
    pub fn laes(tekst: &str) -> Option<Self> {
        let (_, cifre) = kategori(tekst.trim())?;
        (cifre.len() == 2 && par(cifre).is_some()).then(|| Self(tekst.trim().to_owned()))
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f3_masks_are_whole_levels() {
        for t in ["*", "32.*", "32.24.*", "32.24.04"] {
            assert_eq!(Maske::laes(t).unwrap().to_string(), t);
        }
        for t in ["", "3", "3*", "32", "32.", "32.24", "32.24.0*", "32.24.04.*", "32.24.04.01", "32.24.04*", "a2.*", "*.01", "32.æ4.*"] {
            assert_eq!(Maske::laes(t), None, "{t}");
        }
        let m = |t| Maske::laes(t).unwrap();
        let e = Emne::laes("32.24.04").unwrap();
        assert!(m("*").indeholder(&e) && m("32.*").indeholder(&e) && m("32.24.04").indeholder(&e));
        assert!(!m("32.25.*").indeholder(&e) && !m("27.*").indeholder(&e));
        assert!(Emne::laes("32.24.*").is_none() && Emne::laes("*").is_none());
        assert!(m("32.*").overlapper(&m("32.24.04")) && !m("32.24.*").overlapper(&m("32.25.*")));
    }

    #[test]
    fn f4_facets_are_a_letter_and_two_digits() {
        for t in ["K02", "Ø99", "A00"] {
            assert_eq!(Facet::laes(t).unwrap().to_string(), t);
            assert_eq!(Facetmaske::laes(t).unwrap().facet().unwrap().to_string(), t);
        }
        for t in ["", "K", "K2", "K002", "k02", "002", "K*", "K0æ", "ÆØ1"] {
            assert_eq!(Facet::laes(t), None, "{t}");
        }
        let hele = Facetmaske::laes("K*").unwrap();
        assert!(hele.indeholder(&Facet::laes("K02").unwrap()) && !hele.indeholder(&Facet::laes("G01").unwrap()));
        assert!(hele.to_string() == "K*" && hele.facet().is_none() && Facetmaske::laes("*").is_none());
    }
}
