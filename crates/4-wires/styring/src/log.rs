//! The audit log for those entitled: why a call was refused, entries of an authority, and their export. Each look is itself in the log.
use crate::Tilstand;
use crate::token::{Afvisning, Kalder};
use adgang::{Administrator, Administratorrolle, FAELLES};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use grund::spor::Mangel;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::Haendelsestype;
use revision::{Cprret, Cprvisning, Indgang, Logindgang, Logobjekt, Revision};
use serde::Deserialize;
use std::sync::Arc;

/// The routes.
pub fn ruter(t: Tilstand) -> Router {
    Router::new()
        .route("/adgang/afslag/{kald_id}", get(eget_afslag))
        .route("/administration/v1/afslag/{kald_id}", get(afslag))
        .route("/administration/v1/log", get(liste))
        .route("/administration/v1/log/person", post(om_person))
        .route("/administration/v1/log.csv", get(eksport))
        .with_state(t)
}

fn id(tekst: &str) -> Result<Uuid, Fejl> {
    grund::id::laes_uuid(tekst).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("kald_id"))
}

fn ingen() -> Afvisning {
    Afvisning(Fejl::ny(Fejlkode::FindesIkke).felt("kald_id"))
}

/// A system asks about its own call, with the certificate that it made the call with.
async fn eget_afslag(State(t): State<Tilstand>, k: Kalder, Path(kald_id): Path<String>) -> Result<Response, Afvisning> {
    let ind = k.0.ind();
    let c = t.adgang.klientcertifikat(k.0.klient.as_ref(), ind)?;
    let system = t.adgang.system(c, ind).ok();
    let kontekst = Kaldekontekst {
        retter: Arc::default(),
        spor: k.0.spor.clone(),
        ..Kaldekontekst::ubegraenset(FAELLES, &[], UnikId::Uuid(system.as_ref().map(|s| s.uuid).unwrap_or_default()), ind.nu, ind.kald_id)
    };
    let aftryk = c.fingeraftryk_hex();
    let min = |i: &Logindgang| {
        er_kalderens(i)
            && (i.certifikat.as_deref() == Some(&aftryk)
                || system.as_ref().is_some_and(|s| i.system.as_ref().is_some_and(|x| x.uuid == s.uuid)))
    };
    forklar(&t, &kontekst, &kald_id, min, |_| false).await
}

/// Data restrictions hide an object: to the caller and its vendor it is absent, and so is the reason.
fn skjult(i: &Logindgang) -> bool {
    i.afslag.as_ref().is_some_and(|a| a.mangler == Mangel::Dataafgraensning.navn())
}

/// The caller and its vendor may know of the refusal: there would be one if the object did not exist.
fn er_kalderens(i: &Logindgang) -> bool {
    i.fejl.is_some() || !skjult(i)
}

/// An administrator asks: of the authority, of the system's owner, or of operations.
async fn afslag(
    State(t): State<Tilstand>,
    kald: Extension<Kaldekontekst>,
    hvem: Extension<Arc<Administrator>>,
    Path(kald_id): Path<String>,
) -> Result<Response, Afvisning> {
    let hel = |i: &Logindgang| {
        hvem.roller.iter().any(|r| match r {
            Administratorrolle::Drift => true,
            Administratorrolle::Aftaler(c) | Administratorrolle::Logindsigt(c) => i.myndighed == Some(*c),
            Administratorrolle::Leverandoer(_) | Administratorrolle::Roller(_) => false,
        })
    };
    let leverandoerens = |i: &Logindgang| {
        let ejer = |c: &Cvr| i.system.as_ref().is_some_and(|s| s.cvr == *c);
        hvem.roller.iter().any(|r| matches!(r, Administratorrolle::Leverandoer(c) if ejer(c)))
    };
    forklar(&t, &kald, &kald_id, |i| hel(i) || (er_kalderens(i) && leverandoerens(i)), hel).await
}

async fn forklar(
    t: &Tilstand,
    kald: &Kaldekontekst,
    kald_id: &str,
    maa: impl Fn(&Logindgang) -> bool + Send,
    hel: impl Fn(&Logindgang) -> bool + Send,
) -> Result<Response, Afvisning> {
    let mut fundne = t.revision.for_kald_hvor(kald, id(kald_id)?, maa).await?;
    let indgange = fundne.iter_mut().filter_map(|i| i.indgang.as_mut());
    let poster: Vec<_> = indgange
        .map(|i| {
            if skjult(i) && !hel(i) {
                i.afslag = None;
            }
            vis(&t.revision, i)
        })
        .collect();
    if poster.is_empty() { Err(ingen()) } else { Ok(Json(serde_json::json!({ "kald": kald_id, "afslag": poster })).into_response()) }
}

