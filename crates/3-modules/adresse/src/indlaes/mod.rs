//! Import of an extract: every file of it is read and brought together with what is there, under a generation that nobody sees; the last transaction makes it
//! seen. What was broken off goes on where it stood.
//!
//! Few changes are written over what is there in that one transaction. Many make a new generation: what is unchanged is copied, and the old one removed.
mod laesetraad;
mod seer;

use crate::haendelse::Haendelse;
use crate::laes::{Fil, Filtype, Numre, Post};
use crate::raekker::{self, BID, ENTITET, Gennemloeb, HAENDELSE, Hoved, IGang, RELATION, Taelling, entitetsrest, noegle};
use crate::slags::{Form, Register, Slags};
use crate::version::Vaerdi;
use grund::graenser::{ADRESSE_HAENDELSER, RAEKKER_PR_SKRIVNING};
use grund::{Fejl, Fejlkode, Fremskridt, Melder, Tidspunkt, Uuid};
use lager::{Lager, Raekkeskrivning};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Rows of changes up to which they are written over what is there, in one transaction.
const SMAA: u64 = 15_000;
/// Rows of a transaction where many are written.
const PORTION: usize = 20_000;

/// How an extract is brought in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Valg {
    /// An extract that is older than one that was brought in is taken too: what it says that is new is added to the history.
    pub tillad_aeldre: bool,
    /// Tell nobody of the changes.
    pub uden_haendelser: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opsummering {
    /// Which register.
    pub register: &'static str,
    /// What became of what was read.
    pub taelling: Taelling,
    /// An import that had been broken off was continued.
    pub fortsat: bool,
    /// Entities of each kind, all in all.
    pub antal: Vec<(String, u64)>,
}

impl std::fmt::Display for Opsummering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let t = self.taelling;
        let fortsat = if self.fortsat { " (continued)" } else { "" };
        writeln!(f, "{}: {} rows read{fortsat}; {} new, {} changed", self.register, t.raekker, t.nye, t.aendrede)?;
        let dele: Vec<String> = self.antal.iter().map(|(n, a)| format!("{n} {a}")).collect();
        write!(f, "in all: {}", dele.join(", "))
    }
}

/// Where versions come from.
pub enum Udtraek {
    /// Files of an extract.
    Filer(Vec<Fil>),
    /// Versions that are made here; they are not continued when they are broken off.
    Poster(Box<dyn Iterator<Item = Post> + Send>),
}

/// Brings an extract in.
///
/// # Errors
/// Those of the files, naming file, line and rule; `UdtraekForaeldet`; `Optaget` when another import is under way. Nothing is seen of what was refused.
pub async fn importer(
    lager: &Arc<dyn Lager>,
    register: Register,
    udtraek: Udtraek,
    valg: Valg,
    nu: Tidspunkt,
    melder: &mut Melder<'_>,
) -> Result<Opsummering, Fejl> {
    let (kilde, aftryk) = match udtraek {
        Udtraek::Filer(filer) => {
            let mut filer = filer.into_iter().map(|f| Filtype::af(&f.navn, register).map(|t| (f, t))).collect::<Result<Vec<_>, _>>()?;
            filer.sort_by(|(a, x), (b, y)| (x.orden(), &a.navn).cmp(&(y.orden(), &b.navn)));
            let aftryk = laesetraad::aftryk(&filer)?;
            (laesetraad::Kilde::Filer(filer), aftryk)
        }
        Udtraek::Poster(p) => (laesetraad::Kilde::Poster(Some(p)), 0),
    };
    let (hoved, raa) = Hoved::hent(lager.as_ref(), register).await?;
    let mut i = Indlaesning { lager, register, valg, nu, hoved, raa, set: HashSet::new(), alle_set: true, raekker: Vec::new() };
    i.ryd(melder).await?;
    if let laesetraad::Kilde::Filer(filer) = &kilde {
        i.nummererede(filer)?;
    }
    let fortsat = i.begynd(aftryk).await?;
    i.laes(kilde, melder).await?;
    if let Err(f) = i.er_nyt_nok() {
        i.opgiv().await?;
        return Err(f);
    }
    let taelling = i.gang().taelling;
    if taelling.nye + taelling.aendrede == 0 {
        i.opgiv().await?;
    } else {
        i.goer_synlig(melder).await?;
    }
    i.ryd(melder).await?;
    let antal = i.hoved.antal.iter().map(|(n, a)| (n.clone(), *a)).collect();
    Ok(Opsummering { register: register.navn(), taelling, fortsat, antal })
}

