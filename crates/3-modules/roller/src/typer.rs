//! The module's objects as Rust values. Their serde names are the tables' names (a test holds them together).
use grund::{Cvr, Tidspunkt, Uuid};
use register::Objekttype;
use register::oversaet::{Emne, tekst_cvr_valgfri, tekst_tid};
use serde::{Deserialize, Serialize};

macro_rules! emne {
    ($($t:ident $tabel:ident),*) => { $(impl Emne for $t { const TYPE: &'static Objekttype = &crate::objekttyper::$tabel; })* };
}
emne!(Brugersystemrolle BRUGERSYSTEMROLLE, Jobfunktionsrolle JOBFUNKTIONSROLLE, Rolleforslag ROLLEFORSLAG, Rolletildeling ROLLETILDELING,
    Konfliktregel KONFLIKTREGEL, Adgangsspaerring ADGANGSSPAERRING, Attestationskampagne ATTESTATIONSKAMPAGNE, Attestationssvar ATTESTATIONSSVAR);

/// A role of a user-facing system (G-41, H-7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brugersystemrolle {
    /// `http://<domain>/roles/usersystemrole/<x>/1` (G-32).
    pub entityid: String,
    /// Name.
    pub navn: String,
    /// What it opens in the system.
    #[serde(default)]
    pub beskrivelse: String,
    /// The system.
    pub system: Uuid,
    /// The restrictions that it takes.
    #[serde(default)]
    pub afgraensninger: Vec<Rolleafgraensning>,
}

/// A restriction that a role takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolleafgraensning {
    /// Entity id of its type.
    #[serde(rename = "type")]
    pub slags: String,
    /// A role that is composed of it must have a value.
    #[serde(default)]
    pub kraevet: bool,
    /// What it means in the registers, for a type that is not shared: `klasse`, `enhed`, `itsystem`, `foelsomhed`; `systemets` when it narrows only what the system itself
    /// keeps. Without it, a role with a value of the type opens nothing in the registers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub betydning: String,
}

/// What an employee's task opens (G-41).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jobfunktionsrolle {
    /// Name.
    pub navn: String,
    /// `http://<municipal domain>/roles/jobrole/<id>/1` (G-32).
    pub entityid: String,
    /// What the task is.
    #[serde(default)]
    pub beskrivelse: String,
    /// Another authority whose users may be given it (H-8).
    #[serde(default, with = "tekst_cvr_valgfri")]
    pub delegerettil: Option<Cvr>,
    /// Rises by one with each change.
    #[serde(default)]
    pub version: i64,
    /// Business area, for the check of roles that mix several.
    #[serde(default)]
    pub omraade: String,
    /// Giving it to somebody takes two administrators.
    #[serde(default)]
    pub foelsom: bool,
    /// What it is composed of.
    #[serde(default)]
    pub dele: Vec<Rolledel>,
    /// The user who answers for it.
    #[serde(default)]
    pub ansvarlig: Option<Uuid>,
    /// Who proposed this version.
    #[serde(default)]
    pub foreslaaetaf: String,
    /// Who approved it.
    #[serde(default)]
    pub godkendtaf: String,
}

/// A role of a system with values for its restrictions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolledel {
    /// The Brugersystemrolle.
    pub rolle: Uuid,
    /// Values. Within a type they are a union; every type must hold.
    #[serde(default)]
    pub afgraensninger: Vec<Afgraensningsvaerdi>,
}

/// Values of one restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afgraensningsvaerdi {
    /// Entity id of its type.
    #[serde(rename = "type")]
    pub slags: String,
    /// Values; of a dynamic one the name of the parameter that the identity provider sends (G-43).
    #[serde(default)]
    pub vaerdier: Vec<String>,
    /// The value comes from the identity provider.
    #[serde(default)]
    pub dynamisk: bool,
}

