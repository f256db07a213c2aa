//! The country's population as CPR delivers it: a whole extract on any day, and what has changed between two.
//!
//! Persons are the citizens of [`crate::borgere`], two to a household, with the children that only CPR knows of. From the day on which the country begins they live: they move, marry, have
//! children, die. Everything follows from the seed: a household is made as it is on a day and forgotten again, so nothing is kept but the day, memory does not grow with the country or with
//! time, and whoever begins anew on a day goes on where it stood. A change extract holds exactly what differs between two whole ones.
mod husstand;
mod liv;
mod menneske;

pub use liv::{DANMARKS_TAKT, Optaelling, Slags};

use crate::borgere::BORGERE_MAKS;
use crate::tid::dag as dagen;
use crate::veje::{self, Boliger, DISTRIKTER_PR_KOMMUNE};
use crate::{Adresser, adresser};
use ::cpr::linje::Linjebygger;
use ::cpr::tid::Tid;
use grund::slump::Slump;
use grund::{Fejl, Fejlkode, Fremskridt, Melder, Tidspunkt};
use husstand::{Husstand, Linjer, NAVNGIVES};
use menneske::dag8;
use std::collections::HashMap;
use std::io::Write;

/// The task in the start record: no customer of CPR's has it.
pub const OPGAVE: &str = "999999";
/// Households of a municipality: two of its citizens to each.
const HUSSTANDE: usize = BORGERE_MAKS / 2;
/// Persons between two reports of progress.
const MELD: u64 = 10_000;
/// Children that are born on a day, at most: each has a place of its own among that day's numbers.
const FOEDSLER_PR_DAG: u64 = 1_000;
/// Households of the beginning to a postal district of their municipality: a district has some 4,400 homes.
const HUSSTANDE_PR_DISTRIKT: u64 = 4_000;

fn tid(t: Tidspunkt) -> Tid {
    let (aar, maaned, dag) = t.dansk_dato().unwrap_or((2026, 1, 1));
    let lille = |n: i8| u8::try_from(n).unwrap_or(1);
    Tid::dag(u16::try_from(aar).unwrap_or(2026), lille(maaned), lille(dag))
}

/// A population.
#[derive(Clone, Debug)]
pub struct Folk {
    froe: u64,
    kommuner: usize,
    /// Households of the beginning.
    husstande: u64,
    begyndt: Tidspunkt,
    takt: u32,
}

/// What an extract of changes holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dagens {
    /// Numbers of which something is told.
    pub personer: u64,
    /// What has happened.
    pub haendelser: Optaelling,
}

impl Folk {
    /// So many households, spread evenly over the municipalities, on the Danish day of `begyndt`; to each something happens once in `takt` days.
    ///
    /// # Errors
    /// `UgyldigtTal` for sizes that the country does not have.
    pub fn ny(froe: u64, kommuner: usize, husstande: u64, begyndt: Tidspunkt, takt: u32) -> Result<Self, Fejl> {
        crate::indenfor("kommuner", kommuner, 1, crate::KOMMUNER_MAKS)?;
        let plads = husstand::pladser(kommuner);
        if husstande == 0 || husstande > plads {
            return Err(Fejl::ny(Fejlkode::UgyldigtTal).felt("husstande").ventet(grund::sagt::hoejst(plads, grund::sagt::STYK)));
        }
        Ok(Self { froe, kommuner, husstande, begyndt: dagen(begyndt, 0), takt: takt.max(1) })
    }

    /// As many households as have so many persons on the first day, children included; a household is not divided, so there may be a few more.
    ///
    /// # Errors
    /// `UgyldigtTal` for sizes that the country does not have.
    pub fn med_personer(froe: u64, kommuner: usize, personer: u64, begyndt: Tidspunkt, takt: u32) -> Result<Self, Fejl> {
        crate::indenfor("kommuner", kommuner, 1, crate::KOMMUNER_MAKS)?;
        let plads = husstand::pladser(kommuner);
        if personer == 0 || personer > plads * 2 {
            return Err(Fejl::ny(Fejlkode::UgyldigtTal).felt("personer").ventet(grund::sagt::hoejst(plads * 2, grund::sagt::STYK)));
        }
        let alle = Self::ny(froe, kommuner, plads, begyndt, takt)?;
        let (mut husstande, mut set) = (0, 0);
        while set < personer && husstande < plads {
            set += Husstand::ny(&alle, husstande).antal();
            husstande += 1;
        }
        Self::ny(froe, kommuner, husstande, begyndt, takt)
    }

    /// The same with something happening to about so many households a day.
    #[must_use]
    pub fn haendelser_pr_dag(self, antal: u64) -> Self {
        let takt = u32::try_from(self.husstande / antal.max(1)).unwrap_or(u32::MAX).max(1);
        Self { takt, ..self }
    }

