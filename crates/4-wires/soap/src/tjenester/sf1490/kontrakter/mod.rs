//! The tables of SF1490 v6: one file per namespace.
pub(super) mod bevilling;
mod definitioner;
pub(super) mod oekonomiskeffektuering;
mod operationer;
pub(super) mod ydelseindeks;
