//! Days and months of the Danish calendar, as people are paid by them.
use grund::Tidspunkt;
use std::fmt;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dag {
    /// The year.
    pub aar: i32,
    /// The month, 1 to 12.
    pub maaned: u8,
    /// The day, 1 to 31.
    pub dag: u8,
}

impl Dag {
    /// From its parts; the caller answers for them.
    pub const fn ny(aar: i32, maaned: u8, dag: u8) -> Self {
        Self { aar, maaned, dag }
    }

    /// The day in Denmark; `None` for ±∞.
    pub fn af(t: Tidspunkt) -> Option<Self> {
        let (aar, maaned, dag) = t.dansk_dato()?;
        Some(Self { aar: aar.into(), maaned: u8::try_from(maaned).ok()?, dag: u8::try_from(dag).ok()? })
    }

    /// From `ÅÅÅÅ-MM-DD`; what follows (a zone, a time) does not matter.
    pub fn laes(t: &str) -> Option<Self> {
        let t = t.trim();
        let (foer, efter) = (t.get(..10)?, t.get(10..).unwrap_or_default());
        let (aar, rest) = foer.split_once('-')?;
        let (maaned, dag) = rest.split_once('-')?;
        let ud = Self { aar: cifre(aar, 4)?.parse().ok()?, maaned: cifre(maaned, 2)?.parse().ok()?, dag: cifre(dag, 2)?.parse().ok()? };
        let m = Maaned::ny(ud.aar, ud.maaned)?;
        let hel = (1..=m.dage()).contains(&ud.dag) && (efter.is_empty() || efter.starts_with(['Z', '+', '-', 'T']));
        hel.then_some(ud)
    }

    /// The month that it lies in.
    pub const fn maaneden(self) -> Maaned {
        Maaned { aar: self.aar, nr: self.maaned }
    }

    /// Whole years from this day to that one: the age of who was born on it. Below 0 before.
    pub fn alder(self, den: Self) -> i32 {
        den.aar - self.aar - i32::from((den.maaned, den.dag) < (self.maaned, self.dag))
    }
}

impl fmt::Display for Dag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.aar, self.maaned, self.dag)
    }
}

/// A text of so many digits.
fn cifre(d: &str, n: usize) -> Option<&str> {
    (d.len() == n && d.bytes().all(|b| b.is_ascii_digit())).then_some(d)
}

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Maaned {
    /// The year.
    pub aar: i32,
    /// The month, 1 to 12.
    pub nr: u8,
}

impl Maaned {
    /// A month of the years 1 to 9999; `None` for a number that no month has.
    pub fn ny(aar: i32, nr: u8) -> Option<Self> {
        ((1..=9999).contains(&aar) && (1..=12).contains(&nr)).then_some(Self { aar, nr })
    }

    /// From `ÅÅÅÅMM` as a number, as eIndkomst writes it.
    pub fn af_kode(kode: u32) -> Option<Self> {
        Self::ny(i32::try_from(kode / 100).ok()?, u8::try_from(kode % 100).ok()?)
    }

    /// `ÅÅÅÅMM`.
    pub fn kode(self) -> String {
        format!("{:04}{:02}", self.aar, self.nr)
    }

    /// The twelve of a year.
    pub fn i_aar(aar: i32) -> impl Iterator<Item = Self> {
        (1..=12).map(move |nr| Self { aar, nr })
    }

    /// Its first day.
    pub const fn foerste(self) -> Dag {
        Dag::ny(self.aar, self.nr, 1)
    }

    /// Its last day: the day of payment of everything here.
    pub const fn sidste(self) -> Dag {
        Dag::ny(self.aar, self.nr, self.dage())
    }

    /// How many days it has.
    pub const fn dage(self) -> u8 {
        let skudaar = self.aar % 4 == 0 && (self.aar % 100 != 0 || self.aar % 400 == 0);
        match self.nr {
            2 if skudaar => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Its place among all months.
    pub fn plads(self) -> i32 {
        self.aar * 12 + i32::from(self.nr) - 1
    }

    /// So many months later, or earlier.
    #[must_use]
    pub fn plus(self, maaneder: i32) -> Self {
        let plads = self.plads() + maaneder;
        Self { aar: plads.div_euclid(12), nr: u8::try_from(plads.rem_euclid(12) + 1).unwrap_or(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_those_of_the_calendar() {
        for (t, ventet) in [
            ("2026-02-28", Some(Dag::ny(2026, 2, 28))),
            ("2024-02-29+01:00", Some(Dag::ny(2024, 2, 29))),
            ("2026-01-01T00:00:00Z", Some(Dag::ny(2026, 1, 1))),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("12026-01-01", None),
            ("2026-1-01", None),
            ("æøåæøåæøå", None),
            ("", None),
        ] {
            assert_eq!(Dag::laes(t), ventet, "{t}");
        }
        let m = Maaned::af_kode(202_611).unwrap();
        assert_eq!((m.plus(2), m.plus(-11), m.sidste().dag), (Maaned { aar: 2027, nr: 1 }, Maaned { aar: 2025, nr: 12 }, 30));
        assert_eq!((Maaned::af_kode(202_613), Maaned::af_kode(202_600), m.kode().as_str()), (None, None, "202611"));
        assert_eq!((Dag::ny(2000, 5, 2).alder(Dag::ny(2026, 5, 1)), Dag::ny(2000, 5, 1).alder(Dag::ny(2026, 5, 1))), (25, 26));
    }
}
