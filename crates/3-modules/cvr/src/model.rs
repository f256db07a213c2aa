//! What the register knows of a unit and of a production unit, with its history. Serialised with short names: this is the stored form.
use crate::dag::Dag;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value while it was true: from a day up to and with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gyldig<T> {
    /// The first day.
    #[serde(rename = "f")]
    pub fra: Dag,
    /// The last day; `None` while nobody knows of an end.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub til: Option<Dag>,
    /// What was true.
    #[serde(rename = "v")]
    pub vaerdi: T,
}

impl<T> Gyldig<T> {
    /// It was true on that day.
    pub fn paa(&self, dag: Dag) -> bool {
        self.fra <= dag && self.til.is_none_or(|t| t >= dag)
    }
}

/// A value through time: periods that do not overlap, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Historik<T>(pub Vec<Gyldig<T>>);

impl<T> Default for Historik<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Historik<T> {
    /// Nothing was ever said.
    pub fn er_tom(&self) -> bool {
        self.0.is_empty()
    }

    /// What is true on that day.
    pub fn paa(&self, dag: Dag) -> Option<&Gyldig<T>> {
        self.0.iter().find(|g| g.paa(dag))
    }

    /// What an answer about that day shows: what is true then, else the last that was (a unit that has ceased keeps its address), else the first that will be.
    pub fn vist(&self, dag: Dag) -> Option<&Gyldig<T>> {
        self.paa(dag).or_else(|| self.0.iter().rev().find(|g| g.fra <= dag)).or_else(|| self.0.first())
    }

    /// Periods that began before another ended.
    pub fn overlapper(&self) -> bool {
        self.0.windows(2).any(|p| matches!(p, [a, b] if a.til.is_none_or(|t| t >= b.fra)))
    }
}

impl<T: PartialEq> Historik<T> {
    /// From that day this is true, or nothing is: a difference cuts what was true, and what was true before stays in the past.
    pub fn sig(&mut self, vaerdi: Option<T>, fra: Dag) {
        if self.paa(fra).map(|g| &g.vaerdi) == vaerdi.as_ref() {
            return;
        }
        self.0.retain(|g| g.fra < fra);
        if let Some(sidste) = self.0.last_mut().filter(|g| g.til.is_none_or(|t| t >= fra)) {
            sidste.til = Some(fra.foer());
        }
        self.0.extend(vaerdi.map(|vaerdi| Gyldig { fra, til: None, vaerdi }));
    }
}

fn nej(b: &bool) -> bool {
    !b
}

/// An address. A Danish one has street, house, postal code and district; of a foreign one there are only lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Adresse {
    /// The municipality's code, four digits.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    pub kommunekode: Option<String>,
    /// The street's code, four digits.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    pub vejkode: Option<String>,
    /// The street.
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub vejnavn: Option<String>,
    /// House number.
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    pub husnr: Option<String>,
    /// The last house number of several.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub husnr_til: Option<String>,
    /// Floor.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub etage: Option<String>,
    /// Door.
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    pub doer: Option<String>,
    /// Name of a farm or a building.
    #[serde(rename = "g", skip_serializing_if = "Option::is_none")]
    pub bygningsnavn: Option<String>,
    /// Village.
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    pub bynavn: Option<String>,
    /// Postal code, four digits.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub postnr: Option<String>,
    /// Postal district.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub postdistrikt: Option<String>,
    /// Care of.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    pub co: Option<String>,
    /// Country, two letters; Denmark where nothing is said.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub land: Option<String>,
    /// The lines of an address without parts.
    #[serde(rename = "t", skip_serializing_if = "Vec::is_empty")]
    pub linjer: Vec<String>,
    /// It is protected: not shown, not found by.
    #[serde(rename = "x", skip_serializing_if = "nej")]
    pub beskyttet: bool,
}

/// A post office box, with the address that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postboks {
    /// Where it is.
    #[serde(rename = "a")]
    pub adresse: Adresse,
    /// Its number, 1 to 9999.
    #[serde(rename = "b")]
    pub boks: u16,
}

/// An activity: the code of the national nomenclature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branche {
    /// Six digits.
    #[serde(rename = "k")]
    pub kode: String,
    /// Its name.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub tekst: Option<String>,
}

/// A telephone number, a fax number or a mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kontakt {
    /// It.
    #[serde(rename = "v")]
    pub vaerdi: String,
    /// It is protected: not shown, not found by.
    #[serde(rename = "x", default, skip_serializing_if = "nej")]
    pub beskyttet: bool,
}

