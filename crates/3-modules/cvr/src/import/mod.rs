//! A file becomes the next generation of the register: read and checked whole first, written beside what is seen, seen when it is whole.
mod csv;
mod enhed;
mod felter;
mod linjer;

use crate::dag::Dag;
use crate::haendelser::{Fortaeller, afled};
use crate::lagret::{self, ENHEDER, HAENDELSER, Hoved, INDEKS, Stand, Tilstand, Undervejs, haendelsesnoegle};
use crate::model::{Enhed, Produktionsenhed};
use crate::noegler::Findes;
use crate::numre::er_modulus_11;
use crate::opslag::Virksomhedsregister;
use felter::Felter;
use grund::{Fejl, Fejlkode, Fremskridt, Melder, Tidspunkt, Uuid, graenser};
use lager::{Raekkeskrivning, Skrivefejl};
use linjer::Linjer;
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::io::BufRead;

/// Units that are written in one transaction: some fifteen rows each.
const BID: usize = 1_000;
/// Loads that were given up and are remembered.
const OPGIVNE: usize = 10_000;

/// Opens the file; it is read twice.
pub type Aabner<'a> = dyn Fn() -> Result<Box<dyn BufRead + Send>, Fejl> + Send + Sync + 'a;

/// How a file is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Valg {
    /// What differs from what is there counts from this day.
    pub dag: Dag,
    /// Only say what would change.
    pub proev: bool,
    /// Tell events also of the first load of an empty register; of later ones they are told anyway.
    pub haendelser: bool,
    /// This load's own id.
    pub hvem: Uuid,
    /// The newest day that an extract may say it was made: today, where days are those of the clock. A later one would make every right one after it too old.
    pub hoejst: Option<Dag>,
}

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opsummering {
    /// New units.
    pub nye: u64,
    /// Units of which something else is true.
    pub aendrede: u64,
    /// Units of which the same is true.
    pub uaendrede: u64,
    /// Events that will be told.
    pub haendelser: u64,
    /// CVR numbers whose control digit is wrong (CVR-01): taken all the same (CVR-04).
    pub uden_kontrolciffer: u64,
    /// Nothing was written.
    pub proev: bool,
}

impl fmt::Display for Opsummering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ord = if self.proev { "would be " } else { "" };
        write!(
            f,
            "CVR: {} {ord}added, {} {ord}changed, {} unchanged; {} events",
            self.nye, self.aendrede, self.uaendrede, self.haendelser
        )?;
        if self.uden_kontrolciffer > 0 {
            write!(f, "\n  warning: {} CVR numbers fail modulus 11 (CVR-01); they were taken", self.uden_kontrolciffer)?;
        }
        Ok(())
    }
}

/// What a file says of itself, on its first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Udtraek {
    nr: Option<u64>,
    dannet: Option<Dag>,
}

/// A line.
enum Linje {
    Udtraek(Udtraek),
    Enhed(u32, Value),
    Produktionsenhed(u64, Value),
}

fn linje(v: Value, foerste: bool) -> Result<Linje, Fejl> {
    let mut f = Felter::ny("", &v)?;
    let slags = f.kraev_tekst("type", 40)?;
    match slags.as_str() {
        "udtraek" if foerste => {
            let u = Udtraek { nr: f.tal("nr", 1, u64::MAX)?, dannet: f.dag("dannet")? };
            f.slut()?;
            Ok(Linje::Udtraek(u))
        }
        "enhed" => enhed::cvr(&mut f).map(|c| Linje::Enhed(c, v)),
        "produktionsenhed" => enhed::pnr(&mut f).map(|p| Linje::Produktionsenhed(p, v)),
        _ => Err(f.afvis("type", Fejlkode::UgyldigVaerdi).tilladt(["enhed", "produktionsenhed", "udtraek (first line)"])),
    }
}

