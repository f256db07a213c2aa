//! What the audit log will say about a call: filled while the call goes down and up, written once when it is answered.
use crate::fejl::{Fejl, Fejlkode};
use crate::id::Cvr;
use crate::tid::Tidspunkt;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Objects that are named one by one in a call's log entry; of more only the number is kept.
pub const OBJEKTER_I_SPOR: usize = 100;
/// Persons that are named in a call's log entry; of more only the number is kept.
pub const PERSONER_I_SPOR: usize = 500;

/// The trace of one call; clones share it. Its lock is held for a few assignments and never across an await.
#[derive(Clone, Debug, Default)]
pub struct Spor(Arc<Indre>);

#[derive(Debug, Default)]
struct Indre {
    indhold: Mutex<Sporindhold>,
    /// Held while a transaction that takes the message along is under way: others of the same call wait for what becomes of it.
    engang: futures::lock::Mutex<Engang>,
}

/// Whether the call's message may be carried out once only, and what has become of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engang {
    /// Nothing hinders that it is carried out again, or it is stored that it was received.
    #[default]
    Ligegyldig,
    /// The call's first transaction takes this along, so that it decides who was first: a change, or else the log's row.
    Ubrugt(Engangsnoegle),
    /// A change has taken it along, and what became of that is not known: the call was cut off, or the store failed. What is found stored is the call's own
    /// as likely as another's, so it is not said of the call that it came before.
    Uvist(Engangsnoegle),
    /// It was received before: the call writes nothing but its refusal.
    Gentaget,
}

/// A key that the call's first transaction stores and that nobody may have stored before: of a message that is carried out once, or of a token that the call
/// gives away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engangsnoegle {
    /// What it is known by.
    pub noegle: Vec<u8>,
    /// Until when it must be known.
    pub udloeb: Tidspunkt,
    /// What is kept under it.
    pub data: Vec<u8>,
    /// The sender's id of the message, as far as it is told.
    pub id: String,
}

/// What is known of the call so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sporindhold {
    /// The calling system.
    pub system: Option<Sporsystem>,
    /// SHA-256 of the certificate that was used, in hexadecimal.
    pub certifikat: Option<String>,
    /// The user at the caller, as the caller says (OnBehalfOfUser, or the user's token).
    pub bruger: Option<String>,
    /// The program knows the user itself: an administrator's certificate, the machine's user.
    pub bruger_bevist: bool,
    /// On whose behalf the system acts, if not on its own (OnBehalfOf).
    pub paa_vegne_af: Option<String>,
    /// The authority.
    pub myndighed: Option<Cvr>,
    /// The agreement that allowed the call.
    pub aftale: Option<Uuid>,
    /// Why: the agreement's purpose, or what the caller states.
    pub formaal: Option<String>,
    /// The service, by entity id or path.
    pub tjeneste: Option<String>,
    /// The operation.
    pub operation: Option<String>,
    /// The caller's own id of the call (TransactionUUID, x-TransaktionsId, CallersServiceCallIdentifier).
    pub kalders_id: Option<String>,
    /// Objects that were read or written, the first [`OBJEKTER_I_SPOR`].
    pub objekter: Vec<Sporobjekt>,
    /// Further objects.
    pub flere_objekter: u64,
    /// CPR numbers of the persons whose data were read, searched for or written, the first [`PERSONER_I_SPOR`], each once. The log
    /// keeps them encrypted.
    pub personer: Vec<String>,
    /// Further persons.
    pub flere_personer: u64,
    /// Numbers that were noted and stand for no person of their own where persons are counted: nobody's, or another number of one who is counted; the first
    /// [`PERSONER_I_SPOR`], each once. Not for the log.
    pub utalte: Vec<String>,
    /// Where the answer came from, on Serviceplatformen's services; noted when it is chosen.
    pub kilde: Option<Sporkilde>,
    /// What the caller wants the call charged to, as it says (AccountingInfo).
    pub regning: Option<String>,
    /// Further authorities that the call concerns and in whose logs it stands too.
    pub flere_myndigheder: Vec<Cvr>,
    /// Every change at or before this registration time was seen by the call's searches for what changed (the first of them decides); for the answer, not for
    /// the log.
    pub vandmaerke: Option<Tidspunkt>,
    /// Changes whose entries are in the log already, written in the changes' own transactions; the first [`OBJEKTER_I_SPOR`], with their persons.
    pub skrevet: Vec<(Sporobjekt, Vec<String>)>,
    /// The call's own entry says more than those: something of it changed nothing, or was refused.
    pub mere: bool,
    /// The way that it came, for the entries of changes.
    pub ledning: Option<&'static str>,
    /// The refusal, if the call was refused.
    pub fejl: Option<Fejlkode>,
    /// What was missing, for those entitled to know.
    pub afslag: Option<Afslag>,
}

