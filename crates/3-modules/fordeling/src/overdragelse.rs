//! A handover: what is known of it, and what becomes of it when something happens. Pure; [`crate::komponent`] stores what comes out.
use crate::model::{Kontekst, Kvittering, Kvitteringskode, Kvitteringstype, Objektslags};
use crate::port::Afsenderfil;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a handover is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tilstand {
    /// Taken in; on the way to the receiver.
    #[serde(rename = "m")]
    Modtaget,
    /// The receiver's system has it, and has not answered.
    #[serde(rename = "a")]
    Afleveret,
    /// The receiver has not answered in time. A late answer counts.
    #[serde(rename = "u")]
    Udloebet,
    /// The receiver has taken it over.
    #[serde(rename = "j")]
    Accepteret,
    /// The receiver has rejected it.
    #[serde(rename = "n")]
    Afvist,
    /// It could not be delivered.
    #[serde(rename = "f")]
    Fejlet,
    /// Digital Post has put it into its recipient's mailbox. Nobody has taken it over: the sender answers for what it has sent.
    #[serde(rename = "p")]
    Sendt,
}

impl Tilstand {
    /// All of them.
    pub const ALLE: [Self; 7] =
        [Self::Modtaget, Self::Afleveret, Self::Udloebet, Self::Accepteret, Self::Afvist, Self::Fejlet, Self::Sendt];

    /// Its number in the lists. Stored.
    pub(crate) const fn nr(self) -> u8 {
        match self {
            Self::Modtaget => 1,
            Self::Afleveret => 2,
            Self::Udloebet => 3,
            Self::Accepteret => 4,
            Self::Afvist => 5,
            Self::Fejlet => 6,
            Self::Sendt => 7,
        }
    }

    /// The word.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Modtaget => "Modtaget",
            Self::Afleveret => "Afleveret",
            Self::Udloebet => "Udloebet",
            Self::Accepteret => "Accepteret",
            Self::Afvist => "Afvist",
            Self::Fejlet => "Fejlet",
            Self::Sendt => "Sendt",
        }
    }

    /// From the word.
    pub fn fra_navn(t: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|x| x.navn().eq_ignore_ascii_case(t))
    }

    /// Nothing more is to come.
    pub const fn er_endelig(self) -> bool {
        matches!(self, Self::Accepteret | Self::Afvist | Self::Fejlet | Self::Sendt)
    }

    /// Where it is, for people.
    pub const fn hvor(self) -> &'static str {
        match self {
            Self::Modtaget => "hos Fordelingskomponenten, på vej til modtageren",
            Self::Afleveret => "hos modtagerens system, som ikke har kvitteret endnu",
            Self::Udloebet => "hos modtagerens system, som ikke har kvitteret inden fristen",
            Self::Accepteret => "overtaget af modtageren",
            Self::Afvist => "afvist af modtageren",
            Self::Fejlet => "kunne ikke afleveres",
            Self::Sendt => "afleveret i modtagerens digitale postkasse",
        }
    }
}

/// Whose turn it is to answer for the object (FK-02): the receiver's from the moment it has accepted it, the sender's until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ansvarlig {
    /// The sending authority.
    Afsender,
    /// The receiving one.
    Modtager,
}

/// What is to happen at a time. Stored numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Urslags {
    /// Deliver the object.
    #[serde(rename = "1")]
    Lever = 1,
    /// Deliver the next receipt to the sender.
    #[serde(rename = "2")]
    Kvitter = 2,
    /// The receiver's time to answer is over.
    #[serde(rename = "3")]
    Svarfrist = 3,
    /// Forget it.
    #[serde(rename = "4")]
    Slet = 4,
    /// Ask Digital Post what has become of it.
    #[serde(rename = "5")]
    Post = 5,
}

impl Urslags {
    /// From the stored number.
    pub fn fra_nr(nr: u8) -> Option<Self> {
        [Self::Lever, Self::Kvitter, Self::Svarfrist, Self::Slet, Self::Post].into_iter().find(|u| *u as u8 == nr)
    }
}

/// A receipt for the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kvitteringspost {
    /// What it says.
    #[serde(rename = "k")]
    pub kvittering: Kvittering,
    /// When it came.
    #[serde(rename = "t")]
    pub tid: Tidspunkt,
    /// The component's own word, not the receiver's.
    #[serde(rename = "e", default, skip_serializing_if = "std::ops::Not::not")]
    pub vores: bool,
    /// When the sender's system took it.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub leveret: Option<Tidspunkt>,
    /// It is no longer tried: the sender must ask.
    #[serde(rename = "o", default, skip_serializing_if = "std::ops::Not::not")]
    pub opgivet: bool,
}

