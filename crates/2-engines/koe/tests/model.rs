//! The stores against a slow, obvious one: random histories, with the store opened again at any point, on SQLite and PostgreSQL, and with the messages in RabbitMQ.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods
)]
use bytes::Bytes;
use grund::slump::Slump;
use grund::{Fejlkode, Tidspunkt, Uuid, graenser};
use koe::proeve::ProeveRabbit;
use koe::{Beskedlager, Fejlaarsag, Fejlhandling, IndlejretKoe, Kendemaerke, Lagt, Loft, NyBesked, RabbitKoe, Rabbitvalg, Stroemskridt};
use lager::{Lager, PostgresLager, SqliteLager, Stroemlaeser, Stroemposition};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const NU: i64 = 1_790_000_000_000_000;
const DAG: i64 = 86_400_000_000;
const ALT: Loft = Loft { antal: 100_000, bytes: usize::MAX };

#[derive(Clone, Debug, PartialEq)]
struct Lagtned {
    krop: Vec<u8>,
    maerke: Uuid,
    modtaget: i64,
    forsoeg: u32,
}

#[derive(Clone, Debug, Default)]
struct Modeldueslag {
    naeste: u64,
    beskeder: BTreeMap<u64, Lagtned>,
    naeste_fejl: u64,
    fejl: BTreeMap<u64, (Lagtned, Fejlaarsag, i64)>,
}

#[derive(Debug, Default)]
struct Model {
    dueslag: BTreeMap<Uuid, Modeldueslag>,
    noegler: HashMap<[u8; 16], [u8; 16]>,
    position: Option<Stroemposition>,
}

impl Modeldueslag {
    fn ny() -> Self {
        Self { naeste: 1, naeste_fejl: 1, ..Self::default() }
    }
}

/// What is under test, and how it is opened.
#[derive(Clone, Copy)]
enum Slags<'r> {
    Indlejret,
    /// Gives numbers of its own, and what was laid down is there to read a moment later.
    Rabbit(&'r ProeveRabbit),
}

impl Slags<'_> {
    async fn aabn(self, lager: Arc<dyn Lager>, hvem: u128) -> Arc<dyn Beskedlager> {
        let hvem = Uuid::from_u128(hvem);
        match self {
            Self::Indlejret => Arc::new(IndlejretKoe::aabn(lager, hvem).await.unwrap()),
            Self::Rabbit(r) => {
                let valg = Rabbitvalg { vindue: 5_000, ..Rabbitvalg::ny(r.url()) };
                Arc::new(RabbitKoe::aabn(lager, hvem, valg).await.unwrap())
            }
        }
    }
}