    /// Household-days between two events of a household.
    pub fn takt(&self) -> u32 {
        self.takt
    }

    /// Households of the beginning.
    pub fn husstande(&self) -> u64 {
        self.husstande
    }

    /// What an extract of DAR says of the addresses that they live at and may move to. `nu` is when the register has said it.
    pub fn adresser(&self, nu: Tidspunkt) -> Adresser {
        adresser::Adresser::paa(self.froe, Box::new(veje::landets(self.kommuner, self.boliger().distrikter)), u64::MAX, nu)
    }

    /// The day with that number; 0 is the first.
    pub fn dato(&self, dag: u32) -> Tidspunkt {
        dagen(self.begyndt, i64::from(dag))
    }

    /// The number of the Danish day of a time; `None` before the first.
    pub fn dag(&self, t: Tidspunkt) -> Option<u32> {
        let foran = t.mikros().checked_sub(self.begyndt.mikros()).filter(|m| *m >= 0)?;
        let mut n = u32::try_from(foran / 86_400_000_000).ok()?;
        // Days have 23 to 25 hours.
        while self.dato(n) > t {
            n = n.checked_sub(1)?;
        }
        while self.dato(n + 1) <= t {
            n += 1;
        }
        Some(n)
    }

    fn tid(&self, dag: u32) -> Tid {
        tid(self.dato(dag))
    }

    fn boliger(&self) -> Boliger {
        let pr_kommune = self.husstande / self.kommuner as u64;
        Boliger { froe: self.froe, distrikter: (1 + pr_kommune / HUSSTANDE_PR_DISTRIKT).min(DISTRIKTER_PR_KOMMUNE) }
    }

    /// Households that there may ever be: half as many again may come.
    fn hoejst(&self) -> u64 {
        (self.husstande + self.husstande.div_ceil(2)).min(husstand::pladser(self.kommuner))
    }

    /// A household bears children only every so many days, so that no two get one number.
    fn klasser(&self) -> u64 {
        self.hoejst().div_ceil(FOEDSLER_PR_DAG).max(1)
    }

    /// The day on which a household is first heard of.
    fn ankomst(&self, n: u64) -> u32 {
        let Some(k) = n.checked_sub(self.husstande) else { return 0 };
        let dag = 1 + k * u64::from(self.takt) * 1_000 / (Slags::INDVANDRING * self.husstande);
        u32::try_from(dag).unwrap_or(u32::MAX)
    }

    /// Households that there are on that day: those of the beginning, and who has come.
    fn paa(&self, dag: u32) -> u64 {
        let kommet = (u64::from(dag) * Slags::INDVANDRING * self.husstande).div_ceil(u64::from(self.takt) * 1_000);
        (self.husstande + kommet).min(self.hoejst())
    }

    /// The stream of a household's days.
    fn liv(&self, noegle: u64) -> Slump {
        Slump::ny(self.froe, &format!("liv/{noegle}"))
    }

    /// Whether something happens to the household on that day.
    fn sker(&self, liv: &Slump, dag: u32) -> bool {
        liv.efter(u64::from(dag)).under(u64::from(self.takt)) == 0
    }

    /// Whether it is a day on which a child is born to household `n`, if one can be.
    fn foedes(&self, n: u64, noegle: u64, dag: u32) -> bool {
        let klasser = self.klasser();
        if u64::from(dag) % klasser != n % klasser {
            return false;
        }
        let mut s = Slump::ny(self.froe, &format!("foedsel/{noegle}")).efter(u64::from(dag) / klasser);
        // Every third household has somebody who can bear a child.
        s.under(u64::from(self.takt) * 1_000) < klasser * Slags::FOEDSLER * 3
    }

    /// Whether something may have happened to the household after the first day and up to the other.
    fn har_haendelse(&self, n: u64, efter: u32, til: u32) -> bool {
        let kommuner = self.kommuner as u64;
        let noegle = n / kommuner * crate::KOMMUNER_MAKS as u64 + n % kommuner;
        let liv = self.liv(noegle);
        let ankomst = self.ankomst(n);
        let dage = (efter + 1).max(ankomst + 1)..=til;
        efter < ankomst
            || dage.into_iter().any(|d| {
                let navngives = d.checked_sub(NAVNGIVES).filter(|f| *f > ankomst);
                self.sker(&liv, d) || self.foedes(n, noegle, d) || navngives.is_some_and(|f| self.foedes(n, noegle, f))
            })
    }

