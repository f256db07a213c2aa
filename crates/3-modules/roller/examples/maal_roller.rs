//! Measures answers about users: `cargo run --release -p roller --example maal_roller [ROLES] [USERS] [AUTHORITIES]` makes so many roles for each of the authorities (5,000, 200,000 and 4, if left out), every
//! user with a place in a tree of units, roles by its unit and one in person, and asks for users of all of them at random; then changes a role and measures until another process answers by it.
//!
//! The country has 98 authorities: an answer reads the books of the user's own alone, so more of them cost memory and the first reading of each, which are printed, and no time of an answer. Left out is
//! the organisation's part of an answer (one search and about ten objects of the store), for which the users here are made up.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, missing_docs)]
use adgang::personale::{Enhedskort, Medarbejder, Personale, Stilling};
use adgang::{Administrator, Administratorrolle, Bruger, Kalder, Spoergsmaal};
use async_trait::async_trait;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::SqliteLager;
use register::{Register, Typekatalog};
use roller::rettelser::Rolleaendring;
use roller::stamdata::{Stamdata, System, Type};
use roller::typer::*;
use roller::{OBJEKTTYPER, Roller};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const A: Cvr = Cvr::KORSBAEK;
const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
const ENHEDER: u128 = 400;

struct Tal(AtomicU64);
impl IdKilde for Tal {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// Units in a tree of six levels: above each the one with a third of its number.
struct Folk(Arc<Enhedskort>);
impl Folk {
    fn en(&self, n: u128) -> Medarbejder {
        let enhed = Uuid::from_u128(1_000 + n % ENHEDER);
        let titel = format!("titel {}", n % 50);
        let s = Stilling { funktion: Uuid::from_u128(5_000_000 + n), slags: None, enhed, titel, leder: false, periode: Periode::ALTID };
        Medarbejder {
            uuid: Uuid::from_u128(1_000_000 + n),
            navn: format!("bruger {n}"),
            aktiv: vec![Periode::ALTID],
            organisation: None,
            stillinger: vec![s],
            enheder: self.0.clone(),
        }
    }
}
#[async_trait]
impl Personale for Folk {
    async fn medarbejder(&self, _: Cvr, b: Uuid, _: Tidspunkt, _: Option<Tidspunkt>) -> Result<Option<Medarbejder>, Fejl> {
        Ok(Some(self.en(b.as_u128() - 1_000_000)))
    }
    async fn alle(&self, _: Cvr, _: Tidspunkt) -> Result<Vec<Medarbejder>, Fejl> {
        Ok(Vec::new())
    }
}

struct Stam;
impl Stamdata for Stam {
    fn systemer(&self) -> Vec<System> {
        let s = System { uuid: Uuid::from_u128(1), navn: "Fag".into(), cvr: A, ejernavn: String::new(), aendret: Tidspunkt::fra_mikros(0) };
        vec![s]
    }
    fn type_(&self, e: &str) -> Option<Type> {
        Some(Type {
            uuid: Uuid::nil(),
            entityid: e.into(),
            navn: e.into(),
            beskrivelse: String::new(),
            slags: "MULTI".into(),
            udtryk: String::new(),
            vaerdiliste: Vec::new(),
            faelles: true,
        })
    }
    fn vaerdier(&self, _: &str, _: &[String]) -> Result<(), Fejl> {
        Ok(())
    }
    fn myndigheder(&self) -> Vec<Cvr> {
        vec![A]
    }
    fn kender_myndighed(&self, _: Cvr) -> bool {
        true
    }
}

fn fraktil(l: &mut [Duration], p: usize) -> Duration {
    l.sort_unstable();
    l[(l.len() * p / 100).min(l.len() - 1)]
}

#[tokio::main]
async fn main() {
    let arg = |n: usize, ellers: u128| std::env::args().nth(n).and_then(|a| a.parse().ok()).unwrap_or(ellers);
    let (antal, brugere) = (arg(1, 5_000), arg(2, 200_000));
    let myndigheder: Vec<Cvr> = (0..arg(3, 4)).map(|n| Cvr::fra_tal(11_111_111 + u32::try_from(n).unwrap()).unwrap()).collect();
    let over: BTreeMap<Uuid, Vec<(Uuid, Periode)>> =
        (1..ENHEDER).map(|n| (Uuid::from_u128(1_000 + n), vec![(Uuid::from_u128(1_000 + n / 3), Periode::ALTID)])).collect();
    let kort = Arc::new(Enhedskort { over, navne: BTreeMap::new() });
    let register = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[OBJEKTTYPER]));
    let ny = |fra: u64| Roller::ny(register.clone(), Arc::new(Tal(AtomicU64::new(fra))), Arc::new(Folk(kort.clone())), Arc::new(Stam));
    let (m, anden) = (ny(0), ny(1 << 40));
    let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::nil()), Tidspunkt::fra_mikros(1_000), Uuid::nil());
    let inge = Administrator {
        uuid: Uuid::from_u128(9),
        navn: "Inge".into(),
        roller: myndigheder.iter().map(|m| Administratorrolle::Roller(*m)).chain([Administratorrolle::Drift]).collect(),
    };
    let k = Kalder::administrator(&inge, &kald);
    let s = Brugersystemrolle {
        entityid: "http://fag.dk/roles/usersystemrole/sag/1".into(),
        navn: "Sag".into(),
        system: Uuid::from_u128(1),
        afgraensninger: vec![Rolleafgraensning { slags: KLE.into(), kraevet: true, betydning: String::new() }],
        ..Default::default()
    };
    let s = m.saet_systemrolle(&k, &s).await.unwrap().uuid;
    let rolle = |n: u128, kle: &str| Jobfunktionsrolle {
        navn: format!("rolle {n}"),
        entityid: format!("http://k.dk/roles/jobrole/{n}/1"),
        dele: vec![Rolledel {
            rolle: s,
            afgraensninger: vec![Afgraensningsvaerdi { slags: KLE.into(), vaerdier: vec![kle.into()], dynamisk: false }],
        }],
        ..Default::default()
    };
    let t = Instant::now();
    let mut roller = Vec::new();
    for (m_nr, cvr) in myndigheder.iter().enumerate() {
        for n in 0..antal {
            let r = m.skriv_rolle(&k, *cvr, Rolleaendring::Opret(rolle(n, "27.*"))).await.unwrap().uuid;
            if m_nr == 0 {
                roller.push(r);
            }
            let enhed = Rolletildeling {
                rolle: r,
                modtager: "enhed".into(),
                reference: Some(Uuid::from_u128(1_000 + n % ENHEDER)),
                underenheder: n % 2 == 0,
                ..Default::default()
            };
            m.tildel(&k, *cvr, &enhed).await.unwrap();
            let person = Rolletildeling {
                rolle: r,
                modtager: "bruger".into(),
                reference: Some(Uuid::from_u128(1_000_000 + n * 7 % brugere)),
                ..Default::default()
            };
            m.tildel(&k, *cvr, &person).await.unwrap();
        }
    }
    println!(
        "{} authorities: {antal} roles and {} assignments each, written in {:.1} s",
        myndigheder.len(),
        antal * 2,
        t.elapsed().as_secs_f64()
    );
    let t = Instant::now();
    for cvr in &myndigheder {
        anden.bibliotek(&[*cvr]).await.unwrap();
    }
    println!("their books read in {:.2} s", t.elapsed().as_secs_f64());
    let mut tider = Vec::new();
    let mut retter = 0;
    for n in 0..5_000_u128 {
        let b = Bruger::ny(myndigheder[n as usize % myndigheder.len()], Uuid::from_u128(1_000_000 + n * 7_919 % brugere));
        let t = Instant::now();
        let f = anden.forklar(Spoergsmaal { bruger: &b, system: None, virkning: Tidspunkt::fra_mikros(2_000) }, None).await.unwrap();
        tider.push(t.elapsed());
        retter += f.svar.retter.len();
    }
    println!(
        "5,000 users of {brugere}, {} rights each: median {:?}, p99 {:?}",
        retter / 5_000,
        fraktil(&mut tider, 50),
        fraktil(&mut tider, 99)
    );
    let mut tider = Vec::new();
    for n in 0..50_u128 {
        let r = roller[(n * 31 % antal) as usize];
        m.skriv_rolle(&k, A, Rolleaendring::Ret(r, rolle(n * 31 % antal, &format!("32.{n:02}")))).await.unwrap();
        let t = Instant::now();
        let b = Bruger::ny(A, Uuid::from_u128(1_000_000 + n * 31 % antal * 7 % brugere));
        let f = anden.forklar(Spoergsmaal { bruger: &b, system: None, virkning: Tidspunkt::fra_mikros(2_000) }, None).await.unwrap();
        assert!(f.svar.retter.iter().any(|x| x.afgraensninger[KLE] == [format!("32.{n:02}")]), "the change is felt at once");
        tider.push(t.elapsed());
    }
    println!("the first answer of another process after a change: median {:?}, p99 {:?}", fraktil(&mut tider, 50), fraktil(&mut tider, 99));
}
