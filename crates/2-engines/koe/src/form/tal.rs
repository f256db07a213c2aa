//! Numbers and bytes in rows.
use grund::{Fejl, Tidspunkt, Uuid};

/// Writes a number in as few bytes as it needs, seven bits each.
pub(crate) fn tal(ud: &mut Vec<u8>, mut v: u64) {
    while v >= 0x80 {
        ud.push((v & 0x7f) as u8 | 0x80);
        v >>= 7;
    }
    ud.push(v as u8);
}

/// Writes a number that may be negative.
pub(crate) fn fortegn(ud: &mut Vec<u8>, v: i64) {
    tal(ud, ((v << 1) ^ (v >> 63)).cast_unsigned());
}

/// Writes bytes after their number.
pub(crate) fn bytes(ud: &mut Vec<u8>, b: &[u8]) {
    tal(ud, b.len() as u64);
    ud.extend_from_slice(b);
}

/// A row that is none of ours.
pub(crate) fn korrupt() -> Fejl {
    Fejl::intern("a row of the message store can't be read")
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

    pub(crate) fn fortegn(&mut self) -> Result<i64, Fejl> {
        let v = self.tal()?;
        Ok((v >> 1).cast_signed() ^ -(v & 1).cast_signed())
    }

    pub(crate) fn som<T: TryFrom<u64>>(&mut self) -> Result<T, Fejl> {
        T::try_from(self.tal()?).map_err(|_| korrupt())
    }

    /// A number of things that follow, of which each takes a byte at least.
    pub(crate) fn antal(&mut self) -> Result<usize, Fejl> {
        let n = self.som::<usize>()?;
        if n > self.0.len() { Err(korrupt()) } else { Ok(n) }
    }

    pub(crate) fn tag(&mut self, n: usize) -> Result<&'a [u8], Fejl> {
        let (a, b) = self.0.split_at_checked(n).ok_or_else(korrupt)?;
        self.0 = b;
        Ok(a)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Fejl> {
        let n = self.som()?;
        self.tag(n)
    }

    pub(crate) fn uuid(&mut self) -> Result<Uuid, Fejl> {
        Uuid::from_slice(self.tag(16)?).map_err(|_| korrupt())
    }

    pub(crate) fn tid(&mut self) -> Result<Tidspunkt, Fejl> {
        Ok(Tidspunkt::fra_mikros(self.fortegn()?))
    }
}
