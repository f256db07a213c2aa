//! What follows from a change of number, until everybody has it: which systems hold or subscribe to the person, who of them has confirmed, and what the others are to do (CPR-08).
//!
//! Pure values; [`Opfoelgninger`] keeps them. Who holds and who subscribes is found by the program, which knows the indexes, Beskedfordeler and the subscriptions.
mod bog;
pub mod frist;

pub use bog::{Opfoelgninger, Sted};

use crate::raekker;
use grund::{Cvr, Tidspunkt, Uuid};
use serde::{Deserialize, Serialize};

/// What has happened to the number. Stored by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slags {
    /// The person has another number now (status 60 of the old one).
    NytNummer,
    /// The person had two, and this one is gone (50).
    Dobbeltnummer,
    /// It was given by mistake (30).
    Annulleret,
}

impl Slags {
    /// All of them.
    pub const ALLE: [Self; 3] = [Self::NytNummer, Self::Dobbeltnummer, Self::Annulleret];

    /// Its word in answers.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::NytNummer => "NytNummer",
            Self::Dobbeltnummer => "Dobbeltnummer",
            Self::Annulleret => "Annulleret",
        }
    }
}

/// A change of number, and who is to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opfoelgning {
    /// Its id, which says nothing of the numbers.
    pub id: Uuid,
    /// The event that is followed: the same again begins nothing.
    pub haendelse: String,
    /// The person's UUID, where it is one person for certain.
    pub person: Option<Uuid>,
    /// What has happened.
    pub slags: Slags,
    /// The numbers that are not to be used any more.
    pub gamle: Vec<String>,
    /// The number of now; none for one that was annulled.
    pub nyt: Option<String>,
    /// The day of the extract that told it.
    pub dag: String,
    /// When this program told it.
    #[serde(with = "raekker::tid")]
    pub fortalt: Tidspunkt,
    /// When everybody is to have confirmed: the end of the working day.
    #[serde(with = "raekker::tid")]
    pub frist: Tidspunkt,
    /// Systems that hold or subscribe to the person.
    pub deltagere: Vec<Deltager>,
}

/// A system that is to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deltager {
    /// The system.
    pub system: Uuid,
    /// Its name, as it was when the change was told; its id where it has none.
    pub navn: String,
    /// Whose it is.
    pub leverandoer: Option<u32>,
    /// The authorities for which it holds or subscribes.
    pub myndigheder: Vec<u32>,
    /// Objects in the indexes that it is master of and that name an old number, when somebody last looked.
    pub objekter: u64,
    /// The dueslag that the message came into.
    pub dueslag: Vec<Besked>,
    /// The file in its folder that tells it (SF6002).
    pub fil: Option<String>,
    /// It subscribes to the person's changes as files (SF6002).
    pub abonnerer: bool,
    /// That it has confirmed.
    pub bekraeftet: Option<Bekraeftelse>,
}

/// A message that tells the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Besked {
    /// Where it was laid.
    pub dueslag: Uuid,
    /// The dueslag's name.
    pub navn: String,
    /// The message.
    pub besked: Uuid,
}

/// By what a system has confirmed. Stored by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hvordan {
    /// It has acknowledged the message.
    Besked,
    /// It has taken its file.
    Fil,
    /// None of its objects names an old number any more.
    Objekter,
    /// Somebody has said so.
    Erklaering,
}

impl Hvordan {
    /// Its word in answers.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Besked => "Besked",
            Self::Fil => "Fil",
            Self::Objekter => "Objekter",
            Self::Erklaering => "Erklaering",
        }
    }
}

/// A confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bekraeftelse {
    /// When.
    #[serde(with = "raekker::tid")]
    pub tid: Tidspunkt,
    /// By what.
    pub hvordan: Hvordan,
    /// Who has said it, and why; empty for what was seen.
    pub hvem: String,
    /// In words.
    pub begrundelse: String,
}

/// How far a system is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It has confirmed.
    Bekraeftet,
    /// It has not, and the working day is not over.
    Afventer,
    /// It has not, and the working day is over.
    Overskredet,
}

