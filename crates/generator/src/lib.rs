//! A synthetic country, for the demo, for tests and for measurements: municipalities with units, employees, functions, addresses,
//! it-systems and a classification, with a past and a future.
//!
//! Everything follows from a seed, a size and a time: the same three give the same commands, byte for byte. Nobody and nothing
//! in it exists: names are invented, CVR numbers fail the control digit, CPR numbers have a day from 61 to 91, which the CPR
//! register never gives (CPR-05), telephone numbers begin with 0, mail ends in `.example`.
mod faelles;
mod indlaes;
mod kendte;
mod klasser;
mod kommune;
mod navne;
mod slump;
mod tid;

pub use indlaes::{Opsummering, indlaes};
pub use klasser::klasse_uuid;
pub use navne::kommune as kommunenavn;

use faelles::Typer;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt};
use register::{Kommando, Typekatalog};
use std::collections::VecDeque;

/// Municipalities that a country can have.
pub const KOMMUNER_MAKS: usize = 98;

/// How large the country is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stoerrelse {
    kommuner: usize,
    enheder: usize,
    ansatte: usize,
}

impl Stoerrelse {
    /// The demo: Korsbæk alone, 60 units, 250 employees; about 2,500 commands.
    pub const LILLE: Self = Self { kommuner: 1, enheder: 60, ansatte: 250 };
    /// Five municipalities of 300 units and 2,000 employees; about 65,000 commands.
    pub const MELLEM: Self = Self { kommuner: 5, enheder: 300, ansatte: 2_000 };
    /// The whole country: 98 municipalities, 425,000 employees (domain 5); about 2.4 million commands.
    pub const STOR: Self = Self { kommuner: KOMMUNER_MAKS, enheder: 400, ansatte: 4_340 };

    /// So many municipalities, with so many units and employees each.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigtTal`] outside 1–98 municipalities, 1–20,000 units, 0–100,000 employees.
    pub fn ny(kommuner: usize, enheder: usize, ansatte: usize) -> Result<Self, Fejl> {
        for (navn, tal, fra, til) in
            [("kommuner", kommuner, 1, KOMMUNER_MAKS), ("enheder", enheder, 1, 20_000), ("ansatte", ansatte, 0, 100_000)]
        {
            if tal < fra || tal > til {
                return Err(Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).tilladt(format!("{fra} to {til}")));
            }
        }
        Ok(Self { kommuner, enheder, ansatte })
    }

    /// The municipalities.
    pub fn kommuner(&self) -> usize {
        self.kommuner
    }

    /// About how many commands the country takes, for a progress bar.
    pub fn kommandoer_omtrent(&self) -> u64 {
        (400 + self.kommuner * (20 + self.enheder * 6 + self.ansatte * 5)) as u64
    }
}

/// CVR number of a municipality of the country: Korsbæk first; the others have numbers that cannot be given out, because they
/// fail modulus 11 (CVR-01).
pub fn kommune_cvr(nr: usize) -> Cvr {
    if nr == 0 {
        return Cvr::KORSBAEK;
    }
    let n = 99_000_000 + u32::try_from(nr).unwrap_or(0) * 10;
    let gyldig = |n: u32| {
        let sum: u32 = [1, 2, 3, 4, 5, 6, 7, 2].iter().zip(0..).map(|(v, i)| v * (n / 10u32.pow(i) % 10)).sum();
        sum.is_multiple_of(11)
    };
    Cvr::fra_tal(if gyldig(n) { n + 1 } else { n }).unwrap_or(Cvr::KORSBAEK)
}

/// The country as commands, each with the authority that owns its object: first what is shared, then one municipality after
/// the other. At most one municipality is in memory.
#[derive(Debug)]
pub struct Land {
    typer: Typer,
    froe: u64,
    nu: Tidspunkt,
    stoerrelse: Stoerrelse,
    /// Parts made so far: the shared one and the municipalities.
    dele: usize,
    koe: VecDeque<(Cvr, Kommando)>,
}

/// The country of that seed and size as it stands at `nu`: its past lies before, and some changes are planned after.
///
/// # Errors
/// Internal, when the catalogue lacks a type of Organisation or Klassifikation.
pub fn land(typer: &Typekatalog, froe: u64, stoerrelse: Stoerrelse, nu: Tidspunkt) -> Result<Land, Fejl> {
    Ok(Land { typer: Typer::af(typer)?, froe, nu, stoerrelse, dele: 0, koe: VecDeque::new() })
}

impl Iterator for Land {
    type Item = Result<(Cvr, Kommando), Fejl>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.koe.is_empty() {
            if self.dele > self.stoerrelse.kommuner {
                return None;
            }
            let kommandoer = match self.dele.checked_sub(1) {
                None => klasser::faelles(&self.typer, self.froe, self.nu),
                Some(nr) => kommune::kommune(&self.typer, self.froe, nr, self.stoerrelse.enheder, self.stoerrelse.ansatte, self.nu),
            };
            self.dele += 1;
            match kommandoer {
                Ok(k) => self.koe.extend(k),
                Err(f) => {
                    self.dele = usize::MAX;
                    return Some(Err(f));
                }
            }
        }
        self.koe.pop_front().map(Ok)
    }
}
