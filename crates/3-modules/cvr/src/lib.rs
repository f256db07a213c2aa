//! The company register (CVR): units, production units and participants with their history, as rows of the store; import of a neutral format, look-up and search.
//!
//! The register is a replica of what others keep: it has no object types, and every authority reads the same.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod dag;
pub mod haendelser;
pub mod import;
pub mod kommuner;
mod lagret;
pub mod model;
mod noegler;
pub mod numre;
mod opslag;
pub mod soegning;

pub use dag::Dag;
pub use lagret::{Art, Stand};
pub use opslag::{Fundet, Virksomhedsregister};
pub use soegning::Soegning;
