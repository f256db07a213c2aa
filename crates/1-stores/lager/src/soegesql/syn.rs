//! Data restrictions as a condition of the search itself (decision 6): one seek to the object's label, and for objects that are seen
//! through others one to each of those. Long lists are compared in the label's row and cost no seek.
use super::{Bygger, Dialekt, Sql, Vaerdi, og};
use crate::port::Soegning;
use crate::syn::{self, Gennem, Krav, Retning, Synsfelt, id_bytes};
use grund::afgraensning::{Dimensioner, saml};
use grund::{Afgraensning, Cvr, Periode, Tidspunkt, UnikId};
use std::collections::BTreeMap;

/// Objects that one statement holds against the labels.
const OIDER_AD_GANGEN: usize = 512;

/// The statements that find those of the objects, given by authority and number, that are seen.
pub(crate) fn synlige(d: Dialekt, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Vec<Sql> {
    let mut pr_myndighed: BTreeMap<Cvr, Vec<i64>> = BTreeMap::new();
    for (m, oid) in objekter {
        pr_myndighed.entry(*m).or_default().push(*oid);
    }
    let bidder = |(m, oider): (&Cvr, &Vec<i64>)| oider.chunks(OIDER_AD_GANGEN).map(|bid| synlige_af(d, syn, *m, bid)).collect::<Vec<_>>();
    pr_myndighed.iter().flat_map(bidder).collect()
}

fn synlige_af(d: Dialekt, syn: &Synsfelt, myndighed: Cvr, oider: &[i64]) -> Sql {
    let s = Soegning {
        myndigheder: vec![myndighed],
        registreret: nyeste(),
        kriterier: Vec::new(),
        aendret: None,
        syn: Some(syn.clone()),
        efter_oid: 0,
        spring_over: 0,
        antal: 0,
    };
    let mut b = Bygger::ny(d, &s);
    let m = b.myndighed(myndighed);
    let pladser: Vec<String> = fyldt(oider.to_vec()).into_iter().map(|o| b.egen_plads(Vaerdi::Tal(o))).collect();
    let mut v = vec![format!("k.myndighed = {m}"), format!("k.oid IN ({})", pladser.join(", "))];
    v.extend(b.synlig(myndighed, "k.oid"));
    b.slut(format!("SELECT k.oid FROM objekt k WHERE {}", og(&v)))
}

/// The newest registration is in force at the last instant.
fn nyeste() -> Periode {
    Periode::ny(Tidspunkt::fra_mikros(i64::MAX - 1), Tidspunkt::UENDELIG)
}

/// A list made as long as the next power of two, so that few lengths occur and statements are kept prepared.
fn fyldt<T: Clone>(mut liste: Vec<T>) -> Vec<T> {
    if let Some(sidste) = liste.last().cloned() {
        liste.resize(liste.len().next_power_of_two(), sidste);
    }
    liste
}

impl Bygger<'_> {
    /// The condition that the object is seen; `None` when everything is.
    pub(super) fn synlig(&mut self, myndighed: Cvr, oid: &str) -> Option<String> {
        let s = self.s.syn.as_ref()?;
        let egen = |a: &&Afgraensning| !a.er_tom() && a.ejere.as_ref().is_none_or(|e| e.contains(&myndighed));
        let alternativer: Vec<&Afgraensning> = s.alternativer.iter().filter(egen).collect();
        if alternativer.is_empty() {
            return Some("1 = 0".into());
        }
        let fri = alternativer.iter().any(|a| !a.graenser(Dimensioner::ALLE));
        if fri && s.udkast.is_none() {
            return None;
        }
        let m = self.myndighed(myndighed);
        let x = self.alias();
        let mut v = self.maerke(&x, &m, oid, s.nu);
        if let Some(u) = &s.udkast {
            let udkast = format!("({x}.flag & {}) = 0", syn::UDKAST);
            v.push(match &u.egne {
                Some(egen) => format!("({udkast} OR {x}.system = {})", self.plads(Vaerdi::Bytes(id_bytes(egen)))),
                None => udkast,
            });
        }
        if !fri {
            let grene: Vec<String> = alternativer.into_iter().map(|a| self.alternativ(s, a, &x, &m, oid)).collect();
            v.push(eller(&grene));
        }
        Some(self.findes_i(&format!("maerke {x}"), &v))
    }

    /// The label of an object that holds now.
    fn maerke(&mut self, x: &str, m: &str, oid: &str, nu: Tidspunkt) -> Vec<String> {
        let p = Periode::punkt(nu);
        let (fra, til) = (self.tal((self.d.fra)(p.til)), self.tal((self.d.til)(p.fra)));
        vec![format!("{x}.myndighed = {m}"), format!("{x}.oid = {oid}"), format!("{x}.vfra < {fra}"), format!("{x}.vtil > {til}")]
    }

    fn alternativ(&mut self, s: &Synsfelt, a: &Afgraensning, x: &str, m: &str, oid: &str) -> String {
        let profil = s.profil.as_deref();
        let gennem = s.gennem.as_ref().filter(|g| a.graenser(g.deres));
        let Some(g) = gennem else { return self.dimensioner(a, Dimensioner::ALLE, x, (m, oid), profil, s.nu) };
        let set = self.anden(s, g, Some(a), x, m, oid);
        match g.krav {
            Krav::Altid => format!("({} AND {set})", self.dimensioner(a, g.eget, x, (m, oid), profil, s.nu)),
            Krav::HvisNogen => {
                let nogen = self.anden(s, g, None, x, m, oid);
                format!("({} AND ({set} OR NOT {nogen}))", self.dimensioner(a, Dimensioner::ALLE, x, (m, oid), profil, s.nu))
            }
            Krav::Erstatter => {
                let nogen = self.anden(s, g, None, x, m, oid);
                let ved_siden = self.dimensioner(a, g.eget, x, (m, oid), profil, s.nu);
                let alene = self.dimensioner(a, Dimensioner::ALLE, x, (m, oid), profil, s.nu);
                format!("(({ved_siden} AND {set}) OR ({alene} AND NOT {nogen}))")
            }
        }
    }

    /// One of the others exists, and its label lets see what it must, if that is asked.
    fn anden(&mut self, s: &Synsfelt, g: &Gennem, a: Option<&Afgraensning>, x: &str, m: &str, oid: &str) -> String {
        let (o, c) = (self.alias(), self.alias());
        let mut tabeller = vec![format!("objekt {o}")];
        let mut v = vec![format!("{o}.myndighed = {m}")];
        let deres_oid = match &g.retning {
            Retning::Hertil(forled) => {
                let l = self.alias();
                let noegle = self.plads(Vaerdi::Bytes(forled.clone()));
                v.extend([format!("{o}.oid = {oid}"), format!("{l}.myndighed = {m}")]);
                v.push(format!("{l}.noegle = {}", (self.d.noegle_og_uuid)(&noegle, &format!("{o}.uuid"))));
                v.extend(self.tider_i(&l, nyeste(), Periode::punkt(s.nu)));
                tabeller.push(format!("indeks {l}"));
                format!("{l}.oid")
            }
            Retning::Herfra(objekttype) => {
                let t = self.tal(i64::from(*objekttype));
                v.extend([format!("{o}.objekttype = {t}"), format!("{o}.uuid = {x}.via")]);
                format!("{o}.oid")
            }
        };
        if let Some(a) = a {
            tabeller.push(format!("maerke {c}"));
            v.extend(self.maerke(&c, m, &deres_oid, s.nu));
            v.push(self.dimensioner(a, g.deres, &c, (m, &deres_oid), g.deres_profil.as_deref(), s.nu));
        }
        self.findes_i(&tabeller.join(" CROSS JOIN "), &v)
    }

    /// The label `x` of the object lies within the limits.
    fn dimensioner(
        &mut self,
        a: &Afgraensning,
        d: Dimensioner,
        x: &str,
        objekt: (&str, &str),
        profil: Option<&[u8]>,
        nu: Tidspunkt,
    ) -> String {
        let mut v = Vec::new();
        if let Some(k) = a.klasser.as_ref().filter(|_| d.klasse) {
            let pladser: Vec<(String, String)> = fyldt(saml(k.clone()))
                .into_iter()
                .map(|i| (self.egen_plads(Vaerdi::Bytes(i.fra.into_bytes())), self.egen_plads(Vaerdi::Bytes(i.til.into_bytes()))))
                .collect();
            v.push(i_intervaller(&format!("{x}.klasse"), &pladser));
        }
        for (kolonne, liste) in [("enhed", a.enheder.as_ref().filter(|_| d.enhed)), ("system", a.systemer.as_ref().filter(|_| d.system))] {
            if let Some(l) = liste {
                v.push(format!("{x}.{kolonne} IN ({})", self.idliste(l, &[])));
            }
        }
        if let Some(n) = a.niveau.filter(|_| d.niveau) {
            v.push(format!("{x}.niveau <= {n}"));
        }
        if let (Some(l), Some(forled), true) = (a.profil.as_ref(), profil, d.profil) {
            let uden = format!("({x}.flag & {}) = 0", syn::PROFIL);
            let (p, (m, oid)) = (self.alias(), objekt);
            v.push(if l.is_empty() {
                uden
            } else {
                let mut navnt = vec![
                    format!("{p}.myndighed = {m}"),
                    format!("{p}.noegle IN ({})", self.idliste(l, forled)),
                    format!("{p}.oid = {oid}"),
                ];
                navnt.extend(self.tider_i(&p, nyeste(), Periode::punkt(nu)));
                format!("({uden} OR {})", self.findes_i(&format!("indeks {p}"), &navnt))
            });
        }
        og(&v)
    }

    /// The places of a list; the same list has them once.
    fn idliste(&mut self, ider: &[UnikId], forled: &[u8]) -> String {
        let liste: Vec<Vec<u8>> = fyldt(ider.to_vec()).iter().map(|i| [forled, &id_bytes(i)].concat()).collect();
        if let Some(t) = self.lister.get(&liste) {
            return t.clone();
        }
        let pladser: Vec<String> = liste.iter().map(|n| self.egen_plads(Vaerdi::Bytes(n.clone()))).collect();
        let tekst = pladser.join(", ");
        self.lister.insert(liste, tekst.clone());
        tekst
    }
}

/// The column lies in one of the intervals, which are in order and do not overlap: found by halving, and nothing that the planner could think of an
/// index for.
fn i_intervaller(kolonne: &str, pladser: &[(String, String)]) -> String {
    match pladser {
        [] => "1 = 0".into(),
        [(fra, til)] => format!("({kolonne} >= {fra} AND {kolonne} < {til})"),
        flere => {
            let (a, b) = flere.split_at(flere.len() / 2);
            let midt = b.first().map_or("", |(fra, _)| fra.as_str());
            format!("CASE WHEN {kolonne} < {midt} THEN {} ELSE {} END", i_intervaller(kolonne, a), i_intervaller(kolonne, b))
        }
    }
}

/// Any of the conditions, as a balanced tree.
fn eller(grene: &[String]) -> String {
    match grene {
        [] => "1 = 0".into(),
        [en] => en.clone(),
        flere => {
            let (a, b) = flere.split_at(flere.len() / 2);
            format!("({} OR {})", eller(a), eller(b))
        }
    }
}
