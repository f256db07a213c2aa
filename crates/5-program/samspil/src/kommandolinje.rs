//! The command line.
pub mod administration;
pub mod alarm;
pub mod anvisninger;
pub mod certifikat;
pub mod dueslag;
pub mod findos;
pub mod fordeling;
pub mod kilde;
pub mod klient;
pub mod log;
pub mod login;
pub mod modtager;
pub mod personskift;
pub mod rolle;

use crate::moduler::Modul;
use clap::{Args, Parser, Subcommand, ValueEnum};
use grund::{Cvr, Tidspunkt};
use register::Anvisningsmaade;
use sikkerhed::tillid::Politik;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Samspil: the Danish municipalities' shared digital infrastructure as one program.
///
/// Newcomers start with `samspil demo`.
#[derive(Debug, Parser)]
#[command(name = "samspil", version, propagate_version = true, arg_required_else_help = true)]
pub struct Kommandolinje {
    /// What to do.
    #[command(subcommand)]
    pub kommando: Kommando,
    /// Which log lines to write to standard error: error, warn, info, debug, or a filter such as `samspil=debug`.
    #[arg(long, global = true, env = "SAMSPIL_LOG", default_value = "info", value_name = "LEVEL", value_parser = logfilter)]
    pub log: String,
    /// Form of the log lines.
    #[arg(long, global = true, env = "SAMSPIL_LOGFORM", default_value = "tekst", value_name = "FORM")]
    pub logform: Logform,
}

/// A filter of log lines. A word alone is a level: as the name of a module, which it may be for the library, a misspelt one would switch the log off.
fn logfilter(s: &str) -> Result<String, String> {
    let niveau = |del: &str| del.contains(['=', '[']) || del.trim().parse::<tracing::level_filters::LevelFilter>().is_ok();
    match s.split(',').find(|del| !niveau(del)) {
        None => Ok(s.to_owned()),
        Some(del) => Err(format!("{del:?} is no level: expected off, error, warn, info, debug, trace, or module=level")),
    }
}

/// Form of the log lines.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Logform {
    /// One readable line for each event.
    Tekst,
    /// One JSON object for each event.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Kommando {
    /// Start everything on this machine with a demo municipality in it, and say what can be done next.
    Demo(Demo),
    /// Start the infrastructure.
    Serve(Serve),
    /// Bring data in from files.
    #[command(subcommand)]
    Importer(Importer),
    /// Fill the store with a synthetic country, the same for the same seed.
    Generer(Generer),
    /// The population: what its events are called, and how old it is.
    #[command(subcommand)]
    Cpr(Befolkning),
    /// The company register: what its events are called, and how old it is. It is loaded by `samspil importer cvr`.
    #[command(subcommand)]
    Cvr(Virksomheder),
    /// Write everything in the store as JSON lines.
    Eksporter(Eksporter),
    /// Verify every registration and every index row of the store against each other.
    Kontroller(Lagervalg),
    /// Make the index rows and labels of every object anew where they differ, after an upgrade that says so.
    Genopbyg(Lagervalg),
    /// Copy the store to a file while it is in use.
    Sikkerhedskopi(Sikkerhedskopi),
    /// Show and keep the change feed: its ends, its readers, a new epoch after a restore that the store can't see.
    #[command(subcommand)]
    Stroem(Stroem),
    /// The desk of Beskedfordeler: see what lies in the dueslag and since when, look at messages, move, replay and remove them; while the program runs, and when it does not.
    #[command(subcommand)]
    Dueslag(dueslag::Dueslag),
    /// Ask Fordelingskomponenten who would receive what, and where handovers are.
    #[command(subcommand)]
    Fordeling(fordeling::Fordeling),
    /// Where answers of Serviceplatformen's services come from: a replica, a simulator, or a real system behind them.
    #[command(subcommand)]
    Kilde(kilde::Kilde),
    /// How many look-ups through Serviceplatformen somebody may make in a month.
    #[command(subcommand)]
    Kvote(kilde::Kvote),
    /// What was looked up through Serviceplatformen, by month, system and service: the basis of a bill.
    Forbrug(kilde::Forbrug),
    /// Users who log in: who is logged in, blocking somebody, a secret for a client.
    #[command(subcommand)]
    Login(login::Login),
    /// Subscribe to messages: a dueslag with its subscriptions in one command.
    #[command(subcommand)]
    Abonnement(modtager::Abonnement),
    /// Listen to a dueslag of one's own: print each message, or send it on to an address of one's own.
    Lyt(modtager::Lyt),
    /// Make something happen in a test authority, so that there is a message to receive. In development only.
    Udloes(modtager::Udloes),
    /// Administer systems, services and agreements, directly on the store.
    Administration(administration::Administration),
    /// Job function roles: what users may see, and why; directly on the store.
    Rolle(rolle::Rolle),
    /// Issue, show, revoke and renew certificates of the development CA.
    #[command(subcommand)]
    Certifikat(certifikat::Certifikat),
    /// Fetch tokens and call services, of this or another server.
    ///
    /// Ends with 0 when the answer is good; 3 when the call was refused (a fault, or an HTTP status of 400 or more); 4 when it was answered
    /// with a StandardRetur whose StatusKode is not 20; 1 when it could not be made, or its answer not be believed; 2 for a wrong option.
    #[command(subcommand)]
    Klient(klient::Klient),
    /// Lint files before they are sent, and report how senders follow the anvisninger.
    #[command(subcommand)]
    Anvisninger(anvisninger::Anvisninger),
    /// Prove, read, export and trim the audit log.
    #[command(subcommand)]
    Log(log::Log),
    /// List the samples of clients and files that come with the program, print one, or write them.
    Eksempler(Eksempler),
    /// Show the error catalogue, or one error's page of help.
    Fejl(Fejlopslag),
    /// Show every limit on what comes from outside.
    Graenser,
    /// Print completion rules for a shell: `samspil completion bash > /etc/bash_completion.d/samspil`.
    Completion {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the man pages of every command into a folder.
    Man {
        /// The folder; made if it is not there.
        #[arg(value_name = "DIR")]
        til: PathBuf,
    },
}

