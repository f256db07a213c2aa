//! The tables of SF1510: one file per service, and what they share.
pub(super) mod facet;
pub(super) mod klasse;
pub(super) mod klasse_v7;
pub(super) mod klassifikation;
pub(super) mod klassifikationlistehent;
pub(super) mod klassifikationsystem;
mod kontekst;
mod sagdok_klasse_v7;
