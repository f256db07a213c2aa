//! Merge of attribute periods.
use super::perioder::{rest, sorter};
use crate::kommando::Flettemaade;
use crate::model::*;
use crate::objekttype::Felt;
use grund::{Fejl, Periode};

/// Merges field by field: in a given period an omitted field keeps its old value, a cleared one loses it. Both modes do the
/// same, except that an empty list clears in LoRA and says nothing in STS.
pub(super) fn flet(felter: &[Felt], gamle: &[Egenskab], nye: Option<&[Egenskab]>, maade: Flettemaade) -> Result<Vec<Egenskab>, Fejl> {
    let Some(nye) = nye else { return Ok(gamle.to_vec()) };
    if nye.is_empty() {
        return Ok(if maade == Flettemaade::Lora { Vec::new() } else { gamle.to_vec() });
    }
    // An empty period covers no instant and so says nothing about any field.
    let mut nye: Vec<&Egenskab> = nye.iter().filter(|e| !e.virkning.periode.er_tom()).collect();
    sorter(&mut nye).map_err(|f| f.under("egenskaber"))?;
    let perioder: Vec<Periode> = nye.iter().map(|e| e.virkning.periode).collect();
    let mut ud = Vec::with_capacity(gamle.len() + nye.len() + 1);
    rest(gamle.iter().cloned(), &perioder, &mut ud);
    for ny in nye {
        let p = ny.virkning.periode;
        // With every field given nothing is kept, and the period stays whole.
        if felter.iter().all(|f| ny.felter.contains_key(&f.nr)) {
            ud.push(Egenskab { virkning: ny.virkning.clone(), felter: sammen(None, &ny.felter) });
            continue;
        }
        let mut fra = p.fra;
        let foerste = gamle.partition_point(|g| g.virkning.periode.til <= p.fra);
        for g in gamle.iter().skip(foerste).take_while(|g| g.virkning.periode.fra < p.til) {
            let Some(f) = g.virkning.periode.faelles(p) else { continue };
            if fra < f.fra {
                ud.push(Egenskab { virkning: ny.virkning.med(Periode::ny(fra, f.fra)), felter: sammen(None, &ny.felter) });
            }
            ud.push(Egenskab { virkning: ny.virkning.med(f), felter: sammen(Some(&g.felter), &ny.felter) });
            fra = f.til;
        }
        if fra < p.til {
            ud.push(Egenskab { virkning: ny.virkning.med(Periode::ny(fra, p.til)), felter: sammen(None, &ny.felter) });
        }
    }
    ud.sort_by_key(|e| e.virkning.periode.fra);
    Ok(ud)
}

/// The old values with the new ones over them.
fn sammen(gamle: Option<&Felter>, nye: &Felter) -> Felter {
    let mut ud = gamle.cloned().unwrap_or_default();
    for (nr, v) in nye {
        match kanonisk(v) {
            Some(v) => ud.insert(*nr, v),
            None => ud.remove(nr),
        };
    }
    ud
}

/// Values as they are stored.
pub(super) fn kanoniske(felter: &Felter) -> Felter {
    sammen(None, felter)
}

/// The value as it is stored; `None` for every form of emptiness.
fn kanonisk(v: &Vaerdi) -> Option<Vaerdi> {
    match v {
        Vaerdi::Tom => None,
        Vaerdi::Tekst(t) => (!t.is_empty()).then(|| v.clone()),
        Vaerdi::Liste(l) => {
            let l: Vec<Vaerdi> = l.iter().filter_map(kanonisk).collect();
            (!l.is_empty()).then_some(Vaerdi::Liste(l))
        }
        Vaerdi::Struktur(f) => {
            let f = kanoniske(f);
            (!f.is_empty()).then_some(Vaerdi::Struktur(f))
        }
        Vaerdi::Heltal(_) | Vaerdi::Boolsk(_) | Vaerdi::Tidspunkt(_) | Vaerdi::Reference(_) => Some(v.clone()),
    }
}
