//! The numbers of all collections of modules' rows, in one place: two modules with one number would read each other's rows. A number is never reused.
use super::{Raekkeforventning, Raekkeskrivning};
use grund::{Tidspunkt, Uuid};

macro_rules! samlinger {
    ($($(#[$om:meta])* $navn:ident = $nr:literal,)*) => {
        $($(#[$om])* pub const $navn: u16 = $nr;)*
        const ALLE: &[u16] = &[$($nr),*];
    };
}

samlinger! {
    /// How far readers of the change feed have come.
    LAESERE = 0,
    /// Messages and dueslag.
    KOE = 10,
    /// What Beskedfordeler remembers beside the queue.
    BESKEDER = 11,
    /// Who owns UUIDs of dueslag and subscriptions.
    BESKEDEJERE = 12,
    /// The CPR population.
    CPR = 20,
    /// Handovers, by id.
    OVERDRAGELSER = 21,
    /// The content of handovers under way.
    OVERDRAGNE = 22,
    /// What was sent, by the sender's id.
    AFSENDT = 23,
    /// What is to happen to handovers when.
    OVERDRAGELSESURE = 24,
    /// A former list of handovers.
    OVERDRAGELSESALDER = 25,
    /// Handovers by state and age.
    OVERDRAGELSESLISTE = 26,
    /// Rules that were saved, by authority.
    REGELVAGT = 27,
    /// What follows a change of personnummer; proposals; the weekly check.
    PERSON = 28,
    /// Metered calls.
    KALD = 31,
    /// Totals of metered calls.
    KALDTOTALER = 32,
    /// Addresses and roads.
    DAR = 40,
    /// Buildings and units.
    BBR = 41,
    /// Entity ids that are taken.
    OPTAGET = 61,
    /// Companies.
    CVR_ENHEDER = 62,
    /// Companies by what is searched.
    CVR_INDEKS = 63,
    /// Events of companies that are to be told.
    CVR_HAENDELSER = 64,
    /// What is seen of companies.
    CVR_HOVED = 65,
    /// Sessions and tokens of the login.
    LOGIN = 70,
    /// The state of a synthetic country.
    LANDET = 80,
    /// How far events of addresses have been told.
    ADRESSEHAENDELSER = 81,
    /// When roles were last used.
    ROLLEBRUG = 142,
    /// SAPA's own.
    SAPA = 151,
}

/// Each number stands once.
#[allow(clippy::indexing_slicing, reason = "at compile time, and within")]
const _: () = {
    let mut i = 1;
    while i < ALLE.len() {
        assert!(ALLE[i - 1] < ALLE[i], "collections are listed in order of their numbers, each once");
        i += 1;
    }
};

/// The key after all that begin with this one; nothing when there is none.
pub fn efter(noegle: &[u8]) -> Vec<u8> {
    let mut ud = noegle.to_vec();
    while let Some(sidste) = ud.pop() {
        if sidste < u8::MAX {
            ud.push(sidste + 1);
            break;
        }
    }
    ud
}

/// A time in a key, in order.
pub fn tid_i_noegle(t: Tidspunkt) -> [u8; 8] {
    (t.mikros().cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The id that a key ends with.
pub fn uuid_sidst(noegle: &[u8]) -> Option<Uuid> {
    noegle.len().checked_sub(16).and_then(|n| noegle.get(n..)).and_then(|b| Uuid::from_slice(b).ok())
}

impl Raekkeskrivning {
    /// A row that is written where it was `foer` (`None`: where there was none).
    pub fn over(samling: u16, noegle: Vec<u8>, foer: Option<Vec<u8>>, vaerdi: Option<Vec<u8>>) -> Self {
        Self { samling, noegle, forventet: foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er), vaerdi }
    }

    /// A row that is written whatever it was.
    pub fn altid(samling: u16, noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Self {
        Self { samling, noegle, forventet: Raekkeforventning::Ligegyldig, vaerdi }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_next_one_are_in_order_of_time_and_end_with_an_id() {
        assert_eq!((efter(&[1, 2]), efter(&[1, 255]), efter(&[255])), (vec![1, 3], vec![2], vec![]));
        let t = |n| tid_i_noegle(Tidspunkt::fra_mikros(n));
        assert!(t(-5) < t(0) && t(0) < t(7), "times are in order");
        let id = Uuid::from_u128(7);
        assert_eq!(uuid_sidst(&[&[1][..], id.as_bytes()].concat()), Some(id));
        assert_eq!(uuid_sidst(&[1]), None);
    }
}
