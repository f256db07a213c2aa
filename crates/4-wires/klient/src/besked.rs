//! A signed call with a token: OIO IDWS (contracts 1.2), and with the Liberty Framework header that of Serviceplatformen (1.3).
use super::rst::{Token, adressering, attribut, sikkerhedshoved, underskriv};
use adgang::saml::TOKENTYPE;
use adgang::wss::{LIBERTY, REQUEST_HEADER, SAMLID, WSSE, WSSE11, WSU};
use grund::{Fejl, Tidspunkt, Uuid};
use kontrakt::tjeneste::SoapVersion;
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{Reference, Slags};

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Besked<'b> {
    /// Version of the envelope.
    pub version: SoapVersion,
    /// Address of the service.
    pub til: &'b str,
    /// SOAP action.
    pub action: &'b str,
    /// The operation's element, standing alone.
    pub krop: &'b str,
    /// The token.
    pub token: &'b Token,
    /// A new id; the answer relates to it.
    pub besked_id: Uuid,
    /// The time.
    pub nu: Tidspunkt,
    /// TransactionUUID of the RequestHeader, where the contract has that header.
    pub transaktion: Option<Uuid>,
    /// Serviceplatformen's Framework header.
    pub framework: bool,
}

/// The call as it goes over the wire, signed by the holder of the token.
///
/// # Errors
/// Those of the signature, and of a body that is not well-formed.
pub fn byg_besked(b: &Besked<'_>, noegle: &Noeglepar) -> Result<String, Fejl> {
    let ns = b.version.ns();
    let mut foer = format!("<s:Envelope xmlns:s=\"{ns}\"><s:Header>{}", adressering(b.action, b.besked_id, b.til));
    let mut ids = vec!["body", "action", "msgid", "to", "replyto", "ts"];
    if b.framework {
        foer.push_str(&format!(
            "<f:Framework xmlns:f=\"{LIBERTY}\" xmlns:p=\"urn:liberty:sb:profile\" xmlns:e=\"{ns}\" xmlns:u=\"{WSU}\" u:Id=\"framework\" version=\"2.0\" \
             p:profile=\"urn:liberty:sb:profile:basic\" e:mustUnderstand=\"1\"/>"
        ));
        ids.push("framework");
    }
    if let Some(t) = b.transaktion {
        foer.push_str(&format!(
            "<h:RequestHeader xmlns:h=\"{REQUEST_HEADER}\"><h:TransactionUUID>{t}</h:TransactionUUID></h:RequestHeader>"
        ));
    }
    let henvisning = |mere: &str| {
        format!(
            "<o:SecurityTokenReference xmlns:o=\"{WSSE}\" xmlns:b=\"{WSSE11}\"{mere} b:TokenType=\"{TOKENTYPE}\"><o:KeyIdentifier ValueType=\"{SAMLID}\">{}\
             </o:KeyIdentifier></o:SecurityTokenReference>",
            attribut(&b.token.id)
        )
    };
    let token = [b.token.xml.as_str(), &henvisning(&format!(" xmlns:u=\"{WSU}\" u:Id=\"str\""))].concat();
    foer.push_str(&sikkerhedshoved(ns, b.nu, &token));
    let efter = format!("</o:Security></s:Header><s:Body xmlns:u=\"{WSU}\" u:Id=\"body\">{}</s:Body></s:Envelope>", b.krop);
    let mut referencer: Vec<Reference<'_>> = ids.iter().map(|uri| Reference { uri, slags: Slags::Element, praefikser: &[] }).collect();
    referencer.push(Reference { uri: "str", slags: Slags::StrTransform, praefikser: &[] });
    underskriv(foer, &efter, &referencer, noegle, &henvisning(""))
}
