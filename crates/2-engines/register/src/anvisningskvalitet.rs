//! The report "anvisningskvalitet": how well each sender system follows the guides, month by month. It is computed from what is stored, with
//! the newest rules (C-3), whatever the mode was when it came. What was refused is not stored, and so not in it; it is in the audit log.
//!
//! Sketch: one walk through the authority's objects, a batch in memory at a time; beside it one row for each system and month, with a number and
//! a few examples for each rule.
use crate::model::Registrering;
use crate::objekttype::Objekttype;
use crate::register::{Register, afkod_en};
use grund::{Cvr, Fejl, Fejlkode, Periode, Uuid, graenser};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Objects that are read from the store at a time.
const BID: usize = 200;
/// Objects that are named for each rule in a row.
pub const EKSEMPLER: usize = 5;

/// Sender system, as the registrations name their master; empty where they name none. Then year and month of registration, in Danish time.
pub type Noegle = (String, i16, i8);

/// A rule that was broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regeltal {
    /// Findings.
    pub antal: u64,
    /// The first objects that they were found in.
    pub eksempler: Vec<Uuid>,
}

/// One system in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raekke {
    /// Registrations that were looked at.
    pub registreringer: u64,
    /// Those in which something was found.
    pub med_fund: u64,
    /// What was found, by rule.
    pub regler: BTreeMap<&'static str, Regeltal>,
}

/// The report of one authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rapport {
    /// By system and month.
    pub raekker: BTreeMap<Noegle, Raekke>,
}

/// Makes the report on registrations that were made in the period. Those that make an object passive or delete it say nothing new and are
/// left out.
///
/// # Errors
/// `ForBredSoegning` with more rows than the limit, and those of the store.
pub async fn rapport(register: &Register, myndighed: Cvr, periode: Periode) -> Result<Rapport, Fejl> {
    let mut ud = Rapport::default();
    let mut gennemloeb = lager::Gennemloeb::ny(Some(myndighed));
    loop {
        let objekter = gennemloeb.naeste(register.lager().as_ref(), BID).await?;
        if objekter.is_empty() {
            return Ok(ud);
        }
        for o in &objekter {
            let Some(typen) = register.typer().nr(o.noegle.objekttype).filter(|t| t.anvisninger.is_some()) else { continue };
            for r in o.registreringer.iter().rev().filter(|r| periode.indeholder(r.registreret.fra)) {
                let r = afkod_en(r)?;
                if r.livscyklus.er_levende() {
                    ud.medregn(typen, o.noegle.uuid, &r)?;
                }
            }
        }
    }
}

impl Rapport {
    fn medregn(&mut self, typen: &'static Objekttype, uuid: Uuid, r: &Registrering) -> Result<(), Fejl> {
        let Some(lint) = typen.anvisninger else { return Ok(()) };
        let system = (lint.master)(r).map(ToString::to_string).unwrap_or_default();
        let (aar, maaned, _) = r.registreret.fra.dansk_dato().unwrap_or_default();
        let raekke = self.raekker.entry((system, aar, maaned)).or_default();
        raekke.registreringer += 1;
        let fund = (lint.efterproev)(typen, r);
        raekke.med_fund += u64::from(!fund.is_empty());
        for f in fund {
            let tal = raekke.regler.entry(f.regel).or_default();
            tal.antal += 1;
            if tal.eksempler.len() < EKSEMPLER && !tal.eksempler.contains(&uuid) {
                tal.eksempler.push(uuid);
            }
        }
        if self.raekker.len() > graenser::ANVISNINGSRAPPORT_RAEKKER {
            let n = graenser::ANVISNINGSRAPPORT_RAEKKER;
            let ventet =
                (format!("højst {n} systemer og måneder; en kortere periode"), format!("at most {n} systems and months; a shorter period"));
            return Err(Fejl::ny(Fejlkode::ForBredSoegning).felt("fra").ventet(ventet));
        }
        Ok(())
    }

