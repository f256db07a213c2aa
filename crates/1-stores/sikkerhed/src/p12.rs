//! PKCS#12 (RFC 7292): key and chain for a client, and trust stores. Written with what Java 17, .NET and OpenSSL 3 use by
//! themselves: PBES2 of PBKDF2-HMAC-SHA256 and AES-256-CBC, and a MAC of HMAC-SHA256. RC2 and 3DES of older programs are not read.
use crate::asn1::{self, Derlaeser, Vaerdi};
use crate::certifikat::Certifikat;
use crate::noegle::{Privatnoegle, sha256};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::{constant_time, digest, hmac, pbkdf2, rand};
use grund::graenser::P12_RUNDER;
use grund::{Fejl, Fejlkode};
use std::num::NonZeroU32;

mod oid {
    pub(super) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    pub(super) const KRYPTERET: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
    pub(super) const NOEGLEPOSE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 1];
    pub(super) const LUKKET_NOEGLEPOSE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 2];
    pub(super) const CERTIFIKATPOSE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 3];
    pub(super) const X509: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 22, 1];
    pub(super) const KALDENAVN: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 20];
    pub(super) const NOEGLE_ID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 21];
    /// Oracle's "trusted key usage": without it Java shows no entry at all.
    pub(super) const BETROET: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 1, 1];
    pub(super) const ENHVER_BRUG: &[u8] = &[0x55, 0x1d, 37, 0];
    pub(super) const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
    pub(super) const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
    pub(super) const HMAC_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 7];
    pub(super) const HMAC_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9];
    pub(super) const HMAC_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 11];
    pub(super) const AES128: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2];
    pub(super) const AES256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42];
    pub(super) const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 26];
    pub(super) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    pub(super) const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
}

/// Rounds that are written: Java's own number.
const RUNDER: u32 = 10_000;
const NUL: &[u8] = &[5, 0];

/// A key store: the key with its chain (its own certificate first) under a name.
pub fn skriv(noegle: &Privatnoegle, kaede: &[Certifikat], navn: &str, kode: &str) -> Result<Vec<u8>, Fejl> {
    let eget = kaede.first().filter(|c| c.noegle().spki_der() == noegle.offentlig().spki_der());
    let eget = eget.ok_or_else(|| ugyldig("the first certificate of the chain does not belong to the key"))?;
    let egne = asn1::maengde(vec![
        attribut(oid::KALDENAVN, asn1::tlv(asn1::BMP, &utf16(navn))),
        attribut(oid::NOEGLE_ID, asn1::oktetter(&sha256(eget.der()))),
    ]);
    let poser: Vec<Vec<u8>> = kaede.iter().enumerate().map(|(nr, c)| certifikatpose(c, (nr == 0).then_some(&egne))).collect();
    let (algoritme, lukket) = krypter(&noegle.til_pkcs8_der(), kode)?;
    let lukket = asn1::sekvens(&[algoritme, asn1::oktetter(&lukket)]);
    let noeglepose = asn1::sekvens(&[asn1::skriv_oid(oid::LUKKET_NOEGLEPOSE), asn1::udvendig(0, &lukket), egne]);
    pfx(&[krypteret(&asn1::sekvens(&poser), kode)?, data(&asn1::sekvens(&[noeglepose]))], kode)
}

/// A trust store of certificates under names; Java lists each as `trustedCertEntry`.
pub fn truststore(certifikater: &[(&str, &Certifikat)], kode: &str) -> Result<Vec<u8>, Fejl> {
    let poser: Vec<Vec<u8>> = certifikater
        .iter()
        .map(|(navn, c)| {
            let attributter = asn1::maengde(vec![
                attribut(oid::KALDENAVN, asn1::tlv(asn1::BMP, &utf16(navn))),
                attribut(oid::BETROET, asn1::skriv_oid(oid::ENHVER_BRUG)),
            ]);
            certifikatpose(c, Some(&attributter))
        })
        .collect();
    pfx(&[krypteret(&asn1::sekvens(&poser), kode)?], kode)
}

