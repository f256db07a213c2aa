//! A person's records as they lie in the store: as CPR wrote them, byte for byte but for padding at the end, without the number, and packed.
//!
//! Form 1: for each record its type and length, then the bytes, where a run of spaces, a run of digits and a date take less.
use crate::format::{self, HOVED};
use crate::linje::{Linje, tekst};
use crate::person::Personnummer;
use grund::Fejl;
pub(crate) use grund::form::{Laeser, tal};

/// The version of the form. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;
/// A run of spaces: its length follows.
const MELLEMRUM: u8 = 0x80;
/// A run of digits: their number follows, then two in a byte.
const CIFRE: u8 = 0x81;
/// A byte of the text that is one of these.
const BOGSTAVELIG: u8 = 0x82;
/// A date, `ÅÅÅÅ-MM-DD`, in four bytes.
const DATO: u8 = 0x83;

/// A record of a person: its type, and what follows her number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The type's number.
    pub nr: u16,
    /// What follows the number, without padding at the end.
    pub data: Vec<u8>,
}

impl Record {
    /// Of a line.
    pub fn af(l: &Linje<'_>) -> Self {
        Self { nr: l.nr, data: l.data().to_vec() }
    }

    /// The line that it was, with its line break.
    pub fn linje(&self, nummer: Personnummer, ud: &mut Vec<u8>) {
        ud.extend_from_slice(format!("{:03}{nummer}", self.nr).as_bytes());
        ud.extend_from_slice(&self.data);
        ud.push(b'\n');
    }

    /// Whether it shows a name or an address of hers (CPR-07). What nobody knows may.
    pub fn skjules(&self) -> bool {
        format::recordtype(self.nr).is_none_or(|t| t.skjules)
    }

    /// Blanks a field of text; the last one of its type with whatever follows it.
    pub(crate) fn blank(&mut self, navn: &str) {
        let Some((t, f)) = format::recordtype(self.nr).and_then(|t| Some((t, t.felt(navn)?))) else { return };
        let fra = (f.fra - 1).saturating_sub(HOVED).min(self.data.len());
        let til = if t.felter.last() == Some(f) { self.data.len() } else { (fra + f.laengde).min(self.data.len()) };
        if let Some(b) = self.data.get_mut(fra..til) {
            b.fill(b' ');
        }
        let n = self.data.trim_ascii_end().len();
        self.data.truncate(n);
    }

    /// As text.
    pub fn tekst(&self) -> String {
        tekst(&self.data)
    }
}

const HVAD: &str = "the population";

/// A row that is none of ours.
pub(crate) fn korrupt() -> Fejl {
    grund::form::korrupt(HVAD)
}

/// Reads a row.
pub(crate) const fn laeser(raekke: &[u8]) -> Laeser<'_> {
    Laeser::ny(raekke, HVAD)
}

/// Packs a person's records.
pub fn pak(records: &[Record]) -> Vec<u8> {
    let mut ud = vec![VERSION];
    let mut bid = Vec::new();
    for r in records {
        tal(&mut ud, u64::from(r.nr));
        bid.clear();
        pak_bytes(&r.data, &mut bid);
        tal(&mut ud, bid.len() as u64);
        ud.extend_from_slice(&bid);
    }
    ud
}

fn er_dato(b: &[u8]) -> Option<&[u8]> {
    let d = b.get(..10)?;
    d.iter().enumerate().all(|(i, c)| if matches!(i, 4 | 7) { *c == b'-' } else { c.is_ascii_digit() }).then_some(d)
}

/// Two digits in a byte; a last one alone has a zero behind it.
fn par(cifre: impl Iterator<Item = u8>, ud: &mut Vec<u8>) {
    let mut hoej: Option<u8> = None;
    for c in cifre {
        match hoej.take() {
            None => hoej = Some((c - b'0') << 4),
            Some(h) => ud.push(h | (c - b'0')),
        }
    }
    ud.extend(hoej);
}

