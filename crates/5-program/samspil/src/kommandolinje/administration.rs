//! The command line of `samspil administration`.
use crate::kommandolinje::{Lagervalg, laes_maade, laes_uuid};
use clap::{Args, Subcommand, ValueEnum};
use grund::{Cvr, Tidspunkt, Uuid};
use register::Anvisningsmaade;
use std::path::PathBuf;

/// `samspil administration`
#[derive(Debug, Args)]
pub struct Administration {
    /// What to administer.
    #[command(subcommand)]
    pub hvad: Hvad,
    /// Folder for everything that the program keeps.
    #[arg(long, global = true, env = "SAMSPIL_DATA", default_value = "samspil-data", value_name = "DIR")]
    pub data: PathBuf,
    /// The store, as with `serve`.
    #[arg(long, global = true, env = "SAMSPIL_LAGER", value_name = "URL")]
    pub lager: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

impl Administration {
    /// Where the data are.
    pub fn lagervalg(&self) -> Lagervalg {
        Lagervalg { data: self.data.clone(), lager: self.lager.clone() }
    }
}

/// What to administer.
#[derive(Debug, Subcommand)]
pub enum Hvad {
    /// Authorities and companies.
    #[command(subcommand)]
    Aktoer(Aktoer),
    /// It-systems and their certificates.
    #[command(subcommand)]
    System(System),
    /// Services, with the roles and parameters that an agreement can give.
    #[command(subcommand)]
    Tjeneste(Tjeneste),
    /// Service agreements: asked for by the vendor, decided by the authority.
    #[command(subcommand)]
    Aftale(Aftale),
    /// Persons who administer.
    #[command(subcommand)]
    Administrator(Administrator),
    /// How long an authority's log is kept.
    Opbevaring {
        /// The authority.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        myndighed: Cvr,
        /// Days; without it the rule is shown.
        #[arg(long)]
        dage: Option<u32>,
    },
    /// What is done about objects of an authority's indexes that do not follow the anvisninger.
    Anvisninger {
        /// The authority.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        myndighed: Cvr,
        /// Nothing, tell the sender, or refuse them; without it the rule is shown.
        #[arg(long, value_name = "fra|advar|afvis", value_parser = laes_maade)]
        maade: Option<Anvisningsmaade>,
    },
}

/// `samspil administration aktoer`
#[derive(Debug, Subcommand)]
pub enum Aktoer {
    /// Create or change an authority or company.
    Opret {
        /// Its CVR number.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        cvr: Cvr,
        /// Its name.
        #[arg(long)]
        navn: String,
        /// Where it wants to be told of requests and decisions.
        #[arg(long, default_value = "")]
        email: String,
        /// It decides on agreements.
        #[arg(long)]
        myndighed: bool,
        /// It has systems.
        #[arg(long)]
        leverandoer: bool,
        /// It may approve its own systems' agreements with itself, in test.
        #[arg(long)]
        egen_testmyndighed: bool,
    },
    /// List them.
    List,
}

/// Environment of a certificate.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Miljoe {
    /// Test.
    Test,
    /// Production.
    Produktion,
}

/// `samspil administration system`
#[derive(Debug, Subcommand)]
pub enum System {
    /// Create a system. An owner that is not known yet is registered as a vendor.
    Opret {
        /// The UUID that it has elsewhere: it stands as Master in what it sends to the indexes. Default: a new one.
        #[arg(long, value_parser = laes_uuid)]
        uuid: Option<Uuid>,
        /// Its name.
        #[arg(long)]
        navn: String,
        /// Its owner.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        cvr: Cvr,
        /// What it does.
        #[arg(long, default_value = "")]
        beskrivelse: String,
        /// It offers services.
        #[arg(long)]
        udstiller: bool,
        /// It has users that log in.
        #[arg(long)]
        brugervendt: bool,
        /// Its certificate: PEM or DER.
        #[arg(long, value_name = "FIL")]
        certifikat: Option<PathBuf>,
        /// Where the certificate is used; never in both.
        #[arg(long, value_enum, default_value = "test")]
        miljoe: Miljoe,
    },
    /// Give a system a certificate, or take one away.
    Certifikat {
        /// The system: name or UUID.
        system: String,
        /// The certificate to add: PEM or DER.
        #[arg(long, value_name = "FIL", required_unless_present = "fjern", conflicts_with = "fjern")]
        tilfoej: Option<PathBuf>,
        /// The certificate to take away: its SHA-256 fingerprint.
        #[arg(long, value_name = "SHA256")]
        fjern: Option<String>,
        /// It is an external system's, on whose behalf tokens may be asked for.
        #[arg(long)]
        paa_vegne_af: bool,
        /// Where it is used; never in both.
        #[arg(long, value_enum, default_value = "test")]
        miljoe: Miljoe,
    },
    /// Give a system a public key by which it logs in by SFTP, or take one away.
    Sftpnoegle {
        /// The system: name or UUID.
        system: String,
        /// The key to add: the file .pub of `ssh-keygen -t ed25519`.
        #[arg(long, value_name = "FIL", required_unless_present = "fjern", conflicts_with = "fjern")]
        tilfoej: Option<PathBuf>,
        /// The key to take away: its fingerprint, as `ssh-keygen -l` shows it.
        #[arg(long, value_name = "SHA256:…")]
        fjern: Option<String>,
    },
    /// Show one.
    Vis {
        /// The system: name or UUID.
        system: String,
    },
    /// List them.
    List {
        /// Only this owner's.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        cvr: Option<Cvr>,
    },
    /// End a system: its certificates and agreements have no effect any more.
    Ophoer {
        /// The system: name or UUID.
        system: String,
    },
}

