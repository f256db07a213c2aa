//! What Skatteforvaltningen, Feriekonto and the regions would know of a person, made up: incomes, tax, loans, holiday pay, doctor and card. See `README.md`.
//!
//! Everything is a pure function of the person (as the population has her), a month or year, and the day of the call. Nothing is kept, and nothing of it is true.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod aar;
pub mod borger;
pub mod dag;
pub mod ferie;
pub mod forhold;
pub mod indkomst;
pub mod kontrol;
pub mod sygesikring;
pub mod virksomhed;

pub use borger::{Borger, Borgerkilde};
pub use dag::{Dag, Maaned};
pub use forhold::{Forhold, forhold};
pub use indkomst::{Indkomst, indkomster};

use grund::slump::Slump;

/// The seed of everything here: another one would be another world.
const FROE: u64 = 14;

/// What chance says of a subject; the same whenever it is asked.
fn slump(om: &str, emne: &str) -> Slump {
    Slump::ny(FROE, &format!("skat/{emne}/{om}"))
}

/// A number from `fra` to below `til`.
fn mellem(s: &mut Slump, fra: i64, til: i64) -> i64 {
    fra + i64::try_from(s.under(til.saturating_sub(fra).max(0).unsigned_abs())).unwrap_or(0)
}

#[cfg(test)]
mod proever;
