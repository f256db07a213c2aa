//! The desk for changes of number: `/administration/v1/personskift` says which systems have not confirmed one and what they are to do, `/administration/v1/personforslag` what a
//! person must decide. The rules are in `person::skranke`.
use crate::administration::krop::{Id, Krop, Parametre};
use crate::administration::openapi::{Operation, krop, med, objekt, op};
use crate::administration::skema::{tid, uuid};
use crate::administration::svar::{Afvisning, Svar, ok};
use crate::administration::{Hvem, ROD, sporet};
use ::administration::Administration;
use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use grund::ur::IdKilde;
use grund::{Fejl, Fejlkode, Uuid};
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

fn indsigt(hvem: &Hvem) -> Indsigt {
    Indsigt::Administrator(hvem.administrator.clone())
}

async fn skift(State(t): State<Tilstand>, hvem: Hvem, mut p: Parametre) -> Svar {
    let efter =
        p.tag("efter")?.map(|v| Sted::fra_tekst(&v).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("efter"))).transpose()?;
    let (alle, overskredet) = (p.ja("alle")?, p.ja("overskredet")?);
    let u = Udvalg { alle, overskredet, myndighed: p.cvr("myndighed")?, system: p.uuid("system")?, efter };
    p.slut()?;
    let (side, naeste) = t.skranke().opfoelgningsside(&hvem.kald, &indsigt(&hvem), &u).await?;
    ok(vis::side(&side, naeste.as_ref(), hvem.kald.nu))
}

async fn et_skift(State(t): State<Tilstand>, hvem: Hvem, Id(uuid): Id, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::skift(&t.skranke().opfoelgning(&hvem.kald, &indsigt(&hvem), uuid).await?, hvem.kald.nu))
}

async fn bekraeft(State(t): State<Tilstand>, hvem: Hvem, Id(uuid): Id, mut k: Krop) -> Svar {
    let (system, begrundelse) = (k.kraevet("system", 36)?, k.kraevet("begrundelse", BEGRUNDELSE)?);
    k.slut()?;
    let system = crate::administration::krop::uuid("system", &system)?;
    ok(vis::skift(&t.skranke().bekraeft(&hvem.kald, &indsigt(&hvem), uuid, system, &begrundelse).await?, hvem.kald.nu))
}

async fn forslag(State(t): State<Tilstand>, hvem: Hvem, mut p: Parametre) -> Svar {
    let ukendt = || Fejl::ny(Fejlkode::UgyldigVaerdi).felt("tilstand").tilladt(Forslagstilstand::ALLE.map(Forslagstilstand::navn));
    let tilstand = p.tag("tilstand")?.map(|v| Forslagstilstand::fra_navn(&v).ok_or_else(ukendt)).transpose()?;
    p.slut()?;
    let alle = t.skranke().forslag(&hvem.kald, &indsigt(&hvem), tilstand).await?;
    ok(json!({ "antal": alle.len(), "resultater": alle.iter().map(vis::forslag).collect::<Vec<_>>() }))
}

async fn et_forslag(State(t): State<Tilstand>, hvem: Hvem, Id(uuid): Id, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::helt_forslag(&t.skranke().et_forslag(&hvem.kald, &indsigt(&hvem), uuid).await?))
}

