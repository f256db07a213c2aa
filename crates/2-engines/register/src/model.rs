//! A registration in memory: what one user said about one object at one time, with the virkning of each part.
use grund::{Periode, Tidspunkt, UnikId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Life cycle codes. Stored by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Livscyklus {
    /// Created here.
    Opstaaet = 1,
    /// Created elsewhere and brought in.
    Importeret = 2,
    /// No longer kept up.
    Passiveret = 3,
    /// Logically removed.
    Slettet = 4,
    /// Changed; shown as the code before it on wires that do not know it.
    Rettet = 5,
}

impl Livscyklus {
    /// All of them, by number.
    pub const ALLE: [Self; 5] = [Self::Opstaaet, Self::Importeret, Self::Passiveret, Self::Slettet, Self::Rettet];
    /// The name in the standard.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Opstaaet => "Opstaaet",
            Self::Importeret => "Importeret",
            Self::Passiveret => "Passiveret",
            Self::Slettet => "Slettet",
            Self::Rettet => "Rettet",
        }
    }
    /// From the name in the standard.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|l| l.navn() == navn)
    }
    /// From the stored number.
    pub fn fra_nr(nr: u8) -> Option<Self> {
        Self::ALLE.into_iter().find(|l| *l as u8 == nr)
    }
    /// Neither passive nor deleted: can be changed.
    pub fn er_levende(self) -> bool {
        !matches!(self, Self::Passiveret | Self::Slettet)
    }
}

/// What kind of actor an AktoerRef is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Aktoertype {
    /// An organisation.
    Organisation,
    /// A unit.
    OrganisationEnhed,
    /// A function.
    OrganisationFunktion,
    /// A user.
    Bruger,
    /// An it-system.
    ItSystem,
    /// A community of interest.
    Interessefaellesskab,
}

impl Aktoertype {
    /// All of them.
    pub const ALLE: [Self; 6] =
        [Self::Organisation, Self::OrganisationEnhed, Self::OrganisationFunktion, Self::Bruger, Self::ItSystem, Self::Interessefaellesskab];
    /// The name in the standard.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Organisation => "Organisation",
            Self::OrganisationEnhed => "OrganisationEnhed",
            Self::OrganisationFunktion => "OrganisationFunktion",
            Self::Bruger => "Bruger",
            Self::ItSystem => "ItSystem",
            Self::Interessefaellesskab => "Interessefaellesskab",
        }
    }
    /// From the name in the standard.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|a| a.navn() == navn)
    }
}

/// When something is true, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Virkning {
    /// When; may be empty in an organisation's relations.
    pub periode: Periode,
    /// Who is responsible for the statement.
    pub aktoer: Option<UnikId>,
    /// What kind of actor that is.
    pub aktoertype: Option<Aktoertype>,
    /// A note, at most 1024 characters.
    pub note: Option<String>,
}

impl Virkning {
    /// From `fra` until further notice, by nobody in particular.
    pub fn fra(fra: Tidspunkt) -> Self {
        Self::i(Periode::ny(fra, Tidspunkt::UENDELIG))
    }
    /// In the period, by nobody in particular.
    pub fn i(periode: Periode) -> Self {
        Self { periode, aktoer: None, aktoertype: None, note: None }
    }
    /// The same statement in another period: split periods keep their actor and note.
    pub fn med(&self, periode: Periode) -> Self {
        Self { periode, ..self.clone() }
    }
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Vaerdi {
    /// Only in commands: the field is to be cleared. Never stored.
    Tom,
    /// Text, code, digits, date or duration.
    Tekst(String),
    /// Whole number.
    Heltal(i64),
    /// True or false.
    Boolsk(bool),
    /// Point in time.
    Tidspunkt(Tidspunkt),
    /// Reference.
    Reference(UnikId),
    /// Texts or composite values.
    Liste(Vec<Vaerdi>),
    /// Composite value, sorted by field number.
    Struktur(Felter),
}

/// Values by field number, in rising order.
pub type Felter = BTreeMap<u16, Vaerdi>;

/// The values of the attribute `egenskaber` in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Egenskab {
    /// When they hold.
    pub virkning: Virkning,
    /// The values; a field that is absent has no value.
    pub felter: Felter,
}

