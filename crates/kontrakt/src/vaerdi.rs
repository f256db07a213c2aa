//! Values of simple types: lexical forms and facets, by hand-written matchers. A regex engine would be compiled per program
//! start or per call, and six forms do not need one.
use crate::skema::{Base, Facetter, Indbygget, Simpel};
use grund::{Fejl, Fejlkode};

/// A pattern facet: how it is published and how it is matched.
#[derive(Clone, Copy, Debug)]
pub struct Moenster {
    /// The regular expression of XML Schema, as our XSD shows it.
    pub regulaert: &'static str,
    /// The same as a matcher.
    pub form: Form,
}

/// The forms that the published patterns have.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A UUID, in either case.
    Uuid,
    /// A UUID in lower case only.
    UuidLille,
    /// Digits; as many as one of these.
    Cifre(&'static [usize]),
    /// 1 to 100 without leading zeros.
    EtTilHundrede,
    /// Exactly this text.
    Ordret(&'static str),
}

impl Form {
    fn passer(self, tekst: &str) -> bool {
        match self {
            Self::Uuid => er_uuid(tekst, |b| b.is_ascii_hexdigit()),
            Self::UuidLille => er_uuid(tekst, |b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
            Self::Cifre(antal) => antal.contains(&tekst.len()) && tekst.bytes().all(|b| b.is_ascii_digit()),
            Self::EtTilHundrede => match tekst.as_bytes() {
                [b'1'..=b'9'] | b"100" => true,
                [b'1'..=b'9', b] => b.is_ascii_digit(),
                _ => false,
            },
            Self::Ordret(ord) => tekst == ord,
        }
    }
}

fn er_uuid(tekst: &str, hex: impl Fn(&u8) -> bool) -> bool {
    tekst.len() == 36 && tekst.bytes().enumerate().all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { b == b'-' } else { hex(&b) })
}

/// Checks a text against a simple type. The refusal names what is allowed, but not the field: the caller knows where it is.
pub fn kontroller(simpel: &Simpel, tekst: &str) -> Result<(), Fejl> {
    let rest = match simpel.indbygget() {
        Indbygget::Tekst => tekst,
        _ => tekst.trim_matches([' ', '\t', '\r', '\n']),
    };
    leksikalsk(simpel.indbygget(), rest)?;
    let mut lag = simpel;
    loop {
        facetter(&lag.facetter, rest)?;
        match lag.base {
            Base::Afledt(naeste) => lag = naeste,
            Base::Indbygget(_) => return Ok(()),
        }
    }
}

fn leksikalsk(slags: Indbygget, tekst: &str) -> Result<(), Fejl> {
    let (ok, kode, tilladt) = match slags {
        Indbygget::Tekst => return Ok(()),
        Indbygget::Heltal => (er_heltal(tekst), Fejlkode::UgyldigtTal, "a whole number"),
        Indbygget::Boolsk => (matches!(tekst, "true" | "false" | "1" | "0"), Fejlkode::UgyldigBoolsk, "true, false, 1, 0"),
        Indbygget::Dato => (er_dato(tekst), Fejlkode::UgyldigTid, "YYYY-MM-DD"),
        Indbygget::DatoTid => (er_dato_tid(tekst), Fejlkode::UgyldigTid, "YYYY-MM-DDThh:mm:ss.sss and a time zone"),
    };
    if ok { Ok(()) } else { Err(afvis(kode, tekst).tilladt(tilladt)) }
}

fn facetter(f: &Facetter, tekst: &str) -> Result<(), Fejl> {
    if let Some(maks) = f.lempet_laengde.or(f.maks_laengde)
        && tekst.len() > maks
        && tekst.chars().count() > maks
    {
        return Err(Fejl::ny(Fejlkode::ForLang).tilladt(format!("at most {maks} characters")));
    }
    if let Some(min) = f.min_laengde
        && tekst.chars().take(min).count() < min
    {
        return Err(Fejl::ny(Fejlkode::ManglerElement).tilladt(format!("at least {min} characters")));
    }
    if let Some(m) = f.moenster
        && !m.form.passer(tekst)
    {
        let kode = if matches!(m.form, Form::Uuid | Form::UuidLille) { Fejlkode::UgyldigUuid } else { Fejlkode::UgyldigtMoenster };
        return Err(afvis(kode, tekst).tilladt(m.regulaert));
    }
    if !f.koder.is_empty() && !f.koder.contains(&tekst) {
        return Err(afvis(Fejlkode::UgyldigVaerdi, tekst).tilladt(f.koder.join(", ")));
    }
    if let Some((fra, til)) = f.omraade
        && !tekst.parse::<i64>().is_ok_and(|n| (fra..=til).contains(&n))
    {
        return Err(afvis(Fejlkode::UgyldigtTal, tekst).tilladt(format!("{fra} to {til}")));
    }
    Ok(())
}

/// A refused value is shown cut short, and digits of the length of a CPR number not at all.
fn afvis(kode: Fejlkode, vaerdi: &str) -> Fejl {
    let cifre = vaerdi.bytes().filter(u8::is_ascii_digit).count();
    let fejl = Fejl::ny(kode);
    if cifre >= 10 && matches!(kode, Fejlkode::UgyldigtMoenster | Fejlkode::UgyldigVaerdi | Fejlkode::UgyldigtTal) {
        fejl
    } else {
        fejl.detalje(format!("got \"{}\"", grund::fejl::uddrag(vaerdi)))
    }
}

fn er_heltal(t: &str) -> bool {
    let cifre = t.strip_prefix(['+', '-']).unwrap_or(t);
    !cifre.is_empty() && cifre.bytes().all(|b| b.is_ascii_digit())
}

/// Two digits in the range, then the rest.
fn to_cifre(t: &[u8], fra: u8, til: u8) -> Option<&[u8]> {
    let [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] = t else { return None };
    let n = (a - b'0') * 10 + (b - b'0');
    (fra..=til).contains(&n).then_some(rest)
}

fn tegn(t: &[u8], c: u8) -> Option<&[u8]> {
    t.strip_prefix(&[c])
}

/// Date part of a lexical form; what follows it.
fn datodel(t: &str) -> Option<&[u8]> {
    let t = t.strip_prefix('-').unwrap_or(t);
    let cifre = t.bytes().take_while(u8::is_ascii_digit).count();
    let (aar, rest) = t.as_bytes().split_at_checked(cifre)?;
    if cifre < 4 || (cifre > 4 && aar.first() == Some(&b'0')) || aar.iter().all(|b| *b == b'0') {
        return None;
    }
    let maaned = tegn(rest, b'-')?;
    let m = maaned.get(..2)?;
    let dag = tegn(to_cifre(maaned, 1, 12)?, b'-')?;
    let sidste = match m {
        b"04" | b"06" | b"09" | b"11" => 30,
        b"02" if skudaar(aar) => 29,
        b"02" => 28,
        _ => 31,
    };
    to_cifre(dag, 1, sidste)
}

fn skudaar(aar: &[u8]) -> bool {
    // the last four digits decide, since 10,000 is a multiple of 400
    let n = aar.iter().rev().take(4).rev().fold(0_u32, |n, b| n * 10 + u32::from(b - b'0'));
    n.is_multiple_of(4) && (!n.is_multiple_of(100) || n.is_multiple_of(400))
}

fn zone(t: &[u8]) -> bool {
    match t {
        [] | b"Z" => true,
        [b'+' | b'-', rest @ ..] => {
            rest == b"14:00" || to_cifre(rest, 0, 13).and_then(|r| tegn(r, b':')).and_then(|r| to_cifre(r, 0, 59)) == Some(&[])
        }
        _ => false,
    }
}

fn er_dato(t: &str) -> bool {
    datodel(t).is_some_and(zone)
}

fn er_dato_tid(t: &str) -> bool {
    let Some(tid) = datodel(t).and_then(|r| tegn(r, b'T')) else { return false };
    let sekunder = |r| {
        let r = to_cifre(r, 0, 59)?;
        let r = to_cifre(tegn(r, b':')?, 0, 59)?;
        match r {
            [b'.', b, ..] if b.is_ascii_digit() => {
                let cifre = r.iter().skip(1).take_while(|b| b.is_ascii_digit()).count();
                r.get(1 + cifre..)
            }
            _ => Some(r),
        }
    };
    let Some(r) = to_cifre(tid, 0, 24).and_then(|r| tegn(r, b':')).and_then(sekunder) else { return false };
    let midnat = tid.starts_with(b"24");
    let nul = tid.iter().skip(3).take(tid.len().saturating_sub(r.len() + 3)).all(|b| matches!(b, b'0' | b':' | b'.'));
    (!midnat || nul) && zone(r)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skema::{BOOLSK, DATO, DATO_TID, HELTAL};

    #[test]
    fn xs_date_time_forms() {
        for t in [
            "2024-06-06T11:57:42.000+02:00",
            "2024-02-29T00:00:00Z",
            "2024-06-06T11:57:42",
            "2000-02-29T24:00:00.000Z",
            "-0001-01-01T00:00:00",
            "12024-01-01T00:00:00-14:00",
            " 2024-06-06T11:57:42Z\n",
        ] {
            assert!(kontroller(&DATO_TID, t).is_ok(), "{t}");
        }
        for t in [
            "",
            "2024-06-06",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-06-06 11:57:42",
            "2024-06-06T24:00:01Z",
            "2024-06-06T11:57:42.Z",
            "2024-06-06T11:57:42+15:00",
            "0000-01-01T00:00:00Z",
            "02024-01-01T00:00:00Z",
            "2024-06-06T11:57",
            "2024-06-06T11:60:00",
        ] {
            assert_eq!(kontroller(&DATO_TID, t).unwrap_err().kode(), Fejlkode::UgyldigTid, "{t}");
        }
        assert!(
            kontroller(&DATO, "2024-06-06").is_ok()
                && kontroller(&DATO, "2024-06-06+02:00").is_ok()
                && kontroller(&DATO, "2024-06-31").is_err()
        );
    }

    #[test]
    fn numbers_booleans_and_forms() {
        assert!(kontroller(&HELTAL, " +0042 ").is_ok() && kontroller(&HELTAL, "4.0").is_err() && kontroller(&HELTAL, "").is_err());
        assert!(kontroller(&BOOLSK, "1").is_ok() && kontroller(&BOOLSK, "True").is_err());
        let hundrede = |t| Form::EtTilHundrede.passer(t);
        assert!(hundrede("1") && hundrede("99") && hundrede("100") && !hundrede("0") && !hundrede("07") && !hundrede("101"));
        assert!(
            Form::Uuid.passer("00000C7E-face-4001-8000-000000000000") && !Form::UuidLille.passer("00000C7E-face-4001-8000-000000000000")
        );
        assert!(!Form::Uuid.passer("{0000c7e-face-4001-8000-00000000000}"));
    }

    #[test]
    fn a_refusal_does_not_show_a_cpr_number() {
        let cpr = Simpel::tekst(Facetter::moenster(Moenster { regulaert: "[0-9]{10}", form: Form::Cifre(&[10]) }));
        let fejl = kontroller(&cpr, "010101-1234 ").unwrap_err().engelsk();
        assert!(fejl.contains("[0-9]{10}") && !fejl.contains("1234"), "{fejl}");
    }

    #[test]
    fn lengths_count_characters() {
        let tre = Simpel::tekst(Facetter::maks(3));
        assert!(kontroller(&tre, "æøå").is_ok());
        assert_eq!(kontroller(&tre, "æøåa").unwrap_err().kode(), Fejlkode::ForLang);
    }
}
