//! Numbers, texts and ids in rows of the replica.
use grund::Fejl;
pub(crate) use grund::form::{Laeser, tal, tekst, tid};

const HVAD: &str = "the address replica";

/// A row that is none of ours.
pub(crate) fn korrupt() -> Fejl {
    grund::form::korrupt(HVAD)
}

/// Reads a row.
pub(crate) const fn laeser(raekke: &[u8]) -> Laeser<'_> {
    Laeser::ny(raekke, HVAD)
}
