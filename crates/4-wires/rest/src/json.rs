//! A strict JSON reader: every byte is accounted for, keys are unique, depth and number of values are bounded.
//!
//! Texts come out in NFC. The tree borrows its texts from the body wherever they hold no escapes. Numbers stay text, so that no digit is lost.
use grund::fejl::uddrag;
use grund::graenser::{DYBDE, KNUDER};
use grund::tekst::{nfc, til_nfc};
use grund::{Fejl, Fejlkode};
use std::borrow::Cow;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Boolsk(bool),
    /// As written.
    Tal(&'a str),
    Tekst(Cow<'a, str>),
    Liste(Vec<Json<'a>>),
    /// In the order sent; keys are unique.
    Objekt(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl Json<'_> {
    /// What it is, for refusals.
    pub(crate) fn slags(&self) -> (&'static str, &'static str) {
        match self {
            Json::Null => ("null", "null"),
            Json::Boolsk(_) => ("sandt eller falsk", "a boolean"),
            Json::Tal(_) => ("et tal", "a number"),
            Json::Tekst(_) => ("en tekst", "a string"),
            Json::Liste(_) => ("en liste", "an array"),
            Json::Objekt(_) => ("et objekt", "an object"),
        }
    }
}

/// Reads one JSON value and nothing after it.
///
/// # Errors
/// `IkkeVelformet`, `DobbeltNoegle`, `ForDyb`, `ForStor`.
pub(crate) fn parse(data: &[u8]) -> Result<Json<'_>, Fejl> {
    let tekst = std::str::from_utf8(data).map_err(|e| ved(Fejlkode::IkkeVelformet, e.valid_up_to(), ("ikke UTF-8", "not UTF-8")))?;
    // A byte order mark is not JSON, but editors on Windows leave it in files that are posted.
    let tekst = tekst.strip_prefix('\u{feff}').unwrap_or(tekst);
    let mut l = Jsonlaeser { tekst, sted: 0, knuder: 0 };
    let vaerdi = l.vaerdi(0)?;
    l.mellemrum();
    if l.sted < tekst.len() {
        return Err(l.fejl("tekst efter slutningen", "text after the end"));
    }
    Ok(vaerdi)
}

fn ved(kode: Fejlkode, sted: usize, (dansk, engelsk): (&str, &str)) -> Fejl {
    Fejl::ny(kode).detalje((format!("byte {sted}: {dansk}"), format!("byte {sted}: {engelsk}")))
}

struct Jsonlaeser<'a> {
    tekst: &'a str,
    sted: usize,
    knuder: usize,
}

impl<'a> Jsonlaeser<'a> {
    fn fejl(&self, dansk: &str, engelsk: &str) -> Fejl {
        ved(Fejlkode::IkkeVelformet, self.sted, (dansk, engelsk))
    }

    fn kig(&self) -> Option<u8> {
        self.tekst.as_bytes().get(self.sted).copied()
    }

    fn mellemrum(&mut self) {
        while matches!(self.kig(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.sted += 1;
        }
    }

    fn ord(&mut self, ord: &str, vaerdi: Json<'a>) -> Result<Json<'a>, Fejl> {
        if self.tekst.get(self.sted..).is_some_and(|t| t.starts_with(ord)) {
            self.sted += ord.len();
            return Ok(vaerdi);
        }
        Err(self.fejl("der ventedes en værdi", "a value was expected"))
    }

    fn vaerdi(&mut self, dybde: usize) -> Result<Json<'a>, Fejl> {
        if dybde > DYBDE {
            return Err(
                ved(Fejlkode::ForDyb, self.sted, ("for dybt", "too deep")).ventet(grund::sagt::hoejst(DYBDE, grund::sagt::NIVEAUER))
            );
        }
        self.knuder += 1;
        if self.knuder > KNUDER {
            return Err(ved(Fejlkode::ForStor, self.sted, ("for mange værdier", "too many values"))
                .ventet(grund::sagt::hoejst(KNUDER, grund::sagt::VAERDIER)));
        }
        self.mellemrum();
        match self.kig() {
            Some(b'{') => self.objekt(dybde),
            Some(b'[') => self.liste(dybde),
            Some(b'"') => Ok(Json::Tekst(self.streng()?)),
            Some(b't') => self.ord("true", Json::Boolsk(true)),
            Some(b'f') => self.ord("false", Json::Boolsk(false)),
            Some(b'n') => self.ord("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.tal(),
            _ => Err(self.fejl("der ventedes en værdi", "a value was expected")),
        }
    }

    fn liste(&mut self, dybde: usize) -> Result<Json<'a>, Fejl> {
        self.sted += 1;
        let mut ud = Vec::new();
        self.mellemrum();
        if self.kig() == Some(b']') {
            self.sted += 1;
            return Ok(Json::Liste(ud));
        }
        loop {
            ud.push(self.vaerdi(dybde + 1)?);
            self.mellemrum();
            match self.kig() {
                Some(b',') => self.sted += 1,
                Some(b']') => {
                    self.sted += 1;
                    return Ok(Json::Liste(ud));
                }
                _ => return Err(self.fejl("der ventedes ',' eller ']'", "',' or ']' was expected")),
            }
        }
    }

    fn objekt(&mut self, dybde: usize) -> Result<Json<'a>, Fejl> {
        self.sted += 1;
        let mut ud: Vec<(Cow<'a, str>, Json<'a>)> = Vec::new();
        self.mellemrum();
        if self.kig() == Some(b'}') {
            self.sted += 1;
            return Ok(Json::Objekt(ud));
        }
        loop {
            self.mellemrum();
            if self.kig() != Some(b'"') {
                return Err(self.fejl("der ventedes en nøgle i anførselstegn", "a key in quotes was expected"));
            }
            let noegle = self.streng()?;
            self.mellemrum();
            if self.kig() != Some(b':') {
                return Err(self.fejl("der ventedes ':'", "':' was expected"));
            }
            self.sted += 1;
            let vaerdi = self.vaerdi(dybde + 1)?;
            ud.push((noegle, vaerdi));
            self.mellemrum();
            match self.kig() {
                Some(b',') => self.sted += 1,
                Some(b'}') => {
                    self.sted += 1;
                    return unikke(ud);
                }
                _ => return Err(self.fejl("der ventedes ',' eller '}'", "',' or '}' was expected")),
            }
        }
    }

    fn tal(&mut self) -> Result<Json<'a>, Fejl> {
        let start = self.sted;
        if self.kig() == Some(b'-') {
            self.sted += 1;
        }
        match self.kig() {
            Some(b'0') => self.sted += 1,
            Some(b'1'..=b'9') => self.cifre(),
            _ => return Err(self.fejl("der ventedes et ciffer", "a digit was expected")),
        }
        if self.kig() == Some(b'.') {
            self.sted += 1;
            self.mindst_et_ciffer()?;
        }
        if matches!(self.kig(), Some(b'e' | b'E')) {
            self.sted += 1;
            if matches!(self.kig(), Some(b'+' | b'-')) {
                self.sted += 1;
            }
            self.mindst_et_ciffer()?;
        }
        self.tekst.get(start..self.sted).map(Json::Tal).ok_or_else(|| self.fejl("der ventedes et tal", "a number was expected"))
    }

    fn cifre(&mut self) {
        while matches!(self.kig(), Some(b'0'..=b'9')) {
            self.sted += 1;
        }
    }

    fn mindst_et_ciffer(&mut self) -> Result<(), Fejl> {
        if !matches!(self.kig(), Some(b'0'..=b'9')) {
            return Err(self.fejl("der ventedes et ciffer", "a digit was expected"));
        }
        self.cifre();
        Ok(())
    }

    fn streng(&mut self) -> Result<Cow<'a, str>, Fejl> {
        self.sted += 1;
        let start = self.sted;
        loop {
            match self.kig() {
                Some(b'"') => {
                    let tekst = self.tekst.get(start..self.sted).unwrap_or_default();
                    self.sted += 1;
                    return Ok(nfc(tekst));
                }
                Some(b'\\') => break,
                Some(0..=0x1f) => return Err(self.fejl("et styretegn i en tekst", "a control character in a string")),
                Some(_) => self.sted += 1,
                None => return Err(self.fejl("teksten slutter ikke", "the string does not end")),
            }
        }
        let mut ud = String::from(self.tekst.get(start..self.sted).unwrap_or_default());
        loop {
            let fra = self.sted;
            while !matches!(self.kig(), Some(b'"' | b'\\' | 0..=0x1f) | None) {
                self.sted += 1;
            }
            ud.push_str(self.tekst.get(fra..self.sted).unwrap_or_default());
            match self.kig() {
                Some(b'"') => {
                    self.sted += 1;
                    til_nfc(&mut ud);
                    return Ok(Cow::Owned(ud));
                }
                Some(b'\\') => {
                    self.sted += 1;
                    ud.push(self.flugt()?);
                }
                Some(_) => return Err(self.fejl("et styretegn i en tekst", "a control character in a string")),
                None => return Err(self.fejl("teksten slutter ikke", "the string does not end")),
            }
        }
    }

    fn flugt(&mut self) -> Result<char, Fejl> {
        let tegn = self.kig();
        self.sted += 1;
        Ok(match tegn {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let foerste = self.hex4()?;
                let kode = if (0xd800..0xdc00).contains(&foerste) {
                    if self.kig() != Some(b'\\') || self.tekst.as_bytes().get(self.sted + 1) != Some(&b'u') {
                        return Err(self.fejl("et halvt surrogatpar", "half a surrogate pair"));
                    }
                    self.sted += 2;
                    let anden = self.hex4()?;
                    if !(0xdc00..0xe000).contains(&anden) {
                        return Err(self.fejl("et halvt surrogatpar", "half a surrogate pair"));
                    }
                    0x1_0000 + ((foerste - 0xd800) << 10) + (anden - 0xdc00)
                } else {
                    foerste
                };
                char::from_u32(kode).ok_or_else(|| self.fejl("et halvt surrogatpar", "half a surrogate pair"))?
            }
            _ => return Err(self.fejl("en ukendt escape", "an unknown escape")),
        })
    }

    fn hex4(&mut self) -> Result<u32, Fejl> {
        let mut sum = 0;
        for _ in 0..4 {
            let ciffer = self
                .kig()
                .and_then(|c| char::from(c).to_digit(16))
                .ok_or_else(|| self.fejl("der ventedes fire hexadecimale cifre", "four hexadecimal digits were expected"))?;
            sum = sum * 16 + ciffer;
            self.sted += 1;
        }
        Ok(sum)
    }
}

