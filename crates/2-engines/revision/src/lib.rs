//! The audit log: who did what with whose data, for whom and why; append-only and chained by hash.
//!
//! A [`Logindgang`] is made from a call's trace, written by [`Revision`] (alone, or as a row of the transaction that it is
//! about), sealed into the chain ([`Revision::forsegl`]), and proved whole by [`Revision::kontroller`].
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod dele;
pub mod eksport;
pub mod kaede;
pub mod kontrol;
pub mod noegle;
pub mod opbevaring;
pub mod opslag;
pub mod post;
pub mod skriver;

pub use eksport::Eksport;
pub use kaede::Anker;
pub use kontrol::{Brud, Brudslags, Kontrolsvar};
pub use noegle::Lognoegle;
pub use opbevaring::{Beskaaret, Bevaringsregler};
pub use opslag::{Cprret, Cprvisning, Indgang, masker_tekst};
pub use post::{Afslag, Logindgang, Logobjekt, Logsystem, Slags, Sletning};
pub use skriver::{Kaedeende, Revision};