/// A state's value in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tilstand {
    /// When it holds.
    pub virkning: Virkning,
    /// Position in [`crate::Tilstandsdef::vaerdier`], from 1; 0 only in commands: no value.
    pub vaerdi: u8,
}

/// A reference in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// When it holds.
    pub virkning: Virkning,
    /// What is pointed at; `None` is stored when a wire allows it, and means "nothing" (0..1) or removal of an index.
    pub reference: Option<UnikId>,
    /// Label of the reference (Klasse v7).
    pub label: Option<String>,
    /// Object type of what is pointed at, if the sender said so.
    pub objekttype: Option<String>,
    /// Number or text that tells it from others of the same relation.
    pub indeks: Option<String>,
    /// Role, where the relation has one.
    pub rolle: Option<Maerke>,
    /// Type, where the relation has one.
    pub slags: Option<Maerke>,
    /// Further data.
    pub felter: Felter,
}

impl Relation {
    /// A plain reference.
    pub fn til(reference: UnikId, virkning: Virkning) -> Self {
        Self {
            virkning,
            reference: Some(reference),
            label: None,
            objekttype: None,
            indeks: None,
            rolle: None,
            slags: None,
            felter: Felter::new(),
        }
    }
}

/// A role or type: a reference with an optional label (`UuidLabelInputType`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Maerke {
    /// The class.
    pub id: UnikId,
    /// Its label, as sent.
    pub label: Option<String>,
}

/// A variant of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its key.
    pub tekst: String,
    /// Its properties.
    pub egenskaber: Vec<Egenskab>,
    /// Its parts.
    pub dele: Vec<Del>,
}

/// A part of a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Del {
    /// Its key.
    pub tekst: String,
    /// Its properties.
    pub egenskaber: Vec<Egenskab>,
    /// Its relations by number.
    pub relationer: BTreeMap<u16, Vec<Relation>>,
}

/// The lists of an object where LokalUdvidelse may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Liste {
    /// AttributListe.
    Attributter,
    /// TilstandListe.
    Tilstande,
    /// RelationListe.
    Relationer,
}

/// Everything that an object says about itself in one registration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tilstandsbillede {
    /// Attribute periods, sorted by start; they never overlap.
    pub egenskaber: Vec<Egenskab>,
    /// State periods by state, sorted by start; they never overlap.
    pub tilstande: BTreeMap<u16, Vec<Tilstand>>,
    /// References by relation, in order of arrival.
    pub relationer: BTreeMap<u16, Vec<Relation>>,
    /// Variants of a document.
    pub varianter: Vec<Variant>,
    /// LokalUdvidelse: the XML inside the element, as sent.
    pub udvidelser: BTreeMap<Liste, String>,
}

/// One registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registrering {
    /// In force in registration time. The end is set when it is read; +∞ for the newest.
    pub registreret: Periode,
    /// Its life cycle code.
    pub livscyklus: Livscyklus,
    /// Opstaaet or Importeret: how the object last came in, for wires that do not know Rettet.
    pub oprindelse: Livscyklus,
    /// Who made it.
    pub bruger: UnikId,
    /// The time that the sender gave it (C-12). `registreret` is when it arrived here.
    pub afsendt: Option<Tidspunkt>,
    /// A note.
    pub note: Option<String>,
    /// What it says.
    pub billede: Tilstandsbillede,
}

impl Registrering {
    /// The life cycle code on the STS v6 wire, which has no Rettet.
    pub fn sts_livscyklus(&self) -> Livscyklus {
        if self.livscyklus == Livscyklus::Rettet { self.oprindelse } else { self.livscyklus }
    }
}
