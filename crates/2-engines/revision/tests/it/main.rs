//! The log on real stores.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::print_stdout)]
mod brud;
mod data;
mod flere;
mod laesning;
