//! Checking a signature.
use super::c14n::{Maade, Skriver};
use super::laes::{Henviser, Signatur, signaturalgoritme};
use super::{Daekket, Ider, Kontrolleret, Slags, id, ugyldig};
use crate::noegle::{Offentlig, Sum};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::Digest;
use grund::Fejl;
use grund::fejl::uddrag;
use grund::xml::XElement;

/// Checks a signature in its document with a key that the caller trusts, and gives back what it covers.
///
/// The key's signature is checked before the references are looked up, so that who has no key makes us do little. Refused:
/// `ForbudtAlgoritme` for what is not on the list, `UgyldigSignatur` for everything else; why is in the error's cause, for
/// the log. An id that occurs twice anywhere in the document is refused.
pub fn kontroller<'t, 'a>(rod: &'t XElement<'a>, signatur: &'t XElement<'a>, noegle: &Offentlig) -> Result<Kontrolleret<'t, 'a>, Fejl> {
    kontroller_kendt(rod, signatur, noegle, None)
}

/// Checks a signature over bytes that stand outside any document, as SAML's redirect binding has it, by an algorithm on the same list.
///
/// # Errors
/// `ForbudtAlgoritme`, `UgyldigSignatur`.
pub fn kontroller_tekst(algoritme: &str, noegle: &Offentlig, data: &[u8], vaerdi: &[u8]) -> Result<(), Fejl> {
    let sum = signaturalgoritme(algoritme)?;
    let af = aws_lc_rs::digest::digest(sum.algoritme(), data);
    if noegle.kontroller_sum(sum, &af, vaerdi) { Ok(()) } else { Err(ugyldig("the signature value is not made by the key")) }
}

/// The token of a message whose digest is known from before: the same text under the same declarations has the same canonical form.
#[derive(Debug, Clone, Copy)]
pub struct Kendt<'k> {
    /// The token.
    pub token: &'k XElement<'k>,
    /// SHA-256 of what STR-Transform makes of it, by [`Kendt::sum_af`].
    pub sum: [u8; 32],
}

impl Kendt<'_> {
    /// The digest of a token's form after STR-Transform.
    ///
    /// # Errors
    /// `UgyldigSignatur`: the token is not in the document, or costs too much.
    pub fn sum_af(rod: &XElement<'_>, token: &XElement<'_>) -> Result<[u8; 32], Fejl> {
        let maade = Maade { praefikser: &[DEFAULT], uden: None, altid_default: true };
        digest(rod, token, &mut Skriver::ny(), Sum::Sha256, maade)?.as_ref().try_into().map_err(ugyldig)
    }
}

/// The list of prefixes of every STR-Transform.
pub(super) const DEFAULT: &str = "#default";

/// The same with a token whose digest is known: it is not computed again.
///
/// # Errors
/// As [`kontroller`].
pub fn kontroller_kendt<'t, 'a>(
    rod: &'t XElement<'a>,
    signatur: &'t XElement<'a>,
    noegle: &Offentlig,
    kendt: Option<Kendt<'_>>,
) -> Result<Kontrolleret<'t, 'a>, Fejl> {
    kontroller_med(rod, signatur, kendt, |sum, vaerdi, underskrift| noegle.kontroller_sum(sum, vaerdi, underskrift))
}

pub(super) fn kontroller_med<'t, 'a>(
    rod: &'t XElement<'a>,
    signatur: &'t XElement<'a>,
    kendt: Option<Kendt<'_>>,
    rsa: impl FnOnce(Sum, &Digest, &[u8]) -> bool,
) -> Result<Kontrolleret<'t, 'a>, Fejl> {
    let laest = Signatur::laes(signatur)?;
    let mut vej = id::vej(rod, signatur).ok_or_else(|| ugyldig("the signature is not in the document"))?;
    vej.push(signatur);
    let mut skriver = Skriver::ny();
    let maade = Maade { praefikser: &laest.praefikser, ..Maade::default() };
    let sum = skriver.sum(laest.sum.algoritme(), &vej, laest.signed_info, maade)?;
    if !rsa(laest.sum, &sum, &laest.vaerdi) {
        return Err(ugyldig("the signature value is not made by the key"));
    }
    let ider = Ider::af(rod)?;
    let mut daekket = Vec::with_capacity(laest.referencer.len());
    for r in &laest.referencer {
        daekket.push(reference(rod, signatur, &ider, r, kendt, &mut skriver)?);
    }
    Ok(Kontrolleret { daekket })
}

fn reference<'t, 'a>(
    rod: &'t XElement<'a>,
    signatur: &'t XElement<'a>,
    ider: &Ider<'t, 'a>,
    r: &Henviser<'_>,
    kendt: Option<Kendt<'_>>,
    skriver: &mut Skriver<'t>,
) -> Result<Daekket<'t, 'a>, Fejl> {
    let om = |hvad: &str| ugyldig(format!("reference to \"{}\": {hvad}", uddrag(r.id)));
    let naevnt = ider.find(r.id).ok_or_else(|| om("no element has that id"))?;
    let (element, via_str) = match r.slags {
        Slags::StrTransform => (ider.token(naevnt)?, Some(naevnt)),
        Slags::Element | Slags::Enveloped => (naevnt, None),
    };
    // A list of prefixes with STR-Transform is refused when it is read, so there is one form of the token.
    let kendt = kendt.filter(|k| r.slags == Slags::StrTransform && r.sum == Sum::Sha256 && std::ptr::addr_eq(k.token, element));
    if let Some(k) = kendt {
        verify_slices_are_equal(&k.sum, &r.vaerdi).map_err(|_| om("the element was changed"))?;
        return Ok(Daekket { uri: r.id.to_owned(), element, via_str, enveloped: false });
    }
    let enveloped = r.slags == Slags::Enveloped;
    let maade = Maade { praefikser: &r.praefikser, uden: enveloped.then_some(signatur), altid_default: r.slags == Slags::StrTransform };
    let sum = digest(rod, element, skriver, r.sum, maade)?;
    if enveloped && !skriver.udeladt() {
        return Err(om("the signature is not inside the element"));
    }
    verify_slices_are_equal(sum.as_ref(), &r.vaerdi).map_err(|_| om("the element was changed"))?;
    Ok(Daekket { uri: r.id.to_owned(), element, via_str, enveloped })
}

/// The digest of an element; only a list of prefixes asks for the elements around it.
pub(super) fn digest<'t>(
    rod: &'t XElement<'_>,
    element: &'t XElement<'_>,
    skriver: &mut Skriver<'t>,
    sum: Sum,
    maade: Maade<'_>,
) -> Result<Digest, Fejl> {
    let vej = match maade.praefikser {
        [] => Vec::new(),
        _ => id::vej(rod, element).ok_or_else(|| ugyldig("the element is not in the document"))?,
    };
    skriver.sum(sum.algoritme(), &vej, element, maade)
}
