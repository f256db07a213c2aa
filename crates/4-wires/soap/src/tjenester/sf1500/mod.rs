//! SF1500 Organisation v6: ten object services and two over whole organisations.
pub mod fjern;
mod kontrakter;

pub use kontrakter::adresse::KONTRAKT as ADRESSE;
pub use kontrakter::bruger::KONTRAKT as BRUGER;
pub use kontrakter::interessefaellesskab::KONTRAKT as INTERESSEFAELLESSKAB;
pub use kontrakter::itsystem::KONTRAKT as ITSYSTEM;
pub use kontrakter::myndighed::KONTRAKT as MYNDIGHED;
pub use kontrakter::organisation::KONTRAKT as ORGANISATION;
pub use kontrakter::organisationadministration::KONTRAKT as ORGANISATIONADMINISTRATION;
pub use kontrakter::organisationenhed::KONTRAKT as ORGANISATIONENHED;
pub use kontrakter::organisationfunktion::KONTRAKT as ORGANISATIONFUNKTION;
pub use kontrakter::organisationsystem::KONTRAKT as ORGANISATIONSYSTEM;
pub use kontrakter::person::KONTRAKT as PERSON;
pub use kontrakter::virksomhed::KONTRAKT as VIRKSOMHED;

use super::Kontrakt;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[
    &ORGANISATION,
    &ORGANISATIONENHED,
    &ORGANISATIONFUNKTION,
    &BRUGER,
    &ITSYSTEM,
    &INTERESSEFAELLESSKAB,
    &PERSON,
    &ADRESSE,
    &VIRKSOMHED,
    &MYNDIGHED,
    &ORGANISATIONSYSTEM,
    &ORGANISATIONADMINISTRATION,
];
