//! Subscriptions, dueslag and lists in memory, as the register has them: followed by the change feed, so that a message meets those that were there before it.
use crate::ejer;
use crate::filter::{Abonnementsindeks, Filter};
use crate::kuvert::Kuvert;
use crate::laest::{self, Abonnement, Dueslag};
use crate::objekttyper::{ABONNEMENT, BESKEDTYPE, DUESLAG, OBJEKTTYPER, VAERDILISTE, VAERDILISTEDEL};
use grund::{Cvr, Fejl, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use lager::{Objektnoegle, Raekkeforventning, Raekkeskrivning, Skrivning};
use register::{Laesevalg, Objektid, Register, Registrering};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// The collection with the keys of the module's objects: which there are stands nowhere else. Never reused.
const SAMLING: u16 = lager::samlinger::BESKEDER;
/// Keys that are read at a time.
const BID: usize = 1_000;

/// A dueslag with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dueslagspost {
    /// Its authority.
    pub myndighed: Cvr,
    /// What it says.
    pub data: Dueslag,
    /// Since when this program knows of it: its start, or when the dueslag was made.
    pub siden: Tidspunkt,
}

#[derive(Debug, Default)]
struct Indhold {
    indeks: Abonnementsindeks,
    /// The dueslag of a subscription, and its authority.
    abonnementer: HashMap<Uuid, (Cvr, Uuid)>,
    dueslag: HashMap<Uuid, Dueslagspost>,
    /// What a dueslag said of itself that is not in force any more: messages may be left in it, and somebody must know whose they are.
    tidligere: HashMap<Uuid, Dueslagspost>,
    kendte: HashSet<Vec<u8>>,
}

/// What is known. One lock, held for a look-up or for one object's change.
#[derive(Debug, Default)]
pub struct Fordelingsbog(RwLock<Indhold>);

/// A list as conditions of an authority mean it: another's list of the same id is another list.
fn liste_id(myndighed: Cvr, liste: Uuid) -> Uuid {
    Uuid::new_v5(&liste, &myndighed.tal().to_be_bytes())
}

fn noegle(n: Objektnoegle) -> Vec<u8> {
    [&n.objekttype.to_be_bytes()[..], &n.myndighed.tal().to_be_bytes(), n.uuid.as_bytes()].concat()
}

fn fra_noegle(b: &[u8]) -> Option<Objektnoegle> {
    let (t, rest) = b.split_at_checked(2)?;
    let (m, u) = rest.split_at_checked(4)?;
    Some(Objektnoegle {
        objekttype: u16::from_be_bytes(t.try_into().ok()?),
        myndighed: Cvr::fra_tal(u32::from_be_bytes(m.try_into().ok()?))?,
        uuid: Uuid::from_slice(u).ok()?,
    })
}

/// The object type is one of the module's.
pub(crate) fn er_vores(objekttype: u16) -> bool {
    OBJEKTTYPER.iter().any(|t| t.nr == objekttype)
}

impl Fordelingsbog {
    fn laes(&self) -> RwLockReadGuard<'_, Indhold> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that is known to be there.
    pub(crate) async fn aabn(&self, register: &Register, nu: Tidspunkt) -> Result<(), Fejl> {
        let mut fra = Some(Vec::new());
        while let Some(f) = fra {
            fra = self.aabn_fra(register, nu, &f, BID).await?;
        }
        Ok(())
    }

    /// So many of those that are known to be there, from a key on; where the next ones begin, if there are any.
    pub(crate) async fn aabn_fra(&self, register: &Register, nu: Tidspunkt, fra: &[u8], antal: usize) -> Result<Option<Vec<u8>>, Fejl> {
        let raekker = register.lager().raekker(SAMLING, fra, None, antal).await?;
        let naeste = raekker.last().filter(|_| raekker.len() >= antal).map(|(n, _)| [n.as_slice(), &[0]].concat());
        // Those of earlier versions have no owner yet.
        let objekter: Vec<Objektnoegle> = raekker.iter().filter_map(|(n, _)| fra_noegle(n)).collect();
        let andres = ejer::andres(register.lager().as_ref(), &objekter, nu).await?;
        for (n, _) in raekker {
            if let Some(o) = fra_noegle(&n).filter(|o| !andres.contains(o)) {
                self.0.write().unwrap_or_else(PoisonError::into_inner).kendte.insert(n);
                self.laes_et(register, o, nu).await?;
            }
        }
        Ok(naeste)
    }

