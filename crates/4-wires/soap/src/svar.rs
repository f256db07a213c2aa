//! Answers and faults as bytes.
use crate::konvolut::{Hoveder, REQUEST_HEADER, Version, WSA};
use adgang::Adgang;
use adgang::svar::Svarnoegle;
use adgang::wss::WSU;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use grund::xml::escape_tekst;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use kontrakt::Knude;
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
    raat_svar(ramme, |ud| kontrakt::skriv(krop, ud))
}

/// An answer with a body that is not of a contract table.
pub fn raat_svar(ramme: &Ramme, krop: impl FnOnce(&mut String)) -> Response {
    let mut ud = start(ramme.version);
    let sted = hoved(ramme, &mut ud);
    aabn_krop(Some(ramme), &mut ud);
    krop(&mut ud);
    ud.push_str("</s:Body></s:Envelope>");
    faerdig(StatusCode::OK, Some(ramme), sted, ud)
}

fn aabn_krop(ramme: Option<&Ramme>, ud: &mut String) {
    if ramme.is_some_and(|r| r.signering.is_some()) {
        ud.push_str(&format!("<s:Body xmlns:u=\"{WSU}\" u:Id=\"body\">"));
    } else {
        ud.push_str("<s:Body>");
    }
}

/// Signs what is to be signed, and sends it.
fn faerdig(status: StatusCode, ramme: Option<&Ramme>, sted: usize, ud: String) -> Response {
    let version = ramme.map_or(Version::V12, |r| r.version);
    let Some((r, s)) = ramme.and_then(|r| Some((r, r.signering.as_ref()?))) else { return http(status, version, ud) };
    let (foer, efter) = ud.split_at_checked(sted).unwrap_or((&ud, ""));
    let mut ids = vec!["body", "action"];
    ids.extend(svarhoveder(r).iter().map(|(_, id, _)| *id));
    match s.adgang.underskriv(foer, efter, version.ns(), &ids, s.noegle, r.modtaget) {
        Ok(signeret) => http(status, version, signeret),
        Err(f) => {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "an answer could not be signed");
            fault(version, None, &Fejl::ny(Fejlkode::Intern))
        }
    }
}

/// A fault. `ramme` is missing when the envelope could not be read.
pub fn fault(version: Version, ramme: Option<&Ramme>, fejl: &Fejl) -> Response {
    if let Some(aarsag) = fejl.aarsagen().filter(|_| fejl.post().statuskode >= 50) {
        tracing::error!(fejl = %fejl, aarsag, "call failed");
    }
    let (kode, status) = slags(version, fejl);
    let mut ud = start(version);
    let ramme = ramme.map(|r| Ramme { action: format!("{WSA}/soap/fault"), ..r.clone() });
    let sted = ramme.as_ref().map_or(0, |r| hoved(r, &mut ud));
    aabn_krop(ramme.as_ref(), &mut ud);
    ud.push_str("<s:Fault>");
    let dansk = match ramme.as_ref().filter(|r| r.serviceplatform) {
        Some(r) => helpdesk(&fejl.dansk(), r),
        None => fejl.dansk(),
    };
    match version {
        Version::V11 => {
            ud.push_str(&format!("<faultcode>s:{kode}</faultcode><faultstring xml:lang=\"da\">"));
            escape_tekst(&dansk, &mut ud);
            ud.push_str("</faultstring><detail>");
            detalje(fejl, ramme.as_ref(), &mut ud);
            ud.push_str("</detail>");
        }
        Version::V12 => {
            ud.push_str(&format!("<s:Code><s:Value>s:{kode}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"da\">"));
            escape_tekst(&dansk, &mut ud);
            ud.push_str("</s:Text><s:Text xml:lang=\"en\">");
            escape_tekst(&fejl.engelsk(), &mut ud);
            ud.push_str("</s:Text></s:Reason><s:Detail>");
            detalje(fejl, ramme.as_ref(), &mut ud);
            ud.push_str("</s:Detail>");
        }
    }
    ud.push_str("</s:Fault></s:Body></s:Envelope>");
    match ramme {
        Some(r) => faerdig(status, Some(&r), sted, ud),
        None => http(status, version, ud),
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

fn start(version: Version) -> String {
    let mut ud = String::with_capacity(4096);
    ud.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"");
    ud.push_str(version.ns());
    ud.push_str("\">");
    ud
}

/// Headers of the answer besides Action: name, id and text.
fn svarhoveder(r: &Ramme) -> Vec<(&'static str, &'static str, String)> {
    let mut ud = Vec::new();
    // The STS sends neither MessageID nor To (contracts 1.1).
    let sts = r.signering.as_ref().is_some_and(|s| s.noegle == Svarnoegle::Sts);
    if !sts {
        ud.push(("MessageID", "msgid", format!("urn:uuid:{}", r.besked_id)));
    }
    if r.signering.is_some() && !sts {
        ud.push(("To", "to", format!("{WSA}/anonymous")));
    }
    if let Some(til) = &r.hoveder.besked_id {
        ud.push(("RelatesTo", "relatesto", til.clone()));
    }
    ud
}

/// Writes the header, and says where the security header goes.
fn hoved(r: &Ramme, ud: &mut String) -> usize {
    let adressering = r.hoveder.adressering || r.signering.is_some();
    if !adressering && !r.request_header {
        return ud.len();
    }
    ud.push_str("<s:Header>");
    if adressering {
        let mut en = |navn: &str, id: &str, tekst: &str| {
            ud.push_str(&format!("<a:{navn} xmlns:a=\"{WSA}\""));
            if r.signering.is_some() {
                ud.push_str(&format!(" xmlns:u=\"{WSU}\" u:Id=\"{id}\""));
            }
            ud.push('>');
            escape_tekst(tekst, ud);
            ud.push_str(&format!("</a:{navn}>"));
        };
        en("Action", "action", &r.action);
        for (navn, id, tekst) in svarhoveder(r) {
            en(navn, id, &tekst);
        }
    }
    if r.request_header {
        ud.push_str(&format!("<h:RequestHeader xmlns:h=\"{REQUEST_HEADER}\"><h:TransactionUUID>"));
        match &r.hoveder.transaktion {
            Some(t) => escape_tekst(t, ud),
            None => ud.push_str(&r.kald_id.to_string()),
        }
        ud.push_str("</h:TransactionUUID></h:RequestHeader>");
    }
    let sted = ud.len();
    ud.push_str("</s:Header>");
    sted
}

fn http(status: StatusCode, version: Version, krop: String) -> Response {
    let mut svar = Response::new(Body::from(krop));
    *svar.status_mut() = status;
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(version.indholdstype()));
    svar
}
