//! Any bytes as a signed message.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| sikkerhed::xmlsig::proev_signatur(data));