    /// Objects of a type that are known to be there, by key, after one of them; and the place to go on from.
    pub(crate) async fn kendte(
        register: &Register,
        objekttype: u16,
        efter: Option<&[u8]>,
    ) -> Result<(Vec<Objektnoegle>, Option<Vec<u8>>), Fejl> {
        let fra = efter.map_or_else(|| objekttype.to_be_bytes().to_vec(), |e| [e, &[0]].concat());
        let raekker = register.lager().raekker(SAMLING, &fra, Some(&(objekttype + 1).to_be_bytes()), BID).await?;
        let naeste = raekker.last().map(|(n, _)| n.clone());
        Ok((raekker.iter().filter_map(|(n, _)| fra_noegle(n)).collect(), naeste))
    }

    /// Ids of an authority's objects of a type that are known to be there, after one of them: so many at most.
    pub(crate) async fn kendte_hos(
        register: &Register,
        myndighed: Cvr,
        objekttype: u16,
        efter: Option<Uuid>,
        antal: usize,
    ) -> Result<Vec<Uuid>, Fejl> {
        let hos = [&objekttype.to_be_bytes()[..], &myndighed.tal().to_be_bytes()].concat();
        let fra = efter.map_or_else(|| hos.clone(), |e| [&hos[..], e.as_bytes(), &[0]].concat());
        let til = [&objekttype.to_be_bytes()[..], &(myndighed.tal() + 1).to_be_bytes()].concat();
        let raekker = register.lager().raekker(SAMLING, &fra, Some(&til), antal).await?;
        Ok(raekker.iter().filter_map(|(n, _)| fra_noegle(n)).map(|n| n.uuid).collect())
    }

    /// Reads one of the module's objects anew, and remembers that it is there.
    pub(crate) async fn genlaes(&self, register: &Register, n: Objektnoegle, nu: Tidspunkt) -> Result<(), Fejl> {
        if !ejer::andres(register.lager().as_ref(), &[n], nu).await?.is_empty() {
            tracing::warn!(myndighed = %n.myndighed, uuid = %n.uuid, objekttype = n.objekttype, "another authority's has this id: this one is not used");
            return Ok(());
        }
        self.laes_et(register, n, nu).await
    }

