//! `samspil fordeling modtager`: a party's own service (the v2 WSDLs of SF2900), to try with.
use crate::kommandoer::server::stopsignal;
use crate::kommandoer::skriv;
use crate::kommandolinje::fordeling::Modtagersvar;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::xml::{self, XElement};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const T2: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types";
const T3: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types";

struct Modtager {
    svar: Modtagersvar,
    gem: Option<PathBuf>,
    tilbage: Option<AtomicUsize>,
    slut: Notify,
}

/// Listens until it is told to stop, or has had enough.
pub(super) async fn koer(lyt: SocketAddr, svar: Modtagersvar, gem: Option<PathBuf>, antal: Option<usize>) -> Result<(), String> {
    if !lyt.ip().is_loopback() {
        return Err("--lyt: it proves nobody, so it listens on loopback addresses only".into());
    }
    if let Some(m) = &gem {
        std::fs::create_dir_all(m).map_err(|e| format!("{}: {e}", m.display()))?;
    }
    let stop = stopsignal()?;
    let lytter = tokio::net::TcpListener::bind(lyt).await.map_err(|e| format!("{lyt}: {e}"))?;
    let adresse = lytter.local_addr().unwrap_or(lyt);
    skriv(&format!("listening: http://{adresse}/ for objects and receipts. Ctrl-C stops.\n"))?;
    let m = Arc::new(Modtager { svar, gem, tilbage: antal.map(AtomicUsize::new), slut: Notify::new() });
    let router = Router::new().fallback(modtag).with_state(m.clone());
    let ende = async move {
        tokio::select! {
            () = stop => {}
            () = m.slut.notified() => {}
        }
    };
    axum::serve(lytter, router).with_graceful_shutdown(ende).await.map_err(|e| e.to_string())
}

/// The text of the first element of that name.
fn find(e: &XElement<'_>, navn: &str) -> Option<String> {
    if e.navn.lokal == navn {
        return Some(e.tekst().trim().to_owned());
    }
    e.elementer().find_map(|b| find(b, navn))
}

fn har(e: &XElement<'_>, navn: &str) -> bool {
    e.navn.lokal == navn || e.elementer().any(|b| har(b, navn))
}

fn konvolut(status: StatusCode, krop: &str) -> Response {
    let tekst = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"{SOAP}\"><s:Body>{krop}</s:Body></s:Envelope>");
    (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], tekst).into_response()
}

fn fault(hvorfor: &str) -> Response {
    let mut tekst = String::new();
    xml::escape_tekst(hvorfor, &mut tekst);
    konvolut(
        StatusCode::INTERNAL_SERVER_ERROR,
        &format!("<s:Fault><faultcode>s:Server</faultcode><faultstring>{tekst}</faultstring></s:Fault>"),
    )
}

async fn modtag(State(m): State<Arc<Modtager>>, krop: Bytes) -> Response {
    let svar = m.svar(&krop).unwrap_or_else(|f| fault(&f));
    if let Some(t) = &m.tilbage
        && t.fetch_sub(1, Ordering::Relaxed) <= 1
    {
        m.slut.notify_one();
    }
    svar
}

