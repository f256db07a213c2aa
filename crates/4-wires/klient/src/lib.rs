//! A client of the security layer: requests are built and answers are verified without any I/O ([`byg_rst`], [`byg_besked`],
//! [`laes_svar`]); [`http`] sends them. `samspil klient` is made of it, and the benchmark and the tests use it too.
//!
//! It does what the profiles ask of a client (contracts 1.1 to 1.4) and trusts nothing that a right signature does not cover.
mod besked;
pub mod http;
mod krop;
mod noegle;
mod rest;
mod rst;
mod svar;
mod vis;

pub use besked::{Besked, byg_besked};
pub use krop::{byg_krop, skelet};
pub use noegle::{laes_certifikater, laes_noegle};
pub use rest::{ADGANGSTOKEN_STI, JWT_STI, Restsvar, SAML_STI, adgangstoken_form, jwt_form, laes_rest_saml, procent, rest_saml};
pub use rst::{Rst, Token, byg_rst, laes_rst_svar};
pub use svar::{Betroet, Fault, Svar, laes_svar, standardretur};
pub use vis::paen_xml;
