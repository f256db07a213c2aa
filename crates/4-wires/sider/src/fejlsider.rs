//! Pages about refusals: what was refused, why, and what to do; and the catalogue of all of them.
use crate::Sider;
use crate::besoeg::{Afvisning, Besoeg, Sidesvar};
use crate::komponenter::{Beskrivelse, Celle, Fare, Knap};
use crate::ramme::Ramme;
use crate::sprog::Sprog;
use crate::{svar, tekster};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use grund::fejl::{KATALOG, Post};
use grund::{Fejl, Fejlkode};

tekster! {
    /// Words about refusals.
    Fejlord {
        fejl: "Fejl og hvad de betyder", "Errors and what they mean";
        alle: "Alle fejl, som Samspil svarer med. Et nummer bruges aldrig til andet.", "Every error that Samspil answers with. A number never means anything else.";
        betyder: "Hvad det betyder", "What it means";
        goer: "Hvad du gør", "What to do";
        felt: "Felt", "Field";
        regel: "Regel", "Rule";
        tilladt: "Tilladt", "Allowed";
        ventet: "Der ventes", "Expected";
        kald: "Kaldets id", "The call's id";
        kald_om: "Nævn det, hvis du spørger driften.", "Name it when you ask operations.";
        koder: "Koder", "Codes";
        mere: "Om fejlen", "About this error";
        tilbage: "Til forsiden", "To the front page";
        ikke_fundet: "Siden findes ikke", "There is no such page";
        ingen_adgang: "Det har du ikke adgang til", "You have no access to that";
        kunne_ikke: "Det kunne ikke lade sig gøre", "That could not be done";
        hos_os: "Noget gik galt hos os", "Something went wrong here";
    }
}

/// What groups of numbers are about.
const GRUPPER: [(u16, &str, &str); 11] = [
    (1000, "Beskedens form", "The message's form"),
    (1100, "Værdier", "Values"),
    (1200, "Perioder og objektets regler", "Periods and the object's rules"),
    (1300, "Livscyklus", "Life cycle"),
    (1400, "Søgning", "Searching"),
    (2000, "Adgang", "Access"),
    (2200, "Administrationsmodulet", "The Administrationsmodul"),
    (2300, "Revisionsloggen", "The audit log"),
    (3000, "Adresser og filer", "Addresses and files"),
    (3300, "Login af brugere", "Login of users"),
    (5000, "Fejl hos os", "Faults of ours"),
];

/// A piece of the catalogue's text: code between backticks, and nothing else is markup.
struct Stykke<'t> {
    kode: bool,
    tekst: &'t str,
}

fn stykker(t: &str) -> Vec<Stykke<'_>> {
    t.split('`').enumerate().filter(|(_, d)| !d.is_empty()).map(|(nr, tekst)| Stykke { kode: nr % 2 == 1, tekst }).collect()
}

#[derive(Template)]
#[template(path = "fejl.html")]
struct Fejlside {
    ramme: Ramme,
    ord: &'static Fejlord,
    saetning: String,
    betydning: &'static str,
    raad: &'static str,
    om: Beskrivelse,
    mere: String,
    sted: String,
    tilbage: Knap,
}

impl Fejlside {
    fn stykker<'t>(&self, t: &'t str) -> Vec<Stykke<'t>> {
        stykker(t)
    }
}

