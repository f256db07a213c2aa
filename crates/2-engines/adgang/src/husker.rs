//! Remembers tokens whose signature was verified. The key is a digest of the token's text with its signature and of the declarations around it,
//! so nothing that differs in any way is taken for it; time, audience and revocation are looked at on every call.
use crate::saml::Token;
use grund::xml::{Dokument, XElement};
use grund::{Fejl, Fejlkode, Tidspunkt, graenser};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::{sha256, sha256_af};
use sikkerhed::xmlsig;
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
        // Base64 with line ends and indents is less than twice its bytes.
        if base64.len() > 2 * graenser::CERTIFIKAT_BYTES {
            return Err(Fejl::ny(Fejlkode::UgyldigtCertifikat).ventet(grund::sagt::hoejst(graenser::CERTIFIKAT_BYTES, grund::sagt::BYTES)));
        }
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

/// A token whose signature was verified.
#[derive(Debug)]
pub struct Husket {
    /// What it says.
    pub token: Token,
    /// The digest that a message's signature has of it, see [`sikkerhed::xmlsig::Kendt`].
    pub sum: [u8; 32],
}

/// The memory of tokens.
#[derive(Debug, Default)]
pub struct Husker(RwLock<HashMap<[u8; 32], Arc<Husket>>>);

impl Husker {
    /// What a token is known by: its text, and what is declared around it, because that is what its prefixes mean.
    ///
    /// # Errors
    /// `UgyldigtToken` when it is not in the document.
    pub fn aftryk(dokument: &Dokument<'_>, assertion: &XElement<'_>) -> Result<[u8; 32], Fejl> {
        let om = xmlsig::vej(&dokument.rod, assertion).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtToken))?;
        let mut dele: Vec<&[u8]> = Vec::with_capacity(32);
        // No name and no URI holds a zero byte.
        for (praefiks, uri) in om.iter().flat_map(|e| &e.erklaeringer) {
            dele.extend([praefiks.as_bytes(), &[0], uri.as_bytes(), &[0]]);
        }
        dele.extend([&[0], dokument.tekst_af(assertion).as_bytes()]);
        Ok(sha256_af(&dele))
    }

    /// The token of that digest.
    pub fn find(&self, aftryk: &[u8; 32]) -> Option<Arc<Husket>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(aftryk).cloned()
    }

    /// Remembers one. When there are too many the expired ones go, and everything if that is not enough: it costs a few verifications.
    pub fn husk(&self, aftryk: [u8; 32], token: Arc<Husket>, nu: Tidspunkt) {
        let mut kort = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kort.len() >= graenser::HUSKEDE_TOKEN {
            kort.retain(|_, t| t.token.gyldig.til > nu);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest of the only `a` inside the document.
    fn aftryk(tekst: &str) -> [u8; 32] {
        let d = Dokument::laes(tekst).unwrap();
        let e = d.rod.elementer().next().unwrap();
        Husker::aftryk(&d, e).unwrap()
    }

    #[test]
    fn a_token_is_known_by_its_text_and_by_what_its_prefixes_mean() {
        let kendt = aftryk("<r xmlns:p='urn:1'><p:a>x</p:a></r>");
        assert_eq!(kendt, aftryk("\u{feff}<r xmlns:p='urn:1'> other text <p:a>x</p:a><b/></r>"));
        for andet in [
            "<r xmlns:p='urn:2'><p:a>x</p:a></r>",
            "<r xmlns:p='urn:1'><p:a>y</p:a></r>",
            "<r xmlns:p='urn:1' xmlns='urn:d'><p:a>x</p:a></r>",
            "<r xmlns:p='urn:1'><p:a >x</p:a></r>",
            "<r xmlns:p='urn:1'><p:a>x<!-- --></p:a></r>",
        ] {
            assert_ne!(kendt, aftryk(andet), "{andet}");
        }
    }

    #[test]
    fn a_certificate_is_read_once_and_what_cannot_be_read_is_not_remembered() {
        let husker = Certifikathusker::default();
        assert!(husker.laes("AAAA").is_err());
        let stor = husker.laes(&"A".repeat(2 * graenser::CERTIFIKAT_BYTES + 1)).unwrap_err();
        assert!(stor.engelsk().contains("at most 8000 bytes"), "before it is decoded: {stor}");
        assert!(husker.0.read().unwrap().is_empty());
    }
}
