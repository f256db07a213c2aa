//! The module's objects as Rust values. Their serde names are the tables' names (a test holds them together), so that one translation
//! over the table serves store, JSON API and commands.
use grund::spor::Kildeslags;
use grund::{Cvr, Tidspunkt, Uuid};
pub use register::oversaet::Emne;
use register::oversaet::{tekst_cvr, tekst_cvr_valgfri, tekst_tid};
use register::{Anvisningsmaade, Objekttype};
use serde::{Deserialize, Serialize};

macro_rules! emne {
    ($($t:ident $tabel:ident),*) => { $(impl Emne for $t { const TYPE: &'static Objekttype = &crate::objekttyper::$tabel; })* };
}
emne!(Aktoer AKTOER, Tilsluttetsystem TILSLUTTETSYSTEM, Tjeneste TJENESTE, Dataafgraensningstype DATAAFGRAENSNINGSTYPE,
    Serviceaftale SERVICEAFTALE, Administratorpost ADMINISTRATOR, Opbevaringsregel OPBEVARINGSREGEL, Anvisningsregel ANVISNINGSREGEL,
    Kilderegel KILDEREGEL, Opstroem OPSTROEM, Kvoteregel KVOTEREGEL);

/// An authority or a company (H-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aktoer {
    /// Its CVR number.
    #[serde(with = "tekst_cvr")]
    pub cvr: Cvr,
    /// Its name.
    pub navn: String,
    /// Where it wants to be told of requests and decisions.
    #[serde(default)]
    pub email: String,
    /// It decides on agreements.
    #[serde(default)]
    pub myndighed: bool,
    /// It has systems.
    #[serde(default)]
    pub leverandoer: bool,
    /// It may decide on its own systems' agreements with itself, in test (H-4).
    #[serde(default)]
    pub egentestmyndighed: bool,
}

/// An it-system that is connected (H-1, H-9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tilsluttetsystem {
    /// Its name.
    pub navn: String,
    /// What it does.
    #[serde(default)]
    pub beskrivelse: String,
    /// Who owns it.
    #[serde(with = "tekst_cvr")]
    pub cvr: Cvr,
    /// It calls services.
    #[serde(default)]
    pub anvender: bool,
    /// It offers services.
    #[serde(default)]
    pub udstiller: bool,
    /// It has users that log in.
    #[serde(default)]
    pub brugervendt: bool,
    /// Its certificates.
    #[serde(default)]
    pub certifikater: Vec<Certifikat>,
    /// Where it wants to be called.
    #[serde(default)]
    pub endepunkter: Vec<Endepunkt>,
    /// Certificates of external systems on whose behalf it may ask for tokens (G-4).
    #[serde(default)]
    pub paavegneaf: Vec<Certifikat>,
    /// Public keys by which it logs in by SFTP, as lines of `ssh-keygen` (F-11).
    #[serde(default)]
    pub sftpnoegler: Vec<String>,
}

/// A certificate of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certifikat {
    /// SHA-256 of the DER form, hexadecimal.
    pub fingeraftryk: String,
    /// The DER form in base64.
    #[serde(default)]
    pub der: String,
    /// Subject.
    #[serde(default)]
    pub subjekt: String,
    /// First instant that it is valid, as it says.
    #[serde(default, with = "tekst_tid")]
    pub gyldigfra: Option<Tidspunkt>,
    /// Last instant.
    #[serde(default, with = "tekst_tid")]
    pub gyldigtil: Option<Tidspunkt>,
    /// Since when it belongs to the system.
    #[serde(default, with = "tekst_tid")]
    pub tilknyttetfra: Option<Tidspunkt>,
    /// Until when; none while it does.
    #[serde(default, with = "tekst_tid")]
    pub tilknyttettil: Option<Tidspunkt>,
    /// `test` or `produktion` (H-2).
    pub miljoe: String,
    /// When its holder proved to have the key; never for one that a command on the machine gave the system.
    #[serde(default, with = "tekst_tid")]
    pub bevist: Option<Tidspunkt>,
}

/// An address of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endepunkt {
    /// What is sent there.
    pub slags: String,
    /// `https://…`
    pub url: String,
}

/// A service that tokens can be issued for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tjeneste {
    /// Entity id.
    pub entityid: String,
    /// Name.
    pub navn: String,
    /// Version.
    #[serde(default)]
    pub version: String,
    /// Roles.
    #[serde(default)]
    pub roller: Vec<Rolle>,
    /// Data restriction types and parameters that it takes, by entity id.
    #[serde(default)]
    pub parametre: Vec<String>,
    /// The system that offers it; none for this program's own.
    #[serde(default)]
    pub udstillersystem: Option<Uuid>,
}

