//! The interface of role catalogues, as the real Administrationsmodul has it (H-7, H-8): mTLS with the certificate of a system that has an agreement with the authority.
//! 404 for what is not there, or not the authority's to change; 406 for what is refused.
use super::{Modul, Tilstand};
use crate::administration::krop::{Id, Krop};
use crate::administration::svar::{Svar, json as svar_json, med_etag, ok};
use crate::token::Kalder as Indkommen;
use adgang::{Administrator, Administratorrolle, Kalder};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Uuid};
use roller::rettelser::Rolleaendring;
use roller::tjenester::JOBFUNKTIONSROLLER;
use roller::typer::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where role catalogues call (H-7).
pub const ROLLEKATALOG: &str = "/stsadmin/xapi";

pub(super) fn ruter(t: Tilstand) -> Router {
    let api = Router::new()
        .route("/jobfunktionsroller", get(liste).post(opret))
        .route("/jobfunktionsroller/brugervendtesystemer", get(systemer))
        .route("/jobfunktionsroller/brugervendtesystemer/{uuid}/roller", get(systemroller))
        .route("/jobfunktionsroller/{uuid}", get(laes).put(ret).delete(slet))
        .route_layer(from_fn(som_stsadmin))
        .with_state(t);
    Router::new().nest(ROLLEKATALOG, api)
}

/// What the module refuses as a conflict or a wrong value is 406 here; the rest keeps its number.
async fn som_stsadmin(r: Request, videre: Next) -> Response {
    let mut svar = videre.run(r).await;
    let afvist = matches!(svar.status(), StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::PRECONDITION_REQUIRED);
    if afvist && svar.extensions().get::<Fejlkode>().is_some() {
        *svar.status_mut() = StatusCode::NOT_ACCEPTABLE;
    }
    svar
}

/// The caller: a system with an agreement, for one authority.
struct Katalog {
    system: Administrator,
    kald: Kaldekontekst,
}

impl Katalog {
    fn af(t: &Tilstand, k: &Indkommen, ret: Ret) -> Result<Self, Fejl> {
        let ind = k.0.ind();
        let kald = t.adgang.eneste_myndighed(k.0.klient.as_ref(), JOBFUNKTIONSROLLER.entity_id, ind)?;
        kald.spor.skriv(|s| s.operation.get_or_insert_with(|| "jobfunktionsroller".into()).truncate(255));
        kald.kraev(JOBFUNKTIONSROLLER.service(), ret)?;
        let uuid = kald.system.unwrap_or_default();
        let navn = t.adgang.aftalebog.system_med_id(uuid).map_or_else(String::new, |s| s.navn.clone());
        let roller = vec![Administratorrolle::Roller(kald.myndighed)];
        Ok(Self { system: Administrator { uuid, navn, roller }, kald })
    }
    fn kalder(&self) -> Kalder<'_> {
        Kalder::administrator(&self.system, &self.kald)
    }
    fn cvr(&self) -> Cvr {
        self.kald.myndighed
    }
}

/// A role as the interface shows it.
fn rolle(t: &Tilstand, uuid: Uuid, ejer: Cvr, r: &Jobfunktionsrolle) -> Value {
    let typenavn = |e: &str| t.roller.stamdata().type_(e).map(|x| x.navn);
    let vaerdi = |a: &Afgraensningsvaerdi| {
        let navn = typenavn(&a.slags);
        a.vaerdier
            .iter()
            .map(move |v| {
                json!({ "vaerdi": v, "dynamisk": a.dynamisk, "dataafgraensningstypeEntityId": a.slags, "dataafgraensningstypeNavn": navn })
            })
            .collect::<Vec<_>>()
    };
    let del = |d: &Rolledel| json!({ "brugersystemrolleUuid": d.rolle.to_string(), "dataafgraensningsVaerdier": d.afgraensninger.iter().flat_map(vaerdi).collect::<Vec<_>>() });
    json!({
        "uuid": uuid.to_string(),
        "navn": r.navn,
        "entityId": r.entityid,
        "organisationCvr": ejer.to_string(),
        "beskrivelse": r.beskrivelse,
        "delegeretTilCvr": r.delegerettil.map(|c| c.to_string()),
        "version": r.version,
        "brugersystemrolleDataafgraensninger": r.dele.iter().map(del).collect::<Vec<_>>(),
    })
}

