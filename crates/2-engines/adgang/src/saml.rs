//! SAML 2.0 assertions of the OIO identity token profile: written as STS issues them, read as every service must (G-7, G-8).
use crate::bpp::{self, Privilegier};
use crate::brugerbog::Bruger;
use crate::brugertoken::JOBROLLER;
use grund::xml::{XElement, escape_attribut, escape_tekst};
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::{Privatnoegle, sha256_af};
use sikkerhed::xmlsig::{self, Digesteret, Reference, Slags};

/// Namespace of SAML 2.0 assertions.
pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of XML signatures.
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Type of the tokens.
pub const TOKENTYPE: &str = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0";
const HOLDER_OF_KEY: &str = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key";
const X509_EMNE: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";
const ENTITET: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
const X509_KLASSE: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:X509";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Attribute names begin so.
const ATTRIBUT: &str = "dk:gov:saml:attribute:";
/// The attribute that names the user behind a token: authority, UUID, session and levels. Only tokens of ours have it, and only we read it.
const BRUGER: &str = "urn:samspil:attribut:bruger";

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// `_<uuid>`.
    pub id: String,
    /// Who issued it.
    pub udsteder: String,
    /// The subject, as an X509SubjectName: the holder, or the one on whose behalf it acts.
    pub emne: String,
    /// The certificate whose key its holder must have.
    pub holder: Certifikat,
    /// The service that it is for.
    pub publikum: String,
    /// The authority that it is for.
    pub myndighed: Cvr,
    /// What its holder may do.
    pub privilegier: Privilegier,
    /// The user behind it, whose rights narrow what the holder may.
    pub bruger: Option<Bruger>,
    /// When it holds.
    pub gyldig: Periode,
}

/// Writes and signs a token.
///
/// # Errors
/// Those of the signature; none is the caller's fault.
pub fn udsted(token: &Token, nu: Tidspunkt, noegle: &Privatnoegle, certifikat: &Certifikat) -> Result<String, Fejl> {
    let (foer, efter) = skriv(token, nu);
    let keyinfo = format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>", certifikat.base64());
    let reference = Reference { uri: &token.id, slags: Slags::Enveloped, praefikser: &[] };
    let sum = sha256_af(&[foer.as_bytes(), efter.as_bytes()]);
    let signatur = xmlsig::signatur_over(&[Digesteret { reference, sum }], noegle, &keyinfo, None)?;
    Ok(format!("{foer}{signatur}{efter}"))
}

/// The token's text before and after the place of its signature, in canonical form: that is what is signed, so nothing is parsed.
fn skriv(t: &Token, nu: Tidspunkt) -> (String, String) {
    let mut foer = format!(
        "<Assertion xmlns=\"{SAML}\" ID=\"{}\" IssueInstant=\"{}\" Version=\"2.0\"><Issuer Format=\"{ENTITET}\">",
        t.id,
        nu.til_utc_ms()
    );
    escape_tekst(&t.udsteder, &mut foer);
    foer.push_str("</Issuer>");

    let (fra, til) = (t.gyldig.fra.til_utc_ms(), t.gyldig.til.til_utc_ms());
    let mut ud = format!("<Subject><NameID Format=\"{X509_EMNE}\">");
    escape_tekst(&t.emne, &mut ud);
    ud.push_str(&format!("</NameID><SubjectConfirmation Method=\"{HOLDER_OF_KEY}\">"));
    // The subject is whom the call is for; who acts is named where SAML names who confirms it (saml-core 2.4.1.1).
    if t.emne != t.holder.emne() {
        ud.push_str(&format!("<NameID Format=\"{X509_EMNE}\">"));
        escape_tekst(t.holder.emne(), &mut ud);
        ud.push_str("</NameID>");
    }
    ud.push_str(&format!(
        "<SubjectConfirmationData xmlns:a=\"{XSI}\" NotBefore=\"{fra}\" \
         NotOnOrAfter=\"{til}\" Recipient=\""
    ));
    escape_attribut(&t.publikum, &mut ud);
    ud.push_str(&format!(
        "\" a:type=\"KeyInfoConfirmationDataType\"><KeyInfo xmlns=\"{DS}\"><X509Data><X509Certificate>{}</X509Certificate></X509Data></KeyInfo></SubjectConfirmationData></SubjectConfirmation>\
         </Subject><Conditions NotBefore=\"{fra}\" NotOnOrAfter=\"{til}\"><AudienceRestriction><Audience>",
        t.holder.base64()
    ));
    escape_tekst(&t.publikum, &mut ud);
    ud.push_str("</Audience></AudienceRestriction></Conditions><AttributeStatement>");
    let privilegier = bpp::skriv_base64(&t.privilegier);
    let cvr = t.myndighed.to_string();
    for (navn, vaerdi) in [
        ("CvrNumberIdentifier", cvr.as_str()),
        ("AssuranceLevel", "3"),
        ("SpecVer", "DK-SAML-2.0"),
        ("KombitSpecVer", "1.0"),
        ("Privileges_intermediate", privilegier.as_str()),
    ] {
        ud.push_str(&format!(
            "<Attribute Name=\"{ATTRIBUT}{navn}\" NameFormat=\"{BASIC}\"><AttributeValue>{vaerdi}</AttributeValue></Attribute>"
        ));
    }
    if let Some(b) = &t.bruger {
        let (hvem, jobroller) = (b.som_tekst(), bpp::skriv_base64(&b.fra_idp));
        for (navn, vaerdi) in [(BRUGER, &hvem), (JOBROLLER, &jobroller)] {
            ud.push_str(&format!(
                "<Attribute Name=\"{navn}\" NameFormat=\"{BASIC}\"><AttributeValue>{vaerdi}</AttributeValue></Attribute>"
            ));
        }
    }
    ud.push_str(&format!(
        "</AttributeStatement><AuthnStatement AuthnInstant=\"{}\"><AuthnContext><AuthnContextClassRef>{X509_KLASSE}</AuthnContextClassRef>\
         </AuthnContext></AuthnStatement></Assertion>",
        nu.til_utc_ms()
    ));
    (foer, ud)
}

