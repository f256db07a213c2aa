//! A search as SQL, the same for both stores: the rarest criterion drives, and its rows are read in order of object; the
//! others are looked up for each candidate, one seek each.
//!
//! The statement's text depends on the shape of the search only (all values are parameters), so stores keep it prepared.
mod intervaller;
mod syn;

use crate::port::{Fortaeller, Kriterium, Noeglevalg, Soegning};
use crate::syn::Synsfelt;
use grund::{Cvr, Periode, Tidspunkt};
pub(crate) use intervaller::{Intervaller, indeholder};
use std::collections::HashMap;
pub(crate) use syn::synlige;

/// Where the two databases differ.
#[derive(Clone, Copy)]
pub(crate) struct Dialekt {
    /// The sign before a parameter's number.
    pub tegn: char,
    /// A start as it is stored.
    pub fra: fn(Tidspunkt) -> i64,
    /// An end as it is stored.
    pub til: fn(Tidspunkt) -> i64,
    /// SQL for "this start is before that end".
    pub foer: fn(&str, &str) -> String,
    /// SQL for the key that is a parameter followed by the UUID in a column.
    pub noegle_og_uuid: fn(&str, &str) -> String,
    /// SQL for "the column's value lies in one of the intervals that are a parameter".
    pub i_intervaller: fn(&str, &str) -> String,
    /// UNION does not merge ordered branches here: each branch must be cut to the page's end by itself.
    pub skaer_grene: bool,
    /// Tables are partitioned by authority: what is found by number must name it all the same.
    pub delt: bool,
    /// Ends a subquery that is to be looked up for each candidate, and never joined.
    pub hver_for_sig: &'static str,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Vaerdi {
    Tal(i64),
    Bytes(Vec<u8>),
    Intervaller(Intervaller),
}

/// Statement and parameters.
#[derive(Debug)]
pub(crate) struct Sql {
    pub tekst: String,
    pub vaerdier: Vec<Vaerdi>,
}

/// What the candidates are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motor {
    /// The criterion with that place in the search.
    Kriterium(usize),
    /// The registrations made in `aendret`.
    Aendret,
    /// The classes that are seen: for one who sees little of much.
    Klasser,
}

/// What is wanted of the objects that are found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Oensket {
    /// A page of object numbers, in order.
    Side { spring_over: u64, antal: usize },
    /// How many there are.
    Antal,
    /// All object numbers, in any order.
    Alle,
}

/// The number of hits for each beginning of their keys, for one authority: `tegn` bytes after `forled`.
pub(crate) fn antal_pr(d: Dialekt, s: &Soegning, myndighed: Cvr, motor: Motor, (forled, tegn): (&[u8], usize), virkning: Periode) -> Sql {
    let sql = soegning(d, s, &[myndighed], motor, Oensket::Alle);
    let mut b = Bygger { vaerdier: sql.vaerdier, ..Bygger::ny(d, s) };
    let m = b.egen_plads(Vaerdi::Tal(i64::from(myndighed.tal())));
    let mut v = b.noegle("g", &m, &[Noeglevalg::Begynder(forled.to_vec())]);
    v.extend(b.tider_i("g", s.registreret, virkning));
    v.extend(b.set_talt_klasse(forled, myndighed, &m, "g.oid", "g", virkning));
    let tekst = format!(
        "SELECT substr(g.noegle, {}, {tegn}), count(DISTINCT g.oid) FROM ({}) f JOIN indeks g ON g.oid = f.oid WHERE {} GROUP BY 1 ORDER BY 1",
        forled.len() + 1,
        sql.tekst,
        og(&v)
    );
    b.slut(tekst)
}

/// `true` when nothing can match: an empty period, or a criterion without keys.
pub(crate) fn er_umulig(s: &Soegning) -> bool {
    s.myndigheder.is_empty()
        || s.registreret.er_tom()
        || s.aendret.is_some_and(Periode::er_tom)
        || s.kriterier.iter().any(|k| k.noegler.is_empty() || k.virkning.is_some_and(Periode::er_tom))
}

/// Every way to drive the search but by classes.
pub(crate) fn motorer(s: &Soegning) -> Vec<Motor> {
    (0..s.kriterier.len()).map(Motor::Kriterium).chain(s.aendret.map(|_| Motor::Aendret)).collect()
}

/// What may drive where nothing else narrows down.
pub(crate) fn klassemotor(s: &Soegning) -> Option<Motor> {
    s.syn.as_ref().and_then(Synsfelt::klasser).map(|_| Motor::Klasser)
}

