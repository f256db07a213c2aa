//! Short-lived keys: replay cache, tokens, one-time codes.
use crate::port::{NyFlygtig, Skrivefejl, Skrivelager, Skrivning};
use async_trait::async_trait;
use grund::{Fejl, Tidspunkt};

/// Short-lived keys.
#[async_trait]
pub trait Flygtiglager: Skrivelager {
    /// Keeps something under a key until `udloeb`, if the key is not there already (or has expired): `true`. Else `false`, and
    /// what is there stays. A transaction of its own; see [`crate::Skrivning::flygtige`] for one with more in it. One of several processes wins.
    async fn gem_flygtig(&self, noegle: Vec<u8>, udloeb: Tidspunkt, data: Vec<u8>, nu: Tidspunkt) -> Result<bool, Fejl> {
        let flygtige = vec![NyFlygtig { noegle, udloeb, data, nu }];
        match self.skriv(Skrivning { kaldt: nu, flygtige, ..Skrivning::default() }).await {
            Ok(_) => Ok(true),
            Err(Skrivefejl::FlygtigFindes(_)) => Ok(false),
            Err(f) => Err(f.into()),
        }
    }

    /// What is kept under the key, if it has not expired (`udloeb > nu`).
    async fn hent_flygtig(&self, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl>;

    /// Removes the key.
    async fn slet_flygtig(&self, noegle: &[u8]) -> Result<(), Fejl>;

    /// Removes expired keys, at most [`grund::graenser::FLYGTIGE_AD_GANGEN`] in a call; returns how many.
    async fn ryd_flygtige(&self, nu: Tidspunkt) -> Result<u64, Fejl>;
}
