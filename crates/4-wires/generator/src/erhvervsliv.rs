//! What becomes of the companies day by day, as lines of the neutral format of the company register: they are founded, move, change their names, cease.
//!
//! As with persons nothing is kept: what happens to a company on a day follows from seed, company and day, and a line says only what is new.
use crate::tid::dag as dagen;
use crate::virksomheder::{self, VIRKSOMHEDER_PR_KOMMUNE, Virksomhed, firma, paa_plads};
use grund::slump::Slump;
use grund::{Fejl, Tidspunkt};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// Places of companies that are founded later: after those that a country of 98 municipalities begins with, and below the P-numbers' and CVR numbers' end.
const NYE_FRA: u32 = 30_000;
const NYE_TIL: u32 = 89_000;
/// Companies that are founded, for a thousand events of companies.
const STIFTELSER: u64 = 90;

/// What may happen to a company, of a hundred.
const BLANDING: &[(Slags, u64)] = &[
    (Slags::Ansatte, 42),
    (Slags::Adresse, 18),
    (Slags::Kontakt, 14),
    (Slags::Navn, 8),
    (Slags::Ophoer, 7),
    (Slags::Branche, 6),
    (Slags::Reklame, 5),
];

/// A kind of event of companies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slags {
    /// Founded.
    Stiftelse,
    /// Another number of employees.
    #[default]
    Ansatte,
    /// It moves.
    Adresse,
    /// Another telephone number.
    Kontakt,
    /// Another name.
    Navn,
    /// It ceases.
    Ophoer,
    /// Another activity.
    Branche,
    /// Protected from advertising, or no more.
    Reklame,
}

impl Slags {
    const fn ord(self, antal: u64) -> &'static str {
        let et = antal == 1;
        match self {
            Self::Stiftelse => "founded",
            Self::Ansatte if et => "number of employees",
            Self::Ansatte => "numbers of employees",
            Self::Adresse if et => "move",
            Self::Adresse => "moves",
            Self::Kontakt if et => "telephone number",
            Self::Kontakt => "telephone numbers",
            Self::Navn if et => "change of name",
            Self::Navn => "changes of name",
            Self::Ophoer => "ceased",
            Self::Branche if et => "change of activity",
            Self::Branche => "changes of activity",
            Self::Reklame if et => "change of protection",
            Self::Reklame => "changes of protection",
        }
    }
}

/// What a day has brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dagens {
    /// Lines for the import, without one that says the extract; none where nothing has happened.
    pub linjer: Vec<String>,
    /// How often what has happened.
    haendelser: BTreeMap<Slags, u64>,
}

impl fmt::Display for Dagens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.haendelser.is_empty() {
            return f.write_str("nothing");
        }
        for (i, (s, n)) in self.haendelser.iter().enumerate() {
            write!(f, "{}{n} {}", if i == 0 { "" } else { ", " }, s.ord(*n))?;
        }
        Ok(())
    }
}

/// The companies of a country.
#[derive(Clone, Debug)]
pub struct Erhvervsliv {
    froe: u64,
    kommuner: usize,
    begyndt: Tidspunkt,
    takt: u32,
}

impl Erhvervsliv {
    /// Those of so many municipalities from the Danish day of `begyndt` on; to each something happens once in `takt` days.
    ///
    /// # Errors
    /// `UgyldigtTal` for municipalities that the country does not have.
    pub fn ny(froe: u64, kommuner: usize, begyndt: Tidspunkt, takt: u32) -> Result<Self, Fejl> {
        crate::indenfor("kommuner", kommuner, 1, crate::KOMMUNER_MAKS)?;
        Ok(Self { froe, kommuner, begyndt: dagen(begyndt, 0), takt: takt.max(1) })
    }

    fn fra_begyndelsen(&self) -> u64 {
        (self.kommuner * VIRKSOMHEDER_PR_KOMMUNE) as u64
    }

    /// Companies that are founded until the end of that day.
    fn stiftet(&self, dag: u32) -> u64 {
        let antal = u64::from(dag) * STIFTELSER * self.fra_begyndelsen() / (u64::from(self.takt) * 1_000);
        antal.min(u64::from(NYE_TIL - NYE_FRA))
    }