/// A role as the interface takes it. What the catalogue does not know of (area, sensitivity, who answers) stays as it is.
fn laest(k: Map<String, Value>, foer: Option<&Jobfunktionsrolle>) -> Result<Jobfunktionsrolle, Fejl> {
    let tekst = |o: &Map<String, Value>, n: &'static str| match o.get(n) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(t)) => Ok(t.clone()),
        Some(_) => Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(n).ventet(("en tekst", "a text"))),
    };
    let liste = |o: &Map<String, Value>, n: &'static str| -> Result<Vec<Map<String, Value>>, Fejl> {
        match o.get(n) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(l)) => {
                l.iter().map(|v| v.as_object().cloned().ok_or_else(|| Fejl::ny(Fejlkode::IkkeVelformet).felt(n))).collect()
            }
            Some(_) => Err(Fejl::ny(Fejlkode::IkkeVelformet).felt(n)),
        }
    };
    let delegeret = tekst(&k, "delegeretTilCvr")?;
    let delegerettil = if delegeret.is_empty() {
        None
    } else {
        Some(delegeret.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("delegeretTilCvr").ventet(grund::sagt::cifre(8)))?)
    };
    let mut dele = Vec::new();
    for d in liste(&k, "brugersystemrolleDataafgraensninger")? {
        let rolle =
            laes_uuid(&tekst(&d, "brugersystemrolleUuid")?).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("brugersystemrolleUuid"))?;
        // One value to each entry: those of a type belong together.
        let mut typer: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
        for v in liste(&d, "dataafgraensningsVaerdier")? {
            let dynamisk = match v.get("dynamisk") {
                None | Some(Value::Null) => false,
                Some(v) => v.as_bool().ok_or_else(|| Fejl::ny(Fejlkode::UgyldigBoolsk).felt("dynamisk"))?,
            };
            // Several values of one entry are separated by commas (G-33).
            let vaerdier = tekst(&v, "vaerdi")?;
            let plads = typer.entry((tekst(&v, "dataafgraensningstypeEntityId")?, dynamisk)).or_default();
            plads.extend(vaerdier.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()));
        }
        let afgraensninger =
            typer.into_iter().map(|((slags, dynamisk), vaerdier)| Afgraensningsvaerdi { slags, vaerdier, dynamisk }).collect();
        dele.push(Rolledel { rolle, afgraensninger });
    }
    Ok(Jobfunktionsrolle {
        navn: tekst(&k, "navn")?,
        entityid: tekst(&k, "entityId")?,
        beskrivelse: tekst(&k, "beskrivelse")?,
        delegerettil,
        dele,
        ..foer.cloned().unwrap_or_default()
    })
}

async fn liste(State(t): Modul, k: Indkommen) -> Svar {
    let kat = Katalog::af(&t, &k, Ret::Laes)?;
    let andre = t.roller.delegerende(kat.cvr()).await?;
    let alle = t.roller.roller_for(kat.cvr(), &andre, kat.kald.nu).await?;
    let ud: Vec<Value> = alle.iter().filter_map(|r| Some(rolle(&t, r.uuid, r.ejer, r.paa(kat.kald.nu)?))).collect();
    Ok(Json(ud).into_response())
}

async fn laes(State(t): Modul, k: Indkommen, Id(uuid): Id) -> Svar {
    let kat = Katalog::af(&t, &k, Ret::Laes)?;
    let andre = t.roller.delegerende(kat.cvr()).await?;
    let alle = t.roller.roller_for(kat.cvr(), &andre, kat.kald.nu).await?;
    let r = alle.iter().find(|r| r.uuid == uuid).and_then(|r| Some((r, r.paa(kat.kald.nu)?)));
    let (r, data) = r.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid"))?;
    Ok(med_etag(svar_json(StatusCode::OK, &rolle(&t, uuid, r.ejer, data)), r.registreret))
}

