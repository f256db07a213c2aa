//! Reading objects, and searching for them.
use crate::port::{Indeksraekke, Lager, Objektnoegle, Revision};
use crate::syn::{Synlig, Synsfelt};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Periode, Synsmaerke, Tidspunkt, Uuid};

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
    /// The state that was read, for the expectation of a write.
    pub revision: Revision,
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

/// Numbers that a walk takes at a time: 2 MB, and an authority of ten million objects is counted through forty times while it is read.
const NUMRE: usize = 250_000;

/// A walk through the objects of one authority or of all, in order of creation, a batch at a time. What is made meanwhile is at its end.
#[derive(Debug)]
pub struct Gennemloeb {
    myndighed: Option<Cvr>,
    efter: i64,
    /// Numbers that were taken and not read.
    numre: Vec<i64>,
    laest: usize,
}

impl Gennemloeb {
    /// From the beginning.
    pub fn ny(myndighed: Option<Cvr>) -> Self {
        Self { myndighed, efter: 0, numre: Vec::new(), laest: 0 }
    }

    /// The next objects, at most so many; none at the end.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn naeste(&mut self, lager: &dyn Lager, antal: usize) -> Result<Vec<LagretObjekt>, Fejl> {
        let Some(myndighed) = self.myndighed else {
            let ud = lager.gennemloeb(self.efter, antal).await?;
            self.efter = ud.last().map_or(self.efter, |o| o.oid);
            return Ok(ud);
        };
        loop {
            if self.laest == self.numre.len() {
                (self.numre, self.laest) = (lager.numre(myndighed, self.efter, NUMRE).await?, 0);
                self.efter = self.numre.last().copied().unwrap_or(self.efter);
            }
            let bid = self.numre.get(self.laest..(self.laest + antal).min(self.numre.len())).unwrap_or_default();
            let ud = lager.hele(myndighed, bid).await?;
            self.laest += bid.len();
            // All of a batch may have been removed since its numbers were taken.
            if !ud.is_empty() || self.numre.is_empty() {
                return Ok(ud);
            }
        }
    }
}

/// Objects.
#[async_trait]
pub trait Objektlager: Send + Sync {
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

    /// The next objects of all authorities in order of `oid`, all registrations newest first. For export and checks; see [`Gennemloeb`].
    async fn gennemloeb(&self, efter_oid: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl>;

    /// The next numbers of an authority's objects, in order. It costs what the authority has, and not what the store has.
    async fn numre(&self, myndighed: Cvr, efter_oid: i64, antal: usize) -> Result<Vec<i64>, Fejl>;

    /// Those of the authority's objects that are still there, whole, in order of number. `numre` must rise.
    async fn hele(&self, myndighed: Cvr, numre: &[i64]) -> Result<Vec<LagretObjekt>, Fejl>;

    /// Every index row of the object, by the store's own knowledge of them. Sorted.
    async fn indeksraekker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Indeksraekke>, Fejl>;

    /// Number of index rows in all, for checks.
    async fn antal_indeksraekker(&self) -> Result<u64, Fejl>;

    /// Which object holds the unique key.
    async fn unik(&self, myndighed: Cvr, noegle: &[u8]) -> Result<Option<Objektnoegle>, Fejl>;
}
