//! The HTTP face of Adgangsstyring and Administrationsmodul: token services, JSON API, refusals, the log.
#![cfg_attr(test, allow(clippy::indexing_slicing))]
pub mod administration;
