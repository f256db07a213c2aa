//! The message store: the port [`Beskedlager`], and [`IndlejretKoe`], which stands on the store of everything else.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod form;
mod gemmer;
mod indlejret;
mod port;

pub use indlejret::IndlejretKoe;
pub use port::*;
