//! The component as a client: FordelingsobjektModtag of the receiver and FordelingskvitteringModtag of the sender (v2; SOAP 1.1, an empty SOAPAction). The published
//! WSDLs have no security policy: HTTPS with the program's certificate is the proof.
use super::kontrakter::t2::{ANVENDER_REQUEST, MODTAG_REQUEST, MODTAG_RESPONSE};
use super::{laes, skriv};
use crate::konvolut::Version;
use crate::tjenester::hovedoplysninger::barn;
use async_trait::async_trait;
use fordeling::model::{Kvittering, Kvitteringskode, Kvitteringstype};
use fordeling::overdragelse::Overdragelse;
use grund::xml::{self, XElement};
use kontrakt::Knude;
use std::sync::Arc;

/// Sends a message and reads the answer, by HTTP. An error says in words what went wrong.
#[async_trait]
pub trait Post: Send + Sync {
    /// The status and the body.
    async fn post(&self, adresse: &str, hoveder: &[(&'static str, &'static str)], krop: String) -> Result<(u16, Vec<u8>), String>;
}

/// The parties' services, over HTTP.
pub struct Modparter(Arc<dyn Post>);

impl Modparter {
    /// Over this.
    pub fn ny(post: Arc<dyn Post>) -> Self {
        Self(post)
    }

    async fn kald(&self, adresse: &str, krop: &Knude) -> Result<(u16, Vec<u8>), String> {
        let mut tekst = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"{}\"><s:Body>", Version::V11.ns());
        kontrakt::skriv(krop, &mut tekst);
        tekst.push_str("</s:Body></s:Envelope>");
        let hoveder = [("content-type", Version::V11.indholdstype()), ("soapaction", "\"\"")];
        self.0.post(adresse, &hoveder, tekst).await
    }
}

/// What a fault says.
fn fault(f: &XElement<'_>) -> String {
    fn tekster(e: &XElement<'_>, ud: &mut Vec<String>) {
        let t = e.tekst();
        if !t.trim().is_empty() && ud.len() < 8 {
            ud.push(t.trim().to_owned());
        }
        e.elementer().for_each(|b| tekster(b, ud));
    }
    let mut ud = Vec::new();
    tekster(f, &mut ud);
    grund::fejl::uddrag_langt(&ud.join(" "))
}

/// The envelope of an answer that is packed as one of several parts (multipart/related, as stacks with MTOM answer to everything): the first part (RFC 2387, without `start`). A
/// receipt has no attachments. What is no multipart is itself.
fn rodpart(krop: &[u8]) -> &[u8] {
    fn efter<'a>(t: &'a [u8], hvad: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
        let sted = t.windows(hvad.len()).position(|v| v == hvad)?;
        Some((t.get(..sted)?, t.get(sted + hvad.len()..)?))
    }
    let dele = || {
        let (graense, rest) = efter(krop.trim_ascii_start(), b"\n")?;
        let graense = graense.trim_ascii_end();
        if graense.len() <= 2 || !graense.starts_with(b"--") {
            return None;
        }
        let sted = [&b"\r\n\r\n"[..], b"\n\n"].into_iter().filter_map(|s| efter(rest, s)).min_by_key(|(hoveder, _)| hoveder.len());
        let (del, _) = efter(sted?.1, graense)?;
        Some(del.trim_ascii_end())
    };
    dele().unwrap_or(krop)
}

/// The body of an answer that is one; with the body's element, or none for an empty answer.
fn svar<T>(
    status: u16,
    krop: &[u8],
    laes: impl FnOnce(Option<(&XElement<'_>, &[&XElement<'_>])>) -> Result<T, String>,
) -> Result<T, String> {
    let godt = (200..300).contains(&status);
    if krop.iter().all(u8::is_ascii_whitespace) {
        return if godt { laes(None) } else { Err(format!("HTTP {status}")) };
    }
    let ulaeselig = |f: grund::Fejl| format!("HTTP {status}: {f}");
    let tekst = xml::afkod(rodpart(krop)).map_err(ulaeselig)?;
    let rod = xml::parse(&tekst).map_err(ulaeselig)?;
    let body = [Version::V11, Version::V12].into_iter().find_map(|v| rod.barn(v.ns(), "Body"));
    let besked = body.and_then(|b| b.elementer().next());
    match (besked, body) {
        (Some(b), _) if b.navn.lokal == "Fault" => Err(format!("fault: {}", fault(b))),
        _ if !godt => Err(format!("HTTP {status}")),
        (Some(b), Some(body)) => laes(Some((b, &[&rod, body]))),
        _ => laes(None),
    }
}

