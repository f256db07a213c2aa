//! Proving the log whole: everything is computed again from the rows' own bytes, from the first row to the last.
use crate::kaede::{Anker, Raekkehash, SIDE};
use crate::noegle::Uden;
use crate::post::Logindgang;
use crate::skriver::{Revision, SLETNINGER};
use grund::{Cvr, Fejl, Fejlkode, Fremskridt, Melder, Periode, Tidspunkt};
use lager::{LagretSegl, Logpost, Logvalg};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brudslags {
    /// The row is not what its fingerprint says.
    RaekkeAendret,
    /// The seal covers more rows than there are.
    RaekkeMangler,
    /// The seal covers fewer rows than there are.
    RaekkeIndsat,
    /// As many rows as were sealed, each with its own fingerprint, but others or in another order.
    AndreRaekker,
    /// A row is empty and no entry of retention says so.
    ToemtUdenSletning,
    /// The seal itself was changed.
    SeglAendret,
    /// A seal was taken away.
    SeglMangler,
    /// The seal is not the one that was noted elsewhere: the chain has been built anew.
    AnkerPasserIkke,
    /// The chain ends before the seal that was noted elsewhere.
    Afkortet,
    /// A look-up key of the row was taken away: the entry would not be found.
    OpslagMangler,
}

impl Brudslags {
    /// In Danish, for the command and the page.
    pub const fn dansk(self) -> &'static str {
        match self {
            Self::RaekkeAendret => "rækken er ændret",
            Self::RaekkeMangler => "en række mangler",
            Self::RaekkeIndsat => "en række er indsat",
            Self::AndreRaekker => "rækkerne er udskiftet eller byttet om",
            Self::ToemtUdenSletning => "rækken er tømt, uden at en sletning dækker den",
            Self::SeglAendret => "seglet er ændret",
            Self::SeglMangler => "seglet mangler",
            Self::AnkerPasserIkke => "seglet er ikke det, der er noteret: kæden er bygget om",
            Self::Afkortet => "kæden ender før det noterede segl",
            Self::OpslagMangler => "en opslagsnøgle mangler: indgangen kan ikke findes på person eller kald",
        }
    }
}

/// The first broken link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brud {
    /// The seal; `None` among the rows that are not sealed yet.
    pub segl: Option<i64>,
    /// The row, where it is known which.
    pub position: Option<i64>,
    /// What is wrong.
    pub slags: Brudslags,
}

impl fmt::Display for Brud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.segl {
            Some(nr) => write!(f, "segl {nr}")?,
            None => f.write_str("efter sidste segl")?,
        }
        if let Some(p) = self.position {
            write!(f, ", position {p}")?;
        }
        write!(f, ": {}", self.slags.dansk())
    }
}

/// What the check found. With a break, the numbers are those up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kontrolsvar {
    /// Rows, sealed or not.
    pub raekker: u64,
    /// Seals.
    pub segl: u64,
    /// Rows that retention has emptied.
    pub toemte: u64,
    /// Rows that are not sealed yet.
    pub uforseglede: u64,
    /// The chain's end, to be noted elsewhere.
    pub anker: Option<Anker>,
    /// The first broken link.
    pub brud: Option<Brud>,
}

impl Kontrolsvar {
    /// The break as an error.
    ///
    /// # Errors
    /// [`Fejlkode::BrudtKaede`]
    pub fn krav_hel(&self) -> Result<(), Fejl> {
        self.brud.map_or(Ok(()), |b| Err(Fejl::ny(Fejlkode::BrudtKaede).detalje(b.to_string())))
    }
}

/// A check stops at the first break, or where the store fails.
enum Stop {
    Brud(Brud),
    Fejl(Fejl),
}

impl From<Fejl> for Stop {
    fn from(f: Fejl) -> Self {
        Self::Fejl(f)
    }
}

/// What retention's entries cover. Of an authority's entries the newest nearly always covers what the others do.
#[derive(Default)]
struct Daekning {
    af: BTreeMap<Option<Cvr>, Vec<(Tidspunkt, i64)>>,
    efter: i64,
}

impl Daekning {
    /// Reads the entries that have come since.
    async fn laes(&mut self, r: &Revision) -> Result<(), Fejl> {
        loop {
            let side = r.lager.log_for_person(SLETNINGER, self.efter, SIDE).await?;
            for p in &side {
                self.efter = p.position;
                let Some(data) = &p.data else { continue };
                let Ok(i) = Logindgang::laes(data, p.myndighed, p.kald_id, p.tidspunkt, None) else { continue };
                let Some(s) = i.sletning.as_ref().filter(|s| s.bevis == r.bevis(&i, s)) else { continue };
                let af = self.af.entry(p.myndighed).or_default();
                if !af.iter().any(|(f, t)| *f >= s.foer && *t >= s.til_position) {
                    af.retain(|(f, t)| *f > s.foer || *t > s.til_position);
                    af.push((s.foer, s.til_position));
                }
            }
            if side.len() < SIDE {
                return Ok(());
            }
        }
    }

