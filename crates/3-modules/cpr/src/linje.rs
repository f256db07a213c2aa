//! One record: a line of latin-1, read by its type's table.
use crate::format::{self, Art, Felt, HOVED, Recordtype, TYPE};
use crate::person::Personnummer;
use crate::tid::Tid;
use grund::{Fejl, Fejlkode};

/// Characters of latin-1 as text.
pub fn tekst(b: &[u8]) -> String {
    b.iter().map(|c| char::from(*c)).collect()
}

/// Text as latin-1; what it lacks becomes `?`.
pub fn latin1(t: &str) -> impl Iterator<Item = u8> + '_ {
    t.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
}

fn tal(b: &[u8]) -> Option<u64> {
    let cifre = !b.is_empty() && b.len() <= 18 && b.iter().all(u8::is_ascii_digit);
    cifre.then(|| b.iter().fold(0, |n, c| n * 10 + u64::from(c - b'0')))
}

/// A record: its type, its person, and all of it.
#[derive(Clone, Copy, Debug)]
pub struct Linje<'l> {
    /// The number of its type, known or not.
    pub nr: u16,
    /// Whose it is; `None` where the type has none.
    pub nummer: Option<Personnummer>,
    /// The whole line, without padding at its end.
    pub hele: &'l [u8],
}

impl<'l> Linje<'l> {
    /// Reads type and personnummer. `linje` is the number of the line, for what is said of it.
    ///
    /// # Errors
    /// `UgyldigFil` with the line, where there is no record type, or no personnummer where the type has one.
    pub fn laes(hele: &'l [u8], linje: u64) -> Result<Self, Fejl> {
        let hele = hele.trim_ascii_end();
        let nr = hele.get(..TYPE).and_then(tal).and_then(|n| u16::try_from(n).ok());
        let nr = nr.ok_or_else(|| fejl(linje, "RECORDTYPE", ("tre cifre", "three digits")))?;
        let har = format::recordtype(nr).map(|t| t.person);
        let nummer = hele.get(TYPE..HOVED).and_then(tal).and_then(Personnummer::fra_tal);
        match (har, nummer) {
            (Some(true), None) => Err(fejl(linje, "PNR", ("ti cifre", "ten digits"))),
            (Some(false), _) => Ok(Self { nr, nummer: None, hele }),
            _ => Ok(Self { nr, nummer, hele }),
        }
    }

    /// What follows the personnummer.
    pub fn data(&self) -> &'l [u8] {
        self.hele.get(HOVED..).unwrap_or_default()
    }

    /// Looks that every field of a known type holds what it is for, and that the text is ISO 8859-1.
    ///
    /// # Errors
    /// `UgyldigFil` with the line and the field.
    pub fn efterse(&self, linje: u64) -> Result<(), Fejl> {
        self.efterse_tegn(linje)?;
        let Some(t) = format::recordtype(self.nr) else { return Ok(()) };
        for f in t.felter {
            let v = felt(self.hele, 0, f);
            let god = match f.art {
                Art::Tekst | Art::Mark => true,
                Art::Tal => v.is_empty() || tal(v).is_some(),
                Art::Nummer => v.is_empty() || (v.len() == 10 && tal(v).is_some()),
                Art::Dato | Art::Tid12 | Art::Dag => laes_tid(v, false).is_ok(),
            };
            if !god {
                let ventet = match f.art {
                    Art::Nummer => ("ti cifre eller blank", "ten digits or blank"),
                    Art::Dato => ("ÅÅÅÅ-MM-DD eller blank", "YYYY-MM-DD or blank"),
                    Art::Tid12 => ("ÅÅÅÅMMDDTTMM eller blank", "YYYYMMDDHHMM or blank"),
                    Art::Dag => ("ÅÅÅÅMMDD eller blank", "YYYYMMDD or blank"),
                    Art::Tal | Art::Tekst | Art::Mark => ("cifre eller blank", "digits or blank"),
                };
                return Err(fejl(linje, f.navn, ventet).detalje((
                    format!("record {:03}, position {}, {} tegn", t.nr, f.fra, f.laengde),
                    format!("record {:03}, position {}, {} characters", t.nr, f.fra, f.laengde),
                )));
            }
        }
        Ok(())
    }
}

