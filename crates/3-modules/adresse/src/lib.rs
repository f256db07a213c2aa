//! Addresses and buildings: replicas of Danmarks Adresseregister (DAR) and Bygnings- og Boligregistret (BBR) with their history, the search for an address as it
//! is typed, and FindOs.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod adresser;
mod betegnelse;
pub mod findos;
mod form;
mod haendelse;
mod indlaes;
mod laes;
mod raekker;
pub mod slags;
mod soeg;
pub mod udled;
mod utm;
mod vej;
mod version;

pub use adresser::{Adresser, Status};
pub use haendelse::{Art, Haendelse, haendelser};
pub use indlaes::{Opsummering, Udtraek, Valg, importer};
pub use laes::{Aabner, Fil, Kilde, Post};
pub use raekker::Taelling;
pub use slags::{Register, Slags};
pub use soeg::{Adressen, Foresp, Forslag, Type};
pub use version::{Entitet, Vaerdi, Version};
