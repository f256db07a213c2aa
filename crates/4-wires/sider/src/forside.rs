//! The front page: what this is, and where each kind of visitor begins. And the list of services and addresses, for developers.
use crate::besoeg::Besoeg;
use crate::komponenter::{Besked, Kort, Kortliste, Tone};
use crate::ramme::Ramme;
use crate::{Sider, svar, tekster};
use adgang::side::Slags;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// The list of services.
pub const TJENESTER: &str = "/sider/tjenester";

/// What the program tells of itself.
#[derive(Clone, Debug, Default)]
pub struct Forside {
    /// The server's address for clients.
    pub adresse: String,
    /// The program's version.
    pub version: &'static str,
    /// Security is on.
    pub sikker: bool,
    /// Pages and files for developers.
    pub indgange: Vec<Indgang>,
    /// Where tokens come from: what, and its address.
    pub sts: Vec<(String, String)>,
    /// Services.
    pub tjenester: Vec<Tjeneste>,
}

/// A page or file to begin with.
#[derive(Clone, Debug)]
pub struct Indgang {
    /// Where.
    pub til: &'static str,
    /// Its name in Danish and in English.
    pub navn: (&'static str, &'static str),
    /// What it is, in Danish and in English.
    pub om: (&'static str, &'static str),
}

/// A service.
#[derive(Clone, Debug)]
pub struct Tjeneste {
    /// Its name.
    pub navn: String,
    /// Its entity id; empty in the open mode, which has none.
    pub entityid: String,
    /// Its ServiceUUID; may be empty.
    pub uuid: String,
    /// Its addresses.
    pub adresser: Vec<Adresse>,
}

/// An address of a service.
#[derive(Clone, Debug)]
pub struct Adresse {
    /// `SOAP`, `REST` …
    pub vej: &'static str,
    /// As it is read.
    pub tekst: String,
    /// Where it leads in a browser; may be empty.
    pub til: String,
    /// Its WSDL; may be empty.
    pub wsdl: String,
}

tekster! {
    /// Words of both pages.
    Forsideord {
        titel: "Samspil", "Samspil";
        manchet: "Kommunernes fælles digitale infrastruktur samlet i ét program: borgerens sager og ydelser på tværs af systemer, adgange, beskeder og registre.",
            "The municipalities' shared digital infrastructure in one program: a citizen's cases and benefits across systems, access, messages and registers.";
        hvem: "Hvad vil du?", "What do you want to do?";
        administration: "Administrere systemer og aftaler", "Administer systems and agreements";
        administration_om: "For kommuner, leverandører og drift: systemer, certifikater, serviceaftaler, beskeder og overdragelser.",
            "For municipalities, vendors and operations: systems, certificates, service agreements, messages and handovers.";
        udvikler: "Tilslutte et system", "Connect a system";
        udvikler_om: "For leverandørens udvikler: alle tjenester med adresser, beskrivelser, nøglelagre og fejlnumre.",
            "For the vendor's developer: every service with its addresses, descriptions, keystores and error numbers.";
        drift: "Se, om alt kører", "See whether everything runs";
        drift_om: "For driften og for den, der undrer sig.", "For operations, and for whoever wonders.";
        fejl: "Slå en fejl op", "Look up an error";
        fejl_om: "Hvad et SAM-nummer betyder, og hvad du gør.", "What a SAM number means, and what to do.";
        aaben: "Åben tilstand", "Open mode";
        aaben_tekst: "Ingen tokens og intet login, kun for denne maskine. Start uden --aaben for at logge ind og bruge siderne.",
            "No tokens and no login, for this machine only. Start without --aaben to log in and use the pages.";
        tjenester: "Tjenester og adresser", "Services and addresses";
        sikker: "Kald kræver et token, en underskrift eller et klientcertifikat. Siderne og beskrivelserne herunder gør ikke.",
            "Calls take a token, a signature or a client certificate. The pages and descriptions below do not.";
        aaben_kald: "Åben tilstand: ingen tokens. Et kald gælder den myndighed, som headeren X-Myndighed-CVR nævner.",
            "Open mode: no tokens. A call is for the authority that the header X-Myndighed-CVR names.";
        begynd: "Begynd her", "Begin here";
        tokens: "Tokens (STS)", "Tokens (STS)";
        alle: "Alle tjenester", "All services";
        drift_kort: "Drift", "Operations";
        sundhed: "Sundhed", "Health";
        maalinger: "Målinger", "Metrics";
        version: "version", "version";
    }
}

#[derive(Template)]
#[template(path = "forside.html")]
struct Side {
    ramme: Ramme,
    ord: &'static Forsideord,
    aaben: Option<Besked>,
    kort: Kortliste,
    adresse: String,
    version: &'static str,
}

/// `/`: a browser gets the page; a LoRA client is sent to the site map (B-2).
pub(crate) async fn vis(State(s): State<Sider>, b: Besoeg, r: Request) -> Response {
    let html = r.headers().get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"));
    if !html {
        return Redirect::permanent("/site-map").into_response();
    }
    let ord = Forsideord::paa(b.sprog);
    let mut kort = Vec::new();
    if s.login.is_some() && s.administration.is_some() {
        kort.push(Kort::ny(crate::administration::STI, "assignment", ord.administration, ord.administration_om));
    }
    kort.push(Kort::ny(TJENESTER, "construction", ord.udvikler, ord.udvikler_om));
    kort.push(Kort::ny(crate::status::STI, "success", ord.drift, ord.drift_om));
    kort.push(Kort::ny("/fejl", "help", ord.fejl, ord.fejl_om));
    // A citizen's own page comes first for a citizen.
    if b.bruger().is_some_and(|b| b.slags == Slags::Borger) {
        kort.retain(|k| k.til != crate::administration::STI);
    }
    let aaben = (!s.forside.sikker).then(|| Besked::ny(Tone::Info, ord.aaben, ord.aaben_tekst));
    let side = Side {
        ramme: Ramme::ny(&b, ord.titel).manchet(ord.manchet),
        ord,
        aaben,
        kort: Kortliste { kort, niveau: 3 },
        adresse: s.forside.adresse.clone(),
        version: s.forside.version,
    };
    svar::side(StatusCode::OK, b.sprog, &side)
}

#[derive(Template)]
#[template(path = "tjenester.html")]
struct Tjenesteside<'f> {
    ramme: Ramme,
    ord: &'static Forsideord,
    f: &'f Forside,
}

pub(crate) async fn tjenester(State(s): State<Sider>, b: Besoeg) -> Response {
    let ord = Forsideord::paa(b.sprog);
    let manchet = if s.forside.sikker { ord.sikker } else { ord.aaben_kald };
    let ramme = Ramme::ny(&b, ord.tjenester).manchet(manchet).vej([] as [(&str, &str); 0]);
    svar::side(StatusCode::OK, b.sprog, &Tjenesteside { ramme, ord, f: &s.forside })
}
