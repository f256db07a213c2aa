//! Certificates, keys and XML signatures. Knows no protocol, no agreement and no store.
pub mod noegle;
pub mod xmlsig;
