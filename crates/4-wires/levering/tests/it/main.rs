//! Deliveries over the real engine and store, against receivers that fail in every way.
#![allow(missing_docs)]
mod levering_proever;
mod sse_proever;
mod verden;
