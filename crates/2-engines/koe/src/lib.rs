//! The message store: the port [`Beskedlager`], [`IndlejretKoe`], which stands on the store of everything else, and [`RabbitKoe`], whose messages lie in `RabbitMQ`.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod ejer;
mod form;
mod gemmer;
mod indlejret;
mod opgave;
mod port;
#[cfg(feature = "proeve")]
pub mod proeve;
mod rabbit;
mod raekker;
mod udloeb;

pub use gemmer::Gemmer;
pub use indlejret::IndlejretKoe;
pub use port::*;
pub use rabbit::{RabbitKoe, Rabbitvalg};
