//! EffektueringHent: the payments of a party or a benefit.
use super::hent::{Bevillinger, Effektueringer, Henter};
use super::udsnit::Udsnit;
use super::visning::{Bevilling, Effektuering, Linje, Sag};
use super::{
    Effektueringskriterier, Effektueringssortering, Effektueringssvar, Faelles, Partrolle, Udgangspunkt, Ydelsessvar, er_part, i_periode,
    modtager, orden,
};
use crate::numre::BEVILLINGSPART;
use grund::{Fejl, Kaldekontekst, UnikId, Uuid};
use register::Register;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Finds payments. Nothing found is an empty list.
///
/// # Errors
/// `ForBredSoegning` beyond the limits, and those of the register.
pub async fn effektueringer(register: &Register, kald: &Kaldekontekst, k: &Effektueringskriterier) -> Result<Vec<Effektueringssvar>, Fejl> {
    let f = &k.faelles;
    let henter = Henter { register, kald: &f.kald(kald) };
    let mut bevillinger = Bevillinger::new();
    let effektueringer = match &f.udgangspunkt {
        Udgangspunkt::Part(id) => {
            let mut fundet = Effektueringer::new();
            if f.rolle != Some(Partrolle::Bevillingsmodtager) {
                fundet = henter.effektueringer_til(id, f.disposition).await?;
            }
            if f.rolle != Some(Partrolle::Effektueringsmodtager) {
                bevillinger = henter.bevillinger_med(BEVILLINGSPART, id).await?;
                let egne = bevillinger.values().filter(|b| er_part(&b.modtagere, id)).map(|b| b.uuid).collect::<Vec<_>>();
                fundet.extend(henter.effektueringer_af(egne.into_iter(), f.disposition).await?);
            }
            fundet
        }
        Udgangspunkt::Ydelse { bevilling, .. } => henter.effektueringer_af(std::iter::once(*bevilling), f.disposition).await?,
        Udgangspunkt::Sag(_) => Effektueringer::new(),
    };
    henter.fyld_op(&mut bevillinger, &effektueringer).await?;
    let sager = if f.uden_sager { BTreeMap::new() } else { henter.sager(bevillinger.values()).await? };
    Ok(udvaelg(&Udsnit::ny(bevillinger, effektueringer, &f.rettigheder), &sager, k))
}

/// The payments that are asked for and may be seen, in their order, one page of them.
pub(super) fn udvaelg(udsnit: &Udsnit<'_>, sager: &BTreeMap<Uuid, Sag>, k: &Effektueringskriterier) -> Vec<Effektueringssvar> {
    let f = &k.faelles;
    let mut svar = Vec::new();
    for e in udsnit.effektueringer().filter(|e| i_periode(f.disposition, e.disposition)) {
        let set: Vec<(&Linje, &Arc<Bevilling>)> =
            e.linjer.iter().filter(|l| udsnit.linje_ses(e, l)).filter_map(|l| Some((l, udsnit.bevilling(l.bevilling?)?))).collect();
        if !set.is_empty() && soegt(e, &set, f) {
            let linjer = set.into_iter().map(|(l, b)| (l.clone(), ydelse(e, l, b, sager)));
            svar.push(Effektueringssvar { effektuering: e.clone(), linjer: linjer.collect() });
        }
    }
    orden(svar, f, |s| match k.sortering {
        Effektueringssortering::Disposition => s.effektuering.disposition,
        Effektueringssortering::Startdato => s.effektuering.start,
        Effektueringssortering::Slutdato => s.effektuering.slut,
    })
}

/// Whether what may be seen of the payment is what is asked for.
fn soegt(e: &Effektuering, set: &[(&Linje, &Arc<Bevilling>)], f: &Faelles) -> bool {
    let bevilget = |id: &[UnikId]| set.iter().any(|(_, b)| er_part(&b.modtagere, id));
    match (&f.udgangspunkt, f.rolle) {
        (Udgangspunkt::Part(id), Some(Partrolle::Bevillingsmodtager)) => bevilget(id),
        (Udgangspunkt::Part(id), Some(Partrolle::Effektueringsmodtager)) => er_part(&e.modtagere, id),
        (Udgangspunkt::Part(id), None) => er_part(&e.modtagere, id) || bevilget(id),
        (Udgangspunkt::Ydelse { bevilling, id }, _) => {
            set.iter().any(|(l, b)| b.uuid == *bevilling && l.ydelse.as_deref() == Some(id.as_str()))
        }
        (Udgangspunkt::Sag(_), _) => false,
    }
}

/// The benefit that is paid, where its grant has it.
fn ydelse(e: &Effektuering, l: &Linje, b: &Arc<Bevilling>, sager: &BTreeMap<Uuid, Sag>) -> Option<Ydelsessvar> {
    let ydelse = b.ydelse(l.ydelse.as_deref()?)?.clone();
    let sag = b.sag.and_then(|u| sager.get(&u)).cloned();
    Some(Ydelsessvar { ydelse, bevilling: b.clone(), sag, modtager: modtager(b, Some(e)), linjer: Vec::new() })
}
