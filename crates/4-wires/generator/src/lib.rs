//! A synthetic country, for the demo, for tests and for measurements: municipalities with units, employees, functions, addresses,
//! it-systems and a classification, with a past and a future; citizens with cases, documents, journal notes, grants and payments.
//!
//! Everything follows from a seed, a size and a time: the same three give the same commands, byte for byte. Nobody and nothing
//! in it exists: names are invented, CVR numbers fail the control digit, CPR numbers have a day from 61 to 91, which the CPR
//! register never gives (CPR-05), telephone numbers begin with 0, mail ends in `.example`.
mod adresser;
mod borgere;
pub mod cpr;
pub mod erhvervsliv;
mod faelles;
mod indlaes;
mod kendte;
mod klasser;
mod kle;
mod kommune;
mod navne;
mod sager;
mod tid;
mod veje;
mod virksomheder;

pub use adresser::{Adresser, adresser};
pub use borgere::{BORGERE_MAKS, Borger, TidligereCpr, borgere};
pub use indlaes::{Opsummering, indlaes};
pub use kle::klasse_uuid;
pub use navne::kommune as kommunenavn;
pub use sager::AFSENDERSYSTEMER;
pub use virksomheder::{VIRKSOMHEDER_PR_KOMMUNE, foerste_virksomhed, virksomheder};

use faelles::Typer;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt};
use register::{Kommando, Tillaeg, Typekatalog};
use sager::Sagsstroem;
use std::collections::VecDeque;

/// Municipalities that a country can have.
pub const KOMMUNER_MAKS: usize = 98;

/// How large the country is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stoerrelse {
    kommuner: usize,
    enheder: usize,
    ansatte: usize,
    borgere: usize,
    sager: usize,
}

impl Stoerrelse {
    /// The demo: Korsbæk alone, 60 units, 250 employees, 300 citizens with 480 cases; about 4,500 commands, half of them for the indexes.
    pub const LILLE: Self = Self { kommuner: 1, enheder: 60, ansatte: 250, borgere: 300, sager: 480 };
    /// Five municipalities of 300 units, 2,000 employees and 6,000 cases; about 220,000 commands.
    pub const MELLEM: Self = Self { kommuner: 5, enheder: 300, ansatte: 2_000, borgere: 3_000, sager: 6_000 };
    /// The whole country: 98 municipalities, 425,000 employees (domain 5), and a sixtieth of its 120 million cases; about 13 million commands.
    pub const STOR: Self = Self { kommuner: KOMMUNER_MAKS, enheder: 400, ansatte: 4_340, borgere: 10_000, sager: 20_000 };

    /// So many municipalities, with so many units and employees each, and no citizens.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigtTal`] outside 1–98 municipalities, 1–20,000 units, 0–100,000 employees.
    pub fn ny(kommuner: usize, enheder: usize, ansatte: usize) -> Result<Self, Fejl> {
        indenfor("kommuner", kommuner, 1, KOMMUNER_MAKS)?;
        indenfor("enheder", enheder, 1, 20_000)?;
        indenfor("ansatte", ansatte, 0, 100_000)?;
        Ok(Self { kommuner, enheder, ansatte, borgere: 0, sager: 0 })
    }

    /// The same with so many citizens in each municipality, who have so many cases together.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigtTal`] beyond 500,000 citizens or 10,000,000 cases.
    pub fn med_sager(self, borgere: usize, sager: usize) -> Result<Self, Fejl> {
        indenfor("borgere", borgere, 0, BORGERE_MAKS)?;
        indenfor("sager", sager, 0, 10_000_000)?;
        Ok(Self { borgere, sager, ..self })
    }

    /// The municipalities.
    pub fn kommuner(&self) -> usize {
        self.kommuner
    }

    /// About how many commands the country takes, for a progress bar.
    pub fn kommandoer_omtrent(&self) -> u64 {
        let sager = if self.borgere == 0 { 0 } else { self.sager };
        // With a case come some 2.5 documents and 1.9 grants and payments.
        (480 + self.kommuner * (20 + self.enheder * 6 + self.ansatte * 5 + sager * 16 / 3)) as u64
    }
}

fn indenfor(navn: &str, tal: usize, fra: usize, til: usize) -> Result<(), Fejl> {
    if (fra..=til).contains(&tal) {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).ventet(grund::sagt::mellem(fra, til)))
}

