//! Handovers in the store's rows of modules. Collections 21–27, never reused.
//!
//! | collection | key | value |
//! |---|---|---|
//! | 21 | id | the version of the form, then the handover as JSON |
//! | 22 | id | the DistributionObject as XML, while it is under way |
//! | 23 | sending authority, sender's id, sending system | id: what is sent again is recognised by it |
//! | 24 | time, id, kind | the system that it concerns: what is to happen when |
//! | 25 | authority, time of creation, id | nothing: was the list before 26, which is made of it ([`super::komponent::Fordelingskomponent::opgrader`]) |
//! | 26 | authority or none, system or none, state, time of creation, id | nothing: handovers by state and age, of all, of both authorities, of both systems |
//! | 27 | authority | rises with each rule that is saved: what a rule was held against is still so |
use crate::overdragelse::{Overdragelse, Tilstand, Urslags};
use grund::{Cvr, Fejl, Tidspunkt, Uuid, form};
use lager::{Raekkeskrivning, samlinger};
use std::collections::BTreeSet;

pub(crate) const OVERDRAGELSER: u16 = samlinger::OVERDRAGELSER;
pub(crate) const INDHOLD: u16 = samlinger::OVERDRAGNE;
pub(crate) const AFSENDT: u16 = samlinger::AFSENDT;
pub(crate) const URE: u16 = samlinger::OVERDRAGELSESURE;
pub(crate) const ALDER: u16 = samlinger::OVERDRAGELSESALDER;
pub(crate) const LISTE: u16 = samlinger::OVERDRAGELSESLISTE;
pub(crate) const VAGT: u16 = samlinger::REGELVAGT;

/// The version of the stored form.
const VERSION: u8 = 1;

/// A handover with the bytes that it was read from: what the next write expects.
#[derive(Clone, Debug)]
pub(crate) struct Lagret {
    pub o: Overdragelse,
    pub raa: Vec<u8>,
}

pub(crate) fn skriv(o: &Overdragelse) -> Result<Vec<u8>, Fejl> {
    form::json(VERSION, o)
}

pub(crate) fn laes(raa: Vec<u8>) -> Result<Lagret, Fejl> {
    Ok(Lagret { o: form::af_json("handovers", VERSION, &raa)?, raa })
}

/// The key of what a sender calls by that id, of any of its systems when none is given.
pub(crate) fn afsendt(myndighed: Cvr, anvender_id: Uuid, system: Option<Uuid>) -> Vec<u8> {
    let mut k = [&myndighed.tal().to_be_bytes()[..], anvender_id.as_bytes()].concat();
    k.extend(system.unwrap_or_default().as_bytes());
    k
}

/// The beginning of keys of that time.
pub(crate) fn tid(t: Tidspunkt) -> [u8; 8] {
    u64::try_from(t.mikros()).unwrap_or(0).to_be_bytes()
}

fn ur(t: Tidspunkt, id: Uuid, slags: Urslags) -> Vec<u8> {
    [&tid(t)[..], id.as_bytes(), &[slags as u8]].concat()
}

/// A time that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opgave {
    /// The key of its row.
    pub(crate) noegle: Vec<u8>,
    /// When it was to be.
    pub tid: Tidspunkt,
    /// The handover.
    pub id: Uuid,
    /// What is to happen.
    pub slags: Urslags,
    /// The system that is called, if one is.
    pub maal: Option<Uuid>,
}

impl Opgave {
    pub(crate) fn af(noegle: &[u8], vaerdi: &[u8]) -> Option<Self> {
        let (t, rest) = noegle.split_at_checked(8)?;
        let (id, slags) = rest.split_at_checked(16)?;
        let mikros = i64::try_from(u64::from_be_bytes(t.try_into().ok()?)).ok()?;
        Some(Self {
            noegle: noegle.to_vec(),
            tid: Tidspunkt::fra_mikros(mikros),
            id: Uuid::from_slice(id).ok()?,
            slags: Urslags::fra_nr(*slags.first()?)?,
            maal: Uuid::from_slice(vaerdi).ok(),
        })
    }
}

