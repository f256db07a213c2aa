//! Any bytes as a SOAP message, read against every contract.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| soap::tjenester::proev_xml(data));