/// The receiver's receipt. One that is not written as published counts when it can be told what it says: the receiver has the object, and called again it would have it twice.
fn modtagers_kvittering(b: Option<(&XElement<'_>, &[&XElement<'_>])>) -> Result<Kvittering, String> {
    let (besked, om) = b.ok_or("the answer has no FordelingsobjektModtagResponse")?;
    let laest = kontrakt::laes_element(besked, &MODTAG_RESPONSE, om);
    let laest = laest.and_then(|k| laes::barn(&k, "ForretningsKvittering").and_then(laes::kvittering));
    laest.or_else(|f| skoedesloes(besked).ok_or_else(|| f.to_string()))
}

/// A receipt by its words alone, whatever their namespace, case and white space. Without Kvitteringstype it is the technical one that an answer is, but for ACCEPTERET, which is
/// the receiving authority's.
fn skoedesloes(besked: &XElement<'_>) -> Option<Kvittering> {
    let k = find(besked, "ForretningsKvittering")?;
    let ord = |navn: &str| find(k, navn).map(|e| e.tekst().trim().to_owned()).filter(|t| !t.is_empty());
    let kode = ord("ForretningsValideringsKode")?;
    let kode = Kvitteringskode::ALLE.iter().copied().find(|x| x.navn().eq_ignore_ascii_case(&kode))?;
    let slags = match ord("Kvitteringstype") {
        Some(t) => Kvitteringstype::ALLE.iter().copied().find(|x| x.navn().eq_ignore_ascii_case(&t))?,
        None if kode == Kvitteringskode::Accepteret => Kvitteringstype::Forretning,
        None => Kvitteringstype::Teknisk,
    };
    Some(Kvittering { begrundelse: ord("Begrundelse"), ..Kvittering::ny(kode, slags) })
}

/// The first element of that name, in whatever case and namespace.
fn find<'x, 'a>(e: &'x XElement<'a>, navn: &str) -> Option<&'x XElement<'a>> {
    if e.navn.lokal.eq_ignore_ascii_case(navn) {
        return Some(e);
    }
    e.elementer().find_map(|b| find(b, navn))
}

#[async_trait]
impl fordeling::port::Modparter for Modparter {
    async fn overdrag(&self, adresse: &str, o: &Overdragelse, indhold: &str) -> Result<Kvittering, String> {
        let krop = barn(Knude::ny(&MODTAG_REQUEST), "anmodning", |a| {
            barn(a, "DistributionContext", |k| skriv::kontekst(k, &o.modtagerkontekst())).med_raat(indhold)
        });
        let (status, data) = self.kald(adresse, &krop).await?;
        svar(status, &data, modtagers_kvittering)
    }

