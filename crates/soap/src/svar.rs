//! Answers and faults as bytes.
use crate::konvolut::{Hoveder, REQUEST_HEADER, Version, WSA};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use grund::xml::escape_tekst;
use grund::{Fejl, Fejlkode, Uuid};
use kontrakt::Knude;

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
}

/// An answer: always HTTP 200, also when the StandardRetur refuses.
pub fn svar(ramme: &Ramme, krop: &Knude) -> Response {
    let mut ud = start(ramme.version);
    hoved(ramme, &mut ud);
    ud.push_str("<s:Body>");
    kontrakt::skriv(krop, &mut ud);
    ud.push_str("</s:Body></s:Envelope>");
    http(StatusCode::OK, ramme.version, ud)
}

/// A fault. `ramme` is missing when the envelope could not be read.
pub fn fault(version: Version, ramme: Option<&Ramme>, fejl: &Fejl) -> Response {
    if let Some(aarsag) = fejl.aarsagen() {
        tracing::error!(fejl = %fejl, aarsag, "call failed");
    }
    let (kode, status) = slags(version, fejl);
    let mut ud = start(version);
    if let Some(r) = ramme {
        hoved(&Ramme { action: format!("{WSA}/soap/fault"), ..r.clone() }, &mut ud);
    }
    ud.push_str("<s:Body><s:Fault>");
    match version {
        Version::V11 => {
            ud.push_str(&format!("<faultcode>s:{kode}</faultcode><faultstring xml:lang=\"da\">"));
            escape_tekst(&fejl.dansk(), &mut ud);
            ud.push_str("</faultstring><detail>");
            detalje(fejl, &mut ud);
            ud.push_str("</detail>");
        }
        Version::V12 => {
            ud.push_str(&format!("<s:Code><s:Value>s:{kode}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"da\">"));
            escape_tekst(&fejl.dansk(), &mut ud);
            ud.push_str("</s:Text><s:Text xml:lang=\"en\">");
            escape_tekst(&fejl.engelsk(), &mut ud);
            ud.push_str("</s:Text></s:Reason><s:Detail>");
            detalje(fejl, &mut ud);
            ud.push_str("</s:Detail>");
        }
    }
    ud.push_str("</s:Fault></s:Body></s:Envelope>");
    http(status, version, ud)
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

fn detalje(fejl: &Fejl, ud: &mut String) {
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

fn hoved(r: &Ramme, ud: &mut String) {
    if !r.hoveder.adressering && !r.request_header {
        return;
    }
    ud.push_str("<s:Header>");
    if r.hoveder.adressering {
        ud.push_str(&format!("<a:Action xmlns:a=\"{WSA}\">"));
        escape_tekst(&r.action, ud);
        ud.push_str("</a:Action>");
        ud.push_str(&format!("<a:MessageID xmlns:a=\"{WSA}\">urn:uuid:{}</a:MessageID>", r.besked_id));
        if let Some(til) = &r.hoveder.besked_id {
            ud.push_str(&format!("<a:RelatesTo xmlns:a=\"{WSA}\">"));
            escape_tekst(til, ud);
            ud.push_str("</a:RelatesTo>");
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
    ud.push_str("</s:Header>");
}

fn http(status: StatusCode, version: Version, krop: String) -> Response {
    let mut svar = Response::new(Body::from(krop));
    *svar.status_mut() = status;
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(version.indholdstype()));
    svar
}
