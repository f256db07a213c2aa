//! The population: what CPR Direkte delivers, as persons with their whole history (domain.md 3.9, semantics J). See `README.md`.
pub mod person;
pub mod tid;
