//! The little of ASN.1 that certificates, revocation lists and key stores need: DER is written and read, nothing else of BER.
use grund::tid::Tidspunkt;
use grund::{Fejl, Fejlkode};

pub(crate) const BOOLSK: u8 = 0x01;
pub(crate) const HELTAL: u8 = 0x02;
pub(crate) const BITS: u8 = 0x03;
pub(crate) const OKTETTER: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const OPREGNING: u8 = 0x0a;
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTBAR: u8 = 0x13;
pub(crate) const BMP: u8 = 0x1e;
pub(crate) const SEKVENS: u8 = 0x30;
pub(crate) const MAENGDE: u8 = 0x31;

/// Object identifiers, as the content of their DER.
pub(crate) mod oid {
    pub(crate) const CN: &[u8] = &[0x55, 4, 3];
    pub(crate) const SERIENUMMER: &[u8] = &[0x55, 4, 5];
    pub(crate) const LAND: &[u8] = &[0x55, 4, 6];
    pub(crate) const ORGANISATION: &[u8] = &[0x55, 4, 10];
    pub(crate) const SKI: &[u8] = &[0x55, 0x1d, 14];
    pub(crate) const NOEGLEBRUG: &[u8] = &[0x55, 0x1d, 15];
    pub(crate) const SAN: &[u8] = &[0x55, 0x1d, 17];
    pub(crate) const BASIS: &[u8] = &[0x55, 0x1d, 19];
    pub(crate) const CRL_NUMMER: &[u8] = &[0x55, 0x1d, 20];
    pub(crate) const CRL_STED: &[u8] = &[0x55, 0x1d, 31];
    pub(crate) const AKI: &[u8] = &[0x55, 0x1d, 35];
    pub(crate) const UDVIDET_BRUG: &[u8] = &[0x55, 0x1d, 37];
    pub(crate) const AIA: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
    pub(crate) const AIA_OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];
    pub(crate) const AIA_UDSTEDER: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 2];
    pub(crate) const SERVER: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
    pub(crate) const KLIENT: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
    pub(crate) const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
}

/// One value: tag, length, content.
pub(crate) fn tlv(maerke: u8, indhold: &[u8]) -> Vec<u8> {
    let mut ud = Vec::with_capacity(indhold.len() + 6);
    ud.push(maerke);
    match u8::try_from(indhold.len()) {
        Ok(kort) if kort < 0x80 => ud.push(kort),
        _ => {
            let laengde = indhold.len().to_be_bytes();
            let nuller = laengde.iter().take_while(|b| **b == 0).count();
            ud.push(0x80 | u8::try_from(laengde.len() - nuller).unwrap_or(8));
            ud.extend(laengde.iter().skip(nuller));
        }
    }
    ud.extend_from_slice(indhold);
    ud
}

/// A value whose content is other values.
pub(crate) fn samlet<D: AsRef<[u8]>>(maerke: u8, dele: &[D]) -> Vec<u8> {
    let mut indhold = Vec::with_capacity(dele.iter().map(|d| d.as_ref().len()).sum());
    for d in dele {
        indhold.extend_from_slice(d.as_ref());
    }
    tlv(maerke, &indhold)
}

pub(crate) fn sekvens<D: AsRef<[u8]>>(dele: &[D]) -> Vec<u8> {
    samlet(SEKVENS, dele)
}

/// SET OF: DER wants its parts in the order of their bytes.
pub(crate) fn maengde(mut dele: Vec<Vec<u8>>) -> Vec<u8> {
    dele.sort();
    samlet(MAENGDE, &dele)
}

/// An explicit tag `[nummer]`.
pub(crate) fn udvendig(nummer: u8, indre: &[u8]) -> Vec<u8> {
    tlv(0xa0 | nummer, indre)
}

pub(crate) fn skriv_oid(indhold: &[u8]) -> Vec<u8> {
    tlv(OID, indhold)
}

/// A whole number that is not negative, from its big-endian bytes.
pub(crate) fn heltal(bytes: &[u8]) -> Vec<u8> {
    let mut uden = Vec::with_capacity(bytes.len() + 1);
    uden.extend(bytes.iter().skip_while(|b| **b == 0));
    if uden.first().is_none_or(|b| b & 0x80 != 0) {
        uden.insert(0, 0);
    }
    tlv(HELTAL, &uden)
}

pub(crate) fn tal(vaerdi: u64) -> Vec<u8> {
    heltal(&vaerdi.to_be_bytes())
}

pub(crate) fn sand() -> Vec<u8> {
    tlv(BOOLSK, &[0xff])
}

pub(crate) fn oktetter(indhold: &[u8]) -> Vec<u8> {
    tlv(OKTETTER, indhold)
}

/// A BIT STRING of whole bytes.
pub(crate) fn bits(indhold: &[u8]) -> Vec<u8> {
    samlet(BITS, &[&[0][..], indhold])
}

/// A BIT STRING of named bits, the first in the highest place (keyUsage).
pub(crate) fn navngivne_bits(vaerdi: u8) -> Vec<u8> {
    let ubrugte = u8::try_from(vaerdi.trailing_zeros().min(7)).unwrap_or(7);
    tlv(BITS, &[ubrugte, vaerdi])
}

