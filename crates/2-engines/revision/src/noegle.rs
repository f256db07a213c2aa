//! The log's two keys: one encrypts CPR numbers, one makes look-up keys, so that a person's entries are found without a
//! number in the clear in any table, index or backup.
use crate::dele::{fra_hex, hex};
use crate::kaede::Anker;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use std::fmt;

/// First word of the key file.
const FILORD: &str = "samspil-lognoegle-2";
/// That of the first version, whose holders made seals without the key.
const FILORD_1: &str = "samspil-lognoegle-1";

/// Which seals were made without the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uden {
    /// None: the log began after seals were keyed.
    Ingen,
    /// Those up to this one, which the key file itself remembers: nobody who has only the store can make more of them, or others.
    Til(Anker),
    /// All: a key file of the first version that was not upgraded yet.
    Alle,
}

/// The keys. Without them the log can't be proved whole, no CPR number read and no person found.
pub struct Lognoegle {
    bytes: [u8; 64],
    kryptering: LessSafeKey,
    opslag: hmac::Key,
    uden: Uden,
}

impl fmt::Debug for Lognoegle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lognoegle(…)")
    }
}

/// What belongs together with the encrypted numbers: they cannot be moved to another call's entry.
fn tilhoer(kald_id: Uuid, tidspunkt: Tidspunkt) -> [u8; 24] {
    let mut ud = [0; 24];
    for (til, fra) in ud.iter_mut().zip(kald_id.as_bytes().iter().chain(&tidspunkt.mikros().to_be_bytes())) {
        *til = *fra;
    }
    ud
}

