//! `samspil dueslag`
use super::{Lagervalg, laes_cvr, laes_tid};
use clap::{Args, Subcommand};
use grund::{Cvr, Tidspunkt, Uuid};
use lager::Stroemposition;
use std::path::PathBuf;

/// `samspil dueslag`
#[derive(Debug, Subcommand)]
pub enum Dueslag {
    /// Every dueslag: how much lies in it, since when, who takes it, and what is in its error queue.
    List {
        /// Only those that somebody should look at.
        #[arg(long)]
        problemer: bool,
        /// Only those of this authority.
        #[arg(long, value_name = "CVR", value_parser = laes_cvr)]
        myndighed: Option<Cvr>,
        #[command(flatten)]
        #[allow(missing_docs)]
        vej: Skrankevej,
    },
    /// What lies in one, in order: numbers, ids and times, and nothing of what the messages say.
    Vis {
        /// The dueslag.
        uuid: Uuid,
        /// Its error queue instead, with the reasons.
        #[arg(long)]
        fejlkoe: bool,
        /// Begin with this number.
        #[arg(long, default_value_t = 0, value_name = "N")]
        fra: u64,
        /// At most so many messages.
        #[arg(long, default_value_t = 100, value_name = "N")]
        antal: usize,
        #[command(flatten)]
        #[allow(missing_docs)]
        vej: Skrankevej,
    },
    /// Look at one message. The look and its reason are logged.
    Se {
        /// The dueslag.
        uuid: Uuid,
        /// The message's number.
        #[arg(value_name = "NUMMER")]
        nummer: u64,
        /// It lies in the error queue.
        #[arg(long)]
        fejlkoe: bool,
        /// What it says too, as its receiver would get it.
        #[arg(long)]
        indhold: bool,
        #[command(flatten)]
        #[allow(missing_docs)]
        hvorfor: Hvorfor,
        #[command(flatten)]
        #[allow(missing_docs)]
        vej: Skrankevej,
    },
    /// Move messages to the error queue, so that they hold nothing up.
    TilFejlkoe(Flytning),
    /// Send messages of the error queue again, behind everything in the dueslag.
    Genfremsend(Flytning),
    /// Throw messages of the error queue away, by their numbers.
    Slet {
        /// The dueslag.
        uuid: Uuid,
        /// Their numbers.
        #[arg(long = "nummer", required = true, value_delimiter = ',', value_name = "N,N")]
        numre: Vec<u64>,
        #[command(flatten)]
        #[allow(missing_docs)]
        hvorfor: Hvorfor,
        #[command(flatten)]
        #[allow(missing_docs)]
        vej: Skrankevej,
    },
    /// Throw away everything that lies in a dueslag, or in its error queue. Without `--set` it shows what that is, and the command that does it.
    Toem {
        /// The dueslag.
        uuid: Uuid,
        /// Its error queue instead.
        #[arg(long)]
        fejlkoe: bool,
        /// What was seen: the number of messages and the next one's number. What came later stays.
        #[arg(long, value_name = "ANTAL:NAESTE", value_parser = laes_set)]
        set: Option<(u64, u64)>,
        #[command(flatten)]
        #[allow(missing_docs)]
        hvorfor: Hvorfor,
        #[command(flatten)]
        #[allow(missing_docs)]
        vej: Skrankevej,
    },
    /// Send a dueslag again what the registers have told since a time or a position of the change feed. Messages have the ids that they had; what waits there still
    /// lies there twice then.
    Genafspil {
        /// The dueslag.
        uuid: Uuid,
        /// From that time on.
        #[arg(long, value_name = "TIME", value_parser = laes_fra, required_unless_present = "efter", conflicts_with = "efter")]
        fra: Option<Tidspunkt>,
        /// After that event (`samspil stroem vis` shows positions).
        #[arg(long, value_name = "POSITION", value_parser = laes_position)]
        efter: Option<Stroemposition>,
        /// Send nothing: say how many messages it would be.
        #[arg(long)]
        proev: bool,
        #[command(flatten)]
        #[allow(missing_docs)]
        hvorfor: Hvorfor,
        #[command(flatten)]
        #[allow(missing_docs)]
        vej: Skrankevej,
    },
}

/// Which messages of which dueslag.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("hvilke").required(true).args(["numre", "alle"])))]
pub struct Flytning {
    /// The dueslag.
    pub uuid: Uuid,
    /// Their numbers.
    #[arg(long = "nummer", value_delimiter = ',', value_name = "N,N")]
    pub numre: Vec<u64>,
    /// All that lie there now.
    #[arg(long)]
    pub alle: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub hvorfor: Hvorfor,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub vej: Skrankevej,
}

/// Why it is done.
#[derive(Debug, Args)]
pub struct Hvorfor {
    /// Why; it stands in the audit log.
    #[arg(long, value_name = "TEKST")]
    pub begrundelse: String,
}

/// Where the desk is. The program that runs on the data folder is asked, and where none runs the store itself; with `--server` a program anywhere, by an administrator's
/// certificate.
#[derive(Debug, Args, Clone)]
pub struct Skrankevej {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    /// A program elsewhere: `https://samspil.example.dk`.
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// The administrator's certificate: `.p12` with its key, or `.pem` together with `--noegle`.
    #[arg(long, default_value = "samspil-data/klienter/administrator-drift.p12", value_name = "FIL")]
    pub certifikat: PathBuf,
    /// The key of a `.pem` certificate. Default: the file beside it that ends in `.key`.
    #[arg(long, value_name = "FIL")]
    pub noegle: Option<PathBuf>,
    /// Password of the `.p12`.
    #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
    pub kode: String,
    /// Root certificates (PEM) of the server's TLS certificate.
    #[arg(long, env = "SAMSPIL_ROD", default_value = super::klient::ROD, value_name = "FIL")]
    pub rod: PathBuf,
    /// No program runs on this PostgreSQL store: change it directly. One that does run would lose its messages to this command until it is started again.
    #[arg(long)]
    pub stoppet: bool,
    /// JSON, as the desk answers.
    #[arg(long)]
    pub json: bool,
}

fn laes_set(s: &str) -> Result<(u64, u64), String> {
    let tal = s.split_once(':').and_then(|(a, n)| Some((a.parse().ok()?, n.parse().ok()?)));
    tal.ok_or_else(|| "expected ANTAL:NAESTE, as the command shows them without --set".into())
}

fn laes_position(s: &str) -> Result<Stroemposition, String> {
    s.parse().map_err(|_| "expected a position, as `samspil stroem vis` shows it".into())
}

fn laes_fra(s: &str) -> Result<Tidspunkt, String> {
    laes_tid(s).map_err(|_| {
        "expected a day and a time of it, in quotes, such as \"2026-11-29 22:30\", or a day alone, or with a zone 2026-11-29T22:30:00Z"
            .into()
    })
}