/// Where the data are.
#[derive(Debug, Args, Clone)]
pub struct Lagervalg {
    /// Folder for everything that the program keeps.
    #[arg(long, env = "SAMSPIL_DATA", default_value = "samspil-data", value_name = "DIR")]
    pub data: PathBuf,
    /// The store: `sqlite:FILE` or `postgres://user:password@host/database`. Default: a SQLite file in the data folder.
    #[arg(long, env = "SAMSPIL_LAGER", value_name = "URL")]
    pub lager: Option<String>,
}

/// Listeners and modes that `demo` and `serve` share.
#[derive(Debug, Args, Clone)]
pub struct Lyttevalg {
    /// HTTP listener, loopback addresses only; `fra` switches it off.
    #[arg(long, env = "SAMSPIL_HTTP", default_value = "127.0.0.1:8080", value_name = "ADDR|fra")]
    pub http: Lytter,
    /// HTTPS listener; `fra` switches it off.
    #[arg(long, env = "SAMSPIL_HTTPS", default_value = "127.0.0.1:8443", value_name = "ADDR|fra")]
    pub https: Lytter,
    /// Listener for AMQP with TLS and client certificates (Beskedfordeler); `fra` switches it off. Default: `fra`, and in development 127.0.0.1:5671 where that is free.
    #[arg(long, env = "SAMSPIL_AMQPS", value_name = "ADDR|fra")]
    pub amqps: Option<Lytter>,
    /// Listener for AMQP without TLS, in the open mode only: loopback addresses; `fra` switches it off. Default: 127.0.0.1:5672 where that is free.
    #[arg(long, env = "SAMSPIL_AMQP", value_name = "ADDR|fra")]
    pub amqp: Option<Lytter>,
    /// Listener for SFTP with public keys; `fra` switches it off. Default: `fra`, and in development 127.0.0.1:2222 where that is free.
    #[arg(long, env = "SAMSPIL_SFTP", value_name = "ADDR|fra")]
    pub sftp: Option<Lytter>,
    /// Networks (10.1.0.0/16, an address) whose receivers messages are sent to, beside public addresses. In development this machine is among them.
    #[arg(long, env = "SAMSPIL_LEVERING_NET", value_delimiter = ',', value_name = "LIST")]
    pub levering_net: Vec<levering::Net>,
    /// Root certificates (PEM) by which the servers of receivers are believed, beside those of `tillid/`. Default: the system's collection, /etc/ssl/certs/ca-certificates.crt.
    #[arg(long, env = "SAMSPIL_LEVERING_RODDER", value_name = "FILE")]
    pub levering_rodder: Option<PathBuf>,
    /// RabbitMQ as the store of Beskedfordeler's messages: `amqp://user:password@host:port/vhost`, or `amqps`. Default: the program's own store.
    #[arg(long, env = "SAMSPIL_KOE", hide_env_values = true, value_name = "URL")]
    pub koe: Option<String>,
    /// The roots, in PEM, that RabbitMQ's certificate may have.
    #[arg(long, env = "SAMSPIL_KOE_ROD", value_name = "FILE")]
    pub koe_rod: Option<PathBuf>,
    /// One more HTTP listener, on any address, for nothing but the certificates and revocation lists of this installation's own CA.
    #[arg(long, env = "SAMSPIL_CRL", default_value = "fra", value_name = "ADDR|fra")]
    pub crl: Lytter,
    /// Listener for health and metrics alone (plain HTTP), in a thread of its own: it answers whatever the others are busy with. `fra`: they
    /// are on the other listeners only.
    #[arg(long, env = "SAMSPIL_SUNDHED", default_value = "fra", value_name = "ADDR|fra")]
    pub sundhed: Lytter,
    /// Connections at once, in all. Default: 16384, or what the system's limit on open files allows.
    #[arg(long, env = "SAMSPIL_FORBINDELSER", value_name = "NUMBER")]
    pub forbindelser: Option<usize>,
    /// Connections at once from one address. Default: half of all; behind a proxy every client has the proxy's address.
    #[arg(long, env = "SAMSPIL_FORBINDELSER_PR_AFSENDER", value_name = "NUMBER")]
    pub forbindelser_pr_afsender: Option<usize>,
    /// Set the clock; it runs on from there. Development only.
    #[arg(long, env = "SAMSPIL_UR", value_name = "TIME", value_parser = laes_tid)]
    pub ur: Option<Tidspunkt>,
    /// The authority of a call that names none, in the open mode.
    #[arg(long, env = "SAMSPIL_MYNDIGHED", default_value = "11111111", value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Cvr,
    /// Address that clients use, in WSDL and links. Default: the HTTP listener, else the HTTPS listener.
    #[arg(long, env = "SAMSPIL_ADRESSE", value_name = "URL")]
    pub adresse: Option<String>,
    /// Modules to run, separated by commas.
    #[arg(
        long,
        env = "SAMSPIL_MODULER",
        value_enum,
        default_values_t = Modul::alle().to_vec(),
        value_delimiter = ',',
        value_name = "LIST"
    )]
    pub moduler: Vec<Modul>,
    /// Days that events of the change feed are kept; 0 keeps them for ever. One that a registered reader has not read is kept twice as long.
    #[arg(long, env = "SAMSPIL_STROEM_DAGE", default_value_t = grund::graenser::STROEM_DAGE, value_name = "N")]
    pub stroem_dage: u32,
    /// Leave deleted objects out of lists in the OIO REST interface, as newer LoRA does (rule B-31): `ja`, or `nej` as older LoRA.
    #[arg(long, env = "SAMSPIL_SKJUL_SLETTEDE", default_value = "ja", value_name = "ja|nej")]
    pub skjul_slettede: JaNej,
    /// What is done about objects of the indexes that do not follow the anvisninger, where their authority has not said: nothing, tell the
    /// sender, or refuse them.
    #[arg(long, env = "SAMSPIL_ANVISNINGER", default_value = "fra", value_name = "fra|advar|afvis", value_parser = laes_maade)]
    pub anvisninger: Anvisningsmaade,
    /// Messages that one system may send to Beskedfordeler each second, twice as many at once; 0 is no limit.
    #[arg(long, env = "SAMSPIL_BESKEDER_PR_SEKUND", default_value_t = 0, value_name = "N")]
    pub beskeder_pr_sekund: u32,
    /// Look-ups of addresses (free data, without a token) that one sender may make each second, twice as many at once; 0 is no limit: where a proxy stands in
    /// front, every client has the proxy's address.
    #[arg(long, env = "SAMSPIL_ADRESSEOPSLAG_PR_SEKUND", default_value_t = grund::graenser::ADRESSE_OPSLAG_PR_AFSENDER, value_name = "N")]
    pub adresseopslag_pr_sekund: u32,
    /// Bytes of messages that one system may send each second; 0 is no limit. One message of the largest size always passes.
    #[arg(long, env = "SAMSPIL_BESKEDBYTES_PR_SEKUND", default_value_t = 0, value_name = "BYTES")]
    pub beskedbytes_pr_sekund: u32,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub alarmer: alarm::Alarmvalg,
}

