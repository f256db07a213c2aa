//! Administrationsmodul: authorities, vendors, systems, services and agreements, all bitemporal; and the port of agreements over them.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod administration;
pub mod aftaler;
mod anvisninger;
pub mod bog;
pub mod certifikat;
mod forklaring;
mod kilder;
pub mod objekttyper;
mod optaget;
mod overblik;
pub mod sftpnoegle;
mod stamdata;
pub mod systemer;
pub mod tilstand;
mod tjenester;
pub mod typer;
mod valider;

#[cfg(test)]
mod proever;

pub use adgang::Kalder;
pub use administration::Administration;
pub use bog::Bog;
pub use objekttyper::OBJEKTTYPER;
pub use overblik::brugernavn;
pub use register::{Post, oversaet};
