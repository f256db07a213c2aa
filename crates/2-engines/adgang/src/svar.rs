//! Signed answers (contracts 1.1, 1.2): the security header of an envelope whose other parts are written.
use crate::vagt::Adgang;
use crate::wss::{WSSE, WSU};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Fejl, Tidspunkt, graenser};
use sikkerhed::noegle::{sha256, sha256_af};
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{self, Digesteret, Reference, Slags};

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

/// A part of an answer that is signed.
#[derive(Clone, Copy, Debug)]
pub struct Del<'d> {
    /// Its `wsu:Id`.
    pub id: &'d str,
    /// Its exclusive canonical form, in pieces.
    pub kanonisk: &'d [&'d str],
}

impl Adgang {
    /// The security header of an answer whose signed parts are these; the timestamp is signed too. Nothing is parsed: who wrote the parts
    /// has written their canonical form. A client that has no security yet (`forstaas` is false) reads on without understanding the header.
    ///
    /// # Errors
    /// `Intern` when there is no key.
    pub fn sikkerhedshoved(
        &self,
        dele: &[Del<'_>],
        soap_ns: &str,
        noegle: Svarnoegle,
        forstaas: bool,
        nu: Tidspunkt,
    ) -> Result<String, Fejl> {
        let noegler = self.noegler.noegler();
        let (n, keyinfo, bst) = match noegle {
            Svarnoegle::Tjeneste => {
                let n = &noegler.signering;
                let bst = n.certifikat().base64();
                (n, henvisning(&format!("<o:Reference URI=\"#{BST}\" ValueType=\"{X509}\"></o:Reference>")), Some(bst))
            }
            Svarnoegle::Sts => {
                let n = &noegler.sts;
                let ski = ski(n)?;
                // The encoding is named although it is the only one: WSS4J holds a message against the Basic Security Profile (R3070).
                (n, henvisning(&format!("<o:KeyIdentifier EncodingType=\"{BASE64}\" ValueType=\"{SKI}\">{ski}</o:KeyIdentifier>")), None)
            }
        };
        let udloeb = nu.plus_mikros(LEVETID.min(graenser::BESKED_LEVETID_SEKUNDER) * 1_000_000);
        // Each stands in its canonical form, with the declarations that it needs.
        let stempel = format!(
            "<u:Timestamp xmlns:u=\"{WSU}\" u:Id=\"{TS}\"><u:Created>{}</u:Created><u:Expires>{}</u:Expires></u:Timestamp>",
            nu.til_utc_ms(),
            udloeb.til_utc_ms()
        );
        let bst = bst.map(|c| {
            format!(
                "<o:BinarySecurityToken xmlns:o=\"{WSSE}\" xmlns:u=\"{WSU}\" EncodingType=\"{BASE64}\" ValueType=\"{X509}\" u:Id=\"{BST}\">{c}\
                 </o:BinarySecurityToken>"
            )
        });
        let mut alle = Vec::with_capacity(dele.len() + 2);
        let mut med = |uri, sum| alle.push(Digesteret { reference: Reference { uri, slags: Slags::Element, praefikser: &[] }, sum });
        for d in dele {
            med(d.id, sha256_af(&d.kanonisk.iter().map(|t| t.as_bytes()).collect::<Vec<_>>()));
        }
        med(TS, sha256(stempel.as_bytes()));
        if let Some(bst) = &bst {
            med(BST, sha256(bst.as_bytes()));
        }
        let signatur = xmlsig::signatur_over(&alle, &n.noegle, &keyinfo, None)?;
        let start = match forstaas {
            true => format!("<o:Security xmlns:o=\"{WSSE}\" xmlns:e=\"{soap_ns}\" e:mustUnderstand=\"1\">"),
            false => format!("<o:Security xmlns:o=\"{WSSE}\">"),
        };
        Ok([start.as_str(), bst.as_deref().unwrap_or_default(), &stempel, &signatur, "</o:Security>"].concat())
    }
}

/// The canonical form of an envelope's body, for what only a parser knows the form of.
///
/// # Errors
/// `Intern`: we wrote it ourselves.
pub fn kanonisk_krop(konvolut: &str, soap_ns: &str) -> Result<String, Fejl> {
    let rod = grund::xml::parse(konvolut)?;
    let krop = rod.barn(soap_ns, "Body").ok_or_else(|| Fejl::intern("an answer without a body"))?;
    String::from_utf8(xmlsig::kanonisk(&rod, krop, &[], None)?).map_err(Fejl::intern)
}

fn henvisning(indre: &str) -> String {
    format!("<o:SecurityTokenReference xmlns:o=\"{WSSE}\">{indre}</o:SecurityTokenReference>")
}

fn ski(n: &Noeglepar) -> Result<String, Fejl> {
    n.certifikat().ski().map(|s| STANDARD.encode(s)).ok_or_else(|| Fejl::intern("the STS certificate has no key identifier"))
}
