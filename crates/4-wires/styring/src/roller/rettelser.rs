//! Changes and lists.
use super::{Hvem, Modul, Sted, hel, vis};
use crate::administration::krop::{Id, Krop, Parametre};
use crate::administration::svar::{Svar, liste, objekt, ok, oprettet};
use axum::extract::State;
use grund::fejl::uddrag;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use register::Emne;
use register::oversaet::fra_json;
use roller::bog::Kendt;
use roller::rettelser::Rolleaendring;
use roller::simuler::Hvad;
use roller::typer::*;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Characters of a note.
const NOTE: usize = 4_000;

fn kendte<T: Emne>(l: &[Arc<Kendt<T>>], nu: Tidspunkt) -> Svar {
    liste(l.iter().map(|k| vis::kendt(k, nu)).collect::<Result<_, _>>()?)
}

pub(super) async fn systemroller(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let system = p.uuid("system")?;
    p.slut()?;
    let alle = t.roller.systemroller_i_kraft(system, hvem.kald.nu).await?;
    let en = |(u, r): &(Uuid, Arc<Brugersystemrolle>)| -> Result<Map<String, Value>, Fejl> {
        let mut o = register::oversaet::vis(&**r)?;
        o.insert("uuid".into(), u.to_string().into());
        Ok(o)
    };
    liste(alle.iter().map(en).collect::<Result<_, Fejl>>()?)
}

pub(super) async fn saet_systemrolle(State(t): Modul, hvem: Hvem, k: Krop) -> Svar {
    let r: Brugersystemrolle = fra_json(hel(k))?;
    ok(objekt(&t.roller.saet_systemrolle(&hvem.kalder(), &r).await?, hvem.kald.nu)?)
}

pub(super) async fn nedlaeg_systemrolle(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    ok(objekt(&t.roller.nedlaeg_systemrolle(&hvem.kalder(), uuid).await?, hvem.kald.nu)?)
}

pub(super) async fn roller(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, p: Parametre) -> Svar {
    p.slut()?;
    hvem.maa_laese(cvr)?;
    let andre = t.roller.delegerende(cvr).await?;
    kendte(&t.roller.roller_for(cvr, &andre, hvem.kald.nu).await?, hvem.kald.nu)
}

pub(super) async fn forslag(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, p: Parametre) -> Svar {
    p.slut()?;
    hvem.maa_laese(cvr)?;
    kendte(&t.roller.forslag(cvr).await?, hvem.kald.nu)
}

fn tag_uuid(k: &mut Krop, navn: &'static str) -> Result<Option<Uuid>, Fejl> {
    let t = k.tekst(navn, 36)?;
    if t.is_empty() {
        return Ok(None);
    }
    grund::id::laes_uuid(&t).map(Some).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(navn).detalje(uddrag(&t)))
}

fn tag_rolle(k: &mut Krop) -> Result<Option<Jobfunktionsrolle>, Fejl> {
    let Some(v) = k.0.remove("indhold").filter(|v| !v.is_null()) else { return Ok(None) };
    fra_json(v).map(Some).map_err(|f| f.under("indhold"))
}

pub(super) async fn foreslaa(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, mut k: Krop) -> Svar {
    let (rolle, indhold) = (tag_uuid(&mut k, "rolle")?, tag_rolle(&mut k)?);
    let (begrundelse, fra) = (k.tekst("begrundelse", NOTE)?, k.tid("fra")?);
    k.slut()?;
    let aendring = match (rolle, indhold) {
        (None, Some(r)) => Rolleaendring::Opret(r),
        (Some(u), Some(r)) => Rolleaendring::Ret(u, r),
        (Some(u), None) => Rolleaendring::Ophoer(u),
        (None, None) => return Err(Fejl::ny(Fejlkode::ManglerElement).felt("indhold").into()),
    };
    oprettet(objekt(&t.roller.foreslaa(&hvem.kalder(), cvr, aendring, &begrundelse, fra).await?, hvem.kald.nu)?)
}

pub(super) async fn godkend(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, mut k: Krop) -> Svar {
    let note = k.tekst("note", NOTE)?;
    k.slut()?;
    ok(objekt(&t.roller.godkend(&hvem.kalder(), cvr, uuid, &note).await?, hvem.kald.nu)?)
}

pub(super) async fn afvis(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, mut k: Krop) -> Svar {
    let note = k.tekst("note", NOTE)?;
    k.slut()?;
    ok(objekt(&t.roller.afvis(&hvem.kalder(), cvr, uuid, &note).await?, hvem.kald.nu)?)
}

pub(super) async fn tildelinger(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, mut p: Parametre) -> Svar {
    let (rolle, reference) = (p.uuid("rolle")?, p.uuid("reference")?);
    p.slut()?;
    hvem.maa_laese(cvr)?;
    let alle = t.roller.tildelinger(cvr).await?;
    let med = |k: &&Arc<Kendt<Rolletildeling>>| {
        rolle.is_none_or(|r| k.sidst.rolle == r) && reference.is_none_or(|r| k.sidst.reference == Some(r))
    };
    kendte(&alle.iter().filter(med).cloned().collect::<Vec<_>>(), hvem.kald.nu)
}

