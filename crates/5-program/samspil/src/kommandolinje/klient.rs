//! `samspil klient`
use super::{laes_cvr, laes_tid, laes_uuid};
use clap::{Args, Subcommand, ValueEnum};
use grund::{Cvr, Tidspunkt, Uuid};
use std::path::PathBuf;

/// The server of the demo.
pub const SERVER: &str = "https://127.0.0.1:8443";
/// The demo's system.
pub const CERTIFIKAT: &str = "samspil-data/klienter/demosystem.p12";
/// The demo's root.
pub const ROD: &str = "samspil-data/klienter/rod.pem";

/// `samspil klient`
#[derive(Debug, Subcommand)]
pub enum Klient {
    /// Fetch a token and print it.
    Token {
        /// Entity id of the service.
        #[arg(long, value_name = "ENTITYID")]
        tjeneste: String,
        /// Which kind of token.
        #[arg(long, default_value = "saml")]
        slags: Tokenslags,
        /// File to write it to, readable by its owner only.
        #[arg(long, value_name = "FIL")]
        ud: Option<PathBuf>,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Klientvalg,
    },
    /// Call an operation of a SOAP service, signed and with a token.
    Kald {
        /// The service: `organisation/organisationenhed/6`, or a part of the name that fits one only, such as `organisationenhed`.
        #[arg(value_name = "SERVICE")]
        service: String,
        /// The operation: `laes`, `soeg`, `opret` …
        #[arg(value_name = "OPERATION")]
        operation: String,
        /// File with the operation's XML element; `-` is standard input.
        #[arg(long, value_name = "FIL|-", conflicts_with = "felter")]
        body: Option<PathBuf>,
        /// A field of the body: `UUIDIdentifikator=…`, `AttributListe/Egenskab/EnhedNavn=…`, `Liste[2]/Navn=…`.
        #[arg(long = "felt", value_name = "STI=VAERDI", value_parser = laes_felt)]
        felter: Vec<(String, String)>,
        /// Entity id for the token. Default: that of the service.
        #[arg(long, value_name = "ENTITYID")]
        tjeneste: Option<String>,
        /// Print the whole envelope as it came.
        #[arg(long)]
        raa: bool,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Klientvalg,
    },
    /// Log in as an employee at the development provider, as the system's client of OpenID Connect, and keep the token by which the system calls on that user's behalf (--brugertoken).
    LogInd {
        #[command(flatten)]
        #[allow(missing_docs)]
        login: Loginvalg,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Klientvalg,
    },
    /// Call a REST or GraphQL address with a JWT.
    Rest {
        /// The method.
        #[arg(value_name = "METODE", ignore_case = true)]
        metode: Metode,
        /// The path with its query: `/organisation/organisationenhed?brugervendtnoegle=X`.
        #[arg(value_name = "STI")]
        sti: String,
        /// File with the body (JSON); `-` is standard input.
        #[arg(long, value_name = "FIL|-")]
        body: Option<PathBuf>,
        /// Entity id for the token. Default: found from the path.
        #[arg(long, value_name = "ENTITYID")]
        tjeneste: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Klientvalg,
    },
    /// Ask the server why a call was refused. Answers the system's and the authority's own calls.
    Afslag {
        /// The call's id, from the refusal or the header X-Kald-Id.
        #[arg(value_name = "KALD-ID", value_parser = laes_uuid)]
        kald_id: Uuid,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Klientvalg,
    },
    /// List the services with their entity ids and addresses, where tokens come from, and the operations that `kald` knows.
    Tjenester {
        /// The server.
        #[arg(long, env = "SAMSPIL_SERVER", default_value = SERVER, value_name = "URL")]
        server: String,
        /// Root certificates (PEM) of the server's TLS certificate: it is asked for its other ports.
        #[arg(long, env = "SAMSPIL_ROD", default_value = ROD, value_name = "FIL")]
        rod: PathBuf,
    },
}

