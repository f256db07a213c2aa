//! Seeded random simulation of the register over its store.
//!
//! This crate is a test: it may panic, and nothing depends on it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::print_stderr
)]

pub mod dommer;
pub mod historie;
pub mod klient;
pub mod koer;
pub mod port;
pub mod spil;
pub mod tal;
pub mod typen;
pub mod verden;
