//! `samspil fordeling`.
use super::{Lagervalg, laes_cvr};
use clap::{Args, Subcommand};
use grund::{Cvr, Uuid};

/// `samspil fordeling`
#[derive(Debug, Subcommand)]
pub enum Fordeling {
    /// Who would receive what falls under a KLE number, by the rules and agreements in force; ends with 1 when nobody would.
    Hvem {
        /// The KLE number: 32.24.04.
        kle: String,
        /// The facet: K02.
        #[arg(long, value_name = "FACET")]
        facet: Option<String>,
        /// The sending authority; the same by default.
        #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
        afsender: Option<Cvr>,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// Rules of an authority that conflict.
    Konflikter(Hos),
    /// Handovers that have no final answer, the oldest first.
    List {
        /// Those that have one too.
        #[arg(long)]
        alle: bool,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_name = "N")]
        antal: usize,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// Where one handover is, who answers for it, and its receipts.
    Vis {
        /// DistributionTransktionsID.
        uuid: Uuid,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
}

/// Whose, and where.
#[derive(Debug, Args)]
pub struct Hos {
    /// The authority.
    #[arg(long, value_parser = laes_cvr, default_value = "11111111", value_name = "CVR")]
    pub myndighed: Cvr,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
}
