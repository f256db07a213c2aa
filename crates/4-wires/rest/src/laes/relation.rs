//! Reads relations: uuid XOR urn, their objekttype, number, role, type and further data (B-20, A-69).
use super::{Form, i_liste, liste as led, objekt, ukendt, vaerdi, virkning};
use crate::json::Json;
use grund::{Fejl, Fejlkode, UnikId};
use register::{Felter, Maerke, Relation, Relationsdef, Relationsslags};
use std::collections::BTreeMap;

/// Characters of an objekttype, index or label.
const NAVN_TEGN: usize = 255;
/// Characters of a reference that are looked at: more than any may have, so that its own rule refuses it.
const REFERENCE_TEGN: usize = 1024;

/// Reads `relationer`. An empty object, an empty list and null are the same as left out (B-41).
pub(super) fn liste(json: &Json<'_>, defs: &'static [Relationsdef]) -> Result<BTreeMap<u16, Vec<Relation>>, Fejl> {
    let mut ud = BTreeMap::new();
    for (navn, vaerdi) in objekt(json, "")? {
        let def = defs.iter().find(|d| d.navn == navn).ok_or_else(|| ukendt(navn, defs.iter().map(|d| d.navn)))?;
        if matches!(vaerdi, Json::Null) {
            continue;
        }
        let mut referencer = Vec::new();
        for (nr, r) in led(vaerdi, navn)?.iter().enumerate() {
            referencer.push(relation(r, def).map_err(|f| i_liste(f, nr).under(navn))?);
        }
        if !referencer.is_empty() {
            ud.insert(def.nr, referencer);
        }
    }
    Ok(ud)
}

fn relation(json: &Json<'_>, def: &'static Relationsdef) -> Result<Relation, Fejl> {
    let (mut v, mut uuid, mut urn) = (None, None, None);
    let (mut objekttype, mut indeks, mut label, mut rolle, mut slags) = (None, None, None, None, None);
    let mut felter = Felter::new();
    let nummereret = matches!(def.slags, Relationsslags::Indekseret | Relationsslags::EnIndekseret | Relationsslags::Rolle);
    for (navn, vaerdi) in objekt(json, "")? {
        if let Some(f) = def.felter.iter().find(|f| f.navn == navn) {
            if let Some(vaerdi) = vaerdi::felt(vaerdi, f, Form::Hel)? {
                felter.insert(f.nr, vaerdi);
            }
            continue;
        }
        if matches!(vaerdi, Json::Null) {
            continue;
        }
        match navn.as_ref() {
            "virkning" => v = virkning(vaerdi).map_err(|f| f.under(navn))?,
            "uuid" => uuid = Some(vaerdi::tekst(vaerdi, REFERENCE_TEGN, navn)?),
            "urn" => urn = Some(vaerdi::tekst(vaerdi, REFERENCE_TEGN, navn)?),
            "objekttype" => objekttype = Some(tekst(vaerdi, navn)?.to_owned()),
            "label" => label = Some(tekst(vaerdi, navn)?.to_owned()),
            "indeks" if nummereret => {
                indeks = Some(match vaerdi {
                    Json::Tal(t) => t
                        .parse::<u32>()
                        .map_err(|_| Fejl::ny(Fejlkode::UgyldigtTal).felt("indeks").ventet(grund::sagt::mellem(0, u32::MAX)))?
                        .to_string(),
                    andet => tekst(andet, navn)?.to_owned(),
                });
            }
            "rolle" if def.slags == Relationsslags::Rolle => rolle = Some(maerke(vaerdi).map_err(|f| f.under(navn))?),
            "type" if def.slags == Relationsslags::Rolle => slags = Some(maerke(vaerdi).map_err(|f| f.under(navn))?),
            _ => return Err(ukendt(navn, kendte(def))),
        }
    }
    Ok(Relation {
        virkning: v.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("virkning"))?,
        reference: maal(uuid, urn, !felter.is_empty())?,
        label: fyldt(label),
        objekttype: fyldt(objekttype),
        indeks: fyldt(indeks),
        rolle,
        slags,
        felter,
    })
}

fn fyldt(t: Option<String>) -> Option<String> {
    t.filter(|t| !t.is_empty())
}

/// The names that a reference may hold.
pub(crate) fn kendte(def: &'static Relationsdef) -> impl Iterator<Item = String> {
    let ekstra: &[&str] = match def.slags {
        Relationsslags::Indekseret | Relationsslags::EnIndekseret => &["indeks"],
        Relationsslags::Rolle => &["indeks", "rolle", "type"],
        Relationsslags::En | Relationsslags::Fler => &[],
    };
    ["uuid", "urn", "objekttype", "label", "virkning"]
        .iter()
        .chain(ekstra)
        .map(ToString::to_string)
        .chain(def.felter.iter().map(|f| f.navn.to_owned()))
}

/// A UUID or a URN, not both. Both blank means nothing: the relation is cleared (0..1) or the number removed; neither is
/// allowed where the reference carries data of its own (tilstandsvaerdi).
fn maal(uuid: Option<&str>, urn: Option<&str>, har_data: bool) -> Result<Option<UnikId>, Fejl> {
    match (uuid.filter(|u| !u.is_empty()), urn.filter(|u| !u.is_empty())) {
        (Some(u), None) => vaerdi::uuid(u).map(|u| Some(UnikId::Uuid(u))).map_err(|f| f.felt("uuid")),
        (None, Some(u)) => vaerdi::urn(u).map(|u| Some(UnikId::Urn(u.to_owned()))).map_err(|f| f.felt("urn")),
        (None, None) if uuid.is_some() || urn.is_some() || har_data => Ok(None),
        _ => Err(Fejl::ny(Fejlkode::UuidOgUrn).felt("uuid").tilladt(["uuid", "urn"]).regel("A-69")),
    }
}

fn maerke(json: &Json<'_>) -> Result<Maerke, Fejl> {
    if let Json::Tekst(t) = json {
        return Ok(Maerke { id: vaerdi::reference(t)?, label: None });
    }
    let (mut uuid, mut urn, mut label) = (None, None, None);
    for (navn, vaerdi) in objekt(json, "")? {
        if matches!(vaerdi, Json::Null) {
            continue;
        }
        match navn.as_ref() {
            "uuid" => uuid = Some(vaerdi::tekst(vaerdi, REFERENCE_TEGN, navn)?),
            "urn" => urn = Some(vaerdi::tekst(vaerdi, REFERENCE_TEGN, navn)?),
            "label" => label = Some(tekst(vaerdi, navn)?.to_owned()),
            _ => return Err(ukendt(navn, ["uuid", "urn", "label"])),
        }
    }
    let id = maal(uuid, urn, false)?.ok_or_else(|| Fejl::ny(Fejlkode::UuidOgUrn).felt("uuid").regel("A-69"))?;
    Ok(Maerke { id, label: fyldt(label) })
}

fn tekst<'j>(json: &'j Json<'_>, navn: &str) -> Result<&'j str, Fejl> {
    vaerdi::tekst(json, NAVN_TEGN, navn)
}
