//! placeholder
pub mod kontrakter;