/// A service system role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolle {
    /// URI.
    pub uri: String,
    /// Name.
    #[serde(default)]
    pub navn: String,
    /// What it gives.
    #[serde(default)]
    pub beskrivelse: String,
}

/// A data restriction type or parameter (H-7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataafgraensningstype {
    /// Entity id.
    pub entityid: String,
    /// Name.
    pub navn: String,
    /// What it restricts.
    #[serde(default)]
    pub beskrivelse: String,
    /// `SINGLE`, `MULTI`, `TEXT`, `ITSYSTEM`, `ITSYSTEM_MULTI`.
    #[serde(rename = "type")]
    pub slags: String,
    /// Pattern of the whole of a value.
    #[serde(default)]
    pub regulaertudtryk: String,
    /// The values to choose from.
    #[serde(default)]
    pub vaerdiliste: Vec<Listevaerdi>,
    /// Shared by all.
    #[serde(default)]
    pub faelles: bool,
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listevaerdi {
    /// Name.
    #[serde(default)]
    pub navn: String,
    /// The value itself.
    pub vaerdi: String,
}

/// An agreement (H-3); its authority is the owner that it is stored under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serviceaftale {
    /// Name.
    pub navn: String,
    /// Why the data may be used.
    pub begrundelse: String,
    /// The data are passed on.
    #[serde(default)]
    pub videregivelse: bool,
    /// Shared by the agreements of one request.
    pub anmodning: Uuid,
    /// What is agreed.
    #[serde(default)]
    pub tjenester: Vec<Aftaletjeneste>,
    /// Who gets the data, if not the system's owner.
    #[serde(default, with = "tekst_cvr_valgfri")]
    pub datamodtager: Option<Cvr>,
    /// Not before.
    #[serde(default, with = "tekst_tid")]
    pub gyldigfra: Option<Tidspunkt>,
    /// Not after.
    #[serde(default, with = "tekst_tid")]
    pub gyldigtil: Option<Tidspunkt>,
    /// When it was asked for.
    #[serde(default, with = "tekst_tid")]
    pub anmodet: Option<Tidspunkt>,
    /// Who decided.
    #[serde(default)]
    pub afgjortaf: String,
    /// What was said to the decision.
    #[serde(default)]
    pub note: String,
    /// The calling system.
    #[serde(default)]
    pub anvendersystem: Option<Uuid>,
    /// The approved agreement that this one replaces when it is approved (H-5).
    #[serde(default)]
    pub erstatter: Option<Uuid>,
}

/// What is agreed on one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aftaletjeneste {
    /// Entity id.
    pub entityid: String,
    /// Roles by URI.
    #[serde(default)]
    pub roller: Vec<String>,
    /// Data restrictions and parameters.
    #[serde(default)]
    pub parametre: Vec<Parametervaerdi>,
}

/// A data restriction or parameter with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parametervaerdi {
    /// Entity id of its type.
    pub uri: String,
    /// Values.
    pub vaerdier: Vec<String>,
}

/// A person who administers (H-1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administratorpost {
    /// Name.
    pub navn: String,
    /// SHA-256 of the certificate's DER form, hexadecimal.
    #[serde(default)]
    pub fingeraftryk: String,
    /// Companies whose systems and requests are administered.
    #[serde(default)]
    pub leverandoer: Vec<String>,
    /// Authorities whose agreements are decided.
    #[serde(default)]
    pub aftaler: Vec<String>,
    /// Authorities whose log may be read with CPR numbers.
    #[serde(default)]
    pub logindsigt: Vec<String>,
    /// Everything that belongs to nobody.
    #[serde(default)]
    pub drift: bool,
    /// Authorities whose job function roles are administered.
    #[serde(default)]
    pub roller: Vec<String>,
    /// The user who may do the same on the pages, as `CVR/UUID`: the employer that the identity provider speaks for, and the user's UUID. Empty: nobody.
    #[serde(default)]
    pub bruger: String,
}

/// How long an authority's log is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opbevaringsregel {
    /// The authority.
    #[serde(with = "tekst_cvr")]
    pub cvr: Cvr,
    /// Days.
    pub dage: u32,
    /// Fewer days, which hold when another administrator says the same.
    #[serde(default)]
    pub forslag: Option<u32>,
    /// Who proposed them.
    #[serde(default)]
    pub foreslaaetaf: Option<Uuid>,
}

