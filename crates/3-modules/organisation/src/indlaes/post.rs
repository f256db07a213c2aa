//! What one line of a list says, whatever its format.
use grund::tekstfil::filfejl;
use grund::{Fejl, Fejlkode, Tidspunkt};

/// Where something stands: file, line and column, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sted {
    /// Position of the file among those imported together.
    pub fil: usize,
    /// Line.
    pub linje: u32,
    /// Column of the value.
    pub kolonne: u32,
}

impl Sted {
    /// Another column of the line.
    pub fn i(self, kolonne: u32) -> Self {
        Self { kolonne, ..self }
    }

    /// A refusal that points here.
    pub fn fejl(self, kode: Fejlkode, regel: &'static str, hvad: impl std::fmt::Display) -> Fejl {
        filfejl(kode, self.linje, self.kolonne, regel, hvad)
    }
}

/// Columns of a unit's values that are looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steder {
    /// The unit above.
    pub overordnet: u32,
    /// The leader.
    pub leder: u32,
    /// The subjects.
    pub opgaver: u32,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Post {
    /// The organisation itself.
    Organisation(Organisationslinje),
    /// A unit.
    Enhed(Enhed),
    /// An employee in a position.
    Medarbejder(Medarbejder),
    /// An it-system.
    ItSystem(ItSystem),
}

/// A period of a line; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tid {
    /// Since when.
    pub fra: Option<Tidspunkt>,
    /// Until when.
    pub til: Option<Tidspunkt>,
}

/// The organisation of the municipality.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisationslinje {
    /// Where it stands.
    pub sted: Sted,
    /// UUID or own key.
    pub noegle: String,
    /// Name.
    pub navn: String,
    /// Authority code.
    pub myndighedskode: String,
    /// Since when.
    pub tid: Tid,
}

/// A unit. A field that is `None` is not spoken of; an empty one is to be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enhed {
    /// Where it stands.
    pub sted: Sted,
    /// Where its references stand.
    pub steder: Steder,
    /// UUID or own key.
    pub noegle: String,
    /// Name.
    pub navn: String,
    /// Brugervendtnoegle, if it is not the name.
    pub bvn: Option<String>,
    /// UUID or own key of the unit above; empty for the root.
    pub overordnet: String,
    /// `Afdeling` or `Team`.
    pub enhedstype: Option<String>,
    /// User name, UUID or own key of the leader.
    pub leder: Option<String>,
    /// Addresses by the name of their column.
    pub adresser: Vec<(&'static str, String)>,
    /// Subjects: UUIDs or KLE numbers.
    pub opgaver: Option<Vec<String>>,
    /// Its life.
    pub tid: Tid,
}

/// An employee in a position; several positions are several lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Medarbejder {
    /// Where it stands.
    pub sted: Sted,
    /// Column of the unit.
    pub enhedskolonne: u32,
    /// UUID or own key; the user name when there is none.
    pub noegle: String,
    /// User name.
    pub brugernavn: String,
    /// Name of the person.
    pub navn: String,
    /// CPR number.
    pub cpr: Option<String>,
    /// Addresses by the name of their column.
    pub adresser: Vec<(&'static str, String)>,
    /// UUID or own key of the unit; empty for a user without a position.
    pub enhed: String,
    /// Title of the position.
    pub stilling: String,
    /// When the position is held.
    pub tid: Tid,
}

/// A logical it-system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItSystem {
    /// Where it stands.
    pub sted: Sted,
    /// UUID or own key.
    pub noegle: String,
    /// Name.
    pub navn: String,
    /// Its life.
    pub tid: Tid,
}
