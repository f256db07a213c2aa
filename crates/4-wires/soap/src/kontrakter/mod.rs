//! The contracts that this wire speaks, one table per published service version.
mod grundtyper;
pub mod klassifikation;
pub mod organisation;
mod sagdok_a;
mod sagdok_b;
mod sagdok_d;
pub mod sagdokument;
pub mod serviceplatform;
mod sts;
pub mod ydelse;

use kontrakt::Kontrakt;

/// Every contract that is served.
pub static ALLE: &[&Kontrakt] = &[
    &organisation::ORGANISATION,
    &organisation::ORGANISATIONENHED,
    &organisation::ORGANISATIONFUNKTION,
    &organisation::BRUGER,
    &organisation::ITSYSTEM,
    &organisation::INTERESSEFAELLESSKAB,
    &organisation::PERSON,
    &organisation::ADRESSE,
    &organisation::VIRKSOMHED,
    &organisation::MYNDIGHED,
    &organisation::ORGANISATIONSYSTEM,
    &organisation::ORGANISATIONADMINISTRATION,
    &klassifikation::KLASSIFIKATION,
    &klassifikation::FACET,
    &klassifikation::KLASSE,
    &klassifikation::KLASSE_V7,
    &klassifikation::KLASSIFIKATIONSYSTEM,
    &klassifikation::KLASSIFIKATIONLISTEHENT,
    &serviceplatform::DEMO,
    &sagdokument::SAGDOKUMENTINDEKS,
    &ydelse::YDELSEINDEKS,
    &ydelse::BEVILLINGINDEKS,
    &ydelse::OEKONOMISKEFFEKTUERINGINDEKS,
    &ydelse::YDELSELISTEHENT,
];

/// The contract at that path; a trailing slash doesn't matter.
pub fn paa_sti(sti: &str) -> Option<&'static Kontrakt> {
    let sti = sti.strip_suffix('/').unwrap_or(sti);
    ALLE.iter().copied().find(|k| k.stier.contains(&sti))
}

/// Fuzz entry: parses arbitrary bytes and reads them against every input element of every contract.
pub fn proev_xml(data: &[u8]) {
    kontrakt::proev_xml(data, ALLE);
}
