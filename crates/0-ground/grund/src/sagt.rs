//! What a refusal says of its own in both languages: what was expected, and particulars. A value, a name or a number is the same in both.
use std::fmt::Display;

/// The same said in Danish and in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sagt {
    /// For the user.
    pub dansk: String,
    /// For the developer.
    pub engelsk: String,
}

impl<D: Into<String>, E: Into<String>> From<(D, E)> for Sagt {
    fn from((dansk, engelsk): (D, E)) -> Self {
        Self { dansk: dansk.into(), engelsk: engelsk.into() }
    }
}

impl From<String> for Sagt {
    fn from(v: String) -> Self {
        Self { dansk: v.clone(), engelsk: v }
    }
}

impl From<&str> for Sagt {
    fn from(v: &str) -> Self {
        v.to_owned().into()
    }
}

impl From<std::io::Error> for Sagt {
    /// In the words of the operating system.
    fn from(e: std::io::Error) -> Self {
        e.to_string().into()
    }
}

/// What is counted, in Danish and English.
pub type Enhed = (&'static str, &'static str);
/// No more than the number.
pub const STYK: Enhed = ("", "");
/// Characters.
pub const TEGN: Enhed = (" tegn", " characters");
/// Bytes.
pub const BYTES: Enhed = (" bytes", " bytes");
/// Bytes as they are stored.
pub const LAGREDE_BYTES: Enhed = (" bytes i lageret", " bytes stored");
/// Bytes after unpacking.
pub const UDPAKKEDE_BYTES: Enhed = (" bytes pakket ud", " bytes unpacked");
/// Rows.
pub const RAEKKER: Enhed = (" rækker", " rows");
/// Lines.
pub const LINJER: Enhed = (" linjer", " lines");
/// Numbers of a list.
pub const NUMRE: Enhed = (" numre", " numbers");
/// Values.
pub const VAERDIER: Enhed = (" værdier", " values");
/// Fields.
pub const FELTER: Enhed = (" felter", " fields");
/// Files.
pub const FILER: Enhed = (" filer", " files");
/// Levels.
pub const NIVEAUER: Enhed = (" niveauer", " levels");
/// Hits of a search.
pub const FUND: Enhed = (" fund", " hits");
/// Alternatives.
pub const ALTERNATIVER: Enhed = (" alternativer", " alternatives");
/// Digits.
pub const CIFRE: Enhed = (" cifre", " digits");
/// Days.
pub const DAGE: Enhed = (" døgn", " days");

/// "at most 500 characters".
pub fn hoejst(antal: impl Display, (dansk, engelsk): Enhed) -> Sagt {
    (format!("højst {antal}{dansk}"), format!("at most {antal}{engelsk}")).into()
}

/// "at least 2 characters".
pub fn mindst(antal: impl Display, (dansk, engelsk): Enhed) -> Sagt {
    (format!("mindst {antal}{dansk}"), format!("at least {antal}{engelsk}")).into()
}

/// "0 to 500".
pub fn mellem(fra: impl Display, til: impl Display) -> Sagt {
    (format!("{fra} til {til}"), format!("{fra} to {til}")).into()
}

/// "8 digits".
pub fn cifre(antal: impl Display) -> Sagt {
    (format!("{antal} cifre"), format!("{antal} digits")).into()
}

/// "8 or 10 digits".
pub fn en_af<T: Display>(antal: &[T], (dansk, engelsk): Enhed) -> Sagt {
    let ord: Vec<String> = antal.iter().map(ToString::to_string).collect();
    (format!("{}{dansk}", ord.join(" eller ")), format!("{}{engelsk}", ord.join(" or "))).into()
}

/// "found an array", of what stood there instead.
pub fn fandt((dansk, engelsk): (&str, &str)) -> Sagt {
    (format!("fandt {dansk}"), format!("found {engelsk}")).into()
}
