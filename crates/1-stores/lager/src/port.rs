//! The port itself. Everything that an implementation promises stands here.
use crate::emne::{Emne, Emneaendringer};
use crate::log::{LagretSegl, Logpost, Logvalg, NyLogpost};
use crate::syn::{Synlig, Synsfelt};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Periode, Synsmaerke, Tidspunkt, Uuid};

/// Identity of an object. The owning authority comes first, so that a database can be partitioned by it; the same UUID
/// under two authorities is two objects, and neither learns of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Objektnoegle {
    /// The owning authority.
    pub myndighed: Cvr,
    /// The object type's stored number.
    pub objekttype: u16,
    /// The object's UUID.
    pub uuid: Uuid,
}

/// One transaction: every part of it or nothing.
#[derive(Clone, Debug, Default)]
pub struct Skrivning {
    /// At most one entry for each object.
    pub objekter: Vec<Objektskrivning>,
    /// Log rows of the same transaction; a batch may hold nothing else.
    pub log: Vec<NyLogpost>,
}

/// What happens to one object.
#[derive(Clone, Debug)]
pub struct Objektskrivning {
    /// Which object.
    pub noegle: Objektnoegle,
    /// What the writer has seen; the whole batch is refused with [`Skrivefejl::Samtidig`] if it is no longer so.
    pub forventet: Forventning,
    /// What to do.
    pub handling: Skrivehandling,
    /// The event for the change feed, if the change is to be announced.
    pub haendelse: Option<NyHaendelse>,
    /// The concern whose version the change raises, announced or not.
    pub emne: Option<Emne>,
}

/// What the writer assumes about the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forventning {
    /// The store does not hold it.
    Ukendt,
    /// Its newest registration has this number.
    Version(u32),
}

/// What to do with one object.
#[derive(Clone, Debug)]
pub enum Skrivehandling {
    /// Append registrations. `nr` continues from the expected version (first registration is 1), `tidspunkt` rises.
    Registrer {
        /// The new registrations, oldest first; not empty.
        registreringer: Vec<NyRegistrering>,
        /// Index rows that end: every row of this object with that key and start, that is open, gets `registreret.til = til`.
        luk: Vec<LukIndeks>,
        /// New index rows.
        indeks: Vec<Indeksraekke>,
        /// The object's labels from now on, all of them; `None` when they stay.
        maerker: Option<Vec<Synsmaerke>>,
    },
    /// Remove the object physically: object row, registrations, labels and the index rows with these keys.
    Fjern {
        /// Every index key that the object has or had.
        noegler: Vec<Vec<u8>>,
    },
    /// Rewrite stored registrations in place (anonymisation): bodies are replaced, index rows with the keys removed, new ones added.
    Omskriv {
        /// Registration number and its new body.
        kroppe: Vec<(u32, Vec<u8>)>,
        /// Every index key that the object has or had.
        noegler: Vec<Vec<u8>>,
        /// All index rows that it has from now on, also of the past.
        indeks: Vec<Indeksraekke>,
        /// All labels that it has from now on.
        maerker: Vec<Synsmaerke>,
    },
}

/// A registration to append.
#[derive(Clone, Debug)]
pub struct NyRegistrering {
    /// Number within the object, from 1.
    pub nr: u32,
    /// Registration time.
    pub tidspunkt: Tidspunkt,
    /// Life cycle code as a number; opaque here.
    pub livscyklus: u8,
    /// The stored registration; opaque here.
    pub krop: Vec<u8>,
}

/// Names an open index row of the object to close.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LukIndeks {
    /// The key.
    pub noegle: Vec<u8>,
    /// Start of the row's virkning.
    pub virkning_fra: Tidspunkt,
    /// When the fact ended, in registration time.
    pub til: Tidspunkt,
}

/// A searchable fact about an object: true in the world during `virkning`, and said by the register during `registreret`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Indeksraekke {
    /// Order-preserving key: object type, field, value.
    pub noegle: Vec<u8>,
    /// When it is true.
    pub virkning: Periode,
    /// When the register says so; the end is +∞ while the newest registration says it.
    pub registreret: Periode,
}

/// What is announced in the change feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyHaendelse {
    /// What was done (the engine's code for opret, ret, …).
    pub handling: u8,
    /// Time of the change.
    pub tidspunkt: Tidspunkt,
    /// What readers of the feed need beyond the identity; opaque here.
    pub data: Vec<u8>,
}

/// An event as it is read from the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Haendelse {
    /// Rises strictly, also across authorities; a reader keeps the last one and asks for what comes after.
    pub position: i64,
    /// Which object.
    pub noegle: Objektnoegle,
    /// The registration that it is about (0 when the object was removed).
    pub nr: u32,
    /// What was done.
    pub handling: u8,
    /// Time of the change.
    pub tidspunkt: Tidspunkt,
    /// The event's own data.
    pub data: Vec<u8>,
}

/// Which registrations of an object are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registreringsvalg {
    /// The newest.
    Aktuel,
    /// The one in force at that time.
    Paa(Tidspunkt),
    /// Every one in force at some instant of the period, newest first, at most [`grund::graenser::REGISTRERINGER_I_SVAR`].
    Interval(Periode),
}

