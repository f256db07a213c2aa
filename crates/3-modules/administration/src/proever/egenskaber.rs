//! Random histories against a slow oracle: who sees what, in which state it is, and what is in force when.
use super::*;
use crate::aftaler::Aftalefilter;
use crate::tilstand::{Handling, Tilstand, overgang};
use adgang::Aftalebog;
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Trin {
    hvem: usize,
    aftale: usize,
    hvad: Hvad,
}
#[derive(Clone, Copy, Debug)]
enum Hvad {
    Anmod { myndighed: usize, kladde: bool },
    Kopi,
    Handling(Handling),
}

/// What the oracle knows of an agreement: its states with the step that began them.
#[derive(Clone, Debug)]
struct Kendt {
    uuid: Uuid,
    leverandoer: u32,
    myndighed: u32,
    forloeb: Vec<(i64, Tilstand)>,
    erstatter: Option<usize>,
    slettet: bool,
}

impl Kendt {
    fn tilstand(&self) -> Tilstand {
        self.forloeb.last().unwrap().1
    }
    fn paa(&self, trin: i64) -> Option<Tilstand> {
        self.forloeb.iter().rev().find(|(t, _)| *t <= trin).map(|(_, t)| *t)
    }
}

/// Four administrators: two vendors, two authorities; and one of each at once.
fn personer() -> Vec<Vec<Administratorrolle>> {
    use Administratorrolle::*;
    let [l0, l1] = LEVERANDOERER.map(cvr);
    let [m0, m1] = MYNDIGHEDER.map(cvr);
    vec![
        vec![Leverandoer(l0)],
        vec![Leverandoer(l1)],
        vec![Aftaler(m0)],
        vec![Aftaler(m1)],
        vec![Leverandoer(l1), Aftaler(m0)],
        vec![Drift],
    ]
}

fn trin() -> impl Strategy<Value = Trin> {
    let hvad = prop_oneof![
        3 => (0usize..2, any::<bool>()).prop_map(|(myndighed, kladde)| Hvad::Anmod { myndighed, kladde }),
        2 => Just(Hvad::Kopi),
        9 => (0..Handling::ALLE.len()).prop_map(|i| Hvad::Handling(Handling::ALLE[i])),
    ];
    (0usize..6, 0usize..6, hvad).prop_map(|(hvem, aftale, hvad)| Trin { hvem, aftale, hvad })
}