/// What is done in an authority's indexes about what does not follow the anvisninger (C-2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anvisningsregel {
    /// The authority.
    #[serde(with = "tekst_cvr")]
    pub cvr: Cvr,
    /// `fra`, `advar` or `afvis`.
    #[serde(with = "tekst_maade")]
    pub maade: Anvisningsmaade,
}

/// Where the answers of a service of Serviceplatformen come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kilderegel {
    /// The service.
    pub entityid: String,
    /// For this authority; else for all that have said nothing.
    #[serde(with = "tekst_cvr_valgfri", default)]
    pub cvr: Option<Cvr>,
    /// `replika`, `simulator` or `gennemstilling`.
    #[serde(with = "tekst_kilde")]
    pub kilde: Kildeslags,
    /// Which upstream, for `gennemstilling`.
    #[serde(default)]
    pub opstroem: String,
}

/// A real system that answers for services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opstroem {
    /// What rules call it.
    pub navn: String,
    /// Scheme, host, and what comes before the services' paths.
    pub adresse: String,
    /// The file of our certificate and key there, in the folder of upstreams; without one the program's own is shown.
    #[serde(default)]
    pub certifikat: String,
    /// The file of the roots that its server is believed by; without one those of all outgoing calls.
    #[serde(default)]
    pub rod: String,
    /// The agreement that we have there (ServiceAgreementUUID); with the three others, calls have an InvocationContext, else an AuthorityContext.
    #[serde(default)]
    pub aftale: Option<Uuid>,
    /// UserSystemUUID.
    #[serde(default)]
    pub system: Option<Uuid>,
    /// UserUUID.
    #[serde(default)]
    pub bruger: Option<Uuid>,
    /// ServiceUUID.
    #[serde(default)]
    pub tjeneste: Option<Uuid>,
    /// Milliseconds in which it answers.
    #[serde(default)]
    pub fristms: Option<u32>,
    /// Milliseconds after which a call that only reads is made a second time.
    #[serde(default)]
    pub igenms: Option<u32>,
    /// Calls under way at once.
    #[serde(default)]
    pub samtidige: Option<u32>,
    /// The translation for one that speaks another contract.
    #[serde(default)]
    pub oversaettelse: String,
    /// The authorities whose calls may go to it; none: every authority's, each under its own name. Where our agreement there has ids, it is one authority's.
    #[serde(default)]
    pub myndigheder: Vec<String>,
    /// Where tokens for it are issued; with it calls have a token for the caller's authority.
    #[serde(default)]
    pub sts: String,
}

impl Opstroem {
    /// Whether calls of that authority may go to it. An InvocationContext says nothing of the caller, so it goes under the agreement of the authority that is named.
    pub fn er_for(&self, cvr: Cvr) -> bool {
        if self.myndigheder.is_empty() { self.aftale.is_none() } else { self.myndigheder.iter().any(|m| m.parse() == Ok(cvr)) }
    }
}

/// How many look-ups of a service in a Danish month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kvoteregel {
    /// The service.
    pub entityid: String,
    /// The authority whose calls count.
    #[serde(with = "tekst_cvr")]
    pub cvr: Cvr,
    /// Only this system's.
    #[serde(default)]
    pub system: Option<Uuid>,
    /// Only under this agreement.
    #[serde(default)]
    pub aftale: Option<Uuid>,
    /// How many.
    pub antal: u64,
}

mod tekst_kilde {
    use super::*;
    pub(super) fn serialize<S: serde::Serializer>(k: &Kildeslags, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(k.navn())
    }
    pub(super) fn deserialize<'d, D: serde::Deserializer<'d>>(d: D) -> Result<Kildeslags, D::Error> {
        Kildeslags::fra_navn(&String::deserialize(d)?)
            .ok_or_else(|| serde::de::Error::custom("replika, simulator or gennemstilling expected"))
    }
}

mod tekst_maade {
    use super::*;
    pub(super) fn serialize<S: serde::Serializer>(m: &Anvisningsmaade, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(m.navn())
    }
    pub(super) fn deserialize<'d, D: serde::Deserializer<'d>>(d: D) -> Result<Anvisningsmaade, D::Error> {
        Anvisningsmaade::fra_navn(&String::deserialize(d)?).ok_or_else(|| serde::de::Error::custom("fra, advar or afvis expected"))
    }
}
