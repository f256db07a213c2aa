use super::*;
use crate::kuvert::{Kuvert, Objektregistrering, Relateret};
use grund::slump::Slump;
use std::collections::{BTreeMap, BTreeSet};

fn tom(beskedtype: UnikId) -> Kuvert {
    Kuvert::ny(UnikId::Uuid(Uuid::nil()), beskedtype)
}

fn id(n: u64) -> UnikId {
    UnikId::Uuid(Uuid::from_u64_pair(1, n))
}

fn urn(foran: &str, n: &str) -> UnikId {
    UnikId::Urn(format!("urn:oio:{foran}:{n}"))
}

fn b(felt: Felt, vaerdier: &[&str]) -> Betingelse {
    Betingelse { felt, vaerdier: vaerdier.iter().map(|v| (*v).to_owned()).collect(), lister: vec![] }
}

/// What a filter means, said as slowly as it can be.
fn oraklet(f: &Filter, lister: &BTreeMap<Uuid, BTreeSet<String>>, k: &Kuvert) -> bool {
    if f.beskedtype != k.beskedtype {
        return false;
    }
    let er = |b: &Betingelse, v: &UnikId| {
        let tekst = v.to_string().to_lowercase();
        let passer = |vil: &str| {
            let cifre = |t: &str| t.chars().filter(char::is_ascii_digit).collect::<String>();
            match tekst.strip_prefix("urn:oio:kle:") {
                Some(nr) => {
                    let vil = vil.strip_prefix("urn:oio:kle:").unwrap_or(vil);
                    vil.len() <= 8
                        && !vil.contains("urn")
                        && !vil.contains('-')
                        && cifre(nr).starts_with(&cifre(vil))
                        && !cifre(vil).is_empty()
                }
                None => tekst == vil.to_lowercase() || tekst == format!("urn:oio:cvr-nr:{vil}") || tekst == format!("urn:oio:cpr-nr:{vil}"),
            }
        };
        b.vaerdier.iter().any(|x| passer(x)) || b.lister.iter().any(|l| lister.get(l).is_some_and(|l| l.iter().any(|x| passer(x))))
    };
    let alle = |slags: Instans, har: &dyn Fn(&Betingelse) -> bool| {
        f.betingelser.iter().filter(|b| b.felt.instans() == slags && !(b.vaerdier.is_empty() && b.lister.is_empty())).all(har)
    };
    let ingen = |slags: Instans| alle(slags, &|_| false);
    let besked = alle(Instans::Besked, &|b| match b.felt {
        Felt::TilladtModtager => k.tilladte.iter().any(|v| er(b, v)),
        Felt::TvaergaaendeProces => k.processer.iter().any(|v| er(b, v)),
        Felt::Sikkerhedsklassificering => k.sikkerhedsklassificering.iter().any(|v| er(b, v)),
        _ => false,
    });
    let relateret = |r: &Relateret| {
        alle(Instans::Relateret, &|b| match b.felt {
            Felt::RelateretObjektId => er(b, &r.id),
            Felt::RelateretObjektType => er(b, &r.objekttype),
            _ => r.rolle.as_ref().is_some_and(|v| er(b, v)),
        })
    };
    let registrering = |r: &Objektregistrering| {
        alle(Instans::Registrering, &|b| match b.felt {
            Felt::ObjektAnsvarligMyndighed => r.myndighed.as_ref().is_some_and(|v| er(b, v)),
            Felt::ObjektId => r.objekt.as_ref().is_some_and(|v| er(b, v)),
            Felt::ObjektHandling => r.handling.as_ref().is_some_and(|v| er(b, v)),
            Felt::OpgaveEmne => r.emne.as_ref().is_some_and(|v| er(b, v)),
            _ => false,
        })
    };
    besked
        && (ingen(Instans::Relateret) || k.relaterede.iter().any(relateret))
        && (ingen(Instans::Registrering) || k.registreringer.iter().any(registrering))
}

fn vaerdi(s: &mut Slump) -> String {
    match s.under(7) {
        0 | 1 => id(s.under(4)).to_string().to_uppercase(),
        2 => format!("1111111{}", s.under(3)),
        3 => format!("urn:oio:CPR-nr:251248491{}", s.under(3)),
        4 => ["32", "32.*", "32.0*"][s.under(2) as usize].into(),
        5 => format!("urn:oio:kle:32.0{}", s.under(3)),
        _ => format!("32.0{}.0{}", s.under(3), s.under(3)),
    }
}

