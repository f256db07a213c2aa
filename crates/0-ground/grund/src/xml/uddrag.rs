//! Writing XML text, and cutting an element out of a message so that it stands alone.
use super::{XElement, XKnude};
use std::collections::{BTreeMap, HashMap};

/// Writes text content. Characters that XML cannot hold at all become U+FFFD; a carriage return is written as a reference
/// since a parser would turn it into a line feed.
pub fn escape_tekst(tekst: &str, ud: &mut String) {
    escape(tekst, ud, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

/// Writes an attribute value for double quotes.
pub fn escape_attribut(tekst: &str, ud: &mut String) {
    escape(tekst, ud, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

fn escape(tekst: &str, ud: &mut String, reference: impl Fn(u8) -> Option<&'static str>) {
    let mut rest = tekst;
    // 0xEF starts U+FFFE and U+FFFF among others; everything else that is special is one byte
    while let Some(sted) = rest.bytes().position(|b| b < 0x20 || b == 0xEF || reference(b).is_some()) {
        let (foer, efter) = rest.split_at_checked(sted).unwrap_or((rest, ""));
        ud.push_str(foer);
        let Some(c) = efter.chars().next() else { return };
        match u8::try_from(c).ok().and_then(&reference) {
            Some(r) => ud.push_str(r),
            None if matches!(c, '\u{fffe}' | '\u{ffff}') || (c < ' ' && !matches!(c, '\t' | '\n')) => ud.push('\u{fffd}'),
            None => ud.push(c),
        }
        rest = efter.get(c.len_utf8()..).unwrap_or_default();
    }
    ud.push_str(rest);
}

/// The namespace declarations in scope at one place, by prefix.
#[derive(Debug)]
pub struct Praefikser<'t>(HashMap<&'t str, &'t str>);

impl<'t> Praefikser<'t> {
    /// What is in scope inside these elements, outermost first.
    pub fn i(omgivelser: &[&'t XElement<'_>]) -> Self {
        Self(omgivelser.iter().flat_map(|e| &e.erklaeringer).map(|(p, u)| (p.as_ref(), u.as_ref())).collect())
    }
}

/// Writes an element of a message so that it stands alone: it declares every prefix that it uses in names, and every prefix
/// in scope that may be used in its texts and values (`xsi:type="x:Kind"`). `ydre` is what is in scope around it.
pub fn skriv_alene(element: &XElement<'_>, ydre: &Praefikser<'_>, ud: &mut String) {
    let mut brugte = BTreeMap::new();
    naevnte(element, ydre, &mut brugte);
    brugte.retain(|p, _| !element.erklaeringer.iter().any(|(q, _)| q == p));
    // an element without namespace must stay so wherever it is put
    if element.navn.praefiks.is_empty() && element.navn.ns.is_empty() && !element.erklaeringer.iter().any(|(p, _)| p.is_empty()) {
        brugte.insert("", "");
    }
    let brugte: Vec<(&str, &str)> = brugte.into_iter().collect();
    skriv(element, &brugte, ud);
}

/// Collects the prefixes in scope that occur in names, or before a colon in texts and values. One pass: cost follows the size
/// of the content, however many prefixes are in scope.
fn naevnte<'t>(e: &XElement<'_>, ydre: &Praefikser<'t>, ud: &mut BTreeMap<&'t str, &'t str>) {
    let mut naevn = |p: &str| {
        if let Some((p, u)) = ydre.0.get_key_value(p) {
            ud.insert(p, u);
        }
    };
    naevn(&e.navn.praefiks);
    for a in &e.attributter {
        if !a.navn.praefiks.is_empty() {
            naevn(&a.navn.praefiks);
        }
        foer_kolon(&a.vaerdi, &mut naevn);
    }
    for b in &e.boern {
        match b {
            XKnude::Tekst(t) => foer_kolon(t, &mut naevn),
            XKnude::Element(_) => {}
        }
    }
    for barn in e.elementer() {
        naevnte(barn, ydre, ud);
    }
}

/// What stands before each colon, as far back as a name can reach.
fn foer_kolon(tekst: &str, naevn: &mut impl FnMut(&str)) {
    let mut dele = tekst.split(':').peekable();
    while let Some(del) = dele.next() {
        let navn = del.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).next().unwrap_or_default();
        if dele.peek().is_some() && !navn.is_empty() {
            naevn(navn);
        }
    }
}

fn skriv(e: &XElement<'_>, ekstra: &[(&str, &str)], ud: &mut String) {
    let navn = |praefiks: &str, lokal: &str, ud: &mut String| {
        if !praefiks.is_empty() {
            ud.push_str(praefiks);
            ud.push(':');
        }
        ud.push_str(lokal);
    };
    ud.push('<');
    navn(&e.navn.praefiks, &e.navn.lokal, ud);
    let erklaeringer = e.erklaeringer.iter().map(|(p, u)| (p.as_ref(), u.as_ref())).chain(ekstra.iter().copied());
    for (p, u) in erklaeringer {
        ud.push(' ');
        if p.is_empty() {
            ud.push_str("xmlns")
        } else {
            navn("xmlns", p, ud)
        }
        ud.push_str("=\"");
        escape_attribut(u, ud);
        ud.push('"');
    }
    for a in &e.attributter {
        ud.push(' ');
        navn(&a.navn.praefiks, &a.navn.lokal, ud);
        ud.push_str("=\"");
        escape_attribut(&a.vaerdi, ud);
        ud.push('"');
    }
    if e.boern.is_empty() {
        ud.push_str("/>");
        return;
    }
    ud.push('>');
    for b in &e.boern {
        match b {
            XKnude::Element(barn) => skriv(barn, &[], ud),
            XKnude::Tekst(t) => escape_tekst(t, ud),
        }
    }
    ud.push_str("</");
    navn(&e.navn.praefiks, &e.navn.lokal, ud);
    ud.push('>');
}
