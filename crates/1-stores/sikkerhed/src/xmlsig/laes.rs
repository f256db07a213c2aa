//! Reading a `ds:Signature`: what is not on the list of what is allowed is refused before anything is computed.
use super::{DS, ENVELOPED, EXC_C14N, STR_TRANSFORM, Slags, WSSE, forbudt, ugyldig};
use crate::noegle::Sum;
use base64::{Engine, engine::general_purpose::STANDARD};
use grund::fejl::{uddrag, uddrag_langt};
use grund::xml::XElement;
use grund::{Fejl, graenser};

/// Characters of base64 that are decoded: the signature of an 8192-bit key has 1368, and may be broken into lines.
const BASE64_TEGN: usize = 4 * 1024;
/// Prefixes in one list; a message declares about a dozen.
const PRAEFIKSER: usize = 64;

pub(super) struct Signatur<'t, 'a> {
    pub signed_info: &'t XElement<'a>,
    /// Of the canonicalisation of SignedInfo.
    pub praefikser: Vec<&'t str>,
    pub sum: Sum,
    pub referencer: Vec<Henviser<'t>>,
    pub vaerdi: Vec<u8>,
}

/// A `ds:Reference`.
pub(super) struct Henviser<'t> {
    pub id: &'t str,
    pub slags: Slags,
    pub praefikser: Vec<&'t str>,
    pub sum: Sum,
    pub vaerdi: Vec<u8>,
}

impl<'t, 'a> Signatur<'t, 'a> {
    pub fn laes(signatur: &'t XElement<'a>) -> Result<Self, Fejl> {
        if !signatur.navn.er(DS, "Signature") {
            return Err(ugyldig("it is not a ds:Signature"));
        }
        let mut boern = signatur.elementer();
        let signed_info = naeste(&mut boern, "SignedInfo")?;
        let vaerdi = base64(naeste(&mut boern, "SignatureValue")?)?;
        if let Some(b) = boern.next()
            && !b.navn.er(DS, "KeyInfo")
        {
            return Err(forbudt(format!("{} in a Signature", uddrag(&b.navn.lokal))));
        }
        slut(&mut boern, "Signature")?;

        let mut boern = signed_info.elementer();
        let praefikser = kanonisering(naeste(&mut boern, "CanonicalizationMethod")?)?;
        let metode = naeste(&mut boern, "SignatureMethod")?;
        let sum = signaturalgoritme(algoritme(metode))?;
        slut(&mut metode.elementer(), "SignatureMethod")?;
        let mut referencer = Vec::with_capacity(8);
        for r in boern {
            if referencer.len() == graenser::SIGNATUR_REFERENCER {
                return Err(ugyldig("too many references"));
            }
            referencer.push(Henviser::laes(r)?);
        }
        if referencer.is_empty() {
            return Err(ugyldig("the signature has no reference"));
        }
        Ok(Self { signed_info, praefikser, sum, referencer, vaerdi })
    }
}

/// The digest of a signature by that algorithm.
pub(super) fn signaturalgoritme(navn: &str) -> Result<Sum, Fejl> {
    match navn {
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => Ok(Sum::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => Ok(Sum::Sha384),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => Ok(Sum::Sha512),
        anden => Err(forbudt(format!("signature by {}", uddrag_langt(anden)))),
    }
}

impl<'t> Henviser<'t> {
    fn laes(reference: &'t XElement<'_>) -> Result<Self, Fejl> {
        if !reference.navn.er(DS, "Reference") {
            return Err(ugyldig(format!("{} in a SignedInfo", uddrag(&reference.navn.lokal))));
        }
        let uri = reference.attribut("", "URI").unwrap_or_default();
        let id = uri.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains('('));
        let id = id.ok_or_else(|| forbudt(format!("a reference to \"{}\"", uddrag(uri))))?;
        if reference.attribut("", "Type").is_some_and(|t| t.ends_with("#Manifest") || t.ends_with("#Object")) {
            return Err(forbudt("a reference to a Manifest or an Object"));
        }
        let mut boern = reference.elementer();
        // without transforms inclusive canonical XML would be meant
        let transformer = boern.next().filter(|t| t.navn.er(DS, "Transforms")).ok_or_else(|| forbudt("a reference without transforms"))?;
        let (slags, praefikser) = transformering(transformer)?;
        let metode = naeste(&mut boern, "DigestMethod")?;
        let sum = match algoritme(metode) {
            "http://www.w3.org/2001/04/xmlenc#sha256" => Sum::Sha256,
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Sum::Sha384,
            "http://www.w3.org/2001/04/xmlenc#sha512" => Sum::Sha512,
            anden => return Err(forbudt(format!("digest by {}", uddrag_langt(anden)))),
        };
        slut(&mut metode.elementer(), "DigestMethod")?;
        let vaerdi = base64(naeste(&mut boern, "DigestValue")?)?;
        slut(&mut boern, "Reference")?;
        Ok(Self { id, slags, praefikser, sum, vaerdi })
    }
}

