//! Remembers tokens whose signature was verified. The key is a digest of the token's canonical form with its signature, so nothing that
//! differs in any way is taken for it; time, audience and revocation are looked at on every call.
use crate::saml::Token;
use grund::{Tidspunkt, graenser};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The memory.
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