/// CVR number of a municipality of the country: Korsbæk first; the others have numbers that cannot be given out, because they
/// fail modulus 11 (CVR-01).
pub fn kommune_cvr(nr: usize) -> Cvr {
    if nr == 0 {
        return Cvr::KORSBAEK;
    }
    ugyldigt_cvr(99_000_000 + u32::try_from(nr).unwrap_or(0) * 10)
}

/// The number, or the next one: the one that fails modulus 11.
fn ugyldigt_cvr(n: u32) -> Cvr {
    let gyldig = |n: u32| {
        let sum: u32 = [1, 2, 3, 4, 5, 6, 7, 2].iter().zip(0..).map(|(v, i)| v * (n / 10u32.pow(i) % 10)).sum();
        sum.is_multiple_of(11)
    };
    Cvr::fra_tal(if gyldig(n) { n + 1 } else { n }).unwrap_or(Cvr::KORSBAEK)
}

/// A command of the country.
#[derive(Clone, Debug)]
pub struct Post {
    /// The authority that owns the object.
    pub myndighed: Cvr,
    /// What is to be done.
    pub kommando: Kommando,
    /// What a sender says beside it: the indexes want the sender's time (C-12).
    pub tillaeg: Tillaeg,
}

impl Post {
    /// A command beside which nothing is said.
    fn ny(myndighed: Cvr, kommando: Kommando) -> Self {
        Self { myndighed, kommando, tillaeg: Tillaeg::default() }
    }
}

/// The country as commands: first what is shared, then one municipality after the other, each with its organisation first and then its
/// cases. At most one municipality's organisation and one case are in memory.
#[derive(Debug)]
pub struct Land {
    typer: Typer,
    froe: u64,
    nu: Tidspunkt,
    stoerrelse: Stoerrelse,
    /// The KLE number of its cases; empty: all.
    kle: String,
    /// Parts made so far: the shared one and the municipalities.
    dele: usize,
    /// The cases of the municipality that is being made.
    sager: Option<Sagsstroem>,
    koe: VecDeque<Post>,
}

/// The country of that seed and size as it stands at `nu`: its past lies before, and some changes are planned after.
///
/// # Errors
/// Internal, when the catalogue lacks a type of Organisation or Klassifikation.
pub fn land(typer: &Typekatalog, froe: u64, stoerrelse: Stoerrelse, nu: Tidspunkt) -> Result<Land, Fejl> {
    Ok(Land { typer: Typer::af(typer)?, froe, nu, stoerrelse, kle: String::new(), dele: 0, sager: None, koe: VecDeque::new() })
}

/// The KLE numbers that cases of the country have, of those at or below this one (`32`, `32.24`, `32.*`); all when it is empty.
pub fn klenumre(under: &str) -> Vec<&'static str> {
    sager::emner::under(under).map(|e| e.nummer).collect()
}

impl Land {
    /// With cases of this KLE number or below it alone; there must be some ([`klenumre`]).
    pub fn om(self, kle: &str) -> Self {
        Self { kle: kle.to_owned(), ..self }
    }

    /// The cases alone, as they would be told to the indexes: what they refer to is not among them.
    ///
    /// # Errors
    /// As the iterator.
    pub fn kun_indekser(self) -> impl Iterator<Item = Result<Post, Fejl>> {
        self.filter(|p| p.as_ref().is_ok_and(|p| p.kommando.handling == register::Handling::Indlaes) || p.is_err())
    }

    /// The next commands; `None` after the last.
    fn mere(&mut self) -> Option<Result<Vec<Post>, Fejl>> {
        if let Some(sag) = self.sager.as_mut().and_then(Sagsstroem::naeste) {
            return Some(sag);
        }
        if self.dele > self.stoerrelse.kommuner {
            return None;
        }
        let (nr, s) = (self.dele, self.stoerrelse);
        self.dele += 1;
        let Some(nr) = nr.checked_sub(1) else { return Some(klasser::faelles(&self.typer, self.froe, self.nu)) };
        let kommune = kommune::kommune(&self.typer, self.froe, nr, s.enheder, s.ansatte, self.nu);
        Some(kommune.map(|(poster, grundlag)| {
            self.sager = Some(Sagsstroem::ny(grundlag, self.froe, self.nu, s.borgere, s.sager, self.kle.clone()));
            poster
        }))
    }
}

impl Iterator for Land {
    type Item = Result<Post, Fejl>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.koe.is_empty() {
            match self.mere()? {
                Ok(poster) => self.koe.extend(poster),
                Err(f) => {
                    (self.dele, self.sager) = (usize::MAX, None);
                    return Some(Err(f));
                }
            }
        }
        self.koe.pop_front().map(Ok)
    }
}
