//! Remembers tokens whose signature was verified. The key is a digest of the token's canonical form with its signature, so nothing that
//! differs in any way is taken for it; time, audience and revocation are looked at on every call.
use crate::saml::Token;
use grund::{Fejl, Tidspunkt, graenser};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::sha256;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Certificates that messages brought along, by a digest of their text: reading one again gives the same. Whether it is trusted is looked at
/// on every call.
#[derive(Debug, Default)]
pub struct Certifikathusker(RwLock<HashMap<[u8; 32], Certifikat>>);

impl Certifikathusker {
    /// Reads the base64 of a certificate.
    ///
    /// # Errors
    /// As [`Certifikat::fra_base64`]; what can't be read is not remembered.
    pub fn laes(&self, base64: &str) -> Result<Certifikat, Fejl> {
        let aftryk = sha256(base64.as_bytes());
        if let Some(c) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&aftryk) {
            return Ok(c.clone());
        }
        let c = Certifikat::fra_base64(base64)?;
        let mut kort = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kort.len() >= graenser::CERTIFIKATER_HUSKET {
            kort.clear();
        }
        kort.insert(aftryk, c.clone());
        Ok(c)
    }
}

/// The memory of tokens.
#[derive(Debug, Default)]
pub struct Husker(RwLock<HashMap<[u8; 32], Arc<Token>>>);

impl Husker {
    /// The token of that digest.
    pub fn find(&self, aftryk: &[u8; 32]) -> Option<Arc<Token>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(aftryk).cloned()
    }

    /// Remembers one. When there are too many the expired ones go, and everything if that is not enough: it costs a few verifications.
    pub fn husk(&self, aftryk: [u8; 32], token: Arc<Token>, nu: Tidspunkt) {
        let mut kort = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kort.len() >= graenser::HUSKEDE_TOKEN {
            kort.retain(|_, t| t.gyldig.til > nu);
            if kort.len() >= graenser::HUSKEDE_TOKEN {
                kort.clear();
            }
        }
        kort.insert(aftryk, token);
    }

    /// Forgets everything: the trusted issuers have changed.
    pub fn glem(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
