//! Subscriptions to changes of persons (SF6002, J-3): what a system asks for, and whose change it is to have.
use crate::bestand::{
    Bestand, SAMLING, abonnement_noegle, bytes_nummer, efter, nummer_bytes, nummerabonnement_noegle, skrives, systemnummer_noegle,
};
use crate::pakning::korrupt;
use crate::person::{Personnummer, Ret};
use crate::udbakke::Haendelse;
use grund::{Fejl, Fejlkode, Uuid, graenser};
use lager::{Raekkeskrivning, Skrivning};
use std::collections::BTreeSet;

/// The version of a row, which stands in it.
const VERSION: u8 = 1;
/// Rows that are read or removed at a time.
const SIDE: usize = 5_000;

/// What a system asks for. Numbers are had whatever else is asked for; of the others every kind must hold, by any of its values [D].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filter {
    /// This person.
    Nummer(Personnummer),
    /// Whoever is so old, both ends included.
    Alder(u16, u16),
    /// Whoever lives there, moves there, or moves from there; of protected persons for those who may see it.
    Kommune(u16),
    /// Whoever CPR tells this code of, `A01`.
    Kode(String),
    /// Everybody.
    Alle,
}

/// A kind of filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Gruppe {
    /// By number.
    Nummer = 0,
    /// By age.
    Alder = 1,
    /// By municipality.
    Kommune = 2,
    /// By CPR's code.
    Kode = 3,
    /// Everybody.
    Alle = 4,
}

impl Filter {
    /// Its kind.
    pub const fn gruppe(&self) -> Gruppe {
        match self {
            Self::Nummer(_) => Gruppe::Nummer,
            Self::Alder(..) => Gruppe::Alder,
            Self::Kommune(_) => Gruppe::Kommune,
            Self::Kode(_) => Gruppe::Kode,
            Self::Alle => Gruppe::Alle,
        }
    }

    fn efterse(&self) -> Result<(), Fejl> {
        let fejl = |felt: &str, dansk: &str, engelsk: &str| {
            Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).regel("J-3").ventet((dansk, engelsk)))
        };
        match self {
            Self::Alder(fra, til) if fra > til || *til > 999 => {
                fejl("AgeRange", "fra ikke over til, og højst 999", "start not above end, and at most 999")
            }
            Self::Kommune(k) if *k == 0 || *k > 9_999 => fejl("MunicipalityCode", "1 til 9999", "1 to 9999"),
            Self::Kode(k) if k.is_empty() || k.len() > 3 || !k.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                fejl("ChangeCode", "1 til 3 bogstaver og cifre", "1 to 3 letters and digits")
            }
            _ => Ok(()),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut ud = vec![self.gruppe() as u8];
        match self {
            Self::Nummer(n) => ud.extend_from_slice(&nummer_bytes(*n)),
            Self::Alder(fra, til) => ud.extend([fra.to_be_bytes(), til.to_be_bytes()].concat()),
            Self::Kommune(k) => ud.extend(k.to_be_bytes()),
            Self::Kode(k) => ud.extend_from_slice(k.as_bytes()),
            Self::Alle => {}
        }
        ud
    }

    fn laes(b: &[u8]) -> Option<Self> {
        let (gruppe, v) = b.split_first()?;
        let tal = |v: &[u8]| Some(u16::from_be_bytes(v.try_into().ok()?));
        Some(match *gruppe {
            1 => Self::Alder(tal(v.get(..2)?)?, tal(v.get(2..)?)?),
            2 => Self::Kommune(tal(v)?),
            3 => Self::Kode(String::from_utf8(v.to_vec()).ok()?),
            4 => Self::Alle,
            _ => return None,
        })
    }

    /// The rows that it stands in.
    fn raekker(&self, system: Uuid, er_der: bool) -> Vec<Raekkeskrivning> {
        let s = system.as_bytes();
        let noegler = match self {
            Self::Nummer(n) => vec![nummerabonnement_noegle(*n, s), systemnummer_noegle(s, &nummer_bytes(*n))],
            _ => vec![abonnement_noegle(s, &self.bytes())],
        };
        noegler.into_iter().map(|n| skrives(n, er_der.then(|| vec![VERSION]))).collect()
    }
}

