//! Certificates, keys and XML signatures. Knows no protocol, no agreement and no store.
mod asn1;
pub mod ca;
pub mod certifikat;
pub mod kryptering;
pub mod noegle;
pub mod noeglering;
pub mod p12;
mod pem;
pub mod tillid;
pub mod xmlenc;
pub mod xmlsig;
