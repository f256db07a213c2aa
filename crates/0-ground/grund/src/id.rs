//! Identifiers: UUID or URN ([`UnikId`]), and the Danish numbers.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A reference to an object: a UUID or a URN, never both (A-69; `UnikIdType` of the standard).
///
/// Two references are equal when they name the same: a bare UUID in the place of the URN (as programs of .NET write it that forget to choose
/// the element) is the reference to that UUID, and is written back where it came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum UnikId {
    /// Written lower case on every wire, read in either case.
    Uuid(Uuid),
    /// What came in the place of the URN: at most 255 characters, compared exactly.
    Urn(String),
}

/// What a reference is compared by.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Navngivet<'a> {
    Uuid(Uuid),
    Urn(&'a str),
}

impl UnikId {
    /// The UUID that it names, in whichever place that came.
    pub fn uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(u) => Some(*u),
            Self::Urn(u) => laes_uuid(u),
        }
    }

    /// What came in the place of the URN, if it is no UUID.
    pub fn urn(&self) -> Option<&str> {
        match self {
            Self::Urn(u) if laes_uuid(u).is_none() => Some(u),
            Self::Urn(_) | Self::Uuid(_) => None,
        }
    }

    fn navngivet(&self) -> Navngivet<'_> {
        match self {
            Self::Uuid(u) => Navngivet::Uuid(*u),
            Self::Urn(u) => laes_uuid(u).map_or(Navngivet::Urn(u), Navngivet::Uuid),
        }
    }
}

impl PartialEq for UnikId {
    fn eq(&self, anden: &Self) -> bool {
        self.navngivet() == anden.navngivet()
    }
}

impl Eq for UnikId {}

impl PartialOrd for UnikId {
    fn partial_cmp(&self, anden: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(anden))
    }
}

impl Ord for UnikId {
    fn cmp(&self, anden: &Self) -> std::cmp::Ordering {
        self.navngivet().cmp(&anden.navngivet())
    }
}

impl std::hash::Hash for UnikId {
    fn hash<H: std::hash::Hasher>(&self, h: &mut H) {
        self.navngivet().hash(h);
    }
}

impl fmt::Display for UnikId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(u) => u.fmt(f),
            Self::Urn(u) => f.write_str(u),
        }
    }
}

/// Reads a UUID in the only form that the contracts allow: 8-4-4-4-12 hexadecimal digits in either case.
pub fn laes_uuid(tekst: &str) -> Option<Uuid> {
    (tekst.len() == 36).then(|| Uuid::try_parse(tekst).ok()).flatten()
}

/// A CVR number, eight digits: the identity of an authority or company.
///
/// The control digit is not checked: test numbers such as 11111111 (Korsbæk Kommune) fail it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cvr(u32);

impl Cvr {
    /// KOMBIT, which keeps what all municipalities share (H-9).
    pub const KOMBIT: Self = Self(19_435_075);
    /// Korsbæk Kommune, the demo municipality.
    pub const KORSBAEK: Self = Self(11_111_111);

    /// Owner of what the country shares and everybody reads by right only: the replica of the CPR population. No company has the number.
    pub const LANDET: Self = Self(1);

    /// From a number below 10⁸.
    pub const fn fra_tal(tal: u32) -> Option<Self> {
        if tal < 100_000_000 { Some(Self(tal)) } else { None }
    }

    /// As a number; leading zeros are gone.
    pub const fn tal(self) -> u32 {
        self.0
    }
}

impl FromStr for Cvr {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        if s.len() == 8 && s.bytes().all(|c| c.is_ascii_digit()) { s.parse().map(Self).map_err(|_| ()) } else { Err(()) }
    }
}

impl fmt::Display for Cvr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// A CPR number as people type it: ten digits, with a hyphen or blanks in it or around it, alone or as `urn:oio:cpr-nr:`; the ten digits. For what a person types, and not for published
/// contracts, which say themselves what they take.
pub fn indtastet_cpr(tekst: &str) -> Option<String> {
    let t = tekst.trim();
    let foran = t.get(..15).filter(|f| f.eq_ignore_ascii_case("urn:oio:cpr-nr:")).map_or(0, str::len);
    let cifre: String = t.get(foran..)?.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2013}')).collect();
    (cifre.len() == 10 && cifre.bytes().all(|b| b.is_ascii_digit())).then_some(cifre)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpr01_a_number_is_taken_as_people_type_it() {
        for godt in [
            "0101701234",
            "010170-1234",
            " 010170 1234 ",
            "01 01 70 – 1234",
            "urn:oio:cpr-nr:0101701234",
            "URN:OIO:CPR-NR:010170-1234",
            "010170\u{a0}1234",
        ] {
            assert_eq!(indtastet_cpr(godt).as_deref(), Some("0101701234"), "{godt}");
        }
        for galt in ["", "010170123", "01017012345", "010170x1234", "urn:oio:cvr-nr:0101701234", "０１０１７０１２３４", "æøåæøåæøåæ"]
        {
            assert_eq!(indtastet_cpr(galt), None, "{galt}");
        }
    }

    #[test]
    fn uuid_only_in_the_canonical_form() {
        assert!(laes_uuid("0235DC7B-11c4-4ee5-b685-9f638f5cd032").is_some());
        for t in [
            "",
            "0235dc7b11c44ee5b6859f638f5cd032",
            "{0235dc7b-11c4-4ee5-b685-9f638f5cd032}",
            "urn:uuid:0235dc7b-11c4-4ee5-b685-9f638f5cd032",
            "0235dc7b-11c4-4ee5-b685-9f638f5cd03g",
            "0235dc7b-11c4-4ee5-b6859-f638f5cd032",
        ] {
            assert!(laes_uuid(t).is_none(), "{t}");
        }
    }

    #[test]
    fn k1_the_same_uuid_in_either_place_is_the_same_reference() {
        let t = "0235dc7b-11c4-4ee5-b685-9f638f5cd032";
        let (uuid, urn) = (UnikId::Uuid(laes_uuid(t).unwrap()), UnikId::Urn(t.to_uppercase()));
        assert_eq!((&uuid, uuid.uuid(), urn.urn()), (&urn, urn.uuid(), None));
        assert_eq!(std::collections::HashSet::from([uuid.clone(), urn.clone()]).len(), 1);
        assert_eq!(uuid.cmp(&urn), std::cmp::Ordering::Equal);
        // and each is written as it came
        assert_eq!((uuid.to_string(), urn.to_string()), (t.to_owned(), t.to_uppercase()));
        let andet = UnikId::Urn(format!("urn:uuid:{t}"));
        assert!(andet != uuid && andet.uuid().is_none() && andet.urn().is_some());
    }

    #[test]
    fn cvr_is_eight_digits() {
        assert_eq!("01234567".parse::<Cvr>().map(|c| c.to_string()), Ok("01234567".into()));
        assert!("1234567".parse::<Cvr>().is_err());
        assert!("+1234567".parse::<Cvr>().is_err());
    }
}
