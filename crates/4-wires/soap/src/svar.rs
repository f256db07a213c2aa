//! Answers and faults as bytes.
use crate::konvolut::{Hoveder, REQUEST_HEADER, Version, WSA};
use adgang::Adgang;
use adgang::svar::{Del, Svarnoegle};
use adgang::wss::WSU;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use grund::xml::escape_tekst;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use kontrakt::Knude;
use std::ops::Range;
use std::sync::Arc;

/// What an answer needs beside its body.
#[derive(Clone, Debug)]
pub struct Ramme {
    /// The version of the call.
    pub version: Version,
    /// The headers of the call.
    pub hoveder: Hoveder,
    /// wsa:Action of the answer.
    pub action: String,
    /// Whether the contract has the RequestHeader.
    pub request_header: bool,
    /// wsa:MessageID of the answer.
    pub besked_id: Uuid,
    /// The call's id: stands in for a RequestHeader that was not sent.
    pub kald_id: Uuid,
    /// When the call came.
    pub modtaget: Tidspunkt,
    /// How the answer is signed; `None` in the open mode, and for callers that are not proven.
    pub signering: Option<Signering>,
    /// Serviceplatformen's detail of a fault, and its sentence for the helpdesk.
    pub serviceplatform: bool,
}

/// How an answer is signed.
#[derive(Clone)]
pub struct Signering {
    /// Holds the keys.
    pub adgang: Arc<Adgang>,
    /// Whose key.
    pub noegle: Svarnoegle,
}

impl std::fmt::Debug for Signering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signering").field("noegle", &self.noegle).finish_non_exhaustive()
    }
}

/// An answer: always HTTP 200, also when the StandardRetur refuses.
pub fn svar(ramme: &Ramme, krop: &Knude) -> Response {
    let mut ud = Konvolut::ny(ramme.version, Some(ramme));
    kontrakt::skriv(krop, &mut ud.tekst);
    let kanonisk = ramme.signering.is_some().then(|| {
        let mut k = String::with_capacity(ud.tekst.len() * 2);
        kontrakt::skriv_kanonisk(krop, &[("s", ramme.version.ns()), ("u", WSU)], &mut k).then_some(k)
    });
    ud.afslut();
    match kanonisk {
        None => http(StatusCode::OK, ramme.version, ud.tekst),
        Some(Some(k)) => underskriv(StatusCode::OK, ramme, ud, &[&krop_start(ramme.version), &k, KROP_SLUT]),
        Some(None) => match adgang::svar::kanonisk_krop(&ud.tekst, ramme.version.ns()) {
            Ok(k) => underskriv(StatusCode::OK, ramme, ud, &[&k]),
            Err(f) => uden_signatur(ramme, &f),
        },
    }
}

/// An answer whose body's text is not of a contract table. It is in canonical form, inside elements that have declared `s` and `u`.
pub fn raat_svar(ramme: &Ramme, krop: &str) -> Response {
    let mut ud = Konvolut::ny(ramme.version, Some(ramme));
    ud.tekst.push_str(krop);
    ud.afslut();
    kanonisk_svar(StatusCode::OK, ramme, ud, krop)
}

fn kanonisk_svar(status: StatusCode, ramme: &Ramme, ud: Konvolut, krop: &str) -> Response {
    if ramme.signering.is_none() {
        return http(status, ramme.version, ud.tekst);
    }
    underskriv(status, ramme, ud, &[&krop_start(ramme.version), krop, KROP_SLUT])
}

/// The start tag of the body as it is signed: with the declaration that stands on the envelope.
fn krop_start(version: Version) -> String {
    format!("<s:Body xmlns:s=\"{}\" xmlns:u=\"{WSU}\" u:Id=\"body\">", version.ns())
}

const KROP_SLUT: &str = "</s:Body>";

