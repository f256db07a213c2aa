//! The register in the store's rows of modules. Collections 62–65, never reused.
//!
//! | collection | key | value |
//! |---|---|---|
//! | 65 | nothing | the head: which generation is seen, what is known of it, whose load is under way |
//! | 62 | kind, number | the unit in at most two generations: the one that is seen, and the one that is not yet, or was before |
//! | 63 | kind, term, number | nothing: what units are found by |
//! | 64 | generation, number of the event | the event as JSON, until it is told |
//!
//! A load writes the next generation beside what is seen, and its last transaction moves the head: half a file is never seen. Each of its transactions expects the head
//! that the one before wrote, so of two loads one ends by name. A load that was given up is remembered by its generation, and never seen. Index rows say where to look, not what is true: whoever finds a unit by them holds it against what was asked.
//! So rows of a generation that is not seen yet, and of the one before, do no harm; those of older ones go when the unit changes again.
use crate::dag::Dag;
use crate::model::{Enhed, Produktionsenhed};
use grund::{Fejl, Tidspunkt, Uuid};
use lager::{Raekkeforventning, Raekkeskrivning, samlinger};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub(crate) const HOVED: u16 = samlinger::CVR_HOVED;
pub(crate) const ENHEDER: u16 = samlinger::CVR_ENHEDER;
pub(crate) const INDEKS: u16 = samlinger::CVR_INDEKS;
pub(crate) const HAENDELSER: u16 = samlinger::CVR_HAENDELSER;

/// The version of the stored form of a unit.
const VERSION: u8 = 1;

fn korrupt() -> Fejl {
    Fejl::intern("a stored unit of the company register can't be read")
}

/// What is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// When its last load ended.
    pub indlaest: Tidspunkt,
    /// The number of the extract, where its file said one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nr: Option<u64>,
    /// The day on which the extract was made, where its file said one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dannet: Option<Dag>,
    /// Units.
    pub enheder: u64,
    /// Production units.
    pub produktionsenheder: u64,
}

/// A load that has begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Undervejs {
    pub hvem: Uuid,
    /// The generation that it writes.
    pub generation: u32,
    /// Rises with each of its transactions.
    pub skridt: u64,
}

/// The head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hoved {
    /// The generation that is seen; 0 before the first.
    pub generation: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stand: Option<Stand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undervejs: Option<Undervejs>,
    /// Generations of loads that were given up.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opgivne: BTreeSet<u32>,
    /// Generations that are seen and whose events are not all told.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ufortalte: BTreeSet<u32>,
}

impl Hoved {
    pub(crate) fn laes(raa: Option<&[u8]>) -> Result<Self, Fejl> {
        raa.map_or_else(|| Ok(Self::default()), |r| serde_json::from_slice(r).map_err(Fejl::intern))
    }

    /// The generation is seen.
    pub(crate) fn ser(&self, generation: u32) -> bool {
        generation <= self.generation && !self.opgivne.contains(&generation)
    }

    /// The row that puts it in place of what is there.
    pub(crate) fn raekke(&self, foer: Option<Vec<u8>>) -> Result<(Vec<u8>, Raekkeskrivning), Fejl> {
        let ny = serde_json::to_vec(self).map_err(Fejl::intern)?;
        let forventet = foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
        Ok((ny.clone(), Raekkeskrivning { samling: HOVED, noegle: Vec::new(), forventet, vaerdi: Some(ny) }))
    }
}

/// Units and production units. The letter begins their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Art {
    /// Units.
    #[serde(rename = "L")]
    Enhed,
    /// Production units.
    #[serde(rename = "P")]
    Produktionsenhed,
}

impl Art {
    pub(crate) const fn bogstav(self) -> u8 {
        match self {
            Self::Enhed => b'L',
            Self::Produktionsenhed => b'P',
        }
    }
}

