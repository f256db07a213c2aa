//! Serviceplatformen: where answers come from, upstreams, quotas.
use super::krop::{Id, Krop, Parametre};
use super::svar::{Svar, objekt, objekter, ok};
use super::{Hvem, Modul};
use administration::oversaet::fra_json;
use administration::typer::{Kilderegel, Kvoteregel, Opstroem};
use axum::extract::{Path, State};
use grund::{Fejl, Fejlkode};
use serde_json::Value;

pub(super) async fn kilder(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.kilderegler(&hvem.kalder()).iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn saet_kilde(State(t): Modul, hvem: Hvem, Krop(k): Krop) -> Svar {
    let r: Kilderegel = fra_json(Value::Object(k))?;
    serviceplatform::tjenester::kan(&r.entityid, r.kilde)?;
    ok(objekt(&t.administration.saet_kilde(&hvem.kalder(), &r).await?, hvem.kald.nu)?)
}

pub(super) async fn fjern_kilde(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let entityid = p.tag("entityid")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("entityid"))?;
    let cvr = p.cvr("myndighed")?;
    p.slut()?;
    ok(objekt(&t.administration.fjern_kilde(&hvem.kalder(), &entityid, cvr).await?, hvem.kald.nu)?)
}

pub(super) async fn opstroemme(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.opstroemme(&hvem.kalder())?.iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn saet_opstroem(State(t): Modul, hvem: Hvem, Krop(k): Krop) -> Svar {
    let o: Opstroem = fra_json(Value::Object(k))?;
    ok(objekt(&t.administration.saet_opstroem(&hvem.kalder(), &o).await?, hvem.kald.nu)?)
}

pub(super) async fn fjern_opstroem(State(t): Modul, hvem: Hvem, Path(navn): Path<String>) -> Svar {
    ok(objekt(&t.administration.fjern_opstroem(&hvem.kalder(), &navn).await?, hvem.kald.nu)?)
}

pub(super) async fn kvoter(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.kvoter(&hvem.kalder()).iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn saet_kvote(State(t): Modul, hvem: Hvem, Krop(k): Krop) -> Svar {
    let r: Kvoteregel = fra_json(Value::Object(k))?;
    ok(objekt(&t.administration.saet_kvote(&hvem.kalder(), &r).await?, hvem.kald.nu)?)
}

pub(super) async fn fjern_kvote(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    ok(objekt(&t.administration.fjern_kvote(&hvem.kalder(), uuid).await?, hvem.kald.nu)?)
}
