//! The SOAP envelope: what stands around the body, in both versions (contracts 1.2, 1.5, 12).
pub use adgang::wss::{REQUEST_HEADER, WSA, WSSE};
use grund::xml::XElement;
use grund::{Fejl, Fejlkode};
pub use kontrakt::tjeneste::SoapVersion as Version;

/// Namespaces whose headers count as understood: what the profiles of the sector put into a call. The rest is refused when it is
/// marked mustUnderstand.
const FORSTAAEDE: [&str; 6] =
    [WSA, "http://schemas.xmlsoap.org/ws/2004/08/addressing", WSSE, REQUEST_HEADER, "urn:liberty:sb", "urn:liberty:sb:2006-08"];

/// Roles of a header that mean us.
const VORES_ROLLER: [&str; 4] = [
    "",
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
];

/// What a call says about itself in its headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hoveder {
    /// Whether the call uses WS-Addressing; then the answer does too.
    pub adressering: bool,
    /// wsa:Action.
    pub action: Option<String>,
    /// wsa:MessageID.
    pub besked_id: Option<String>,
    /// RequestHeader/TransactionUUID; missing is tolerated.
    pub transaktion: Option<String>,
}

/// An envelope that was read.
#[derive(Debug)]
pub struct Konvolut<'t, 'a> {
    /// Its version.
    pub version: Version,
    /// Its headers.
    pub hoveder: Hoveder,
    /// Whether it has a security header.
    pub sikkerhed: bool,
    /// Envelope and Body, outermost first: their namespace declarations reach into the message.
    pub omgivelser: [&'t XElement<'a>; 2],
    /// The only element of the body.
    pub besked: &'t XElement<'a>,
}

/// Reads an envelope.
///
/// # Errors
/// `SoapVersion`, `SoapForstaaes`, `ManglerElement`, `ForMange`; each becomes a fault.
pub fn laes<'t, 'a>(rod: &'t XElement<'a>) -> Result<Konvolut<'t, 'a>, Fejl> {
    let version = [Version::V11, Version::V12].into_iter().find(|v| rod.navn.er(v.ns(), "Envelope"));
    let version =
        version.ok_or_else(|| Fejl::ny(Fejlkode::SoapVersion).felt("Envelope").tilladt([Version::V11.ns(), Version::V12.ns()]))?;
    let hoved = rod.barn(version.ns(), "Header");
    if let Some(h) = hoved {
        forstaa(h, version)?;
    }
    let krop = rod.barn(version.ns(), "Body").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("Envelope/Body"))?;
    let mut beskeder = krop.elementer();
    let besked =
        beskeder.next().ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("Envelope/Body").ventet(("ét element", "one element")))?;
    if beskeder.next().is_some() {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("Envelope/Body").ventet(("ét element", "one element")));
    }
    let sikkerhed = hoved.is_some_and(|h| h.barn(WSSE, "Security").is_some());
    Ok(Konvolut { version, sikkerhed, hoveder: hoved.map(hoveder).unwrap_or_default(), omgivelser: [rod, krop], besked })
}

fn forstaa(hoved: &XElement<'_>, version: Version) -> Result<(), Fejl> {
    let ns = version.ns();
    for h in hoved.elementer() {
        let rolle = h.attribut(ns, if version == Version::V11 { "actor" } else { "role" }).unwrap_or_default().trim();
        let kraevet = h.attribut(ns, "mustUnderstand").is_some_and(|m| matches!(m.trim(), "1" | "true"));
        if kraevet && VORES_ROLLER.contains(&rolle) && !FORSTAAEDE.contains(&h.navn.ns.as_ref()) {
            let navn = format!("{{{}}}{}", grund::fejl::uddrag_langt(&h.navn.ns), grund::fejl::uddrag(&h.navn.lokal));
            return Err(Fejl::ny(Fejlkode::SoapForstaaes).felt(format!("Envelope/Header/{navn}")));
        }
    }
    Ok(())
}

fn hoveder(hoved: &XElement<'_>) -> Hoveder {
    let tekst = |ns: &str, navn: &str| {
        let t = hoved.barn(ns, navn)?.tekst().trim().to_owned();
        (!t.is_empty()).then_some(t)
    };
    let transaktion = hoved.barn(REQUEST_HEADER, "RequestHeader").and_then(|h| h.barn(REQUEST_HEADER, "TransactionUUID"));
    Hoveder {
        adressering: hoved.elementer().any(|h| h.navn.ns == WSA),
        action: tekst(WSA, "Action"),
        besked_id: tekst(WSA, "MessageID"),
        transaktion: transaktion.map(|t| t.tekst().trim().to_owned()).filter(|t| !t.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::xml::parse;

    fn konvolut(ns: &str, hoved: &str, krop: &str) -> String {
        format!("<e:Envelope xmlns:e='{ns}' xmlns:w='{WSA}'><e:Header>{hoved}</e:Header><e:Body>{krop}</e:Body></e:Envelope>")
    }

    #[test]
    fn version_is_the_namespace() {
        for v in [Version::V11, Version::V12] {
            let t = konvolut(v.ns(), "", "<a/>");
            assert_eq!(laes(&parse(&t).unwrap()).unwrap().version, v);
            assert_eq!(Version::gaet(t.as_bytes(), None), v);
        }
        let t = konvolut("urn:x", "", "<a/>");
        assert_eq!(laes(&parse(&t).unwrap()).unwrap_err().kode(), Fejlkode::SoapVersion);
    }

    #[test]
    fn must_understand_refuses_only_what_is_unknown_and_ours() {
        let v = Version::V12.ns();
        let fejl = |h: &str| {
            let t = konvolut(v, h, "<a/>");
            laes(&parse(&t).unwrap()).err().map(|f| f.kode())
        };
        assert_eq!(fejl("<x xmlns='urn:x' e:mustUnderstand='1'/>"), Some(Fejlkode::SoapForstaaes));
        assert_eq!(fejl("<x xmlns='urn:x' e:mustUnderstand='false'/>"), None);
        assert_eq!(fejl("<x xmlns='urn:x'/>"), None);
        assert_eq!(fejl("<x xmlns='urn:x' e:mustUnderstand='true' e:role='urn:someone'/>"), None);
        let kendte = FORSTAAEDE.iter().map(|ns| format!("<x xmlns='{ns}' e:mustUnderstand='1'/>")).collect::<String>();
        assert_eq!(fejl(&kendte), None);
    }

    #[test]
    fn a39_headers_are_read_where_they_are() {
        let h = format!(
            "<w:Action>urn:a</w:Action><w:MessageID> urn:uuid:1 </w:MessageID><r:RequestHeader xmlns:r='{REQUEST_HEADER}'><r:TransactionUUID>t</r:TransactionUUID></r:RequestHeader>"
        );
        let t = konvolut(Version::V11.ns(), &h, "<a/>");
        let rod = parse(&t).unwrap();
        let h = laes(&rod).unwrap().hoveder;
        assert_eq!(
            h,
            Hoveder {
                adressering: true,
                action: Some("urn:a".into()),
                besked_id: Some("urn:uuid:1".into()),
                transaktion: Some("t".into())
            }
        );
        let t = konvolut(Version::V11.ns(), "", "<a/>");
        let rod = parse(&t).unwrap();
        assert_eq!(laes(&rod).unwrap().hoveder, Hoveder::default());
    }

    #[test]
    fn the_body_holds_one_element() {
        for krop in ["", "<a/><b/>", "text"] {
            let t = konvolut(Version::V12.ns(), "", krop);
            assert!(laes(&parse(&t).unwrap()).is_err(), "{krop}");
        }
    }
}