impl Sporindhold {
    /// How many persons the call is counted by: each once, whatever numbers of hers were noted.
    pub fn antal_personer(&self) -> u64 {
        (self.personer.len() as u64).saturating_add(self.flere_personer).saturating_sub(self.utalte.len() as u64)
    }

    /// All that the call has done stands in the log with its changes: who, with what right, for whom, which objects and persons.
    pub fn er_i_loggen(&self) -> bool {
        !self.skrevet.is_empty()
            && !self.mere
            && self.fejl.is_none()
            && self.flere_objekter == 0
            && self.flere_personer == 0
            && self.flere_myndigheder.is_empty()
            && self.objekter.iter().all(|o| self.skrevet.iter().any(|(s, _)| s == o))
            && self.personer.iter().all(|p| self.skrevet.iter().any(|(_, personer)| personer.contains(p)))
    }
}

/// A system in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sporsystem {
    /// Its id in the Administrationsmodul.
    pub uuid: Uuid,
    /// Its name at the time.
    pub navn: String,
    /// Its owner.
    pub cvr: Cvr,
}

/// What kind of source an answer of Serviceplatformen's services comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kildeslags {
    /// This program's copy of a register.
    Replika,
    /// Made up here, consistently.
    Simulator,
    /// A real system, called for the caller.
    Gennemstilling,
}

impl Kildeslags {
    /// Every kind.
    pub const ALLE: [Self; 3] = [Self::Replika, Self::Simulator, Self::Gennemstilling];

    /// The word in rules, headers and the log; stored, never changed.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Replika => "replika",
            Self::Simulator => "simulator",
            Self::Gennemstilling => "gennemstilling",
        }
    }

    /// The kind of that word.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|k| k.navn() == navn)
    }
}

/// The source of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sporkilde {
    /// Its kind.
    pub slags: Kildeslags,
    /// Which upstream, where there is one.
    pub opstroem: Option<String>,
    /// How old what it knows is: the time of the replica's newest extract.
    pub fra: Option<Tidspunkt>,
}

impl Sporkilde {
    /// As the log names it: the kind, and which upstream.
    pub fn tekst(&self) -> String {
        match &self.opstroem {
            Some(o) => format!("{} {o}", self.slags.navn()),
            None => self.slags.navn().to_owned(),
        }
    }
}

/// An object in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sporobjekt {
    /// The object type's stored number.
    pub objekttype: u16,
    /// The object.
    pub uuid: Uuid,
    /// What was done: the register's event code, or 0 for reading.
    pub handling: u8,
}

/// Why a call was refused, for those who may know: the caller itself gets less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Afslag {
    /// What was missing.
    pub mangler: Mangel,
    /// One Danish sentence that says it.
    pub forklaring: String,
    /// Particulars by name: `aftale`, `rolle`, `certifikat`, `udløb` …
    pub detaljer: Vec<(&'static str, String)>,
    /// One Danish sentence that says what to do.
    pub raad: &'static str,
}

/// What a refused call lacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mangel {
    /// No security at all on the message.
    Sikkerhed,
    /// The certificate is not trusted, not valid now, or revoked.
    Certifikat,
    /// No system has that certificate.
    System,
    /// No such service.
    Tjeneste,
    /// No agreement in force.
    Aftale,
    /// The agreement lacks the role.
    Rolle,
    /// A parameter of the agreement.
    Afgraensning,
    /// The data restrictions do not reach an object. That there is one, is not for the caller to know: neither for the system nor for its vendor.
    Dataafgraensning,
    /// The token is not one of ours, not for this service or authority, or not in force.
    Token,
    /// The signature is wrong or does not cover what it must.
    Signatur,
    /// The message's time window.
    Tid,
    /// The message was seen before.
    Gentagelse,
    /// The UUID is the master of objects.
    Master,
}

