//! Answers to systems: an assertion with what the profile tells of the user, signed, encrypted where the system has a key for it, in a signed response.
//!
//! Everything is written in canonical form, and that text is what is signed.
use super::besked::underskriv;
use super::{BEARER, PERSISTENT, SAML, SAMLP, STATUS, TRANSIENT, X509_EMNE};
use crate::identitet::{Identitet, Slags};
use crate::niveau::{AAL, IAL, LOA};
use crate::opsaetning::Profil;
use adgang::bpp::{self, Privilegier};
use grund::xml::{escape_attribut, escape_tekst};
use grund::{Fejl, Tidspunkt, graenser};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlenc;

const URI: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
const ENTITET: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
/// What attributes of OIOSAML 3 begin with.
pub const OIO3: &str = "https://data.gov.dk/model/core/";
/// The attribute and claim with the token that a system shows services (the bootstrap token of OIOSAML 3; of both profiles here).
pub const BRUGERTOKEN: &str = "https://data.gov.dk/model/core/eid/bootstrapToken";
/// What attributes of OIOSAML 2 begin with.
pub const OIO2: &str = "dk:gov:saml:attribute:";
/// Microseconds that a fresh assertion may seem to be from the future at the system.
const SKAEV: i64 = 60_000_000;

/// An assertion to write.
#[derive(Debug)]
pub struct Paastand<'p> {
    /// Its id.
    pub id: &'p str,
    /// Us.
    pub udsteder: &'p str,
    /// The system.
    pub publikum: &'p str,
    /// Where it goes.
    pub sted: &'p str,
    /// The request that it answers.
    pub svar_paa: &'p str,
    /// The user's name and its format.
    pub navn: (&'p str, &'p str),
    /// The session's index.
    pub indeks: &'p str,
    /// The user.
    pub identitet: &'p Identitet,
    /// What the user may do there.
    pub privilegier: &'p Privilegier,
    /// The token by which the system shows services that the user is logged in to it, in base64.
    pub brugertoken: Option<String>,
    /// Which attributes.
    pub profil: Profil,
    /// The class of authentication that is named.
    pub klasse: &'p str,
    /// When the user proved it.
    pub autentificeret: Tidspunkt,
    /// When the session ends.
    pub session_til: Tidspunkt,
    /// Now.
    pub nu: Tidspunkt,
}

/// The name of a user in that format: what the system keeps (G-44).
pub fn navn(i: &Identitet, format: &str, tilfaeldig: &str) -> String {
    match format {
        X509_EMNE => {
            let cn = i.navn.replace(',', "\\,");
            let o = i.cvr.map(|c| format!("O={c},")).unwrap_or_default();
            format!("C=DK,{o}CN={cn},Serial={}", i.uuid)
        }
        TRANSIENT => format!("_{tilfaeldig}"),
        _ => {
            let hvad = if i.slags == Slags::Medarbejder { "professional" } else { "person" };
            format!("{OIO3}eid/{hvad}/uuid/{}", i.uuid)
        }
    }
}

/// The format that is meant when a system names none.
pub fn standardformat(profil: Profil) -> &'static str {
    match profil {
        Profil::Oiosaml3 => PERSISTENT,
        Profil::Oiosaml2 => X509_EMNE,
    }
}

