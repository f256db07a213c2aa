//! The frame of every page: head with who one is, the way here, the language, and what was just done.
use crate::aktiver;
use crate::besoeg::Besoeg;
use crate::komponenter::Besked;
use crate::session::Session;
use crate::sprog::Sprog;
use crate::tekster;
use adgang::Sidebruger;

tekster! {
    /// Words of the frame.
    Rammeord {
        samspil: "Samspil", "Samspil";
        spring: "Gå til sidens indhold", "Skip to the content";
        menu: "Hovedmenu", "Main menu";
        her: "Du er her", "You are here";
        forside: "Forside", "Front page";
        log_ind: "Log ind", "Log in";
        log_ud: "Log ud", "Log out";
        logget_ind: "Logget ind som", "Logged in as";
        borger: "borger", "citizen";
        andet_sprog: "This page in English", "Siden på dansk";
        proeve: "Udvikling: alle kan logge ind som enhver her. Brug kun opdigtede data.", "Development: anybody can log in as anybody here. Use made-up data only.";
        fod: "Den fælleskommunale infrastruktur som åbent program", "The municipalities' shared infrastructure as an open program";
        status: "Drift og status", "Operations and status";
        fejl: "Fejl og hvad de betyder", "Errors and what they mean";
        komponenter: "Sidernes dele", "Parts of the pages";
    }
}

/// Where a part of the pages begins, and for whom.
#[derive(Clone, Copy)]
pub struct Menu {
    /// Its address; pages below it are its.
    pub til: &'static str,
    /// Its name in Danish and in English.
    pub navn: (&'static str, &'static str),
    /// Who sees it.
    pub for_hvem: fn(Option<&Session>) -> bool,
}

/// A point of the menu as it is shown.
pub struct Menupunkt {
    /// Where.
    pub til: &'static str,
    /// Its name.
    pub navn: &'static str,
    /// The page lies below it.
    pub her: bool,
}

/// The frame.
pub struct Ramme {
    /// The language.
    pub sprog: Sprog,
    /// Its words.
    pub ord: &'static Rammeord,
    /// The title, which is the page's heading.
    pub titel: String,
    /// A sentence below the heading; may be empty.
    pub manchet: String,
    /// The way here: names and addresses, the front page first, this page last.
    pub vej: Vec<(String, String)>,
    /// What was just done.
    pub besked: Option<Besked>,
    /// Who is logged in.
    pub bruger: Option<Sidebruger>,
    /// Where a login begins; nowhere for who is logged in.
    pub log_ind: Option<String>,
    /// The key of its forms.
    pub noegle: String,
    /// The menu.
    pub menu: Vec<Menupunkt>,
    /// This page in the other language.
    pub andet_sprog: String,
    /// Anybody may be anybody here.
    pub proeve: bool,
}

impl Ramme {
    /// The frame of a page of that name.
    pub fn ny(b: &Besoeg, titel: impl Into<String>) -> Self {
        let sti = b.sti.split('?').next().unwrap_or_default();
        let under = |til: &str| sti == til || sti.strip_prefix(til).is_some_and(|r| r.starts_with('/'));
        let menu = b.menu.iter().filter(|m| (m.for_hvem)(b.session.as_deref()));
        Self {
            sprog: b.sprog,
            ord: Rammeord::paa(b.sprog),
            titel: titel.into(),
            manchet: String::new(),
            vej: Vec::new(),
            besked: None,
            bruger: b.bruger().cloned(),
            log_ind: b.log_ind.clone().filter(|_| b.session.is_none()),
            noegle: b.formnoegle().to_owned(),
            menu: menu.map(|m| Menupunkt { til: m.til, navn: b.sprog.vaelg(m.navn.0, m.navn.1), her: under(m.til) }).collect(),
            andet_sprog: b.paa(b.sprog.andet()),
            proeve: b.proeve,
        }
    }

    /// With a sentence below the heading.
    pub fn manchet(self, t: impl Into<String>) -> Self {
        Self { manchet: t.into(), ..self }
    }

    /// With the way here: what lies between the front page and this one.
    pub fn vej<N: Into<String>, T: Into<String>>(mut self, led: impl IntoIterator<Item = (N, T)>) -> Self {
        let forside = (self.ord.forside.to_owned(), "/".to_owned());
        let led = led.into_iter().map(|(n, t)| (n.into(), t.into()));
        self.vej = std::iter::once(forside).chain(led).chain([(self.titel.clone(), String::new())]).collect();
        self
    }

    /// With what was just done.
    pub fn besked(self, b: Option<Besked>) -> Self {
        Self { besked: b, ..self }
    }

    /// The style's address.
    pub fn stil(&self) -> &'static str {
        aktiver::STIL
    }

    /// The script's address.
    pub fn script(&self) -> &'static str {
        aktiver::SCRIPT
    }

    /// The mark's address.
    pub fn maerke(&self) -> &'static str {
        aktiver::MAERKE
    }

    /// An icon.
    pub fn ikon(&self, navn: &str) -> &'static str {
        aktiver::ikon(navn)
    }

    /// What stands beside the user's name.
    pub fn hos(&self) -> &str {
        match &self.bruger {
            Some(b) => b.organisation.as_deref().unwrap_or(self.ord.borger),
            None => "",
        }
    }
}
