//! Days of the civil calendar: the register has no times.
use grund::Tidspunkt;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day, stored as the number YYYYMMDD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dag(u32);

impl Dag {
    /// A day before all that the register tells of.
    pub const FOERSTE: Self = Self(19_000_101);

    /// The Danish day of a time; `None` for ±∞.
    pub fn af(t: Tidspunkt) -> Option<Self> {
        let (aar, maaned, dag) = t.dansk_dato()?;
        let (aar, maaned, dag) = (u32::try_from(aar).ok()?, u32::try_from(maaned).ok()?, u32::try_from(dag).ok()?);
        Some(Self(aar * 10_000 + maaned * 100 + dag))
    }

    /// As lists write it: `2026-05-01`, `01-05-2026`. A day of the years 1 and 9999 is none.
    pub fn laes(tekst: &str) -> Option<Self> {
        grund::tabel::dato(tekst).and_then(Self::af)
    }

    /// YYYYMMDD.
    pub const fn tal(self) -> u32 {
        self.0
    }

    /// The day before.
    pub fn foer(self) -> Self {
        let del = |n: u32| i8::try_from(n % 100).unwrap_or(1);
        let aar = i16::try_from(self.0 / 10_000).unwrap_or(i16::MAX);
        let midnat = Tidspunkt::dansk_midnat(aar, del(self.0 / 100), del(self.0));
        midnat.and_then(|t| Self::af(t.plus_mikros(-1))).unwrap_or(self)
    }
}

impl fmt::Display for Dag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_written_and_counted_back() {
        let d = |t: &str| Dag::laes(t).unwrap();
        assert_eq!(d("01-03-2024").to_string(), "2024-03-01");
        assert_eq!(d("2024-03-01").foer(), d("2024-02-29"));
        assert_eq!(d("2026-01-01").foer(), d("2025-12-31"));
        assert_eq!(d("2026-03-30").foer().foer(), d("2026-03-28"), "clocks change on the day between");
        assert!(Dag::laes("2023-02-29").is_none() && Dag::laes("9999-12-31").is_none());
    }
}
