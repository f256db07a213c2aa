//! Names: of the two folders, and of a file in one. A file's name is one component, so that no path leads anywhere.
use grund::{Fejl, Fejlkode, graenser};
use std::fmt;

/// One of a system's folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mappe {
    /// What the system gets: it reads and removes.
    Ind,
    /// What the system delivers: it writes, renames and removes.
    Ud,
}

impl Mappe {
    /// Both.
    pub const ALLE: [Self; 2] = [Self::Ind, Self::Ud];

    /// As published, and as the folder is called on disk.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Ind => "IN",
            Self::Ud => "OUT",
        }
    }
}

/// A file's name: 1 to 255 bytes, no separator, no control character, not hidden.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Filnavn(String);

impl Filnavn {
    /// Checked.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigtFilnavn`].
    pub fn ny(navn: &str) -> Result<Self, Fejl> {
        let forbudt = |c: char| {
            c.is_control() || matches!(c, '/' | '\\') || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        let god = !navn.is_empty()
            && navn.len() <= graenser::FILNAVN_BYTES
            && !navn.starts_with(['.', ' '])
            && !navn.ends_with(' ')
            && !navn.chars().any(forbudt);
        if god {
            return Ok(Self(navn.to_owned()));
        }
        Err(Fejl::ny(Fejlkode::UgyldigtFilnavn).felt(grund::fejl::uddrag(navn)).regel("F-11").ventet((
            format!("1 til {} bytes uden / \\ og styretegn, ikke med punktum eller mellemrum først", graenser::FILNAVN_BYTES),
            format!("1 to {} bytes without / \\ and control characters, not beginning with a dot or a space", graenser::FILNAVN_BYTES),
        )))
    }

    /// As text.
    pub fn som_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Filnavn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
