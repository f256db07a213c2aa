//! Encryption for the holder of a certificate: AES-256-GCM under a key that RSA-OAEP wraps. XML encryption ([`crate::xmlenc`]) and JWE are two ways to write the same.
use crate::noegle::{Offentlig, Privatnoegle};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, Nonce, RandomizedNonceKey};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use grund::{Fejl, Fejlkode};

/// Bytes of an initialisation vector.
pub const IV_BYTES: usize = 12;
/// Bytes of an authentication tag.
pub const MAERKE_BYTES: usize = 16;

/// The digest in RSA-OAEP, also of its mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oaep {
    /// `rsa-oaep-mgf1p`, which every implementation of XML encryption knows. SHA-1 is no signature here: its collisions do not matter.
    Sha1,
    /// `RSA-OAEP-256`.
    Sha256,
}

impl Oaep {
    fn algoritme(self) -> &'static OaepAlgorithm {
        match self {
            Self::Sha1 => &OAEP_SHA1_MGF1SHA1,
            Self::Sha256 => &OAEP_SHA256_MGF1SHA256,
        }
    }
}

/// What was encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lukket {
    /// The wrapped key.
    pub noegle: Vec<u8>,
    /// The initialisation vector.
    pub iv: [u8; IV_BYTES],
    /// The text that nobody reads.
    pub tekst: Vec<u8>,
    /// The authentication tag.
    pub maerke: Vec<u8>,
}

/// Encrypts for whoever has the private half of that key; `med` is authenticated and not encrypted.
///
/// # Errors
/// `Intern`.
pub fn luk(til: &Offentlig, oaep: Oaep, med: &[u8], tekst: &[u8]) -> Result<Lukket, Fejl> {
    let mut hemmelig = [0; 32];
    rand::fill(&mut hemmelig).map_err(Fejl::intern)?;
    let offentlig = PublicEncryptingKey::from_der(til.spki_der()).map_err(Fejl::intern)?;
    let offentlig = OaepPublicEncryptingKey::new(offentlig).map_err(Fejl::intern)?;
    let mut pakket = vec![0; offentlig.ciphertext_size()];
    let laengde = offentlig.encrypt(oaep.algoritme(), &hemmelig, &mut pakket, None).map_err(Fejl::intern)?.len();
    pakket.truncate(laengde);
    let mut data = tekst.to_vec();
    let noegle = RandomizedNonceKey::new(&AES_256_GCM, &hemmelig).map_err(Fejl::intern)?;
    let (iv, maerke) = noegle.seal_in_place_separate_tag(Aad::from(med), &mut data).map_err(Fejl::intern)?;
    Ok(Lukket { noegle: pakket, iv: *iv.as_ref(), tekst: data, maerke: maerke.as_ref().to_vec() })
}

/// Reads what was encrypted for that key.
///
/// # Errors
/// `UgyldigtToken`, in the same words whatever is wrong: a caller learns nothing from it.
pub fn aabn(noegle: &Privatnoegle, oaep: Oaep, med: &[u8], lukket: &Lukket) -> Result<Vec<u8>, Fejl> {
    let forkert = |_| Fejl::ny(Fejlkode::UgyldigtToken).aarsag("it can't be decrypted with our key");
    let privat = PrivateDecryptingKey::from_pkcs8(&noegle.til_pkcs8_der()).map_err(Fejl::intern)?;
    let privat = OaepPrivateDecryptingKey::new(privat).map_err(Fejl::intern)?;
    let mut hemmelig = vec![0; privat.min_output_size()];
    let hemmelig = privat.decrypt(oaep.algoritme(), &lukket.noegle, &mut hemmelig, None).map_err(forkert)?;
    let algoritme: &'static Algorithm = match hemmelig.len() {
        16 => &AES_128_GCM,
        _ => &AES_256_GCM,
    };
    let noegle = RandomizedNonceKey::new(algoritme, hemmelig).map_err(forkert)?;
    let mut data = [lukket.tekst.as_slice(), lukket.maerke.as_slice()].concat();
    let tekst = noegle.open_in_place(Nonce::from(&lukket.iv), Aad::from(med), &mut data).map_err(forkert)?;
    Ok(tekst.to_vec())
}
