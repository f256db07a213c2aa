//! Reading: what is there is known from memory, where it lies from blocks, and the messages come from their segments. Nothing waits for the writer.
use super::Indre;
use crate::form::blok::{self, Henvisning};
use crate::form::fejlpost::Fejlpost;
use crate::form::noegle::{self, SAMLING};
use crate::form::segment::{self, Indhold};
use crate::form::tal;
use crate::port::{Fejlet, Liggende, Loft};
use bytes::Bytes;
use grund::{Fejl, Uuid};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Segments that are read one by one; more in a row are read together.
const ENKELTVIS: usize = 4;

/// A message that is to be read.
struct Skal {
    nummer: u64,
    forsoeg: u32,
    henvisning: Henvisning,
}

pub(crate) async fn laes(indre: &Indre, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Liggende>, Fejl> {
    let mut skal = Vec::new();
    let mut bytes = 0usize;
    // Numbers first, from memory; then their blocks, of which the last is in memory too.
    let numre: Vec<(u64, u32, Option<Henvisning>)> = {
        let t = indre.tilstand();
        let Some(d) = t.dueslag.get(&dueslag) else { return Ok(Vec::new()) };
        let hale = blok::af(d.hoved.naeste);
        let numre = d.hoved.straekninger(fra, u64::MAX).flat_map(|(a, b)| a..=b).take(loft.antal);
        numre
            .map(|n| {
                let henvisning = if blok::af(n) == hale { d.hale.post(n).copied() } else { None };
                (n, d.hoved.forsoeg.get(&n).copied().unwrap_or(0), henvisning)
            })
            .collect()
    };
    let mut blok_nu: Option<(u64, Arc<crate::form::blok::Blok>)> = None;
    for (nummer, forsoeg, henvisning) in numre {
        let henvisning = match henvisning {
            Some(h) => h,
            None => {
                let nr = blok::af(nummer);
                if blok_nu.as_ref().is_none_or(|(n, _)| *n != nr) {
                    // A block that has gone meanwhile had nothing in it any more.
                    blok_nu = indre.blok(dueslag, nr).await?.map(|b| (nr, b));
                }
                let Some(h) = blok_nu.as_ref().and_then(|(_, b)| b.post(nummer)) else { continue };
                *h
            }
        };
        bytes = bytes.saturating_add(henvisning.bytes as usize);
        if bytes > loft.bytes && !skal.is_empty() {
            break;
        }
        skal.push(Skal { nummer, forsoeg, henvisning });
    }
    let segmenter = hent(indre, skal.iter().map(|s| s.henvisning.segment)).await?;
    Ok(skal.iter().filter_map(|s| liggende(&segmenter, s)).collect())
}

pub(crate) async fn fejlkoe(indre: &Indre, poster: Vec<(u64, Fejlpost)>, loft: usize) -> Result<Vec<Fejlet>, Fejl> {
    let mut bytes = 0usize;
    let mut valgte = Vec::new();
    for (nummer, p) in poster {
        bytes = bytes.saturating_add(p.henvisning.bytes as usize);
        if bytes > loft && !valgte.is_empty() {
            break;
        }
        valgte.push((nummer, p));
    }
    let segmenter = hent(indre, valgte.iter().map(|(_, p)| p.henvisning.segment)).await?;
    let fejlet = |(nummer, p): (u64, Fejlpost)| {
        let skal = Skal { nummer, forsoeg: p.forsoeg, henvisning: p.henvisning };
        Some(Fejlet { besked: liggende(&segmenter, &skal)?, aarsag: p.aarsag, tekst: p.tekst, flyttet: p.flyttet })
    };
    Ok(valgte.into_iter().filter_map(fejlet).collect())
}

/// The message; `None` when it has gone meanwhile.
fn liggende(segmenter: &BTreeMap<u64, Arc<Vec<Indhold>>>, s: &Skal) -> Option<Liggende> {
    let h = &s.henvisning;
    let i = segmenter.get(&h.segment)?.get(h.plads as usize)?;
    Some(Liggende {
        nummer: s.nummer,
        maerke: h.maerke,
        modtaget: i.modtaget,
        udloeb: i.udloeb,
        forsoeg: s.forsoeg,
        // A copy of its own, so that one message that is held does not hold its segment.
        krop: Bytes::copy_from_slice(&i.krop),
    })
}

async fn hent(indre: &Indre, numre: impl Iterator<Item = u64>) -> Result<BTreeMap<u64, Arc<Vec<Indhold>>>, Fejl> {
    let mut ud = BTreeMap::new();
    let mut mangler = Vec::new();
    for nr in numre {
        if ud.contains_key(&nr) || mangler.last() == Some(&nr) {
            continue;
        }
        match indre.segmenter.find(&nr) {
            Some(s) => drop(ud.insert(nr, s)),
            None => mangler.push(nr),
        }
    }
    mangler.sort_unstable();
    mangler.dedup();
    let mut rest = mangler.as_slice();
    while let Some(foerste) = rest.first() {
        let i_traek = rest.iter().zip(*foerste..).take_while(|(a, b)| **a == *b).count();
        let (traek, efter) = rest.split_at_checked(i_traek).ok_or_else(tal::korrupt)?;
        rest = efter;
        if traek.len() <= ENKELTVIS {
            for nr in traek {
                if let Some(v) = indre.lager.raekke(SAMLING, &noegle::segment(*nr)).await? {
                    husk(indre, &mut ud, *nr, &v)?;
                }
            }
            continue;
        }
        let til = noegle::segment(foerste + traek.len() as u64);
        for (n, v) in indre.lager.raekker(SAMLING, &noegle::segment(*foerste), Some(&til), traek.len()).await? {
            let nr = n.get(1..).and_then(|b| b.try_into().ok()).map(u64::from_be_bytes).ok_or_else(tal::korrupt)?;
            husk(indre, &mut ud, nr, &v)?;
        }
    }
    Ok(ud)
}

fn husk(indre: &Indre, ud: &mut BTreeMap<u64, Arc<Vec<Indhold>>>, nr: u64, raekke: &[u8]) -> Result<(), Fejl> {
    let s = Arc::new(segment::laes(raekke)?);
    let bytes: usize = s.iter().map(|i| i.krop.len() + 64).sum();
    indre.segmenter.husk(nr, Arc::clone(&s), bytes);
    ud.insert(nr, s);
    Ok(())
}
