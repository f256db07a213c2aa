//! The one way to open a text file from outside: lists, tables, XML and PEM, as editors, spreadsheets and Windows leave them. What can't be
//! read for certain is refused with its line and column, before anything of the file is used.
use crate::fejl::{Fejl, Fejlkode};
use std::borrow::Cow;

/// A refusal that points into a file. The one form that every reader uses; whoever knows the file's name puts it in front ([`Fejl::under`]).
pub fn filfejl(kode: Fejlkode, linje: u32, kolonne: u32, regel: &'static str, hvad: impl std::fmt::Display) -> Fejl {
    Fejl::ny(kode).felt(format!("line {linje}, column {kolonne}")).regel(regel).detalje(hvad.to_string())
}

/// The bytes as text: UTF-16 with a mark or as it is seen by its empty bytes, UTF-8 with or without a mark, otherwise Windows-1252, which
/// every byte string is. A Ctrl-Z at the end, which DOS programs write, is left out.
///
/// # Errors
/// `UgyldigtTegn` with line and column for a control character other than tab and line ends; `UgyldigFil` for half a UTF-16 character.
pub fn afkod(data: &[u8]) -> Result<Cow<'_, str>, Fejl> {
    let tekst = match utf16(data) {
        Some((rest, stor)) => Cow::Owned(fra_utf16(rest, stor)?),
        None => {
            let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
            match std::str::from_utf8(data) {
                Ok(t) => Cow::Borrowed(t),
                Err(_) => Cow::Owned(data.iter().map(|b| fra_1252(*b)).collect()),
            }
        }
    };
    let tekst = match tekst {
        Cow::Borrowed(t) => Cow::Borrowed(t.trim_end_matches('\u{1a}')),
        Cow::Owned(t) => Cow::Owned(t.trim_end_matches('\u{1a}').to_owned()),
    };
    // Old programs for the Mac, and Excel's form for them, end lines by a carriage return alone.
    let tekst = if tekst.contains('\r') && !tekst.contains('\n') { Cow::Owned(tekst.replace('\r', "\n")) } else { tekst };
    match tekst.char_indices().find(|(_, c)| er_styretegn(*c)) {
        None => Ok(tekst),
        Some((i, c)) => {
            let (linje, kolonne) = sted(tekst.get(..i).unwrap_or_default());
            Err(filfejl(Fejlkode::UgyldigtTegn, linje, kolonne, "no control characters", format!("U+{:04X}", u32::from(c))))
        }
    }
}

/// What no text of ours may hold.
pub fn er_styretegn(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\r' | '\n')
}

/// Line and column, from 1, of what follows this text.
fn sted(foer: &str) -> (u32, u32) {
    let linje = foer.bytes().filter(|b| *b == b'\n').count() + 1;
    let kolonne = foer.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(linje).unwrap_or(u32::MAX), u32::try_from(kolonne).unwrap_or(u32::MAX))
}

/// The rest after a mark, and whether the larger byte comes first. Without a mark: text whose first two characters are ASCII.
fn utf16(data: &[u8]) -> Option<(&[u8], bool)> {
    match data {
        [0xff, 0xfe, rest @ ..] => Some((rest, false)),
        [0xfe, 0xff, rest @ ..] => Some((rest, true)),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some((data, false)),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some((data, true)),
        _ => None,
    }
}

fn fra_utf16(data: &[u8], stor: bool) -> Result<String, Fejl> {
    let enheder = data.chunks(2).map(|c| match *c {
        [a, b] if stor => u16::from_be_bytes([a, b]),
        [a, b] => u16::from_le_bytes([a, b]),
        // A byte alone: refused as half a character is.
        _ => 0xdc00,
    });
    let mut ud = String::with_capacity(data.len() / 2);
    for c in char::decode_utf16(enheder) {
        match c {
            Ok(c) => ud.push(c),
            Err(_) => {
                let (linje, kolonne) = sted(&ud);
                return Err(filfejl(Fejlkode::UgyldigFil, linje, kolonne, "UTF-16", "half a character"));
            }
        }
    }
    Ok(ud)
}

/// The characters of 0x80–0x9F; the five unassigned ones stay control characters, as browsers read them.
const C1: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

pub(crate) fn fra_1252(b: u8) -> char {
    b.checked_sub(0x80).and_then(|i| C1.get(usize::from(i))).copied().unwrap_or(char::from(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_is_read_when_it_is_not_utf_8() {
        assert_eq!(afkod(b"\xc6bler \x80 \x96 \xe5").unwrap(), "Æbler € – å");
        assert_eq!(afkod("Æbler".as_bytes()).unwrap(), "Æbler");
    }

    #[test]
    fn i12_2_9_utf_16_is_read_with_and_without_a_mark() {
        let tekst = "uuid;navn\r\n1;Æbler 🍎\r\n";
        for stor in [false, true] {
            let bytes = |t: &str| t.encode_utf16().flat_map(|e| if stor { e.to_be_bytes() } else { e.to_le_bytes() }).collect::<Vec<u8>>();
            assert_eq!(afkod(&bytes(tekst)).unwrap(), tekst);
            assert_eq!(afkod(&bytes(&format!("\u{feff}{tekst}"))).unwrap(), tekst);
            let mut halv = bytes(tekst);
            halv.pop();
            assert_eq!(afkod(&halv).unwrap_err().feltet(), Some("line 2, column 11"));
        }
        assert_eq!(afkod(&[]).unwrap(), "");
        assert_eq!(afkod(&[0xff, 0xfe]).unwrap(), "");
    }

    #[test]
    fn i12_2_9_a_control_character_is_pointed_at() {
        for (data, felt, tegn) in [
            ("a;b\n1;x\u{0}y", "line 2, column 4", "U+0000"),
            ("æ\u{1f}", "line 1, column 2", "U+001F"),
            ("a\u{85}", "line 1, column 2", "U+0085"),
            ("\u{feff}\u{7f}", "line 1, column 1", "U+007F"),
        ] {
            let f = afkod(data.as_bytes()).unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigtTegn, Some(felt)), "{f}");
            assert!(f.engelsk().contains(tegn), "{f}");
        }
        assert_eq!(afkod(b"a\xe6\n\x81").unwrap_err().feltet(), Some("line 2, column 1"));
        assert_eq!(afkod(b"a\tb\r\nc\x1a").unwrap(), "a\tb\r\nc", "the end as DOS writes it");
        assert_eq!(afkod(b"a;b\r1;2\r").unwrap(), "a;b\n1;2\n", "lines as old Macs end them");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(data: Vec<u8>) {
            if let Ok(t) = afkod(&data) {
                assert!(!t.chars().any(er_styretegn));
            }
        }
    }
}
