//! The states of an agreement (H-4) as a pure function.
//!
//! ```text
//! kladde ─indsend─► afventer ─godkend─► godkendt ─opsig─► opsagt
//!    ▲                 │ └────afvis──► afvist
//!    └──traek tilbage──┘
//! ```
//! A draft can be changed; nothing else can (H-5): from `afvist`, `godkendt` and `opsagt` the way on is a copy.
use grund::{Fejl, Fejlkode};

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tilstand {
    /// Being written by the supplier; the authority does not see it.
    Kladde = 1,
    /// Waits for the authority.
    Afventer = 2,
    /// In force within its dates.
    Godkendt = 3,
    /// Refused.
    Afvist = 4,
    /// Ended.
    Opsagt = 5,
}

/// What is done to an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Handling {
    /// Change the draft.
    Ret,
    /// Throw the draft away.
    Slet,
    /// Ask the authority.
    Indsend,
    /// Take the request back.
    TraekTilbage,
    /// Approve.
    Godkend,
    /// Refuse.
    Afvis,
    /// End.
    Opsig,
}

impl Tilstand {
    /// All of them, by number.
    pub const ALLE: [Self; 5] = [Self::Kladde, Self::Afventer, Self::Godkendt, Self::Afvist, Self::Opsagt];

    /// The stored word.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Kladde => "kladde",
            Self::Afventer => "afventer",
            Self::Godkendt => "godkendt",
            Self::Afvist => "afvist",
            Self::Opsagt => "opsagt",
        }
    }

    /// From the stored word.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|t| t.navn() == navn)
    }
}

impl Handling {
    /// All of them.
    pub const ALLE: [Self; 7] = [Self::Ret, Self::Slet, Self::Indsend, Self::TraekTilbage, Self::Godkend, Self::Afvis, Self::Opsig];

    /// The states in which it can be done.
    pub const fn fra(self) -> &'static [Tilstand] {
        match self {
            Self::Ret | Self::Slet | Self::Indsend => &[Tilstand::Kladde],
            Self::TraekTilbage | Self::Godkend | Self::Afvis => &[Tilstand::Afventer],
            Self::Opsig => &[Tilstand::Godkendt],
        }
    }

    /// The state that it leads to; a deleted draft keeps its own.
    pub const fn til(self) -> Tilstand {
        match self {
            Self::Ret | Self::Slet | Self::TraekTilbage => Tilstand::Kladde,
            Self::Indsend => Tilstand::Afventer,
            Self::Godkend => Tilstand::Godkendt,
            Self::Afvis => Tilstand::Afvist,
            Self::Opsig => Tilstand::Opsagt,
        }
    }
}

/// Where the action leads from that state.
///
/// # Errors
/// `Uforanderlig` (H-5) for changing what is no draft any more after approval, `UgyldigTilstand` (H-4) otherwise.
pub fn overgang(fra: Tilstand, handling: Handling) -> Result<Tilstand, Fejl> {
    if handling.fra().contains(&fra) {
        return Ok(handling.til());
    }
    let aendrer = matches!(handling, Handling::Ret | Handling::Slet);
    if aendrer && matches!(fra, Tilstand::Godkendt | Tilstand::Opsagt) {
        return Err(Fejl::ny(Fejlkode::Uforanderlig).regel("H-5").felt("tilstand"));
    }
    let mulige: Vec<&str> = handling.fra().iter().map(|t| t.navn()).collect();
    Err(Fejl::ny(Fejlkode::UgyldigTilstand)
        .regel("H-4")
        .felt("tilstand")
        .tilladt(mulige)
        .detalje((format!("den er {0}", fra.navn()), format!("it is {0}", fra.navn()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h4_the_table_of_states() {
        use Handling as H;
        use Tilstand::*;
        let lovlige = [
            (Kladde, H::Ret, Kladde),
            (Kladde, H::Slet, Kladde),
            (Kladde, H::Indsend, Afventer),
            (Afventer, H::TraekTilbage, Kladde),
            (Afventer, H::Godkend, Godkendt),
            (Afventer, H::Afvis, Afvist),
            (Godkendt, H::Opsig, Opsagt),
        ];
        for fra in Tilstand::ALLE {
            assert_eq!(Tilstand::fra_navn(fra.navn()), Some(fra));
            for h in Handling::ALLE {
                let ventet = lovlige.iter().find(|(f, x, _)| *f == fra && *x == h).map(|(_, _, t)| *t);
                let svar = overgang(fra, h);
                assert_eq!(svar.clone().ok(), ventet, "{fra:?} {h:?}");
                if let Err(f) = svar {
                    let h5 = matches!(fra, Godkendt | Opsagt) && matches!(h, H::Ret | H::Slet);
                    assert_eq!(f.kode(), if h5 { Fejlkode::Uforanderlig } else { Fejlkode::UgyldigTilstand });
                }
            }
        }
    }

    #[test]
    fn the_stored_words_are_those_of_the_table() {
        let def = crate::objekttyper::SERVICEAFTALE.tilstande[0].vaerdier;
        assert_eq!(Tilstand::ALLE.map(Tilstand::navn).as_slice(), def);
        assert!(Tilstand::ALLE.iter().enumerate().all(|(i, t)| *t as usize == i + 1));
    }
}
