//! Cases with documents and journal notes, grants and payments: what senders would tell the indexes (C.3, C.4, D).
//!
//! A case follows from seed, municipality and its number alone, so cases are made one at a time and never held together.
mod dele;
mod dokument;
pub mod emner;
mod sag;
mod ydelse;

use crate::Post;
use crate::borgere::{Borger, borger};
use dele::{Bygger, tekst};
use emner::Emne;
use grund::slump::{Slump, uuid};
use grund::{Cvr, Fejl, Tidspunkt, UnikId, Uuid};
use register::{Felter, Vaerdi};

/// The demo's senders: UUID of the system instance, as in Administrationsmodul, and name. None of them is a product. Fixed, so that an
/// agreement or a test can name them; every municipality uses all of them.
pub const AFSENDERSYSTEMER: &[(Uuid, &str)] = &[
    (Uuid::from_u128(0xcfbd_526c_0aa9_46b4_961f_3953_f5df_176d), "Prøve-ESDH"),
    (Uuid::from_u128(0x3cc0_a10a_b65c_428f_aba0_b0af_6d20_174b), "Prøvefagsystem Social"),
    (Uuid::from_u128(0x64b3_6111_f280_40b6_a4cf_6f14_bce7_3360), "Prøvefagsystem Ydelse"),
    (Uuid::from_u128(0x8345_0f7a_9291_4bf0_97ab_e2f1_bd95_c3ab), "Prøvefagsystem Byg"),
];

/// A unit that may be responsible for cases.
#[derive(Clone, Debug)]
pub struct Sagsenhed {
    pub uuid: Uuid,
    pub navn: String,
    /// Position of its administration.
    pub forvaltning: usize,
}

/// A user that may have cases.
#[derive(Clone, Debug)]
pub struct Behandler {
    pub uuid: Uuid,
    pub navn: String,
    /// Position of the unit in the plan.
    pub enhed: usize,
    pub fra: Tidspunkt,
}

/// What cases are tied to in the municipality's organisation.
#[derive(Clone, Debug)]
pub struct Grundlag {
    pub nr: usize,
    pub cvr: Cvr,
    pub navn: String,
    pub organisation: Uuid,
    /// The unit that pays.
    pub betaler: Sagsenhed,
    /// Open units, by their position in the plan.
    pub enheder: Vec<Sagsenhed>,
    pub behandlere: Vec<Behandler>,
}

/// The cases of one municipality, one after the other.
#[derive(Debug)]
pub struct Sagsstroem {
    g: Grundlag,
    froe: u64,
    nu: Tidspunkt,
    borgere: usize,
    sager: usize,
    /// Only subjects of this KLE number; empty: all.
    kle: String,
    naeste: usize,
}

/// What a case has in common with its documents and grants.
struct Sammenhaeng<'a> {
    g: &'a Grundlag,
    froe: u64,
    nu: Tidspunkt,
    /// The case's number in the municipality.
    k: usize,
    emne: &'static Emne,
    foelsomhed: &'static str,
    system: (Uuid, &'static str),
    enhed: Sagsenhed,
    behandler: Option<Behandler>,
    part: Part,
}

/// A party: its URN, its name, and whether it is a company.
#[derive(Clone, Debug)]
struct Part {
    urn: UnikId,
    navn: String,
    virksomhed: bool,
}

impl Sagsstroem {
    pub fn ny(g: Grundlag, froe: u64, nu: Tidspunkt, borgere: usize, sager: usize, kle: String) -> Self {
        Self { g, froe, nu, borgere, sager, kle, naeste: 0 }
    }

    /// The next case with everything that belongs to it: first its documents, since a case refers to them (C-13), then the case, its
    /// grant and its payments. `None` after the last.
    pub fn naeste(&mut self) -> Option<Result<Vec<Post>, Fejl>> {
        let k = self.naeste;
        if k >= self.sager || self.borgere == 0 {
            return None;
        }
        self.naeste += 1;
        Some(self.en(k))
    }

    fn en(&self, k: usize) -> Result<Vec<Post>, Fejl> {
        let mut s = Slump::ny(self.froe, &format!("{}/sag/{k}", self.g.cvr));
        let emne = emner::vaelg(&mut s, &self.kle).ok_or_else(|| Fejl::intern("no subjects"))?;
        let forloeb = sag::forloeb(&mut s, self.nu);
        let opstaaet = forloeb.first().map_or(self.nu, |(_, t)| *t);
        let nr = skaevt(&mut s, self.borgere);
        let part =
            if emne.virksomhed && s.procent(60) { virksomhed(self.froe, self.g.nr, &mut s) } else { person(&self.borger(nr), opstaaet) };
        let anden = usize::try_from(s.under(self.borgere as u64)).unwrap_or(0);
        let anden = (s.procent(12) && anden != nr).then(|| person(&self.borger(anden), opstaaet));
        let (enhed, behandler) = self.ansvar(&mut s, emne);
        let foelsomhed = niveau(&mut s, &emne.foelsomhed);
        let system = AFSENDERSYSTEMER.get(emne.system).copied().ok_or_else(|| Fejl::intern("no such sender"))?;
        let f = Sammenhaeng { g: &self.g, froe: self.froe, nu: self.nu, k, emne, foelsomhed, system, enhed, behandler, part };
        let (mut ud, dokumenter) = dokument::dokumenter(&f, &mut s, &forloeb);
        ud.push(sag::sag(&f, &mut s, &forloeb, anden, &dokumenter));
        ud.extend(ydelse::ydelser(&f, &mut s, &forloeb));
        Ok(ud)
    }

