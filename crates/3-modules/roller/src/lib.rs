//! Jobfunktionsroller: what users may see, and why.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod afgoer;
pub mod attestation;
pub mod bog;
mod brug;
pub mod forklaring;
pub mod fratraedelse;
pub mod fund;
pub mod indlaes;
pub mod kontrol;
pub mod modul;
pub mod objekttyper;
mod opslag;
pub mod rettelser;
pub mod simuler;
pub mod stamdata;
pub mod tjenester;
pub mod typer;

#[cfg(test)]
mod proever;

pub use forklaring::Forklaring;
pub use modul::Roller;
pub use objekttyper::OBJEKTTYPER;
pub use stamdata::Stamdata;
pub use tjenester::TJENESTER;
