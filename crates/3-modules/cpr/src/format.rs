//! CPR Direkte as data: every record type with its fields, where they stand and what they hold (CPR-14).
//!
//! Positions are counted from 1, as in CPR's own descriptions. Every record begins with its type (3) and, but for start, end and receipts, the personnummer (10).
use Art::{Dag, Dato, Mark, Nummer, Tal, Tekst, Tid12};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Art {
    /// Text, padded with spaces.
    Tekst,
    /// Digits, or blank.
    Tal,
    /// A personnummer; blank or zeros for none.
    Nummer,
    /// `ÅÅÅÅ-MM-DD`, parts zero where unknown; blank for none.
    Dato,
    /// `ÅÅÅÅMMDDTTMM`, parts zero and minute 99 where unknown; blank or zeros for none.
    Tid12,
    /// `ÅÅÅÅMMDD`; blank or zeros for none.
    Dag,
    /// One character: `*` at an uncertain time, CPR's letter at a name or a line of history.
    Mark,
}

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Felt {
    /// CPR's name of it, as far as it is public, in ASCII.
    pub navn: &'static str,
    /// Its first position.
    pub fra: usize,
    /// Its length.
    pub laengde: usize,
    /// What it holds.
    pub art: Art,
}

/// A type of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recordtype {
    /// Its number.
    pub nr: u16,
    /// What it is about.
    pub navn: &'static str,
    /// A personnummer follows the type.
    pub person: bool,
    /// It holds a name or an address: not shown of a protected person without the right (CPR-07).
    pub skjules: bool,
    /// Its fields after type and personnummer.
    pub felter: &'static [Felt],
}

const fn f(navn: &'static str, fra: usize, laengde: usize, art: Art) -> Felt {
    Felt { navn, fra, laengde, art }
}

const fn om_person(nr: u16, navn: &'static str, felter: &'static [Felt]) -> Recordtype {
    Recordtype { nr, navn, person: true, skjules: false, felter }
}

const fn skjult(nr: u16, navn: &'static str, felter: &'static [Felt]) -> Recordtype {
    Recordtype { nr, navn, person: true, skjules: true, felter }
}

const fn ramme(nr: u16, navn: &'static str, felter: &'static [Felt]) -> Recordtype {
    Recordtype { nr, navn, person: false, skjules: false, felter }
}

/// Bytes of the record type.
pub const TYPE: usize = 3;
/// Bytes of type and personnummer.
pub const HOVED: usize = 13;
/// The first record.
pub const START: u16 = 0;
/// The last one.
pub const SLUT: u16 = 999;
/// A record that CPR could not deliver.
pub const FEJL: u16 = 910;
/// The person, with which her records begin.
pub const PERSON: u16 = 1;
/// An earlier number.
pub const TIDLIGERE_NUMMER: u16 = 22;
/// What has happened.
pub const HAENDELSE: u16 = 99;

/// The clear-text address of a relative (031–033): who it is, then the same fields as 003. Nothing public says where they stand, so the rest is kept as text [D].
const PAAROERENDE: &[Felt] = &[f("PNR-PAAROERENDE", 14, 10, Nummer), f("KLARSKRIFT", 24, 400, Tekst)];

/// What is to become of a text about another person where no number says who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UdenNummer {
    /// It is told: CPR names those by name who have no number.
    Vises,
    /// It is hidden where the person of the record is protected: it may be her own address.
    SomHende,
    /// It is hidden: whether that person is protected can't be known.
    Skjules,
}

/// Text of a record about another person (CPR-07): hidden where that person is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Omtale {
    /// The record's type.
    pub record: u16,
    /// The field with that person's number.
    pub nummer: &'static str,
    /// The fields with name and address.
    pub tekster: &'static [&'static str],
    /// Without a number.
    pub uden: UdenNummer,
}