    fn borger(&self, nr: usize) -> Borger {
        borger(self.froe, self.g.nr, nr, self.nu)
    }

    /// A unit of the subject's administration (the first unit where there is none), and one of its people, or of the administration's.
    fn ansvar(&self, s: &mut Slump, emne: &Emne) -> (Sagsenhed, Option<Behandler>) {
        let hjemme = |i: usize| self.g.enheder.get(i).is_some_and(|e| i > 0 && e.forvaltning == emne.forvaltning);
        let enheder: Vec<usize> = (0..self.g.enheder.len()).filter(|i| hjemme(*i)).collect();
        let i = s.en(&enheder);
        let enhed = self.g.enheder.get(i).unwrap_or(&self.g.betaler).clone();
        let blandt = |hvor: &dyn Fn(usize) -> bool| -> Vec<&Behandler> { self.g.behandlere.iter().filter(|b| hvor(b.enhed)).collect() };
        let mut folk = blandt(&|e| e == i);
        if folk.is_empty() {
            folk = blandt(&hjemme);
        }
        let n = usize::try_from(s.under(folk.len() as u64)).unwrap_or(0);
        // Some cases wait for somebody.
        let ledig = s.procent(8);
        (enhed, folk.get(n).filter(|_| !ledig).map(|b| (*b).clone()))
    }
}

impl Sammenhaeng<'_> {
    fn id(&self, navn: &str) -> Uuid {
        uuid(self.froe, &format!("{}/{navn}/{}", self.g.cvr, self.k))
    }

    fn bygger(&self, t: &'static register::Objekttype, id: Uuid, fra: Tidspunkt) -> Bygger {
        Bygger::ny(t, id, self.system.0, fra)
    }

    /// The case number: `32.24.04-G01-17-24`, with the number in the municipality and the year.
    fn sagsnummer(&self, opstaaet: Tidspunkt) -> String {
        let aar = opstaaet.dansk_dato().map_or(0, |(a, _, _)| a % 100);
        format!("{}-{}-{}-{aar:02}", self.emne.nummer, FACET, self.k + 1)
    }

    fn klasse(&self) -> UnikId {
        UnikId::Uuid(crate::klasse_uuid(self.emne.nummer))
    }
}

/// Every case here is a concrete one.
const FACET: &str = crate::kle::FACET.0;

/// A number below `n` where the first ones come up far more often: the product of three fractions.
fn skaevt(s: &mut Slump, n: usize) -> usize {
    let a = s.under(n as u64);
    let b = s.under(a + 1);
    usize::try_from(s.under(b + 1)).unwrap_or(0)
}

fn niveau(s: &mut Slump, procent: &[u64; 4]) -> &'static str {
    let mut n = s.under(100);
    let fundet = procent.iter().position(|p| {
        let her = n < *p;
        n = n.saturating_sub(*p);
        her
    });
    sagdokument::objekttyper::FOELSOMHEDER.get(fundet.unwrap_or(0)).copied().unwrap_or_default()
}

fn person(b: &Borger, opstaaet: Tidspunkt) -> Part {
    Part { urn: UnikId::Urn(format!("urn:oio:cpr-nr:{}", b.cpr_paa(opstaaet))), navn: b.navn.clone(), virksomhed: false }
}

/// A company of the municipality: one of the company register's, which can't exist, for its number fails modulus 11 (CVR-01).
fn virksomhed(froe: u64, kommune: usize, s: &mut Slump) -> Part {
    let nr = usize::try_from(s.under(crate::VIRKSOMHEDER_PR_KOMMUNE as u64)).unwrap_or(0);
    let v = crate::virksomheder::virksomhed(froe, kommune, nr);
    Part { urn: UnikId::Urn(format!("urn:oio:cvr-nr:{}", v.cvr)), navn: v.navn, virksomhed: true }
}

/// Fields of an actor: name, and the authority's CVR number.
fn aktoer(navn: &str, cvr: Cvr) -> Felter {
    use sagdokument::numre::{REL_CVR, REL_FULDTNAVN};
    Felter::from([(REL_FULDTNAVN, tekst(navn)), (REL_CVR, tekst(cvr.to_string()))])
}

/// Fields of a party.
fn kun_navn(navn: &str) -> Felter {
    Felter::from([(sagdokument::numre::REL_FULDTNAVN, tekst(navn))])
}

/// Fields of an it-system.
fn systemnavn(navn: &str) -> Felter {
    Felter::from([(sagdokument::numre::REL_SYSTEMNAVN, tekst(navn))])
}

/// Fields of a class.
fn klassefelter(nummer: &str, titel: &str) -> Felter {
    use sagdokument::numre::{REL_BRUGERVENDTNOEGLE, REL_KLASSETITEL};
    Felter::from([(REL_BRUGERVENDTNOEGLE, tekst(nummer)), (REL_KLASSETITEL, Vaerdi::Tekst(titel.to_owned()))])
}
