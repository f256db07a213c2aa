//! Fordelingskomponenten over SOAP (SF2900 v3). What is wrong with a call is a fault with a TransportKvittering; who can't receive is said by a receipt. The component's
//! calls of the parties' own services (v2) are here too.
pub mod journalnotat;
pub(crate) mod kontrakter;
mod laes;
mod modparter;
pub(crate) mod operationer;
mod skriv;

pub use kontrakter::t3::KONTRAKT as DISTRIBUTION;
pub use modparter::{Modparter, Post};

use super::Kontrakt;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&DISTRIBUTION];