/// `Time`: UTCTime until 2049, then GeneralizedTime; +∞ is the end of year 9999. Fractions are cut.
pub(crate) fn tid(t: Tidspunkt) -> Vec<u8> {
    let tekst = if t.er_endelig() { t.til_utc() } else { "9999-12-31T23:59:59".into() };
    let cifre: Vec<u8> = tekst.bytes().take(19).filter(u8::is_ascii_digit).collect();
    let kort = cifre.starts_with(b"19") || (cifre.starts_with(b"20") && cifre.get(2).is_some_and(|c| *c < b'5'));
    let mut indhold: Vec<u8> = cifre.iter().skip(if kort { 2 } else { 0 }).copied().collect();
    indhold.push(b'Z');
    tlv(if kort { 0x17 } else { 0x18 }, &indhold)
}

/// Text; PrintableString where the characters allow it, as CAs do.
pub(crate) fn tekst(s: &str) -> Vec<u8> {
    let printbar = s.bytes().all(|c| c.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&c));
    tlv(if printbar { PRINTBAR } else { UTF8 }, s.as_bytes())
}

/// A value that was read: its tag, its content, and all its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Vaerdi<'a> {
    pub(crate) maerke: u8,
    pub(crate) indhold: &'a [u8],
    pub(crate) hele: &'a [u8],
}

/// Reads values one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Derlaeser<'a>(&'a [u8]);

impl<'a> Derlaeser<'a> {
    pub(crate) fn ny(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn er_tom(&self) -> bool {
        self.0.is_empty()
    }

    /// The next value whatever its tag is; `None` at the end or where the bytes are no DER.
    pub(crate) fn naeste(&mut self) -> Option<Vaerdi<'a>> {
        let alt = self.0;
        let (&maerke, rest) = alt.split_first()?;
        let (&foerste, mut rest) = rest.split_first()?;
        if maerke & 0x1f == 0x1f {
            return None;
        }
        let mut laengde = usize::from(foerste);
        if foerste >= 0x80 {
            let (tal, efter) = rest.split_at_checked(usize::from(foerste & 0x7f))?;
            if tal.is_empty() || tal.len() > 4 {
                return None;
            }
            laengde = tal.iter().fold(0, |sum, b| sum << 8 | usize::from(*b));
            rest = efter;
        }
        let (indhold, rest) = rest.split_at_checked(laengde)?;
        let (hele, _) = alt.split_at_checked(alt.len() - rest.len())?;
        self.0 = rest;
        Some(Vaerdi { maerke, indhold, hele })
    }

    /// The next value if it has that tag.
    pub(crate) fn maaske(&mut self, maerke: u8) -> Option<Vaerdi<'a>> {
        if self.0.first() == Some(&maerke) { self.naeste() } else { None }
    }

    /// The next value, which must have that tag.
    pub(crate) fn kraev(&mut self, maerke: u8) -> Result<Vaerdi<'a>, Fejl> {
        self.maaske(maerke).ok_or_else(|| ikke_der(&format!("a value with tag {maerke:#04x} was expected")))
    }

    /// Goes into a value that must have that tag.
    pub(crate) fn ned(&mut self, maerke: u8) -> Result<Derlaeser<'a>, Fejl> {
        Ok(Self(self.kraev(maerke)?.indhold))
    }
}

/// The refusal of bytes that are not what they should be.
pub(crate) fn ikke_der(detalje: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).detalje(detalje)
}

/// Reads `Time` or GeneralizedTime in the forms that DER allows.
pub(crate) fn laes_tid(v: Vaerdi<'_>) -> Result<Tidspunkt, Fejl> {
    let galt = || ikke_der("not a time in UTC");
    let tekst = std::str::from_utf8(v.indhold).map_err(|_| galt())?;
    let fuld = match v.maerke {
        0x17 if tekst.bytes().next().is_some_and(|c| c >= b'5') => format!("19{tekst}"),
        0x17 => format!("20{tekst}"),
        0x18 => tekst.to_string(),
        _ => return Err(galt()),
    };
    let cifre: Vec<char> = fuld.strip_suffix('Z').ok_or_else(galt)?.chars().collect();
    if cifre.len() != 14 {
        return Err(galt());
    }
    let mut xs = String::with_capacity(20);
    for (nr, c) in cifre.iter().enumerate() {
        xs.push_str(match nr {
            4 | 6 => "-",
            8 => "T",
            10 | 12 => ":",
            _ => "",
        });
        xs.push(*c);
    }
    Tidspunkt::fra_xs(&format!("{xs}Z")).map_err(|_| galt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_every_size_read_back() {
        for laengde in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let v = tlv(OKTETTER, &vec![7; laengde]);
            let mut l = Derlaeser::ny(&v);
            assert_eq!(l.kraev(OKTETTER).unwrap().indhold.len(), laengde);
            assert!(l.er_tom());
        }
    }

    #[test]
    fn times_change_form_in_2050_and_read_back() {
        for (xs, maerke) in [("2049-12-31T23:59:59Z", 0x17), ("2050-01-01T00:00:00Z", 0x18), ("1999-02-03T04:05:06Z", 0x17)] {
            let t = Tidspunkt::fra_xs(xs).unwrap();
            let v = tid(t);
            assert_eq!(v[0], maerke, "{xs}");
            assert_eq!(laes_tid(Derlaeser::ny(&v).naeste().unwrap()), Ok(t));
        }
    }

    #[test]
    fn whole_numbers_are_never_negative() {
        assert_eq!(tal(0), [2, 1, 0]);
        assert_eq!(tal(127), [2, 1, 127]);
        assert_eq!(tal(128), [2, 2, 0, 128]);
    }
}
