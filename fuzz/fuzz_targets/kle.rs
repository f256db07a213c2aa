//! Any bytes as a KLE file.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| klassifikation::kle::proev_kle(data));