    fn dato(&self, dag: u32) -> String {
        cvr::Dag::af(dagen(self.begyndt, i64::from(dag))).map(|d| d.to_string()).unwrap_or_default()
    }

    /// What happens to a company on a day.
    fn haendelse(&self, v: &Virksomhed, dag: u32) -> Option<Slags> {
        let liv = Slump::ny(self.froe, &format!("erhverv/{}", v.cvr));
        if liv.efter(u64::from(dag)).under(u64::from(self.takt)) != 0 {
            return None;
        }
        let mut n = Slump::ny(self.froe, &format!("erhverv/{}/{dag}", v.cvr)).under(100);
        BLANDING.iter().find_map(|(s, vaegt)| match n.checked_sub(*vaegt) {
            Some(rest) => {
                n = rest;
                None
            }
            None => Some(*s),
        })
    }

    /// What the register is told on that day.
    pub fn dag(&self, dag: u32) -> Dagens {
        let mut ud = Dagens::default();
        for nr in self.stiftet(dag.saturating_sub(1))..self.stiftet(dag) {
            let v = paa_plads(self.froe, NYE_FRA + u32::try_from(nr).unwrap_or(0));
            self.stift(&v, self.kommune(nr), dag, &mut ud);
        }
        for nr in 0..self.fra_begyndelsen() {
            let v = paa_plads(self.froe, u32::try_from(nr).unwrap_or(0));
            let Some(hvad) = self.haendelse(&v, dag) else { continue };
            let kommune = usize::try_from(nr).unwrap_or(0) / VIRKSOMHEDER_PR_KOMMUNE;
            let her = firma(self.froe, kommune, usize::try_from(nr).unwrap_or(0) % VIRKSOMHEDER_PR_KOMMUNE, self.begyndt);
            if her.iter().any(|e| e.get("ophoer").is_some()) || self.er_ophoert(&v, 0, dag) {
                continue;
            }
            let afdelinger = her.len() as u64 - 1;
            self.sker(hvad, &v, kommune, afdelinger, dag, &mut ud);
        }
        for nr in 0..self.stiftet(dag.saturating_sub(1)) {
            let v = paa_plads(self.froe, NYE_FRA + u32::try_from(nr).unwrap_or(0));
            let Some(hvad) = self.haendelse(&v, dag) else { continue };
            let fra = (0..dag).rev().find(|d| self.stiftet(*d) <= nr).unwrap_or(0) + 1;
            if !self.er_ophoert(&v, fra, dag) {
                self.sker(hvad, &v, self.kommune(nr), 1, dag, &mut ud);
            }
        }
        ud
    }

    /// Where a company is founded.
    fn kommune(&self, nr: u64) -> usize {
        usize::try_from(Slump::ny(self.froe, &format!("stiftet/{nr}")).under(self.kommuner as u64)).unwrap_or(0)
    }

    /// It ceased after the one day and before the other.
    fn er_ophoert(&self, v: &Virksomhed, efter: u32, foer: u32) -> bool {
        (efter + 1..foer).any(|d| self.haendelse(v, d) == Some(Slags::Ophoer))
    }

    fn stift(&self, v: &Virksomhed, kommune: usize, dag: u32, ud: &mut Dagens) {
        let mut s = Slump::ny(self.froe, &format!("stiftelse/{}", v.cvr));
        let (start, adresse, branche) = (self.dato(dag), virksomheder::adresse(kommune, &mut s), virksomheder::branche(&mut s));
        let faelles = json!({ "cvr": v.cvr.to_string(), "navn": v.navn, "start": start, "adresse": adresse, "branche": branche });
        let med = |mere: Value| -> String {
            let dele = [&faelles, &mere].into_iter().filter_map(Value::as_object).flatten();
            Value::Object(dele.map(|(k, v)| (k.clone(), v.clone())).collect()).to_string()
        };
        ud.linjer.push(med(json!({ "type": "enhed", "telefon": virksomheder::telefon(&mut s), "reklamebeskyttet": s.procent(30) })));
        ud.linjer.push(med(json!({ "type": "produktionsenhed", "pnr": v.pnr(0), "hovedafdeling": true })));
        *ud.haendelser.entry(Slags::Stiftelse).or_default() += 1;
    }

