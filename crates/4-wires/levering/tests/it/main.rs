//! Deliveries over the real engine and store, against receivers that fail in every way.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod levering_proever;
mod sse_proever;
mod verden;
