//! `samspil log`
use super::{Lagervalg, laes_cvr, laes_dato, laes_uuid};
use clap::{Args, Subcommand};
use grund::{Cvr, Tidspunkt, Uuid};
use revision::Anker;
use std::path::PathBuf;

/// `samspil log`
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Prove the audit log whole, or name the first broken link.
    Kontroller {
        /// An end of the chain that was noted elsewhere, as this command prints it. May be repeated.
        #[arg(long = "anker", value_name = "NR:HASH", value_parser = laes_anker)]
        ankre: Vec<Anker>,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Explain why a call was refused.
    Afslag {
        /// The call's id, from the refusal or the header X-Kald-Id.
        #[arg(value_name = "KALD-ID", value_parser = laes_uuid)]
        kald_id: Uuid,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Show an authority's newest entries, in order of time.
    Vis {
        #[command(flatten)]
        #[allow(missing_docs)]
        udsnit: Udsnit,
        /// Only entries about this person. The look itself is logged.
        #[arg(long, value_name = "CPR", value_parser = laes_cpr)]
        person: Option<String>,
        /// Show so many of the newest at most.
        #[arg(long, default_value_t = 200, value_name = "N")]
        antal: usize,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Write an authority's entries as CSV. The export itself is logged.
    Eksporter {
        #[command(flatten)]
        #[allow(missing_docs)]
        udsnit: Udsnit,
        /// File to write; it must not be there.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Remove entries that are older than they may be kept. The chain stays whole.
    Beskaer {
        /// Months that entries are kept.
        #[arg(long, default_value_t = revision::opbevaring::STANDARD_MAANEDER, value_name = "N")]
        maaneder: u32,
        /// Months for one authority: `11111111=24`. May be repeated.
        #[arg(long = "myndighed", value_name = "CVR=N", value_parser = laes_bevaring)]
        af: Vec<(Cvr, u32)>,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
}

/// Which entries.
#[derive(Debug, Args, Clone)]
pub struct Udsnit {
    /// Whose entries; `ingen` for calls that named no authority.
    #[arg(long, value_name = "CVR|ingen", value_parser = laes_hvis)]
    pub myndighed: Hvis,
    /// First day or time.
    #[arg(long, value_name = "DATE", value_parser = laes_dato)]
    pub fra: Option<Tidspunkt>,
    /// First day or time after.
    #[arg(long, value_name = "DATE", value_parser = laes_dato)]
    pub til: Option<Tidspunkt>,
    /// CPR numbers in full. That they were read is logged.
    #[arg(long)]
    pub cpr: bool,
}

/// Whose entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hvis(pub Option<Cvr>);

fn laes_hvis(s: &str) -> Result<Hvis, String> {
    if s == "ingen" { Ok(Hvis(None)) } else { laes_cvr(s).map(|c| Hvis(Some(c))) }
}

fn laes_anker(s: &str) -> Result<Anker, String> {
    s.parse().map_err(|_| "expected NR:HASH, as `samspil log kontroller` prints it".into())
}

fn laes_cpr(s: &str) -> Result<String, String> {
    grund::id::indtastet_cpr(s).ok_or_else(|| "expected a CPR number: 10 digits".into())
}

fn laes_bevaring(s: &str) -> Result<(Cvr, u32), String> {
    let (cvr, maaneder) = s.split_once('=').ok_or("expected CVR=MONTHS")?;
    Ok((laes_cvr(cvr)?, maaneder.parse().map_err(|_| "expected CVR=MONTHS")?))
}