/// The attributes of a profile, in order.
fn attributter(p: &Paastand<'_>) -> Vec<(String, String)> {
    let i = p.identitet;
    let (fornavne, efternavn) = i.navnedele();
    let n = i.niveauer;
    let bpp = (!p.privilegier.is_empty()).then(|| bpp::skriv_base64(p.privilegier));
    let mut ud: Vec<(String, String)> = Vec::new();
    let mut med = |navn: String, vaerdi: Option<String>| ud.extend(vaerdi.map(|v| (navn, v)));
    match p.profil {
        Profil::Oiosaml3 => {
            let o = |n: &str| format!("{OIO3}{n}");
            med(o("specVersion"), Some("OIO-SAML-3.0".into()));
            med(LOA.into(), Some(n.loa().engelsk().into()));
            med(IAL.into(), Some(n.ial.engelsk().into()));
            med(AAL.into(), Some(n.aal.engelsk().into()));
            med(o("eid/fullName"), Some(i.navn.clone()));
            med(o("eid/firstName"), Some(fornavne.to_owned()));
            med(o("eid/lastName"), Some(efternavn.to_owned()));
            med(o("eid/email"), i.email.clone());
            if i.slags == Slags::Medarbejder {
                med(o("eid/professional/uuid/persistent"), Some(i.uuid.to_string()));
                med(o("eid/professional/cvr"), i.cvr.map(|c| c.to_string()));
                med(o("eid/professional/orgName"), i.organisation.clone());
            } else {
                med(o("eid/cprUuid"), Some(i.uuid.to_string()));
                med(o("eid/cprNumber"), i.cpr.clone());
            }
            med(o("eid/privilegesIntermediate"), bpp);
        }
        Profil::Oiosaml2 => {
            let o = |n: &str| format!("{OIO2}{n}");
            med(o("SpecVer"), Some("DK-SAML-2.0".into()));
            med(o("KombitSpecVer"), Some("1.0".into()));
            med(o("AssuranceLevel"), Some(n.loa().assurance_level().into()));
            med(LOA.into(), Some(n.loa().engelsk().into()));
            med(o("CvrNumberIdentifier"), i.cvr.map(|c| c.to_string()));
            med(o("CprNumberIdentifier"), i.cpr.clone());
            med("urn:oid:2.5.4.3".into(), Some(i.navn.clone()));
            med("urn:oid:2.5.4.4".into(), Some(efternavn.to_owned()));
            med("urn:oid:2.5.4.10".into(), i.organisation.clone());
            med("urn:oid:0.9.2342.19200300.100.1.1".into(), Some(i.uuid.to_string()));
            med("urn:oid:0.9.2342.19200300.100.1.3".into(), i.email.clone());
            med(o("Privileges_intermediate"), bpp);
        }
    }
    med(BRUGERTOKEN.into(), p.brugertoken.clone());
    ud.retain(|(_, v)| !v.is_empty());
    ud
}

