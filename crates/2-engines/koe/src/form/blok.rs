//! Where a dueslag's messages lie: blocks of [`ANTAL`] numbers, so that a block is found by its number alone. A block takes five bytes a message and
//! stays below the 1,000 bytes from which SQLite would put it on a page of its own.
use super::tal::{self, korrupt, laeser};
use grund::{Fejl, Uuid};

/// Numbers of a block.
pub(crate) const ANTAL: u64 = 128;

/// The block of a number. Numbers begin with 1.
pub(crate) fn af(nummer: u64) -> u64 {
    nummer.saturating_sub(1) / ANTAL
}

/// Where one message lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Henvisning {
    pub segment: u64,
    pub plads: u32,
    pub bytes: u32,
    pub maerke: Uuid,
}

/// A block: the messages of consecutive numbers, from the first of the block on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blok(pub Vec<Henvisning>);

impl Blok {
    /// The message of that number, which must be one of the block's.
    pub(crate) fn post(&self, nummer: u64) -> Option<&Henvisning> {
        self.0.get(usize::try_from(nummer.checked_sub(1)? % ANTAL).ok()?)
    }

    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut maerker: Vec<Uuid> = Vec::new();
        let numre: Vec<usize> = self
            .0
            .iter()
            .map(|h| {
                maerker.iter().rposition(|m| *m == h.maerke).unwrap_or_else(|| {
                    maerker.push(h.maerke);
                    maerker.len() - 1
                })
            })
            .collect();
        let mut ud = Vec::with_capacity(self.0.len() * 6 + maerker.len() * 16 + 4);
        tal::tal(&mut ud, maerker.len() as u64);
        maerker.iter().for_each(|m| ud.extend_from_slice(m.as_bytes()));
        tal::tal(&mut ud, self.0.len() as u64);
        let mut forrige = 0u64;
        for (h, nr) in self.0.iter().zip(numre) {
            tal::fortegn(&mut ud, h.segment.wrapping_sub(forrige).cast_signed());
            tal::tal(&mut ud, u64::from(h.plads));
            tal::tal(&mut ud, u64::from(h.bytes));
            tal::tal(&mut ud, nr as u64);
            forrige = h.segment;
        }
        ud
    }

    pub(crate) fn laes(raekke: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(raekke);
        let maerker = (0..l.antal()?).map(|_| l.uuid()).collect::<Result<Vec<_>, _>>()?;
        let antal = l.antal()?;
        let mut ud = Vec::with_capacity(antal);
        let mut forrige = 0u64;
        for _ in 0..antal {
            let segment = forrige.wrapping_add(l.fortegn()?.cast_unsigned());
            let (plads, bytes) = (l.som()?, l.som()?);
            let maerke = *maerker.get(l.som::<usize>()?).ok_or_else(korrupt)?;
            ud.push(Henvisning { segment, plads, bytes, maerke });
            forrige = segment;
        }
        Ok(Self(ud))
    }
}
