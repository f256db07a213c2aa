//! Every answer is what the object said at some instant while the call was under way; and nothing else is shown.
use super::syn::{billede, er_der, findes};
use super::{Brud, Tilstand, Tilstande, mulige};
use crate::historie::*;
use grund::Periode;
use lager::Registreringsvalg;
use std::collections::BTreeMap;

/// Judges reads and searches; gives how many of them something was hidden from.
pub fn doem(h: &Historie, tilstande: &Tilstande, brud: &mut Brud) -> usize {
    let mut skjult = 0;
    for l in &h.laes {
        let Some(t) = tilstande.get(&l.obj) else { continue };
        let billede = |t: &Tilstand| billede(&l.kalder, l.nu, &t.registreringer, l.valg, l.virkning);
        if !mulige(t, l.vindue).any(|t| billede(t) == l.svar) {
            let skal: Vec<_> = mulige(t, l.vindue).map(billede).collect();
            brud.er(format!("{l:?} was to be one of {skal:?}"));
        }
        let alt = Kalder { graenser: None, ..l.kalder.clone() };
        let hele = |t: &Tilstand| super::syn::billede(&alt, l.nu, &t.registreringer, l.valg, l.virkning);
        skjult += usize::from(!mulige(t, l.vindue).any(|t| hele(t) == l.svar));
    }
    for s in &h.soeg {
        skjult += usize::from(soeg(s, tilstande, brud));
    }
    skjult
}

/// An object is in the answer when it was to be found all the time, and is not when it never was.
fn soeg(s: &Soeg, tilstande: &Tilstande, brud: &mut Brud) -> bool {
    let (mut mindst, mut hoejst, mut skjult) = (0u64, 0u64, false);
    let vist: Option<BTreeMap<u8, Option<&Vec<crate::typen::Set>>>> = match &s.fundet {
        Fundet::Antal(_) => None,
        Fundet::Numre(l) => Some(l.iter().map(|n| (*n, None)).collect()),
        Fundet::Objekter(l) => Some(l.iter().map(|(n, r)| (*n, Some(r))).collect()),
    };
    let laengde = match &s.fundet {
        Fundet::Antal(_) => 0,
        Fundet::Numre(l) => l.len(),
        Fundet::Objekter(l) => l.len(),
    };
    if vist.as_ref().is_some_and(|v| v.len() != laengde) {
        brud.er(format!("an object is found twice: {s:?}"));
    }
    for (obj, t) in tilstande.iter().filter(|(o, _)| o.myndighed == s.kalder.myndighed) {
        let fundet = |t: &Tilstand| findes(&s.kalder, s.nu, &t.registreringer, &s.efter, s.valg, s.virkning);
        let hele = Kalder { graenser: None, ..s.kalder.clone() };
        skjult |= mulige(t, s.vindue).any(|t| !fundet(t) && findes(&hele, s.nu, &t.registreringer, &s.efter, s.valg, s.virkning));
        // One that was removed and made anew meanwhile may be found as the one and read as the other.
        let udgaver = mulige(t, s.vindue).map(|t| t.udgave).collect::<std::collections::BTreeSet<_>>().len();
        let (altid, en_gang) = (mulige(t, s.vindue).all(fundet) && udgaver == 1, mulige(t, s.vindue).any(fundet));
        let laest = matches!(s.fundet, Fundet::Objekter(_));
        let ses_altid = !laest || mulige(t, s.vindue).all(|t| er_der(&s.kalder, s.nu, &t.registreringer));
        mindst += u64::from(altid);
        hoejst += u64::from(en_gang);
        let Some(vist) = &vist else { continue };
        let sag = vist.get(&obj.nr);
        let stater = || mulige(t, s.vindue).map(|t| &t.registreringer).collect::<Vec<_>>();
        if sag.is_none() && altid && ses_altid {
            brud.er(format!("{obj:?} is missing from {s:?}; it was {:?}", stater()));
        }
        if sag.is_some() && !en_gang {
            brud.er(format!("{obj:?} is shown, and was not to be found: {s:?}; it was {:?}", stater()));
        }
        if let Some(Some(r)) = sag {
            let billede = |t: &Tilstand| billede(&s.kalder, s.nu, &t.registreringer, Registreringsvalg::Aktuel, Periode::ALTID);
            if !mulige(t, s.vindue).any(|t| billede(t) == **r) {
                brud.er(format!("{obj:?} is shown as it never was to this caller: {s:?}; it was {:?}", stater()));
            }
        }
    }
    if let Fundet::Antal(n) = s.fundet
        && !(mindst..=hoejst).contains(&n)
    {
        brud.er(format!("{n} found, and it was from {mindst} to {hoejst}: {s:?}"));
    }
    skjult
}
