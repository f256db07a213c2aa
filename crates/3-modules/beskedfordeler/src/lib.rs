//! Beskedfordeler (SF1461, SF1462): who gets which message, and that nobody else does.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod leverance;
mod retur;

pub use leverance::{Afvisning, Leverance};
pub use retur::Retur;
