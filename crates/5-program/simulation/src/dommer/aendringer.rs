//! Every acknowledged change once, refused ones never, the others once or never; in the feed in the order in which they were made, with rising
//! times; and what they come to.
use super::{Brud, Tilstand, Tilstande, Udfoert};
use crate::historie::*;
use crate::typen::{Set, Stykke};
use grund::{Fejlkode, Tidspunkt};
use register::{Haendelsestype, Livscyklus};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

fn slags(a: &Aendring, handling: u8) -> Haendelsestype {
    match a {
        // What it was shows from the object before.
        Aendring::Erstat(_) if handling == Haendelsestype::Ret as u8 => Haendelsestype::Ret,
        Aendring::Erstat(_) => Haendelsestype::Importer,
        Aendring::Opret(_) => Haendelsestype::Opret,
        Aendring::Ret(_) => Haendelsestype::Ret,
        Aendring::Importer(..) => Haendelsestype::Importer,
        Aendring::Passiver => Haendelsestype::Passiver,
        Aendring::Slet => Haendelsestype::Slet,
        Aendring::Fjern => Haendelsestype::Fjern,
        Aendring::Omskriv => Haendelsestype::Omskriv,
    }
}

/// Who stands behind each event, in the order of the feed. A change has one event and one log row, in the same order.
pub fn orden(h: &Historie, brud: &mut Brud) -> Vec<Udfoert> {
    let (stroem, log) = (&h.slut.stroem, &h.slut.log);
    if stroem.len() != log.len() {
        brud.er(format!("{} events and {} log rows of changes", stroem.len(), log.len()));
    }
    if let Some(p) = stroem.windows(2).find(|p| p[0].position >= p[1].position) {
        brud.er(format!("positions do not rise: {} before {}", p[0].position, p[1].position));
    }
    let mut ud = Vec::new();
    let mut gange: HashMap<u32, u32> = HashMap::new();
    for (e, maerke) in stroem.iter().zip(log) {
        let Some(s) = (*maerke as usize).checked_sub(1).and_then(|nr| h.skriv.get(nr)) else {
            brud.er(format!("a log row of the change {maerke} that nobody made"));
            continue;
        };
        *gange.entry(*maerke).or_default() += 1;
        let obj = Obj { myndighed: e.noegle.myndighed, nr: crate::klient::numre(&e.noegle.uuid) };
        let kald = h.slut.udefra || (e.notificeres != s.stille && e.kaldt == s.kaldt);
        if obj != s.obj || e.handling != slags(&s.aendring, e.handling) as u8 || !kald {
            brud.er(format!("the event {e:?} does not tell of the change {s:?}"));
        }
        match s.svar {
            Svar::Kvitteret(Some(t)) if t != e.tidspunkt => brud.er(format!("told {t:?}, in the feed {:?}: {s:?}", e.tidspunkt)),
            Svar::Afvist(_) => brud.er(format!("refused and carried out: {s:?}")),
            _ => {}
        }
        let vindue = s.gemt.map_or((s.ind, s.ud.unwrap_or(Trin::MAX)), |g| g.vindue);
        ud.push(Udfoert { nr: *maerke as usize - 1, tid: e.tidspunkt, vindue });
    }
    for s in &h.skriv {
        match (gange.get(&s.maerke).copied().unwrap_or(0), &s.svar) {
            (0, Svar::Kvitteret(_)) => brud.er(format!("acknowledged and lost: {s:?}")),
            (0 | 1, _) => {}
            (n, _) => brud.er(format!("carried out {n} times: {s:?}")),
        }
    }
    tider(h, &ud, brud);
    ud
}