fn unik(s: &mut Slump) -> UnikId {
    match s.under(4) {
        0 => id(s.under(4)),
        1 => urn("cvr-nr", &format!("1111111{}", s.under(3))),
        2 => urn("cpr-nr", &format!("251248491{}", s.under(3))),
        _ => urn("kle", &format!("32.0{}.0{}", s.under(3), s.under(3))),
    }
}

#[test]
fn e5_the_index_finds_what_a_loop_over_all_filters_finds() {
    const FELTER: [Felt; 9] = [
        Felt::TilladtModtager,
        Felt::TvaergaaendeProces,
        Felt::Sikkerhedsklassificering,
        Felt::RelateretObjektId,
        Felt::RelateretObjektRolle,
        Felt::ObjektAnsvarligMyndighed,
        Felt::ObjektId,
        Felt::ObjektHandling,
        Felt::OpgaveEmne,
    ];
    let mut fund = 0;
    for froe in 0..40 {
        let mut s = Slump::ny(froe, "filtre");
        let (mut indeks, mut filtre, mut lister) = (Abonnementsindeks::default(), BTreeMap::new(), BTreeMap::new());
        for _ in 0..120 {
            let u = Uuid::from_u128(u128::from(s.under(60)));
            match s.under(6) {
                0 => {
                    let l = Uuid::from_u128(1_000 + u128::from(s.under(4)));
                    let v: BTreeSet<String> = (0..s.under(6)).map(|_| vaerdi(&mut s)).collect();
                    indeks.saet_liste(l, v.iter().map(String::as_str));
                    lister.insert(l, v);
                }
                1 => {
                    indeks.fjern(u);
                    filtre.remove(&u);
                }
                _ => {
                    let mut betingelser: Vec<Betingelse> = Vec::new();
                    for felt in FELTER {
                        if s.procent(20) {
                            let vaerdier = (0..s.under(4)).map(|_| vaerdi(&mut s)).collect();
                            let lister = if s.procent(30) { vec![Uuid::from_u128(1_000 + u128::from(s.under(5)))] } else { vec![] };
                            betingelser.push(Betingelse { felt, vaerdier, lister });
                        }
                    }
                    let f = Filter { beskedtype: id(s.under(2)), betingelser };
                    indeks.saet(u, &f);
                    filtre.insert(u, f);
                }
            }
        }
        assert_eq!(indeks.antal(), filtre.len());
        for _ in 0..40 {
            let mut k = tom(id(s.under(2)));
            k.tilladte = (0..s.under(3)).map(|_| unik(&mut s)).collect();
            k.processer = (0..s.under(2)).map(|_| unik(&mut s)).collect();
            k.sikkerhedsklassificering = s.procent(50).then(|| unik(&mut s));
            k.relaterede = (0..s.under(3))
                .map(|_| Relateret { id: unik(&mut s), objekttype: id(0), rolle: s.procent(50).then(|| unik(&mut s)) })
                .collect();
            k.registreringer = (0..s.under(4))
                .map(|_| Objektregistrering {
                    myndighed: s.procent(70).then(|| unik(&mut s)),
                    objekt: s.procent(70).then(|| unik(&mut s)),
                    handling: s.procent(70).then(|| unik(&mut s)),
                    emne: s.procent(70).then(|| unik(&mut s)),
                    ..Objektregistrering::default()
                })
                .collect();
            let vente: Vec<Uuid> = filtre.iter().filter(|(_, f)| oraklet(f, &lister, &k)).map(|(u, _)| *u).collect();
            assert_eq!(indeks.match_besked(&k), vente, "seed {froe}: {k:?}");
            fund += vente.len();
        }
    }
    assert!(fund > 1_000, "{fund}: the histories match too little to tell anything");
}