/// Chooses from the counted rows, of which each was counted up to `loft`. Where two were too many to count, the one that is read in order
/// of object (exact keys, few of them) can stop at the page's end.
fn vaelg(s: &Soegning, talte: &[(Motor, u64)], loft: u64) -> Option<Motor> {
    talte.iter().min_by_key(|(m, n)| ((*n).min(loft), uordnet(s, *m))).map(|(m, _)| *m)
}

fn uordnet(s: &Soegning, m: Motor) -> usize {
    match m {
        Motor::Kriterium(nr) => s
            .kriterier
            .get(nr)
            .map_or(usize::MAX, |k| k.noegler.len() + k.noegler.iter().filter(|n| matches!(n, Noeglevalg::Begynder(_))).count() * 1_000),
        Motor::Aendret | Motor::Klasser => 1_000_000,
    }
}

/// Counts the motor's rows, but not beyond `loft`: a column for each of the authorities.
pub(crate) fn taelling(d: Dialekt, s: &Soegning, myndigheder: &[Cvr], motor: Motor, loft: u64) -> Sql {
    let mut b = Bygger::ny(d, s);
    let loft = b.tal(i64::try_from(loft).unwrap_or(i64::MAX));
    let mut kolonner = Vec::with_capacity(myndigheder.len());
    for m in myndigheder {
        let m = b.myndighed(*m);
        let mut grene = Vec::new();
        match motor {
            Motor::Kriterium(nr) => {
                for n in s.kriterier.get(nr).map(grupper).unwrap_or_default() {
                    let vilkaar = b.noegle("i", &m, n);
                    grene.push(format!("SELECT 1 FROM indeks i WHERE {}", og(&vilkaar)));
                }
            }
            Motor::Aendret => {
                let vilkaar = b.aendret_vilkaar("a", &m);
                grene.push(format!("SELECT 1 FROM registrering a WHERE {}", og(&vilkaar)));
            }
            Motor::Klasser => {
                for interval in s.syn.as_ref().and_then(Synsfelt::klasser).unwrap_or_default() {
                    let vilkaar = b.interval("i", &m, interval);
                    grene.push(format!("SELECT 1 FROM indeks i WHERE {}", og(&vilkaar)));
                }
            }
        }
        kolonner.push(format!("(SELECT count(*) FROM (SELECT 1 FROM ({}) t LIMIT {loft}) u)", grene.join(" UNION ALL ")));
    }
    b.slut(format!("SELECT {}", kolonner.join(", ")))
}

/// What drives a search, and those of its authorities that can have a hit: every way of driving it has a row there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Koersel {
    pub motor: Motor,
    pub myndigheder: Vec<Cvr>,
}

impl Koersel {
    /// The authorities of each statement, which takes so many branches.
    pub(crate) fn grupper(&self, s: &Soegning, grene: usize) -> std::slice::Chunks<'_, Cvr> {
        self.myndigheder.chunks((grene / grene_pr_myndighed(s, self.motor)).max(1))
    }
}

/// How far rows are counted to find the rarest: first a little; if every motor has more, further (a count of 20,000 takes about a millisecond).
pub(crate) const LOFTER: [u64; 2] = [1_000, 20_000];
/// Authorities that are counted in one statement.
pub(crate) const TAELLES_AD_GANGEN: usize = 32;

/// Chooses from rows that were counted for each motor and authority, up to `loft`. `Err` with the authorities that are left when every motor had
/// more, so that it must be counted further.
pub(crate) fn valgt(s: &Soegning, myndigheder: &[Cvr], talte: &[(Motor, Vec<u64>)], loft: u64) -> Result<Option<Koersel>, Vec<Cvr>> {
    let har = |nr: usize| talte.iter().all(|(_, n)| n.get(nr).is_some_and(|n| *n > 0));
    let tilbage: Vec<Cvr> = myndigheder.iter().enumerate().filter(|(nr, _)| har(*nr)).map(|(_, m)| *m).collect();
    if tilbage.is_empty() {
        return Ok(None);
    }
    let sum = |n: &[u64]| n.iter().enumerate().filter(|(nr, _)| har(*nr)).map(|(_, n)| n).sum::<u64>();
    let summer: Vec<(Motor, u64)> = talte.iter().map(|(m, n)| (*m, sum(n))).collect();
    if summer.iter().all(|(_, n)| *n >= loft) && Some(&loft) != LOFTER.last() {
        return Err(tilbage);
    }
    Ok(vaelg(s, &summer, loft).map(|motor| Koersel { motor, myndigheder: tilbage }))
}

