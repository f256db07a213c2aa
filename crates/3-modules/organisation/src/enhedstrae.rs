//! What is below a unit, for data restrictions (C.6): one look-up in memory, made anew when a unit has changed.
use crate::numre::relation::OVERORDNET;
use crate::objekttyper::ORGANISATIONENHED;
use async_trait::async_trait;
use grund::graenser::SYNSENHEDER;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{Enhedstrae, Forespoergsel, Laesevalg, Register, Side};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};
use tokio::sync::Mutex;

/// Events of the change feed that are read at a time.
const HAENDELSER: usize = 1_000;

/// Trees by authority, each as it was at a position of the change feed. About 100 bytes a unit.
#[derive(Default)]
pub struct Enheder {
    kort: std::sync::Mutex<HashMap<Cvr, Arc<Mutex<Kort>>>>,
}

#[derive(Default)]
struct Kort {
    /// The change feed has been read to here.
    position: i64,
    /// Units by the unit above; `None` until it is made.
    under: Option<HashMap<Uuid, Vec<Uuid>>>,
    /// When the tree holds: between two instants at which a unit's relation begins or ends.
    gyldig: Option<Periode>,
}

#[async_trait]
impl Enhedstrae for Enheder {
    async fn under(&self, register: &Register, myndighed: Cvr, nu: Tidspunkt, enheder: &[UnikId]) -> Result<Vec<UnikId>, Fejl> {
        let kort = Arc::clone(self.kort.lock().unwrap_or_else(PoisonError::into_inner).entry(myndighed).or_default());
        let mut kort = kort.lock().await;
        kort.foelg_med(register, myndighed, nu).await?;
        let mut ud: BTreeSet<UnikId> = enheder.iter().cloned().collect();
        let mut naeste: Vec<Uuid> = enheder.iter().filter_map(UnikId::uuid).collect();
        while let Some(e) = naeste.pop() {
            for u in kort.under.as_ref().and_then(|k| k.get(&e)).into_iter().flatten() {
                // A circle ends where it began.
                if ud.insert(UnikId::Uuid(*u)) {
                    naeste.push(*u);
                }
            }
            if ud.len() > SYNSENHEDER {
                break; // the register refuses so many
            }
        }
        Ok(ud.into_iter().collect())
    }
}

impl Kort {
    /// Reads what has happened, and makes the tree if a unit was changed.
    async fn foelg_med(&mut self, register: &Register, myndighed: Cvr, nu: Tidspunkt) -> Result<(), Fejl> {
        loop {
            let nye = register.lager().haendelser(Some(myndighed), self.position, HAENDELSER).await?;
            let Some(sidste) = nye.last() else { break };
            self.position = sidste.position;
            if nye.iter().any(|h| h.noegle.objekttype == ORGANISATIONENHED.nr) {
                self.under = None;
            }
        }
        if self.under.is_none() || !self.gyldig.is_some_and(|p| p.indeholder(nu)) {
            self.lav(register, myndighed, nu).await?;
        }
        Ok(())
    }

