//! Normalisation of attribute values (XML 1.0, 3.3.3), which the parser leaves out: a line break or a tab is read as a space
//! unless it is written as a reference. A signature over the element depends on it.
use super::XAttribut;

/// Corrects the values that hold line breaks or tabs in the text of their start tag. One pass over the tag.
pub(super) fn normaliser<'a>(tag: &'a str, attributter: &mut [XAttribut<'a>]) {
    if !er_blank(tag) {
        return;
    }
    let mut rest = tag;
    while let Some((foer, efter)) = rest.split_once('=') {
        let navn = foer.trim_ascii_end().rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let efter = efter.trim_ascii_start();
        let Some(citat) = efter.chars().next() else { return };
        let Some((raa, videre)) = efter.get(1..).and_then(|e| e.split_once(citat)) else { return };
        rest = videre;
        if !er_blank(raa) {
            continue;
        }
        let (praefiks, lokal) = navn.split_once(':').unwrap_or(("", navn));
        if let Some(a) = attributter.iter_mut().find(|a| a.navn.lokal == lokal && a.navn.praefiks == praefiks) {
            a.vaerdi = afkod(raa).into();
        }
    }
}

fn er_blank(tekst: &str) -> bool {
    tekst.bytes().fold(false, |f, b| f | (b == b'\t') | (b == b'\n') | (b == b'\r'))
}

/// The value of a well-formed raw one.
fn afkod(raa: &str) -> String {
    let mut ud = String::with_capacity(raa.len());
    let mut rest = raa;
    while let Some((foer, efter)) = rest.find(['&', '\t', '\n', '\r']).and_then(|sted| rest.split_at_checked(sted)) {
        ud.push_str(foer);
        rest = match efter.strip_prefix('&').and_then(|e| e.split_once(';')) {
            Some((navn, videre)) => {
                ud.extend(reference(navn));
                videre
            }
            None => {
                ud.push(' ');
                efter.strip_prefix("\r\n").or_else(|| efter.get(1..)).unwrap_or_default()
            }
        };
    }
    ud.push_str(rest);
    ud
}

fn reference(navn: &str) -> Option<char> {
    match navn {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let tal = navn.strip_prefix('#')?;
            let kode = tal.strip_prefix('x').map_or_else(|| tal.parse().ok(), |h| u32::from_str_radix(h, 16).ok());
            char::from_u32(kode?)
        }
    }
}
