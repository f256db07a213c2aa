//! Random histories of roles, assignments, bars and organisations against an oracle that knows no index and no book: it goes through everything that was said, for
//! every question, at every pair of times. `PROPTEST_CASES=2000` for more.
use super::*;
use crate::rettelser::Rolleaendring;
use adgang::Spoergsmaal;
use adgang::bpp::Privilegiegruppe;
use proptest::prelude::*;
use std::collections::BTreeSet;

const PARAMETER: &str = "http://korsbaek.dk/p/1/parametric";

/// What was said, with the time of its registration.
#[derive(Clone, Debug)]
enum Udsagn {
    Rolle(Cvr, Uuid, i64, Option<Jobfunktionsrolle>),
    Tildeling(Cvr, Uuid, i64, Option<Rolletildeling>),
    Spaerring(Uuid, Uuid, i64, Option<i64>),
    Ophaevet(Uuid, i64),
    Systemrolle(Uuid, i64, Option<Brugersystemrolle>),
}

type Ret = (Cvr, String, BTreeMap<String, Vec<String>>);

/// The last of what was said whose time has come.
fn sidste<'a, T>(l: impl Iterator<Item = (i64, &'a Option<T>)>, t: i64) -> Option<&'a T> {
    l.filter(|(fra, _)| *fra <= t).last().and_then(|(_, x)| x.as_ref())
}

struct Orakel<'a> {
    sagt: Vec<&'a Udsagn>,
    folk: Vec<Medarbejder>,
}

impl Orakel<'_> {
    fn rolle(&self, ejer: Cvr, uuid: Uuid, t: i64) -> Option<&Jobfunktionsrolle> {
        sidste(
            self.sagt
                .iter()
                .filter_map(|u| if let Udsagn::Rolle(c, x, f, r) = u { (*c == ejer && *x == uuid).then_some((*f, r)) } else { None }),
            t,
        )
    }

    fn maa(&self, hjem: Cvr, bruger: Uuid, dynamisk: Option<&str>, t: i64) -> BTreeSet<Ret> {
        let mut ud = BTreeSet::new();
        let nu = super::t(t);
        let Some(m) = self.folk.iter().find(|m| m.uuid == bruger) else { return ud };
        let pladser: Vec<_> = m.stillinger.iter().filter(|s| s.periode.indeholder(nu)).collect();
        let forladt = pladser.is_empty() && m.stillinger.iter().any(|s| s.periode.fra <= nu);
        let spaerret = self.sagt.iter().any(|u| match u {
            Udsagn::Spaerring(id, b, fra, til) if *b == bruger && *fra <= t && til.is_none_or(|til| t < til) => {
                !self.sagt.iter().any(|u| matches!(u, Udsagn::Ophaevet(x, fra) if x == id && *fra <= t))
            }
            _ => false,
        });
        if !m.aktiv.iter().any(|p| p.indeholder(nu)) || forladt || spaerret {
            return ud;
        }
        let tildelinger: BTreeSet<(Cvr, Uuid)> =
            self.sagt.iter().filter_map(|u| if let Udsagn::Tildeling(c, x, ..) = u { Some((*c, *x)) } else { None }).collect();
        for (cvr, id) in tildelinger.into_iter().filter(|(c, _)| *c == hjem) {
            let sagt =
                self.sagt.iter().filter_map(|u| if let Udsagn::Tildeling(_, x, f, d) = u { (*x == id).then_some((*f, d)) } else { None });
            let Some(x) = sidste(sagt, t) else { continue };
            let i_tid = x.gyldigfra.is_none_or(|f| f <= nu) && x.gyldigtil.is_none_or(|f| nu < f);
            let over = |enhed: Uuid| {
                let mut set = BTreeSet::from([enhed]);
                for _ in 0..10 {
                    let nye: Vec<Uuid> = set
                        .iter()
                        .filter_map(|e| m.enheder.over.get(e))
                        .flatten()
                        .filter(|(_, p)| p.indeholder(nu))
                        .map(|(o, _)| *o)
                        .collect();
                    set.extend(nye);
                }
                set
            };
            let rammer = match x.modtager.as_str() {
                "bruger" => x.reference == Some(bruger),
                "enhed" => pladser
                    .iter()
                    .any(|s| x.reference == Some(s.enhed) || (x.underenheder && over(s.enhed).contains(&x.reference.unwrap()))),
                "funktion" => pladser.iter().any(|s| x.reference == Some(s.funktion)),
                _ => pladser.iter().any(|s| s.titel.to_lowercase() == x.titel.to_lowercase()),
            };
            if !i_tid || !rammer || x.undtagelser.contains(&bruger.to_string()) {
                continue;
            }
            let ejer = x.rolleejer.unwrap_or(cvr);
            let Some(r) = self.rolle(ejer, x.rolle, t).filter(|r| ejer == hjem || r.delegerettil == Some(hjem)) else { continue };
            for d in &r.dele {
                let s = self
                    .sagt
                    .iter()
                    .filter_map(|u| if let Udsagn::Systemrolle(x, f, s) = u { (*x == d.rolle).then_some((*f, s)) } else { None });
                let Some(s) = sidste(s, t) else { continue };
                let mut vaerdier = BTreeMap::new();
                let mut hele = true;
                for a in &d.afgraensninger {
                    hele &= s.afgraensninger.iter().any(|x| x.slags == a.slags) && (!a.dynamisk || dynamisk.is_some());
                    let v = if a.dynamisk { vec![dynamisk.unwrap_or_default().to_owned()] } else { a.vaerdier.clone() };
                    vaerdier.insert(a.slags.clone(), v);
                }
                hele &= s.afgraensninger.iter().all(|a| !a.kraevet || vaerdier.contains_key(&a.slags));
                if hele {
                    ud.insert((ejer, s.entityid.clone(), vaerdier));
                }
            }
        }
        ud
    }
}

