//! Search for an address as it is typed: road, then house number, then floor and door, as DAWA's autocomplete goes.
pub(crate) mod fold;
mod forslag;
mod indeks;
mod tolk;

pub use forslag::{Foresp, Forslag, Type};
pub(crate) use indeks::Indeks;

pub use forslag::Adressen;
pub(crate) use forslag::{Soegning, find_adresse, find_husnummer, som_forslag};

/// In which order doors stand: to the left, in the middle, to the right, then by number.
pub(crate) fn doerorden(d: &str) -> (u8, u32, &str) {
    match d {
        "" => (0, 0, d),
        "tv" => (1, 0, d),
        "mf" => (2, 0, d),
        "th" => (3, 0, d),
        _ => (4, d.parse().unwrap_or(u32::MAX), d),
    }
}
