//! The tables of SF0770_A v4.
pub(super) mod eindkomst;
mod fase2;
mod klasser;