/// What was over before another began comes before it, in the feed and by its time.
fn tider(h: &Historie, udfoerte: &[Udfoert], brud: &mut Brud) {
    let mut senest_begyndt: Option<&Udfoert> = None;
    for u in udfoerte {
        if let Some(foer) = senest_begyndt.filter(|foer| foer.vindue.0 > u.vindue.1) {
            brud.er(format!("reordered in the feed: {:?} before {:?}", h.skriv[foer.nr], h.skriv[u.nr]));
        }
        if senest_begyndt.is_none_or(|s| s.vindue.0 < u.vindue.0) {
            senest_begyndt = Some(u);
        }
    }
    if h.slut.en_skriver
        && let Some(p) = udfoerte.windows(2).find(|p| p[0].tid >= p[1].tid)
    {
        brud.er(format!("times do not rise with the feed: {:?}, {:?}", p[0], p[1]));
    }
    let mut efter_tid: Vec<&Udfoert> = udfoerte.iter().collect();
    efter_tid.sort_by_key(|u| u.tid);
    let mut senest_begyndt: Option<&Udfoert> = None;
    let mut foer: Option<&Udfoert> = None;
    for u in efter_tid {
        if foer.is_some_and(|f| f.tid == u.tid) {
            brud.er(format!("two changes of one time: {:?}, {u:?}", foer));
        }
        if let Some(foer) = senest_begyndt.filter(|foer| foer.vindue.0 > u.vindue.1) {
            brud.er(format!("times against the order of commit: {foer:?} of {:?} before {u:?} of {:?}", h.skriv[foer.nr], h.skriv[u.nr]));
        }
        if senest_begyndt.is_none_or(|s| s.vindue.0 < u.vindue.0) {
            senest_begyndt = Some(u);
        }
        // One writer: exactly the clock, or a microsecond after what came before.
        if let (true, Some(Gemt { tid, ur, .. })) = (h.slut.en_skriver, h.skriv[u.nr].gemt) {
            let skal = foer.map_or(ur, |f| ur.max(f.tid.naeste()));
            if tid != skal {
                brud.er(format!("the store gave {tid:?}, and by its clock it was to be {skal:?}: {:?}", h.skriv[u.nr]));
            }
        }
        foer = Some(u);
    }
    for v in &h.vandmaerker {
        if let Some(u) = udfoerte.iter().find(|u| u.vindue.0 > v.vindue.1 && u.tid <= v.tid) {
            brud.er(format!("committed at or before the watermark {v:?}, and later: {u:?} {:?}", h.skriv[u.nr]));
        }
        if let Some(u) = udfoerte.iter().find(|u| u.vindue.1 < v.vindue.0 && u.tid > v.tid) {
            brud.er(format!("the watermark {v:?} does not come as far as {u:?}"));
        }
    }
}

/// Plays the changes on plain lists.
pub fn spil(h: &Historie, udfoerte: &[Udfoert], brud: &mut Brud) -> Tilstande {
    let mut ud: Tilstande = BTreeMap::new();
    for (obj, _) in &h.slut.objekter {
        let tom = Tilstand { tidligst: 0, senest: 0, registreringer: Arc::default(), udgave: 0 };
        ud.insert(*obj, vec![tom]);
    }
    for u in udfoerte {
        let s = &h.skriv[u.nr];
        let Some(tilstande) = ud.get_mut(&s.obj) else { continue };
        let Some(foer) = tilstande.last() else { continue };
        match efter(s, u.tid, &foer.registreringer, h.slut.udefra) {
            Ok(registreringer) => {
                let udgave = if foer.registreringer.is_empty() { s.maerke } else { foer.udgave };
                let ny = Tilstand { tidligst: u.vindue.0, senest: u.vindue.1, registreringer: Arc::new(registreringer), udgave };
                tilstande.push(ny);
            }
            Err(hvorfor) => brud.er(format!("{hvorfor}: {s:?} on {:?}", foer.registreringer)),
        }
    }
    for (obj, registreringer) in &h.slut.objekter {
        let skal = ud.get(obj).and_then(|t| t.last()).map(|t| Vec::clone(&t.registreringer)).unwrap_or_default();
        if *registreringer != skal {
            brud.er(format!("{obj:?} is {registreringer:?} in the end, and was to be {skal:?}"));
        }
    }
    for s in &h.skriv {
        if let Svar::Afvist(kode) = s.svar {
            afvist(s, kode, &ud, h.slut.ur_mindst, brud);
        }
    }
    ud
}

