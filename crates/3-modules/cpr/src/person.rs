//! A person as CPR tells of her, with the whole history: what the records of one personnummer say, as Rust values.
//!
//! Current values stand alone, earlier ones in the lists named `tidligere_…`, oldest or newest as CPR delivers them. Texts are without the padding of the file; a text
//! that CPR does not have is empty. Protected names and addresses (0001) are in here: whoever shows a person asks [`Person::vis_for`] first (CPR-07).
use crate::tid::{Fratil, Tid};
use std::fmt;

/// Ten digits (CPR-01). No check digit is asked for (CPR-04), and any day is read: 61–91 are synthetic persons (CPR-05).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personnummer(u64);

impl Personnummer {
    /// The last that ten digits can write: nobody's.
    pub const SIDSTE: Self = Self(9_999_999_999);

    /// From ten digits, and nothing else; ten zeros are none (CPR's way to write nothing).
    pub fn laes(t: &str) -> Option<Self> {
        if t.len() != 10 || !t.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        t.parse().ok().filter(|n| *n != 0).map(Self)
    }

    /// From the number that the digits are.
    pub const fn fra_tal(n: u64) -> Option<Self> {
        if n == 0 || n > 9_999_999_999 { None } else { Some(Self(n)) }
    }

    /// The number that the digits are.
    pub const fn tal(self) -> u64 {
        self.0
    }

    /// The year of birth that the number says (CPR-02).
    pub fn foedselsaar(self) -> u16 {
        let aar = u16::try_from(self.0 / 10_000 % 100).unwrap_or_default();
        match (self.0 / 1_000 % 10, aar) {
            (0..=3, _) | (4 | 9, 37..) => 1900 + aar,
            (4 | 9, _) | (5..=8, ..=57) => 2000 + aar,
            _ => 1800 + aar,
        }
    }

    /// The day of birth that the number says: an Erstatningspersonnummer's, or a synthetic person's, with 60 taken off the day (CPR-05).
    pub fn foedselsdag(self) -> Tid {
        let (dag, maaned) = (self.0 / 100_000_000, self.0 / 1_000_000 % 100);
        let dag = if dag > 60 { dag - 60 } else { dag };
        Tid::dag(self.foedselsaar(), u8::try_from(maaned).unwrap_or_default(), u8::try_from(dag).unwrap_or_default())
    }

    /// The sex that the number says (CPR-03).
    pub const fn koen(self) -> Koen {
        if self.0.is_multiple_of(2) { Koen::Kvinde } else { Koen::Mand }
    }

    /// Day 61–91: synthetic, or of an own system; never of CPR (CPR-05).
    pub const fn er_syntetisk(self) -> bool {
        self.0 / 100_000_000 > 60
    }

    /// Whether the check digit holds (CPR-04): a hint, never a reason to refuse.
    pub fn modulus11(self) -> bool {
        let cifre = self.to_string();
        let sum: u32 = cifre.bytes().zip([4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).map(|(c, v)| u32::from(c - b'0') * v).sum();
        sum.is_multiple_of(11)
    }
}

impl fmt::Display for Personnummer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

/// Six digits and stars: what is printed by accident names nobody.
impl fmt::Debug for Personnummer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}****", self.0 / 10_000)
    }
}

/// The sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Koen {
    /// `M`.
    Mand,
    /// `K`.
    Kvinde,
}

/// CPR's status (CPR-06): 1, 3, 5, 7, 20, 30, 50, 60, 70, 80 or 90, as the file says; 0 when it says none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(pub u8);

impl Status {
    /// The number was given by mistake (CPR-10).
    pub const ANNULLERET: Self = Self(30);
    /// Gone: the person had two numbers (CPR-09).
    pub const DOBBELT: Self = Self(50);
    /// The person has a new number (CPR-08).
    pub const AENDRET: Self = Self(60);
    /// Missing.
    pub const FORSVUNDET: Self = Self(70);
    /// Has left the country.
    pub const UDREJST: Self = Self(80);
    /// Dead.
    pub const DOED: Self = Self(90);

    /// 01, 03, 05, 07.
    pub const fn er_aktiv(self) -> bool {
        matches!(self.0, 1 | 3 | 5 | 7)
    }

    /// What it means, in Danish; empty for one that is none of the list.
    pub const fn tekst(self) -> &'static str {
        match self.0 {
            1 => "aktiv, bopæl i dansk folkeregister",
            3 => "aktiv, speciel vejkode i dansk folkeregister",
            5 => "aktiv, bopæl i grønlandsk folkeregister",
            7 => "aktiv, speciel vejkode i grønlandsk folkeregister",
            20 => "uden bopæl, tildelt personnummer af skattehensyn",
            30 => "annulleret personnummer",
            50 => "slettet personnummer ved dobbeltnummer",
            60 => "ændret personnummer",
            70 => "forsvundet",
            80 => "udrejst",
            90 => "død",
            _ => "",
        }
    }
}

