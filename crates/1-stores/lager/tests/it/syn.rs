//! Random labels and restrictions, and what they mean, said as slowly and plainly as possible.
use crate::data::*;
use crate::model::{Model, Objekt, Tal};
use grund::afgraensning::{Dimensioner, saml};
use grund::{Afgraensning, Klasseinterval, Periode, Synsmaerke, UnikId};
use lager::*;

const FORLED: &[u8] = b"L";

/// The key of an object that points at that one.
pub fn peger_paa(n: u64) -> Vec<u8> {
    [FORLED, noegle(A, n).uuid.as_bytes()].concat()
}

fn id(n: u64) -> UnikId {
    if n == 3 { UnikId::Urn("urn:x".into()) } else { UnikId::Uuid(noegle(A, n).uuid) }
}

pub fn maerker(r: &mut Tal) -> Vec<Synsmaerke> {
    (0..r.under(4))
        .map(|_| Synsmaerke {
            virkning: r.periode(12),
            klasse: (r.under(4) > 0).then(|| format!("{}{}", r.under(3), r.under(3))),
            enhed: (r.under(3) > 0).then(|| id(r.under(4))),
            niveau: 1 + r.under(4) as u8,
            system: (r.under(3) > 0).then(|| id(r.under(4))),
            via: (r.under(2) > 0).then(|| noegle(A, r.under(12)).uuid),
            udkast: r.under(4) == 0,
            profil: r.under(3) == 0,
        })
        .collect()
}

fn maaske<T>(r: &mut Tal, f: impl FnOnce(&mut Tal) -> T) -> Option<T> {
    if r.under(2) == 0 { Some(f(r)) } else { None }
}

fn dimensioner(r: &mut Tal) -> Dimensioner {
    let mut b = || r.under(2) == 0;
    Dimensioner { klasse: b(), enhed: b(), niveau: b(), system: b(), profil: b() }
}

fn afgraensning(r: &mut Tal) -> Afgraensning {
    let interval = |r: &mut Tal| Klasseinterval { fra: r.under(3).to_string(), til: (r.under(3) + 1).to_string() };
    Afgraensning {
        ejere: (r.under(6) == 0).then_some(vec![A]),
        klasser: maaske(r, |r| saml((0..r.under(4)).map(|_| interval(r)).filter(|i| i.fra < i.til).collect())),
        enheder: maaske(r, |r| (0..r.under(4)).map(|_| id(r.under(4))).collect()),
        niveau: maaske(r, |r| r.under(5) as u8),
        systemer: if r.under(4) == 0 { Some((0..r.under(3)).map(|_| id(r.under(4))).collect()) } else { None },
        profil: if r.under(3) == 0 { Some((0..r.under(3)).map(|_| id(r.under(4))).collect()) } else { None },
    }
}

pub fn felt(r: &mut Tal) -> Synsfelt {
    // "b" and a reference cannot be made from the random keys, so profiles point by the link keys.
    Synsfelt {
        nu: t(r.under(12) as i64),
        alternativer: (0..r.under(4)).map(|_| afgraensning(r)).collect(),
        udkast: maaske(r, |r| Udkast { egne: maaske(r, |r| id(r.under(4))) }),
        profil: maaske(r, |_| FORLED.to_vec()),
        klasse: None,
        gennem: maaske(r, |r| Gennem {
            retning: if r.under(2) == 0 { Retning::Hertil(FORLED.to_vec()) } else { Retning::Herfra(7) },
            krav: [Krav::Erstatter, Krav::HvisNogen, Krav::Altid][r.under(3) as usize],
            eget: dimensioner(r),
            deres: dimensioner(r),
            deres_profil: maaske(r, |_| FORLED.to_vec()),
        }),
        dele: false,
    }
}

fn nu(o: &Objekt, noegle: &[u8], s: &Synsfelt) -> bool {
    let nyeste = |p: Periode| p.til == grund::Tidspunkt::UENDELIG && p.fra < p.til;
    o.raekker.iter().any(|r| r.noegle == noegle && r.virkning.indeholder(s.nu) && nyeste(r.registreret))
}

fn id_bytes(id: &UnikId) -> Vec<u8> {
    match id {
        UnikId::Uuid(u) => u.as_bytes().to_vec(),
        UnikId::Urn(u) => u.as_bytes().to_vec(),
    }
}

fn tillader(a: &Afgraensning, d: Dimensioner, m: &Synsmaerke, o: &Objekt, profil: &Option<Vec<u8>>, s: &Synsfelt) -> bool {
    let i_profil = match (&a.profil, profil) {
        (Some(l), Some(forled)) if d.profil && m.profil => l.iter().any(|i| nu(o, &[forled.clone(), id_bytes(i)].concat(), s)),
        _ => true,
    };
    i_profil && a.tillader(d, m)
}

/// Whether everything of the authority's objects is seen: what is not limited at all needs no label, unless drafts are to be told apart.
fn ser_alt(n: &Objektnoegle, s: &Synsfelt) -> bool {
    s.udkast.is_none() && alternativer(n, s).iter().any(|(_, a)| !a.graenser(Dimensioner::ALLE))
}

fn alternativer<'a>(n: &Objektnoegle, s: &'a Synsfelt) -> Vec<(usize, &'a Afgraensning)> {
    let egen = |a: &Afgraensning| !a.er_tom() && a.ejere.as_ref().is_none_or(|e| e.contains(&n.myndighed));
    s.alternativer.iter().enumerate().filter(|(_, a)| egen(a)).collect()
}