/// A look again and again, until so many are there: only of a broker are there fewer at first.
async fn alle<T>(slags: Slags<'_>, antal: usize, se: impl AsyncFn() -> Vec<T>) -> Vec<T> {
    let mut ud = se().await;
    for _ in 0..1_500 {
        if matches!(slags, Slags::Indlejret) || ud.len() == antal {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        ud = se().await;
    }
    ud
}

fn krop(s: &mut Slump) -> Vec<u8> {
    let laengde = match s.under(20) {
        0 => 0u64,
        1 => 70_000,
        2 => 5_000,
        n => 50 + n * 37,
    };
    let (frem, start) = (s.under(3), s.under(256));
    (0..laengde).map(|i| (start + i * frem * (1 + (i >> 8))) as u8).collect()
}

/// The store holds what the model does. A broker's numbers are taken over into the model.
async fn sammenlign(slags: Slags<'_>, koe: &dyn Beskedlager, m: &mut Model) {
    for (u, d) in &mut m.dueslag {
        let laest = alle(slags, d.beskeder.len(), async || koe.laes(*u, 0, ALT).await.unwrap()).await;
        let laest: Vec<_> = laest
            .into_iter()
            .map(|b| (b.nummer, Lagtned { krop: b.krop.to_vec(), maerke: b.maerke, modtaget: b.modtaget.mikros(), forsoeg: b.forsoeg }))
            .collect();
        let fejl = alle(slags, d.fejl.len(), async || koe.fejlkoe(*u, 0, ALT).await.unwrap()).await;
        let fejl: Vec<_> = fejl
            .into_iter()
            .map(|f| {
                let b = f.besked;
                let l = Lagtned { krop: b.krop.to_vec(), maerke: b.maerke, modtaget: b.modtaget.mikros(), forsoeg: b.forsoeg };
                (b.nummer, (l, f.aarsag, f.flyttet.mikros()))
            })
            .collect();
        if matches!(slags, Slags::Rabbit(_)) {
            assert!(laest.windows(2).all(|p| p[0].0 < p[1].0) && fejl.windows(2).all(|p| p[0].0 < p[1].0), "{u}: numbers rise");
            let om = |n: Vec<u64>| n.last().copied().unwrap_or(0) + 1;
            d.naeste = d.naeste.max(om(laest.iter().map(|x| x.0).collect()));
            d.naeste_fejl = d.naeste_fejl.max(om(fejl.iter().map(|x| x.0).collect()));
            if laest.len() == d.beskeder.len() && fejl.len() == d.fejl.len() {
                d.beskeder = laest.iter().map(|x| x.0).zip(std::mem::take(&mut d.beskeder).into_values()).collect();
                d.fejl = fejl.iter().map(|x| x.0).zip(std::mem::take(&mut d.fejl).into_values()).collect();
            }
        }
        assert_eq!(laest, d.beskeder.clone().into_iter().collect::<Vec<_>>(), "{u}");
        assert_eq!(fejl, d.fejl.clone().into_iter().collect::<Vec<_>>(), "{u}");
        let st = koe.status(*u).await.unwrap();
        assert_eq!((st.antal, st.fejlede), (d.beskeder.len() as u64, d.fejl.len() as u64), "{u}");
        assert_eq!(st.bytes, d.beskeder.values().map(|b| b.krop.len() as u64).sum::<u64>(), "{u}");
        match slags {
            Slags::Indlejret => assert_eq!(st.naeste, d.naeste.max(1), "{u}"),
            Slags::Rabbit(_) => assert!(d.beskeder.keys().all(|n| *n < st.naeste), "{u}"),
        }
    }
}

/// Nothing is left of messages that are gone.
async fn intet_tilbage(lager: &dyn Lager, m: &Model) {
    if m.dueslag.values().all(|d| d.beskeder.is_empty() && d.fejl.is_empty()) {
        assert!(lager.raekker(10, &[1], Some(&[2]), 10).await.unwrap().is_empty(), "segments of messages that are gone");
    }
}

async fn historie(slags: Slags<'_>, lager: Arc<dyn Lager>, froe: u64, skridt: u64) {
    // Queues of a broker outlive a history.
    let dueslag = |n: u64| Uuid::from_u64_pair(froe, 0xd0e5_1a60 + n);
    let mut s = Slump::ny(froe, "koe");
    let mut m = Model::default();
    let mut aabnet = 1u128;
    let mut koe = slags.aabn(lager.clone(), aabnet).await;
    let mut nu = NU;
    for _ in 0..skridt {
        nu += s.under(1_000_000) as i64;
        let u = dueslag(s.under(4));
        m.dueslag.entry(u).or_insert_with(Modeldueslag::ny);
        if matches!(slags, Slags::Rabbit(_)) {
            sammenlign(slags, koe.as_ref(), &mut m).await;
        }
        let d = m.dueslag[&u].clone();
        let numre: Vec<u64> = d.beskeder.keys().copied().collect();
        let nogle = |s: &mut Slump| -> Vec<u64> {
            let hvor_mange = 1 + s.under(5);
            (0..hvor_mange).filter_map(|_| numre.get(s.under(numre.len().max(1) as u64) as usize).copied()).collect()
        };
        match s.under(12) {
            0..=4 => {
                let antal = if s.procent(5) { 300 } else { 1 + s.under(4) };
                let mut beskeder = Vec::new();
                for _ in 0..antal {
                    let mut modtagere: Vec<(Uuid, Uuid)> = (0..4).map(|n| (dueslag(n), Uuid::from_u128(u128::from(s.under(3))))).collect();
                    modtagere.retain(|_| s.procent(40));
                    let noegle = s.procent(60).then(|| {
                        let indhold = if s.procent(30) { [1; 16] } else { [0; 16] };
                        Kendemaerke { noegle: u128::from(s.under(400)).to_be_bytes(), indhold }
                    });
                    beskeder.push(NyBesked {
                        noegle,
                        modtaget: Tidspunkt::fra_mikros(nu),
                        udloeb: None,
                        krop: Bytes::from(krop(&mut s)),
                        modtagere,
                    });
                }
                let skridt = s.procent(20).then(|| {
                    let rigtig = m.position.is_none() || s.procent(80);
                    let fra = if rigtig { m.position } else { Some(Stroemposition { epoke: 9, nr: 9 }) };
                    (
                        rigtig,
                        Stroemskridt { laeser: Stroemlaeser { navn: "bf".into(), position: Stroemposition { epoke: 1, nr: nu } }, fra },
                    )
                });
                let svar = koe.laeg(beskeder.clone(), skridt.as_ref().map(|(_, s)| s.clone())).await;
                if skridt.as_ref().is_some_and(|(rigtig, _)| !rigtig) {
                    assert_eq!(svar.unwrap_err().kode(), Fejlkode::Samtidig);
                } else {
                    m.position = skridt.map(|(_, s)| s.laeser.position).or(m.position);
                    for (b, lagt) in beskeder.into_iter().zip(svar.unwrap()) {
                        let kendt = b.noegle.and_then(|n| m.noegler.get(&n.noegle).map(|indhold| *indhold == n.indhold));
                        let ventet = kendt.map_or(Lagt::Ny, |samme| if samme { Lagt::Dublet } else { Lagt::Genbrugt });
                        assert_eq!(lagt, ventet);
                        if kendt.is_some() {
                            continue;
                        }
                        m.noegler.extend(b.noegle.map(|n| (n.noegle, n.indhold)));
                        for (u, maerke) in b.modtagere {
                            let d = m.dueslag.entry(u).or_insert_with(Modeldueslag::ny);
                            d.beskeder.insert(d.naeste, Lagtned { krop: b.krop.to_vec(), maerke, modtaget: nu, forsoeg: 0 });
                            d.naeste += 1;
                        }
                    }
                }
            }
            5 | 6 => {
                let n = nogle(&mut s);
                let mut straekninger: Vec<(u64, u64)> = n.iter().map(|n| (*n, *n + s.under(4))).collect();
                if s.procent(20) {
                    straekninger.push((0, numre.get(numre.len() / 2).copied().unwrap_or(0)));
                }
                let mine = m.dueslag.get_mut(&u).unwrap();
                let foer = mine.beskeder.len();
                mine.beskeder.retain(|n, _| !straekninger.iter().any(|(a, b)| (*a..=*b).contains(n)));
                assert_eq!(koe.kvitter(u, straekninger).await.unwrap(), (foer - mine.beskeder.len()) as u64);
            }
            7 => {
                let mut n = nogle(&mut s);
                n.sort_unstable();
                n.dedup();
                n.iter().for_each(|n| m.dueslag.get_mut(&u).unwrap().beskeder.get_mut(n).unwrap().forsoeg += 1);
                koe.returner(u, n).await.unwrap();
            }
            8 => {
                let n = nogle(&mut s);
                let aarsag = Fejlaarsag::ALLE[s.under(7) as usize];
                let mine = m.dueslag.get_mut(&u).unwrap();
                let mut flyttet = 0;
                for n in &n {
                    let Some(b) = mine.beskeder.remove(n) else { continue };
                    mine.fejl.insert(mine.naeste_fejl, (b, aarsag, nu));
                    mine.naeste_fejl += 1;
                    flyttet += 1;
                }
                assert_eq!(koe.til_fejlkoe(u, n, aarsag, "æ".repeat(400).as_str(), Tidspunkt::fra_mikros(nu)).await.unwrap(), flyttet);
            }
            9 => {
                let mine = m.dueslag.get_mut(&u).unwrap();
                let n: Vec<u64> = mine.fejl.keys().copied().filter(|_| s.procent(50)).collect();
                let handling = if s.procent(50) { Fejlhandling::Slet } else { Fejlhandling::Genfremsend };
                for n in &n {
                    let (mut b, _, _) = mine.fejl.remove(n).unwrap();
                    b.forsoeg = 0;
                    if handling == Fejlhandling::Genfremsend {
                        mine.beskeder.insert(mine.naeste, b);
                        mine.naeste += 1;
                    }
                }
                assert_eq!(koe.fra_fejlkoe(u, n.clone(), handling).await.unwrap(), n.len() as u64);
            }
            10 if s.procent(10) => {
                let mine = m.dueslag.get_mut(&u).unwrap();
                assert_eq!(koe.toem(u).await.unwrap(), mine.beskeder.len() as u64);
                mine.beskeder.clear();
            }
            _ => {
                if s.procent(50) {
                    koe.luk().await;
                    assert_eq!(koe.kvitter(u, vec![(1, 1)]).await.unwrap_err().kode(), Fejlkode::Optaget);
                }
                aabnet += 1;
                let gammel = koe;
                koe = slags.aabn(lager.clone(), aabnet).await;
                // Whoever had it before writes nothing any more.
                assert_eq!(gammel.returner(u, Vec::new()).await.unwrap_err().kode(), Fejlkode::Optaget);
            }
        }
        if s.procent(15) {
            sammenlign(slags, koe.as_ref(), &mut m).await;
        }
        // A page at a time is the same as all of it.
        if s.procent(5) {
            sammenlign(slags, koe.as_ref(), &mut m).await;
            let (mut fra, mut numre) = (0, Vec::new());
            loop {
                let side = koe.laes(u, fra, Loft { antal: 7, bytes: 2_000 }).await.unwrap();
                let Some(sidste) = side.last() else { break };
                fra = sidste.nummer + 1;
                numre.extend(side.iter().map(|b| b.nummer));
            }
            assert_eq!(numre, m.dueslag[&u].beskeder.keys().copied().collect::<Vec<_>>());
        }
    }
    sammenlign(slags, koe.as_ref(), &mut m).await;
    // Retention: everything goes to the error queues, and then away, and is forgotten.
    let senere = |dage: i64| Tidspunkt::fra_mikros(nu + dage * DAG);
    let dage = i64::from(graenser::BESKED_DAGE) + 1;
    while koe.udloeb(senere(dage)).await.unwrap() > 0 {}
    for (u, d) in &m.dueslag {
        let st = koe.status(*u).await.unwrap();
        assert_eq!((st.antal, st.bytes), (0, 0));
        assert!(st.fejlede >= d.beskeder.len() as u64, "messages that came to the error queue are kept there as long again");
    }
    while koe.udloeb(senere(2 * dage + 1)).await.unwrap() > 0 {}
    m.dueslag.values_mut().for_each(|d| (d.beskeder, d.fejl) = Default::default());
    sammenlign(slags, koe.as_ref(), &mut m).await;
    intet_tilbage(lager.as_ref(), &m).await;
    assert!(lager.raekker(10, &[5], Some(&[7]), 10).await.unwrap().is_empty(), "keys that are too old");
    let rest = lager.raekker(10, &[8], Some(&[9]), 10).await.unwrap();
    assert!(rest.is_empty(), "attempts of messages that are gone: {rest:?}");
    koe.luk().await;
}

/// More of them after a change of the store: `PROPTEST_CASES=200`.
fn mange(ellers: u64) -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(ellers)
}

