//! Bodies that come packed (`Content-Encoding`), unpacked in one place for every wire, before anything reads them. The packed body is within
//! the limits of every body, and so is the unpacked one; its memory is held of the same budget, step by step.
use crate::modtagelse::{Beholdning, Modtagelser};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use grund::graenser::{KROP_BYTES, UDPAKKET_FORHOLD, UDPAKKET_FRI_BYTES};
use grund::{Fejl, Fejlkode};
use std::io::Read;

/// What we say that we read (RFC 9110, 15.5.16).
pub const LAESES: &str = "gzip, deflate, identity";
/// Bytes that are unpacked between two looks at the limits; other calls get the thread in between.
const SKRIDT: usize = 64 * 1024;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indpakning {
    /// RFC 1952.
    Gzip,
    /// RFC 1950; many senders leave its frame out and send RFC 1951.
    Deflate,
}

impl Indpakning {
    /// What the headers say; `None` when the body is as it is.
    ///
    /// # Errors
    /// `ForkertIndhold` for every other coding, and for several one upon the other.
    pub fn af(hoveder: &HeaderMap) -> Result<Option<Self>, Fejl> {
        let mut fundet = None;
        for h in hoveder.get_all(header::CONTENT_ENCODING) {
            for navn in String::from_utf8_lossy(h.as_bytes()).split(',').map(|n| n.trim().to_ascii_lowercase()) {
                let en = match navn.as_str() {
                    "" | "identity" => continue,
                    "gzip" | "x-gzip" => Self::Gzip,
                    "deflate" => Self::Deflate,
                    _ => return Err(afvis()),
                };
                if fundet.replace(en).is_some() {
                    return Err(afvis());
                }
            }
        }
        Ok(fundet)
    }

    /// Unpacks a body that is received. Its memory is held besides that of the packed one, which goes when this is done.
    ///
    /// # Errors
    /// `ForStor` beyond the limit of every body, or when it grows more than any message does; `IkkeVelformet` when it is not packed like
    /// that or ends early; `Optaget` when there is no memory.
    pub async fn pak_ud(self, alle: &std::sync::Arc<Modtagelser>, pakket: Bytes) -> Result<(Bytes, Beholdning), Fejl> {
        let raat: &[u8] = &pakket;
        let mut laeser: Box<dyn Read + Send + '_> = match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(raat)),
            Self::Deflate if er_zlib(raat) => Box::new(ZlibDecoder::new(raat)),
            Self::Deflate => Box::new(DeflateDecoder::new(raat)),
        };
        let loft = KROP_BYTES.min(UDPAKKET_FRI_BYTES.max(pakket.len().saturating_mul(UDPAKKET_FORHOLD)));
        let mut beholdning = alle.beholdning();
        let (mut ud, mut stykke) = (Vec::new(), vec![0; SKRIDT]);
        loop {
            let n =
                laeser.read(&mut stykke).map_err(|e| Fejl::ny(Fejlkode::IkkeVelformet).felt("Content-Encoding").detalje(e.to_string()))?;
            if n == 0 {
                return Ok((ud.into(), beholdning));
            }
            if ud.len() + n > loft {
                let f = Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(loft, grund::sagt::UDPAKKEDE_BYTES));
                return Err(f.detalje((format!("{0} bytes pakket", pakket.len()), format!("{0} bytes packed", pakket.len()))));
            }
            beholdning.sorg_for(ud.len() + n).await?;
            ud.extend_from_slice(stykke.get(..n).unwrap_or_default());
            tokio::task::yield_now().await;
        }
    }
}

/// The refusal of a coding that we do not read.
pub fn afvis() -> Fejl {
    Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Encoding").tilladt([LAESES])
}

/// What the answer to such a refusal says in its header.
pub fn kan_laeses() -> HeaderValue {
    HeaderValue::from_static(LAESES)
}

