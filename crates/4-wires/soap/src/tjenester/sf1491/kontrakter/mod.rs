//! The tables of SF1491 v1.
mod kontekst;
pub(super) mod ydelselistehent;
