//! The server's own key: clients remember it, so it is made once and kept.
use grund::{Fejl, Fejlkode};
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::{Ed25519Keypair, KeypairData};
use russh::keys::{HashAlg, PrivateKey};
use std::fmt;

/// An ed25519 key.
#[derive(Clone)]
pub struct Vaertsnoegle(pub(crate) PrivateKey);

impl fmt::Debug for Vaertsnoegle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Vaertsnoegle").field(&self.aftryk()).finish()
    }
}

impl Vaertsnoegle {
    /// A new one.
    ///
    /// # Errors
    /// `Intern` where the system has no randomness.
    pub fn ny() -> Result<Self, Fejl> {
        let mut froe = [0; 32];
        aws_lc_rs::rand::fill(&mut froe).map_err(|_| Fejl::intern("the system gives no random bytes"))?;
        let par = KeypairData::Ed25519(Ed25519Keypair::from_seed(&froe));
        PrivateKey::new(par, "samspil").map(Self).map_err(Fejl::intern)
    }

    /// From its file.
    ///
    /// # Errors
    /// `UgyldigFil`.
    pub fn fra_openssh(tekst: &str) -> Result<Self, Fejl> {
        let fejl = |hvad: String| Fejl::ny(Fejlkode::UgyldigFil).detalje(hvad);
        let n = PrivateKey::from_openssh(tekst).map_err(|e| fejl(e.to_string()))?;
        if n.is_encrypted() {
            return Err(fejl("the key has a passphrase".into()));
        }
        Ok(Self(n))
    }

    /// As a file.
    ///
    /// # Errors
    /// `Intern`.
    pub fn til_openssh(&self) -> Result<String, Fejl> {
        self.0.to_openssh(LineEnding::LF).map(|t| t.to_string()).map_err(Fejl::intern)
    }

    /// Its public half, as clients have it in `known_hosts` behind the address.
    ///
    /// # Errors
    /// `Intern`.
    pub fn offentlig(&self) -> Result<String, Fejl> {
        self.0.public_key().to_openssh().map_err(Fejl::intern)
    }

    /// Its fingerprint, as clients show it.
    pub fn aftryk(&self) -> String {
        self.0.public_key().fingerprint(HashAlg::Sha256).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_same_from_its_file() {
        let n = Vaertsnoegle::ny().unwrap();
        let igen = Vaertsnoegle::fra_openssh(&n.til_openssh().unwrap()).unwrap();
        assert_eq!((igen.aftryk(), igen.offentlig().unwrap()), (n.aftryk(), n.offentlig().unwrap()));
        assert_ne!(Vaertsnoegle::ny().unwrap().aftryk(), n.aftryk());
        assert!(Vaertsnoegle::fra_openssh("hest").is_err());
    }
}
