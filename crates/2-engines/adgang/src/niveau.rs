//! NSIS levels of assurance, and the names that protocols have for them.
use serde::{Deserialize, Serialize};
use std::fmt;

/// A level of NSIS. A higher one is enough wherever a lower one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Niveau {
    /// Low.
    Lav,
    /// Substantial.
    Betydelig,
    /// High.
    #[serde(alias = "Høj")]
    Hoej,
}

/// What a session is worth (NS-01): of the identity, of the authenticator, and the lowest of both, which counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Niveauer {
    /// Identity assurance level.
    pub ial: Niveau,
    /// Authenticator assurance level.
    pub aal: Niveau,
}

/// The concept that levels are named below (OIOSAML 3).
pub const LOA: &str = "https://data.gov.dk/concept/core/nsis/loa";
/// The name of the identity's level.
pub const IAL: &str = "https://data.gov.dk/concept/core/nsis/ial";
/// The name of the authenticator's level.
pub const AAL: &str = "https://data.gov.dk/concept/core/nsis/aal";
/// Where classes of authentication stand that SAML 2.0 itself names.
const KLASSER: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:";

impl Niveau {
    /// All, the lowest first.
    pub const ALLE: [Self; 3] = [Self::Lav, Self::Betydelig, Self::Hoej];

    /// The word in attributes of OIOSAML 3.
    pub fn engelsk(self) -> &'static str {
        match self {
            Self::Lav => "Low",
            Self::Betydelig => "Substantial",
            Self::Hoej => "High",
        }
    }

    /// The level of that word, in either language.
    pub fn fra_ord(o: &str) -> Option<Self> {
        match o.trim() {
            "Low" | "Lav" => Some(Self::Lav),
            "Substantial" | "Betydelig" => Some(Self::Betydelig),
            "High" | "Høj" | "Hoej" => Some(Self::Hoej),
            _ => None,
        }
    }

    /// The class of authentication: `https://data.gov.dk/concept/core/nsis/loa/Substantial`.
    pub fn klasse(self) -> String {
        format!("{LOA}/{}", self.engelsk())
    }

    /// `AssuranceLevel` of OIOSAML 2 [D]: the mapping of the two profiles is not public; 3 is what the systems ask for that Substantial took the place of.
    pub fn assurance_level(self) -> &'static str {
        match self {
            Self::Lav => "2",
            Self::Betydelig => "3",
            Self::Hoej => "4",
        }
    }

    /// The level of an `AssuranceLevel`; 1 is none.
    pub fn fra_assurance_level(t: &str) -> Option<Self> {
        match t.trim() {
            "2" => Some(Self::Lav),
            "3" => Some(Self::Betydelig),
            "4" => Some(Self::Hoej),
            _ => None,
        }
    }

    /// The least level that satisfies a class of authentication. Those of SAML 2.0 are no levels [D]: one factor is Low, two or a key are Substantial; `None` for what nobody knows.
    pub fn fra_klasse(klasse: &str) -> Option<Self> {
        if let Some(o) = klasse.strip_prefix(LOA).and_then(|r| r.strip_prefix('/')) {
            return Self::fra_ord(o);
        }
        match klasse.strip_prefix(KLASSER)? {
            "unspecified" | "Password" | "PasswordProtectedTransport" | "PreviousSession" => Some(Self::Lav),
            "X509"
            | "SmartcardPKI"
            | "SoftwarePKI"
            | "TLSClient"
            | "TimeSyncToken"
            | "MobileTwoFactorContract"
            | "MobileTwoFactorUnregistered"
            | "Kerberos" => Some(Self::Betydelig),
            _ => None,
        }
    }
}

impl Niveauer {
    /// The same for identity and authenticator.
    pub fn ens(n: Niveau) -> Self {
        Self { ial: n, aal: n }
    }

    /// The lowest of both.
    pub fn loa(self) -> Niveau {
        self.ial.min(self.aal)
    }

    /// No more than that: what an identity provider is registered for.
    #[must_use]
    pub fn hoejst(self, n: Niveau) -> Self {
        Self { ial: self.ial.min(n), aal: self.aal.min(n) }
    }
}

impl fmt::Display for Niveauer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NSIS {}: identitet {}, middel {}", self.loa(), self.ial, self.aal)
    }
}

impl fmt::Display for Niveau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lav => "Lav",
            Self::Betydelig => "Betydelig",
            Self::Hoej => "Høj",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ns01_the_lowest_of_identity_and_authenticator_counts() {
        let n = Niveauer { ial: Niveau::Hoej, aal: Niveau::Lav };
        assert_eq!((n.loa(), n.hoejst(Niveau::Betydelig).ial), (Niveau::Lav, Niveau::Betydelig));
        assert!(Niveau::Lav < Niveau::Betydelig && Niveau::Betydelig < Niveau::Hoej);
    }

    #[test]
    fn g45_levels_have_one_name_in_each_profile() {
        for n in Niveau::ALLE {
            assert_eq!(Niveau::fra_klasse(&n.klasse()), Some(n));
            assert_eq!(Niveau::fra_assurance_level(n.assurance_level()), Some(n));
            assert_eq!(Niveau::fra_ord(&n.to_string()), Some(n));
        }
        assert_eq!(Niveau::fra_klasse("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"), Some(Niveau::Lav));
        for k in ["", "x", LOA, "https://data.gov.dk/concept/core/nsis/loa/Highest", "urn:oasis:names:tc:SAML:2.0:ac:classes:Magic"] {
            assert_eq!(Niveau::fra_klasse(k), None, "{k}");
        }
    }
}
