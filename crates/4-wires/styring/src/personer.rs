//! The desk for changes of number: `/administration/v1/personskift` says which systems have not confirmed one and what they are to do, `/administration/v1/personforslag` what a
//! person must decide. The rules are in `person::skranke`.
use crate::administration::krop::{Id, Krop, Parametre};
use crate::administration::openapi::{Operation, krop, med, objekt, op};
use crate::administration::skema::{tid, uuid};
use crate::administration::svar::{Afvisning, Svar, ok};
use crate::administration::{ROD, sporet};
use ::administration::Administration;
use adgang::Administrator;
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use grund::ur::IdKilde;
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid};
use person::dobbelt::{Aarsag, Tilstand as Forslagstilstand};
use person::opfoelgning::{Slags, Stand, Sted};
use person::skranke::{BEGRUNDELSE, Beslutning, Indsigt, Skranke, Udvalg};
use person::vis;
use register::Register;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What the routes work with.
#[derive(Clone)]
pub struct Tilstand {
    /// The register with every object type.
    pub register: Register,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// Authorities.
    pub administration: Arc<Administration>,
}

impl Tilstand {
    fn skranke(&self) -> Skranke<'_> {
        Skranke { register: &self.register, ids: self.ids.as_ref(), myndigheder: self.administration.myndigheder() }
    }
}

/// The routes.
pub fn ruter(t: Tilstand) -> Router {
    let api = Router::new()
        .route("/personskift", get(skift))
        .route("/personskift/{uuid}", get(et_skift))
        .route("/personskift/{uuid}/bekraeft", post(bekraeft))
        .route("/personforslag", get(forslag))
        .route("/personforslag/{uuid}", get(et_forslag))
        .route("/personforslag/{uuid}/flet", post(flet))
        .route("/personforslag/{uuid}/fortryd", post(fortryd))
        .route("/personforslag/{uuid}/luk", post(luk))
        .route("/abonnementskontrol", get(kontrol))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .route_layer(from_fn(sporet))
        .with_state(t);
    Router::new().nest(ROD, api)
}

/// The caller.
struct Hvem(Indsigt, Kaldekontekst);

impl<S: Sync> FromRequestParts<S> for Hvem {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Response> {
        let (kald, a) = (p.extensions.get::<Kaldekontekst>().cloned(), p.extensions.get::<Arc<Administrator>>().cloned());
        let hvem = kald.zip(a).map(|(k, a)| Self(Indsigt::Administrator(a), k));
        hvem.ok_or_else(|| Afvisning::from(Fejl::ny(Fejlkode::UgyldigKlient).regel("H-1")).into_response())
    }
}

fn ja(p: &mut Parametre, navn: &'static str) -> Result<bool, Fejl> {
    match p.tag(navn)?.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Fejl::ny(Fejlkode::UgyldigBoolsk).felt(navn)),
    }
}

async fn skift(State(t): State<Tilstand>, Hvem(hvem, kald): Hvem, mut p: Parametre) -> Svar {
    let efter = p.tag("efter")?.map(|v| Sted::fra_tekst(&v).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("efter"))).transpose()?;
    let (alle, overskredet) = (ja(&mut p, "alle")?, ja(&mut p, "overskredet")?);
    let u = Udvalg { alle, overskredet, myndighed: p.cvr("myndighed")?, system: p.uuid("system")?, efter };
    p.slut()?;
    let (side, naeste) = t.skranke().opfoelgningsside(&kald, &hvem, &u).await?;
    ok(vis::side(&side, naeste.as_ref(), kald.nu))
}

async fn et_skift(State(t): State<Tilstand>, Hvem(hvem, kald): Hvem, Id(uuid): Id, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::skift(&t.skranke().opfoelgning(&kald, &hvem, uuid).await?, kald.nu))
}

async fn bekraeft(State(t): State<Tilstand>, Hvem(hvem, kald): Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (system, begrundelse) = (k.kraevet("system", 36)?, k.kraevet("begrundelse", BEGRUNDELSE)?);
    k.slut()?;
    let system = crate::administration::krop::uuid("system", &system)?;
    ok(vis::skift(&t.skranke().bekraeft(&kald, &hvem, uuid, system, &begrundelse).await?, kald.nu))
}