/// A handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdragelse {
    /// The component's id of it (DistributionTransktionsID).
    #[serde(rename = "i")]
    pub id: Uuid,
    /// As the sender gave it, with that id.
    #[serde(rename = "k")]
    pub kontekst: Kontekst,
    /// The sending system; none where nobody has said.
    #[serde(rename = "fs")]
    pub afsendersystem: Option<Uuid>,
    /// The receiving system.
    #[serde(rename = "ts")]
    pub modtagersystem: Uuid,
    /// The rule that chose it.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub regel: Option<Uuid>,
    /// The number that agreements are held against.
    #[serde(rename = "e")]
    pub emne: String,
    /// What kind of object.
    #[serde(rename = "o")]
    pub slags: Objektslags,
    /// The object.
    #[serde(rename = "oi")]
    pub objekt: Uuid,
    /// The name of the document's file at the receiver; none where files are not moved.
    #[serde(rename = "mf", default, skip_serializing_if = "Option::is_none")]
    pub modtagerfil: Option<String>,
    /// The mark of the document's file as it was taken in.
    #[serde(rename = "fm", default, skip_serializing_if = "Option::is_none")]
    pub filmaerke: Option<String>,
    /// SHA-256 of the content, hexadecimal: by it the same sent again is told from something else.
    #[serde(rename = "h")]
    pub aftryk: String,
    /// When it was taken in.
    #[serde(rename = "c")]
    pub oprettet: Tidspunkt,
    /// When something last became of it.
    #[serde(rename = "m")]
    pub aendret: Tidspunkt,
    /// Where it is.
    #[serde(rename = "s")]
    pub tilstand: Tilstand,
    /// Where it was, and since when; the last one is where it is. Of a handover from before this was kept only what came since.
    #[serde(rename = "w", default)]
    pub forloeb: Vec<(Tilstand, Tidspunkt)>,
    /// Days that the receiver has to answer.
    #[serde(rename = "d")]
    pub svarfrist: u32,
    /// Attempts to deliver the object that failed.
    #[serde(rename = "lf", default)]
    pub forsoeg: u32,
    /// Why the last one did.
    #[serde(rename = "le", default, skip_serializing_if = "Option::is_none")]
    pub leveringsfejl: Option<String>,
    /// Receipts for the sender, in the order in which they came.
    #[serde(rename = "q", default)]
    pub kvitteringer: Vec<Kvitteringspost>,
    /// Attempts to deliver the next receipt that failed.
    #[serde(rename = "kf", default)]
    pub kvitteringsforsoeg: u32,
    /// Why the last one did.
    #[serde(rename = "ke", default, skip_serializing_if = "Option::is_none")]
    pub kvitteringsfejl: Option<String>,
    /// What is to happen when.
    #[serde(rename = "u", default)]
    pub ure: BTreeMap<Urslags, Tidspunkt>,
}

/// What is known of a handover when it is taken in.
#[derive(Clone, Debug)]
pub struct Indlagt {
    /// The component's id of it.
    pub id: Uuid,
    /// As the sender gave it.
    pub kontekst: Kontekst,
    /// The sending system; none where nobody has said.
    pub afsendersystem: Option<Uuid>,
    /// The receiving system.
    pub modtagersystem: Uuid,
    /// The rule that chose it.
    pub regel: Option<Uuid>,
    /// The number that agreements are held against.
    pub emne: String,
    /// What kind of object.
    pub slags: Objektslags,
    /// The object.
    pub objekt: Uuid,
    /// The name of the document's file at the receiver.
    pub modtagerfil: Option<String>,
    /// The mark of that file at the sender.
    pub filmaerke: Option<String>,
    /// SHA-256 of the content, hexadecimal.
    pub aftryk: String,
    /// Days that the receiver has to answer.
    pub svarfrist: u32,
}

/// Why a receipt is not delivered to a system that has said nowhere.
pub(crate) const INGEN_KVITTERINGSADRESSE: &str = "afsenderens system har ingen kvitteringsadresse";

const SEKUND: i64 = 1_000_000;
const TIME: i64 = 3_600 * SEKUND;
const DAG: i64 = 24 * TIME;

fn om(nu: Tidspunkt, mikros: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(nu.mikros().saturating_add(mikros))
}

/// The pause after so many failures: from one second, doubled, to a quarter of an hour.
pub fn pause(forsoeg: u32) -> i64 {
    (SEKUND << forsoeg.saturating_sub(1).min(10)).min(900 * SEKUND)
}

