//! The register as others read it.
use crate::lagret::{self, ENHEDER, HOVED, Hoved, INDEKS, Lagres, Stand};
use crate::model::{Enhed, Produktionsenhed};
use crate::noegler::{self, Term};
use crate::{Art, Dag};
use grund::{Fejl, graenser};
use lager::Lager;
use std::fmt;
use std::sync::Arc;

/// A unit, and the number of its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fundet<T> {
    /// It.
    pub enhed: T,
    /// Rises with each change of it.
    pub version: u32,
}

/// The register over a store.
#[derive(Clone)]
pub struct Virksomhedsregister {
    pub(crate) lager: Arc<dyn Lager>,
}

impl fmt::Debug for Virksomhedsregister {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Virksomhedsregister").finish_non_exhaustive()
    }
}

impl Virksomhedsregister {
    /// Over that store.
    pub fn ny(lager: Arc<dyn Lager>) -> Self {
        Self { lager }
    }

    pub(crate) async fn hoved(&self) -> Result<(Hoved, Option<Vec<u8>>), Fejl> {
        let raa = self.lager.raekke(HOVED, &[]).await?;
        Ok((Hoved::laes(raa.as_deref())?, raa))
    }

    /// What is known of what is seen; `None` before the first load.
    ///
    /// # Errors
    /// Those of the store, as of every look-up here.
    pub async fn stand(&self) -> Result<Option<Stand>, Fejl> {
        Ok(self.hoved().await?.0.stand)
    }

    /// The unit of that CVR number.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn enhed(&self, cvr: u32) -> Result<Option<Fundet<Enhed>>, Fejl> {
        self.laes(u64::from(cvr)).await
    }

    /// The production unit of that P-number.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn produktionsenhed(&self, pnr: u64) -> Result<Option<Fundet<Produktionsenhed>>, Fejl> {
        self.laes(pnr).await
    }

    pub(crate) async fn laes<T: Lagres>(&self, nummer: u64) -> Result<Option<Fundet<T>>, Fejl> {
        let mut hoved = self.hoved().await?.0;
        // A row keeps two generations, so only who was overtaken by two loads finds none: then what is seen is another.
        loop {
            let Some(raa) = self.lager.raekke(ENHEDER, &lagret::noegle(T::ART, nummer)).await? else { return Ok(None) };
            if let Some((_, krop)) = lagret::set(&lagret::generationer(&raa)?, &hoved) {
                let t = lagret::laes::<T>(krop)?;
                return Ok(Some(Fundet { enhed: t.enhed, version: t.version }));
            }
            let nu = self.hoved().await?.0;
            if nu.generation == hoved.generation {
                return Ok(None);
            }
            hoved = nu;
        }
    }

    /// The production units that are, or were, the unit's, in order of number from one on; at most so many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tilknyttede(&self, cvr: u32, fra: u64, hoejst: usize) -> Result<Vec<Fundet<Produktionsenhed>>, Fejl> {
        let begyndelse = noegler::begyndelse(Art::Produktionsenhed, Term::Enhed, &cvr.to_string(), true);
        let slut = noegler::efter(&begyndelse);
        let mut fra = noegler::noegle(Art::Produktionsenhed, Term::Enhed, &cvr.to_string(), fra);
        let mut ud = Vec::new();
        while ud.len() < hoejst {
            let raekker = self.lager.raekker(INDEKS, &fra, Some(&slut), graenser::SIDE_MAKS).await?;
            let Some((sidste, _)) = raekker.last() else { break };
            fra = [sidste.as_slice(), &[0]].concat();
            for nummer in raekker.iter().filter_map(|(n, _)| noegler::nummer(n)) {
                let fundet = self.produktionsenhed(nummer).await?;
                ud.extend(fundet.filter(|f| f.enhed.enhed.0.iter().any(|g| g.vaerdi == cvr)));
                if ud.len() >= hoejst {
                    break;
                }
            }
        }
        Ok(ud)
    }

    /// How many production units the unit has on that day, counted up to a number.
    pub(crate) async fn antal_produktionsenheder(&self, cvr: u32, dag: Dag, hoejst: usize) -> Result<usize, Fejl> {
        let (mut antal, mut fra) = (0, 0);
        while antal < hoejst {
            let bid = self.tilknyttede(cvr, fra, graenser::SIDE_MAKS).await?;
            let Some(sidste) = bid.last() else { break };
            fra = sidste.enhed.pnr + 1;
            antal += bid.iter().filter(|p| p.enhed.enhed.paa(dag).is_some_and(|g| g.vaerdi == cvr)).count();
        }
        Ok(antal.min(hoejst))
    }
}
