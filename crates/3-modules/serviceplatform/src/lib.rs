//! The gateway of Serviceplatformen: which services there are, where their answers come from, what they are counted and limited by. It knows no wire and no contract.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod afbryder;
pub mod bog;
pub mod kvote;
pub mod maaling;
pub mod opstroem;
pub mod periode;
pub mod port;
pub mod rest;
pub mod tjenester;

pub use bog::{Kildebog, Kildevalg, Kontekstform, Kvoteregel, Opstroem};
pub use opstroem::{Afsender, Anmodning, Intet, Metode, Svar, Tokenkrav, Tokensted};
pub use port::{Kilde, Serviceplatform, kilde_fra};
pub use tjenester::{KATALOG, Sptjeneste};