/// What is shown of an entry.
fn vis(revision: &Revision, i: &Logindgang) -> serde_json::Value {
    let objekt = |o: &Logobjekt| serde_json::json!({ "type": revision.typenavn(o.0), "uuid": o.1, "handling": handling(o.2) });
    serde_json::json!({
        "tidspunkt": i.tidspunkt.til_xs(),
        "kald": i.kald_id,
        "slags": format!("{:?}", i.slags).to_lowercase(),
        "myndighed": i.myndighed.map(|c| c.to_string()),
        "system": i.system.as_ref().map(|s| serde_json::json!({ "uuid": s.uuid, "navn": s.navn, "cvr": s.cvr.to_string() })),
        "certifikat": i.certifikat,
        "bruger": i.bruger,
        // Names that nothing proves but the caller's word.
        "ubevist": i.ubevist(),
        "paaVegneAf": i.paa_vegne_af,
        "aftale": i.aftale,
        "formaal": i.formaal,
        "tjeneste": i.tjeneste,
        "operation": i.operation,
        "kaldersId": i.kalders_id,
        "kilde": i.kilde,
        "regning": i.regning,
        "objekter": i.objekter.iter().map(objekt).collect::<Vec<_>>(),
        "flereObjekter": i.flere_objekter,
        "personer": i.personer,
        "flerePersoner": i.flere_personer,
        "fejl": i.fejl.map(|f| format!("SAM-{f}")),
        "http": i.http,
        "mikrosekunder": i.varighed,
        "afslag": i.afslag.as_ref().map(|a| serde_json::json!({
            "mangler": a.mangler, "forklaring": a.forklaring, "raad": a.raad,
            "detaljer": a.detaljer.iter().map(|(n, v)| serde_json::json!({ "navn": n, "vaerdi": v })).collect::<Vec<_>>(),
        })),
    })
}

/// What a call may have done with an object, as the log names it.
pub(crate) fn handlinger() -> impl Iterator<Item = &'static str> {
    std::iter::once(LAES).chain(Haendelsestype::ALLE.map(Haendelsestype::navn))
}

const LAES: &str = "Laes";

fn handling(nr: u8) -> &'static str {
    Haendelsestype::fra_nr(nr).map_or(LAES, Haendelsestype::navn)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Valg {
    myndighed: String,
    fra: Option<String>,
    til: Option<String>,
    efter: Option<i64>,
    antal: Option<usize>,
    #[serde(default)]
    cpr: bool,
}

/// Whom the entries shall be about: in the body, because addresses are kept by whatever stands on the way.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Personvalg {
    myndighed: String,
    person: String,
    efter: Option<i64>,
    antal: Option<usize>,
    #[serde(default)]
    cpr: bool,
}

struct Laesning {
    myndighed: Cvr,
    periode: Periode,
    visning: Cprvisning,
}

/// The authority, if the caller may read its log, and how much of it.
fn laesning(valg: &Valg, kald: &Kaldekontekst, hvem: &Administrator) -> Result<Laesning, Fejl> {
    let myndighed: Cvr =
        valg.myndighed.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("myndighed").ventet(grund::sagt::cifre(8)))?;
    let har = |r: Administratorrolle| hvem.roller.contains(&r);
    let indsigt = har(Administratorrolle::Logindsigt(myndighed));
    if !indsigt && !har(Administratorrolle::Aftaler(myndighed)) && !har(Administratorrolle::Drift) {
        return Err(Fejl::ny(Fejlkode::IngenAdgang)
            .regel("H-1")
            .tilladt([format!("aftaler {myndighed}"), format!("logindsigt {myndighed}")]));
    }
    if valg.cpr && !indsigt {
        return Err(Fejl::ny(Fejlkode::KraeverLogret));
    }
    let visning = if valg.cpr { Cprvisning::Klar(Cprret::af(kald)?) } else { Cprvisning::Maskeret };
    let tid = |navn: &'static str, t: &Option<String>, ellers: Tidspunkt| match t {
        None => Ok(ellers),
        Some(t) => Tidspunkt::fra_oio(t).map_err(|_| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet("2026-02-01")),
    };
    let periode = Periode::ny(tid("fra", &valg.fra, Tidspunkt::MINUS_UENDELIG)?, tid("til", &valg.til, Tidspunkt::UENDELIG)?);
    Ok(Laesning { myndighed, periode, visning })
}

