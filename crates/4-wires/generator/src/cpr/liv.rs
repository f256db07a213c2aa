//! What happens in a country: kinds of events, how often each is, and a count of them.
//!
//! The mix is Denmark's in broad lines (per thousand events of households in a year: some 850,000 moves of persons, 58,000 births and as many deaths, 30,000 weddings).
use grund::slump::Slump;
use std::collections::BTreeMap;
use std::fmt;

/// Household-days between two events of a household, births apart, as it is in Denmark: some 0.28 events a year.
pub const DANMARKS_TAKT: u32 = 1_300;

macro_rules! slags {
    ($($navn:ident $vaegt:literal $en:literal $flere:literal;)*) => {
        /// A kind of event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Slags { $(#[doc = $en] $navn),* }

        impl Slags {
            /// All of them.
            pub const ALLE: &[Self] = &[$(Self::$navn),*];

            /// Of a thousand events that a household draws; those with 0 come about in another way.
            const fn vaegt(self) -> u64 {
                match self { $(Self::$navn => $vaegt),* }
            }

            /// In English, one of them or several.
            pub const fn ord(self, antal: u64) -> &'static str {
                match self { $(Self::$navn => if antal == 1 { $en } else { $flere }),* }
            }
        }
    };
}

slags! {
    Foedsel 0 "birth" "births";
    Navngivning 0 "naming" "namings";
    Indvandring 0 "household come to the country" "households come to the country";
    Hjemrejse 0 "return from abroad" "returns from abroad";
    Genfunden 0 "missing person found" "missing persons found";
    Flytning 420 "move" "moves";
    Kommuneskift 170 "move to another municipality" "moves to another municipality";
    Doedsfald 72 "death" "deaths";
    Vielse 36 "wedding" "weddings";
    Separation 12 "separation" "separations";
    Skilsmisse 16 "divorce" "divorces";
    Udrejse 60 "emigration" "emigrations";
    Navneskift 50 "change of name" "changes of name";
    Kirken 20 "change of church" "changes of church";
    Beskyttelse 24 "change of protection" "changes of protection";
    Reklamefri 30 "change of marketing protection" "changes of marketing protection";
    NytNummer 4 "new personnummer" "new personnumre";
    Forsvinding 2 "disappearance" "disappearances";
    Statsborgerskab 8 "new citizenship" "new citizenships";
    Vaergemaal 4 "guardianship" "guardianships";
    Kontaktadresse 14 "change of contact address" "changes of contact address";
    Coadresse 58 "change of c/o name" "changes of c/o name";
}

impl Slags {
    /// Births of a thousand events that a household draws.
    pub const FOEDSLER: u64 = 72;
    /// Households that come to the country.
    pub const INDVANDRING: u64 = 34;

    /// One of the mix.
    pub(super) fn traek(s: &mut Slump) -> Self {
        let ialt: u64 = Self::ALLE.iter().map(|k| k.vaegt()).sum();
        let mut n = s.under(ialt);
        for k in Self::ALLE {
            match n.checked_sub(k.vaegt()) {
                Some(rest) => n = rest,
                None => return *k,
            }
        }
        Self::Coadresse
    }
}

/// How often each kind has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Optaelling(BTreeMap<Slags, u64>);

impl Optaelling {
    /// Once more.
    pub fn med(&mut self, s: Slags) {
        *self.0.entry(s).or_default() += 1;
    }

    /// Of that kind.
    pub fn af(&self, s: Slags) -> u64 {
        self.0.get(&s).copied().unwrap_or_default()
    }

    /// Of all kinds.
    pub fn ialt(&self) -> u64 {
        self.0.values().sum()
    }
}

/// The frequent ones first: `31 moves, 3 births, 1 death`.
impl fmt::Display for Optaelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut alle: Vec<_> = self.0.iter().collect();
        alle.sort_by_key(|(s, n)| (std::cmp::Reverse(**n), **s));
        if alle.is_empty() {
            return f.write_str("nothing");
        }
        for (i, (s, n)) in alle.into_iter().enumerate() {
            write!(f, "{}{n} {}", if i == 0 { "" } else { ", " }, s.ord(*n))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_is_per_thousand_and_every_kind_of_it_comes() {
        assert_eq!(Slags::ALLE.iter().map(|s| s.vaegt()).sum::<u64>(), 1_000);
        let (mut s, mut o) = (Slump::ny(1, "mix"), Optaelling::default());
        (0..20_000).for_each(|_| o.med(Slags::traek(&mut s)));
        for k in Slags::ALLE {
            let ventet = k.vaegt() * 20;
            assert!(o.af(*k).abs_diff(ventet) <= 20 + ventet / 5, "{k:?}: {} of {ventet}", o.af(*k));
        }
        assert!(o.to_string().starts_with(&format!("{} moves, ", o.af(Slags::Flytning))), "{o}");
    }
}
