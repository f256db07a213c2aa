//! What every HTTP call passes through: call id, authority, time limit, place in the queue, log line, metrics, and a net under panics.
use crate::indpakning::{self, Indpakning};
use crate::logning::{Indgang, Skrevet};
use crate::lyttere::Klientcertifikat;
use crate::lyttere::forbindelser::Forbindelse;
use crate::maaling::{Maalinger, Vej};
use crate::modtagelse::{Beholdning, Modtagelser};
use crate::oprindelse::Oprindelse;
use crate::pladser::Pladser;
use crate::vaern::{self, Stislags, Vaern};
use crate::vedvarende::{self, MaaStadig};
use adgang::{AabenAdgang, Administrator, Indkomst, MYNDIGHED_HEADER};
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Fejlkode, Kaldekontekst, Spor, graenser};
use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The header that carries the id of the call in every answer.
pub const KALD_ID: HeaderName = HeaderName::from_static("x-kald-id");

/// The header of an answer to a search for what changed: all changes up to this registration time are in it, or were in an earlier one.
pub const VANDMAERKE: HeaderName = HeaderName::from_static("samspil-vandmaerke");

/// The header of an answer of Serviceplatformen's services: where it comes from. `replika`, `simulator`, or `gennemstilling` and which upstream.
pub const KILDE: HeaderName = HeaderName::from_static("samspil-kilde");

/// And how old that is: the time of the replica's newest extract.
pub const KILDE_TID: HeaderName = HeaderName::from_static("samspil-kilde-tid");

/// How callers are known.
pub enum Adgangsmaade {
    /// The open mode: by a header.
    Aaben(AabenAdgang),
    /// By tokens, signatures and certificates; every call is logged.
    Sikker(Arc<Vaern>),
}

/// What the middleware needs.
pub struct Mellemled {
    /// Clock.
    pub ur: Arc<dyn Ur>,
    /// Ids.
    pub ids: Arc<dyn IdKilde>,
    /// Who may call.
    pub adgang: Adgangsmaade,
    /// Where requests may come from.
    pub oprindelse: Oprindelse,
    /// Places for calls under way.
    pub pladser: Pladser,
    /// Bodies of callers that are proven before they are read.
    pub bevist: Arc<Modtagelser>,
    /// Bodies of all others.
    pub ubevist: Arc<Modtagelser>,
    /// Metrics.
    pub maalinger: Arc<Maalinger>,
    /// How people at browsers are refused.
    pub browsere: Option<Browserafvisning>,
}

/// A refusal as a page, for the call that it was made for.
pub type Sideafvisning = Box<dyn Fn(&Fejl) -> Response + Send + Sync>;
/// Whether a person sits at the other end of a call to that kind of address, and how it is refused then.
pub type Browserafvisning = Arc<dyn Fn(Stislags, &Request, &Indkomst) -> Option<Sideafvisning> + Send + Sync>;

