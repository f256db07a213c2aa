//! What the indexes ask of the merge: the senders' order (C-12) and the roles' cardinality (A-57, C.3), both held against slow oracles.
use super::*;
use crate::objekttype::Kardinalitet;
use crate::proevetyper::{ROLLER, ROLLETABEL};
use grund::{Tidspunkt, Uuid};
use proptest::prelude::*;

fn t(us: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(us)
}
fn id(n: u128) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(n))
}
fn rel(rolle: u128, indeks: Option<&str>, fra: i64, til: i64, n: u128) -> Relation {
    let periode = Periode::ny(t(fra), if til >= 9 { Tidspunkt::UENDELIG } else { t(til) });
    Relation {
        rolle: Some(Maerke { id: id(rolle), label: None }),
        indeks: indeks.map(str::to_owned),
        ..Relation::til(id(n), Virkning::i(periode))
    }
}
fn kommando(handling: Handling, relationer: Vec<Relation>) -> Kommando {
    Kommando {
        objekttype: &ROLLER,
        uuid: Uuid::from_u128(5),
        handling,
        maade: Flettemaade::Sts,
        note: None,
        indhold: Indhold { relationer: [(1, relationer)].into(), ..Indhold::default() },
        historik: Vec::new(),
        forudsat: None,
    }
}
/// The newest registration after a command, or why not.
fn udfoer(forrige: Option<Registrering>, k: &Kommando, afsendt: Option<i64>, nu: i64) -> Result<Option<Registrering>, Fejl> {
    match flet(forrige.as_ref(), k, afsendt.map(t), t(nu), &id(9))? {
        Fletning::Nye(mut nye) => Ok(nye.pop()),
        Fletning::Uaendret => Ok(forrige),
    }
}
fn maal(r: &Registrering) -> Vec<UnikId> {
    r.billede.relationer[&1].iter().filter_map(|x| x.reference.clone()).collect()
}

#[test]
fn c12_an_older_update_never_wins_over_a_newer_one() {
    for handling in [Handling::Ret, Handling::Indlaes] {
        let k = |n| kommando(handling, vec![rel(1, None, 0, 9, n)]);
        let nyeste = udfoer(None, &kommando(Handling::Indlaes, vec![rel(1, None, 0, 9, 5)]), Some(20), 100).unwrap();
        let f = udfoer(nyeste.clone(), &k(6), Some(19), 101).unwrap_err();
        assert_eq!((f.kode(), f.feltet(), f.kode().post().statuskode), (Fejlkode::Overhalet, Some("tidspunkt"), 49));
        // what changes nothing may come late, and the same time and a later one are taken
        assert_eq!(udfoer(nyeste.clone(), &k(5), Some(19), 101).unwrap(), nyeste);
        for afsendt in [20, 21] {
            assert_eq!(maal(&udfoer(nyeste.clone(), &k(6), Some(afsendt), 101).unwrap().unwrap()), [id(6)]);
        }
        // a sender's clock that is ahead holds up nobody, and one that was never set says nothing over what was said
        let forud = udfoer(None, &kommando(Handling::Indlaes, vec![rel(1, None, 0, 9, 5)]), Some(1_000_000), 100).unwrap();
        assert_eq!(maal(&udfoer(forud, &k(6), Some(101), 102).unwrap().unwrap()), [id(6)]);
        assert_eq!(udfoer(nyeste.clone(), &k(6), Some(i64::MIN), 101).unwrap_err().kode(), Fejlkode::Overhalet);
        // a wire without a sender's time says it now
        assert_eq!(maal(&udfoer(nyeste, &k(6), None, 101).unwrap().unwrap()), [id(6)]);
    }
}

