//! Writing XML text, and cutting an element out of a message so that it stands alone.
use super::{XElement, XKnude};

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

/// Writes an element of a message so that it stands alone: it declares every prefix that it uses in names, and every prefix
/// in scope that may be used in its texts and values (`xsi:type="x:Kind"`). `omgivelser` are the elements around it, outermost first.
pub fn skriv_alene(element: &XElement<'_>, omgivelser: &[&XElement<'_>], ud: &mut String) {
    let mut brugte: Vec<(&str, &str)> = Vec::new();
    let i_kraft = |praefiks: &str| omgivelser.iter().rev().flat_map(|e| &e.erklaeringer).find(|(p, _)| p == praefiks).map(|(_, u)| u.as_ref());
    let mut praefikser: Vec<&str> = omgivelser.iter().flat_map(|e| &e.erklaeringer).map(|(p, _)| p.as_ref()).collect();
    praefikser.sort_unstable();
    praefikser.dedup();
    for p in praefikser {
        if element.erklaeringer.iter().any(|(q, _)| q == p) || !naevnes(element, p) {
            continue;
        }
        if let Some(uri) = i_kraft(p) {
            brugte.push((p, uri));
        }
    }
    // an element without namespace must stay so wherever it is put
    if element.navn.praefiks.is_empty() && element.navn.ns.is_empty() && !element.erklaeringer.iter().any(|(p, _)| p.is_empty()) {
        brugte.retain(|(p, _)| !p.is_empty());
        brugte.push(("", ""));
    }
    skriv(element, &brugte, ud);
}

/// Whether the prefix occurs in a name, or before a colon in a text or value.
fn naevnes(e: &XElement<'_>, p: &str) -> bool {
    let i_vaerdi = |v: &str| !p.is_empty() && v.split([' ', '\t', '\n', '(', '/', '@', '[']).any(|o| o.strip_prefix(p).is_some_and(|r| r.starts_with(':')));
    e.navn.praefiks == p
        || e.attributter.iter().any(|a| (!p.is_empty() && a.navn.praefiks == p) || i_vaerdi(&a.vaerdi))
        || e.boern.iter().any(|b| match b {
            XKnude::Element(barn) => naevnes(barn, p),
            XKnude::Tekst(t) => i_vaerdi(t),
        })
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
        if p.is_empty() { ud.push_str("xmlns") } else { navn("xmlns", p, ud) }
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
