//! What the clients of a run have asked and been told, with the steps between which each call was under way.
use crate::typen::{Set, Stykke};
use grund::{Cvr, Fejlkode, Periode, Tidspunkt};
use lager::{Haendelse, Registreringsvalg};

/// A step of the schedule. Between two steps nothing is under way.
pub type Trin = u64;

/// An object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Obj {
    /// Whose.
    pub myndighed: Cvr,
    /// Which; the authorities use the same UUIDs.
    pub nr: u8,
}

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kalder {
    /// For whom.
    pub myndighed: Cvr,
    /// What is seen, one of: class (`None`: all) up to the level. `None`: everything.
    pub graenser: Option<Vec<(Option<&'static str>, u8)>>,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aendring {
    /// Opret.
    Opret(Vec<Stykke>),
    /// Ret.
    Ret(Vec<Stykke>),
    /// Importer, with earlier registrations.
    Importer(Vec<Stykke>, Vec<(Tidspunkt, Vec<Stykke>)>),
    /// LoRA's PUT: the content is the whole content.
    Erstat(Vec<Stykke>),
    /// Passiver.
    Passiver,
    /// Slet.
    Slet,
    /// Fjern.
    Fjern,
    /// Omskriv: every title becomes "x".
    Omskriv,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Svar {
    /// Acknowledged; with its registration time where the caller is told one.
    Kvitteret(Option<Tidspunkt>),
    /// Refused: nothing may be of it.
    Afvist(Fejlkode),
    /// The caller was never told: all of it or nothing.
    Ukendt,
}

/// A transaction.
#[derive(Clone, Copy, Debug)]
pub struct Gemt {
    /// It was let go, and had answered.
    pub vindue: (Trin, Trin),
    /// The time that the store gave.
    pub tid: Tidspunkt,
    /// The clock, when it was let go.
    pub ur: Tidspunkt,
}

/// A change.
#[derive(Clone, Debug)]
pub struct Skriv {
    /// Its number in the run, from 1; it stands in the reference that it adds and in its log row's call.
    pub maerke: u32,
    /// Which object.
    pub obj: Obj,
    /// What.
    pub aendring: Aendring,
    /// When the call came, by the caller's clock.
    pub kaldt: Tidspunkt,
    /// The registration that must be the newest.
    pub forudsat: Option<Tidspunkt>,
    /// Nobody is to be notified.
    pub stille: bool,
    /// The process that it was sent to.
    pub proces: usize,
    /// When it began.
    pub ind: Trin,
    /// When it ended; `None` for one that was given up, and may be carried out any time later.
    pub ud: Option<Trin>,
    /// Its transaction, where the run knows of it.
    pub gemt: Option<Gemt>,
    /// What the caller was told.
    pub svar: Svar,
}

/// A read of one object.
#[derive(Clone, Debug)]
pub struct Laes {
    /// By whom.
    pub kalder: Kalder,
    /// When, by the caller's clock.
    pub nu: Tidspunkt,
    /// Which object.
    pub obj: Obj,
    /// Which registrations.
    pub valg: Registreringsvalg,
    /// Which virkning.
    pub virkning: Periode,
    /// Began and ended.
    pub vindue: (Trin, Trin),
    /// The registrations, newest first.
    pub svar: Vec<Set>,
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Efter {
    /// Everything that is not deleted.
    Alle,
    /// This title.
    Titel(&'static str),
    /// This class.
    Klasse(&'static str),
    /// A change's reference.
    Maerke(u32),
    /// Whatever has a registration of that time, deleted or not: a poll.
    Aendret(Periode),
}

/// A search.
#[derive(Clone, Debug)]
pub struct Soeg {
    /// By whom.
    pub kalder: Kalder,
    /// When, by the caller's clock.
    pub nu: Tidspunkt,
    /// For what.
    pub efter: Efter,
    /// In which registrations.
    pub valg: Registreringsvalg,
    /// In which virkning.
    pub virkning: Periode,
    /// Began and ended.
    pub vindue: (Trin, Trin),
    /// The hits, in order.
    pub fundet: Fundet,
}

/// A search's answer.
#[derive(Clone, Debug)]
pub enum Fundet {
    /// The objects' numbers.
    Numre(Vec<u8>),
    /// How many.
    Antal(u64),
    /// The objects, read as they are now.
    Objekter(Vec<(u8, Vec<Set>)>),
}

/// A look at the watermark.
#[derive(Clone, Debug)]
pub struct Vandmaerke {
    /// Began and ended.
    pub vindue: (Trin, Trin),
    /// The time.
    pub tid: Tidspunkt,
}

/// A look into the feed.
#[derive(Clone, Debug)]
pub struct Stroem {
    /// One authority's, or all of this run's.
    pub myndighed: Option<Cvr>,
    /// After that position.
    pub efter: i64,
    /// At most so many.
    pub antal: usize,
    /// So many came, others' in the same database among them.
    pub fuldt: bool,
    /// Began and ended.
    pub vindue: (Trin, Trin),
    /// The events.
    pub svar: Vec<Haendelse>,
}

/// Somebody wants to be the first with a key.
#[derive(Clone, Debug)]
pub struct Noegle {
    /// The key's number.
    pub nr: u8,
    /// The process that it was sent to.
    pub proces: usize,
    /// Began.
    pub ind: Trin,
    /// Ended; `None` when the answer never came.
    pub ud: Option<Trin>,
    /// Whether it was.
    pub foerst: Option<bool>,
}

/// Something is moved from one account to another, in a module's rows; or the accounts are counted.
#[derive(Clone, Debug)]
pub struct Konti {
    /// Began and ended.
    pub vindue: (Trin, Trin),
    /// What is on all of them together.
    pub sum: i64,
}

/// A whole run.
#[derive(Clone, Debug, Default)]
pub struct Historie {
    /// Changes, by number.
    pub skriv: Vec<Skriv>,
    /// Reads.
    pub laes: Vec<Laes>,
    /// Searches.
    pub soeg: Vec<Soeg>,
    /// Watermarks.
    pub vandmaerker: Vec<Vandmaerke>,
    /// The feed.
    pub stroem: Vec<Stroem>,
    /// Keys.
    pub noegler: Vec<Noegle>,
    /// Accounts.
    pub konti: Vec<Konti>,
    /// What is in the store at the end.
    pub slut: Slut,
}

/// What is in the store at the end.
#[derive(Clone, Debug, Default)]
pub struct Slut {
    /// The earliest that the clock has been.
    pub ur_mindst: Option<Tidspunkt>,
    /// The feed's position before the run.
    pub foer: i64,
    /// The run was seen from outside the program: when a call came and whether it was to notify is not known, and a change names itself alone.
    pub udefra: bool,
    /// Times rise with the position (one writer at a time): SQLite.
    pub en_skriver: bool,
    /// What was on the accounts at first.
    pub konti: i64,
    /// The whole feed.
    pub stroem: Vec<Haendelse>,
    /// The changes' log rows, by the number of the change.
    pub log: Vec<u32>,
    /// Every object with all its registrations, oldest first.
    pub objekter: Vec<(Obj, Vec<Set>)>,
    /// What the checks of register and log say.
    pub kontrol: Vec<String>,
}
