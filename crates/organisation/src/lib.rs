//! Organisation (SF1500): object types, rules and import.
pub mod objekttyper;

pub use objekttyper::OBJEKTTYPER;
