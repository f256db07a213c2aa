//! What is kept in memory: a head and the last block of each dueslag, and how often each segment is referred to. About 25 bytes a segment; messages never.
use crate::ejer::Ejer;
use crate::form::blok::{self, Blok};
use crate::form::fejlpost::Fejlpost;
use crate::form::hoved::Hoved;
use crate::form::noegle;
use crate::form::tal;
use crate::raekker::gennem;
use grund::{Fejl, Uuid};
use lager::Lager;
use std::collections::{BTreeMap, HashMap};
use tokio::sync::watch;

/// One dueslag.
#[derive(Debug)]
pub(crate) struct Dueslag {
    pub hoved: Hoved,
    /// The block that the next number belongs to, as far as it is filled.
    pub hale: Blok,
    pub nyt: watch::Sender<u64>,
}

impl Default for Dueslag {
    fn default() -> Self {
        Self { hoved: Hoved::default(), hale: Blok::default(), nyt: watch::Sender::new(1) }
    }
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Tilstand {
    pub ejer: Ejer,
    pub dueslag: HashMap<Uuid, Dueslag>,
    /// References to a segment; it is removed with the last one.
    pub henviste: BTreeMap<u64, u32>,
}

impl Tilstand {
    /// From the rows: every head, the blocks of what is there, and the error queues. A million messages take about a second.
    pub(crate) async fn laes(lager: &dyn Lager, ejer: Ejer) -> Result<Self, Fejl> {
        let mut ud = Self { ejer, dueslag: HashMap::new(), henviste: BTreeMap::new() };
        let mut hoveder: Vec<(Uuid, Hoved)> = Vec::new();
        gennem(lager, noegle::alle(noegle::HOVED), |n, v| {
            let dueslag = Uuid::from_slice(n.get(1..).unwrap_or_default()).map_err(|_| tal::korrupt())?;
            hoveder.push((dueslag, Hoved::laes(v)?));
            Ok(())
        })
        .await?;
        for (dueslag, hoved) in hoveder {
            let mut d = Dueslag { nyt: watch::Sender::new(hoved.naeste), hoved, hale: Blok::default() };
            let sidste = blok::af(d.hoved.naeste);
            let henviste = &mut ud.henviste;
            gennem(lager, noegle::blok(dueslag, blok::af(d.hoved.bund))..noegle::blok(dueslag, sidste + 1), |n, v| {
                let (_, nr) = noegle::laes(n).ok_or_else(tal::korrupt)?;
                let b = Blok::laes(v)?;
                for (h, nummer) in b.0.iter().zip(nr * blok::ANTAL + 1..) {
                    if d.hoved.har(nummer) {
                        *henviste.entry(h.segment).or_insert(0) += 1;
                    }
                }
                if nr == sidste {
                    d.hale = b;
                }
                Ok(())
            })
            .await?;
            ud.dueslag.insert(dueslag, d);
        }
        gennem(lager, noegle::alle(noegle::FEJL), |_, v| {
            *ud.henviste.entry(Fejlpost::laes(v)?.henvisning.segment).or_insert(0) += 1;
            Ok(())
        })
        .await?;
        Ok(ud)
    }
}
