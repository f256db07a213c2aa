//! The WS-Security and WS-Addressing headers of a message: taken apart, held to be there once each, and held against what a signature
//! covers. Nothing here knows who may do what (G-20, IDWS "Receiving and processing").
use crate::saml::{DS, SAML};
use grund::xml::XElement;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, graenser};
use sikkerhed::xmlsig::Kontrolleret;

/// WS-Security 1.0.
pub const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Security utility: ids and timestamps.
pub const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// WS-Security 1.1.
pub const WSSE11: &str = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
/// WS-Addressing 1.0.
pub const WSA: &str = "http://www.w3.org/2005/08/addressing";
/// Value type of a reference to an assertion by its id.
pub const SAMLID: &str = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID";
/// The Liberty Framework header of Serviceplatformen's policies (contracts 1.3).
pub const LIBERTY: &str = "urn:liberty:sb:2006-08";
/// The header of støttesystemernes services.
pub const REQUEST_HEADER: &str = "http://kombit.dk/xml/schemas/RequestHeader/1/";
/// Both namespaces of SOAP envelopes.
pub const SOAP: [&str; 2] = ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];
/// Roles of a header that mean the service itself.
const VORES_ROLLER: [&str; 3] = [
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
];
/// Headers of WS-Addressing that must be signed when they are there (contracts 1.2).
const ADRESSERING: [&str; 7] = ["Action", "MessageID", "To", "From", "ReplyTo", "FaultTo", "RelatesTo"];

/// A message, taken apart.
#[derive(Debug)]
pub struct Besked<'t, 'a> {
    /// The envelope.
    pub rod: &'t XElement<'a>,
    /// Its body.
    pub krop: &'t XElement<'a>,
    /// Headers of WS-Addressing, each once.
    pub adressering: Vec<&'t XElement<'a>>,
    /// The Liberty Framework header.
    pub framework: Option<&'t XElement<'a>>,
    /// The security header, if there is one for us.
    pub sikkerhed: Option<Sikkerhed<'t, 'a>>,
}

/// A security header, taken apart.
#[derive(Debug)]
pub struct Sikkerhed<'t, 'a> {
    /// The timestamp.
    pub tidsstempel: &'t XElement<'a>,
    /// The token.
    pub assertion: Option<&'t XElement<'a>>,
    /// Certificates that came along.
    pub certifikater: Vec<&'t XElement<'a>>,
    /// References to tokens that stand in the header itself.
    pub henvisninger: Vec<&'t XElement<'a>>,
    /// The message's signature.
    pub signatur: &'t XElement<'a>,
}

/// Takes a message apart.
///
/// # Errors
/// `UgyldigSignatur` when something that may be there once is there twice, or a security header lacks a part.
pub fn laes<'t, 'a>(rod: &'t XElement<'a>) -> Result<Besked<'t, 'a>, Fejl> {
    let ns = rod.navn.ns.as_ref();
    if !SOAP.contains(&ns) || rod.navn.lokal != "Envelope" {
        return Err(fejl("no envelope"));
    }
    let hoved = enkelt(rod, ns, "Header")?;
    let krop = enkelt(rod, ns, "Body")?.ok_or_else(|| fejl("no body"))?;
    let Some(hoved) = hoved else { return Ok(Besked { rod, krop, adressering: Vec::new(), framework: None, sikkerhed: None }) };
    let mut adressering = Vec::new();
    for navn in ADRESSERING {
        adressering.extend(enkelt(hoved, WSA, navn)?);
    }
    let framework = enkelt(hoved, LIBERTY, "Framework")?;
    // A second security header, also one for another role, is nothing that a client sends.
    let sikkerhed = enkelt(hoved, WSSE, "Security")?;
    if let Some(s) = sikkerhed {
        let rolle = s.attribut(ns, if ns == SOAP[0] { "actor" } else { "role" }).unwrap_or_default().trim();
        if !rolle.is_empty() && !VORES_ROLLER.contains(&rolle) {
            return Err(fejl("the security header is for another role"));
        }
    }
    let sikkerhed = sikkerhed.map(laes_sikkerhed).transpose()?;
    Ok(Besked { rod, krop, adressering, framework, sikkerhed })
}