/// An organisation from a few bytes: two users of A, one of B.
fn organisation(x: [u8; 5]) -> Vec<Medarbejder> {
    let halv = |b: u8| if b & 1 == 0 { Periode::ALTID } else { p(i64::from(b), i64::from(b) + 60) };
    let mut over = BTreeMap::from([(u(3), vec![(u(2), halv(x[0]))]), (u(2), vec![(u(1), Periode::ALTID)])]);
    if x[1] & 2 == 0 {
        // Team 3 moves to unit 4 at some time; and sometimes there is a circle.
        over.entry(u(3)).or_default().push((u(4), p(i64::from(x[1]), 10_000)));
    }
    if x[2] & 4 == 0 {
        over.insert(u(1), vec![(u(3), Periode::ALTID)]);
    }
    let k = Arc::new(Enhedskort { over, navne: BTreeMap::new() });
    let aktiv = if x[3] & 8 == 0 { vec![p(0, 10_000)] } else { vec![p(0, i64::from(x[3])), p(i64::from(x[3]) + 20, 10_000)] };
    let s = |n: u128, b: u8| stilling(n, u128::from(b % 4) + 1, ["Leder", "Sagsbehandler"][usize::from(b & 1)], halv(b));
    vec![
        medarbejder(0x11, aktiv, vec![s(31, x[0]), s(32, x[4])], &k),
        medarbejder(0x12, vec![Periode::ALTID], if x[2] & 1 == 0 { vec![] } else { vec![s(33, x[2])] }, &k),
        medarbejder(0x2001, vec![Periode::ALTID], vec![s(34, x[1])], &k),
    ]
}

