//! Signatures of webhooks as Standard Webhooks 1.0 writes them: HMAC-SHA256 of `id.timestamp.body`. A secret is a receiving system's for one of its dueslag, and derived
//! from one key of the installation, which is a file: no secret lies in the store, in a backup of it, or in an object that others may read.
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beskedfordeler::laest::Dueslag;
use grund::{Fejl, Fejlkode, Uuid};
use std::fmt;

/// Whose a secret is, and which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hemmelighed {
    /// The dueslag.
    pub dueslag: Uuid,
    /// Its receiving system: whoever takes the dueslag over has secrets of its own.
    pub modtager: Uuid,
    /// Which, from 1.
    pub nummer: u32,
}

impl Hemmelighed {
    /// The one that signs first for a dueslag as it is.
    pub fn nu(dueslag: Uuid, d: &Dueslag) -> Self {
        Self { dueslag, modtager: d.modtagersystem.unwrap_or_default(), nummer: d.hemmelighed }
    }

    /// The one before, if there was one.
    fn foer(self) -> Option<Self> {
        let nummer = self.nummer.checked_sub(1).filter(|n| *n > 0)?;
        Some(Self { nummer, ..self })
    }
}

/// The key that the secrets are derived from.
#[derive(Clone)]
pub struct Hovednoegle(hmac::Key);

impl fmt::Debug for Hovednoegle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hovednoegle")
    }
}

/// Bytes of the key.
const LAENGDE: usize = 32;

impl Hovednoegle {
    /// A new one, and what to write into its file.
    ///
    /// # Errors
    /// `Intern`, when the machine has no randomness.
    pub fn ny() -> Result<(Self, String), Fejl> {
        let mut bytes = [0; LAENGDE];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fejl::intern("no randomness"))?;
        Ok((Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)), format!("{}\n", STANDARD.encode(bytes))))
    }

    /// From its file.
    ///
    /// # Errors
    /// `UgyldigFil`.
    pub fn fra_fil(tekst: &str) -> Result<Self, Fejl> {
        let bytes = STANDARD.decode(tekst.trim()).ok().filter(|b| b.len() == LAENGDE);
        let bytes = bytes.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigFil).ventet(("32 bytes i base64", "32 bytes in base64")))?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    fn afled(&self, h: Hemmelighed) -> Vec<u8> {
        let hvad = [b"samspil:webhook:2:".as_slice(), h.dueslag.as_bytes(), h.modtager.as_bytes(), &h.nummer.to_be_bytes()].concat();
        hmac::sign(&self.0, &hvad).as_ref().to_vec()
    }

    /// The secret as its receiver gets it.
    pub fn hemmelighed(&self, h: Hemmelighed) -> String {
        format!("whsec_{}", STANDARD.encode(self.afled(h)))
    }

    /// `webhook-signature`: by that secret, and by the one before, so that a receiver can change to a new one without missing anything.
    pub fn signatur(&self, h: Hemmelighed, id: &str, tidspunkt: i64, krop: &[u8]) -> String {
        let en = |h: Hemmelighed| {
            let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.afled(h)));
            mac.update(format!("{id}.{tidspunkt}.").as_bytes());
            mac.update(krop);
            format!("v1,{}", STANDARD.encode(mac.sign()))
        };
        std::iter::once(h).chain(h.foer()).map(en).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_published_algorithm_and_every_dueslag_and_receiver_has_its_own_secret() {
        let (a, fil) = Hovednoegle::ny().unwrap();
        let b = Hovednoegle::fra_fil(&fil).unwrap();
        let d = Hemmelighed { dueslag: Uuid::from_u128(1), modtager: Uuid::from_u128(7), nummer: 1 };
        assert_eq!(a.hemmelighed(d), b.hemmelighed(d));
        let andre = [
            Hemmelighed { dueslag: Uuid::from_u128(2), ..d },
            // It was handed over: the one before knows nothing of what signs now.
            Hemmelighed { modtager: Uuid::from_u128(8), ..d },
            Hemmelighed { modtager: Uuid::from_u128(8), nummer: 2, ..d },
            Hemmelighed { nummer: 2, ..d },
        ];
        assert!(andre.iter().all(|x| a.hemmelighed(*x) != a.hemmelighed(d)));
        let s = a.signatur(d, "msg", 1_700_000_000, b"{}");
        let noegle = STANDARD.decode(a.hemmelighed(d).strip_prefix("whsec_").unwrap()).unwrap();
        let mac = STANDARD.decode(s.strip_prefix("v1,").unwrap()).unwrap();
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &noegle), b"msg.1700000000.{}", &mac).unwrap();
        let to = a.signatur(Hemmelighed { nummer: 2, ..d }, "msg", 1_700_000_000, b"{}");
        assert!(to.split(' ').count() == 2 && to.ends_with(&s), "the secret before signs too");
        assert!(Hovednoegle::fra_fil("AAAA").is_err());
    }

    #[test]
    fn the_example_of_the_standard_s_own_libraries_gives_the_signature_that_they_have() {
        // secret, id, timestamp and body of the reference implementations' tests
        let noegle = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let mac =
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &noegle), b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}");
        assert_eq!(STANDARD.encode(mac), "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