/// A change of a role that waits for another's yes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolleforslag {
    /// `opret`, `ret`, `ophoer`.
    pub handling: String,
    /// The role, also when it is not there yet.
    pub rolle: Uuid,
    /// What it is to say; nothing where it is to end.
    #[serde(default)]
    pub indhold: Option<Jobfunktionsrolle>,
    /// Why.
    #[serde(default)]
    pub begrundelse: String,
    /// From when; the approval, if later.
    #[serde(default, with = "tekst_tid")]
    pub fra: Option<Tidspunkt>,
    /// The registration of the role that the proposal was made on: another one since makes it void.
    #[serde(default, with = "tekst_tid")]
    pub grundlag: Option<Tidspunkt>,
    /// Who proposed it.
    #[serde(default)]
    pub foreslaaetaf: String,
    /// Who decided.
    #[serde(default)]
    pub afgjortaf: String,
    /// What was said to the decision.
    #[serde(default)]
    pub note: String,
}

/// Who has a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolletildeling {
    /// The role.
    pub rolle: Uuid,
    /// The authority whose role it is; none for one's own.
    #[serde(default, with = "tekst_cvr_valgfri")]
    pub rolleejer: Option<Cvr>,
    /// `bruger`, `enhed`, `funktion`, `titel`.
    pub modtager: String,
    /// The user, unit or function.
    #[serde(default)]
    pub reference: Option<Uuid>,
    /// The title: name of functions, whole, without regard to case.
    #[serde(default)]
    pub titel: String,
    /// Of a unit: those below it too.
    #[serde(default)]
    pub underenheder: bool,
    /// Users who do not have it all the same.
    #[serde(default)]
    pub undtagelser: Vec<String>,
    /// Not before.
    #[serde(default, with = "tekst_tid")]
    pub gyldigfra: Option<Tidspunkt>,
    /// Not from then on.
    #[serde(default, with = "tekst_tid")]
    pub gyldigtil: Option<Tidspunkt>,
    /// Why.
    #[serde(default)]
    pub begrundelse: String,
    /// Who gave it.
    #[serde(default)]
    pub tildeltaf: String,
    /// Who said yes or no, where that takes another.
    #[serde(default)]
    pub afgjortaf: String,
}

/// Separation of duties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Konfliktregel {
    /// Name.
    pub navn: String,
    /// Job function roles or system roles, by UUID.
    pub a: Vec<String>,
    /// Those that nobody may have beside one of `a`.
    pub b: Vec<String>,
    /// Why.
    #[serde(default)]
    pub begrundelse: String,
}

/// A user who may do nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adgangsspaerring {
    /// The user.
    pub bruger: Uuid,
    /// Since when.
    #[serde(with = "tekst_tid")]
    pub fra: Option<Tidspunkt>,
    /// Until when.
    #[serde(default, with = "tekst_tid")]
    pub til: Option<Tidspunkt>,
    /// `fratraadt`, `orlov`, `spaerret`.
    pub grund: String,
    /// More of it.
    #[serde(default)]
    pub note: String,
    /// Where it was told: a file of payroll, a command.
    #[serde(default)]
    pub kilde: String,
    /// Who said so.
    #[serde(default)]
    pub sataf: String,
}

/// A round of attestation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestationskampagne {
    /// Name.
    pub navn: String,
    /// When it is to be done.
    #[serde(with = "tekst_tid")]
    pub frist: Option<Tidspunkt>,
    /// Only users of this unit and those below it.
    #[serde(default)]
    pub enhed: Option<Uuid>,
    /// Only these roles.
    #[serde(default)]
    pub roller: Vec<String>,
    /// What is attested is who had what at this time.
    #[serde(with = "tekst_tid")]
    pub begyndt: Option<Tidspunkt>,
    /// Who began it.
    #[serde(default)]
    pub begyndtaf: String,
}

/// A manager's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestationssvar {
    /// The round.
    pub kampagne: Uuid,
    /// The assignment.
    pub tildeling: Uuid,
    /// The employee.
    pub bruger: Uuid,
    /// `bekraeftet` or `fjernet`.
    pub svar: String,
    /// Why.
    #[serde(default)]
    pub begrundelse: String,
    /// Who says so.
    pub af: String,
}
