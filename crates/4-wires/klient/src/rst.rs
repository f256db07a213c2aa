//! WS-Trust: the signed request for a token, and its answer (contracts 1.1).
use super::svar::{self, Betroet};
use adgang::rst::TRUST;
use adgang::saml::{self, TOKENTYPE};
use adgang::wss::{SOAP, WSA, WSSE, WSU};
use grund::xml::{Praefikser, XElement, escape_attribut, escape_tekst, skriv_alene};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{self, Reference, Slags};

const BASE64: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const X509: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
const AUTH: &str = "http://docs.oasis-open.org/wsfed/authorization/200706";
/// Seconds that a message's timestamp spans.
pub(super) const LEVETID: i64 = 300;
/// The action of a request.
pub const ACTION: &str = "http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue";

/// A request for a token.
#[derive(Clone, Copy, Debug)]
pub struct Rst<'r> {
    /// Address of the STS.
    pub til: &'r str,
    /// Entity id of the service.
    pub tjeneste: &'r str,
    /// The authority to act for.
    pub myndighed: Cvr,
    /// The token of the user on whose behalf the system calls (OnBehalfOf).
    pub bruger: Option<&'r str>,
    /// A new id; the answer relates to it.
    pub besked_id: Uuid,
    /// The time.
    pub nu: Tidspunkt,
}

/// A token as it was received. Its content is for showing: the service judges it.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its id, to which messages refer.
    pub id: String,
    /// The assertion, standing alone, its signature unharmed.
    pub xml: String,
    /// Until when it holds.
    pub udloeb: Tidspunkt,
}

/// The text of a security header's first part: timestamp, and what else stands before the signature.
pub(super) fn sikkerhedshoved(soap_ns: &str, nu: Tidspunkt, mere: &str) -> String {
    let udloeb = nu.plus_mikros(LEVETID * 1_000_000);
    format!(
        "<o:Security xmlns:o=\"{WSSE}\" xmlns:u=\"{WSU}\" xmlns:e=\"{soap_ns}\" e:mustUnderstand=\"1\"><u:Timestamp u:Id=\"ts\"><u:Created>{}</u:Created>\
         <u:Expires>{}</u:Expires></u:Timestamp>{mere}",
        nu.til_utc_ms(),
        udloeb.til_utc_ms()
    )
}

/// The headers of WS-Addressing, each with an id to sign it by.
pub(super) fn adressering(action: &str, besked_id: Uuid, til: &str) -> String {
    let mut ud = format!("<a:Action xmlns:a=\"{WSA}\" xmlns:u=\"{WSU}\" u:Id=\"action\">");
    escape_tekst(action, &mut ud);
    ud.push_str(&format!(
        "</a:Action><a:MessageID xmlns:a=\"{WSA}\" xmlns:u=\"{WSU}\" u:Id=\"msgid\">urn:uuid:{besked_id}</a:MessageID>\
         <a:To xmlns:a=\"{WSA}\" xmlns:u=\"{WSU}\" u:Id=\"to\">"
    ));
    escape_tekst(til, &mut ud);
    ud.push_str(&format!(
        "</a:To><a:ReplyTo xmlns:a=\"{WSA}\" xmlns:u=\"{WSU}\" u:Id=\"replyto\"><a:Address>{WSA}/anonymous</a:Address></a:ReplyTo>"
    ));
    ud
}

