//! Frames (AMQP 0-9-1, 4.2.3): bytes as they come become whole frames, however they were torn on the way.
use crate::brud::{Brud, kode};
use crate::{metode, tabel};
use bytes::{Buf, Bytes, BytesMut};

/// Type, channel and size before the payload.
pub const HOVED: usize = 7;
/// What every frame ends with.
pub const ENDE: u8 = 0xce;
/// How a client begins: `AMQP`, 0, and the version 0-9-1.
pub const PROTOKOL: [u8; 8] = *b"AMQP\x00\x00\x09\x01";
/// Room that a read is given at least.
const LAES: usize = 4 * 1024;
/// Room that a large frame is given at a time, so that nobody gets memory for bytes that he only announces.
const LAES_STOR: usize = 64 * 1024;

/// The kind of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slags {
    /// A method.
    Metode,
    /// Header of a content.
    Hoved,
    /// A piece of a content's body.
    Krop,
    /// A heartbeat.
    Livstegn,
}

/// A whole frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ramme {
    /// Its kind.
    pub slags: Slags,
    /// Its channel; 0 is the connection itself.
    pub kanal: u16,
    /// Its payload.
    pub indhold: Bytes,
}

/// Cuts frames from what was received.
#[derive(Debug)]
pub struct Rammelaeser {
    buf: BytesMut,
    maks: usize,
}

impl Rammelaeser {
    /// Frames of at most so many bytes in all.
    pub fn ny(maks: usize) -> Self {
        Self { buf: BytesMut::new(), maks }
    }

    /// What was negotiated.
    pub fn saet_maks(&mut self, maks: usize) {
        self.maks = maks;
    }

    /// Where received bytes are put, with room for more.
    pub fn plads(&mut self) -> &mut BytesMut {
        let mangler = match self.laengde() {
            Some(n) => n.saturating_add(HOVED + 1).min(self.maks).saturating_sub(self.buf.len()),
            None => 0,
        };
        self.buf.reserve(mangler.clamp(LAES, LAES_STOR));
        &mut self.buf
    }

    /// Bytes that are held and not cut yet.
    pub fn holdt(&self) -> usize {
        self.buf.len()
    }

    /// Forgets everything that was received.
    pub fn glem(&mut self) {
        self.buf.clear();
    }

    /// The first eight bytes, when they are there.
    pub fn protokolhoved(&mut self) -> Option<[u8; 8]> {
        let otte = self.buf.first_chunk::<8>().copied()?;
        self.buf.advance(8);
        Some(otte)
    }

    fn laengde(&self) -> Option<usize> {
        let [_, _, _, a, b, c, d] = self.buf.first_chunk::<HOVED>()?;
        usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).ok()
    }

    /// The next frame, when all of it is there.
    ///
    /// # Errors
    /// 501: an unknown kind, a frame that is too large, or one that does not end as it must. After that nothing more can be read.
    pub fn naeste(&mut self) -> Result<Option<Ramme>, Brud> {
        let Some([slags, k1, k2, ..]) = self.buf.first_chunk::<HOVED>().copied() else { return Ok(None) };
        let slags = match slags {
            1 => Slags::Metode,
            2 => Slags::Hoved,
            3 => Slags::Krop,
            8 => Slags::Livstegn,
            _ => return Err(Brud::ny(kode::RAMMEFEJL, format!("frame type {slags} is unknown"))),
        };
        let laengde = self.laengde().unwrap_or(usize::MAX);
        if laengde > self.maks.saturating_sub(HOVED + 1) {
            return Err(Brud::ny(kode::RAMMEFEJL, format!("a frame of {laengde} bytes is larger than the negotiated {}", self.maks)));
        }
        if self.buf.len() < HOVED + laengde + 1 {
            return Ok(None);
        }
        self.buf.advance(HOVED);
        let indhold = self.buf.split_to(laengde).freeze();
        if self.buf.get_u8() != ENDE {
            return Err(Brud::ny(kode::RAMMEFEJL, "the frame does not end with 0xCE"));
        }
        Ok(Some(Ramme { slags, kanal: u16::from_be_bytes([k1, k2]), indhold }))
    }
}