    fn sker(&self, hvad: Slags, v: &Virksomhed, kommune: usize, afdelinger: u64, dag: u32, ud: &mut Dagens) {
        let mut s = Slump::ny(self.froe, &format!("erhverv/{}/{dag}/hvad", v.cvr));
        let aar = self.dato(dag).get(..4).and_then(|a| a.parse::<u16>().ok()).unwrap_or(2026);
        let mere = match hvad {
            Slags::Ansatte => json!({ "ansatteaar": { "aar": aar, "antal": s.under(80) } }),
            Slags::Adresse => json!({ "adresse": virksomheder::adresse(kommune, &mut s) }),
            Slags::Kontakt => json!({ "telefon": virksomheder::telefon(&mut s) }),
            Slags::Navn => json!({ "navn": virksomheder::navn(&mut s) }),
            Slags::Ophoer => json!({ "ophoer": self.dato(dag) }),
            Slags::Branche => json!({ "branche": virksomheder::branche(&mut s) }),
            Slags::Reklame => json!({ "reklamebeskyttet": s.procent(50) }),
            Slags::Stiftelse => return,
        };
        let linje = |foerst: Value| {
            let dele = [&foerst, &mere].into_iter().filter_map(Value::as_object).flatten();
            Value::Object(dele.map(|(k, v)| (k.clone(), v.clone())).collect()).to_string()
        };
        let cvr = v.cvr.to_string();
        ud.linjer.push(linje(json!({ "type": "enhed", "cvr": cvr })));
        // The first production unit lies where the company does; all of them cease with it.
        let ogsaa = match hvad {
            Slags::Ophoer => afdelinger,
            Slags::Adresse => 1,
            _ => 0,
        };
        ud.linjer.extend((0..ogsaa).map(|p| linje(json!({ "type": "produktionsenhed", "pnr": v.pnr(p), "cvr": cvr }))));
        *ud.haendelser.entry(hvad).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stoerrelse;
    use cvr::import::{Valg, importer};
    use std::collections::BTreeSet;
    use std::io::{BufRead, Cursor};
    use std::sync::Arc;

    #[tokio::test]
    async fn j5_a_hundred_days_of_the_company_register_are_taken_and_told() {
        let nu = Tidspunkt::fra_xs("2026-03-01T10:00:00Z").unwrap();
        let register = cvr::Virksomhedsregister::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()));
        let ind = async |linjer: Vec<String>, nu: Tidspunkt| {
            let tekst = linjer.join("\n");
            let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> { Ok(Box::new(Cursor::new(tekst.clone().into_bytes()))) };
            let valg =
                Valg { dag: cvr::Dag::af(nu).unwrap(), proev: false, haendelser: false, hvem: grund::Uuid::from_u128(1), hoejst: None };
            importer(&register, &aabn, valg, nu, &mut |_| {}).await.unwrap()
        };
        ind(virksomheder::virksomheder(1, Stoerrelse::ny(2, 1, 0).unwrap(), nu).collect(), nu).await;
        let e = Erhvervsliv::ny(1, 2, nu, 20).unwrap();
        let (mut slags, mut haendelser, mut linjer) = (BTreeSet::new(), 0, 0);
        for dag in 1..=100 {
            let d = e.dag(dag);
            assert_eq!(d, e.dag(dag), "the same seed gives the same day");
            linjer += d.linjer.len();
            slags.extend(d.haendelser.keys().copied());
            if !d.linjer.is_empty() {
                let r = ind(d.linjer, dagen(nu, i64::from(dag))).await;
                haendelser += r.haendelser;
                assert_eq!(r.nye % 2, 0, "a company comes with its production unit");
            }
        }
        assert_eq!(slags.len(), 8, "{slags:?}");
        assert!(linjer > 2_000 && haendelser as usize > linjer * 8 / 10, "{linjer} {haendelser}");
        assert_eq!(Dagens::default().to_string(), "nothing");
        assert!(Erhvervsliv::ny(1, 99, nu, 20).is_err());
    }
}
