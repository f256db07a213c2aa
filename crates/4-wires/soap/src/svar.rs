//! Answers and faults as bytes.
use crate::konvolut::{Hoveder, REQUEST_HEADER, Version, WSA};
use crate::sikker::Kalder;
use crate::tjenester::{self, sf1514};
use adgang::Adgang;
use adgang::svar::{Del, Svarnoegle};
use adgang::wss::{LIBERTY, WSU};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use grund::xml::escape_tekst;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
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
    /// Whether the contract has the RequestHeader, and the envelope could be read.
    pub request_header: bool,
    /// wsa:MessageID of the answer.
    pub besked_id: Uuid,
    /// The call's id: stands in for a RequestHeader that was not sent.
    pub kald_id: Uuid,
    /// When the call came.
    pub modtaget: Tidspunkt,
    /// How the answer is signed; `None` in the open mode.
    pub signering: Option<Signering>,
    /// Serviceplatformen's detail of a fault, its sentence for the helpdesk, and on signed answers its Framework header.
    pub serviceplatform: bool,
    /// The namespace of the TransportKvittering that the service has as its detail instead (SF2900).
    pub transportkvittering: Option<&'static str>,
}

impl Ramme {
    /// For a call of which nothing is known yet but its address, time and content type: enough to refuse it, and then signed within
    /// [`grund::graenser::UBEVISTE_SIGNATURER_SEKUND`].
    pub fn foer(adgang: Option<Arc<Adgang>>, sti: &str, indholdstype: Option<&str>, besked_id: Uuid, kalder: &Kalder) -> Self {
        let kontrakt = tjenester::paa_sti(sti);
        let noegle = if sf1514::paa_sti(sti) { Svarnoegle::Sts } else { Svarnoegle::Tjeneste };
        Self {
            version: Version::gaet(&[], indholdstype),
            hoveder: Hoveder::default(),
            action: String::new(),
            request_header: false,
            besked_id,
            kald_id: kalder.kald_id(),
            modtaget: kalder.nu(),
            signering: adgang.map(|adgang| Signering { adgang, noegle, bevist: false }),
            serviceplatform: kontrakt.is_some_and(|k| k.platform.er_serviceplatform()),
            transportkvittering: kontrakt.and_then(|k| k.oevrige.iter().find(|e| e.navn == "TransportKvittering")).map(|e| e.ns.uri),
        }
    }

    /// The caller has proven itself by a signed message: answers are signed.
    pub fn bevist(&mut self) {
        if let Some(s) = &mut self.signering {
            s.bevist = true;
        }
    }
}

/// How an answer is signed.
#[derive(Clone)]
pub struct Signering {
    /// Holds the keys.
    pub adgang: Arc<Adgang>,
    /// Whose key.
    pub noegle: Svarnoegle,
    /// The caller has proven itself by a signed message. Others get signed refusals only, and only so many.
    pub bevist: bool,
}

impl std::fmt::Debug for Signering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signering").field("noegle", &self.noegle).finish_non_exhaustive()
    }
}

/// An answer: always HTTP 200, also when the StandardRetur refuses.
pub fn svar(mut ramme: Ramme, krop: &Knude) -> Response {
    ramme.signering = ramme.signering.filter(|s| s.bevist);
    let ramme = &ramme;
    let mut ud = Konvolut::ny(ramme);
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
    let mut ud = Konvolut::ny(ramme);
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
    match s.adgang.sikkerhedshoved(&dele, ramme.version.ns(), s.noegle, s.bevist, ramme.modtaget) {
        Ok(hoved) => {
            ud.tekst.insert_str(ud.sted, &hoved);
            http(status, ramme.version, ud.tekst)
        }
        Err(f) => uden_signatur(ramme, &f),
    }
}

fn uden_signatur(ramme: &Ramme, f: &Fejl) -> Response {
    tracing::error!(fejl = %f, aarsag = f.aarsagen(), "an answer could not be signed");
    fault(Ramme { signering: None, ..ramme.clone() }, &Fejl::ny(Fejlkode::Intern))
}

/// A fault: always [`FAULT`].
pub fn fault(mut ramme: Ramme, fejl: &Fejl) -> Response {
    if let Some(aarsag) = fejl.aarsagen().filter(|_| fejl.post().statuskode >= 50) {
        tracing::error!(fejl = %fejl, aarsag, "call failed");
    }
    ramme.action = format!("{WSA}/soap/fault");
    // Who is refused for its algorithms may not know ours: CXF throws an answer away that is signed otherwise than its policy says, text and all.
    ramme.signering = ramme.signering.filter(|_| fejl.kode() != Fejlkode::ForbudtAlgoritme);
    ramme.signering = ramme.signering.filter(|s| s.bevist || s.adgang.afslagskvote.tag(ramme.modtaget));
    let ramme = &ramme;
    let kode = faultkode(ramme.version, fejl);
    // In canonical form: it may be signed.
    let mut krop = String::from("<s:Fault>");
    let dansk = if ramme.serviceplatform { helpdesk(&fejl.i_fault(), ramme) } else { fejl.i_fault() };
    match ramme.version {
        Version::V11 => {
            krop.push_str(&format!("<faultcode>s:{kode}</faultcode><faultstring xml:lang=\"da\">"));
            escape_tekst(&dansk, &mut krop);
            krop.push_str("</faultstring><detail>");
            detalje(fejl, ramme, &mut krop);
            krop.push_str("</detail>");
        }
        Version::V12 => {
            krop.push_str(&format!("<s:Code><s:Value>s:{kode}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"da\">"));
            escape_tekst(&dansk, &mut krop);
            krop.push_str("</s:Text><s:Text xml:lang=\"en\">");
            escape_tekst(&fejl.engelsk(), &mut krop);
            krop.push_str("</s:Text></s:Reason><s:Detail>");
            detalje(fejl, ramme, &mut krop);
            krop.push_str("</s:Detail>");
        }
    }
    krop.push_str("</s:Fault>");
    let mut ud = Konvolut::ny(ramme);
    ud.tekst.push_str(&krop);
    ud.afslut();
    let mut svar = kanonisk_svar(FAULT, ramme, ud, &krop);
    if fejl.post().http == StatusCode::SERVICE_UNAVAILABLE.as_u16() {
        svar.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(graenser::PROEV_IGEN_SEKUNDER));
    }
    svar
}

