//! Stored numbers of fields and relations that the module's code names; the tables use them too. Never reused.

/// Field of every attribute.
pub const BRUGERVENDTNOEGLE: u16 = 1;
/// Long description.
pub const BESKRIVELSE: u16 = 3;
/// Title.
pub const TITEL: u16 = 4;
/// Class of preservation or destruction.
pub const KASSATIONSKODE: u16 = 5;
/// Exemption from publicity: title and legal basis.
pub const OFFENTLIGHEDUNDTAGET: u16 = 8;
/// Date of a letter (document).
pub const BREVDATO: u16 = 9;
/// Version (document).
pub const MAJOR: u16 = 10;
/// Version below the version (document).
pub const MINOR: u16 = 11;
/// Case number, and document number.
pub const NUMMER: u16 = 12;
/// What the case system says of the case's state, in its own words (case).
pub const SAGSSTATUS: u16 = 13;
/// Sensitivity.
pub const FOELSOMHED: u16 = 15;
/// When the case was made in its own system (case).
pub const OPRETTETTIDSPUNKT: u16 = 17;
/// Type of document.
pub const DOKUMENTTYPE: u16 = 19;

/// Sagsaktoer, Dokumentaktoer.
pub const AKTOER: u16 = 1;
/// Sagsklasse, Dokumentklasse.
pub const KLASSE: u16 = 2;
/// Sagspart, Dokumentpart.
pub const PART: u16 = 3;
/// Sagsrelation, Dokumentrelation.
pub const RELATION: u16 = 4;
/// Sagsgenstande (case).
pub const GENSTAND: u16 = 5;
/// Journalpost (case).
pub const JOURNALPOST: u16 = 6;
/// SagsitsystemRelation, DokumentitsystemRelation.
pub const ITSYSTEM: u16 = 7;
/// Sikkerhedsprofil.
pub const SIKKERHEDSPROFIL: u16 = 8;

/// On every relation that shows who or what is pointed at.
pub const REL_BRUGERVENDTNOEGLE: u16 = 1;
/// Name of an actor or party.
pub const REL_FULDTNAVN: u16 = 2;
/// CVR number of an actor.
pub const REL_CVR: u16 = 3;
/// Title of a class.
pub const REL_KLASSETITEL: u16 = 2;
/// Name of an it-system.
pub const REL_SYSTEMNAVN: u16 = 1;
/// Address of an it-system.
pub const REL_SYSTEMURI: u16 = 2;
/// A journal post's title of the document.
pub const REL_DOKUMENTTITEL: u16 = 1;
/// A journal post's exemption from publicity.
pub const REL_OFFENTLIGHED: u16 = 2;
/// A journal note.
pub const REL_JOURNALNOTAT: u16 = 3;
