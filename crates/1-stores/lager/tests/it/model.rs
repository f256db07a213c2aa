//! Random batches and searches against a slow, obvious store in memory. The seed is printed; `LAGER_FROE=n` repeats one.
use crate::data::*;
use crate::syn;
use grund::{Periode, Tidspunkt};
use lager::*;
use std::collections::{BTreeMap, BTreeSet};

/// splitmix64
pub struct Tal(u64);
impl Tal {
    pub fn under(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
    pub fn periode(&mut self, loft: u64) -> Periode {
        let fra = if self.under(4) == 0 { MIN } else { self.under(loft) as i64 };
        let til = if self.under(3) == 0 { MAX } else { self.under(loft) as i64 + 1 };
        p(fra, til)
    }
}

#[derive(Clone, Default)]
pub struct Objekt {
    nr: u64,
    /// As the store says.
    oid: i64,
    revision: u32,
    registreringer: Vec<(Tidspunkt, Vec<u8>)>,
    pub raekker: BTreeSet<Indeksraekke>,
    pub maerker: Vec<grund::Synsmaerke>,
}

#[derive(Default)]
pub struct Model {
    naeste: u64,
    pub objekter: BTreeMap<Objektnoegle, Objekt>,
    haendelser: Vec<(Objektnoegle, u32, Tidspunkt, bool)>,
    unikke: BTreeMap<Vec<u8>, Objektnoegle>,
    modulraekker: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// Which refusal.
#[derive(Debug, PartialEq)]
enum Nej {
    Samtidig(usize),
    Optaget(usize, Vec<u8>, Objektnoegle),
    Raekke(usize),
}

impl Model {
    /// Why the batch is refused.
    fn nej(&self, s: &Skrivning) -> Option<Nej> {
        for (nr, o) in s.objekter.iter().enumerate() {
            let har = self.objekter.get(&o.noegle).map(|o| Revision { oid: o.oid, nr: o.revision });
            if har.map_or(Forventning::Ukendt, Forventning::Revision) != o.forventet {
                return Some(Nej::Samtidig(nr));
            }
        }
        // What is held when everything has been let go.
        let mut holdt = self.unikke.clone();
        for o in &s.objekter {
            holdt.retain(|n, h| *h != o.noegle || !(matches!(o.handling, Skrivehandling::Fjern) || o.unikke.slip.contains(n)));
        }
        for (nr, o) in s.objekter.iter().enumerate() {
            for n in &o.unikke.tag {
                match holdt.insert(n.clone(), o.noegle) {
                    Some(af) if af != o.noegle => return Some(Nej::Optaget(nr, n.clone(), af)),
                    _ => {}
                }
            }
        }
        s.raekker.iter().enumerate().find_map(|(nr, x)| {
            let passer = match &x.forventet {
                Raekkeforventning::Ligegyldig => true,
                Raekkeforventning::Ukendt => !self.modulraekker.contains_key(&x.noegle),
                Raekkeforventning::Er(v) => self.modulraekker.get(&x.noegle) == Some(v),
            };
            (!passer).then_some(Nej::Raekke(nr))
        })
    }