fn laes_sikkerhed<'t, 'a>(s: &'t XElement<'a>) -> Result<Sikkerhed<'t, 'a>, Fejl> {
    let tidsstempel = enkelt(s, WSU, "Timestamp")?.ok_or_else(|| fejl("no timestamp"))?;
    let signatur =
        enkelt(s, DS, "Signature")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerSikkerhed).aarsag("a security header without signature"))?;
    if s.elementer().any(|e| e.navn.lokal == "EncryptedAssertion" || e.navn.lokal == "EncryptedData") {
        return Err(fejl("encrypted content"));
    }
    let assertion = enkelt(s, SAML, "Assertion")?;
    // A second token, wherever it hides, is there to be mixed up with the first.
    if tokens(s) > usize::from(assertion.is_some()) {
        return Err(fejl("a second token"));
    }
    let certifikater: Vec<_> =
        s.elementer().filter(|e| e.navn.er(WSSE, "BinarySecurityToken")).take(graenser::BESKEDCERTIFIKATER + 1).collect();
    let henvisninger: Vec<_> =
        s.elementer().filter(|e| e.navn.er(WSSE, "SecurityTokenReference")).take(graenser::SIGNATUR_REFERENCER + 1).collect();
    if certifikater.len() > graenser::BESKEDCERTIFIKATER || henvisninger.len() > graenser::SIGNATUR_REFERENCER {
        return Err(fejl("more certificates or references to tokens than a message has"));
    }
    Ok(Sikkerhed { tidsstempel, assertion, certifikater, henvisninger, signatur })
}

/// Tokens anywhere inside.
fn tokens(e: &XElement<'_>) -> usize {
    e.elementer().map(|b| usize::from(b.navn.er(SAML, "Assertion")) + tokens(b)).sum()
}

/// The child of that name: none or one.
pub(crate) fn enkelt<'t, 'a>(e: &'t XElement<'a>, ns: &str, navn: &str) -> Result<Option<&'t XElement<'a>>, Fejl> {
    let mut fundne = e.elementer().filter(|b| b.navn.er(ns, navn));
    match (fundne.next(), fundne.next()) {
        (f, None) => Ok(f),
        _ => Err(fejl(&format!("{navn} occurs twice"))),
    }
}

impl<'t, 'a> Besked<'t, 'a> {
    /// A header of WS-Addressing.
    pub fn wsa(&self, navn: &str) -> Option<&'t XElement<'a>> {
        self.adressering.iter().copied().find(|e| e.navn.lokal == navn)
    }

    /// The text of a header of WS-Addressing.
    pub fn wsa_tekst(&self, navn: &str) -> Option<String> {
        self.wsa(navn).map(|e| e.tekst().trim().to_owned()).filter(|t| !t.is_empty())
    }

    /// The message's id; it must be there, so that a repetition is seen (G-20).
    ///
    /// # Errors
    /// `UgyldigSignatur`.
    pub fn besked_id(&self) -> Result<String, Fejl> {
        let id = self.wsa_tekst("MessageID").ok_or_else(|| fejl("no MessageID"))?;
        if id.chars().count() > graenser::BESKEDID_TEGN { Err(fejl("the MessageID is too long")) } else { Ok(id) }
    }

    /// To, if it is there, names one of the service's addresses; the host is the caller's business, because it calls through proxies and
    /// test hosts. Some clients write an entity id there when they ask for a token (K-5): `ellers` is what may stand instead.
    ///
    /// # Errors
    /// `UgyldigSignatur`, naming what was sent and what would do: both are known to whoever sent it.
    pub fn kraev_til(&self, stier: &[&str], ellers: Option<&str>) -> Result<(), Fejl> {
        let Some(til) = self.wsa_tekst("To") else { return Ok(()) };
        if ellers == Some(til.as_str()) {
            return Ok(());
        }
        let efter = til.split_once("://").map_or(til.as_str(), |(_, r)| r);
        let sti = efter.find('/').and_then(|i| efter.get(i..)).unwrap_or_default().split('?').next().unwrap_or_default();
        let sti = sti.strip_suffix('/').unwrap_or(sti);
        if stier.contains(&sti) {
            return Ok(());
        }
        let tilladt = stier.iter().map(|s| format!("…{s}")).chain(ellers.map(str::to_owned));
        let sendt = grund::fejl::uddrag_langt(&til);
        Err(fejl(&format!("To is {sendt}"))
            .felt("Envelope/Header/wsa:To")
            .tilladt(tilladt)
            .detalje((format!("fik \"{sendt}\""), format!("got \"{sendt}\""))))
    }

