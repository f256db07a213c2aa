//! SF1510 Klassifikation: v6, Klasse v7, and KlassifikationListeHent.
mod kontrakter;
pub mod listehent;

pub use kontrakter::facet::KONTRAKT as FACET;
pub use kontrakter::klasse::KONTRAKT as KLASSE;
pub use kontrakter::klasse_v7::KONTRAKT as KLASSE_V7;
pub use kontrakter::klassifikation::KONTRAKT as KLASSIFIKATION;
pub use kontrakter::klassifikationlistehent::KONTRAKT as KLASSIFIKATIONLISTEHENT;
pub use kontrakter::klassifikationsystem::KONTRAKT as KLASSIFIKATIONSYSTEM;

use super::Kontrakt;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&KLASSIFIKATION, &FACET, &KLASSE, &KLASSE_V7, &KLASSIFIKATIONSYSTEM, &KLASSIFIKATIONLISTEHENT];
