//! Klassifikation (SF1510): object types, rules, KLE import and KlassifikationListeHent.
pub mod objekttyper;

pub use objekttyper::OBJEKTTYPER;
