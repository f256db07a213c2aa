//! The tables of SF1500 v6: one file per service, and what they share.
pub(super) mod adresse;
pub(super) mod bruger;
mod faelles;
pub(super) mod interessefaellesskab;
pub(super) mod itsystem;
pub(super) mod myndighed;
pub(super) mod organisation;
pub(super) mod organisationadministration;
pub(super) mod organisationenhed;
pub(super) mod organisationfunktion;
pub(super) mod organisationsystem;
pub(super) mod person;
mod sts;
pub(super) mod virksomhed;
