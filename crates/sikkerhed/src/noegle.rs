//! RSA keys on aws-lc-rs.
use crate::asn1::{self, Laeser};
use crate::pem;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeySize, PublicKey};
use aws_lc_rs::signature::{self, KeyPair as _, RsaKeyPair, UnparsedPublicKey};
use grund::{Fejl, Fejlkode};
use std::sync::Arc;

/// SHA-256.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut ud = [0; 32];
    for (til, fra) in ud.iter_mut().zip(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, data).as_ref()) {
        *til = *fra;
    }
    ud
}

/// A private RSA key.
#[derive(Clone)]
pub struct Privatnoegle {
    par: Arc<RsaKeyPair>,
    offentlig: Offentlig,
}

impl Privatnoegle {
    /// A new key of 2048, 3072, 4096 or 8192 bits.
    pub fn dan(bits: usize) -> Result<Self, Fejl> {
        let stoerrelse = match bits {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            8192 => KeySize::Rsa8192,
            _ => return Err(Fejl::intern(format!("no RSA keys of {bits} bits"))),
        };
        Self::af(RsaKeyPair::generate(stoerrelse).map_err(|_| Fejl::intern("making an RSA key failed"))?)
    }

    fn af(par: RsaKeyPair) -> Result<Self, Fejl> {
        let spki = AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(par.public_key()).map_err(Fejl::intern)?;
        let offentlig = Offentlig::fra_spki_der(spki.as_ref())?;
        Ok(Self { par: Arc::new(par), offentlig })
    }

    /// From PKCS#8.
    pub fn fra_pkcs8_der(der: &[u8]) -> Result<Self, Fejl> {
        Self::af(RsaKeyPair::from_pkcs8(der).map_err(|e| Fejl::ny(Fejlkode::UgyldigFil).detalje(format!("not an RSA key in PKCS#8: {e}")))?)
    }

    /// From the first `PRIVATE KEY` of a PEM file.
    pub fn fra_pem(tekst: &str) -> Result<Self, Fejl> {
        let blokke = pem::laes(tekst, "PRIVATE KEY")?;
        let der = blokke.first().ok_or_else(|| Fejl::ny(Fejlkode::UgyldigFil).detalje("the file holds no PRIVATE KEY (PKCS#8)"))?;
        Self::fra_pkcs8_der(der)
    }

    /// As PKCS#8.
    pub fn til_pkcs8_der(&self) -> Result<Vec<u8>, Fejl> {
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&*self.par).map_err(Fejl::intern)?;
        Ok(der.as_ref().to_vec())
    }

    /// As PEM.
    pub fn til_pem(&self) -> Result<String, Fejl> {
        Ok(pem::skriv("PRIVATE KEY", &self.til_pkcs8_der()?))
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256.
    pub fn underskriv(&self, data: &[u8]) -> Result<Vec<u8>, Fejl> {
        let mut ud = vec![0; self.par.public_modulus_len()];
        self.par
            .sign(&signature::RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), data, &mut ud)
            .map_err(|_| Fejl::intern("signing failed"))?;
        Ok(ud)
    }

    /// The public half.
    pub fn offentlig(&self) -> &Offentlig {
        &self.offentlig
    }
}

/// A public RSA key.
#[derive(Clone)]
pub struct Offentlig(Arc<(Vec<u8>, usize)>);

impl Offentlig {
    /// From a SubjectPublicKeyInfo.
    pub fn fra_spki_der(der: &[u8]) -> Result<Self, Fejl> {
        PublicKey::from_der(der).map_err(|e| Fejl::ny(Fejlkode::ForbudtAlgoritme).aarsag(format!("not an RSA key: {e}")))?;
        let mut l = Laeser::ny(der).ned(asn1::SEKVENS)?;
        l.kraev(asn1::SEKVENS)?;
        let bits = l.kraev(asn1::BITS)?.indhold;
        let mut n = Laeser::ny(bits.get(1..).unwrap_or_default()).ned(asn1::SEKVENS)?.kraev(asn1::HELTAL)?.indhold;
        while let [0, rest @ ..] = n {
            n = rest;
        }
        let ledige = n.first().map_or(0, |b| usize::try_from(b.leading_zeros()).unwrap_or(0));
        Ok(Self(Arc::new((der.to_vec(), n.len() * 8 - ledige))))
    }

    /// Checks a signature of RSASSA-PKCS1-v1_5 with SHA-256; keys below 2048 bits sign nothing.
    pub fn kontroller(&self, data: &[u8], underskrift: &[u8]) -> bool {
        UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, &self.0.0).verify(data, underskrift).is_ok()
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.0.1
    }

    /// As SubjectPublicKeyInfo.
    pub fn spki_der(&self) -> &[u8] {
        &self.0.0
    }
}
