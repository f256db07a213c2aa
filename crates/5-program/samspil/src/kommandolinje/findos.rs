//! `samspil cpr findos`
use super::Lagervalg;
use clap::Args;

/// `samspil cpr findos`
#[derive(Debug, Args)]
pub struct Findos {
    /// The person's name: each word must be one of hers, or its first letter.
    pub navn: String,
    /// Why; it is logged.
    #[arg(long, value_name = "TEKST")]
    pub formaal: String,
    /// The address as one line, found in the address register.
    #[arg(long, value_name = "ADRESSE", required_unless_present = "kommunekode")]
    pub adresse: Option<String>,
    /// Or as the CPR register has it: the municipality's code,
    #[arg(long, value_name = "KODE", requires = "vejkode")]
    pub kommunekode: Option<u16>,
    /// the road's code,
    #[arg(long, value_name = "KODE", requires = "kommunekode")]
    pub vejkode: Option<u16>,
    /// the house number with its letter,
    #[arg(long, value_name = "NR", default_value = "", requires = "kommunekode")]
    pub husnr: String,
    /// the floor,
    #[arg(long, value_name = "ETAGE", default_value = "", requires = "kommunekode")]
    pub etage: String,
    /// and the door.
    #[arg(long, value_name = "DOER", default_value = "", requires = "kommunekode")]
    pub doer: String,
    /// Protected persons too; without, they are left out.
    #[arg(long)]
    pub beskyttede: bool,
    /// Show personnumre. Without, persons are shown by their UUID.
    #[arg(long)]
    pub numre: bool,
    /// JSON, as the API answers.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
}