/// A stored object with some of its registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LagretObjekt {
    /// The store's own number of the object: rises with creation, never reused.
    pub oid: i64,
    /// Identity.
    pub noegle: Objektnoegle,
    /// Number of the newest registration.
    pub version: u32,
    /// The chosen registrations, newest first; may be empty.
    pub registreringer: Vec<LagretRegistrering>,
}

/// A stored registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LagretRegistrering {
    /// Number within the object.
    pub nr: u32,
    /// In force in registration time; the end is the next registration's start, or +∞.
    pub registreret: Periode,
    /// Life cycle code.
    pub livscyklus: u8,
    /// The stored form.
    pub krop: Vec<u8>,
}

/// A search: objects for which, at one and the same instant of registration time within `registreret`, every criterion holds.
#[derive(Clone, Debug)]
pub struct Soegning {
    /// Whose objects; their rows are merged into one order.
    pub myndigheder: Vec<Cvr>,
    /// Point or interval of registration time.
    pub registreret: Periode,
    /// All of them must hold; not empty.
    pub kriterier: Vec<Kriterium>,
    /// Only objects with a registration that was made in this period.
    pub aendret: Option<Periode>,
    /// What the caller may see; `None` is everything.
    pub syn: Option<Synsfelt>,
    /// Only objects with a greater number: the cursor for paging without offset.
    pub efter_oid: i64,
    /// Skip so many hits.
    pub spring_over: u64,
    /// Return at most so many.
    pub antal: usize,
}

/// One condition: an index row with one of the keys is true at some instant of `virkning`.
#[derive(Clone, Debug)]
pub struct Kriterium {
    /// Any of them will do; not empty.
    pub noegler: Vec<Noeglevalg>,
    /// `None` means at any time.
    pub virkning: Option<Periode>,
    /// What a hit tells of the object, where some of it is hidden.
    pub fortaeller: Fortaeller,
}

/// What a criterion tells to one who does not see all of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fortaeller {
    /// Nothing that could be hidden from one who sees the object at all.
    Intet,
    /// What is true at some time: see [`Synsfelt::dele`].
    Del,
    /// The class of one of its labels: the keys are beginnings of [`Synsfelt::klasse`] and digits.
    Klasse,
}

/// Which keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noeglevalg {
    /// Exactly this key.
    Lig(Vec<u8>),
    /// Every key that begins so.
    Begynder(Vec<u8>),
}

/// A hit. Hits come in order of `oid`, which is the order of creation: a page never shifts because something was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fund {
    /// The store's number.
    pub oid: i64,
    /// Identity.
    pub noegle: Objektnoegle,
}

/// Why a write did not happen. Nothing of it was stored.
#[derive(Debug)]
pub enum Skrivefejl {
    /// The expectation of the object with this index no longer holds: read again and retry.
    Samtidig(usize),
    /// The store failed, or is closing; the write may be repeated.
    Lager(Fejl),
}

/// How the store is, for operations. Costs the same however much it holds.
#[derive(Clone, Debug, Default)]
pub struct Lagerstatus {
    /// An estimate of the number of objects; 0 only when there is none.
    pub objekter: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// The stored format's version.
    pub format: u32,
    /// Bytes of SQLite's WAL, part of `bytes`.
    pub wal_bytes: u64,
    /// The WAL grows beyond what is usual: something reads an old state, or the disk is too slow.
    pub wal_alarm: bool,
    /// Writes that wait for the writer.
    pub skrivekoe: u64,
    /// Position of the newest event.
    pub haendelse: i64,
    /// Time of the oldest log row that no seal covers.
    pub uforseglet_siden: Option<Tidspunkt>,
    /// Why nothing can be written at the moment.
    pub skrivefejl: Option<String>,
}

/// The store.
#[async_trait]
pub trait Lager: Send + Sync {
    /// Writes one batch. When it returns `Ok`, the batch survives a power cut. Concurrent calls share one sync to disk.
    async fn skriv(&self, skrivning: Skrivning) -> Result<(), Skrivefejl>;

    /// Reads one object: the first of `myndigheder` that has it.
    async fn hent(&self, myndigheder: &[Cvr], objekttype: u16, uuid: Uuid, valg: Registreringsvalg) -> Result<Option<LagretObjekt>, Fejl>;

    /// Reads several objects, in the order asked; those not found are left out.
    async fn hent_flere(
        &self,
        myndigheder: &[Cvr],
        objekttype: u16,
        uuider: &[Uuid],
        valg: Registreringsvalg,
    ) -> Result<Vec<LagretObjekt>, Fejl>;