    /// Holds the signature against what it must cover: body, timestamp, every header of WS-Addressing and the Framework header.
    /// `fritaget` names headers that may be unsigned: nothing is read from them (G-1, K-6).
    ///
    /// # Errors
    /// `UgyldigSignatur`.
    pub fn kraev_daekket(&self, tidsstempel: &XElement<'_>, k: &Kontrolleret<'_, '_>, fritaget: &[&str]) -> Result<(), Fejl> {
        for navn in ["Action", "MessageID"] {
            if self.wsa(navn).is_none() {
                return Err(fejl(&format!("no {navn}")).felt(format!("Envelope/Header/wsa:{navn}")));
            }
        }
        let hoveder = self.adressering.iter().copied().chain(self.framework).filter(|e| !fritaget.contains(&e.navn.lokal.as_ref()));
        for e in [self.krop, tidsstempel].into_iter().chain(hoveder) {
            if !k.daekker(e) {
                return Err(fejl(&format!("{} is not signed", e.navn.lokal)).felt(format!("Envelope/…/{}", e.navn.lokal)));
            }
        }
        Ok(())
    }
}

/// How a time of a message is written.
const FORM: &str = "YYYY-MM-DDThh:mm:ss.sssZ";

/// Reads a timestamp and holds it against the clock (G-2, G-20). A refusal names the field and what would do by this server's clock: both are known
/// to whoever sent it, and are what he needs.
///
/// # Errors
/// `UgyldigTidsramme`.
pub fn tidsramme(tidsstempel: &XElement<'_>, nu: Tidspunkt) -> Result<Periode, Fejl> {
    let afvis =
        |felt: &str, hvad: &str| Fejl::ny(Fejlkode::UgyldigTidsramme).regel("G-20").felt(format!("Timestamp/wsu:{felt}")).aarsag(hvad);
    let laes = |navn: &str| -> Result<Tidspunkt, Fejl> {
        let t = enkelt(tidsstempel, WSU, navn)?.ok_or_else(|| afvis(navn, "a timestamp without Created or Expires").ventet(FORM))?.tekst();
        let t = t.trim();
        // Without a zone the time would be read as Danish: a mistake of an hour or two that nobody sees.
        let zone = t.ends_with('Z') || t.get(t.len().saturating_sub(6)..).is_some_and(|z| z.starts_with(['+', '-']));
        Tidspunkt::fra_xs(t).ok().filter(|t| zone && t.er_endelig()).ok_or_else(|| afvis(navn, "a time can't be read").ventet(FORM))
    };
    let p = Periode::ny(laes("Created")?, laes("Expires")?);
    let skaev = graenser::URSKAEV_SEKUNDER * 1_000_000;
    if p.til <= nu {
        return Err(afvis("Expires", &format!("expired at {}", p.til.til_utc())).ventet(format!("> {}", nu.til_utc_ms())));
    }
    if p.fra > nu.plus_mikros(skaev) {
        return Err(afvis("Created", &format!("created in the future, at {}", p.fra.til_utc()))
            .ventet(format!("<= {}", nu.plus_mikros(skaev).til_utc_ms())));
    }
    if p.er_tom() || p.til > p.fra.plus_mikros(graenser::BESKED_LEVETID_SEKUNDER * 1_000_000) {
        return Err(afvis("Expires", "spans too long, or ends before it begins")
            .ventet(format!("> Created, <= Created + {} s", graenser::BESKED_LEVETID_SEKUNDER)));
    }
    Ok(p)
}

