//! What an overview is made of, as it is shown: metadata only, the content stays with its source (SAPA-02). The serde form is the JSON of the API.
use crate::vis::{maaske, tid};
use grund::{Tidspunkt, Uuid};
use serde::Serialize;

/// A person as master data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    /// CPR number of now.
    pub nummer: String,
    /// Earlier numbers.
    pub tidligere_numre: Vec<String>,
    /// Name; `None` when it is protected and not shown.
    pub navn: Option<String>,
    /// Address, line by line; empty when it is protected and not shown.
    pub adresse: Vec<String>,
    /// When she moved there.
    pub tilflyttet: Option<String>,
    /// Municipality code.
    pub kommune: Option<u16>,
    /// Status in CPR, in words.
    pub status: String,
    /// Since when.
    pub status_fra: Option<String>,
    /// Born.
    pub foedt: Option<String>,
    /// Age.
    pub alder: Option<u16>,
    /// `M` or `K`.
    pub koen: Option<&'static str>,
    /// Civil status, in words.
    pub civilstand: Option<String>,
    /// Name and address are protected (CPR-07).
    pub beskyttet: bool,
    /// They are left out of this.
    pub skjult: bool,
    /// Relatives.
    pub familie: Vec<Paaroerende>,
    /// Earlier addresses, each with its days.
    pub flytninger: Vec<Flytning>,
}

/// A relative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paaroerende {
    /// `aegtefaelle`, `barn`, `mor`, `far`, `foraeldremyndighed`, `vaerge`.
    pub rolle: &'static str,
    /// CPR number, where she has one.
    pub nummer: Option<String>,
    /// Name, where it is known and not protected.
    pub navn: Option<String>,
    /// Born.
    pub foedt: Option<String>,
}

/// An earlier address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flytning {
    /// Moved in.
    pub fra: Option<String>,
    /// Moved out.
    pub til: Option<String>,
    /// Municipality code.
    pub kommune: u16,
}

/// A company as master data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Virksomhed {
    /// CVR number.
    pub nummer: String,
    /// Name.
    pub navn: Option<String>,
    /// Address, line by line; empty when it is protected.
    pub adresse: Vec<String>,
    /// Main activity.
    pub branche: Option<String>,
    /// `aktiv` or `ophørt`.
    pub status: &'static str,
    /// First day.
    pub start: Option<String>,
    /// Last day.
    pub ophoer: Option<String>,
    /// Telephone and mail that are not protected.
    pub kontakt: Vec<String>,
}

/// A doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Laege {
    /// Name of the practice.
    pub navn: String,
    /// Its address.
    pub adresse: String,
    /// Its telephone number.
    pub telefon: String,
    /// The answer is made up.
    pub simuleret: bool,
}

/// Who answers for something: a unit or a person in the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Aktoer {
    /// Reference.
    pub id: String,
    /// Name, of the organisation's register or as the sender wrote it.
    pub navn: Option<String>,
    /// Telephone numbers.
    pub telefon: Vec<String>,
    /// Mail addresses.
    pub mail: Vec<String>,
}

/// An it-system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct System {
    /// Its id in the Administrationsmodul.
    pub uuid: Option<Uuid>,
    /// Its name.
    pub navn: Option<String>,
}

/// A state of a case, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trin {
    /// The state.
    pub fremdrift: &'static str,
    /// From.
    #[serde(serialize_with = "maaske")]
    pub fra: Option<Tidspunkt>,
}

/// A case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sag {
    /// Its UUID.
    pub uuid: Uuid,
    /// Case number.
    pub sagsnummer: Option<String>,
    /// Title.
    pub titel: Option<String>,
    /// Description.
    pub beskrivelse: Option<String>,
    /// KLE subject.
    pub kle: Option<String>,
    /// Its title.
    pub kletitel: Option<String>,
    /// KLE facet.
    pub facet: Option<String>,
    /// Sensitivity.
    pub foelsomhed: Option<String>,
    /// State.
    pub fremdrift: Option<&'static str>,
    /// The states that it has had.
    pub forloeb: Vec<Trin>,
    /// The state in the case system's own words.
    pub sagsstatus: Option<String>,
    /// CVR number of the owner.
    pub ejer: String,
    /// Responsible unit.
    pub ansvarlig: Option<Aktoer>,
    /// Primary caseworker.
    pub behandler: Option<Aktoer>,
    /// Master system.
    pub system: System,
    /// The system that takes journal notes.
    pub afsender: Option<Uuid>,
    /// What the party is in it.
    pub partsrolle: Option<String>,
    /// Parties.
    pub parter: Vec<Part>,
    /// Documents that are filed on it.
    pub dokumenter: Vec<Uuid>,
    /// Journal notes.
    pub notater: Vec<Journalnotat>,
    /// Related cases.
    pub relationer: Vec<Relation>,
    /// The way into the case system, where the user has rights there (SAPA-03).
    pub hop: Option<String>,
    /// It is Udbetaling Danmark's: limited data (SAPA-09).
    pub udk: bool,
}

/// A party of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Who.
    pub id: String,
    /// Name, as the sender wrote it.
    pub navn: Option<String>,
    /// The primary party.
    pub primaer: bool,
}