    fn daekker(&self, p: &Logpost) -> bool {
        self.af.get(&p.myndighed).is_some_and(|af| af.iter().any(|(f, t)| p.tidspunkt < *f && p.position <= *t))
    }
}

/// A look-up key that must be there.
struct Lognoeglesoegning {
    person: bool,
    noegle: Vec<u8>,
    position: i64,
    segl: Option<i64>,
}

struct Koersel<'a, 'm> {
    r: &'a Revision,
    melder: &'a mut Melder<'m>,
    svar: Kontrolsvar,
    daekning: Daekning,
    side: VecDeque<Logpost>,
    efter: i64,
    slut: bool,
    /// Look-up keys that rows of a proven seal must have.
    noegler: Vec<Lognoeglesoegning>,
}

impl Koersel<'_, '_> {
    /// The next row up to that position.
    async fn naeste(&mut self, til: i64) -> Result<Option<Logpost>, Fejl> {
        if self.side.is_empty() && !self.slut {
            let side = self.r.lager.logposter(Logvalg::Alle, Periode::ALTID, self.efter, SIDE).await?;
            self.slut = side.len() < SIDE;
            self.efter = side.last().map_or(self.efter, |p| p.position);
            self.side = side.into();
            (self.melder)(Fremskridt { fase: "Kontrollerer logkæden", gjort: self.svar.raekker, ialt: 0 });
        }
        Ok(self.side.pop_front_if(|p| p.position <= til))
    }

    /// The row's own fingerprint, if it is what it says it is.
    async fn raekke(&mut self, p: &Logpost, segl: Option<i64>) -> Result<[u8; 32], Stop> {
        self.svar.raekker += 1;
        let brud = |slags| Stop::Brud(Brud { segl, position: Some(p.position), slags });
        if p.data.is_none() {
            // Retention may have begun after this check did.
            if !self.daekning.daekker(p) {
                self.daekning.laes(self.r).await?;
            }
            if !self.daekning.daekker(p) {
                return Err(brud(Brudslags::ToemtUdenSletning));
            }
            self.svar.toemte += 1;
        }
        match p.beregnet_aftryk() {
            Some(a) if a == p.aftryk => {
                self.husk_noegler(p, segl);
                Ok(a)
            }
            _ => Err(brud(Brudslags::RaekkeAendret)),
        }
    }

    /// What the row must be found by. An entry that can't be read is proven by its seal, or is not.
    fn husk_noegler(&mut self, p: &Logpost, segl: Option<i64>) {
        let laest = p.data.as_ref().map(|d| Logindgang::laes(d, p.myndighed, p.kald_id, p.tidspunkt, Some(&self.r.noegle)));
        if let Some(Ok(i)) = laest {
            let o = self.r.opslagsnoegler(&i);
            let en = |person, noegle| Lognoeglesoegning { person, noegle, position: p.position, segl };
            self.noegler.extend(o.noegle.map(|n| en(false, n)));
            self.noegler.extend(o.personer.into_iter().map(|n| en(true, n)));
        }
    }

    /// The rows read so far are found by their keys.
    async fn opslag(&mut self) -> Result<(), Stop> {
        while !self.noegler.is_empty() {
            let del: Vec<Lognoeglesoegning> = self.noegler.drain(..self.noegler.len().min(SIDE)).collect();
            let soegte = del.iter().map(|n| (n.person, n.noegle.clone(), n.position)).collect();
            let Some(position) = self.r.lager.log_mangler_noegle(soegte).await? else { continue };
            // Retention may have emptied the row since it was read.
            let nu = self.r.lager.logposter(Logvalg::Alle, Periode::ALTID, position - 1, 1).await?;
            if nu.first().is_some_and(|p| p.position == position && p.data.is_some()) {
                let segl = del.iter().find(|n| n.position == position).and_then(|n| n.segl);
                return Err(Stop::Brud(Brud { segl, position: Some(position), slags: Brudslags::OpslagMangler }));
            }
            // The others of the piece are looked for again, without that row.
            self.noegler.extend(del.into_iter().filter(|n| n.position != position));
        }
        Ok(())
    }