/// The search itself, for some of its authorities.
pub(crate) fn soegning(d: Dialekt, s: &Soegning, myndigheder: &[Cvr], motor: Motor, oensket: Oensket) -> Sql {
    let mut b = Bygger::ny(d, s);
    let mut grene = Vec::new();
    for &myndighed in myndigheder {
        let m = b.myndighed(myndighed);
        // A class is told by the label alone, where labels are looked at.
        let i_maerket = |k: &Kriterium| k.fortaeller == Fortaeller::Klasse && b.ser_ikke_alt(myndighed);
        let andre: Vec<&Kriterium> =
            s.kriterier.iter().enumerate().filter(|(nr, k)| motor != Motor::Kriterium(*nr) && !i_maerket(k)).map(|(_, k)| k).collect();
        match motor {
            Motor::Kriterium(nr) => {
                let Some(k) = s.kriterier.get(nr) else { continue };
                for n in grupper(k) {
                    let mut vilkaar = b.noegle("i", &m, n);
                    vilkaar.push(format!("i.oid > {}", b.efter));
                    vilkaar.extend(b.tider("i", k));
                    vilkaar.extend(b.er_aendret(&m, "i.oid"));
                    let (joins, mere) = b.andre(&m, "i.oid", Some("i"), &andre);
                    vilkaar.extend(mere);
                    vilkaar.extend(b.synlig(myndighed, "i.oid", Some(("i", nr))));
                    grene.push(format!("i.oid FROM indeks i{joins} WHERE {}", og(&vilkaar)));
                }
            }
            Motor::Klasser => {
                for interval in s.syn.as_ref().and_then(Synsfelt::klasser).unwrap_or_default() {
                    let mut vilkaar = b.interval("i", &m, interval);
                    vilkaar.push(format!("i.oid > {}", b.efter));
                    vilkaar.extend(b.er_aendret(&m, "i.oid"));
                    let (joins, mere) = b.andre(&m, "i.oid", None, &andre);
                    vilkaar.extend(mere);
                    vilkaar.extend(b.synlig(myndighed, "i.oid", None));
                    grene.push(format!("i.oid FROM indeks i{joins} WHERE {}", og(&vilkaar)));
                }
            }
            Motor::Aendret => {
                let mut vilkaar = b.aendret_vilkaar("a", &m);
                vilkaar.push(format!("(a.rid >> 20) > {}", b.efter));
                let (joins, mere) = b.andre(&m, "(a.rid >> 20)", None, &andre);
                vilkaar.extend(mere);
                vilkaar.extend(b.synlig(myndighed, "(a.rid >> 20)", None));
                grene.push(format!("(a.rid >> 20) AS oid FROM registrering a{joins} WHERE {}", og(&vilkaar)));
            }
        }
    }
    // UNION takes equal numbers away and, with ORDER BY, merges branches that are in order already.
    let krop = match grene.as_slice() {
        [en] => format!("SELECT DISTINCT {en}"),
        flere => {
            let hale = match oensket {
                Oensket::Side { spring_over, antal } if d.skaer_grene => {
                    let sidste = spring_over.saturating_add(antal as u64);
                    format!(" ORDER BY 1 LIMIT {}", b.tal(i64::try_from(sidste).unwrap_or(i64::MAX)))
                }
                _ => String::new(),
            };
            let gren = |g: &String| if hale.is_empty() { format!("SELECT {g}") } else { format!("(SELECT DISTINCT {g}{hale})") };
            flere.iter().map(gren).collect::<Vec<_>>().join(" UNION ")
        }
    };
    let sql = match oensket {
        Oensket::Side { spring_over, antal } => {
            let antal = b.tal(i64::try_from(antal).unwrap_or(i64::MAX));
            let over = b.tal(i64::try_from(spring_over).unwrap_or(i64::MAX));
            format!("{krop} ORDER BY 1 LIMIT {antal} OFFSET {over}")
        }
        Oensket::Antal => format!("SELECT count(*) FROM ({krop}) t"),
        Oensket::Alle => krop,
    };
    b.slut(sql)
}

