//! Finding elements by id, and the elements around one.
use super::{SAML1, SAML2, WSSE, WSU, ugyldig};
use grund::Fejl;
use grund::fejl::uddrag;
use grund::xml::{XAttribut, XElement};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const SAMLID: [&str; 2] = [
    "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID",
    "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID",
];

/// The elements of a document by their ids: `wsu:Id`, `xml:id` and, without namespace, `Id`, `ID` and `AssertionID`.
#[derive(Debug)]
pub struct Ider<'t, 'a>(HashMap<&'t str, &'t XElement<'a>>);

impl<'t, 'a> Ider<'t, 'a> {
    /// Reads the whole document. An id that two elements have is refused, wherever they stand: it is how a signed element is
    /// exchanged for another.
    pub fn af(rod: &'t XElement<'a>) -> Result<Self, Fejl> {
        let mut ider = Self(HashMap::with_capacity(16));
        ider.saml(rod)?;
        Ok(ider)
    }

    fn saml(&mut self, e: &'t XElement<'a>) -> Result<(), Fejl> {
        for a in e.attributter.iter().filter(|a| er_id(a) && !a.vaerdi.is_empty()) {
            match self.0.entry(&a.vaerdi) {
                Entry::Vacant(plads) => {
                    plads.insert(e);
                }
                Entry::Occupied(plads) if std::ptr::eq(*plads.get(), e) => {}
                Entry::Occupied(_) => return Err(ugyldig(format!("the id \"{}\" occurs twice", uddrag(&a.vaerdi)))),
            }
        }
        e.elementer().try_for_each(|b| self.saml(b))
    }

    /// The element with that id.
    pub fn find(&self, id: &str) -> Option<&'t XElement<'a>> {
        self.0.get(id).copied()
    }

    /// The token that a `wsse:SecurityTokenReference` points at: an assertion by its id, or an assertion or a binary token
    /// of this message by a direct reference.
    pub(super) fn token(&self, henvisning: &XElement<'_>) -> Result<&'t XElement<'a>, Fejl> {
        let mut boern = henvisning.elementer();
        let (Some(barn), None) = (boern.next(), boern.next()) else {
            return Err(ugyldig("a SecurityTokenReference must hold one thing"));
        };
        if !henvisning.navn.er(WSSE, "SecurityTokenReference") {
            return Err(ugyldig("STR-Transform of something that is no SecurityTokenReference"));
        }
        let tekst = barn.tekst();
        let (id, kun_assertion) = if barn.navn.er(WSSE, "KeyIdentifier") && er_samlid(barn) {
            (tekst.trim(), true)
        } else if barn.navn.er(WSSE, "Reference") {
            let uri = barn.attribut("", "URI").unwrap_or_default();
            (uri.strip_prefix('#').ok_or_else(|| ugyldig("a token outside the message"))?, false)
        } else {
            return Err(ugyldig("STR-Transform by another way than SAMLID or a direct reference"));
        };
        let token = self.find(id).ok_or_else(|| ugyldig(format!("no token has the id \"{}\"", uddrag(id))))?;
        let assertion = token.navn.er(SAML2, "Assertion") && token.attribut("", "ID") == Some(id)
            || token.navn.er(SAML1, "Assertion") && token.attribut("", "AssertionID") == Some(id);
        let bst = token.navn.er(WSSE, "BinarySecurityToken") && !kun_assertion;
        if assertion || bst { Ok(token) } else { Err(ugyldig("a SecurityTokenReference to something that is no token")) }
    }
}

/// Whether a `wsse:KeyIdentifier` holds the id of an assertion.
pub(super) fn er_samlid(e: &XElement<'_>) -> bool {
    e.attribut("", "ValueType").is_some_and(|v| SAMLID.contains(&v))
}

fn er_id(a: &XAttribut<'_>) -> bool {
    match a.navn.lokal.as_ref() {
        "Id" => a.navn.ns.is_empty() || a.navn.ns == WSU,
        "ID" | "AssertionID" => a.navn.ns.is_empty(),
        "id" => a.navn.ns == XML,
        _ => false,
    }
}

/// The elements around one, outermost first; nothing if it is not in the document. Byte ranges show the way, so that this
/// costs a look at the children of each of them; identity decides.
pub fn vej<'t, 'a>(rod: &'t XElement<'a>, e: &XElement<'_>) -> Option<Vec<&'t XElement<'a>>> {
    fn ned<'t, 'a>(her: &'t XElement<'a>, e: &XElement<'_>, vej: &mut Vec<&'t XElement<'a>>) -> bool {
        if std::ptr::addr_eq(her, e) {
            return true;
        }
        vej.push(her);
        let om = |b: &&XElement<'_>| b.bytes.0 <= e.bytes.0 && e.bytes.1 <= b.bytes.1;
        let fundet = her.elementer().filter(om).any(|b| ned(b, e, vej));
        if !fundet {
            vej.pop();
        }
        fundet
    }
    let mut vej = Vec::with_capacity(8);
    ned(rod, e, &mut vej).then_some(vej)
}
