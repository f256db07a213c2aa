//! The kinds of entities that the two registers have, as tables: what their fields are called in the files, and how they are stored. Stored numbers are
//! only ever added.

/// Which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// Danmarks Adresseregister.
    Dar,
    /// Bygnings- og Boligregistret.
    Bbr,
}

impl Register {
    /// The collection of its rows in the store; never reused.
    pub(crate) const fn samling(self) -> u16 {
        match self {
            Self::Dar => lager::samlinger::DAR,
            Self::Bbr => lager::samlinger::BBR,
        }
    }

    /// As it is written.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Dar => "DAR",
            Self::Bbr => "BBR",
        }
    }

    /// Its kinds.
    pub fn slags(self) -> impl Iterator<Item = &'static Slags> {
        ALLE.iter().copied().filter(move |s| s.register == self)
    }
}

/// A kind of entity.
#[derive(Debug, PartialEq, Eq)]
pub struct Slags {
    /// Stored number.
    pub nr: u8,
    /// The register's own name of it; with `.ndjson` the name of its file.
    pub navn: &'static str,
    /// Where it belongs.
    pub register: Register,
    /// Its table in the extracts of BBR (`CO50200`); empty for DAR.
    pub tabel: &'static str,
    /// Fields that are stored in short; others are kept by name.
    pub felter: &'static [Felt],
}

/// A field.
#[derive(Debug, PartialEq, Eq)]
pub struct Felt {
    /// Stored number, from 1.
    pub nr: u8,
    /// Its name in the files.
    pub navn: &'static str,
    /// How it is stored.
    pub form: Form,
}

/// How a field is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Tekst,
    /// A UUID of another entity.
    Uuid,
    /// The same, by which the entity is also looked up.
    Relation,
}

impl Slags {
    /// The field of that name.
    pub fn felt(&self, navn: &str) -> Option<&'static Felt> {
        self.felter.iter().find(|f| f.navn == navn)
    }

    /// The kind of that stored number.
    pub fn fra_nr(nr: u8) -> Option<&'static Self> {
        ALLE.iter().copied().find(|s| s.nr == nr)
    }
}

const fn tekst(nr: u8, navn: &'static str) -> Felt {
    Felt { nr, navn, form: Form::Tekst }
}
const fn uuid(nr: u8, navn: &'static str) -> Felt {
    Felt { nr, navn, form: Form::Uuid }
}
const fn relation(nr: u8, navn: &'static str) -> Felt {
    Felt { nr, navn, form: Form::Relation }
}
const fn dar(nr: u8, navn: &'static str, felter: &'static [Felt]) -> Slags {
    Slags { nr, navn, register: Register::Dar, tabel: "", felter }
}
const fn bbr(nr: u8, navn: &'static str, tabel: &'static str, felter: &'static [Felt]) -> Slags {
    Slags { nr, navn, register: Register::Bbr, tabel, felter }
}

/// An address: floor and door at a house number.
pub static ADRESSE: Slags = dar(
    1,
    "Adresse",
    &[
        tekst(1, "adressebetegnelse"),
        tekst(2, "etagebetegnelse"),
        tekst(3, "dørbetegnelse"),
        uuid(4, "husnummer_id"),
        uuid(5, "dørpunkt_id"),
    ],
);
/// A house number: what DAWA calls an access address.
pub static HUSNUMMER: Slags = dar(
    2,
    "Husnummer",
    &[
        tekst(1, "adgangsadressebetegnelse"),
        tekst(2, "husnummertekst"),
        uuid(3, "adgangspunkt_id"),
        uuid(4, "navngivenvej_id"),
        uuid(5, "postnummer_id"),
        uuid(6, "supplerendebynavn_id"),
        uuid(7, "darkommune_id"),
        tekst(8, "kommunekode"),
        tekst(9, "vejkode"),
        uuid(10, "vejpunkt_id"),
    ],
);
/// A point, in UTM zone 32 (EPSG:25832).
pub static ADRESSEPUNKT: Slags = dar(3, "Adressepunkt", &[tekst(1, "position"), tekst(2, "kommunekode")]);
/// A road with its name.
pub static NAVNGIVENVEJ: Slags =
    dar(4, "NavngivenVej", &[tekst(1, "vejnavn"), tekst(2, "vejadresseringsnavn"), tekst(3, "administreresafkommune")]);
/// The part of a road in a municipality, with its code there.
pub static KOMMUNEDEL: Slags = dar(5, "NavngivenVejKommunedel", &[tekst(1, "kommune"), uuid(2, "navngivenvej_id"), tekst(3, "vejkode")]);
/// A postal code.
pub static POSTNUMMER: Slags = dar(6, "Postnummer", &[tekst(1, "postnr"), tekst(2, "navn")]);
/// A supplementary name of a town or village.
pub static BYNAVN: Slags = dar(7, "SupplerendeBynavn", &[tekst(1, "navn")]);
/// A municipality.
pub static KOMMUNE: Slags = dar(8, "DARKommuneinddeling", &[tekst(1, "kommunekode"), tekst(2, "navn")]);
/// DAR 0.9: the name of a municipality's road code.
pub static VEJNAVN: Slags =
    dar(9, "Vejnavn", &[tekst(1, "kommunekode"), tekst(2, "vejkode"), tekst(3, "navn"), tekst(4, "adresseringsnavn")]);
