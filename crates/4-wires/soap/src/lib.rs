//! The SOAP wire: envelope, dispatch and the services of SF1500 and SF1510, driven by the contract tables.
//!
//! A call: bytes → text → XML → [`konvolut`] → the contract's reader → [`tjenester`] → [`oversaet`] → the register and back.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod action;
pub mod anvisninger;
pub mod besked;
pub mod fremmed;
pub mod konvolut;
pub mod oversaet;
pub mod postkomponent;
mod rute;
pub mod sikker;
pub mod svar;
pub mod tjenester;

pub use rute::{har_adresse, ruter};

use grund::ur::IdKilde;
use register::Register;
use std::fmt;
use std::sync::Arc;

/// What the services work on.
#[derive(Clone)]
pub struct Tilstand {
    /// The engine.
    pub register: Arc<Register>,
    /// Where new objects and messages get their ids.
    pub id: Arc<dyn IdKilde>,
    /// Scheme and host as clients see them, without a trailing slash: for the addresses in WSDL and XSD.
    pub adresse: Arc<str>,
    /// Access control; `None` in the open mode, where the program puts the caller on the request.
    pub adgang: Option<Arc<adgang::Adgang>>,
    /// The messages; `None` where Beskedfordeler does not run.
    pub fordeler: Option<Arc<beskedfordeler::Fordeler>>,
    /// Fordelingskomponenten; `None` where the module is switched off.
    pub fordeling: Option<Arc<fordeling::Fordelingskomponent>>,
    /// The population of CPR; `None` where the module is switched off.
    pub befolkning: Option<Arc<cpr::Bestand>>,
    /// The same, as the simulators about persons ask it.
    pub borgere: Option<Arc<dyn skat::Borgerkilde>>,
    /// The gateway; without it Serviceplatformen's services answer from their first source, uncounted.
    pub serviceplatform: Option<Arc<serviceplatform::Serviceplatform>>,
}

impl fmt::Debug for Tilstand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tilstand").field("adresse", &self.adresse).finish_non_exhaustive()
    }
}