    fn skriv(&mut self, s: &Skrivning, tid: Tidspunkt) {
        for o in &s.objekter {
            self.unikke.retain(|n, h| *h != o.noegle || !(matches!(o.handling, Skrivehandling::Fjern) || o.unikke.slip.contains(n)));
        }
        for o in &s.objekter {
            self.unikke.extend(o.unikke.tag.iter().map(|n| (n.clone(), o.noegle)));
            let nr = match &o.handling {
                Skrivehandling::Registrer { registreringer, luk, indeks, maerker } => {
                    let ny = !self.objekter.contains_key(&o.noegle);
                    let x = self.objekter.entry(o.noegle).or_default();
                    if ny {
                        self.naeste += 1;
                        x.nr = self.naeste;
                    }
                    x.revision += registreringer.len() as u32;
                    x.registreringer.extend(registreringer.iter().map(|r| (r.tid.som(tid), r.krop.clone())));
                    for l in luk {
                        x.raekker = std::mem::take(&mut x.raekker)
                            .into_iter()
                            .map(|mut r| {
                                if r.noegle == l.noegle && r.virkning.fra == l.virkning_fra && r.registreret.til == Tidspunkt::UENDELIG {
                                    r.registreret.til = l.til.som(tid);
                                }
                                r
                            })
                            .collect();
                    }
                    x.raekker.extend(indeks.iter().map(|r| r.som(tid)));
                    if let Some(m) = maerker {
                        x.maerker.clone_from(m);
                    }
                    x.registreringer.len() as u32
                }
                Skrivehandling::Fjern => {
                    self.objekter.remove(&o.noegle).unwrap();
                    0
                }
                Skrivehandling::Omskriv { kroppe, indeks, maerker } => {
                    let x = self.objekter.get_mut(&o.noegle).unwrap();
                    x.revision += 1;
                    for (nr, k) in kroppe {
                        x.registreringer[*nr as usize - 1].1 = k.clone();
                    }
                    x.raekker = indeks.iter().cloned().collect();
                    x.maerker.clone_from(maerker);
                    x.registreringer.len() as u32
                }
                Skrivehandling::Uroert => 0,
            };
            if let Some(h) = &o.haendelse {
                self.haendelser.push((o.noegle, nr, tid, h.notificeres));
            }
        }
        for x in &s.raekker {
            match &x.vaerdi {
                Some(v) => self.modulraekker.insert(x.noegle.clone(), v.clone()),
                None => self.modulraekker.remove(&x.noegle),
            };
        }
    }

    fn registreringer(o: &Objekt, valg: Registreringsvalg) -> Vec<(u32, Periode, Vec<u8>)> {
        let til = |nr: usize| o.registreringer.get(nr + 1).map_or(Tidspunkt::UENDELIG, |r| r.0);
        let alle = o.registreringer.iter().enumerate().map(|(nr, r)| (nr as u32 + 1, Periode::ny(r.0, til(nr)), r.1.clone()));
        alle.rev()
            .filter(|(nr, p, _)| match valg {
                Registreringsvalg::Aktuel => *nr as usize == o.registreringer.len(),
                Registreringsvalg::Paa(t) => p.indeholder(t),
                Registreringsvalg::Interval(i) => p.overlapper(i),
            })
            .collect()
    }

    /// Tries every instant at which anything can change.
    fn passer(&self, noegle: &Objektnoegle, o: &Objekt, s: &Soegning) -> bool {
        if s.aendret.is_some_and(|p| !o.registreringer.iter().any(|r| p.indeholder(r.0))) {
            return false;
        }
        let mut tider: BTreeSet<Tidspunkt> = o.raekker.iter().map(|r| r.registreret.fra).collect();
        tider.extend([s.registreret.fra, Tidspunkt::MINUS_UENDELIG]);
        tider.into_iter().filter(|t| s.registreret.indeholder(*t)).any(|t| {
            s.kriterier.iter().all(|k| {
                o.raekker.iter().any(|r| {
                    let hit = k.noegler.iter().any(|n| match n {
                        Noeglevalg::Lig(n) => r.noegle == *n,
                        Noeglevalg::Begynder(n) => r.noegle.starts_with(n),
                    });
                    let virkning = k.virkning.unwrap_or(Periode::ALTID);
                    let dele = s.syn.as_ref().filter(|x| x.dele && k.fortaeller == Fortaeller::Del);
                    hit && r.registreret.indeholder(t)
                        && r.virkning.overlapper(virkning)
                        && dele.is_none_or(|x| syn::ses_i(self, noegle, o, x, r.virkning, virkning))
                })
            })
        })
    }

