//! Ground floor: time with infinities, identifiers, the error catalogue, limits and the call context.
//!
//! Nothing here does I/O, reads a clock or makes an identifier: those come in through the ports in [`ur`].
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod adresse;
pub mod afgraensning;
pub mod fejl;
pub mod form;
pub mod fremskridt;
pub mod graenser;
pub mod id;
pub mod json;
pub mod kald;
pub mod kvote;
pub mod ret;
pub mod sagt;
pub mod slump;
pub mod spor;
pub mod tabel;
pub mod tekst;
pub mod tekstfil;
pub mod tid;
pub mod transaktion;
pub mod ur;
pub mod xml;

pub use afgraensning::{Afgraensning, Klasseinterval, Synsmaerke};
pub use fejl::{Fejl, Fejlkode};
pub use fremskridt::{Fremskridt, Melder};
pub use id::{Cvr, UnikId};
pub use kald::Kaldekontekst;
pub use kvote::Kvote;
pub use ret::{Ret, Rettigheder};
pub use spor::Spor;
pub use tid::{Periode, Tidspunkt};
pub use uuid::Uuid;