/// What is noted of another's words.
fn kort(t: &str) -> String {
    grund::tekst::synlig_linje(t).chars().take(graenser::FEJLKOE_TEKST).collect()
}

impl Overdragelse {
    /// Who answers for the object now (FK-02).
    pub fn ansvarlig(&self) -> Ansvarlig {
        if self.tilstand == Tilstand::Accepteret { Ansvarlig::Modtager } else { Ansvarlig::Afsender }
    }

    /// That authority.
    pub fn ansvarlig_myndighed(&self) -> Cvr {
        match self.ansvarlig() {
            Ansvarlig::Afsender => self.kontekst.afsender,
            Ansvarlig::Modtager => self.kontekst.modtager,
        }
    }

    /// The context as the receiver gets it: with the name that the file has there.
    pub fn modtagerkontekst(&self) -> Kontekst {
        let filnavn = self.modtagerfil.clone().or_else(|| self.kontekst.filnavn.clone());
        Kontekst { filnavn, ..self.kontekst.clone() }
    }

    /// The document's file where its sender has put it, when it is one that is moved.
    pub(crate) fn afsenderfil(&self) -> Option<Afsenderfil<'_>> {
        let (system, navn) = (self.afsendersystem?, self.kontekst.filnavn.as_deref()?);
        Some(Afsenderfil { system, navn, maerke: self.filmaerke.as_deref() })
    }

    /// The first receipt that the sender's system has not got, and is still tried.
    pub fn naeste_kvittering(&self) -> Option<(usize, &Kvitteringspost)> {
        self.kvitteringer.iter().enumerate().find(|(_, k)| k.leveret.is_none() && !k.opgivet)
    }

    /// Whether somebody should look at it: it was not delivered, or an attempt has failed; the receiver has not answered in time; or the sender does not get its receipts. A sender
    /// without an address for them wants none.
    pub fn er_problem(&self) -> bool {
        let tilstand = match self.tilstand {
            Tilstand::Modtaget => self.forsoeg > 0,
            Tilstand::Udloebet | Tilstand::Fejlet => true,
            Tilstand::Afleveret | Tilstand::Accepteret | Tilstand::Afvist | Tilstand::Sendt => false,
        };
        let opgivet = self.kvitteringsfejl.as_deref().is_some_and(|f| f != INGEN_KVITTERINGSADRESSE);
        tilstand || opgivet
    }

    /// Since when it is where it is.
    pub fn siden(&self) -> Tidspunkt {
        self.forloeb.last().map_or(self.aendret, |(_, t)| *t)
    }

    /// Since when that authority answers for it.
    pub fn ansvarlig_siden(&self) -> Tidspunkt {
        match self.ansvarlig() {
            Ansvarlig::Afsender => self.oprettet,
            Ansvarlig::Modtager => self.siden(),
        }
    }

    /// Taken in: it is to be delivered at once.
    pub fn ny(i: Indlagt, nu: Tidspunkt) -> Self {
        Self {
            id: i.id,
            kontekst: Kontekst { id: Some(i.id), ..i.kontekst },
            afsendersystem: i.afsendersystem,
            modtagersystem: i.modtagersystem,
            regel: i.regel,
            emne: i.emne,
            slags: i.slags,
            objekt: i.objekt,
            modtagerfil: i.modtagerfil,
            filmaerke: i.filmaerke,
            aftryk: i.aftryk,
            oprettet: nu,
            aendret: nu,
            tilstand: Tilstand::Modtaget,
            forloeb: vec![(Tilstand::Modtaget, nu)],
            svarfrist: i.svarfrist,
            forsoeg: 0,
            leveringsfejl: None,
            kvitteringer: Vec::new(),
            kvitteringsforsoeg: 0,
            kvitteringsfejl: None,
            ure: [(Urslags::Lever, nu)].into(),
        }
    }

    /// A receipt for the sender. Without a system that it could be delivered to it is there to be asked for.
    fn kvitter(&mut self, kvittering: Kvittering, vores: bool, nu: Tidspunkt) {
        let opgivet = self.afsendersystem.is_none();
        self.kvitteringer.push(Kvitteringspost { kvittering, tid: nu, vores, leveret: None, opgivet });
        if !opgivet {
            self.ure.entry(Urslags::Kvitter).or_insert(nu);
        }
    }

    fn bliv(&mut self, tilstand: Tilstand, nu: Tidspunkt) {
        self.tilstand = tilstand;
        self.forloeb.push((tilstand, nu));
        self.aendret = nu;
        self.ure.remove(&Urslags::Lever);
        if tilstand.er_endelig() {
            self.ure.remove(&Urslags::Post);
        }
        if tilstand.er_endelig() || tilstand == Tilstand::Udloebet {
            self.ure.remove(&Urslags::Svarfrist);
            self.ure.insert(Urslags::Slet, om(nu, i64::from(graenser::FORDELING_BEVARING_DAGE) * DAG));
        } else {
            self.ure.insert(Urslags::Svarfrist, om(nu, i64::from(self.svarfrist) * DAG));
        }
    }

    /// The receiver's system has answered the delivery (F-7, 3). Its receipt goes to the sender as the technical one, unless its business receipt has come before.
    pub fn leveret(&mut self, kvittering: Kvittering, nu: Tidspunkt) {
        if self.tilstand != Tilstand::Modtaget {
            return;
        }
        self.leveringsfejl = None;
        let tilstand = match (kvittering.kode, kvittering.slags) {
            (Kvitteringskode::Afvist | Kvitteringskode::Fejlet, _) => Tilstand::Afvist,
            (Kvitteringskode::Accepteret, Kvitteringstype::Forretning) => Tilstand::Accepteret,
            _ => Tilstand::Afleveret,
        };
        self.bliv(tilstand, nu);
        self.kvitter(kvittering, false, nu);
    }

    /// Digital Post has taken it, or has not.
    pub fn til_posten(&mut self, kvittering: Kvittering, id: Option<String>, nu: Tidspunkt) {
        if self.tilstand != Tilstand::Modtaget {
            return;
        }
        self.kontekst.digital_post_id = id.or(self.kontekst.digital_post_id.take());
        self.leveret(kvittering, nu);
        self.spoerg_igen(nu);
    }

    /// Digital Post is asked again while it has not said the last word: soon at first, then at most each quarter of an hour.
    pub fn spoerg_igen(&mut self, nu: Tidspunkt) {
        if matches!(self.tilstand, Tilstand::Afleveret | Tilstand::Udloebet) {
            let siden = nu.mikros().saturating_sub(self.siden().mikros());
            self.ure.insert(Urslags::Post, om(nu, siden.clamp(SEKUND, 900 * SEKUND)));
        } else {
            self.ure.remove(&Urslags::Post);
        }
    }

    /// The receiver's system could not be reached, or answered with a fault: again later, until its time is over.
    pub fn levering_fejlede(&mut self, hvorfor: &str, nu: Tidspunkt) {
        if self.tilstand != Tilstand::Modtaget {
            return;
        }
        self.forsoeg = self.forsoeg.saturating_add(1);
        self.leveringsfejl = Some(kort(hvorfor));
        self.aendret = nu;
        let frist = om(self.oprettet, i64::from(graenser::FORDELING_LEVERINGSFRIST_TIMER) * TIME);
        if nu >= frist {
            let fejl = Fejl::ny(Fejlkode::FordelingIkkeLeveret).regel("F-12").detalje(self.leveringsfejl.clone().unwrap_or_default());
            return self.opgiv(&fejl, nu);
        }
        self.ure.insert(Urslags::Lever, om(nu, pause(self.forsoeg)).min(frist));
    }

    /// It is not delivered, and the sender is told why.
    pub fn opgiv(&mut self, fejl: &Fejl, nu: Tidspunkt) {
        if self.tilstand != Tilstand::Modtaget {
            return;
        }
        self.leveringsfejl = Some(kort(&fejl.dansk()));
        self.bliv(Tilstand::Fejlet, nu);
        self.kvitter(Kvittering::fejl(Kvitteringskode::Fejlet, Kvitteringstype::Teknisk, fejl), true, nu);
    }

    /// Whether the receiver has said that before.
    pub fn kender(&self, kvittering: &Kvittering) -> bool {
        let samme = |k: &Kvitteringspost| !k.vores && k.kvittering.kode == kvittering.kode && k.kvittering.slags == kvittering.slags;
        self.kvitteringer.iter().any(samme)
    }

    /// A receipt of the receiver (F-7, 4). `false` for one that is known already.
    ///
    /// # Errors
    /// `UgyldigVaerdi` for ACCEPTERET that is not the receiving authority's, `FordelingAfsluttet` for another one after the last, `ForMange`.
    pub fn modtag_kvittering(&mut self, kvittering: Kvittering, nu: Tidspunkt) -> Result<bool, Fejl> {
        if self.kender(&kvittering) {
            return Ok(false);
        }
        // By it the receiving authority answers for the object (FK-02): a technical receipt, which its system writes of itself, does not say so.
        if kvittering.kode == Kvitteringskode::Accepteret && kvittering.slags != Kvitteringstype::Forretning {
            let felt = "Forretningskvittering/Kvitteringstype";
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).regel("FK-02").tilladt([Kvitteringstype::Forretning.navn()]));
        }
        if self.tilstand.er_endelig() {
            return Err(Fejl::ny(Fejlkode::FordelingAfsluttet)
                .felt("Forretningskvittering/ForretningsValideringsKode")
                .detalje((format!("overdragelsen er {}", self.tilstand.navn()), format!("the handover is {}", self.tilstand.navn()))));
        }
        if self.kvitteringer.len() >= graenser::FORDELING_KVITTERINGER {
            let hoejst = grund::sagt::hoejst(graenser::FORDELING_KVITTERINGER, grund::sagt::STYK);
            return Err(Fejl::ny(Fejlkode::ForMange).felt("Forretningskvittering").ventet(hoejst));
        }
        if self.tilstand == Tilstand::Modtaget {
            // It has the object, or it could not answer: its answer to the delivery is still on the way.
            self.leveret(Kvittering::ny(Kvitteringskode::Modtaget, Kvitteringstype::Teknisk), nu);
        }
        match (kvittering.kode, kvittering.slags) {
            (Kvitteringskode::Afleveret, Kvitteringstype::DigitalPost) => self.bliv(Tilstand::Sendt, nu),
            (Kvitteringskode::Fejlet, Kvitteringstype::DigitalPost) => self.bliv(Tilstand::Fejlet, nu),
            (Kvitteringskode::Accepteret, _) => self.bliv(Tilstand::Accepteret, nu),
            (Kvitteringskode::Afvist | Kvitteringskode::Fejlet, _) => self.bliv(Tilstand::Afvist, nu),
            (Kvitteringskode::Modtaget | Kvitteringskode::Afleveret, _) => self.aendret = nu,
        }
        self.kvitter(kvittering, false, nu);
        Ok(true)
    }

    /// The receiver's time to answer is over: the sender is told, and it is on the list of those without an answer (FK-02).
    pub fn svarfrist_naaet(&mut self, nu: Tidspunkt) {
        self.ure.remove(&Urslags::Svarfrist);
        if self.tilstand != Tilstand::Afleveret {
            return;
        }
        self.bliv(Tilstand::Udloebet, nu);
        let dage = grund::sagt::hoejst(self.svarfrist, grund::sagt::DAGE);
        let fejl = Fejl::ny(Fejlkode::FordelingIntetSvar).regel("FK-02").ventet(dage);
        self.kvitter(Kvittering::fejl(Kvitteringskode::Fejlet, Kvitteringstype::Teknisk, &fejl), true, nu);
    }

    /// The sender's system has taken the receipt.
    pub fn kvittering_leveret(&mut self, nr: usize, nu: Tidspunkt) {
        self.ret_kvittering(nr, nu, |k| k.leveret = Some(nu));
    }

    /// Nobody takes the receipt: the sender must ask.
    pub fn kvittering_opgivet(&mut self, nr: usize, hvorfor: &str, nu: Tidspunkt) {
        self.ret_kvittering(nr, nu, |k| k.opgivet = true);
        self.kvitteringsfejl = Some(kort(hvorfor));
    }

    fn ret_kvittering(&mut self, nr: usize, nu: Tidspunkt, ret: impl FnOnce(&mut Kvitteringspost)) {
        let Some(k) = self.kvitteringer.get_mut(nr).filter(|k| k.leveret.is_none()) else { return };
        ret(k);
        self.kvitteringsforsoeg = 0;
        self.kvitteringsfejl = None;
        self.ure.remove(&Urslags::Kvitter);
        if self.naeste_kvittering().is_some() {
            self.ure.insert(Urslags::Kvitter, nu);
        }
    }

    /// The sender's system could not be reached, or answered with a fault: again later, in order, until its time is over.
    pub fn kvittering_fejlede(&mut self, nr: usize, hvorfor: &str, nu: Tidspunkt) {
        let Some(k) = self.kvitteringer.get(nr).filter(|k| k.leveret.is_none() && !k.opgivet) else { return };
        let frist = om(k.tid, i64::from(graenser::FORDELING_LEVERINGSFRIST_TIMER) * TIME);
        if nu >= frist {
            return self.kvittering_opgivet(nr, hvorfor, nu);
        }
        self.kvitteringsforsoeg = self.kvitteringsforsoeg.saturating_add(1);
        self.kvitteringsfejl = Some(kort(hvorfor));
        self.ure.insert(Urslags::Kvitter, om(nu, pause(self.kvitteringsforsoeg)).min(frist));
    }
}

#[cfg(test)]
#[path = "overdragelse_proever.rs"]
mod proever;
