//! `samspil cpr skift` and what follows from it.
use super::{Lagervalg, laes_cvr, laes_tid};
use clap::Args;
use grund::{Cvr, Tidspunkt, Uuid};
use person::dobbelt::Tilstand;

/// What every one of the commands takes.
#[derive(Debug, Args)]
pub struct Faelles {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    /// Show personnumre. Without, persons are shown by their UUID.
    #[arg(long)]
    pub numre: bool,
    /// JSON, as the API answers.
    #[arg(long)]
    pub json: bool,
}

/// `samspil cpr skift`
#[derive(Debug, Args)]
pub struct Skift {
    /// One of them, with those that have confirmed.
    pub uuid: Option<Uuid>,
    /// Those that everybody has confirmed, too.
    #[arg(long)]
    pub alle: bool,
    /// Only systems whose working day is over.
    #[arg(long)]
    pub overskredet: bool,
    /// Only systems that hold or subscribe for this authority.
    #[arg(long, value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Option<Cvr>,
    /// Only this system.
    #[arg(long, value_name = "UUID")]
    pub system: Option<Uuid>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub faelles: Faelles,
}

/// `samspil cpr bekraeft`
#[derive(Debug, Args)]
pub struct Bekraeft {
    /// The change of number.
    pub uuid: Uuid,
    /// The system.
    pub system: Uuid,
    /// How one knows; it is logged.
    #[arg(long, value_name = "TEKST")]
    pub begrundelse: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub faelles: Faelles,
}

/// `samspil cpr forslag`
#[derive(Debug, Args)]
pub struct Forslag {
    /// One of them, with what stands under either number.
    pub uuid: Option<Uuid>,
    /// Those of a state; without it those that nobody has decided.
    #[arg(long, value_parser = Tilstand::ALLE.map(Tilstand::navn).to_vec(), value_name = "TILSTAND")]
    pub tilstand: Option<String>,
    /// All of them.
    #[arg(long, conflicts_with = "tilstand")]
    pub alle: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub faelles: Faelles,
}

/// `samspil cpr flet`, `fortryd`, `luk`
#[derive(Debug, Args)]
pub struct Beslut {
    /// The proposal.
    pub uuid: Uuid,
    /// Why; it is logged.
    #[arg(long, value_name = "TEKST")]
    pub begrundelse: String,
    /// When the proposal was decided last, as `samspil cpr forslag` shows it: the decision is refused where somebody has decided since. It must be said where
    /// they become one person and somebody has decided against it before.
    #[arg(long, value_name = "TID", value_parser = laes_tid)]
    pub registreret: Option<Tidspunkt>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub faelles: Faelles,
}

/// `samspil cpr abonnementskontrol`
#[derive(Debug, Args)]
pub struct Kontrol {
    /// Check now, in this process; otherwise the newest check of the program is shown.
    #[arg(long)]
    pub nu: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub faelles: Faelles,
}