impl Mangel {
    /// The word in the log and in explanations; stored, never changed.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Sikkerhed => "sikkerhed",
            Self::Certifikat => "certifikat",
            Self::System => "system",
            Self::Tjeneste => "tjeneste",
            Self::Aftale => "aftale",
            Self::Rolle => "rolle",
            Self::Afgraensning => "afgrænsning",
            Self::Dataafgraensning => "dataafgrænsning",
            Self::Token => "token",
            Self::Signatur => "signatur",
            Self::Tid => "tid",
            Self::Gentagelse => "gentagelse",
            Self::Master => "master",
        }
    }
}

impl Spor {
    /// Changes what is known.
    pub fn skriv(&self, aendr: impl FnOnce(&mut Sporindhold)) {
        aendr(&mut self.0.indhold.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether the message may be carried out once only; to be held by a transaction that takes it along, until it is known what became of it.
    pub async fn engang(&self) -> futures::lock::MutexGuard<'_, Engang> {
        self.0.engang.lock().await
    }

    /// The refusal of a message that was received before, noted.
    pub fn gentaget(&self, besked: &Engangsnoegle) -> Fejl {
        let forklaring = format!("En besked med MessageID {} er modtaget før.", besked.id);
        let fejl = Fejl::ny(Fejlkode::Gentaget).aarsag(&forklaring);
        let raad = "Giv hver besked et nyt MessageID, også når den sendes igen.";
        self.afslag(Fejlkode::Gentaget, Afslag { mangler: Mangel::Gentagelse, forklaring, detaljer: Vec::new(), raad });
        fejl
    }

    /// Notes an object.
    pub fn objekt(&self, objekttype: u16, uuid: Uuid, handling: u8) {
        self.skriv(|s| {
            if s.objekter.len() < OBJEKTER_I_SPOR {
                s.objekter.push(Sporobjekt { objekttype, uuid, handling });
            } else {
                s.flere_objekter += 1;
            }
        });
    }

    /// Notes a person by CPR number.
    pub fn person(&self, cpr: &str) {
        self.skriv(|s| {
            if s.personer.iter().any(|p| p == cpr) {
                return;
            }
            if s.personer.len() < PERSONER_I_SPOR {
                s.personer.push(cpr.to_owned());
            } else {
                s.flere_personer += 1;
            }
        });
    }

    /// Notes that a number which was noted is nobody's: it stands in the log, and counts as no person.
    pub fn ingen(&self, nummer: &str) {
        self.person(nummer);
        self.utalt(nummer);
    }

    /// Notes that the person behind a number has another one now: both stand in the log, and she counts once, however many of her numbers were asked for.
    pub fn samme_person(&self, spurgt: &str, nu: &str) {
        self.person(spurgt);
        if spurgt != nu {
            self.person(nu);
            self.utalt(spurgt);
        }
    }

    fn utalt(&self, nummer: &str) {
        self.skriv(|s| {
            if s.utalte.len() < PERSONER_I_SPOR && !s.utalte.iter().any(|n| n == nummer) {
                s.utalte.push(nummer.to_owned());
            }
        });
    }

    /// Notes up to which time a search for changes misses none.
    pub fn vandmaerke(&self, t: Tidspunkt) {
        self.skriv(|s| s.vandmaerke = Some(s.vandmaerke.map_or(t, |v| v.min(t))));
    }

    /// A trace of the same caller that names no objects and persons yet: for one of several things that a call does.
    pub fn uden_genstande(&self) -> Self {
        let indhold = Sporindhold {
            objekter: Vec::new(),
            flere_objekter: 0,
            personer: Vec::new(),
            flere_personer: 0,
            utalte: Vec::new(),
            skrevet: Vec::new(),
            ..self.indhold()
        };
        Self(Arc::new(Indre { indhold: Mutex::new(indhold), engang: Default::default() }))
    }

    /// Notes why the call is refused.
    pub fn afslag(&self, kode: Fejlkode, afslag: Afslag) {
        self.skriv(|s| {
            s.fejl = Some(kode);
            s.afslag = Some(afslag);
        });
    }

    /// What is known now.
    pub fn indhold(&self) -> Sporindhold {
        self.0.indhold.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