async fn opret(State(t): Modul, k: Indkommen, Krop(krop): Krop) -> Svar {
    let kat = Katalog::af(&t, &k, Ret::Skriv)?;
    let p = t.roller.skriv_rolle(&kat.kalder(), kat.cvr(), Rolleaendring::Opret(laest(krop, None)?)).await?;
    Ok(svar_json(StatusCode::CREATED, &rolle(&t, p.uuid, kat.cvr(), &p.data)))
}

/// Only one's own: a role that was delegated to the caller is its owner's to change (H-8).
async fn egen(t: &Tilstand, kat: &Katalog, uuid: Uuid) -> Result<Jobfunktionsrolle, Fejl> {
    let alle = t.roller.roller_for(kat.cvr(), &[], kat.kald.nu).await?;
    let r = alle.iter().find(|r| r.uuid == uuid).and_then(|r| r.paa(kat.kald.nu).cloned());
    r.map(|r| (*r).clone()).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid").regel("H-8"))
}

async fn ret(State(t): Modul, k: Indkommen, Id(uuid): Id, Krop(krop): Krop) -> Svar {
    let kat = Katalog::af(&t, &k, Ret::Skriv)?;
    let foer = egen(&t, &kat, uuid).await?;
    let p = t.roller.skriv_rolle(&kat.kalder(), kat.cvr(), Rolleaendring::Ret(uuid, laest(krop, Some(&foer))?)).await?;
    ok(rolle(&t, uuid, kat.cvr(), &p.data))
}

async fn slet(State(t): Modul, k: Indkommen, Id(uuid): Id) -> Svar {
    let kat = Katalog::af(&t, &k, Ret::Skriv)?;
    egen(&t, &kat, uuid).await?;
    t.roller.skriv_rolle(&kat.kalder(), kat.cvr(), Rolleaendring::Ophoer(uuid)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn systemer(State(t): Modul, k: Indkommen) -> Svar {
    Katalog::af(&t, &k, Ret::Laes)?;
    let en = |s: roller::stamdata::System| {
        json!({
            "uuid": s.uuid.to_string(), "navn": s.navn, "organisationNavn": s.ejernavn, "organisationCvr": s.cvr.to_string(),
            "changedDate": s.aendret.til_utc(),
        })
    };
    Ok(Json(t.roller.stamdata().systemer().into_iter().map(en).collect::<Vec<_>>()).into_response())
}

async fn systemroller(State(t): Modul, k: Indkommen, Id(uuid): Id) -> Svar {
    let kat = Katalog::af(&t, &k, Ret::Laes)?;
    if t.roller.stamdata().system(uuid).is_none() {
        return Err(Fejl::ny(Fejlkode::FindesIkke).felt("uuid").into());
    }
    let type_ = |a: &Rolleafgraensning| {
        let x = t.roller.stamdata().type_(&a.slags)?;
        let vaerdier: Vec<Value> = x.vaerdiliste.iter().map(|(navn, v)| json!({ "navn": navn, "vaerdi": v })).collect();
        Some(json!({
            "kraevet": if a.kraevet { "JA" } else { "NEJ" },
            "dataafgraensningstype": {
                "uuid": x.uuid.to_string(), "entityId": x.entityid, "navn": x.navn, "beskrivelse": x.beskrivelse, "type": x.slags,
                "regulaertUdtryk": x.udtryk, "vaerdiListe": vaerdier, "isCommon": x.faelles,
            },
        }))
    };
    let alle = t.roller.systemroller_i_kraft(Some(uuid), kat.kald.nu).await?;
    let en = |(u, r): &(Uuid, std::sync::Arc<Brugersystemrolle>)| {
        json!({
            "uuid": u.to_string(), "navn": r.navn, "entityId": r.entityid, "beskrivelse": r.beskrivelse,
            "dataafgraensningstyper": r.afgraensninger.iter().filter_map(type_).collect::<Vec<_>>(),
        })
    };
    Ok(Json(alle.iter().map(en).collect::<Vec<_>>()).into_response())
}
