//! The rows of a replica in the store. Everything but the head lies under a generation; readers see the one that the head names, and the head is written last, so
//! half an extract is never seen.
//!
//! | key | what |
//! |---|---|
//! | 0 | the head |
//! | 1, generation, kind, UUID | an entity with all its versions |
//! | 2, generation, unit | a road in a postal district with its house numbers and addresses |
//! | 3, generation, block | the names of the units whose number begins so |
//! | 4, generation, target, kind, field, source | an entity that names another one |
//! | 5, number | an event |
//! | 6, generation, house number | its unit |
use crate::slags::{Register, Slags};
use crate::version::Entitet;
use grund::{Fejl, Fejlkode, Uuid};
use lager::{Lager, Raekkeforventning, Raekkeskrivning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows that are read at a time.
pub(crate) const BID: usize = 4_000;
/// Version of the head and of everything under it.
const FORMAT: u8 = 1;

pub(crate) const ENTITET: u8 = 1;
pub(crate) const ENHED: u8 = 2;
pub(crate) const BLOK: u8 = 3;
pub(crate) const RELATION: u8 = 4;
pub(crate) const HAENDELSE: u8 = 5;
pub(crate) const VISER: u8 = 6;

/// The head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hoved {
    format: u8,
    /// The generation that is seen; 0 before the first import.
    pub(crate) base: u32,
    /// The next generation.
    pub(crate) naeste: u32,
    /// Imports that have been seen so far; rises with every change.
    pub(crate) import: u64,
    /// When the last one was.
    pub(crate) indlaest: i64,
    /// Entities of each kind.
    pub(crate) antal: BTreeMap<String, u64>,
    /// How new the newest extract of each kind was: its number in BBR, the newest registration time in DAR.
    pub(crate) nyeste: BTreeMap<String, i64>,
    /// The number of the first event that is kept, and of the next one.
    pub(crate) haendelser: (u64, u64),
    /// Generations whose rows are to be removed.
    pub(crate) affald: Vec<u32>,
    /// An import under way, or one that was broken off.
    pub(crate) i_gang: Option<IGang>,
}

/// An import under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IGang {
    /// Where it writes.
    pub(crate) generation: u32,
    /// What tells its files from others.
    pub(crate) aftryk: u64,
    /// The file that it is in, and how many of its rows are done.
    pub(crate) fil: usize,
    /// Rows of that file that are done.
    pub(crate) raekke: u64,
    /// Rows that it has written.
    pub(crate) skrevet: u64,
    /// Events so far.
    pub(crate) haendelser: u64,
    /// What became of the entities.
    pub(crate) taelling: Taelling,
    /// As in the head, of what was read so far; and whether it says anything new of the kind.
    pub(crate) nyeste: BTreeMap<String, (i64, bool)>,
}

/// What became of what was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taelling {
    /// Rows of the files.
    pub raekker: u64,
    /// Entities that were unknown.
    pub nye: u64,
    /// Entities of which something else is said now.
    pub aendrede: u64,
}

impl Hoved {
    /// As it is, and its bytes, which the next write expects.
    ///
    /// # Errors
    /// Those of the store; `Intern` for a head of another format.
    pub(crate) async fn hent(lager: &dyn Lager, register: Register) -> Result<(Self, Option<Vec<u8>>), Fejl> {
        let Some(v) = lager.raekke(register.samling(), &[0]).await? else {
            return Ok((Self { format: FORMAT, naeste: 1, haendelser: (1, 1), ..Self::default() }, None));
        };
        let h: Self = serde_json::from_slice(&v).map_err(Fejl::intern)?;
        if h.format == FORMAT { Ok((h, Some(v))) } else { Err(Fejl::intern("the address replica is of another format")) }
    }

    /// Writes it with other rows in one transaction, where it is still as it was read. Gives what is there now.
    ///
    /// # Errors
    /// `Optaget` when another import is under way; those of the store.
    pub(crate) async fn gem(
        &self,
        lager: &dyn Lager,
        register: Register,
        foer: Option<Vec<u8>>,
        mut raekker: Vec<Raekkeskrivning>,
    ) -> Result<Option<Vec<u8>>, Fejl> {
        let nu = serde_json::to_vec(self).map_err(Fejl::intern)?;
        let forventet = foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
        raekker.push(Raekkeskrivning { samling: register.samling(), noegle: vec![0], forventet, vaerdi: Some(nu.clone()) });
        let svar = lager.skriv(lager::Skrivning { raekker, ..lager::Skrivning::default() }).await;
        match svar {
            Ok(_) => Ok(Some(nu)),
            Err(lager::Skrivefejl::RaekkeAndet(_)) => Err(Fejl::ny(Fejlkode::Optaget).detalje((
                format!("en anden indlæsning af {} er i gang", register.navn()),
                format!("another import of {} is under way", register.navn()),
            ))),
            Err(f) => Err(f.into()),
        }
    }
}

/// A key under a generation.
pub(crate) fn noegle(slags: u8, generation: u32, rest: &[u8]) -> Vec<u8> {
    let mut n = Vec::with_capacity(5 + rest.len());
    n.push(slags);
    n.extend_from_slice(&generation.to_be_bytes());
    n.extend_from_slice(rest);
    n
}

/// The rest of an entity's key.
pub(crate) fn entitetsrest(slags: &Slags, id: Uuid) -> Vec<u8> {
    let mut n = vec![slags.nr];
    n.extend_from_slice(id.as_bytes());
    n
}

pub(crate) use lager::samlinger::efter;

/// A row to write.
pub(crate) fn skriv(register: Register, noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::altid(register.samling(), noegle, vaerdi)
}

/// Rows whose keys begin so, page by page in order of key, from where the last page ended.
pub(crate) struct Gennemloeb<'a> {
    lager: &'a dyn Lager,
    register: Register,
    naeste: Option<Vec<u8>>,
    slut: Vec<u8>,
}

impl<'a> Gennemloeb<'a> {
    pub(crate) fn ny(lager: &'a dyn Lager, register: Register, begyndelse: Vec<u8>) -> Self {
        let slut = efter(&begyndelse);
        Self { lager, register, naeste: Some(begyndelse), slut }
    }

    /// The next page; empty at the end.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn side(&mut self, antal: usize) -> Result<Vec<lager::Raekke>, Fejl> {
        let Some(fra) = self.naeste.take() else { return Ok(Vec::new()) };
        let side = self.lager.raekker(self.register.samling(), &fra, Some(&self.slut), antal).await?;
        if side.len() == antal {
            self.naeste = side.last().map(|(n, _)| [n.as_slice(), &[0]].concat());
        }
        Ok(side)
    }
}

/// An entity in a generation.
///
/// # Errors
/// Those of the store.
pub(crate) async fn entitet(lager: &dyn Lager, generation: u32, slags: &'static Slags, id: Uuid) -> Result<Option<Entitet>, Fejl> {
    let n = noegle(ENTITET, generation, &entitetsrest(slags, id));
    lager.raekke(slags.register.samling(), &n).await?.map(|v| Entitet::laes(&v)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_after_a_beginning_is_after_all_of_it() {
        assert_eq!(efter(&[1, 2]), [1, 3]);
        assert_eq!(efter(&[1, 255, 255]), [2]);
        assert!(efter(&[1, 2]) > vec![1, 2, 255, 255]);
    }
}
