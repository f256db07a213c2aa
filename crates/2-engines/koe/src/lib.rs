//! The message store: the port [`Beskedlager`], and the implementation that stands on the store of everything else.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod port;

pub use port::*;