    /// Writes the whole population of that day; how many numbers are told of.
    ///
    /// # Errors
    /// `UbrugeligtSted` when it can't be written.
    pub fn helt(&self, dag: u32, ud: &mut dyn Write, meld: &mut Melder<'_>) -> Result<u64, Fejl> {
        let mut u = Skriver::ny(ud, tid(self.dato(dag)), None)?;
        for n in 0..self.paa(dag) {
            let mut h = Husstand::ny(self, n);
            h.frem(dag, &mut Optaelling::default());
            for (_, linjer) in h.linjer() {
                u.person(linjer)?;
            }
            if n.is_multiple_of(MELD) {
                meld(Fremskridt { fase: "Skriver personer", gjort: n, ialt: self.husstande });
            }
        }
        u.slut()
    }

    /// Writes who is otherwise at the end of the day `til` than at the end of `efter`.
    ///
    /// # Errors
    /// `UgyldigTid` where the one day is not after the other; `UbrugeligtSted` when it can't be written.
    pub fn aendringer(&self, efter: u32, til: u32, ud: &mut dyn Write, meld: &mut Melder<'_>) -> Result<Dagens, Fejl> {
        if efter >= til {
            return Err(Fejl::ny(Fejlkode::UgyldigTid).felt("dag").ventet(("en dag efter den forrige", "a day after the one before")));
        }
        let mut dagens = Dagens::default();
        let mut u = Skriver::ny(ud, self.tid(til), Some(self.tid(efter)))?;
        let ialt = self.paa(til);
        for n in 0..ialt {
            if n.is_multiple_of(MELD) {
                meld(Fremskridt { fase: "Skriver ændringer", gjort: n, ialt });
            }
            if self.har_haendelse(n, efter, til) {
                self.husstandens(n, efter, til, &mut u, &mut dagens.haendelser)?;
            }
        }
        dagens.personer = u.slut()?;
        Ok(dagens)
    }

    fn husstandens(&self, n: u64, efter: u32, til: u32, u: &mut Skriver<'_>, tael: &mut Optaelling) -> Result<(), Fejl> {
        let mut h = Husstand::ny(self, n);
        let foer: Linjer = if self.ankomst(n) > efter {
            tael.med(Slags::Indvandring);
            Vec::new()
        } else {
            h.frem(efter, &mut Optaelling::default());
            let foer = h.linjer();
            for (nr, _) in &foer {
                h.kode(*nr);
            }
            foer
        };
        h.frem(til, tael);
        let som = |linjer: &[Linjebygger]| -> Vec<Vec<u8>> { linjer.iter().cloned().map(Linjebygger::linje).collect() };
        let foer: HashMap<_, _> = foer.iter().map(|(nr, l)| (*nr, som(l))).collect();
        let dag = dag8(self.tid(til));
        for (nr, mut linjer) in h.linjer() {
            let kode = h.kode(nr);
            if foer.get(&nr).is_some_and(|f| *f == som(&linjer)) {
                continue;
            }
            if !kode.is_empty() {
                let r = Linjebygger::ny(::cpr::format::HAENDELSE, Some(nr));
                linjer.push(r.felt("AJFDTO", &format!("{dag}0900")).felt("HAENDELSE", kode));
            }
            u.person(linjer)?;
        }
        Ok(())
    }
}

/// Writes an extract.
struct Skriver<'w> {
    ud: &'w mut dyn Write,
    records: u64,
    personer: u64,
}

impl<'w> Skriver<'w> {
    fn ny(ud: &'w mut dyn Write, dag: Tid, forrige: Option<Tid>) -> Result<Self, Fejl> {
        let start = Linjebygger::ny(::cpr::format::START, None)
            .felt("SORTFELT-10", "0000000000")
            .felt("OPGAVENR", OPGAVE)
            .felt("PRODDTO", &dag8(dag))
            .felt("PRODDTOFORRIG", &forrige.map(dag8).unwrap_or_default());
        let mut s = Self { ud, records: 0, personer: 0 };
        s.linje(start)?;
        Ok(s)
    }

    fn linje(&mut self, l: Linjebygger) -> Result<(), Fejl> {
        self.ud.write_all(&l.linje()).map_err(|e| Fejl::ny(Fejlkode::UbrugeligtSted).detalje(e))
    }

    fn person(&mut self, linjer: Vec<Linjebygger>) -> Result<(), Fejl> {
        self.records += linjer.len() as u64;
        self.personer += 1;
        linjer.into_iter().try_for_each(|l| self.linje(l))
    }

    fn slut(mut self) -> Result<u64, Fejl> {
        let slut = Linjebygger::ny(::cpr::format::SLUT, None).felt("SORTFELT-10", "9999999999");
        let antal = format!("{:08}", self.records);
        self.linje(slut.felt("TAELLER", &antal))?;
        Ok(self.personer)
    }
}

#[cfg(test)]
mod proever;