/// A relation from one case to another; shown when both are seen (SAPA-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// The other one.
    pub sag: Uuid,
    /// Its title.
    pub titel: Option<String>,
    /// What it is, where that is told.
    pub rolle: Option<String>,
}

/// A journal note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Journalnotat {
    /// Its case.
    pub sag: Uuid,
    /// Title.
    pub titel: Option<String>,
    /// When.
    #[serde(serialize_with = "maaske")]
    pub tid: Option<Tidspunkt>,
}

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dokument {
    /// Its UUID.
    pub uuid: Uuid,
    /// Number.
    pub nummer: Option<String>,
    /// Title.
    pub titel: Option<String>,
    /// Type.
    #[serde(rename = "type")]
    pub slags: Option<String>,
    /// Date of the letter.
    pub brevdato: Option<String>,
    /// State.
    pub fremdrift: Option<&'static str>,
    /// Sensitivity.
    pub foelsomhed: Option<String>,
    /// Master system.
    pub system: System,
    /// The cases of this overview that it is filed on.
    pub sager: Vec<Uuid>,
    /// When it was first filed, or came to the index.
    #[serde(serialize_with = "maaske")]
    pub tid: Option<Tidspunkt>,
}

/// A grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bevilling {
    /// Its UUID.
    pub uuid: Uuid,
    /// Key.
    pub noegle: Option<String>,
    /// First day, as stored.
    pub start: Option<String>,
    /// Last day.
    pub slut: Option<String>,
    /// Reason.
    pub begrundelse: Option<String>,
    /// Sensitivity.
    pub foelsomhed: Option<String>,
    /// `Aktiv` or `Passiv`.
    pub status: &'static str,
    /// Its case.
    pub sag: Option<Uuid>,
    /// CVR number of the authority that told of it.
    pub ejer: String,
    /// Responsible unit.
    pub ansvarlig: Option<Aktoer>,
    /// Benefits.
    pub ydelser: Vec<Ydelse>,
    /// It is Udbetaling Danmark's (SAPA-09).
    pub udk: bool,
}

/// A benefit of a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ydelse {
    /// Its Id within the grant.
    pub id: String,
    /// Name.
    pub navn: Option<String>,
    /// KLE subject.
    pub kle: Option<String>,
    /// First day.
    #[serde(serialize_with = "maaske")]
    pub start: Option<Tidspunkt>,
    /// Last day.
    #[serde(serialize_with = "maaske")]
    pub slut: Option<Tidspunkt>,
    /// Amount of each payment, as stored.
    pub beloeb: Option<String>,
    /// How often.
    pub frekvens: Option<String>,
    /// Master system.
    pub system: System,
}

/// A payment. Amounts are as stored, and absent where a part of it is not for the user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Udbetaling {
    /// Its UUID.
    pub uuid: Uuid,
    /// Day of disposition.
    #[serde(serialize_with = "maaske")]
    pub disposition: Option<Tidspunkt>,
    /// First day.
    #[serde(serialize_with = "maaske")]
    pub start: Option<Tidspunkt>,
    /// Last day.
    #[serde(serialize_with = "maaske")]
    pub slut: Option<Tidspunkt>,
    /// Gross.
    pub brutto: Option<String>,
    /// After tax and ATP.
    pub efter_skat: Option<String>,
    /// Paid.
    pub udbetalt: Option<String>,
    /// Text about it.
    pub tekst: Option<String>,
    /// Master system.
    pub system: System,
    /// What is paid.
    pub linjer: Vec<Linje>,
    /// A part of it is not shown.
    pub delvis: bool,
    /// It is Udbetaling Danmark's (SAPA-09).
    pub udk: bool,
}

/// What a payment pays of one benefit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Linje {
    /// Amount.
    pub beloeb: Option<String>,
    /// KLE subject.
    pub kle: Option<String>,
    /// The grant.
    pub bevilling: Option<Uuid>,
    /// Id of the benefit.
    pub ydelse: Option<String>,
}

/// How a source answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kilde {
    /// Which.
    pub kilde: &'static str,
    /// How.
    pub svar: Kildesvar,
    /// In words, where it did not answer as it should.
    pub forklaring: Option<String>,
    /// What it answered is made up.
    pub simuleret: bool,
}

/// How a source answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kildesvar {
    /// It answered.
    Svarede,
    /// There is more than fits: the newest are shown.
    Afkortet,
    /// It is not connected here.
    IkkeTilsluttet,
    /// The user's roles do not cover it.
    IkkeRet,
    /// It did not answer in time.
    ForLangsom,
    /// It failed.
    Fejlede,
    /// It tells what is so now, and not what was known then.
    KunNu,
}

/// Something that happened at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Begivenhed {
    /// When.
    #[serde(serialize_with = "tid")]
    pub tid: Tidspunkt,
    /// `sag`, `dokument`, `notat`, `bevilling`, `udbetaling`, `flytning`.
    pub slags: &'static str,
    /// In words.
    pub tekst: String,
    /// The object.
    pub objekt: Option<Uuid>,
    /// Its case.
    pub sag: Option<Uuid>,
}
