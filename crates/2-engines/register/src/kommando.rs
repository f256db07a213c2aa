//! What wires ask of the engine: commands that change an object, choices of time for reading, and searches.
use crate::model::*;
use crate::objekttype::Objekttype;
use grund::{Cvr, Periode, Tidspunkt, UnikId, Uuid};
pub use lager::Registreringsvalg;
use std::collections::BTreeMap;

/// The two ways to merge, because the two kinds of client need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flettemaade {
    /// Støttesystemerne: upsert; what is omitted stays.
    Sts,
    /// LoRA: a mentioned relation type is replaced; what is not mentioned stays.
    Lora,
}

/// What is to be done with the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Create with code Opstaaet; the object must be unknown.
    Opret,
    /// Bring in with code Importeret; the object must be unknown, passive or deleted.
    Importer,
    /// The importer of the indexes: the content is the whole content, code Importeret always. Saying the same again changes
    /// nothing, so a sender may repeat an import.
    Indlaes,
    /// LoRA's PUT: unknown → Importeret; live → everything is replaced, Rettet; passive or deleted → merged, Importeret.
    Erstat,
    /// Change: merge with the newest registration (A.4).
    Ret,
    /// Make passive; keeps the content.
    Passiver,
    /// Delete logically; keeps the content.
    Slet,
}

/// One change of one object.
#[derive(Clone, Debug)]
pub struct Kommando {
    /// Type of the object.
    pub objekttype: &'static Objekttype,
    /// The object; for [`Handling::Opret`] the wire takes it from the id port or from the sender.
    pub uuid: Uuid,
    /// What to do.
    pub handling: Handling,
    /// How to merge.
    pub maade: Flettemaade,
    /// Note of the registration.
    pub note: Option<String>,
    /// The content; empty for Passiver and Slet.
    pub indhold: Indhold,
    /// Earlier registrations that come along with an import, oldest first (`Registrering[1..n]`).
    pub historik: Vec<Historisk>,
    /// If given, the newest registration must have this time (LoRA's `lostUpdatePreventionTZ`, A-60).
    pub forudsat: Option<Tidspunkt>,
}

/// What a wire says about a command beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tillaeg {
    /// The time that the sender gives the registration (C-12).
    pub afsendt: Option<Tidspunkt>,
    /// Nobody is to be notified of the change (UdenNotifikation, A-33). The change feed has it all the same, and says so.
    pub uden_notifikation: bool,
}

/// An earlier registration of an imported object.
#[derive(Clone, Debug)]
pub struct Historisk {
    /// Its time, as the sender says.
    pub tidspunkt: Tidspunkt,
    /// Its note.
    pub note: Option<String>,
    /// Who made it, if the sender says.
    pub bruger: Option<UnikId>,
    /// What it said.
    pub indhold: Indhold,
}

/// The content of a command: what was sent, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indhold {
    /// Attribute periods; `None` when left out, `Some(vec![])` clears all (A-65, LoRA only).
    pub egenskaber: Option<Vec<Egenskab>>,
    /// Periods of the states that were mentioned; an empty list clears that state (LoRA only).
    pub tilstande: BTreeMap<u16, Vec<Tilstand>>,
    /// References of the relations that were mentioned.
    pub relationer: BTreeMap<u16, Vec<Relation>>,
    /// Variants that were mentioned; `None` when left out, `Some(vec![])` clears all.
    pub varianter: Option<Vec<Variantindhold>>,
    /// LokalUdvidelse, where sent.
    pub udvidelser: BTreeMap<Liste, String>,
}

/// A variant as sent: a part that is `None` was left out, an empty one clears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variantindhold {
    /// Its key.
    pub tekst: String,
    /// Its properties.
    pub egenskaber: Option<Vec<Egenskab>>,
    /// Its parts.
    pub dele: Option<Vec<Delindhold>>,
}

/// A part as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delindhold {
    /// Its key.
    pub tekst: String,
    /// Its properties.
    pub egenskaber: Option<Vec<Egenskab>>,
    /// Its relations: the full list when given.
    pub relationer: Option<BTreeMap<u16, Vec<Relation>>>,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kvittering {
    /// The object.
    pub uuid: Uuid,
    /// Time of the newest registration.
    pub tidspunkt: Tidspunkt,
    /// False when nothing changed and no registration was made.
    pub aendret: bool,
    /// What the guide has against the registration, where the authority wants to be told (C-2).
    pub fund: Vec<crate::anvisning::Fund>,
    /// The object was unknown before.
    pub ny: bool,
}

/// Which part of the world's time is wanted in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Laesevalg {
    /// Parts whose virkning overlaps this are included, uncut. A point is [`Periode::punkt`].
    pub virkning: Periode,
    /// Which registrations.
    pub registrering: Registreringsvalg,
}

impl Laesevalg {
    /// What is true now, as the register says now.
    pub fn nu(nu: Tidspunkt) -> Self {
        Self { virkning: Periode::punkt(nu), registrering: Registreringsvalg::Aktuel }
    }
    /// Everything that the newest registration says.
    pub const AKTUEL: Self = Self { virkning: Periode::ALTID, registrering: Registreringsvalg::Aktuel };
    /// Everything that was ever said.
    pub const ALT: Self = Self { virkning: Periode::ALTID, registrering: Registreringsvalg::Interval(Periode::ALTID) };
}

/// An object as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objekt {
    /// Its type.
    pub objekttype: &'static Objekttype,
    /// Its UUID.
    pub uuid: Uuid,
    /// The authority that owns it.
    pub myndighed: Cvr,
    /// The chosen registrations, newest first, each reduced to the chosen virkning.
    pub registreringer: Vec<Registrering>,
    /// Parts of it are hidden from the caller (C-43).
    pub delvis: bool,
}

