//! What the module knows of an authority's roles, with everything of its time, and where an answer begins to look: assignments by user, unit, function and title.
//! A book is never changed, only replaced, so that a question is answered from one state.
use crate::objekttyper::*;
use crate::typer::*;
use grund::{Cvr, Fejl, Periode, Tidspunkt, Uuid};
use register::post::TILSTAND;
use register::{Emne, Objekt, oversaet};
use std::collections::HashMap;
use std::sync::Arc;

/// What something said in a period in which it was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Udgave<T> {
    /// When.
    pub periode: Periode,
    /// What.
    pub data: Arc<T>,
}

/// An object with what it said while it was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kendt<T> {
    /// Its id.
    pub uuid: Uuid,
    /// Under whose CVR it is stored.
    pub ejer: Cvr,
    /// Time of the registration.
    pub registreret: Tidspunkt,
    /// The state that it has, or will have, last.
    pub tilstand: &'static str,
    /// What it says last, in whatever state.
    pub sidst: Arc<T>,
    /// What it said while it was in force.
    pub udgaver: Vec<Udgave<T>>,
}

impl<T> Kendt<T> {
    /// What it says at that time; `None` while it is not in force.
    pub fn paa(&self, t: Tidspunkt) -> Option<&Arc<T>> {
        self.udgaver.iter().find(|u| u.periode.indeholder(t)).map(|u| &u.data)
    }
}

/// The word for the state in which an object of the type counts.
pub(crate) fn gaeldende<T: Emne>() -> &'static str {
    match T::TYPE.nr {
        n if n == ROLLEFORSLAG.nr => "godkendt",
        n if n == ATTESTATIONSKAMPAGNE.nr => "aaben",
        n if n == ATTESTATIONSSVAR.nr => "givet",
        _ => "aktiv",
    }
}

impl<T: Emne> Kendt<T> {
    /// From a registration that was read with all its virkning; `None` when it is passive or deleted.
    ///
    /// # Errors
    /// `Intern`: what is stored does not fit the type.
    pub fn fra(o: &Objekt) -> Result<Option<Self>, Fejl> {
        let Some(r) = o.nyeste().filter(|r| r.livscyklus.er_levende()) else { return Ok(None) };
        let navne = T::TYPE.tilstand_nr(TILSTAND).map_or(&[][..], |d| d.vaerdier);
        let navn = |v: u8| navne.get(usize::from(v).wrapping_sub(1)).copied().unwrap_or("");
        let tilstande: Vec<(Periode, &'static str)> =
            r.billede.tilstande.get(&TILSTAND).into_iter().flatten().map(|t| (t.virkning.periode, navn(t.vaerdi))).collect();
        let alle: Vec<(Periode, Arc<T>)> = oversaet::udgaver::<T>(&r.billede)?.into_iter().map(|(p, d)| (p, Arc::new(d))).collect();
        let Some((_, sidst)) = alle.last().cloned() else { return Ok(None) };
        let mut udgaver = Vec::new();
        for (p, data) in &alle {
            for (t, _) in tilstande.iter().filter(|(_, t)| *t == gaeldende::<T>()) {
                udgaver.extend(p.faelles(*t).map(|periode| Udgave { periode, data: data.clone() }));
            }
        }
        let tilstand = tilstande.last().map_or("", |(_, t)| *t);
        Ok(Some(Self { uuid: o.uuid, ejer: o.myndighed, registreret: r.registreret.fra, tilstand, sidst, udgaver }))
    }
}

type Kort<T> = HashMap<Uuid, Arc<Kendt<T>>>;

/// One authority's roles and who has them.
#[derive(Clone, Debug, Default)]
pub struct Myndighedsbog {
    /// Job function roles.
    pub roller: Kort<Jobfunktionsrolle>,
    /// Assignments.
    pub tildelinger: Kort<Rolletildeling>,
    /// Proposals.
    pub forslag: Kort<Rolleforslag>,
    /// Separation of duties.
    pub konflikter: Kort<Konfliktregel>,
    /// Users who may do nothing.
    pub spaerringer: Kort<Adgangsspaerring>,
    /// Rounds of attestation.
    pub kampagner: Kort<Attestationskampagne>,
    /// What managers said.
    pub svar: Kort<Attestationssvar>,
    pub(crate) efter: Indeks,
}

/// Where a look-up begins. Each list holds whatever may concern the key, at whatever time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indeks {
    /// Assignments by user, unit or function.
    pub(crate) reference: HashMap<Uuid, Vec<Uuid>>,
    /// Assignments by title, in small letters.
    pub(crate) titel: HashMap<String, Vec<Uuid>>,
    /// Bars by user.
    pub(crate) spaerring: HashMap<Uuid, Vec<Uuid>>,
    /// Assignments by the authority whose role they give.
    pub(crate) rolleejer: HashMap<Cvr, Vec<Uuid>>,
    /// Roles by entity id.
    pub(crate) entityid: HashMap<String, Vec<Uuid>>,
}

/// A title, for comparison.
pub(crate) fn titelnoegle(t: &str) -> String {
    t.trim().to_lowercase()
}