impl Lognoegle {
    /// New keys.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn ny() -> Result<Self, Fejl> {
        let mut bytes = [0; 64];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fejl::intern("no randomness"))?;
        Self::fra_bytes(bytes)
    }

    /// From 64 random bytes.
    ///
    /// # Errors
    /// Never for bytes of that length.
    pub fn fra_bytes(bytes: [u8; 64]) -> Result<Self, Fejl> {
        let (a, b) = bytes.split_at(32);
        let kryptering = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, a).map_err(|_| Fejl::intern("not a key"))?);
        Ok(Self { bytes, kryptering, opslag: hmac::Key::new(hmac::HMAC_SHA256, b), uden: Uden::Ingen })
    }

    /// Reads a key file: `samspil-lognoegle-2`, 128 hexadecimal digits, and where the log is older than keyed seals, the last seal without.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigLognoegle`]
    pub fn fra_fil(fil: &[u8]) -> Result<Self, Fejl> {
        let laes = || {
            let mut ord = std::str::from_utf8(fil).ok()?.split_whitespace();
            let (foerste, bytes, anker) = (ord.next()?, fra_hex(ord.next()?)?, ord.next());
            let uden = match (foerste, anker) {
                (FILORD, None) => Uden::Ingen,
                (FILORD, Some(a)) => Uden::Til(a.parse().ok()?),
                (FILORD_1, None) => Uden::Alle,
                _ => return None,
            };
            ord.next().is_none().then_some((bytes, uden))
        };
        let (bytes, uden) = laes().ok_or_else(|| {
            Fejl::ny(Fejlkode::UgyldigLognoegle)
                .ventet((format!("{FILORD} og 128 hexadecimale cifre"), format!("{FILORD} and 128 hexadecimal digits")))
        })?;
        Ok(Self { uden, ..Self::fra_bytes(bytes)? })
    }

    /// The key file's content.
    pub fn til_fil(&self) -> Vec<u8> {
        match self.uden {
            Uden::Ingen => format!("{FILORD} {}\n", hex(&self.bytes)),
            Uden::Til(a) => format!("{FILORD} {} {a}\n", hex(&self.bytes)),
            Uden::Alle => format!("{FILORD_1} {}\n", hex(&self.bytes)),
        }
        .into_bytes()
    }

    /// It is of the first version: seals are made without the key until [`Self::opgrader`].
    pub fn er_gammel(&self) -> bool {
        self.uden == Uden::Alle
    }

    /// The same keys, for a log whose seals are keyed after this one (`None`: from the first).
    pub fn opgrader(self, sidste: Option<Anker>) -> Self {
        Self { uden: sidste.map_or(Uden::Ingen, Uden::Til), ..self }
    }

    pub(crate) fn uden(&self) -> Uden {
        self.uden
    }

    /// Whether the seal of that number is made with the key.
    pub(crate) fn har_segl(&self, nr: i64) -> bool {
        match self.uden {
            Uden::Ingen => true,
            Uden::Til(a) => nr > a.nr,
            Uden::Alle => false,
        }
    }

    fn mac(&self, formaal: &str, dele: &[&[u8]]) -> hmac::Tag {
        let mut c = hmac::Context::with_key(&self.opslag);
        c.update(formaal.as_bytes());
        for d in dele {
            c.update(&(d.len() as u64).to_be_bytes());
            c.update(d);
        }
        c.sign()
    }

    /// A mark that only a holder of the key can make.
    pub(crate) fn segn(&self, formaal: &str, dele: &[&[u8]]) -> [u8; 32] {
        self.mac(formaal, dele).as_ref().try_into().unwrap_or_default()
    }

    /// The look-up key of a person under an authority: of what others have logged about the person it tells nothing.
    pub(crate) fn person(&self, myndighed: Option<Cvr>, cpr: &str) -> Vec<u8> {
        let m = myndighed.map_or(u32::MAX, Cvr::tal).to_be_bytes();
        self.mac("person", &[&m, cpr.as_bytes()]).as_ref().iter().take(16).copied().collect()
    }

    /// The fingerprint of a party in the change feed, under the authority that the object belongs to.
    pub(crate) fn part(&self, myndighed: Cvr, id: &str) -> [u8; 16] {
        let mut ud = [0; 16];
        for (til, fra) in ud.iter_mut().zip(self.mac("haendelse", &[&myndighed.tal().to_be_bytes(), id.as_bytes()]).as_ref()) {
            *til = *fra;
        }
        ud
    }

    /// Encrypts. The nonce is made from the key and everything that is encrypted: the same one only comes again with the same
    /// text, and no randomness is needed here.
    pub(crate) fn krypter(&self, klar: &[u8], kald_id: Uuid, tidspunkt: Tidspunkt) -> Result<Vec<u8>, Fejl> {
        let aad = tilhoer(kald_id, tidspunkt);
        let mut nonce = [0; NONCE_LEN];
        for (til, fra) in nonce.iter_mut().zip(self.mac("nonce", &[&aad, klar]).as_ref()) {
            *til = *fra;
        }
        let mut tekst = klar.to_vec();
        self.kryptering
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut tekst)
            .map_err(|_| Fejl::intern("encryption failed"))?;
        Ok([nonce.as_slice(), &tekst].concat())
    }

    /// Decrypts; `None` for another key, another entry or changed bytes.
    pub(crate) fn dekrypter(&self, kryptisk: &[u8], kald_id: Uuid, tidspunkt: Tidspunkt) -> Option<Vec<u8>> {
        let (nonce, tekst) = kryptisk.split_first_chunk::<NONCE_LEN>()?;
        let mut tekst = tekst.to_vec();
        let aad = Aad::from(tilhoer(kald_id, tidspunkt));
        let klar = self.kryptering.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut tekst).ok()?;
        Some(klar.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_read_back_and_numbers_are_bound_to_their_entry() {
        let n = Lognoegle::fra_bytes(std::array::from_fn(|i| i as u8)).unwrap();
        let igen = Lognoegle::fra_fil(&n.til_fil()).unwrap();
        let (id, t) = (Uuid::from_u128(1), Tidspunkt::fra_mikros(5));
        let k = n.krypter(b"0102031234", id, t).unwrap();
        assert_eq!(k, igen.krypter(b"0102031234", id, t).unwrap());
        assert_eq!(k.len(), 10 + 12 + 16);
        assert_eq!(igen.dekrypter(&k, id, t).as_deref(), Some(b"0102031234".as_slice()));
        assert_eq!(igen.dekrypter(&k, Uuid::from_u128(2), t), None);
        let anden = Lognoegle::fra_bytes([7; 64]).unwrap();
        assert_eq!(anden.dekrypter(&k, id, t), None);
        assert_ne!(n.krypter(b"0102031234", Uuid::from_u128(2), t).unwrap()[..12], k[..12], "another nonce");
        assert_ne!(n.person(Some(Cvr::KORSBAEK), "0102031234"), n.person(Some(Cvr::KOMBIT), "0102031234"));
        let gammel = Lognoegle::fra_fil(format!("samspil-lognoegle-1 {}\n", hex(&n.bytes)).as_bytes()).unwrap();
        assert!(gammel.er_gammel() && !gammel.har_segl(1) && n.har_segl(1));
        let anker = Anker { nr: 7, hash: [1; 32] };
        let ny = Lognoegle::fra_fil(&gammel.opgrader(Some(anker)).til_fil()).unwrap();
        assert!(ny.uden() == Uden::Til(anker) && !ny.har_segl(7) && ny.har_segl(8));
        for daarlig in ["", "samspil-lognoegle-1 00", "samspil-lognoegle-1", "samspil-lognoegle-2 00 1:00", "samspil-lognoegle-3 00"] {
            assert_eq!(Lognoegle::fra_fil(daarlig.as_bytes()).unwrap_err().kode(), Fejlkode::UgyldigLognoegle);
        }
        assert_eq!(format!("{n:?}"), "Lognoegle(…)");
    }
}
