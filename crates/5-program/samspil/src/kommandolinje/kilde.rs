//! `samspil kilde`, `samspil kvote`, `samspil forbrug`.
use super::{Lagervalg, laes_cvr};
use clap::{Args, Subcommand};
use grund::{Cvr, Uuid};
use serviceplatform::periode::Maaned;

/// `samspil kilde`
#[derive(Debug, Subcommand)]
pub enum Kilde {
    /// The services with their sources, the rules, and the upstreams.
    Vis(Sted),
    /// Choose where a service's answers come from. Felt by the next call, also of a running program.
    Saet {
        /// The service: its entity id, or its SF number.
        tjeneste: String,
        /// `replika`, `simulator`, or `gennemstilling`.
        kilde: String,
        /// Which upstream, for `gennemstilling`.
        #[arg(long, value_name = "NAME")]
        opstroem: Option<String>,
        /// For this authority alone; without it for all that have said nothing.
        #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
        myndighed: Option<Cvr>,
        #[command(flatten)]
        #[allow(missing_docs)]
        sted: Sted,
    },
    /// Take a rule away.
    Fjern {
        /// The service: its entity id, or its SF number.
        tjeneste: String,
        /// The authority's; without it the rule for all.
        #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
        myndighed: Option<Cvr>,
        #[command(flatten)]
        #[allow(missing_docs)]
        sted: Sted,
    },
    /// Create or change an upstream: a real system behind services.
    Opstroem(Box<Opstroem>),
    /// End an upstream that no rule names.
    FjernOpstroem {
        /// Its name.
        navn: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        sted: Sted,
    },
}

/// `samspil kilde opstroem`
#[derive(Debug, Args)]
pub struct Opstroem {
    /// Its name: lower-case letters, digits and hyphens.
    pub navn: String,
    /// Scheme and host, and what comes before the services' paths: `https://prod.serviceplatformen.dk`.
    #[arg(long, value_name = "URL")]
    pub adresse: String,
    /// The file of our certificate and key there, in the folder `opstroem` of the data folder: PEM, or PKCS#12 with the password in SAMSPIL_OPSTROEM_KODE. Without it the program's own is shown.
    #[arg(long, value_name = "FILE")]
    pub certifikat: Option<String>,
    /// The file of the roots (PEM) that its server is believed by, in the same folder. Without it those of all outgoing calls.
    #[arg(long, value_name = "FILE")]
    pub rod: Option<String>,
    /// Call with an InvocationContext of these four ids, as our agreement there says: ServiceAgreementUUID, UserSystemUUID, UserUUID, ServiceUUID. Without them with an AuthorityContext.
    #[arg(long, num_args = 4, value_names = ["AGREEMENT", "SYSTEM", "USER", "SERVICE"])]
    pub invocation: Option<Vec<Uuid>>,
    /// Call with a token that is issued there for the caller's authority, to the certificate of --certifikat: an address, with the STS's usual path where none is
    /// said. Services by REST take nothing else.
    #[arg(long, value_name = "URL", requires = "certifikat", conflicts_with = "invocation")]
    pub sts: Option<String>,
    /// Only calls of this authority may go there; may be said several times. With --invocation it is the one whose agreement it is.
    #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
    pub myndighed: Vec<Cvr>,
    /// Milliseconds in which it must answer.
    #[arg(long, value_name = "MS")]
    pub frist: Option<u32>,
    /// Milliseconds after which a call that only reads is made a second time.
    #[arg(long, value_name = "MS")]
    pub igen: Option<u32>,
    /// Calls of it under way at once.
    #[arg(long, value_name = "N")]
    pub samtidige: Option<u32>,
    /// The translation for one that speaks another contract.
    #[arg(long, value_name = "NAME")]
    pub oversaettelse: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sted: Sted,
}

/// `samspil kvote`
#[derive(Debug, Subcommand)]
pub enum Kvote {
    /// The quotas, and how much of each is used this month.
    Vis(Sted),
    /// Allow an authority so many look-ups of a service in a month: all of its systems together, one system, or one agreement.
    Saet {
        /// The service: its entity id, or its SF number.
        tjeneste: String,
        /// How many.
        antal: u64,
        /// The authority.
        #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
        myndighed: Cvr,
        /// This system's alone.
        #[arg(long, value_name = "UUID")]
        system: Option<Uuid>,
        /// Under this agreement alone.
        #[arg(long, value_name = "UUID")]
        aftale: Option<Uuid>,
        #[command(flatten)]
        #[allow(missing_docs)]
        sted: Sted,
    },
    /// Take a quota away.
    Fjern {
        /// Its id, as `samspil kvote vis` shows it.
        uuid: Uuid,
        #[command(flatten)]
        #[allow(missing_docs)]
        sted: Sted,
    },
}

/// `samspil forbrug`
#[derive(Debug, Args)]
pub struct Forbrug {
    /// The month; this one by default.
    #[arg(long, value_parser = laes_maaned, value_name = "YYYY-MM")]
    pub maaned: Option<Maaned>,
    /// Up to that month.
    #[arg(long, value_parser = laes_maaned, value_name = "YYYY-MM")]
    pub til: Option<Maaned>,
    /// Of this authority alone.
    #[arg(long, value_parser = laes_cvr, value_name = "CVR")]
    pub myndighed: Option<Cvr>,
    /// As CSV, for a spreadsheet.
    #[arg(long)]
    pub csv: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sted: Sted,
}

/// Where.
#[derive(Debug, Args)]
pub struct Sted {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
}

fn laes_maaned(t: &str) -> Result<Maaned, String> {
    t.parse().map_err(|()| format!("{t:?} is no month: expected 2026-11"))
}
