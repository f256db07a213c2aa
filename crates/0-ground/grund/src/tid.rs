//! Points in time and half-open periods with −∞ and +∞ (rules A-2 … A-6).
//!
//! A [`Tidspunkt`] is a count of microseconds since 1970-01-01T00:00Z. The two ends of `i64` are −∞ and +∞, the same
//! encoding on the wire-neutral side, in SQLite and in PostgreSQL, so ordering is integer ordering everywhere. Between them
//! lie the years 2 to 9998: the first and the last year that four digits can write are how programs without an infinity
//! write it (.NET's MinValue and MaxValue, `9999-12-31` of Danish systems), so they are read as what they mean.
mod laes;
mod periode;
#[cfg(test)]
mod proever;
mod skriv;
mod zone;

pub use laes::TidFejl;
pub use periode::Periode;

use std::fmt;

/// A point in time in microseconds since the Unix epoch, or −∞, or +∞.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Tidspunkt(i64);

impl Tidspunkt {
    /// −∞: `GraenseIndikator` in a FraTidspunkt, `-infinity` in JSON, and every time of year 1 or before.
    pub const MINUS_UENDELIG: Self = Self(i64::MIN);
    /// +∞: `GraenseIndikator` in a TilTidspunkt, `infinity` in JSON, and every time of year 9999 or after.
    pub const UENDELIG: Self = Self(i64::MAX);

    /// 0002-01-01T00:00:00Z: the first finite instant. Each writer writes it with year 2, whether in UTC or in the Danish zone.
    const FOERSTE: i64 = -62_104_060_800_000_000;
    /// 9998-12-31T23:00:00Z, Danish midnight: the first instant that a writer would write with year 9999.
    const EFTER_SIDSTE: i64 = 253_370_761_200_000_000;

    /// From the stored form. An earlier version stored times of the years 0, 1 and 9999 as such; they keep their place in the order
    /// and are written as the infinity of their side.
    pub const fn fra_mikros(mikros: i64) -> Self {
        Self(mikros)
    }

    /// From a time that was read: outside the years 2 to 9998 it is the infinity of that side.
    const fn fra_laest(mikros: i64) -> Self {
        if mikros < Self::FOERSTE {
            Self::MINUS_UENDELIG
        } else if mikros >= Self::EFTER_SIDSTE {
            Self::UENDELIG
        } else {
            Self(mikros)
        }
    }

    /// The stored form.
    pub const fn mikros(self) -> i64 {
        self.0
    }

    /// Neither −∞ nor +∞, nor a stored time that means one of them.
    pub const fn er_endelig(self) -> bool {
        Self::FOERSTE <= self.0 && self.0 < Self::EFTER_SIDSTE
    }

    /// One microsecond later; ∞ stays ∞.
    pub const fn naeste(self) -> Self {
        self.plus_mikros(1)
    }

    /// Later by so many microseconds; ∞ stays ∞.
    pub const fn plus_mikros(self, mikros: i64) -> Self {
        if self.0 == i64::MIN || self.0 == i64::MAX { self } else { Self(self.0.saturating_add(mikros)) }
    }

    /// The civil date in Denmark, as (year, month, day); `None` for ±∞.
    pub fn dansk_dato(self) -> Option<(i16, i8, i8)> {
        zone::dansk(self).map(|(dt, _)| (dt.year(), dt.month(), dt.day()))
    }

    /// Danish midnight at the start of a civil date, ±∞ in the years 1 and 9999; `None` where there is no such date.
    pub fn dansk_midnat(aar: i16, maaned: i8, dag: i8) -> Option<Self> {
        let dato = jiff::civil::Date::new(aar, maaned, dag).ok()?;
        match aar {
            ..=0 => None,
            1 => Some(Self::MINUS_UENDELIG),
            9999.. => Some(Self::UENDELIG),
            _ => zone::fra_dansk(dato.at(0, 0, 0, 0)),
        }
    }
}

impl fmt::Debug for Tidspunkt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.til_utc())
    }
}
