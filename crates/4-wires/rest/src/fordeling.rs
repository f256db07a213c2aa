//! Fordelingskomponenten's questions by JSON, for those who keep its rules and follow its handovers: our own, for nothing is published of its screens (FK-01, FK-02).
//!
//! | GET | answers |
//! |---|---|
//! | `/fordeling/hvem?kle=32.24.04&facet=K02` | who would receive this, or why nobody (`afsender`, `modtager`, `objekttype` too) |
//! | `/fordeling/overlap?kle=32.24.*&modtagersystem=UUID` | what a rule would overlap with, conflicts first (`facet`, `uuid` of the rule that it replaces) |
//! | `/fordeling/konflikter` | rules that conflict now |
//! | `/fordeling/overdragelser` | handovers without a final answer, the oldest first (`tilstand`, `problemer`, `anvenderTransaktionsID`, `system`, `antal`, `efter`) |
//! | `/fordeling/overdragelser/UUID` | where one is, and who answers for it |
use crate::fejl::{Afvisning, json};
use crate::{Kald, Parametre, Tilstand, Uuidsti};
use ::fordeling::Fordelingskomponent;
use ::fordeling::komponent::{Modtagerlinje, Udvalg, er_afvisning};
use ::fordeling::maske::{Emne, Facet, Facetmaske, Maske};
use ::fordeling::model::Objektslags;
use ::fordeling::overdragelse::Tilstand as Hvor;
use ::fordeling::rute::{Forhold, Regel};
use ::fordeling::vis;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use grund::{Cvr, Fejl, Fejlkode, graenser};
use serde_json::{Value, json};
use std::sync::Arc;

/// The addresses, where the module runs.
pub(crate) fn ruter() -> Router<Tilstand> {
    let mut r = Router::new();
    for (sti, m) in [
        ("/fordeling/hvem", get(hvem)),
        ("/fordeling/overlap", get(overlap)),
        ("/fordeling/konflikter", get(konflikter)),
        ("/fordeling/overdragelser", get(overdragelser)),
        ("/fordeling/overdragelser/{uuid}", get(overdragelse)),
    ] {
        r = r.route(sti, m.clone()).route(&format!("{sti}/"), m);
    }
    r
}

fn komponent(t: &Tilstand) -> Result<Arc<Fordelingskomponent>, Fejl> {
    t.fordeling.clone().ok_or_else(|| Fejl::ny(Fejlkode::UkendtSti))
}

/// The parameters by name; each at most once, and none but these.
struct Felter(Vec<(String, String)>);

impl Felter {
    fn af(p: Parametre, kendte: &[&str]) -> Result<Self, Fejl> {
        for (i, (n, _)) in p.0.iter().enumerate() {
            if !kendte.contains(&n.as_str()) {
                return Err(Fejl::ny(Fejlkode::UkendtParameter).felt(grund::fejl::uddrag(n)).tilladt(kendte));
            }
            if p.0.iter().take(i).any(|(m, _)| m == n) {
                return Err(Fejl::ny(Fejlkode::ForMange).felt(n.clone()).ventet(grund::sagt::hoejst(1, grund::sagt::STYK)));
            }
        }
        Ok(Self(p.0))
    }

    fn en<T>(&self, navn: &str, kode: Fejlkode, laes: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fejl> {
        let v = self.0.iter().find(|(n, v)| n == navn && !v.is_empty()).map(|(_, v)| v);
        v.map(|v| laes(v).ok_or_else(|| Fejl::ny(kode).felt(navn).detalje(grund::fejl::uddrag(v)))).transpose()
    }

    fn kraevet<T>(&self, navn: &str, kode: Fejlkode, laes: impl Fn(&str) -> Option<T>) -> Result<T, Fejl> {
        self.en(navn, kode, laes)?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(navn))
    }
}

fn cvr(t: &str) -> Option<Cvr> {
    t.parse().ok()
}

async fn hvem(State(t): State<Tilstand>, kald: Kald, p: Parametre) -> Result<Response, Afvisning> {
    let f = Felter::af(p, &["kle", "facet", "afsender", "modtager", "objekttype"])?;
    let emne = f.kraevet("kle", Fejlkode::UgyldigtMoenster, Emne::laes)?;
    let facet = f.en("facet", Fejlkode::UgyldigtMoenster, Facet::laes)?;
    let egen = kald.0.myndighed;
    let afsender = f.en("afsender", Fejlkode::UgyldigtMoenster, cvr)?.unwrap_or(egen);
    let modtager = f.en("modtager", Fejlkode::UgyldigtMoenster, cvr)?.unwrap_or(egen);
    let slags = f.en("objekttype", Fejlkode::UgyldigVaerdi, Objektslags::fra_navn)?;
    let svar = match komponent(&t)?.hvem(&kald.0, afsender, modtager, &emne, facet.as_ref(), slags).await {
        Ok(m) => json!({ "modtager": modtagerjson(&m), "hvorfor": null }),
        Err(f) if er_afvisning(f.kode()) => {
            json!({ "modtager": null, "hvorfor": { "kode": f.kode().to_string(), "besked": f.dansk(), "message": f.engelsk() } })
        }
        Err(f) => return Err(f.into()),
    };
    Ok(json(StatusCode::OK, svar.to_string()))
}

