//! A row of the error queue.
use super::blok::Henvisning;
use super::tal::{self, korrupt, laeser};
use crate::port::Fejlaarsag;
use grund::{Fejl, Tidspunkt, graenser};

/// A message of the error queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fejlpost {
    pub henvisning: Henvisning,
    pub forsoeg: u32,
    pub aarsag: Fejlaarsag,
    pub tekst: String,
    pub flyttet: Tidspunkt,
}

impl Fejlpost {
    pub(crate) fn skriv(&self) -> Vec<u8> {
        let h = &self.henvisning;
        let mut ud = Vec::with_capacity(48 + self.tekst.len());
        for n in [h.segment, u64::from(h.plads), u64::from(h.bytes), u64::from(self.forsoeg)] {
            tal::tal(&mut ud, n);
        }
        ud.extend_from_slice(h.maerke.as_bytes());
        ud.push(self.aarsag as u8);
        tal::fortegn(&mut ud, self.flyttet.mikros());
        tal::bytes(&mut ud, self.tekst.as_bytes());
        ud
    }

    pub(crate) fn laes(raekke: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(raekke);
        let (segment, plads, bytes, forsoeg) = (l.tal()?, l.som()?, l.som()?, l.som()?);
        let maerke = l.uuid()?;
        let aarsag = Fejlaarsag::fra_nr(l.byte()?).ok_or_else(korrupt)?;
        let flyttet = l.tid()?;
        let tekst = String::from_utf8(l.bytes()?.to_vec()).map_err(|_| korrupt())?;
        Ok(Self { henvisning: Henvisning { segment, plads, bytes, maerke }, forsoeg, aarsag, tekst, flyttet })
    }
}

/// A text as short as it may be, as it is seen: a receiver said it.
pub(crate) fn afkort(tekst: &str) -> String {
    let mut tekst = grund::tekst::synlig_linje(tekst);
    tekst.truncate(tekst.floor_char_boundary(graenser::FEJLKOE_TEKST));
    tekst
}