/// The kinds of contact, in the contract's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kontaktart {
    /// Telephone.
    #[serde(rename = "t")]
    Telefon,
    /// Fax.
    #[serde(rename = "f")]
    Fax,
    /// Mail.
    #[serde(rename = "e")]
    Email,
    /// Telephone abroad.
    #[serde(rename = "u")]
    Udlandstelefon,
    /// Fax abroad.
    #[serde(rename = "w")]
    Udlandsfax,
}

/// How many are employed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ansatte {
    /// The year that was counted.
    #[serde(rename = "a")]
    pub aar: u16,
    /// The quarter, where a quarter was counted.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub kvartal: Option<u8>,
    /// How many, where that is told.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub antal: Option<u32>,
    /// The interval's code, a capital letter.
    #[serde(rename = "i")]
    pub interval: char,
}

/// The intervals of employment: code, least, most. The letters are published, what they stand for is not: ours [D].
pub const INTERVALLER: &[(char, u32, u32)] = &[
    ('A', 0, 0),
    ('B', 1, 1),
    ('C', 2, 4),
    ('D', 5, 9),
    ('E', 10, 19),
    ('F', 20, 49),
    ('G', 50, 99),
    ('H', 100, 199),
    ('I', 200, 499),
    ('J', 500, 999),
    ('K', 1_000, 999_999),
];

/// The code of the interval that holds the number.
pub fn interval_med(antal: u32) -> char {
    INTERVALLER.iter().find(|(_, fra, til)| (*fra..=*til).contains(&antal)).map_or('K', |(k, ..)| *k)
}

/// What units and production units have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faelles {
    /// Name.
    #[serde(rename = "n")]
    pub navn: Historik<String>,
    /// The first day.
    #[serde(rename = "s")]
    pub start: Dag,
    /// The last day, once it has ceased.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub ophoer: Option<Dag>,
    /// It does not want advertising.
    #[serde(rename = "r", default, skip_serializing_if = "nej")]
    pub reklamebeskyttet: bool,
    /// The official address of a unit, where a production unit lies.
    #[serde(rename = "a", default, skip_serializing_if = "Historik::er_tom")]
    pub adresse: Historik<Adresse>,
    /// Postal address.
    #[serde(rename = "p", default, skip_serializing_if = "Historik::er_tom")]
    pub postadresse: Historik<Adresse>,
    /// Post office box.
    #[serde(rename = "b", default, skip_serializing_if = "Historik::er_tom")]
    pub postboks: Historik<Postboks>,
    /// Main activity.
    #[serde(rename = "h", default, skip_serializing_if = "Historik::er_tom")]
    pub branche: Historik<Branche>,
    /// Further activities by rank.
    #[serde(rename = "i", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bibrancher: BTreeMap<u8, Historik<Branche>>,
    /// Who answers for the activity's code.
    #[serde(rename = "j", default, skip_serializing_if = "Option::is_none")]
    pub brancheansvar: Option<u32>,
    /// Telephone, mail and the like.
    #[serde(rename = "k", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kontakt: BTreeMap<Kontaktart, Historik<Kontakt>>,
    /// Employed in a year.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub ansatte: Option<Ansatte>,
}

impl Faelles {
    /// One of which no more is known than name and first day.
    pub fn ny(start: Dag) -> Self {
        Self {
            navn: Historik::default(),
            start,
            ophoer: None,
            reklamebeskyttet: false,
            adresse: Historik::default(),
            postadresse: Historik::default(),
            postboks: Historik::default(),
            branche: Historik::default(),
            bibrancher: BTreeMap::new(),
            brancheansvar: None,
            kontakt: BTreeMap::new(),
            ansatte: None,
        }
    }

    /// It has begun and not ceased.
    pub fn er_aktiv(&self, dag: Dag) -> bool {
        self.start <= dag && self.ophoer.is_none_or(|o| o >= dag)
    }
}

/// Form of business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Virksomhedsform {
    /// The code, 0 to 999.
    #[serde(rename = "k")]
    pub kode: u16,
    /// Who tells of it.
    #[serde(rename = "d")]
    pub leverandoer: String,
    /// It is a community of municipalities.
    #[serde(rename = "m", default, skip_serializing_if = "nej")]
    pub kommunalt_faellesskab: bool,
}

/// How it stands with its creditors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kreditorstatus {
    /// The status, 0 to 99.
    #[serde(rename = "k")]
    pub kode: u8,
    /// More of it, 0 to 99.
    #[serde(rename = "i")]
    pub oplysning: u8,
}