impl Bestand {
    /// Adds to what a system asks for; whether it is new. Who may is decided by its agreement, before.
    ///
    /// # Errors
    /// `UgyldigVaerdi`; `ForMange`; those of the store.
    pub async fn abonner(&self, system: Uuid, filter: &Filter) -> Result<bool, Fejl> {
        filter.efterse()?;
        if self.har(system, filter).await? {
            return Ok(false);
        }
        if filter.gruppe() != Gruppe::Nummer && self.filtre(system).await?.len() >= graenser::CPR_FILTRE {
            return Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(graenser::CPR_FILTRE, grund::sagt::STYK)));
        }
        self.lager.skriv(Skrivning { raekker: filter.raekker(system, true), ..Skrivning::default() }).await?;
        Ok(true)
    }

    /// Takes away from it; whether it was there.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn afmeld(&self, system: Uuid, filter: &Filter) -> Result<bool, Fejl> {
        if !self.har(system, filter).await? {
            return Ok(false);
        }
        self.lager.skriv(Skrivning { raekker: filter.raekker(system, false), ..Skrivning::default() }).await?;
        Ok(true)
    }

    /// Takes all of a kind away; how many there were.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn afmeld_alle(&self, system: Uuid, gruppe: Gruppe) -> Result<u64, Fejl> {
        let mut antal = 0;
        loop {
            let dele: Vec<Filter> = match gruppe {
                Gruppe::Nummer => self.numre(system, None, SIDE).await?.into_iter().map(Filter::Nummer).collect(),
                _ => self.filtre(system).await?.into_iter().filter(|f| f.gruppe() == gruppe).collect(),
            };
            if dele.is_empty() {
                return Ok(antal);
            }
            antal += dele.len() as u64;
            let raekker = dele.iter().flat_map(|f| f.raekker(system, false)).collect();
            self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        }
    }

    async fn har(&self, system: Uuid, filter: &Filter) -> Result<bool, Fejl> {
        let noegle = filter.raekker(system, true).into_iter().next().map(|r| r.noegle).unwrap_or_default();
        Ok(self.lager.raekke(SAMLING, &noegle).await?.is_some())
    }

    /// What a system asks for but by number.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn filtre(&self, system: Uuid) -> Result<Vec<Filter>, Fejl> {
        let fra = abonnement_noegle(system.as_bytes(), &[]);
        let raekker = self.lager.raekker(SAMLING, &fra, Some(&efter(&fra)), graenser::CPR_FILTRE + 1).await?;
        raekker.iter().map(|(k, _)| k.get(fra.len()..).and_then(Filter::laes).ok_or_else(korrupt)).collect()
    }

    /// The numbers that a system asks for, in order, after one. This is a list of persons: it goes to the system itself, and the look-up to the log.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn numre(&self, system: Uuid, efter_: Option<Personnummer>, antal: usize) -> Result<Vec<Personnummer>, Fejl> {
        let alle = systemnummer_noegle(system.as_bytes(), &[]);
        let fra = efter_.map_or_else(|| alle.clone(), |n| [alle.as_slice(), &nummer_bytes(n), &[0]].concat());
        let raekker = self.lager.raekker(SAMLING, &fra, Some(&efter(&alle)), antal).await?;
        raekker.iter().map(|(k, _)| k.get(alle.len()..).and_then(bytes_nummer).ok_or_else(korrupt)).collect()
    }

    /// The systems that ask for a number.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn abonnenter(&self, nummer: Personnummer) -> Result<BTreeSet<Uuid>, Fejl> {
        let alle = nummerabonnement_noegle(nummer, &[]);
        let mut ud = BTreeSet::new();
        let mut fra = alle.clone();
        loop {
            let raekker = self.lager.raekker(SAMLING, &fra, Some(&efter(&alle)), SIDE).await?;
            for (k, _) in &raekker {
                ud.insert(k.get(alle.len()..).and_then(|u| Uuid::from_slice(u).ok()).ok_or_else(korrupt)?);
            }
            match raekker.last() {
                Some((k, _)) if raekker.len() == SIDE => fra = [k.as_slice(), &[0]].concat(),
                _ => return Ok(ud),
            }
        }
    }

    /// Every system that asks for anything.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn abonnerende(&self) -> Result<BTreeSet<Uuid>, Fejl> {
        let mut ud = BTreeSet::new();
        for alle in [abonnement_noegle(&[], &[]), systemnummer_noegle(&[], &[])] {
            let mut fra = alle.clone();
            // From one system to the next, whatever it has.
            while let Some((k, _)) = self.lager.raekker(SAMLING, &fra, Some(&efter(&alle)), 1).await?.into_iter().next() {
                let system = k.get(1..17).ok_or_else(korrupt)?;
                ud.insert(Uuid::from_slice(system).map_err(|_| korrupt())?);
                fra = efter(k.get(..17).unwrap_or_default());
            }
        }
        Ok(ud)
    }

    /// Who subscribes to a number that a person had, subscribes to the one that she has got (CPR-08). The old ones stay, for those who come late.
    pub(crate) async fn flyt_abonnementer(&self, h: &Haendelse) -> Result<(), Fejl> {
        let mut raekker = Vec::new();
        let har = self.abonnenter(h.nummer).await?;
        for gammelt in &h.andre_numre {
            for system in self.abonnenter(*gammelt).await?.difference(&har) {
                raekker.extend(Filter::Nummer(h.nummer).raekker(*system, true));
            }
        }
        raekker.sort_by(|a, b| a.noegle.cmp(&b.noegle));
        raekker.dedup_by(|a, b| a.noegle == b.noegle);
        if !raekker.is_empty() {
            self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        }
        Ok(())
    }
}

/// What a system asks for but by number, ready to be held against what has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtre {
    alle: bool,
    aldre: Vec<(u16, u16)>,
    kommuner: BTreeSet<u16>,
    koder: BTreeSet<String>,
}

impl Filtre {
    /// Of those filters.
    pub fn af(filtre: Vec<Filter>) -> Self {
        let mut ud = Self::default();
        for f in filtre {
            match f {
                Filter::Alle => ud.alle = true,
                Filter::Alder(fra, til) => ud.aldre.push((fra, til)),
                Filter::Kommune(k) => drop(ud.kommuner.insert(k)),
                Filter::Kode(k) => drop(ud.koder.insert(k.to_ascii_uppercase())),
                Filter::Nummer(_) => {}
            }
        }
        ud
    }

    /// Whether the person whom it has happened to is asked for, by somebody with that right: where a protected person lives is found out by nobody else (CPR-07).
    pub fn passer(&self, h: &Haendelse, ret: Ret) -> bool {
        if self.aldre.is_empty() && self.kommuner.is_empty() && self.koder.is_empty() {
            return self.alle;
        }
        let alder = self.aldre.is_empty() || h.alder.is_some_and(|a| self.aldre.iter().any(|(fra, til)| (*fra..=*til).contains(&a)));
        let kommune = self.kommuner.is_empty() || h.kommuner(ret).any(|k| self.kommuner.contains(&k));
        let kode = self.koder.is_empty() || h.koder.iter().any(|k| self.koder.contains(&k.to_ascii_uppercase()));
        self.alle || (alder && kommune && kode)
    }
}
