//! The exclusive canonical form of a body element, written beside its text: what is signed of an answer, without parsing the answer again.
use crate::knude::Knude;
use grund::xml::{escape_attribut, escape_tekst};

/// Writes what exclusive canonicalisation makes of [`crate::skriv()`]'s text inside elements that have declared `om` (prefix and URI).
/// `false` where it holds free content, a said type or an attribute with a prefix: only a parser knows their form, and what was written is of no use.
pub fn skriv_kanonisk<'k>(knude: &'k Knude, om: &[(&'k str, &'k str)], ud: &mut String) -> bool {
    let mut erklaeret = om.to_vec();
    skriv(knude, &mut erklaeret, ud)
}

/// `erklaeret` holds what the elements around have declared in the output, outermost first.
fn skriv<'k>(k: &'k Knude, erklaeret: &mut Vec<(&'k str, &'k str)>, ud: &mut String) -> bool {
    if k.raat.is_some() || k.som.is_some() || k.attributter.iter().any(|(navn, _)| navn.contains(':')) {
        return false;
    }
    let foer = erklaeret.len();
    let ns = k.element.ns;
    ud.push('<');
    navn(k, ud);
    if erklaeret.iter().rev().find(|(p, _)| *p == ns.praefiks).is_none_or(|(_, uri)| *uri != ns.uri) {
        erklaeret.push((ns.praefiks, ns.uri));
        ud.push_str(" xmlns:");
        ud.push_str(ns.praefiks);
        vaerdi(ns.uri, ud);
    }
    // Without a namespace, their names are their order.
    let mut attributter: Vec<&(&str, String)> = k.attributter.iter().collect();
    attributter.sort_unstable();
    for (navn, v) in attributter {
        ud.push(' ');
        ud.push_str(navn);
        vaerdi(v, ud);
    }
    ud.push('>');
    escape_tekst(k.vaerdi(), ud);
    let alle = k.boern.iter().all(|b| skriv(b, erklaeret, ud));
    ud.push_str("</");
    navn(k, ud);
    ud.push('>');
    erklaeret.truncate(foer);
    alle
}

fn navn(k: &Knude, ud: &mut String) {
    ud.push_str(k.element.ns.praefiks);
    ud.push(':');
    ud.push_str(k.element.navn);
}

fn vaerdi(v: &str, ud: &mut String) {
    ud.push_str("=\"");
    escape_attribut(v, ud);
    ud.push('"');
}
