//! RSA keys on aws-lc-rs. Nothing here prints a private key: `Debug` shows the size only.
use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicEncryptingKey};
use aws_lc_rs::signature::{
    KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256,
    RsaKeyPair, RsaParameters,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use grund::{Fejl, Fejlkode};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use std::fmt;
use std::sync::Arc;

/// Bits of a modulus that are accepted: 2048 is the least that OCES issues, 8192 the most that the library computes with.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A private RSA key. Cheap to clone.
#[derive(Clone)]
pub struct Privatnoegle(Arc<Par>);

struct Par {
    par: RsaKeyPair,
    der: Vec<u8>,
    offentlig: Offentlig,
}

/// A public RSA key of 2048 to 8192 bits. Cheap to clone.
#[derive(Clone)]
pub struct Offentlig(Arc<Del>);

struct Del {
    spki: Vec<u8>,
    bits: usize,
    sha256: ParsedPublicKey,
}

/// The digest that an RSA signature is made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sum {
    Sha256,
    Sha384,
    Sha512,
}

impl Sum {
    pub(crate) fn algoritme(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    fn rsa(self) -> &'static RsaParameters {
        match self {
            Self::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            Self::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
            Self::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        }
    }
}

/// SHA-256 of some bytes.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut ud = [0; 32];
    ud.iter_mut().zip(digest::digest(&digest::SHA256, data).as_ref()).for_each(|(til, fra)| *til = *fra);
    ud
}

/// SHA-256 of pieces that follow each other.
pub fn sha256_af(dele: &[&[u8]]) -> [u8; 32] {
    let mut sum = digest::Context::new(&digest::SHA256);
    dele.iter().for_each(|d| sum.update(d));
    let mut ud = [0; 32];
    ud.iter_mut().zip(sum.finish().as_ref()).for_each(|(til, fra)| *til = *fra);
    ud
}

impl Privatnoegle {
    /// A new key of 2048, 3072, 4096 or 8192 bits.
    pub fn dan(bits: usize) -> Result<Self, Fejl> {
        let stoerrelse = match bits {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            8192 => KeySize::Rsa8192,
            _ => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("bits").tilladt(["2048", "3072", "4096", "8192"])),
        };
        Self::af(RsaKeyPair::generate(stoerrelse).map_err(Fejl::intern)?)
    }

    /// From a PKCS#8 file.
    pub fn fra_pkcs8_der(der: &[u8]) -> Result<Self, Fejl> {
        Self::af(RsaKeyPair::from_pkcs8(der).map_err(|f| ulaeselig(&f))?)
    }

    /// The first private key in a PEM text: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`), without a password.
    pub fn fra_pem(tekst: &str) -> Result<Self, Fejl> {
        match PrivateKeyDer::from_pem_slice(tekst.as_bytes()).map_err(|f| ulaeselig(&f))? {
            PrivateKeyDer::Pkcs8(der) => Self::fra_pkcs8_der(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => Self::af(RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(|f| ulaeselig(&f))?),
            _ => Err(ulaeselig(&"another kind of key")),
        }
    }

    fn af(par: RsaKeyPair) -> Result<Self, Fejl> {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&par).map_err(Fejl::intern)?.as_ref().to_vec();
        let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(par.public_key()).map_err(Fejl::intern)?;
        let offentlig = Offentlig::fra_spki_der(spki.as_ref())?;
        Ok(Self(Arc::new(Par { par, der, offentlig })))
    }

    /// As PKCS#8.
    pub fn til_pkcs8_der(&self) -> Vec<u8> {
        self.0.der.clone()
    }

    /// As PKCS#8 in PEM.
    pub fn til_pem(&self) -> String {
        let tekst = STANDARD.encode(&self.0.der);
        let mut ud = String::from("-----BEGIN PRIVATE KEY-----\n");
        for (i, c) in tekst.chars().enumerate() {
            if i > 0 && i % 64 == 0 {
                ud.push('\n');
            }
            ud.push(c);
        }
        ud.push_str("\n-----END PRIVATE KEY-----\n");
        ud
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256. Costs about 220 µs at 2048 bits, 650 µs at 3072.
    pub fn underskriv(&self, data: &[u8]) -> Result<Vec<u8>, Fejl> {
        let mut ud = vec![0; self.0.par.public_modulus_len()];
        self.0.par.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut ud).map_err(Fejl::intern)?;
        Ok(ud)
    }

    /// The public half.
    pub fn offentlig(&self) -> Offentlig {
        self.0.offentlig.clone()
    }
}

