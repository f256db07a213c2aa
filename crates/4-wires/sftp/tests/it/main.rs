//! The server over loopback, spoken to by the library's client and by raw bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
mod angreb;
mod filer;
mod vaert;
