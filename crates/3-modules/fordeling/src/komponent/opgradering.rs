//! What a store of an earlier version lacks.
use super::Fordelingskomponent;
use crate::lagret::{ALDER, OVERDRAGELSER, id_af_alder, lister};
use grund::Fejl;
use lager::{Raekkeskrivning, Skrivefejl, Skrivning};
use std::collections::BTreeMap;

/// Rows of the former list that are moved in one transaction.
const BID: usize = 200;

impl Fordelingskomponent {
    /// Puts handovers that stand in the list of an earlier version into that of this one. Broken off, it goes on at the next start; afterwards there is nothing to do.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opgrader(&self) -> Result<(), Fejl> {
        loop {
            let gamle = self.o.register.lager().raekker(ALDER, &[], None, BID).await?;
            if gamle.is_empty() {
                return Ok(());
            }
            // One stands there for each of its authorities.
            let mut nye: BTreeMap<(u16, Vec<u8>), Raekkeskrivning> = BTreeMap::new();
            for (noegle, _) in gamle {
                let Some(l) = (match id_af_alder(&noegle) {
                    Some(id) => self.hent(id).await?,
                    None => None,
                }) else {
                    nye.insert((ALDER, noegle.clone()), Raekkeskrivning::altid(ALDER, noegle, None));
                    continue;
                };
                // It must not change its state meanwhile.
                let uaendret = Raekkeskrivning::over(OVERDRAGELSER, l.o.id.as_bytes().to_vec(), Some(l.raa.clone()), Some(l.raa));
                let alle = lister(None, Some(&l.o)).into_iter().chain([uaendret, Raekkeskrivning::altid(ALDER, noegle, None)]);
                nye.extend(alle.map(|r| ((r.samling, r.noegle.clone()), r)));
            }
            let s = Skrivning { kaldt: self.nu(), raekker: nye.into_values().collect(), ..Skrivning::default() };
            match self.o.register.lager().skriv(s).await {
                Ok(_) | Err(Skrivefejl::RaekkeAndet(_)) => {}
                Err(f) => return Err(f.into()),
            }
        }
    }
}