/// Refuses a key that occurs twice. Small objects are compared pairwise, large ones through a set.
fn unikke<'a>(felter: Vec<(Cow<'a, str>, Json<'a>)>) -> Result<Json<'a>, Fejl> {
    let dobbelt = if felter.len() <= 16 {
        felter.iter().enumerate().find(|(nr, (noegle, _))| felter.iter().take(*nr).any(|(n, _)| n == noegle)).map(|(_, (n, _))| n)
    } else {
        let mut set = std::collections::HashSet::with_capacity(felter.len());
        felter.iter().find(|(n, _)| !set.insert(n.as_ref())).map(|(n, _)| n)
    };
    match dobbelt {
        Some(n) => Err(Fejl::ny(Fejlkode::DobbeltNoegle).felt(uddrag(n))),
        None => Ok(Json::Objekt(felter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kode(tekst: &str) -> Fejlkode {
        parse(tekst.as_bytes()).map(|_| ()).unwrap_err().kode()
    }

    #[test]
    fn b24_duplicate_keys_are_refused() {
        assert_eq!(kode(r#"{"a":1,"b":{"a":2,"a":3}}"#), Fejlkode::DobbeltNoegle);
        assert_eq!(kode(r#"{"a":1,"\u0061":3}"#), Fejlkode::DobbeltNoegle);
        let mange: Vec<String> = (0..40).map(|n| format!(r#""k{}":1"#, n % 39)).collect();
        assert_eq!(kode(&format!("{{{}}}", mange.join(","))), Fejlkode::DobbeltNoegle);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        assert_eq!(kode(&"[".repeat(100_000)), Fejlkode::ForDyb);
        assert_eq!(kode(&format!("[{}1]", "1,".repeat(KNUDER))), Fejlkode::ForStor);
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for t in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "01",
            "1.",
            "-",
            "nul",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"a\nb\"",
            "{} {}",
            "'a'",
            "NaN",
            "{a:1}",
            "\"a",
            "\"\\",
            "\"\\u12",
        ] {
            assert_eq!(kode(t), Fejlkode::IkkeVelformet, "{t}");
        }
        assert_eq!(parse(b"\"\xff\"").unwrap_err().kode(), Fejlkode::IkkeVelformet);
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(parse(br#""\u00e6\ud83d\ude00\n\/""#).unwrap(), Json::Tekst("æ😀\n/".into()));
        assert_eq!(parse(b"\xef\xbb\xbf[true,-1.5e3]").unwrap(), Json::Liste(vec![Json::Boolsk(true), Json::Tal("-1.5e3")]));
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_serde_json(tekst in r#"[\[\]{}:,"a1\\. tfnul\-]{0,24}"#) {
            let vores = parse(tekst.as_bytes());
            let deres = serde_json::from_str::<serde_json::Value>(&tekst);
            // Theirs takes duplicate keys and refuses numbers that overflow; else the two agree.
            match (&vores, &deres) {
                (Err(f), Ok(_)) => proptest::prop_assert_eq!(f.kode(), Fejlkode::DobbeltNoegle),
                (Ok(_), Err(e)) => proptest::prop_assert!(e.to_string().contains("out of range"), "{} {}", tekst, e),
                _ => {}
            }
        }
    }
}