impl Objekt {
    /// The newest of the chosen registrations.
    pub fn nyeste(&self) -> Option<&Registrering> {
        self.registreringer.first()
    }
}

/// A search: every filled part must hold for the same object in the same registration.
#[derive(Clone, Debug)]
pub struct Forespoergsel {
    /// Type to look for.
    pub objekttype: &'static Objekttype,
    /// Only this object.
    pub uuid: Option<Uuid>,
    /// Virkning in which a criterion that has none of its own must hold.
    pub virkning: Periode,
    /// Registrations that are looked at: the newest, the one at a time, or any in a period.
    pub registrering: Registreringsvalg,
    /// Only objects with a registration made in this period.
    pub aendret: Option<Periode>,
    /// Only objects whose registration has a sender's time in this period (C-12).
    pub afsendt: Option<Periode>,
    /// Life cycle codes that are wanted; empty means every one but Slettet.
    pub livscyklus: Vec<Livscyklus>,
    /// Who made the registration.
    pub bruger: Option<UnikId>,
    /// Pattern for the registration's note (B-15).
    pub note: Option<Moenster>,
    /// Attribute criteria.
    pub egenskaber: Vec<Egenskabskriterium>,
    /// State criteria.
    pub tilstande: Vec<Tilstandskriterium>,
    /// Relation criteria.
    pub relationer: Vec<Relationskriterium>,
    /// The class that data restrictions see begins with these digits: 32 for the main group, 320604 for one number. None of a type that has none.
    pub klasse: Option<String>,
    /// Patterns of which each matches some field of the attribute (`vilkaarligattr`).
    pub vilkaarlig_egenskab: Vec<Moenster>,
    /// References of which each occurs in some relation (`vilkaarligrel`).
    pub vilkaarlig_relation: Vec<UnikId>,
    /// Actor of the virkning of every part that matched.
    pub virkningsaktoer: Virkningsaktoer,
    /// Which part of the hits.
    pub side: Side,
}

impl Forespoergsel {
    /// Everything of a type that is not deleted, as it is now.
    pub fn alle(objekttype: &'static Objekttype, nu: Tidspunkt) -> Self {
        Self {
            objekttype,
            uuid: None,
            virkning: Periode::punkt(nu),
            registrering: Registreringsvalg::Aktuel,
            aendret: None,
            afsendt: None,
            livscyklus: Vec::new(),
            bruger: None,
            note: None,
            egenskaber: Vec::new(),
            tilstande: Vec::new(),
            relationer: Vec::new(),
            klasse: None,
            vilkaarlig_egenskab: Vec::new(),
            vilkaarlig_relation: Vec::new(),
            virkningsaktoer: Virkningsaktoer::default(),
            side: Side::default(),
        }
    }
}

/// Conditions on who stands behind a virkning (SoegVirkning).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Virkningsaktoer {
    /// AktoerRef.
    pub aktoer: Option<UnikId>,
    /// AktoerTypeKode.
    pub aktoertype: Option<Aktoertype>,
    /// NoteTekst of the virkning.
    pub note: Option<Moenster>,
}

/// A text pattern, without regard to case: `%` stands for anything, `\%` for a per cent sign, `_` for itself (A-92, B-13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moenster(pub String);

/// The given fields hold in one and the same attribute period.
#[derive(Clone, Debug)]
pub struct Egenskabskriterium {
    /// Field number and what it must be.
    pub felter: Vec<(u16, Feltkrav)>,
    /// When; `None` means the search's virkning.
    pub virkning: Option<Periode>,
}

/// What a field must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feltkrav {
    /// Texts without regard to case, with wildcards; a list or composite value if any text in it matches.
    Moenster(Moenster),
    /// Exactly this value.
    Lig(Vaerdi),
    /// A point in time or a date in the period. A walk: the index is not used.
    Mellem(Periode),
}

/// A state has the value.
#[derive(Clone, Debug)]
pub struct Tilstandskriterium {
    /// State number.
    pub nr: u16,
    /// Value, from 1.
    pub vaerdi: u8,
    /// When; `None` means the search's virkning.
    pub virkning: Option<Periode>,
}

/// One reference fulfils every filled part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relationskriterium {
    /// Relation number.
    pub nr: u16,
    /// What is pointed at.
    pub reference: Option<UnikId>,
    /// What is pointed at is one of these; empty: no condition. At most [`grund::graenser::SOEGEKRITERIER`]. A search costs less with
    /// the same number of them each time: the store keeps its statement.
    pub enhver: Vec<UnikId>,
    /// Object type of what is pointed at.
    pub objekttype: Option<String>,
    /// Role.
    pub rolle: Option<UnikId>,
    /// Type.
    pub slags: Option<UnikId>,
    /// Index.
    pub indeks: Option<String>,
    /// Further data of the reference.
    pub felter: Vec<(u16, Feltkrav)>,
    /// When; `None` means the search's virkning.
    pub virkning: Option<Periode>,
}

/// A page of hits. Order is the order of creation (our decision for A-93: a page never shifts because something was added).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Hits to skip.
    pub foerste: u64,
    /// Hits to return, at most [`grund::graenser::SIDE_MAKS`] for wires that clamp.
    pub antal: usize,
}

impl Default for Side {
    fn default() -> Self {
        Self { foerste: 0, antal: grund::graenser::SIDE_MAKS }
    }
}
