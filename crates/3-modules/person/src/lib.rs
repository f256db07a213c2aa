//! Persons: one identity binds a person's UUID and all numbers that the person has had (CPR-08 … CPR-11).
pub mod identitet;
pub mod indlaes;
pub mod nummer;
pub mod objekttyper;
pub mod opslag;
pub mod regler;
pub mod skift;
pub mod soegning;
pub mod tjenester;

pub use identitet::{Identitet, Tilknytning, gem};
pub use objekttyper::OBJEKTTYPER;
pub use opslag::alle_numre;
pub use skift::personnummerskift;
pub use tjenester::TJENESTER;