async fn spil(skridt: &[[u8; 6]], spoergsmaal: &[(u8, u8, u8)]) {
    let v = verden();
    let anden = anden_proces(&v.register, &v.folk);
    let (inge, bo) = (administrator("Inge"), administrator("Bo"));
    let mut sagt: Vec<(i64, Udsagn)> = Vec::new();
    v.folk(0, organisation([0, 2, 4, 0, 1]));
    let defs = [systemrolle("fri", FAG, &[(KLE, false)]), systemrolle("kraever", ANDET, &[(KLE, true), (ENHED, false)])];
    let mut systemroller = Vec::new();
    for d in &defs {
        let id = v.systemrolle(1, d).await;
        systemroller.push(id);
        sagt.push((1, Udsagn::Systemrolle(id, 1, Some(d.clone()))));
    }
    let mut roller: Vec<(Cvr, Uuid, Jobfunktionsrolle)> = Vec::new();
    let mut tildelinger: Vec<(Cvr, Uuid, Rolletildeling)> = Vec::new();
    let mut spaerringer: Vec<Uuid> = Vec::new();
    for (nr, x) in skridt.iter().enumerate() {
        let n = 10 + 10 * nr as i64;
        let k = kald(n);
        let (inge, bo) = (Kalder::administrator(&inge, &k), Kalder::administrator(&bo, &k));
        let fra = (x[5] & 1 == 1).then(|| n + i64::from(x[5] % 40));
        let rolle = |navn: usize| {
            let mut dele = vec![];
            if x[1] & 1 == 0 {
                dele.push(del(systemroller[0], if x[1] & 2 == 0 { &[(KLE, &["27.*"], false)] } else { &[] }));
            }
            if x[1] & 4 == 0 || dele.is_empty() {
                dele.push(del(
                    systemroller[1],
                    if x[1] & 8 == 0 { &[(KLE, &["32.*"], false)] } else { &[(KLE, &["00.*"], false), (ENHED, &[PARAMETER], true)] },
                ));
            }
            Jobfunktionsrolle { delegerettil: None, ..jobrolle(&format!("r{navn}"), dele) }
        };
        let ejer = if x[2] & 1 == 0 { A } else { B };
        let en = usize::from(x[3]);
        match x[0] % 10 {
            0 | 1 => {
                let r = Jobfunktionsrolle { delegerettil: (x[4] & 1 == 0).then_some(if ejer == A { B } else { A }), ..rolle(nr) };
                // The vendor may demand more by now than the role has.
                let Ok(f) = v.roller.foreslaa(&inge, ejer, Rolleaendring::Opret(r.clone()), "", fra.map(t)).await else { continue };
                let id = v.roller.godkend(&bo, ejer, f.uuid, "").await.unwrap().uuid;
                sagt.push((n, Udsagn::Rolle(ejer, id, fra.unwrap_or(n), Some(r.clone()))));
                roller.push((ejer, id, r));
            }
            2 if !roller.is_empty() => {
                let (ejer, id, g) = roller[en % roller.len()].clone();
                let r = Jobfunktionsrolle {
                    delegerettil: if x[4] & 1 == 0 { None } else { g.delegerettil },
                    entityid: g.entityid.clone(),
                    ..rolle(nr)
                };
                let Ok(f) = v.roller.foreslaa(&inge, ejer, Rolleaendring::Ret(id, r.clone()), "", fra.map(t)).await else { continue };
                v.roller.godkend(&bo, ejer, f.uuid, "").await.unwrap();
                sagt.push((n, Udsagn::Rolle(ejer, id, fra.unwrap_or(n), Some(r))));
            }
            3 if !roller.is_empty() => {
                let (ejer, id, _) = roller[en % roller.len()].clone();
                let f = v.roller.foreslaa(&inge, ejer, Rolleaendring::Ophoer(id), "", fra.map(t)).await.unwrap();
                v.roller.godkend(&bo, ejer, f.uuid, "").await.unwrap();
                sagt.push((n, Udsagn::Rolle(ejer, id, fra.unwrap_or(n), None)));
            }
            4..=6 if !roller.is_empty() => {
                let (rolleejer, id, _) = roller[en % roller.len()].clone();
                let mut y = match x[4] % 4 {
                    0 => til(id, "bruger", [0x11, 0x12, 0x2001][usize::from(x[1]) % 3]),
                    1 => Rolletildeling { underenheder: x[1] & 8 == 0, ..til(id, "enhed", u128::from(x[1] % 4) + 1) },
                    2 => til(id, "funktion", u128::from(x[1] % 4) + 31),
                    _ => Rolletildeling { titel: "LEDER".into(), reference: None, ..til(id, "titel", 0) },
                };
                y.rolleejer = (rolleejer != ejer).then_some(rolleejer);
                y.gyldigfra = fra.map(t);
                y.gyldigtil = (x[5] & 2 == 2).then(|| t(n + 20 + i64::from(x[5])));
                let Ok(p) = v.roller.tildel(&inge, ejer, &y).await else { continue };
                sagt.push((n, Udsagn::Tildeling(ejer, p.uuid, n, Some(y.clone()))));
                tildelinger.push((ejer, p.uuid, y));
            }
            7 if !tildelinger.is_empty() => {
                let plads = en % tildelinger.len();
                let (ejer, id, mut y) = tildelinger[plads].clone();
                if x[4] & 1 == 0 {
                    y.undtagelser = if x[4] & 2 == 0 { vec![u(0x11).to_string()] } else { vec![] };
                    let Ok(p) = v.roller.undtag(&inge, ejer, id, y.undtagelser.clone()).await else { continue };
                    if p.tilstand() == "aktiv" {
                        sagt.push((n, Udsagn::Tildeling(ejer, id, n, Some(y.clone()))));
                    }
                    tildelinger[plads].2 = y;
                } else if v.roller.ophoer_tildeling(&inge, ejer, id, fra.map(t)).await.is_ok() {
                    sagt.push((n, Udsagn::Tildeling(ejer, id, fra.unwrap_or(n), None)));
                    tildelinger.remove(plads);
                }
            }
            8 => {
                if x[4] & 1 == 0 || spaerringer.is_empty() {
                    let til = (x[5] & 2 == 2).then_some(n + 60);
                    let bruger = [u(0x11), u(0x12)][usize::from(x[1]) % 2];
                    let s = Adgangsspaerring {
                        bruger,
                        fra: fra.map(t),
                        til: til.map(t),
                        grund: "orlov".into(),
                        note: String::new(),
                        kilde: String::new(),
                        sataf: String::new(),
                    };
                    let p = v.roller.spaer(&inge, A, &s).await.unwrap();
                    // The bar counts from the time at which it was told, whatever it says of times before.
                    sagt.push((n, Udsagn::Spaerring(p.uuid, bruger, fra.unwrap_or(n).max(n), til)));
                    spaerringer.push(p.uuid);
                } else {
                    let id = spaerringer[en % spaerringer.len()];
                    v.roller.ophaev_spaerring(&inge, A, id).await.unwrap();
                    sagt.push((n, Udsagn::Ophaevet(id, n)));
                }
            }
            _ => {
                if x[4] & 3 == 0 {
                    let ny = systemrolle("fri", FAG, &[(KLE, x[1] & 1 == 0)]);
                    v.systemrolle(n, &ny).await;
                    sagt.push((n, Udsagn::Systemrolle(systemroller[0], n, Some(ny))));
                } else {
                    v.folk(n, organisation([x[1], x[2], x[3], x[4], x[5]]));
                }
            }
        }
    }
    let slut = 10 + 10 * skridt.len() as i64;
    for (hvem, hvornaar, kendt) in spoergsmaal {
        let (hjem, uuid) = [(A, u(0x11)), (A, u(0x12)), (B, u(0x2001)), (A, u(0x99))][usize::from(*hvem) % 4];
        let virkning = i64::from(*hvornaar) * (slut + 60) / 255;
        let paa = (kendt & 1 == 1).then(|| i64::from(*kendt) * slut / 255 / 10 * 10 + 5);
        let dynamisk = (kendt & 2 == 2).then_some("00000000-0000-0000-0000-000000000003");
        let orakel = Orakel {
            sagt: sagt.iter().filter(|(r, _)| paa.is_none_or(|p| *r <= p)).map(|(_, u)| u).collect(),
            folk: v.folk.paa(paa.map(t)),
        };
        let ventet = orakel.maa(hjem, uuid, dynamisk, virkning);
        let fra_idp = dynamisk.map(|d| Privilegiegruppe {
            myndighed: hjem,
            privilegier: Vec::new(),
            afgraensninger: BTreeMap::from([(PARAMETER.to_owned(), vec![d.to_owned()])]),
        });
        let b = Bruger { fra_idp: fra_idp.into_iter().collect(), ..Bruger::ny(hjem, uuid) };
        let s = Spoergsmaal { bruger: &b, system: None, virkning: t(virkning) };
        for (roller, navn) in [(&v.roller, "the process that wrote"), (&anden, "another process")] {
            let f = roller.forklar(s, paa.map(t)).await.unwrap();
            let har: BTreeSet<Ret> = f.svar.retter.iter().map(|r| (r.myndighed, r.rolle.clone(), r.afgraensninger.clone())).collect();
            assert_eq!(har, ventet, "{navn}: {uuid} at {virkning}, known at {paa:?}\n{sagt:#?}\n{:#?}", f.svar.bortfaldet);
            assert!(f.svar.retter.iter().all(|r| !r.grunde.is_empty()), "a right without a reason: {f:?}");
        }
        // Less from the identity provider never gives more.
        if dynamisk.is_some() {
            let uden = orakel.maa(hjem, uuid, None, virkning);
            let f = v.roller.forklar(Spoergsmaal { bruger: &Bruger { fra_idp: Vec::new(), ..b.clone() }, ..s }, paa.map(t)).await.unwrap();
            let har: BTreeSet<Ret> = f.svar.retter.iter().map(|r| (r.myndighed, r.rolle.clone(), r.afgraensninger.clone())).collect();
            assert!(har == uden && har.is_subset(&ventet));
        }
    }
}

/// Each history makes a store: few of them unless more are asked for.
fn antal() -> u32 {
    if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 32 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: antal(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_a_user_may_is_what_was_said_at_every_pair_of_times(
        skridt in prop::collection::vec(any::<[u8; 6]>(), 1..25),
        spoergsmaal in prop::collection::vec(any::<(u8, u8, u8)>(), 1..12),
    ) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(spil(&skridt, &spoergsmaal));
    }
}
