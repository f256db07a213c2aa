//! Systems, their certificates and addresses.
use super::krop::{Id, Krop, Parametre};
use super::svar::{Svar, liste as listesvar, objekt, ok, oprettet};
use super::{Hvem, Modul};
use administration::Post;
use administration::oversaet::fra_json;
use administration::systemer::{Certifikatslags, Nytcertifikat};
use administration::typer::Tilsluttetsystem;
use axum::extract::{Path, State};
use grund::{Fejl, Fejlkode};
use serde_json::{Map, Value, json};

pub(super) async fn liste(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let cvr = p.cvr("cvr")?;
    p.slut()?;
    let uden_der = |p: &Post<Tilsluttetsystem>| {
        let mut p = p.clone();
        for c in p.data.certifikater.iter_mut().chain(&mut p.data.paavegneaf) {
            c.der.clear();
        }
        objekt(&p, hvem.kald.nu)
    };
    listesvar(t.administration.systemer(&hvem.kalder(), cvr).iter().map(|p| uden_der(p)).collect::<Result<_, _>>()?)
}

pub(super) async fn laes(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    ok(objekt(&*t.administration.system(&hvem.kalder(), uuid)?, hvem.kald.nu)?)
}

/// A system from a body; certificates have a way of their own.
fn system(mut k: Map<String, Value>) -> Result<Tilsluttetsystem, Fejl> {
    for (navn, vej) in [("certifikater", "certifikater"), ("paavegneaf", "certifikater"), ("sftpnoegler", "sftpnoegler")] {
        if k.remove(navn).is_some_and(|v| !v.is_null()) {
            return Err(Fejl::ny(Fejlkode::UkendtFelt).felt(navn).detalje((format!("brug …/{vej}"), format!("use …/{vej}"))));
        }
    }
    fra_json(Value::Object(k))
}

pub(super) async fn opret(State(t): Modul, hvem: Hvem, mut p: Parametre, Krop(k): Krop) -> Svar {
    let uuid = p.uuid("uuid")?;
    p.slut()?;
    oprettet(objekt(&t.administration.opret_system(&hvem.kalder(), uuid, &system(k)?).await?, hvem.kald.nu)?)
}

pub(super) async fn ret(State(t): Modul, hvem: Hvem, Id(uuid): Id, Krop(k): Krop) -> Svar {
    ok(objekt(&t.administration.ret_system(&hvem.kalder(), uuid, &system(k)?).await?, hvem.kald.nu)?)
}

pub(super) async fn saet_endepunkter(State(t): Modul, hvem: Hvem, Id(uuid): Id, Krop(mut k): Krop) -> Svar {
    let gammel = t.administration.system(&hvem.kalder(), uuid)?.data.clone();
    let endepunkter = k.remove("endepunkter").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("endepunkter"))?;
    Krop(k).slut()?;
    let mut o = administration::oversaet::til_json(&gammel)?;
    o.insert("endepunkter".into(), endepunkter);
    let nyt: Tilsluttetsystem = fra_json(Value::Object(o))?;
    ok(objekt(&t.administration.ret_system(&hvem.kalder(), uuid, &nyt).await?, hvem.kald.nu)?)
}

pub(super) async fn saet_sftpnoegler(State(t): Modul, hvem: Hvem, Id(uuid): Id, Krop(mut k): Krop) -> Svar {
    let noegler = k.remove("sftpnoegler").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("sftpnoegler"))?;
    Krop(k).slut()?;
    let noegler: Vec<String> = serde_json::from_value(noegler)
        .map_err(|_| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("sftpnoegler").ventet(("en liste af tekster", "a list of texts")))?;
    ok(objekt(&t.administration.saet_sftpnoegler(&hvem.kalder(), uuid, &noegler).await?, hvem.kald.nu)?)
}

pub(super) async fn ophoer(State(t): Modul, hvem: Hvem, Id(uuid): Id) -> Svar {
    ok(objekt(&t.administration.ophoer_system(&hvem.kalder(), uuid).await?, hvem.kald.nu)?)
}

fn slags(t: &str) -> Result<Certifikatslags, Fejl> {
    match t {
        "" | "eget" => Ok(Certifikatslags::Eget),
        "paavegneaf" => Ok(Certifikatslags::PaaVegneAf),
        _ => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("slags").tilladt(["eget", "paavegneaf"])),
    }
}

pub(super) async fn tilfoej_certifikat(State(t): Modul, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let data = k.kraevet("certifikat", 20_000)?;
    let miljoe = k.kraevet("miljoe", 20)?;
    let slags = slags(&k.tekst("slags", 20)?)?;
    let bevis = k.tekst("bevis", 4096)?;
    k.slut()?;
    let nyt = Nytcertifikat { data: data.as_bytes(), miljoe: &miljoe, bevis: Some(&bevis) };
    oprettet(objekt(&t.administration.tilfoej_certifikat(&hvem.kalder(), uuid, slags, nyt).await?, hvem.kald.nu)?)
}

pub(super) async fn fjern_certifikat(
    State(t): Modul,
    hvem: Hvem,
    Path((_, aftryk)): Path<(String, String)>,
    Id(uuid): Id,
    mut p: Parametre,
) -> Svar {
    let slags = slags(&p.tag("slags")?.unwrap_or_default())?;
    p.slut()?;
    ok(objekt(&t.administration.fjern_certifikat(&hvem.kalder(), uuid, slags, &aftryk).await?, hvem.kald.nu)?)
}

pub(super) async fn frigiv_certifikat(State(t): Modul, hvem: Hvem, Path(aftryk): Path<String>) -> Svar {
    ok(json!({ "systemer": t.administration.frigiv_certifikat(&hvem.kalder(), &aftryk).await? }))
}
