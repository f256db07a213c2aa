//! Fordelingskomponenten (SF2900): hands a journal note, a document or a form from one system to another with the receiver's acceptance, by rules that the receiving
//! authority keeps.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod komponent;
mod konflikt;
mod laest;
mod lagret;
pub mod maske;
pub mod model;
pub mod objekttyper;
pub mod opsaet;
mod opslag;
pub mod overdragelse;
pub mod port;
mod regler;
mod rettigheder;
pub mod rute;
pub mod tal;
pub mod tjenester;
pub mod vis;

pub use komponent::{Fordelingskomponent, Opsaetning};
pub use konflikt::{Regelvagt, Systemvagt};
pub use objekttyper::OBJEKTTYPER;
pub use tjenester::{SNITFLADER, TJENESTER};
