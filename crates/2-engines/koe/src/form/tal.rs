//! Numbers and bytes in rows of the message store.
use grund::Fejl;
use grund::form::Laeser;
pub(crate) use grund::form::{bytes, fortegn, tal};

const HVAD: &str = "the message store";

/// A row that is none of ours.
pub(crate) fn korrupt() -> Fejl {
    grund::form::korrupt(HVAD)
}

/// Reads a row.
pub(crate) const fn laeser(raekke: &[u8]) -> Laeser<'_> {
    Laeser::ny(raekke, HVAD)
}
