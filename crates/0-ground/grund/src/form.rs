//! The small things of stored rows: numbers, texts, ids and times in as few bytes as they need. How a row is put together is its module's; these bytes never change.
use crate::{Fejl, Tidspunkt, Uuid};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a number, seven bits in a byte.
pub fn tal(ud: &mut Vec<u8>, mut v: u64) {
    while v >= 0x80 {
        ud.push((v & 0x7f) as u8 | 0x80);
        v >>= 7;
    }
    ud.push(v as u8);
}

/// Writes a number that may be negative: the sign lies in the last bit, so that numbers near 0 are short on both sides.
pub fn fortegn(ud: &mut Vec<u8>, v: i64) {
    tal(ud, ((v << 1) ^ (v >> 63)).cast_unsigned());
}

/// Writes bytes after their number.
pub fn bytes(ud: &mut Vec<u8>, b: &[u8]) {
    tal(ud, b.len() as u64);
    ud.extend_from_slice(b);
}

/// Writes a text after its number of bytes.
pub fn tekst(ud: &mut Vec<u8>, t: &str) {
    bytes(ud, t.as_bytes());
}

/// Writes a time.
pub fn tid(ud: &mut Vec<u8>, t: Tidspunkt) {
    fortegn(ud, t.mikros());
}

/// A row as a version and JSON.
///
/// # Errors
/// When the value has no JSON.
pub fn json<T: Serialize>(version: u8, v: &T) -> Result<Vec<u8>, Fejl> {
    let mut ud = vec![version];
    serde_json::to_writer(&mut ud, v).map_err(Fejl::intern)?;
    Ok(ud)
}

/// Reads what [`json`] wrote; `hvad` says in English whose it is.
///
/// # Errors
/// When it is of another version, or not that.
pub fn af_json<T: DeserializeOwned>(hvad: &'static str, version: u8, b: &[u8]) -> Result<T, Fejl> {
    match b.split_first() {
        Some((v, rest)) if *v == version => serde_json::from_slice(rest).map_err(Fejl::intern),
        Some((v, _)) => Err(Fejl::intern(format!("a row of {hvad} is of form {v}, and this program reads {version}: use a newer one"))),
        None => Err(korrupt(hvad)),
    }
}

/// A row that can't be read; `hvad` says in English whose it is.
pub fn korrupt(hvad: &'static str) -> Fejl {
    Fejl::intern(format!("a row of {hvad} can't be read"))
}

/// Reads what the functions above wrote. Each of its functions fails with [`korrupt`] where the row is another.
#[derive(Clone, Copy, Debug)]
pub struct Laeser<'a> {
    rest: &'a [u8],
    hvad: &'static str,
}

#[allow(clippy::missing_errors_doc)]
impl<'a> Laeser<'a> {
    /// Of a row of `hvad`.
    pub const fn ny(rest: &'a [u8], hvad: &'static str) -> Self {
        Self { rest, hvad }
    }

    /// What is not read yet.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether all of it is read.
    pub const fn er_tom(&self) -> bool {
        self.rest.is_empty()
    }

    fn korrupt(&self) -> Fejl {
        korrupt(self.hvad)
    }

    /// A byte.
    pub fn byte(&mut self) -> Result<u8, Fejl> {
        let (b, rest) = self.rest.split_first().ok_or_else(|| self.korrupt())?;
        self.rest = rest;
        Ok(*b)
    }

    /// A number.
    pub fn tal(&mut self) -> Result<u64, Fejl> {
        let mut ud = 0u64;
        for skift in (0..64).step_by(7) {
            let b = self.byte()?;
            ud |= u64::from(b & 0x7f) << skift;
            if b < 0x80 {
                return Ok(ud);
            }
        }
        Err(self.korrupt())
    }

    /// A number that may be negative.
    pub fn fortegn(&mut self) -> Result<i64, Fejl> {
        let v = self.tal()?;
        Ok((v >> 1).cast_signed() ^ -(v & 1).cast_signed())
    }

    /// A number that has room in the type.
    pub fn som<T: TryFrom<u64>>(&mut self) -> Result<T, Fejl> {
        T::try_from(self.tal()?).map_err(|_| self.korrupt())
    }

    /// A number of things that follow, of which each takes a byte at least: never more room than the row has.
    pub fn antal(&mut self) -> Result<usize, Fejl> {
        let n = self.som::<usize>()?;
        if n > self.rest.len() { Err(self.korrupt()) } else { Ok(n) }
    }

    /// So many bytes.
    pub fn tag(&mut self, n: usize) -> Result<&'a [u8], Fejl> {
        let (a, b) = self.rest.split_at_checked(n).ok_or_else(|| self.korrupt())?;
        self.rest = b;
        Ok(a)
    }

    /// Bytes after their number.
    pub fn bytes(&mut self) -> Result<&'a [u8], Fejl> {
        let n = self.som()?;
        self.tag(n)
    }

    /// A text after its number of bytes.
    pub fn tekst(&mut self) -> Result<&'a str, Fejl> {
        std::str::from_utf8(self.bytes()?).map_err(|_| self.korrupt())
    }

    /// An id.
    pub fn uuid(&mut self) -> Result<Uuid, Fejl> {
        Uuid::from_slice(self.tag(16)?).map_err(|_| self.korrupt())
    }

    /// A time.
    pub fn tid(&mut self) -> Result<Tidspunkt, Fejl> {
        Ok(Tidspunkt::fra_mikros(self.fortegn()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stored_bytes_stay_as_they_are() {
        let mut ud = Vec::new();
        for v in [0, 127, 128, 300, u64::MAX] {
            tal(&mut ud, v);
        }
        for v in [0, -1, 1, i64::MIN] {
            fortegn(&mut ud, v);
        }
        tekst(&mut ud, "æ");
        let max = [0xff; 9];
        let ventet = [&[0, 127, 0x80, 1, 0xac, 2][..], &max, &[1, 0, 1, 2], &max, &[1, 2, 0xc3, 0xa6]].concat();
        assert_eq!(ud, ventet);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_anything_else_is_refused(a: u64, b: i64, t: String, x: Vec<u8>, skrald: Vec<u8>) {
            let mut ud = Vec::new();
            tal(&mut ud, a);
            fortegn(&mut ud, b);
            tekst(&mut ud, &t);
            bytes(&mut ud, &x);
            let mut l = Laeser::ny(&ud, "a test");
            prop_assert_eq!((l.tal().unwrap(), l.fortegn().unwrap(), l.tekst().unwrap(), l.bytes().unwrap()), (a, b, t.as_str(), x.as_slice()));
            prop_assert!(l.er_tom() && l.byte().is_err());
            let mut l = Laeser::ny(&skrald, "a test");
            while !l.er_tom() && l.tal().is_ok() {}
            let mut l = Laeser::ny(&skrald, "a test");
            let _ = (l.antal(), l.uuid(), l.tekst());
        }
    }
}
