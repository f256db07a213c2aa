//! What every HTTP call passes through: call id, authority, time limit, place in the queue, log line, metrics, and a net under panics.
use crate::lyttere::Klientcertifikat;
use crate::maaling::{Maalinger, Vej};
use crate::oprindelse::Oprindelse;
use crate::vaern::{self, Stislags, Vaern};
use adgang::{AabenAdgang, Indkomst, MYNDIGHED_HEADER};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Fejlkode, Kaldekontekst, Spor, graenser};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The header that carries the id of the call in every answer.
pub const KALD_ID: HeaderName = HeaderName::from_static("x-kald-id");

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
    pub pladser: Semaphore,
    /// Metrics.
    pub maalinger: Arc<Maalinger>,
}

/// The middleware.
pub async fn kald(State(m): State<Arc<Mellemled>>, mut anmodning: Request, videre: Next) -> Response {
    let start = Instant::now();
    let klient = anmodning.extensions().get::<Klientcertifikat>().and_then(|k| k.0.clone().ok());
    let ind = Indkomst { nu: m.ur.nu(), kald_id: m.ids.ny(), spor: Spor::default(), klient };
    let metode = anmodning.method().clone();
    let sti = revision::masker_tekst(anmodning.uri().path());
    let vej = Vej::af(anmodning.uri().path(), anmodning.headers().get(header::CONTENT_TYPE));
    let slags = vaern::slags(&metode, anmodning.uri());
    let har_token = anmodning.headers().contains_key(header::AUTHORIZATION);
    // A change's entry is written before the call is over.
    ind.spor.skriv(|s| (s.ledning, s.operation) = (Some(vej.navn()), Some(metode.to_string())));
    anmodning.extensions_mut().insert(ind.clone());

    let kalder = match (m.oprindelse.kontroller(slags, &metode, anmodning.uri(), anmodning.headers()), &m.adgang) {
        (Err(fremmed), _) => {
            ind.spor.skriv(|s| s.fejl = Some(fremmed.kode()));
            Err(fremmed)
        }
        (Ok(()), Adgangsmaade::Aaben(aaben)) => {
            let header = anmodning.headers().get(MYNDIGHED_HEADER).map(|h| h.to_str().unwrap_or(""));
            let kontekst = aaben.kontekst(header, ind.nu, ind.kald_id);
            kontekst.map(|k| {
                ind.spor.skriv(|s| s.myndighed = Some(k.myndighed));
                anmodning.extensions_mut().insert(Kaldekontekst { spor: ind.spor.clone(), ..k });
            })
        }
        (Ok(()), Adgangsmaade::Sikker(v)) => v.find_kalder(slags, &ind, &mut anmodning).await,
    };
    let mut svar = match kalder {
        Err(fejl) => fejlsvar(vej, &fejl),
        Ok(()) => udfoer(&m, vej, anmodning, videre).await,
    };
    let varighed = start.elapsed();
    let mikros = u64::try_from(varighed.as_micros()).unwrap_or(u64::MAX);
    if let Adgangsmaade::Sikker(v) = &m.adgang
        && !matches!(slags, Stislags::Offentlig | Stislags::Udvikling)
    {
        let mut skrevet = v.log(&ind, vej, &metode, &sti, svar.status(), mikros).await;
        // The same message has come twice at once, and the other was first: what this one would have answered is not shown.
        if let Err(f) = &skrevet
            && f.kode() == Fejlkode::Gentaget
        {
            svar = fejlsvar(vej, f);
            skrevet = v.log(&ind, vej, &metode, &sti, svar.status(), mikros).await;
        }
        // What is not in the log has not been answered (G-10, fault 106).
        if let Err(f) = skrevet {
            tracing::error!(kald = %ind.kald_id, fejl = %f, aarsag = f.aarsagen(), "a call could not be logged: its answer is withheld");
            svar = fejlsvar(vej, &Fejl::ny(Fejlkode::Optaget));
        }
    }
    let spor = ind.spor.indhold();
    let (myndighed, system, fejl) = (spor.myndighed, spor.system.as_ref().map(|s| s.uuid), spor.fejl);
    if svar.status() == StatusCode::UNAUTHORIZED && !svar.headers().contains_key(header::WWW_AUTHENTICATE) {
        svar.headers_mut().insert(header::WWW_AUTHENTICATE, udfordring(slags, har_token));
    }
    if let Ok(v) = HeaderValue::from_str(ind.kald_id.as_hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer())) {
        svar.headers_mut().insert(KALD_ID, v);
    }
    // Also where the wire's own answer would be 200 or 500 with the error in the body: nothing was done, and trying again helps.
    if fejl == Some(Fejlkode::Optaget) {
        *svar.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    if svar.status() == StatusCode::SERVICE_UNAVAILABLE {
        svar.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(graenser::PROEV_IGEN_SEKUNDER));
    }
    m.maalinger.kald(vej, svar.status(), varighed);
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

/// How the caller could have proven itself (RFC 9110, 11.6.1; RFC 6750, 3). There is no registered word for a certificate of TLS.
fn udfordring(slags: Stislags, har_token: bool) -> HeaderValue {
    HeaderValue::from_static(match (slags, har_token) {
        (Stislags::Token, true) => "Bearer realm=\"samspil\", error=\"invalid_token\", Holder-of-key realm=\"samspil\"",
        (Stislags::Token, false) => "Bearer realm=\"samspil\", Holder-of-key realm=\"samspil\"",
        _ => "Klientcertifikat realm=\"samspil\"",
    })
}

async fn udfoer(m: &Mellemled, vej: Vej, anmodning: Request, videre: Next) -> Response {
    let loft = Duration::from_secs(graenser::KALD_SEKUNDER);
    let arbejde = async {
        let Ok(_plads) = m.pladser.acquire().await else { return fejlsvar(vej, &Fejl::ny(Fejlkode::Optaget)) };
        videre.run(anmodning).await
    };
    match tokio::time::timeout(loft, AssertUnwindSafe(arbejde).catch_unwind()).await {
        Ok(Ok(svar)) => svar,
        Ok(Err(_)) => {
            tracing::error!("a call panicked; this is a fault in the program");
            fejlsvar(vej, &Fejl::ny(Fejlkode::Intern))
        }
        Err(_) => fejlsvar(vej, &Fejl::ny(Fejlkode::Tidsudloeb)),
    }
}

/// A refusal from before any wire saw the call, in the shape that the caller's wire has.
pub fn fejlsvar(vej: Vej, fejl: &Fejl) -> Response {
    let status = StatusCode::from_u16(fejl.post().http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match vej {
        Vej::Soap => {
            let tekst = xml_tekst(&fejl.dansk());
            let krop = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><s:Fault><s:Code>\
                 <s:Value>s:{}</s:Value></s:Code><s:Reason><s:Text xml:lang=\"da\">{tekst}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>",
                if status.is_server_error() { "Receiver" } else { "Sender" }
            );
            (status, [(header::CONTENT_TYPE, "application/soap+xml; charset=utf-8")], krop).into_response()
        }
        Vej::Rest | Vej::Graphql | Vej::Andet => {
            let krop = serde_json::json!({ "message": fejl.engelsk(), "besked": fejl.dansk(), "kode": fejl.kode().to_string(), "felt": fejl.feltet() });
            (status, [(header::CONTENT_TYPE, "application/json")], krop.to_string()).into_response()
        }
    }
}

fn xml_tekst(t: &str) -> String {
    t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

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
