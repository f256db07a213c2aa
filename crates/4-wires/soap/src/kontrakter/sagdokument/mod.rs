//! SF1470 Sags- og Dokumentindeks v6.
mod definitioner;
pub(crate) mod dokumentindeks;
mod operationer;
pub(crate) mod sag;
pub(crate) mod sagdokumentindeks;
pub(crate) mod sagindeks;

pub use sagdokumentindeks::KONTRAKT as SAGDOKUMENTINDEKS;
