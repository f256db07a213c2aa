//! `samspil anvisninger`
use super::{Lagervalg, laes_cvr, laes_dato};
use clap::{Args, Subcommand};
use grund::{Cvr, Tidspunkt};
use std::path::PathBuf;

/// `samspil anvisninger`
#[derive(Debug, Subcommand)]
pub enum Anvisninger {
    /// Lint files before they are sent: importer messages of SF1470 and SF1490 (with or without envelope), or what `samspil eksporter`
    /// writes. Exit code 1 when something is found, 2 when a file can't be read.
    Lint {
        /// The files; `-` is standard input.
        #[arg(required = true, value_name = "FIL")]
        filer: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Report how an authority's sender systems follow the anvisninger, by month and rule, from what is stored.
    Rapport(Rapport),
}

/// `samspil anvisninger rapport`
#[derive(Debug, Args)]
pub struct Rapport {
    /// The authority.
    #[arg(long, value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Cvr,
    /// Registrations from this day or time on.
    #[arg(long, value_name = "DATE", value_parser = laes_dato)]
    pub fra: Option<Tidspunkt>,
    /// Registrations before this day or time.
    #[arg(long, value_name = "DATE", value_parser = laes_dato)]
    pub til: Option<Tidspunkt>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
}