/// The middleware.
pub async fn kald(State(m): State<Arc<Mellemled>>, mut anmodning: Request, videre: Next) -> Response {
    let start = Instant::now();
    let klient = anmodning.extensions().get::<Klientcertifikat>().and_then(|k| k.0.clone().ok());
    let mut ind = Indkomst { nu: m.ur.nu(), kald_id: m.ids.ny(), spor: Spor::default(), klient };
    // Until the message has proven another: who made the call may ask why it was refused.
    if let Some(c) = &ind.klient {
        ind.spor.skriv(|s| s.certifikat = Some(c.fingeraftryk_hex()));
    }
    let metode = anmodning.method().clone();
    let sti = revision::masker_tekst(anmodning.uri().path());
    let fremmed_soap = soap::fremmed::er_soap(&metode, anmodning.headers()) && !soap::har_adresse(anmodning.uri().path());
    let vej = if fremmed_soap { Vej::Soap } else { Vej::af(anmodning.uri().path(), anmodning.headers().get(header::CONTENT_TYPE)) };
    let slags = vaern::slags(&metode, anmodning.uri());
    let har_token = anmodning.headers().contains_key(header::AUTHORIZATION);
    let mut ulaest = anmodning.version() <= Version::HTTP_11 && !anmodning.body().is_end_stream();
    let afviser = Afviser::ny(&m, vej, slags, &anmodning, &ind);
    // A change's entry is written before the call is over.
    ind.spor.skriv(|s| (s.ledning, s.operation) = (Some(vej.navn()), Some(metode.to_string())));
    let mut indgang = match &m.adgang {
        Adgangsmaade::Sikker(v) if !matches!(slags, Stislags::Offentlig | Stislags::Fri | Stislags::Udvikling) => {
            Indgang::ny(v.clone(), ind.clone(), vej, metode.clone(), sti.clone(), start)
        }
        _ => Indgang::ingen(),
    };
    anmodning.extensions_mut().insert(ind.clone());

    let bevist = match m.oprindelse.kontroller(slags, &metode, anmodning.uri(), anmodning.headers()) {
        Err(fremmed) => {
            ind.spor.skriv(|s| s.fejl = Some(fremmed.kode()));
            Err(fremmed)
        }
        // Whoever calls: no service is there that could ask.
        Ok(()) if fremmed_soap => Err(soap::fremmed::ukendt_adresse(anmodning.uri().path())),
        Ok(()) => find_kalder(&m, slags, &ind, &mut anmodning).await,
    };
    let forbindelse = anmodning.extensions().get::<Arc<Forbindelse>>().cloned();
    let modtaget = match bevist {
        Err(fejl) => Err(fejl),
        Ok(bevist) => match modtag(&m, slags, bevist, forbindelse.as_deref(), anmodning).await {
            Ok(modtaget) if modtaget.laest => afgoer(&m, slags, &mut ind, modtaget).await,
            modtaget => modtaget,
        },
    };
    indgang.saet_nu(ind.nu);
    let mut svar = match modtaget {
        Err(fejl) => {
            ind.spor.skriv(|s| s.fejl = s.fejl.or(Some(fejl.kode())));
            afviser.svar(&fejl)
        }
        Ok(modtaget) => {
            ulaest &= modtaget.ulaest;
            let _arbejde = forbindelse.as_ref().map(Forbindelse::arbejde);
            let maa_stadig = maa_stadig(&m, slags, &ind, &modtaget.anmodning);
            let svar = udfoer(&m, &afviser, slags, modtaget, videre).await;
            let svar = match forbindelse.as_ref().filter(|_| svar.extensions().get::<levering::Vedvarende>().is_some()) {
                Some(f) => vedvarende::arbejder(svar, f.arbejde()),
                None => svar,
            };
            match maa_stadig {
                Some(s) => vedvarende::svar(svar, vedvarende::SPOERG_IGEN, s),
                None => svar,
            }
        }
    };
    // What the wire refused; where the status says nothing of it (GraphQL), it says so beside the answer.
    ind.spor.skriv(|s| s.fejl = s.fejl.or_else(|| svar.extensions().get().copied()));
    let varighed = start.elapsed();
    let mikros = u64::try_from(varighed.as_micros()).unwrap_or(u64::MAX);
    let spor = ind.spor.indhold();
    let kendt = spor.system.is_some() || spor.bruger_bevist;
    let afvist = svar.status().is_client_error() || svar.status().is_server_error();
    if let Some(f) = forbindelse.as_ref().filter(|_| !afvist && (kendt || matches!(m.adgang, Adgangsmaade::Aaben(_)))) {
        f.bevis();
    }
    // What nobody who is known was refused is written at a bounded rate, here and in the log.
    let skrives = match &m.adgang {
        // Nor is it a look at anything when a stranger is sent from a page to the login.
        Adgangsmaade::Sikker(v) => kendt || (!afvist && slags != Stislags::Side) || v.afslag.tag(ind.nu),
        Adgangsmaade::Aaben(_) => true,
    };
    if skrives {
        match indgang.skriv(svar.status()).await {
            Ok(Skrevet::Ja) => {}
            // What this one would have answered is not shown.
            Ok(Skrevet::Gentaget(f)) => svar = afviser.svar(&f),
            // What is not in the log has not been answered (G-10, fault 106).
            Err(f) => {
                tracing::error!(kald = %ind.kald_id, fejl = %f, aarsag = f.aarsagen(), "a call could not be logged: its answer is withheld");
                svar = afviser.svar(&Fejl::ny(Fejlkode::Optaget));
            }
        }
    } else {
        indgang.glem();
    }
    let spor = ind.spor.indhold();
    let (myndighed, system, fejl) = (spor.myndighed, spor.system.as_ref().map(|s| s.uuid), spor.fejl);
    if svar.status() == StatusCode::UNAUTHORIZED && !svar.headers().contains_key(header::WWW_AUTHENTICATE) {
        svar.headers_mut().insert(header::WWW_AUTHENTICATE, udfordring(slags, har_token));
    }
    // The catalogue's page about it, on every wire.
    if let Some(Ok(v)) =
        fejl.or_else(|| svar.extensions().get().copied()).map(|f| HeaderValue::from_str(&format!("<{}>; rel=\"help\"", f.side())))
    {
        svar.headers_mut().append(header::LINK, v);
    }
    if let Ok(v) = HeaderValue::from_str(ind.kald_id.as_hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer())) {
        svar.headers_mut().insert(KALD_ID, v);
    }
    if let Some(v) = spor.vandmaerke.filter(|_| svar.status().is_success()).and_then(|v| HeaderValue::from_str(&v.til_utc()).ok()) {
        svar.headers_mut().insert(VANDMAERKE, v);
    }
    if let Some(k) = &spor.kilde {
        if let Ok(v) = HeaderValue::from_str(&k.tekst()) {
            svar.headers_mut().insert(KILDE, v);
        }
        if let Some(v) = k.fra.and_then(|t| HeaderValue::from_str(&t.til_utc()).ok()) {
            svar.headers_mut().insert(KILDE_TID, v);
        }
    }
    // Also where the wire's own answer would be 200 with the error in the body: nothing was done, and trying again helps. SOAP has a fault for it.
    if matches!(fejl, Some(Fejlkode::Optaget | Fejlkode::LagerSkadet)) && vej != Vej::Soap {
        *svar.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    if svar.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        svar.headers_mut().insert(header::ACCEPT_ENCODING, indpakning::kan_laeses());
    }
    if svar.status() == StatusCode::SERVICE_UNAVAILABLE {
        svar.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(graenser::PROEV_IGEN_SEKUNDER));
    }
    if ulaest {
        // The connection can't be used again; a client that is not told would lose its next call.
        svar.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        if let Some(f) = &forbindelse {
            f.ulaest();
        }
    }
    m.maalinger.kald(vej, svar.status(), varighed);
    if !skrives {
        return svar;
    }
    tracing::info!(
        kald = %ind.kald_id,
        metode = %metode,
        sti = %sti,
        status = svar.status().as_u16(),
        mikros,
        myndighed = myndighed.map(tracing::field::display),
        system = system.map(tracing::field::display),
        fejl = fejl.map(tracing::field::display),
        adgang = if matches!(m.adgang, Adgangsmaade::Aaben(_)) { "aaben" } else { "sikker" },
        "kald"
    );
    svar
}

