//! Numbers, texts and ids in rows.
use grund::{Fejl, Tidspunkt, Uuid};

/// Writes a number in as few bytes as it needs, seven bits each.
pub(crate) fn tal(ud: &mut Vec<u8>, mut v: u64) {
    while v >= 0x80 {
        ud.push((v & 0x7f) as u8 | 0x80);
        v >>= 7;
    }
    ud.push(v as u8);
}

/// Writes a text after its number of bytes.
pub(crate) fn tekst(ud: &mut Vec<u8>, t: &str) {
    tal(ud, t.len() as u64);
    ud.extend_from_slice(t.as_bytes());
}

/// Writes a time: the sign lies in the last bit, so that times near 1970 are short on both sides.
pub(crate) fn tid(ud: &mut Vec<u8>, t: Tidspunkt) {
    let v = t.mikros();
    tal(ud, ((v << 1) ^ (v >> 63)).cast_unsigned());
}

/// A row that is none of ours.
pub(crate) fn korrupt() -> Fejl {
    Fejl::intern("a row of the address replica can't be read")
}

/// Reads what the functions above wrote.
pub(crate) struct Laeser<'a>(pub(crate) &'a [u8]);

impl<'a> Laeser<'a> {
    pub(crate) fn byte(&mut self) -> Result<u8, Fejl> {
        let (b, rest) = self.0.split_first().ok_or_else(korrupt)?;
        self.0 = rest;
        Ok(*b)
    }

    pub(crate) fn tal(&mut self) -> Result<u64, Fejl> {
        let mut ud = 0u64;
        for skift in (0..64).step_by(7) {
            let b = self.byte()?;
            ud |= u64::from(b & 0x7f) << skift;
            if b < 0x80 {
                return Ok(ud);
            }
        }
        Err(korrupt())
    }

    pub(crate) fn som<T: TryFrom<u64>>(&mut self) -> Result<T, Fejl> {
        T::try_from(self.tal()?).map_err(|_| korrupt())
    }

    /// A number of things that follow, of which each takes a byte at least: never more room than the row has.
    pub(crate) fn antal(&mut self) -> Result<usize, Fejl> {
        let n: usize = self.som()?;
        if n > self.0.len() { Err(korrupt()) } else { Ok(n) }
    }

    pub(crate) fn bytes(&mut self, antal: usize) -> Result<&'a [u8], Fejl> {
        let (b, rest) = self.0.split_at_checked(antal).ok_or_else(korrupt)?;
        self.0 = rest;
        Ok(b)
    }

    pub(crate) fn tekst(&mut self) -> Result<&'a str, Fejl> {
        let n = self.som()?;
        std::str::from_utf8(self.bytes(n)?).map_err(|_| korrupt())
    }

    pub(crate) fn uuid(&mut self) -> Result<Uuid, Fejl> {
        Uuid::from_slice(self.bytes(16)?).map_err(|_| korrupt())
    }

    pub(crate) fn tid(&mut self) -> Result<Tidspunkt, Fejl> {
        let v = self.tal()?;
        Ok(Tidspunkt::fra_mikros((v >> 1).cast_signed() ^ -(v & 1).cast_signed()))
    }

    pub(crate) fn er_tom(&self) -> bool {
        self.0.is_empty()
    }
}
