//! The tables of SF1470 v6: one file per namespace.
mod definitioner;
mod dokumentindeks;
mod operationer;
mod sag;
pub(super) mod sagdokumentindeks;
mod sagindeks;