/// Decides anew for an answer under way: by the same token, certificate and address, at the time when it is asked. Other rights than those that the answer was
/// made by end it too.
fn maa_stadig(m: &Arc<Mellemled>, slags: Stislags, ind: &Indkomst, anmodning: &Request) -> Option<MaaStadig> {
    if !matches!((&m.adgang, slags), (Adgangsmaade::Sikker(_), Stislags::Token | Stislags::Administration)) {
        return None;
    }
    let retter = |e: &Extensions| {
        let kald = e.get::<Kaldekontekst>().map(|k| (k.myndighed, k.laeser.clone(), k.retter.clone(), k.brugers.clone()));
        (kald, e.get::<Arc<Administrator>>().cloned())
    };
    let givet = Arc::new(retter(anmodning.extensions()));
    let (uri, klient) = (anmodning.uri().clone(), anmodning.extensions().get::<Klientcertifikat>().cloned());
    let authorization = anmodning.headers().get(header::AUTHORIZATION).cloned();
    let (m, kald_id, certifikat) = (m.clone(), ind.kald_id, ind.klient.clone());
    Some(Box::new(move || {
        let mut igen = Request::new(Body::empty());
        *igen.uri_mut() = uri.clone();
        if let Some(a) = &authorization {
            igen.headers_mut().insert(header::AUTHORIZATION, a.clone());
        }
        if let Some(k) = &klient {
            igen.extensions_mut().insert(k.clone());
        }
        let ind = Indkomst { nu: m.ur.nu(), kald_id, spor: Spor::default(), klient: certifikat.clone() };
        let (m, givet) = (m.clone(), givet.clone());
        Box::pin(async move {
            find_kalder(&m, slags, &ind, &mut igen).await?;
            if retter(igen.extensions()) == *givet { Ok(()) } else { Err(Fejl::ny(Fejlkode::IngenAdgang)) }
        })
    }))
}