const fn omtale(record: u16, nummer: &'static str, tekster: &'static [&'static str], uden: UdenNummer) -> Omtale {
    Omtale { record, nummer, tekster, uden }
}

/// Every text about another person.
pub const OMTALER: &[Omtale] = &[
    omtale(12, "AEGTEPNR", &["AEGTENVN"], UdenNummer::Vises),
    omtale(15, "PNRMOR", &["MORNVN"], UdenNummer::Vises),
    omtale(15, "PNRFAR", &["FARNVN"], UdenNummer::Vises),
    omtale(17, "RELPNR", &["RELADRSAT_RELPNR_TXT", "RELTXT1", "RELTXT2", "RELTXT3", "RELTXT4", "RELTXT5"], UdenNummer::SomHende),
    omtale(29, "AEGTEPNR", &["AEGTENVN"], UdenNummer::Vises),
    omtale(31, "PNR-PAAROERENDE", &["KLARSKRIFT"], UdenNummer::Skjules),
    omtale(32, "PNR-PAAROERENDE", &["KLARSKRIFT"], UdenNummer::Skjules),
    omtale(33, "PNR-PAAROERENDE", &["KLARSKRIFT"], UdenNummer::Skjules),
];

/// Every known record type, by number.
pub const RECORDTYPER: &[Recordtype] = &[
    ramme(
        START,
        "Startrecord",
        &[f("SORTFELT-10", 4, 10, Tekst), f("OPGAVENR", 14, 6, Tal), f("PRODDTO", 20, 8, Dag), f("PRODDTOFORRIG", 28, 8, Dag)],
    ),
    om_person(
        PERSON,
        "Personoplysninger",
        &[
            f("PNRGAELD", 14, 10, Nummer),
            f("STATUS", 24, 2, Tal),
            f("STATUSHAENSTART", 26, 12, Tid12),
            f("STATUSDTO_UMRK", 38, 1, Mark),
            f("KOEN", 39, 1, Tekst),
            f("FOED_DT", 40, 10, Dato),
            f("FOED_DT_UMRK", 50, 1, Mark),
            f("START_DT-PERSON", 51, 10, Dato),
            f("START_DT_UMRK-PERSON", 61, 1, Mark),
            f("SLUT_DT-PERSON", 62, 10, Dato),
            f("SLUT_DT_UMRK-PERSON", 72, 1, Mark),
            f("STILLING", 73, 34, Tekst),
        ],
    ),
    skjult(
        2,
        "Aktuelle adresseoplysninger",
        &[
            f("KOMKOD", 14, 4, Tal),
            f("VEJKOD", 18, 4, Tal),
            f("HUSNR", 22, 4, Tekst),
            f("ETAGE", 26, 2, Tekst),
            f("SIDEDOER", 28, 4, Tekst),
            f("BNR", 32, 4, Tekst),
            f("CONVN", 36, 34, Tekst),
            f("TILFLYDTO", 70, 12, Tid12),
            f("TILFLYDT_UMRK", 82, 1, Mark),
            f("TILFLYKOMDTO", 83, 12, Tid12),
            f("TILFLYKOMDT_UMRK", 95, 1, Mark),
            f("FRAFLYKOMKOD", 96, 4, Tal),
            f("FRAFLYKOMDTO", 100, 12, Tid12),
            f("FRAFLYKOMDT_UMRK", 112, 1, Mark),
            f("START_MYNKOD-ADRTXT", 113, 4, Tal),
            f("ADR1-SUPLADR", 117, 34, Tekst),
            f("ADR2-SUPLADR", 151, 34, Tekst),
            f("ADR3-SUPLADR", 185, 34, Tekst),
            f("ADR4-SUPLADR", 219, 34, Tekst),
            f("ADR5-SUPLADR", 253, 34, Tekst),
            f("START_DT-ADRTXT", 287, 10, Dato),
            f("SLET_DT-ADRTXT", 297, 10, Dato),
        ],
    ),
    skjult(
        3,
        "Klarskriftadresse",
        &[
            f("ADRNVN", 14, 34, Tekst),
            f("CONVN", 48, 34, Tekst),
            f("LOKALITET", 82, 34, Tekst),
            f("STANDARDADR", 116, 34, Tekst),
            f("BYNVN", 150, 34, Tekst),
            f("POSTNR", 184, 4, Tal),
            f("POSTDISTTXT", 188, 20, Tekst),
            f("KOMKOD", 208, 4, Tal),
            f("VEJKOD", 212, 4, Tal),
            f("HUSNR", 216, 4, Tekst),
            f("ETAGE", 220, 2, Tekst),
            f("SIDEDOER", 222, 4, Tekst),
            f("BNR", 226, 4, Tekst),
            f("VEJADRNVN", 230, 20, Tekst),
        ],
    ),
    om_person(
        4,
        "Navne- og adressebeskyttelse",
        &[f("BESKYTTYPE", 14, 4, Tal), f("START_DT-BESKYTTELSE", 18, 10, Dato), f("SLET_DT-BESKYTTELSE", 28, 10, Dato)],
    ),
    skjult(
        5,
        "Aktuel udrejse",
        &[
            f("UDR_LANDEKOD", 14, 4, Tal),
            f("UDRDTO", 18, 12, Tid12),
            f("UDRDTO_UMRK", 30, 1, Mark),
            f("UDLANDADR1", 31, 34, Tekst),
            f("UDLANDADR2", 65, 34, Tekst),
            f("UDLANDADR3", 99, 34, Tekst),
            f("UDLANDADR4", 133, 34, Tekst),
            f("UDLANDADR5", 167, 34, Tekst),
        ],
    ),
    skjult(
        6,
        "Kontaktadresse",
        &[
            f("ADR1-KONTAKTADR", 14, 34, Tekst),
            f("ADR2-KONTAKTADR", 48, 34, Tekst),
            f("ADR3-KONTAKTADR", 82, 34, Tekst),
            f("ADR4-KONTAKTADR", 116, 34, Tekst),
            f("ADR5-KONTAKTADR", 150, 34, Tekst),
            f("START_DT-ADRTXT", 184, 10, Dato),
            f("SLET_DT-ADRTXT", 194, 10, Dato),
        ],
    ),
    om_person(7, "Aktuel forsvinding", &[f("FORSVINDDTO", 14, 12, Tid12), f("FORSVINDDTO_UMRK", 26, 1, Mark)]),
    skjult(
        8,
        "Aktuelle navneoplysninger",
        &[
            f("FORNVN", 14, 50, Tekst),
            f("FORNVN_MRK", 64, 1, Mark),
            f("MELNVN", 65, 40, Tekst),
            f("MELNVN_MRK", 105, 1, Mark),
            f("EFTERNVN", 106, 40, Tekst),
            f("EFTERNVN_MRK", 146, 1, Mark),
            f("NVNHAENSTART", 147, 12, Tid12),
            f("HAENSTART_UMRK-NAVNE", 159, 1, Mark),
            f("ADRNVN", 160, 34, Tekst),
        ],
    ),
    om_person(9, "Fødselsregistrering", &[f("START_MYNKOD-FOEDESTED", 14, 4, Tal), f("MYNTXT-FOEDESTED", 18, 20, Tekst)]),
    om_person(
        10,
        "Aktuelt statsborgerskab",
        &[f("LANDEKOD", 14, 4, Tal), f("HAENSTART-STATSBORGERSKAB", 18, 12, Tid12), f("HAENSTART_UMRK-STATSBORGERSKAB", 30, 1, Mark)],
    ),
    om_person(
        11,
        "Folkekirkeforhold",
        &[f("FKIRK", 14, 1, Tekst), f("START_DT-FOLKEKIRKE", 15, 10, Dato), f("START_DT_UMRK-FOLKEKIRKE", 25, 1, Mark)],
    ),
    om_person(
        12,
        "Aktuel civilstand",
        &[
            f("CIVST", 14, 1, Tekst),
            f("AEGTEPNR", 15, 10, Nummer),
            f("AEGTEFOED_DT", 25, 10, Dato),
            f("AEGTEFOEDDT_UMRK", 35, 1, Mark),
            f("AEGTENVN", 36, 34, Tekst),
            f("AEGTENVN_MRK", 70, 1, Mark),
            f("HAENSTART-CIVILSTAND", 71, 12, Tid12),
            f("HAENSTART_UMRK-CIVILSTAND", 83, 1, Mark),
            f("SEP_HENVIS-CIVILSTAND", 84, 12, Tekst),
        ],
    ),
    om_person(
        13,
        "Aktuel separation",
        &[f("SEP_HENVIS-SEPARATION", 14, 12, Tekst), f("START_DT-SEPARATION", 26, 10, Dato), f("START_DT_UMRK-SEPARATION", 36, 1, Mark)],
    ),
    om_person(14, "Børn", &[f("PNRBARN", 14, 10, Nummer)]),
    om_person(
        15,
        "Forældreoplysninger",
        &[
            f("MOR_DT", 14, 10, Dato),
            f("MOR_DT_UMRK", 24, 1, Mark),
            f("PNRMOR", 25, 10, Nummer),
            f("MOR_FOED_DT", 35, 10, Dato),
            f("MOR_FOED_DT_UMRK", 45, 1, Mark),
            f("MORNVN", 46, 34, Tekst),
            f("MORNVN_MRK", 80, 1, Mark),
            f("FAR_DT", 81, 10, Dato),
            f("FAR_DT_UMRK", 91, 1, Mark),
            f("PNRFAR", 92, 10, Nummer),
            f("FAR_FOED_DT", 102, 10, Dato),
            f("FAR_FOED_DT_UMRK", 112, 1, Mark),
            f("FARNVN", 113, 34, Tekst),
            f("FARNVN_MRK", 147, 1, Mark),
        ],
    ),
    om_person(
        16,
        "Forældremyndighed",
        &[
            f("RELTYP-FORAELDREMYN", 14, 4, Tal),
            f("START_DT-FORAELDREMYN", 18, 10, Dato),
            f("START_DT_UMRK-FORAELDREMYN", 28, 1, Mark),
            f("SLET_DT-FORAELDREMYN", 29, 10, Dato),
            f("RELPNR", 39, 10, Nummer),
            f("START_DT-RELPNR_PNR", 49, 10, Dato),
        ],
    ),
    om_person(
        17,
        "Umyndiggørelse/værgemål",
        &[
            f("START_DT-UMYNDIG", 14, 10, Dato),
            f("START_DT_UMRK-UMYNDIG", 24, 1, Mark),
            f("SLET_DT-UMYNDIG", 25, 10, Dato),
            f("UMYN_RELTYP", 35, 4, Tal),
            f("RELPNR", 39, 10, Nummer),
            f("START_DT-RELPNR_PNR", 49, 10, Dato),
            f("RELADRSAT_RELPNR_TXT", 59, 34, Tekst),
            f("START_DT-RELPNR_TXT", 93, 10, Dato),
            f("RELTXT1", 103, 34, Tekst),
            f("RELTXT2", 137, 34, Tekst),
            f("RELTXT3", 171, 34, Tekst),
            f("RELTXT4", 205, 34, Tekst),
            f("RELTXT5", 239, 34, Tekst),
        ],
    ),
    skjult(
        18,
        "Kommunale forhold",
        &[
            f("KOMFORHTYP", 14, 1, Tal),
            f("KOMFORHKOD", 15, 5, Tekst),
            f("START_DT-KOMMUNALE-FORHOLD", 20, 10, Dato),
            f("START_DT_UMRK-KOMMUNALE-FORHOL", 30, 1, Mark),
            f("BEMAERK-KOMMUNALE-FORHOLD", 31, 30, Tekst),
        ],
    ),
    skjult(
        19,
        "Notater",
        &[f("NOTATNR", 14, 2, Tal), f("NOTATLINIE", 16, 40, Tekst), f("START_DT-NOTAT", 56, 10, Dato), f("SLET_DT-NOTAT", 66, 10, Dato)],
    ),
    om_person(
        20,
        "Valgoplysninger",
        &[f("VALGKOD", 14, 4, Tal), f("VALGRET_DT", 18, 10, Dato), f("START_DT-VALGRET", 28, 10, Dato), f("SLET_DT-VALGRET", 38, 10, Dato)],
    ),
    skjult(21, "Flyttepåbud", &[f("FLYTTEPAABUD_DT", 14, 10, Dato), f("FLYTTEPAABUDTXT", 24, 100, Tekst)]),
    om_person(
        TIDLIGERE_NUMMER,
        "Historiske personnumre",
        &[
            f("PNRGAMMELT", 14, 10, Nummer),
            f("START_DT-PERSON", 24, 10, Dato),
            f("START_DT_UMRK-PERSON", 34, 1, Mark),
            f("SLUT_DT-PERSON", 35, 10, Dato),
            f("SLUT_DT_UMRK-PERSON", 45, 1, Mark),
        ],
    ),
    skjult(
        23,
        "Historisk adresse",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("KOMKOD", 15, 4, Tal),
            f("VEJKOD", 19, 4, Tal),
            f("HUSNR", 23, 4, Tekst),
            f("ETAGE", 27, 2, Tekst),
            f("SIDEDOER", 29, 4, Tekst),
            f("BNR", 33, 4, Tekst),
            f("CONVN", 37, 34, Tekst),
            f("TILFLYDTO", 71, 12, Tid12),
            f("TILFLYDT_UMRK", 83, 1, Mark),
            f("FRAFLYDTO", 84, 12, Tid12),
            f("FRAFLYDT_UMRK", 96, 1, Mark),
        ],
    ),
    skjult(
        24,
        "Historisk udrejse",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("UDR_LANDEKOD", 15, 4, Tal),
            f("UDRDTO", 19, 12, Tid12),
            f("UDRDTO_UMRK", 31, 1, Mark),
            f("INDR_LANDEKOD", 32, 4, Tal),
            f("INDRDTO", 36, 12, Tid12),
            f("INDRDTO_UMRK", 48, 1, Mark),
            f("UDLANDADR1", 49, 34, Tekst),
            f("UDLANDADR2", 83, 34, Tekst),
            f("UDLANDADR3", 117, 34, Tekst),
            f("UDLANDADR4", 151, 34, Tekst),
            f("UDLANDADR5", 185, 34, Tekst),
        ],
    ),
    om_person(
        25,
        "Historisk forsvinding",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("FORSVINDDTO", 15, 12, Tid12),
            f("FORSVINDDTO_UMRK", 27, 1, Mark),
            f("GENFINDDTO", 28, 12, Tid12),
            f("GENFINDDTO_UMRK", 40, 1, Mark),
        ],
    ),
    skjult(
        26,
        "Historisk navn",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("FORNVN", 15, 50, Tekst),
            f("FORNVN_MRK", 65, 1, Mark),
            f("MELNVN", 66, 40, Tekst),
            f("MELNVN_MRK", 106, 1, Mark),
            f("EFTERNVN", 107, 40, Tekst),
            f("EFTERNVN_MRK", 147, 1, Mark),
            f("NVNHAENSTART", 148, 12, Tid12),
            f("HAENSTART_UMRK-NAVNE", 160, 1, Mark),
            f("NVNHAENSLUT", 161, 12, Tid12),
            f("HAENSLUT_UMRK-NAVNE", 173, 1, Mark),
        ],
    ),
    om_person(
        27,
        "Historisk statsborgerskab",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("LANDEKOD", 15, 4, Tal),
            f("HAENSTART-STATSBORGERSKAB", 19, 12, Tid12),
            f("HAENSTART_UMRK-STATSBORGERSKAB", 31, 1, Mark),
            f("HAENSLUT-STATSBORGERSKAB", 32, 12, Tid12),
            f("HAENSLUT_UMRK-STATSBORGERSKAB", 44, 1, Mark),
        ],
    ),
    om_person(
        28,
        "Historisk folkekirkeforhold",
        &[
            f("FKIRK", 14, 1, Tekst),
            f("START_DT-FOLKEKIRKE", 15, 10, Dato),
            f("START_DT_UMRK-FOLKEKIRKE", 25, 1, Mark),
            f("SLUT_DT-FOLKEKIRKE", 26, 10, Dato),
            f("SLUT_DT_UMRK-FOLKEKIRKE", 36, 1, Mark),
        ],
    ),
    om_person(
        29,
        "Historisk civilstand",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("CIVST", 15, 1, Tekst),
            f("AEGTEPNR", 16, 10, Nummer),
            f("AEGTEFOED_DT", 26, 10, Dato),
            f("AEGTEFOEDDT_UMRK", 36, 1, Mark),
            f("AEGTENVN", 37, 34, Tekst),
            f("AEGTENVN_MRK", 71, 1, Mark),
            f("HAENSTART-CIVILSTAND", 72, 12, Tid12),
            f("HAENSTART_UMRK-CIVILSTAND", 84, 1, Mark),
            f("HAENSLUT-CIVILSTAND", 85, 12, Tid12),
            f("HAENSLUT_UMRK-CIVILSTAND", 97, 1, Mark),
            f("SEP_HENVIS-CIVILSTAND", 98, 12, Tekst),
        ],
    ),
    om_person(
        30,
        "Historisk separation",
        &[
            f("ANNKOR", 14, 1, Mark),
            f("SEP_HENVIS-SEPARATION", 15, 12, Tekst),
            f("START_DT-SEPARATION", 27, 10, Dato),
            f("START_DT_UMRK-SEPARATION", 37, 1, Mark),
            f("SLUT_DT-SEPARATION", 38, 10, Dato),
            f("SLUT_DT_UMRK-SEPARATION", 48, 1, Mark),
        ],
    ),
    skjult(31, "Mor med klarskriftadresse", PAAROERENDE),
    skjult(32, "Far med klarskriftadresse", PAAROERENDE),
    skjult(33, "Barn med klarskriftadresse", PAAROERENDE),
    om_person(
        HAENDELSE,
        "Hændelser",
        &[f("AJFDTO", 14, 12, Tid12), f("HAENDELSE", 26, 3, Tekst), f("AFLEDTMRK", 29, 2, Tekst), f("HAENPNR", 31, 10, Nummer)],
    ),
    ramme(FEJL, "Fejlrecord", &[f("FEJLTEKST", 4, 200, Tekst)]),
    ramme(997, "Kvittering for slettet abonnement", &[f("KVITTERING", 4, 200, Tekst)]),
    ramme(SLUT, "Slutrecord", &[f("SORTFELT-10", 4, 10, Tekst), f("TAELLER", 14, 8, Tal)]),
];

