//! Any bytes as a certificate, revocation list, OCSP answer and key store.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| sikkerhed::tillid::proev_certifikat(data));