#[test]
fn c12_history_between_two_loads_is_registered() {
    let historisk = |tidspunkt, n| Historisk {
        tidspunkt: t(tidspunkt),
        note: None,
        bruger: None,
        indhold: kommando(Handling::Indlaes, vec![rel(1, None, 0, 9, n)]).indhold,
    };
    let foerste = Kommando { historik: vec![historisk(3, 1)], ..kommando(Handling::Indlaes, vec![rel(1, None, 0, 9, 2)]) };
    let Fletning::Nye(nye) = flet(None, &foerste, Some(t(5)), t(10), &id(9)).unwrap() else { panic!() };
    // the second load tells it all again, and what happened before the first one came but after it was made
    let anden = Kommando {
        historik: vec![historisk(3, 1), historisk(5, 2), historisk(7, 3), historisk(9, 4)],
        ..kommando(Handling::Indlaes, vec![rel(1, None, 0, 9, 5)])
    };
    let Fletning::Nye(nye) = flet(nye.last(), &anden, Some(t(12)), t(20), &id(9)).unwrap() else { panic!() };
    let set: Vec<_> = nye.iter().map(|r| (r.registreret.fra.mikros(), r.afsendt.map(Tidspunkt::mikros), maal(r))).collect();
    assert_eq!(set, [(20, Some(7), vec![id(3)]), (21, Some(9), vec![id(4)]), (22, Some(12), vec![id(5)])]);
    assert!(matches!(flet(nye.last(), &anden, Some(t(12)), t(30), &id(9)).unwrap(), Fletning::Uaendret));
}

#[test]
fn c3_the_merge_never_guesses_how_many_a_role_has() {
    // what an earlier version let in: two owners at a time
    let to = vec![rel(1, None, 0, 9, 5), rel(1, None, 0, 9, 6)];
    let mut gammel = udfoer(None, &kommando(Handling::Indlaes, vec![rel(1, None, 0, 9, 5)]), None, 10).unwrap().unwrap();
    gammel.billede.relationer.insert(1, to.clone());
    // the new one ends both
    let ny = udfoer(Some(gammel), &kommando(Handling::Ret, vec![rel(1, None, 4, 9, 7)]), None, 20).unwrap().unwrap();
    let nu: Vec<_> = ny.billede.relationer[&1].iter().filter(|r| r.virkning.periode.indeholder(t(5))).collect();
    assert_eq!(nu.iter().map(|r| r.reference.clone().unwrap()).collect::<Vec<_>>(), [id(7)]);
    let f = udfoer(None, &kommando(Handling::Indlaes, to), None, 10).unwrap_err();
    assert_eq!(f.kode(), Fejlkode::OverlappendePerioder);
    // a role 0..n takes them, and a new one ends none of them
    let r = udfoer(None, &kommando(Handling::Indlaes, vec![rel(2, None, 0, 9, 5), rel(2, None, 0, 9, 6)]), None, 10).unwrap();
    assert_eq!(maal(&udfoer(r, &kommando(Handling::Ret, vec![rel(2, None, 4, 9, 7)]), None, 20).unwrap().unwrap()).len(), 3);
}

fn relation() -> impl Strategy<Value = Relation> {
    (1u128..4, prop_oneof![Just(None), Just(Some("1")), Just(Some("2"))], 0i64..8, 0i64..9, 1u128..4)
        .prop_map(|(rolle, indeks, fra, l, n)| rel(rolle, indeks, fra, fra + l, n))
}

/// The identity by the table, in words of its own.
fn noegle(r: &Relation) -> String {
    let rolle = r.rolle.as_ref().unwrap().id.clone();
    let kendt = ROLLETABEL.kendte.iter().find(|(u, _)| id(u.as_u128()) == rolle).map(|(_, k)| *k);
    match (kendt, &r.indeks) {
        (Some(Kardinalitet::En), _) | (None, None) => format!("{rolle}"),
        (_, Some(i)) => format!("{rolle} {i}"),
        (Some(Kardinalitet::Fler), None) => format!("{rolle} {}", r.reference.as_ref().unwrap()),
    }
}

/// What holds at an instant, from what held and what is said.
fn orakel(gamle: &[Relation], nye: &[Relation], o: Tidspunkt) -> Vec<(String, UnikId)> {
    let her = |r: &&Relation| r.virkning.periode.indeholder(o);
    let par = |r: &Relation| (noegle(r), r.reference.clone().unwrap());
    let mut ud: Vec<_> = nye.iter().filter(her).map(par).collect();
    for g in gamle.iter().filter(her) {
        let samme = |n: &&Relation| noegle(n) == noegle(g);
        let daekket = nye.iter().filter(samme).any(|n| her(&n));
        let sagt_igen = nye.iter().filter(samme).any(|n| n.reference == g.reference && n.virkning.periode.fra == g.virkning.periode.fra);
        if !daekket && !sagt_igen {
            ud.push(par(g));
        }
    }
    ud.sort();
    ud.dedup();
    ud
}

