//! Any text as a time.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(t) = std::str::from_utf8(data) {
        let _ = (grund::Tidspunkt::fra_xs(t), grund::Tidspunkt::fra_oio(t));
    }
});