struct Indlaesning<'a> {
    lager: &'a Arc<dyn Lager>,
    register: Register,
    valg: Valg,
    nu: Tidspunkt,
    hoved: Hoved,
    /// The head as it lies in the store.
    raa: Option<Vec<u8>>,
    /// Entities that this import may have written, as hashes: of others there is nothing to read under its generation.
    set: HashSet<u64>,
    /// `set` holds all of them: not so where an import is continued.
    alle_set: bool,
    /// Rows that wait for their transaction.
    raekker: Vec<Raekkeskrivning>,
}

impl Indlaesning<'_> {
    fn gang(&self) -> IGang {
        self.hoved.i_gang.clone().unwrap_or_default()
    }

    /// Writes the head, with the rows that wait.
    async fn gem(&mut self) -> Result<(), Fejl> {
        let raekker = std::mem::take(&mut self.raekker);
        self.raa = self.hoved.gem(self.lager.as_ref(), self.register, self.raa.take(), raekker).await?;
        Ok(())
    }

    /// BBR's files carry a number: an older one than the newest that is there is refused before anything is read.
    fn nummererede(&mut self, filer: &[(Fil, Filtype)]) -> Result<(), Fejl> {
        if self.register != Register::Bbr || self.valg.tillad_aeldre {
            return Ok(());
        }
        for (f, t) in filer {
            let nr = crate::laes::bbr::nummer(&f.navn).and_then(|n| i64::try_from(n).ok());
            if let (Some(nr), Some(nyeste)) = (nr, self.hoved.nyeste.get(t.slags().navn))
                && nr < *nyeste
            {
                return Err(foraeldet(&f.navn, t.slags()));
            }
        }
        Ok(())
    }

    /// Goes on with what was broken off, if it was of the same files; says whether.
    async fn begynd(&mut self, aftryk: u64) -> Result<bool, Fejl> {
        if self.hoved.i_gang.as_ref().is_some_and(|g| g.aftryk == aftryk && aftryk != 0) {
            self.alle_set = false;
            return Ok(true);
        }
        self.opgiv().await?;
        let generation = self.hoved.naeste.max(1);
        self.hoved.naeste = generation + 1;
        self.hoved.i_gang = Some(IGang { generation, aftryk, ..IGang::default() });
        self.gem().await?;
        Ok(false)
    }

    /// Forgets the import under way; its rows are removed later.
    async fn opgiv(&mut self) -> Result<(), Fejl> {
        self.raekker.clear();
        if let Some(g) = self.hoved.i_gang.take() {
            self.hoved.affald.push(g.generation);
            self.gem().await?;
        }
        Ok(())
    }

    /// Reads everything, and writes it under the import's generation.
    async fn laes(&mut self, kilde: laesetraad::Kilde, melder: &mut Melder<'_>) -> Result<(), Fejl> {
        let g = self.gang();
        let mut bidder = laesetraad::start(kilde, g.fil, g.raekke);
        while let Some(bid) = bidder.recv().await {
            let bid = bid?;
            melder(Fremskridt { fase: "Læser rækker", gjort: self.gang().taelling.raekker, ialt: 0 });
            self.bid(bid).await?;
        }
        Ok(())
    }

    /// Brings a piece together with what is there.
    async fn bid(&mut self, bid: laesetraad::Bid) -> Result<(), Fejl> {
        let mut g = self.gang();
        g.taelling.raekker += bid.poster.len() as u64;
        let mut grupper: Vec<(&'static Slags, Uuid, Vec<Post>)> = Vec::new();
        let mut plads: HashMap<(u8, Uuid), usize> = HashMap::new();
        for p in bid.poster {
            let n = plads.entry((p.slags.nr, p.id)).or_insert(grupper.len());
            match grupper.get_mut(*n) {
                Some(gruppe) => gruppe.2.push(p),
                None => grupper.push((p.slags, p.id, vec![p])),
            }
        }
        grupper.sort_unstable_by_key(|(s, id, _)| (s.nr, *id));
        for (slags, id, poster) in grupper {
            self.entitet(&mut g, slags, id, poster).await?;
        }
        (g.fil, g.raekke) = (bid.fil, bid.raekke);
        if let (Some(nr), Some(slags)) = (bid.nummer, bid.slags) {
            let n = g.nyeste.entry(slags.navn.to_owned()).or_default();
            n.0 = n.0.max(nr);
        }
        self.hoved.i_gang = Some(g);
        self.gem().await
    }

    async fn entitet(&mut self, g: &mut IGang, slags: &'static Slags, id: Uuid, poster: Vec<Post>) -> Result<(), Fejl> {
        let rest = entitetsrest(slags, id);
        let hash = rest.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3));
        let skrevet = !self.set.insert(hash) || !self.alle_set;
        let mut foer = None;
        if skrevet {
            foer = raekker::entitet(self.lager.as_ref(), g.generation, slags, id).await?;
        }
        let i_gang = foer.is_some();
        if foer.is_none() && self.hoved.base != 0 {
            foer = raekker::entitet(self.lager.as_ref(), self.hoved.base, slags, id).await?;
        }
        let ny = foer.is_none();
        let gammel = foer.unwrap_or_default();
        let mut e = gammel.clone();
        let nyeste = g.nyeste.entry(slags.navn.to_owned()).or_default();
        let mut aendret = false;
        let mut relationer = BTreeSet::new();
        for p in poster {
            if self.register == Register::Dar {
                let ende = [p.version.registrering.fra, p.version.registrering.til].into_iter().filter(|t| t.er_endelig()).max();
                nyeste.0 = nyeste.0.max(ende.map_or(0, Tidspunkt::mikros));
            }
            for (nr, v) in &p.version.felter {
                if let (Vaerdi::Uuid(maal), true) = (v, slags.felter.iter().any(|f| f.nr == *nr && f.form == Form::Relation)) {
                    relationer.insert([maal.as_bytes(), [slags.nr, *nr].as_slice(), id.as_bytes()].concat());
                }
            }
            aendret |= e.flet(p.version);
        }
        if !aendret {
            return Ok(());
        }
        nyeste.1 = true;
        match (ny, i_gang) {
            (true, _) => g.taelling.nye += 1,
            (false, false) => g.taelling.aendrede += 1,
            (false, true) => {}
        }
        g.skrevet += 1 + relationer.len() as u64;
        self.raekker.push(raekker::skriv(self.register, noegle(ENTITET, g.generation, &rest), Some(e.skriv())));
        let relation = |rest: Vec<u8>| raekker::skriv(self.register, noegle(RELATION, g.generation, &rest), Some(Vec::new()));
        self.raekker.extend(relationer.into_iter().map(relation));
        if self.hoved.base != 0 && !self.valg.uden_haendelser {
            let h = Haendelse::af(slags, id, &gammel, &e, self.nu);
            let nr = self.hoved.haendelser.1 + g.haendelser;
            self.raekker.push(raekker::skriv(self.register, [&[HAENDELSE], nr.to_be_bytes().as_slice()].concat(), Some(h.skriv())));
            g.haendelser += 1;
        }
        Ok(())
    }

    /// DAR's files carry no number: one whose newest registration is older than the newest that is there, and which says something that was not known, is of an
    /// earlier day.
    fn er_nyt_nok(&self) -> Result<(), Fejl> {
        if self.register != Register::Dar || self.valg.tillad_aeldre {
            return Ok(());
        }
        for (navn, (tid, nyt)) in &self.gang().nyeste {
            if let Some(slags) = crate::slags::ALLE.iter().find(|s| s.navn == navn)
                && *nyt
                && self.hoved.nyeste.get(navn).is_some_and(|n| tid < n)
            {
                return Err(foraeldet(navn, slags));
            }
        }
        Ok(())
    }
}