/// Reads a key store with one key. The chain comes with the key's own certificate first, then each one's issuer as far as it is
/// there, then the rest.
pub fn laes(bytes: &[u8], kode: &str) -> Result<(Privatnoegle, Vec<Certifikat>), Fejl> {
    let Skab { noegler, certifikater: mut rest, .. } = indhold(bytes, kode)?;
    let [noegle] = noegler.as_slice() else {
        return Err(ugyldig(&format!("the key store must hold one key and holds {}", noegler.len())));
    };
    let eget = rest.iter().position(|c| c.noegle().spki_der() == noegle.offentlig().spki_der());
    let mut kaede = vec![rest.remove(eget.ok_or_else(|| ugyldig("the key store holds no certificate for its key"))?)];
    while let Some(nr) = kaede.last().and_then(|sidste| rest.iter().position(|c| c.emne_der() == sidste.udsteder_der())) {
        kaede.push(rest.remove(nr));
    }
    kaede.append(&mut rest);
    Ok((noegle.clone(), kaede))
}

/// Reads the certificates of a key store or trust store, in the order in which they stand.
pub fn laes_certifikater(bytes: &[u8], kode: &str) -> Result<Vec<Certifikat>, Fejl> {
    Ok(indhold(bytes, kode)?.certifikater)
}

fn ugyldig(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).detalje(format!("PKCS#12: {hvad}"))
}

fn ukendt(hvad: &str) -> Fejl {
    ugyldig(&format!("{hvad} is not supported")).ventet(("PBES2 med AES og HMAC-SHA; lav den om med `openssl pkcs12 -legacy -in old.p12 -nodes -out a.pem` og `openssl pkcs12 -export -in a.pem -out new.p12`", "PBES2 with AES and HMAC-SHA; convert with `openssl pkcs12 -legacy -in old.p12 -nodes -out a.pem` and `openssl pkcs12 -export -in a.pem -out new.p12`"))
}

fn utf16(tekst: &str) -> Vec<u8> {
    tekst.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn tilfaeldige<const N: usize>() -> Result<[u8; N], Fejl> {
    let mut ud = [0; N];
    rand::fill(&mut ud).map_err(|_| Fejl::intern("the system gave no random bytes"))?;
    Ok(ud)
}

fn attribut(hvilken: &[u8], vaerdi: Vec<u8>) -> Vec<u8> {
    asn1::sekvens(&[asn1::skriv_oid(hvilken), asn1::maengde(vec![vaerdi])])
}

fn certifikatpose(c: &Certifikat, attributter: Option<&Vec<u8>>) -> Vec<u8> {
    let indre = asn1::sekvens(&[asn1::skriv_oid(oid::X509), asn1::udvendig(0, &asn1::oktetter(c.der()))]);
    let mut dele = vec![asn1::skriv_oid(oid::CERTIFIKATPOSE), asn1::udvendig(0, &indre)];
    dele.extend(attributter.cloned());
    asn1::sekvens(&dele)
}

fn data(indhold: &[u8]) -> Vec<u8> {
    asn1::sekvens(&[asn1::skriv_oid(oid::DATA), asn1::udvendig(0, &asn1::oktetter(indhold))])
}

fn krypteret(indhold: &[u8], kode: &str) -> Result<Vec<u8>, Fejl> {
    let (algoritme, lukket) = krypter(indhold, kode)?;
    let info = asn1::sekvens(&[asn1::skriv_oid(oid::DATA), algoritme, asn1::tlv(0x80, &lukket)]);
    Ok(asn1::sekvens(&[asn1::skriv_oid(oid::KRYPTERET), asn1::udvendig(0, &asn1::sekvens(&[asn1::tal(0), info]))]))
}

fn pfx(dele: &[Vec<u8>], kode: &str) -> Result<Vec<u8>, Fejl> {
    let sikret = asn1::sekvens(dele);
    let salt = tilfaeldige::<20>()?;
    let noegle = mac_noegle(&digest::SHA256, 64, kode, &salt, RUNDER);
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &noegle), &sikret);
    let algoritme = asn1::sekvens(&[&asn1::skriv_oid(oid::SHA256)[..], NUL]);
    let mac =
        asn1::sekvens(&[asn1::sekvens(&[algoritme, asn1::oktetter(mac.as_ref())]), asn1::oktetter(&salt), asn1::tal(u64::from(RUNDER))]);
    Ok(asn1::sekvens(&[asn1::tal(3), data(&sikret), mac]))
}

