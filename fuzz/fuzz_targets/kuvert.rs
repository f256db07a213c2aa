//! Any bytes as a message to Beskedfordeler.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| beskedfordeler::kuvert::proev_kuvert(data));
