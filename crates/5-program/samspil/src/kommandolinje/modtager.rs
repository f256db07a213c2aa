//! `samspil abonnement`, `samspil lyt` and `samspil udloes`: for whoever writes a receiver.
use super::klient::Klientvalg;
use super::laes_cvr;
use clap::{Args, Subcommand};
use grund::{Cvr, Uuid};

/// `samspil abonnement`
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Abonnement {
    /// Make a dueslag of one's own system with a subscription to each type of message, in one command.
    Opret {
        /// How its messages are delivered.
        #[arg(long, default_value = "BeskedHent", value_parser = beskedfordeler::objekttyper::LEVERINGSMAADER.to_vec(), value_name = "MAADE")]
        levering: String,
        /// Where they are sent to, for BeskedFaaTilsendt and Webhook: https://host[:port]/path, in development http:// on this machine too.
        #[arg(long, value_name = "URL")]
        adresse: Option<String>,
        /// Its name.
        #[arg(long, default_value = "Mit dueslag", value_name = "NAVN")]
        navn: String,
        /// Put the subscriptions into this dueslag, which is there already.
        #[arg(long, value_name = "UUID", conflicts_with_all = ["levering", "adresse", "navn"])]
        dueslag: Option<Uuid>,
        #[command(flatten)]
        #[allow(missing_docs)]
        hvad: Hvad,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Modtagervalg,
    },
    /// List the types of messages that the registers tell of.
    Typer,
}

/// `samspil lyt`
#[derive(Debug, Args)]
pub struct Lyt {
    /// The dueslag, delivered by SSE. Default: one that is made for this command, with the subscriptions of `--type` and `--kle`: another one for other types and
    /// numbers. It stays, and holds what comes while nobody listens.
    #[arg(long, value_name = "UUID", conflicts_with_all = ["typer", "kle"])]
    pub dueslag: Option<Uuid>,
    /// Send each message on to this address of one's own, as a CloudEvent (POST). It is acknowledged when the address answers 2xx, and tried again until then.
    #[arg(long, value_name = "URL")]
    pub til: Option<String>,
    /// Print each event whole, as a line of JSON.
    #[arg(long, conflicts_with = "xml")]
    pub json: bool,
    /// Print each message as it was published.
    #[arg(long)]
    pub xml: bool,
    /// End after so many messages.
    #[arg(long, value_name = "N")]
    pub antal: Option<u64>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub hvad: Hvad,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub valg: Modtagervalg,
}

/// Which messages.
#[derive(Debug, Args, Clone, Default)]
pub struct Hvad {
    /// Types of messages: names from `samspil abonnement typer`, or UUIDs. Default: all that the registers tell of.
    #[arg(long = "type", value_delimiter = ',', value_name = "NAVN|UUID,…")]
    pub typer: Vec<String>,
    /// Only messages about objects of these KLE numbers, or below them.
    #[arg(long, value_delimiter = ',', value_name = "KLE,…")]
    pub kle: Vec<String>,
}

/// Whose receiver it is.
#[derive(Debug, Args, Clone)]
pub struct Modtagervalg {
    /// The receiving system's UUID. Default: the system of the certificate; in the open mode the demo's.
    #[arg(long, env = "SAMSPIL_SYSTEM", value_name = "UUID")]
    pub system: Option<Uuid>,
    /// The server; one with http:// runs in the open mode.
    #[command(flatten)]
    #[allow(missing_docs)]
    pub klient: Klientvalg,
}

/// `samspil udloes`
#[derive(Debug, Args)]
pub struct Udloes {
    /// The event.
    #[arg(required_unless_present = "liste", value_name = "HAENDELSE")]
    pub haendelse: Option<String>,
    /// List the events.
    #[arg(long)]
    pub liste: bool,
    /// About a case of this KLE number, or below it; for the events of the indexes. Default: any.
    #[arg(long, value_name = "KLE")]
    pub kle: Option<String>,
    /// So many times.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub antal: u32,
    /// The authority.
    #[arg(long, env = "SAMSPIL_MYNDIGHED", default_value = "11111111", value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Cvr,
    /// The HTTP listener of a program in development.
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub server: String,
}