/// The chains that are allowed: exclusive canonicalisation, the same after leaving out the signature, or STR-Transform.
fn transformering<'t>(transformer: &'t XElement<'_>) -> Result<(Slags, Vec<&'t str>), Fejl> {
    let mut trin = transformer.elementer();
    let mut naeste_trin = || naeste(&mut trin, "Transform").map_err(|_| forbudt("a reference without canonicalisation"));
    let foerste = naeste_trin()?;
    let fundet = match algoritme(foerste) {
        STR_TRANSFORM => (Slags::StrTransform, str_transform(foerste)?),
        ENVELOPED => {
            slut(&mut foerste.elementer(), "Transform")?;
            (Slags::Enveloped, kanonisering(naeste_trin()?)?)
        }
        _ => (Slags::Element, kanonisering(foerste)?),
    };
    match trin.next() {
        None => Ok(fundet),
        Some(_) => Err(forbudt("more transforms than are allowed")),
    }
}

/// `TransformationParameters` with exclusive canonicalisation. WSS4J always adds the default namespace to the list.
fn str_transform<'t>(transform: &'t XElement<'_>) -> Result<Vec<&'t str>, Fejl> {
    let mut boern = transform.elementer();
    let parametre = boern.next().filter(|p| p.navn.er(WSSE, "TransformationParameters"));
    slut(&mut boern, "Transform")?;
    let mut boern = parametre.ok_or_else(|| forbudt("STR-Transform without parameters"))?.elementer();
    let liste = kanonisering(naeste(&mut boern, "CanonicalizationMethod")?)?;
    slut(&mut boern, "TransformationParameters")?;
    if liste.is_empty() { Ok(vec![super::kontrol::DEFAULT]) } else { Err(forbudt("STR-Transform with a list of prefixes")) }
}

/// The list of prefixes of an exclusive canonicalisation; another one is refused.
fn kanonisering<'t>(metode: &'t XElement<'_>) -> Result<Vec<&'t str>, Fejl> {
    let navn = algoritme(metode);
    if navn != EXC_C14N {
        return Err(forbudt(format!("the transform {}", uddrag_langt(navn))));
    }
    let mut boern = metode.elementer();
    let Some(liste) = boern.next() else { return Ok(Vec::new()) };
    slut(&mut boern, "an exclusive canonicalisation")?;
    if !liste.navn.er(EXC_C14N, "InclusiveNamespaces") || liste.elementer().next().is_some() {
        return Err(forbudt("an unknown parameter of the canonicalisation"));
    }
    let praefikser: Vec<&str> =
        liste.attribut("", "PrefixList").unwrap_or_default().split_ascii_whitespace().take(PRAEFIKSER + 1).collect();
    if praefikser.len() > PRAEFIKSER { Err(ugyldig("too many prefixes")) } else { Ok(praefikser) }
}

fn algoritme<'t>(e: &'t XElement<'_>) -> &'t str {
    e.attribut("", "Algorithm").unwrap_or_default()
}

fn naeste<'t, 'a: 't>(boern: &mut impl Iterator<Item = &'t XElement<'a>>, navn: &str) -> Result<&'t XElement<'a>, Fejl> {
    boern.next().filter(|b| b.navn.er(DS, navn)).ok_or_else(|| ugyldig(format!("{navn} is missing")))
}

fn slut<'t, 'a: 't>(boern: &mut impl Iterator<Item = &'t XElement<'a>>, hvor: &str) -> Result<(), Fejl> {
    match boern.next() {
        None => Ok(()),
        Some(b) => Err(forbudt(format!("{} in {hvor}", uddrag(&b.navn.lokal)))),
    }
}

fn base64(e: &XElement<'_>) -> Result<Vec<u8>, Fejl> {
    slut(&mut e.elementer(), "a base64 value")?;
    let tekst = e.tekst();
    if tekst.len() > BASE64_TEGN {
        return Err(ugyldig("a base64 value is too long"));
    }
    let tegn: Vec<u8> = tekst.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    STANDARD.decode(tegn).map_err(ugyldig)
}
