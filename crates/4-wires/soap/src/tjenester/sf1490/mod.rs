//! SF1490 Ydelsesindeks v6.
mod kontrakter;
mod pladser;

pub use kontrakter::bevilling::KONTRAKT as BEVILLINGINDEKS;
pub use kontrakter::oekonomiskeffektuering::KONTRAKT as OEKONOMISKEFFEKTUERINGINDEKS;
pub use kontrakter::ydelseindeks::KONTRAKT as YDELSEINDEKS;
pub use pladser::PLADSER;

use super::Kontrakt;
use kontrakt::Element;

/// The message of importer.
pub static IMPORTER: &Element = &kontrakter::ydelseindeks::IMPORTER_YDELSE_INDEKS_INPUT;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&YDELSEINDEKS, &BEVILLINGINDEKS, &OEKONOMISKEFFEKTUERINGINDEKS];
