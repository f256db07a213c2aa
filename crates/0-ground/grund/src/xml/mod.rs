//! Façade over the XML parser: bytes → text → a small tree that keeps what canonicalisation and signatures need (prefixes,
//! namespace declarations, attribute order, byte ranges), behind limits that are checked in one linear pass before the parse.
//!
//! Cost: one pass of about a nanosecond per byte, then one allocation per element and per attribute list; texts and names
//! are borrowed from the message. Comments are dropped (canonical XML without comments drops them too), CDATA becomes text.
mod forscan;
mod kodning;
mod uddrag;
mod vaerdi;

use crate::{Fejl, Fejlkode, graenser};
use std::borrow::Cow;
use uppsala::{PullEvent, PullParser, QName};

pub use kodning::{afkod, afkod_som};
pub use uddrag::{Praefikser, escape_attribut, escape_tekst, skriv_alene};

/// An element as it stood in the message.
#[derive(Debug, Clone, PartialEq)]
pub struct XElement<'a> {
    /// Its name.
    pub navn: XNavn<'a>,
    /// Attributes other than namespace declarations, in order.
    pub attributter: Vec<XAttribut<'a>>,
    /// Namespace declarations on this start tag: prefix (empty for the default namespace) and URI, in order.
    pub erklaeringer: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Children in order.
    pub boern: Vec<XKnude<'a>>,
    /// Byte range in the text that was parsed, from `<` to after the end tag.
    pub bytes: (usize, usize),
    /// A comment stood directly inside. It is dropped, and signatures do not cover it; whoever decides by a text may want none.
    pub kommentar: bool,
}

/// A resolved name with the prefix that it was written with.
#[derive(Debug, Clone, PartialEq)]
pub struct XNavn<'a> {
    /// Namespace URI; empty for none.
    pub ns: Cow<'a, str>,
    /// Prefix; empty for none.
    pub praefiks: Cow<'a, str>,
    /// Local name.
    pub lokal: Cow<'a, str>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct XAttribut<'a> {
    /// Its name.
    pub navn: XNavn<'a>,
    /// Its value, normalised.
    pub vaerdi: Cow<'a, str>,
}

/// A child.
#[derive(Debug, Clone, PartialEq)]
pub enum XKnude<'a> {
    /// An element.
    Element(Box<XElement<'a>>),
    /// Text, references resolved and line ends normalised. Neighbouring runs may be several nodes.
    Tekst(Cow<'a, str>),
}

impl<'a> XNavn<'a> {
    fn fra(navn: QName<'a>) -> Self {
        let tom = || Cow::Borrowed("");
        Self { ns: navn.namespace_uri.unwrap_or_else(tom), praefiks: navn.prefix.unwrap_or_else(tom), lokal: navn.local_name }
    }
    /// Whether it is that name in that namespace.
    pub fn er(&self, ns: &str, lokal: &str) -> bool {
        self.lokal == lokal && self.ns == ns
    }
}

impl<'a> XElement<'a> {
    /// Child elements.
    pub fn elementer(&self) -> impl DoubleEndedIterator<Item = &XElement<'a>> {
        self.boern.iter().filter_map(|b| match b {
            XKnude::Element(e) => Some(e.as_ref()),
            XKnude::Tekst(_) => None,
        })
    }
    /// The first child element of that name.
    pub fn barn(&self, ns: &str, lokal: &str) -> Option<&XElement<'a>> {
        self.elementer().find(|e| e.navn.er(ns, lokal))
    }
    /// Whether a comment stands anywhere inside.
    pub fn har_kommentar(&self) -> bool {
        self.kommentar || self.elementer().any(XElement::har_kommentar)
    }
    /// The text directly inside, joined.
    pub fn tekst(&self) -> Cow<'_, str> {
        let mut tekster = self.boern.iter().filter_map(|b| match b {
            XKnude::Tekst(t) => Some(t),
            XKnude::Element(_) => None,
        });
        match (tekster.next(), tekster.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some(t), None) => Cow::Borrowed(t),
            (Some(a), Some(b)) => Cow::Owned([a, b].into_iter().chain(tekster).map(AsRef::as_ref).collect()),
        }
    }
    /// The value of an attribute; an empty namespace for unqualified ones.
    pub fn attribut(&self, ns: &str, lokal: &str) -> Option<&str> {
        self.attributter.iter().find(|a| a.navn.er(ns, lokal)).map(|a| a.vaerdi.as_ref())
    }
}

/// A message as text and as tree, for whoever needs the very text of an element.
#[derive(Debug)]
pub struct Dokument<'a> {
    tekst: &'a str,
    /// The outermost element.
    pub rod: XElement<'a>,
}