/// Puts the signed security header in its place, and sends the answer. `krop` is the body's canonical form, in pieces.
fn underskriv(status: StatusCode, ramme: &Ramme, mut ud: Konvolut, krop: &[&str]) -> Response {
    let Some(s) = &ramme.signering else { return http(status, ramme.version, ud.tekst) };
    // Each header is written in canonical form.
    let hoveder: Vec<(&str, [&str; 1])> =
        ud.hoveder.iter().map(|(id, sted)| (*id, [ud.tekst.get(sted.clone()).unwrap_or_default()])).collect();
    let hoveder = hoveder.iter().map(|(id, tekst)| Del { id, kanonisk: tekst });
    let dele: Vec<Del<'_>> = std::iter::once(Del { id: "body", kanonisk: krop }).chain(hoveder).collect();
    match s.adgang.sikkerhedshoved(&dele, ramme.version.ns(), s.noegle, ramme.modtaget) {
        Ok(hoved) => {
            ud.tekst.insert_str(ud.sted, &hoved);
            http(status, ramme.version, ud.tekst)
        }
        Err(f) => uden_signatur(ramme, &f),
    }
}

fn uden_signatur(ramme: &Ramme, f: &Fejl) -> Response {
    tracing::error!(fejl = %f, aarsag = f.aarsagen(), "an answer could not be signed");
    fault(ramme.version, None, &Fejl::ny(Fejlkode::Intern))
}

/// A fault. `ramme` is missing when the envelope could not be read.
pub fn fault(version: Version, ramme: Option<&Ramme>, fejl: &Fejl) -> Response {
    if let Some(aarsag) = fejl.aarsagen().filter(|_| fejl.post().statuskode >= 50) {
        tracing::error!(fejl = %fejl, aarsag, "call failed");
    }
    let (kode, status) = slags(version, fejl);
    let ramme = ramme.map(|r| Ramme { action: format!("{WSA}/soap/fault"), ..r.clone() });
    // In canonical form: it may be signed.
    let mut krop = String::from("<s:Fault>");
    let dansk = match ramme.as_ref().filter(|r| r.serviceplatform) {
        Some(r) => helpdesk(&fejl.dansk(), r),
        None => fejl.dansk(),
    };
    match version {
        Version::V11 => {
            krop.push_str(&format!("<faultcode>s:{kode}</faultcode><faultstring xml:lang=\"da\">"));
            escape_tekst(&dansk, &mut krop);
            krop.push_str("</faultstring><detail>");
            detalje(fejl, ramme.as_ref(), &mut krop);
            krop.push_str("</detail>");
        }
        Version::V12 => {
            krop.push_str(&format!("<s:Code><s:Value>s:{kode}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"da\">"));
            escape_tekst(&dansk, &mut krop);
            krop.push_str("</s:Text><s:Text xml:lang=\"en\">");
            escape_tekst(&fejl.engelsk(), &mut krop);
            krop.push_str("</s:Text></s:Reason><s:Detail>");
            detalje(fejl, ramme.as_ref(), &mut krop);
            krop.push_str("</s:Detail>");
        }
    }
    krop.push_str("</s:Fault>");
    let mut ud = Konvolut::ny(version, ramme.as_ref());
    ud.tekst.push_str(&krop);
    ud.afslut();
    match ramme {
        Some(r) => kanonisk_svar(status, &r, ud, &krop),
        None => http(status, version, ud.tekst),
    }
}

/// The sentence that clients of Serviceplatformen show (A-112, contracts 1.3).
fn helpdesk(tekst: &str, r: &Ramme) -> String {
    format!(
        "{tekst} For further information contact Serviceplatformen Helpdesk and inform: CallUUID: {} Received: {}",
        r.kald_id,
        r.modtaget.til_utc_ms()
    )
}

/// Fault code and HTTP status: SOAP 1.1 knows only 500, SOAP 1.2 gives the sender's faults 400.
fn slags(version: Version, fejl: &Fejl) -> (&'static str, StatusCode) {
    let vores = fejl.post().statuskode >= 50;
    let sender = StatusCode::from_u16(fejl.post().http).ok().filter(|s| s.as_u16() == 413).unwrap_or(StatusCode::BAD_REQUEST);
    match (fejl.kode(), version) {
        (Fejlkode::SoapVersion, _) => ("VersionMismatch", StatusCode::INTERNAL_SERVER_ERROR),
        (Fejlkode::SoapForstaaes, _) => ("MustUnderstand", StatusCode::INTERNAL_SERVER_ERROR),
        (_, Version::V11) => (if vores { "Server" } else { "Client" }, StatusCode::INTERNAL_SERVER_ERROR),
        (_, Version::V12) if vores => ("Receiver", StatusCode::INTERNAL_SERVER_ERROR),
        (_, Version::V12) => ("Sender", sender),
    }
}

const SP_FAULT: &str = "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/";

