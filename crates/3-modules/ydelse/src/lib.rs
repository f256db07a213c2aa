//! Ydelsesindeks (SF1490): object types, hard rules, and the anvisninger as a lint; YdelseListeHent (SF1491).
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod anvisninger;
pub mod listehent;
pub mod numre;
pub mod objekttyper;
pub mod regler;
pub mod roller;
pub mod syn;
pub mod tjenester;

pub use objekttyper::OBJEKTTYPER;
pub use tjenester::TJENESTER;