/// The key of a unit.
pub(crate) fn noegle(art: Art, nummer: u64) -> Vec<u8> {
    [&[art.bogstav()][..], &nummer.to_be_bytes()].concat()
}

/// What is stored as one or the other.
pub(crate) trait Lagres: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync {
    const ART: Art;
    fn nummer(&self) -> u64;
}

impl Lagres for Enhed {
    const ART: Art = Art::Enhed;
    fn nummer(&self) -> u64 {
        u64::from(self.cvr)
    }
}

impl Lagres for Produktionsenhed {
    const ART: Art = Art::Produktionsenhed;
    fn nummer(&self) -> u64 {
        self.pnr
    }
}

/// A unit with the number of its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "T: Serialize + DeserializeOwned")]
pub(crate) struct Tilstand<T> {
    /// Rises with each change.
    #[serde(rename = "r")]
    pub version: u32,
    #[serde(rename = "u")]
    pub enhed: T,
}

/// A stored unit: its generations, oldest first.
pub(crate) type Generationer<'r> = Vec<(u32, &'r [u8])>;

pub(crate) fn generationer(raa: &[u8]) -> Result<Generationer<'_>, Fejl> {
    let (version, mut rest) = raa.split_first().ok_or_else(korrupt)?;
    if *version != VERSION {
        return Err(Fejl::intern(format!("a unit of the company register in form {version}")));
    }
    let mut ud = Vec::with_capacity(2);
    while !rest.is_empty() {
        let (hoved, r) = rest.split_at_checked(8).ok_or_else(korrupt)?;
        let (g, laengde) = hoved.split_at_checked(4).ok_or_else(korrupt)?;
        let tal = |b: &[u8]| b.try_into().map(u32::from_be_bytes).map_err(|_| korrupt());
        let (krop, r) = r.split_at_checked(tal(laengde)? as usize).ok_or_else(korrupt)?;
        ud.push((tal(g)?, krop));
        rest = r;
    }
    Ok(ud)
}

pub(crate) fn skriv(generationer: &[(u32, &[u8])]) -> Result<Vec<u8>, Fejl> {
    let mut ud = vec![VERSION];
    for (g, krop) in generationer {
        ud.extend(g.to_be_bytes());
        ud.extend(u32::try_from(krop.len()).map_err(Fejl::intern)?.to_be_bytes());
        ud.extend(*krop);
    }
    Ok(ud)
}

/// The newest of them that is seen.
pub(crate) fn set<'r>(generationer: &[(u32, &'r [u8])], hoved: &Hoved) -> Option<(u32, &'r [u8])> {
    generationer.iter().rev().find(|(g, _)| hoved.ser(*g)).copied()
}

/// The key of an event.
pub(crate) fn haendelsesnoegle(generation: u32, nr: u64) -> Vec<u8> {
    [&generation.to_be_bytes()[..], &nr.to_be_bytes()].concat()
}

pub(crate) fn laes<T: Lagres>(krop: &[u8]) -> Result<Tilstand<T>, Fejl> {
    serde_json::from_slice(krop).map_err(Fejl::intern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_come_back_as_they_were_written() {
        let raa = skriv(&[(3, b"en"), (7, b"to")]).unwrap();
        let g = generationer(&raa).unwrap();
        assert_eq!(g, [(3, &b"en"[..]), (7, b"to")]);
        let ved = |generation| Hoved { generation, opgivne: BTreeSet::from([8]), ..Hoved::default() };
        assert_eq!([2, 3, 6, 7, 9].map(|s| set(&g, &ved(s)).map(|(g, _)| g)), [None, Some(3), Some(3), Some(7), Some(7)]);
        let g = vec![(3, &b"en"[..]), (8, b"opgivet")];
        assert_eq!(set(&g, &ved(9)).map(|(g, _)| g), Some(3));
        assert!(generationer(&[VERSION, 0, 0]).is_err() && generationer(&[9]).is_err() && generationer(&[]).is_err());
    }
}
