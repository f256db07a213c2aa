//! The whole program, booted as a process and called by real clients. One binary, because every test binary costs link time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods
)]

mod drift;
mod etager;
mod program;
