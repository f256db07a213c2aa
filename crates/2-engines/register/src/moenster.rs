//! Text patterns (A-92, B-13): without regard to case, `%` for anything, `\%` for a per cent sign, `_` for itself.
use crate::kommando::Moenster;

/// Lower case, one character at a time: what a text becomes does not depend on its neighbours, so that the beginning of a
/// text is the beginning of its lower-case form.
pub(crate) fn smaa(tekst: &str) -> String {
    if tekst.is_ascii() { tekst.to_ascii_lowercase() } else { tekst.chars().flat_map(char::to_lowercase).collect() }
}

/// A pattern ready for use: the lower-case pieces between the wildcards. One piece: no wildcard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Klar(Vec<String>);

impl Klar {
    pub(crate) fn ny(m: &Moenster) -> Self {
        let mut dele = vec![String::new()];
        let mut tegn = m.0.chars().peekable();
        while let Some(c) = tegn.next() {
            if c == '%' {
                dele.push(String::new());
                continue;
            }
            let c = if c == '\\' { tegn.next_if_eq(&'%').unwrap_or(c) } else { c };
            if let Some(sidste) = dele.last_mut() {
                sidste.extend(c.to_lowercase());
            }
        }
        Self(dele)
    }

    /// The text before the first wildcard, and what comes after it.
    pub(crate) fn begyndelse(&self) -> (&str, Fortsaettelse) {
        let foerste = self.0.first().map_or("", String::as_str);
        let rest = self.0.get(1..).unwrap_or(&[]);
        let efter = match rest {
            [] => Fortsaettelse::Intet,
            r if r.iter().all(String::is_empty) => Fortsaettelse::HvadSomHelst,
            _ => Fortsaettelse::Mere,
        };
        (foerste, efter)
    }

    /// Whether the text fits.
    pub(crate) fn passer(&self, tekst: &str) -> bool {
        self.passer_smaa(&smaa(tekst))
    }

    fn passer_smaa(&self, tekst: &str) -> bool {
        let Some((foerste, rest)) = self.0.split_first() else { return tekst.is_empty() };
        let Some((sidste, midt)) = rest.split_last() else { return tekst == foerste };
        let Some(mut t) = tekst.strip_prefix(foerste.as_str()) else { return false };
        // The leftmost place for each middle piece leaves most for the next ones.
        for m in midt {
            match t.find(m.as_str()).and_then(|i| t.get(i + m.len()..)) {
                Some(efter) => t = efter,
                None => return false,
            }
        }
        t.ends_with(sidste.as_str())
    }
}

/// What a pattern demands after its fixed beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fortsaettelse {
    /// The text ends there.
    Intet,
    /// Anything may follow.
    HvadSomHelst,
    /// There are more pieces.
    Mere,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(m: &str, t: &str) -> bool {
        Klar::ny(&Moenster(m.into())).passer(t)
    }

    #[test]
    fn b13_percent_is_a_wildcard_and_may_be_escaped() {
        assert!(p("abc", "ABC") && !p("abc", "abcd") && p("abc%", "abcd") && p("%bc", "abc") && p("a%d", "abcd") && p("%", ""));
        assert!(p("100\\%", "100%") && !p("100\\%", "1000") && p("a_c", "a_c") && !p("a_c", "abc") && p("c:\\x", "C:\\X"));
        assert!(p("%b%b%", "abcb") && !p("%b%b%", "abc") && !p("ab%ba", "aba") && p("ØRE%", "ørebro"));
    }

    proptest::proptest! {
        #[test]
        fn b13_patterns_agree_with_an_obvious_matcher(m in "[ab%]{0,7}", t in "[ab]{0,7}") {
            fn langsom(m: &[u8], t: &[u8]) -> bool {
                match m.split_first() {
                    None => t.is_empty(),
                    Some((b'%', m)) => (0..=t.len()).any(|i| langsom(m, &t[i..])),
                    Some((c, m)) => t.first() == Some(c) && langsom(m, &t[1..]),
                }
            }
            proptest::prop_assert_eq!(p(&m, &t), langsom(m.as_bytes(), t.as_bytes()));
        }
    }
}