/// The two bytes that a zlib frame begins with (RFC 1950, 2.2).
fn er_zlib(b: &[u8]) -> bool {
    matches!(b, [cmf, flg, ..] if cmf & 0x0f == 8 && u16::from_be_bytes([*cmf, *flg]).is_multiple_of(31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modtagelse::Modtagelsestal;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    fn hoveder(v: &[&'static str]) -> HeaderMap {
        v.iter().map(|v| (header::CONTENT_ENCODING, HeaderValue::from_static(v))).collect()
    }

    fn pak<W: Write>(mut w: W, b: &[u8], slut: impl Fn(W) -> std::io::Result<Vec<u8>>) -> Bytes {
        w.write_all(b).unwrap();
        slut(w).unwrap().into()
    }

    fn gzip(b: &[u8]) -> Bytes {
        pak(GzEncoder::new(Vec::new(), Compression::default()), b, GzEncoder::finish)
    }

    #[test]
    fn only_what_we_unpack_is_taken() {
        for (v, ventet) in [
            (&[][..], Some(None)),
            (&["identity"], Some(None)),
            (&["gzip"], Some(Some(Indpakning::Gzip))),
            (&["X-GZip"], Some(Some(Indpakning::Gzip))),
            (&["identity, deflate"], Some(Some(Indpakning::Deflate))),
            (&["br"], None),
            (&["gzip, gzip"], None),
            (&["gzip", "deflate"], None),
            (&["zstd, gzip"], None),
        ] {
            assert_eq!(Indpakning::af(&hoveder(v)).ok(), ventet, "{v:?}");
        }
        assert_eq!(Indpakning::af(&hoveder(&["br"])).unwrap_err().kode(), Fejlkode::ForkertIndhold);
    }

    #[tokio::test]
    async fn packed_bodies_come_out_as_they_were_and_bombs_do_not_come_out() {
        let alle = Modtagelser::ny(Modtagelsestal::med(1 << 26));
        let tekst: Vec<u8> = (0..40_000).flat_map(|n: u32| format!("<a>{}</a>", n.wrapping_mul(2_654_435_761)).into_bytes()).collect();
        let zlib = pak(ZlibEncoder::new(Vec::new(), Compression::default()), &tekst, ZlibEncoder::finish);
        let raa = pak(DeflateEncoder::new(Vec::new(), Compression::default()), &tekst, DeflateEncoder::finish);
        for (slags, pakket) in [(Indpakning::Gzip, gzip(&tekst)), (Indpakning::Deflate, zlib), (Indpakning::Deflate, raa)] {
            let (ud, _holdt) = slags.pak_ud(&alle, pakket.clone()).await.unwrap();
            assert!(ud == tekst, "{slags:?}");
            let afbrudt = slags.pak_ud(&alle, pakket.slice(..pakket.len() / 2)).await;
            assert_eq!(afbrudt.err().unwrap().kode(), Fejlkode::IkkeVelformet, "{slags:?}");
        }
        let nul = vec![0; KROP_BYTES];
        let for_stor = Indpakning::Gzip.pak_ud(&alle, gzip(&[&tekst[..], &nul].concat())).await;
        assert_eq!(for_stor.err().unwrap().kode(), Fejlkode::ForStor, "larger than any body");
        let bombe = Indpakning::Gzip.pak_ud(&alle, gzip(&nul[..KROP_BYTES / 2])).await;
        assert_eq!(bombe.err().unwrap().kode(), Fejlkode::ForStor, "no message packs a thousand to one");
        assert_eq!(Indpakning::Gzip.pak_ud(&alle, tekst.into()).await.err().unwrap().kode(), Fejlkode::IkkeVelformet);
        assert_eq!(alle.brugt(), 0, "nothing is held of what is gone");
        // Without memory it is not unpacked.
        let smaa = Modtagelser::ny(Modtagelsestal::med(0));
        let stor: Vec<u8> = (0..60_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        assert_eq!(Indpakning::Gzip.pak_ud(&smaa, gzip(&stor)).await.err().unwrap().kode(), Fejlkode::Optaget);
    }
}
