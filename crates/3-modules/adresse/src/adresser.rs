//! What the program asks: suggestions, addresses by id with their history, buildings and units by address.
use crate::raekker::{self, BLOK, Gennemloeb, Hoved, RELATION, noegle};
use crate::slags::{self, Register, Slags};
use crate::soeg::{Adressen, Foresp, Forslag, Indeks, Soegning, Type, find_adresse, find_husnummer, som_forslag};
use crate::vej::laes_blok;
use crate::version::Entitet;
use grund::graenser::BBR_PR_ADRESSE;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::Lager;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Times that a look-up begins anew because an import was seen meanwhile.
const FORSOEG: usize = 3;

/// The replicas of DAR and BBR.
///
/// Memory: the names of roads (some 15 MB for the country), read when the first search comes after an import. Locks: `indeks` for an assignment; `laeser` while names are
/// read, so that they are read once.
pub struct Adresser {
    lager: Arc<dyn Lager>,
    indeks: Mutex<Option<Arc<Indeks>>>,
    laeser: tokio::sync::Mutex<()>,
}

/// How new a replica is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// When the last import was; `None` before the first.
    pub indlaest: Option<Tidspunkt>,
    /// Imports so far.
    pub import: u64,
    /// The number of the newest event; 0 for none.
    pub haendelse: u64,
    /// Entities of each kind.
    pub antal: Vec<(String, u64)>,
}

impl Adresser {
    /// Over a store.
    pub fn ny(lager: Arc<dyn Lager>) -> Self {
        Self { lager, indeks: Mutex::new(None), laeser: tokio::sync::Mutex::new(()) }
    }

    /// The store.
    pub fn lager(&self) -> &Arc<dyn Lager> {
        &self.lager
    }

