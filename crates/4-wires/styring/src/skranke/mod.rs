//! The desk of Beskedfordeler: what lies in each dueslag and what is done about it, for administrators below `/administration/v1/dueslag`, for the receiving system
//! with its token below [`SYSTEM_ROD`], and for commands on the machine itself ([`Maskinen`]). The rules are in `beskedfordeler::skranke`.
pub(crate) mod openapi;
#[cfg(test)]
mod proever;
mod vis;

use crate::administration::krop::{Id, Krop, Parametre};
use crate::administration::svar::{Afvisning, Svar, json, ok};
use crate::administration::{ROD, sporet};
use adgang::Administrator;
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beskedfordeler::Fordeler;
use beskedfordeler::skranke::{Adkomst, Fra, Koe, Set, Skranke, Udvalg, Valg};
use grund::{Fejl, Fejlkode, Kaldekontekst, graenser};
use serde_json::{Value, json as j};
use std::sync::Arc;

/// Where a receiving system finds its own dueslag, by a token for BeskedModtag.
pub const SYSTEM_ROD: &str = "/beskedfordeler/v1";
/// Characters of a reason.
const BEGRUNDELSE: usize = 300;
/// Numbers in one call.
const NUMRE: usize = 10_000;

/// On a request that comes from a command on the machine itself: whoever may open the store may do everything.
#[derive(Clone, Copy, Debug)]
pub struct Maskinen;

/// The routes for administrators and for systems.
pub fn ruter(f: Arc<Fordeler>) -> Router {
    let api = uden_rod(f);
    Router::new().nest(ROD, api.clone()).nest(SYSTEM_ROD, api)
}

/// The routes for commands on the machine: whoever serves them puts [`Maskinen`] and a `Kaldekontekst` on each request.
pub fn lokale_ruter(f: Arc<Fordeler>) -> Router {
    Router::new().nest(ROD, uden_rod(f))
}

fn uden_rod(f: Arc<Fordeler>) -> Router {
    Router::new()
        .route("/dueslag", get(liste))
        .route("/dueslag/{uuid}", get(et))
        .route("/dueslag/{uuid}/beskeder", get(beskeder))
        .route("/dueslag/{uuid}/se", post(se))
        .route("/dueslag/{uuid}/til-fejlkoe", post(til_fejlkoe))
        .route("/dueslag/{uuid}/genfremsend", post(genfremsend))
        .route("/dueslag/{uuid}/slet", post(slet))
        .route("/dueslag/{uuid}/toem", post(toem))
        .route("/dueslag/{uuid}/genafspil", post(genafspil))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .route_layer(from_fn(sporet))
        .with_state(f)
}

/// The caller.
struct Hvem {
    adkomst: Adkomst,
    kald: Kaldekontekst,
}

impl Hvem {
    fn skranke<'a>(&'a self, f: &'a Arc<Fordeler>) -> Skranke<'a> {
        Skranke::ny(f, &self.adkomst, &self.kald)
    }
}

impl<S: Sync> FromRequestParts<S> for Hvem {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Response> {
        let afvis = |f: Fejl| Afvisning::from(f).into_response();
        let kald = p.extensions.get::<Kaldekontekst>().cloned().ok_or_else(|| afvis(Fejl::ny(Fejlkode::UgyldigKlient).regel("H-1")))?;
        let adkomst = match (p.extensions.get::<Maskinen>(), p.extensions.get::<Arc<Administrator>>()) {
            (Some(Maskinen), _) => Adkomst::Maskinen,
            (None, Some(a)) => Adkomst::Administrator(a.clone()),
            (None, None) => Adkomst::system(&kald).map_err(afvis)?,
        };
        Ok(Self { adkomst, kald })
    }
}

type Motor = State<Arc<Fordeler>>;

fn koe(navn: &str) -> Result<Koe, Fejl> {
    if navn.is_empty() {
        return Ok(Koe::Dueslag);
    }
    Koe::fra_navn(navn).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("koe").tilladt(Koe::NAVNE))
}

async fn liste(State(f): Motor, hvem: Hvem, mut p: Parametre) -> Svar {
    let udvalg = Udvalg { myndighed: p.cvr("myndighed")?, system: p.uuid("system")?, problemer: p.ja("problemer")? };
    p.slut()?;
    let alle = hvem.skranke(&f).liste(udvalg).await?;
    let vist: Vec<Value> = alle.iter().map(|b| vis::billede(b, &f)).collect();
    ok(j!({ "antal": vist.len(), "resultater": vist }))
}

/// One of them, with what is stuck: the first that waits, and the first of the error queue.
async fn et(State(f): Motor, hvem: Hvem, Id(uuid): Id, p: Parametre) -> Svar {
    p.slut()?;
    let s = hvem.skranke(&f);
    let mut ud = vis::billede(&s.billede(uuid).await?, &f);
    for (navn, koe) in [("foerste", Koe::Dueslag), ("foerstefejlede", Koe::Fejlkoe)] {
        let foerste = s.beskeder(uuid, koe, 0, 1).await?;
        vis::tilfoej(&mut ud, navn, foerste.first().map_or(Value::Null, vis::linje));
    }
    ok(ud)
}