/// The algorithm's parameters and the ciphertext.
fn krypter(klar: &[u8], kode: &str) -> Result<(Vec<u8>, Vec<u8>), Fejl> {
    let salt = tilfaeldige::<16>()?;
    let mut noegle = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, NonZeroU32::new(RUNDER).unwrap_or(NonZeroU32::MIN), &salt, kode.as_bytes(), &mut noegle);
    let galt = |_| Fejl::intern("AES-256-CBC failed");
    let mut ud = klar.to_vec();
    let aes = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&cipher::AES_256, &noegle).map_err(galt)?).map_err(galt)?;
    let DecryptionContext::Iv128(iv) = aes.encrypt(&mut ud).map_err(galt)? else {
        return Err(Fejl::intern("AES-256-CBC gave no IV"));
    };
    let iv: &[u8; 16] = iv.as_ref();
    let prf = asn1::sekvens(&[&asn1::skriv_oid(oid::HMAC_SHA256)[..], NUL]);
    let afledning = asn1::sekvens(&[asn1::oktetter(&salt), asn1::tal(u64::from(RUNDER)), prf]);
    let afledning = asn1::sekvens(&[asn1::skriv_oid(oid::PBKDF2), afledning]);
    let chiffer = asn1::sekvens(&[asn1::skriv_oid(oid::AES256), asn1::oktetter(iv)]);
    Ok((asn1::sekvens(&[asn1::skriv_oid(oid::PBES2), asn1::sekvens(&[afledning, chiffer])]), ud))
}

/// What is being opened: the password, and how many rounds of key derivation the file may still ask for.
pub(crate) struct Skab<'k> {
    kode: &'k str,
    runder: u32,
    noegler: Vec<Privatnoegle>,
    certifikater: Vec<Certifikat>,
}

fn indhold<'k>(bytes: &[u8], kode: &'k str) -> Result<Skab<'k>, Fejl> {
    let mut skab = Skab::ny(kode, P12_RUNDER);
    skab.aabn(bytes)?;
    Ok(skab)
}

impl<'k> Skab<'k> {
    pub(crate) fn ny(kode: &'k str, runder: u32) -> Self {
        Self { kode, runder, noegler: Vec::new(), certifikater: Vec::new() }
    }

    pub(crate) fn aabn(&mut self, bytes: &[u8]) -> Result<(), Fejl> {
        let (sikret, mac) = sikret(bytes)?;
        self.kontroller_mac(mac, sikret)?;
        self.dele(sikret)
    }

    /// The parts that the MAC covers.
    pub(crate) fn dele(&mut self, sikret: &[u8]) -> Result<(), Fejl> {
        let mut dele = Derlaeser::ny(sikret).ned(asn1::SEKVENS)?;
        while !dele.er_tom() {
            let poser = match indholdsinfo(&mut dele)? {
                (oid::DATA, indre) => Derlaeser::ny(indre).kraev(asn1::OKTETTER)?.indhold.to_vec(),
                (oid::KRYPTERET, indre) => {
                    let mut l = Derlaeser::ny(indre).ned(asn1::SEKVENS)?;
                    l.kraev(asn1::HELTAL)?;
                    let mut l = l.ned(asn1::SEKVENS)?;
                    l.kraev(asn1::OID)?;
                    let algoritme = l.kraev(asn1::SEKVENS)?;
                    self.dekrypter(algoritme, l.kraev(0x80)?.indhold)?
                }
                _ => return Err(ukendt("encryption with a public key")),
            };
            let mut poser = Derlaeser::ny(&poser).ned(asn1::SEKVENS)?;
            while !poser.er_tom() {
                self.pose(&mut poser)?;
            }
        }
        Ok(())
    }

