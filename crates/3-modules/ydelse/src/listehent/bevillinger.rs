//! BevillingHent: the benefits of a party or a case.
use super::hent::{Bevillinger, Henter, for_mange};
use super::rettighed::i_klasser;
use super::udsnit::Udsnit;
use super::visning::{Bevilling, Effektuering, Linje, Sag, Ydelse};
use super::{Bevillingskriterier, Linjesvar, Partrolle, Udgangspunkt, Ydelsessortering, Ydelsessvar, er_part, i_periode, modtager, orden};
use crate::numre::{BEVILLINGSPART, BEVILLINGSSAG};
use crate::objekttyper::BEVILLING;
use grund::tekst::{Sorteringsnoegle, sorteringsnoegle};
use grund::{Fejl, Kaldekontekst, Tidspunkt, UnikId, Uuid, graenser};
use register::Register;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Finds benefits. Nothing found is an empty list.
///
/// # Errors
/// `ForBredSoegning` beyond the limits, and those of the register.
pub async fn bevillinger(register: &Register, kald: &Kaldekontekst, k: &Bevillingskriterier) -> Result<Vec<Ydelsessvar>, Fejl> {
    let henter = Henter { register, kald: &k.faelles.kald(kald) };
    let mut bevillinger = match &k.faelles.udgangspunkt {
        Udgangspunkt::Part(id) => {
            let mut fundet = henter.bevillinger_med(BEVILLINGSPART, id).await?;
            if k.faelles.rolle != Some(Partrolle::Bevillingsmodtager) {
                let betalt = henter.effektueringer_til(id, None).await?;
                henter.fyld_op(&mut fundet, &betalt).await?;
            }
            fundet
        }
        Udgangspunkt::Sag(uuid) => henter.bevillinger_med(BEVILLINGSSAG, &[UnikId::Uuid(*uuid)]).await?,
        Udgangspunkt::Ydelse { .. } => Bevillinger::new(),
    };
    bevillinger.retain(|_, b| k.bevilling.is_none_or(|u| u == b.uuid) && k.ejer.is_none_or(|e| e == b.ejer));
    let kandidater: Vec<Arc<Bevilling>> = bevillinger.values().cloned().collect();
    if kandidater.len() > graenser::YDELSELISTE_BEVILLINGER {
        return Err(for_mange(&BEVILLING, graenser::YDELSELISTE_BEVILLINGER));
    }
    let effektueringer = henter.effektueringer_af(kandidater.iter().map(|b| b.uuid), None).await?;
    // what a payment also pays decides how much of it is shown
    henter.fyld_op(&mut bevillinger, &effektueringer).await?;
    let sager = if k.faelles.uden_sager { BTreeMap::new() } else { henter.sager(kandidater.iter()).await? };
    let udsnit = Udsnit::ny(bevillinger, effektueringer, &k.faelles.rettigheder);
    Ok(udvaelg(&udsnit, &kandidater, &sager, k))
}

/// The benefits of the candidates that are asked for and may be seen, in their order, one page of them.
pub(super) fn udvaelg(
    udsnit: &Udsnit<'_>,
    kandidater: &[Arc<Bevilling>],
    sager: &BTreeMap<Uuid, Sag>,
    k: &Bevillingskriterier,
) -> Vec<Ydelsessvar> {
    let mut svar = Vec::new();
    for b in kandidater {
        let sag = b.sag.and_then(|u| sager.get(&u)).filter(|s| k.system.is_none_or(|x| s.system.uuid == Some(x)));
        if !k.sagsnummer.as_deref().is_none_or(|n| har_sagsnummer(b, sag, n)) {
            continue;
        }
        for y in b.ydelser.iter().filter(|y| udsnit.ydelse_ses(b, y) && passer(y, k)) {
            svar.extend(ydelse(udsnit, b, y, sag, k));
        }
    }
    orden(svar, &k.faelles, |s| noegle(s, k.sortering)).into_iter().map(|s| tilskaer(s, k)).collect()
}

