//! The page of a development instance that hands out keystores: those of the demo, and new ones of the development CA. Private keys are for
//! whoever started the program: the page opens for the code that the start prints, once, and then for that browser until the program ends.
use crate::demosystemer::KODE;
use crate::mellemled::fejlsvar;
use crate::moduler::Modul;
use crate::sikkerhedsmappe::{Sikkerhedsmappe, serienummer};
use crate::{adresser, klientfiler};
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Fejlkode};
use serde::Deserialize;
use sikkerhed::ca::Anmodning;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What the page works on.
#[derive(Clone)]
pub struct Klientside {
    /// The development CA is in it.
    pub sikkerhed: Sikkerhedsmappe,
    /// Where keystores are.
    pub mappe: PathBuf,
    /// The server's address for clients with a certificate.
    pub adresse: String,
    /// Its other ports.
    pub havne: adresser::Havne,
    /// The modules that run.
    pub moduler: Vec<Modul>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// What the page is locked with.
    pub laas: Arc<Kodelaas>,
}

/// A code that is good once, and what the browser has that used it.
#[derive(Debug)]
pub struct Kodelaas {
    kode: Mutex<Option<String>>,
    browser: String,
}

impl Kodelaas {
    /// Locked, with a new code of 122 random bits.
    pub fn ny(ids: &dyn IdKilde) -> Self {
        Self { kode: Mutex::new(Some(ids.ny().simple().to_string())), browser: ids.ny().simple().to_string() }
    }

    /// The code, until it is used.
    pub fn kode(&self) -> Option<String> {
        self.kode.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Uses the code up, if it is this one.
    fn aabn(&self, kode: &str) -> bool {
        self.kode.lock().unwrap_or_else(PoisonError::into_inner).take_if(|k| k == kode).is_some()
    }

    fn er_aaben(&self, hoveder: &HeaderMap) -> Result<(), Fejl> {
        let kager = hoveder.get_all(header::COOKIE).iter().filter_map(|h| h.to_str().ok()).flat_map(|h| h.split(';'));
        let kendt = kager.filter_map(|k| k.trim().split_once('=')).any(|(n, v)| n == KAGE && v == self.browser);
        if kendt {
            Ok(())
        } else {
            Err(Fejl::ny(Fejlkode::IngenAdgang)
                .felt("kode")
                .ventet(("den kode, som programmet skrev ved start; den bruges én gang", "the code that the start printed, once")))
        }
    }
}

const HOVED: &str = "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
    <title>Nøglelagre</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}\
    label{display:block;margin:.5rem 0}</style></head><body><main>";
/// The cookie of the browser that used the code.
const KAGE: &str = "samspil-noeglelagre";
/// Where the page is.
pub const SIDE: &str = "/udvikling/klienter";

/// `GET|POST /udvikling/klienter`, `POST /udvikling/klienter/kode`, `GET /udvikling/klienter/{fil}`.
pub fn ruter(k: Klientside) -> Router {
    Router::new()
        .route("/udvikling/klienter", get(side).post(udsted))
        .route("/udvikling/klienter/kode", post(laas_op))
        .route("/udvikling/klienter/{fil}", get(fil))
        .with_state(k)
}

fn afvis(f: Fejl) -> Response {
    fejlsvar(&f)
}

/// The code, in the address or in the page's own form; and the files that were just made.
#[derive(Deserialize, Default)]
struct Valg {
    #[serde(default)]
    kode: String,
    #[serde(default)]
    ny: String,
}

