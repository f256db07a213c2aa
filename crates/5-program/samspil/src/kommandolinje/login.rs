//! `samspil login`
use super::Lagervalg;
use clap::{Args, Subcommand};

/// `samspil login`
#[derive(Debug, Subcommand)]
pub enum Login {
    /// Who is logged in, at which level, by which provider, in which systems.
    Sessioner(Lagervalg),
    /// The identities that are blocked.
    Spaerringer(Lagervalg),
    /// Block an identity: its sessions end at once, in every process on the store, and none begins.
    Spaer {
        /// Who.
        #[command(flatten)]
        hvem: Identitet,
        /// Why; it stands in the audit log.
        #[arg(long, value_name = "TEKST")]
        hvorfor: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Open a blocked identity again.
    Aabn {
        /// Who.
        #[command(flatten)]
        hvem: Identitet,
        /// Why; it stands in the audit log.
        #[arg(long, value_name = "TEKST")]
        hvorfor: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Read the directories of the folder (LDAP, AD), and tell what they give and what is missing; nothing is changed.
    Katalog {
        /// Show this employee: the UUID of the user in FK-Organisation.
        #[arg(long, value_name = "UUID")]
        bruger: Option<grund::Uuid>,
        /// Folder of the program's data.
        #[arg(long, env = "SAMSPIL_DATA", default_value = "samspil-data", value_name = "DIR")]
        data: std::path::PathBuf,
    },
    /// Make a secret for a client of OpenID Connect, and the digest of it that its file wants.
    Hemmelighed,
}

/// An identity as its provider names it; `samspil login sessioner` shows both.
#[derive(Debug, Args)]
pub struct Identitet {
    /// The provider: entity id or issuer.
    #[arg(long, value_name = "URI")]
    pub udbyder: String,
    /// The provider's name of the identity.
    #[arg(long, value_name = "NAVN")]
    pub emne: String,
}
