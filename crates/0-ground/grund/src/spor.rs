//! What the audit log will say about a call: filled while the call goes down and up, written once when it is answered.
use crate::fejl::Fejlkode;
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
pub struct Spor(Arc<Mutex<Sporindhold>>);

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
    /// Further authorities that the call concerns and in whose logs it stands too.
    pub flere_myndigheder: Vec<Cvr>,
    /// Every change at or before this registration time was seen by the call's searches for what changed (the first of them decides); for the answer, not for
    /// the log.
    pub vandmaerke: Option<Tidspunkt>,
    /// The refusal, if the call was refused.
    pub fejl: Option<Fejlkode>,
    /// What was missing, for those entitled to know.
    pub afslag: Option<Afslag>,
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
        aendr(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
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

    /// Notes up to which time a search for changes misses none.
    pub fn vandmaerke(&self, t: Tidspunkt) {
        self.skriv(|s| s.vandmaerke = Some(s.vandmaerke.map_or(t, |v| v.min(t))));
    }

    /// A trace of the same caller that names no objects and persons yet: for one of several things that a call does.
    pub fn uden_genstande(&self) -> Self {
        let indhold = Sporindhold { objekter: Vec::new(), flere_objekter: 0, personer: Vec::new(), flere_personer: 0, ..self.indhold() };
        Self(Arc::new(Mutex::new(indhold)))
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