/// Writes and signs the assertion; encrypted for that key, if there is one: `saml:Assertion` or `saml:EncryptedAssertion`.
///
/// # Errors
/// `Intern`.
pub fn paastand(p: &Paastand<'_>, par: &Noeglepar, krypteres_for: Option<&Certifikat>) -> Result<String, Fejl> {
    let mut foer = format!(
        "<saml:Assertion xmlns:saml=\"{SAML}\" ID=\"{}\" IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer Format=\"{ENTITET}\">",
        p.id,
        p.nu.til_utc_ms()
    );
    escape_tekst(p.udsteder, &mut foer);
    foer.push_str("</saml:Issuer>");
    let (fra, til) = (p.nu.plus_mikros(-SKAEV).til_utc_ms(), p.nu.plus_mikros(graenser::LOGIN_SVAR_SEKUNDER * 1_000_000).til_utc_ms());
    let mut ud = String::from("<saml:Subject><saml:NameID Format=\"");
    escape_attribut(p.navn.1, &mut ud);
    ud.push_str("\">");
    escape_tekst(p.navn.0, &mut ud);
    ud.push_str(&format!("</saml:NameID><saml:SubjectConfirmation Method=\"{BEARER}\"><saml:SubjectConfirmationData InResponseTo=\""));
    escape_attribut(p.svar_paa, &mut ud);
    ud.push_str(&format!("\" NotOnOrAfter=\"{til}\" Recipient=\""));
    escape_attribut(p.sted, &mut ud);
    ud.push_str(&format!(
        "\"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{fra}\" NotOnOrAfter=\"{til}\">\
         <saml:AudienceRestriction><saml:Audience>"
    ));
    escape_tekst(p.publikum, &mut ud);
    ud.push_str(&format!(
        "</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant=\"{}\" SessionIndex=\"{}\" SessionNotOnOrAfter=\"{}\">\
         <saml:AuthnContext><saml:AuthnContextClassRef>",
        p.autentificeret.til_utc_ms(),
        p.indeks,
        p.session_til.til_utc_ms()
    ));
    escape_tekst(p.klasse, &mut ud);
    ud.push_str("</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>");
    for (navn, vaerdi) in attributter(p) {
        let format = if p.profil == Profil::Oiosaml3 || navn.starts_with("http") { URI } else { BASIC };
        ud.push_str(&format!("<saml:Attribute Name=\"{navn}\" NameFormat=\"{format}\"><saml:AttributeValue>"));
        escape_tekst(&vaerdi, &mut ud);
        ud.push_str("</saml:AttributeValue></saml:Attribute>");
    }
    ud.push_str("</saml:AttributeStatement></saml:Assertion>");
    let xml = underskriv(&foer, &ud, p.id, par)?;
    match krypteres_for {
        None => Ok(xml),
        Some(c) => {
            Ok(format!("<saml:EncryptedAssertion xmlns:saml=\"{SAML}\">{}</saml:EncryptedAssertion>", xmlenc::krypter(&xml, c.noegle())?))
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Udfald {
    /// The user must be asked, and may not be.
    Passiv,
    /// The level can't be had.
    Niveau,
    /// The user or the provider said no.
    Afbrudt,
    /// Names of that format are not given.
    Navneformat,
}

impl Udfald {
    /// Codes of SAML, the outer and the inner, and a sentence.
    fn koder(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Passiv => ("Responder", "NoPassive", "The user is not logged in."),
            Self::Niveau => ("Responder", "NoAuthnContext", "The identity is not assured on the level that is demanded."),
            Self::Afbrudt => ("Responder", "AuthnFailed", "The login was broken off or refused."),
            Self::Navneformat => ("Requester", "InvalidNameIDPolicy", "Names of that format are not given."),
        }
    }
}

/// A response around its status and an assertion: the text before and after the place of its signature.
pub fn svar(
    navn: &str,
    id: &str,
    udsteder: &str,
    til: &str,
    svar_paa: &str,
    indhold: Result<&str, Status<'_>>,
    nu: Tidspunkt,
) -> (String, String) {
    let mut foer = format!("<samlp:{navn} xmlns:samlp=\"{SAMLP}\" Destination=\"");
    escape_attribut(til, &mut foer);
    foer.push_str(&format!("\" ID=\"{id}\" InResponseTo=\""));
    escape_attribut(svar_paa, &mut foer);
    foer.push_str(&format!(
        "\" IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{SAML}\" Format=\"{ENTITET}\">",
        nu.til_utc_ms()
    ));
    escape_tekst(udsteder, &mut foer);
    foer.push_str("</saml:Issuer>");
    let efter = match indhold {
        Ok(assertion) => {
            format!(
                "<samlp:Status><samlp:StatusCode Value=\"{STATUS}Success\"></samlp:StatusCode></samlp:Status>{assertion}</samlp:{navn}>"
            )
        }
        Err(s) => {
            let indre = s.indre.map(|i| format!("<samlp:StatusCode Value=\"{STATUS}{i}\"></samlp:StatusCode>")).unwrap_or_default();
            let besked = s.besked.map(|b| format!("<samlp:StatusMessage>{b}</samlp:StatusMessage>")).unwrap_or_default();
            format!(
                "<samlp:Status><samlp:StatusCode Value=\"{STATUS}{}\">{indre}</samlp:StatusCode>{besked}</samlp:Status></samlp:{navn}>",
                s.ydre
            )
        }
    };
    (foer, efter)
}

/// A status that is not a plain success.
#[derive(Clone, Copy, Debug)]
pub struct Status<'s> {
    /// The outer code.
    pub ydre: &'s str,
    /// The inner code.
    pub indre: Option<&'s str>,
    /// A sentence.
    pub besked: Option<&'s str>,
}

impl From<Udfald> for Status<'static> {
    fn from(u: Udfald) -> Self {
        let (ydre, indre, besked) = u.koder();
        Self { ydre, indre: Some(indre), besked: Some(besked) }
    }
}
