//! SF1461: what a receiver keeps at Beskedfordeler by SOAP: its værdilister, and messages that it can't use.
pub mod fejlkoe;
mod kontrakter;
pub mod vaerdilister;

pub use kontrakter::beskedfordeler::KONTRAKT as VAERDILISTER;

use super::Kontrakt;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&VAERDILISTER];