    async fn segl(&mut self, forrige: Option<&LagretSegl>, s: &LagretSegl, naeste: Option<&LagretSegl>) -> Result<(), Stop> {
        let brud = |slags| Err(Stop::Brud(Brud { segl: Some(s.nr), position: None, slags }));
        let (forrige_nr, hash, fra) = forrige.map_or((0, [0; 32], i64::MIN), |f| (f.nr, f.hash, f.til_position));
        if s.nr != forrige_nr + 1 {
            return Err(Stop::Brud(Brud { segl: Some(forrige_nr + 1), position: None, slags: Brudslags::SeglMangler }));
        }
        if s.til_position <= fra {
            return brud(Brudslags::SeglAendret);
        }
        let mut raekker = Raekkehash::ny();
        let mut sidste = fra;
        let mut ved_antal = None;
        while let Some(p) = self.naeste(s.til_position).await? {
            let a = self.raekke(&p, Some(s.nr)).await?;
            raekker.tag(&a);
            sidste = p.position;
            if raekker.antal == s.antal {
                ved_antal = Some((raekker.clone(), sidste));
            }
        }
        let beregnet = raekker.segl(&self.r.noegle, &hash, s.nr, s.til_position, s.antal, s.tidspunkt);
        if beregnet == s.hash {
            self.svar.segl += 1;
            return self.opslag().await;
        }
        // Which of the two was changed? The seal's own fields, if the hash fits the rows with other ones.
        let noegle = &self.r.noegle;
        let passer = |r: &Raekkehash, til: i64| r.segl(noegle, &hash, s.nr, til, r.antal, s.tidspunkt) == s.hash;
        if passer(&raekker, s.til_position) || passer(&raekker, sidste) || ved_antal.is_some_and(|(r, til)| passer(&r, til)) {
            return brud(Brudslags::SeglAendret);
        }
        if raekker.antal != s.antal {
            return brud(if raekker.antal < s.antal { Brudslags::RaekkeMangler } else { Brudslags::RaekkeIndsat });
        }
        // The seal's hash, if the next seal was built on what the rows give.
        if let Some(n) = naeste {
            let mut raekker = Raekkehash::ny();
            while let Some(p) = self.naeste(n.til_position).await? {
                raekker.tag(&p.aftryk);
            }
            if raekker.segl(&self.r.noegle, &beregnet, n.nr, n.til_position, n.antal, n.tidspunkt) == n.hash {
                return brud(Brudslags::SeglAendret);
            }
        }
        brud(Brudslags::AndreRaekker)
    }

    async fn koer(&mut self, ankre: &[Anker]) -> Result<(), Stop> {
        self.daekning.laes(self.r).await?;
        let mut forrige: Option<LagretSegl> = None;
        let mut venter: VecDeque<LagretSegl> = VecDeque::new();
        let mut hentet = i64::MIN;
        loop {
            if venter.len() < 2 {
                let side = self.r.lager.segl(hentet, SIDE).await?;
                hentet = side.last().map_or(hentet, |s| s.nr);
                venter.extend(side);
            }
            let Some(s) = venter.pop_front() else { break };
            self.segl(forrige.as_ref(), &s, venter.front()).await?;
            if ankre.iter().any(|a| a.nr == s.nr && a.hash != s.hash) {
                return Err(Stop::Brud(Brud { segl: Some(s.nr), position: None, slags: Brudslags::AnkerPasserIkke }));
            }
            self.svar.anker = Some(Anker { nr: s.nr, hash: s.hash });
            forrige = Some(s);
        }
        let sidste = forrige.map_or(0, |s| s.nr);
        if let Some(a) = ankre.iter().filter(|a| a.nr > sidste).min_by_key(|a| a.nr) {
            return Err(Stop::Brud(Brud { segl: Some(a.nr), position: None, slags: Brudslags::Afkortet }));
        }
        while let Some(p) = self.naeste(i64::MAX).await? {
            self.raekke(&p, None).await?;
            self.svar.uforseglede += 1;
        }
        self.opslag().await
    }
}

impl Revision {
    /// Proves the log whole, or names the first broken link. Reads the log once, a thousand rows at a time, while others write,
    /// seal and remove by retention.
    ///
    /// # Errors
    /// When the store fails. A broken chain is an answer, see [`Kontrolsvar::krav_hel`].
    pub async fn kontroller(&self, ankre: &[Anker], melder: &mut Melder<'_>) -> Result<Kontrolsvar, Fejl> {
        let mut k = Koersel {
            r: self,
            melder,
            svar: Kontrolsvar::default(),
            daekning: Daekning::default(),
            side: VecDeque::new(),
            efter: i64::MIN,
            slut: false,
            noegler: Vec::new(),
        };
        // What the key file remembers of the time before keyed seals counts like an anchor that was noted elsewhere.
        let eget = match self.noegle.uden() {
            Uden::Til(a) => Some(a),
            Uden::Ingen | Uden::Alle => None,
        };
        let ende = self.ende.as_ref().map_or(Ok(None), |e| e.laes())?;
        let ankre: Vec<Anker> = ankre.iter().copied().chain(eget).chain(ende).collect();
        match k.koer(&ankre).await {
            Ok(()) => {}
            Err(Stop::Brud(b)) => k.svar.brud = Some(b),
            Err(Stop::Fejl(f)) => return Err(f),
        }
        Ok(k.svar)
    }
}
