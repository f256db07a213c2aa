//! SF1470 Sags- og Dokumentindeks v6.
mod fjern;
mod kontrakter;
mod pladser;

pub use kontrakter::sagdokumentindeks::KONTRAKT as SAGDOKUMENTINDEKS;
pub use pladser::PLADSER;

use super::Kontrakt;
use kontrakt::Element;

/// The message of importer.
pub static IMPORTER: &Element = &kontrakter::sagdokumentindeks::IMPORTER_SAG_DOKUMENT_INDEKS_INPUT;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&SAGDOKUMENTINDEKS];
