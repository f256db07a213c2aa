//! Any bytes as a stored registration.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = register::lagret::laes(data);
});