    fn pose(&mut self, l: &mut Derlaeser<'_>) -> Result<(), Fejl> {
        let (hvad, indre) = indholdsinfo(l)?;
        match hvad {
            oid::NOEGLEPOSE => self.noegler.push(Privatnoegle::fra_pkcs8_der(indre)?),
            oid::LUKKET_NOEGLEPOSE => {
                let mut l = Derlaeser::ny(indre).ned(asn1::SEKVENS)?;
                let algoritme = l.kraev(asn1::SEKVENS)?;
                let klar = self.dekrypter(algoritme, l.kraev(asn1::OKTETTER)?.indhold)?;
                self.noegler.push(Privatnoegle::fra_pkcs8_der(&klar)?);
            }
            oid::CERTIFIKATPOSE => {
                let (_, der) = indholdsinfo(&mut Derlaeser::ny(indre))?;
                self.certifikater.push(Certifikat::fra_der(Derlaeser::ny(der).kraev(asn1::OKTETTER)?.indhold)?);
            }
            // Revocation lists and secrets: nothing that we would use.
            _ => {}
        }
        Ok(())
    }

    /// Takes the rounds that a part asks for from those that are left.
    fn runder(&mut self, v: Option<Vaerdi<'_>>) -> Result<NonZeroU32, Fejl> {
        // Absent means one round (RFC 7292, 4).
        let tal = v.map_or(1, |v| v.indhold.iter().fold(0u64, |sum, b| sum.saturating_mul(256).saturating_add(u64::from(*b))));
        let tal = u32::try_from(tal).ok().and_then(NonZeroU32::new);
        let tal = tal.and_then(|t| {
            self.runder = self.runder.checked_sub(t.get())?;
            Some(t)
        });
        tal.ok_or_else(|| {
            ugyldig("too many rounds of key derivation")
                .ventet((format!("højst {P12_RUNDER} i én fil"), format!("at most {P12_RUNDER} in one file")))
        })
    }