/// A signed RequestSecurityToken with the caller's certificate: an envelope of SOAP 1.2.
///
/// # Errors
/// Those of the signature.
pub fn byg_rst(r: &Rst<'_>, noegle: &Noeglepar) -> Result<String, Fejl> {
    let certifikat = noegle.certifikat().base64();
    let bst =
        format!("<o:BinarySecurityToken u:Id=\"x509\" EncodingType=\"{BASE64}\" ValueType=\"{X509}\">{certifikat}</o:BinarySecurityToken>");
    let [_, ns] = SOAP;
    let foer =
        format!("<s:Envelope xmlns:s=\"{ns}\"><s:Header>{}{}", adressering(ACTION, r.besked_id, r.til), sikkerhedshoved(ns, r.nu, &bst));
    let mut efter = format!(
        "</o:Security></s:Header><s:Body xmlns:u=\"{WSU}\" u:Id=\"body\"><t:RequestSecurityToken xmlns:t=\"{TRUST}\"><t:TokenType>{TOKENTYPE}</t:TokenType>\
         <t:RequestType>{TRUST}/Issue</t:RequestType><t:KeyType>{TRUST}/PublicKey</t:KeyType>\
         <p:AppliesTo xmlns:p=\"http://schemas.xmlsoap.org/ws/2004/09/policy\"><a:EndpointReference xmlns:a=\"{WSA}\"><a:Address>"
    );
    escape_tekst(r.tjeneste, &mut efter);
    efter.push_str(&format!(
        "</a:Address></a:EndpointReference></p:AppliesTo><t:Claims Dialect=\"{AUTH}/authclaims\"><auth:ClaimType xmlns:auth=\"{AUTH}\" \
         Uri=\"dk:gov:saml:attribute:CvrNumberIdentifier\" Optional=\"false\"><auth:Value>{}</auth:Value></auth:ClaimType></t:Claims>\
         <t:UseKey><o:BinarySecurityToken xmlns:o=\"{WSSE}\" EncodingType=\"{BASE64}\" ValueType=\"{X509}\">{certifikat}</o:BinarySecurityToken></t:UseKey>",
        r.myndighed
    ));
    if let Some(b) = r.bruger {
        efter.push_str(&format!("<t:OnBehalfOf>{b}</t:OnBehalfOf>"));
    }
    efter.push_str("</t:RequestSecurityToken></s:Body></s:Envelope>");
    let keyinfo = format!(
        "<o:SecurityTokenReference xmlns:o=\"{WSSE}\"><o:Reference URI=\"#x509\" ValueType=\"{X509}\"/></o:SecurityTokenReference>"
    );
    let ids = ["body", "action", "msgid", "to", "replyto", "ts", "x509"];
    underskriv(foer, &efter, &ids.map(|uri| Reference { uri, slags: Slags::Element, praefikser: &[] }), noegle, &keyinfo)
}

/// Signs what stands before and after the place of the signature, and puts them together.
pub(super) fn underskriv(
    foer: String,
    efter: &str,
    referencer: &[Reference<'_>],
    noegle: &Noeglepar,
    keyinfo: &str,
) -> Result<String, Fejl> {
    let usigneret = [foer.as_str(), efter].concat();
    let rod = grund::xml::parse(&usigneret)?;
    let signatur = xmlsig::signatur(&rod, referencer, &noegle.noegle, keyinfo, None)?;
    Ok([foer.as_str(), &signatur, efter].concat())
}

/// Verifies the STS's answer and takes the token out of it.
///
/// # Errors
/// As [`svar::laes_svar`]; `UgyldigtToken` when the body holds no token.
pub fn laes_rst_svar(tekst: &str, besked_id: Uuid, betroet: &Betroet, nu: Tidspunkt) -> Result<Result<Token, svar::Fault>, Fejl> {
    let svar = svar::laes_svar(tekst, besked_id, betroet, nu)?;
    if let Some(f) = svar.fault {
        return Ok(Err(f));
    }
    let rod = grund::xml::parse(&svar.krop)?;
    let galt = |hvad: &str| {
        Fejl::ny(Fejlkode::UgyldigtToken).detalje((format!("svaret fra STS: {hvad}"), format!("the answer of the STS: {hvad}")))
    };
    let sti = ["RequestSecurityTokenResponse", "RequestedSecurityToken"];
    let sted = sti.iter().try_fold(&rod, |e, navn| e.barn(TRUST, navn)).ok_or_else(|| galt("no RequestedSecurityToken"))?;
    let token = sted.barn(saml::SAML, "Assertion").ok_or_else(|| galt("no assertion"))?;
    tag_token(token, &[&rod, sted]).map(Ok)
}

/// A token that stands in a document.
pub(super) fn tag_token(assertion: &XElement<'_>, omgivelser: &[&XElement<'_>]) -> Result<Token, Fejl> {
    let laest = saml::laes(assertion)?;
    let mut xml = String::new();
    skriv_alene(assertion, &Praefikser::i(omgivelser), &mut xml);
    Ok(Token { id: laest.id, xml, udloeb: laest.gyldig.til })
}

/// An attribute's value, escaped.
pub(super) fn attribut(vaerdi: &str) -> String {
    let mut ud = String::new();
    escape_attribut(vaerdi, &mut ud);
    ud
}
