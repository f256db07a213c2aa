//! Agreements.
use super::krop::{Id, Krop, Parametre, Set, cvr_liste, uuid};
use super::svar::{Svar, liste as listesvar, med_etag, ok, oprettet};
use super::{Hvem, Modul, Tilstand};
use administration::aftaler::{Aftalefilter, Aftaleindhold, Anmodning};
use administration::oversaet::fra_json;
use administration::tilstand::Tilstand as Aftaletilstand;
use administration::typer::Serviceaftale;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use grund::graenser::{ANMODNING_MYNDIGHEDER, SIDE_MAKS};
use grund::{Fejl, Fejlkode, Uuid};
use serde_json::{Map, Value, json};

/// The members of a body that say what is agreed.
pub(super) const INDHOLD: [&str; 7] = ["navn", "begrundelse", "videregivelse", "tjenester", "datamodtager", "gyldigfra", "gyldigtil"];
/// Characters of the note to a decision.
pub(super) const NOTE: usize = 4096;

pub(super) async fn liste(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let tilstand = p.tag("tilstand")?;
    let tilstand = tilstand.map(|t| {
        Aftaletilstand::fra_navn(&t.to_lowercase())
            .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("tilstand").tilladt(Aftaletilstand::ALLE.map(Aftaletilstand::navn)))
    });
    let f = Aftalefilter {
        system: p.uuid("system")?,
        myndighed: p.cvr("myndighed")?,
        tjeneste: p.tag("tjeneste")?,
        tilstand: tilstand.transpose()?,
        anmodning: p.uuid("anmodning")?,
        foerste: p.tal("foerste")?.unwrap_or(0),
        antal: p.tal("antal")?.unwrap_or(SIDE_MAKS),
    };
    p.slut()?;
    let side = t.administration.aftaler(&hvem.kalder(), &f);
    let l: Result<Vec<_>, Fejl> = side.aftaler.iter().map(|a| a.json(hvem.kald.nu).map(Value::Object)).collect();
    ok(json!({ "antal": side.antal, "resultater": l? }))
}

pub(super) async fn laes(State(t): Modul, hvem: Hvem, Id(uuid): Id, mut p: Parametre) -> Svar {
    let paa = p.tid("paa")?;
    p.slut()?;
    match paa {
        None => {
            let a = t.administration.aftale(&hvem.kalder(), uuid)?;
            Ok(med_etag(ok(a.json(hvem.kald.nu)?)?, a.post.registreret))
        }
        Some(paa) => ok(t.administration.aftale_paa(&hvem.kalder(), uuid, paa).await?),
    }
}

pub(super) async fn historik(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    listesvar(t.administration.historik(&hvem.kalder(), uuid).await?)
}

/// What is agreed, over the table.
/// `ogsaa`: members that the caller takes out beside.
fn indhold(k: Map<String, Value>, ogsaa: &[&str]) -> Result<Aftaleindhold, Fejl> {
    if let Some(n) = k.keys().find(|n| !INDHOLD.contains(&n.as_str())) {
        return Err(Fejl::ny(Fejlkode::UkendtFelt).felt(grund::fejl::uddrag(n)).tilladt([ogsaa, &INDHOLD].concat()));
    }
    let mut k = k;
    k.insert("anmodning".into(), Uuid::nil().to_string().into());
    let s: Serviceaftale = fra_json(Value::Object(k))?;
    Ok(Aftaleindhold {
        navn: s.navn,
        begrundelse: s.begrundelse,
        videregivelse: s.videregivelse,
        tjenester: s.tjenester,
        datamodtager: s.datamodtager,
        gyldigfra: s.gyldigfra,
        gyldigtil: s.gyldigtil,
    })
}

pub(super) async fn anmod(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    // answers call it anvendersystem
    let navn = if k.0.contains_key("anvendersystem") && !k.0.contains_key("system") { "anvendersystem" } else { "system" };
    let system = uuid(navn, &k.kraevet(navn, 36)?)?;
    let myndigheder = cvr_liste("myndigheder", &k.tekster("myndigheder", ANMODNING_MYNDIGHEDER)?)?;
    let kladde = k.boolsk("kladde")?;
    let a = Anmodning { system, myndigheder, kladde, indhold: indhold(k.0, &["system", "myndigheder", "kladde"])? };
    let l = t.administration.anmod(&hvem.kalder(), &a).await?;
    let anmodning = l.first().map(|p| p.data.anmodning.to_string());
    let aftaler: Result<Vec<Value>, Fejl> = l.iter().map(|p| vis(&t, &hvem, p.uuid)).collect();
    oprettet(json!({ "anmodning": anmodning, "aftaler": aftaler? }))
}

fn vis(t: &Tilstand, hvem: &Hvem, uuid: Uuid) -> Result<Value, Fejl> {
    t.administration.aftale(&hvem.kalder(), uuid)?.json(hvem.kald.nu).map(Value::Object)
}

pub(super) async fn ret(State(t): Modul, hvem: Hvem, Id(uuid): Id, Krop(k): Krop) -> Svar {
    let p = t.administration.ret_aftale(&hvem.kalder(), uuid, &indhold(k, &[])?).await?;
    ok(vis(&t, &hvem, p.uuid)?)
}

pub(super) async fn slet(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    t.administration.slet_kladde(&hvem.kalder(), uuid).await?;
    let svar: Response = StatusCode::NO_CONTENT.into_response();
    Ok(svar)
}

pub(super) async fn indsend(State(t): Modul, hvem: Hvem, Id(uuid): Id, k: Krop) -> Svar {
    k.slut()?;
    let p = t.administration.indsend(&hvem.kalder(), uuid).await?;
    ok(vis(&t, &hvem, p.uuid)?)
}

pub(super) async fn traek_tilbage(State(t): Modul, hvem: Hvem, Id(uuid): Id, k: Krop) -> Svar {
    k.slut()?;
    let p = t.administration.traek_tilbage(&hvem.kalder(), uuid).await?;
    ok(vis(&t, &hvem, p.uuid)?)
}

pub(super) async fn godkend(State(t): Modul, hvem: Hvem, Id(uuid): Id, Set(set): Set, mut k: Krop) -> Svar {
    let set = k.set(set)?;
    let note = k.tekst("note", NOTE)?;
    k.slut()?;
    let p = t.administration.godkend(&hvem.kalder(), uuid, set, &note).await?;
    ok(vis(&t, &hvem, p.uuid)?)
}

pub(super) async fn afvis(State(t): Modul, hvem: Hvem, Id(uuid): Id, Set(set): Set, mut k: Krop) -> Svar {
    let set = k.set(set)?;
    let note = k.tekst("note", NOTE)?;
    k.slut()?;
    let p = t.administration.afvis(&hvem.kalder(), uuid, set, &note).await?;
    ok(vis(&t, &hvem, p.uuid)?)
}

pub(super) async fn opsig(State(t): Modul, hvem: Hvem, Id(uuid): Id, Set(set): Set, mut k: Krop) -> Svar {
    let set = k.set(set)?;
    let note = k.tekst("note", NOTE)?;
    let fra = k.tid("fra")?;
    k.slut()?;
    let p = t.administration.opsig(&hvem.kalder(), uuid, set, fra, &note).await?;
    ok(vis(&t, &hvem, p.uuid)?)
}

pub(super) async fn kopi(State(t): Modul, hvem: Hvem, Id(uuid): Id, k: Krop) -> Svar {
    k.slut()?;
    let p = t.administration.kopi(&hvem.kalder(), uuid).await?;
    oprettet(vis(&t, &hvem, p.uuid)?)
}
