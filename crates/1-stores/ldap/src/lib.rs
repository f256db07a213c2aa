//! A reader of LDAP directories (RFC 4511): TLS from the first byte or by StartTLS, never without; a simple bind; searches in pages (RFC 2696). It changes nothing there.
//!
//! The messages are `ldap3_proto`'s, which bounds their size and depth. What the directory answers is outside input: each answer, the number of entries and the time have a limit.
mod forbindelse;
mod sted;

pub use forbindelse::{Forbindelse, Soegning};
pub use rustls::pki_types::CertificateDer;
pub use sted::Sted;

use std::collections::BTreeMap;

/// Why a directory could not be read. It is the operator's to read; users are told that they can't be let in.
#[derive(Debug, thiserror::Error)]
pub enum Ldapfejl {
    /// The address can't be used.
    #[error("the address {0} is not ldaps://HOST[:PORT] or ldap://HOST[:PORT]")]
    Adresse(String),
    /// Nobody answers there, or not with TLS that is trusted.
    #[error("{0} can't be reached: {1}")]
    Forbindelse(String, String),
    /// It took too long.
    #[error("the directory did not answer within {0} seconds")]
    Tid(u64),
    /// It knows nobody by that name and secret.
    #[error("the directory does not let {0} in: {1}")]
    Bind(String, String),
    /// The filter is none.
    #[error("the filter {0} can't be read")]
    Filter(String),
    /// A search was refused.
    #[error("the search below {0} was refused: {1}")]
    Soegning(String, String),
    /// More than is read.
    #[error("more than {0} entries below {1}")]
    ForMange(usize, String),
    /// What it says can't be read, or is not an answer to what was asked.
    #[error("the directory's answer can't be used: {0}")]
    Svar(String),
}

/// An entry of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Its name.
    pub dn: String,
    /// Its values, by the attribute's name in small letters.
    pub attributter: BTreeMap<String, Vec<Vec<u8>>>,
}

impl Post {
    /// The values of an attribute, as bytes.
    pub fn bytes(&self, navn: &str) -> &[Vec<u8>] {
        self.attributter.get(&navn.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The values of an attribute that are text and not blank.
    pub fn tekster<'p>(&'p self, navn: &str) -> impl Iterator<Item = &'p str> {
        self.bytes(navn).iter().filter_map(|v| std::str::from_utf8(v).ok()).map(str::trim).filter(|v| !v.is_empty())
    }

    /// The first of them.
    pub fn tekst<'p>(&'p self, navn: &str) -> Option<&'p str> {
        self.tekster(navn).next()
    }
}
