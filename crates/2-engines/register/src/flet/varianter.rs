//! Merge of a document's variants and parts.
use super::egenskaber;
use crate::kommando::*;
use crate::model::*;
use crate::objekttype::Variantdef;
use grund::{Fejl, Fejlkode};
use std::collections::{BTreeMap, HashMap};

/// Variants are known by their text: a known one is merged, a new one is added, one that is not mentioned stays.
pub(super) fn flet(def: &Variantdef, gamle: &[Variant], nye: Option<&[Variantindhold]>, maade: Flettemaade) -> Result<Vec<Variant>, Fejl> {
    let Some(nye) = nye else { return Ok(gamle.to_vec()) };
    if nye.is_empty() {
        return Ok(if maade == Flettemaade::Lora { Vec::new() } else { gamle.to_vec() });
    }
    let mut sendt = efter_noegle(nye, |n| &n.tekst)?;
    let mut ud = Vec::with_capacity(gamle.len() + nye.len());
    for g in gamle {
        ud.push(match sendt.remove(g.tekst.as_str()) {
            Some(n) => variant(def, g, n, maade)?,
            None => g.clone(),
        });
    }
    for n in nye.iter().filter(|n| sendt.contains_key(n.tekst.as_str())) {
        let tom = Variant { tekst: n.tekst.clone(), egenskaber: Vec::new(), dele: Vec::new() };
        ud.push(variant(def, &tom, n, maade)?);
    }
    Ok(ud)
}

fn variant(def: &Variantdef, gammel: &Variant, ny: &Variantindhold, maade: Flettemaade) -> Result<Variant, Fejl> {
    let egenskaber = egenskaber::flet(def.egenskaber, &gammel.egenskaber, ny.egenskaber.as_deref(), maade)?;
    let dele = match ny.dele.as_deref() {
        None => gammel.dele.clone(),
        Some([]) if maade == Flettemaade::Lora => Vec::new(),
        Some(nye) => {
            let mut sendt = efter_noegle(nye, |n| &n.tekst)?;
            let mut ud = Vec::with_capacity(gammel.dele.len() + nye.len());
            for g in &gammel.dele {
                ud.push(match sendt.remove(g.tekst.as_str()) {
                    Some(n) => del(def, g, n, maade)?,
                    None => g.clone(),
                });
            }
            for n in nye.iter().filter(|n| sendt.contains_key(n.tekst.as_str())) {
                let tom = Del { tekst: n.tekst.clone(), egenskaber: Vec::new(), relationer: BTreeMap::new() };
                ud.push(del(def, &tom, n, maade)?);
            }
            ud
        }
    };
    Ok(Variant { tekst: gammel.tekst.clone(), egenskaber, dele })
}

fn del(def: &Variantdef, gammel: &Del, ny: &Delindhold, maade: Flettemaade) -> Result<Del, Fejl> {
    let egenskaber = egenskaber::flet(def.del_egenskaber, &gammel.egenskaber, ny.egenskaber.as_deref(), maade)?;
    // A part's relations are one list: what is sent is all of them.
    let relationer = match &ny.relationer {
        Some(r) => r.iter().filter(|(_, l)| !l.is_empty()).map(|(nr, l)| (*nr, l.clone())).collect(),
        None => gammel.relationer.clone(),
    };
    Ok(Del { tekst: gammel.tekst.clone(), egenskaber, relationer })
}

fn efter_noegle<T>(nye: &[T], noegle: impl Fn(&T) -> &String) -> Result<HashMap<&str, &T>, Fejl> {
    let mut ud = HashMap::with_capacity(nye.len());
    for n in nye {
        if ud.insert(noegle(n).as_str(), n).is_some() {
            return Err(Fejl::ny(Fejlkode::DobbeltNoegle).felt(grund::fejl::uddrag(noegle(n))).regel("A-66"));
        }
    }
    Ok(ud)
}