async fn beslut(t: &Tilstand, hvem: Hvem, uuid: Uuid, mut k: Krop, hvad: Beslutning) -> Svar {
    let (begrundelse, set) = (k.kraevet("begrundelse", BEGRUNDELSE)?, k.set(None)?);
    k.slut()?;
    ok(vis::helt_forslag(&t.skranke().beslut(&hvem.kald, &indsigt(&hvem), uuid, hvad, &begrundelse, set).await?))
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

async fn kontrol(State(t): State<Tilstand>, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::kontrol(&t.skranke().kontrol(&hvem.kald, &indsigt(&hvem)).await?, false))
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
    op(
        "get",
        "/administration/v1/personskift/{uuid}",
        "laes_personskift",
        (200, "personskiftsvar"),
        "One of them, with those that have confirmed.",
    ),
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
        op(
            "post",
            "/administration/v1/personforslag/{uuid}/flet",
            "flet_personforslag",
            (200, "personforslagsvar"),
            "They are one person (drift).",
        ),
        "personbeslutning",
    ),
    krop(
        op(
            "post",
            "/administration/v1/personforslag/{uuid}/fortryd",
            "fortryd_personforslag",
            (200, "personforslagsvar"),
            "Undo a merge (drift).",
        ),
        "personbeslutning",
    ),
    krop(
        op(
            "post",
            "/administration/v1/personforslag/{uuid}/luk",
            "luk_personforslag",
            (200, "personforslagsvar"),
            "Nothing is merged (drift).",
        ),
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
    let numre =
        || json!({ "type": ["array", "null"], "items": { "type": "string" }, "description": "`null` for who may not see CPR numbers." });
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
    let set = json!({
        "type": "string", "format": "date-time",
        "description": "`registreret` of the proposal as it was read. It must be said where they become one person and somebody has decided against it before.",
    });
    ud.insert("personbeslutning".into(), objekt(json!({ "begrundelse": begrundelse(), "registreret": set }), &["begrundelse"]));
    let beholdning = hel(json!({ "myndighed": tekst(), "type": tekst(), "antal": tal(), "systemer": liste(uuid()) }));
    let egne = json!({
        "uuid": uuid(), "aarsag": { "type": "string", "enum": Aarsag::ALLE.map(Aarsag::navn) }, "dag": tekst(), "oprettet": tid(),
        "tilstand": { "type": "string", "enum": Forslagstilstand::ALLE.map(Forslagstilstand::navn) }, "registreret": tid(), "gammelt": maaske(), "nyt": maaske(),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use adgang::{Administrator, Administratorrolle as R};
    use axum::body::Body;
    use axum::http::Request;
    use grund::Kaldekontekst;
    use grund::{Cvr, Periode, Tidspunkt, UnikId};
    use http_body_util::BodyExt;
    use lager::{Lager, SqliteLager};
    use person::Tilknytning;
    use person::dobbelt::{Forslag, Forslagsbog};
    use person::nummer::cpr_urn;
    use person::opfoelgning::{Besked, Deltager, Opfoelgning, Opfoelgninger};
    use register::Typekatalog;
    use std::collections::BTreeSet;
    use tower::ServiceExt;

    struct Ny(std::sync::atomic::AtomicU64);
    impl IdKilde for Ny {
        fn ny(&self) -> Uuid {
            Uuid::from_u128(0xa00 + u128::from(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)))
        }
    }

    const NU: i64 = 1_790_000_000_000_000;
    const GAMMELT: &str = "6101700001";
    const NYT: &str = "6101700002";
    fn u(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }
    fn t(n: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(n)
    }

    async fn tilstand() -> Tilstand {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let typer = Typekatalog::ny(&[person::OBJEKTTYPER, ::administration::OBJEKTTYPER]);
        let register = Register::ny(lager, typer).med_landsdaekkende(person::OBJEKTTYPER);
        let ids: Arc<dyn IdKilde> = Arc::new(Ny(0.into()));
        let administration = Arc::new(Administration::aabn(register.clone(), ids.clone()).await.unwrap());
        let mut lytter = Deltager::ny(u(1), "Lytter".into(), Some(Cvr::KOMBIT));
        lytter.for_myndighed(Cvr::KORSBAEK);
        lytter.dueslag.push(Besked { dueslag: u(0xd), navn: "Personer".into(), besked: u(0xb) });
        let mut doev = Deltager::ny(u(2), "Døv".into(), None);
        doev.for_myndighed(Cvr::fra_tal(22_222_222).unwrap());
        doev.objekter = 2;
        let o = Opfoelgning {
            id: u(100),
            haendelse: "h".into(),
            person: Some(u(7)),
            slags: Slags::NytNummer,
            gamle: vec![GAMMELT.into()],
            nyt: Some(NYT.into()),
            dag: "2026-11-27".into(),
            fortalt: t(NU - 20),
            frist: t(NU - 10),
            deltagere: vec![lytter, doev],
        };
        Opfoelgninger::ny(register.lager().clone()).begynd(&o).await.unwrap();
        let har = |n: &str| Tilknytning { nummer: cpr_urn(n), periode: Periode::ALTID, status: Some("01".into()) };
        let f = Forslag::ny(u(200), Aarsag::Dobbeltnummer, &har(GAMMELT), Some(&har(NYT)), "2026-11-27".into(), t(NU - 20));
        Forslagsbog::ny(register.lager().clone()).foreslaa(&f).await.unwrap();
        Tilstand { register, ids, administration }
    }

    async fn kald(t_: &Tilstand, roller: &[R], metode: &str, sti: &str, krop: Option<Value>) -> (u16, Value, Kaldekontekst) {
        let k = Kaldekontekst::ubegraenset(adgang::FAELLES, &[], UnikId::Uuid(Uuid::nil()), t(NU), Uuid::nil());
        let mut a = Request::builder().method(metode).uri(format!("{ROD}{sti}")).header("content-type", "application/json");
        let e = a.extensions_mut().unwrap();
        e.insert(Arc::new(Administrator { uuid: u(7), navn: "Inge".into(), roller: roller.to_vec() }));
        e.insert(k.clone());
        let a = a.body(krop.map_or_else(Body::empty, |k| Body::from(k.to_string()))).unwrap();
        let svar = ruter(t_.clone()).oneshot(a).await.unwrap();
        let status = svar.status().as_u16();
        let bytes = svar.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default(), k)
    }

    fn navne(v: &Value) -> BTreeSet<String> {
        v.as_object().unwrap().keys().cloned().collect()
    }

    #[tokio::test]
    async fn cpr08_each_administrator_sees_the_deaf_systems_that_are_his_and_numbers_by_the_logs_right() {
        let s = tilstand().await;
        let systemer = |v: &Value| v["personskift"][0]["systemer"].as_array().map_or(0, Vec::len);
        let sti = "/personskift?overskredet=true";
        let (korsbaek, anden) = (Cvr::KORSBAEK, Cvr::fra_tal(22_222_222).unwrap());
        for (roller, antal) in [
            (&[R::Drift][..], 2),
            (&[R::Aftaler(korsbaek)], 1),
            (&[R::Aftaler(anden)], 1),
            (&[R::Leverandoer(Cvr::KOMBIT)], 1),
            (&[R::Leverandoer(korsbaek)], 0),
        ] {
            let (status, v, k) = kald(&s, roller, "GET", sti, None).await;
            assert_eq!((status, systemer(&v)), (200, antal), "{roller:?}");
            assert!(!v.to_string().contains(GAMMELT) && !v.to_string().contains(NYT), "CPR-12");
            assert_eq!(k.spor.indhold().objekter.len(), usize::from(antal > 0), "the look is logged");
        }
        let (_, v, k) =
            kald(&s, &[R::Drift, R::Logindsigt(korsbaek)], "GET", "/personskift/00000000-0000-0000-0000-000000000064", None).await;
        assert_eq!((&v["gamle"], &v["nyt"], k.spor.indhold().personer.len()), (&json!([GAMMELT]), &json!(NYT), 2));
        // What the document says is what is answered.
        let d = crate::administration::openapi::byg();
        let skema = &d["components"]["schemas"]["personskiftsvar"]["properties"];
        assert_eq!(navne(skema), navne(&v));
        assert_eq!(kald(&s, &[R::Leverandoer(korsbaek)], "GET", "/personskift/00000000-0000-0000-0000-000000000064", None).await.0, 404);
        // Somebody says how it was done.
        let krop = |system: u128, hvorfor: &str| Some(json!({ "system": u(system), "begrundelse": hvorfor }));
        let sti = "/personskift/00000000-0000-0000-0000-000000000064/bekraeft";
        assert_eq!(kald(&s, &[R::Aftaler(anden)], "POST", sti, krop(1, "Ringet")).await.0, 404, "another's system");
        assert_eq!(kald(&s, &[R::Aftaler(anden)], "POST", sti, krop(2, " ")).await.0, 400);
        let (status, v, k) = kald(&s, &[R::Aftaler(anden)], "POST", sti, krop(2, "Ringet")).await;
        assert_eq!(
            (status, &v["systemer"][0]["stand"], &v["systemer"][0]["bekraeftet"]["hvem"]),
            (200, &json!("Bekraeftet"), &json!("Inge")),
            "{v}"
        );
        assert_eq!(k.spor.indhold().formaal.as_deref(), Some("Ringet"));
        assert_eq!(systemer(&kald(&s, &[R::Drift], "GET", "/personskift", None).await.1), 1);
        assert_eq!(kald(&s, &[R::Drift], "GET", "/personskift?efter=x", None).await.1["kode"], "SAM-1108");
    }

    #[tokio::test]
    async fn cpr09_operations_decide_on_a_double_with_a_reason_and_undo_it() {
        let s = tilstand().await;
        let sti = |hvad: &str| format!("/personforslag/00000000-0000-0000-0000-0000000000c8{hvad}");
        assert_eq!(kald(&s, &[R::Aftaler(Cvr::KORSBAEK)], "GET", "/personforslag", None).await.1["kode"], "SAM-2002");
        let (_, v, _) = kald(&s, &[R::Drift], "GET", "/personforslag?tilstand=Aaben", None).await;
        assert_eq!((&v["antal"], &v["resultater"][0]["gammelt"]), (&json!(1), &Value::Null), "{v}");
        let (_, v, _) = kald(&s, &[R::Drift, R::Logindsigt(Cvr::LANDET)], "GET", &sti(""), None).await;
        assert_eq!((&v["gammelt"], &v["nyt"], &v["beggeIBrug"]), (&json!(GAMMELT), &json!(NYT), &json!(false)));
        let d = crate::administration::openapi::byg();
        assert_eq!(navne(&d["components"]["schemas"]["personforslagsvar"]["properties"]), navne(&v));
        let krop = || Some(json!({ "begrundelse": "Pas er set" }));
        assert_eq!(kald(&s, &[R::Drift], "POST", &sti("/flet"), None).await.0, 400);
        let (status, v, k) = kald(&s, &[R::Drift], "POST", &sti("/flet"), krop()).await;
        assert_eq!((status, &v["tilstand"], &v["historik"][0]["hvem"]), (200, &json!("Flettet"), &json!("Inge")), "{v}");
        assert!(v["gammelIdentitet"] == v["nyIdentitet"] && v["nyIdentitet"].is_string(), "{v}");
        assert_eq!(k.spor.indhold().formaal.as_deref(), Some("Pas er set"));
        assert_eq!(kald(&s, &[R::Drift], "POST", &sti("/flet"), krop()).await.0, 400);
        assert_eq!(kald(&s, &[R::Drift], "POST", &sti("/fortryd"), krop()).await.1["tilstand"], "Fortrudt");
        let (_, v, _) = kald(&s, &[R::Drift], "POST", &sti("/luk"), krop()).await;
        assert_eq!(v["tilstand"], "Afvist");
        // Whoever merges what was decided against says that this was seen.
        let (status, v2, _) = kald(&s, &[R::Drift], "POST", &sti("/flet"), krop()).await;
        assert_eq!((status, &v2["kode"]), (428, &json!("SAM-2204")), "{v2}");
        let paa = |t: &Value| Some(json!({ "begrundelse": "Pas er set igen", "registreret": t }));
        assert_eq!(kald(&s, &[R::Drift], "POST", &sti("/flet"), paa(&v["oprettet"])).await.0, 409);
        assert_eq!(kald(&s, &[R::Drift], "POST", &sti("/flet"), paa(&v["registreret"])).await.1["tilstand"], "Flettet");
        let (status, v, _) = kald(&s, &[R::Drift], "GET", "/abonnementskontrol", None).await;
        assert_eq!((status, v), (200, json!({ "tid": null, "systemer": [] })));
    }
}
