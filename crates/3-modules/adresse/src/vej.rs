//! A road in a postal district with its house numbers and addresses: the row that a search reads, and the names of all of them.
use crate::form::{self, Laeser, korrupt, laeser};
use crate::laes::Husnr;
use grund::{Fejl, Uuid};

/// Version of the stored form.
const FORMAT: u8 = 1;

/// What names a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Enhedsnavn {
    /// The road's name.
    pub(crate) vejnavn: String,
    /// The postal code; 0 where none is known.
    pub(crate) postnr: u16,
    /// The municipality's code; 0 where none is known.
    pub(crate) kommune: u16,
    /// The road's code there; 0 where none is known.
    pub(crate) vejkode: u16,
}

impl Enhedsnavn {
    /// Its number: follows from the name, so that a row keeps its place when others come and go.
    pub(crate) fn nummer(&self) -> u64 {
        let tal = [self.postnr.to_be_bytes(), self.kommune.to_be_bytes(), self.vejkode.to_be_bytes()];
        let hash = self
            .vejnavn
            .bytes()
            .chain(tal.into_iter().flatten())
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
        // FNV's high bits are poor for short texts.
        let h = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        h ^ (h >> 29)
    }
}

/// The head of a unit: all of it but its house numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enhedshoved {
    pub(crate) navn: Enhedsnavn,
    /// The name of the postal code.
    pub(crate) postnavn: String,
    /// Supplementary towns of its house numbers.
    pub(crate) byer: Vec<String>,
    /// Its largest house number: a search for a larger one does not read the unit.
    pub(crate) stoerste: u16,
}

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enhed {
    pub(crate) hoved: Enhedshoved,
    /// In order of house number.
    pub(crate) husnumre: Vec<Husnummer>,
}

/// A house number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Husnummer {
    pub(crate) nr: Husnr,
    /// Its town: place among the unit's, from 1; 0 for none.
    pub(crate) by: u8,
    pub(crate) status: u8,
    pub(crate) id: Uuid,
    /// In order of floor and door.
    pub(crate) adresser: Vec<Adresse>,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Adresse {
    pub(crate) etage: Etage,
    pub(crate) doer: String,
    pub(crate) status: u8,
    pub(crate) id: Uuid,
}

/// A floor, in order from the lowest; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Etage(pub(crate) u8);

impl Etage {
    const KAELDER: u8 = 9;
    const STUE: u8 = 10;

    /// `k2`, `kl`, `st`, `3`.
    pub(crate) fn laes(t: &str) -> Option<Self> {
        let t = t.trim().trim_end_matches('.').to_lowercase();
        Some(Self(match t.as_str() {
            "" => 0,
            "kl" => Self::KAELDER,
            "st" => Self::STUE,
            _ => match t.strip_prefix('k') {
                Some(n) => Self::STUE - n.parse::<u8>().ok().filter(|n| (2..=9).contains(n))?,
                None => Self::STUE + t.parse::<u8>().ok().filter(|n| (1..=99).contains(n))?,
            },
        }))
    }
}

impl std::fmt::Display for Etage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0 => Ok(()),
            Self::KAELDER => f.write_str("kl"),
            Self::STUE => f.write_str("st"),
            n if n < Self::KAELDER => write!(f, "k{}", Self::STUE - n),
            n => write!(f, "{}", n - Self::STUE),
        }
    }
}

impl Enhedshoved {
    fn skriv(&self, ud: &mut Vec<u8>) {
        form::tekst(ud, &self.navn.vejnavn);
        form::tal(ud, u64::from(self.navn.postnr));
        form::tal(ud, u64::from(self.navn.kommune));
        form::tal(ud, u64::from(self.navn.vejkode));
        form::tekst(ud, &self.postnavn);
        form::tal(ud, self.byer.len() as u64);
        self.byer.iter().for_each(|b| form::tekst(ud, b));
        form::tal(ud, u64::from(self.stoerste));
    }

    fn laes(l: &mut Laeser<'_>) -> Result<Self, Fejl> {
        let vejnavn = l.tekst()?.to_owned();
        let navn = Enhedsnavn { vejnavn, postnr: l.som()?, kommune: l.som()?, vejkode: l.som()? };
        let postnavn = l.tekst()?.to_owned();
        let byer = (0..l.antal()?).map(|_| l.tekst().map(str::to_owned)).collect::<Result<_, _>>()?;
        Ok(Self { navn, postnavn, byer, stoerste: l.som()? })
    }
}

impl Enhed {
    /// The stored form.
    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![FORMAT];
        self.hoved.skriv(&mut ud);
        form::tal(&mut ud, self.husnumre.len() as u64);
        for h in &self.husnumre {
            form::tal(&mut ud, u64::from(h.nr.tal));
            ud.extend([h.nr.bogstav, h.by, h.status]);
            ud.extend_from_slice(h.id.as_bytes());
            form::tal(&mut ud, h.adresser.len() as u64);
            for a in &h.adresser {
                ud.extend([a.etage.0, a.status]);
                form::tekst(&mut ud, &a.doer);
                ud.extend_from_slice(a.id.as_bytes());
            }
        }
        ud
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// `Intern` for a row that is none of ours.
    pub(crate) fn laes(data: &[u8]) -> Result<Self, Fejl> {
        let (hoved, huse) = gennemse(data)?;
        let husnumre = huse
            .iter()
            .map(|h| Ok(Husnummer { nr: h.nr, by: h.by, status: h.status, id: h.id, adresser: h.adresser()? }))
            .collect::<Result<_, Fejl>>()?;
        Ok(Self { hoved, husnumre })
    }
}

