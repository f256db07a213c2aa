//! The population: what CPR Direkte delivers, as persons with their whole history (domain.md 3.9, semantics J). See `README.md`.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod abonnement;
mod beskyttelse;
pub mod bestand;
pub mod bopael;
pub mod format;
pub mod haendelse;
mod igang;
pub mod indlaes;
pub mod levering;
pub mod linje;
mod model;
mod pakning;
pub mod person;
pub mod tid;
pub mod udbakke;
pub mod udtraek;

pub use bestand::{Bestand, Opslag, Stand};
pub use igang::Optaelling;
pub use person::{Person, Personnummer};