/// `samspil administration tjeneste`
#[derive(Debug, Subcommand)]
pub enum Tjeneste {
    /// List them with their roles and parameters.
    List,
    /// Create or change a service from a JSON file, as in the API: entityid, navn, version, roller, parametre, udstillersystem.
    Opret {
        /// The file.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
    },
}

/// `samspil administration aftale`
#[derive(Debug, Subcommand)]
pub enum Aftale {
    /// Ask authorities to let a system use a service.
    Anmod {
        /// The calling system: name or UUID.
        #[arg(long)]
        system: String,
        /// Entity id of the service.
        #[arg(long, value_name = "ENTITYID")]
        tjeneste: String,
        /// Roles: URI, or the word before its version such as `udstil`.
        #[arg(long, required = true, value_name = "URI")]
        rolle: Vec<String>,
        /// Parameters and data restrictions, `URI=value`; instead of the URI the word before its version such as `SeCPR`.
        #[arg(long, value_name = "URI=VALUE")]
        parameter: Vec<String>,
        /// Authorities that are asked.
        #[arg(long, required = true, value_name = "CVR", value_parser = cvr, value_delimiter = ',')]
        myndighed: Vec<Cvr>,
        /// Why the data may be used.
        #[arg(long)]
        begrundelse: String,
        /// Name of the agreement. Default: system and service.
        #[arg(long)]
        navn: Option<String>,
        /// The data are passed on to this receiver.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        datamodtager: Option<Cvr>,
        /// Not before.
        #[arg(long, value_name = "TIME", value_parser = tid)]
        fra: Option<Tidspunkt>,
        /// Not after.
        #[arg(long, value_name = "TIME", value_parser = tid)]
        til: Option<Tidspunkt>,
        /// Only write it down; the authorities see nothing yet.
        #[arg(long)]
        kladde: bool,
    },
    /// List them, in order of request.
    List {
        /// Only this authority's.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        myndighed: Option<Cvr>,
        /// Only this system's: name or UUID.
        #[arg(long)]
        system: Option<String>,
        /// Only those in this state: kladde, afventer, godkendt, afvist, opsagt.
        #[arg(long)]
        tilstand: Option<String>,
    },
    /// Show one, now or as it was.
    Vis {
        /// The agreement.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
        /// As it was at that time.
        #[arg(long, value_name = "TIME", value_parser = tid)]
        paa: Option<Tidspunkt>,
        /// Every registration, newest first.
        #[arg(long, conflicts_with = "paa")]
        historik: bool,
    },
    /// Ask the authority with a draft.
    Indsend {
        /// The agreement.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
    },
    /// Take a request back.
    TraekTilbage {
        /// The agreement.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
    },
    /// Approve, as the authority; effective at once.
    Godkend(Afgoerelse),
    /// Refuse, as the authority.
    Afvis(Afgoerelse),
    /// End an approved agreement.
    Opsig {
        #[command(flatten)]
        #[allow(missing_docs)]
        afgoerelse: Afgoerelse,
        /// When. Default: now.
        #[arg(long, value_name = "TIME", value_parser = tid)]
        fra: Option<Tidspunkt>,
    },
    /// Copy to a draft; it replaces an approved agreement when it is approved itself.
    Kopi {
        /// The agreement.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
    },
    /// Throw a draft away.
    Slet {
        /// The agreement.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
    },
}

/// A decision.
#[derive(Debug, Args)]
pub struct Afgoerelse {
    /// The agreement.
    #[arg(value_parser = laes_uuid)]
    pub uuid: Uuid,
    /// The registration that the decision is made on, as `vis` and `list` show it.
    #[arg(long, value_name = "TIME", value_parser = tid)]
    pub registreret: Tidspunkt,
    /// What is said to the decision.
    #[arg(long, default_value = "")]
    pub note: String,
}

/// `samspil administration administrator`
#[derive(Debug, Subcommand)]
pub enum Administrator {
    /// Create an administrator.
    Opret {
        /// Name.
        #[arg(long)]
        navn: String,
        /// The client certificate: PEM or DER.
        #[arg(long, value_name = "FIL")]
        certifikat: Option<PathBuf>,
        /// The user who may do the same on the pages: the employer's CVR number and the user's UUID.
        #[arg(long, value_name = "CVR/UUID")]
        bruger: Option<String>,
        /// Companies whose systems and requests are administered.
        #[arg(long, value_name = "CVR", value_parser = cvr, value_delimiter = ',')]
        leverandoer: Vec<Cvr>,
        /// Authorities whose agreements are decided.
        #[arg(long, value_name = "CVR", value_parser = cvr, value_delimiter = ',')]
        aftaler: Vec<Cvr>,
        /// Authorities whose log may be read with CPR numbers.
        #[arg(long, value_name = "CVR", value_parser = cvr, value_delimiter = ',')]
        logindsigt: Vec<Cvr>,
        /// Authorities whose job function roles are administered.
        #[arg(long, value_name = "CVR", value_parser = cvr, value_delimiter = ',')]
        roller: Vec<Cvr>,
        /// Everything that belongs to nobody.
        #[arg(long)]
        drift: bool,
    },
    /// List them.
    List,
    /// End an administrator's rights at once.
    Nedlaeg {
        /// The administrator.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
    },
}

pub(super) fn cvr(s: &str) -> Result<Cvr, String> {
    s.parse().map_err(|()| "expected a CVR number: 8 digits".into())
}

fn tid(s: &str) -> Result<Tidspunkt, String> {
    Tidspunkt::fra_oio(s).ok().filter(|t| t.er_endelig()).ok_or_else(|| "expected a time such as 2026-03-03T12:00:00Z".into())
}