#[test]
fn e5_conditions_on_one_registration_hold_on_the_same_one() {
    let mut i = Abonnementsindeks::default();
    let u = Uuid::from_u128(1);
    let f =
        Filter { beskedtype: id(0), betingelser: vec![b(Felt::ObjektAnsvarligMyndighed, &["11111111"]), b(Felt::OpgaveEmne, &["32.*"])] };
    i.saet(u, &f);
    let r = |cvr: &str, kle: &str| Objektregistrering {
        myndighed: Some(urn("cvr-nr", cvr)),
        emne: Some(urn("kle", kle)),
        ..Objektregistrering::default()
    };
    let mut k = tom(id(0));
    k.registreringer = vec![r("11111111", "27.00.00"), r("22222222", "32.01.01")];
    assert!(i.match_besked(&k).is_empty());
    k.registreringer.push(r("11111111", "32.01.01"));
    assert_eq!(i.match_besked(&k), [u]);
}

#[test]
fn e6_an_empty_list_matches_nothing_and_no_condition_matches_all() {
    let (mut i, l) = (Abonnementsindeks::default(), Uuid::from_u128(9));
    i.saet(
        Uuid::from_u128(1),
        &Filter { beskedtype: id(0), betingelser: vec![Betingelse { felt: Felt::ObjektId, vaerdier: vec![], lister: vec![l] }] },
    );
    i.saet(Uuid::from_u128(2), &Filter { beskedtype: id(0), betingelser: vec![b(Felt::ObjektId, &[])] });
    let mut k = tom(id(0));
    k.registreringer = vec![Objektregistrering { objekt: Some(urn("cpr-nr", "2512484916")), ..Objektregistrering::default() }];
    assert_eq!(i.match_besked(&k), [Uuid::from_u128(2)]);
    i.saet_liste(l, ["2512484916"]);
    assert_eq!(i.match_besked(&k), [Uuid::from_u128(1), Uuid::from_u128(2)]);
    i.saet_liste(l, []);
    assert_eq!(i.match_besked(&k), [Uuid::from_u128(2)]);
}

#[test]
fn e6_what_left_a_list_takes_no_memory_and_is_looked_for_only_where_a_condition_names_lists() {
    let (mut i, l) = (Abonnementsindeks::default(), Uuid::from_u128(9));
    for n in 0..50 {
        i.saet_liste(l, [format!("{:010}", 101_700_000 + n).as_str(), "2512484916"]);
    }
    assert_eq!(i.vaerdier_i_lister(), 2, "no more than it has now");
    let mut k = tom(id(0));
    k.registreringer = vec![Objektregistrering { objekt: Some(urn("cpr-nr", "2512484916")), ..Objektregistrering::default() }];
    let a = Uuid::from_u128(1);
    for (felt, ventet) in [(Felt::TilladtModtager, vec![]), (Felt::ObjektId, vec![a]), (Felt::TilladtModtager, vec![])] {
        i.saet(a, &Filter { beskedtype: id(0), betingelser: vec![Betingelse { felt, vaerdier: vec![], lister: vec![l] }] });
        assert_eq!(i.match_besked(&k), ventet, "{felt:?}");
    }
    i.fjern_liste(l);
    assert_eq!(i.vaerdier_i_lister(), 0);
}

#[test]
fn e6_parts_count_for_their_list_while_that_is_in_force() {
    let (mut i, l, del) = (Abonnementsindeks::default(), Uuid::from_u128(9), Uuid::from_u128(10));
    let a = Uuid::from_u128(1);
    i.saet(a, &Filter { beskedtype: id(0), betingelser: vec![Betingelse { felt: Felt::ObjektId, vaerdier: vec![], lister: vec![l] }] });
    let mut k = tom(id(0));
    k.registreringer = vec![Objektregistrering { objekt: Some(urn("cpr-nr", "2512484916")), ..Objektregistrering::default() }];
    i.saet_del(del, l, ["2512484916"]);
    assert!(i.match_besked(&k).is_empty(), "there is no list");
    i.saet_liste(l, ["0101700001"]);
    assert_eq!(i.match_besked(&k), [a]);
    i.fjern_liste(l);
    assert!(i.match_besked(&k).is_empty(), "it is not in force");
    i.saet_liste(l, ["2512484916"]);
    i.saet_del(del, l, ["0101700002"]);
    assert_eq!(i.match_besked(&k), [a], "it left the part, and lies in the list");
    i.fjern_del(del);
    i.saet_liste(l, []);
    assert!(i.match_besked(&k).is_empty());
}
