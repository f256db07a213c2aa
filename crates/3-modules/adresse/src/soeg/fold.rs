//! Texts without what people leave out or write otherwise: case, accents, points; `å` is `aa`, `æ` is `ae`, `ø` is `oe`; `Gl.` is `Gammel`.
use unicode_normalization::UnicodeNormalization;

/// The text as it is searched for: words of small letters and digits with one blank between them.
pub(crate) fn fold(tekst: &str) -> String {
    let mut ud = String::with_capacity(tekst.len() + 4);
    for ord in ord(tekst) {
        if !ud.is_empty() {
            ud.push(' ');
        }
        ud.push_str(&ord);
    }
    ud
}

/// Its words.
pub(crate) fn ord(tekst: &str) -> Vec<String> {
    let mut ud: Vec<String> = Vec::new();
    let mut nu = String::new();
    for c in tekst.nfc().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' | 'ǽ' => nu.push_str("ae"),
            'ø' | 'ö' | 'ő' | 'ǿ' => nu.push_str("oe"),
            'å' | 'ǻ' => nu.push_str("aa"),
            'ü' | 'ű' => nu.push('u'),
            'ð' | 'đ' => nu.push('d'),
            'þ' => nu.push_str("th"),
            'ß' => nu.push_str("ss"),
            'a'..='z' | '0'..='9' => nu.push(c),
            // Marks within a word: Christian X's Vej, Peder Kjær´s Vej.
            '\'' | '’' | '´' | '`' => {}
            _ => {
                let mut delt = false;
                for d in std::iter::once(c).nfd().filter(|d| d.is_ascii_alphanumeric()) {
                    nu.push(d.to_ascii_lowercase());
                    delt = true;
                }
                if !delt && c.is_alphanumeric() {
                    nu.push(c);
                } else if !delt && !nu.is_empty() {
                    ud.push(udskrevet(std::mem::take(&mut nu)));
                }
            }
        }
    }
    if !nu.is_empty() {
        ud.push(udskrevet(nu));
    }
    ud
}

/// Abbreviations that stand for one word in names of roads.
fn udskrevet(ord: String) -> String {
    match ord.as_str() {
        "gl" => "gammel".into(),
        "skt" | "sct" => "sankt".into(),
        _ => ord,
    }
}

/// The fewest letters to insert, remove, change or swap to make `a` the beginning of `b`; `None` when they are more than `hoejst`.
pub(crate) fn afstand_til_begyndelse(a: &str, b: &str, hoejst: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().take(a.chars().count() + hoejst).collect());
    let mut forrige2: Vec<usize> = Vec::new();
    let mut forrige: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut ny = Vec::with_capacity(b.len() + 1);
        ny.push(i + 1);
        for (j, cb) in b.iter().enumerate() {
            let ved = |r: &[usize], k: usize| r.get(k).copied().unwrap_or(usize::MAX - 1);
            let mut pris = (ved(&forrige, j) + usize::from(ca != cb)).min(ved(&forrige, j + 1) + 1).min(ved(&ny, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca) {
                pris = pris.min(ved(&forrige2, j - 1) + 1);
            }
            ny.push(pris);
        }
        if ny.iter().min().is_none_or(|m| *m > hoejst) {
            return None;
        }
        forrige2 = std::mem::replace(&mut forrige, ny);
    }
    forrige.into_iter().min().filter(|m| *m <= hoejst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_letters_and_abbreviations_are_found_however_they_are_written() {
        for (a, b) in [
            ("Ærøskøbingvej", "aeroeskoebingvej"),
            ("Aabrinken", "Åbrinken"),
            ("Gl. Kongevej", "gammel kongevej"),
            ("Sct. Knuds Gade", "SANKT KNUDS GADE"),
            ("Christian X's Vej", "christian xs vej"),
            ("H.C. Andersens Boulevard", "h c andersens boulevard"),
            ("Allé", "alle"),
            ("A\u{30a}vej", "åvej"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
        assert_eq!(ord("  10. Februar-Vej, 5 "), ["10", "februar", "vej", "5"]);
        assert_eq!(fold("…"), "");
    }

    #[test]
    fn the_distance_is_to_the_beginning_of_a_name() {
        for (a, b, ventet) in [
            ("rentemsterv", "rentemestervej", Some(1)),
            ("retnemester", "rentemestervej", Some(1)),
            ("moellevej", "moellevej", Some(0)),
            ("moelevej", "moellevej", Some(1)),
            ("moellebej", "moellevej", Some(1)),
            ("xyz", "moellevej", None),
            ("", "moellevej", Some(0)),
        ] {
            assert_eq!(afstand_til_begyndelse(a, b, 1), ventet, "{a} {b}");
        }
    }
}
