//! The command line of `samspil rolle`.
use super::administration::cvr;
use super::{Lagervalg, laes_tid, laes_uuid};
use clap::{Args, Subcommand};
use grund::{Cvr, Tidspunkt, Uuid};
use std::path::PathBuf;

/// `samspil rolle`
#[derive(Debug, Args)]
pub struct Rolle {
    /// What to do.
    #[command(subcommand)]
    pub hvad: Hvad,
    /// The authority.
    #[arg(long, global = true, env = "SAMSPIL_MYNDIGHED", default_value = "11111111", value_name = "CVR", value_parser = cvr)]
    pub myndighed: Cvr,
    /// Who acts: a role is proposed by one and approved by another.
    #[arg(long, global = true, value_name = "NAVN")]
    pub som: Option<String>,
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

impl Rolle {
    /// Where the data are.
    pub fn lagervalg(&self) -> Lagervalg {
        Lagervalg { data: self.data.clone(), lager: self.lager.clone() }
    }
}

/// What to do with roles.
#[derive(Debug, Subcommand)]
pub enum Hvad {
    /// Roles of user-facing systems, as their vendors registered them.
    #[command(subcommand)]
    System(Systemrolle),
    /// Job function roles in force: one's own and those delegated to the authority.
    List,
    /// Propose a role (a file of JSON, as the API takes it); with --rolle that an existing one says this.
    Foreslaa {
        /// What it is to say.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// The role that is to be changed.
        #[arg(long, value_parser = laes_uuid)]
        rolle: Option<Uuid>,
        /// From when; at once, if left out.
        #[arg(long, value_parser = laes_tid)]
        fra: Option<Tidspunkt>,
        /// Why.
        #[arg(long, default_value = "")]
        begrundelse: String,
    },
    /// Propose that a role ends.
    Nedlaeg {
        /// The role.
        #[arg(value_parser = laes_uuid)]
        rolle: Uuid,
        /// From when; at once, if left out.
        #[arg(long, value_parser = laes_tid)]
        fra: Option<Tidspunkt>,
        /// Why.
        #[arg(long, default_value = "")]
        begrundelse: String,
    },
    /// Proposals that wait, and those that were decided.
    Forslag,
    /// Approve a proposal of somebody else.
    Godkend {
        /// The proposal.
        #[arg(value_parser = laes_uuid)]
        forslag: Uuid,
        /// What is said to it.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Refuse a proposal, or take one's own back.
    Afvis {
        /// The proposal.
        #[arg(value_parser = laes_uuid)]
        forslag: Uuid,
        /// Why.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// What a proposed role (a file of JSON) would do: who gains, who loses, what it opens.
    Simuler {
        /// What it is to say.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
        /// The role that is to be changed.
        #[arg(long, value_parser = laes_uuid)]
        rolle: Option<Uuid>,
    },
    /// Give a role.
    Tildel {
        /// The role.
        #[arg(value_parser = laes_uuid)]
        rolle: Uuid,
        #[command(flatten)]
        #[allow(missing_docs)]
        til: Modtager,
        /// The authority whose role it is, where it is delegated.
        #[arg(long, value_name = "CVR", value_parser = cvr)]
        rolleejer: Option<Cvr>,
        /// Not before.
        #[arg(long, value_parser = laes_tid)]
        fra: Option<Tidspunkt>,
        /// Not from then on.
        #[arg(long = "til", value_parser = laes_tid)]
        slut: Option<Tidspunkt>,
        /// Users who do not get it all the same.
        #[arg(long, value_delimiter = ',', value_parser = laes_uuid)]
        undtag: Vec<Uuid>,
        /// Why.
        #[arg(long, default_value = "")]
        begrundelse: String,
    },
    /// Say yes to an assignment of a sensitive role.
    GodkendTildeling {
        /// The assignment.
        #[arg(value_parser = laes_uuid)]
        tildeling: Uuid,
    },
    /// Who has which role.
    Tildelinger,
    /// Take a role back.
    Fratag {
        /// The assignment.
        #[arg(value_parser = laes_uuid)]
        tildeling: Uuid,
        /// From when; at once, if left out.
        #[arg(long, value_parser = laes_tid)]
        fra: Option<Tidspunkt>,
    },
    /// What a user may, and why; at a time, and as it was known at a time.
    Hvad {
        /// The user.
        #[arg(value_parser = laes_uuid)]
        bruger: Uuid,
        /// Only in this system.
        #[arg(long, value_parser = laes_uuid)]
        system: Option<Uuid>,
        /// When.
        #[arg(long, value_parser = laes_tid)]
        virkning: Option<Tidspunkt>,
        /// As the register said then.
        #[arg(long, value_parser = laes_tid)]
        registreret: Option<Tidspunkt>,
    },
    /// Which of a user's rights let it see an object, or why none does.
    Hvorfor {
        /// The user.
        #[arg(value_parser = laes_uuid)]
        bruger: Uuid,
        /// The object's type: SagIndeks, DokumentIndeks …
        #[arg(long)]
        objekttype: String,
        /// The object.
        #[arg(long, value_parser = laes_uuid)]
        objekt: Uuid,
        /// Only in this system.
        #[arg(long, value_parser = laes_uuid)]
        system: Option<Uuid>,
    },
    /// Bar a user: access ends at once.
    Spaer {
        /// The user.
        #[arg(value_parser = laes_uuid)]
        bruger: Uuid,
        /// Why: fratraadt, orlov, spaerret.
        #[arg(long, default_value = "spaerret")]
        grund: String,
        /// From when; at once, if left out.
        #[arg(long, value_parser = laes_tid)]
        fra: Option<Tidspunkt>,
        /// Until when.
        #[arg(long = "til", value_parser = laes_tid)]
        slut: Option<Tidspunkt>,
    },
    /// Lift a bar.
    Ophaev {
        /// The bar.
        #[arg(value_parser = laes_uuid)]
        spaerring: Uuid,
    },
    /// What is wrong with the authority's roles.
    Fund {
        /// Months without use.
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=120))]
        maaneder: u32,
        /// Days in which a change of unit counts.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
        dage: u32,
    },
    /// Bar those who have left: a file of payroll, CSV with the columns bruger and fratraadt. Prints what each had and has.
    Fratraed {
        /// The file.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
    },
    /// Propose the roles of a list (CSV), or of OS2rollekatalog's interface (JSON).
    Indlaes {
        /// The file.
        #[arg(value_name = "FIL")]
        fil: PathBuf,
    },
    /// Write a user's token for a system, to try what a colleague sees: whoever may read the keys may do so. Logins give users' tokens to systems otherwise.
    Brugertoken {
        /// The user.
        #[arg(value_parser = laes_uuid)]
        bruger: Uuid,
        /// The user-facing system that it is for.
        #[arg(long, value_parser = laes_uuid)]
        system: Uuid,
        /// File to write it to, readable by its owner only.
        #[arg(long, value_name = "FIL")]
        ud: Option<PathBuf>,
        /// Minutes that it holds.
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=480))]
        minutter: u32,
    },
}

