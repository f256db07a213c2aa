//! `samspil fordeling`.
use super::{Lagervalg, laes_cvr, laes_uuid};
use clap::{Args, Subcommand, ValueEnum};
use fordeling::overdragelse::Tilstand;
use grund::{Cvr, Uuid};
use std::net::SocketAddr;
use std::path::PathBuf;

/// `samspil fordeling`
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Fordeling {
    /// Who would receive what falls under a KLE number, by the rules and agreements in force; ends with 1 when nobody would.
    Hvem {
        /// The KLE number: 32.24.04.
        kle: String,
        /// The facet: K02.
        #[arg(long, value_name = "FACET")]
        facet: Option<String>,
        /// What is to be handed over.
        #[arg(long, value_parser = ["JOURNALPOST", "DOKUMENT", "FORMULAR"], value_name = "SLAGS")]
        objekttype: Option<String>,
        /// The sending authority; the same by default.
        #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
        afsender: Option<Cvr>,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// Rules of an authority that conflict; ends with 1 when there are any. New ones are refused, so these come from an earlier version or an import.
    Konflikter(Hos),
    /// Handovers that have no final answer, the oldest first. The look is logged.
    List {
        /// Those that have one too.
        #[arg(long, conflicts_with = "tilstand")]
        alle: bool,
        /// Those in these states: Modtaget, Afleveret, Udloebet, Accepteret, Afvist, Fejlet, Sendt.
        #[arg(long, value_delimiter = ',', value_parser = laes_tilstand, value_name = "TILSTAND,…")]
        tilstand: Vec<Tilstand>,
        /// Those that somebody should look at, in whatever state: not delivered, not answered in time, or with receipts that the sender does not take.
        #[arg(long)]
        problemer: bool,
        /// Of this sending or receiving system.
        #[arg(long, value_parser = laes_uuid, value_name = "UUID")]
        system: Option<Uuid>,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_name = "N")]
        antal: usize,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// Where one handover is, since when, who answers for it, its course and its receipts. The look is logged.
    Vis {
        /// DistributionTransktionsID, or the AnvenderTransaktionsID by which the authority (`--myndighed`) has sent it.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// Set up how a system of the authority is reached; what is not said stays as it was (an empty address takes it away). The system itself may do the same by OIO REST.
    System {
        /// The system's UUID; without it Digital Post (`--digital-post`).
        #[arg(value_parser = laes_uuid, required_unless_present = "digital_post")]
        system: Option<Uuid>,
        /// Digital Post as a receiver, which rules then may name.
        #[arg(long, conflicts_with_all = ["system", "modtageradresse", "kvitteringsadresse"])]
        digital_post: bool,
        /// Its name.
        #[arg(long, value_name = "NAVN")]
        navn: Option<String>,
        /// Where objects are delivered (FordelingsobjektModtag).
        #[arg(long, value_name = "URL")]
        modtageradresse: Option<String>,
        /// Where receipts for what it sends are delivered (FordelingskvitteringModtag).
        #[arg(long, value_name = "URL")]
        kvitteringsadresse: Option<String>,
        /// What it takes; everything by default.
        #[arg(long, value_delimiter = ',', value_parser = ["JOURNALPOST", "DOKUMENT", "FORMULAR"], value_name = "SLAGS,…")]
        objekttyper: Vec<String>,
        /// Days in which it answers.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=90), value_name = "DAGE")]
        svarfrist: Option<u32>,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// Make the rule for a mask and a facet, or change who receives by it.
    Regel {
        /// The mask: 32.24.04, 32.24.*, 32.*, *.
        kle: String,
        /// The facet: K02, or K* for a whole category.
        #[arg(long, value_name = "FACET")]
        facet: Option<String>,
        /// The receiving system.
        #[arg(long, value_parser = laes_uuid, required_unless_present = "digital_post", value_name = "UUID")]
        system: Option<Uuid>,
        /// Digital Post receives.
        #[arg(long, conflicts_with = "system")]
        digital_post: bool,
        /// Its name.
        #[arg(long, default_value = "", value_name = "NAVN")]
        navn: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        hos: Hos,
    },
    /// A party's own service to try with: takes what the component delivers, objects and receipts, and prints it. It answers MODTAGET unless told otherwise.
    Modtager {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:9290", value_name = "ADRESSE")]
        lyt: SocketAddr,
        /// What it answers to an object.
        #[arg(long, default_value = "modtaget")]
        svar: Modtagersvar,
        /// Folder for what comes (`ID.xml`), with a business receipt for each object, to send by `samspil klient kald` (`ID-kvittering.xml`).
        #[arg(long, value_name = "DIR")]
        gem: Option<PathBuf>,
        /// End after so many calls.
        #[arg(long, value_name = "N")]
        antal: Option<usize>,
    },
}

/// What a party's service answers to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Modtagersvar {
    /// MODTAGET/Teknisk: the business receipt comes later.
    Modtaget,
    /// ACCEPTERET/Forretning at once.
    Accepteret,
    /// AFVIST/Teknisk.
    Afvist,
    /// A fault: it is tried again.
    Fejl,
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

fn laes_tilstand(s: &str) -> Result<Tilstand, String> {
    Tilstand::fra_navn(s.trim()).ok_or_else(|| format!("expected one of {}", Tilstand::ALLE.map(Tilstand::navn).join(", ")))
}