/// DAR 0.9: the postal code of a stretch of house numbers.
pub static POSTSTRAEKNING: Slags = dar(
    10,
    "Poststrækning",
    &[tekst(1, "kommunekode"), tekst(2, "vejkode"), tekst(3, "interval"), tekst(4, "side"), tekst(5, "postnr"), tekst(6, "navn")],
);
/// DAR 0.9: the supplementary town of a stretch of house numbers.
pub static BYSTRAEKNING: Slags =
    dar(11, "Bystrækning", &[tekst(1, "kommunekode"), tekst(2, "vejkode"), tekst(3, "interval"), tekst(4, "side"), tekst(5, "navn")]);
/// DAR 0.9: the name of a postal code.
pub static POSTDISTRIKT: Slags = dar(12, "Postdistrikt", &[tekst(1, "postnr"), tekst(2, "navn"), tekst(3, "stormodtager")]);

/// A building.
pub static BYGNING: Slags = bbr(20, "Bygning", "CO50200", &[relation(1, "husnummer"), relation(2, "grund"), tekst(3, "kommunekode")]);
/// Which property a building belongs to.
pub static BYGNINGEJENDOM: Slags =
    bbr(21, "BygningEjendomsrelation", "CO50300", &[relation(1, "bygning"), uuid(2, "bygningPåFremmedGrund")]);
/// A property.
pub static EJENDOM: Slags = bbr(22, "Ejendomsrelation", "CO50400", &[tekst(1, "kommunekode"), tekst(2, "bfeNummer")]);
/// A unit: a dwelling or business at an address.
pub static ENHED: Slags = bbr(
    23,
    "Enhed",
    "CO50500",
    &[relation(1, "adresseIdentificerer"), relation(2, "bygning"), relation(3, "opgang"), uuid(4, "etage"), tekst(5, "kommunekode")],
);
/// Which property a unit belongs to.
pub static ENHEDEJENDOM: Slags = bbr(24, "EnhedEjendomsrelation", "CO50600", &[relation(1, "enhed"), uuid(2, "ejerlejlighed")]);
/// A share of an area.
pub static AREALANDEL: Slags = bbr(25, "FordelingAfFordelingsareal", "CO50700", &[relation(1, "enhed"), uuid(2, "fordelingsareal")]);
/// A floor of a building.
pub static ETAGE: Slags = bbr(26, "Etage", "CO50800", &[relation(1, "bygning"), tekst(2, "eta006BygningensEtagebetegnelse")]);
/// An area that is shared.
pub static FORDELINGSAREAL: Slags = bbr(27, "Fordelingsareal", "CO50900", &[relation(1, "bygning")]);
/// A plot.
pub static GRUND: Slags = bbr(28, "Grund", "CO51000", &[relation(1, "husnummer"), uuid(2, "bestemtFastEjendom"), tekst(3, "kommunekode")]);
/// Which cadastral parcels a plot consists of.
pub static GRUNDJORDSTYKKE: Slags = bbr(29, "GrundJordstykke", "CO51100", &[relation(1, "grund"), tekst(2, "jordstykke")]);
/// A stairway.
pub static OPGANG: Slags = bbr(30, "Opgang", "CO51200", &[relation(1, "adgangFraHusnummer"), relation(2, "bygning")]);
/// A technical installation.
pub static TEKNISKANLAEG: Slags =
    bbr(31, "TekniskAnlæg", "CO51500", &[relation(1, "husnummer"), relation(2, "bygning"), relation(3, "grund"), tekst(4, "kommunekode")]);

/// All of them.
pub static ALLE: &[&Slags] = &[
    &ADRESSE,
    &HUSNUMMER,
    &ADRESSEPUNKT,
    &NAVNGIVENVEJ,
    &KOMMUNEDEL,
    &POSTNUMMER,
    &BYNAVN,
    &KOMMUNE,
    &VEJNAVN,
    &POSTSTRAEKNING,
    &BYSTRAEKNING,
    &POSTDISTRIKT,
    &BYGNING,
    &BYGNINGEJENDOM,
    &EJENDOM,
    &ENHED,
    &ENHEDEJENDOM,
    &AREALANDEL,
    &ETAGE,
    &FORDELINGSAREAL,
    &GRUND,
    &GRUNDJORDSTYKKE,
    &OPGANG,
    &TEKNISKANLAEG,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn stored_numbers_and_names_are_unique() {
        assert_eq!(ALLE.iter().map(|s| s.nr).collect::<HashSet<_>>().len(), ALLE.len());
        assert_eq!(ALLE.iter().map(|s| s.navn).collect::<HashSet<_>>().len(), ALLE.len());
        for s in ALLE {
            assert_eq!(s.felter.iter().map(|f| f.nr).collect::<HashSet<_>>().len(), s.felter.len(), "{}", s.navn);
            assert!(s.felter.iter().all(|f| f.nr > 0), "{}: 0 is a field that is kept by name", s.navn);
            assert_eq!(s.tabel.is_empty(), s.register == Register::Dar);
        }
    }
}
