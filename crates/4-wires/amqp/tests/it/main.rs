//! The protocol against a small port in memory, spoken to in frames.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
mod afsendelse;
mod angreb;
mod formidler;
mod haandtryk;
mod klient;
mod koeer;
mod laesere;
mod levering;
mod protokol;