fn pak_bytes(mut b: &[u8], ud: &mut Vec<u8>) {
    while let Some((c, rest)) = b.split_first() {
        let loeb = |er: fn(u8) -> bool| b.iter().take(255).take_while(|c| er(**c)).count();
        if let Some(d) = er_dato(b) {
            ud.push(DATO);
            par(d.iter().copied().filter(|c| *c != b'-'), ud);
            b = b.get(10..).unwrap_or_default();
            continue;
        }
        let mellemrum = if *c == b' ' { loeb(|c| c == b' ') } else { 0 };
        if mellemrum > 2 {
            ud.extend_from_slice(&[MELLEMRUM, mellemrum as u8]);
            b = b.get(mellemrum..).unwrap_or_default();
            continue;
        }
        let mut cifre = if c.is_ascii_digit() { loeb(|c| c.is_ascii_digit()) } else { 0 };
        // A date that follows at once takes its own four.
        if let Some(d) = cifre.checked_sub(4).filter(|d| b.get(*d..).is_some_and(|b| er_dato(b).is_some())) {
            cifre = d;
        }
        if cifre > 3 {
            ud.extend_from_slice(&[CIFRE, cifre as u8]);
            par(b.iter().copied().take(cifre), ud);
            b = b.get(cifre..).unwrap_or_default();
            continue;
        }
        if (MELLEMRUM..=DATO).contains(c) {
            ud.push(BOGSTAVELIG);
        }
        ud.push(*c);
        b = rest;
    }
}

/// Unpacks what [`pak`] packed.
///
/// # Errors
/// `Intern` for a row that can't be read, or is of a newer version.
pub fn pak_ud(b: &[u8]) -> Result<Vec<Record>, Fejl> {
    let mut l = laeser(b);
    match l.byte()? {
        VERSION => {}
        v => return Err(Fejl::intern(format!("a person is stored in form {v}, and this program writes {VERSION}: use a newer one"))),
    }
    let mut ud = Vec::new();
    while !l.er_tom() {
        let nr = l.som()?;
        ud.push(Record { nr, data: pak_bytes_ud(l.bytes()?)? });
    }
    Ok(ud)
}

fn ciffer(n: u8) -> Result<u8, Fejl> {
    if n < 10 { Ok(b'0' + n) } else { Err(korrupt()) }
}

fn pak_bytes_ud(b: &[u8]) -> Result<Vec<u8>, Fejl> {
    let mut ud = Vec::with_capacity(b.len() * 2);
    let mut l = laeser(b);
    while !l.er_tom() {
        match l.byte()? {
            MELLEMRUM => {
                let n = usize::from(l.byte()?);
                ud.resize(ud.len() + n, b' ');
            }
            CIFRE => {
                let n = usize::from(l.byte()?);
                for (i, b) in l.tag(n.div_ceil(2))?.iter().enumerate() {
                    ud.push(ciffer(b >> 4)?);
                    if i * 2 + 1 < n {
                        ud.push(ciffer(b & 15)?);
                    }
                }
            }
            DATO => {
                for (i, b) in l.tag(4)?.iter().enumerate() {
                    ud.extend_from_slice(&[ciffer(b >> 4)?, ciffer(b & 15)?]);
                    if matches!(i, 1 | 2) {
                        ud.push(b'-');
                    }
                }
            }
            BOGSTAVELIG => ud.push(l.byte()?),
            c => ud.push(c),
        }
    }
    Ok(ud)
}

/// Whether a line's length is one that a person may have; what is longer is not CPR's.
pub(crate) const fn er_for_lang(l: &[u8]) -> bool {
    l.len() > HOVED + grund::graenser::CPR_LINJE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rundt(data: &[u8]) -> usize {
        let r = vec![Record { nr: 1, data: data.to_vec() }, Record { nr: 999, data: Vec::new() }];
        let p = pak(&r);
        assert_eq!(pak_ud(&p).unwrap(), r, "{data:?}");
        p.len()
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back_to_the_byte(data in proptest::collection::vec(prop_oneof![Just(b' '), Just(b'-'), Just(0x81u8), b'0'..=b'9', any::<u8>()], 0..400)) {
            rundt(&data);
        }

        #[test]
        fn whatever_lies_in_a_row_is_read_or_refused(data in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = pak_ud(&data);
            let _ = pak_ud(&[&[VERSION][..], &data].concat());
        }
    }

    #[test]
    fn runs_digits_and_dates_take_less() {
        let frem = b"          01000000000000 K1896-01-01 1997-09-09            Pensionist";
        assert!(rundt(frem) * 3 < frem.len() * 2, "{}", rundt(frem));
        rundt(&[b' '; 1_000]);
        rundt(&[b'7'; 1_001]);
        rundt(b"19991999-12-31-12");
    }
}
