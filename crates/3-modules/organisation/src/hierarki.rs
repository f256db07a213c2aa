//! The whole organisation by page (`fremsoegobjekthierarki`, A-94, A-97).
use crate::objekttyper::{BRUGER, INTERESSEFAELLESSKAB, ITSYSTEM, ORGANISATION, ORGANISATIONENHED, ORGANISATIONFUNKTION};
use register::Objekttype;

/// The types of the hierarchy in the order of the pages. Units come first: KITOS counts the units of a page and takes a page
/// with fewer than it asked for as the last one.
pub static TYPER: &[&Objekttype] = &[&ORGANISATIONENHED, &ORGANISATION, &ORGANISATIONFUNKTION, &BRUGER, &INTERESSEFAELLESSKAB, &ITSYSTEM];