/// Whether the object is seen now.
pub fn ses(model: &Model, n: &Objektnoegle, o: &Objekt, s: &Synsfelt) -> bool {
    ser_alt(n, s) || o.maerker.iter().any(|m| m.virkning.indeholder(s.nu) && !ved(model, n, o, s, m).is_empty())
}

/// Whether something that is true in both periods is true at an instant of a label that is seen.
pub fn ses_i(model: &Model, n: &Objektnoegle, o: &Objekt, s: &Synsfelt, p: Periode, q: Periode) -> bool {
    let faelles = |m: &Synsmaerke| {
        let (fra, til) = (p.fra.max(q.fra).max(m.virkning.fra), p.til.min(q.til).min(m.virkning.til));
        fra < til
    };
    ser_alt(n, s) || o.maerker.iter().any(|m| faelles(m) && !ved(model, n, o, s, m).is_empty())
}

/// By what an object is seen: sorted.
pub fn synlige(model: &Model, n: &Objektnoegle, o: &Objekt, oid: i64, s: &Synsfelt) -> Vec<Synlig> {
    if ser_alt(n, s) {
        let fri = alternativer(n, s).into_iter().filter(|(_, a)| !a.graenser(Dimensioner::ALLE)).map(|(nr, _)| nr).collect();
        return vec![Synlig { oid, alternativer: fri, gennem: vec![], via: None, andre: false }];
    }
    let nu = o.maerker.iter().filter(|m| m.virkning.indeholder(s.nu));
    let erstattes = s.gennem.as_ref().is_some_and(|g| g.krav == Krav::Erstatter);
    let en = |m: &Synsmaerke| Synlig {
        oid,
        alternativer: ved(model, n, o, s, m),
        gennem: gennem(model, n, s, m),
        via: m.via,
        andre: erstattes && !andre(model, n, s, m).is_empty(),
    };
    nu.filter(|m| ikke_andres_udkast(s, m)).map(en).filter(|s| !s.alternativer.is_empty() || !s.gennem.is_empty()).collect()
}

fn andre<'a>(model: &'a Model, n: &Objektnoegle, s: &Synsfelt, m: &Synsmaerke) -> Vec<(&'a Objektnoegle, &'a Objekt)> {
    match s.gennem.as_ref().map(|g| &g.retning) {
        None => vec![],
        Some(Retning::Hertil(forled)) => {
            let noegle = [forled.as_slice(), n.uuid.as_bytes()].concat();
            model.objekter.iter().filter(|(x, o)| x.myndighed == n.myndighed && nu(o, &noegle, s)).collect()
        }
        Some(Retning::Herfra(t)) => {
            model.objekter.iter().filter(|(x, _)| x.myndighed == n.myndighed && x.objekttype == *t && Some(x.uuid) == m.via).collect()
        }
    }
}

/// The alternatives that let see the label.
fn ved(model: &Model, n: &Objektnoegle, o: &Objekt, s: &Synsfelt, m: &Synsmaerke) -> Vec<usize> {
    let udkast = ikke_andres_udkast(s, m);
    let andre = andre(model, n, s, m);
    let et = |a: &Afgraensning| {
        let egen = |d| tillader(a, d, m, o, &s.profil, s);
        match s.gennem.as_ref().filter(|g| a.graenser(g.deres)) {
            None => egen(Dimensioner::ALLE),
            Some(g) => {
                let gaelder = |m: &&Synsmaerke| m.virkning.indeholder(s.nu);
                let set =
                    andre.iter().any(|(_, x)| x.maerker.iter().filter(gaelder).any(|m| tillader(a, g.deres, m, x, &g.deres_profil, s)));
                match g.krav {
                    Krav::Altid => egen(g.eget) && set,
                    Krav::HvisNogen => egen(Dimensioner::ALLE) && (set || andre.is_empty()),
                    Krav::Erstatter if andre.is_empty() => egen(Dimensioner::ALLE),
                    Krav::Erstatter => egen(g.eget) && set,
                }
            }
        }
    };
    alternativer(n, s).into_iter().filter(|(_, a)| udkast && et(a)).map(|(nr, _)| nr).collect()
}

fn ikke_andres_udkast(s: &Synsfelt, m: &Synsmaerke) -> bool {
    match &s.udkast {
        Some(u) => !m.udkast || (u.egne.is_some() && m.system == u.egne),
        None => true,
    }
}

/// The alternatives for which the others are as they must be.
fn gennem(model: &Model, n: &Objektnoegle, s: &Synsfelt, m: &Synsmaerke) -> Vec<usize> {
    let Some(g) = &s.gennem else { return vec![] };
    let andre = andre(model, n, s, m);
    let nu = |m: &&Synsmaerke| m.virkning.indeholder(s.nu);
    let ses = |a: &Afgraensning, x: &Objekt| x.maerker.iter().filter(nu).any(|m| tillader(a, g.deres, m, x, &g.deres_profil, s));
    let holder = |a: &Afgraensning| andre.iter().any(|(_, x)| ses(a, x)) || (g.krav != Krav::Altid && andre.is_empty());
    alternativer(n, s).into_iter().filter(|(_, a)| a.graenser(g.deres) && holder(a)).map(|(nr, _)| nr).collect()
}