/// How much of the truth a line of history is (ANNKOR).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rettelse {
    /// It was so.
    #[default]
    Ingen,
    /// `A`: undone; it never was so.
    Annulleret,
    /// `K`: corrected by a later line.
    Korrigeret,
    /// Another letter of CPR's, kept.
    Anden(u8),
}

/// A person, as her records say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The number that the records are kept under; of a person who has changed number this may be an old one.
    pub nummer: Option<Personnummer>,
    /// Her number now, where `nummer` is an old one (status 50 and 60).
    pub gaeldende: Option<Personnummer>,
    /// Status.
    pub status: Status,
    /// Since when.
    pub status_fra: Option<Tid>,
    /// Sex.
    pub koen: Option<Koen>,
    /// Day of birth.
    pub foedt: Option<Tid>,
    /// When the number began and ended.
    pub person: Fratil,
    /// Occupation.
    pub stilling: String,
    /// Earlier numbers (022).
    pub tidligere_numre: Vec<TidligereNummer>,
    /// The name now (008).
    pub navn: Option<Navn>,
    /// Earlier names (026).
    pub tidligere_navne: Vec<Navn>,
    /// The address now in a Danish register (002).
    pub adresse: Option<Adresse>,
    /// The same in clear text (003).
    pub klarskrift: Option<Klarskrift>,
    /// Earlier addresses (023).
    pub tidligere_adresser: Vec<TidligereAdresse>,
    /// Where letters go instead (006).
    pub kontaktadresse: Option<Kontaktadresse>,
    /// Protections, also ended ones (004).
    pub beskyttelser: Vec<Beskyttelse>,
    /// Abroad (005).
    pub udrejse: Option<Udrejse>,
    /// Stays abroad that ended (024).
    pub tidligere_udrejser: Vec<Udrejse>,
    /// Missing (007), since then.
    pub forsvundet: Option<Tid>,
    /// Times that she was missing (025).
    pub tidligere_forsvindinger: Vec<Forsvinding>,
    /// Where the birth is registered (009).
    pub foedested: Option<Foedested>,
    /// Citizenship (010).
    pub statsborgerskab: Option<Statsborgerskab>,
    /// Earlier citizenships (027).
    pub tidligere_statsborgerskaber: Vec<Statsborgerskab>,
    /// Relation to the Danish church (011).
    pub folkekirke: Option<Folkekirke>,
    /// Earlier ones (028).
    pub tidligere_folkekirke: Vec<Folkekirke>,
    /// Civil status with spouse (012).
    pub civilstand: Option<Civilstand>,
    /// Earlier ones (029).
    pub tidligere_civilstande: Vec<Civilstand>,
    /// Separation (013).
    pub separation: Option<Separation>,
    /// Earlier ones (030).
    pub tidligere_separationer: Vec<Separation>,
    /// Children (014).
    pub boern: Vec<Personnummer>,
    /// Mother (015).
    pub mor: Option<Foraelder>,
    /// Father (015).
    pub far: Option<Foraelder>,
    /// Who has custody of her (016).
    pub foraeldremyndighed: Vec<Foraeldremyndighed>,
    /// Guardianship (017).
    pub vaergemaal: Option<Vaergemaal>,
    /// Municipal conditions (018).
    pub kommunale_forhold: Vec<Kommunaltforhold>,
    /// Notes (019).
    pub notater: Vec<Notat>,
    /// Voting (020).
    pub valg: Vec<Valgoplysning>,
    /// Orders to move (021).
    pub flyttepaabud: Vec<Flyttepaabud>,
    /// What CPR says has happened since the last extract (099).
    pub haendelser: Vec<Haendelseskode>,
    /// Records of other types, whole: type and what follows the number (CPR-14).
    pub andre: Vec<(u16, String)>,
}

/// A number that was hers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TidligereNummer {
    /// The number.
    pub nummer: Personnummer,
    /// When it was hers.
    pub periode: Fratil,
}

/// A name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Navn {
    /// First names.
    pub fornavn: String,
    /// CPR's mark at them (a name that could not be written whole, `*`, `+`, `=`); empty without.
    pub fornavn_markering: String,
    /// Middle name.
    pub mellemnavn: String,
    /// Its mark.
    pub mellemnavn_markering: String,
    /// Last name.
    pub efternavn: String,
    /// Its mark.
    pub efternavn_markering: String,
    /// As it stands on a letter; only of the name now.
    pub adresseringsnavn: String,
    /// When it was hers.
    pub periode: Fratil,
    /// Of history: whether it was so.
    pub rettelse: Rettelse,
}

