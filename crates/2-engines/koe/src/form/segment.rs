//! A segment: messages that were laid down together, packed together. Envelopes of one sender have most of their bytes in common, so LZ4 makes a fifth or less
//! of them; and one row of several pages costs SQLite less than a row that spills into a page of its own for each message.
use super::tal::{self, korrupt, laeser};
use crate::port::NyBesked;
use bytes::Bytes;
use grund::{Fejl, Tidspunkt};

/// Bytes of messages in one segment, unless one message is larger: what must be unpacked to read one.
pub(crate) const BYTES: usize = 64 * 1024;

const RAA: u8 = 0;
const LZ4: u8 = 1;
/// A segment is never larger than one message of any size that the port is given, and this much more.
const LAENGST: usize = 64 * 1024 * 1024;

/// A message of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Indhold {
    pub modtaget: Tidspunkt,
    pub udloeb: Option<Tidspunkt>,
    pub krop: Bytes,
}

/// Packs messages; not empty.
pub(crate) fn skriv(beskeder: &[&NyBesked]) -> Vec<u8> {
    let mut raa = Vec::with_capacity(beskeder.iter().map(|b| b.krop.len() + 24).sum());
    tal::tal(&mut raa, beskeder.len() as u64);
    for b in beskeder {
        tal::fortegn(&mut raa, b.modtaget.mikros());
        raa.push(u8::from(b.udloeb.is_some()));
        b.udloeb.iter().for_each(|t| tal::fortegn(&mut raa, t.mikros()));
        tal::bytes(&mut raa, &b.krop);
    }
    let mut ud = vec![LZ4];
    tal::tal(&mut ud, raa.len() as u64);
    ud.extend_from_slice(&lz4_flex::block::compress(&raa));
    if ud.len() > raa.len() {
        ud.truncate(0);
        ud.push(RAA);
        ud.extend_from_slice(&raa);
    }
    ud
}

/// The messages of a segment.
pub(crate) fn laes(raekke: &[u8]) -> Result<Vec<Indhold>, Fejl> {
    let raa = match raekke {
        [RAA, rest @ ..] => Bytes::copy_from_slice(rest),
        [LZ4, rest @ ..] => {
            let mut l = laeser(rest);
            let laengde = l.som::<usize>()?;
            let ud = (laengde <= LAENGST).then(|| lz4_flex::block::decompress(l.rest(), laengde).ok()).flatten();
            Bytes::from(ud.filter(|u| u.len() == laengde).ok_or_else(korrupt)?)
        }
        _ => return Err(korrupt()),
    };
    let mut l = laeser(&raa);
    let antal = l.antal()?;
    let mut ud = Vec::with_capacity(antal);
    for _ in 0..antal {
        let modtaget = l.tid()?;
        let udloeb = if l.byte()? == 1 { Some(l.tid()?) } else { None };
        ud.push(Indhold { modtaget, udloeb, krop: raa.slice_ref(l.bytes()?) });
    }
    Ok(ud)
}