impl Modtager {
    fn svar(&self, krop: &[u8]) -> Result<Response, String> {
        let tekst = xml::afkod(krop).map_err(|f| f.to_string())?;
        let rod = xml::parse(&tekst).map_err(|f| f.to_string())?;
        // What others wrote does nothing to the terminal.
        let felt = |navn: &str| grund::fejl::uddrag_langt(&find(&rod, navn).unwrap_or_default());
        let (id, anvender) = (felt("DistributionTransktionsID"), felt("AnvenderTransaktionsID"));
        if har(&rod, "FordelingskvitteringModtagAnvenderRequest") {
            let begrundelse = Some(felt("Begrundelse")).filter(|b| !b.is_empty()).map_or(String::new(), |b| format!(" ({b})"));
            skriv(&format!(
                "receipt {} {} of {id} ({anvender}){begrundelse}\n",
                felt("ForretningsValideringsKode"),
                felt("Kvitteringstype")
            ))?;
            return Ok(konvolut(StatusCode::OK, &format!("<a:FordelingskvitteringModtagAnvenderResponse xmlns:a=\"{T2}\"/>")));
        }
        if !har(&rod, "FordelingsobjektModtagRequest") {
            return Err("neither FordelingsobjektModtagRequest nor FordelingskvitteringModtagAnvenderRequest".into());
        }
        let fil = Some(felt("DokumentFilNavn")).filter(|f| !f.is_empty()).map_or(String::new(), |f| format!(", file IN/{f}"));
        let notat = Some(felt("Notat")).filter(|n| !n.is_empty()).map_or(String::new(), |n| format!(": {n}"));
        skriv(&format!("object {} {id} ({anvender}){fil}{notat}\n", felt("ObjektType")))?;
        self.gem(&id, &tekst, &rod)?;
        let (kode, slags) = match self.svar {
            Modtagersvar::Modtaget => ("MODTAGET", "Teknisk"),
            Modtagersvar::Accepteret => ("ACCEPTERET", "Forretning"),
            Modtagersvar::Afvist => ("AFVIST", "Teknisk"),
            Modtagersvar::Fejl => return Err("it was asked to fail (--svar fejl)".into()),
        };
        let kvittering = format!(
            "<m:FordelingsobjektModtagResponse xmlns:m=\"{T2}\"><m:ForretningsKvittering><m:ForretningsValideringsKode>{kode}</m:ForretningsValideringsKode>\
             <m:Kvitteringstype>{slags}</m:Kvitteringstype></m:ForretningsKvittering></m:FordelingsobjektModtagResponse>"
        );
        Ok(konvolut(StatusCode::OK, &kvittering))
    }

    /// What came, and the receipt that accepts it.
    fn gem(&self, id: &str, tekst: &str, rod: &XElement<'_>) -> Result<(), String> {
        let Some(mappe) = &self.gem else { return Ok(()) };
        // The id is another program's word: it is a name only when it is one.
        let Some(id) = grund::id::laes_uuid(id) else { return Ok(()) };
        let felt = |navn: &str| find(rod, navn).unwrap_or_default();
        let element = |navn: &str| match felt(navn) {
            v if v.is_empty() => v,
            v => {
                let mut tekst = String::new();
                xml::escape_tekst(&v, &mut tekst);
                format!("<{navn}>{tekst}</{navn}>")
            }
        };
        let valg = match felt("RoutingModtagerAktoer") {
            a if a.is_empty() => {
                format!("<RoutingKLEEmneHandling>{}{}</RoutingKLEEmneHandling>", element("RoutingKLEEmne"), element("RoutingHandlingFacet"))
            }
            _ => element("RoutingModtagerAktoer"),
        };
        let kvittering = format!(
            "<t:FordelingskvitteringModtagRequest xmlns:t=\"{T3}\" xmlns=\"{T2}\">\n  <t:Forretningskvittering>\n    \
             <ForretningsValideringsKode>ACCEPTERET</ForretningsValideringsKode>\n    <Kvitteringstype>Forretning</Kvitteringstype>\n  </t:Forretningskvittering>\n  \
             <t:DistributionContext>{}{}{}{}<RoutingValg>{valg}</RoutingValg></t:DistributionContext>\n</t:FordelingskvitteringModtagRequest>\n",
            element("AnvenderTransaktionsID"),
            element("DistributionTransktionsID"),
            element("AfsendendeMyndighed"),
            element("RoutingMyndighed"),
        );
        for (fil, indhold) in [(format!("{id}.xml"), tekst), (format!("{id}-kvittering.xml"), kvittering.as_str())] {
            let fil = mappe.join(fil);
            std::fs::write(&fil, indhold).map_err(|e| format!("{}: {e}", fil.display()))?;
        }
        skriv(&format!(
            "  its receipt: samspil klient kald distribution/3 FordelingskvitteringModtag --body {} --certifikat {}\n",
            mappe.join(format!("{id}-kvittering.xml")).display(),
            certifikat()
        ))
    }
}

/// The receiver's key store: that of the demo where it lies here, for the command is pasted.
fn certifikat() -> String {
    let demo = PathBuf::from("samspil-data/klienter/demolaeser.p12");
    if demo.exists() { demo.display().to_string() } else { "RECEIVER.p12".into() }
}
