//! The citizens: who cases are about. They are no objects of the register; whoever plays the registers of persons asks here.
use crate::{kommune_cvr, navne, tid::dag};
use grund::slump::{Slump, uuid};
use grund::{Tidspunkt, Uuid};

/// Citizens that a municipality can have: each has a CPR number of its own in the whole country.
pub const BORGERE_MAKS: usize = 500_000;
/// Every so many citizens one has had another CPR number (2 %).
const SKIFT: usize = 50;
/// Days (61–88), months, years (1930–2006: all are of age) and half the sequence numbers below 4000: a change of number keeps the
/// date and takes the number beside it, as a new legal sex does.
const PLADSER: u64 = 28 * 12 * 77 * 2_000;
/// Has no factor in common with [`PLADSER`], so that citizens in a row have dates and numbers all over, and no two the same.
const SPRING: u64 = 37_378_651;

/// A citizen. Nobody: the day of the number lies between 61 and 88 (CPR-05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borger {
    /// Identity of the person, which a change of number does not touch.
    pub uuid: Uuid,
    /// Full name.
    pub navn: String,
    /// The number that holds now.
    pub cpr: String,
    /// The number before it, if there was one.
    pub tidligere_cpr: Option<TidligereCpr>,
}

/// A CPR number that no longer holds (personnummerskift).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TidligereCpr {
    /// The number.
    pub cpr: String,
    /// When the new one took over. Cases that began before are still registered under the old one.
    pub til: Tidspunkt,
}

impl Borger {
    /// The number that held at a time.
    pub fn cpr_paa(&self, t: Tidspunkt) -> &str {
        match &self.tidligere_cpr {
            Some(g) if t < g.til => &g.cpr,
            _ => &self.cpr,
        }
    }
}

/// Citizens of the municipality with that number, the same for the same seed and time; the first ones have the most cases. At most
/// [`BORGERE_MAKS`].
pub fn borgere(froe: u64, kommune: usize, antal: usize, nu: Tidspunkt) -> impl Iterator<Item = Borger> {
    (0..antal.min(BORGERE_MAKS)).map(move |nr| borger(froe, kommune, nr, nu))
}

/// One of them.
pub(crate) fn borger(froe: u64, kommune: usize, nr: usize, nu: Tidspunkt) -> Borger {
    let navn = format!("{}/borger/{nr}", kommune_cvr(kommune));
    let mut s = Slump::ny(froe, &navn);
    let koen = s.under(2);
    let plads = (kommune * BORGERE_MAKS + nr) as u64;
    let skift = (nr % SKIFT == 1).then(|| dag(nu, -300 - i64::try_from(s.under(1_500)).unwrap_or(0)));
    Borger {
        uuid: uuid(froe, &navn),
        navn: navne::person(&mut s),
        cpr: cpr(froe, plads, koen),
        tidligere_cpr: skift.map(|til| TidligereCpr { cpr: cpr(froe, plads, 1 - koen), til }),
    }
}

/// The number that a citizen gets if she gets another one; none of one who has had another.
pub(crate) fn skiftet_nummer(froe: u64, kommune: usize, nr: usize) -> Option<String> {
    let koen = Slump::ny(froe, &format!("{}/borger/{nr}", kommune_cvr(kommune))).under(2);
    (nr % SKIFT != 1).then(|| cpr(froe, (kommune * BORGERE_MAKS + nr) as u64, 1 - koen))
}

/// The number of a place; `koen` is the parity of its last digit.
fn cpr(froe: u64, plads: u64, koen: u64) -> String {
    let n = (plads * SPRING + Slump::ny(froe, "cpr").under(PLADSER)) % PLADSER;
    let (n, loebe) = (n / 2_000, n % 2_000 * 2 + koen);
    let (n, aar) = (n / 77, 1930 + n % 77);
    // The seventh digit tells the century (CPR-02).
    let loebe = if aar < 2000 { loebe } else { 4_000 + loebe };
    format!("{:02}{:02}{:02}{loebe:04}", 61 + n % 28, 1 + n / 28, aar % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn cpr05_numbers_are_nobodys_and_no_two_citizens_share_one() {
        let nu = Tidspunkt::fra_mikros(1_770_000_000_000_000);
        let alle: Vec<Borger> = [0, 1, 97].into_iter().flat_map(|k| borgere(3, k, 20_000, nu)).collect();
        let numre: Vec<&str> =
            alle.iter().flat_map(|b| [Some(b.cpr.as_str()), b.tidligere_cpr.as_ref().map(|t| t.cpr.as_str())]).flatten().collect();
        assert!(
            numre
                .iter()
                .all(|n| n.len() == 10 && ("61".."89").contains(&n.get(..2).unwrap()) && ("01".."13").contains(&n.get(2..4).unwrap()))
        );
        assert_eq!(numre.iter().collect::<HashSet<_>>().len(), numre.len());
        assert_eq!(numre.len() - alle.len(), alle.len() / 50, "2 % have had another number");
        let skiftet = alle.iter().find(|b| b.tidligere_cpr.is_some()).unwrap();
        let foer = skiftet.tidligere_cpr.clone().unwrap();
        assert_eq!(foer.cpr.get(..6), skiftet.cpr.get(..6));
        assert_eq!((skiftet.cpr_paa(foer.til.plus_mikros(-1)), skiftet.cpr_paa(foer.til)), (foer.cpr.as_str(), skiftet.cpr.as_str()));
    }
}