/// A house number as it lies in its unit's row, its addresses unread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hus<'a> {
    pub(crate) nr: Husnr,
    pub(crate) by: u8,
    pub(crate) status: u8,
    pub(crate) id: Uuid,
    /// How many addresses it has.
    pub(crate) antal: usize,
    adresser: &'a [u8],
}

impl Hus<'_> {
    /// Its addresses.
    ///
    /// # Errors
    /// `Intern` for a row that is none of ours.
    pub(crate) fn adresser(&self) -> Result<Vec<Adresse>, Fejl> {
        let mut l = laeser(self.adresser);
        let en = |l: &mut Laeser<'_>| {
            let (etage, status) = (Etage(l.byte()?), l.byte()?);
            Ok(Adresse { etage, status, doer: l.tekst()?.to_owned(), id: l.uuid()? })
        };
        (0..self.antal).map(|_| en(&mut l)).collect()
    }
}

/// Reads a unit's row, and of its addresses only where they lie: a search looks at a few of thousands.
///
/// # Errors
/// `Intern` for a row that is none of ours.
pub(crate) fn gennemse(data: &[u8]) -> Result<(Enhedshoved, Vec<Hus<'_>>), Fejl> {
    let mut l = laeser(data);
    if l.byte()? != FORMAT {
        return Err(korrupt());
    }
    let hoved = Enhedshoved::laes(&mut l)?;
    let antal = l.antal()?;
    let mut huse = Vec::with_capacity(antal);
    for _ in 0..antal {
        let nr = Husnr { tal: l.som()?, bogstav: l.byte()? };
        let (by, status, id) = (l.byte()?, l.byte()?, l.uuid()?);
        let antal = l.antal()?;
        let fra = l.rest();
        for _ in 0..antal {
            l.tag(2)?;
            l.tekst()?;
            l.tag(16)?;
        }
        let adresser = fra.get(..fra.len() - l.rest().len()).unwrap_or_default();
        huse.push(Hus { nr, by, status, id, antal, adresser });
    }
    if l.er_tom() { Ok((hoved, huse)) } else { Err(korrupt()) }
}

/// The names of some units, in one row.
pub(crate) fn skriv_blok(hoveder: &[Enhedshoved]) -> Vec<u8> {
    let mut ud = vec![FORMAT];
    form::tal(&mut ud, hoveder.len() as u64);
    hoveder.iter().for_each(|h| h.skriv(&mut ud));
    ud
}

/// Reads them.
///
/// # Errors
/// `Intern` for a row that is none of ours.
pub(crate) fn laes_blok(data: &[u8]) -> Result<Vec<Enhedshoved>, Fejl> {
    let mut l = laeser(data);
    if l.byte()? != FORMAT {
        return Err(korrupt());
    }
    let ud = (0..l.antal()?).map(|_| Enhedshoved::laes(&mut l)).collect::<Result<_, _>>()?;
    if l.er_tom() { Ok(ud) } else { Err(korrupt()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floors_stand_in_order_and_are_written_as_they_are_read() {
        let i_orden = ["", "k9", "k2", "kl", "st", "1", "2", "10", "99"];
        let e: Vec<Etage> = i_orden.iter().map(|t| Etage::laes(t).unwrap()).collect();
        assert!(e.is_sorted(), "{e:?}");
        assert_eq!(e.iter().map(ToString::to_string).collect::<Vec<_>>(), i_orden);
        assert_eq!((Etage::laes("ST."), Etage::laes("k1"), Etage::laes("100"), Etage::laes("x")), (Etage::laes("st"), None, None, None));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(data: Vec<u8>) {
            let data = [&[FORMAT], data.as_slice()].concat();
            let _ = (Enhed::laes(&data), laes_blok(&data));
        }

        #[test]
        fn what_was_written_is_read(navn in "[A-Zæøå ]{1,20}", numre in proptest::collection::vec((1u16..999, 0u8..109, "[a-z0-9]{0,4}", any::<u128>()), 0..30)) {
            let hoved = Enhedshoved { navn: Enhedsnavn { vejnavn: navn.clone(), postnr: 9_999, kommune: 851, vejkode: 9_999 }, postnavn: navn, byer: vec!["Skee".into()], stoerste: 999 };
            let husnumre = numre.into_iter().map(|(tal, etage, doer, id)| {
                let id = Uuid::from_u128(id);
                Husnummer { nr: Husnr { tal, bogstav: b'A' }, by: 1, status: 3, id, adresser: vec![Adresse { etage: Etage(etage), doer, status: 2, id }] }
            });
            let e = Enhed { hoved: hoved.clone(), husnumre: husnumre.collect() };
            prop_assert_eq!(Enhed::laes(&e.skriv()).unwrap(), e);
            prop_assert_eq!(laes_blok(&skriv_blok(std::slice::from_ref(&hoved))).unwrap(), [hoved]);
        }
    }
}
