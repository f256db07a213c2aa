//! Danish text: one form for every text (NFC), and the Danish order.
use crate::{Fejl, Fejlkode};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Every UTF-8 sequence of a character from U+0300 on has a byte from here on, and no character before U+0300 is changed by NFC.
const FOERSTE_SAMMENSATTE: u8 = 0xcc;

/// The text in Normalization Form C: `å` is one character, whether it came as one or as `a` and a ring. A text of Danish
/// letters alone costs one look at its bytes.
pub fn nfc(tekst: &str) -> Cow<'_, str> {
    if tekst.bytes().all(|b| b < FOERSTE_SAMMENSATTE) || unicode_normalization::is_nfc(tekst) {
        return Cow::Borrowed(tekst);
    }
    Cow::Owned(tekst.nfc().collect())
}

/// The same in place.
pub fn til_nfc(tekst: &mut String) {
    if let Cow::Owned(ny) = nfc(tekst) {
        *tekst = ny;
    }
}

/// Refuses what XML cannot carry (XML 1.0, 2.2): one rule for every wire, so that what one wrote the others can send back.
///
/// # Errors
/// `UgyldigtTegn`, with the character and its place.
pub fn kun_xml_tegn(tekst: &str) -> Result<(), Fejl> {
    let uden_for = |c: &char| (*c < ' ' && !matches!(c, '\t' | '\r' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    match tekst.chars().enumerate().find(|(_, c)| uden_for(c)) {
        None => Ok(()),
        Some((nr, c)) => {
            let (c, nr) = (u32::from(c), nr + 1);
            Err(Fejl::ny(Fejlkode::UgyldigtTegn).detalje((format!("U+{c:04X} som tegn {nr}"), format!("U+{c:04X} as character {nr}"))))
        }
    }
}

/// A character that is not seen, or that turns the text around it: what is read is not what stands there. Those of Unicode's format characters, fillers and tags that are no part of
/// how a word is written.
pub fn er_usynligt(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Refuses what can't be shown on one line as it stands: a name that others read in lists must not look like a line of its own.
///
/// # Errors
/// `UgyldigtTegn`, with the character.
pub fn kun_linje(tekst: &str) -> Result<(), Fejl> {
    match tekst.chars().find(|c| c.is_control() || er_usynligt(*c)) {
        None => Ok(()),
        Some(c) => Err(Fejl::ny(Fejlkode::UgyldigtTegn).detalje(format!("U+{:04X}", u32::from(c)))),
    }
}

/// What somebody else said, on one line and as it is seen: runs of blanks are one, and control characters and those of [`er_usynligt`] are left out.
pub fn synlig_linje(tekst: &str) -> String {
    let linje = tekst.split_whitespace().collect::<Vec<_>>().join(" ");
    linje.chars().filter(|c| !c.is_control() && !er_usynligt(*c)).collect()
}

/// By what a text is sorted: texts stand in Danish order when these do.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sorteringsnoegle {
    /// The letters without case and accents.
    bogstaver: Vec<u32>,
    /// For each of them, whether it was written as another one.
    skrevet: Vec<Skrevet>,
    /// What tells apart texts that are equal so far.
    tekst: String,
}

/// How a letter was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Skrevet {
    SomSelv,
    MedAccent,
    Dobbelt,
}

/// The place of a Danish letter after z.
const AE: u32 = 'z' as u32 + 1;
const OE: u32 = AE + 1;
const AA: u32 = AE + 2;
/// What else there is begins here: letters of other scripts stand after the Danish ones.
const ANDRE: u32 = AE + 3;

/// The Danish order (Retskrivningsordbogen, CLDR `da`), without regard to case and accents at first:
///
/// - signs, then digits, then letters; æ, ø, å stand after z; ä is sorted as æ, ö and ő as ø, ü and ű as y, đ and ð as d, þ as th, œ as oe, ß as ss;
/// - `aa` is sorted as å, after it where nothing else differs (Aabenraa after Åbenrå, before Århus), as the dictionary does with names.
///   It is so in every text, since nothing tells a name from a foreign word (our choice).
pub fn sorteringsnoegle(tekst: &str) -> Sorteringsnoegle {
    use Skrevet::{Dobbelt, MedAccent, SomSelv};
    let tekst = nfc(tekst);
    let mut n =
        Sorteringsnoegle { bogstaver: Vec::with_capacity(tekst.len()), skrevet: Vec::with_capacity(tekst.len()), tekst: String::new() };
    let mut forrige_a = false;
    for c in tekst.chars().flat_map(char::to_lowercase) {
        let mut saet = |b: u32, s| {
            n.bogstaver.push(b);
            n.skrevet.push(s);
        };
        match c {
            'a' if forrige_a => {
                n.bogstaver.pop();
                n.skrevet.pop();
                n.bogstaver.push(AA);
                n.skrevet.push(Dobbelt);
            }
            'æ' => saet(AE, SomSelv),
            'ø' => saet(OE, SomSelv),
            'å' => saet(AA, SomSelv),
            'ä' | 'ǽ' => saet(AE, MedAccent),
            'ö' | 'ő' | 'ǿ' => saet(OE, MedAccent),
            'ǻ' => saet(AA, MedAccent),
            'ü' | 'ű' => saet('y' as u32, MedAccent),
            'đ' | 'ð' => saet('d' as u32, MedAccent),
            'ł' => saet('l' as u32, MedAccent),
            'þ' => ['t', 'h'].into_iter().for_each(|b| saet(b as u32, MedAccent)),
            'œ' => ['o', 'e'].into_iter().for_each(|b| saet(b as u32, MedAccent)),
            'ß' => ['s', 's'].into_iter().for_each(|b| saet(b as u32, MedAccent)),
            // ASCII's signs behind z come before the digits too
            '{'..='\u{7f}' => saet(c as u32 - 'z' as u32, SomSelv),
            '\0'..='z' => saet(c as u32, SomSelv),
            _ => {
                let dele = std::iter::once(c).nfd().filter(|d| !unicode_normalization::char::is_combining_mark(*d));
                dele.for_each(|d| if d.is_ascii() { saet(d as u32, MedAccent) } else { saet(ANDRE + d as u32, SomSelv) });
            }
        }
        forrige_a = c == 'a' && !forrige_a;
    }
    n.tekst = tekst.into_owned();
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_said_is_shown_on_one_line_and_turns_nothing_around() {
        assert_eq!(synlig_linje("a\r\n\t b \u{1b}[2Jc\u{7}"), "a b [2Jc");
        assert_eq!(synlig_linje("\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{2028}æøå"), "gnp.exe æøå");
        assert_eq!(synlig_linje("Fag\u{e0041}\u{e007f}\u{fff9}\u{3164}system"), "Fagsystem");
    }

    #[test]
    fn a_name_is_one_line_as_it_is_seen() {
        for navn in ["", "Mit fagsystem", "Ærø – sag & bø (32.24.*)", "e\u{301}", "नमस्ते", "👍🏽"] {
            assert_eq!(kun_linje(navn), Ok(()), "{navn}");
        }
        for navn in ["a\r\nb", "a\tb", "\u{1b}[2J", "\u{7f}", "a\u{202e}b", "a\u{2028}b", "a\u{200b}b", "a\u{feff}", "a\u{e0041}"] {
            assert_eq!(kun_linje(navn).map_err(|f| f.kode()), Err(Fejlkode::UgyldigtTegn), "{navn:?}");
        }
    }

    fn sorteret(mut l: Vec<&str>) -> Vec<&str> {
        l.sort_by_cached_key(|t| sorteringsnoegle(t));
        l
    }

    #[test]
    fn decomposed_letters_become_the_composed_ones() {
        assert_eq!(nfc("A\u{30a}rhus"), "Århus");
        assert_eq!(nfc("re\u{301}sume\u{301}"), "résumé");
        assert!(matches!(nfc("Sorø på Ærø, Århus – 1/4 €"), Cow::Borrowed(_)));
        let mut t = "bla\u{30a}".to_owned();
        til_nfc(&mut t);
        assert_eq!(t, "blå");
    }

    #[test]
    fn danish_letters_stand_last_and_aa_is_sorted_as_aa() {
        let l = vec![
            "Aabenraa", "Ørsted", "zebra", "Ærø", "abe", "Århus", "Odense", "Åbenrå", "Hans", "Haarlev", "Hydra", "Händel", "Aalborg",
            "Azorerne",
        ];
        assert_eq!(
            sorteret(l),
            [
                "abe", "Azorerne", "Hans", "Hydra", "Händel", "Haarlev", "Odense", "zebra", "Ærø", "Ørsted", "Åbenrå", "Aabenraa",
                "Aalborg", "Århus"
            ]
        );
        assert_eq!(sorteret(vec!["Müller", "Myller", "Mz", "Mx"]), ["Mx", "Myller", "Müller", "Mz"]);
        assert_eq!(sorteret(vec!["ande", "André", "andet", "Ande"]), ["Ande", "ande", "andet", "André"]);
        assert_eq!(sorteret(vec!["b", "10", "-", "2", "B", "Яна", "{", "å"]), ["{", "-", "10", "2", "B", "b", "å", "Яна"]);
        // three and four in a row: each pair is one letter
        assert_eq!(sorteret(vec!["aaab", "aaaa", "åå", "åb", "ab"]), ["ab", "aaab", "åb", "åå", "aaaa"]);
    }

    proptest::proptest! {
        #[test]
        fn the_quick_look_agrees_with_the_whole_rule(t in "[a-zæøå\u{300}-\u{310}\u{0}-\u{400}]{0,12}") {
            let langsom: String = t.nfc().collect();
            proptest::prop_assert_eq!(nfc(&t), langsom.as_str());
            proptest::prop_assert_eq!(sorteringsnoegle(&t), sorteringsnoegle(&langsom));
        }
    }
}
