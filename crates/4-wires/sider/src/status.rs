//! How the program is, for everybody: the same as `/sundhed`, in words.
use crate::besoeg::Besoeg;
use crate::komponenter::{Besked, Beskrivelse, Celle, Tone};
use crate::ramme::Ramme;
use crate::{Sider, svar, tekster};
use askama::Template;
use async_trait::async_trait;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use grund::Tidspunkt;

/// The page.
pub const STI: &str = "/sider/status";

/// How the program is, as operations tell it.
#[derive(Clone, Debug, Default)]
pub struct Sundhed {
    /// It can't write, and so serves hardly anybody.
    pub nede: bool,
    /// What is not as it should be, in Danish and English.
    pub advarsler: Vec<(String, String)>,
    /// The program's version.
    pub version: String,
    /// Objects in the store; none where it does not answer.
    pub objekter: Option<u64>,
    /// Now.
    pub nu: Option<Tidspunkt>,
}

/// Where that is known.
#[async_trait]
pub trait Sundhedskilde: Send + Sync {
    /// How the program is now.
    async fn sundhed(&self) -> Sundhed;
}

tekster! {
    /// Words of the page.
    Statusord {
        titel: "Drift og status", "Operations and status";
        god: "Alt kører, som det skal", "Everything runs as it should";
        god_tekst: "Lageret kan læses og skrives, og loggen er forseglet.", "The store can be read and written, and the log is sealed.";
        forringet: "Det kører, men nogen bør se på det", "It runs, but somebody should look at it";
        nede: "Det kører ikke", "It does not run";
        version: "Version", "Version";
        objekter: "Objekter i lageret", "Objects in the store";
        tid: "Klokken er her", "The time here";
        maskine: "For overvågning", "For monitoring";
        maskine_tekst: "Det samme som JSON på /sundhed, og målinger til Prometheus på /metrics.", "The same as JSON at /sundhed, and metrics for Prometheus at /metrics.";
    }
}

#[derive(Template)]
#[template(path = "status.html")]
struct Statusside {
    ramme: Ramme,
    ord: &'static Statusord,
    beskeder: Vec<Besked>,
    om: Beskrivelse,
}

pub(crate) async fn vis(State(s): State<Sider>, b: Besoeg) -> Response {
    let ord = Statusord::paa(b.sprog);
    let n = s.sundhed.sundhed().await;
    let advarsler = n.advarsler.iter().map(|(da, en)| b.sprog.vaelg(da, en));
    let beskeder = match (n.nede, n.advarsler.is_empty()) {
        (false, true) => vec![Besked::ny(Tone::God, ord.god, ord.god_tekst)],
        (nede, _) => {
            let (tone, titel) = if nede { (Tone::Fejl, ord.nede) } else { (Tone::Advarsel, ord.forringet) };
            advarsler.map(|a| Besked::ny(tone, titel, a)).collect()
        }
    };
    let mut om = Beskrivelse::default().og_hvis(ord.version, n.version);
    if let Some(antal) = n.objekter {
        om = om.og(ord.objekter, Celle::Tekst(antal.to_string()));
    }
    om = om.og_hvis(ord.tid, n.nu.map(|t| b.sprog.tid(t)).unwrap_or_default());
    let ramme = Ramme::ny(&b, ord.titel).vej([] as [(&str, &str); 0]);
    // The page itself is there, whatever it tells; /sundhed has the status for programs.
    svar::side(StatusCode::OK, b.sprog, &Statusside { ramme, ord, beskeder, om })
}
