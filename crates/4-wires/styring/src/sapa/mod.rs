//! SAPA's JSON API below `/sapa/v1`: what its pages do, other programs do here. No rules: they are in `sapa`. A look-up of a party goes by POST, so that a number stands in no address and no log
//! of addresses, and says its purpose, which stands in the log with it (SAPA-14).
mod advis;
mod openapi;
#[cfg(test)]
mod proever;

pub use openapi::openapi;

use crate::administration::krop::{Id, Krop, Parametre};
use crate::administration::svar::{Afvisning, Svar, json, ok, oprettet};
use ::sapa::bemaerkning::{Bemaerkningsart, NyBemaerkning};
use ::sapa::notat::{Notat, NytNotat};
use ::sapa::overblik::Oensket;
use ::sapa::visning::Visning;
use ::sapa::{Brugerretter, Funktion, Indstillinger, Kalder, Partsid, Sapa};
use async_trait::async_trait;
use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post, put};
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid, graenser};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Where it is.
pub const ROD: &str = "/sapa/v1";

/// A description that everybody may read.
pub fn er_beskrivelse(sti: &str) -> bool {
    sti.strip_prefix(ROD) == Some("/openapi.json")
}

/// Says what the user behind a call may in SAPA. The program fills it.
#[async_trait]
pub trait Brugeropslag: Send + Sync {
    /// The functions of the call's user.
    async fn retter(&self, kald: &Kaldekontekst) -> Result<Brugerretter, Fejl>;
}

/// What the routes work with.
#[derive(Clone)]
pub struct Tilstand {
    /// The module.
    pub sapa: Arc<Sapa>,
    /// Users.
    pub brugere: Arc<dyn Brugeropslag>,
}

type Modul = State<Tilstand>;

/// The routes. The program puts a `Kaldekontekst` on each request.
pub fn ruter(t: Tilstand) -> Router {
    let ruter: Vec<(&str, MethodRouter<Tilstand>)> = vec![
        ("/mig", get(mig)),
        ("/indstillinger", get(indstillinger).put(saet_indstillinger)),
        ("/soeg", post(soeg)),
        ("/overblik", post(overblik)),
        ("/beskyttet", post(beskyttet)),
        ("/sag", post(sag)),
        ("/bemaerkninger", post(skriv_bemaerkning)),
        ("/bemaerkninger/find", post(bemaerkninger)),
        ("/bemaerkninger/{uuid}/afslut", post(afslut_bemaerkning)),
        ("/notater", get(notater).post(skriv_notat)),
        ("/notater/{uuid}", get(notat)),
        ("/visninger", get(visninger).post(opret_visning)),
        ("/visninger/{uuid}", put(ret_visning).delete(slet_visning)),
        ("/advisgrupper", get(advis::grupper).post(advis::opret_gruppe)),
        ("/advisgrupper/{uuid}", put(advis::ret_gruppe).delete(advis::slet_gruppe)),
        ("/advisregler", get(advis::regler).post(advis::opret_regel)),
        ("/advisregler/{uuid}", put(advis::ret_regel).delete(advis::slet_regel)),
        ("/advis", get(advis::liste)),
        ("/advis/find", post(advis::om_part)),
        ("/advis/haandter", post(advis::haandter)),
        ("/advis/paamindelser", post(advis::paamind)),
        ("/openapi.json", get(openapi::dokument)),
    ];
    let begge = |r: Router<Tilstand>, (sti, m): (&str, MethodRouter<Tilstand>)| r.route(sti, m.clone()).route(&format!("{sti}/"), m);
    let api = ruter
        .into_iter()
        .fold(Router::new(), begge)
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .with_state(t);
    Router::new().nest(ROD, api)
}

/// The caller, with what its user may.
pub(super) struct Hvem {
    kald: Kaldekontekst,
    retter: Brugerretter,
}

impl Hvem {
    pub(super) fn kalder(&self) -> Kalder<'_> {
        Kalder { kald: &self.kald, retter: &self.retter }
    }

    /// The purpose of a look-up, which must be said.
    pub(super) fn formaal(&self, k: &mut Krop) -> Result<(), Fejl> {
        let formaal = k.kraevet("formaal", 300)?;
        self.kald.spor.skriv(|s| s.formaal = Some(formaal.trim().to_owned()));
        Ok(())
    }
}