impl Linje<'_> {
    /// Refuses another encoding: names would be other names. Bytes 80 to 9F are letters of cp850 and parts of those of UTF-8, and none of ISO 8859-1; letters of UTF-8 begin with C2 to C5,
    /// and no name has a sign behind such a letter. Control characters are no text.
    fn efterse_tegn(&self, linje: u64) -> Result<(), Fejl> {
        if self.hele.iter().all(|b| (0x20..0x7f).contains(b)) {
            return Ok(());
        }
        let efter = |i: usize| self.hele.get(i + 1).copied().unwrap_or_default();
        let er_utf8 = |i: usize, b: u8| (0xc2..=0xc5).contains(&b) && (0x80..=0xbf).contains(&efter(i));
        let galt = self.hele.iter().enumerate().find(|&(i, b)| *b < 0x20 || (0x7f..=0x9f).contains(b) || er_utf8(i, *b));
        let Some((i, b)) = galt else { return Ok(()) };
        let felter = format::recordtype(self.nr).map_or(&[][..], |t| t.felter);
        let navn = felter.iter().find(|f| (f.fra - 1..f.fra - 1 + f.laengde).contains(&i)).map_or("RECORD", |f| f.navn);
        let hvad = if er_utf8(i, *b) {
            ("det ligner UTF-8: gem filen som ISO 8859-1", "it looks like UTF-8: save the file as ISO 8859-1")
        } else {
            (
                "der er et tegn, som ISO 8859-1 ikke har: filen er i et andet tegnsæt",
                "there is a character that ISO 8859-1 has not: the file is in another encoding",
            )
        };
        Err(fejl(linje, navn, ("ISO 8859-1", "ISO 8859-1")).detalje(hvad))
    }
}

/// A refusal of what stands in a line: the line and the field, and not what stood there.
fn fejl(linje: u64, felt: &str, ventet: (&str, &str)) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(format!("line {linje}, {felt}")).regel("CPR-14").ventet(ventet)
}

/// The bytes of a field, without padding, of a line that begins at position `foer` + 1.
fn felt<'l>(b: &'l [u8], foer: usize, f: &Felt) -> &'l [u8] {
    let fra = (f.fra - 1).saturating_sub(foer);
    let til = (fra + f.laengde).min(b.len());
    b.get(fra.min(til)..til).unwrap_or_default().trim_ascii_end()
}

fn laes_tid(b: &[u8], usikker: bool) -> Result<Option<Tid>, crate::tid::Ugyldig> {
    match std::str::from_utf8(b) {
        Ok(t) => Tid::laes(t, usikker),
        Err(_) => Err(crate::tid::Ugyldig),
    }
}

/// A stored record of a known type: fields by name. What is not there is empty, and what can't be read is absent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Post<'l> {
    typen: &'static Recordtype,
    data: &'l [u8],
}

impl<'l> Post<'l> {
    /// What follows the personnummer in a record of that type.
    pub(crate) fn ny(nr: u16, data: &'l [u8]) -> Option<Self> {
        Some(Self { typen: format::recordtype(nr)?, data })
    }

    fn bytes(&self, navn: &str) -> &'l [u8] {
        // The names stand in the table: a test reads every one.
        self.typen.felt(navn).map_or(&[], |f| felt(self.data, HOVED, f))
    }

    pub(crate) fn tekst(&self, navn: &str) -> String {
        tekst(self.bytes(navn).trim_ascii_start())
    }

    pub(crate) fn tal(&self, navn: &str) -> u16 {
        tal(self.bytes(navn)).and_then(|n| u16::try_from(n).ok()).unwrap_or_default()
    }

    pub(crate) fn nummer(&self, navn: &str) -> Option<Personnummer> {
        tal(self.bytes(navn)).and_then(Personnummer::fra_tal)
    }

    /// A time, with its mark of uncertainty where there is one.
    pub(crate) fn tid(&self, navn: &str, mark: &str) -> Option<Tid> {
        let usikker = !mark.is_empty() && self.bytes(mark) == b"*";
        laes_tid(self.bytes(navn), usikker).ok().flatten()
    }

    /// The lines that are not empty.
    pub(crate) fn linjer(&self, navne: &[&str]) -> Vec<String> {
        let mut ud: Vec<String> = navne.iter().map(|n| self.tekst(n)).collect();
        while ud.last().is_some_and(String::is_empty) {
            ud.pop();
        }
        ud
    }
}

/// Writes a record of the table: for generated extracts, and for start and end of those that are thinned out.
#[derive(Clone, Debug)]
pub struct Linjebygger {
    typen: &'static Recordtype,
    bytes: Vec<u8>,
}

impl Linjebygger {
    /// A record of a known type, blank. An unknown type makes an end record; a test reads every one that is written.
    pub fn ny(nr: u16, nummer: Option<Personnummer>) -> Self {
        let typen = format::recordtype(nr).or(format::RECORDTYPER.last()).unwrap_or(&TOM);
        let mut bytes = format!("{:03}", typen.nr).into_bytes();
        if let Some(n) = nummer {
            bytes.extend_from_slice(n.to_string().as_bytes());
        }
        bytes.resize(typen.laengde(), b' ');
        Self { typen, bytes }
    }

