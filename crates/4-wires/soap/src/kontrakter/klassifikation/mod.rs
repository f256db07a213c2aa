//! SF1510 Klassifikation: v6, Klasse v7 and KlassifikationListeHent.
mod facet;
mod klasse;
mod klasse_v7;
#[expect(clippy::module_inception, reason = "the system and one of its object types have the same name")]
mod klassifikation;
mod klassifikationlistehent;
mod klassifikationsystem;
mod kontekst;

pub use facet::KONTRAKT as FACET;
pub use klasse::KONTRAKT as KLASSE;
pub use klasse_v7::KONTRAKT as KLASSE_V7;
pub use klassifikation::KONTRAKT as KLASSIFIKATION;
pub use klassifikationlistehent::KONTRAKT as KLASSIFIKATIONLISTEHENT;
pub use klassifikationsystem::KONTRAKT as KLASSIFIKATIONSYSTEM;