impl<'a> Dokument<'a> {
    /// Parses a decoded message, as [`parse`].
    ///
    /// # Errors
    /// As [`parse`].
    pub fn laes(tekst: &'a str) -> Result<Self, Fejl> {
        Ok(Self { tekst: uden_maerke(tekst), rod: parse(tekst)? })
    }

    /// The text of an element of this message, from `<` to after its end tag. What its prefixes mean may be declared around it.
    pub fn tekst_af(&self, e: &XElement<'_>) -> &'a str {
        self.tekst.get(e.bytes.0..e.bytes.1).unwrap_or_default()
    }
}

/// Byte ranges are counted after the byte order mark.
fn uden_maerke(tekst: &str) -> &str {
    tekst.strip_prefix('\u{feff}').unwrap_or(tekst)
}

/// Parses a decoded message. Document type definitions, entities and processing instructions are refused, and the limits of
/// [`graenser`] hold before anything is allocated.
pub fn parse(tekst: &str) -> Result<XElement<'_>, Fejl> {
    let tekst = uden_maerke(tekst);
    forscan::kontroller(tekst.as_bytes())?;
    // the pre-scan has refused what would go deeper; the parser's own limit is one more so that ours always answers first
    let dybde = u32::try_from(graenser::DYBDE + 1).unwrap_or(u32::MAX);
    let mut parser = PullParser::new(tekst).with_max_depth(dybde).with_forbid_dtd(true).with_forbid_entities(true);
    let mut aabne: Vec<XElement<'_>> = Vec::with_capacity(16);
    let mut rod = None;
    loop {
        let haendelse =
            parser.next_event().map_err(|f| Fejl::ny(Fejlkode::IkkeVelformet).detalje(crate::fejl::uddrag_langt(&f.to_string())))?;
        match haendelse {
            None => break,
            Some(PullEvent::StartElement { name, attributes, namespace_declarations, byte_start, byte_end, .. }) => {
                // Namespaces in XML 1.0, where the parser is too kind: only the default namespace can be undeclared, and a
                // name has at most one colon, with a name on each side of it.
                let navne = std::iter::once(&name).chain(attributes.iter().map(|a| &a.name));
                let daarlig = navne.into_iter().any(|n| !er_ncname(&n.local_name));
                if daarlig || namespace_declarations.iter().any(|(p, u)| !p.is_empty() && (u.is_empty() || !er_ncname(p))) {
                    return Err(Fejl::ny(Fejlkode::IkkeVelformet).detalje((
                        format!("et forkert navn eller et tomt præfiks ved byte {byte_start}"),
                        format!("a wrong name or an empty prefix at byte {byte_start}"),
                    )));
                }
                let mut attributter: Vec<_> =
                    attributes.into_iter().map(|a| XAttribut { navn: XNavn::fra(a.name), vaerdi: a.value }).collect();
                vaerdi::normaliser(tekst.get(byte_start..byte_end).unwrap_or_default(), &mut attributter);
                aabne.push(XElement {
                    navn: XNavn::fra(name),
                    attributter,
                    erklaeringer: namespace_declarations,
                    boern: Vec::new(),
                    bytes: (byte_start, byte_end),
                    kommentar: false,
                });
            }
            Some(PullEvent::EndElement { byte_end, .. }) => {
                let Some(mut faerdig) = aabne.pop() else { continue };
                faerdig.bytes.1 = byte_end;
                match aabne.last_mut() {
                    Some(ydre) => ydre.boern.push(XKnude::Element(Box::new(faerdig))),
                    None => rod = Some(faerdig),
                }
            }
            Some(PullEvent::Text { content, .. } | PullEvent::CData { content, .. }) => {
                if let Some(ydre) = aabne.last_mut() {
                    ydre.boern.push(XKnude::Tekst(content));
                }
            }
            Some(PullEvent::Comment { .. }) => {
                if let Some(ydre) = aabne.last_mut() {
                    ydre.kommentar = true;
                }
            }
            Some(_) => {}
        }
    }
    rod.ok_or_else(|| Fejl::ny(Fejlkode::IkkeVelformet).detalje(("der er intet rodelement", "there is no root element")))
}

/// Whether the part of a name that the parser has taken to consist of name characters can stand alone.
fn er_ncname(del: &str) -> bool {
    let start = |c| match c {
        '_' | 'a'..='z' | 'A'..='Z' => true,
        '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}' => false,
        c => !c.is_ascii(),
    };
    del.chars().next().is_some_and(start) && !del.contains(':')
}

#[cfg(test)]
mod tests;
