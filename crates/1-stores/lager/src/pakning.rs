//! How a registration lies in its row: the body, and the index keys that were written with it, packed together.
//!
//! The store must be able to take away every index row of an object by itself: the tables that made the keys may have changed since. Looking them up
//! the other way (by object) would cost a second index, some 15 bytes a row. The keys are nearly all made of what stands in the body (UUIDs, texts), so
//! packed together with it (LZ4: about a microsecond a kilobyte) they take some 5 bytes each, and the body gets smaller.
use std::collections::BTreeSet;

/// As they are: for what does not get smaller.
const RAA: u8 = 0;
/// LZ4, after the length.
const LZ4: u8 = 1;
/// A body and keys that together are longer than this were not made here.
const LAENGST: usize = 256 * 1024 * 1024;

/// Packs a body and keys.
pub(crate) fn pak<'a>(krop: &[u8], noegler: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let noegler: BTreeSet<&[u8]> = noegler.into_iter().collect();
    let mut raa = Vec::with_capacity(krop.len() + 16 + noegler.len() * 24);
    tal(&mut raa, krop.len());
    raa.extend_from_slice(krop);
    let mut forrige: &[u8] = &[];
    for n in noegler {
        let faelles = n.iter().zip(forrige).take_while(|(a, b)| a == b).count();
        let rest = n.get(faelles..).unwrap_or_default();
        tal(&mut raa, faelles);
        tal(&mut raa, rest.len());
        raa.extend_from_slice(rest);
        forrige = n;
    }
    let mut ud = vec![LZ4];
    tal(&mut ud, raa.len());
    ud.extend_from_slice(&lz4_flex::block::compress(&raa));
    if ud.len() <= raa.len() {
        return ud;
    }
    ud.truncate(0);
    ud.push(RAA);
    ud.extend_from_slice(&raa);
    ud
}

/// The packed bytes are none of ours.
#[derive(Debug)]
pub(crate) struct Korrupt;

impl std::fmt::Display for Korrupt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a stored registration can't be unpacked")
    }
}

impl std::error::Error for Korrupt {}

/// The body.
pub(crate) fn krop(pakket: &[u8]) -> Result<Vec<u8>, Korrupt> {
    let mut raa = pak_ud(pakket)?;
    let mut rest = raa.as_slice();
    let laengde = laes_tal(&mut rest)?;
    let fra = raa.len() - rest.len();
    if laengde > rest.len() {
        return Err(Korrupt);
    }
    raa.truncate(fra + laengde);
    raa.drain(..fra);
    Ok(raa)
}

/// The body and the keys.
pub(crate) fn alt(pakket: &[u8]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Korrupt> {
    let raa = pak_ud(pakket)?;
    let mut rest = raa.as_slice();
    let laengde = laes_tal(&mut rest)?;
    let krop = tag(&mut rest, laengde)?.to_vec();
    let mut noegler: Vec<Vec<u8>> = Vec::new();
    while !rest.is_empty() {
        let (faelles, laengde) = (laes_tal(&mut rest)?, laes_tal(&mut rest)?);
        let mut n = noegler.last().map_or(&[][..], Vec::as_slice).get(..faelles).ok_or(Korrupt)?.to_vec();
        n.extend_from_slice(tag(&mut rest, laengde)?);
        noegler.push(n);
    }
    Ok((krop, noegler))
}

fn pak_ud(pakket: &[u8]) -> Result<Vec<u8>, Korrupt> {
    match pakket {
        [RAA, rest @ ..] => Ok(rest.to_vec()),
        [LZ4, rest @ ..] => {
            let mut rest = rest;
            let laengde = laes_tal(&mut rest)?;
            if laengde > LAENGST {
                return Err(Korrupt);
            }
            lz4_flex::block::decompress(rest, laengde).ok().filter(|u| u.len() == laengde).ok_or(Korrupt)
        }
        _ => Err(Korrupt),
    }
}

fn tal(ud: &mut Vec<u8>, mut v: usize) {
    while v >= 0x80 {
        ud.push((v & 0x7f) as u8 | 0x80);
        v >>= 7;
    }
    ud.push(v as u8);
}

fn laes_tal(rest: &mut &[u8]) -> Result<usize, Korrupt> {
    let mut v = 0usize;
    for skift in (0..35).step_by(7) {
        let (b, efter) = rest.split_first().ok_or(Korrupt)?;
        *rest = efter;
        v |= usize::from(b & 0x7f) << skift;
        if *b < 0x80 {
            return Ok(v);
        }
    }
    Err(Korrupt)
}

fn tag<'a>(rest: &mut &'a [u8], antal: usize) -> Result<&'a [u8], Korrupt> {
    let (a, b) = rest.split_at_checked(antal).ok_or(Korrupt)?;
    *rest = b;
    Ok(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frem_og_tilbage(kroppen: &[u8], noegler: &[&[u8]]) -> usize {
        let p = pak(kroppen, noegler.iter().copied());
        let (k, n) = alt(&p).unwrap();
        assert_eq!((k.as_slice(), krop(&p).unwrap().as_slice()), (kroppen, kroppen));
        let ventet: BTreeSet<Vec<u8>> = noegler.iter().map(|n| n.to_vec()).collect();
        assert_eq!(n, ventet.into_iter().collect::<Vec<_>>());
        p.len()
    }

    #[test]
    fn keys_that_stand_in_the_body_take_few_bytes() {
        frem_og_tilbage(b"", &[]);
        frem_og_tilbage(b"a", &[b"", b"a", b"ab", b"b", &[0; 300]]);
        let uuider: Vec<[u8; 16]> =
            (0..20u128).map(|n| (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835).to_be_bytes()).collect();
        let kroppen: Vec<u8> = uuider.concat();
        let noegler: Vec<Vec<u8>> = uuider.iter().map(|u| [b"\0\x11\x03\0\x07".as_slice(), u].concat()).collect();
        let med = frem_og_tilbage(&kroppen, &noegler.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let uden = frem_og_tilbage(&kroppen, &[]);
        assert!(med - uden < 20 * 9, "{med} {uden}");
    }

    #[test]
    fn corrupt_bytes_are_refused() {
        let p = pak(&[7; 500], [b"abc".as_slice(), b"abd"]);
        for n in 0..p.len() {
            assert!(alt(&p[..n]).is_err());
        }
        for nr in 0..p.len() {
            for bit in 0..8 {
                let mut q = p.clone();
                q[nr] ^= 1 << bit;
                let _ = (alt(&q), krop(&q));
            }
        }
        assert!(alt(&[2, 0]).is_err() && krop(&[LZ4, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
    }
}