proptest! {
    #![proptest_config(crate::proevetyper::gange(512))]

    #[test]
    fn a57_roles_agree_with_the_oracle_at_every_instant(skridt in proptest::collection::vec(proptest::collection::vec(relation(), 0..4), 1..6)) {
        let mut gammel: Option<Registrering> = None;
        for (i, nye) in (10..).zip(skridt) {
            let k = kommando(if gammel.is_some() { Handling::Ret } else { Handling::Indlaes }, nye.clone());
            let Ok(ny) = udfoer(gammel.clone(), &k, None, i) else {
                // refused only where two of one identity hold at the same time
                let dobbelt = (-1..10).any(|o| {
                    let mut her: Vec<_> = nye.iter().filter(|r| r.virkning.periode.indeholder(t(o))).map(noegle).collect();
                    let n = her.len();
                    her.sort();
                    her.dedup();
                    her.len() < n
                });
                prop_assert!(dobbelt, "{:?}", nye);
                continue;
            };
            let liste = |r: &Option<Registrering>| r.as_ref().and_then(|r| r.billede.relationer.get(&1)).cloned().unwrap_or_default();
            let enkelte: Vec<Relation> = relationer::uden_gentagelser(&nye).into_iter().cloned().collect();
            for o in -1..10 {
                let mut ud: Vec<_> = liste(&ny).iter().filter(|r| r.virkning.periode.indeholder(t(o))).map(|r| (noegle(r), r.reference.clone().unwrap())).collect();
                ud.sort();
                prop_assert_eq!(ud, orakel(&liste(&gammel), &enkelte, t(o)), "at {} from {:?} with {:?}", o, &gammel, &nye);
            }
            prop_assert!(relationer::overlap(&ROLLETABEL, &liste(&ny).iter().collect::<Vec<_>>()).is_none());
            gammel = ny;
        }
    }

    /// In whatever order updates come: each is taken, or says nothing new, or is refused by name; and what is taken in the order of arrival is
    /// what is taken in the order of the senders' times.
    #[test]
    fn c12_any_order_of_arrival_ends_alike_or_the_late_ones_are_refused(
        opdateringer in proptest::collection::vec((any::<bool>(), proptest::collection::vec(relation(), 1..3)), 2..7),
        orden in proptest::collection::vec(any::<proptest::sample::Index>(), 7)
    ) {
        let mut venter: Vec<(i64, Kommando)> = (1..).zip(&opdateringer).map(|(tid, (hel, l))| (tid, kommando(if *hel { Handling::Indlaes } else { Handling::Ret }, l.clone()))).collect();
        let start = udfoer(None, &kommando(Handling::Indlaes, Vec::new()), Some(0), 50).unwrap();
        let (mut nu, mut taget, mut nyeste): (i64, Vec<(i64, Kommando)>, Option<Registrering>) = (100, Vec::new(), start.clone());
        for i in orden {
            if venter.is_empty() { break }
            let (tid, k) = venter.remove(i.index(venter.len()));
            nu += 1;
            let sidst = nyeste.as_ref().and_then(|r| r.afsendt).unwrap();
            match udfoer(nyeste.clone(), &k, Some(tid), nu) {
                Ok(ny) if ny != nyeste => {
                    prop_assert!(t(tid) >= sidst);
                    taget.push((tid, k));
                    nyeste = ny;
                }
                Ok(_) => {}
                Err(f) if f.kode() == Fejlkode::Overhalet => prop_assert!(t(tid) < sidst),
                Err(f) => prop_assert_eq!(f.kode(), Fejlkode::OverlappendePerioder),
            }
        }
        taget.sort_by_key(|(tid, _)| *tid);
        let mut i_orden = start;
        for (tid, k) in taget {
            i_orden = udfoer(i_orden, &k, Some(tid), 100 + tid).unwrap();
        }
        prop_assert_eq!(nyeste.map(|r| r.billede), i_orden.map(|r| r.billede));
    }
}