/// Issuer of the tokens, unless said otherwise.
pub const UDSTEDER: &str = "https://saml.adgangsstyring.samspil.localhost/runtime";

/// Security of `demo` and `serve`.
#[derive(Debug, Args, Clone)]
pub struct Vaernvalg {
    /// Issuer of the tokens.
    #[arg(long, env = "SAMSPIL_STS_UDSTEDER", default_value = UDSTEDER, value_name = "URL")]
    pub udsteder: String,
    /// What a certificate is worth whose revocation nobody can tell: `afvis` (nothing), `naade:TIMER` (the last good answer counts so many
    /// hours longer), `uden` (revocation is not looked up). Default: `uden` in development, else `naade:24`.
    #[arg(long, env = "SAMSPIL_TILBAGEKALDELSE", value_name = "POLICY", value_parser = laes_politik)]
    pub tilbagekaldelse: Option<Politik>,
    /// Address below which everybody finds the certificates and revocation lists of the CA that the first start in development makes, as
    /// its certificates name it. Default: `/ca` at the HTTP listener. Later: `samspil certifikat forny ca`.
    #[arg(long, env = "SAMSPIL_CA_ADRESSE", value_name = "URL", value_parser = laes_http)]
    pub ca_adresse: Option<String>,
    /// Names and addresses of this server in its own TLS certificate, when the development CA issues it.
    #[arg(long, env = "SAMSPIL_VAERTER", default_value = "localhost,127.0.0.1,::1", value_delimiter = ',', value_name = "LIST")]
    pub vaerter: Vec<String>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum JaNej {
    /// Yes.
    Ja,
    /// No.
    Nej,
}

/// `samspil demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder for the demo's data; made at the first start.
    #[arg(long, env = "SAMSPIL_DATA", default_value = "samspil-data", value_name = "DIR")]
    pub data: PathBuf,
    /// The store, as with `serve`.
    #[arg(long, env = "SAMSPIL_LAGER", value_name = "URL")]
    pub lager: Option<String>,
    /// Start without the demo municipality's data.
    #[arg(long)]
    pub tom: bool,
    /// Open mode: no tokens; the authority is taken from the header X-Myndighed-CVR. Loopback listeners only.
    #[arg(long, env = "SAMSPIL_AABEN")]
    pub aaben: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub vaern: Vaernvalg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lyttere: Lyttevalg,
}