/// Where in a Danish register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sted {
    /// Municipality code; 0 for none.
    pub kommune: u16,
    /// Street code; 9900 and above are special ones.
    pub vej: u16,
    /// House number with letter, `077A`.
    pub husnr: String,
    /// Floor.
    pub etage: String,
    /// Side or door.
    pub sidedoer: String,
    /// Building number (Greenland).
    pub bygningsnr: String,
}

/// The address now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adresse {
    /// Where.
    pub sted: Sted,
    /// C/o name.
    pub conavn: String,
    /// Moved in there.
    pub tilflyttet: Option<Tid>,
    /// Came to the municipality.
    pub tilflyttet_kommune: Option<Tid>,
    /// The municipality that was left; 0 for none.
    pub fraflyttet_kommune: u16,
    /// When.
    pub fraflyttet: Option<Tid>,
    /// Authority of the supplementary address; 0 for none.
    pub myndighed: u16,
    /// Supplementary address, five lines at most.
    pub supplerende: Vec<String>,
    /// When those lines hold.
    pub supplerende_periode: Fratil,
}

/// The address as it stands on a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Klarskrift {
    /// Name on letters.
    pub adresseringsnavn: String,
    /// C/o name.
    pub conavn: String,
    /// Place (a farm's name).
    pub lokalitet: String,
    /// Street, number, floor and door in one line.
    pub standardadresse: String,
    /// Town within the postal district.
    pub bynavn: String,
    /// Postal code; 0 for none.
    pub postnr: u16,
    /// Postal district.
    pub postdistrikt: String,
    /// Where.
    pub sted: Sted,
    /// The street's name.
    pub vejadresseringsnavn: String,
}

/// An earlier address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TidligereAdresse {
    /// Where.
    pub sted: Sted,
    /// C/o name.
    pub conavn: String,
    /// Moved in and out.
    pub periode: Fratil,
    /// Whether it was so.
    pub rettelse: Rettelse,
}

/// Where letters go instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kontaktadresse {
    /// Up to five lines.
    pub linjer: Vec<String>,
    /// When.
    pub periode: Fratil,
}

/// A protection (CPR-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beskyttelse {
    /// 1 name and address, 2 directories, 3 marketing, 4 research; others are kept.
    pub art: u16,
    /// When it holds.
    pub periode: Fratil,
}

impl Beskyttelse {
    /// Name and address: the one that hides.
    pub const NAVN_OG_ADRESSE: u16 = 1;
    /// Local directories.
    pub const LOKALVEJVISER: u16 = 2;
    /// Marketing.
    pub const MARKEDSFOERING: u16 = 3;
    /// Research.
    pub const FORSKNING: u16 = 4;
}

/// A stay abroad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Udrejse {
    /// The country's code in CPR (5100 is Denmark); 0 for none.
    pub land: u16,
    /// Left, and of history came back.
    pub periode: Fratil,
    /// Of history: the country she came from; 0 for none.
    pub indrejst_fra: u16,
    /// Address abroad, five lines at most.
    pub linjer: Vec<String>,
    /// Of history: whether it was so.
    pub rettelse: Rettelse,
}

/// A time that she was missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forsvinding {
    /// Missing, and found again.
    pub periode: Fratil,
    /// Whether it was so.
    pub rettelse: Rettelse,
}

/// Where the birth is registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foedested {
    /// Authority (parish, municipality or country); 0 for none.
    pub myndighed: u16,
    /// In words.
    pub tekst: String,
}

/// A citizenship.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statsborgerskab {
    /// The country's code.
    pub land: u16,
    /// When.
    pub periode: Fratil,
    /// Of history: whether it was so.
    pub rettelse: Rettelse,
}

/// Relation to the Danish church.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folkekirke {
    /// CPR's letter: F, M, U, A, S …
    pub forhold: String,
    /// When.
    pub periode: Fratil,
}

/// Another person: by number, or else by birth and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The number, where she has one.
    pub nummer: Option<Personnummer>,
    /// Born.
    pub foedt: Option<Tid>,
    /// Name, `Udtzen,Heinrich`.
    pub navn: String,
    /// CPR's mark at the name.
    pub navn_markering: String,
}

/// A civil status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Civilstand {
    /// U, G, F, E, P, O, L or D.
    pub kode: String,
    /// Spouse or partner; `None` without.
    pub aegtefaelle: Option<Relation>,
    /// When.
    pub periode: Fratil,
    /// Reference to a separation (time of its entry), empty without.
    pub separation: String,
    /// Of history: whether it was so.
    pub rettelse: Rettelse,
}