/// Who takes part in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deltager {
    /// Its number in the register, ten digits from 4000000000.
    #[serde(rename = "n")]
    pub nr: u64,
    /// Its name.
    #[serde(rename = "v")]
    pub navn: String,
    /// Who it is.
    #[serde(rename = "s")]
    pub slags: Deltagerslags,
}

/// Who a participant is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deltagerslags {
    /// A person of the CPR register, with the number where it is told.
    #[serde(rename = "p")]
    Person(Option<String>),
    /// A unit.
    #[serde(rename = "l")]
    Enhed(u32),
    /// Somebody else.
    #[serde(rename = "a")]
    Anden,
}

/// A unit (legal unit).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enhed {
    /// CVR number.
    #[serde(rename = "c")]
    pub cvr: u32,
    /// What production units have too.
    #[serde(rename = "f")]
    pub faelles: Faelles,
    /// It exports.
    #[serde(rename = "X", default, skip_serializing_if = "nej")]
    pub eksportoer: bool,
    /// It imports.
    #[serde(rename = "I", default, skip_serializing_if = "nej")]
    pub importoer: bool,
    /// Form of business.
    #[serde(rename = "F", default, skip_serializing_if = "Historik::er_tom")]
    pub form: Historik<Virksomhedsform>,
    /// Employed in a quarter.
    #[serde(rename = "Q", default, skip_serializing_if = "Option::is_none")]
    pub ansatte_kvartal: Option<Ansatte>,
    /// How it stands with its creditors; several at a time may be true.
    #[serde(rename = "K", default, skip_serializing_if = "Vec::is_empty")]
    pub kreditorstatus: Vec<Gyldig<Kreditorstatus>>,
    /// What it is obliged to, by code 0 to 99.
    #[serde(rename = "O", default, skip_serializing_if = "Vec::is_empty")]
    pub pligter: Vec<Gyldig<u8>>,
    /// Who takes part in it.
    #[serde(rename = "D", default, skip_serializing_if = "Vec::is_empty")]
    pub deltagere: Vec<Gyldig<Deltager>>,
    /// SE numbers.
    #[serde(rename = "S", default, skip_serializing_if = "Vec::is_empty")]
    pub se: Vec<u32>,
    /// GLN (EAN) numbers.
    #[serde(rename = "E", default, skip_serializing_if = "Vec::is_empty")]
    pub gln: Vec<String>,
}

/// A production unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produktionsenhed {
    /// P-number.
    #[serde(rename = "c")]
    pub pnr: u64,
    /// What units have too.
    #[serde(rename = "f")]
    pub faelles: Faelles,
    /// Whose it is: one unit's at a time (CVR-02).
    #[serde(rename = "L", default, skip_serializing_if = "Historik::er_tom")]
    pub enhed: Historik<u32>,
    /// It helps the others.
    #[serde(rename = "H", default, skip_serializing_if = "nej")]
    pub hjaelpeenhed: bool,
    /// It is the main one.
    #[serde(rename = "M", default, skip_serializing_if = "nej")]
    pub hovedafdeling: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(t: &str) -> Dag {
        Dag::laes(t).unwrap()
    }

    #[test]
    fn a_difference_cuts_what_was_true_and_the_past_stays() {
        let mut h = Historik::default();
        h.sig(Some("a"), d("2020-01-01"));
        h.sig(Some("a"), d("2021-01-01"));
        h.sig(Some("b"), d("2022-05-01"));
        h.sig(Some("c"), d("2022-05-01"));
        let vist: Vec<_> = h.0.iter().map(|g| (g.fra.to_string(), g.til.map(|t| t.to_string()), g.vaerdi)).collect();
        assert_eq!(vist, [("2020-01-01".into(), Some("2022-04-30".into()), "a"), ("2022-05-01".into(), None, "c")]);
        h.sig(None, d("2023-01-01"));
        assert_eq!(h.paa(d("2023-01-01")), None);
        assert_eq!(h.vist(d("2024-01-01")).unwrap().vaerdi, "c", "what has ceased shows what it had at last");
        assert!(!h.overlapper());
    }

    #[test]
    fn the_intervals_of_employment_have_no_gaps() {
        assert!(INTERVALLER.windows(2).all(|p| p[0].2 + 1 == p[1].1));
        assert_eq!((interval_med(0), interval_med(19), interval_med(20), interval_med(5_000_000)), ('A', 'E', 'F', 'K'));
    }
}
