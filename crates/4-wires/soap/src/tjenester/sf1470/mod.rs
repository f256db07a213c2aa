//! SF1470 Sags- og Dokumentindeks v6.
mod kontrakter;

pub use kontrakter::sagdokumentindeks::KONTRAKT as SAGDOKUMENTINDEKS;
