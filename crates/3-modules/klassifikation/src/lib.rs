//! Klassifikation (SF1510): object types, rules, KLE import and KlassifikationListeHent.
pub mod hierarki;
pub mod kle;
mod laes;
pub mod listehent;
pub mod objekttyper;
pub mod opslag;
pub mod tjenester;

pub use objekttyper::OBJEKTTYPER;
pub use tjenester::TJENESTER;