/// Puts the caller on the request, where HTTP tells who it is; says whether it does.
async fn find_kalder(m: &Arc<Mellemled>, slags: Stislags, ind: &Indkomst, anmodning: &mut Request) -> Result<bool, Fejl> {
    match &m.adgang {
        Adgangsmaade::Aaben(aaben) => {
            let header = anmodning.headers().get(MYNDIGHED_HEADER).map(|h| h.to_str().unwrap_or(""));
            let k = aaben.kontekst(header, ind.nu, ind.kald_id)?;
            ind.spor.skriv(|s| s.myndighed = Some(k.myndighed));
            anmodning.extensions_mut().insert(Kaldekontekst { spor: ind.spor.clone(), ..k });
            Ok(true)
        }
        Adgangsmaade::Sikker(v) => v.find_kalder(slags, ind, &m.ur, anmodning).await,
    }
}

/// Decides again when the body is there: it may have been under way for minutes, and what ended meanwhile (an agreement, a certificate, an
/// administrator's role) gives no rights to it. The call's time, for the wire, its changes and the log, is that of this decision.
async fn afgoer(m: &Arc<Mellemled>, slags: Stislags, ind: &mut Indkomst, mut modtaget: Modtaget) -> Result<Modtaget, Fejl> {
    ind.nu = m.ur.nu();
    modtaget.anmodning.extensions_mut().insert(ind.clone());
    find_kalder(m, slags, ind, &mut modtaget.anmodning).await?;
    Ok(modtaget)
}

/// How the caller could have proven itself (RFC 9110, 11.6.1; RFC 6750, 3). There is no registered word for a certificate of TLS.
fn udfordring(slags: Stislags, har_token: bool) -> HeaderValue {
    HeaderValue::from_static(match (slags, har_token) {
        (Stislags::Token, true) => "Bearer realm=\"samspil\", error=\"invalid_token\", Holder-of-key realm=\"samspil\"",
        (Stislags::Token, false) => "Bearer realm=\"samspil\", Holder-of-key realm=\"samspil\"",
        _ => "Klientcertifikat realm=\"samspil\"",
    })
}

/// A call whose body is there, or a document's files that stream.
struct Modtaget {
    anmodning: Request,
    fil: bool,
    /// Bytes of a message that says itself who sent it.
    ubevist: usize,
    /// The body was left where it was.
    ulaest: bool,
    /// The body was waited for.
    laest: bool,
    _beholdning: Option<Beholdning>,
}

/// Reads the body, before the call takes a place.
async fn modtag(m: &Mellemled, slags: Stislags, bevist: bool, f: Option<&Forbindelse>, anmodning: Request) -> Result<Modtaget, Fejl> {
    let (mut dele, krop) = anmodning.into_parts();
    let uden =
        |krop: Body| Modtaget { anmodning: Request::new(krop), fil: false, ubevist: 0, ulaest: false, laest: false, _beholdning: None };
    let er_form = |t: &str| dele.headers.get(header::CONTENT_TYPE).is_some_and(|h| h.as_bytes().starts_with(t.as_bytes()));
    let form = er_form("multipart/");
    let mut modtaget = if matches!(dele.method, Method::GET | Method::HEAD)
        || krop.is_end_stream()
        // The certificate of the connection is all that proves the caller there, and it has not: what it sends is not read at all.
        || (slags == Stislags::Egen && !bevist && soap::tjenester::paa_sti(dele.uri.path()).is_none() && !vaern::er_sts(dele.uri.path()))
    {
        Modtaget { ulaest: true, ..uden(Body::empty()) }
    } else if slags == Stislags::Token && form {
        // Files stream into the store; what is packed in them is theirs.
        if Indpakning::af(&dele.headers)?.is_some() {
            return Err(indpakning::afvis());
        }
        Modtaget { fil: true, ..uden(krop) }
    } else {
        let fra = f.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |f| f.afsender);
        let pakket = Indpakning::af(&dele.headers)?;
        let alle = if bevist { &m.bevist } else { &m.ubevist };
        let (mut bytes, mut beholdning) = alle.modtag(fra, krop).await?;
        if let Some(pakket) = pakket {
            (bytes, beholdning) = pakket.pak_ud(alle, bytes).await?;
            dele.headers.remove(header::CONTENT_ENCODING);
            dele.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
        }
        let ubevist = if bevist { 0 } else { bytes.len() };
        Modtaget { ubevist, laest: true, _beholdning: Some(beholdning), ..uden(bytes.into()) }
    };
    let (_, krop) = modtaget.anmodning.into_parts();
    modtaget.anmodning = Request::from_parts(dele, krop);
    Ok(modtaget)
}