/// Number of branches that the motor needs for each authority.
fn grene_pr_myndighed(s: &Soegning, motor: Motor) -> usize {
    match motor {
        Motor::Kriterium(nr) => s.kriterier.get(nr).map_or(1, |k| grupper(k).len().max(1)),
        Motor::Aendret => 1,
        Motor::Klasser => s.syn.as_ref().and_then(Synsfelt::klasser).map_or(1, |k| k.len().max(1)),
    }
}

/// Exact keys of a criterion up to this number are a branch each, so that their rows are read in order of object and the search can stop at the page's
/// end. More of them ("points at any of these") are one branch and a sort: as branches they would be merged pair by pair.
pub const NOEGLER_I_ORDEN: usize = 8;

/// The driving criterion's keys, by branch of the statement.
fn grupper(k: &Kriterium) -> Vec<&[Noeglevalg]> {
    let samles = k.noegler.len() > NOEGLER_I_ORDEN && k.noegler.iter().all(|n| matches!(n, Noeglevalg::Lig(_)));
    k.noegler.chunks(if samles { k.noegler.len() } else { 1 }).collect()
}

struct Bygger<'a> {
    d: Dialekt,
    s: &'a Soegning,
    vaerdier: Vec<Vaerdi>,
    pladser: HashMap<Vaerdi, usize>,
    lister: HashMap<Vec<Vec<u8>>, String>,
    efter: String,
    tabeller: Vec<String>,
    navne: usize,
    /// Several instants of registration time, and several facts that must share one of them.
    faelles_tid: bool,
}

impl<'a> Bygger<'a> {
    fn ny(d: Dialekt, s: &'a Soegning) -> Self {
        let mut b = Self {
            d,
            s,
            vaerdier: Vec::new(),
            pladser: HashMap::new(),
            lister: HashMap::new(),
            efter: String::new(),
            tabeller: Vec::new(),
            navne: 0,
            faelles_tid: !er_punkt(s.registreret) && s.kriterier.len() > 1,
        };
        b.efter = b.tal(s.efter_oid);
        b
    }

    fn slut(self, sql: String) -> Sql {
        let tekst = if self.tabeller.is_empty() { sql } else { format!("WITH {} {sql}", self.tabeller.join(", ")) };
        Sql { tekst, vaerdier: self.vaerdier }
    }

    fn plads(&mut self, v: Vaerdi) -> String {
        // Equal values share a place: the same period stands in every criterion.
        if let Some(nr) = self.pladser.get(&v) {
            return format!("{}{nr}", self.d.tegn);
        }
        let plads = self.egen_plads(v.clone());
        self.pladser.insert(v, self.vaerdier.len());
        plads
    }

    /// A place of its own: the text then depends on the number of values, and not on which of them are equal.
    fn egen_plads(&mut self, v: Vaerdi) -> String {
        self.vaerdier.push(v);
        format!("{}{}", self.d.tegn, self.vaerdier.len())
    }

    fn tal(&mut self, v: i64) -> String {
        self.plads(Vaerdi::Tal(v))
    }

    fn myndighed(&mut self, m: Cvr) -> String {
        self.tal(i64::from(m.tal()))
    }

    fn noegle(&mut self, alias: &str, m: &str, noegler: &[Noeglevalg]) -> Vec<String> {
        let mut ud = vec![format!("{alias}.myndighed = {m}")];
        match noegler {
            [Noeglevalg::Begynder(n)] => {
                ud.push(format!("{alias}.noegle >= {}", self.plads(Vaerdi::Bytes(n.clone()))));
                if let Some(efter) = efter_praefiks(n) {
                    ud.push(format!("{alias}.noegle < {}", self.plads(Vaerdi::Bytes(efter))));
                }
            }
            eksakte => ud.extend(self.eksakte(eksakte).map(|hvilke| format!("{alias}.noegle {hvilke}"))),
        }
        ud
    }

    /// The rows whose keys lie in the interval.
    fn interval(&mut self, alias: &str, m: &str, (fra, til): (Vec<u8>, Vec<u8>)) -> Vec<String> {
        let (fra, til) = (self.egen_plads(Vaerdi::Bytes(fra)), self.egen_plads(Vaerdi::Bytes(til)));
        vec![format!("{alias}.myndighed = {m}"), format!("{alias}.noegle >= {fra}"), format!("{alias}.noegle < {til}")]
    }