fn maal(o: &Overdragelse, slags: Urslags) -> Vec<u8> {
    match slags {
        Urslags::Lever | Urslags::Post => o.modtagersystem.as_bytes().to_vec(),
        Urslags::Kvitter => o.afsendersystem.unwrap_or_default().as_bytes().to_vec(),
        Urslags::Svarfrist | Urslags::Slet => Vec::new(),
    }
}

/// The rows of the times that a change sets and takes away.
pub(crate) fn ure(foer: Option<&Overdragelse>, efter: Option<&Overdragelse>) -> Vec<Raekkeskrivning> {
    let af = |o: Option<&Overdragelse>| o.map(|o| (o.id, o.ure.clone())).unwrap_or_default();
    let ((id, gamle), (_, nye)) = (af(foer.or(efter)), af(efter));
    let gamle = if foer.is_some() { gamle } else { Default::default() };
    let vaek = gamle.iter().filter(|(s, t)| nye.get(s) != Some(t)).map(|(s, t)| Raekkeskrivning::altid(URE, ur(*t, id, *s), None));
    let sat = nye
        .iter()
        .filter(|(s, t)| gamle.get(s) != Some(t))
        .filter_map(|(s, t)| Some(Raekkeskrivning::altid(URE, ur(*t, id, *s), Some(maal(efter?, *s)))));
    vaek.chain(sat).collect()
}

/// The rows by which it is found in lists, as they change: of all, of both authorities, and of both systems in each of these.
pub(crate) fn lister(foer: Option<&Overdragelse>, efter: Option<&Overdragelse>) -> Vec<Raekkeskrivning> {
    let (gamle, nye) = (foer.map(i_lister).unwrap_or_default(), efter.map(i_lister).unwrap_or_default());
    let vaek = gamle.difference(&nye).map(|n| Raekkeskrivning::altid(LISTE, n.clone(), None));
    vaek.chain(nye.difference(&gamle).map(|n| Raekkeskrivning::altid(LISTE, n.clone(), Some(Vec::new())))).collect()
}

fn i_lister(o: &Overdragelse) -> BTreeSet<Vec<u8>> {
    let systemer = [None, o.afsendersystem, Some(o.modtagersystem)];
    let myndigheder = [None, Some(o.kontekst.afsender), Some(o.kontekst.modtager)];
    let noegle = |m: Option<Cvr>, s: Option<Uuid>| listenoegle(m, s, o.tilstand, o.oprettet, Some(o.id));
    myndigheder.into_iter().flat_map(|m| systemer.into_iter().map(move |s| noegle(m, s))).collect()
}

/// A place in the list of an authority or of all, or of a system in it.
pub(crate) fn listenoegle(m: Option<Cvr>, system: Option<Uuid>, tilstand: Tilstand, t: Tidspunkt, id: Option<Uuid>) -> Vec<u8> {
    let m = m.map_or(0, Cvr::tal);
    let mut k = [&m.to_be_bytes()[..], system.unwrap_or_default().as_bytes(), &[tilstand.nr()], &tid(t)].concat();
    k.extend(id.iter().flat_map(|i| *i.as_bytes()));
    k
}

/// The time and id at the end of a place in a list.
pub(crate) fn af_liste(noegle: &[u8]) -> Option<(Tidspunkt, Uuid)> {
    let (t, id) = noegle.get(21..)?.split_at_checked(8)?;
    let mikros = i64::try_from(u64::from_be_bytes(t.try_into().ok()?)).ok()?;
    Some((Tidspunkt::fra_mikros(mikros), Uuid::from_slice(id).ok()?))
}

/// The id at the end of a key of the former list.
pub(crate) fn id_af_alder(noegle: &[u8]) -> Option<Uuid> {
    Uuid::from_slice(noegle.get(12..)?).ok()
}