/// The page of a refusal.
pub fn svar(b: &Besoeg, f: &Fejl) -> Response {
    let (s, ord, kode, post) = (b.sprog, Fejlord::paa(b.sprog), f.kode(), f.post());
    let status = StatusCode::from_u16(post.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let titel = match status {
        StatusCode::NOT_FOUND => ord.ikke_fundet,
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => ord.ingen_adgang,
        s if s.is_server_error() => ord.hos_os,
        _ => ord.kunne_ikke,
    };
    if status.is_server_error() {
        tracing::error!(kode = %kode, aarsag = f.aarsagen(), "a page failed");
    }
    let (betydning, raad) = kode.forklaring();
    let ventet = f.ventede().map(|v| s.vaelg(&v.dansk, &v.engelsk).to_owned()).unwrap_or_default();
    let om = Beskrivelse::default()
        .og_hvis(ord.felt, f.feltet().unwrap_or_default())
        .og_hvis(ord.ventet, ventet)
        .og_hvis(ord.tilladt, f.tilladte().unwrap_or_default())
        .og_hvis(ord.regel, f.reglen().unwrap_or_default())
        .og(ord.kald, Celle::Kode(b.ind.kald_id.to_string()).med(ord.kald_om));
    let side = Fejlside {
        ramme: Ramme::ny(b, titel).vej([] as [(&str, &str); 0]),
        ord,
        saetning: s.vaelg(post.dansk, post.engelsk).to_owned(),
        betydning,
        raad,
        om,
        mere: format!("{} SAM-{}", ord.mere, post.nummer),
        sted: kode.side(),
        tilbage: Knap { til: "/".into(), tekst: ord.tilbage.into(), fare: Fare::Almindelig },
    };
    let mut svar = svar::side(status, s, &side);
    svar.extensions_mut().insert::<Fejlkode>(kode);
    svar
}

/// A refusal of a request that no visit is known of.
pub(crate) fn uden_besoeg(f: &Fejl) -> Response {
    tracing::error!(kode = %f.kode(), aarsag = f.aarsagen(), "a page failed");
    let mut svar = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    svar::hoveder(&mut svar);
    svar.extensions_mut().insert::<Fejlkode>(f.kode());
    svar
}

/// `/fejl` and `/fejl/SAM-1105`. They need no login: who was refused may read why.
pub(crate) fn ruter() -> Router<Sider> {
    Router::new().route("/fejl", get(katalog)).route("/fejl/", get(katalog)).route("/fejl/{nummer}", get(en))
}

#[derive(Template)]
#[template(path = "fejlkatalog.html")]
struct Katalogside {
    ramme: Ramme,
    grupper: Vec<(&'static str, Vec<&'static Post>)>,
}

impl Katalogside {
    fn stykker<'t>(&self, t: &'t str) -> Vec<Stykke<'t>> {
        stykker(t)
    }
}

async fn katalog(b: Besoeg) -> Response {
    let ord = Fejlord::paa(b.sprog);
    let gruppe = |(nr, (fra, da, en)): (usize, &(u16, &'static str, &'static str))| {
        let til = GRUPPER.get(nr + 1).map_or(u16::MAX, |g| g.0);
        (b.sprog.vaelg(da, en), KATALOG.iter().filter(|p| (*fra..til).contains(&p.nummer)).collect())
    };
    let ramme = Ramme::ny(&b, ord.fejl).manchet(ord.alle).vej([] as [(&str, &str); 0]);
    svar::side(StatusCode::OK, b.sprog, &Katalogside { ramme, grupper: GRUPPER.iter().enumerate().map(gruppe).collect() })
}

#[derive(Template)]
#[template(path = "fejlpost.html")]
struct Postside {
    ramme: Ramme,
    ord: &'static Fejlord,
    post: &'static Post,
    betydning: &'static str,
    raad: &'static str,
    koder: String,
}

impl Postside {
    fn stykker<'t>(&self, t: &'t str) -> Vec<Stykke<'t>> {
        stykker(t)
    }
}

async fn en(b: Besoeg, Path(nummer): Path<String>) -> Sidesvar {
    let ord = Fejlord::paa(b.sprog);
    let Some(p) = Fejlkode::find(&nummer).map(Fejlkode::post) else {
        return Err(Afvisning::from(Fejl::ny(Fejlkode::FindesIkke).felt("nummer")));
    };
    let (betydning, raad) = p.kode.forklaring();
    let koder = match b.sprog {
        Sprog::Dansk => {
            format!("SOAP: StatusKode {}; en fault har altid HTTP 500. REST og GraphQL: HTTP {}. AMQP: {}.", p.statuskode, p.http, p.amqp)
        }
        Sprog::Engelsk => {
            format!("SOAP: StatusKode {}; a fault always has HTTP 500. REST and GraphQL: HTTP {}. AMQP: {}.", p.statuskode, p.http, p.amqp)
        }
    };
    let ramme = Ramme::ny(&b, p.kode.to_string()).manchet(b.sprog.vaelg(p.dansk, p.engelsk)).vej([(ord.fejl, "/fejl")]);
    Ok(svar::side(StatusCode::OK, b.sprog, &Postside { ramme, ord, post: p, betydning, raad, koder }))
}
