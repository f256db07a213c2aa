//! House numbers, and stretches of them, as DAR 0.9 writes them: composite values and ranges of PostgreSQL.
use std::fmt;

/// A house number: a number and perhaps a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Husnr {
    /// From 1 to 999.
    pub(crate) tal: u16,
    /// A capital letter; 0 for none.
    pub(crate) bogstav: u8,
}

impl Husnr {
    /// `39B`, `039b`, `39 B`.
    pub(crate) fn laes(t: &str) -> Option<Self> {
        let t = t.trim();
        let slut = t.bytes().take_while(u8::is_ascii_digit).count();
        let (tal, rest) = t.split_at_checked(slut)?;
        let tal = tal.parse().ok().filter(|n| (1..=999).contains(n))?;
        let bogstav = match rest.trim().as_bytes() {
            [] => 0,
            [b] if b.is_ascii_alphabetic() => b.to_ascii_uppercase(),
            _ => return None,
        };
        Some(Self { tal, bogstav })
    }

    /// `(39,B)`, `(39,"")`.
    pub(crate) fn af_sammensat(t: &str) -> Option<Self> {
        let (tal, bogstav) = t.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
        Self::laes(&format!("{tal}{}", bogstav.trim_matches('"')))
    }
}

impl fmt::Display for Husnr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tal)?;
        if self.bogstav == 0 { Ok(()) } else { write!(f, "{}", char::from(self.bogstav)) }
    }
}

/// A stretch of house numbers, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Straekning {
    fra: Option<Husnr>,
    til: Option<Husnr>,
}

impl Straekning {
    /// `["(1,"")","(999,Z)"]`; an end that is left out is open. An end that is not in the range is one that no file has.
    pub(crate) fn af_interval(t: &str) -> Option<Self> {
        let (foerste, rest) = t.split_at_checked(1)?;
        let (indre, sidste) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
        // The two ends: each is empty, or a quoted composite that holds a comma itself.
        let skel = indre.char_indices().filter(|(_, c)| *c == ',').map(|(i, _)| i).find(|i| {
            let foer = indre.get(..*i).unwrap_or_default();
            foer.matches('(').count() == foer.matches(')').count()
        })?;
        let ende = |t: &str, inkl: bool| {
            let t = t.replace("\"\"", "\"");
            let t = t.trim_matches('"');
            match t {
                "" => Some(None),
                // What trimming took of `(1,"")` is put back.
                t if t.starts_with('(') && inkl => Husnr::af_sammensat(t).map(Some),
                _ => None,
            }
        };
        let fra = ende(indre.get(..skel)?, foerste == "[")?;
        let til = ende(indre.get(skel + 1..)?, sidste == "]")?;
        Some(Self { fra, til })
    }

    /// As it is stored: `1-999Z`.
    pub(crate) fn laes(t: &str) -> Option<Self> {
        let (fra, til) = t.split_once('-')?;
        let ende = |t: &str| if t.is_empty() { Some(None) } else { Husnr::laes(t).map(Some) };
        Some(Self { fra: ende(fra)?, til: ende(til)? })
    }

    /// Whether the house number is in it, on that side of the road: `L` even, `U` odd.
    pub(crate) fn indeholder(self, side: &str, nr: Husnr) -> bool {
        let paa_siden = match side {
            "L" => nr.tal.is_multiple_of(2),
            "U" => !nr.tal.is_multiple_of(2),
            _ => true,
        };
        // An end without a letter takes its letters along: 998 holds 998A.
        let op_til = |til: Husnr| if til.bogstav == 0 { nr.tal <= til.tal } else { nr <= til };
        paa_siden && self.fra.is_none_or(|f| f <= nr) && self.til.is_none_or(op_til)
    }
}

impl fmt::Display for Straekning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ende = |h: Option<Husnr>| h.map_or(String::new(), |h| h.to_string());
        write!(f, "{}-{}", ende(self.fra), ende(self.til))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_number_is_read_however_it_is_written() {
        for t in ["39B", "039b", " 39 B "] {
            assert_eq!(Husnr::laes(t).map(|h| h.to_string()).as_deref(), Some("39B"), "{t}");
        }
        assert_eq!(Husnr::af_sammensat("(199,\"\")").map(|h| h.to_string()).as_deref(), Some("199"));
        assert_eq!(Husnr::af_sammensat("(1,A)").map(|h| h.to_string()).as_deref(), Some("1A"));
        for t in ["", "B", "0", "1000", "39BB", "39-41"] {
            assert_eq!(Husnr::laes(t), None, "{t}");
        }
        assert!(Husnr::laes("9") < Husnr::laes("10") && Husnr::laes("10") < Husnr::laes("10A"));
    }

    #[test]
    fn stretches_of_dar_0_9_are_read_and_hold_their_side_of_the_road() {
        let nr = |t: &str| Husnr::laes(t).unwrap();
        for (t, skrevet) in [
            (r#"(,"(998,"""")"]"#, "-998"),
            (r#"["(1,"""")","(999,"""")"]"#, "1-999"),
            (r#"["(1,"""")","(999,Z)"]"#, "1-999Z"),
            ("(,)", "-"),
        ] {
            let s = Straekning::af_interval(t).unwrap_or_else(|| panic!("{t}"));
            assert_eq!(s.to_string(), skrevet);
            assert_eq!(Straekning::laes(skrevet), Some(s));
        }
        let s = Straekning::laes("2-998").unwrap();
        assert!(s.indeholder("L", nr("998A")) && s.indeholder("L", nr("2")) && !s.indeholder("L", nr("3")) && !s.indeholder("U", nr("2")));
        assert!(!Straekning::laes("2-10B").unwrap().indeholder("L", nr("10C")));
        for t in ["", "x", "[1,2]", r#"("(1,"""")","(2,"""")")"#] {
            assert_eq!(Straekning::af_interval(t), None, "{t}");
        }
    }
}
