//! The population of CPR behind SAPA's port.
use ::sapa::port::Folkeregister;
use ::sapa::typer::{Flytning, Paaroerende, Person};
use async_trait::async_trait;
use cpr::person::{Klarskrift, Koen, Navn, Personnummer, Relation, Ret};
use cpr::tid::Tid;
use cpr::{Bestand, Opslag};
use futures::future::join_all;
use grund::{Fejl, Tidspunkt};
use std::collections::BTreeSet;

/// Relatives whose names are looked up; a family has fewer.
const PAAROERENDE: usize = 30;

/// The population.
pub(super) struct Folk(pub(super) Bestand);

fn dag(nu: Tidspunkt) -> Tid {
    let d = nu.dansk_dato().and_then(|(a, m, d)| Some(Tid::dag(a.try_into().ok()?, m.try_into().ok()?, d.try_into().ok()?)));
    d.unwrap_or_default()
}

fn ret(ser_beskyttede: bool) -> Ret {
    if ser_beskyttede { Ret::Beskyttede } else { Ret::Uden }
}

#[async_trait]
impl Folkeregister for Folk {
    async fn person(&self, nummer: &str, ser_beskyttede: bool, nu: Tidspunkt) -> Result<Option<Person>, Fejl> {
        let Some(n) = Personnummer::laes(nummer) else { return Ok(None) };
        let Some(o) = self.0.slaa_op(n, ret(ser_beskyttede), dag(nu)).await? else { return Ok(None) };
        let mut p = person(&o, n, dag(nu));
        // A relative who is told of by number alone has her name from her own records, under her own protection.
        let navnloese: Vec<(usize, Personnummer)> = p
            .familie
            .iter()
            .enumerate()
            .filter(|(_, f)| f.navn.is_none())
            .take(PAAROERENDE)
            .filter_map(|(i, f)| Some((i, Personnummer::laes(f.nummer.as_deref()?)?)))
            .collect();
        let fundne = join_all(navnloese.iter().map(|(_, n)| self.0.slaa_op(*n, ret(ser_beskyttede), dag(nu)))).await;
        for ((i, _), o) in navnloese.iter().zip(fundne) {
            if let (Some(f), Some(o)) = (p.familie.get_mut(*i), o?) {
                f.navn = o.person.navn.as_ref().map(navn);
                f.foedt = f.foedt.take().or(o.person.foedt.map(|t| t.som_dato()));
            }
        }
        Ok(Some(p))
    }

    async fn beskyttede(&self, numre: &[String], nu: Tidspunkt) -> Result<BTreeSet<String>, Fejl> {
        let en = async |n: &String| {
            let Some(nummer) = Personnummer::laes(n) else { return Ok(None) };
            let o = self.0.slaa_op(nummer, Ret::Uden, dag(nu)).await?;
            Ok::<_, Fejl>(o.filter(|o| o.skjult).map(|_| n.clone()))
        };
        let alle: Vec<Option<String>> = join_all(numre.iter().map(en)).await.into_iter().collect::<Result<_, Fejl>>()?;
        Ok(alle.into_iter().flatten().collect())
    }

    async fn stand(&self) -> Result<Option<String>, Fejl> {
        Ok(self.0.stand().await?.dato().map(|t| t.som_dato()))
    }
}

fn navn(n: &Navn) -> String {
    [&n.fornavn, &n.mellemnavn, &n.efternavn].into_iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

fn adresse(k: &Klarskrift) -> Vec<String> {
    let co = if k.conavn.is_empty() { String::new() } else { format!("c/o {}", k.conavn.trim_start_matches("C/O ")) };
    let by = if k.postnr == 0 { k.postdistrikt.clone() } else { format!("{:04} {}", k.postnr, k.postdistrikt) };
    [co, k.lokalitet.clone(), k.standardadresse.clone(), k.bynavn.clone(), by].into_iter().filter(|l| !l.trim().is_empty()).collect()
}

fn civilstand(kode: &str) -> Option<&'static str> {
    Some(match kode {
        "U" => "ugift",
        "G" => "gift",
        "F" => "fraskilt",
        "E" => "enke eller enkemand",
        "P" => "registreret partnerskab",
        "O" => "ophævet partnerskab",
        "L" => "længstlevende partner",
        "D" => "død",
        _ => return None,
    })
}