/// Who logs in where.
#[derive(Debug, Args, Clone)]
pub struct Loginvalg {
    /// The employee: its UUID, or a part of its name that fits one only.
    #[arg(long, value_name = "UUID|NAVN")]
    pub bruger: String,
    /// File for the token, readable by its owner only.
    #[arg(long, value_name = "FIL")]
    pub ud: PathBuf,
    /// The level of identity and authenticator: Lav, Betydelig, Høj.
    #[arg(long, default_value = "Betydelig", value_name = "NIVEAU")]
    pub niveau: String,
    /// The system's client at the login: one without a secret. The demo has one of the demo system.
    #[arg(long, default_value = "demosystem", value_name = "ID")]
    pub klient_id: String,
    /// One of that client's addresses for codes. Nobody is called there.
    #[arg(long, default_value = DEMOKLIENT, value_name = "URL")]
    pub redirect_uri: String,
}

/// The address of the demo system's client at the login.
pub const DEMOKLIENT: &str = "http://127.0.0.1:8400/";

/// Who calls, whom, and what is believed. The defaults are the files that `samspil demo` makes.
#[derive(Debug, Args, Clone)]
pub struct Klientvalg {
    /// The server.
    #[arg(long, env = "SAMSPIL_SERVER", default_value = SERVER, value_name = "URL")]
    pub server: String,
    /// The STS, where it is another server.
    #[arg(long, env = "SAMSPIL_STS", value_name = "URL")]
    pub sts: Option<String>,
    /// The system's certificate: `.p12` with its key, or `.pem` together with `--noegle`.
    #[arg(long, env = "SAMSPIL_CERTIFIKAT", default_value = CERTIFIKAT, value_name = "FIL")]
    pub certifikat: PathBuf,
    /// The key of a `.pem` certificate. Default: the file beside it that ends in `.key`.
    #[arg(long, env = "SAMSPIL_NOEGLE", value_name = "FIL")]
    pub noegle: Option<PathBuf>,
    /// Password of the `.p12`.
    #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
    pub kode: String,
    /// Root certificates (PEM) of the server's TLS certificate, and of those who sign answers and tokens.
    #[arg(long, env = "SAMSPIL_ROD", default_value = ROD, value_name = "FIL")]
    pub rod: PathBuf,
    /// Believe answers of services only with these certificates (PEM). Default: any that the root vouches for.
    #[arg(long, env = "SAMSPIL_TJENESTECERTIFIKAT", value_name = "FIL")]
    pub tjenestecertifikat: Option<PathBuf>,
    /// Believe answers of the STS only with these certificates (PEM). Default: any that the root vouches for.
    #[arg(long, env = "SAMSPIL_STSCERTIFIKAT", value_name = "FIL")]
    pub stscertifikat: Option<PathBuf>,
    /// The authority to act for.
    #[arg(long, env = "SAMSPIL_MYNDIGHED", default_value = "11111111", value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Cvr,
    /// The token (file) of the user behind the call, as the system got it at the login: calls are then made on behalf of that user.
    #[arg(long, env = "SAMSPIL_BRUGERTOKEN", value_name = "FIL")]
    pub brugertoken: Option<PathBuf>,
    /// The server's time, where its clock was set.
    #[arg(long, env = "SAMSPIL_UR", value_name = "TIME", value_parser = laes_tid)]
    pub ur: Option<Tidspunkt>,
}

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tokenslags {
    /// A SAML assertion by WS-Trust (SOAP).
    Saml,
    /// The same by REST.
    Rest,
    /// A JWT.
    Jwt,
    /// Serviceplatformen's access token, for a SAML assertion.
    Adgangstoken,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Metode {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Metode {
    /// As on the wire.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

fn laes_felt(s: &str) -> Result<(String, String), String> {
    let (sti, vaerdi) = s.split_once('=').ok_or("expected PATH=VALUE")?;
    if sti.trim().is_empty() { Err("expected PATH=VALUE".into()) } else { Ok((sti.trim().to_owned(), vaerdi.to_owned())) }
}
