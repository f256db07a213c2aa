//! Any bytes as an extract of CPR Direkte: read or refused, and what is read is stored and read alike.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| cpr::udtraek::proev(data));