impl FromRequestParts<Tilstand> for Hvem {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, t: &Tilstand) -> Result<Self, Response> {
        let Some(kald) = p.extensions.get::<Kaldekontekst>().cloned() else {
            return Err(Afvisning::from(Fejl::ny(Fejlkode::ManglerSikkerhed)).into_response());
        };
        let sti = p.extensions.get::<MatchedPath>().map(|s| s.as_str().trim_end_matches('/').to_owned()).unwrap_or_default();
        let operation = format!("{} {sti}", p.method);
        kald.spor.skriv(|s| {
            s.tjeneste = Some("sapa".into());
            s.operation = Some(operation);
        });
        match t.brugere.retter(&kald).await {
            Ok(retter) => Ok(Self { kald, retter }),
            Err(f) => Err(Afvisning::from(f).into_response()),
        }
    }
}

/// A value as JSON.
pub(super) fn som_json<T: Serialize>(v: &T) -> Result<Value, Fejl> {
    serde_json::to_value(v).map_err(Fejl::intern)
}

/// A body that is a value of the module; what it does not know is refused.
pub(super) fn fra_krop<T: DeserializeOwned>(k: Map<String, Value>) -> Result<T, Fejl> {
    let v = Value::Object(k.into_iter().filter(|(_, v)| !v.is_null()).collect());
    serde_json::from_value(v).map_err(|e| Fejl::ny(Fejlkode::IkkeVelformet).detalje(grund::fejl::uddrag_langt(&e.to_string())))
}

pub(super) fn intet() -> Svar {
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) fn resultater<T: Serialize>(l: &[T]) -> Svar {
    ok(json!({ "antal": l.len(), "resultater": som_json(&l)? }))
}

fn part(k: &mut Krop) -> Result<Partsid, Fejl> {
    Partsid::laes(&k.kraevet("part", 255)?)
}

async fn mig(hvem: Hvem) -> Svar {
    let en = |f: Funktion| json!({ "funktion": f, "rolle": f.uri(), "tekst": f.tekst() });
    let funktioner: Vec<Value> = hvem.retter.funktioner().into_iter().map(en).collect();
    ok(
        json!({ "navn": hvem.retter.navn, "bruger": hvem.kald.bruger.to_string(), "myndighed": hvem.kald.myndighed.to_string(), "funktioner": funktioner }),
    )
}

async fn indstillinger(State(t): Modul, hvem: Hvem) -> Svar {
    hvem.kalder().kraev(Funktion::Overblik)?;
    ok(som_json(&t.sapa.indstillinger(hvem.kald.myndighed).await?)?)
}

async fn saet_indstillinger(State(t): Modul, hvem: Hvem, k: Krop) -> Svar {
    let nye: Indstillinger = fra_krop(k.0)?;
    t.sapa.saet_indstillinger(hvem.kalder(), &nye).await?;
    ok(som_json(&nye)?)
}

async fn soeg(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    hvem.formaal(&mut k)?;
    let tekst = k.kraevet("tekst", 255)?;
    k.slut()?;
    ok(som_json(&t.sapa.soeg(hvem.kalder(), &tekst).await?)?)
}

async fn overblik(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    hvem.formaal(&mut k)?;
    let oensket = Oensket { part: part(&mut k)?, virkning: k.tid("virkning")?, registreret: k.tid("registreret")? };
    let visning = k.tekst("visning", 36)?;
    k.slut()?;
    let visning = match visning.as_str() {
        "" => None,
        v => Some(t.sapa.visning(hvem.kalder(), crate::administration::krop::uuid("visning", v)?).await?),
    };
    let mut o = t.sapa.overblik(hvem.kalder(), &oensket).await?;
    visning.iter().for_each(|v| v.visning.anvend(&mut o));
    ok(som_json(&o)?)
}

async fn beskyttet(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    hvem.formaal(&mut k)?;
    let part = part(&mut k)?;
    k.slut()?;
    ok(som_json(&t.sapa.beskyttet(hvem.kalder(), &part).await?)?)
}

async fn sag(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    hvem.formaal(&mut k)?;
    let uuid = crate::administration::krop::uuid("sag", &k.kraevet("sag", 36)?)?;
    k.slut()?;
    ok(som_json(&t.sapa.sag(hvem.kalder(), uuid).await?)?)
}