pub(crate) fn fejl(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigSignatur).regel("G-20").aarsag(hvad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::xml::parse;

    fn stempel(fra: &str, til: &str) -> Result<Periode, Fejl> {
        let t = format!("<u:Timestamp xmlns:u=\"{WSU}\"><u:Created>{fra}</u:Created><u:Expires>{til}</u:Expires></u:Timestamp>");
        tidsramme(&parse(&t).unwrap(), Tidspunkt::fra_xs("2026-01-01T12:00:00Z").unwrap())
    }

    #[test]
    fn g2_windows_of_five_and_ten_minutes_are_accepted() {
        assert!(stempel("2026-01-01T11:59:59.123Z", "2026-01-01T12:04:59.123Z").is_ok());
        assert!(stempel("2026-01-01T11:59:59.123Z", "2026-01-01T12:09:59.123Z").is_ok());
        assert!(stempel("2026-01-01T12:04:00.000Z", "2026-01-01T12:09:00.000Z").is_ok(), "a clock that is four minutes ahead");
    }

    #[test]
    fn g20_expired_future_too_long_and_unreadable_windows_are_refused() {
        for (fra, til) in [
            ("2026-01-01T11:50:00.000Z", "2026-01-01T12:00:00.000Z"),
            ("2026-01-01T12:06:00.000Z", "2026-01-01T12:11:00.000Z"),
            ("2026-01-01T11:59:00.000Z", "2026-01-01T13:59:00.000Z"),
            ("2026-01-01T12:01:00.000Z", "2026-01-01T12:00:30.000Z"),
            ("2026-01-01T12:59:59.000", "2026-01-01T13:04:59.000"),
            ("9999-12-31T00:00:00Z", "9999-12-31T00:05:00Z"),
            ("", ""),
        ] {
            assert_eq!(stempel(fra, til).unwrap_err().kode(), Fejlkode::UgyldigTidsramme, "{fra} {til}");
        }
    }

    #[test]
    fn g20_what_may_be_there_once_is_refused_when_it_is_there_twice() {
        let s = |indhold: &str| {
            let t = format!(
                "<s:Envelope xmlns:s=\"{}\" xmlns:a=\"{WSA}\" xmlns:o=\"{WSSE}\" xmlns:u=\"{WSU}\" xmlns:d=\"{DS}\">{indhold}</s:Envelope>",
                SOAP[1]
            );
            laes(&parse(&t).unwrap()).map(|b| b.sikkerhed.is_some())
        };
        let sik = "<o:Security><u:Timestamp/><d:Signature/></o:Security>";
        assert!(s(&format!("<s:Header>{sik}</s:Header><s:Body/>")).unwrap());
        assert!(!s("<s:Body/>").unwrap());
        for daarlig in [
            format!("<s:Header>{sik}{sik}</s:Header><s:Body/>"),
            format!("<s:Header>{sik}</s:Header><s:Body/><s:Body/>"),
            format!("<s:Header>{sik}</s:Header><s:Header/><s:Body/>"),
            format!("<s:Header>{sik}<a:To/><a:To/></s:Header><s:Body/>"),
            "<s:Header><o:Security><u:Timestamp/><d:Signature/><d:Signature/></o:Security></s:Header><s:Body/>".into(),
            "<s:Header><o:Security><u:Timestamp/><u:Timestamp/><d:Signature/></o:Security></s:Header><s:Body/>".into(),
            format!(
                "<s:Header><o:Security><u:Timestamp/><d:Signature/>{}</o:Security></s:Header><s:Body/>",
                "<o:BinarySecurityToken/>".repeat(graenser::BESKEDCERTIFIKATER + 1)
            ),
            format!(
                "<s:Header><o:Security><u:Timestamp/><d:Signature/>{}</o:Security></s:Header><s:Body/>",
                "<o:SecurityTokenReference/>".repeat(graenser::SIGNATUR_REFERENCER + 1)
            ),
        ] {
            assert_eq!(s(&daarlig).unwrap_err().kode(), Fejlkode::UgyldigSignatur, "{daarlig}");
        }
        assert_eq!(
            s("<s:Header><o:Security><u:Timestamp/></o:Security></s:Header><s:Body/>").unwrap_err().kode(),
            Fejlkode::ManglerSikkerhed
        );
    }
}