fn med_kode(k: &Klientside, kode: &str) -> Response {
    if k.laas.aabn(kode) {
        let kage = format!("{KAGE}={}; Path={SIDE}; HttpOnly; SameSite=Strict", k.laas.browser);
        return ([(header::SET_COOKIE, kage)], Redirect::to(SIDE)).into_response();
    }
    let forkert = if kode.is_empty() { "" } else { "<p role=\"alert\">Koden er forkert, eller den er brugt.</p>" };
    (StatusCode::FORBIDDEN, Html(format!("{HOVED}<h1>Nøglelagre</h1>{forkert}<p>Siden åbnes med den kode, som programmet skrev, da det startede. Den kan bruges én \
     gang; en ny start giver en ny.</p><form method=\"post\" action=\"{SIDE}/kode\"><label>Kode <input name=\"kode\" required autocomplete=\"off\"></label>\
     <button>Åbn</button></form></main></body></html>"))).into_response()
}

async fn laas_op(State(k): State<Klientside>, valg: Result<Form<Valg>, axum::extract::rejection::FormRejection>) -> Response {
    med_kode(&k, valg.map(|v| v.0.kode).unwrap_or_default().trim())
}

async fn side(
    State(k): State<Klientside>,
    hoveder: HeaderMap,
    valg: Result<Query<Valg>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let valg = valg.map(|v| v.0).unwrap_or_default();
    if k.laas.er_aaben(&hoveder).is_err() {
        return med_kode(&k, valg.kode.trim());
    }
    let nye = ["p12", "pem", "key"].map(|e| format!("{}.{e}", valg.ny));
    // What somebody has put into the address is shown only where it is the name of a file.
    let nye = if nye.iter().all(|n| enkelt(n) && k.mappe.join(n).is_file()) {
        let liste: String = nye.iter().map(|n| format!("<li>{}</li>", henvisning(n))).collect();
        format!(
            "<h2>Nye filer</h2><ul>{liste}</ul><p>Certifikatet skal knyttes til systemet i Administrationsmodulet; før det åbner det intet.</p>"
        )
    } else {
        String::new()
    };
    let mut navne: Vec<String> =
        std::fs::read_dir(&k.mappe).map(|d| d.filter_map(|f| f.ok()?.file_name().into_string().ok()).collect()).unwrap_or_default();
    navne.sort();
    let liste: String = navne.iter().map(|n| format!("<li>{}</li>", henvisning(n))).collect();
    let mut tjenester = String::new();
    for t in adresser::tjenester(&k.adresse, &k.moduler, k.havne) {
        let alle: String = t.adresser.iter().map(|(vej, a)| format!("<li>{vej} <code>{a}</code></li>")).collect();
        tjenester.push_str(&format!("<h3>{}</h3><p>entityID <code>{}</code></p><ul>{alle}</ul>", t.def.navn, t.def.entity_id));
    }
    let sts: String = adresser::sts(&k.adresse).iter().map(|(hvad, a)| format!("<li>{hvad} <code>{a}</code></li>")).collect();
    Html(format!(
        "{HOVED}<h1>Nøglelagre til at prøve med</h1>{nye}<p>Koden til .p12-filer er <code>{KODE}</code>. Certifikaterne er udstedt af denne installations udviklings-CA og gælder \
         kun her. <a href=\"/udvikling/klienter/LAESMIG.txt\">Hvilken fil hører hvor</a></p><ul>{liste}</ul><h2>Nyt funktionscertifikat</h2>\
         <form method=\"post\"><label>Systemets navn <input name=\"navn\" required maxlength=\"60\"></label>\
         <label>CVR-nummer <input name=\"cvr\" required pattern=\"[0-9]{{8}}\" inputmode=\"numeric\"></label><button>Udsted</button></form><h2>STS</h2><ul>{sts}</ul><h2>Tjenester</h2>{tjenester}</main></body></html>"
    ))
    .into_response()
}

/// A name that stands for nothing but itself, in a path and on a page.
fn enkelt(navn: &str) -> bool {
    navn.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_')) && !navn.starts_with('.')
}

fn henvisning(navn: &str) -> String {
    format!("<a href=\"{SIDE}/{navn}\">{navn}</a>")
}