/// The object's registrations after a change.
fn efter(s: &Skriv, tid: Tidspunkt, foer: &[Set], kun_sig_selv: bool) -> Result<Vec<Set>, &'static str> {
    let nyeste = foer.last();
    let levende = nyeste.is_some_and(|r| r.kode.er_levende());
    if let (Some(t), Some(r)) = (s.forudsat, nyeste)
        && r.fra != t
    {
        return Err("another registration was to be the newest");
    }
    let mut ud = foer.to_vec();
    let maerker = |foer: Option<&Set>| -> BTreeSet<u32> {
        let foer = foer.filter(|_| !kun_sig_selv);
        foer.iter().flat_map(|r| r.maerker.iter().copied()).chain([s.maerke]).collect()
    };
    let ny = |fra: Tidspunkt, kode, stykker: &[Stykke], maerker| Set { fra, kode, stykker: stykker.to_vec(), maerker };
    match (&s.aendring, nyeste) {
        (Aendring::Opret(f), None) => ud.push(ny(tid, Livscyklus::Opstaaet, f, maerker(None))),
        (Aendring::Ret(f), Some(_)) if levende => ud.push(ny(tid, Livscyklus::Rettet, f, maerker(nyeste))),
        (Aendring::Importer(f, historik), _) if !levende => {
            let historik = historik.iter().map(|(t, f)| ny(*t, Livscyklus::Importeret, f, maerker(None)));
            ud.extend(historik);
            ud.push(ny(tid, Livscyklus::Importeret, f, maerker(None)));
        }
        (Aendring::Erstat(f), None) => ud.push(ny(tid, Livscyklus::Importeret, f, maerker(None))),
        (Aendring::Erstat(f), Some(_)) if levende => ud.push(ny(tid, Livscyklus::Rettet, f, maerker(None))),
        (Aendring::Passiver, Some(r)) if levende => ud.push(Set { fra: tid, kode: Livscyklus::Passiveret, ..r.clone() }),
        (Aendring::Slet, Some(r)) if r.kode != Livscyklus::Slettet => ud.push(Set { fra: tid, kode: Livscyklus::Slettet, ..r.clone() }),
        (Aendring::Fjern, Some(_)) => ud.clear(),
        (Aendring::Omskriv, Some(_)) => ud.iter_mut().flat_map(|r| &mut r.stykker).for_each(|s| s.titel = "x".into()),
        _ => return Err("the object's state forbids it"),
    }
    if ud.windows(2).any(|p| p[0].fra >= p[1].fra) {
        return Err("times do not rise within the object");
    }
    Ok(ud)
}

/// A refusal has a reason in some state of the object while the call was under way.
fn afvist(s: &Skriv, kode: Fejlkode, tilstande: &Tilstande, ur_mindst: Option<Tidspunkt>, brud: &mut Brud) {
    let Some(t) = tilstande.get(&s.obj) else { return };
    let vindue = (s.ind, s.ud.unwrap_or(Trin::MAX));
    let findes = |r: &[Set]| !r.is_empty();
    let grund = super::mulige(t, vindue).any(|t| {
        let r = &t.registreringer;
        let nyeste = r.last();
        match kode {
            Fejlkode::FindesAllerede => findes(r),
            Fejlkode::FindesIkke => !findes(r),
            Fejlkode::UlovligOvergang => nyeste.is_some_and(|r| !r.kode.er_levende()),
            Fejlkode::Samtidig => s.forudsat.is_some(),
            Fejlkode::RegistreringsRaekkefoelge => {
                let Aendring::Importer(_, historik) = &s.aendring else { return false };
                // Later than the clock, or no later than what the object has.
                historik.iter().any(|(t, _)| nyeste.is_some_and(|r| r.fra >= *t) || ur_mindst.is_none_or(|ur| *t > ur))
            }
            _ => false,
        }
    });
    if !grund {
        brud.er(format!("refused for no reason: {s:?} in {:?}", super::mulige(t, vindue).map(|t| &t.registreringer).collect::<Vec<_>>()));
    }
}