async fn forslag(State(t): State<Tilstand>, Hvem(hvem, kald): Hvem, mut p: Parametre) -> Svar {
    let ukendt = || Fejl::ny(Fejlkode::UgyldigVaerdi).felt("tilstand").tilladt(Forslagstilstand::ALLE.map(Forslagstilstand::navn));
    let tilstand = p.tag("tilstand")?.map(|v| Forslagstilstand::fra_navn(&v).ok_or_else(ukendt)).transpose()?;
    p.slut()?;
    let alle = t.skranke().forslag(&kald, &hvem, tilstand).await?;
    ok(json!({ "antal": alle.len(), "resultater": alle.iter().map(vis::forslag).collect::<Vec<_>>() }))
}

async fn et_forslag(State(t): State<Tilstand>, Hvem(hvem, kald): Hvem, Id(uuid): Id, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::helt_forslag(&t.skranke().et_forslag(&kald, &hvem, uuid).await?))
}

async fn beslut(t: &Tilstand, Hvem(hvem, kald): Hvem, uuid: Uuid, mut k: Krop, hvad: Beslutning) -> Svar {
    let begrundelse = k.kraevet("begrundelse", BEGRUNDELSE)?;
    k.slut()?;
    ok(vis::helt_forslag(&t.skranke().beslut(&kald, &hvem, uuid, hvad, &begrundelse).await?))
}

async fn flet(State(t): State<Tilstand>, hvem: Hvem, Id(uuid): Id, k: Krop) -> Svar {
    beslut(&t, hvem, uuid, k, Beslutning::Flet).await
}

async fn fortryd(State(t): State<Tilstand>, hvem: Hvem, Id(uuid): Id, k: Krop) -> Svar {
    beslut(&t, hvem, uuid, k, Beslutning::Fortryd).await
}

async fn luk(State(t): State<Tilstand>, hvem: Hvem, Id(uuid): Id, k: Krop) -> Svar {
    beslut(&t, hvem, uuid, k, Beslutning::Luk).await
}

async fn kontrol(State(t): State<Tilstand>, Hvem(hvem, kald): Hvem, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::kontrol(&t.skranke().kontrol(&kald, &hvem).await?))
}

/// Its operations, with their whole addresses.
pub(crate) const OPERATIONER: &[Operation] = &[
    med(
        op(
            "get",
            "/administration/v1/personskift",
            "personskift",
            (200, "personskiftside"),
            "Changes of personnummer that a system which holds or subscribes to the person has not confirmed, the oldest first, with what is to be done (CPR-08).",
        ),
        &["alle", "overskredet", "myndighed", "system", "personskift_efter"],
    ),
    op("get", "/administration/v1/personskift/{uuid}", "laes_personskift", (200, "personskiftsvar"), "One of them, with those that have confirmed."),
    krop(
        op(
            "post",
            "/administration/v1/personskift/{uuid}/bekraeft",
            "bekraeft_personskift",
            (200, "personskiftsvar"),
            "Say that a system has done what is to be done. The reason is logged.",
        ),
        "personskiftbekraeftelse",
    ),
    med(
        op(
            "get",
            "/administration/v1/personforslag",
            "personforslag",
            (200, "personforslagliste"),
            "Double and annulled numbers that a person must decide on (CPR-09, CPR-10; drift).",
        ),
        &["personforslag_tilstand"],
    ),
    op(
        "get",
        "/administration/v1/personforslag/{uuid}",
        "laes_personforslag",
        (200, "personforslagsvar"),
        "One of them, with what stands under either number in the indexes: what would be one person's (drift).",
    ),
    krop(
        op("post", "/administration/v1/personforslag/{uuid}/flet", "flet_personforslag", (200, "personforslagsvar"), "They are one person (drift)."),
        "personbeslutning",
    ),
    krop(
        op("post", "/administration/v1/personforslag/{uuid}/fortryd", "fortryd_personforslag", (200, "personforslagsvar"), "Undo a merge (drift)."),
        "personbeslutning",
    ),
    krop(
        op("post", "/administration/v1/personforslag/{uuid}/luk", "luk_personforslag", (200, "personforslagsvar"), "Nothing is merged (drift)."),
        "personbeslutning",
    ),
    op(
        "get",
        "/administration/v1/abonnementskontrol",
        "abonnementskontrol",
        (200, "abonnementskontrol"),
        "The newest weekly check: how many persons each system has cases of and does not subscribe to, and the other way (CPR-13).",
    ),
];

/// Parameters that other operations have too, with other values: their names in the document.
pub(crate) fn parameternavn(navn: &str) -> &str {
    match navn {
        "personskift_efter" => "efter",
        "personforslag_tilstand" => "tilstand",
        n => n,
    }
}