pub(super) async fn tildel(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, k: Krop) -> Svar {
    let x: Rolletildeling = fra_json(hel(k))?;
    oprettet(objekt(&t.roller.tildel(&hvem.kalder(), cvr, &x).await?, hvem.kald.nu)?)
}

pub(super) async fn ophoer_tildeling(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, mut p: Parametre) -> Svar {
    let fra = p.tid("fra")?;
    p.slut()?;
    ok(objekt(&t.roller.ophoer_tildeling(&hvem.kalder(), cvr, uuid, fra).await?, hvem.kald.nu)?)
}

pub(super) async fn godkend_tildeling(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted) -> Svar {
    ok(objekt(&t.roller.afgoer_tildeling(&hvem.kalder(), cvr, uuid, true).await?, hvem.kald.nu)?)
}

pub(super) async fn afvis_tildeling(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted) -> Svar {
    ok(objekt(&t.roller.afgoer_tildeling(&hvem.kalder(), cvr, uuid, false).await?, hvem.kald.nu)?)
}

pub(super) async fn undtag(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, mut k: Krop) -> Svar {
    let l = k.tekster("undtagelser", grund::graenser::ROLLE_UNDTAGELSER)?;
    k.slut()?;
    ok(objekt(&t.roller.undtag(&hvem.kalder(), cvr, uuid, l).await?, hvem.kald.nu)?)
}

pub(super) async fn konfliktregler(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, p: Parametre) -> Svar {
    p.slut()?;
    hvem.maa_laese(cvr)?;
    kendte(&t.roller.konfliktregler(cvr).await?, hvem.kald.nu)
}

pub(super) async fn opret_konfliktregel(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, k: Krop) -> Svar {
    let r: Konfliktregel = fra_json(hel(k))?;
    oprettet(objekt(&t.roller.saet_konfliktregel(&hvem.kalder(), cvr, None, &r).await?, hvem.kald.nu)?)
}

pub(super) async fn ret_konfliktregel(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, k: Krop) -> Svar {
    let r: Konfliktregel = fra_json(hel(k))?;
    ok(objekt(&t.roller.saet_konfliktregel(&hvem.kalder(), cvr, Some(uuid), &r).await?, hvem.kald.nu)?)
}

pub(super) async fn nedlaeg_konfliktregel(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted) -> Svar {
    ok(objekt(&t.roller.nedlaeg_konfliktregel(&hvem.kalder(), cvr, uuid).await?, hvem.kald.nu)?)
}

pub(super) async fn spaerringer(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, p: Parametre) -> Svar {
    p.slut()?;
    hvem.maa_laese(cvr)?;
    kendte(&t.roller.spaerringer(cvr).await?, hvem.kald.nu)
}

pub(super) async fn spaer(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, Krop(mut k): Krop) -> Svar {
    k.entry("fra").or_insert_with(|| hvem.kald.nu.til_utc().into());
    let s: Adgangsspaerring = fra_json(Value::Object(k))?;
    oprettet(objekt(&t.roller.spaer(&hvem.kalder(), cvr, &s).await?, hvem.kald.nu)?)
}

pub(super) async fn ophaev_spaerring(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted) -> Svar {
    ok(objekt(&t.roller.ophaev_spaerring(&hvem.kalder(), cvr, uuid).await?, hvem.kald.nu)?)
}

/// What a change would do: a role's content (a new one or another), an assignment, or the end of either.
pub(super) async fn simuler(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, mut k: Krop) -> Svar {
    let (rolle, indhold, uden) = (tag_uuid(&mut k, "rolle")?, tag_rolle(&mut k)?, tag_uuid(&mut k, "udentildeling")?);
    let tildeling = k.0.remove("tildeling").filter(|v| !v.is_null());
    let tildeling: Option<Rolletildeling> = tildeling.map(|v| fra_json(v).map_err(|f| f.under("tildeling"))).transpose()?;
    k.slut()?;
    let hvad = match (tildeling, uden, rolle, indhold) {
        (Some(x), None, None, None) => Hvad::Tildeling(x),
        (None, Some(u), None, None) => Hvad::UdenTildeling(u),
        (None, None, rolle, Some(r)) => Hvad::Rolle(rolle.unwrap_or_else(Uuid::nil), Some(r)),
        (None, None, Some(u), None) => Hvad::Rolle(u, None),
        _ => {
            let ventet = ("indhold, rolle, tildeling eller udentildeling", "indhold, rolle, tildeling or udentildeling");
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("indhold").ventet(ventet).into());
        }
    };
    // An administrator sees counts; samples are for whoever may read the register, by a token.
    ok(vis::virkning(&t.roller.simuler(&hvem.kalder(), cvr, &hvad, None).await?))
}
