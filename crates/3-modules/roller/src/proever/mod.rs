//! The module over a real SQLite store, with a world that is told in the tests' own words.
#![allow(clippy::unwrap_used, clippy::panic)]
mod eftersyn;
mod egenskaber;
mod roller;

use crate::OBJEKTTYPER;
use crate::modul::Roller;
use crate::stamdata::{Stamdata, System, Type};
use crate::typer::*;
use adgang::personale::{Enhedskort, Medarbejder, Personale, Stilling};
use adgang::{Administrator, Administratorrolle, Bruger, Kalder};
use async_trait::async_trait;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::SqliteLager;
use register::{Register, Typekatalog};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub(super) const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
pub(super) const ENHED: &str = "http://sts.kombit.dk/constraints/orgenhed/1";
pub(super) const BELOEB: &str = "http://fag.dk/constraints/beloeb/1";
pub(super) const FAG: Uuid = u(0xfa6);
pub(super) const ANDET: Uuid = u(0xa11);
pub(super) const A: Cvr = Cvr::KORSBAEK;
pub(super) const B: Cvr = Cvr::KOMBIT;

pub(super) const fn u(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
pub(super) fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
pub(super) fn p(fra: i64, til: i64) -> Periode {
    Periode::ny(t(fra), t(til))
}
pub(super) fn kald(n: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::nil()), t(n), Uuid::nil())
}
pub(super) fn administrator(navn: &str) -> Administrator {
    let roller = vec![Administratorrolle::Roller(A), Administratorrolle::Roller(B), Administratorrolle::Leverandoer(A)];
    Administrator { uuid: Uuid::new_v5(&Uuid::NAMESPACE_URL, navn.as_bytes()), navn: navn.into(), roller }
}
pub(super) fn bruger(n: u128) -> Bruger {
    Bruger::ny(A, u(n))
}