fn foraeldet(navn: &str, slags: &Slags) -> Fejl {
    Fejl::ny(Fejlkode::UdtraekForaeldet).felt(navn).detalje(slags.navn)
}

/// The events that stay: the newest.
fn bevar(hoved: &mut Hoved) -> std::ops::Range<u64> {
    let fra = hoved.haendelser.0;
    hoved.haendelser.0 = fra.max(hoved.haendelser.1.saturating_sub(ADRESSE_HAENDELSER));
    fra..hoved.haendelser.0
}

impl Indlaesning<'_> {
    /// The head as it becomes when the import is seen.
    fn naeste_hoved(&mut self) -> IGang {
        let g = self.hoved.i_gang.take().unwrap_or_default();
        self.hoved.import += 1;
        self.hoved.indlaest = self.nu.mikros();
        self.hoved.haendelser.1 += g.haendelser;
        for (navn, (tid, _)) in &g.nyeste {
            let n = self.hoved.nyeste.entry(navn.clone()).or_insert(*tid);
            *n = (*n).max(*tid);
        }
        g
    }

    /// Removes the rows of generations that nobody sees, and events that are too many.
    async fn ryd(&mut self, melder: &mut Melder<'_>) -> Result<(), Fejl> {
        let mut gjort = 0;
        while let Some(generation) = self.hoved.affald.first().copied() {
            for slags in [ENTITET, raekker::ENHED, raekker::BLOK, RELATION, raekker::VISER] {
                let mut i = Gennemloeb::ny(self.lager.as_ref(), self.register, noegle(slags, generation, &[]));
                loop {
                    let side = i.side(BID).await?;
                    if side.is_empty() {
                        break;
                    }
                    gjort += side.len() as u64;
                    melder(Fremskridt { fase: "Rydder op", gjort, ialt: 0 });
                    let raekker = side.into_iter().map(|(n, _)| raekker::skriv(self.register, n, None)).collect();
                    self.lager.skriv(lager::Skrivning { raekker, ..lager::Skrivning::default() }).await?;
                }
            }
            self.hoved.affald.remove(0);
            self.gem().await?;
        }
        let vaek = bevar(&mut self.hoved);
        if vaek.is_empty() {
            return Ok(());
        }
        let numre: Vec<u64> = vaek.collect();
        for portion in numre.chunks(RAEKKER_PR_SKRIVNING / 2) {
            let vaek = |nr: &u64| raekker::skriv(self.register, [&[HAENDELSE], nr.to_be_bytes().as_slice()].concat(), None);
            self.raekker.extend(portion.iter().map(vaek));
            self.gem().await?;
        }
        Ok(())
    }
}

/// Rows of the import's generation of that kind, by the rest of their keys.
async fn over(lager: &dyn Lager, register: Register, slags: u8, generation: u32) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, Fejl> {
    let mut ud = BTreeMap::new();
    let mut i = Gennemloeb::ny(lager, register, noegle(slags, generation, &[]));
    loop {
        let side = i.side(BID).await?;
        if side.is_empty() {
            return Ok(ud);
        }
        ud.extend(side.into_iter().map(|(n, v)| (n.get(5..).unwrap_or_default().to_vec(), v)));
    }
}

/// Entities are new or changed: how many of each kind there are.
fn tael(antal: &mut BTreeMap<String, u64>, rest: &[u8]) {
    if let Some(s) = rest.first().and_then(|nr| Slags::fra_nr(*nr)) {
        *antal.entry(s.navn.to_owned()).or_default() += 1;
    }
}