async fn bemaerkninger(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    hvem.formaal(&mut k)?;
    let part = part(&mut k)?;
    k.slut()?;
    resultater(&t.sapa.bemaerkninger(hvem.kalder(), &part).await?)
}

async fn skriv_bemaerkning(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    let part = part(&mut k)?;
    let art = k.kraevet("art", 50)?;
    let kendt = Bemaerkningsart::ALLE.iter().find(|(n, _)| *n == art);
    let (_, art) =
        kendt.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("art").tilladt(Bemaerkningsart::ALLE.iter().map(|(n, _)| n)))?;
    let gyldig_til = k.tid("gyldig_til")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("gyldig_til").regel("SAPA-08"))?;
    let ny = NyBemaerkning { part, art: *art, tekst: k.kraevet("tekst", graenser::SAPA_BEMAERKNING_TEGN)?, gyldig_til };
    k.slut()?;
    oprettet(som_json(&t.sapa.skriv_bemaerkning(hvem.kalder(), &ny).await?)?)
}

async fn afslut_bemaerkning(State(t): Modul, hvem: Hvem, Id(id): Id, mut k: Krop) -> Svar {
    let part = part(&mut k)?;
    k.slut()?;
    t.sapa.afslut_bemaerkning(hvem.kalder(), &part, id).await?;
    intet()
}

fn vis_notat(n: &Notat) -> Value {
    json!({
        "id": n.id, "sag": n.sag, "titel": n.titel, "tekst": n.tekst, "af": n.af, "skrevet": n.skrevet.til_utc(),
        "status": n.status, "begrundelse": n.begrundelse, "siden": n.siden.til_utc(),
    })
}

async fn notater(State(t): Modul, hvem: Hvem, mut q: Parametre) -> Svar {
    let sag = q.uuid("sag")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("sag"))?;
    q.slut()?;
    let l: Vec<Value> = t.sapa.sagens_notater(hvem.kalder(), sag).await?.iter().map(vis_notat).collect();
    resultater(&l)
}

async fn notat(State(t): Modul, hvem: Hvem, Id(id): Id) -> Svar {
    ok(vis_notat(&t.sapa.notat(hvem.kalder(), id).await?))
}

async fn skriv_notat(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    let sag = crate::administration::krop::uuid("sag", &k.kraevet("sag", 36)?)?;
    let id = match k.tekst("id", 36)?.as_str() {
        "" => None,
        v => Some(crate::administration::krop::uuid("id", v)?),
    };
    let nyt = NytNotat { sag, titel: k.kraevet("titel", 255)?, tekst: k.kraevet("tekst", graenser::SAPA_NOTAT_BYTES)?, id };
    k.slut()?;
    Ok(json_201(vis_notat(&t.sapa.skriv_notat(hvem.kalder(), &nyt).await?)))
}

fn json_201(v: Value) -> Response {
    json(StatusCode::CREATED, &v)
}

async fn visninger(State(t): Modul, hvem: Hvem) -> Svar {
    resultater(&t.sapa.visninger(hvem.kalder()).await?)
}

async fn opret_visning(State(t): Modul, hvem: Hvem, k: Krop) -> Svar {
    let (egen, visning) = en_visning(k)?;
    oprettet(som_json(&t.sapa.gem_visning(hvem.kalder(), None, visning, egen).await?)?)
}

async fn ret_visning(State(t): Modul, hvem: Hvem, Id(id): Id, k: Krop) -> Svar {
    let (egen, visning) = en_visning(k)?;
    ok(som_json(&t.sapa.gem_visning(hvem.kalder(), Some(id), visning, egen).await?)?)
}

fn en_visning(mut k: Krop) -> Result<(bool, Visning), Fejl> {
    Ok((k.boolsk("egen")?, fra_krop(k.0)?))
}

async fn slet_visning(State(t): Modul, hvem: Hvem, Id(id): Id) -> Svar {
    t.sapa.slet_visning(hvem.kalder(), id).await?;
    intet()
}

/// The id of a path put into a body that may name it too.
pub(super) fn med_id(mut k: Krop, id: Uuid) -> Map<String, Value> {
    k.0.insert("id".into(), id.to_string().into());
    k.0
}
