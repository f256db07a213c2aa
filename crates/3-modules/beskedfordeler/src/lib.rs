//! Beskedfordeler (SF1461, SF1462): who gets which message, and that nobody else does.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod alarm;
mod bog;
mod ejer;
pub mod filter;
pub mod fordeler;
pub mod kuvert;
pub mod laest;
mod leverance;
mod modtager;
pub mod objekttyper;
mod post;
mod regler;
pub mod rettigheder;
mod retur;
pub mod skranke;
pub mod tjenester;
pub mod vaerdiliste;

pub use bog::{Dueslagspost, Fordelingsbog};
pub use ejer::naboregler;
pub use fordeler::{Forbruger, Fordeler, Fortiet, Kvitteringsvidne, Opsaetning};
pub use leverance::{Afvisning, Leverance};
pub use objekttyper::OBJEKTTYPER;
pub use post::kuvert_af;
pub use rettigheder::Snitflade;
pub use retur::Retur;
pub use tjenester::{BESKEDTJENESTER, TJENESTER};
