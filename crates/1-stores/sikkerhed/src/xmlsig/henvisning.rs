//! What a signature's `ds:KeyInfo` points at. It is the sender's own word: a key that is found by it must be trusted for
//! another reason before a signature is checked with it.
use super::{DS, WSSE, forbudt, id, ugyldig};
use grund::Fejl;
use grund::fejl::uddrag;
use grund::xml::XElement;
use std::borrow::Cow;

/// Where the key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Henvisning<'t> {
    /// In this certificate: base64, possibly with white space.
    Certifikat(Cow<'t, str>),
    /// In the token of the message with that id (a `wsse:BinarySecurityToken`, or an assertion by a direct reference).
    Bst(String),
    /// In the assertion with that id.
    SamlId(String),
    /// In the certificate with that subject key identifier, in base64.
    Ski(String),
    /// In the certificate with that issuer and that serial number in decimal.
    Udsteder {
        /// The issuer's distinguished name.
        navn: String,
        /// The serial number.
        serienummer: String,
    },
    /// In the certificate with that SHA-1 thumbprint, in base64.
    Fingeraftryk(String),
}

/// Reads the `ds:KeyInfo` of a signature. It must hold one thing: an `X509Data` or a `wsse:SecurityTokenReference`.
pub fn henvisning<'t>(signatur: &'t XElement<'_>) -> Result<Henvisning<'t>, Fejl> {
    let mut infoer = signatur.elementer().filter(|e| e.navn.er(DS, "KeyInfo"));
    let (Some(info), None) = (infoer.next(), infoer.next()) else { return Err(ugyldig("a signature without one KeyInfo")) };
    let indhold = eneste(info)?;
    if indhold.navn.er(DS, "X509Data") {
        return x509data(indhold);
    }
    if !indhold.navn.er(WSSE, "SecurityTokenReference") {
        return Err(forbudt(format!("{} in a KeyInfo", uddrag(&indhold.navn.lokal))));
    }
    let barn = eneste(indhold)?;
    if barn.navn.er(DS, "X509Data") {
        return x509data(barn);
    }
    if barn.navn.er(WSSE, "Reference") {
        let id = barn.attribut("", "URI").and_then(|u| u.strip_prefix('#')).filter(|id| !id.is_empty());
        return id.map(|id| Henvisning::Bst(id.to_owned())).ok_or_else(|| ugyldig("a token outside the message"));
    }
    if !barn.navn.er(WSSE, "KeyIdentifier") {
        return Err(forbudt(format!("{} in a SecurityTokenReference", uddrag(&barn.navn.lokal))));
    }
    let vaerdi = barn.tekst();
    if vaerdi.trim().is_empty() {
        return Err(ugyldig("an empty KeyIdentifier"));
    }
    if id::er_samlid(barn) {
        return Ok(Henvisning::SamlId(vaerdi.trim().to_owned()));
    }
    let slags = barn.attribut("", "ValueType").unwrap_or_default();
    match slags.rsplit('#').next() {
        Some("X509SubjectKeyIdentifier") => Ok(Henvisning::Ski(vaerdi.trim().to_owned())),
        Some("ThumbprintSHA1") => Ok(Henvisning::Fingeraftryk(vaerdi.trim().to_owned())),
        Some("X509v3") => Ok(Henvisning::Certifikat(vaerdi)),
        _ => Err(forbudt(format!("a KeyIdentifier of the kind {}", uddrag(slags)))),
    }
}

fn eneste<'t, 'a>(e: &'t XElement<'a>) -> Result<&'t XElement<'a>, Fejl> {
    let mut boern = e.elementer();
    match (boern.next(), boern.next()) {
        (Some(barn), None) => Ok(barn),
        _ => Err(ugyldig(format!("{} must hold one thing", uddrag(&e.navn.lokal)))),
    }
}

/// The certificate if there is one (the first: the sender's own stands before its issuers), otherwise what names it.
fn x509data<'t>(data: &'t XElement<'_>) -> Result<Henvisning<'t>, Fejl> {
    if let Some(c) = data.barn(DS, "X509Certificate") {
        return Ok(Henvisning::Certifikat(c.tekst()));
    }
    if let Some(s) = data.barn(DS, "X509SKI") {
        return Ok(Henvisning::Ski(s.tekst().trim().to_owned()));
    }
    let udsteder = data.barn(DS, "X509IssuerSerial").ok_or_else(|| ugyldig("an X509Data that names no certificate"))?;
    let del = |navn| udsteder.barn(DS, navn).map(|e| e.tekst().trim().to_owned()).filter(|t| !t.is_empty());
    match (del("X509IssuerName"), del("X509SerialNumber")) {
        (Some(navn), Some(serienummer)) => Ok(Henvisning::Udsteder { navn, serienummer }),
        _ => Err(ugyldig("an X509IssuerSerial without name or number")),
    }
}
