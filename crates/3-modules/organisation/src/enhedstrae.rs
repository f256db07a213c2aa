//! What is below a unit, for data restrictions (C.6): one look-up in memory, kept with the version of the authority's units.
//!
//! **Sketch.** Read once from the current units of the authority (nothing else of it is looked at), then only what was changed. About 200 bytes a
//! unit with its relation, both ways: 1 MB for the largest municipality. Each use asks the store for the version: one look-up by key.
use crate::numre::relation::OVERORDNET;
use crate::objekttyper::ORGANISATIONENHED;
use async_trait::async_trait;
use grund::graenser::SYNSENHEDER;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::Emneaendringer;
use register::{Enhedstrae, Forespoergsel, Laesevalg, Livscyklus, Objekt, Register, Side};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};
use tokio::sync::Mutex;

/// Trees by authority.
#[derive(Default)]
pub struct Enheder {
    kort: std::sync::Mutex<HashMap<Cvr, Arc<Kort>>>,
}

/// The tree of one authority, and a lock for whoever makes the next one: the others wait for it instead of reading the same. The two locks
/// of this file are held for an assignment, and this one while units are read.
#[derive(Default)]
struct Kort {
    trae: std::sync::Mutex<Option<Arc<Trae>>>,
    bygger: Mutex<()>,
}

/// The units above each unit, with their periods.
type Over = HashMap<Uuid, Vec<(Uuid, Periode)>>;

/// A tree, never changed.
struct Trae {
    /// The version of the units that it was made from.
    version: i64,
    over: Arc<Over>,
    /// Units by the unit above.
    under: HashMap<Uuid, Vec<Uuid>>,
    /// When it holds: between two instants at which a unit's relation begins or ends.
    gyldig: Periode,
}