/// Who gets a role.
#[derive(Debug, Args)]
#[group(required = true, multiple = false, id = "modtager")]
pub struct Modtager {
    /// A user.
    #[arg(long, value_parser = laes_uuid)]
    pub bruger: Option<Uuid>,
    /// Everybody with a place in the unit.
    #[arg(long, value_parser = laes_uuid)]
    pub enhed: Option<Uuid>,
    /// Everybody with a place in the unit or below it.
    #[arg(long, value_parser = laes_uuid)]
    pub enhed_og_under: Option<Uuid>,
    /// Everybody in the function.
    #[arg(long, value_parser = laes_uuid)]
    pub funktion: Option<Uuid>,
    /// Everybody whose function has this name.
    #[arg(long)]
    pub titel: Option<String>,
}

/// `samspil rolle system`
#[derive(Debug, Subcommand)]
pub enum Systemrolle {
    /// Create or change one: its entity id is its identity.
    Saet {
        /// The system.
        #[arg(long, value_parser = laes_uuid)]
        system: Uuid,
        /// `http://<domain>/roles/usersystemrole/<x>/1`.
        #[arg(long)]
        entityid: String,
        /// Name.
        #[arg(long)]
        navn: String,
        /// What it opens.
        #[arg(long, default_value = "")]
        beskrivelse: String,
        /// Restriction types that must have a value.
        #[arg(long, value_name = "URI")]
        kraever: Vec<String>,
        /// Restriction types that may have one; `URI=systemets` for one that narrows only what the system itself keeps.
        #[arg(long, value_name = "URI")]
        tager: Vec<String>,
    },
    /// List them.
    List {
        /// Only of this system.
        #[arg(long, value_parser = laes_uuid)]
        system: Option<Uuid>,
    },
    /// End one.
    Nedlaeg {
        /// The role.
        #[arg(value_parser = laes_uuid)]
        uuid: Uuid,
    },
}