/// A unit whose line can be put on what is there.
trait Indlaeses: Findes + Fortaeller {
    fn flet(f: &mut Felter<'_>, nummer: u64, gammel: Option<Self>, dag: Dag) -> Result<Self, Fejl>;
}

impl Indlaeses for Enhed {
    fn flet(f: &mut Felter<'_>, nummer: u64, gammel: Option<Self>, dag: Dag) -> Result<Self, Fejl> {
        f.har("cvr");
        enhed::enhed(f, u32::try_from(nummer).unwrap_or_default(), gammel, dag)
    }
}

impl Indlaeses for Produktionsenhed {
    fn flet(f: &mut Felter<'_>, nummer: u64, gammel: Option<Self>, dag: Dag) -> Result<Self, Fejl> {
        f.har("pnr");
        enhed::produktionsenhed(f, nummer, gammel, dag)
    }
}

/// Loads a file.
///
/// # Errors
/// Those of the lines, with line and field, before anything is written; `UdtraekRaekkefoelge` for an extract that is older than what is there; `Samtidig` when another
/// load has taken over; those of the store.
pub async fn importer(
    register: &Virksomhedsregister,
    aabn: &Aabner<'_>,
    valg: Valg,
    nu: Tidspunkt,
    meld: &mut Melder<'_>,
) -> Result<Opsummering, Fejl> {
    let (hoved, raa) = register.hoved().await?;
    let foerste = hoved.generation == 0;
    let fortael = valg.haendelser || !foerste;
    let mut l = Indlaesning {
        register,
        valg,
        fortael,
        generation: hoved.undervejs.as_ref().map_or(hoved.generation, |u| u.generation) + 1,
        hoved,
        ud: Opsummering { proev: valg.proev, ..Opsummering::default() },
        antal: (0, 0),
        haendelse: 0,
        raekker: Vec::new(),
    };
    let udtraek = l.efterse(aabn, meld).await?;
    let stand = l.hoved.stand.clone();
    let nyt_nr = udtraek.nr.is_some() && udtraek.nr != stand.as_ref().and_then(|s| s.nr);
    if valg.proev || (l.ud.nye + l.ud.aendrede == 0 && !foerste && !nyt_nr) {
        return Ok(l.ud);
    }
    let ialt = l.ud.nye + l.ud.aendrede + l.ud.uaendrede;
    let skrevet = std::mem::take(&mut l.ud);
    l.skriv_alt(aabn, raa, udtraek, ialt, nu, meld).await?;
    // The second reading is what was written; the first one has counted the warnings.
    Ok(Opsummering { uden_kontrolciffer: skrevet.uden_kontrolciffer, ..l.ud })
}

struct Indlaesning<'r> {
    register: &'r Virksomhedsregister,
    valg: Valg,
    fortael: bool,
    /// The generation that is written.
    generation: u32,
    hoved: Hoved,
    ud: Opsummering,
    /// New units and production units.
    antal: (u64, u64),
    haendelse: u64,
    raekker: Vec<Raekkeskrivning>,
}