fn koer(f: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
}

#[test]
fn e1_random_histories_are_those_of_a_simple_store_sqlite() {
    koer(async {
        for froe in 0..mange(3) {
            let lager = Arc::new(SqliteLager::midlertidig().unwrap());
            historie(Slags::Indlejret, lager, froe, 150).await;
        }
    });
}

#[test]
fn e1_random_histories_are_those_of_a_simple_store_postgres() {
    let Some(pg) = lager::proeve::ProevePostgres::start() else {
        eprintln!("skips: no PostgreSQL server programs");
        return;
    };
    koer(async {
        for froe in 100..100 + mange(2) {
            let url = pg.ny_database().await.unwrap();
            let lager = Arc::new(PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap());
            historie(Slags::Indlejret, lager, froe, 100).await;
        }
    });
}

#[test]
fn e1_random_histories_are_those_of_a_simple_store_rabbitmq() {
    let Some(rabbit) = ProeveRabbit::start() else {
        eprintln!("SKIPPED: RabbitMQ is not installed (Debian: rabbitmq-server), or did not start");
        return;
    };
    koer(async {
        for froe in 200..200 + mange(2) {
            let lager = Arc::new(SqliteLager::midlertidig().unwrap());
            historie(Slags::Rabbit(&rabbit), lager, froe, 100).await;
        }
    });
}
