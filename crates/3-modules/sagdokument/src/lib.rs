//! Sags- og Dokumentindeks (SF1470): object types, hard rules, and the anvisninger as a lint.
pub mod anvisninger;
pub mod numre;
pub mod objekttyper;
pub mod regler;
pub mod roller;
pub mod syn;
pub mod tjenester;

pub use objekttyper::OBJEKTTYPER;
pub use tjenester::TJENESTER;