    async fn lav(&mut self, register: &Register, myndighed: Cvr, nu: Tidspunkt) -> Result<(), Fejl> {
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Urn("urn:samspil:enhedstrae".into()), nu, Uuid::nil());
        let mut under: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let mut gyldig = Periode::ALTID;
        let mut side = Side { foerste: 0, antal: grund::graenser::SIDE_MAKS };
        loop {
            let f = Forespoergsel { side, ..Forespoergsel::alle(&ORGANISATIONENHED, nu) };
            let enheder = register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await?;
            for e in &enheder {
                let overordnede = e.nyeste().and_then(|r| r.billede.relationer.get(&OVERORDNET)).into_iter().flatten();
                for x in overordnede {
                    let p = x.virkning.periode;
                    for t in [p.fra, p.til] {
                        if t <= nu {
                            gyldig.fra = gyldig.fra.max(t);
                        } else {
                            gyldig.til = gyldig.til.min(t);
                        }
                    }
                    if let (Some(over), true) = (x.reference.as_ref().and_then(UnikId::uuid), p.indeholder(nu)) {
                        under.entry(over).or_default().push(e.uuid);
                    }
                }
            }
            if enheder.len() < side.antal {
                break;
            }
            side.foerste += enheder.len() as u64;
        }
        self.under = Some(under);
        self.gyldig = Some(gyldig);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OBJEKTTYPER;
    use lager::SqliteLager;
    use register::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Relation, Tilstand, Typekatalog, Vaerdi, Virkning};
    use std::collections::BTreeMap;

    fn enhed(n: u128, over: &[(u128, i64, i64)]) -> Kommando {
        let rel = |(o, fra, til): &(u128, i64, i64)| {
            let p = Periode::ny(Tidspunkt::fra_mikros(*fra), Tidspunkt::fra_mikros(*til));
            Relation::til(UnikId::Uuid(Uuid::from_u128(*o)), Virkning::i(p))
        };
        let altid = || Virkning::i(Periode::ALTID);
        let egenskab = Egenskab { virkning: altid(), felter: [(1, Vaerdi::Tekst(format!("enhed {n}")))].into() };
        Kommando {
            objekttype: &ORGANISATIONENHED,
            uuid: Uuid::from_u128(n),
            handling: Handling::Importer,
            maade: Flettemaade::Lora,
            note: None,
            indhold: Indhold {
                egenskaber: Some(vec![egenskab]),
                tilstande: BTreeMap::from([(1, vec![Tilstand { virkning: altid(), vaerdi: 1 }])]),
                relationer: BTreeMap::from([(OVERORDNET, over.iter().map(rel).collect())]),
                ..Indhold::default()
            },
            historik: Vec::new(),
            forudsat: None,
        }
    }

    #[tokio::test]
    async fn c40_a_unit_stands_for_what_is_below_it_now() {
        let r = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[OBJEKTTYPER]));
        let kald = |nu: i64| {
            let nu = Tidspunkt::fra_mikros(nu);
            Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Urn("urn:x".into()), nu, Uuid::nil())
        };
        let trae = Enheder::default();
        let under = async |nu: i64, n: u128| {
            let e = [UnikId::Uuid(Uuid::from_u128(n))];
            let ud = trae.under(&r, Cvr::KORSBAEK, Tidspunkt::fra_mikros(nu), &e).await.unwrap();
            ud.iter().filter_map(UnikId::uuid).map(|u| u.as_u128()).collect::<Vec<_>>()
        };
        // 1 over 2 over 3; 4 moves from 1 to 2 at 100; 5 and 6 are above each other
        for k in [enhed(1, &[]), enhed(2, &[(1, 0, 999)]), enhed(3, &[(2, 0, 999)]), enhed(4, &[(1, 0, 100), (2, 100, 999)])] {
            r.udfoer(&kald(10), k).await.unwrap();
        }
        for k in [enhed(5, &[(6, 0, 999)]), enhed(6, &[(5, 0, 999)])] {
            r.udfoer(&kald(10), k).await.unwrap();
        }
        assert_eq!((under(20, 1).await, under(20, 2).await, under(20, 3).await), (vec![1, 2, 3, 4], vec![2, 3], vec![3]));
        assert_eq!(under(100, 2).await, [2, 3, 4], "time alone moves a unit");
        assert_eq!(under(20, 5).await, [5, 6]);
        r.udfoer(&kald(200), enhed(7, &[(3, 0, 999)])).await.unwrap();
        assert_eq!(under(210, 1).await, [1, 2, 3, 4, 7], "a new unit is seen at once");
        let anden = trae.under(&r, Cvr::KOMBIT, Tidspunkt::fra_mikros(210), &[UnikId::Uuid(Uuid::from_u128(1))]).await.unwrap();
        assert_eq!(anden.len(), 1, "another authority has its own tree");
    }
}
