//! Organisation (SF1500): object types, rules and import.
pub mod numre;
pub mod objekttyper;
pub mod opslag;

pub use objekttyper::OBJEKTTYPER;
