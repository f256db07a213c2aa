//! Proposals in the store.
use super::{Forslag, Tilstand};
use crate::raekker::{self, FORSLAG, FORSLAGSNUMMER, SAMLING, SIDE, bytes, hent, noegle, over};
use grund::{Fejl, Fejlkode, Uuid};
use lager::Lager;
use std::sync::Arc;

/// Proposals of the store.
#[derive(Clone)]
pub struct Forslagsbog {
    lager: Arc<dyn Lager>,
}

impl Forslagsbog {
    /// Of that store.
    pub fn ny(lager: Arc<dyn Lager>) -> Self {
        Self { lager }
    }

    /// Makes a proposal, unless there is one of that number for that reason, whatever was decided of it. Returns the one that there is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn foreslaa(&self, f: &Forslag) -> Result<Uuid, Fejl> {
        let k = noegle(FORSLAGSNUMMER, &[f.gammelt.tilknytning().nummer.to_string().as_bytes(), b"/", f.aarsag.navn().as_bytes()]);
        if let Some((id, _)) = hent::<Uuid>(self.lager.as_ref(), &k).await? {
            return Ok(id);
        }
        let raekker = vec![over(k.clone(), None, Some(bytes(&f.id)?)), over(noegle(FORSLAG, &[f.id.as_bytes()]), None, Some(bytes(f)?))];
        if raekker::skriv(self.lager.as_ref(), raekker).await? {
            return Ok(f.id);
        }
        hent::<Uuid>(self.lager.as_ref(), &k).await?.map(|(id, _)| id).ok_or_else(|| Fejl::ny(Fejlkode::Samtidig).regel("A-60"))
    }

    /// One of them.
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn hent(&self, id: Uuid) -> Result<Forslag, Fejl> {
        self.med_bytes(id).await.map(|(f, _)| f)
    }

    pub(super) async fn med_bytes(&self, id: Uuid) -> Result<(Forslag, Vec<u8>), Fejl> {
        let fundet = hent(self.lager.as_ref(), &noegle(FORSLAG, &[id.as_bytes()])).await?;
        fundet.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid").regel("CPR-09"))
    }

    /// Those of a state, or all: the oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn liste(&self, tilstand: Option<Tilstand>) -> Result<Vec<Forslag>, Fejl> {
        let (mut ud, mut fra) = (Vec::<Forslag>::new(), vec![FORSLAG]);
        loop {
            let raekker = self.lager.raekker(SAMLING, &fra, Some(&[FORSLAG + 1]), SIDE).await?;
            let Some((sidste, _)) = raekker.last() else { break };
            fra = [sidste.as_slice(), &[0]].concat();
            for (_, b) in &raekker {
                let f: Forslag = raekker::laes(b)?;
                if tilstand.is_none_or(|t| t == f.tilstand) {
                    ud.push(f);
                }
            }
        }
        ud.sort_by_key(|f| (f.oprettet, f.id));
        Ok(ud)
    }
}
