//! XML signatures, the part of them that OIO IDWS uses: exclusive canonical XML, RSA with SHA-256, references to elements of
//! the same message, enveloped signatures and STR-Transform. Everything else is refused by a list of what is allowed.
//!
//! A signature that is right says nothing about where the signed elements stand (signature wrapping). So [`kontroller`]
//! gives back the very nodes that were digested, and a caller takes data from those only: [`Kontrolleret::daekker`].
mod c14n;
mod henvisning;
mod id;
mod kontrol;
mod laes;
mod proev;
mod skriv;

use c14n::{Maade, Skriver};
use grund::xml::XElement;
use grund::{Fejl, Fejlkode};
use std::fmt;

pub use henvisning::{Henvisning, henvisning};
pub use id::{Ider, vej};
pub use kontrol::{Kendt, kontroller, kontroller_kendt, kontroller_tekst};
pub use proev::proev_signatur;
pub use skriv::{Digesteret, signatur, signatur_over};

/// Namespace of XML signatures.
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Exclusive canonical XML without comments; also the namespace of its `InclusiveNamespaces`.
pub const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// Namespace of Web Services Security.
pub const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// Namespace of `wsu:Id`.
pub const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// Namespace of SAML 2.0 assertions.
pub const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of SAML 1.1 assertions.
pub const SAML1: &str = "urn:oasis:names:tc:SAML:1.0:assertion";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const STR_TRANSFORM: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform";

/// One thing that a signature covers. Data may be taken from these nodes only.
#[derive(Debug, Clone)]
pub struct Daekket<'t, 'a> {
    /// The id that the reference names, without `#`.
    pub uri: String,
    /// What was digested; for STR-Transform the token.
    pub element: &'t XElement<'a>,
    /// STR-Transform: the `wsse:SecurityTokenReference` that pointed at the token. It is not itself covered.
    pub via_str: Option<&'t XElement<'a>>,
    /// Whether the signature itself was left out of the element.
    pub enveloped: bool,
}

/// What a right signature covers.
#[derive(Debug, Clone)]
pub struct Kontrolleret<'t, 'a> {
    /// In the order of the references.
    pub daekket: Vec<Daekket<'t, 'a>>,
}

impl Kontrolleret<'_, '_> {
    /// Whether this very node was signed whole: an equal one elsewhere, or one inside or around it, was not. (From an
    /// enveloped element the signature is left out, and nothing else.)
    pub fn daekker(&self, e: &XElement<'_>) -> bool {
        self.daekket.iter().any(|d| std::ptr::addr_eq(d.element, e))
    }
}

/// What a reference does with the element that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slags {
    /// Digests it.
    Element,
    /// Digests it without the signature, which is inside it.
    Enveloped,
    /// Digests the token that it points at.
    StrTransform,
}

/// A reference of a signature to make.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'r> {
    /// The id of the element, without `#`.
    pub uri: &'r str,
    /// What is digested.
    pub slags: Slags,
    /// Prefixes whose declarations are signed also where they are not used in a name (`#default` for the default namespace);
    /// usually none. Not for STR-Transform.
    pub praefikser: &'r [&'r str],
}

/// The exclusive canonical form of an element in its document, with the prefixes of an `InclusiveNamespaces` list and without
/// a signature that it envelops.
pub fn kanonisk(rod: &XElement<'_>, element: &XElement<'_>, praefikser: &[&str], uden: Option<&XElement<'_>>) -> Result<Vec<u8>, Fejl> {
    let vej = id::vej(rod, element).ok_or_else(|| ugyldig("the element is not in the document"))?;
    Skriver::ny().bytes(&vej, element, Maade { praefikser, uden, altid_default: false })
}

/// Every fault is told to the caller in the same words, so that no one can learn from them; the cause is for the log.
fn ugyldig(aarsag: impl fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigSignatur).regel("G-20").aarsag(aarsag)
}

fn forbudt(aarsag: impl fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::ForbudtAlgoritme).regel("G-20").aarsag(aarsag)
}
