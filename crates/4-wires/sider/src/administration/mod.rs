//! Administrationen: systems, agreements, messages and handovers, for those who administer them. Every page calls the same functions as the JSON API, with the same
//! rights, and shows what those give.
mod aftale;
mod aftaler;
mod beskeder;
mod overdragelser;
pub mod sammenlign;
mod systemer;
mod visning;

use crate::besoeg::{Besoeg, Hvem, Sidesvar};
use crate::komponenter::{Kort, Kortliste};
use crate::ramme::{Menu, Ramme};
use crate::{Sider, svar, tekster};
use ::administration::Administration;
use ::administration::aftaler::Aftalefilter;
use ::administration::tilstand::Tilstand;
use adgang::Administratorrolle;
use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};
use beskedfordeler::Fordeler;
use fordeling::Fordelingskomponent;
use grund::{Fejl, Fejlkode};
use std::sync::Arc;

/// The first page.
pub const STI: &str = "/sider/administration";
const SYSTEMER: &str = "/sider/administration/systemer";
const AFTALER: &str = "/sider/administration/aftaler";
const BESKEDER: &str = "/sider/administration/beskeder";
const OVERDRAGELSER: &str = "/sider/administration/overdragelser";
/// Rows of a page.
const PR_SIDE: usize = 25;

/// In the menu, for whoever administers something.
pub const MENU: Menu = Menu {
    til: STI,
    navn: ("Administration", "Administration"),
    for_hvem: |s| s.is_some_and(|s| s.administrator.is_some() || s.mangler.is_some()),
};

tekster! {
    /// Words of the first page, and those that several pages use.
    Administrationsord {
        titel: "Administration", "Administration";
        manchet: "Systemer, certifikater og serviceaftaler, og det, der ligger i køerne.", "Systems, certificates and service agreements, and what lies in the queues.";
        systemer: "Systemer", "Systems";
        systemer_om: "Tilsluttede it-systemer med certifikater, adresser og aftaler.", "Connected it-systems with certificates, addresses and agreements.";
        aftaler: "Serviceaftaler", "Service agreements";
        aftaler_om: "Sammenlign, godkend, afvis og opsig.", "Compare, approve, refuse and end.";
        beskeder: "Beskeder", "Messages";
        beskeder_om: "Dueslag og fejlkøer: hvad der venter, og hvad der sidder fast.", "Dueslag and error queues: what waits, and what is stuck.";
        overdragelser: "Overdragelser", "Handovers";
        overdragelser_om: "Fordelingskomponenten: hvor hver overdragelse er, og hvem der svarer for den.", "Fordelingskomponenten: where each handover is, and who answers for it.";
        afventer: "afventer dig", "wait for you";
        problemer: "bør ses på", "to be looked at";
        roller: "Du er administrator for", "You administer";
        drift: "Driften", "Operations";
        leverandoer: "Systemer hos", "Systems of";
        myndighed: "Aftaler hos", "Agreements of";
        logindsigt: "Loggen hos", "The log of";
        jobroller: "Roller hos", "Roles of";
        soeg: "Søg", "Search";
        navn: "Navn", "Name";
        system: "System", "System";
        ejer: "Ejer", "Owner";
        tilstand: "Tilstand", "State";
        alle: "Alle", "All";
        fra: "Fra", "From";
        til: "Til", "Until";
        note: "Bemærkning", "Note";
        fortryd: "Fortryd", "Undo";
        annuller: "Tilbage uden at gøre noget", "Back without doing anything";
        ingen: "Der er ingen.", "There are none.";
    }
}

/// The pages of what is switched on.
pub(crate) fn ruter(s: &Sider) -> Router<Sider> {
    let aftale = |rest: &str| format!("{AFTALER}/{{uuid}}{rest}");
    let mut r = Router::new()
        .route(STI, get(forside))
        .route(SYSTEMER, get(systemer::liste))
        .route(&format!("{SYSTEMER}/{{uuid}}"), get(systemer::et))
        .route(AFTALER, get(aftaler::liste))
        .route(&aftale(""), get(aftale::en))
        .route(&aftale("/opsig"), get(aftale::spoerg_opsig).post(aftale::opsig))
        .route(&aftale("/godkend"), post(aftale::godkend))
        .route(&aftale("/afvis"), post(aftale::afvis))
        .route(&aftale("/indsend"), post(aftale::indsend))
        .route(&aftale("/traek-tilbage"), post(aftale::traek_tilbage))
        .route(&aftale("/kopi"), post(aftale::kopi))
        .route(&aftale("/slet"), get(aftale::spoerg_slet).post(aftale::slet));
    if s.fordeler.is_some() {
        let et = |rest: &str| format!("{BESKEDER}/{{uuid}}{rest}");
        r = r
            .route(BESKEDER, get(beskeder::liste))
            .route(&et(""), get(beskeder::et))
            .route(&et("/til-fejlkoe"), post(beskeder::til_fejlkoe))
            .route(&et("/genfremsend"), post(beskeder::genfremsend))
            .route(&et("/slet"), post(beskeder::slet));
    }
    if s.fordeling.is_some() {
        r = r.route(OVERDRAGELSER, get(overdragelser::liste)).route(&format!("{OVERDRAGELSER}/{{uuid}}"), get(overdragelser::en));
    }
    r.route_layer(axum::middleware::from_fn(sporet))
}