    async fn kvitter(&self, adresse: &str, o: &Overdragelse, kvittering: &Kvittering) -> Result<(), String> {
        let krop = barn(Knude::ny(&ANVENDER_REQUEST), "Forretningskvittering", |k| skriv::kvittering(k, kvittering));
        let krop = barn(krop, "DistributionContext", |k| skriv::kontekst(k, &o.kontekst));
        let (status, data) = self.kald(adresse, &krop).await?;
        // The answer is empty; what is no fault is a yes.
        svar(status, &data, |_| Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Kvitteringskode::{Accepteret, Afvist, Modtaget};
    use Kvitteringstype::{Forretning, Teknisk};

    fn laest(kvittering: &str) -> Result<(Kvitteringskode, Kvitteringstype), String> {
        let t2 = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types";
        let krop = format!(
            "<s:Envelope xmlns:s='{}'><s:Body><m:FordelingsobjektModtagResponse xmlns:m='{t2}' xmlns='{t2}'>{kvittering}</m:FordelingsobjektModtagResponse>\
             </s:Body></s:Envelope>",
            Version::V11.ns()
        );
        svar(200, krop.as_bytes(), modtagers_kvittering).map(|k| (k.kode, k.slags))
    }

    #[test]
    fn f12_a_receipt_that_is_not_written_as_published_counts_when_it_can_be_read() {
        let kode = |t: &str| format!("<ForretningsValideringsKode>{t}</ForretningsValideringsKode>");
        let slags = |t: &str| format!("<Kvitteringstype>{t}</Kvitteringstype>");
        let i = |navn: &str, hvad: String| format!("<{navn}>{hvad}</{navn}>");
        for (kvittering, ventet) in [
            (i("ForretningsKvittering", kode("MODTAGET") + &slags("Teknisk")), (Modtaget, Teknisk)),
            (i("Forretningskvittering", kode("MODTAGET") + &slags("Teknisk")), (Modtaget, Teknisk)),
            (i("ForretningsKvittering", kode(" Modtaget\n") + &slags("\n teknisk ")), (Modtaget, Teknisk)),
            (i("ForretningsKvittering", slags("Forretning") + &kode("ACCEPTERET")), (Accepteret, Forretning)),
            (i("ForretningsKvittering", kode("MODTAGET")), (Modtaget, Teknisk)),
            (i("ForretningsKvittering", kode("AFVIST")), (Afvist, Teknisk)),
            (i("ForretningsKvittering", kode("ACCEPTERET")), (Accepteret, Forretning)),
            (
                i("ForretningsKvittering xmlns='urn:x'", kode("MODTAGET"))
                    .replace("</ForretningsKvittering xmlns='urn:x'>", "</ForretningsKvittering>"),
                (Modtaget, Teknisk),
            ),
        ] {
            assert_eq!(laest(&kvittering), Ok(ventet), "{kvittering}");
        }
        for kvittering in [
            String::new(),
            i("ForretningsKvittering", kode("OK")),
            i("ForretningsKvittering", kode("MODTAGET") + &slags("Andet")),
            kode("MODTAGET"),
        ] {
            assert!(laest(&kvittering).is_err(), "{kvittering}");
        }
    }

    #[test]
    fn an_answer_in_parts_is_read_by_its_first_part() {
        let t2 = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types";
        let soap = format!(
            "<s:Envelope xmlns:s='{}'><s:Body><FordelingsobjektModtagResponse xmlns='{t2}'><ForretningsKvittering><ForretningsValideringsKode>MODTAGET\
             </ForretningsValideringsKode><Kvitteringstype>Teknisk</Kvitteringstype></ForretningsKvittering></FordelingsobjektModtagResponse></s:Body></s:Envelope>",
            Version::V11.ns()
        );
        let hoved = "Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"";
        let crlf =
            format!("--uuid:1\r\n{hoved}\r\nContent-ID: <rod>\r\n\r\n{soap}\r\n--uuid:1\r\nContent-ID: <bilag>\r\n\r\n<x/>\r\n--uuid:1--");
        for krop in [crlf.clone(), format!("\r\n{crlf}\r\n"), crlf.replace("\r\n", "\n"), soap.clone(), format!("\n{soap}\n\n")] {
            assert_eq!(svar(200, krop.as_bytes(), modtagers_kvittering).map(|k| (k.kode, k.slags)), Ok((Modtaget, Teknisk)), "{krop}");
        }
        for krop in ["--", "--x", "--x\n", "--x\n\n", "--x\n\n--x", "--\n\n<a/>\n--", "\n", "x\n\n"] {
            assert!(rodpart(krop.as_bytes()).len() <= krop.len(), "{krop}");
        }
        assert!(svar(200, b"--x\r\n\r\n<s:Envelope", modtagers_kvittering).is_err());
    }
}
