//! Signed answers (contracts 1.1, 1.2): the security header, put into an envelope that is otherwise finished.
use crate::vagt::Adgang;
use crate::wss::{WSSE, WSU};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Fejl, Tidspunkt, graenser};
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{self, Reference, Slags};

const BASE64: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const X509: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
const SKI: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
/// Seconds that an answer's timestamp spans.
const LEVETID: i64 = 300;
/// Ids of what the header adds.
const TS: &str = "ts";
const BST: &str = "x509";

/// Whose key signs, and how the answer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Svarnoegle {
    /// The services' key; its certificate comes along and is signed too, as CXF does and the policy says (AlwaysToInitiator).
    Tjeneste,
    /// The STS's key, named by its key identifier only, as the STS does.
    Sts,
}

impl Adgang {
    /// Puts the signed security header between `foer`, which ends inside the header, and `efter`. `ids` are the `wsu:Id`s of what is
    /// signed besides the timestamp.
    ///
    /// # Errors
    /// `Intern` when there is no key.
    pub fn underskriv(
        &self,
        foer: &str,
        efter: &str,
        soap_ns: &str,
        ids: &[&str],
        noegle: Svarnoegle,
        nu: Tidspunkt,
    ) -> Result<String, Fejl> {
        let noegler = self.noegler.noegler();
        let (n, keyinfo, bst) = match noegle {
            Svarnoegle::Tjeneste => {
                let n = &noegler.signering;
                let bst = format!(
                    "<o:BinarySecurityToken u:Id=\"{BST}\" EncodingType=\"{BASE64}\" ValueType=\"{X509}\">{}</o:BinarySecurityToken>",
                    n.certifikat().base64()
                );
                (n, henvisning(&format!("<o:Reference URI=\"#{BST}\" ValueType=\"{X509}\"/>")), Some(bst))
            }
            Svarnoegle::Sts => {
                let n = &noegler.sts;
                let ski = ski(n)?;
                (n, henvisning(&format!("<o:KeyIdentifier ValueType=\"{SKI}\">{ski}</o:KeyIdentifier>")), None)
            }
        };
        let udloeb = nu.plus_mikros(LEVETID.min(graenser::BESKED_LEVETID_SEKUNDER) * 1_000_000);
        let hoved = format!(
            "<o:Security xmlns:o=\"{WSSE}\" xmlns:u=\"{WSU}\" xmlns:e=\"{soap_ns}\" e:mustUnderstand=\"1\">{}<u:Timestamp u:Id=\"{TS}\"><u:Created>{}</u:Created>\
             <u:Expires>{}</u:Expires></u:Timestamp>",
            bst.as_deref().unwrap_or_default(),
            nu.til_utc_ms(),
            udloeb.til_utc_ms()
        );
        const SLUT: &str = "</o:Security>";
        let usigneret = [foer, &hoved, SLUT, efter].concat();
        let rod = grund::xml::parse(&usigneret)?;
        let egne = if bst.is_some() { [TS, BST].as_slice() } else { [TS].as_slice() };
        let referencer: Vec<Reference<'_>> =
            ids.iter().chain(egne).map(|uri| Reference { uri, slags: Slags::Element, praefikser: &[] }).collect();
        let signatur = xmlsig::signatur(&rod, &referencer, &n.noegle, &keyinfo, None)?;
        Ok([foer, &hoved, &signatur, SLUT, efter].concat())
    }
}

fn henvisning(indre: &str) -> String {
    format!("<o:SecurityTokenReference xmlns:o=\"{WSSE}\">{indre}</o:SecurityTokenReference>")
}

fn ski(n: &Noeglepar) -> Result<String, Fejl> {
    n.certifikat().ski().map(|s| STANDARD.encode(s)).ok_or_else(|| Fejl::intern("the STS certificate has no key identifier"))
}