async fn koer(historie: Vec<Trin>) {
    let a = ny().await;
    let systemer = [med_certifikat(&a, "s0", LEVERANDOERER[0]).await.0, med_certifikat(&a, "s1", LEVERANDOERER[1]).await.0];
    let personer = personer();
    let mut kendte: Vec<Kendt> = Vec::new();
    for (n, s) in historie.iter().enumerate() {
        let nu = 10 + i64::try_from(n).unwrap();
        let k = kald(nu);
        let person = administrator(&personer[s.hvem]);
        let kalder = Kalder::administrator(&person, &k);
        let roller = &personer[s.hvem];
        let er_l = |c: u32| roller.contains(&Administratorrolle::Leverandoer(cvr(c)));
        let er_m = |c: u32| roller.contains(&Administratorrolle::Aftaler(cvr(c)));
        if let Hvad::Anmod { myndighed, kladde } = s.hvad {
            let nr = s.aftale % 2;
            let (l, m) = (LEVERANDOERER[nr], MYNDIGHEDER[myndighed]);
            let svar = a.anmod(&kalder, &Anmodning { kladde, ..anmodning(systemer[nr].uuid, &[m]) }).await;
            assert_eq!(svar.is_ok(), er_l(l), "{s:?} {svar:?}");
            if let Ok(p) = svar {
                let t = if kladde { Tilstand::Kladde } else { Tilstand::Afventer };
                kendte.push(Kendt {
                    uuid: p[0].uuid,
                    leverandoer: l,
                    myndighed: m,
                    forloeb: vec![(nu, t)],
                    erstatter: None,
                    slettet: false,
                });
            }
        } else if !kendte.is_empty() {
            let nr = s.aftale % kendte.len();
            let g = kendte[nr].clone();
            let ser = !g.slettet && (er_l(g.leverandoer) || (er_m(g.myndighed) && g.tilstand() != Tilstand::Kladde));
            match s.hvad {
                Hvad::Kopi => {
                    let svar = a.kopi(&kalder, g.uuid).await;
                    assert_eq!(svar.is_ok(), ser && er_l(g.leverandoer), "{s:?} {svar:?}");
                    if let Ok(p) = svar {
                        let erstatter = (g.tilstand() == Tilstand::Godkendt).then_some(nr);
                        kendte.push(Kendt { uuid: p.uuid, forloeb: vec![(nu, Tilstand::Kladde)], erstatter, ..g });
                    }
                }
                Hvad::Handling(h) => {
                    let svar = match h {
                        Handling::Ret => a.ret_aftale(&kalder, g.uuid, &indhold()).await.map(|_| ()),
                        Handling::Slet => a.slet_kladde(&kalder, g.uuid).await,
                        Handling::Indsend => a.indsend(&kalder, g.uuid).await.map(|_| ()),
                        Handling::TraekTilbage => a.traek_tilbage(&kalder, g.uuid).await.map(|_| ()),
                        Handling::Godkend => a.godkend(&kalder, g.uuid, senest(&a, g.uuid), "").await.map(|_| ()),
                        Handling::Afvis => a.afvis(&kalder, g.uuid, senest(&a, g.uuid), "nej").await.map(|_| ()),
                        Handling::Opsig => a.opsig(&kalder, g.uuid, senest(&a, g.uuid), None, "").await.map(|_| ()),
                    };
                    let maa = match h {
                        Handling::Godkend | Handling::Afvis => er_m(g.myndighed),
                        Handling::Opsig => true,
                        _ => er_l(g.leverandoer),
                    };
                    assert_eq!(svar.is_ok(), ser && maa && overgang(g.tilstand(), h).is_ok(), "{s:?} {svar:?}");
                    if svar.is_ok() {
                        let k = &mut kendte[nr];
                        match h {
                            Handling::Slet => k.slettet = true,
                            Handling::Ret => {}
                            _ => k.forloeb.push((nu, h.til())),
                        }
                        if h == Handling::Godkend
                            && let Some(gammel) = kendte[nr].erstatter
                            && kendte[gammel].tilstand() == Tilstand::Godkendt
                        {
                            kendte[gammel].forloeb.push((nu, Tilstand::Opsagt));
                        }
                    } else {
                        let ventet = if ser { None } else { Some(grund::Fejlkode::FindesIkke) };
                        assert!(ventet.is_none_or(|v| v == svar.unwrap_err().kode()), "{s:?}");
                    }
                }
                Hvad::Anmod { .. } => {}
            }
        }
        // Everybody sees exactly his own.
        for roller in &personer {
            let p = administrator(roller);
            let mut set: Vec<Uuid> =
                a.aftaler(&Kalder::administrator(&p, &k), &Aftalefilter::default()).aftaler.iter().map(|x| x.post.uuid).collect();
            let mut ventet: Vec<Uuid> = kendte
                .iter()
                .filter(|x| !x.slettet)
                .filter(|x| {
                    roller.contains(&Administratorrolle::Leverandoer(cvr(x.leverandoer)))
                        || (roller.contains(&Administratorrolle::Aftaler(cvr(x.myndighed))) && x.tilstand() != Tilstand::Kladde)
                })
                .map(|x| x.uuid)
                .collect();
            set.sort_unstable();
            ventet.sort_unstable();
            assert_eq!(set, ventet, "{roller:?}");
        }
    }
    // What is in force, at every instant, now and after a restart.
    let igen = over(a.register.lager().clone()).await;
    for nu in 9..=10 + i64::try_from(historie.len()).unwrap() {
        for (i, s) in systemer.iter().enumerate() {
            for m in MYNDIGHEDER {
                let mut ventet: Vec<Uuid> = kendte
                    .iter()
                    .filter(|x| x.leverandoer == LEVERANDOERER[i] && x.myndighed == m && x.paa(nu) == Some(Tilstand::Godkendt))
                    .map(|x| x.uuid)
                    .collect();
                ventet.sort_unstable();
                for a in [&a, &igen] {
                    let mut set: Vec<Uuid> = a.bog().aftaler(s.uuid, ORG, cvr(m), t(nu)).iter().map(|x| x.uuid).collect();
                    set.sort_unstable();
                    assert_eq!(set, ventet, "at {nu}: {kendte:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|c| c.parse().ok()).unwrap_or(24), ..ProptestConfig::default() })]

    #[test]
    fn h4_states_and_separation_are_as_the_oracle_says(historie in proptest::collection::vec(trin(), 1..40)) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(koer(historie));
    }
}
