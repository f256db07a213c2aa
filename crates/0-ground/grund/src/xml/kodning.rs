//! The one way from the bytes of a message to its text, for every door. What the bytes show comes before what is said of them: programs write one encoding and declare another
//! (.NET's `StringWriter` says utf-16 of what is sent in UTF-8).
use crate::tekstfil::fra_1252;
use crate::{Fejl, Fejlkode, graenser};
use std::borrow::Cow;

/// What is read.
const LAESES: [&str; 4] = ["UTF-8", "UTF-16", "ISO-8859-1", "windows-1252"];

/// Decodes a message that nothing is known of but itself, as [`afkod_som`].
///
/// # Errors
/// As [`afkod_som`].
pub fn afkod(data: &[u8]) -> Result<Cow<'_, str>, Fejl> {
    afkod_som(data, None)
}

/// Decodes a message: UTF-16 with a byte order mark or where the first character shows it; otherwise UTF-8 if that is what the bytes are, with or without a mark and whatever is
/// declared; otherwise the encoding that its declaration names, or HTTP's `Content-Type` beside it: ISO-8859-1 and windows-1252, which are read alike, as browsers do.
///
/// # Errors
/// `ForStor`; `IkkeVelformet` with the byte that is wrong, or the encoding that is not read.
pub fn afkod_som<'a>(data: &'a [u8], indholdstype: Option<&str>) -> Result<Cow<'a, str>, Fejl> {
    if data.len() > graenser::KROP_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(crate::sagt::hoejst(graenser::KROP_BYTES, crate::sagt::BYTES)));
    }
    match data {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [b'<', 0, ..] => utf16(data, u16::from_le_bytes).map(Cow::Owned),
        [0, b'<', ..] => utf16(data, u16::from_be_bytes).map(Cow::Owned),
        _ => enkelte(data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data), indholdstype),
    }
}

fn enkelte<'a>(data: &'a [u8], indholdstype: Option<&str>) -> Result<Cow<'a, str>, Fejl> {
    let galt = match std::str::from_utf8(data) {
        Ok(t) => return Ok(Cow::Borrowed(t)),
        Err(f) => f.valid_up_to(),
    };
    let navn = erklaeret(data).map(|n| String::from_utf8_lossy(n).into_owned()).or_else(|| indholdstype.and_then(af_http));
    let er = |navne: &[&str]| navn.as_ref().is_some_and(|n| navne.iter().any(|k| n.eq_ignore_ascii_case(k)));
    if er(&["iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "windows-1252", "cp1252"]) {
        return Ok(data.iter().map(|b| fra_1252(*b)).collect::<String>().into());
    }
    let detalje = match &navn {
        Some(n) if !er(&["utf-8", "utf8"]) => {
            let n = crate::fejl::uddrag(n);
            (
                format!("byte {galt} er ikke UTF-8, og tegnsættet \"{n}\" læses ikke"),
                format!("byte {galt} is not UTF-8, and encoding \"{n}\" is not read"),
            )
        }
        _ => (format!("byte {galt} er ikke UTF-8"), format!("byte {galt} is not UTF-8")),
    };
    Err(Fejl::ny(Fejlkode::IkkeVelformet).tilladt(LAESES).detalje(detalje))
}

/// The encoding that the XML declaration names, if it names one.
fn erklaeret(data: &[u8]) -> Option<&[u8]> {
    let erklaering = data.strip_prefix(b"<?xml")?;
    let slut = erklaering.windows(2).take(200).position(|v| v == b"?>")?;
    let erklaering = erklaering.get(..slut)?;
    let start = erklaering.windows(8).position(|v| v == b"encoding")? + 8;
    let rest = erklaering.get(start..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (citat, rest) = rest.split_first()?;
    rest.split(|b| b == citat).next()
}

/// The `charset` of a `Content-Type`.
fn af_http(indholdstype: &str) -> Option<String> {
    indholdstype.split(';').skip(1).find_map(|del| {
        let (navn, vaerdi) = del.split_once('=')?;
        navn.trim().eq_ignore_ascii_case("charset").then(|| vaerdi.trim().trim_matches('"').to_owned())
    })
}

fn utf16(data: &[u8], enhed: fn([u8; 2]) -> u16) -> Result<String, Fejl> {
    let (par, rest) = data.as_chunks::<2>();
    let fejl = |sted: usize| {
        Fejl::ny(Fejlkode::IkkeVelformet).detalje((format!("byte {sted} er ikke UTF-16"), format!("byte {sted} is not UTF-16")))
    };
    if !rest.is_empty() {
        return Err(fejl(data.len()));
    }
    let mut ud = String::with_capacity(par.len());
    for (i, tegn) in char::decode_utf16(par.iter().map(|p| enhed(*p))).enumerate() {
        ud.push(tegn.map_err(|_| fejl(i * 2))?);
    }
    Ok(ud)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    fn indhold(data: &[u8], indholdstype: Option<&str>) -> Result<String, Fejl> {
        afkod_som(data, indholdstype).and_then(|t| parse(&t).map(|e| e.tekst().into_owned()))
    }

    #[test]
    fn an_encoding_is_what_the_bytes_show_and_then_what_is_said_of_them() {
        let latin = |navn: &str| [format!("<?xml version='1.0' encoding='{navn}'?><a>").as_bytes(), b"\xE6\x80", b"</a>"].concat();
        for navn in ["ISO-8859-1", "windows-1252", "Latin1"] {
            assert_eq!(indhold(&latin(navn), None).unwrap(), "æ€");
            assert_eq!(indhold(&latin(navn), Some("text/xml; charset=utf-8")).unwrap(), "æ€", "the message knows better");
            let utf8 = format!("<?xml version='1.0' encoding='{navn}'?><a>æ</a>");
            assert_eq!(indhold(utf8.as_bytes(), None).unwrap(), "æ", "declared wrongly");
        }
        assert_eq!(indhold("<?xml version='1.0' encoding='utf-16'?><a>æ</a>".as_bytes(), None).unwrap(), "æ", ".NET's StringWriter");
        let uden = b"<a>\xE6</a>";
        assert_eq!(indhold(uden, Some("text/xml;charset=\"ISO-8859-1\"; action=x")).unwrap(), "æ");
        for (data, indholdstype) in [
            (uden.to_vec(), None),
            (uden.to_vec(), Some("text/xml; charset=utf-8")),
            (latin("UTF-8"), Some("text/xml; charset=iso-8859-1")),
        ] {
            let f = indhold(&data, indholdstype).unwrap_err();
            assert!(f.kode() == Fejlkode::IkkeVelformet && !f.engelsk().contains("encoding \""), "{}", f.engelsk());
        }
        let f = indhold(&latin("KOI8-R"), None).unwrap_err().engelsk();
        assert!(f.contains("KOI8-R") && f.contains("windows-1252"), "{f}");
    }
}
