//! `samspil certifikat`
use super::{laes_cvr, laes_http, laes_uuid};
use clap::{Args, Subcommand, ValueEnum};
use grund::Cvr;
use std::path::PathBuf;

/// `samspil certifikat`
#[derive(Debug, Subcommand)]
pub enum Certifikat {
    /// Make a CA and the server's own keys in the data folder: for a network of one's own, before there are OCES3 certificates. What is there already stays.
    Opret {
        /// DNS names and IP addresses of the server. Default: localhost, 127.0.0.1 and ::1.
        #[arg(long = "vaert", value_name = "HOST", value_delimiter = ',')]
        vaerter: Vec<String>,
        /// Address below which everybody finds the CA's certificates and revocation lists, as its certificates name it. Default: `/ca` at
        /// the first of the server's names, or at 127.0.0.1:8080 where that is this machine.
        #[arg(long, env = "SAMSPIL_CA_ADRESSE", value_name = "URL", value_parser = laes_http)]
        ca_adresse: Option<String>,
        /// Data folder of the program.
        #[arg(long, env = "SAMSPIL_DATA", default_value = "samspil-data", value_name = "DIR")]
        data: PathBuf,
    },
    /// Issue a function certificate for a system from the development CA, with its key stores.
    Udsted {
        /// What the system is called; the ending ` (funktionscertifikat)` is added.
        #[arg(long, value_name = "TEXT")]
        navn: String,
        /// The function's number. Default: a random one.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=99_999_999))]
        fid: Option<u32>,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Udstedvalg,
    },
    /// Issue an employee's certificate from the development CA: for administrators.
    Person {
        /// The employee's name.
        #[arg(long, value_name = "TEXT")]
        navn: String,
        /// The employee's number. Default: a random one.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=99_999_999))]
        rid: Option<u32>,
        #[command(flatten)]
        #[allow(missing_docs)]
        valg: Udstedvalg,
    },
    /// Show the certificates of a file: PEM, DER or PKCS#12.
    Vis {
        /// The file.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// Password of a PKCS#12 file.
        #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
        kode: String,
    },
    /// Prove to have a certificate's key: the `bevis` that the Administrationsmodul's API wants before a system is given the certificate.
    Bevis {
        /// The key and its certificate: PKCS#12, or PEM with the key in the `.key` beside it.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// The system that shall have it.
        #[arg(long, value_name = "UUID", value_parser = laes_uuid)]
        system: grund::Uuid,
        /// When the system was registered last, as the Administrationsmodul shows it (`registreret`): the proof is good for that registration, and once.
        #[arg(long, value_name = "TIME", value_parser = laes_tid)]
        registreret: grund::Tidspunkt,
        /// The system shall be allowed to ask for tokens on the certificate's behalf.
        #[arg(long)]
        paa_vegne_af: bool,
        /// Password of a PKCS#12 file.
        #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
        kode: String,
    },
    /// Revoke a certificate of the development CA: it is refused from then on, and stands in the revocation list at once. Never undone.
    Tilbagekald {
        /// The certificate: PEM, DER or PKCS#12.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// Password of a PKCS#12 file.
        #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
        kode: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        ca: Camappe,
    },
    /// Give the program a new key and certificate from the development CA. A running program takes it up by itself, and the files that were
    /// handed out are written anew.
    Forny {
        /// Which one.
        #[arg(value_name = "HVAD")]
        hvad: Fornyes,
        /// DNS names and IP addresses of the server, for `server`. Default: those of the certificate that is renewed.
        #[arg(long = "vaert", value_name = "HOST", value_delimiter = ',')]
        vaerter: Vec<String>,
        /// For `ca` and `alt`: the new address below which everybody finds the CA's certificates and revocation lists.
        #[arg(long, env = "SAMSPIL_CA_ADRESSE", value_name = "URL", value_parser = laes_http)]
        ca_adresse: Option<String>,
        /// Password of the trust stores that were handed out.
        #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
        kode: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        ca: Camappe,
    },
}

/// Where the development CA is.
#[derive(Debug, Args, Clone)]
pub struct Camappe {
    /// Data folder of the program; the development CA is in `ca` below it.
    #[arg(long, env = "SAMSPIL_DATA", default_value = "samspil-data", value_name = "DIR")]
    pub data: PathBuf,
}

/// What both kinds of client certificates need.
#[derive(Debug, Args, Clone)]
pub struct Udstedvalg {
    /// CVR number of the organisation.
    #[arg(long, value_name = "CVR", value_parser = laes_cvr)]
    pub cvr: Cvr,
    /// The organisation's name. Default: `Organisation CVR`.
    #[arg(long, value_name = "TEXT")]
    pub organisation: Option<String>,
    /// Days that it is valid.
    #[arg(long, default_value_t = 365, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub dage: u16,
    /// Password of the key stores.
    #[arg(long, env = "SAMSPIL_KODE", default_value = "samspil", hide_env_values = true, value_name = "PASSWORD")]
    pub kode: String,
    /// Folder for the files; made if it is not there.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub til: PathBuf,
    /// Name of the files without ending. Default: made from `--navn`.
    #[arg(long, value_name = "NAVN", value_parser = laes_filnavn)]
    pub filnavn: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub ca: Camappe,
}

/// What is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fornyes {
    /// TLS.
    Server,
    /// Signs answers. Clients that pin it need the new certificate.
    Signering,
    /// Signs tokens. Those of the old key stay good until they expire.
    Sts,
    /// Signs what users log in by. Systems need the new metadata.
    Login,
    /// The certificate of the issuing CA, with its key: what it has issued stays good.
    Ca,
    /// All of them.
    Alt,
}

fn laes_filnavn(s: &str) -> Result<String, String> {
    let godt = !s.is_empty() && s.len() <= 64 && s.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_".contains(&c));
    if godt { Ok(s.to_owned()) } else { Err("expected 1 to 64 letters, digits, - or _".into()) }
}

fn laes_tid(t: &str) -> Result<grund::Tidspunkt, String> {
    grund::Tidspunkt::fra_xs(t).map_err(|_| "expected a time as the Administrationsmodul writes it: 2026-01-31T12:00:00.000000Z".into())
}
