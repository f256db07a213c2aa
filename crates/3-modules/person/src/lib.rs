//! Persons: one identity binds a person's UUID and all numbers that the person has had (CPR-08 … CPR-11), and what follows from a new number is followed to its end.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod beholdning;
pub mod dobbelt;
pub mod foelg;
pub mod identitet;
pub mod indlaes;
pub mod kontrol;
pub mod nummer;
pub mod objekttyper;
pub mod opfoelgning;
mod opgradering;
pub mod opslag;
mod raekker;
pub mod regler;
pub mod skift;
pub mod skranke;
pub mod soegning;
pub mod tjenester;
pub mod vis;

pub use identitet::{Identitet, Tilknytning, gem};
pub use objekttyper::OBJEKTTYPER;
pub use opgradering::opgrader;
pub use opslag::alle_numre;
pub use skift::personnummerskift;
pub use tjenester::TJENESTER;