/// A relative as the person's own records tell of her.
fn paaroerende(rolle: &'static str, r: &Relation) -> Option<Paaroerende> {
    // CPR writes `Last,First`.
    let navn = match r.navn.split_once(',') {
        Some((efter, for_)) => format!("{for_} {efter}"),
        None => r.navn.clone(),
    };
    let navn = (!navn.trim().is_empty()).then_some(navn);
    (r.nummer.is_some() || navn.is_some()).then(|| Paaroerende {
        rolle,
        nummer: r.nummer.map(|n| n.to_string()),
        navn,
        foedt: r.foedt.map(|t| t.som_dato()),
    })
}

fn med_nummer(rolle: &'static str, n: Personnummer) -> Paaroerende {
    Paaroerende { rolle, nummer: Some(n.to_string()), navn: None, foedt: None }
}

fn person(o: &Opslag, spurgt: Personnummer, dag: Tid) -> Person {
    let p = &o.person;
    let gift = p.civilstand.as_ref().filter(|c| ["G", "P"].contains(&c.kode.as_str())).and_then(|c| c.aegtefaelle.as_ref());
    let mut familie: Vec<Paaroerende> = gift.and_then(|a| paaroerende("aegtefaelle", a)).into_iter().collect();
    familie.extend(p.boern.iter().map(|n| med_nummer("barn", *n)));
    familie.extend(p.mor.as_ref().and_then(|f| paaroerende("mor", &f.relation)));
    familie.extend(p.far.as_ref().and_then(|f| paaroerende("far", &f.relation)));
    let gaelder = p.foraeldremyndighed.iter().filter(|f| f.periode.gaelder(dag));
    familie.extend(gaelder.filter_map(|f| f.nummer).map(|n| med_nummer("foraeldremyndighed", n)));
    familie.extend(p.vaergemaal.as_ref().filter(|v| v.periode.gaelder(dag)).and_then(|v| v.nummer).map(|n| med_nummer("vaerge", n)));
    let kommune = |k: u16| Some(k).filter(|k| *k != 0);
    Person {
        nummer: p.nummer_nu().unwrap_or(spurgt).to_string(),
        tidligere_numre: p.tidligere_numre.iter().map(|t| t.nummer.to_string()).collect(),
        navn: p.navn.as_ref().map(navn).filter(|n| !n.is_empty()),
        adresse: p.klarskrift.as_ref().map(adresse).unwrap_or_default(),
        tilflyttet: p.adresse.as_ref().and_then(|a| a.tilflyttet).map(|t| t.som_dato()),
        kommune: p.kommune(),
        status: p.status.tekst().to_owned(),
        status_fra: p.status_fra.map(|t| t.som_dato()),
        foedt: p.foedt.map(|t| t.som_dato()),
        alder: p.alder(dag),
        koen: p.koen.map(|k| if k == Koen::Mand { "M" } else { "K" }),
        civilstand: p.civilstand.as_ref().and_then(|c| civilstand(&c.kode)).map(str::to_owned),
        beskyttet: p.er_beskyttet(dag),
        skjult: o.skjult,
        familie,
        flytninger: p
            .tidligere_adresser
            .iter()
            .filter_map(|t| {
                let (fra, til) = (t.periode.fra.map(|t| t.som_dato()), t.periode.til.map(|t| t.som_dato()));
                kommune(t.sted.kommune).map(|kommune| Flytning { fra, til, kommune })
            })
            .collect(),
    }
}
