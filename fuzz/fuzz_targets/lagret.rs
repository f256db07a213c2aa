//! Any bytes as a stored registration; the first one chooses the life cycle code, which the store keeps beside it.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let livscyklus = data.first().map_or(0, |b| b % 8);
    let _ = register::lagret::laes(data, grund::Periode::ALTID, livscyklus);
});