/// Whether the benefit is asked for by its own fields.
fn passer(y: &Ydelse, k: &Bevillingskriterier) -> bool {
    k.kle.as_ref().is_none_or(|i| i_klasser(i, y.kle.as_deref()))
        && k.system.is_none_or(|s| y.system.uuid == Some(s))
        && (k.klasser.is_empty() || y.klasse.as_ref().is_some_and(|x| k.klasser.contains(x)))
        && i_periode(k.startdato, y.start)
        && k.slutdato.is_none_or(|p| y.slut.map_or(p.til == Tidspunkt::UENDELIG, |t| p.indeholder(t)))
}

fn har_sagsnummer(b: &Bevilling, sag: Option<&Sag>, nummer: &str) -> bool {
    let er = |t: &Option<String>| t.as_deref().is_some_and(|t| t.to_lowercase() == nummer.to_lowercase());
    er(&b.sagsnoegle) || sag.is_some_and(|s| er(&s.sagsnummer))
}

/// A benefit with what was paid of it; `None` when party or days of disposition do not fit.
fn ydelse(udsnit: &Udsnit<'_>, b: &Arc<Bevilling>, y: &Ydelse, sag: Option<&Sag>, k: &Bevillingskriterier) -> Option<Ydelsessvar> {
    let mut betalt: Vec<(&Arc<Effektuering>, &Linje)> = Vec::new();
    for e in udsnit.af(b.uuid).filter(|e| k.system.is_none_or(|s| e.system.uuid == Some(s))) {
        let egne = e.linjer.iter().filter(|l| l.bevilling == Some(b.uuid) && l.ydelse.as_deref() == Some(y.id.as_str()));
        betalt.extend(egne.filter(|l| udsnit.linje_ses(e, l)).map(|l| (e, l)));
    }
    if let Udgangspunkt::Part(id) = &k.faelles.udgangspunkt {
        let bevilget = er_part(&b.modtagere, id);
        let udbetalt = er_part(&b.ydelsesmodtagere, id) || betalt.iter().any(|(e, _)| er_part(&e.modtagere, id));
        let fundet = match k.faelles.rolle {
            Some(Partrolle::Bevillingsmodtager) => bevilget,
            Some(Partrolle::Effektueringsmodtager) => udbetalt,
            None => bevilget || udbetalt,
        };
        if !fundet {
            return None;
        }
    }
    betalt.sort_by_key(|(e, l)| (e.disposition, l.start));
    let modtager = modtager(b, betalt.last().map(|(e, _)| e.as_ref()));
    betalt.retain(|(e, _)| i_periode(k.faelles.disposition, e.disposition));
    if k.faelles.disposition.is_some() && betalt.is_empty() {
        return None;
    }
    let linjer = betalt.into_iter().map(|(e, l)| Linjesvar { linje: l.clone(), effektuering: udsnit.ses_helt(e).then(|| e.clone()) });
    Some(Ydelsessvar { ydelse: y.clone(), bevilling: b.clone(), sag: sag.cloned(), modtager, linjer: linjer.collect() })
}

fn noegle(s: &Ydelsessvar, sortering: Ydelsessortering) -> (Option<Tidspunkt>, Sorteringsnoegle, Sorteringsnoegle) {
    let navn = sorteringsnoegle(s.ydelse.ydelsenavn());
    let tekst = |t: Option<&str>| (None, sorteringsnoegle(t.unwrap_or_default()), navn.clone());
    let dage = || s.linjer.iter().filter_map(|l| l.effektuering.as_ref());
    match sortering {
        Ydelsessortering::Ejer => tekst(Some(&s.bevilling.ejer.to_string())),
        Ydelsessortering::Afdeling => tekst(s.bevilling.ansvarlig.as_ref().and_then(|a| a.navn.as_deref())),
        Ydelsessortering::System => tekst(s.ydelse.system.navn.as_deref()),
        Ydelsessortering::Ydelsenavn => (None, navn, sorteringsnoegle(&s.ydelse.id)),
        Ydelsessortering::Startdato => (dage().filter_map(|e| e.start).min(), navn, Sorteringsnoegle::default()),
        Ydelsessortering::Slutdato => (dage().filter_map(|e| e.slut).max(), navn, Sorteringsnoegle::default()),
    }
}

fn tilskaer(s: Ydelsessvar, k: &Bevillingskriterier) -> Ydelsessvar {
    if k.med_effektueringer { s } else { Ydelsessvar { linjer: Vec::new(), ..s } }
}
