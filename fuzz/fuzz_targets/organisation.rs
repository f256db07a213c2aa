//! Any bytes as a file of units and employees.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| organisation::indlaes::proev_organisation(data));