/// `samspil serve`
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lyttere: Lyttevalg,
    /// Open mode: no tokens; the authority is taken from the header X-Myndighed-CVR. Loopback listeners only.
    #[arg(long, env = "SAMSPIL_AABEN")]
    pub aaben: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub vaern: Vaernvalg,
    /// Development: keys come from a CA of its own where there are none, the clock can be set and an authority's data can be reset by HTTP. Loopback listeners only.
    #[arg(long, env = "SAMSPIL_UDVIKLING")]
    pub udvikling: bool,
}

/// `samspil importer`
#[derive(Debug, Subcommand)]
pub enum Importer {
    /// KL's classification (KLE): XML as published, CSV or XLSX. The same file twice changes nothing.
    Kle {
        /// The files: Emneplan, Handlingsfacetter, or both.
        #[arg(required = true, value_name = "FIL")]
        filer: Vec<PathBuf>,
        /// First day of the edition, where the file does not say.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        udgave: Option<Tidspunkt>,
        /// Say what would change, and change nothing.
        #[arg(long)]
        proev: bool,
        /// The files hold a part of KLE: what they leave out is not ended.
        #[arg(long)]
        delvis: bool,
        /// Let more than a tenth of the classes end in one import.
        #[arg(long)]
        tillad_mange: bool,
        /// The authority that owns the classification.
        #[arg(long, default_value = "19435075", value_name = "CVR", value_parser = laes_cvr)]
        myndighed: Cvr,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// A municipality's units and employees: JSON lines or CSV. The same file twice changes nothing.
    Organisation {
        /// The files, in any order.
        #[arg(required = true, value_name = "FIL")]
        filer: Vec<PathBuf>,
        /// The authority that owns the organisation.
        #[arg(long, default_value = "11111111", value_name = "CVR", value_parser = laes_cvr)]
        myndighed: Cvr,
        /// Differences to what is there count from this day. Default: today.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        aendret_fra: Option<Tidspunkt>,
        /// Say what would change, and change nothing.
        #[arg(long)]
        proev: bool,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Persons with all their numbers: CSV with uuid;nummer;fra;til;status;navn. The same file twice changes nothing.
    Personer {
        /// The file.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// The authority that keeps the persons.
        #[arg(long, default_value = "11111111", value_name = "CVR", value_parser = laes_cvr)]
        myndighed: Cvr,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Units and production units of the company register (CVR): JSON lines or CSV. The same file twice changes nothing.
    Cvr {
        /// The file.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// Differences to what is there count from this day, where a line does not tell the history. Default: today.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        aendret_fra: Option<Tidspunkt>,
        /// Say what would change, and change nothing.
        #[arg(long)]
        proev: bool,
        /// Tell events also of the first load of an empty register.
        #[arg(long)]
        haendelser: bool,
        /// Take an extract of a day that has not come, after which no real one is taken until then.
        #[arg(long)]
        tillad_fremtid: bool,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Danmarks Adresseregister: NDJSON of DAR 1.0, tables of DAR 0.9. All files of an extract in one command. The same files twice change nothing; an import that
    /// was broken off goes on where it stood.
    Dar(Registerfiler),
    /// Bygnings- og Boligregistret: the ZIP files of OIS. As with DAR.
    Bbr(Registerfiler),
    /// The population: an extract of CPR Direkte, whole or of changes. It is seen when all of it is loaded; a load that was broken off goes on where it stood, and
    /// the same extract twice changes nothing.
    Cpr {
        /// The file, as CPR delivers it.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// It is a whole extract, whatever its first record says: who is not in it is gone, also where that is more than half.
        #[arg(long)]
        fuldt: bool,
        /// Tell events also of the first extract of its task, which is otherwise where the population begins.
        #[arg(long)]
        haendelser: bool,
        /// Take an extract of a day that has not come, after which no real one is taken until then.
        #[arg(long)]
        tillad_fremtid: bool,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// Objects of the indexes in bulk: cases, documents, grants and payments, a line of JSON for each. Loads that were broken off go on
    /// where they stood.
    Indeks(Indeksfil),
    /// What `samspil eksporter` wrote. Objects that are there already and equal are skipped.
    Eksport {
        /// The file; `-` is standard input.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
}

/// `samspil importer dar`, `samspil importer bbr`
#[derive(Debug, Args)]
pub struct Registerfiler {
    /// The files; what is in each is told by its name.
    #[arg(required = true, value_name = "FIL")]
    pub filer: Vec<PathBuf>,
    /// Take an extract that is older than the newest that was brought in: what it says is added to the history.
    #[arg(long)]
    pub tillad_aeldre: bool,
    /// Tell nobody of the changes.
    #[arg(long)]
    pub uden_haendelser: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
}

/// `samspil importer indeks`
#[derive(Debug, Args)]
pub struct Indeksfil {
    /// The file, in the form of `samspil eksporter`; `-` is standard input, which can't be continued.
    #[arg(value_name = "FIL")]
    pub fil: PathBuf,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    /// The authority of lines that name none; lines that name another are refused.
    #[arg(long, value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Option<Cvr>,
    /// Go on where an earlier load of the same file into the same store was broken off. The default.
    #[arg(long)]
    pub fortsaet: bool,
    /// Begin from the start of the file.
    #[arg(long, conflicts_with = "fortsaet")]
    pub forfra: bool,
    /// Notify nobody of the changes (UdenNotifikation): for the first load of a new store.
    #[arg(long)]
    pub uden_haendelser: bool,
}

/// What a synthetic country is made of where nothing is said.
pub const FROE: u64 = 1;
/// Its municipalities.
pub const KOMMUNER: usize = 1;
/// The citizens of each of them.
pub const BORGERE: usize = 300;

/// `samspil generer`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Generer {
    /// Something else than the country itself.
    #[command(subcommand)]
    pub hvad: Option<Genererhvad>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    /// The same seed gives the same country.
    #[arg(long, default_value_t = FROE)]
    pub seed: u64,
    /// Municipalities, from 1 to 98; the first is Korsbæk Kommune.
    #[arg(long, default_value_t = KOMMUNER, value_name = "N")]
    pub kommuner: usize,
    /// Units in each municipality.
    #[arg(long, default_value_t = 60, value_name = "N")]
    pub enheder: usize,
    /// Employees in each municipality.
    #[arg(long, default_value_t = 250, value_name = "N")]
    pub ansatte: usize,
    /// Citizens in each municipality.
    #[arg(long, default_value_t = BORGERE, value_name = "N")]
    pub borgere: usize,
    /// Cases in each municipality, with their documents, notes, grants and payments.
    #[arg(long, default_value_t = 480, value_name = "N")]
    pub sager: usize,
    /// Write the objects of the indexes to this file, for `samspil importer indeks`, and nothing to the store; `-` is standard output.
    #[arg(long, value_name = "FIL")]
    pub til: Option<PathBuf>,
    /// Replace the file of `--til` if it is there.
    #[arg(long, requires = "til")]
    pub overskriv: bool,
    /// The country as it stands on this day, with its past before and plans after. Default: today.
    #[arg(long, value_name = "DATE", value_parser = laes_dato)]
    pub dag: Option<Tidspunkt>,
    /// Let the country live: each day a change extract of CPR and a file of companies, loaded as real ones are, so that a running program tells what happens. It goes on where it stopped.
    /// The population is the citizens with their children. In a store with data only the registers of persons, companies and addresses are filled.
    #[arg(long, conflicts_with = "til")]
    pub levende: bool,
    /// Whose clock says which day it is: the HTTP listener of a program in development. Its clock is followed; with --doegn or --dage it is moved a day at a time.
    #[arg(long, requires = "levende", value_name = "URL")]
    pub server: Option<String>,
    /// Seconds that a day lasts; 0 for as fast as it goes.
    #[arg(long, requires = "levende", value_name = "SECONDS", value_parser = laes_sekunder)]
    pub doegn: Option<f64>,
    /// Stop after so many days.
    #[arg(long, requires = "levende", value_name = "N")]
    pub dage: Option<u32>,
    /// Households to which something happens each day, about. Default: as in Denmark, one of 1,300.
    #[arg(long, requires = "levende", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub haendelser: Option<u64>,
}

/// `samspil cpr`
#[derive(Debug, Subcommand)]
pub enum Befolkning {
    /// The types of events that are told of persons, with the UUIDs that subscriptions and filters name: number;name;text;Beskedtype;ObjektHandling;whose UUID that is.
    Haendelser,
    /// The newest extract of each task that is loaded, and what is not told yet.
    Stand(Lagervalg),
    /// Changes of personnummer that a system which holds or subscribes to the person has not confirmed, and what it is to do.
    Skift(personskift::Skift),
    /// Say that a system has done what it is to do.
    Bekraeft(personskift::Bekraeft),
    /// Double and annulled numbers that a person must decide on; with an id, what would be one person's.
    Forslag(personskift::Forslag),
    /// Decide that the two numbers of a proposal are one person's.
    Flet(personskift::Beslut),
    /// Undo that decision.
    Fortryd(personskift::Beslut),
    /// Close a proposal without merging anything.
    Luk(personskift::Beslut),
    /// The weekly check: persons whom a system has cases of and does not subscribe to, and the other way.
    Abonnementskontrol(personskift::Kontrol),
    /// FindOs: persons of a name who live at an address, or have lived there. The look-up is logged with its purpose.
    Findos(findos::Findos),
}

/// `samspil cvr`
#[derive(Debug, Subcommand)]
pub enum Virksomheder {
    /// The kinds of events that are told of companies, with the UUIDs that subscriptions and filters name: number;name;text;Beskedtype;ObjektHandling;whose UUID that is.
    Haendelser,
    /// How much is loaded, when, and what is not told yet.
    Stand(Lagervalg),
}

/// `samspil generer cpr-udtraek`, `samspil generer adresser`
#[derive(Debug, Subcommand)]
pub enum Genererhvad {
    /// Synthetic addresses as an extract of DAR would have them, into the replica of addresses. The same seed gives the same addresses.
    Adresser {
        /// How many.
        #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=grund::graenser::GENEREREDE_ADRESSER))]
        antal: u64,
        /// The same seed gives the same addresses.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The day that the register has said it. Default: today.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        dag: Option<Tidspunkt>,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
    /// An extract of CPR Direkte about the country's citizens and their children, for `samspil importer cpr`: synthetic, and recognisable as such.
    CprUdtraek {
        /// The same seed gives the same persons.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Municipalities, from 1 to 98.
        #[arg(long, default_value_t = 1, value_name = "N")]
        kommuner: usize,
        /// Persons of the whole extract.
        #[arg(long, default_value_t = 1_000, value_name = "N")]
        personer: u64,
        /// The day on which the country begins to live. Default: that of --forrige, else of --dag.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        begyndt: Option<Tidspunkt>,
        /// The day of the extract.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        dag: Tidspunkt,
        /// Only what has changed since the extract of this day.
        #[arg(long, value_name = "DATE", value_parser = laes_dato)]
        forrige: Option<Tidspunkt>,
        /// Persons of whom something is told each day, about; the same for all extracts of a country that has begun.
        #[arg(long, default_value_t = 20, value_name = "N")]
        aendringer: u64,
        /// File to write; `-` is standard output.
        #[arg(default_value = "-", value_name = "FIL")]
        fil: PathBuf,
        /// Replace the file if it is there.
        #[arg(long)]
        overskriv: bool,
    },
}

/// `samspil eksporter`
#[derive(Debug, Args)]
pub struct Eksporter {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    /// Only this authority's objects.
    #[arg(long, value_name = "CVR", value_parser = laes_cvr)]
    pub myndighed: Option<Cvr>,
    /// File to write; `-` is standard output.
    #[arg(default_value = "-", value_name = "FIL")]
    pub fil: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub overskriv: bool,
}

/// `samspil sikkerhedskopi`
#[derive(Debug, Args)]
pub struct Sikkerhedskopi {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub lager: Lagervalg,
    /// File to write.
    #[arg(value_name = "FIL")]
    pub til: PathBuf,
}

/// `samspil stroem`
#[derive(Debug, Subcommand)]
pub enum Stroem {
    /// Where the feed begins and ends, and how far its readers are.
    Vis(Lagervalg),
    /// Begin a new epoch: every reader reads anew. After a disk's snapshot or a copied database was put back; a copy made by `sikkerhedskopi` and a database
    /// that was restored see it themselves.
    NyEpoke(Lagervalg),
    /// Forget a reader that is no longer used, so that events are not kept for it.
    Glem {
        /// The reader's name.
        navn: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        lager: Lagervalg,
    },
}

/// `samspil eksempler`
#[derive(Debug, Args)]
pub struct Eksempler {
    /// One sample, or a folder of them.
    #[arg(value_name = "NAVN")]
    pub navn: Option<String>,
    /// Folder to write to; made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub til: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long, requires = "til")]
    pub overskriv: bool,
}

/// `samspil fejl`
#[derive(Debug, Args)]
pub struct Fejlopslag {
    /// Number from an error: `SAM-1105` or `1105`.
    pub nummer: Option<String>,
}

/// An address to listen on, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lytter {
    /// Switched off.
    Fra,
    /// Listens here.
    Paa(SocketAddr),
}

impl std::str::FromStr for Lytter {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        if s == "fra" {
            return Ok(Self::Fra);
        }
        s.parse().map(Self::Paa).map_err(|_| "expected an address such as 127.0.0.1:8080, or `fra`".into())
    }
}

/// Readers of revocation lists take plain HTTP only: to check a certificate of TLS they would have to check another one first.
fn laes_http(s: &str) -> Result<String, String> {
    let u: Option<axum::http::Uri> = s.parse().ok();
    let godt = u.is_some_and(|u| u.scheme_str() == Some("http") && u.host().is_some_and(|h| !h.is_empty()) && u.query().is_none());
    if godt {
        Ok(s.trim_end_matches('/').to_owned())
    } else {
        Err("expected a plain HTTP address such as http://samspil.example.dk/ca".into())
    }
}

fn laes_uuid(s: &str) -> Result<grund::Uuid, String> {
    grund::id::laes_uuid(s).ok_or_else(|| "expected a UUID such as 6f1a0c1e-3b52-4c67-9d6e-2f0a1b2c3d4e".into())
}

fn laes_tid(s: &str) -> Result<Tidspunkt, String> {
    Tidspunkt::fra_oio(s).ok().filter(|t| t.er_endelig()).ok_or_else(|| "expected a time such as 2018-01-01T00:00:00Z".into())
}

fn laes_dato(s: &str) -> Result<Tidspunkt, String> {
    Tidspunkt::fra_oio(s).ok().filter(|t| t.er_endelig()).ok_or_else(|| "expected a date such as 2026-02-01".into())
}

/// A time of at most a day.
fn laes_sekunder(s: &str) -> Result<f64, String> {
    s.parse().ok().filter(|n| (0.0..=86_400.0).contains(n)).ok_or_else(|| "expected seconds, from 0 to 86400".into())
}

fn laes_politik(s: &str) -> Result<Politik, String> {
    match s {
        "afvis" => Ok(Politik::Afvis),
        "uden" => Ok(Politik::Uden),
        _ => s
            .strip_prefix("naade:")
            .and_then(|t| t.parse().ok())
            .map(|timer| Politik::Naade { timer })
            .ok_or_else(|| "expected afvis, naade:HOURS or uden".into()),
    }
}

/// Reads what is done about findings.
pub(crate) fn laes_maade(s: &str) -> Result<Anvisningsmaade, String> {
    Anvisningsmaade::fra_navn(s).ok_or_else(|| "expected fra, advar or afvis".into())
}

fn laes_cvr(s: &str) -> Result<Cvr, String> {
    s.parse().map_err(|()| "expected a CVR number: 8 digits".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_built() {
        Kommandolinje::command().debug_assert();
    }

    #[test]
    fn a_misspelt_log_level_is_refused_and_does_not_switch_the_log_off() {
        for god in ["info", "off", "samspil=debug", "warn,samspil::mellemled=info"] {
            assert!(logfilter(god).is_ok(), "{god}");
        }
        for daarlig in ["inof", "vrøvl", "info,samspil"] {
            assert!(logfilter(daarlig).is_err(), "{daarlig}");
        }
        assert!(Kommandolinje::try_parse_from(["samspil", "--log", "inof", "graenser"]).is_err());
    }

    #[test]
    fn an_id_that_is_none_is_told_what_one_looks_like() {
        let fejl = Kommandolinje::try_parse_from(["samspil", "klient", "afslag", "abc"]).unwrap_err().to_string();
        assert!(fejl.contains("expected a UUID such as"), "{fejl}");
    }

    #[test]
    fn a_listener_is_an_address_or_off() {
        assert_eq!("fra".parse(), Ok(Lytter::Fra));
        assert!("8080".parse::<Lytter>().is_err());
    }
}
