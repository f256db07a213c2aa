//! Keys, certificates and XML signatures from outside, and against other implementations.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::string_slice)]
mod certifikat;
mod noeglering;
mod p12;
mod tillid;
mod vaerktoej;
mod xmlsig;
