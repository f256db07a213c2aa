//! Who receives: the rules of an authority, and which of them decides (F-5, FK-01). Pure.
use crate::maske::{Emne, Facet, Facetmaske, Maske};
use grund::{Cvr, Uuid};

/// A rule in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regel {
    /// Its id.
    pub uuid: Uuid,
    /// Its name.
    pub navn: String,
    /// Whose it is: the receiving authority.
    pub myndighed: Cvr,
    /// Which numbers.
    pub kle: Maske,
    /// Which facets; all without.
    pub facet: Option<Facetmaske>,
    /// Which system receives.
    pub system: Uuid,
}

impl Regel {
    fn passer(&self, emne: &Emne, facet: Option<&Facet>) -> bool {
        let facet = match (&self.facet, facet) {
            (None, _) => true,
            (Some(m), Some(f)) => m.indeholder(f),
            (Some(_), None) => false,
        };
        facet && self.kle.indeholder(emne)
    }

    /// More decides: the number first, then the facet, and a rule with one before a rule without [D].
    fn vaegt(&self) -> (usize, usize) {
        (self.kle.noejagtighed(), self.facet.as_ref().map_or(0, Facetmaske::noejagtighed))
    }
}

/// The rules that the number and the facet fall under, the deciding one first.
pub fn passende<'r>(regler: &'r [Regel], emne: &Emne, facet: Option<&Facet>) -> Vec<&'r Regel> {
    let mut ud: Vec<&Regel> = regler.iter().filter(|r| r.passer(emne, facet)).collect();
    ud.sort_by_key(|r| (std::cmp::Reverse(r.vaegt()), r.uuid));
    ud
}

/// Why no rule decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uafgjort {
    /// None is for it.
    Ingen,
    /// These say as much and name different systems.
    Flere(Vec<Uuid>),
}

/// The rule that decides.
///
/// # Errors
/// None matches, or the most specific ones do not agree on the system.
pub fn vaelg<'r>(regler: &'r [Regel], emne: &Emne, facet: Option<&Facet>) -> Result<&'r Regel, Uafgjort> {
    let alle = passende(regler, emne, facet);
    let foerste = *alle.first().ok_or(Uafgjort::Ingen)?;
    let lige: Vec<_> = alle.iter().filter(|r| r.vaegt() == foerste.vaegt()).collect();
    if lige.iter().all(|r| r.system == foerste.system) {
        return Ok(foerste);
    }
    Err(Uafgjort::Flere(lige.iter().map(|r| r.uuid).collect()))
}

/// How two rules that overlap stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forhold {
    /// They say as much and name different systems: what falls under both is rejected.
    Konflikt,
    /// The same number, facet and system: one of them is superfluous.
    Dublet,
    /// The first decides for what falls under both.
    Foerst,
    /// The second does.
    Sidst,
}

/// How the rule stands to another; `None` when nothing falls under both.
pub fn forhold(ny: &Regel, anden: &Regel) -> Option<Forhold> {
    let facet = match (&ny.facet, &anden.facet) {
        (Some(a), Some(b)) => a.overlapper(b),
        _ => true,
    };
    if ny.myndighed != anden.myndighed || !facet || !ny.kle.overlapper(&anden.kle) {
        return None;
    }
    Some(match ny.vaegt().cmp(&anden.vaegt()) {
        std::cmp::Ordering::Greater => Forhold::Foerst,
        std::cmp::Ordering::Less => Forhold::Sidst,
        std::cmp::Ordering::Equal if ny.system == anden.system => Forhold::Dublet,
        std::cmp::Ordering::Equal => Forhold::Konflikt,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Cvr = match Cvr::fra_tal(11_111_111) {
        Some(c) => c,
        None => Cvr::KOMBIT,
    };

    fn regel(nr: u128, kle: &str, facet: &str, system: u128) -> Regel {
        Regel {
            uuid: Uuid::from_u128(nr),
            navn: String::new(),
            myndighed: A,
            kle: Maske::laes(kle).unwrap(),
            facet: Facetmaske::laes(facet),
            system: Uuid::from_u128(system),
        }
    }

    fn hvem(regler: &[Regel], emne: &str, facet: &str) -> Result<u128, Uafgjort> {
        vaelg(regler, &Emne::laes(emne).unwrap(), Facet::laes(facet).as_ref()).map(|r| r.system.as_u128())
    }

    #[test]
    fn f5_the_most_specific_mask_decides_and_a_facet_before_none() {
        let r = [
            regel(1, "*", "", 10),
            regel(2, "32.*", "", 20),
            regel(3, "32.24.*", "", 30),
            regel(4, "32.24.*", "K*", 40),
            regel(5, "32.24.*", "K02", 50),
            regel(6, "32.24.04", "", 60),
        ];
        for (emne, facet, system) in [
            ("01.00.00", "", 10),
            ("32.01.00", "K02", 20),
            ("32.24.01", "", 30),
            ("32.24.01", "G01", 30),
            ("32.24.01", "K03", 40),
            ("32.24.01", "K02", 50),
            ("32.24.04", "K02", 60),
        ] {
            assert_eq!(hvem(&r, emne, facet), Ok(system), "{emne} {facet}");
        }
        let alle: Vec<u128> =
            passende(&r, &Emne::laes("32.24.01").unwrap(), Facet::laes("K02").as_ref()).iter().map(|r| r.system.as_u128()).collect();
        assert_eq!(alle, [50, 40, 30, 20, 10]);
    }

    #[test]
    fn f5_no_match_and_a_tie_decide_nothing() {
        let r = [
            regel(1, "32.*", "", 10),
            regel(2, "32.*", "", 20),
            regel(3, "27.*", "K02", 30),
            regel(4, "28.*", "", 40),
            regel(5, "28.*", "", 40),
        ];
        assert_eq!(hvem(&r, "01.00.00", ""), Err(Uafgjort::Ingen));
        assert_eq!(hvem(&r, "27.00.00", ""), Err(Uafgjort::Ingen), "a rule with a facet needs one");
        assert_eq!(hvem(&r, "32.00.00", "K02"), Err(Uafgjort::Flere(vec![Uuid::from_u128(1), Uuid::from_u128(2)])));
        assert_eq!(hvem(&r, "28.00.00", ""), Ok(40), "two rules that name the same system agree");
    }

    #[test]
    fn fk01_overlapping_rules_are_told_before_one_is_saved() {
        let ny = regel(9, "32.24.*", "K02", 90);
        let f = |kle, facet, system| forhold(&ny, &regel(1, kle, facet, system));
        assert_eq!(f("32.24.*", "K02", 10), Some(Forhold::Konflikt));
        assert_eq!(f("32.24.*", "K02", 90), Some(Forhold::Dublet));
        assert_eq!(f("32.24.*", "", 10), Some(Forhold::Foerst));
        assert_eq!(f("32.*", "K*", 10), Some(Forhold::Foerst));
        assert_eq!(f("32.24.04", "", 10), Some(Forhold::Sidst));
        assert_eq!(f("32.24.*", "G01", 10), None);
        assert_eq!(f("27.*", "", 10), None);
        let fremmed = Regel { myndighed: Cvr::KOMBIT, ..regel(1, "32.24.*", "K02", 10) };
        assert_eq!(forhold(&ny, &fremmed), None);
    }
}