async fn fil(State(k): State<Klientside>, hoveder: HeaderMap, Path(navn): Path<String>) -> Response {
    if let Err(f) = k.laas.er_aaben(&hoveder) {
        return afvis(f);
    }
    let ukendt = || afvis(Fejl::ny(Fejlkode::UkendtFil).felt("fil"));
    if !enkelt(&navn) {
        return ukendt();
    }
    let Ok(data) = std::fs::read(k.mappe.join(&navn)) else { return ukendt() };
    let slags = match navn.rsplit('.').next() {
        Some("p12") => "application/x-pkcs12",
        Some("pem" | "key") => "application/x-pem-file",
        Some("cer") => "application/pkix-cert",
        _ => "text/plain; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, slags), (header::CACHE_CONTROL, "no-store")], data).into_response()
}

#[derive(Deserialize)]
struct Ny {
    navn: String,
    cvr: String,
}

async fn udsted(
    State(k): State<Klientside>,
    hoveder: HeaderMap,
    ny: Result<Form<Ny>, axum::extract::rejection::FormRejection>,
) -> Response {
    let lav = || -> Result<String, Fejl> {
        k.laas.er_aaben(&hoveder)?;
        let ny = ny.map_err(|e| Fejl::ny(Fejlkode::ManglerElement).felt("navn, cvr").detalje(e.to_string()))?.0;
        let navn = klientfiler::filnavn(&ny.navn);
        if ny.navn.trim().is_empty() || ny.navn.chars().count() > 60 {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("navn").ventet(("1 til 60 tegn", "1 to 60 characters")));
        }
        let cvr: Cvr = ny.cvr.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("cvr").ventet(grund::sagt::cifre(8)))?;
        let ca = k.sikkerhed.ca()?.ok_or_else(|| Fejl::ny(Fejlkode::KunUdvikling))?;
        let nummer = serienummer(k.ids.as_ref());
        let fid = u32::try_from(nummer % 90_000_000).unwrap_or(0) + 10_000_000;
        let anmodning = Anmodning::Funktion { navn: ny.navn.trim().to_owned(), organisation: ny.navn.trim().to_owned(), cvr, fid };
        klientfiler::skriv_klient(&k.mappe, &navn, &klientfiler::udsted(&ca, &anmodning, 365, k.ur.nu(), nummer)?, KODE)?;
        Ok(navn)
    };
    let browser = hoveder.get(header::ACCEPT).is_some_and(|a| a.to_str().is_ok_and(|a| a.contains("text/html")));
    match lav() {
        Ok(navn) => Redirect::to(&format!("{SIDE}?ny={navn}")).into_response(),
        Err(f) if browser => {
            let mut svar = afvis(f.clone());
            let hvad = f.dansk().replace('&', "&amp;").replace('<', "&lt;");
            let side =
                format!("{HOVED}<h1>Nøglelagre</h1><p role=\"alert\">{hvad}</p><p><a href=\"{SIDE}\">Tilbage</a></p></main></body></html>");
            *svar.body_mut() = side.into();
            svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            svar
        }
        Err(f) => afvis(f),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ur::Tilfaeldige;

    #[test]
    fn the_code_is_good_once_and_only_for_who_used_it() {
        let laas = Kodelaas::ny(&Tilfaeldige);
        let kode = laas.kode().unwrap();
        let med = |kage: &str| {
            let mut h = HeaderMap::new();
            h.insert(header::COOKIE, kage.parse().unwrap());
            laas.er_aaben(&h).is_ok()
        };
        assert!(!laas.aabn("") && !laas.aabn("gaet") && laas.aabn(&kode), "guesses do not use it up");
        assert!(!laas.aabn(&kode) && laas.kode().is_none());
        assert!(med(&format!("a=b; {KAGE}={}", laas.browser)));
        assert!(!med(&format!("{KAGE}=")) && !med(&format!("{KAGE}={kode}")) && laas.er_aaben(&HeaderMap::new()).is_err());
    }
}