async fn udfoer(m: &Mellemled, afviser: &Afviser, slags: Stislags, modtaget: Modtaget, videre: Next) -> Response {
    let loft = Duration::from_secs(graenser::KALD_SEKUNDER);
    let arbejde = async {
        let Ok(_plads) = m.pladser.tag(slags, modtaget.fil, modtaget.ubevist).await else {
            return afviser.svar(&Fejl::ny(Fejlkode::Optaget));
        };
        videre.run(modtaget.anmodning).await
    };
    match tokio::time::timeout(loft, AssertUnwindSafe(arbejde).catch_unwind()).await {
        Ok(Ok(svar)) if svar.extensions().get::<UkendtSti>().is_some() => afviser.svar(&Fejl::ny(Fejlkode::UkendtSti)),
        Ok(Ok(svar)) => svar,
        Ok(Err(_)) => {
            tracing::error!("a call panicked; this is a fault in the program");
            afviser.svar(&Fejl::ny(Fejlkode::Intern))
        }
        Err(_) => afviser.svar(&Fejl::ny(Fejlkode::Tidsudloeb)),
    }
}

/// Refuses a call that no wire has seen, in the shape that the caller's wire has.
enum Afviser {
    /// With a fault, signed where there are keys.
    Soap(Box<soap::svar::Ramme>),
    /// With a page.
    Browser(Sideafvisning),
    /// With JSON.
    Andre,
}

impl Afviser {
    fn ny(m: &Mellemled, vej: Vej, slags: Stislags, anmodning: &Request, ind: &Indkomst) -> Self {
        if vej != Vej::Soap {
            let browser = m.browsere.as_ref().and_then(|b| b(slags, anmodning, ind));
            return browser.map_or(Self::Andre, Self::Browser);
        }
        let adgang = match &m.adgang {
            Adgangsmaade::Aaben(_) => None,
            Adgangsmaade::Sikker(v) => Some(v.adgang.clone()),
        };
        let kalder = soap::sikker::Kalder { kontekst: None, indkomst: Some(ind.clone()) };
        let indholdstype = anmodning.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        Self::Soap(Box::new(soap::svar::Ramme::foer(adgang, anmodning.uri().path(), indholdstype, m.ids.ny(), &kalder)))
    }

    fn svar(&self, fejl: &Fejl) -> Response {
        match self {
            Self::Soap(ramme) => {
                let mut svar = soap::svar::fault(ramme.as_ref().clone(), fejl);
                svar.extensions_mut().insert(fejl.kode());
                svar
            }
            Self::Browser(b) => b(fejl),
            Self::Andre => fejlsvar(fejl),
        }
    }
}

/// A refusal as JSON.
pub fn fejlsvar(fejl: &Fejl) -> Response {
    let status = StatusCode::from_u16(fejl.post().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let krop =
        serde_json::json!({ "message": fejl.engelsk(), "besked": fejl.dansk(), "kode": fejl.kode().to_string(), "felt": fejl.feltet() });
    let mut svar = (status, [(header::CONTENT_TYPE, "application/json")], krop.to_string()).into_response();
    svar.extensions_mut().insert(fejl.kode());
    svar
}

/// What the router answers where nobody has the address: a mark, because only the middleware knows how this caller is refused.
pub async fn ukendt_sti() -> Response {
    let mut svar = StatusCode::NOT_FOUND.into_response();
    svar.extensions_mut().insert(UkendtSti);
    svar
}

#[derive(Clone, Copy)]
struct UkendtSti;

#[cfg(test)]
mod tests {
    #[test]
    fn the_log_holds_no_cpr_number_however_it_is_written() {
        for (sti, ventet) in [
            ("/organisation/person/0101701234", "/organisation/person/010170-****"),
            ("/organisation/person/%30101701234", "/organisation/person/010170-****"),
            ("/x/010170%2d1234/y", "/x/010170-****/y"),
            ("/organisation/bruger/0235dc7b-11c4-4ee5-b685-9f638f5cd032", "/organisation/bruger/0235dc7b-11c4-4ee5-b685-9f638f5cd032"),
            ("/organisation/bruger/6", "/organisation/bruger/6"),
        ] {
            assert_eq!(revision::masker_tekst(sti), ventet);
        }
    }
}
