//! HTTP: the addresses of the services, and the way of a call from bytes to bytes.
use crate::konvolut::{self, Konvolut, Version};
use crate::sikker::{self, Kalder};
use crate::svar::{self, Ramme};
use crate::tjenester::{self, Kald, Kontrakt, Operation, sf1514};
use crate::{Tilstand, action};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use grund::spor::Kildeslags;
use grund::xml;
use grund::{Fejl, Fejlkode, graenser};
use kontrakt::Knude;
use kontrakt::wsdl::Politik;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::{Handle, RuntimeFlavor};

/// What a service shows of itself, each file made once: however many answers wait for slow readers, they share its bytes.
type Viste = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// The services at their addresses, each with and without a trailing slash, and the STS. The program puts the caller on every request, see
/// [`crate::sikker`]. Only contracts whose object types the register has are mounted: those of the modules that run.
pub fn ruter(tilstand: Tilstand) -> Router {
    let har = |k: &Kontrakt| {
        let typer = k.bagved.objekttyper;
        typer.is_empty() || typer.iter().any(|t| tilstand.register.typer().nr(t.nr).is_some())
    };
    let mut router = sf1514::ruter();
    for kontrakt in tjenester::alle().filter(|k| har(k)) {
        for sti in kontrakt.stier {
            let viste = Viste::default();
            let vis = move |State(t): State<Tilstand>, RawQuery(q): RawQuery| async move { vis(&t, kontrakt, sti, q.as_deref(), &viste) };
            let rute = get(vis).post(move |State(t): State<Tilstand>, krop: Request| async move { kald(&t, kontrakt, krop).await });
            router = router.route(sti, rute.clone()).route(&format!("{sti}/"), rute);
        }
    }
    router.with_state(tilstand)
}

async fn kald(tilstand: &Tilstand, kontrakt: &'static Kontrakt, anmodning: Request) -> Response {
    let kalder = Kalder::af(&anmodning);
    let mut ramme = foer(tilstand, &anmodning, &kalder);
    match udfoer(tilstand, kontrakt, anmodning, &kalder, &mut ramme).await {
        Ok(krop) => svar::svar(ramme, &krop),
        Err(f) => afvist(&kalder, ramme, &f),
    }
}

/// The body of the answer. What is learnt of the call on the way is put into the frame, for the answer and for the refusal.
///
/// # Errors
/// What becomes a fault.
async fn udfoer(
    tilstand: &Tilstand,
    kontrakt: &'static Kontrakt,
    anmodning: Request,
    kalder: &Kalder,
    ramme: &mut Ramme,
) -> Result<Knude, Fejl> {
    let krop = laes_krop(anmodning, ramme).await?;
    let tekst = krop.tekst()?;
    let dokument = tungt(krop.data.len(), || xml::Dokument::laes(&tekst))?;
    let konvolut = konvolut::laes(&dokument.rod)?;
    ramme.version = konvolut.version;
    ramme.hoveder.clone_from(&konvolut.hoveder);
    ramme.request_header = kontrakt.hoved.is_some();
    let kontekst = sikker::kontekst(tilstand, kontrakt, kalder, &dokument, &konvolut).await?;
    if konvolut.sikkerhed {
        ramme.bevist();
    }
    let operation = operation(kontrakt, &konvolut)?;
    ramme.action = svar_action(kontrakt, operation);
    kontekst.spor.skriv(|s| {
        s.tjeneste.get_or_insert_with(|| kontrakt.navn.to_owned());
        s.operation = Some(operation.navn.to_owned());
        // What the body's context says is there already.
        s.kalders_id = s.kalders_id.take().or_else(|| konvolut.hoveder.transaktion.clone());
    });
    let kald = Kald { tilstand, kontekst: &kontekst, kontrakt, operation, kilde: Kildeslags::Replika };
    match kontrakt::laes_element(konvolut.besked, operation.ind, &konvolut.omgivelser) {
        Ok(ind) => tjenester::udfoer(kald, &ind).await,
        Err(f) => tjenester::afvis(kald, None, f),
    }
}

/// Work on a large message, which others' calls do not wait for: the runtime hands them to another thread.
fn tungt<T>(bytes: usize, arbejde: impl FnOnce() -> T) -> T {
    let flere = || Handle::try_current().is_ok_and(|h| h.runtime_flavor() == RuntimeFlavor::MultiThread);
    if bytes > graenser::STOR_BESKED_BYTES && flere() { tokio::task::block_in_place(arbejde) } else { arbejde() }
}