/// Reads frames and what is in them until the bytes end or can't be read; the number of frames. For fuzzing.
pub fn proev(data: &[u8], maks: usize, stykke: usize) -> usize {
    let (mut l, mut antal) = (Rammelaeser::ny(maks), 0);
    for d in data.chunks(stykke.max(1)) {
        l.plads().extend_from_slice(d);
        loop {
            let Ok(r) = l.naeste() else { return antal };
            let Some(r) = r else { break };
            antal += 1;
            match r.slags {
                Slags::Metode => drop(metode::laes(&r.indhold)),
                Slags::Hoved => drop(metode::laes_hoved(&r.indhold)),
                Slags::Krop | Slags::Livstegn => drop(tabel::Mark::ny(&r.indhold).tabel()),
            }
        }
    }
    antal
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ramme(slags: u8, kanal: u16, indhold: &[u8]) -> Vec<u8> {
        let l = u32::try_from(indhold.len()).unwrap().to_be_bytes();
        [&[slags][..], &kanal.to_be_bytes(), &l, indhold, &[ENDE]].concat()
    }

    /// All frames, and what was wrong in the end.
    fn laes(stykker: impl Iterator<Item = Vec<u8>>, maks: usize) -> (Vec<Ramme>, Option<u16>) {
        let (mut l, mut ud) = (Rammelaeser::ny(maks), Vec::new());
        for s in stykker {
            l.plads().extend_from_slice(&s);
            loop {
                match l.naeste() {
                    Ok(Some(r)) => ud.push(r),
                    Ok(None) => break,
                    Err(b) => return (ud, Some(b.kode)),
                }
            }
        }
        (ud, None)
    }

    proptest! {
        #[test]
        fn frames_are_the_same_however_they_are_torn(
            rammer in proptest::collection::vec((prop_oneof![Just(1u8), Just(2), Just(3), Just(8), Just(4)], any::<u16>(), proptest::collection::vec(any::<u8>(), 0..90)), 0..8),
            ende in any::<bool>(),
            snit in proptest::collection::vec(1usize..40, 1..40),
        ) {
            let mut alt: Vec<u8> = rammer.iter().flat_map(|(s, k, i)| ramme(*s, *k, i)).collect();
            if ende && let Some(sidste) = alt.last_mut() {
                *sidste = 0;
            }
            let hel = laes([alt.clone()].into_iter(), 80);
            let mut rest = alt.as_slice();
            let mut snit = snit.iter().cycle();
            let torn = std::iter::from_fn(|| {
                let n = (*snit.next()?).min(rest.len());
                let (a, b) = rest.split_at(n);
                rest = b;
                (n > 0).then(|| a.to_vec())
            });
            prop_assert_eq!(hel, laes(torn, 80));
        }

        #[test]
        fn nothing_that_is_received_panics(data in proptest::collection::vec(any::<u8>(), 0..400), stykke in 1usize..50) {
            proev(&data, 300, stykke);
        }

        #[test]
        fn no_method_or_header_panics(klasse in prop_oneof![Just(10u16), Just(20), Just(40), Just(50), Just(60), Just(85), Just(90)], metode in 0u16..130, rest in proptest::collection::vec(any::<u8>(), 0..200)) {
            let indhold = [&klasse.to_be_bytes()[..], &metode.to_be_bytes(), &rest].concat();
            proev(&ramme(1, 1, &indhold), 1000, 1000);
            proev(&ramme(2, 1, &indhold), 1000, 1000);
        }
    }

    #[test]
    fn a_frame_that_is_too_large_is_refused_by_its_header_alone() {
        let hoved = [&[3u8, 0, 1][..], &100_u32.to_be_bytes()].concat();
        assert_eq!(laes([hoved.clone()].into_iter(), 107).1, Some(kode::RAMMEFEJL));
        assert_eq!(laes([hoved].into_iter(), 108), (Vec::new(), None));
    }

    #[test]
    fn what_is_only_announced_gets_no_memory() {
        let mut l = Rammelaeser::ny(1 << 30);
        l.plads().extend_from_slice(&[3, 0, 1, 0x3f, 0, 0, 0]);
        assert!(l.plads().capacity() <= LAES + LAES_STOR + HOVED);
    }
}