/// The sentence that clients of Serviceplatformen show (A-112, contracts 1.3).
fn helpdesk(tekst: &str, r: &Ramme) -> String {
    format!(
        "{tekst} For further information contact Serviceplatformen Helpdesk and inform: CallUUID: {} Received: {}",
        r.kald_id,
        r.modtaget.til_utc_ms()
    )
}

/// The HTTP status of every fault, in both versions of SOAP, whoever is to blame: CXF and WCF read a fault from 500 only. Of a 400, 413 or 503
/// they show the number and drop the text (K-13), although SOAP 1.2 would have 400 for the sender's faults.
pub const FAULT: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

fn faultkode(version: Version, fejl: &Fejl) -> &'static str {
    let vores = fejl.post().statuskode >= 50;
    match (fejl.kode(), version) {
        (Fejlkode::SoapVersion, _) => "VersionMismatch",
        (Fejlkode::SoapForstaaes, _) => "MustUnderstand",
        (_, Version::V11) if vores => "Server",
        (_, Version::V11) => "Client",
        (_, Version::V12) if vores => "Receiver",
        (_, Version::V12) => "Sender",
    }
}

const SP_FAULT: &str = "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/";

fn detalje(fejl: &Fejl, ramme: &Ramme, ud: &mut String) {
    if let Some(ns) = ramme.transportkvittering {
        ud.push_str(&format!(
            "<p:TransportKvittering xmlns:p=\"{ns}\"><p:TransportValideringsKode>FEJL</p:TransportValideringsKode><p:Begrundelse>"
        ));
        escape_tekst(&fejl.dansk(), ud);
        ud.push_str(&format!("</p:Begrundelse><p:FejlListe><p:Fejl><p:FejlKode>{}</p:FejlKode><p:FejlTekst>", fejl.kode()));
        escape_tekst(&fejl.dansk(), ud);
        ud.push_str("</p:FejlTekst></p:Fejl></p:FejlListe></p:TransportKvittering>");
    } else if ramme.serviceplatform {
        ud.push_str(&format!(
            "<p:ServiceplatformFault xmlns:p=\"{SP_FAULT}\"><p:ErrorList><p:Error><p:ErrorCode>{}</p:ErrorCode><p:ErrorText>",
            fejl.kode()
        ));
        escape_tekst(&fejl.i_fault(), ud);
        ud.push_str("</p:ErrorText></p:Error></p:ErrorList></p:ServiceplatformFault>");
    }
    // Ours has room for the page of help. It stands after the published one, because CXF and WCF read the first.
    ud.push_str("<f:Fejl xmlns:f=\"urn:samspil:fejl:1\"><f:Nummer>");
    escape_tekst(&fejl.kode().to_string(), ud);
    ud.push_str("</f:Nummer><f:Tekst>");
    escape_tekst(&fejl.engelsk(), ud);
    ud.push_str("</f:Tekst><f:Side>");
    ud.push_str(&fejl.kode().side());
    ud.push_str("</f:Side></f:Fejl>");
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
    fn ny(ramme: &Ramme) -> Self {
        let mut tekst = String::with_capacity(8 * 1024);
        tekst.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"");
        tekst.push_str(ramme.version.ns());
        tekst.push_str("\">");
        let mut ud = Self { tekst, sted: 0, hoveder: Vec::new() };
        ud.hoved(ramme);
        if ramme.signering.is_some() {
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
        if r.signering.is_some() && r.serviceplatform {
            self.framework();
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

    /// The Liberty Framework header, in canonical form. Clients of Serviceplatformen throw an answer without one away (K-7); none of them is
    /// asked to understand it.
    fn framework(&mut self) {
        let start = self.tekst.len();
        self.tekst.push_str(&format!(
            "<f:Framework xmlns:f=\"{LIBERTY}\" xmlns:p=\"urn:liberty:sb:profile\" xmlns:u=\"{WSU}\" version=\"2.0\" u:Id=\"framework\" \
             p:profile=\"urn:liberty:sb:profile:basic\"></f:Framework>"
        ));
        self.hoveder.push(("framework", start..self.tekst.len()));
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