#[async_trait]
impl Enhedstrae for Enheder {
    async fn under(&self, register: &Register, myndighed: Cvr, nu: Tidspunkt, enheder: &[UnikId]) -> Result<Vec<UnikId>, Fejl> {
        let kort = Arc::clone(self.kort.lock().unwrap_or_else(PoisonError::into_inner).entry(myndighed).or_default());
        let trae = kort.trae(register, myndighed, nu).await?;
        let mut ud: BTreeSet<UnikId> = enheder.iter().cloned().collect();
        let mut naeste: Vec<Uuid> = enheder.iter().filter_map(UnikId::uuid).collect();
        while let Some(e) = naeste.pop() {
            for u in trae.under.get(&e).into_iter().flatten() {
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
    /// The tree of now.
    async fn trae(&self, register: &Register, myndighed: Cvr, nu: Tidspunkt) -> Result<Arc<Trae>, Fejl> {
        if let (Some(t), nyt) = self.kendt(register, myndighed).await?
            && nyt.version == t.version
            && t.gyldig.indeholder(nu)
        {
            return Ok(t);
        }
        let _bygger = self.bygger.lock().await;
        let (kendt, nyt) = self.kendt(register, myndighed).await?;
        let over = match (kendt, nyt.objekter) {
            (Some(t), Some(ingen)) if ingen.is_empty() => t.over.clone(),
            (Some(t), Some(aendrede)) => {
                let mut over = Over::clone(&t.over);
                let uuider: Vec<Uuid> = aendrede.iter().map(|n| n.uuid).collect();
                uuider.iter().for_each(|u| drop(over.remove(u)));
                tilfoej(&mut over, &register.list(&intern(myndighed, nu), &ORGANISATIONENHED, &uuider, Laesevalg::AKTUEL).await?);
                Arc::new(over)
            }
            _ => Arc::new(laes_alle(register, myndighed, nu).await?),
        };
        let trae = Arc::new(Trae::ny(nyt.version, over, nu));
        *self.trae.lock().unwrap_or_else(PoisonError::into_inner) = Some(trae.clone());
        Ok(trae)
    }

    /// The tree that is known, and what has changed since.
    async fn kendt(&self, register: &Register, myndighed: Cvr) -> Result<(Option<Arc<Trae>>, Emneaendringer), Fejl> {
        let kendt = self.trae.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(emne) = ORGANISATIONENHED.emne(myndighed) else { return Err(Fejl::intern("units have no concern")) };
        let nyt = register.lager().emne_siden(emne, kendt.as_ref().map_or(0, |t| t.version)).await?;
        Ok((kendt, nyt))
    }
}

impl Trae {
    fn ny(version: i64, over: Arc<Over>, nu: Tidspunkt) -> Self {
        let (mut under, mut gyldig) = (HashMap::<Uuid, Vec<Uuid>>::new(), Periode::ALTID);
        for (enhed, (overordnet, p)) in over.iter().flat_map(|(e, o)| o.iter().map(move |x| (e, x))) {
            for t in [p.fra, p.til] {
                if t <= nu {
                    gyldig.fra = gyldig.fra.max(t);
                } else {
                    gyldig.til = gyldig.til.min(t);
                }
            }
            if p.indeholder(nu) {
                under.entry(*overordnet).or_default().push(*enhed);
            }
        }
        Self { version, over, under, gyldig }
    }
}

fn intern(myndighed: Cvr, nu: Tidspunkt) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Urn("urn:samspil:enhedstrae".into()), nu, Uuid::nil())
}

/// The current units of the authority.
async fn laes_alle(register: &Register, myndighed: Cvr, nu: Tidspunkt) -> Result<Over, Fejl> {
    let kald = intern(myndighed, nu);
    let mut over = Over::new();
    let mut side = Side { foerste: 0, antal: grund::graenser::SIDE_MAKS };
    loop {
        let f = Forespoergsel { side, ..Forespoergsel::alle(&ORGANISATIONENHED, nu) };
        let enheder = register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await?;
        tilfoej(&mut over, &enheder);
        if enheder.len() < side.antal {
            return Ok(over);
        }
        side.foerste += enheder.len() as u64;
    }
}

/// Puts in what is above the units; a deleted unit is below nothing.
fn tilfoej(over: &mut Over, enheder: &[Objekt]) {
    for e in enheder {
        let Some(r) = e.nyeste().filter(|r| r.livscyklus != Livscyklus::Slettet) else { continue };
        let relationer = r.billede.relationer.get(&OVERORDNET).into_iter().flatten();
        let overordnede: Vec<(Uuid, Periode)> =
            relationer.filter_map(|x| Some((x.reference.as_ref()?.uuid()?, x.virkning.periode))).collect();
        if !overordnede.is_empty() {
            over.insert(e.uuid, overordnede);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OBJEKTTYPER;
    use lager::SqliteLager;
    use register::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Objektid, Relation, Tilstand, Typekatalog, Vaerdi, Virkning};
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
        // Another process moves one, and deletes one.
        let anden_proces = Register::ny(r.lager().clone(), Typekatalog::ny(&[OBJEKTTYPER]));
        let flyt = Kommando { handling: Handling::Ret, ..enhed(7, &[(2, 0, 999)]) };
        anden_proces.udfoer(&kald(220), flyt).await.unwrap();
        assert_eq!((under(230, 3).await, under(230, 2).await), (vec![3], vec![2, 3, 4, 7]));
        let slet = Kommando { handling: Handling::Slet, indhold: Indhold::default(), ..enhed(4, &[]) };
        anden_proces.udfoer(&kald(240), slet).await.unwrap();
        assert_eq!(under(250, 1).await, [1, 2, 3, 7]);
        // And removes one physically.
        let fjernet = Objektid { objekttype: &ORGANISATIONENHED, uuid: Uuid::from_u128(7) };
        anden_proces.fjern(&kald(260), fjernet).await.unwrap();
        assert_eq!(under(270, 1).await, [1, 2, 3]);
        let anden = trae.under(&r, Cvr::KOMBIT, Tidspunkt::fra_mikros(210), &[UnikId::Uuid(Uuid::from_u128(1))]).await.unwrap();
        assert_eq!(anden.len(), 1, "another authority has its own tree");
    }
}