    /// How new the replica is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn status(&self, register: Register) -> Result<Status, Fejl> {
        let (h, _) = Hoved::hent(self.lager.as_ref(), register).await?;
        let indlaest = (h.import > 0).then(|| Tidspunkt::fra_mikros(h.indlaest));
        let antal = h.antal.into_iter().collect();
        Ok(Status { indlaest, import: h.import, haendelse: h.haendelser.1.saturating_sub(1), antal })
    }

    /// The names of roads as the head says now.
    async fn indeks(&self) -> Result<Arc<Indeks>, Fejl> {
        let (h, _) = Hoved::hent(self.lager.as_ref(), Register::Dar).await?;
        let kendt = || {
            self.indeks.lock().unwrap_or_else(PoisonError::into_inner).clone().filter(|i| (i.generation, i.import) == (h.base, h.import))
        };
        if let Some(i) = kendt() {
            return Ok(i);
        }
        let _laeser = self.laeser.lock().await;
        if let Some(i) = kendt() {
            return Ok(i);
        }
        let mut hoveder = Vec::new();
        if h.base != 0 {
            let mut i = Gennemloeb::ny(self.lager.as_ref(), Register::Dar, noegle(BLOK, h.base, &[]));
            loop {
                let side = i.side(64).await?;
                if side.is_empty() {
                    break;
                }
                for (_, v) in side {
                    hoveder.extend(laes_blok(&v)?);
                }
            }
        }
        let ny = tokio::task::spawn_blocking(move || Indeks::af(h.base, h.import, hoveder)).await.map_err(Fejl::intern)?;
        let ny = Arc::new(ny);
        *self.indeks.lock().unwrap_or_else(PoisonError::into_inner) = Some(ny.clone());
        Ok(ny)
    }

    /// Whether what was looked up with these names is of one state of the replica: no import was seen meanwhile.
    async fn holder(&self, i: &Indeks) -> Result<bool, Fejl> {
        let (h, _) = Hoved::hent(self.lager.as_ref(), Register::Dar).await?;
        Ok((i.generation, i.import) == (h.base, h.import))
    }

    /// Suggestions for what is typed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forslag(&self, f: &Foresp) -> Result<Vec<Forslag>, Fejl> {
        for _ in 0..FORSOEG {
            let indeks = self.indeks().await?;
            let svar = Soegning { lager: self.lager.as_ref(), indeks: &indeks, f, laest: Default::default() }.forslag().await;
            if self.holder(&indeks).await? {
                return svar;
            }
        }
        Err(Fejl::ny(Fejlkode::Optaget))
    }

    /// The suggestion that stands for a house number or an address.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forslag_for(&self, id: Uuid, f: &Foresp, nu: Tidspunkt) -> Result<Option<Forslag>, Fejl> {
        let a = match f.til {
            Type::Vejnavn => None,
            Type::Adgangsadresse => self.husnummer(id).await?,
            Type::Adresse => self.adresse(id, nu).await?,
        };
        Ok(a.map(|a| som_forslag(a, f.til, f)))
    }

    /// A house number that is in force or provisional.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn husnummer(&self, id: Uuid) -> Result<Option<Adressen>, Fejl> {
        for _ in 0..FORSOEG {
            let i = self.indeks().await?;
            let svar = find_husnummer(self.lager.as_ref(), i.generation, id).await;
            if self.holder(&i).await? {
                return svar;
            }
        }
        Err(Fejl::ny(Fejlkode::Optaget))
    }

    /// An address that is in force or provisional.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn adresse(&self, id: Uuid, nu: Tidspunkt) -> Result<Option<Adressen>, Fejl> {
        for _ in 0..FORSOEG {
            let i = self.indeks().await?;
            let svar = find_adresse(self.lager.as_ref(), i.generation, id, nu).await;
            if self.holder(&i).await? {
                return svar;
            }
        }
        Err(Fejl::ny(Fejlkode::Optaget))
    }

    /// Everything that a register has said of an entity.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn entitet(&self, slags: &'static Slags, id: Uuid) -> Result<Option<Entitet>, Fejl> {
        for _ in 0..FORSOEG {
            let (h, _) = Hoved::hent(self.lager.as_ref(), slags.register).await?;
            let e = raekker::entitet(self.lager.as_ref(), h.base, slags, id).await?;
            if Hoved::hent(self.lager.as_ref(), slags.register).await?.0.import == h.import {
                return Ok(e);
            }
        }
        Err(Fejl::ny(Fejlkode::Optaget))
    }

    /// Entities of a kind that name another one in that field now.
    async fn der_naevner(
        &self,
        slags: &'static Slags,
        felt: &'static str,
        maal: Uuid,
        nu: Tidspunkt,
    ) -> Result<Vec<(Uuid, Entitet)>, Fejl> {
        let register = slags.register;
        let nr = slags.felt(felt).map_or(0, |f| f.nr);
        let (h, _) = Hoved::hent(self.lager.as_ref(), register).await?;
        let begyndelse = noegle(RELATION, h.base, &[maal.as_bytes(), [slags.nr, nr].as_slice()].concat());
        let side = Gennemloeb::ny(self.lager.as_ref(), register, begyndelse.clone()).side(BBR_PR_ADRESSE).await?;
        let mut ud = Vec::new();
        for (n, _) in side {
            let Some(id) = n.get(begyndelse.len()..).and_then(|b| Uuid::from_slice(b).ok()) else { continue };
            if let Some(e) = raekker::entitet(self.lager.as_ref(), h.base, slags, id).await?
                && e.gaeldende(nu).is_some_and(|v| v.uuid(slags, felt) == Some(maal))
            {
                ud.push((id, e));
            }
        }
        Ok(ud)
    }

    /// Buildings at a house number: those that have it as theirs, and those of stairways with it as entrance.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn bygninger(&self, husnummer: Uuid, nu: Tidspunkt) -> Result<Vec<(Uuid, Entitet)>, Fejl> {
        let mut ud = self.der_naevner(&slags::BYGNING, "husnummer", husnummer, nu).await?;
        let mut set: BTreeSet<Uuid> = ud.iter().map(|(id, _)| *id).collect();
        for (_, opgang) in self.der_naevner(&slags::OPGANG, "adgangFraHusnummer", husnummer, nu).await? {
            let bygning = opgang.gaeldende(nu).and_then(|v| v.uuid(&slags::OPGANG, "bygning"));
            if let Some(id) = bygning.filter(|id| set.insert(*id))
                && let Some(e) = self.entitet(&slags::BYGNING, id).await?
            {
                ud.push((id, e));
            }
        }
        Ok(ud)
    }

    /// Units at an address.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn enheder(&self, adresse: Uuid, nu: Tidspunkt) -> Result<Vec<(Uuid, Entitet)>, Fejl> {
        self.der_naevner(&slags::ENHED, "adresseIdentificerer", adresse, nu).await
    }

    /// Units of a building.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn bygningens_enheder(&self, bygning: Uuid, nu: Tidspunkt) -> Result<Vec<(Uuid, Entitet)>, Fejl> {
        self.der_naevner(&slags::ENHED, "bygning", bygning, nu).await
    }
}