fn modtagerjson(m: &Modtagerlinje) -> Value {
    json!({
        "myndighed": m.myndighed.to_string(),
        "system": m.system,
        "navn": m.navn,
        "regel": m.regel,
        "kle": m.kle.to_string(),
        "facet": m.facet.as_ref().map(ToString::to_string),
    })
}

fn regeljson(r: &Regel) -> Value {
    json!({
        "uuid": r.uuid,
        "navn": r.navn,
        "kle": r.kle.to_string(),
        "facet": r.facet.as_ref().map(ToString::to_string),
        "modtagersystem": r.system,
    })
}

async fn overlap(State(t): State<Tilstand>, kald: Kald, p: Parametre) -> Result<Response, Afvisning> {
    let f = Felter::af(p, &["kle", "facet", "modtagersystem", "uuid"])?;
    let kle = f.kraevet("kle", Fejlkode::UgyldigtMoenster, Maske::laes)?;
    let facet = f.en("facet", Fejlkode::UgyldigtMoenster, Facetmaske::laes)?;
    let system = f.kraevet("modtagersystem", Fejlkode::UgyldigUuid, grund::id::laes_uuid)?;
    let uuid = f.en("uuid", Fejlkode::UgyldigUuid, grund::id::laes_uuid)?;
    let fundne = komponent(&t)?.overlap(&kald.0, uuid, kle, facet, system).await?;
    let en = |o: &::fordeling::komponent::Overlap| {
        let forhold = match o.forhold {
            Forhold::Konflikt => "konflikt",
            Forhold::Dublet => "dublet",
            Forhold::Foerst => "foerst",
            Forhold::Sidst => "sidst",
        };
        json!({ "forhold": forhold, "regel": regeljson(&o.regel) })
    };
    let konflikt = fundne.iter().any(|o| o.forhold == Forhold::Konflikt);
    Ok(json(StatusCode::OK, json!({ "konflikt": konflikt, "overlap": fundne.iter().map(en).collect::<Vec<_>>() }).to_string()))
}

async fn konflikter(State(t): State<Tilstand>, kald: Kald, p: Parametre) -> Result<Response, Afvisning> {
    Felter::af(p, &[])?;
    let par = komponent(&t)?.konflikter(&kald.0).await?;
    let par: Vec<Value> = par.iter().map(|(a, b)| json!([regeljson(a), regeljson(b)])).collect();
    Ok(json(StatusCode::OK, json!({ "konflikter": par }).to_string()))
}

async fn overdragelser(State(t): State<Tilstand>, kald: Kald, p: Parametre) -> Result<Response, Afvisning> {
    let f = Felter::af(p, &["tilstand", "problemer", "anvenderTransaktionsID", "system", "antal", "efter"])?;
    let tilstande = |v: &str| v.split(',').map(|t| Hvor::fra_navn(t.trim())).collect::<Option<Vec<_>>>();
    let tilstande = f.en("tilstand", Fejlkode::UgyldigVaerdi, tilstande).map_err(|f| f.tilladt(Hvor::ALLE.map(Hvor::navn)))?;
    let antal = |v: &str| v.parse::<usize>().ok().filter(|n| (1..=graenser::SIDE_MAKS).contains(n));
    let u = Udvalg {
        tilstande: tilstande.unwrap_or_default(),
        problemer: f
            .en("problemer", Fejlkode::UgyldigBoolsk, |v| v.parse().ok())
            .map_err(|f| f.tilladt(["true", "false"]))?
            .unwrap_or(false),
        anvender_id: f.en("anvenderTransaktionsID", Fejlkode::UgyldigUuid, grund::id::laes_uuid)?,
        system: f.en("system", Fejlkode::UgyldigUuid, grund::id::laes_uuid)?,
        efter: f.en("efter", Fejlkode::UgyldigtMoenster, vis::efter)?,
        antal: f.en("antal", Fejlkode::UgyldigSide, antal)?.unwrap_or(100),
    };
    let side = komponent(&t)?.list(&kald.0, &u).await?;
    Ok(json(StatusCode::OK, vis::side(&side).to_string()))
}

async fn overdragelse(State(t): State<Tilstand>, kald: Kald, u: Uuidsti, p: Parametre) -> Result<Response, Afvisning> {
    Felter::af(p, &[])?;
    let id = grund::id::laes_uuid(&u.0).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("uuid"))?;
    let o = komponent(&t)?.se(&kald.0, id).await?;
    Ok(json(StatusCode::OK, vis::overdragelse(&o).to_string()))
}