/// Says in the call's trace what was asked for.
async fn sporet(anmodning: Request, videre: Next) -> Response {
    if let Some(b) = anmodning.extensions().get::<Besoeg>() {
        let sti = anmodning.extensions().get::<axum::extract::MatchedPath>().map(|s| s.as_str().to_owned()).unwrap_or_default();
        let operation = format!("{} {sti}", anmodning.method());
        b.ind.spor.skriv(|s| (s.tjeneste, s.operation) = (Some("administration".into()), Some(operation)));
    }
    videre.run(anmodning).await
}

/// The module, and what lies in the queues.
pub(crate) struct Moduler {
    pub(crate) administration: Arc<Administration>,
    fordeler: Option<Arc<Fordeler>>,
    fordeling: Option<Arc<Fordelingskomponent>>,
}

impl FromRequestParts<Sider> for Moduler {
    type Rejection = crate::besoeg::Afvisning;
    async fn from_request_parts(_: &mut Parts, s: &Sider) -> Result<Self, Self::Rejection> {
        let administration = s.administration.clone().ok_or_else(|| Fejl::ny(Fejlkode::UkendtSti))?;
        Ok(Self { administration, fordeler: s.fordeler.clone(), fordeling: s.fordeling.clone() })
    }
}

impl Moduler {
    fn fordeler(&self) -> Result<&Arc<Fordeler>, Fejl> {
        self.fordeler.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::UkendtSti))
    }

    fn fordeling(&self) -> Result<&Arc<Fordelingskomponent>, Fejl> {
        self.fordeling.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::UkendtSti))
    }
}

#[derive(Template)]
#[template(path = "administration/forside.html")]
struct Forside {
    ramme: Ramme,
    ord: &'static Administrationsord,
    kort: Kortliste,
    roller: Vec<String>,
}

async fn forside(State(_): State<Sider>, m: Moduler, hvem: Hvem) -> Sidesvar {
    let ord = Administrationsord::paa(hvem.besoeg.sprog);
    let kalder = hvem.kalder();
    let afventer = m.administration.aftaler(&kalder, &Aftalefilter { tilstand: Some(Tilstand::Afventer), ..Aftalefilter::default() });
    let mine = afventer.aftaler.iter().filter(|a| kalder.aftaler(a.post.ejer)).count();
    let tal = |n: usize, hvad: &str| if n == 0 { String::new() } else { format!("{n} {hvad}") };
    let mut kort = vec![
        Kort::ny(AFTALER, "assignment", ord.aftaler, ord.aftaler_om).maerke(tal(mine, ord.afventer)),
        Kort::ny(SYSTEMER, "database", ord.systemer, ord.systemer_om),
    ];
    if let Some(f) = &m.fordeler {
        let problemer = beskeder::problemer(f, &hvem).await?;
        kort.push(Kort::ny(BESKEDER, "email", ord.beskeder, ord.beskeder_om).maerke(tal(problemer, ord.problemer)));
    }
    if m.fordeling.is_some() {
        kort.push(Kort::ny(OVERDRAGELSER, "send", ord.overdragelser, ord.overdragelser_om));
    }
    let navn = |cvr| visning::aktoer(&m.administration, cvr);
    let roller = hvem.administrator.roller.iter().map(|r| match r {
        Administratorrolle::Drift => ord.drift.to_owned(),
        Administratorrolle::Leverandoer(c) => format!("{} {}", ord.leverandoer, navn(*c)),
        Administratorrolle::Aftaler(c) => format!("{} {}", ord.myndighed, navn(*c)),
        Administratorrolle::Logindsigt(c) => format!("{} {}", ord.logindsigt, navn(*c)),
        Administratorrolle::Roller(c) => format!("{} {}", ord.jobroller, navn(*c)),
    });
    let side = Forside {
        ramme: Ramme::ny(&hvem.besoeg, ord.titel).manchet(ord.manchet).vej([] as [(&str, &str); 0]),
        ord,
        roller: roller.collect(),
        kort: Kortliste { kort, niveau: 2 },
    };
    Ok(svar::side(StatusCode::OK, hvem.besoeg.sprog, &side))
}
