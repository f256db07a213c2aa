//! The two dialects of LoRA's interface, where they mean different things by the same call.
//!
//! Without a choice the interface is mox 1.3's with what OS2mo's LoRA added. Below `/lora`, OS2mo's prefix, its meaning holds; `?dialekt=`
//! says it for one call at any address.
use crate::rute::LORA;
use grund::fejl::uddrag;
use grund::{Fejl, Fejlkode};

/// The name of the parameter.
pub(crate) const DIALEKT: &str = "dialekt";

/// Whose meaning holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialekt {
    /// mox 1.3 (B1): lists hold deleted objects (B-31), every value of a parameter must hold (B-12).
    Mox,
    /// The LoRA inside OS2mo (B2): lists leave deleted objects out, of several values of a relation any one is enough.
    Os2mo,
}

impl Dialekt {
    /// The names that the parameter takes.
    pub(crate) const NAVNE: [&str; 2] = ["mox", "os2mo"];

    /// The choice of a call, by its parameter and else by its address.
    ///
    /// # Errors
    /// `UgyldigVaerdi` for another name, `ForMange` for two.
    pub(crate) fn af(sti: &str, p: &[(String, String)]) -> Result<Option<Self>, Fejl> {
        let mut navne = p.iter().filter(|(n, _)| n.eq_ignore_ascii_case(DIALEKT)).map(|(_, v)| v.as_str());
        match (navne.next(), navne.next()) {
            (None, _) => Ok(sti.strip_prefix(LORA).filter(|rest| rest.starts_with('/')).map(|_| Self::Os2mo)),
            (Some(n), None) if n.eq_ignore_ascii_case("mox") => Ok(Some(Self::Mox)),
            (Some(n), None) if n.eq_ignore_ascii_case("os2mo") => Ok(Some(Self::Os2mo)),
            (Some(n), None) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(DIALEKT).tilladt(Self::NAVNE).detalje(uddrag(n))),
            (Some(_), Some(_)) => Err(Fejl::ny(Fejlkode::ForMange).felt(DIALEKT).ventet(grund::sagt::hoejst(1, grund::sagt::STYK))),
        }
    }
}

#[cfg(test)]
mod tests;