struct Tal(AtomicU64);
impl IdKilde for Tal {
    fn ny(&self) -> Uuid {
        u(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// An organisation as a list, of any registration time: what the test says.
#[derive(Default)]
pub(super) struct Folk(pub(super) Mutex<BTreeMap<i64, Vec<Medarbejder>>>);

impl Folk {
    fn paa(&self, registreret: Option<Tidspunkt>) -> Vec<Medarbejder> {
        let alle = self.0.lock().unwrap();
        let r = registreret.map_or(i64::MAX, Tidspunkt::mikros);
        alle.range(..=r).next_back().map(|(_, l)| l.clone()).unwrap_or_default()
    }
}

#[async_trait]
impl Personale for Folk {
    async fn medarbejder(&self, m: Cvr, bruger: Uuid, _: Tidspunkt, r: Option<Tidspunkt>) -> Result<Option<Medarbejder>, Fejl> {
        Ok(self.paa(r).into_iter().find(|x| x.uuid == bruger && (m == A) == (x.uuid.as_u128() < 0x2000)))
    }
    async fn alle(&self, m: Cvr, _: Tidspunkt) -> Result<Vec<Medarbejder>, Fejl> {
        Ok(self.paa(None).into_iter().filter(|x| (m == A) == (x.uuid.as_u128() < 0x2000)).collect())
    }
}

struct Stam;
impl Stamdata for Stam {
    fn systemer(&self) -> Vec<System> {
        let s = |uuid, navn: &str| System { uuid, navn: navn.into(), cvr: A, ejernavn: "Korsbæk".into(), aendret: t(0) };
        vec![s(FAG, "Fag"), s(ANDET, "Andet")]
    }
    fn type_(&self, e: &str) -> Option<Type> {
        [KLE, ENHED, BELOEB].contains(&e).then(|| Type {
            uuid: Uuid::nil(),
            entityid: e.into(),
            navn: e.into(),
            beskrivelse: String::new(),
            slags: "MULTI".into(),
            udtryk: String::new(),
            vaerdiliste: Vec::new(),
            faelles: e != BELOEB,
        })
    }
    fn vaerdier(&self, _: &str, _: &[String]) -> Result<(), Fejl> {
        Ok(())
    }
    fn myndigheder(&self) -> Vec<Cvr> {
        vec![A, B]
    }
    fn kender_myndighed(&self, c: Cvr) -> bool {
        [A, B].contains(&c)
    }
}

pub(super) fn stilling(funktion: u128, enhed: u128, titel: &str, periode: Periode) -> Stilling {
    Stilling { funktion: u(funktion), slags: None, enhed: u(enhed), titel: titel.into(), leder: false, periode }
}

pub(super) fn medarbejder(n: u128, aktiv: Vec<Periode>, stillinger: Vec<Stilling>, enheder: &Arc<Enhedskort>) -> Medarbejder {
    Medarbejder { uuid: u(n), navn: format!("bruger {n}"), aktiv, organisation: Some(u(0x06)), stillinger, enheder: enheder.clone() }
}

/// Units 1 over 2 over 3, and 4 beside them.
pub(super) fn trae() -> Arc<Enhedskort> {
    let over = BTreeMap::from([(u(2), vec![(u(1), Periode::ALTID)]), (u(3), vec![(u(2), Periode::ALTID)])]);
    Arc::new(Enhedskort { over, navne: BTreeMap::from([(u(1), "Rådhuset".into()), (u(3), "Team Nord".into())]) })
}

pub(super) struct Verden {
    pub(super) roller: Arc<Roller>,
    pub(super) folk: Arc<Folk>,
    pub(super) register: Register,
}

pub(super) fn verden() -> Verden {
    let register = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[OBJEKTTYPER]));
    let folk = Arc::new(Folk::default());
    Verden { roller: anden_proces(&register, &folk), folk, register }
}

pub(super) fn anden_proces(register: &Register, folk: &Arc<Folk>) -> Arc<Roller> {
    static NAESTE: AtomicU64 = AtomicU64::new(0);
    let ids = Arc::new(Tal(AtomicU64::new(NAESTE.fetch_add(1_000_000, Ordering::SeqCst))));
    Arc::new(Roller::ny(register.clone(), ids, folk.clone(), Arc::new(Stam)))
}

pub(super) fn systemrolle(navn: &str, system: Uuid, typer: &[(&str, bool)]) -> Brugersystemrolle {
    let en = |(t, kraevet): &(&str, bool)| Rolleafgraensning { slags: (*t).into(), kraevet: *kraevet, betydning: String::new() };
    Brugersystemrolle {
        entityid: format!("http://fag.dk/roles/usersystemrole/{navn}/1"),
        navn: navn.into(),
        system,
        afgraensninger: typer.iter().map(en).collect(),
        ..Default::default()
    }
}

pub(super) fn jobrolle(navn: &str, dele: Vec<Rolledel>) -> Jobfunktionsrolle {
    Jobfunktionsrolle { navn: navn.into(), entityid: format!("http://korsbaek.dk/roles/jobrole/{navn}/1"), dele, ..Default::default() }
}

pub(super) fn del(rolle: Uuid, vaerdier: &[(&str, &[&str], bool)]) -> Rolledel {
    let en = |(t, v, d): &(&str, &[&str], bool)| Afgraensningsvaerdi {
        slags: (*t).into(),
        vaerdier: v.iter().map(|v| (*v).to_owned()).collect(),
        dynamisk: *d,
    };
    Rolledel { rolle, afgraensninger: vaerdier.iter().map(en).collect() }
}

pub(super) fn til(rolle: Uuid, modtager: &str, reference: u128) -> Rolletildeling {
    Rolletildeling { rolle, modtager: modtager.into(), reference: Some(u(reference)), ..Default::default() }
}

impl Verden {
    pub(super) fn folk(&self, registreret: i64, l: Vec<Medarbejder>) {
        self.folk.0.lock().unwrap().insert(registreret, l);
    }

    pub(super) async fn systemrolle(&self, n: i64, r: &Brugersystemrolle) -> Uuid {
        let (k, a) = (kald(n), administrator("Inge"));
        self.roller.saet_systemrolle(&Kalder::administrator(&a, &k), r).await.unwrap().uuid
    }

    /// Proposed by one and approved by another.
    pub(super) async fn jobrolle(&self, n: i64, ejer: Cvr, r: Jobfunktionsrolle) -> Uuid {
        self.aendr(n, ejer, crate::rettelser::Rolleaendring::Opret(r), None).await
    }

    pub(super) async fn aendr(&self, n: i64, ejer: Cvr, a: crate::rettelser::Rolleaendring, fra: Option<Tidspunkt>) -> Uuid {
        let (k, inge, bo) = (kald(n), administrator("Inge"), administrator("Bo"));
        let f = self.roller.foreslaa(&Kalder::administrator(&inge, &k), ejer, a, "prøve", fra).await.unwrap();
        self.roller.godkend(&Kalder::administrator(&bo, &k), ejer, f.uuid, "").await.unwrap().uuid
    }

    pub(super) async fn tildel(&self, n: i64, cvr: Cvr, x: &Rolletildeling) -> Uuid {
        let (k, a) = (kald(n), administrator("Inge"));
        self.roller.tildel(&Kalder::administrator(&a, &k), cvr, x).await.unwrap().uuid
    }
}