/// A fault, and its number in the log: the status says nothing of whose fault it was.
pub(crate) fn afvist(kalder: &Kalder, ramme: Ramme, fejl: &Fejl) -> Response {
    if let Some(i) = &kalder.indkomst {
        i.spor.skriv(|s| s.fejl = s.fejl.or(Some(fejl.kode())));
    }
    svar::fault(ramme, fejl)
}

/// Whether SOAP is spoken at that address: what is refused there is refused as a fault.
pub fn har_adresse(sti: &str) -> bool {
    sf1514::paa_sti(sti) || tjenester::paa_sti(sti).is_some()
}

/// What is needed to refuse a call that nobody has looked into.
pub(crate) fn foer(tilstand: &Tilstand, anmodning: &Request, kalder: &Kalder) -> Ramme {
    let indholdstype = anmodning.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    Ramme::foer(tilstand.adgang.clone(), anmodning.uri().path(), indholdstype, tilstand.id.ny(), kalder)
}

/// The operation is that of the body's element; the action is held against it.
fn operation(kontrakt: &'static Kontrakt, konvolut: &Konvolut<'_, '_>) -> Result<&'static Operation, Fejl> {
    let navn = &konvolut.besked.navn;
    let fundet = kontrakt.operation_for(&navn.ns, &navn.lokal).ok_or_else(|| {
        let samme_navn = kontrakt.operationer.iter().find(|o| o.ind.navn == navn.lokal);
        let fejl = Fejl::ny(Fejlkode::ForkertNavnerum).felt(format!("Envelope/Body/{}", grund::fejl::uddrag(&navn.lokal)));
        match samme_navn {
            Some(o) => fejl.tilladt([o.ind.ns.uri]).detalje((
                format!("fik \"{0}\"", grund::fejl::uddrag_langt(&navn.ns)),
                format!("got \"{0}\"", grund::fejl::uddrag_langt(&navn.ns)),
            )),
            None => fejl.tilladt(kontrakt.operationer.iter().map(|o| o.ind.navn)),
        }
    })?;
    if let Some(action) = &konvolut.hoveder.action {
        action::hold(kontrakt, fundet, action)?;
    }
    Ok(fundet)
}

/// wsa:Action of an answer, by the default pattern of WS-Addressing 1.0 Metadata, since the WSDLs name none.
fn svar_action(kontrakt: &Kontrakt, operation: &Operation) -> String {
    let navn = operation.meddelelser.map_or_else(|| format!("{}Response", operation.navn), |(_, ud)| ud.to_owned());
    let skille = if kontrakt.tns.ends_with('/') { "" } else { "/" };
    format!("{}{skille}{}/{navn}", kontrakt.tns, kontrakt.porttype)
}

/// The body of a call.
pub(crate) struct Krop {
    pub data: Bytes,
    indholdstype: Option<HeaderValue>,
}

impl Krop {
    fn indholdstype(&self) -> Option<&str> {
        self.indholdstype.as_ref()?.to_str().ok()
    }

    /// As text.
    ///
    /// # Errors
    /// As [`xml::afkod_som`].
    pub fn tekst(&self) -> Result<Cow<'_, str>, Fejl> {
        xml::afkod_som(&self.data, self.indholdstype())
    }
}

/// Reads the body up to the limit. What it looks like says in which version it will be refused, if it is.
pub(crate) async fn laes_krop(anmodning: Request, ramme: &mut Ramme) -> Result<Krop, Fejl> {
    let indholdstype = anmodning.headers().get(header::CONTENT_TYPE).cloned();
    let data = axum::body::to_bytes(anmodning.into_body(), graenser::KROP_BYTES).await.map_err(|f| {
        let for_stor = std::error::Error::source(&f).is_some_and(|f| f.to_string().contains("length limit"));
        if for_stor {
            Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::KROP_BYTES, grund::sagt::BYTES))
        } else {
            Fejl::ny(Fejlkode::IkkeVelformet).detalje(("kaldets krop sluttede for tidligt", "the body ended early"))
        }
    })?;
    let krop = Krop { data, indholdstype };
    ramme.version = Version::gaet(&krop.data, krop.indholdstype());
    if flerdelt(&krop.data, krop.indholdstype()) {
        return Err(Fejl::ny(Fejlkode::ForkertIndhold).tilladt(["text/xml", "application/soap+xml"]).detalje((
            "beskeden er delt i flere (multipart): slå MTOM og vedhæftede filer fra",
            "the message is in several parts (multipart): switch MTOM and attachments off",
        )));
    }
    Ok(krop)
}

/// Whether the message is packed with attachments (MTOM, SwA). None of the published contracts has any.
fn flerdelt(data: &[u8], indholdstype: Option<&str>) -> bool {
    let sagt = indholdstype.and_then(|t| t.trim_start().get(..10)).is_some_and(|t| t.eq_ignore_ascii_case("multipart/"));
    sagt || data.trim_ascii_start().starts_with(b"--")
}