    /// Reads hits, in the order given; those removed in the meantime are left out.
    async fn hent_fund(&self, fund: &[Fund], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl>;

    /// Finds objects.
    async fn soeg(&self, soegning: &Soegning) -> Result<Vec<Fund>, Fejl>;

    /// Counts what [`Self::soeg`] would find without `spring_over` and `antal`.
    async fn antal(&self, soegning: &Soegning) -> Result<u64, Fejl>;

    /// Counts the hits of a search by the `tegn` bytes after `forled` in their keys that begin so and are true in `virkning`; what has several
    /// such keys is counted with each. In order of those bytes.
    async fn antal_pr(&self, soegning: &Soegning, forled: &[u8], tegn: usize, virkning: Periode) -> Result<Vec<(Vec<u8>, u64)>, Fejl>;

    /// What lets see the objects, given by authority and number: their labels that hold now, without those that let see nothing.
    async fn synlige(&self, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Result<Vec<Synlig>, Fejl>;

    /// The object's labels, for checks. Sorted.
    async fn maerker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Synsmaerke>, Fejl>;

    /// The next objects in order of `oid`, all registrations newest first; of one authority or of all. For export and checks.
    async fn gennemloeb(&self, myndighed: Option<Cvr>, efter_oid: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl>;

    /// Index rows of the object with one of the keys, for checks. Sorted.
    async fn indeksraekker(&self, myndighed: Cvr, oid: i64, noegler: &[Vec<u8>]) -> Result<Vec<Indeksraekke>, Fejl>;

    /// Number of index rows in all, for checks.
    async fn antal_indeksraekker(&self) -> Result<u64, Fejl>;

    /// Events after the position, oldest first; of one authority or of all. An event is never seen before all earlier ones.
    async fn haendelser(&self, myndighed: Option<Cvr>, efter: i64, antal: usize) -> Result<Vec<Haendelse>, Fejl>;

    /// What has changed in a concern since the version. Never waits for anybody's transaction: what it tells is what is committed. Cheap:
    /// one look-up when nothing happened.
    async fn emne_siden(&self, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl>;

    /// Appends a chunk of a file; `nr` rises from 0. A chunk is durable when the call returns.
    async fn gem_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32, data: Vec<u8>) -> Result<(), Fejl>;

    /// Reads a chunk of a file; `None` after the last one.
    async fn hent_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32) -> Result<Option<Vec<u8>>, Fejl>;

    /// Removes a file.
    async fn slet_fil(&self, myndighed: Cvr, fil: Uuid) -> Result<(), Fejl>;

    /// Removes everything of one authority (development only), but not its log. Positions and object numbers are not reused.
    async fn slet_myndighed(&self, myndighed: Cvr) -> Result<(), Fejl>;

    /// Log rows of a period, after the row with that position (0: from the first). A row is never seen before all that come
    /// before it in order of position. Rows are appended by [`Self::skriv`], and no method but [`Self::beskaer_log`] changes one.
    async fn logposter(&self, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl>;

    /// The rows with that look-up key, at most 100, seen at once.
    async fn log_for_noegle(&self, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl>;

    /// The rows about a person, after the position, in order of position; seen at once.
    async fn log_for_person(&self, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl>;

    /// The first row of these that is not found by that key of it (of a person, or of a call), if there is one.
    async fn log_mangler_noegle(&self, noegler: Vec<(bool, Vec<u8>, i64)>) -> Result<Option<i64>, Fejl>;

    /// Authorities with rows whose entry is still there; `None` for rows without one.
    async fn log_myndigheder(&self) -> Result<Vec<Option<Cvr>>, Fejl>;

    /// Appends a seal. Its number must be the last one's + 1, else `Samtidig(0)`: two sealers never fork the chain.
    async fn gem_segl(&self, segl: &LagretSegl) -> Result<(), Skrivefejl>;

    /// Seals after that number, in order.
    async fn segl(&self, efter_nr: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl>;

    /// The last seal.
    async fn sidste_segl(&self) -> Result<Option<LagretSegl>, Fejl>;

    /// Removes the entries (not the rows, nor their fingerprints) and the look-up keys of an authority's rows from before `foer`
    /// and up to the position; at most [`grund::graenser::LOG_BESKAER_AD_GANGEN`] in a call, oldest first. Returns how many.
    async fn beskaer_log(&self, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl>;

    /// Keeps something under a key until `udloeb`, if the key is not there already (or has expired): `true`. Else `false`, and
    /// what is there stays. Durable, shares one sync with concurrent calls, and one of several processes wins.
    async fn gem_flygtig(&self, noegle: Vec<u8>, udloeb: Tidspunkt, data: Vec<u8>, nu: Tidspunkt) -> Result<bool, Fejl>;

    /// What is kept under the key, if it has not expired (`udloeb > nu`).
    async fn hent_flygtig(&self, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl>;

    /// Removes the key.
    async fn slet_flygtig(&self, noegle: &[u8]) -> Result<(), Fejl>;

    /// Removes expired keys, at most [`grund::graenser::FLYGTIGE_AD_GANGEN`] in a call; returns how many.
    async fn ryd_flygtige(&self, nu: Tidspunkt) -> Result<u64, Fejl>;

    /// What the store holds.
    async fn status(&self) -> Result<Lagerstatus, Fejl>;

    /// Copies the store to a file while it is in use (SQLite); on PostgreSQL refused with a hint to its own tools.
    async fn sikkerhedskopi(&self, til: &std::path::Path) -> Result<(), Fejl>;

    /// Finishes what is under way and closes; later calls fail with `Optaget`.
    async fn luk(&self);
}