    /// The candidate has a registration in `aendret`, if that is asked: its own few registrations are looked through. Never the other way
    /// round (`+` keeps the index on time away): the period may hold a whole sync, and would be read for each candidate.
    fn er_aendret(&mut self, m: &str, oid: &str) -> Option<String> {
        let p = self.s.aendret?;
        let (fra, til) = (self.tal(p.fra.mikros()), self.tal(p.til.mikros()));
        let mut v = vec![
            format!("c.rid BETWEEN ({oid} << 20) AND (({oid} << 20) + 1048575)"),
            format!("+c.tidspunkt >= {fra}"),
            format!("+c.tidspunkt < {til}"),
        ];
        if self.d.delt {
            v.push(format!("c.myndighed = {m}"));
        }
        Some(self.findes_i("registrering c", &v))
    }

    fn aendret_vilkaar(&mut self, alias: &str, m: &str) -> Vec<String> {
        let p = self.s.aendret.unwrap_or(Periode::ALTID);
        let (fra, til) = (self.tal(p.fra.mikros()), self.tal(p.til.mikros()));
        vec![format!("{alias}.myndighed = {m}"), format!("{alias}.tidspunkt >= {fra}"), format!("{alias}.tidspunkt < {til}")]
    }

    /// The row is true at an instant of the criterion's virkning and was said at an instant of the search's registration time.
    fn tider(&mut self, alias: &str, k: &Kriterium) -> Vec<String> {
        self.tider_i(alias, self.s.registreret, k.virkning.unwrap_or(Periode::ALTID))
    }

    /// Parts of the authority's objects may be hidden from the one who searches.
    fn ser_ikke_alt(&self, myndighed: Cvr) -> bool {
        self.s.syn.as_ref().is_some_and(|s| s.dele && !s.ser_alt(myndighed))
    }

    fn tider_i(&mut self, alias: &str, registreret: Periode, virkning: Periode) -> Vec<String> {
        let mut ud = self.akse(alias, 'r', registreret);
        ud.extend(self.akse(alias, 'v', virkning));
        ud
    }

    /// The row has an instant of the period, on that axis of time.
    fn akse(&mut self, alias: &str, akse: char, p: Periode) -> Vec<String> {
        let mut ud = Vec::new();
        let (fra, til) = (format!("{alias}.{akse}fra"), format!("{alias}.{akse}til"));
        if p.til != Tidspunkt::UENDELIG {
            let t = (self.d.fra)(p.til);
            ud.push(format!("{fra} < {}", self.tal(t)));
        }
        if p.fra != Tidspunkt::MINUS_UENDELIG {
            let t = (self.d.til)(p.fra);
            ud.push(format!("{til} > {}", self.tal(t)));
        }
        // A row that ended when it began holds no instant; for a point the two conditions above say so already.
        if !er_punkt(p) {
            ud.push((self.d.foer)(&fra, &til));
        }
        ud
    }

    /// What makes the other criteria hold for the candidate: tables to join, and conditions. `motor` is the alias of the
    /// driving index row, if it is one.
    ///
    /// For a point of registration time they are independent. Otherwise they must share an instant of it: intervals on a line
    /// have one in common when every two of them have (Helly), so each row is compared with those before it. The exact ones
    /// are one EXISTS and not one in the other, because SQLite's limit on depth counts nested selects several times. Collected
    /// rows are joined outside it, because SQLite makes no index on them for a subquery.
    fn andre(&mut self, m: &str, oid: &str, motor: Option<&str>, andre: &[&Kriterium]) -> (String, Vec<String>) {
        if !self.faelles_tid {
            return (String::new(), andre.iter().map(|k| self.findes(m, oid, k)).collect());
        }
        let (samlede, eksakte): (Vec<&Kriterium>, Vec<&Kriterium>) =
            andre.iter().copied().partition(|k| k.noegler.iter().any(|n| matches!(n, Noeglevalg::Begynder(_))));
        let mut set: Vec<String> = motor.map(str::to_owned).into_iter().collect();
        let (mut joins, mut ydre) = (String::new(), Vec::new());
        for k in samlede {
            let x = self.alias();
            let raekker = self.samlede(m, k);
            self.tabeller.push(format!("t{x} AS MATERIALIZED ({raekker})"));
            joins.push_str(&format!(" CROSS JOIN t{x} {x}"));
            ydre.push(format!("{x}.oid = {oid}"));
            self.samtidig(x, &mut set, &mut ydre);
        }
        let (mut tabeller, mut vilkaar) = (Vec::new(), Vec::new());
        for k in eksakte {
            let x = self.alias();
            let Some(hvilke) = self.eksakte(&k.noegler) else { continue };
            tabeller.push(format!("indeks {x}"));
            vilkaar.extend([format!("{x}.myndighed = {m}"), format!("{x}.noegle {hvilke}"), format!("{x}.oid = {oid}")]);
            vilkaar.extend(self.tider(&x, k));
            self.samtidig(x, &mut set, &mut vilkaar);
        }
        if !tabeller.is_empty() {
            ydre.push(self.findes_i(&tabeller.join(" CROSS JOIN "), &vilkaar));
        }
        (joins, ydre)
    }

