//! Findings, attestation, leavers, import.
use super::{Hvem, Modul, Sted, vis};
use crate::administration::krop::{Krop, Parametre};
use crate::administration::svar::{Svar, liste, objekt, ok, oprettet};
use axum::extract::State;
use grund::{Fejl, Fejlkode};
use register::oversaet::fra_json;
use roller::fund::Fundvalg;
use roller::typer::*;
use roller::{fratraedelse, indlaes};
use serde_json::{Value, json};

/// Characters of a file in a body: its limit is the body's.
const FIL: usize = grund::graenser::ADMINISTRATION_KROP_BYTES;

fn tal(p: &mut Parametre, navn: &'static str, maks: u32, ellers: u32) -> Result<u32, Fejl> {
    let Some(n) = p.tal(navn)? else { return Ok(ellers) };
    u32::try_from(n).ok().filter(|n| (1..=maks).contains(n)).ok_or_else(|| {
        let ventet = format!("1–{maks}");
        Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).ventet((ventet.clone(), ventet))
    })
}

pub(super) async fn fund(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, mut p: Parametre) -> Svar {
    let valg = Fundvalg { maaneder: tal(&mut p, "maaneder", 120, 6)?, dage: tal(&mut p, "dage", 3_650, 30)? };
    p.slut()?;
    let alle = t.roller.fund(&hvem.kalder(), cvr, valg).await?;
    liste(alle.iter().filter_map(|f| vis::fund(f).as_object().cloned()).collect())
}

pub(super) async fn attestationer(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, p: Parametre) -> Svar {
    p.slut()?;
    hvem.maa_laese(cvr)?;
    let alle = t.roller.kampagner(cvr).await?;
    liste(alle.iter().map(|k| vis::kendt(k, hvem.kald.nu)).collect::<Result<_, _>>()?)
}

pub(super) async fn begynd(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, Krop(mut k): Krop) -> Svar {
    k.insert("begyndt".into(), hvem.kald.nu.til_utc().into());
    let k: Attestationskampagne = fra_json(Value::Object(k))?;
    oprettet(objekt(&t.roller.begynd_attestation(&hvem.kalder(), cvr, &k).await?, hvem.kald.nu)?)
}

pub(super) async fn attestation(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, p: Parametre) -> Svar {
    p.slut()?;
    let punkter = t.roller.attestationspunkter(&hvem.kalder(), cvr, uuid).await?;
    let status = t.roller.attestationsstatus(&hvem.kalder(), cvr, uuid).await?;
    ok(vis::attestation(&status, &punkter))
}

pub(super) async fn luk(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted) -> Svar {
    ok(objekt(&t.roller.luk_attestation(&hvem.kalder(), cvr, uuid).await?, hvem.kald.nu)?)
}

pub(super) async fn svar(State(t): Modul, hvem: Hvem, Sted(cvr, uuid): Sted, Krop(mut k): Krop) -> Svar {
    k.insert("kampagne".into(), uuid.to_string().into());
    let s: Attestationssvar = fra_json(Value::Object(k))?;
    ok(objekt(&t.roller.attester(&hvem.kalder(), cvr, &s).await?, hvem.kald.nu)?)
}

pub(super) async fn fratraed(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, mut k: Krop) -> Svar {
    let (csv, kilde) = (k.kraevet("csv", FIL)?, k.tekst("kilde", 200)?);
    k.slut()?;
    let linjer = fratraedelse::laes(csv.as_bytes())?;
    let bevis = t.roller.fratraed(&hvem.kalder(), cvr, &linjer, &kilde).await?;
    liste(bevis.iter().filter_map(|b| vis::fratraadt(b).as_object().cloned()).collect())
}

pub(super) async fn indlaesning(State(t): Modul, hvem: Hvem, Sted(cvr, _): Sted, mut k: Krop) -> Svar {
    let (csv, kilde) = (k.tekst("csv", FIL)?, k.tekst("kilde", 200)?);
    let rk = k.0.remove("rollekatalog").filter(|v| !v.is_null());
    k.slut()?;
    let roller = match (csv.is_empty(), rk) {
        (false, None) => indlaes::laes_csv(csv.as_bytes())?,
        (true, Some(v)) => indlaes::laes_rollekatalog(&v)?,
        _ => return Err(Fejl::ny(Fejlkode::ManglerElement).felt("csv").ventet(("csv eller rollekatalog", "csv or rollekatalog")).into()),
    };
    let ud = t.roller.indlaes(&hvem.kalder(), cvr, &roller, &kilde).await?;
    ok(json!({ "antal": ud.len(), "resultater": ud.iter().map(|(navn, u)| vis::udfald(navn, u)).collect::<Vec<_>>() }))
}
