//! CPR's older services: CPRBasicInformation, CprSubscriptionService (SF6002) and CprService; and what they share with SF1520: the look-up, and how CPR's values are written.
pub mod abonnement;
pub mod basis;
pub mod felter;
pub mod gctp;
mod kontrakter;
pub mod opslag;

pub use kontrakter::abonnement::KONTRAKT as ABONNEMENT;
pub use kontrakter::basis::KONTRAKT as BASIS;
pub use kontrakter::gctp::KONTRAKT as GCTP;

use super::Kontrakt;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&BASIS, &ABONNEMENT, &GCTP];
