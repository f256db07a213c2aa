//! A system's request for login (`AuthnRequest`), read.
use super::besked::{Hoved, hoved, ugyldig};
use super::{PERSISTENT, SAML, SAMLP, TRANSIENT, UNSPECIFIED, X509_EMNE};
use crate::niveau::Niveau;
use grund::xml::XElement;
use grund::{Fejl, Tidspunkt};

/// Classes, providers and the like of one request that are read.
const ANTAL: usize = 20;

/// What a system asks for.
#[derive(Debug)]
pub struct Anmodning {
    /// Id and sender.
    pub hoved: Hoved,
    /// Where the answer is to go.
    pub sted: Option<String>,
    /// Or the number of that place.
    pub indeks: Option<u32>,
    /// The user must prove it anew.
    pub tving: bool,
    /// The user may not be asked.
    pub passiv: bool,
    /// The format of the name.
    pub format: Option<String>,
    /// The class of authentication that is demanded.
    pub krav: Krav,
    /// Providers that the user may choose among; none named: all.
    pub udbydere: Vec<String>,
}

/// What a request says of the level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Krav {
    /// Nothing.
    Intet,
    /// At least that; the class that the answer names, where that is not our level's own.
    Mindst(Niveau, Option<String>),
    /// Something that nobody here can give.
    Umuligt,
}

/// Reads it. It says nothing about who wrote it.
///
/// # Errors
/// `LoginUgyldig`.
pub fn laes(rod: &XElement<'_>, til: &str, nu: Tidspunkt) -> Result<Anmodning, Fejl> {
    let hoved = hoved(rod, "AuthnRequest", til, nu)?;
    let boolsk = |navn: &str| match rod.attribut("", navn).map(str::trim) {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) => Err(ugyldig(format!("{navn} is no boolean"))),
    };
    let barn = |navn: &str| {
        let mut alle = rod.elementer().filter(|e| e.navn.er(SAMLP, navn));
        match (alle.next(), alle.next()) {
            (e, None) => Ok(e),
            _ => Err(ugyldig(format!("more than one {navn}"))),
        }
    };
    let binding = rod.attribut("", "ProtocolBinding");
    if binding.is_some_and(|b| b != super::metadata::POST) {
        return Err(ugyldig("ProtocolBinding is not HTTP-POST"));
    }
    let indeks = rod.attribut("", "AssertionConsumerServiceIndex");
    let indeks = indeks.map(|i| i.trim().parse().map_err(|_| ugyldig("AssertionConsumerServiceIndex is no number"))).transpose()?;
    let format = barn("NameIDPolicy")?.and_then(|p| p.attribut("", "Format")).filter(|f| *f != UNSPECIFIED);
    let scoping = barn("Scoping")?.and_then(|s| s.barn(SAMLP, "IDPList"));
    let udbydere = scoping.into_iter().flat_map(XElement::elementer).filter_map(|e| e.attribut("", "ProviderID"));
    Ok(Anmodning {
        hoved,
        sted: rod.attribut("", "AssertionConsumerServiceURL").map(str::to_owned),
        indeks,
        tving: boolsk("ForceAuthn")?,
        passiv: boolsk("IsPassive")?,
        format: format.map(str::to_owned),
        krav: krav(barn("RequestedAuthnContext")?)?,
        udbydere: udbydere.take(ANTAL).map(str::to_owned).collect(),
    })
}

/// The level that a `RequestedAuthnContext` comes to. With `exact` any of the classes will do; a higher level than one of NSIS is that level too, because each holds what the lower ones
/// demand [D].
fn krav(e: Option<&XElement<'_>>) -> Result<Krav, Fejl> {
    let Some(e) = e else { return Ok(Krav::Intet) };
    let sammenligning = e.attribut("", "Comparison").unwrap_or("exact");
    // OIOSAML 3 lets the kind of subject stand here too: which kind a user is follows from the provider.
    let klasser = e.elementer().filter(|c| c.navn.er(SAML, "AuthnContextClassRef")).take(ANTAL).map(|c| c.tekst().trim().to_owned());
    let klasser: Vec<String> = klasser.filter(|k| !k.starts_with("https://data.gov.dk/eid/")).collect();
    if klasser.is_empty() {
        return Ok(Krav::Intet);
    }
    let kendte = klasser.iter().filter_map(|k| Niveau::fra_klasse(k).map(|n| (n, k)));
    let laveste = kendte.min_by_key(|(n, _)| *n);
    Ok(match (sammenligning, laveste) {
        (_, None) => Krav::Umuligt,
        ("exact" | "minimum", Some((n, k))) => Krav::Mindst(n, (*k != n.klasse()).then(|| k.clone())),
        ("better", Some((Niveau::Lav, _))) => Krav::Mindst(Niveau::Betydelig, None),
        ("better", Some((Niveau::Betydelig, _))) => Krav::Mindst(Niveau::Hoej, None),
        ("better", Some(_)) => Krav::Umuligt,
        // No more than: whatever there is, as long as it is asked for nothing.
        ("maximum", Some(_)) => Krav::Mindst(Niveau::Lav, None),
        _ => return Err(ugyldig("Comparison is none of the four")),
    })
}

/// Whether names of that format are given.
pub fn kendt_format(f: &str) -> bool {
    [PERSISTENT, TRANSIENT, X509_EMNE].contains(&f)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn af(sammenligning: &str, klasser: &[&str]) -> Krav {
        let alle: String = klasser.iter().map(|k| format!("<a:AuthnContextClassRef>{k}</a:AuthnContextClassRef>")).collect();
        let x = format!("<p:R xmlns:p='{SAMLP}' xmlns:a='{SAML}' {sammenligning}>{alle}</p:R>");
        krav(Some(&grund::xml::parse(&x).unwrap())).unwrap()
    }

    #[test]
    fn g47_the_demanded_class_is_a_level() {
        const LOA: &str = "https://data.gov.dk/concept/core/nsis/loa/Substantial";
        const KODEORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
        assert_eq!(af("", &[LOA]), Krav::Mindst(Niveau::Betydelig, None));
        assert_eq!(af("Comparison='minimum'", &[LOA, "https://data.gov.dk/eid/Professional"]), Krav::Mindst(Niveau::Betydelig, None));
        assert_eq!(af("Comparison='better'", &[LOA]), Krav::Mindst(Niveau::Hoej, None));
        assert_eq!(af("", &[KODEORD]), Krav::Mindst(Niveau::Lav, Some(KODEORD.into())));
        assert_eq!(af("", &["urn:x"]), Krav::Umuligt);
        assert_eq!(af("", &["https://data.gov.dk/eid/Person"]), Krav::Intet);
        assert_eq!(af("Comparison='better'", &["https://data.gov.dk/concept/core/nsis/loa/High"]), Krav::Umuligt);
    }
}
