//! Signatures: what is right is accepted, what is not is refused, and other implementations agree.
mod afvisninger;
mod indpakning;
mod orakel;
mod peers;
mod rundtur;

use grund::xml::{XElement, parse};
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::xmlsig::{DS, Reference, Slags, WSSE, WSU};
use std::sync::OnceLock;

pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub const SAMLID: &str = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID";

/// One throw-away key for all tests.
pub fn noegle() -> &'static Privatnoegle {
    static NOEGLE: OnceLock<Privatnoegle> = OnceLock::new();
    NOEGLE.get_or_init(|| Privatnoegle::dan(2048).unwrap())
}

pub fn element(uri: &str) -> Reference<'_> {
    Reference { uri, slags: Slags::Element, praefikser: &[] }
}

pub fn find<'t, 'a>(e: &'t XElement<'a>, lokal: &str) -> Option<&'t XElement<'a>> {
    if e.navn.lokal == lokal { Some(e) } else { e.elementer().find_map(|b| find(b, lokal)) }
}

/// The signature that stands in the security header (not one inside an assertion).
pub fn besked_signatur<'t, 'a>(rod: &'t XElement<'a>) -> &'t XElement<'a> {
    find(rod, "Security").unwrap().barn(DS, "Signature").unwrap()
}

/// An assertion with its enveloped signature.
pub fn assertion() -> String {
    let uden = format!(
        "<saml:Assertion xmlns:saml=\"{SAML}\" ID=\"_a1\" Version=\"2.0\"><saml:Issuer>https://udsteder.example</saml:Issuer>@\
        <saml:Subject><saml:NameID>Ærø &amp; Fanø</saml:NameID></saml:Subject>\
        <saml:AttributeStatement><saml:Attribute Name=\"x\"><saml:AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">v</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"
    );
    let tekst = uden.replace('@', "");
    let rod = parse(&tekst).unwrap();
    let r = [Reference { uri: "_a1", slags: Slags::Enveloped, praefikser: &[] }];
    uden.replace('@', &sikkerhed::xmlsig::signatur(&rod, &r, noegle(), "", None).unwrap())
}

/// An envelope with assertion, STR, timestamp and body; `@` is the place of the signature.
pub fn konvolut_uden() -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:u=\"{WSU}\"><s:Header>\
        <a:Action s:mustUnderstand=\"1\" u:Id=\"action\">http://kombit.dk/laes</a:Action><a:MessageID u:Id=\"msgid\">urn:uuid:1</a:MessageID>\
        <o:Security s:mustUnderstand=\"1\" xmlns:o=\"{WSSE}\"><u:Timestamp u:Id=\"ts\"><u:Created>2026-01-01T00:00:00.000Z</u:Created>\
        <u:Expires>2026-01-01T00:05:00.000Z</u:Expires></u:Timestamp>{}\
        <o:SecurityTokenReference u:Id=\"str\"><o:KeyIdentifier ValueType=\"{SAMLID}\">_a1</o:KeyIdentifier></o:SecurityTokenReference>@</o:Security>\
        </s:Header><s:Body u:Id=\"body\"><Hej xmlns=\"urn:hej\"><navn xmlns=\"\">Åse\r\n &lt;x&gt; \"q\"&#13;</navn></Hej></s:Body></s:Envelope>",
        assertion()
    )
}

/// The references of an OIO IDWS message.
pub fn referencer() -> Vec<Reference<'static>> {
    let mut r: Vec<_> = ["action", "msgid", "ts", "body"].map(element).to_vec();
    r.push(Reference { uri: "str", slags: Slags::StrTransform, praefikser: &[] });
    r
}

/// The key that signs, as KeyInfo.
pub fn keyinfo() -> String {
    format!(
        "<o:SecurityTokenReference xmlns:o=\"{WSSE}\"><o:KeyIdentifier ValueType=\"{SAMLID}\">_a1</o:KeyIdentifier></o:SecurityTokenReference>"
    )
}

/// Signs a message that has `@` where the signature goes.
pub fn underskriv(besked: &str, referencer: &[Reference<'_>]) -> String {
    let tekst = besked.replace('@', "");
    let rod = parse(&tekst).unwrap();
    besked.replace('@', &sikkerhed::xmlsig::signatur(&rod, referencer, noegle(), &keyinfo(), Some("sig")).unwrap())
}

/// A signed message.
pub fn konvolut() -> String {
    underskriv(&konvolut_uden(), &referencer())
}
