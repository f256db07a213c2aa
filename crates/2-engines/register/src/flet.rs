//! The merge: `(previous registration, command, now, user) → new registrations or refusal`, without I/O (A-21, A-50 … A-69).
mod egenskaber;
mod overgang;
mod perioder;
pub(crate) mod relationer;
mod tilstande;
mod varianter;

#[cfg(test)]
mod indeksproever;
#[cfg(test)]
mod proever;

use crate::kommando::*;
use crate::model::*;
use crate::objekttype::Objekttype;
use crate::valider;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, UnikId};
use overgang::Overgang;
use std::collections::BTreeMap;

/// What a command comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fletning {
    /// The registrations to append, oldest first; each ends where the next one starts, the last one never.
    Nye(Vec<Registrering>),
    /// The previous registration says it already.
    Uaendret,
}

/// Merges a command with the newest registration of its object (`None` when the object is unknown). `afsendt` is the time that the sender
/// gives what it says (C-12).
///
/// Registration times rise strictly within the object: `max(nu, previous + 1 µs)`. So do the senders' times, as far as something changes: what
/// was said before the newest registration and comes after it says nothing new, or is refused.
///
/// # Errors
/// `Overhalet` for what comes too late to change anything, 11xx and 12xx when the content breaks the type's table or a rule of periods, 13xx when the life cycle forbids the
/// operation, and whatever the type's own rules say of the result.
pub fn flet(
    forrige: Option<&Registrering>,
    kommando: &Kommando,
    afsendt: Option<Tidspunkt>,
    nu: Tidspunkt,
    bruger: &UnikId,
) -> Result<Fletning, Fejl> {
    let overgang = overgang::find(forrige.map(|f| f.livscyklus), kommando.handling, kommando.maade)?;
    if let (Some(t), Some(f)) = (kommando.forudsat, forrige)
        && f.registreret.fra != t
    {
        return Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60").detalje((
            format!("den nyeste registrering er fra {0}", f.registreret.fra.til_utc()),
            format!("the newest registration is of {0}", f.registreret.fra.til_utc()),
        )));
    }
    valider::kommando(kommando)?;
    let oprindelse = |kode| match kode {
        Livscyklus::Opstaaet | Livscyklus::Importeret => kode,
        _ => forrige.map_or(Livscyklus::Importeret, |f| f.oprindelse),
    };
    let tom = Tilstandsbillede::default();
    let typen = kommando.objekttype;
    let (kode, billede) = match overgang {
        Overgang::Uaendret => return Ok(Fletning::Uaendret),
        Overgang::Behold(kode) => (kode, forrige.map(|f| f.billede.clone()).unwrap_or_default()),
        Overgang::Forfra(kode) => {
            let mut billede = flet_billede(typen, &tom, &kommando.indhold, kommando.maade)?;
            // LoRA's JSON has no place for a sender's own extensions: what replaces an object says nothing of them.
            if let Some(f) = forrige.filter(|_| kommando.handling == Handling::Erstat) {
                for (l, xml) in &f.billede.udvidelser {
                    billede.udvidelser.entry(*l).or_insert_with(|| xml.clone());
                }
            }
            (kode, billede)
        }
        Overgang::Flet(kode) => (kode, flet_billede(typen, forrige.map_or(&tom, |f| &f.billede), &kommando.indhold, kommando.maade)?),
    };
    let mut ud = Vec::with_capacity(kommando.historik.len() + 1);
    let mut tidligst = forrige.map_or(Tidspunkt::MINUS_UENDELIG, |f| f.registreret.fra);
    let indlaes = kommando.handling == Handling::Indlaes;
    // In the indexes history goes by the senders' times: what the index has heard is passed over, and what happened between two loads is not.
    let hoert = forrige.filter(|_| indlaes).map(sagt);
    let mut sidst_sagt = if indlaes { Tidspunkt::MINUS_UENDELIG } else { tidligst };
    for (i, h) in kommando.historik.iter().enumerate() {
        if h.tidspunkt <= sidst_sagt || h.tidspunkt > nu || !h.tidspunkt.er_endelig() {
            return Err(Fejl::ny(Fejlkode::RegistreringsRaekkefoelge).felt(format!("registreringer[{}]/tidspunkt", i + 1)).regel("A-31"));
        }
        sidst_sagt = h.tidspunkt;
        if hoert.is_some_and(|t| h.tidspunkt <= t) {
            continue;
        }
        // What the register said until now is not changed: it hears of the time between two loads now.
        tidligst = if hoert.is_some() { nu.max(tidligst.naeste()) } else { h.tidspunkt };
        let billede = flet_billede(typen, &tom, &h.indhold, kommando.maade).map_err(|f| f.under(&format!("registreringer[{}]", i + 1)))?;
        ud.push(Registrering {
            registreret: Periode::ny(tidligst, Tidspunkt::UENDELIG),
            livscyklus: kode,
            oprindelse: oprindelse(kode),
            bruger: h.bruger.clone().unwrap_or_else(|| bruger.clone()),
            // in the indexes the time of a registration is the sender's (C-12)
            afsendt: indlaes.then_some(h.tidspunkt),
            note: h.note.clone(),
            billede,
        });
    }
    let ny = Registrering {
        registreret: Periode::ny(nu.max(tidligst.naeste()), Tidspunkt::UENDELIG),
        livscyklus: kode,
        oprindelse: oprindelse(kode),
        bruger: bruger.clone(),
        afsendt,
        note: kommando.note.clone(),
        billede,
    };
    if ud.is_empty() && forrige.is_some_and(|f| f.livscyklus == ny.livscyklus && samme_indhold(&f.billede, &ny.billede)) {
        return Ok(Fletning::Uaendret);
    }
    if let (Some(f), Some(_)) = (forrige, afsendt)
        && sagt(&ny) < sagt(f)
    {
        // What is there already may be said late, too.
        if samme_indhold(&f.billede, &ny.billede) {
            return Ok(Fletning::Uaendret);
        }
        let detalje = format!("the newest registration is of {}, this one of {}", sagt(f).til_xs(), sagt(&ny).til_xs());
        return Err(Fejl::ny(Fejlkode::Overhalet).felt("tidspunkt").regel("C-12").detalje(detalje));
    }
    ud.push(ny);
    let mut slut = Tidspunkt::UENDELIG;
    for r in ud.iter_mut().rev() {
        r.registreret.til = slut;
        slut = r.registreret.fra;
    }
    if !matches!(overgang, Overgang::Behold(_)) {
        let mut foer = forrige;
        for r in &ud {
            valider::resultat(typen, foer, r, kommando)?;
            foer = Some(r);
        }
    }
    Ok(Fletning::Nye(ud))
}

