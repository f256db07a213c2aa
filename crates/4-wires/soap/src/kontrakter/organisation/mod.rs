//! SF1500 Organisation v6: ten object services and two over whole organisations.
mod adresse;
mod bruger;
mod faelles;
mod interessefaellesskab;
mod itsystem;
mod myndighed;
#[expect(clippy::module_inception, reason = "the system and one of its object types have the same name")]
mod organisation;
mod organisationadministration;
mod organisationenhed;
mod organisationfunktion;
mod organisationsystem;
mod person;
mod virksomhed;

pub use adresse::KONTRAKT as ADRESSE;
pub use bruger::KONTRAKT as BRUGER;
pub use interessefaellesskab::KONTRAKT as INTERESSEFAELLESSKAB;
pub use itsystem::KONTRAKT as ITSYSTEM;
pub use myndighed::KONTRAKT as MYNDIGHED;
pub use organisation::KONTRAKT as ORGANISATION;
pub use organisationadministration::KONTRAKT as ORGANISATIONADMINISTRATION;
pub use organisationenhed::KONTRAKT as ORGANISATIONENHED;
pub use organisationfunktion::KONTRAKT as ORGANISATIONFUNKTION;
pub use organisationsystem::KONTRAKT as ORGANISATIONSYSTEM;
pub use person::KONTRAKT as PERSON;
pub use virksomhed::KONTRAKT as VIRKSOMHED;