    /// The report as JSON, for the API and the command.
    pub fn json(&self, myndighed: Cvr, periode: Periode) -> Value {
        let regel = |(regel, t): (&&str, &Regeltal)| {
            let eksempler: Vec<String> = t.eksempler.iter().map(ToString::to_string).collect();
            json!({ "regel": regel, "antal": t.antal, "eksempler": eksempler })
        };
        let raekke = |((system, aar, maaned), r): (&Noegle, &Raekke)| {
            json!({
                "system": system,
                "maaned": format!("{aar:04}-{maaned:02}"),
                "registreringer": r.registreringer,
                "medfund": r.med_fund,
                "regler": r.regler.iter().map(regel).collect::<Vec<_>>(),
            })
        };
        let ende = |t: grund::Tidspunkt| t.er_endelig().then(|| t.til_utc());
        json!({
            "myndighed": myndighed.to_string(),
            "fra": ende(periode.fra),
            "til": ende(periode.til),
            "raekker": self.raekker.iter().map(raekke).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommando::{Handling, Indhold, Kommando};
    use crate::model::{Relation, Virkning};
    use crate::register::proever::{kald, koer, kommando, navn, register, uuid};
    use grund::Tidspunkt;

    const MAANED: i64 = 32 * 86_400 * 1_000_000;

    fn fra_system(n: u128, handling: Handling, system: u128, noegle: &str) -> Kommando {
        let relation = Relation::til(uuid(system), Virkning::i(Periode::ALTID));
        kommando(n, handling, Indhold { relationer: [(1, vec![relation])].into(), ..navn(0, 99, noegle) })
    }

    #[test]
    fn c3_each_system_is_counted_by_month_and_rule_from_what_is_stored() {
        koer(async {
            let r = register();
            for n in 1..=7 {
                r.udfoer(&kald(n), fra_system(n as u128, Handling::Opret, 40, if n == 7 { "rigtig" } else { "forkert" })).await.unwrap();
            }
            // One system puts an object right the month after; another is wrong; a third tells of something that is deleted.
            r.udfoer(&kald(MAANED), fra_system(1, Handling::Ret, 40, "rigtig")).await.unwrap();
            r.udfoer(&kald(MAANED), fra_system(8, Handling::Opret, 41, "forkert")).await.unwrap();
            r.udfoer(&kald(MAANED), kommando(7, Handling::Slet, Indhold::default())).await.unwrap();
            let alt = rapport(&r, Cvr::KORSBAEK, Periode::ALTID).await.unwrap();
            let tal: Vec<_> = alt.raekker.iter().map(|((s, a, m), r)| (s.as_str(), *a, *m, r.registreringer, r.med_fund)).collect();
            let (s40, s41) = (uuid(40).to_string(), uuid(41).to_string());
            assert_eq!(tal, [(s40.as_str(), 1970, 1, 7, 6), (s40.as_str(), 1970, 2, 1, 0), (s41.as_str(), 1970, 2, 1, 1)]);
            let foerste = alt.raekker.values().next().unwrap();
            assert_eq!((foerste.regler["T-2"].antal, foerste.regler["T-2"].eksempler.len()), (6, EKSEMPLER));
            let senere = Periode::ny(Tidspunkt::fra_mikros(MAANED), Tidspunkt::UENDELIG);
            assert_eq!(rapport(&r, Cvr::KORSBAEK, senere).await.unwrap().raekker.len(), 2);
            assert!(rapport(&r, Cvr::KOMBIT, Periode::ALTID).await.unwrap().raekker.is_empty());
            let j = alt.json(Cvr::KORSBAEK, senere);
            assert_eq!((&j["raekker"][0]["maaned"], &j["raekker"][0]["regler"][0]["antal"]), (&json!("1970-01"), &json!(6)));
            assert_eq!((&j["myndighed"], &j["til"]), (&json!("11111111"), &Value::Null));
        });
    }
}
