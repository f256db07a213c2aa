//! Sags- og partsoverblik (SAPA): one citizen or company whole, across all systems, within what the user may see (domain.md 3.1). See `README.md`.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod advis;
pub mod bemaerkning;
mod indstilling;
mod kontakt;
mod laes;
pub mod notat;
pub mod opslag;
pub mod overblik;
pub mod part;
pub mod port;
mod raekker;
pub mod rettigheder;
mod roller;
pub mod soegning;
pub mod tidslinje;
pub mod tjenester;
pub mod typer;
mod vis;
pub mod visning;

pub use indstilling::{Indstillinger, Skjulte};
pub use part::Partsid;
pub use port::Porte;
pub use rettigheder::{Brugerretter, Funktion, Kalder};
pub use tjenester::TJENESTER;

use grund::ur::IdKilde;
use register::Register;
use std::sync::Arc;

/// The module over a register.
pub struct Sapa {
    pub(crate) register: Register,
    pub(crate) porte: Porte,
    pub(crate) ids: Arc<dyn IdKilde>,
}

impl Sapa {
    /// Over that register, with what the program joins to it.
    pub fn ny(register: Register, porte: Porte, ids: Arc<dyn IdKilde>) -> Self {
        Self { register, porte, ids }
    }
}