/// A separation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Separation {
    /// Reference to the civil status.
    pub henvisning: String,
    /// When.
    pub periode: Fratil,
    /// Of history: whether it was so.
    pub rettelse: Rettelse,
}

/// Mother or father.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foraelder {
    /// Since when.
    pub fra: Option<Tid>,
    /// Who.
    pub relation: Relation,
}

/// Who has custody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Foraeldremyndighed {
    /// 3 mother, 4 father, 5 and 6 another person who is named.
    pub art: u16,
    /// When.
    pub periode: Fratil,
    /// The named person.
    pub nummer: Option<Personnummer>,
    /// Since when it is that person.
    pub nummer_fra: Option<Tid>,
}

/// Guardianship.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vaergemaal {
    /// When.
    pub periode: Fratil,
    /// 0 none named, 1 a person by number, 2 by name and address.
    pub art: u16,
    /// The guardian by number.
    pub nummer: Option<Personnummer>,
    /// Since when it is that person.
    pub nummer_fra: Option<Tid>,
    /// The guardian's name.
    pub navn: String,
    /// Since when the address is that.
    pub adresse_fra: Option<Tid>,
    /// The guardian's address, five lines at most.
    pub tekst: Vec<String>,
}

/// A municipal condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kommunaltforhold {
    /// Its type.
    pub art: u16,
    /// Its code.
    pub kode: String,
    /// Since when.
    pub fra: Option<Tid>,
    /// In words.
    pub bemaerkning: String,
}

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notat {
    /// Its number.
    pub nr: u16,
    /// Its text.
    pub tekst: String,
    /// When it stands.
    pub periode: Fratil,
}

/// About voting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Valgoplysning {
    /// Its code.
    pub kode: u16,
    /// The right to vote since.
    pub valgret: Option<Tid>,
    /// When.
    pub periode: Fratil,
}

/// An order to move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flyttepaabud {
    /// When it was given.
    pub dato: Option<Tid>,
    /// In words.
    pub tekst: String,
}

/// What CPR says has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haendelseskode {
    /// When it was entered.
    pub ajourfoert: Option<Tid>,
    /// CPR's code, `A29`.
    pub kode: String,
    /// By whom it was derived (`ÆG` spouse, `MO` mother …); empty for her own.
    pub afledt: String,
    /// Whose event it is, where it is another's.
    pub nummer: Option<Personnummer>,
}

/// Who looks: whether the caller has the right to protected names and addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// The caller has it.
    Beskyttede,
    /// Names and addresses under protection 0001 are hidden.
    Uden,
}

impl Person {
    /// Whether name and address are protected on the day (CPR-07): 0001 alone hides.
    pub fn er_beskyttet(&self, dag: Tid) -> bool {
        self.har_beskyttelse(Beskyttelse::NAVN_OG_ADRESSE, dag)
    }

    /// Whether a protection holds on the day.
    pub fn har_beskyttelse(&self, art: u16, dag: Tid) -> bool {
        self.beskyttelser.iter().any(|b| b.art == art && b.periode.gaelder(dag))
    }

    /// The person as the caller may see her on the day: without the right, and under protection, there is no name and no address in it, of now or earlier
    /// (CPR-07). Numbers, status, dates and relations by number stay.
    #[must_use]
    pub fn vis_for(mut self, ret: Ret, dag: Tid) -> Self {
        if ret == Ret::Beskyttede || !self.er_beskyttet(dag) {
            return self;
        }
        self.navn = None;
        self.tidligere_navne.clear();
        self.adresse = None;
        self.klarskrift = None;
        self.tidligere_adresser.clear();
        self.kontaktadresse = None;
        let uden_linjer = |u: &mut Udrejse| u.linjer.clear();
        self.udrejse.iter_mut().for_each(uden_linjer);
        self.tidligere_udrejser.iter_mut().for_each(uden_linjer);
        self.notater.clear();
        self.kommunale_forhold.clear();
        self.flyttepaabud.clear();
        self.andre.clear();
        self
    }

    /// Her number now: `gaeldende`, or the one that the records are kept under.
    pub fn nummer_nu(&self) -> Option<Personnummer> {
        self.gaeldende.or(self.nummer)
    }

    /// Municipality of the address now; `None` without one.
    pub fn kommune(&self) -> Option<u16> {
        self.adresse.as_ref().map(|a| a.sted.kommune).filter(|k| *k != 0)
    }

    /// Age on a day, of the day of birth that CPR says, or else of the number.
    pub fn alder(&self, dag: Tid) -> Option<u16> {
        self.foedt.or(self.nummer.map(Personnummer::foedselsdag))?.alder(dag)
    }
}
