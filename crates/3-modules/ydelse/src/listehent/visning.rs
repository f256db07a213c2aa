//! Grants, payments and cases as SF1491 shows them, without their times of virkning.
//!
//! [D] What holds at the time of the call, else the latest: the service has no filter of virkning, and its answer has no place for several
//! statements of the same.
use super::beloeb;
use crate::syn::beskrevet_klasse;
use grund::afgraensning::klassenummer;
use grund::afgraensning::niveau;
use grund::{Cvr, Synsmaerke, Tidspunkt, UnikId, Uuid};

/// Somebody who gets something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub id: UnikId,
    /// Name, as the sender wrote it.
    pub navn: Option<String>,
}

/// A unit that is responsible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Afdeling {
    /// The unit.
    pub id: UnikId,
    /// Its key.
    pub noegle: Option<String>,
    /// Its name.
    pub navn: Option<String>,
}

/// An it-system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// The system in the Administrationsmodul.
    pub uuid: Option<Uuid>,
    /// Its name.
    pub navn: Option<String>,
}

impl System {
    fn id(&self) -> Option<UnikId> {
        self.uuid.map(UnikId::Uuid)
    }
}

/// A plan of payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Amount of each payment, as stored.
    pub beloeb: Option<String>,
    /// How often.
    pub frekvens: Option<String>,
    /// `Forud` or `Bagud`.
    pub forudbagud: Option<String>,
    /// Day of disposition.
    pub dispositionsdag: Option<String>,
    /// A caseworker must approve each.
    pub manuelt: Option<bool>,
}

/// A benefit of a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ydelse {
    /// Its Id within the grant.
    pub id: String,
    /// What is said of it beyond the name of its class.
    pub navn: Option<String>,
    /// Reason.
    pub begrundelse: Option<String>,
    /// Class of the benefit.
    pub klasse: Option<UnikId>,
    /// Name of that class.
    pub klassenavn: Option<String>,
    /// KLE subject.
    pub kle: Option<String>,
    /// First day.
    pub start: Option<Tidspunkt>,
    /// Last day.
    pub slut: Option<Tidspunkt>,
    /// Master system.
    pub system: System,
    /// Plan of payment.
    pub plan: Option<Plan>,
}

impl Ydelse {
    /// YdelseNavn: the name of the class, else what the grant calls the benefit.
    pub fn ydelsenavn(&self) -> &str {
        self.klassenavn.as_deref().or(self.navn.as_deref()).unwrap_or_default()
    }
}

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bevilling {
    /// Its UUID.
    pub uuid: Uuid,
    /// The authority that told the index of it; that is its owner where restrictions are held against it.
    pub myndighed: Cvr,
    /// CVR number of its owner, to be shown; where it names none, the authority.
    pub ejer: Cvr,
    /// Its sensitivity.
    pub foelsomhed: Option<String>,
    /// The responsible unit.
    pub ansvarlig: Option<Afdeling>,
    /// Who gets it (Bevillingsmodtager).
    pub modtagere: Vec<Part>,
    /// Who gets the benefits (Ydelsesmodtager).
    pub ydelsesmodtagere: Vec<Part>,
    /// Its case.
    pub sag: Option<Uuid>,
    /// The key that it gives its case.
    pub sagsnoegle: Option<String>,
    /// Its benefits, in order of arrival.
    pub ydelser: Vec<Ydelse>,
}

impl Bevilling {
    /// What decides whether one of its benefits may be seen (C-43).
    pub(super) fn syn(&self, y: &Ydelse) -> Synsmaerke {
        Synsmaerke { klasse: y.kle.as_deref().and_then(klassenummer), niveau: self.niveau(), system: y.system.id(), ..Synsmaerke::TOMT }
    }
    /// Its sensitivity as a step; what is unknown is the highest.
    fn niveau(&self) -> u8 {
        self.foelsomhed.as_deref().and_then(niveau).unwrap_or(Synsmaerke::UKENDT_NIVEAU)
    }
    /// The benefit of that Id.
    pub fn ydelse(&self, id: &str) -> Option<&Ydelse> {
        self.ydelser.iter().find(|y| y.id == id)
    }
}

/// What a payment pays of one benefit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linje {
    /// Amount, as stored.
    pub beloeb: Option<String>,
    /// First day of the period.
    pub start: Option<Tidspunkt>,
    /// Last day of the period.
    pub slut: Option<Tidspunkt>,
    /// KLE subject; text may follow it.
    pub kle: Option<String>,
    /// The grant.
    pub bevilling: Option<Uuid>,
    /// Id of the benefit.
    pub ydelse: Option<String>,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effektuering {
    /// Its UUID.
    pub uuid: Uuid,
    /// The authority that told the index of it.
    pub myndighed: Cvr,
    /// It also pays what the register hides.
    pub delvis: bool,
    /// Master system.
    pub system: System,
    /// Who gets the money (Effektueringsmodtager).
    pub modtagere: Vec<Part>,
    /// Day of disposition.
    pub disposition: Option<Tidspunkt>,
    /// First day.
    pub start: Option<Tidspunkt>,
    /// Last day.
    pub slut: Option<Tidspunkt>,
    /// Gross amount, as stored.
    pub brutto: Option<String>,
    /// After tax and ATP.
    pub efter_skat: Option<String>,
    /// Sent to be paid.
    pub sendt: Option<String>,
    /// Paid.
    pub udbetalt: Option<String>,
    /// Text about sending.
    pub sendt_tekst: Option<String>,
    /// Text about paying.
    pub udbetalt_tekst: Option<String>,
    /// What is paid.
    pub linjer: Vec<Linje>,
}

impl Effektuering {
    /// What decides whether what it pays may be seen (C-43): its own master, the class of what is paid, the grant's sensitivity.
    pub(super) fn syn(&self, l: &Linje, bevilling: &Bevilling) -> Synsmaerke {
        let klasse = l.kle.as_deref().and_then(beskrevet_klasse);
        Synsmaerke { klasse, niveau: bevilling.niveau(), system: self.system.id(), ..Synsmaerke::TOMT }
    }
    /// SamletBruttobeloeb as stored; where it is missing, the sum of what is paid, which it is by definition, as far as the register shows it.
    pub fn bruttobeloeb(&self) -> Option<String> {
        let sum = || beloeb::sum(self.linjer.iter().filter_map(|l| l.beloeb.as_deref())).map(beloeb::vist);
        self.brutto.clone().or_else(sum)
    }
}

/// The case of a grant, as the Sags- og Dokumentindeks knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sag {
    /// Its UUID.
    pub uuid: Uuid,
    /// Title.
    pub titel: Option<String>,
    /// Number.
    pub sagsnummer: Option<String>,
    /// Sensitivity.
    pub foelsomhed: Option<String>,
    /// KLE subject.
    pub kle: Option<String>,
    /// KLE handlingsfacet.
    pub facet: Option<String>,
    /// CVR number of the owner, as [`Bevilling::ejer`].
    pub ejer: Cvr,
    /// Master system.
    pub system: System,
}