/// Parameters that only these operations have.
pub(crate) fn parameter(navn: &str) -> Option<Value> {
    match navn {
        "alle" => Some(json!({ "type": "boolean", "default": false, "description": "Those that everybody has confirmed, too." })),
        "overskredet" => Some(json!({ "type": "boolean", "default": false, "description": "Only systems whose working day is over." })),
        "personskift_efter" => Some(json!({ "type": "string", "description": "`efter` of the page before." })),
        "personforslag_tilstand" => Some(json!({ "type": "string", "enum": Forslagstilstand::ALLE.map(Forslagstilstand::navn) })),
        _ => None,
    }
}

/// Their schemas.
pub(crate) fn skemaer(ud: &mut Map<String, Value>) {
    let tekst = || json!({ "type": "string" });
    let maaske = || json!({ "type": ["string", "null"] });
    let id = || json!({ "type": ["string", "null"], "format": "uuid" });
    let tal = || json!({ "type": "integer", "minimum": 0 });
    let hel = |v: Value| {
        let navne: Vec<String> = v.as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
        objekt(v, &navne.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let liste = |v: Value| json!({ "type": "array", "items": v });
    let begrundelse = || json!({ "type": "string", "maxLength": BEGRUNDELSE });
    let henvist = |navn: &str| json!({ "$ref": format!("#/components/schemas/{navn}") });
    let numre = || json!({ "type": ["array", "null"], "items": { "type": "string" }, "description": "`null` for who may not see CPR numbers." });
    let system = hel(json!({
        "system": uuid(), "navn": tekst(), "myndigheder": liste(tekst()), "stand": { "type": "string", "enum": Stand::ALLE.map(Stand::navn) },
        "objekter": tal(), "dueslag": liste(hel(json!({ "dueslag": uuid(), "navn": tekst(), "besked": uuid() }))), "fil": maaske(), "abonnerer": { "type": "boolean" },
        "bekraeftet": { "type": ["object", "null"], "properties": { "tid": tid(), "hvordan": tekst(), "hvem": tekst(), "begrundelse": tekst() } },
        "goer": { "type": "array", "items": tekst(), "description": "What is to be done, in Danish." },
    }));
    let skift = hel(json!({
        "uuid": uuid(), "person": id(), "slags": { "type": "string", "enum": Slags::ALLE.map(Slags::navn) }, "dag": tekst(), "fortalt": tid(), "frist": tid(),
        "gamle": numre(), "nyt": maaske(), "systemer": liste(system),
    }));
    ud.insert("personskiftsvar".into(), skift);
    ud.insert("personskiftside".into(), hel(json!({ "personskift": liste(henvist("personskiftsvar")), "efter": maaske() })));
    ud.insert("personskiftbekraeftelse".into(), hel(json!({ "system": uuid(), "begrundelse": begrundelse() })));
    ud.insert("personbeslutning".into(), hel(json!({ "begrundelse": begrundelse() })));
    let beholdning = hel(json!({ "myndighed": tekst(), "type": tekst(), "antal": tal(), "systemer": liste(uuid()) }));
    let egne = json!({
        "uuid": uuid(), "aarsag": { "type": "string", "enum": Aarsag::ALLE.map(Aarsag::navn) }, "dag": tekst(), "oprettet": tid(),
        "tilstand": { "type": "string", "enum": Forslagstilstand::ALLE.map(Forslagstilstand::navn) }, "gammelt": maaske(), "nyt": maaske(),
        "gammelIdentitet": id(), "nyIdentitet": id(),
        "historik": liste(hel(json!({ "tid": tid(), "hvem": tekst(), "hvad": tekst(), "begrundelse": tekst() }))),
    });
    let mut helt = egne.clone();
    if let Some(o) = helt.as_object_mut() {
        o.insert("underGammelt".into(), liste(beholdning.clone()));
        o.insert("underNyt".into(), liste(beholdning));
        o.insert("beggeIBrug".into(), json!({ "type": "boolean", "description": "Both have something: look twice." }));
    }
    ud.insert("personforslagsvar".into(), hel(helt));
    ud.insert("personforslagliste".into(), hel(json!({ "antal": tal(), "resultater": liste(hel(egne)) })));
    let linje = hel(json!({ "system": uuid(), "navn": tekst(), "personer": tal(), "udenAbonnement": tal(), "udenSag": tal() }));
    ud.insert("abonnementskontrol".into(), hel(json!({ "tid": { "type": ["string", "null"] }, "systemer": liste(linje) })));
}
