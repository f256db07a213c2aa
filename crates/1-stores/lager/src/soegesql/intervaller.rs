//! A long list as one parameter, so that a restriction of forty classes and twenty-five units makes no longer statement than one of a single class:
//! the borders of intervals in order, packed. A value lies in one of them when an odd number of borders is at or below it.
use grund::Klasseinterval;
use grund::afgraensning::saml;

/// The borders: their number, where each ends, and their bytes. SQLite looks in this form for each row, so nothing is unpacked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Intervaller(Vec<u8>);

impl Intervaller {
    /// The intervals of classes; they may overlap.
    pub(crate) fn klasser(k: &[Klasseinterval]) -> Self {
        let k = saml(k.to_vec());
        Self::af(&k.iter().flat_map(|i| [i.fra.as_bytes(), i.til.as_bytes()]).collect::<Vec<_>>())
    }

    /// Exactly these values: each is an interval up to the next possible value.
    pub(crate) fn vaerdier(mut v: Vec<Vec<u8>>) -> Self {
        v.sort_unstable();
        v.dedup();
        let efter: Vec<Vec<u8>> = v.iter().map(|v| [v.as_slice(), &[0]].concat()).collect();
        Self::af(&v.iter().zip(&efter).flat_map(|(a, b)| [a.as_slice(), b.as_slice()]).collect::<Vec<_>>())
    }

    fn af(graenser: &[&[u8]]) -> Self {
        let tal = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut ud = Vec::with_capacity(4 + graenser.iter().map(|g| 4 + g.len()).sum::<usize>());
        ud.extend(tal(graenser.len()));
        let mut slut = 0;
        for g in graenser {
            slut += g.len();
            ud.extend(tal(slut));
        }
        graenser.iter().for_each(|g| ud.extend_from_slice(g));
        Self(ud)
    }

    /// As SQLite gets them.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The borders in order.
    pub(crate) fn graenser(&self) -> Vec<&[u8]> {
        (0..antal(&self.0).unwrap_or(0)).filter_map(|nr| graense(&self.0, nr)).collect()
    }
}

fn tal(pakket: &[u8], nr: usize) -> Option<usize> {
    let b = pakket.get(nr * 4..nr * 4 + 4)?;
    usize::try_from(u32::from_le_bytes(b.try_into().ok()?)).ok()
}

fn antal(pakket: &[u8]) -> Option<usize> {
    tal(pakket, 0)
}

fn graense(pakket: &[u8], nr: usize) -> Option<&[u8]> {
    let fra = if nr == 0 { 0 } else { tal(pakket, nr)? };
    let bytes = 4 + antal(pakket)? * 4;
    pakket.get(bytes + fra..bytes + tal(pakket, nr + 1)?)
}

/// Whether the value lies in one of the packed intervals, by halving.
pub(crate) fn indeholder(pakket: &[u8], v: &[u8]) -> bool {
    let (mut lav, mut hoej) = (0, antal(pakket).unwrap_or(0));
    while lav < hoej {
        let midt = lav + (hoej - lav) / 2;
        match graense(pakket, midt) {
            Some(g) if g <= v => lav = midt + 1,
            _ => hoej = midt,
        }
    }
    lav % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lies_in_an_interval_or_is_one_of_a_list() {
        let i = |t: &str| Klasseinterval::laes(t).unwrap();
        let k = Intervaller::klasser(&[i("27"), i("32.06"), i("28"), i("00")]);
        for (v, inde) in [
            ("2", false),
            ("27", true),
            ("273504", true),
            ("289999", true),
            ("29", false),
            ("3205", false),
            ("320604", true),
            ("0001", true),
        ] {
            assert_eq!(indeholder(k.bytes(), v.as_bytes()), inde, "{v}");
        }
        let v: Vec<Vec<u8>> = ["b", "d", "b", "", "bb"].iter().map(|t| t.as_bytes().to_vec()).collect();
        let l = Intervaller::vaerdier(v.clone());
        for x in ["", "a", "b", "b\0", "bb", "bbb", "c", "d", "e"] {
            assert_eq!(indeholder(l.bytes(), x.as_bytes()), v.iter().any(|v| v == x.as_bytes()), "{x:?}");
        }
        assert!(!indeholder(Intervaller::vaerdier(Vec::new()).bytes(), b"a") && !indeholder(b"", b"a"));
        assert_eq!(l.graenser().len(), 8);
    }
}
