//! The SFTP server (F-11): each system sees its own folders `IN` and `OUT`, and logs in by a public key of its own.
//!
//! SSH and the packets of SFTP are a library's. Here stands who comes in ([`Portvagt`]), what a connection may do ([`betjen`]), and what the requests do to the
//! files (`session`).
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod afbrydelig;
mod doer;
mod forbindelse;
pub mod overfoersel;
mod port;
mod rammevagt;
mod session;
mod slutstatus;
mod sti;
mod svar;
mod tal;
mod vaertsnoegle;

pub use doer::{Doer, uden_numre};
pub use forbindelse::{Faelles, betjen};
pub use port::{Gaest, Portvagt};
pub use tal::Tal;
pub use vaertsnoegle::Vaertsnoegle;
