//! Paths as clients write them. There are two folders and the files in them; a path is resolved as text, and no path of a client ever reaches the disk.
use filer::{Filnavn, Mappe};
use grund::{Fejl, Fejlkode};

/// Bytes of a path.
const STI_BYTES: usize = 4096;

/// What a path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sted {
    /// `/`
    Rod,
    /// `/IN`, `/OUT`
    Mappe(Mappe),
    /// `/OUT/x`
    Fil(Mappe, Filnavn),
}

impl Sted {
    /// From a path, absolute or from `/`.
    ///
    /// # Errors
    /// `UkendtFil` for what can't be there; `UgyldigtFilnavn`.
    pub fn laes(sti: &str) -> Result<Self, Fejl> {
        let findes_ikke = || Fejl::ny(Fejlkode::UkendtFil).regel("F-11").tilladt(["/", "/IN", "/OUT", "/IN/fil", "/OUT/fil"]);
        if sti.len() > STI_BYTES {
            return Err(findes_ikke());
        }
        let mut dele: Vec<&str> = Vec::new();
        for d in sti.split('/') {
            match d {
                "" | "." => {}
                ".." => drop(dele.pop()),
                d => dele.push(d),
            }
        }
        let mappe = |navn: &str| Mappe::ALLE.into_iter().find(|m| m.navn() == navn).ok_or_else(findes_ikke);
        match dele.as_slice() {
            [] => Ok(Self::Rod),
            [m] => mappe(m).map(Self::Mappe),
            [m, f] => Ok(Self::Fil(mappe(m)?, Filnavn::ny(f)?)),
            _ => Err(findes_ikke()),
        }
    }

    /// The path in one way.
    pub fn vis(&self) -> String {
        match self {
            Self::Rod => "/".into(),
            Self::Mappe(m) => format!("/{}", m.navn()),
            Self::Fil(m, f) => format!("/{}/{f}", m.navn()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f11_no_path_leads_out() {
        let vis = |s: &str| Sted::laes(s).map(|s| s.vis()).map_err(|f| f.kode());
        for (sti, ventet) in [
            ("", "/"),
            (".", "/"),
            ("/..", "/"),
            ("../../..", "/"),
            ("IN", "/IN"),
            ("/OUT/", "/OUT"),
            ("/OUT/../IN/./x", "/IN/x"),
            ("//OUT//a b.xml", "/OUT/a b.xml"),
            ("/../../etc/../OUT/passwd", "/OUT/passwd"),
        ] {
            assert_eq!(vis(sti).as_deref(), Ok(ventet), "{sti}");
        }
        for sti in ["/etc", "/etc/passwd", "/in", "/OUT/a/b", "/arbejde/1", &"/x".repeat(3000)] {
            assert_eq!(vis(sti), Err(Fejlkode::UkendtFil), "{sti}");
        }
        for sti in ["/OUT/.x", "/OUT/a\\b", "/OUT/a\0b", &format!("/OUT/{}", "x".repeat(256))] {
            assert_eq!(vis(sti), Err(Fejlkode::UgyldigtFilnavn), "{sti}");
        }
    }
}