    /// Its type.
    pub fn recordtype(&self) -> u16 {
        self.typen.nr
    }

    /// Writes a field: text to the left; what is too long is cut.
    #[must_use]
    pub fn felt(mut self, navn: &str, vaerdi: &str) -> Self {
        debug_assert!(self.typen.felt(navn).is_some(), "{navn}");
        if let Some(f) = self.typen.felt(navn)
            && let Some(plads) = self.bytes.get_mut(f.fra - 1..f.fra - 1 + f.laengde)
        {
            plads.iter_mut().zip(latin1(vaerdi)).for_each(|(p, b)| *p = b);
        }
        self
    }

    /// The line with its line break, without padding at its end.
    pub fn linje(mut self) -> Vec<u8> {
        let n = self.bytes.trim_ascii_end().len();
        self.bytes.truncate(n);
        self.bytes.push(b'\n');
        self.bytes
    }
}

const TOM: Recordtype = Recordtype { nr: format::SLUT, navn: "", person: false, skjules: false, felter: &[] };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpr14_errors_name_line_and_field_and_not_what_stood_there() {
        let l = |t: &str| Linje::laes(t.as_bytes(), 7).and_then(|l| l.efterse(7));
        assert!(l("0016101701234          01000000000000 K1970-01-61").is_err_and(|f| {
            let t = f.engelsk();
            t.contains("line 7, FOED_DT") && t.contains("record 001, position 40") && !t.contains("1970")
        }));
        for (t, felt) in [
            ("0X1", "RECORDTYPE"),
            ("", "RECORDTYPE"),
            ("001610170123", "PNR"),
            ("0016101701234     x", "PNRGAELD"),
            ("0026101701234085a", "KOMKOD"),
            ("0996101701234200111X91610A29", "AJFDTO"),
        ] {
            assert!(l(t).is_err_and(|f| f.engelsk().contains(&format!("line 7, {felt}"))), "{t}");
        }
        // Unknown types are kept, with or without a person (CPR-14).
        assert_eq!(Linje::laes(b"4446101701234 noget", 1).unwrap().nummer.unwrap().tal(), 6_101_701_234);
        assert_eq!(Linje::laes(b"444 noget", 1).unwrap().nummer, None);
        // Unknown parts of a time are no errors.
        l("0086101701234                                                                                                                                     196100001299*").unwrap();
    }

    #[test]
    fn cpr14_another_encoding_is_told_and_not_read_as_other_names() {
        let navn = |bytes: &[u8]| {
            let hele = [b"0086101701234".as_slice(), bytes].concat();
            Linje::laes(&hele, 7).and_then(|l| l.efterse(7))
        };
        for godt in [
            "Åse".as_bytes().iter().map(|_| b'x').collect::<Vec<u8>>(),
            latin1("Åse Ærø Müller-Ñandú São").collect(),
            latin1("ÃÄÅ").collect(),
        ] {
            navn(&godt).unwrap();
        }
        for (hvad, bytes) in [
            ("UTF-8", "Åse".as_bytes().to_vec()),
            ("UTF-8", "Gregers Bøgh".as_bytes().to_vec()),
            ("ISO 8859-1 has not", vec![b'U', 0x91, b'r']),
            ("ISO 8859-1 has not", vec![b'U', 0, b'r']),
            ("ISO 8859-1 has not", vec![b'U', 0x1b, b'r']),
        ] {
            assert!(navn(&bytes).is_err_and(|f| f.engelsk().contains("line 7, FORNVN") && f.engelsk().contains(hvad)), "{bytes:?}");
        }
    }

    #[test]
    fn a_written_record_is_read_back() {
        let p = Personnummer::fra_tal(6_101_701_234).unwrap();
        let l = Linjebygger::ny(8, Some(p)).felt("FORNVN", "Åse").felt("EFTERNVN", "Ærø").felt("NVNHAENSTART", "197001011200").linje();
        let r = Linje::laes(&l, 1).unwrap();
        r.efterse(1).unwrap();
        let post = Post::ny(r.nr, r.data()).unwrap();
        assert_eq!((post.tekst("FORNVN"), post.tekst("EFTERNVN"), post.tekst("MELNVN")), ("Åse".into(), "Ærø".into(), String::new()));
        assert_eq!(post.tid("NVNHAENSTART", "HAENSTART_UMRK-NAVNE").unwrap().to_string(), "1970-01-01 12:00");
    }
}