    fn soeg(&self, s: &Soegning) -> Vec<Objektnoegle> {
        let mut ud: Vec<(u64, Objektnoegle)> = self
            .objekter
            .iter()
            .filter(|(n, o)| {
                s.myndigheder.contains(&n.myndighed) && self.passer(n, o, s) && s.syn.as_ref().is_none_or(|x| syn::ses(self, n, o, x))
            })
            .map(|(n, o)| (o.nr, *n))
            .collect();
        ud.sort();
        ud.into_iter().map(|(_, n)| n).collect()
    }
}

const NOEGLER: [&str; 8] = ["a", "ab", "abc", "b", "ba", "c", "ca\u{ff}", "d"];

fn raekker(r: &mut Tal, antal: u64, tid: Option<i64>) -> Vec<Indeksraekke> {
    (0..r.under(antal + 1))
        .map(|_| {
            let registreret = match tid {
                Some(t) => p(t, MAX),
                None => r.periode(60),
            };
            match r.under(3) {
                0 => Indeksraekke { noegle: syn::peger_paa(r.under(12)), virkning: r.periode(12), registreret },
                _ => rk(NOEGLER[r.under(8) as usize], r.periode(12), registreret),
            }
        })
        .collect()
}

fn skrivning(r: &mut Tal, m: &Model, tid: i64) -> Skrivning {
    let mut s = Skrivning { kaldt: t(tid - r.under(5) as i64), ..Skrivning::default() };
    let mut set = BTreeSet::new();
    for _ in 0..=r.under(3) {
        let n = noegle(if r.under(3) == 0 { B } else { A }, r.under(12));
        if !set.insert(n) {
            continue;
        }
        let har = m.objekter.get(&n);
        let forventet = match har {
            Some(o) if r.under(30) > 0 => Forventning::Revision(Revision { oid: o.oid, nr: o.revision + u32::from(r.under(20) == 0) }),
            _ => Forventning::Ukendt,
        };
        let version = har.map_or(0, |o| o.registreringer.len() as u64);
        let kendt = forventet != Forventning::Ukendt;
        let handling = match r.under(12) {
            0 if kendt => Skrivehandling::Fjern,
            1 if kendt => Skrivehandling::Omskriv {
                kroppe: vec![(1 + r.under(version) as u32, tid.to_le_bytes().to_vec())],
                indeks: raekker(r, 6, None),
                maerker: syn::maerker(r),
            },
            2 if kendt => Skrivehandling::Uroert,
            _ => {
                // The last registration is of now, or all have times of their own: later than every time before, for a new object any.
                let sidst = if r.under(2) == 0 { Tid::Nu } else { Tid::Givet(t(tid + 1)) };
                let mut nye = vec![NyRegistrering { tid: sidst, livscyklus: 1, krop: vec![tid as u8; r.under(40) as usize] }];
                if r.under(2) == 0 {
                    nye.insert(0, reg(0, tid));
                }
                let luk = har
                    .iter()
                    .flat_map(|o| &o.raekker)
                    .filter(|x| x.registreret.til == Tidspunkt::UENDELIG && x.registreret.fra < t(tid))
                    .filter(|_| r.under(2) == 0)
                    .map(|x| LukIndeks { noegle: x.noegle.clone(), virkning_fra: x.virkning.fra, til: sidst })
                    .collect();
                let mut indeks: Vec<NyIndeksraekke> = raekker(r, 5, Some(tid + 1)).into_iter().map(ny).collect();
                if sidst == Tid::Nu {
                    indeks.iter_mut().for_each(|x| x.fra = Tid::Nu);
                }
                Skrivehandling::Registrer {
                    registreringer: nye,
                    luk,
                    indeks,
                    maerker: (!kendt || r.under(2) == 0).then(|| syn::maerker(r)),
                }
            }
        };
        let uroert = matches!(handling, Skrivehandling::Uroert);
        let fjern = matches!(handling, Skrivehandling::Fjern);
        let mut haendelse = haendelse(tid).filter(|_| !uroert);
        if let Some(h) = &mut haendelse {
            h.notificeres = r.under(3) > 0;
        }
        let mut unikke = Unikaendring::default();
        if !uroert && r.under(3) == 0 {
            // Keys of one authority: the model keeps them by key alone.
            let noegler = |r: &mut Tal| (0..r.under(3)).map(|_| vec![n.myndighed.tal() as u8, r.under(6) as u8]).collect();
            unikke = Unikaendring { tag: if fjern { vec![] } else { noegler(r) }, slip: noegler(r) };
        }
        s.objekter.push(Objektskrivning { noegle: n, forventet, handling, unikke, haendelse, emne: None });
    }
    if r.under(4) == 0 {
        let noegle = vec![r.under(4) as u8];
        let forventet = match r.under(4) {
            0 => Raekkeforventning::Ligegyldig,
            1 => Raekkeforventning::Er(vec![0]),
            _ => m.modulraekker.get(&noegle).map_or(Raekkeforventning::Ukendt, |v| Raekkeforventning::Er(v.clone())),
        };
        s.raekker.push(Raekkeskrivning { samling: 1, noegle, forventet, vaerdi: (r.under(3) > 0).then(|| vec![tid as u8]) });
    }
    s
}

fn soegning(r: &mut Tal, loft: u64) -> Soegning {
    let kriterier = (0..=r.under(3))
        .map(|_| Kriterium {
            noegler: (0..=r.under(2))
                .map(|_| {
                    let n = NOEGLER[r.under(8) as usize].as_bytes();
                    if r.under(3) == 0 {
                        Noeglevalg::Begynder(n[..r.under(n.len() as u64 + 1) as usize].to_vec())
                    } else {
                        Noeglevalg::Lig(n.to_vec())
                    }
                })
                .collect(),
            virkning: if r.under(2) == 0 { None } else { Some(r.periode(12)) },
            fortaeller: if r.under(3) == 0 { Fortaeller::Intet } else { Fortaeller::Del },
        })
        .collect();
    let registreret = if r.under(2) == 0 { Periode::punkt(t(r.under(loft) as i64)) } else { r.periode(loft) };
    let dele = registreret.til == registreret.fra.naeste() && r.under(3) > 0;
    Soegning {
        myndigheder: match r.under(3) {
            0 => vec![A],
            1 => vec![B],
            _ => vec![B, A],
        },
        registreret,
        kriterier,
        aendret: if r.under(4) == 0 { Some(r.periode(loft)) } else { None },
        syn: if r.under(3) == 0 { None } else { Some(Synsfelt { dele, ..syn::felt(r) }) },
        efter_oid: 0,
        spring_over: 0,
        antal: 1000,
    }
}

async fn spil(l: &dyn Lager, froe: u64, trin: u64) {
    println!("seed {froe}");
    let (mut r, mut m) = (Tal(froe), Model::default());
    let mut tid = 0;
    let mut sidste = t(MIN);
    for trin in 0..trin {
        tid += 3;
        let s = skrivning(&mut r, &m, tid);
        let vores = l.skriv(s.clone()).await;
        match (m.nej(&s), vores) {
            (None, Ok(skrevet)) => {
                if s.objekter.iter().any(|o| o.haendelse.is_some()) {
                    assert!(skrevet.tidspunkt > sidste && skrevet.tidspunkt >= s.kaldt, "seed {froe} step {trin}: {skrevet:?}");
                    sidste = skrevet.tidspunkt;
                }
                m.skriv(&s, skrevet.tidspunkt);
            }
            (Some(Nej::Samtidig(a)), Err(Skrivefejl::Samtidig(b))) if a == b => {}
            (Some(Nej::Optaget(a, n, h)), Err(Skrivefejl::NoegleOptaget { objekt, noegle, af })) if (a, &n, h) == (objekt, &noegle, af) => {
            }
            (Some(Nej::Raekke(a)), Err(Skrivefejl::RaekkeAndet(b))) if a == b => {}
            (model, vores) => panic!("seed {froe} step {trin}: {model:?} {vores:?} for {s:?}"),
        }
        assert!(l.vandmaerke().await.unwrap() >= sidste);
        for o in l.gennemloeb(0, 1000).await.unwrap() {
            let x = m.objekter.get_mut(&o.noegle).unwrap();
            assert!(x.oid == 0 || x.oid == o.oid, "seed {froe} step {trin}");
            x.oid = o.oid;
            assert_eq!(o.revision, Revision { oid: o.oid, nr: x.revision }, "seed {froe} step {trin}");
        }
        for _ in 0..3 {
            let s = soegning(&mut r, tid as u64 + 5);
            let (model, vores) = (m.soeg(&s), l.soeg(&s).await.unwrap());
            assert_eq!(vores.iter().map(|f| f.noegle).collect::<Vec<_>>(), model, "seed {froe} step {trin}: {s:?}");
            assert_eq!(l.antal(&s).await.unwrap(), model.len() as u64);
            let v = r.periode(12);
            let mut pr: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
            for n in &model {
                let raekker = m.objekter[n].raekker.iter().filter(|x| x.noegle.starts_with(b"a"));
                let set: BTreeSet<Vec<u8>> = raekker
                    .filter(|x| x.virkning.overlapper(v) && x.registreret.overlapper(s.registreret))
                    .map(|x| x.noegle[1..].iter().take(1).copied().collect())
                    .collect();
                set.into_iter().for_each(|k| *pr.entry(k).or_default() += 1);
            }
            let vores_pr = l.antal_pr(&s, b"a", 1, v).await.unwrap();
            assert_eq!(vores_pr, pr.into_iter().collect::<Vec<_>>(), "seed {froe} step {trin}: {s:?} {v:?}");
            let (over, antal) = (r.under(4), 1 + r.under(3) as usize);
            let side = l.soeg(&Soegning { spring_over: over, antal, ..s.clone() }).await.unwrap();
            assert_eq!(
                side,
                vores.iter().copied().skip(over as usize).take(antal).collect::<Vec<_>>(),
                "seed {froe} step {trin}: page of {s:?}"
            );
            if let Some(f) = vores.get(over as usize) {
                let efter = l.soeg(&Soegning { efter_oid: f.oid, ..s.clone() }).await.unwrap();
                assert_eq!(efter, vores[over as usize + 1..], "seed {froe} step {trin}: after {over} of {s:?}");
            }
        }
        let felt = syn::felt(&mut r);
        let alle: Vec<_> = l.gennemloeb(0, 1000).await.unwrap().iter().map(|o| (o.noegle, o.oid)).collect();
        let orden = |mut l: Vec<Synlig>| {
            l.sort_by_key(|s| (s.oid, s.alternativer.clone(), s.gennem.clone(), s.via, s.andre));
            l
        };
        let vores = l.synlige(&felt, &alle.iter().map(|(n, oid)| (n.myndighed, *oid)).collect::<Vec<_>>()).await.unwrap();
        let model = alle.iter().flat_map(|(n, oid)| syn::synlige(&m, n, &m.objekter[n], *oid, &felt)).collect();
        assert_eq!(orden(vores), orden(model), "seed {froe} step {trin}: {felt:?}");
        let n = noegle(A, r.under(12));
        let valg = match r.under(3) {
            0 => Registreringsvalg::Aktuel,
            1 => Registreringsvalg::Paa(t(r.under(tid as u64 + 3) as i64)),
            _ => Registreringsvalg::Interval(r.periode(tid as u64 + 3)),
        };
        let vores = l.hent(&[A], 7, n.uuid, valg).await.unwrap();
        let vores = vores.map(|o| (o.version, o.registreringer.into_iter().map(|r| (r.nr, r.registreret, r.krop)).collect::<Vec<_>>()));
        let model = m.objekter.get(&n).map(|o| (o.registreringer.len() as u32, Model::registreringer(o, valg)));
        assert_eq!(vores, model, "seed {froe} step {trin}: {valg:?}");
    }
    let raekker: usize = m.objekter.values().map(|o| o.raekker.len()).sum();
    assert_eq!(l.antal_indeksraekker().await.unwrap(), raekker as u64);
    for (n, h) in &m.unikke {
        assert_eq!(l.unik(h.myndighed, n).await.unwrap(), Some(*h), "seed {froe}");
    }
    assert_eq!(l.raekker(1, &[], None, 100).await.unwrap(), m.modulraekker.clone().into_iter().collect::<Vec<_>>(), "seed {froe}");
    for o in l.gennemloeb(0, 1000).await.unwrap() {
        let vores: BTreeSet<_> = l.indeksraekker(o.noegle.myndighed, o.oid).await.unwrap().into_iter().collect();
        assert_eq!(vores, m.objekter[&o.noegle].raekker, "seed {froe}");
        let mut maerker = m.objekter[&o.noegle].maerker.clone();
        maerker.sort();
        assert_eq!(l.maerker(o.noegle.myndighed, o.oid).await.unwrap(), maerker, "seed {froe}");
    }
    let mut h = Vec::new();
    for _ in 0..500 {
        h = l.haendelser(None, 0, 100_000).await.unwrap();
        if h.len() >= m.haendelser.len() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(h.iter().map(|h| (h.noegle, h.nr, h.tidspunkt, h.notificeres)).collect::<Vec<_>>(), m.haendelser, "seed {froe}");
}

fn froe() -> Option<u64> {
    std::env::var("LAGER_FROE").ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_agrees_with_the_model() {
    for f in froe().map_or(1..=8, |f| f..=f) {
        let l = SqliteLager::midlertidig().unwrap();
        spil(&l, f, 100).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_agrees_with_the_model() {
    let Some(server) = crate::server() else { return };
    for f in froe().map_or(101..=102, |f| f..=f) {
        let l = crate::postgres(&server).await;
        spil(&l, f, 60).await;
    }
}