/// Reads a token's content. It says nothing about who wrote it: the caller has checked the signature and takes `assertion` from what the
/// signature covers.
///
/// # Errors
/// `UgyldigtToken`: not of the profile's form (G-7).
pub fn laes(assertion: &XElement<'_>) -> Result<Token, Fejl> {
    if !assertion.navn.er(SAML, "Assertion") || assertion.attribut("", "Version") != Some("2.0") {
        return Err(fejl("no SAML 2.0 assertion"));
    }
    let id = assertion.attribut("", "ID").filter(|i| !i.is_empty()).ok_or_else(|| fejl("no ID"))?.to_owned();
    let udsteder = tekst(en(assertion, SAML, "Issuer")?);
    let emne = en(assertion, SAML, "Subject")?;
    let navn = tekst(en(emne, SAML, "NameID")?);
    let bekraeftelse = en(emne, SAML, "SubjectConfirmation")?;
    if bekraeftelse.attribut("", "Method") != Some(HOLDER_OF_KEY) {
        return Err(fejl("the subject is not confirmed by holder-of-key"));
    }
    let data = en(bekraeftelse, SAML, "SubjectConfirmationData")?;
    let x509 = en(en(data, DS, "KeyInfo")?, DS, "X509Data")?;
    let holder = Certifikat::fra_base64(&tekst(en(x509, DS, "X509Certificate")?)).map_err(|f| fejl(&f.to_string()))?;
    if bekraeftelse.elementer().any(|e| e.navn.er(SAML, "NameID") && tekst(e) != holder.emne()) {
        return Err(fejl("who acts is not the holder"));
    }
    let betingelser = en(assertion, SAML, "Conditions")?;
    let publikum = tekst(en(en(betingelser, SAML, "AudienceRestriction")?, SAML, "Audience")?);
    if data.attribut("", "Recipient").is_some_and(|r| r != publikum) {
        return Err(fejl("Recipient is not the audience"));
    }
    if betingelser.elementer().any(|e| !e.navn.er(SAML, "AudienceRestriction")) {
        return Err(fejl("an unknown condition"));
    }
    let gyldig = periode(betingelser, true)?.faelles(periode(data, false)?).ok_or_else(|| fejl("it holds at no time"))?;
    let attributter = en(assertion, SAML, "AttributeStatement")?;
    let attribut = |navn: &str| -> Result<Option<String>, Fejl> {
        let mut fundne = attributter.elementer().filter(|a| a.navn.er(SAML, "Attribute") && a.attribut("", "Name") == Some(navn));
        let Some(a) = fundne.next() else { return Ok(None) };
        if fundne.next().is_some() {
            return Err(fejl("an attribute occurs twice"));
        }
        Ok(Some(tekst(en(a, SAML, "AttributeValue")?)))
    };
    let cvr = attribut(&format!("{ATTRIBUT}CvrNumberIdentifier"))?.ok_or_else(|| fejl("no CvrNumberIdentifier"))?;
    let myndighed = cvr.parse().map_err(|()| fejl("CvrNumberIdentifier is no CVR number"))?;
    let privilegier =
        attribut(&format!("{ATTRIBUT}Privileges_intermediate"))?.map(|p| bpp::laes_base64(&p)).transpose()?.unwrap_or_default();
    let bruger = attribut(BRUGER)?.map(|b| bruger(&b, attribut(JOBROLLER)?)).transpose()?;
    Ok(Token { id, udsteder, emne: navn, holder, publikum, myndighed, privilegier, bruger, gyldig })
}

