//! The writer. Prefixes are declared once, on the root of the body element; no default namespace is used, so free content
//! keeps its meaning wherever it stands.
//!
//! Cost: one pass over the output; the streaming form allocates nothing but the output.
use crate::knude::Knude;
use crate::laeser::XSI;
use crate::skema::{Element, Hvad, Navnerum, Type};
use grund::xml::{escape_attribut, escape_tekst};

/// Writes a body element with everything in it.
pub fn skriv(knude: &Knude, ud: &mut String) {
    let mut navnerum: Vec<&'static Navnerum> = Vec::new();
    saml(knude, &mut navnerum);
    rod(knude, &navnerum, ud);
}

fn saml(k: &Knude, ud: &mut Vec<&'static Navnerum>) {
    for ns in std::iter::once(k.element.ns).chain(k.som.and_then(|s| s.navn).map(|(ns, _)| ns)) {
        if !ud.iter().any(|n| std::ptr::eq(*n, ns)) {
            ud.push(ns);
        }
    }
    for b in &k.boern {
        saml(b, ud);
    }
}

/// Somewhere in it an element says what type it is.
fn har_som(k: &Knude) -> bool {
    k.som.is_some() || k.boern.iter().any(har_som)
}

fn rod(k: &Knude, navnerum: &[&'static Navnerum], ud: &mut String) {
    start(k.element, ud);
    for n in navnerum {
        erklaer(n, ud);
    }
    if har_som(k) {
        ud.push_str(" xmlns:xsi=\"");
        ud.push_str(XSI);
        ud.push('"');
    }
    resten(k, ud);
}

fn start(e: &Element, ud: &mut String) {
    ud.push('<');
    navn(e, ud);
}

fn navn(e: &Element, ud: &mut String) {
    ud.push_str(e.ns.praefiks);
    ud.push(':');
    ud.push_str(e.navn);
}

fn slut(e: &Element, ud: &mut String) {
    ud.push_str("</");
    navn(e, ud);
    ud.push('>');
}

fn erklaer(n: &Navnerum, ud: &mut String) {
    ud.push_str(" xmlns:");
    ud.push_str(n.praefiks);
    ud.push_str("=\"");
    escape_attribut(n.uri, ud);
    ud.push('"');
}

/// Attributes, content and end tag.
fn resten(k: &Knude, ud: &mut String) {
    if let Some((ns, navn)) = k.som.and_then(|s| s.navn) {
        ud.push_str(" xsi:type=\"");
        ud.push_str(ns.praefiks);
        ud.push(':');
        ud.push_str(navn);
        ud.push('"');
    }
    for (navn, vaerdi) in &k.attributter {
        ud.push(' ');
        ud.push_str(navn);
        ud.push_str("=\"");
        escape_attribut(vaerdi, ud);
        ud.push('"');
    }
    if k.boern.is_empty() && k.vaerdi().is_empty() && k.raat.is_none() {
        ud.push_str("/>");
        return;
    }
    ud.push('>');
    escape_tekst(k.vaerdi(), ud);
    let (foer, efter) = k.boern.split_at_checked(efter_frit(k)).unwrap_or((&k.boern, &[]));
    boern(foer, ud);
    if let Some(raat) = &k.raat {
        ud.push_str(raat);
    }
    boern(efter, ud);
    slut(k.element, ud);
}

fn boern(boern: &[Knude], ud: &mut String) {
    for b in boern {
        start(b.element, ud);
        resten(b, ud);
    }
}

/// The place of the first child that stands after free content.
fn efter_frit(k: &Knude) -> usize {
    let (Some(_), Type::Kompleks(t)) = (&k.raat, k.element.slags) else { return k.boern.len() };
    let efter = || t.lag().flat_map(|i| i.partikler()).skip_while(|p| matches!(p.hvad, Hvad::Element(_))).filter_map(|p| p.element());
    k.boern.iter().position(|b| efter().any(|e| std::ptr::eq(e, b.element))).unwrap_or(k.boern.len())
}

/// The streaming form, for answers with many objects: nothing is built in memory but the text.
///
/// Every prefix that the answer may need is declared on its root, so the caller names the namespaces up front.
#[derive(Debug)]
pub struct Xmlskriver<'u> {
    ud: &'u mut String,
    aabne: Vec<&'static Element>,
}

impl<'u> Xmlskriver<'u> {
    /// Opens the body element and declares its namespace and these.
    pub fn ny(rod: &'static Element, navnerum: &[&'static Navnerum], ud: &'u mut String) -> Self {
        start(rod, ud);
        erklaer(rod.ns, ud);
        for n in navnerum.iter().filter(|n| !std::ptr::eq(**n, rod.ns)) {
            erklaer(n, ud);
        }
        ud.push('>');
        Self { ud, aabne: vec![rod] }
    }
    /// Opens an element.
    pub fn aabn(&mut self, element: &'static Element) {
        start(element, self.ud);
        self.ud.push('>');
        self.aabne.push(element);
    }
    /// Writes an element with a text.
    pub fn felt(&mut self, element: &'static Element, tekst: &str) {
        start(element, self.ud);
        if tekst.is_empty() {
            self.ud.push_str("/>");
            return;
        }
        self.ud.push('>');
        escape_tekst(tekst, self.ud);
        slut(element, self.ud);
    }
    /// Writes an element that was built.
    pub fn knude(&mut self, knude: &Knude) {
        start(knude.element, self.ud);
        resten(knude, self.ud);
    }
    /// Writes free content: elements that stand alone.
    pub fn raat(&mut self, raat: &str) {
        self.ud.push_str(raat);
    }
    /// Closes the innermost open element.
    pub fn luk(&mut self) {
        if let Some(e) = self.aabne.pop() {
            slut(e, self.ud);
        }
    }
    /// Closes everything.
    pub fn afslut(mut self) {
        while !self.aabne.is_empty() {
            self.luk();
        }
    }
}