    /// There is a row in the tables, looked up for each candidate.
    fn findes_i(&self, tabeller: &str, vilkaar: &[String]) -> String {
        format!("EXISTS (SELECT 1 FROM {tabeller} WHERE {}{})", og(vilkaar), self.d.hver_for_sig)
    }

    fn alias(&mut self) -> String {
        self.navne += 1;
        format!("x{}", self.navne)
    }

    /// The row was said at an instant at which each of `set` was said too; it joins the set.
    fn samtidig(&self, x: String, set: &mut Vec<String>, vilkaar: &mut Vec<String>) {
        for s in set.iter() {
            vilkaar.push((self.d.foer)(&format!("{x}.rfra"), &format!("{s}.rtil")));
            vilkaar.push((self.d.foer)(&format!("{s}.rfra"), &format!("{x}.rtil")));
        }
        set.push(x);
    }

    fn findes(&mut self, m: &str, oid: &str, k: &Kriterium) -> String {
        let x = self.alias();
        match self.eksakte(&k.noegler) {
            Some(hvilke) => {
                let mut v = vec![format!("{x}.myndighed = {m}"), format!("{x}.noegle {hvilke}"), format!("{x}.oid = {oid}")];
                v.extend(self.tider(&x, k));
                self.findes_i(&format!("indeks {x}"), &v)
            }
            None => format!("{oid} IN (SELECT oid FROM ({}) q)", self.samlede(m, k)),
        }
    }

    /// Comparison with the keys; `None` when one of them is a beginning.
    fn eksakte(&mut self, noegler: &[Noeglevalg]) -> Option<String> {
        let noegler: Vec<&Vec<u8>> =
            noegler.iter().map(|n| if let Noeglevalg::Lig(n) = n { Some(n) } else { None }).collect::<Option<_>>()?;
        let pladser: Vec<String> = noegler.into_iter().map(|n| self.plads(Vaerdi::Bytes(n.clone()))).collect();
        Some(match pladser.as_slice() {
            [en] => format!("= {en}"),
            flere => format!("IN ({})", flere.join(", ")),
        })
    }

    /// The rows of a key's beginning do not lie in order of object: they are collected once, not sought for each candidate.
    fn samlede(&mut self, m: &str, k: &Kriterium) -> String {
        let grene: Vec<String> = k
            .noegler
            .iter()
            .map(|n| {
                let mut v = self.noegle("p", m, std::slice::from_ref(n));
                v.push(format!("p.oid > {}", self.efter));
                v.extend(self.tider("p", k));
                format!("SELECT p.oid, p.rfra, p.rtil FROM indeks p WHERE {}", og(&v))
            })
            .collect();
        grene.join(" UNION ALL ")
    }
}

/// `[t, t+1µs)`: no more than one instant fits.
fn er_punkt(p: Periode) -> bool {
    p == Periode::punkt(p.fra)
}

/// The first key after all keys that begin so; `None` when there is none.
pub(crate) fn efter_praefiks(praefiks: &[u8]) -> Option<Vec<u8>> {
    let mut ud = praefiks.to_vec();
    while let Some(sidste) = ud.pop() {
        if sidste < 255 {
            ud.push(sidste + 1);
            return Some(ud);
        }
    }
    None
}

/// All conditions, as a balanced tree: SQLite limits the depth of an expression to 1,000.
fn og(vilkaar: &[String]) -> String {
    match vilkaar {
        [] => "1 = 1".into(),
        [en] => en.clone(),
        flere => {
            let (a, b) = flere.split_at(flere.len() / 2);
            format!("({} AND {})", og(a), og(b))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_after_a_beginning() {
        assert_eq!(efter_praefiks(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(efter_praefiks(&[1, 255]), Some(vec![2]));
        assert_eq!(efter_praefiks(&[255, 255]), None);
        assert_eq!(efter_praefiks(b""), None);
    }
}