fn ulaeselig(aarsag: &dyn fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil)
        .ventet(("en RSA-nøgle på 2048 til 8192 bit i PKCS#8 eller PKCS#1", "an RSA key of 2048 to 8192 bits in PKCS#8 or PKCS#1"))
        .aarsag(aarsag)
}

impl Offentlig {
    /// From a SubjectPublicKeyInfo. Other kinds of keys, and RSA below 2048 or above 8192 bits, are refused.
    pub fn fra_spki_der(der: &[u8]) -> Result<Self, Fejl> {
        let forbudt = |aarsag: &dyn fmt::Display| Fejl::ny(Fejlkode::ForbudtAlgoritme).aarsag(aarsag);
        let bits = PublicEncryptingKey::from_der(der).map_err(|f| forbudt(&f))?.key_size_bits();
        if !BITS.contains(&bits) {
            return Err(forbudt(&format!("a key of {bits} bits")));
        }
        let sha256 = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(|f| forbudt(&f))?;
        Ok(Self(Arc::new(Del { spki: der.to_vec(), bits, sha256 })))
    }

    /// From modulus and exponent, big-endian, as a JWK has them.
    ///
    /// # Errors
    /// As [`Self::fra_spki_der`].
    pub fn fra_dele(modulus: &[u8], eksponent: &[u8]) -> Result<Self, Fejl> {
        use crate::asn1::{bits, heltal, sekvens, skriv_oid, tlv};
        const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
        const NUL: u8 = 0x05;
        let noegle = sekvens(&[heltal(modulus), heltal(eksponent)]);
        Self::fra_spki_der(&sekvens(&[sekvens(&[skriv_oid(RSA), tlv(NUL, &[])]), bits(&noegle)]))
    }

    /// Whether it is the key's RSASSA-PKCS1-v1_5 signature with SHA-256 over those bytes.
    pub fn kontroller(&self, data: &[u8], signatur: &[u8]) -> bool {
        self.0.sha256.verify_sig(data, signatur).is_ok()
    }

    pub(crate) fn kontroller_sum(&self, sum: Sum, vaerdi: &Digest, signatur: &[u8]) -> bool {
        match sum {
            Sum::Sha256 => self.0.sha256.verify_digest_sig(vaerdi, signatur).is_ok(),
            _ => ParsedPublicKey::new(sum.rsa(), &self.0.spki).is_ok_and(|n| n.verify_digest_sig(vaerdi, signatur).is_ok()),
        }
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.0.bits
    }

    /// Modulus and exponent, big-endian without leading zeros: for JWK.
    pub fn modulus_og_eksponent(&self) -> (Vec<u8>, Vec<u8>) {
        use x509_parser::prelude::FromDer;
        use x509_parser::public_key::PublicKey;
        let uden_nul = |b: &[u8]| b.iter().skip_while(|b| **b == 0).copied().collect();
        let spki = x509_parser::x509::SubjectPublicKeyInfo::from_der(&self.0.spki).map(|(_, s)| s);
        match spki.as_ref().map(|s| s.parsed()) {
            Ok(Ok(PublicKey::RSA(k))) => (uden_nul(k.modulus), uden_nul(k.exponent)),
            // Every key was read as an RSA key when it was made.
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// As a SubjectPublicKeyInfo.
    pub fn spki_der(&self) -> &[u8] {
        &self.0.spki
    }
}

impl PartialEq for Offentlig {
    fn eq(&self, anden: &Self) -> bool {
        self.0.spki == anden.0.spki
    }
}

impl Eq for Offentlig {}

impl fmt::Debug for Offentlig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offentlig(RSA {})", self.0.bits)
    }
}

impl fmt::Debug for Privatnoegle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Privatnoegle(RSA {})", self.0.offentlig.0.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_from_its_parts_is_the_same_key() {
        let n = Privatnoegle::dan(2048).unwrap().offentlig();
        let (modulus, eksponent) = n.modulus_og_eksponent();
        assert_eq!(Offentlig::fra_dele(&modulus, &eksponent).unwrap(), n);
        assert!(Offentlig::fra_dele(&[1, 2, 3], &eksponent).is_err());
    }
}