async fn liste(
    State(t): State<Tilstand>,
    kald: Extension<Kaldekontekst>,
    hvem: Extension<Arc<Administrator>>,
    valg: Result<Query<Valg>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Afvisning> {
    let valg = valg.map_err(|e| Fejl::ny(Fejlkode::UkendtParameter).detalje(e.to_string()))?.0;
    let l = laesning(&valg, &kald, &hvem)?;
    let (efter, antal) = (valg.efter.unwrap_or(0), valg.antal.unwrap_or(100));
    let fundne = t.revision.for_myndighed(&kald, Some(l.myndighed), l.periode, efter, antal, l.visning).await?;
    Ok(side(&t.revision, &fundne))
}

fn side(revision: &Revision, fundne: &[Indgang]) -> Response {
    let naeste = fundne.last().map(|i| i.position);
    let poster: Vec<_> = fundne.iter().filter_map(|i| i.indgang.as_ref()).map(|i| vis(revision, i)).collect();
    Json(serde_json::json!({ "poster": poster, "efter": naeste })).into_response()
}

/// Entries about a person. Who asks by number knows the number: it needs the log's own right, whether or not numbers are shown.
async fn om_person(
    State(t): State<Tilstand>,
    kald: Extension<Kaldekontekst>,
    hvem: Extension<Arc<Administrator>>,
    valg: Result<Json<Personvalg>, axum::extract::rejection::JsonRejection>,
) -> Result<Response, Afvisning> {
    let v = valg.map_err(|e| Fejl::ny(Fejlkode::IkkeVelformet).detalje(e.to_string()))?.0;
    let valg = Valg { myndighed: v.myndighed, fra: None, til: None, efter: v.efter, antal: v.antal, cpr: v.cpr };
    let l = laesning(&valg, &kald, &hvem)?;
    if !hvem.roller.contains(&Administratorrolle::Logindsigt(l.myndighed)) {
        return Err(Fejl::ny(Fejlkode::KraeverLogret).felt("person").into());
    }
    let (efter, antal) = (valg.efter.unwrap_or(0), valg.antal.unwrap_or(100));
    Ok(side(&t.revision, &t.revision.for_person(&kald, &v.person, &[Some(l.myndighed)], efter, antal, l.visning).await?))
}

async fn eksport(
    State(t): State<Tilstand>,
    kald: Extension<Kaldekontekst>,
    hvem: Extension<Arc<Administrator>>,
    valg: Result<Query<Valg>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Afvisning> {
    let valg = valg.map_err(|e| Fejl::ny(Fejlkode::UkendtParameter).detalje(e.to_string()))?.0;
    let l = laesning(&valg, &kald, &hvem)?;
    // What comes while it is read is another export's.
    let periode = Periode { til: l.periode.til.min(kald.nu.plus_mikros(1)), ..l.periode };
    let eksport = t.revision.eksport(&kald, Some(l.myndighed), periode, l.visning).await?;
    let stroem = futures::stream::try_unfold(eksport, async |mut e| Ok::<_, Fejl>(e.naeste().await?.map(|b| (b, e))));
    let navn = format!("attachment; filename=\"log-{}.csv\"", l.myndighed);
    let hoveder = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, navn)];
    Ok((hoveder, Body::from_stream(stroem)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::administration::openapi;
    use serde_json::{Value, json};

    /// Whether the value is as the schema says, as far as these schemas go: types, lists, alternatives, named members.
    fn passer(skemaer: &Value, skema: &Value, v: &Value, sti: &str) {
        if let Some(navn) = skema["$ref"].as_str() {
            return passer(skemaer, &skemaer[navn.rsplit('/').next().unwrap()], v, sti);
        }
        if let Some(en) = skema["anyOf"].as_array() {
            return if v.is_null() { assert!(en.contains(&json!({ "type": "null" })), "{sti}") } else { passer(skemaer, &en[0], v, sti) };
        }
        let slags = match v {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let typer = &skema["type"];
        assert!(
            typer == slags || typer.as_array().is_some_and(|t| t.contains(&slags.into())),
            "{sti}: {slags}, and the document says {typer}"
        );
        if let Some(koder) = skema["enum"].as_array() {
            assert!(koder.contains(v), "{sti}: {v}");
        }
        v.as_array().into_iter().flatten().for_each(|x| passer(skemaer, &skema["items"], x, sti));
        for (navn, x) in v.as_object().into_iter().flatten() {
            passer(skemaer, &skema["properties"][navn], x, &format!("{sti}/{navn}"));
        }
    }

    #[test]
    fn h1_the_log_is_shown_as_the_openapi_document_says() {
        let lager: Arc<dyn lager::Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let revision = Revision::ny(lager, revision::Lognoegle::fra_bytes([7; 64]).unwrap())
            .med_typenavne(|nr| (nr == 65).then(|| "Serviceaftale".into()));
        let spor = grund::Spor::default();
        spor.objekt(65, Uuid::from_u128(1), Haendelsestype::Ret as u8);
        spor.objekt(65, Uuid::from_u128(2), 0);
        spor.person("0101701234");
        spor.skriv(|s| {
            s.system = Some(grund::spor::Sporsystem { uuid: Uuid::from_u128(3), navn: "Demo".into(), cvr: Cvr::KORSBAEK });
            s.bruger = Some("x".into());
            s.kalders_id = Some("y".into());
        });
        let indgang = Logindgang::fra_spor(spor.indhold(), "rest", Uuid::nil(), Tidspunkt::fra_mikros(1), 200, 7);
        let vist = vis(&revision, &indgang);
        assert_eq!(vist["objekter"][0], json!({ "type": "Serviceaftale", "uuid": Uuid::from_u128(1), "handling": "Ret" }));
        assert_eq!(vist["objekter"][1]["handling"], "Laes");
        let dokument = openapi::byg();
        let skemaer = &dokument["components"]["schemas"];
        passer(skemaer, &skemaer["logpost"], &vist, "");
    }
}
