//! Field tables are walked before the codec reads them: it calls itself for each table inside a table, and a frame holds twenty thousand of them.
use crate::brud::{Brud, kode};
use grund::graenser;

/// A place in a payload.
pub struct Mark<'d> {
    rest: &'d [u8],
    felter: usize,
}

impl<'d> Mark<'d> {
    /// At its beginning.
    pub fn ny(data: &'d [u8]) -> Self {
        Self { rest: data, felter: 0 }
    }

    /// Takes so many bytes.
    pub fn bytes(&mut self, antal: usize) -> Result<&'d [u8], Brud> {
        let (foer, rest) = self.rest.split_at_checked(antal).ok_or_else(kort)?;
        self.rest = rest;
        Ok(foer)
    }

    fn tal(&mut self, bytes: usize) -> Result<usize, Brud> {
        Ok(self.bytes(bytes)?.iter().fold(0, |n, b| n << 8 | usize::from(*b)))
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Result<u16, Brud> {
        let n = self.tal(2)?;
        u16::try_from(n).map_err(|_| kort())
    }

    /// A short string.
    pub fn kort(&mut self) -> Result<(), Brud> {
        let n = self.tal(1)?;
        self.bytes(n).map(drop)
    }

    /// A field table, with all that is in it.
    pub fn tabel(&mut self) -> Result<(), Brud> {
        self.indhold(true, 0)
    }

    fn indhold(&mut self, navne: bool, dybde: usize) -> Result<(), Brud> {
        if dybde > graenser::AMQP_TABEL_DYBDE {
            return Err(Brud::ny(kode::SYNTAKS, format!("tables are nested deeper than {}", graenser::AMQP_TABEL_DYBDE)));
        }
        let n = self.tal(4)?;
        let mut indre = Mark { rest: self.bytes(n)?, felter: self.felter };
        while !indre.rest.is_empty() {
            indre.felter += 1;
            if indre.felter > graenser::AMQP_FELTER {
                return Err(Brud::ny(kode::SYNTAKS, format!("more than {} fields in tables", graenser::AMQP_FELTER)));
            }
            if navne {
                indre.kort()?;
            }
            indre.vaerdi(dybde)?;
        }
        self.felter = indre.felter;
        Ok(())
    }

    fn vaerdi(&mut self, dybde: usize) -> Result<(), Brud> {
        let slags = self.bytes(1)?.first().copied().unwrap_or_default();
        let laengde = match slags {
            b'V' => 0,
            b't' | b'b' | b'B' => 1,
            b's' | b'U' | b'u' => 2,
            b'I' | b'i' | b'f' => 4,
            b'D' => 5,
            b'L' | b'l' | b'd' | b'T' => 8,
            b'S' | b'x' => self.tal(4)?,
            b'A' => return self.indhold(false, dybde + 1),
            b'F' => return self.indhold(true, dybde + 1),
            _ => return Err(Brud::ny(kode::SYNTAKS, format!("a field of the unknown type {}", slags.escape_ascii()))),
        };
        self.bytes(laengde).map(drop)
    }
}

fn kort() -> Brud {
    Brud::ny(kode::SYNTAKS, "the payload ends too early")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inden_i(slags: u8, dybde: usize) -> Vec<u8> {
        let mut v = Vec::new();
        for _ in 0..dybde {
            let felt = [&[0, slags][..], &u32::try_from(v.len()).unwrap().to_be_bytes(), &v].concat();
            // An array's elements have no names; only the outermost is a table's field.
            v = if slags == b'A' { felt.get(1..).unwrap().to_vec() } else { felt };
        }
        if slags == b'A' {
            v.insert(0, 0);
        }
        [&u32::try_from(v.len()).unwrap().to_be_bytes()[..], &v].concat()
    }

    #[test]
    fn tables_in_tables_end_at_a_depth_and_fields_at_a_number() {
        for slags in [b'F', b'A'] {
            assert_eq!(Mark::ny(&inden_i(slags, graenser::AMQP_TABEL_DYBDE)).tabel(), Ok(()), "{slags}");
            for dybde in [graenser::AMQP_TABEL_DYBDE + 1, 2_000] {
                assert_eq!(Mark::ny(&inden_i(slags, dybde)).tabel().unwrap_err().kode, kode::SYNTAKS, "{slags}");
            }
        }
        let mange = |n: usize| [&u32::try_from(2 * n).unwrap().to_be_bytes()[..], &[0, b'V'].repeat(n)].concat();
        assert_eq!(Mark::ny(&mange(graenser::AMQP_FELTER)).tabel(), Ok(()));
        assert!(Mark::ny(&mange(graenser::AMQP_FELTER + 1)).tabel().is_err());
    }

    #[test]
    fn what_ends_too_early_or_has_an_unknown_type_is_a_syntax_error() {
        for d in [&[0, 0, 0][..], &[0, 0, 0, 9, 1], &[0, 0, 0, 3, 1, b'a', b'I'], &[0, 0, 0, 3, 1, b'a', b'?']] {
            assert_eq!(Mark::ny(d).tabel().unwrap_err().kode, kode::SYNTAKS, "{d:?}");
        }
    }
}