impl Stand {
    /// All of them.
    pub const ALLE: [Self; 3] = [Self::Bekraeftet, Self::Afventer, Self::Overskredet];

    /// Its word in answers.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Bekraeftet => "Bekraeftet",
            Self::Afventer => "Afventer",
            Self::Overskredet => "Overskredet",
        }
    }
}

impl Opfoelgning {
    /// Somebody has not confirmed.
    pub fn er_aaben(&self) -> bool {
        self.deltagere.iter().any(|d| d.bekraeftet.is_none())
    }

    /// How far a system is.
    pub fn stand(&self, d: &Deltager, nu: Tidspunkt) -> Stand {
        match d.bekraeftet {
            Some(_) => Stand::Bekraeftet,
            None if nu < self.frist => Stand::Afventer,
            None => Stand::Overskredet,
        }
    }

    /// Notes a confirmation of a system that has none; whether it is new.
    pub fn bekraeft(&mut self, system: Uuid, b: &Bekraeftelse) -> bool {
        let Some(d) = self.deltagere.iter_mut().find(|d| d.system == system && d.bekraeftet.is_none()) else { return false };
        d.bekraeftet = Some(b.clone());
        true
    }
}

impl Deltager {
    /// A system of which nothing is known yet.
    pub fn ny(system: Uuid, navn: String, leverandoer: Option<Cvr>) -> Self {
        Self {
            system,
            navn,
            leverandoer: leverandoer.map(Cvr::tal),
            myndigheder: Vec::new(),
            objekter: 0,
            dueslag: Vec::new(),
            fil: None,
            abonnerer: false,
            bekraeftet: None,
        }
    }

    /// It holds or subscribes for that authority.
    pub fn for_myndighed(&mut self, c: Cvr) {
        if !self.myndigheder.contains(&c.tal()) {
            self.myndigheder.push(c.tal());
        }
    }

    /// What is to be done about it, each in Danish and English; nothing once it has confirmed.
    pub fn raad(&self) -> Vec<(String, String)> {
        if self.bekraeftet.is_some() {
            return Vec::new();
        }
        let mut ud: Vec<(String, String)> = Vec::new();
        for b in &self.dueslag {
            let (d, navn, id) = (b.dueslag, &b.navn, b.besked);
            ud.push((
                format!("Beskeden {id} er ikke kvitteret i dueslaget {navn} ({d}): få systemet til at hente den. Se `samspil dueslag vis {d}` og fejlkøen."),
                format!("Message {id} is not acknowledged in the dueslag {navn} ({d}): have the system fetch it. See `samspil dueslag vis {d}`, and its error queue."),
            ));
        }
        if let Some(fil) = &self.fil {
            ud.push((
                format!("Filen {fil} ligger uhentet i systemets mappe IN: få systemet til at hente og fjerne den."),
                format!("The file {fil} lies in the system's folder IN: have the system fetch and remove it."),
            ));
        } else if self.abonnerer {
            ud.push((
                "Systemet abonnerer på filer (SF6002) og har ikke fået nogen: dets aftale eller mappe mangler.".into(),
                "The system subscribes to files (SF6002) and has got none: its agreement or its folder is missing.".into(),
            ));
        }
        if self.objekter > 0 {
            let n = self.objekter;
            ud.push((
                format!("Systemet er master for {n} objekter under det gamle nummer: få det til at sende dem igen med det nye."),
                format!("The system is master of {n} objects under the old number: have it send them again with the new one."),
            ));
        }
        if self.dueslag.is_empty() && !self.abonnerer {
            ud.push((
                "Systemet abonnerer ikke på personen: opret et abonnement på hændelsen nyt-personnummer (`samspil cpr haendelser`).".into(),
                "The system does not subscribe to the person: make a subscription to the event nyt-personnummer (`samspil cpr haendelser`).".into(),
            ));
        }
        ud.push((
            format!("Er det gjort på anden vis: `samspil cpr bekraeft ID {} --begrundelse TEKST`.", self.system),
            format!("If it was done otherwise: `samspil cpr bekraeft ID {} --begrundelse TEXT`.", self.system),
        ));
        ud
    }
}
