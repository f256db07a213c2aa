//! Buildings and units of BBR, by address and by id, with the register's own names of fields.
use crate::Tilstand;
use crate::param::{Parametre, uuid};
use crate::svar::{Afvisning, ok};
use adresse::{Entitet, Slags, slags};
use axum::extract::{Path, State};
use axum::response::Response;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use serde_json::{Map, Value, json};

/// An entity as the register has it now; with its history where that is asked for.
fn som_json(slags: &'static Slags, id: Uuid, e: &Entitet, nu: Tidspunkt, med_historik: bool) -> Value {
    let version = |v: &adresse::Version| {
        let mut o: Map<String, Value> = v.alle(slags).map(|(n, t)| (n.to_owned(), t.into())).collect();
        let ende = |t: Tidspunkt| if t.er_endelig() { Value::String(t.til_utc()) } else { Value::Null };
        o.insert("id".into(), id.to_string().into());
        o.insert("status".into(), v.status.to_string().into());
        o.insert("virkningfra".into(), ende(v.virkning.fra));
        o.insert("virkningtil".into(), ende(v.virkning.til));
        o.insert("registreringfra".into(), ende(v.registrering.fra));
        o.insert("registreringtil".into(), ende(v.registrering.til));
        Value::Object(o)
    };
    let mut nu = e.gaeldende(nu).map_or_else(|| json!({ "id": id }), version);
    if let (true, Some(o)) = (med_historik, nu.as_object_mut()) {
        o.insert("historik".into(), e.versioner.iter().map(version).collect());
    }
    nu
}

fn liste(slags: &'static Slags, alle: &[(Uuid, Entitet)], nu: Tidspunkt, med_historik: bool) -> Response {
    ok(&alle.iter().map(|(id, e)| som_json(slags, *id, e, nu, med_historik)).collect::<Value>())
}

pub(crate) async fn bygninger(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    p.kun(&["husnummer_id", "historik"])?;
    let nu = t.ur.nu();
    let id = p.uuid("husnummer_id")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("husnummer_id"))?;
    Ok(liste(&slags::BYGNING, &t.adresser.bygninger(id, nu).await?, nu, p.ja("historik", false)?))
}

pub(crate) async fn enheder(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    p.kun(&["adresse_id", "bygning_id", "historik"])?;
    let nu = t.ur.nu();
    let alle = match (p.uuid("adresse_id")?, p.uuid("bygning_id")?) {
        (Some(id), None) => t.adresser.enheder(id, nu).await?,
        (None, Some(id)) => t.adresser.bygningens_enheder(id, nu).await?,
        _ => return Err(Fejl::ny(Fejlkode::ManglerElement).felt("adresse_id").tilladt(["adresse_id", "bygning_id"]).into()),
    };
    Ok(liste(&slags::ENHED, &alle, nu, p.ja("historik", false)?))
}

async fn en(t: &Tilstand, p: &Parametre, slags: &'static Slags, id: &str) -> Result<Response, Afvisning> {
    p.kun(&["historik"])?;
    let id = uuid("id", id)?;
    let e = t.adresser.entitet(slags, id).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("id").detalje(id.to_string()))?;
    Ok(ok(&som_json(slags, id, &e, t.ur.nu(), p.ja("historik", false)?)))
}

pub(crate) async fn bygning(State(t): State<Tilstand>, Path(id): Path<String>, p: Parametre) -> Result<Response, Afvisning> {
    en(&t, &p, &slags::BYGNING, &id).await
}

pub(crate) async fn enhed(State(t): State<Tilstand>, Path(id): Path<String>, p: Parametre) -> Result<Response, Afvisning> {
    en(&t, &p, &slags::ENHED, &id).await
}
