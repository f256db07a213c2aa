//! Data restrictions as a condition of the search itself (decision 6): one seek to the object's label, and for objects that are seen
//! through others one to each of those. Long lists are one parameter each, looked up in the label's row, and cost no seek.
use super::{Bygger, Dialekt, Intervaller, Sql, Vaerdi, efter_praefiks, og};
use crate::port::{Fortaeller, Kriterium, Noeglevalg, Soegning};
use crate::syn::{self, Gennem, Krav, Retning, Synsfelt, id_bytes};
use grund::afgraensning::Dimensioner;
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
    let blandt = format!("IN ({})", pladser.join(", "));
    let tegn = |vilkaar: &str| match vilkaar {
        "1 = 1" => "'1'".to_owned(),
        "1 = 0" => "'0'".to_owned(),
        v => format!("CASE WHEN {v} THEN '1' ELSE '0' END"),
    };
    let egne: Vec<usize> = syn.alternativer_for(myndighed).map(|(nr, _)| nr).collect();
    if syn.ser_alt(myndighed) {
        let fri = |(nr, a): (usize, &Afgraensning)| if egne.contains(&nr) && !a.graenser(Dimensioner::ALLE) { '1' } else { '0' };
        let alle: String = syn.alternativer.iter().enumerate().map(fri).chain(['0']).collect();
        // Many numbers must not make SQLite read all of the authority's objects instead of each by its number.
        let af = if d.delt { "k.myndighed" } else { "+k.myndighed" };
        return b.slut(format!("SELECT k.oid, '{alle}', '', CAST(NULL AS uuid) FROM objekt k WHERE {af} = {m} AND k.oid {blandt}"));
    }
    let mut v = b.maerke("x", &m, None, syn.nu);
    v.push(format!("x.oid {blandt}"));
    v.extend(b.ikke_andres_udkast(syn, "x"));
    let mut dele: Vec<String> = syn
        .alternativer
        .iter()
        .enumerate()
        .map(|(nr, a)| if egne.contains(&nr) { tegn(&b.alternativ(syn, a, "x", &m, "x.oid")) } else { tegn("1 = 0") })
        .collect();
    dele.push(match syn.gennem.as_ref().filter(|g| g.krav == Krav::Erstatter) {
        Some(g) => tegn(&b.anden(syn, g, None, "x", &m, "x.oid")),
        None => tegn("1 = 0"),
    });
    let gennem: Vec<String> = match syn.gennem.as_ref() {
        Some(g) => {
            let en = |(nr, a): (usize, &Afgraensning)| {
                let graenset = egne.contains(&nr) && a.graenser(g.deres);
                tegn(&if graenset { b.gennem(syn, g, a, "x", &m, "x.oid") } else { "1 = 0".into() })
            };
            std::iter::once("''".to_owned()).chain(syn.alternativer.iter().enumerate().map(en)).collect()
        }
        None => vec!["''".into()],
    };
    b.slut(format!("SELECT x.oid, {}, {}, x.via FROM maerke x WHERE {}", dele.join(" || "), gennem.join(" || "), og(&v)))
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
    /// The condition that the object is seen, and where parts may be hidden, that every criterion is true of a part that is seen; `None` when
    /// everything is. `motor` is the alias of the driving index row and its criterion, if it is one.
    ///
    /// Nearly every object has one label for all time: whoever sees it sees all of the object, and the criteria need no second look.
    pub(super) fn synlig(&mut self, myndighed: Cvr, oid: &str, motor: Option<(&str, usize)>) -> Option<String> {
        let s = self.s.syn.as_ref()?;
        if s.ser_alt(myndighed) {
            return None;
        }
        if s.alternativer_for(myndighed).next().is_none() {
            return Some("1 = 0".into());
        }
        let m = self.myndighed(myndighed);
        let mut klasser = Vec::new();
        let mut dele = Vec::new();
        for (nr, k) in self.s.kriterier.iter().enumerate().filter(|_| s.dele) {
            match k.fortaeller {
                Fortaeller::Intet => {}
                Fortaeller::Klasse => klasser.push(self.set_klasse(s, myndighed, &m, oid, k)),
                Fortaeller::Del => dele.push(match motor {
                    Some((i, motor)) if motor == nr => self.set_del(s, myndighed, &m, oid, i, k.virkning),
                    _ => self.set_kriterium(s, myndighed, &m, oid, k),
                }),
            }
        }
        let ses = if dele.is_empty() {
            self.ses_nu(s, myndighed, &m, oid, false)
        } else {
            // The parts stand beside the look-up of a label and not in it: PostgreSQL counts the cost of a key's beginning, which is collected
            // once, to the look-up, beside which every way of looking up seems the same.
            dele.insert(0, self.ses_nu(s, myndighed, &m, oid, false));
            eller(&[self.ses_nu(s, myndighed, &m, oid, true), og(&dele)])
        };
        klasser.push(ses);
        Some(og(&klasser))
    }

    /// A label that holds now is seen; of one that holds for all time, if `altid`.
    fn ses_nu(&mut self, s: &Synsfelt, myndighed: Cvr, m: &str, oid: &str, altid: bool) -> String {
        let x = self.alias();
        let mut v = self.maerke(&x, m, Some(oid), s.nu);
        if altid {
            let (fra, til) = (self.tal((self.d.fra)(Tidspunkt::MINUS_UENDELIG)), self.tal((self.d.til)(Tidspunkt::UENDELIG)));
            v.push(format!("{x}.vfra = {fra} AND {x}.vtil = {til}"));
        }
        v.extend(self.lader_se(s, myndighed, &x, m, oid));
        self.findes_i(&format!("maerke {x}"), &v)
    }

    /// What of a label is asked before it counts as seen by one who sees some, and not all.
    fn lader_se(&mut self, s: &Synsfelt, myndighed: Cvr, x: &str, m: &str, oid: &str) -> Vec<String> {
        let alternativer: Vec<&Afgraensning> = s.alternativer_for(myndighed).map(|(_, a)| a).collect();
        let mut v: Vec<String> = self.ikke_andres_udkast(s, x).into_iter().collect();
        if alternativer.iter().all(|a| a.graenser(Dimensioner::ALLE)) {
            let grene: Vec<String> = alternativer.into_iter().map(|a| self.alternativ(s, a, x, m, oid)).collect();
            v.push(eller(&grene));
        }
        v
    }

    fn ikke_andres_udkast(&mut self, s: &Synsfelt, x: &str) -> Option<String> {
        let u = s.udkast.as_ref()?;
        let udkast = format!("({x}.flag & {}) = 0", syn::UDKAST);
        Some(match &u.egne {
            Some(egen) => format!("({udkast} OR {x}.system = {})", self.plads(Vaerdi::Bytes(id_bytes(egen)))),
            None => udkast,
        })
    }

    /// A label that is seen, and what more is asked of it; `y` is its alias.
    fn set(&mut self, s: &Synsfelt, myndighed: Cvr, m: &str, oid: &str, y: &str, mere: Vec<String>) -> String {
        let mut v = vec![format!("{y}.myndighed = {m}"), format!("{y}.oid = {oid}")];
        v.extend(mere);
        v.extend(self.lader_se(s, myndighed, y, m, oid));
        self.findes_i(&format!("maerke {y}"), &v)
    }

    /// The index row is true at an instant of a label that is seen. Two by two (Helly): row and criterion are compared where the row is found.
    pub(super) fn set_del(&mut self, s: &Synsfelt, myndighed: Cvr, m: &str, oid: &str, raekke: &str, virkning: Option<Periode>) -> String {
        let y = self.alias();
        let mut mere = self.virkninger(&y, virkning.unwrap_or(Periode::ALTID));
        mere.push((self.d.foer)(&format!("{y}.vfra"), &format!("{raekke}.vtil")));
        mere.push((self.d.foer)(&format!("{raekke}.vfra"), &format!("{y}.vtil")));
        self.set(s, myndighed, m, oid, &y, mere)
    }

    /// A row of the criterion is true at an instant of a label that is seen. Rows of a key's beginning are collected once, as elsewhere.
    fn set_kriterium(&mut self, s: &Synsfelt, myndighed: Cvr, m: &str, oid: &str, k: &Kriterium) -> String {
        let mut grene = Vec::new();
        for n in &k.noegler {
            let r = self.alias();
            let egen = format!("{r}.oid");
            let mut v = self.noegle(&r, m, std::slice::from_ref(n));
            v.extend(self.tider(&r, k));
            let eksakt = matches!(n, Noeglevalg::Lig(_));
            v.push(if eksakt { format!("{r}.oid = {oid}") } else { format!("{r}.oid > {}", self.efter) });
            v.push(self.set_del(s, myndighed, m, if eksakt { oid } else { &egen }, &r, k.virkning));
            grene.push(if eksakt {
                self.findes_i(&format!("indeks {r}"), &v)
            } else {
                format!("{oid} IN (SELECT {r}.oid FROM indeks {r} WHERE {})", og(&v))
            });
        }
        eller(&grene)
    }

    /// A label that is seen has a class that begins so.
    fn set_klasse(&mut self, s: &Synsfelt, myndighed: Cvr, m: &str, oid: &str, k: &Kriterium) -> String {
        let y = self.alias();
        let mut mere = self.virkninger(&y, k.virkning.unwrap_or(Periode::ALTID));
        let forled = s.klasse.as_deref().unwrap_or_default();
        let mut grene = Vec::new();
        for n in &k.noegler {
            let (Noeglevalg::Begynder(n) | Noeglevalg::Lig(n)) = n;
            let Some(cifre) = n.strip_prefix(forled) else { continue };
            let mut v = vec![format!("{y}.klasse >= {}", self.plads(Vaerdi::Bytes(cifre.to_vec())))];
            if let Some(efter) = efter_praefiks(cifre) {
                v.push(format!("{y}.klasse < {}", self.plads(Vaerdi::Bytes(efter))));
            }
            grene.push(og(&v));
        }
        mere.push(eller(&grene));
        self.set(s, myndighed, m, oid, &y, mere)
    }

    /// The label of the counted class is seen; `None` when the keys are not those of classes, or everything is seen.
    pub(super) fn set_talt_klasse(
        &mut self,
        forled: &[u8],
        myndighed: Cvr,
        m: &str,
        oid: &str,
        raekke: &str,
        virkning: Periode,
    ) -> Option<String> {
        let s = self.s.syn.as_ref().filter(|s| s.dele && s.klasse.as_deref() == Some(forled) && !s.ser_alt(myndighed))?;
        let y = self.alias();
        let mut mere = self.virkninger(&y, virkning);
        mere.push((self.d.foer)(&format!("{y}.vfra"), &format!("{raekke}.vtil")));
        mere.push((self.d.foer)(&format!("{raekke}.vfra"), &format!("{y}.vtil")));
        mere.push(format!("{y}.klasse = substr({raekke}.noegle, {})", forled.len() + 1));
        Some(self.set(s, myndighed, m, oid, &y, mere))
    }

    /// The label holds at some instant of the period.
    fn virkninger(&mut self, y: &str, p: Periode) -> Vec<String> {
        self.akse(y, 'v', p)
    }

    /// The label of an object that holds now.
    fn maerke(&mut self, x: &str, m: &str, oid: Option<&str>, nu: Tidspunkt) -> Vec<String> {
        let p = Periode::punkt(nu);
        let (fra, til) = (self.tal((self.d.fra)(p.til)), self.tal((self.d.til)(p.fra)));
        let mut v = vec![format!("{x}.myndighed = {m}"), format!("{x}.vfra < {fra}"), format!("{x}.vtil > {til}")];
        v.extend(oid.map(|o| format!("{x}.oid = {o}")));
        v
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

    /// The others are as they must be.
    fn gennem(&mut self, s: &Synsfelt, g: &Gennem, a: &Afgraensning, x: &str, m: &str, oid: &str) -> String {
        let set = self.anden(s, g, Some(a), x, m, oid);
        match g.krav {
            Krav::Altid => set,
            Krav::HvisNogen | Krav::Erstatter => format!("({set} OR NOT {})", self.anden(s, g, None, x, m, oid)),
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
            v.extend(self.maerke(&c, m, Some(&deres_oid), s.nu));
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
        let klasser = a.klasser.as_ref().filter(|_| d.klasse).map(|k| ("klasse", Intervaller::klasser(k)));
        let ider = |l: &Vec<UnikId>| Intervaller::vaerdier(l.iter().map(id_bytes).collect());
        let enheder = a.enheder.as_ref().filter(|_| d.enhed).map(|l| ("enhed", ider(l)));
        let systemer = a.systemer.as_ref().filter(|_| d.system).map(|l| ("system", ider(l)));
        for (kolonne, i) in [klasser, enheder, systemer].into_iter().flatten() {
            let plads = self.plads(Vaerdi::Intervaller(i));
            v.push((self.d.i_intervaller)(&format!("{x}.{kolonne}"), &plads));
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
