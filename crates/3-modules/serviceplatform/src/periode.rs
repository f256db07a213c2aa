//! Danish months, as bills and quotas count.
use grund::Tidspunkt;
use std::fmt;
use std::str::FromStr;

/// A month of Danish civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Maaned {
    aar: i16,
    maaned: i8,
}

impl Maaned {
    /// The month that the time falls in; of ±∞ the first there is.
    pub fn af(t: Tidspunkt) -> Self {
        t.dansk_dato().map_or(Self { aar: 1, maaned: 1 }, |(aar, maaned, _)| Self { aar, maaned })
    }

    /// The one after it.
    pub const fn naeste(self) -> Self {
        if self.maaned >= 12 { Self { aar: self.aar.saturating_add(1), maaned: 1 } } else { Self { maaned: self.maaned + 1, ..self } }
    }

    /// How many months there are up to that one, both counted.
    pub fn til(self, til: Self) -> usize {
        let nr = |m: Self| i32::from(m.aar) * 12 + i32::from(m.maaned);
        usize::try_from(nr(til) - nr(self) + 1).unwrap_or(0)
    }

    /// Its first instant.
    pub fn begynder(self) -> Tidspunkt {
        Tidspunkt::dansk_midnat(self.aar, self.maaned, 1).unwrap_or(Tidspunkt::UENDELIG)
    }

    /// As it stands in keys: six digits, in order of time.
    pub(crate) fn noegle(self) -> String {
        format!("{:04}{:02}", self.aar, self.maaned)
    }

    /// From such digits.
    pub(crate) fn fra_noegle(t: &str) -> Option<Self> {
        let (aar, maaned) = t.split_at_checked(4)?;
        Self::ny(aar.parse().ok()?, maaned.parse().ok()?)
    }

    fn ny(aar: i16, maaned: i8) -> Option<Self> {
        ((1..=9999).contains(&aar) && (1..=12).contains(&maaned)).then_some(Self { aar, maaned })
    }
}

impl fmt::Display for Maaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.aar, self.maaned)
    }
}

impl FromStr for Maaned {
    type Err = ();

    /// `2026-11`.
    fn from_str(s: &str) -> Result<Self, ()> {
        let cifre = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        let (aar, maaned) = s.split_once('-').filter(|(a, m)| cifre(a, 4) && cifre(m, 2)).ok_or(())?;
        Self::ny(aar.parse().map_err(drop)?, maaned.parse().map_err(drop)?).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_danish_and_its_keys_come_in_order() {
        let m = |t: &str| Maaned::af(Tidspunkt::fra_xs(t).unwrap()).to_string();
        assert_eq!((m("2026-11-30T22:59:59Z"), m("2026-11-30T23:00:00Z")), ("2026-11".into(), "2026-12".into()));
        assert_eq!((m("2026-06-30T21:59:59Z"), m("2026-06-30T22:00:00Z")), ("2026-06".into(), "2026-07".into()), "summer time");
        let december: Maaned = "2026-12".parse().unwrap();
        assert_eq!(december.naeste().to_string(), "2027-01");
        assert_eq!(december.naeste().begynder(), Tidspunkt::fra_xs("2026-12-31T23:00:00Z").unwrap());
        assert_eq!((december.til(december), december.til("2027-02".parse().unwrap()), december.naeste().til(december)), (1, 3, 0));
        assert!(december.noegle() < december.naeste().noegle());
        assert_eq!(Maaned::fra_noegle(&december.noegle()), Some(december));
        for galt in ["2026-13", "2026-00", "26-01", "2026-1", "2026", "", "2026-01-01", "+026-01", "0000-01"] {
            assert!(galt.parse::<Maaned>().is_err(), "{galt}");
        }
    }
}
