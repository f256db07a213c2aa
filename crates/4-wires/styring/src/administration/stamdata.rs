//! Who I am, authorities and companies, administrators, retention, services, data restriction types.
use super::krop::{Id, Krop, Nummer, Parametre};
use super::svar::{Svar, objekt, objekter, ok, oprettet};
use super::{Hvem, Modul};
use adgang::Administratorrolle;
use administration::oversaet::fra_json;
use administration::typer::{Administratorpost, Aktoer, Dataafgraensningstype, Opbevaringsregel, Tjeneste};
use axum::extract::State;
use grund::{Cvr, Fejl, Fejlkode};
use serde_json::{Map, Value, json};

/// The caller and its roles.
pub(super) async fn mig(hvem: Hvem) -> Svar {
    let a = &hvem.administrator;
    let cvr = |v: fn(Administratorrolle) -> Option<Cvr>| -> Value {
        a.roller.iter().filter_map(|r| v(*r)).map(|c| Value::from(c.to_string())).collect()
    };
    use Administratorrolle as R;
    ok(json!({
        "uuid": a.uuid.to_string(),
        "navn": a.navn,
        "leverandoer": cvr(|r| if let R::Leverandoer(c) = r { Some(c) } else { None }),
        "aftaler": cvr(|r| if let R::Aftaler(c) = r { Some(c) } else { None }),
        "logindsigt": cvr(|r| if let R::Logindsigt(c) = r { Some(c) } else { None }),
        "roller": cvr(|r| if let R::Roller(c) = r { Some(c) } else { None }),
        "drift": a.roller.contains(&R::Drift),
    }))
}

pub(super) async fn aktoerer(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.aktoerer().iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn aktoer(State(t): Modul, hvem: Hvem, Nummer(cvr): Nummer) -> Svar {
    let a = t.administration.aktoer(cvr).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("cvr"))?;
    ok(objekt(&a, hvem.kald.nu)?)
}

pub(super) async fn saet_aktoer(State(t): Modul, hvem: Hvem, Nummer(cvr): Nummer, Krop(k): Krop) -> Svar {
    let a: Aktoer = fra_json(med_cvr(k, cvr)?)?;
    ok(objekt(&t.administration.saet_aktoer(&hvem.kalder(), &a).await?, hvem.kald.nu)?)
}

/// The body with the CVR number of the path; one that says another is refused.
pub(super) fn med_cvr(mut k: Map<String, Value>, cvr: Cvr) -> Result<Value, Fejl> {
    let egen = Value::from(cvr.to_string());
    if k.insert("cvr".into(), egen.clone()).is_some_and(|c| c != egen) {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("cvr").tilladt([cvr.to_string()]));
    }
    Ok(Value::Object(k))
}

pub(super) async fn administratorer(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.administratorer(&hvem.kalder())?.iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn opret_administrator(State(t): Modul, hvem: Hvem, Krop(k): Krop) -> Svar {
    let a: Administratorpost = fra_json(Value::Object(k))?;
    oprettet(objekt(&t.administration.saet_administrator(&hvem.kalder(), None, &a).await?, hvem.kald.nu)?)
}

pub(super) async fn ret_administrator(State(t): Modul, hvem: Hvem, Id(uuid): Id, Krop(k): Krop) -> Svar {
    let a: Administratorpost = fra_json(Value::Object(k))?;
    ok(objekt(&t.administration.ret_administrator(&hvem.kalder(), uuid, &a).await?, hvem.kald.nu)?)
}

pub(super) async fn nedlaeg_administrator(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    ok(objekt(&t.administration.nedlaeg_administrator(&hvem.kalder(), uuid).await?, hvem.kald.nu)?)
}

pub(super) async fn opbevaring(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.opbevaringsregler(&hvem.kalder()).iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn saet_opbevaring(State(t): Modul, hvem: Hvem, Nummer(cvr): Nummer, Krop(k): Krop) -> Svar {
    if let Some(n) = ["forslag", "foreslaaetaf"].into_iter().find(|n| k.contains_key(*n)) {
        return Err(Fejl::ny(Fejlkode::UkendtFelt).felt(n).tilladt(["dage"]).into());
    }
    let r: Opbevaringsregel = fra_json(med_cvr(k, cvr)?)?;
    ok(objekt(&t.administration.saet_opbevaring(&hvem.kalder(), &r).await?, hvem.kald.nu)?)
}

pub(super) async fn tjenester(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let entityid = p.tag("entityid")?;
    p.slut()?;
    let alle = t.administration.tjenester();
    objekter(alle.iter().map(|p| &**p).filter(|p| entityid.as_ref().is_none_or(|e| p.data.entityid == *e)), hvem.kald.nu)
}

pub(super) async fn saet_tjeneste(State(t): Modul, hvem: Hvem, Krop(k): Krop) -> Svar {
    let d: Tjeneste = fra_json(Value::Object(k))?;
    ok(objekt(&t.administration.saet_tjeneste(&hvem.kalder(), &d).await?, hvem.kald.nu)?)
}

pub(super) async fn nedlaeg_tjeneste(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let entityid = p.tag("entityid")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("entityid"))?;
    p.slut()?;
    ok(objekt(&t.administration.nedlaeg_tjeneste(&hvem.kalder(), &entityid).await?, hvem.kald.nu)?)
}

pub(super) async fn dataafgraensningstyper(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let entityid = p.tag("entityid")?;
    p.slut()?;
    let alle = t.administration.dataafgraensningstyper();
    objekter(alle.iter().map(|p| &**p).filter(|p| entityid.as_ref().is_none_or(|e| p.data.entityid == *e)), hvem.kald.nu)
}

pub(super) async fn saet_dataafgraensningstype(State(t): Modul, hvem: Hvem, Krop(k): Krop) -> Svar {
    let d: Dataafgraensningstype = fra_json(Value::Object(k))?;
    ok(objekt(&t.administration.saet_dataafgraensningstype(&hvem.kalder(), &d).await?, hvem.kald.nu)?)
}
