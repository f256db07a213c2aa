//! Who somebody is, whatever protocol has told it.
use crate::niveau::Niveauer;
use adgang::bpp::Privilegier;
use grund::{Cvr, Uuid};
use serde::{Deserialize, Serialize};
use sikkerhed::noegle::sha256_af;

pub use adgang::side::Slags;

/// An identity, as its provider has vouched for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identitet {
    /// The provider.
    pub udbyder: String,
    /// The provider's own id of it.
    pub emne: String,
    /// Employee or citizen.
    pub slags: Slags,
    /// The user in FK-Organisation (G-44), or the citizen's own; made from provider and subject where the provider names none.
    pub uuid: Uuid,
    /// Full name.
    pub navn: String,
    /// Mail, if the provider tells it.
    pub email: Option<String>,
    /// The employer.
    pub cvr: Option<Cvr>,
    /// The employer's name.
    pub organisation: Option<String>,
    /// The citizen's CPR number, if the provider tells it. It is shown to no log, and lies sealed in the store.
    pub cpr: Option<String>,
    /// Levels of assurance.
    pub niveauer: Niveauer,
    /// Job function roles that the provider has given, as `Privileges_intermediate` (G-42).
    pub jobroller: Option<String>,
}

/// What identifies an identity for blocking and in the store: provider and subject.
pub type Identitetsnoegle = [u8; 32];

impl Identitet {
    /// Provider and subject as one key.
    pub fn noegle(&self) -> Identitetsnoegle {
        noegle(&self.udbyder, &self.emne)
    }

    /// The job function roles, read.
    ///
    /// # Errors
    /// `UgyldigtToken`.
    pub fn laes_jobroller(&self) -> Result<Privilegier, grund::Fejl> {
        self.jobroller.as_deref().map_or_else(|| Ok(Vec::new()), adgang::bpp::laes_base64)
    }

    /// First names and last name.
    pub fn navnedele(&self) -> (&str, &str) {
        self.navn.trim().rsplit_once(' ').unwrap_or((self.navn.trim(), ""))
    }

    /// What the log calls it; never a CPR number.
    pub fn i_log(&self) -> String {
        let hvor = self.cvr.map_or_else(|| "borger".to_owned(), |c| c.to_string());
        format!("{}, {hvor}, Serial={} ({})", self.navn, self.uuid, self.niveauer)
    }
}

/// Provider and subject as one key.
pub fn noegle(udbyder: &str, emne: &str) -> Identitetsnoegle {
    sha256_af(&[b"identitet", &[0], udbyder.as_bytes(), &[0], emne.as_bytes()])
}

/// A UUID that follows from provider and subject (version 8, RFC 9562).
pub fn afledt_uuid(udbyder: &str, emne: &str) -> Uuid {
    let sum = noegle(udbyder, emne);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(sum).for_each(|(til, fra)| *til = fra);
    let n = u128::from_be_bytes(bytes);
    Uuid::from_u128((n & !(0xf << 76) & !(0x3 << 62)) | (0x8 << 76) | (0x2 << 62))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_its_providers_and_nobody_elses() {
        assert_ne!(noegle("a", "bc"), noegle("ab", "c"));
        let u = afledt_uuid("https://idp", "x");
        assert_eq!((u, u.get_version_num()), (afledt_uuid("https://idp", "x"), 8));
        assert_ne!(u, afledt_uuid("https://idp2", "x"));
    }
}