    fn kontroller_mac(&mut self, v: Vaerdi<'_>, sikret: &[u8]) -> Result<(), Fejl> {
        let mut l = Derlaeser::ny(v.indhold);
        let mut info = l.ned(asn1::SEKVENS)?;
        let hvilken = info.ned(asn1::SEKVENS)?.kraev(asn1::OID)?.indhold;
        let ventet = info.kraev(asn1::OKTETTER)?.indhold;
        let salt = l.kraev(asn1::OKTETTER)?.indhold;
        let runder = self.runder(l.maaske(asn1::HELTAL))?.get();
        let (algoritme, blok, maerke) = match hvilken {
            oid::SHA1 => (&digest::SHA1_FOR_LEGACY_USE_ONLY, 64, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
            oid::SHA256 => (&digest::SHA256, 64, hmac::HMAC_SHA256),
            oid::SHA512 => (&digest::SHA512, 128, hmac::HMAC_SHA512),
            _ => return Err(ukendt("the MAC's algorithm")),
        };
        let noegle = mac_noegle(algoritme, blok, self.kode, salt, runder);
        let mac = hmac::sign(&hmac::Key::new(maerke, &noegle), sikret);
        constant_time::verify_slices_are_equal(mac.as_ref(), ventet).map_err(|_| ugyldig("wrong password, or the file was changed"))
    }

    fn dekrypter(&mut self, algoritme: Vaerdi<'_>, lukket: &[u8]) -> Result<Vec<u8>, Fejl> {
        let mut l = Derlaeser::ny(algoritme.indhold);
        if l.kraev(asn1::OID)?.indhold != oid::PBES2 {
            return Err(ukendt("the encryption (PBES1: RC2 or 3DES)"));
        }
        let mut l = l.ned(asn1::SEKVENS)?;
        let (mut afledning, mut chiffer) = (l.ned(asn1::SEKVENS)?, l.ned(asn1::SEKVENS)?);
        if afledning.kraev(asn1::OID)?.indhold != oid::PBKDF2 {
            return Err(ukendt("the key derivation"));
        }
        let mut afledning = afledning.ned(asn1::SEKVENS)?;
        let salt = afledning.kraev(asn1::OKTETTER)?.indhold;
        let runder = self.runder(Some(afledning.kraev(asn1::HELTAL)?))?;
        afledning.maaske(asn1::HELTAL);
        let prf = match afledning.maaske(asn1::SEKVENS) {
            Some(v) => Derlaeser::ny(v.indhold).kraev(asn1::OID)?.indhold,
            None => oid::HMAC_SHA1,
        };
        let prf = match prf {
            oid::HMAC_SHA1 => pbkdf2::PBKDF2_HMAC_SHA1,
            oid::HMAC_SHA256 => pbkdf2::PBKDF2_HMAC_SHA256,
            oid::HMAC_SHA512 => pbkdf2::PBKDF2_HMAC_SHA512,
            _ => return Err(ukendt("the key derivation's HMAC")),
        };
        let (aes, laengde) = match chiffer.kraev(asn1::OID)?.indhold {
            oid::AES128 => (&cipher::AES_128, 16),
            oid::AES256 => (&cipher::AES_256, 32),
            _ => return Err(ukendt("the cipher")),
        };
        let iv: [u8; 16] = chiffer.kraev(asn1::OKTETTER)?.indhold.try_into().map_err(|_| ugyldig("an IV of another length than 16"))?;
        let mut noegle = vec![0; laengde];
        pbkdf2::derive(prf, runder, salt, self.kode.as_bytes(), &mut noegle);
        let galt = |_| ugyldig("the encrypted part cannot be opened");
        let aes = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(aes, &noegle).map_err(galt)?).map_err(galt)?;
        let mut ud = lukket.to_vec();
        let klar = aes.decrypt(&mut ud, DecryptionContext::Iv128(iv.into())).map_err(galt)?;
        Ok(klar.to_vec())
    }
}

/// What the MAC covers, and the MAC.
pub(crate) fn sikret(bytes: &[u8]) -> Result<(&[u8], Vaerdi<'_>), Fejl> {
    let mut l = Derlaeser::ny(bytes).ned(asn1::SEKVENS)?;
    if l.kraev(asn1::HELTAL)?.indhold != [3] {
        return Err(ugyldig("not of version 3"));
    }
    let (hvad, sikret) = indholdsinfo(&mut l)?;
    if hvad != oid::DATA {
        return Err(ukendt("integrity by a signature"));
    }
    let mac = l.maaske(asn1::SEKVENS).ok_or_else(|| ugyldig("no MAC: the file may have been changed"))?;
    Ok((Derlaeser::ny(sikret).kraev(asn1::OKTETTER)?.indhold, mac))
}

fn indholdsinfo<'a>(l: &mut Derlaeser<'a>) -> Result<(&'a [u8], &'a [u8]), Fejl> {
    let mut l = l.ned(asn1::SEKVENS)?;
    Ok((l.kraev(asn1::OID)?.indhold, l.kraev(0xa0)?.indhold))
}

/// RFC 7292, B.2, with ID 3; the MAC's key is one digest long, so there is one block and nothing is added up.
fn mac_noegle(algoritme: &'static digest::Algorithm, blok: usize, kode: &str, salt: &[u8], runder: u32) -> Vec<u8> {
    let fyld = |d: &[u8]| -> Vec<u8> { d.iter().copied().cycle().take(d.len().div_ceil(blok) * blok).collect() };
    let kode = [utf16(kode), vec![0, 0]].concat();
    let mut a = [vec![3; blok], fyld(salt), fyld(&kode)].concat();
    for _ in 0..runder {
        a = digest::digest(algoritme, &a).as_ref().to_vec();
    }
    a
}