    async fn laes_et(&self, register: &Register, n: Objektnoegle, nu: Tidspunkt) -> Result<(), Fejl> {
        let Some(typen) = OBJEKTTYPER.iter().find(|t| t.nr == n.objekttype) else { return Ok(()) };
        let k = noegle(n);
        if !self.laes().kendte.contains(&k) {
            let raekke =
                Raekkeskrivning { samling: SAMLING, noegle: k.clone(), forventet: Raekkeforventning::Ligegyldig, vaerdi: Some(Vec::new()) };
            register.lager().skriv(Skrivning { kaldt: nu, raekker: vec![raekke], ..Skrivning::default() }).await?;
        }
        let kald = Kaldekontekst::ubegraenset(n.myndighed, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), nu, Uuid::nil());
        let objekt = register.laes(&kald, Objektid { objekttype: typen, uuid: n.uuid }, Laesevalg::AKTUEL).await?;
        let nyeste = objekt.as_ref().and_then(|o| o.nyeste());
        let registrering = nyeste.filter(|r| laest::gaelder(r, nu));
        let mut i = self.0.write().unwrap_or_else(PoisonError::into_inner);
        i.kendte.insert(k);
        match n.objekttype {
            t if t == ABONNEMENT.nr => {
                i.abonnementer.remove(&n.uuid);
                i.indeks.fjern(n.uuid);
                if let Some(mut a) = registrering.map(Abonnement::af).transpose()?
                    && let (Some(beskedtype), Some(dueslag)) = (a.beskedtype, a.dueslag)
                {
                    a.betingelser.iter_mut().flat_map(|b| &mut b.lister).for_each(|l| *l = liste_id(n.myndighed, *l));
                    i.abonnementer.insert(n.uuid, (n.myndighed, dueslag));
                    i.indeks.saet(n.uuid, &Filter { beskedtype, betingelser: a.betingelser });
                }
            }
            t if t == DUESLAG.nr => {
                let foer = i.dueslag.remove(&n.uuid).or_else(|| i.tidligere.remove(&n.uuid));
                let post = |r: &Registrering| Dueslagspost {
                    myndighed: n.myndighed,
                    data: Dueslag::af(r),
                    siden: foer.as_ref().map_or(nu, |d| d.siden),
                };
                match (registrering, nyeste) {
                    (Some(r), _) => i.dueslag.insert(n.uuid, post(r)),
                    (None, Some(r)) => i.tidligere.insert(n.uuid, post(r)),
                    (None, None) => None,
                };
            }
            t if t == VAERDILISTE.nr => match registrering {
                Some(r) => i.indeks.saet_liste(liste_id(n.myndighed, n.uuid), laest::vaerdier(r)),
                None => i.indeks.fjern_liste(liste_id(n.myndighed, n.uuid)),
            },
            t if t == VAERDILISTEDEL.nr => {
                let del = liste_id(n.myndighed, n.uuid);
                match registrering.and_then(|r| Some((laest::del_af(r)?, r))) {
                    Some((liste, r)) => i.indeks.saet_del(del, liste_id(n.myndighed, liste), laest::vaerdier(r)),
                    None => i.indeks.fjern_del(del),
                }
            }
            t => debug_assert_eq!(t, BESKEDTYPE.nr),
        }
        Ok(())
    }

    /// The dueslag of that id, if it is in force.
    pub fn dueslag(&self, uuid: Uuid) -> Option<Dueslagspost> {
        self.laes().dueslag.get(&uuid).cloned()
    }

    /// The same, and of one that is not in force any more what it said last.
    pub fn kendt(&self, uuid: Uuid) -> Option<Dueslagspost> {
        let i = self.laes();
        i.dueslag.get(&uuid).or_else(|| i.tidligere.get(&uuid)).cloned()
    }

    /// Every dueslag in force.
    pub fn alle_dueslag(&self) -> Vec<(Uuid, Dueslagspost)> {
        self.laes().dueslag.iter().map(|(u, d)| (*u, d.clone())).collect()
    }

    /// Every dueslag in force whose messages this program sends.
    pub fn sendes(&self) -> Vec<Uuid> {
        self.laes().dueslag.iter().filter(|(_, d)| d.data.sendes()).map(|(u, _)| *u).collect()
    }

    /// The dueslag is in force, and this program sends its messages.
    pub fn sender(&self, dueslag: Uuid) -> bool {
        self.laes().dueslag.get(&dueslag).is_some_and(|d| d.data.sendes())
    }

    /// How many subscriptions there are.
    pub fn abonnementer(&self) -> usize {
        self.laes().indeks.antal()
    }

    /// The dueslag of a subscription.
    pub fn dueslag_for(&self, abonnement: Uuid) -> Option<Uuid> {
        self.laes().abonnementer.get(&abonnement).map(|(_, d)| *d)
    }

    /// The dueslag that the message comes into, each once, with the subscription that says so (the first by id), and whose it is. A subscription and its dueslag
    /// have the same authority, else it is none.
    pub fn modtagere(&self, k: &Kuvert) -> Vec<(Uuid, Uuid, Dueslagspost)> {
        let i = self.laes();
        let mut ud: BTreeMap<Uuid, (Uuid, Dueslagspost)> = BTreeMap::new();
        for a in i.indeks.match_besked(k) {
            let Some((myndighed, dueslag)) = i.abonnementer.get(&a) else { continue };
            if let Some(d) = i.dueslag.get(dueslag).filter(|d| d.myndighed == *myndighed) {
                ud.entry(*dueslag).or_insert_with(|| (a, d.clone()));
            }
        }
        ud.into_iter().map(|(dueslag, (abonnement, d))| (dueslag, abonnement, d)).collect()
    }
}
