//! Organisation (SF1500): object types, rules and import.
pub mod anonymiser;
pub mod ansatte;
pub mod enhedstrae;
pub mod fysiskslet;
pub mod hierarki;
pub mod indlaes;
pub mod numre;
pub mod objekttyper;
pub mod opslag;
pub mod tjenester;

pub use objekttyper::OBJEKTTYPER;
pub use tjenester::TJENESTER;
