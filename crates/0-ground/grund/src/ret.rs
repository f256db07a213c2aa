//! What a caller may do: the rights of a call, decided by `adgang` and held by the register on every wire.
use crate::afgraensning::Afgraensning;
use std::fmt;

/// A right on the objects of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ret {
    /// Read and search (the role "Udstil", H-3).
    Laes,
    /// Create, change, end (the role "Rediger").
    Skriv,
    /// See names of persons (constraint SeNavn, G-33).
    SeNavn,
    /// See CPR numbers (constraint SeCPR, G-33).
    SeCpr,
    /// Anonymise (constraint Anonymiser, H-3).
    Anonymiser,
    /// Read what the whole country shares: the replica of a national register (the role "Landsopslag").
    Landsopslag,
    /// Remove for good (constraint Fysiskslet, H-3).
    FysiskSlet,
    /// See names and addresses that CPR protects (CPR-07).
    SeBeskyttede,
}

impl Ret {
    /// The word in logs and explanations.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Laes => "læs",
            Self::Skriv => "rediger",
            Self::SeNavn => "SeNavn",
            Self::SeCpr => "SeCPR",
            Self::Anonymiser => "Anonymiser",
            Self::Landsopslag => "landsopslag",
            Self::FysiskSlet => "Fysiskslet",
            Self::SeBeskyttede => "SeBeskyttede",
        }
    }
}

impl fmt::Display for Ret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.navn())
    }
}

/// One privilege of a token: rights on a service, and the data restrictions that hold for them. Several privileges are a union;
/// the restrictions of each hold for that one alone (G-31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tilladelse {
    /// The register's service: `organisation`, `klassifikation`.
    pub service: String,
    /// What may be done.
    pub retter: Vec<Ret>,
    /// What part of the objects that holds for.
    pub afgraensning: Afgraensning,
}

/// Everything that a call may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rettigheder {
    /// Everything: the open mode, and commands on the machine itself.
    Alt,
    /// Only this; nothing by default.
    #[default]
    Intet,
    /// The privileges of the token, within those of the agreement.
    Kun(Vec<Tilladelse>),
}

impl Rettigheder {
    /// Whether the call has the right on objects of the service.
    pub fn har(&self, service: &str, ret: Ret) -> bool {
        match self {
            Self::Alt => true,
            Self::Intet => false,
            Self::Kun(t) => t.iter().any(|t| t.service == service && t.retter.contains(&ret)),
        }
    }

    /// The parts of the service's objects that the right holds for, as a union; `None` is all of them.
    pub fn omraader(&self, service: &str, ret: Ret) -> Option<Vec<Afgraensning>> {
        match self {
            Self::Alt => None,
            Self::Intet => Some(Vec::new()),
            Self::Kun(t) => {
                let med = t.iter().filter(|t| t.service == service && t.retter.contains(&ret));
                Some(med.map(|t| t.afgraensning.clone()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g31_privileges_are_a_union_and_nothing_is_the_default() {
        let t = |service: &str, retter: &[Ret]| Tilladelse {
            service: service.into(),
            retter: retter.to_vec(),
            afgraensning: Afgraensning::FRI,
        };
        let r =
            Rettigheder::Kun(vec![t("organisation", &[Ret::Laes]), t("organisation", &[Ret::SeCpr]), t("klassifikation", &[Ret::Skriv])]);
        assert!(r.har("organisation", Ret::Laes) && r.har("organisation", Ret::SeCpr) && !r.har("organisation", Ret::Skriv));
        assert!(!Rettigheder::default().har("organisation", Ret::Laes));
    }
}