/// The user, as a token of ours names it.
fn bruger(hvem: &str, jobroller: Option<String>) -> Result<Bruger, Fejl> {
    let b = Bruger::af_tekst(hvem).ok_or_else(|| fejl("the user is not named as authority, UUID, session and levels"))?;
    let fra_idp = jobroller.map(|p| bpp::laes_base64(&p)).transpose()?.unwrap_or_default();
    Ok(Bruger { fra_idp, ..b })
}

/// The only child of that name.
fn en<'e, 'a>(e: &'e XElement<'a>, ns: &str, navn: &str) -> Result<&'e XElement<'a>, Fejl> {
    let mut fundne = e.elementer().filter(|b| b.navn.er(ns, navn));
    match (fundne.next(), fundne.next()) {
        (Some(f), None) => Ok(f),
        (None, _) => Err(fejl(&format!("no {navn}"))),
        (Some(_), Some(_)) => Err(fejl(&format!("more than one {navn}"))),
    }
}

/// An element's text; with an element inside, it is nobody's text.
fn tekst(e: &XElement<'_>) -> String {
    if e.elementer().next().is_some() { String::new() } else { e.tekst().trim().to_owned() }
}

fn periode(e: &XElement<'_>, kraevet: bool) -> Result<Periode, Fejl> {
    let laes = |navn: &str, ellers: Tidspunkt| match e.attribut("", navn) {
        Some(t) => Tidspunkt::fra_xs(t).map_err(|_| fejl("a time can't be read")),
        None if kraevet => Err(fejl("Conditions without a time")),
        None => Ok(ellers),
    };
    Ok(Periode::ny(laes("NotBefore", Tidspunkt::MINUS_UENDELIG)?, laes("NotOnOrAfter", Tidspunkt::UENDELIG)?))
}

fn fejl(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtToken).regel("G-7").aarsag(hvad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sikkerhed::ca::{Adresser, Anmodning, Ca};

    #[test]
    fn g5_token_and_answer_are_written_in_canonical_form() {
        let nu = Tidspunkt::fra_xs("2026-01-01T12:00:00Z").unwrap();
        let (ca, noegle) = (Ca::ny(nu, [1, 2], Adresser::default()).unwrap(), Privatnoegle::dan(2048).unwrap());
        let gyldig = Periode::ny(nu, nu.plus_mikros(1_000_000_000));
        let anmodning = Anmodning::Signering { navn: "Prøve & <system>".into(), cvr: Cvr::KORSBAEK };
        let certifikat = ca.udsted(&anmodning, &noegle.offentlig(), gyldig, 3).unwrap();
        let token = Token {
            id: "_1".into(),
            udsteder: "https://sts/\u{1}\r&<\"'>".into(),
            emne: "C=DK,O=\"A & B\",CN=<æøå>\r\n".into(),
            holder: certifikat.clone(),
            publikum: "http://x/?a=1&b=<2>\"\t\n'".into(),
            myndighed: Cvr::KORSBAEK,
            privilegier: Vec::new(),
            bruger: Some(Bruger::ny(Cvr::KORSBAEK, grund::Uuid::from_u128(7))),
            gyldig,
        };
        let xml = udsted(&token, nu, &noegle, &certifikat).unwrap();
        let er_kanonisk = |tekst: &str| {
            let rod = grund::xml::parse(tekst).unwrap();
            assert_eq!(String::from_utf8(xmlsig::kanonisk(&rod, &rod, &[], None).unwrap()).unwrap(), tekst);
        };
        er_kanonisk(&xml);
        er_kanonisk(&crate::sts::rstrc(&crate::sts::Udstedt { token, xml }, Some("a\"b&<\t\r\n")));
    }
}
