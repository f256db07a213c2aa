//! The tables of SF1491 v1.
pub(super) mod ydelselistehent;
