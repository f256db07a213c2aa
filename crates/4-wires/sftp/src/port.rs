//! Who comes in, and what is told of it.
use async_trait::async_trait;
use filer::Filnavn;
use grund::{Cvr, Fejl, Uuid};
use std::net::SocketAddr;

/// A system that has proven a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gaest {
    /// The system.
    pub system: Uuid,
    /// Its name.
    pub navn: String,
    /// Its owner.
    pub cvr: Cvr,
    /// The key: kind and base64.
    pub noegle: String,
    /// The key's fingerprint.
    pub aftryk: String,
}

/// The port.
#[async_trait]
pub trait Portvagt: Send + Sync {
    /// The system of that user name (its UUID), if it has the key now. Nothing is proven by that.
    fn kender(&self, bruger: &str, noegle: &str, aftryk: &str) -> Option<Gaest>;

    /// Whether what it was let in for holds still.
    ///
    /// # Errors
    /// [`grund::Fejlkode::IngenAdgang`]; [`grund::Fejlkode::AftalerUbekraeftede`].
    fn gaelder(&self, gaest: &Gaest) -> Result<(), Fejl>;

    /// Notes what a guest does, durable when it returns.
    ///
    /// # Errors
    /// Those of the log: then it is not done.
    async fn noter(&self, gaest: &Gaest, hvad: &str) -> Result<(), Fejl>;

    /// A file is whole in the system's `OUT`, under that name. Whoever moves files looks whether it is for him; nothing waits for that.
    async fn leveret(&self, _: &Gaest, _: &Filnavn) {}

    /// Notes that somebody was not let in, within limits.
    async fn afvist(&self, fra: SocketAddr, bruger: &str, aftryk: &str);
}