fn detalje(fejl: &Fejl, ramme: Option<&Ramme>, ud: &mut String) {
    if ramme.is_some_and(|r| r.serviceplatform) {
        ud.push_str(&format!(
            "<p:ServiceplatformFault xmlns:p=\"{SP_FAULT}\"><p:ErrorList><p:Error><p:ErrorCode>{}</p:ErrorCode><p:ErrorText>",
            fejl.kode()
        ));
        escape_tekst(&fejl.dansk(), ud);
        ud.push_str("</p:ErrorText></p:Error></p:ErrorList></p:ServiceplatformFault>");
        return;
    }
    ud.push_str("<f:Fejl xmlns:f=\"urn:samspil:fejl:1\"><f:Nummer>");
    escape_tekst(&fejl.kode().to_string(), ud);
    ud.push_str("</f:Nummer><f:Tekst>");
    escape_tekst(&fejl.engelsk(), ud);
    ud.push_str("</f:Tekst></f:Fejl>");
}

/// An envelope that is being written.
struct Konvolut {
    tekst: String,
    /// Where the security header goes.
    sted: usize,
    /// The headers of WS-Addressing by id: where each stands in the text.
    hoveder: Vec<(&'static str, Range<usize>)>,
}

impl Konvolut {
    /// Up to inside the body.
    fn ny(version: Version, ramme: Option<&Ramme>) -> Self {
        let mut tekst = String::with_capacity(8 * 1024);
        tekst.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"");
        tekst.push_str(version.ns());
        tekst.push_str("\">");
        let mut ud = Self { tekst, sted: 0, hoveder: Vec::new() };
        if let Some(r) = ramme {
            ud.hoved(r);
        }
        if ramme.is_some_and(|r| r.signering.is_some()) {
            ud.tekst.push_str(&format!("<s:Body xmlns:u=\"{WSU}\" u:Id=\"body\">"));
        } else {
            ud.tekst.push_str("<s:Body>");
        }
        ud
    }

    fn afslut(&mut self) {
        self.tekst.push_str("</s:Body></s:Envelope>");
    }

    fn hoved(&mut self, r: &Ramme) {
        let adressering = r.hoveder.adressering || r.signering.is_some();
        if !adressering && !r.request_header {
            return;
        }
        self.tekst.push_str("<s:Header>");
        if adressering {
            // The STS sends neither MessageID nor To (contracts 1.1).
            let sts = r.signering.as_ref().is_some_and(|s| s.noegle == Svarnoegle::Sts);
            self.adressering(r, "Action", "action", &r.action);
            if !sts {
                self.adressering(r, "MessageID", "msgid", &format!("urn:uuid:{}", r.besked_id));
            }
            if r.signering.is_some() && !sts {
                self.adressering(r, "To", "to", &format!("{WSA}/anonymous"));
            }
            if let Some(til) = &r.hoveder.besked_id {
                self.adressering(r, "RelatesTo", "relatesto", til);
            }
        }
        let ud = &mut self.tekst;
        if r.request_header {
            ud.push_str(&format!("<h:RequestHeader xmlns:h=\"{REQUEST_HEADER}\"><h:TransactionUUID>"));
            match &r.hoveder.transaktion {
                Some(t) => escape_tekst(t, ud),
                None => ud.push_str(&r.kald_id.to_string()),
            }
            ud.push_str("</h:TransactionUUID></h:RequestHeader>");
        }
        self.sted = ud.len();
        ud.push_str("</s:Header>");
    }

    /// A header of WS-Addressing, in canonical form.
    fn adressering(&mut self, r: &Ramme, navn: &str, id: &'static str, tekst: &str) {
        let start = self.tekst.len();
        let ud = &mut self.tekst;
        ud.push_str(&format!("<a:{navn} xmlns:a=\"{WSA}\""));
        if r.signering.is_some() {
            ud.push_str(&format!(" xmlns:u=\"{WSU}\" u:Id=\"{id}\""));
        }
        ud.push('>');
        escape_tekst(tekst, ud);
        ud.push_str(&format!("</a:{navn}>"));
        self.hoveder.push((id, start..ud.len()));
    }
}

fn http(status: StatusCode, version: Version, krop: String) -> Response {
    let mut svar = Response::new(Body::from(krop));
    *svar.status_mut() = status;
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(version.indholdstype()));
    svar
}
