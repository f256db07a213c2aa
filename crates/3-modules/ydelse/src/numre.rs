//! Stored numbers of fields and relations that the module's code names; the tables use them too. Never reused.

/// Field of every attribute.
pub const BRUGERVENDTNOEGLE: u16 = 1;
/// Start of a grant (text) or of a payment's period.
pub const STARTDATO: u16 = 2;
/// End of the same.
pub const SLUTDATO: u16 = 3;
/// Grant: sensitivity.
pub const FOELSOMHED: u16 = 5;
/// Payment: gross amount.
pub const SAMLETBRUTTOBELOEB: u16 = 4;
/// Payment: date of disposition.
pub const DISPOSITIONSDATO: u16 = 5;
/// Payment: amount after tax and ATP.
pub const BELOEBEFTERSKATATP: u16 = 6;
/// Payment: amount sent.
pub const BELOEBSENDTTILUDBETALING: u16 = 7;
/// Payment: amount paid.
pub const BELOEBUDBETALT: u16 = 8;
/// Payment: text about sending.
pub const SENDTTILUDBETALINGTEKST: u16 = 10;
/// Payment: text about paying.
pub const UDBETALTTEKST: u16 = 11;

/// Grant: the case.
pub const BEVILLINGSSAG: u16 = 1;
/// Grant: who gets it.
pub const BEVILLINGSPART: u16 = 2;
/// Grant: owner and responsible unit.
pub const BEVILLINGSAKTOER: u16 = 3;
/// Grant: who may see it, for receivers.
pub const SIKKERHEDSPROFIL: u16 = 4;
/// Grant: its benefits; the index is the benefit's Id.
pub const BEVILGETYDELSE: u16 = 5;

/// Payment: what is paid.
pub const YDELSEEFFEKTUERING: u16 = 1;
/// Payment: owner and paying unit.
pub const AKTOER: u16 = 2;
/// Payment: it-systems.
pub const ITSYSTEM: u16 = 3;
/// Payment: who gets it.
pub const PART: u16 = 4;

/// On every relation that shows who or what is pointed at.
pub const REL_BRUGERVENDTNOEGLE: u16 = 1;
/// Name.
pub const REL_FULDTNAVN: u16 = 2;
/// CVR number of an actor.
pub const REL_CVR: u16 = 3;
/// Payment, it-system: name.
pub const REL_SYSTEMNAVN: u16 = 1;

/// Benefit: name.
pub const YD_NAVN: u16 = 1;
/// Benefit: start.
pub const YD_STARTDATO: u16 = 2;
/// Benefit: end.
pub const YD_SLUTDATO: u16 = 3;
/// Benefit: reason.
pub const YD_BEGRUNDELSE: u16 = 4;
/// Benefit: it-systems.
pub const YD_ITSYSTEM: u16 = 7;
/// Benefit: the benefit as a class, and its KLE.
pub const YD_YDELSE: u16 = 8;
/// Benefit: plans of payment.
pub const YD_PLAN: u16 = 9;

/// Reference without virkning, as a composite value: role.
pub const REF_ROLLE: u16 = 1;
/// Type.
pub const REF_TYPE: u16 = 2;
/// Index.
pub const REF_INDEKS: u16 = 3;
/// What is pointed at.
pub const REF_REFERENCE: u16 = 4;
/// First own field: system name, name of the benefit, key of the class.
pub const REF_NAVN: u16 = 5;
/// Second own field: system URI, classification, title of the class.
pub const REF_ANDET: u16 = 6;

/// Plan: start.
pub const PLAN_STARTDATO: u16 = 2;
/// Plan: end.
pub const PLAN_SLUTDATO: u16 = 3;
/// Plan: how often.
pub const PLAN_FREKVENS: u16 = 4;
/// Plan: before or after the period.
pub const PLAN_FORUDBAGUD: u16 = 5;
/// Plan: day of disposition.
pub const PLAN_DISPOSITIONSDAG: u16 = 6;
/// Plan: amount.
pub const PLAN_BELOEB: u16 = 7;
/// Plan: a caseworker must approve.
pub const PLAN_MANUELT: u16 = 8;

/// What is paid: start of the period.
pub const EFF_STARTDATO: u16 = 1;
/// End of the period.
pub const EFF_SLUTDATO: u16 = 2;
/// Amount.
pub const EFF_BELOEB: u16 = 3;
/// KLE.
pub const EFF_KLE: u16 = 4;
/// Grant and Id of the benefit.
pub const EFF_YDELSEREF: u16 = 5;
/// The grant in it.
pub const EFF_BEVILLING: u16 = 1;
/// The Id in it.
pub const EFF_YDELSEID: u16 = 2;