fn ud<K: std::hash::Hash + Eq>(kort: &mut HashMap<K, Vec<Uuid>>, k: &K, uuid: Uuid) {
    if let Some(l) = kort.get_mut(k) {
        l.retain(|u| *u != uuid);
        if l.is_empty() {
            kort.remove(k);
        }
    }
}

fn ind<K: std::hash::Hash + Eq>(kort: &mut HashMap<K, Vec<Uuid>>, k: K, uuid: Uuid) {
    let l = kort.entry(k).or_default();
    if !l.contains(&uuid) {
        l.push(uuid);
    }
}

impl Indeks {
    fn tildeling(&mut self, t: &Kendt<Rolletildeling>, med: bool) {
        for u in &t.udgaver {
            match (u.data.reference, med) {
                (Some(r), true) => ind(&mut self.reference, r, t.uuid),
                (Some(r), false) => ud(&mut self.reference, &r, t.uuid),
                (None, _) => {}
            }
            match (u.data.rolleejer, med) {
                (Some(c), true) => ind(&mut self.rolleejer, c, t.uuid),
                (Some(c), false) => ud(&mut self.rolleejer, &c, t.uuid),
                (None, _) => {}
            }
            let titel = titelnoegle(&u.data.titel);
            match med {
                true if !titel.is_empty() => ind(&mut self.titel, titel, t.uuid),
                true => {}
                false => ud(&mut self.titel, &titel, t.uuid),
            }
        }
    }
}

/// A type of object that a book holds.
pub(crate) trait IBog: Emne {
    /// Where.
    fn kort(b: &Myndighedsbog) -> &Kort<Self>;
    /// Where, to put it in.
    fn kort_mut(b: &mut Myndighedsbog) -> &mut Kort<Self>;
    /// Puts it into the index, or takes it out.
    fn indeks(_: &mut Indeks, _: &Kendt<Self>, _med: bool) {}
}

macro_rules! i_bog {
    ($($t:ident $felt:ident $(, $i:ident, $k:ident, $med:ident => $indeks:expr)?;)*) => { $(impl IBog for $t {
        fn kort(b: &Myndighedsbog) -> &Kort<Self> {
            &b.$felt
        }
        fn kort_mut(b: &mut Myndighedsbog) -> &mut Kort<Self> {
            &mut b.$felt
        }
        $(fn indeks($i: &mut Indeks, $k: &Kendt<Self>, $med: bool) {
            $indeks
        })?
    })* };
}

i_bog! {
    Jobfunktionsrolle roller, i, k, med => for u in &k.udgaver {
        if med { ind(&mut i.entityid, u.data.entityid.clone(), k.uuid) } else { ud(&mut i.entityid, &u.data.entityid, k.uuid) }
    };
    Rolletildeling tildelinger, i, k, med => i.tildeling(k, med);
    Rolleforslag forslag;
    Konfliktregel konflikter;
    Adgangsspaerring spaerringer, i, k, med => for u in &k.udgaver {
        if med { ind(&mut i.spaerring, u.data.bruger, k.uuid) } else { ud(&mut i.spaerring, &u.data.bruger, k.uuid) }
    };
    Attestationskampagne kampagner;
    Attestationssvar svar;
}

impl Myndighedsbog {
    /// Puts an object in place of what was known of it; `None` takes it out.
    pub(crate) fn saet<T: IBog>(&mut self, uuid: Uuid, nyt: Option<Kendt<T>>) {
        if let Some(gammel) = T::kort_mut(self).remove(&uuid) {
            T::indeks(&mut self.efter, &gammel, false);
        }
        if let Some(nyt) = nyt {
            T::indeks(&mut self.efter, &nyt, true);
            T::kort_mut(self).insert(uuid, Arc::new(nyt));
        }
    }

    /// The bar that holds the user at that time.
    pub fn spaerret(&self, bruger: Uuid, t: Tidspunkt) -> Option<&Adgangsspaerring> {
        let mulige = self.efter.spaerring.get(&bruger).into_iter().flatten();
        mulige.filter_map(|u| self.spaerringer.get(u)?.paa(t)).map(|s| &**s).find(|s| spaerrer(s, bruger, t))
    }

    /// The role of that entity id at that time.
    pub fn med_entityid(&self, entityid: &str, t: Tidspunkt) -> Option<Uuid> {
        let mulige = self.efter.entityid.get(entityid).into_iter().flatten();
        mulige.copied().find(|u| self.roller.get(u).and_then(|r| r.paa(t)).is_some_and(|r| r.entityid == entityid))
    }
}

/// The bar holds the user at that time.
pub(crate) fn spaerrer(s: &Adgangsspaerring, bruger: Uuid, t: Tidspunkt) -> bool {
    s.bruger == bruger && s.fra.is_none_or(|f| f <= t) && s.til.is_none_or(|til| t < til)
}

/// Roles of user-facing systems.
#[derive(Clone, Debug, Default)]
pub struct Systemroller(pub Kort<Brugersystemrolle>);

/// Everything that an answer is made from, in one state.
#[derive(Clone, Debug, Default)]
pub struct Bibliotek {
    /// Roles of systems.
    pub systemroller: Arc<Systemroller>,
    /// Books by authority: the user's own, and those whose roles it may have been given.
    pub boeger: HashMap<Cvr, Arc<Myndighedsbog>>,
}