async fn beskeder(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut p: Parametre) -> Svar {
    let koe = koe(&p.tag("koe")?.unwrap_or_default())?;
    let (fra, antal) = (p.tal("franummer")?.unwrap_or(0), p.tal("antal")?.unwrap_or(graenser::SIDE_MAKS));
    p.slut()?;
    let alle = hvem.skranke(&f).beskeder(uuid, koe, fra as u64, antal).await?;
    // A page may be short for its bytes; only an empty one is the end.
    let naeste = alle.last().map(|l| l.nummer + 1);
    ok(j!({ "antal": alle.len(), "resultater": alle.iter().map(vis::linje).collect::<Vec<_>>(), "naeste": naeste }))
}

/// Why it is done, which stands in the log.
fn begrundelse(k: &mut Krop) -> Result<String, Fejl> {
    Ok(k.kraevet("begrundelse", BEGRUNDELSE)?.trim().to_owned())
}

async fn se(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (begrundelse, koe, indhold) = (begrundelse(&mut k)?, koe(&k.tekst("koe", 20)?)?, k.boolsk("indhold")?);
    let nummer = k.tal("nummer")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("nummer"))?;
    k.slut()?;
    let set = hvem.skranke(&f).se(uuid, koe, nummer, &begrundelse, indhold).await?;
    ok(vis::vist(&set))
}

/// `numre`, or `alle`: one of the two.
fn valg(k: &mut Krop) -> Result<Valg, Fejl> {
    let (alle, numre) = (k.boolsk("alle")?, k.talliste("numre", NUMRE)?);
    match (alle, numre.is_empty()) {
        (true, true) => Ok(Valg::Alle),
        (false, false) => Ok(Valg::Numre(numre)),
        _ => Err(Fejl::ny(Fejlkode::ManglerElement).felt("numre").ventet(("enten numre eller alle", "either numre or alle"))),
    }
}

fn flyttet((antal, flere): (u64, bool)) -> Svar {
    ok(j!({ "antal": antal, "flere": flere }))
}

async fn til_fejlkoe(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (begrundelse, valg) = (begrundelse(&mut k)?, valg(&mut k)?);
    k.slut()?;
    flyttet(hvem.skranke(&f).til_fejlkoe(uuid, &valg, &begrundelse).await?)
}

async fn genfremsend(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (begrundelse, valg) = (begrundelse(&mut k)?, valg(&mut k)?);
    k.slut()?;
    flyttet(hvem.skranke(&f).genfremsend(uuid, &valg, &begrundelse).await?)
}

async fn slet(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (begrundelse, numre) = (begrundelse(&mut k)?, k.talliste("numre", NUMRE)?);
    k.slut()?;
    if numre.is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("numre").into());
    }
    flyttet((hvem.skranke(&f).slet(uuid, numre, &begrundelse).await?, false))
}

async fn toem(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (begrundelse, koe) = (begrundelse(&mut k)?, koe(&k.kraevet("koe", 20)?)?);
    let (antal, naeste) = (k.tal("antal")?, k.tal("naeste")?);
    k.slut()?;
    let (Some(antal), Some(naeste)) = (antal, naeste) else {
        return Err(Fejl::ny(Fejlkode::KraeverForudsaetning)
            .felt("antal, naeste")
            .ventet(("det, der blev set: antal og naeste fra dueslaget", "what was seen: antal and naeste of the dueslag"))
            .into());
    };
    let antal = hvem.skranke(&f).toem(uuid, koe, Set { antal, naeste }, &begrundelse).await?;
    flyttet((antal, false))
}

async fn genafspil(State(f): Motor, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let begrundelse = begrundelse(&mut k)?;
    let (tid, position, proev) = (k.tid("fratid")?, k.tekst("fraposition", 40)?, k.boolsk("proev")?);
    k.slut()?;
    let fra = match (tid, position.is_empty()) {
        (Some(t), true) => Fra::Tid(t),
        (None, false) => Fra::Position(position.parse().map_err(|f: Fejl| f.felt("fraposition"))?),
        _ => {
            let fejl = Fejl::ny(Fejlkode::ManglerElement).felt("fratid");
            return Err(fejl.ventet(("enten fratid eller fraposition", "either fratid or fraposition")).into());
        }
    };
    let g = hvem.skranke(&f).genafspil(uuid, fra, proev, &begrundelse).await?;
    let naeste = g.naeste.map(|p| p.to_string());
    Ok(json(StatusCode::OK, &j!({ "fra": g.fra.to_string(), "haendelser": g.haendelser, "beskeder": g.beskeder, "naeste": naeste })))
}
