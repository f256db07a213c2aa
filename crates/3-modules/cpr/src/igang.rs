//! The load that is under way, as it stands in the store: written with each part of it.
use crate::pakning::{korrupt, laeser, tal};
use grund::Fejl;

/// The version of the row.
const VERSION: u8 = 1;

/// What became of the persons of a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Optaelling {
    /// They were not there.
    pub nye: u64,
    /// Something else is told of them.
    pub aendrede: u64,
    /// The same is told of them.
    pub uaendrede: u64,
    /// They are in the whole extract no more.
    pub fjernede: u64,
    /// Something is to be told of them.
    pub haendelser: u64,
}

/// A load that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Igang {
    /// Its number.
    pub load: u32,
    /// SHA-256 of the extract: only the same one goes on with it.
    pub aftryk: [u8; 32],
    /// It is a whole one.
    pub fuldt: bool,
    /// Its events are told.
    pub haendelser: bool,
    /// All persons are written; what is left is who is gone.
    pub skrevet: bool,
    /// Bytes that are done.
    pub bytes: u64,
    /// Lines that are done.
    pub linje: u64,
    /// The last key that was looked through for who is gone.
    pub set_til: Vec<u8>,
    /// So far.
    pub tal: Optaelling,
}

impl Igang {
    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![VERSION, u8::from(self.fuldt) | u8::from(self.haendelser) << 1 | u8::from(self.skrevet) << 2];
        ud.extend_from_slice(&self.aftryk);
        let t = &self.tal;
        for n in [self.load.into(), self.bytes, self.linje, t.nye, t.aendrede, t.uaendrede, t.fjernede, t.haendelser] {
            tal(&mut ud, n);
        }
        ud.extend_from_slice(&self.set_til);
        ud
    }

    pub(crate) fn laes(b: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(b);
        match l.byte()? {
            VERSION => {}
            v => return Err(Fejl::intern(format!("a load of form {v} is under way, and this program reads {VERSION}: use a newer one"))),
        }
        let flag = l.byte()?;
        let aftryk = l.tag(32)?.try_into().map_err(|_| korrupt())?;
        let (load, bytes, linje) = (l.som()?, l.tal()?, l.tal()?);
        let tal = Optaelling { nye: l.tal()?, aendrede: l.tal()?, uaendrede: l.tal()?, fjernede: l.tal()?, haendelser: l.tal()? };
        let (fuldt, haendelser, skrevet) = (flag & 1 != 0, flag & 2 != 0, flag & 4 != 0);
        Ok(Self { load, aftryk, fuldt, haendelser, skrevet, bytes, linje, set_til: l.rest().to_vec(), tal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_load_is_read_as_it_was_written() {
        let tal = Optaelling { nye: 1, aendrede: 200, uaendrede: 3, fjernede: 4, haendelser: 70_000 };
        let i = Igang {
            load: 7,
            aftryk: [3; 32],
            fuldt: true,
            haendelser: false,
            skrevet: true,
            bytes: 1 << 40,
            linje: 9,
            set_til: vec![2, 0, 1],
            tal,
        };
        assert_eq!(Igang::laes(&i.skriv()).unwrap(), i);
        let andet = Igang { fuldt: false, haendelser: true, skrevet: false, set_til: Vec::new(), ..i };
        assert_eq!(Igang::laes(&andet.skriv()).unwrap(), andet);
    }
}