impl Indlaesning<'_> {
    /// Reads everything and writes nothing.
    async fn efterse(&mut self, aabn: &Aabner<'_>, meld: &mut Melder<'_>) -> Result<Udtraek, Fejl> {
        let mut linjer = Linjer::ny(aabn()?)?;
        let (mut udtraek, mut set) = (Udtraek::default(), HashSet::new());
        let mut foerste = true;
        while let Some((nr, v)) = linjer.naeste()? {
            if set.len() % BID == 0 {
                meld(Fremskridt { fase: "Efterser virksomheder", gjort: set.len() as u64, ialt: 0 });
            }
            let hvor = format!("line {nr}");
            match linje(v, foerste).map_err(|f| f.under(&hvor))? {
                Linje::Udtraek(u) => {
                    self.raekkefoelge(u).map_err(|f| f.under(&hvor))?;
                    udtraek = u;
                }
                Linje::Enhed(cvr, v) => {
                    self.en_gang(&mut set, (b'L', u64::from(cvr)), &hvor)?;
                    self.ud.uden_kontrolciffer += u64::from(!er_modulus_11(cvr));
                    self.enhed::<Enhed>(u64::from(cvr), &v, false).await.map_err(|f| f.under(&hvor))?;
                }
                Linje::Produktionsenhed(pnr, v) => {
                    self.en_gang(&mut set, (b'P', pnr), &hvor)?;
                    self.enhed::<Produktionsenhed>(pnr, &v, false).await.map_err(|f| f.under(&hvor))?;
                }
            }
            foerste = false;
        }
        if set.is_empty() {
            return Err(Fejl::ny(Fejlkode::UgyldigFil).detalje(("ingen enhed i filen", "no unit in the file")));
        }
        Ok(udtraek)
    }

    fn en_gang(&self, set: &mut HashSet<(u8, u64)>, nummer: (u8, u64), hvor: &str) -> Result<(), Fejl> {
        if set.len() >= graenser::CVR_ENHEDER {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(hvor).ventet(grund::sagt::hoejst(graenser::CVR_ENHEDER, grund::sagt::STYK)));
        }
        if set.insert(nummer) {
            return Ok(());
        }
        let hvad = ("enheden står to gange i filen", "the unit stands twice in the file");
        Err(Fejl::ny(Fejlkode::IndholdAfvist).felt(hvor).regel("a unit has one line").detalje(hvad))
    }

    /// An extract that says its number comes after the ones that are there.
    fn raekkefoelge(&self, u: Udtraek) -> Result<(), Fejl> {
        if let Some((ny, h)) = u.dannet.zip(self.valg.hoejst).filter(|(ny, h)| ny > h) {
            let hvad = (
                format!("udtrækket er dannet en dag, der ikke er kommet: {ny}; i dag er {h} (--tillad-fremtid tager det alligevel)"),
                format!("the extract was made on a day that has not come: {ny}; today is {h} (--tillad-fremtid takes it all the same)"),
            );
            return Err(Fejl::ny(Fejlkode::UdtraekRaekkefoelge).felt("udtraek").detalje(hvad));
        }
        let Some(stand) = &self.hoved.stand else { return Ok(()) };
        let aeldre = u.nr.zip(stand.nr).is_some_and(|(ny, har)| ny < har) || u.dannet.zip(stand.dannet).is_some_and(|(ny, har)| ny < har);
        if !aeldre {
            return Ok(());
        }
        let vis = |nr: Option<u64>, d: Option<Dag>| {
            [nr.map(|n| format!("nr {n}")), d.map(|d| d.to_string())].into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        let (ny, har) = (vis(u.nr, u.dannet), vis(stand.nr, stand.dannet));
        let hvad =
            (format!("udtræk {ny} er ældre end det indlæste: {har}"), format!("extract {ny} is older than the one that is loaded: {har}"));
        Err(Fejl::ny(Fejlkode::UdtraekRaekkefoelge).felt("udtraek").detalje(hvad))
    }

    async fn skriv_alt(
        &mut self,
        aabn: &Aabner<'_>,
        raa: Option<Vec<u8>>,
        udtraek: Udtraek,
        ialt: u64,
        nu: Tidspunkt,
        meld: &mut Melder<'_>,
    ) -> Result<(), Fejl> {
        let gammel = self.hoved.undervejs.take();
        if let Some(g) = &gammel {
            if self.hoved.opgivne.len() >= OPGIVNE {
                return Err(Fejl::intern("too many loads were given up"));
            }
            self.hoved.opgivne.insert(g.generation);
        }
        self.hoved.undervejs = Some(Undervejs { hvem: self.valg.hvem, generation: self.generation, skridt: 0 });
        let mut raa = self.skriv(raa).await?;
        if let Some(g) = gammel {
            self.register.ryd_haendelser(g.generation).await?;
        }
        let mut linjer = Linjer::ny(aabn()?)?;
        let (mut gjort, mut foerste) = (0_u64, true);
        while let Some((nr, v)) = linjer.naeste()? {
            let hvor = format!("line {nr}");
            match linje(v, foerste).map_err(|f| f.under(&hvor))? {
                Linje::Udtraek(_) => {}
                Linje::Enhed(cvr, v) => self.enhed::<Enhed>(u64::from(cvr), &v, true).await.map_err(|f| f.under(&hvor))?,
                Linje::Produktionsenhed(pnr, v) => self.enhed::<Produktionsenhed>(pnr, &v, true).await.map_err(|f| f.under(&hvor))?,
            }
            foerste = false;
            gjort += 1;
            if gjort.is_multiple_of(BID as u64) {
                meld(Fremskridt { fase: "Skriver virksomheder", gjort, ialt });
                raa = self.skriv(raa).await?;
            }
        }
        let stand = self.hoved.stand.take();
        let foer = stand.as_ref();
        self.hoved.stand = Some(Stand {
            indlaest: nu,
            nr: udtraek.nr.or(foer.and_then(|s| s.nr)),
            dannet: udtraek.dannet.or(foer.and_then(|s| s.dannet)),
            enheder: foer.map_or(0, |s| s.enheder) + self.antal.0,
            produktionsenheder: foer.map_or(0, |s| s.produktionsenheder) + self.antal.1,
        });
        self.hoved.generation = self.generation;
        self.hoved.undervejs = None;
        if self.haendelse > 0 {
            self.hoved.ufortalte.insert(self.generation);
        }
        self.skriv(raa).await.map(|_| ())
    }

    /// The next transaction: the rows so far, and the head, which nobody may have written meanwhile but who tells events.
    async fn skriv(&mut self, mut raa: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, Fejl> {
        let raekker = std::mem::take(&mut self.raekker);
        loop {
            if let Some(u) = &mut self.hoved.undervejs {
                u.skridt += 1;
            }
            match self.register.skriv_hoved(&self.hoved, raa.clone(), raekker.clone()).await {
                Ok(ny) => return Ok(Some(ny)),
                Err(Skrivefejl::RaekkeAndet(_)) => {}
                Err(f) => return Err(f.into()),
            }
            let (har, nu) = self.register.hoved().await?;
            let hvis = |h: &Hoved| (h.generation, h.undervejs.as_ref().map(|u| u.hvem));
            if nu == raa || hvis(&har) != hvis(&Hoved::laes(raa.as_deref())?) {
                let hvad = ("en anden indlæsning har taget over", "another load has taken over");
                return Err(Fejl::ny(Fejlkode::Samtidig).felt("CVR").detalje(hvad));
            }
            // Events of earlier loads were told.
            self.hoved.ufortalte.retain(|g| har.ufortalte.contains(g) || *g == self.generation);
            raa = nu;
        }
    }

    /// Puts a line on what is there; `skriv` also lays down its rows.
    async fn enhed<T: Indlaeses>(&mut self, nummer: u64, v: &Value, skriv: bool) -> Result<(), Fejl> {
        let noegle = lagret::noegle(T::ART, nummer);
        let raa = self.register.lager.raekke(ENHEDER, &noegle).await?;
        let generationer = raa.as_deref().map(lagret::generationer).transpose()?.unwrap_or_default();
        let set = lagret::set(&generationer, &self.hoved);
        let gammel = set.map(|(_, krop)| lagret::laes::<T>(krop)).transpose()?;
        let mut f = Felter::ny("", v)?;
        f.har("type");
        let ny = T::flet(&mut f, nummer, gammel.as_ref().map(|g| g.enhed.clone()), self.valg.dag)?;
        f.slut()?;
        match &gammel {
            Some(g) if g.enhed == ny => {
                self.ud.uaendrede += 1;
                return Ok(());
            }
            Some(_) => self.ud.aendrede += 1,
            None => self.ud.nye += 1,
        }
        let version = gammel.as_ref().map_or(0, |g| g.version) + 1;
        let haendelser = if self.fortael { afled(gammel.as_ref().map(|g| &g.enhed), &ny, version) } else { Vec::new() };
        self.ud.haendelser += haendelser.len() as u64;
        if !skriv {
            return Ok(());
        }
        if gammel.is_none() {
            let antal = if T::ART == lagret::Art::Enhed { &mut self.antal.0 } else { &mut self.antal.1 };
            *antal += 1;
        }
        let krop = serde_json::to_vec(&Tilstand { version, enhed: ny.clone() }).map_err(Fejl::intern)?;
        let mut bliver: Vec<(u32, &[u8])> = set.into_iter().collect();
        bliver.push((self.generation, &krop));
        // Keys of what is seen stay until it is no more; those of older states, and of loads that were given up, go now.
        let (nye, har) = (ny.noegler(), gammel.as_ref().map(|g| g.enhed.noegler()).unwrap_or_default());
        let mut gamle: BTreeSet<Vec<u8>> = BTreeSet::new();
        for (g, krop) in &generationer {
            if set.is_none_or(|(s, _)| s != *g) {
                gamle.extend(lagret::laes::<T>(krop)?.enhed.noegler());
            }
        }
        let vaek = gamle.iter().filter(|k| !nye.contains(*k) && !har.contains(*k)).cloned();
        self.raekker.extend(vaek.map(|k| Raekkeskrivning::altid(INDEKS, k, None)));
        self.raekker.extend(nye.into_iter().filter(|k| !har.contains(k)).map(|k| Raekkeskrivning::altid(INDEKS, k, Some(Vec::new()))));
        self.raekker.push(Raekkeskrivning::altid(ENHEDER, noegle, Some(lagret::skriv(&bliver)?)));
        for h in haendelser {
            let vaerdi = serde_json::to_vec(&h).map_err(Fejl::intern)?;
            self.raekker.push(Raekkeskrivning::altid(HAENDELSER, haendelsesnoegle(self.generation, self.haendelse), Some(vaerdi)));
            self.haendelse += 1;
        }
        Ok(())
    }
}