/// `?wsdl=context` is the WSDL for callers with a client certificate and a context in the body.
const KONTEKST: &str = "context";

/// What the service shows about itself: `?wsdl`, `?singleWsdl`, `?xsd=NAME`, or a short page.
fn vis(tilstand: &Tilstand, kontrakt: &'static Kontrakt, sti: &str, query: Option<&str>, viste: &Viste) -> Response {
    let url = format!("{}{sti}", tilstand.adresse);
    let query = query.unwrap_or_default();
    // In the open mode tools shall build clients that send no token.
    let (navn, vaerdi) = query.split_once('=').unwrap_or((query, ""));
    // Serviceplatformen publishes two WSDLs for a service, one for each kind of caller (contracts 1.3).
    let politik = match (tilstand.adgang.is_some(), vaerdi) {
        (false, _) => Politik::Ingen,
        (true, KONTEKST) => Politik::Klientcertifikat,
        (true, _) => Politik::Token,
    };
    let noegle = if vaerdi == KONTEKST { query.to_ascii_lowercase() } else { navn.to_ascii_lowercase() };
    // Only files that there are: their number is the contract's.
    let fast = |noegle: String, lav: &dyn Fn() -> Option<String>| {
        let mut viste = viste.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(b) = viste.get(&noegle) {
            return Some(dokument("text/xml; charset=utf-8", b.clone()));
        }
        let b = Bytes::from(lav()?);
        viste.insert(noegle, b.clone());
        Some(dokument("text/xml; charset=utf-8", b))
    };
    let vist = match navn.to_ascii_lowercase().as_str() {
        "wsdl" => fast(noegle, &|| Some(kontrakt::wsdl::wsdl(kontrakt, &url, politik))),
        "singlewsdl" => fast(noegle, &|| Some(samlet(kontrakt, &url, politik))),
        "xsd" => match fast(format!("xsd={vaerdi}"), &|| kontrakt::xsd::skema(kontrakt, vaerdi, &url)) {
            Some(x) => Some(x),
            None => {
                let fejl = Fejl::ny(Fejlkode::UkendtFil).felt("xsd").tilladt(kontrakt::xsd::filer(kontrakt));
                let mut svar = dokument("text/plain; charset=utf-8", format!("{fejl}\n"));
                *svar.status_mut() = StatusCode::NOT_FOUND;
                Some(svar)
            }
        },
        _ => None,
    };
    vist.unwrap_or_else(|| dokument("text/html; charset=utf-8", side(kontrakt, &url)))
}

/// The WSDL with its schemas inside, for tools that fetch one file only.
fn samlet(kontrakt: &Kontrakt, url: &str, politik: Politik) -> String {
    let wsdl = kontrakt::wsdl::wsdl(kontrakt, url, politik);
    let Some((foer, rest)) = wsdl.split_once("<wsdl:types>") else { return wsdl };
    let Some((_, efter)) = rest.split_once("</wsdl:types>") else { return wsdl };
    let mut ud = format!("{foer}<wsdl:types>\n");
    for fil in kontrakt::xsd::filer(kontrakt) {
        let Some(x) = kontrakt::xsd::skema(kontrakt, fil, url) else { continue };
        let krop = match x.split_once("?>") {
            Some((_, krop)) if x.starts_with("<?xml") => krop,
            _ => x.as_str(),
        };
        let mut dele = krop.split(" schemaLocation=\"");
        ud.push_str(dele.next().unwrap_or_default());
        for del in dele {
            ud.push_str(del.split_once('"').map_or(del, |(_, r)| r));
        }
    }
    ud + "</wsdl:types>" + efter
}

fn side(kontrakt: &Kontrakt, url: &str) -> String {
    let operationer: String = kontrakt.operationer.iter().map(|o| format!("<li><code>{}</code></li>", o.navn)).collect();
    format!(
        "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><title>{0}</title></head><body><h1>{0}</h1>\
         <p>SOAP-tjeneste (1.1 og 1.2). Send POST til <code>{1}</code>.</p><ul>{operationer}</ul>\
         <p><a href=\"{1}?wsdl\">WSDL</a> · <a href=\"{1}?singleWsdl\">WSDL i én fil</a></p></body></html>",
        kontrakt.navn, url
    )
}

pub(crate) fn dokument(indholdstype: &'static str, tekst: impl Into<Body>) -> Response {
    let mut svar = Response::new(tekst.into());
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(indholdstype));
    svar
}