/// The type with that number; `None` for one that is not known.
pub fn recordtype(nr: u16) -> Option<&'static Recordtype> {
    RECORDTYPER.binary_search_by_key(&nr, |t| t.nr).ok().and_then(|i| RECORDTYPER.get(i))
}

impl Recordtype {
    /// The field of that name.
    pub fn felt(&self, navn: &str) -> Option<&'static Felt> {
        self.felter.iter().find(|f| f.navn == navn)
    }

    /// The length of a record that is padded in full.
    pub fn laengde(&self) -> usize {
        self.felter.last().map_or(HOVED, |f| f.fra + f.laengde - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpr14_38_types_in_order_whose_fields_follow_each_other() {
        assert_eq!(RECORDTYPER.len(), 38);
        assert!(RECORDTYPER.is_sorted_by(|a, b| a.nr < b.nr));
        for t in RECORDTYPER {
            let mut ved = if t.person { HOVED } else { TYPE } + 1;
            for f in t.felter {
                assert_eq!(f.fra, ved, "{} {}", t.nr, f.navn);
                ved += f.laengde;
                assert_eq!(t.felt(f.navn), Some(f), "{}: a name twice", t.nr);
            }
            assert_eq!(recordtype(t.nr), Some(t));
        }
        assert_eq!((recordtype(34), recordtype(1_000)), (None, None));
    }

    #[test]
    fn cpr07_every_record_with_another_persons_number_and_text_is_known_as_such() {
        for t in RECORDTYPER {
            let numre: Vec<_> =
                t.felter.iter().filter(|f| f.art == Nummer && !["PNRGAELD", "PNRGAMMELT"].contains(&f.navn)).map(|f| f.navn).collect();
            let tekst = t.felter.iter().any(|f| f.art == Tekst && f.laengde >= 20);
            let kendte: Vec<_> = OMTALER.iter().filter(|o| o.record == t.nr).collect();
            assert!(!tekst || numre == kendte.iter().map(|o| o.nummer).collect::<Vec<_>>(), "{}", t.nr);
            for navn in kendte.iter().flat_map(|o| o.tekster) {
                assert!(t.felt(navn).is_some_and(|f| f.art == Tekst), "{} {navn}", t.nr);
            }
        }
    }
}