/// What says the same once more, where the merge found nothing new: for a writer who may not learn that it was said already.
pub fn gentaget(forrige: &Registrering, kommando: &Kommando, afsendt: Option<Tidspunkt>, nu: Tidspunkt, bruger: &UnikId) -> Registrering {
    Registrering {
        registreret: Periode::ny(nu.max(forrige.registreret.fra.naeste()), Tidspunkt::UENDELIG),
        bruger: bruger.clone(),
        afsendt,
        note: kommando.note.clone(),
        ..forrige.clone()
    }
}

/// When a registration was said: as its sender says, though not later than it came. A sender whose clock is ahead so holds up nobody.
fn sagt(r: &Registrering) -> Tidspunkt {
    r.afsendt.map_or(r.registreret.fra, |t| t.min(r.registreret.fra))
}

/// Merges the parts of a content, each by its own rule.
fn flet_billede(typen: &Objekttype, gammelt: &Tilstandsbillede, nyt: &Indhold, maade: Flettemaade) -> Result<Tilstandsbillede, Fejl> {
    let egenskaber = egenskaber::flet(typen.egenskaber, &gammelt.egenskaber, nyt.egenskaber.as_deref(), maade)?;
    let mut tilstande = uroerte(&gammelt.tilstande, &nyt.tilstande);
    for (nr, nye) in &nyt.tilstande {
        let navn = typen.tilstand_nr(*nr).map_or("", |d| d.navn);
        let flettet = tilstande::flet(gammelt.tilstande.get(nr).map_or(&[], Vec::as_slice), nye, maade)
            .map_err(|f| f.under(navn).under("tilstande"))?;
        saet(&mut tilstande, *nr, flettet);
    }
    let mut relationer = uroerte(&gammelt.relationer, &nyt.relationer);
    for (nr, nye) in &nyt.relationer {
        let Some(def) = typen.relation_nr(*nr) else { continue };
        let flettet = relationer::flet(def, gammelt.relationer.get(nr).map_or(&[], Vec::as_slice), nye, maade)
            .map_err(|f| f.under(def.navn).under("relationer"))?;
        saet(&mut relationer, *nr, flettet);
    }
    let varianter = match typen.varianter {
        Some(def) => varianter::flet(def, &gammelt.varianter, nyt.varianter.as_deref(), maade).map_err(|f| f.under("varianter"))?,
        None => Vec::new(),
    };
    let mut udvidelser = gammelt.udvidelser.clone();
    for (liste, xml) in &nyt.udvidelser {
        if xml.is_empty() {
            udvidelser.remove(liste);
        } else {
            udvidelser.insert(*liste, xml.clone());
        }
    }
    Ok(Tilstandsbillede { egenskaber, tilstande, relationer, varianter, udvidelser })
}

/// What is not mentioned carries over.
fn uroerte<T: Clone>(gamle: &BTreeMap<u16, Vec<T>>, nye: &BTreeMap<u16, Vec<T>>) -> BTreeMap<u16, Vec<T>> {
    gamle.iter().filter(|(nr, _)| !nye.contains_key(nr)).map(|(nr, l)| (*nr, l.clone())).collect()
}

/// An empty list is stored as no list, so that equal contents are equal values.
fn saet<T>(kort: &mut BTreeMap<u16, Vec<T>>, nr: u16, liste: Vec<T>) {
    if liste.is_empty() {
        kort.remove(&nr);
    } else {
        kort.insert(nr, liste);
    }
}

/// Equal in everything, whatever the order in which references came.
fn samme_indhold(a: &Tilstandsbillede, b: &Tilstandsbillede) -> bool {
    a.egenskaber == b.egenskaber
        && a.tilstande == b.tilstande
        && a.varianter == b.varianter
        && a.udvidelser == b.udvidelser
        && (a.relationer == b.relationer
            || (a.relationer.len() == b.relationer.len()
                && a.relationer
                    .iter()
                    .zip(&b.relationer)
                    .all(|((nr, x), (andet, y))| nr == andet && x.len() == y.len() && relationer::samme(x, y))))
}
