//! Any bytes as JSON, read against every object type.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| rest::proev_json(data));
