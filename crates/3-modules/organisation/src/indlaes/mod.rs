//! Import of a municipality's organisation from lists: JSON lines or CSV (see `docs/import.md`).
//!
//! A list says what is true; the import compares it with the register and writes the difference. The order of lines does not
//! matter, the same list twice writes nothing, and what a list does not mention stays.
mod adresser;
mod funktioner;
mod import;
mod laes;
mod opsummering;
mod plan;
mod post;

pub use import::{Valg, importer};
pub use laes::{laes, proev_organisation};
pub use opsummering::{Opsummering, Typeopsummering};
pub use post::{Enhed, ItSystem, Medarbejder, Organisationslinje, Post, Sted};

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct Fil<'a> {
    /// Its name, for messages.
    pub navn: &'a str,
    /// Its bytes.
    pub data: &'a [u8],
}
